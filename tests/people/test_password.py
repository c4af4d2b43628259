"""A person chooses his own password; the administrator never knows it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import extract_parameters

from somat.audit.moment import now, told
from somat.law.refusal import Refused
from somat.people import passwords, sessions
from somat.people.actions.password import change_password, prove
from somat.people.actions.sessions import log_in
from somat.people.models import Account, PastPassword, Session
from tests.cast import DESK, PASSWORD, World

OTHER = "Sông-Hồng.chảy-về.1010"


def refusals(old: str, new: str, world: World) -> set[str]:
    with pytest.raises(Refused) as no:
        change_password(old, new, by=world.duy)
    return {str(refusal.facts["case"]) for refusal in no.value.refusals}


def test_it_must_be_changed_at_the_first_log_in(world: World) -> None:
    secret = world.accounts["duy"].secret
    opened = log_in("duy", secret, workstation=DESK, at=now())
    assert opened.must_change
    change_password(secret, PASSWORD, by=world.duy)
    live = sessions.live(opened.token, workstation=DESK, now=now())
    assert live is not None and not live.must_change
    assert not log_in("duy", PASSWORD, workstation=DESK, at=now()).must_change
    with pytest.raises(Refused):
        log_in("duy", secret, workstation=DESK, at=now())


@pytest.mark.parametrize(
    ("new", "cases"),
    [
        ("Ngắn-2026", {"short"}),
        ("toàn chữ thường dài", {"kinds"}),
        ("THIẾU-CHỮ-THƯỜNG-1", {"kinds"}),
        ("Thiếu-chữ-số-nhé", {"kinds"}),
        ("ThiếuKýHiệu2026abc", {"kinds"}),
        ("Tôi-là-Duy-năm-2026", {"contains"}),
        ("Dài-1" * 41, {"too-long"}),
        (PASSWORD, {"reused"}),
    ],
)
def test_it_refuses_a_weak_one(world: World, new: str, cases: set[str]) -> None:
    world.log_in("duy")
    assert refusals(PASSWORD, new, world) == cases


def test_it_refuses_who_does_not_know_the_old_one(world: World) -> None:
    world.log_in("duy")
    assert refusals("không phải", OTHER, world) == {"old"}


def test_it_tells_every_reason_at_once(world: World) -> None:
    world.log_in("duy")
    assert refusals("không phải", "duy", world) == {"old", "short", "contains"}


def test_it_refuses_one_of_the_last_ten(world: World) -> None:
    world.log_in("duy")
    held = PASSWORD
    for n in range(1, 11):
        change_password(held, f"{OTHER}-{n}", by=world.duy)
        held = f"{OTHER}-{n}"
    assert refusals(held, PASSWORD, world) == {"reused"}
    change_password(held, f"{OTHER}-11", by=world.duy)
    assert PastPassword.unchecked.count() == 10
    change_password(f"{OTHER}-11", PASSWORD, by=world.duy)


@pytest.mark.parametrize(("name", "must"), [("quan", True), ("duy", False)])
def test_the_administrators_ends_after_sixty_days(world: World, name: str, must: bool) -> None:
    world.log_in(name)
    for days in (30, 60):
        assert not log_in(name, PASSWORD, workstation=DESK, at=now() + timedelta(days=days, minutes=-1)).must_change
    assert log_in(name, PASSWORD, workstation=DESK, at=now() + timedelta(days=61)).must_change is must


def test_it_keeps_no_password(world: World) -> None:
    world.log_in("duy")
    assert PASSWORD not in str(list(Account.unchecked.values()))
    assert Account.unchecked.get(username="duy").password.startswith("$argon2id$")


def test_proving_it_again_moves_the_moment(world: World) -> None:
    _, duy = world.log_in("duy")
    assert duy.session is not None
    later = now() + timedelta(minutes=7)
    with told(later):
        prove(PASSWORD, session=duy.session, by=duy)
    assert Session.unchecked.get(uuid=duy.session).proven_at == later


@pytest.mark.django_db(transaction=True)
def test_proving_with_a_wrong_one_is_refused_and_five_end_the_session(world: World) -> None:
    token, duy = world.log_in("duy")
    assert duy.session is not None
    for _ in range(5):
        with pytest.raises(Refused):
            prove("không phải", session=duy.session, by=duy)
    assert sessions.live(token, workstation=DESK, now=now()) is None
    assert Account.unchecked.get(username="duy").state == "locked"


def test_production_hashes_are_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(passwords.COST_OF_TESTS)
    passwords.hasher.cache_clear()
    kept = extract_parameters(passwords.hashed("x"))
    passwords.hasher.cache_clear()
    assert (kept.time_cost, kept.memory_cost, kept.parallelism) == (3, 65536, 2)
