"""Logging in: one answer to every failure, five tries, one session at a time, nothing for a sleeping account."""

from __future__ import annotations

import json
import unicodedata
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from somat.audit import guard
from somat.audit.models import Leaf
from somat.audit.moment import now, today
from somat.law.refusal import Refused
from somat.law.roles import Role
from somat.people import passwords, queries, sessions
from somat.people.actions import sessions as acts
from somat.people.actions.accounts import limit
from somat.people.actions.sessions import log_in
from somat.people.models import Account, Attempt, Session
from tests.cast import DESK, PASSWORD, World


def refused(username: str, password: str = "không phải") -> Refused:
    with pytest.raises(Refused) as no:
        log_in(username, password, workstation=DESK, at=now())
    return no.value


def newest_leaf() -> dict[str, str]:
    facts: dict[str, str] = json.loads(bytes(Leaf.unchecked.order_by("-id")[0].body))
    return {key: value for key, value in facts.items() if key not in ("leaf", "at")}


def test_it_opens_a_session(world: World) -> None:
    opened = log_in("duy", world.accounts["duy"].secret, workstation=DESK, at=now())
    live = sessions.live(opened.token, workstation=DESK, now=now())
    assert live is not None and live.person == world.duy.person
    assert opened.must_change and live.must_change
    leaf = newest_leaf()
    assert (leaf["verb"], leaf["decision"], leaf["object"]) == ("session.log-in", "granted", str(opened.uuid))
    assert (leaf["actor"], leaf["session"], leaf["station"]) == (str(opened.person), str(opened.uuid), DESK)


def test_it_keeps_only_the_hash_of_the_cookie(world: World) -> None:
    token, _ = world.log_in("duy")
    assert len(bytes.fromhex(token)) == 32
    row = Session.unchecked.filter(ended_at=None).values().get()
    assert token not in str(row)


def test_it_takes_a_name_in_any_case_and_with_spaces(world: World) -> None:
    world.log_in("duy")
    assert log_in("  DUY ", PASSWORD, workstation=DESK, at=now()).person == world.duy.person


def test_it_takes_a_password_from_any_input_method(world: World) -> None:
    world.log_in("duy")
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    assert log_in("duy", decomposed, workstation=DESK, at=now()).person == world.duy.person


def test_every_failure_looks_the_same(world: World) -> None:
    """Unknown name, wrong password, locked, disabled, out of its days: one sentence, one leaf, the same statements."""
    world.log_in("duy")
    world.log_in("chi")
    world.log_in("nam")
    with transaction.atomic(), guard.opened():
        Account.unchecked.filter(username="chi").update(state="disabled")
        Account.unchecked.filter(username="nam").update(until=today() - timedelta(days=1))
    seen = []
    for username, password in (
        ("không-ai", PASSWORD),
        ("duy", "không phải"),
        ("chi", PASSWORD),
        ("nam", PASSWORD),
    ):
        Attempt.unchecked.get_or_create(account=queries.NOBODY)
        with CaptureQueriesContext(connection) as ran:
            no = refused(username, password)
        writes = [q["sql"].split()[0:3] for q in ran if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
        seen.append((no.refusals[0].sentence(), newest_leaf(), writes))
    sentences, leaves, writes = zip(*seen, strict=True)
    assert len(set(sentences)) == 1
    assert all(leaf == leaves[0] for leaf in leaves)
    assert leaves[0]["object"] == "" and leaves[0]["actor"] == str(queries.NOBODY)
    assert all(ran == writes[0] for ran in writes)


def test_it_hashes_for_a_name_nobody_has(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    verify = passwords.hasher().verify

    class Spy:
        def verify(self, kept: str, password: str) -> bool:
            asked.append(kept.startswith("$argon2id$"))
            return verify(kept, password)

    passwords._nobody()
    monkeypatch.setattr(passwords, "hasher", Spy)
    refused("không-ai")
    refused("duy")
    assert asked == [True, True]


def test_it_locks_after_five_wrong_ones(world: World) -> None:
    world.log_in("duy")
    for _ in range(4):
        refused("duy")
    assert Account.unchecked.get(username="duy").state == "active"
    refused("duy")
    assert Account.unchecked.get(username="duy").state == "locked"
    assert Leaf.unchecked.filter(verb="account.lock", object=Account.unchecked.get(username="duy").uuid).count() == 1
    refused("duy", PASSWORD)


def test_a_right_one_starts_the_count_anew(world: World) -> None:
    world.log_in("duy")
    for _ in range(4):
        refused("duy")
    log_in("duy", PASSWORD, workstation=DESK, at=now())
    refused("duy")
    assert Account.unchecked.get(username="duy").state == "active"


def test_a_sixth_guess_sent_at_the_same_time_is_not_looked_at(world: World) -> None:
    """The lock may come a moment after the fifth; the count alone already stops the right password."""
    world.log_in("duy")
    Attempt.unchecked.filter(account=Account.unchecked.get(username="duy").uuid).update(failures=5)
    refused("duy", PASSWORD)


def test_five_tries_of_unknown_names_leave_a_leaf(world: World) -> None:
    for n in range(5):
        refused(f"ai-{n}")
    assert Leaf.unchecked.filter(verb="account.lock", decision="absent", object=None).count() == 1


def test_a_new_log_in_ends_the_old_session(world: World) -> None:
    old, _ = world.log_in("duy")
    new, _ = world.log_in("duy", workstation="VP-02")
    assert sessions.live(old, workstation=DESK, now=now()) is None
    assert sessions.live(new, workstation="VP-02", now=now()) is not None
    ended = Session.unchecked.filter(ended_by="new").latest("id")
    assert Leaf.unchecked.filter(verb="session.end", object=ended.uuid).count() == 1


def test_it_refuses_two_roles_that_came_together_behind_its_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the database hold what its trigger forbids, the log-in still looks (R25)."""
    world.log_in("duy")
    monkeypatch.setattr(queries, "roles", lambda person, on: frozenset({Role.QT, Role.BM}))
    refused("duy", PASSWORD)


def test_it_refuses_an_account_unused_for_45_days(world: World) -> None:
    world.log_in("duy")
    last = Attempt.unchecked.get(account=Account.unchecked.get(username="duy").uuid).last_login_at
    assert last is not None
    with pytest.raises(Refused):
        log_in("duy", PASSWORD, workstation=DESK, at=last + timedelta(days=46))
    assert log_in("duy", PASSWORD, workstation=DESK, at=last + timedelta(days=45))


def test_it_refuses_an_account_outside_its_days(world: World) -> None:
    world.log_in("duy")
    limit(world.duy.person, until=today(), by=world.an)
    assert log_in("duy", PASSWORD, workstation=DESK, at=now())
    limit(world.duy.person, until=today() - timedelta(days=1), by=world.an)
    refused("duy", PASSWORD)


def test_a_session_never_outlives_the_account(world: World) -> None:
    world.log_in("duy")
    limit(world.duy.person, until=today(), by=world.an)
    opened = log_in("duy", PASSWORD, workstation=DESK, at=now())
    row = Session.unchecked.get(uuid=opened.uuid)
    assert row.ends_at <= acts.end_of(today())


@pytest.mark.parametrize(("name", "minutes"), [("duy", 15), ("quan", 5)])
def test_the_administrators_session_rests_less(world: World, name: str, minutes: int) -> None:
    world.log_in(name)
    assert Session.unchecked.get(ended_at=None).idle_minutes == minutes
