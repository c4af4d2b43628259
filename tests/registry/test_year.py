"""The turn of the year: the number is of the year of numbering, whatever the day of signing (R-NUM-2, R-NUM-3, R-NUM-9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest

from somat.audit.moment import VIETNAM, told
from somat.law import numbering
from somat.registry.actions.books import close_volume, open_volume
from somat.registry.actions.issue import issue
from somat.registry.models import Entry, Volume
from tests.office import Office
from tests.registry.evidence import refused
from tests.vault.ground import Ground, Machine

LAST, FIRST = date(2026, 12, 31), date(2027, 1, 2)


def on(day: date, hour: int = 9) -> Any:
    return told(datetime.combine(day, time(hour), tzinfo=VIETNAM))


@pytest.fixture
def office(transactional_db: None, machine: Machine) -> Iterator[Office]:
    """An office whose books were opened on the first working day of 2026."""
    with Ground(machine) as ground, on(date(2026, 1, 5)):
        ground.unseal()
        yield Office(ground)


def signed(office: Office, day: date) -> Entry:
    """A paper signed on a day, numbered now."""
    return issue(office.out_line(day=day, signed_on=day), by=office.hanh)


def turn(office: Office) -> None:
    """Close the volumes of the old year, open those of the new."""
    for volume in Volume.unchecked.filter(state="open"):
        close_volume(volume.uuid, pages=1, by=office.hanh)
        open_volume(volume.book_id, by=office.hanh)


def test_signed_on_31_12_and_numbered_on_2_1_it_is_number_one_of_the_new_year(office: Office) -> None:
    with on(LAST):
        old = signed(office, LAST)
    with on(FIRST):
        turn(office)
        new = signed(office, LAST)
    assert (old.year, old.no, old.doc_number) == (2026, 1, 1)
    assert (new.year, new.no, new.doc_number, new.day) == (2027, 1, 1, LAST)


def test_arrivals_count_from_one_again(office: Office) -> None:
    with on(LAST):
        for _ in range(3):
            office.registered(arrived_on=LAST, day=LAST)
    with on(FIRST):
        turn(office)
        line = office.registered(arrived_on=FIRST, day=LAST)
    assert (line.year, line.no, line.arrival_no) == (2027, 1, 1)


def test_the_old_volume_takes_no_line_of_the_new_year(office: Office) -> None:
    with on(FIRST):
        refused(lambda: signed(office, LAST), "R-NUM-9", verb="entry.issue")
        refused(lambda: office.registered(arrived_on=FIRST, day=LAST), "R-NUM-9", verb="entry.register")
        turn(office)
        assert signed(office, LAST).no == 1


def test_the_new_volume_begins_at_one(office: Office) -> None:
    with on(LAST):
        signed(office, LAST)
    with on(FIRST):
        turn(office)
        volume = Volume.unchecked.get(book=office.out, state="open")
    assert (volume.year, volume.no, volume.first_no) == (2027, 1, 1)
    closed = Volume.unchecked.get(book=office.out, state="closed")
    assert (closed.year, closed.last_no, closed.closed_on) == (2026, 1, FIRST)


def test_a_line_of_the_closed_year_cannot_be_written_by_setting_the_clock_back(office: Office) -> None:
    with on(FIRST):
        turn(office)
    with on(LAST):
        refused(lambda: signed(office, LAST), "R-NUM-9", verb="entry.issue")


def test_midnight_is_that_of_vietnam(office: Office) -> None:
    """At 00:30 on 1 January in Vietnam it is still 31 December in UTC."""
    with told(datetime(2027, 1, 1, 0, 30, tzinfo=VIETNAM)):
        turn(office)
        assert signed(office, LAST).year == 2027


# The day after which a number comes late: the next working day, over holidays, days in their place and worked Saturdays.
NEXT_WORKING_DAY = [
    (date(2026, 3, 10), date(2026, 3, 11)),  # a Tuesday
    (date(2026, 3, 13), date(2026, 3, 16)),  # a Friday
    (date(2026, 2, 13), date(2026, 2, 23)),  # before Tết: 16 to 20 February
    (date(2026, 4, 24), date(2026, 4, 28)),  # before the Hùng Kings' day, taken on Monday
    (date(2026, 4, 29), date(2026, 5, 4)),  # before 30 April and 1 May
    (date(2026, 8, 21), date(2026, 8, 22)),  # before a Saturday worked in exchange
    (date(2026, 8, 28), date(2026, 9, 3)),  # before National Day
    (date(2026, 12, 31), date(2027, 1, 4)),  # before New Year and a weekend
]


@pytest.mark.parametrize("day, due", NEXT_WORKING_DAY, ids=[str(d) for d, _ in NEXT_WORKING_DAY])
def test_a_number_comes_at_the_latest_on_the_next_working_day(day: date, due: date) -> None:
    assert numbering.number_due(day) == due
    assert numbering.numbered_in_time(signed=day, on=due) is None
    late = numbering.numbered_in_time(signed=day, on=date.fromordinal(due.toordinal() + 1))
    assert late is not None and late.rule == "R-NUM-3"


def test_a_paper_that_comes_late_still_gets_its_number(office: Office) -> None:
    with on(date(2026, 5, 6)):
        assert signed(office, date(2026, 4, 29)).no == 1


def test_a_paper_not_yet_signed_gets_none(office: Office) -> None:
    with on(date(2026, 5, 6)):
        line = office.out_line(day=date(2026, 5, 6), signed_on=date(2026, 5, 7))
        refused(lambda: issue(line, by=office.hanh), "R-NUM-3", verb="entry.issue")


def test_a_day_that_has_not_come_is_not_written(office: Office) -> None:
    with on(date(2026, 5, 6)):
        line = office.out_line(day=date(2026, 5, 7), signed_on=date(2026, 5, 6))
        refused(lambda: issue(line, by=office.hanh), "R-NUM-3", verb="entry.issue")
