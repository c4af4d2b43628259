"""Two persons open a locked account, by the table of who frees whom; nobody frees his own (R38a)."""

from __future__ import annotations

import pytest

from somat.audit.absent import NotFound
from somat.audit.models import Leaf
from somat.audit.moment import now
from somat.law.authority import Power
from somat.law.refusal import Refused
from somat.people import queries
from somat.people.actions.sessions import log_in
from somat.people.actions.unlock import ask_unlock, grant_unlock
from somat.people.models import Account, Reliance
from tests.cast import DESK, PASSWORD, World

# Written by hand: locked, who asks, who grants, whether it opens.
TABLE = [
    ("duy", "quan", "an", True),
    ("duy", "ha", "an", True),
    ("duy", "ha", "khoi", True),
    ("duy", "quan", "ha", False),
    ("duy", "ha", "quan", False),
    ("duy", "quan", "quan", False),
    ("duy", "ha", "ha", False),
    ("duy", "an", "khoi", False),
    ("duy", "hanh", "an", False),
    ("duy", "duy", "an", False),
    ("duy", "quan", "hanh", False),
    ("duy", "quan", "duy", False),
    ("an", "quan", "khoi", True),
    ("an", "ha", "khoi", True),
    ("an", "quan", "ha", True),
    ("an", "ha", "quan", False),
    ("an", "quan", "an", False),
    ("an", "khoi", "ha", False),
    ("quan", "ha", "an", True),
    ("quan", "quan", "an", False),
    ("quan", "ha", "quan", False),
    ("quan", "ha", "ha", False),
    ("ha", "quan", "an", True),
    ("ha", "quan", "ha", False),
    ("ha", "ha", "an", False),
    ("hanh", "quan", "khoi", True),
    ("tan", "quan", "an", True),
    ("tan", "quan", "tan", False),
]


def lock(world: World, name: str) -> None:
    world.log_in(name)
    for _ in range(5):
        with pytest.raises(Refused):
            log_in(name, "không phải", workstation=DESK, at=now())


@pytest.mark.parametrize(("locked", "asks", "grants", "opens"), TABLE)
def test_it_follows_the_table(world: World, locked: str, asks: str, grants: str, opens: bool) -> None:
    lock(world, locked)
    try:
        request = ask_unlock(getattr(world, locked).person, by=getattr(world, asks))
        grant_unlock(request.uuid, by=getattr(world, grants))
    except (Refused, NotFound):
        assert not opens
        assert Account.unchecked.get(username=locked).state == "locked"
        with pytest.raises(Refused):
            log_in(locked, PASSWORD, workstation=DESK, at=now())
    else:
        assert opens
        assert log_in(locked, PASSWORD, workstation=DESK, at=now())


def test_it_leaves_a_leaf_of_each_part(world: World) -> None:
    lock(world, "duy")
    account = Account.unchecked.get(username="duy")
    request = ask_unlock(world.duy.person, by=world.quan)
    grant_unlock(request.uuid, by=world.an)
    acts = Leaf.unchecked.filter(object=account.uuid, decision="granted").order_by("id").values_list("verb", "actor")
    assert list(acts)[-2:] == [("account.unlock-ask", world.quan.person), ("account.unlock", world.an.person)]


def test_a_request_is_granted_once(world: World) -> None:
    lock(world, "duy")
    request = ask_unlock(world.duy.person, by=world.quan)
    grant_unlock(request.uuid, by=world.an)
    with pytest.raises(NotFound):
        grant_unlock(request.uuid, by=world.khoi)


def test_asking_twice_is_one_request(world: World) -> None:
    lock(world, "duy")
    assert ask_unlock(world.duy.person, by=world.quan) == ask_unlock(world.duy.person, by=world.ha)
    assert len(queries.unlocks_waiting(by=world.an)) == 1


def test_an_open_account_needs_no_opening(world: World) -> None:
    with pytest.raises(Refused):
        ask_unlock(world.duy.person, by=world.quan)


# By a delegation of "admit": whose account a deputy frees after the administrator asked, by hand.
FREED = {"chi": True, "giang": True, "hanh": True, "ha": True, "an": False, "khoi": False, "duy": False}


@pytest.mark.parametrize("locked", FREED)
def test_a_deputy_frees_as_a_leader_does_but_no_leader(world: World, locked: str) -> None:
    lock(world, locked)
    request = ask_unlock(getattr(world, locked).person, by=world.quan)
    with pytest.raises(Refused, match="R24"):
        grant_unlock(request.uuid, by=world.duy)
    world.lend("duy", Power.ADMIT)
    waiting = [one.uuid for one in queries.unlocks_waiting(by=world.duy)]
    assert waiting == ([] if locked in ("an", "khoi") else [request.uuid])
    if FREED[locked]:
        grant_unlock(request.uuid, by=world.duy)
    else:
        with pytest.raises(Refused):
            grant_unlock(request.uuid, by=world.duy)
    held = Account.unchecked.get(person=getattr(world, locked).person)
    assert held.state == ("active" if FREED[locked] else "locked")
    assert Reliance.unchecked.count() == int(FREED[locked])
