"""A session goes on while it is used, at one workstation, for eight hours at most."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from somat.access.actors import actor_of
from somat.audit.models import Leaf
from somat.audit.moment import now
from somat.law.levels import Level
from somat.people import sessions
from somat.people.actions import sessions as acts
from somat.people.models import Session
from somat.people.passwords import token_hash
from tests.cast import DESK, World


def row(token: str) -> Session:
    return Session.unchecked.get(token_hash=token_hash(token))


def test_it_is_found_in_one_query_that_tells_the_epoch(world: World) -> None:
    world.clear("duy", Level.MAT)
    token, _ = world.log_in("duy")
    with CaptureQueriesContext(connection) as ran:
        live = sessions.live(token, workstation=DESK, now=now())
    assert live is not None and live.epoch > 0
    assert len(ran) == 1


def test_a_request_costs_one_query_once_the_actor_is_known(world: World) -> None:
    token, _ = world.log_in("duy")
    with CaptureQueriesContext(connection) as ran:
        live = sessions.live(token, workstation=DESK, now=now())
        assert live is not None
        actor_of(live)
    assert len(ran) == 1


def test_it_locks_after_a_quarter_of_an_hour_without_a_page(world: World) -> None:
    token, _ = world.log_in("duy")
    begun = row(token).started_at
    assert sessions.live(token, workstation=DESK, now=begun + timedelta(minutes=14, seconds=59)) is not None
    assert sessions.live(token, workstation=DESK, now=begun + timedelta(minutes=29)) is not None
    assert sessions.live(token, workstation=DESK, now=begun + timedelta(minutes=44)) is None
    assert row(token).ended_by == "idle"
    assert Leaf.unchecked.filter(verb="session.end", object=row(token).uuid).count() == 1


def test_it_ends_after_eight_hours_however_busy(world: World) -> None:
    token, _ = world.log_in("duy")
    begun = row(token).started_at
    moment = begun
    while moment < begun + timedelta(hours=8):
        assert sessions.live(token, workstation=DESK, now=moment) is not None
        moment += timedelta(minutes=10)
    assert sessions.live(token, workstation=DESK, now=begun + timedelta(hours=8)) is None
    assert row(token).ended_by == "age"


def test_pages_close_together_write_once(world: World) -> None:
    token, _ = world.log_in("duy")
    begun = row(token).started_at
    with CaptureQueriesContext(connection) as ran:
        for second in range(0, 60, 5):
            assert sessions.live(token, workstation=DESK, now=begun + timedelta(seconds=second)) is not None
    assert sum(q["sql"].startswith("UPDATE") for q in ran) == 1


def test_a_cookie_copied_to_another_workstation_ends_the_session_for_both(world: World) -> None:
    token, duy = world.log_in("duy")
    assert sessions.live(token, workstation="VP-02", now=now()) is None
    assert sessions.live(token, workstation=DESK, now=now()) is None
    assert row(token).ended_by == "station"
    leaf = Leaf.unchecked.get(verb="session.elsewhere")
    assert (leaf.actor, leaf.object) == (duy.person, row(token).uuid)
    assert b'"station":"VP-02"' in bytes(leaf.body)


def test_an_unknown_cookie_does_nothing(world: World) -> None:
    before = Leaf.unchecked.count()
    assert sessions.live("00" * 32, workstation=DESK, now=now()) is None
    assert Leaf.unchecked.count() == before


def test_logging_out_ends_it(world: World) -> None:
    token, duy = world.log_in("duy")
    assert duy.session is not None
    acts.log_out(duy.session, by=duy, at=now())
    assert sessions.live(token, workstation=DESK, now=now()) is None
    assert row(token).ended_by == "person"


def test_nobody_logs_another_out(world: World) -> None:
    token, duy = world.log_in("duy")
    assert duy.session is not None
    acts.log_out(duy.session, by=world.chi, at=now())
    assert sessions.live(token, workstation=DESK, now=now()) is not None


def test_an_ended_session_is_not_revived_by_a_late_touch(world: World) -> None:
    token, duy = world.log_in("duy")
    live = sessions.live(token, workstation=DESK, now=now())
    assert live is not None and duy.session is not None
    acts.log_out(duy.session, by=duy, at=now())
    acts.touch(live, at=now() + timedelta(minutes=2))
    assert sessions.live(token, workstation=DESK, now=now()) is None


def test_the_due_loop_ends_what_nobody_came_back_to(world: World) -> None:
    token, _ = world.log_in("duy")
    assert acts.close_forgotten(at=now()) == 0
    assert acts.close_forgotten(at=now() + timedelta(minutes=16)) == 1
    assert row(token).ended_by == "idle"


def test_the_database_holds_one_open_session_a_person(world: World) -> None:
    token, _ = world.log_in("duy")
    second = row(token)
    second.pk, second.token_hash = None, "0" * 64
    second.uuid = world.chi.person
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)
