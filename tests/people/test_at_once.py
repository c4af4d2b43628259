"""Log-ins that arrive at the same moment, on connections of their own: five guesses are five, one session is one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from somat.audit.moment import now
from somat.law.refusal import Refused
from somat.people.actions.sessions import NewSession, log_in
from somat.people.models import Account, Attempt, Session
from tests.cast import DESK, PASSWORD, World

pytestmark = pytest.mark.django_db(transaction=True)


def together(calls: list[Callable[[], NewSession]]) -> list[NewSession | None]:
    def run(call: Callable[[], NewSession]) -> NewSession | None:
        try:
            return call()
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_guesses_sent_together_share_five_tries(world: World) -> None:
    world.log_in("duy")
    guess = lambda: log_in("duy", "không phải", workstation=DESK, at=now())  # noqa: E731
    right = lambda: log_in("duy", PASSWORD, workstation=DESK, at=now())  # noqa: E731
    assert together([guess] * 8) == [None] * 8
    account = Account.unchecked.get(username="duy")
    assert account.state == "locked"
    assert Attempt.unchecked.get(account=account.uuid).failures == 8
    assert together([right] * 2) == [None] * 2


def test_log_ins_of_one_person_leave_one_session(world: World) -> None:
    world.log_in("duy")
    opened = together([lambda: log_in("duy", PASSWORD, workstation=DESK, at=now())] * 3)
    assert sum(found is not None for found in opened) >= 1
    assert Session.unchecked.filter(person_uuid=world.duy.person, ended_at=None).count() == 1
