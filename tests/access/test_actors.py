"""The Actor of a session is built once and dropped as soon as anybody's rights, or the day, change (R19)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from somat.access import actors
from somat.access.actors import actor_of, system_actor
from somat.audit.moment import now, told
from somat.law.access import Strength
from somat.law.levels import Level
from somat.law.roles import DUTIES, Role
from somat.people import sessions
from somat.people.queries import LiveSession
from tests.cast import DESK, World


def live(token: str) -> LiveSession:
    found = sessions.live(token, workstation=DESK, now=now())
    assert found is not None
    return found


def test_it_carries_what_the_law_asks_about(world: World) -> None:
    token, duy = world.log_in("duy")
    assert duy.roles == {Role.CB} and duy.duties == DUTIES[Role.CB]
    assert duy.clearance is not None and duy.clearance.level is Level.TOI_MAT
    assert (duy.name, duy.title, duy.workstation) == ("Lê Quang Duy", "Chuyên viên", DESK)
    assert duy.session == live(token).uuid and duy.strength is Strength.PASSWORD


def test_it_is_kept_while_nothing_changes(world: World) -> None:
    token, _ = world.log_in("duy")
    session = live(token)
    first = actor_of(session)
    with CaptureQueriesContext(connection) as ran:
        assert actor_of(session) is first
    assert len(ran) == 0


def test_a_change_of_rights_acts_on_the_next_request(world: World) -> None:
    token, before = world.log_in("duy")
    world.clear("duy", Level.MAT)
    after = actor_of(live(token))
    assert before.clearance is not None and after.clearance is not None
    assert (before.clearance.level, after.clearance.level) == (Level.TOI_MAT, Level.MAT)


def test_a_new_day_builds_it_anew(world: World) -> None:
    token, _ = world.log_in("duy")
    session = live(token)
    tomorrow = now() + timedelta(days=1)
    with told(tomorrow), CaptureQueriesContext(connection) as ran:
        actor_of(session)
    assert len(ran) > 0


def test_it_never_keeps_more_than_its_share(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actors, "MOST_KEPT", 2)
    for name in ("duy", "an", "hanh", "ha"):
        world.log_in(name)
    assert len(actors._KEPT) <= 2


def test_the_system_may_nothing() -> None:
    system = system_actor()
    assert (system.person.int, system.duties, system.clearance, system.books) == (0, frozenset(), None, ())
