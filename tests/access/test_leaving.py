"""Leaving and transfer end everything at once (R29)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from somat.access import actions, queries
from somat.access.models import Right
from somat.access.visible import visible_to
from somat.audit import guard
from somat.audit.models import Leaf, Manifest
from somat.audit.moment import now, today
from somat.audit.rows import digest_now
from somat.law.levels import Level
from somat.law.refusal import Refused
from somat.people import queries as people
from somat.people import sessions
from somat.people.actions.sessions import log_in
from somat.people.models import Account
from tests.access import shelf
from tests.cast import DESK, PASSWORD, SINCE, World, paper

DAY = timedelta(days=1)


def seen(world: World, name: str) -> int:
    rows = shelf.model("Entry").unchecked  # type: ignore[attr-defined]
    return int(rows.filter(visible_to(getattr(world, name), today())).count())


@pytest.fixture
def token(world: World) -> str:
    """Hạnh keeps a book, is named in another's line, and is logged in."""
    book: Any = shelf.open_book()
    shelf.write_lines(book, [(1, SINCE), (2, SINCE)])
    (other,) = shelf.write_lines(shelf.open_book(), [(1, SINCE)])
    shelf.name([(world.hanh.person, other, None)])
    world.keep("hanh", book)
    assert seen(world, "hanh") == 3
    return world.log_in("hanh")[0]


def test_it_ends_everything_from_the_next_day_on(world: World, token: str) -> None:
    actions.leave(world.hanh.person, until=today() - DAY, by=world.ha)
    gone = world.hanh
    assert (gone.roles, gone.clearance, gone.books) == (frozenset(), None, ())
    assert sessions.live(token, workstation=DESK, now=now()) is None
    with pytest.raises(Refused):
        log_in("hanh", PASSWORD, workstation=DESK, at=now())
    assert seen(world, "hanh") == 0
    assert gone.person not in [person.uuid for person in people.people(by=world.ha, on=today())]


def test_until_the_last_day_everything_holds(world: World, token: str) -> None:
    actions.leave(world.hanh.person, until=today(), by=world.ha)
    assert seen(world, "hanh") == 3
    assert sessions.live(token, workstation=DESK, now=now()) is not None
    with pytest.raises(Refused):
        log_in("hanh", PASSWORD, workstation=DESK, at=now() + DAY)


def test_a_later_clearance_opens_none_of_the_old_circles(world: World, token: str) -> None:
    actions.leave(world.hanh.person, until=today() - DAY, by=world.ha)
    with guard.opened():  # as if she came back, by whatever way
        people.Person.unchecked.filter(uuid=world.hanh.person).update(left_on=None)
    world.clear("hanh", Level.TUYET_MAT, since=today())
    assert world.hanh.clearance is not None
    assert seen(world, "hanh") == 0
    assert not Right.unchecked.filter(person=world.hanh.person, kind="book", until__gte=today()).exists()


def test_nothing_is_proposed_for_who_has_left(world: World) -> None:
    proposal = actions.propose_clearance(world.chi.person, Level.MAT, paper=paper(), by=world.ha)
    later = actions.propose_clearance(world.chi.person, Level.MAT, paper=paper(today()), by=world.ha)
    actions.leave(world.chi.person, until=today() - DAY, by=world.ha)
    assert proposal.since == SINCE
    with pytest.raises(Refused) as no:
        actions.confirm(later.uuid, by=world.an)
    assert "đã nghỉ" in no.value.refusals[0].sentence()


@pytest.mark.parametrize("name", ["an", "hanh", "duy", "quan", "tan"])
def test_only_the_security_officer_records_it(world: World, name: str) -> None:
    with pytest.raises(Refused):
        actions.leave(world.chi.person, until=today(), by=getattr(world, name))
    assert people.person(world.chi.person, by=world.ha).left_on is None


def test_a_transfer_ends_the_rights_and_keeps_the_person(world: World, token: str) -> None:
    unit = next(u for u in people.units(by=world.ha, on=today()) if u.name == "Phòng Kinh tế")
    actions.transfer(world.hanh.person, until=today() - DAY, unit=unit.uuid, post="Chuyên viên", by=world.ha)
    moved = world.hanh
    assert (moved.roles, moved.clearance, moved.books, moved.title) == (frozenset(), None, (), "Chuyên viên")
    assert sessions.live(token, workstation=DESK, now=now()) is None
    assert seen(world, "hanh") == 0
    assert Account.unchecked.get(username="hanh").state == "active"
    assert log_in("hanh", PASSWORD, workstation=DESK, at=now())


def test_the_circles_end_in_one_leaf_that_binds_each_entry(world: World, token: str) -> None:
    actions.leave(world.hanh.person, until=today() - DAY, by=world.ha)
    leaf = Leaf.unchecked.filter(verb="circle.end-all").get()
    (line,) = Manifest.unchecked.filter(leaf=leaf.uuid)
    assert line.digest == digest_now("registry_entry", line.object)
    assert queries.circles([line.object], on=today())[line.object] == []
