"""Sessions, passwords, the clock and requests that come twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from somat.law.access import Strength
from somat.law.roles import Role
from somat.law.sessions import (
    is_fresh,
    may_choose_password,
    may_go_on,
    may_number_at,
    may_repeat,
    may_try,
    may_use_account,
)
from tests.law.spec import spec, verdict

NOW = datetime(2026, 5, 15, 8, 0, tzinfo=UTC)
DAY = NOW.date()


def before(**ago: float) -> datetime:
    return NOW - timedelta(**ago)


@spec("R38")
@pytest.mark.parametrize(
    "opened, seen, roles, answer",
    [
        (before(hours=1), before(minutes=15), [Role.VT], None),
        (before(hours=1), before(minutes=15, seconds=1), [Role.VT], "R38:idle"),
        (before(hours=1), before(minutes=5), [Role.QT], None),
        (before(hours=1), before(minutes=5, seconds=1), [Role.QT], "R38:idle"),
        (before(hours=1), before(minutes=5, seconds=1), [Role.QT, Role.GK], "R38:idle"),
        (before(hours=1), before(minutes=14), [], None),
        (before(hours=8), before(minutes=1), [Role.VT], None),
        (before(hours=8, seconds=1), before(minutes=1), [Role.VT], "R38:long"),
    ],
)
def test_a_session_ends_when_idle_or_old(
    opened: datetime, seen: datetime, roles: list[Role], answer: str | None
) -> None:
    assert verdict(may_go_on(opened=opened, seen=seen, now=NOW, roles=roles)) == answer


@spec("R38")
@pytest.mark.parametrize("ago, answer", [(0, None), (300, None), (301, "R38:fresh")])
def test_a_grave_act_wants_a_fresh_proof(ago: int, answer: str | None) -> None:
    assert verdict(is_fresh(proven=before(seconds=ago), now=NOW)) == answer


@spec("R38")
@pytest.mark.parametrize("wrong, answer", [(0, None), (4, None), (5, "R38:locked"), (6, "R38:locked")])
def test_five_wrong_logins_lock(wrong: int, answer: str | None) -> None:
    assert verdict(may_try(wrong=wrong, on=DAY)) == answer


@spec("R38")
@pytest.mark.parametrize("last_used, answer", [(date(2026, 3, 31), None), (date(2026, 3, 30), "R38:unused")])
def test_an_account_sleeps_after_forty_five_days(last_used: date, answer: str | None) -> None:
    assert verdict(may_use_account(last_used=last_used, on=DAY)) == answer


@spec("R38")
@pytest.mark.parametrize(
    "password, strength, answer",
    [
        ("Chim-bay-ve-02", Strength.PASSWORD, None),
        ("Chim-bay-ve-2", Strength.PASSWORD, "R38:short"),
        ("chim-bay-ve-022", Strength.PASSWORD, "R38:kinds"),
        ("CHIM-BAY-VE-022", Strength.PASSWORD, "R38:kinds"),
        ("Chimbayvetoi022", Strength.PASSWORD, "R38:kinds"),
        ("Chim-bay-ve-toi", Strength.PASSWORD, "R38:kinds"),
        ("chimbayv", Strength.TOKEN, None),
        ("chimbay", Strength.TOKEN, "R38:short"),
        ("", Strength.NONE, "R38:short"),
    ],
)
def test_a_password_is_long_and_mixed(password: str, strength: Strength, answer: str | None) -> None:
    refusal = may_choose_password(password, strength=strength, on=DAY)
    assert verdict(refusal) == answer
    assert refusal is None or password not in refusal.facts.values()


@spec("R40", "R-SEC-5")
@pytest.mark.parametrize(
    "last, answer",
    [
        (None, None),
        (before(days=1), None),
        (NOW, None),
        (NOW + timedelta(minutes=2), None),
        (NOW + timedelta(minutes=2, seconds=1), "R40"),
        (NOW + timedelta(days=1), "R40"),
    ],
)
def test_a_clock_that_goes_back_stops_the_numbers(last: datetime | None, answer: str | None) -> None:
    assert verdict(may_number_at(now=NOW, last=last)) == answer


@spec("R54")
def test_a_key_serves_one_act_only() -> None:
    assert verdict(may_repeat(done="entry.issue", asked="entry.issue")) is None
    assert verdict(may_repeat(done="entry.issue", asked="entry.cancel")) == "R54"
