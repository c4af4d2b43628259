"""The administrator makes and resets accounts; he gives no right and chooses no secret (R28, R37)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from somat.access.actors import actor_without_session
from somat.audit.absent import NotFound
from somat.audit.models import Leaf
from somat.audit.moment import now, today, told
from somat.law.refusal import Refused
from somat.people import queries, sessions
from somat.people.actions.accounts import create, put_to_sleep, reset
from somat.people.actions.persons import enter_person
from somat.people.actions.sessions import log_in
from somat.people.models import Account, Attempt, Person
from tests.cast import DESK, PASSWORD, World


def newcomer(world: World, *, outside: str = "") -> Person:
    unit = None if outside else queries.units(by=world.ha, on=today())[0].uuid
    return enter_person("Lý Thị Mơ", unit=unit, outside=outside, by=world.ha)


def test_it_gives_an_account_without_any_right(world: World) -> None:
    person = newcomer(world)
    account, secret = create(person.uuid, username="mo.lt", since=today(), by=world.quan)
    log_in("mo.lt", secret, workstation=DESK, at=now())
    actor = actor_without_session(person.uuid)
    assert (actor.roles, actor.duties, actor.clearance, actor.books) == (frozenset(), frozenset(), None, ())
    assert Leaf.unchecked.filter(verb="account.create", object=account.uuid).count() == 1


def test_the_secret_is_strong_and_new_each_time(world: World) -> None:
    _, secret = create(newcomer(world).uuid, username="mo.lt", since=today(), by=world.quan)
    assert [len(group) for group in secret.split("-")] == [4, 4, 4, 4]
    secrets = {secret, *(account.secret for account in world.accounts.values())}
    assert len(secrets) == 12


@pytest.mark.parametrize("name", ["an", "hanh", "duy", "ha", "tan", "dung", "giang", "nam", "chi"])
def test_only_the_administrator_does_it(world: World, name: str) -> None:
    person = newcomer(world)
    with pytest.raises(Refused):
        create(person.uuid, username="mo.lt", since=today(), by=getattr(world, name))
    assert not Account.unchecked.filter(username="mo.lt").exists()


@pytest.mark.parametrize("username", ["", "m", "Mơ", "mo lt", "1mo", "mo@lt", "m" * 61])
def test_it_refuses_a_name_that_not_every_keyboard_has(world: World, username: str) -> None:
    with pytest.raises(Refused):
        create(newcomer(world).uuid, username=username, since=today(), by=world.quan)


def test_it_refuses_a_name_that_is_taken(world: World) -> None:
    with pytest.raises(Refused):
        create(newcomer(world).uuid, username="DUY ", since=today(), by=world.quan)


def test_it_refuses_a_second_account(world: World) -> None:
    with pytest.raises(Refused):
        create(world.duy.person, username="duy2", since=today(), by=world.quan)


def test_an_account_of_somebody_from_outside_must_end(world: World) -> None:
    person = newcomer(world, outside="Thanh tra tỉnh")
    with pytest.raises(Refused):
        create(person.uuid, username="mo.lt", since=today(), by=world.quan)
    create(person.uuid, username="mo.lt", since=today(), until=today(), by=world.quan)


def test_it_knows_no_person_that_is_not_there(world: World) -> None:
    with pytest.raises(NotFound):
        create(queries.NOBODY, username="ai", since=today(), by=world.quan)


def test_a_reset_ends_the_session_and_waits_for_a_second_person(world: World) -> None:
    token, _ = world.log_in("duy")
    secret = reset(world.duy.person, by=world.quan)
    assert sessions.live(token, workstation=DESK, now=now()) is None
    for password in (PASSWORD, secret):
        with pytest.raises(Refused):
            log_in("duy", password, workstation=DESK, at=now())
    assert [asked.asked_by for asked in queries.unlocks_waiting(by=world.an)] == [world.quan.person]


def test_nobody_resets_his_own(world: World) -> None:
    with pytest.raises(Refused):
        reset(world.quan.person, by=world.quan)


def test_the_security_officer_resets_the_administrators(world: World) -> None:
    reset(world.quan.person, by=world.ha)
    with pytest.raises(Refused):
        reset(world.duy.person, by=world.ha)


def test_unused_accounts_fall_asleep(world: World) -> None:
    world.log_in("duy")
    Attempt.unchecked.filter(account=Account.unchecked.get(username="duy").uuid).update(
        last_login_at=now() - timedelta(days=46)
    )
    assert put_to_sleep() == []  # the password was chosen today
    with told(now() + timedelta(days=46)):
        assert world.duy.person in put_to_sleep()
    assert Account.unchecked.get(username="duy").state == "disabled"


def test_others_see_only_their_own_account(world: World) -> None:
    assert [account.username for account in queries.accounts(by=world.duy)] == ["duy"]
    assert len(queries.accounts(by=world.quan)) == 11
    with pytest.raises(NotFound):
        queries.account(world.an.person, by=world.duy)
