"""After the first run and the acts of the cast, every row of the house agrees with its newest leaf."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from django.conf import settings

from somat.audit.moment import now
from somat.audit.verify.whole import verify
from somat.law.levels import Level
from tests.audit.ground import house
from tests.cast import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_older_checkpoints() -> None:
    """Another test's vault signed a longer journal in this worker's folder; this one begins at the first leaf."""
    shutil.rmtree(settings.SITE.checkpoints, ignore_errors=True)
    settings.SITE.checkpoints.mkdir()


def wrong() -> list[object]:
    return [finding.as_json() for finding in verify(settings.SITE, house=house()).findings]


def test_the_first_run_leaves_no_row_without_leaf() -> None:
    World()
    assert wrong() == []


def test_log_ins_passwords_and_clearances_leave_no_row_without_leaf() -> None:
    world = World()
    world.log_in("hanh")
    world.log_in("hanh", at=now() + timedelta(minutes=1))
    world.clear("chi", Level.MAT)
    assert wrong() == []
