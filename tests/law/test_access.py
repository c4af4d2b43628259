"""Who may read: the decision as a table written by hand, one reason taken away at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest

from somat.law.access import SYSTEM, Actor, BookScope, Clearance, Strength, Thing, may_read
from somat.law.levels import Level
from somat.law.roles import Role
from tests.law.spec import spec, verdict

MAT, TOI, TUYET = Level.MAT, Level.TOI_MAT, Level.TUYET_MAT
BOOK, OTHER = UUID(int=10), UUID(int=11)
TODAY = date(2026, 5, 15)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CLEARED = Clearance(level=TOI, since=FIRST, until=LAST)
ON_DUTY = BookScope(book=BOOK, level=TOI, since=FIRST, until=LAST)
OFFICER = Actor(
    person=UUID(int=1),
    name="Chi",
    roles=frozenset({Role.CB}),
    duties=frozenset(),
    clearance=CLEARED,
    books=(),
    strength=Strength.PASSWORD,
)
CLERK = replace(OFFICER, roles=frozenset({Role.VT}), books=(ON_DUTY,))
NAMED = Thing(level=TOI, book=BOOK, day=date(2026, 5, 1), in_circle=True)
LINE = replace(NAMED, in_circle=False)


def allowed(actor: Actor, thing: Thing, on: date = TODAY) -> bool:
    answer = verdict(may_read(actor, thing, on=on))
    assert answer in (None, "R-SEC-1")
    return answer is None


@spec("R-SEC-1")
@pytest.mark.parametrize("mine, level", list(product(Level, Level)))
def test_a_named_person_reads_up_to_his_level(mine: Level, level: Level) -> None:
    cleared = replace(OFFICER, clearance=replace(CLEARED, level=mine))
    table = {(MAT, MAT), (TOI, MAT), (TOI, TOI), (TUYET, MAT), (TUYET, TOI), (TUYET, TUYET)}
    assert allowed(cleared, replace(NAMED, level=level)) is ((mine, level) in table)


@spec("R-SEC-1")
@pytest.mark.parametrize(
    "on, may",
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_clearance_counts_on_its_days_only(on: date, may: bool) -> None:
    assert allowed(OFFICER, NAMED, on) is may


@spec("R-SEC-1")
@pytest.mark.parametrize("level", list(Level))
def test_clearance_alone_opens_nothing(level: Level) -> None:
    assert not allowed(replace(OFFICER, clearance=replace(CLEARED, level=TUYET)), replace(LINE, level=level))


@spec("R-SEC-1")
def test_a_circle_without_clearance_opens_nothing() -> None:
    assert not allowed(replace(OFFICER, clearance=None), NAMED)
    assert not allowed(replace(CLERK, clearance=None), LINE)


@spec("R-SEC-1")
@pytest.mark.parametrize(
    "scope, may",
    [
        (ON_DUTY, True),
        (replace(ON_DUTY, book=OTHER), False),
        (replace(ON_DUTY, until=TODAY), True),
        (replace(ON_DUTY, until=date(2026, 5, 14)), False),
        (replace(ON_DUTY, since=TODAY), True),
        (replace(ON_DUTY, since=date(2026, 5, 16)), False),
        (replace(ON_DUTY, level=TUYET), False),
        (replace(ON_DUTY, level=MAT), True),
        (replace(ON_DUTY, first=date(2026, 5, 1)), True),
        (replace(ON_DUTY, first=date(2026, 5, 2)), False),
        (replace(ON_DUTY, last=date(2026, 5, 1)), True),
        (replace(ON_DUTY, last=date(2026, 4, 30)), False),
        (replace(ON_DUTY, first=date(2026, 4, 1), last=date(2026, 5, 1)), True),
    ],
)
def test_a_book_is_seen_whole_by_who_is_on_duty_and_cleared_for_all_of_it(scope: BookScope, may: bool) -> None:
    assert allowed(replace(CLERK, books=(scope,)), LINE) is may
    assert allowed(replace(CLERK, books=(replace(ON_DUTY, book=OTHER), scope)), LINE) is may


@spec("R-SEC-1")
def test_a_line_above_the_readers_level_stays_closed_even_in_his_book() -> None:
    assert not allowed(CLERK, replace(LINE, level=TUYET))


@spec("R-SEC-1")
def test_a_scope_that_is_out_does_not_take_away_the_circle() -> None:
    assert allowed(replace(CLERK, books=(replace(ON_DUTY, until=FIRST),)), NAMED)


@spec("R-SEC-1")
@pytest.mark.parametrize("others", [set(), {Role.VT}, {Role.LD, Role.CB}, {Role.TT}])
@pytest.mark.parametrize("thing", [NAMED, LINE])
def test_the_administrator_reads_nothing_whatever_else_he_holds(others: set[Role], thing: Thing) -> None:
    actor = replace(CLERK, roles=frozenset({Role.QT, *others}), clearance=replace(CLEARED, level=TUYET))
    assert not allowed(actor, thing)


@spec("R-SEC-1")
def test_the_system_itself_reads_nothing() -> None:
    assert (SYSTEM.person, SYSTEM.name) == (UUID(int=0), "hệ thống")
    assert not allowed(SYSTEM, NAMED)
