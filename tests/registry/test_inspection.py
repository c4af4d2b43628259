"""Which arrivals of a period are late: judged by the reply's day of registering, and by the period's end (R-IN-1)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from somat.audit.moment import today
from somat.registry.actions.handle import link_reply
from somat.registry.actions.handled import call_handled, take_back
from somat.registry.models import Entry
from somat.registry.queries import inspection
from somat.registry.queries.inspection import Look
from tests.office import Office

ON = date(2026, 11, 23)  # the day of looking, in every case
# symbol, arrived, due, moment in UTC at which the reply was written (17:00 is midnight in Vietnam), or None
ARRIVALS = [
    ("1/never", date(2026, 3, 2), date(2026, 3, 10), None),
    ("2/on the day", date(2026, 3, 2), date(2026, 3, 10), datetime(2026, 3, 10, 16, 59, tzinfo=UTC)),
    ("3/a minute later", date(2026, 3, 2), date(2026, 3, 10), datetime(2026, 3, 10, 17, 0, tzinfo=UTC)),
    ("4/before", date(2026, 3, 3), date(2026, 3, 20), datetime(2026, 3, 5, 3, 0, tzinfo=UTC)),
    ("5/months later", date(2026, 3, 3), date(2026, 3, 20), datetime(2026, 8, 1, 3, 0, tzinfo=UTC)),
    ("6/due at the end", date(2026, 3, 4), date(2026, 3, 31), None),
    ("7/due after it", date(2026, 3, 4), date(2026, 4, 1), None),
    ("8/due after it, late", date(2026, 3, 4), date(2026, 4, 5), datetime(2026, 4, 9, 3, 0, tzinfo=UTC)),
    ("9/no day", date(2026, 3, 5), None, None),
    ("10/due today", date(2026, 3, 5), ON, None),
]
# until → the numbers of those that are late
LATE = [
    (date(2026, 3, 9), []),
    (date(2026, 3, 10), [1, 3]),
    (date(2026, 3, 19), [1, 3]),
    (date(2026, 3, 20), [1, 3, 5]),
    (date(2026, 3, 31), [1, 3, 5, 6]),
    (date(2026, 4, 5), [1, 3, 5, 6, 7, 8]),
    (ON, [1, 3, 5, 6, 7, 8]),
    (date(2026, 12, 31), [1, 3, 5, 6, 7, 8]),  # a day that is not over is not late yet
]


@pytest.fixture
def arrivals(office: Office) -> Office:
    for symbol, arrived, due, answered in ARRIVALS:
        entry = office.registered(symbol=symbol)
        if answered:
            reply = office.issued()
            link_reply(entry.uuid, reply=reply.uuid, by=office.hanh)
            office.ground.run("UPDATE registry_entry SET registered_at = ? WHERE id = ?", answered, reply.pk)
        days = (arrived, due, entry.pk)
        office.ground.run("UPDATE registry_entry SET arrival_on = ?, due_on = ? WHERE id = ?", *days)
    return office


def test_an_arrival_is_late_by_its_reply_and_by_the_end_of_the_period(arrivals: Office) -> None:
    by = arrivals.hanh
    for until, late in LATE:
        period = inspection.period_of(arrivals.in_.uuid, since=date(2026, 3, 1), until=until, by=by)
        found = inspection.lines(Look.LATE, period, by=by, on=ON).entries
        assert sorted(int(entry.symbol.split("/")[0]) for entry in found) == late, until
        assert inspection.counts(period, by=by, on=ON)[Look.LATE] == len(late), until


def test_a_late_line_tells_the_day_of_its_reply(arrivals: Office) -> None:
    period = inspection.period_of(arrivals.in_.uuid, since=date(2026, 3, 1), until=ON, by=arrivals.hanh)
    found: list[Entry] = inspection.lines(Look.LATE, period, by=arrivals.hanh, on=ON).entries
    told = {entry.symbol.split("/")[0]: entry.replied_on for entry in found}  # type: ignore[attr-defined]
    assert told == {
        "1": None, "3": date(2026, 3, 11), "5": date(2026, 8, 1), "6": None, "7": None, "8": date(2026, 4, 9),
    }  # fmt: skip


DUE = date(2026, 3, 10)
# symbol, day of handling as written, moment in UTC since when it stands so, taken back again; whether it is late
HANDLED = [
    ("1/in time", date(2026, 3, 10), datetime(2026, 3, 10, 16, 59, tzinfo=UTC), False, False),
    ("2/written a minute later", date(2026, 3, 9), datetime(2026, 3, 10, 17, 0, tzinfo=UTC), False, True),
    ("3/handled late", date(2026, 3, 11), datetime(2026, 3, 12, 3, 0, tzinfo=UTC), False, True),
    ("4/day corrected to a late one", date(2026, 3, 11), datetime(2026, 3, 5, 3, 0, tzinfo=UTC), False, True),
    ("5/taken back", date(2026, 3, 9), datetime(2026, 3, 9, 3, 0, tzinfo=UTC), True, True),
]


def test_an_arrival_handled_without_a_reply_is_late_by_its_day_and_by_when_it_was_written(office: Office) -> None:
    by = office.hanh
    for symbol, day, since, back, _ in HANDLED:
        entry = office.registered(symbol=symbol)
        row = call_handled(entry.uuid, done_on=today(), person=by.person, how="Lưu", by=by)
        if back:
            take_back(entry.uuid, reason="Nhầm", by=by)
        office.ground.tamper(
            "registry_handling",
            "UPDATE registry_handling SET done_on = ?, since = ? WHERE uuid = ?",
            day,
            since,
            row.uuid,
        )
        office.ground.run("UPDATE registry_entry SET arrival_on = ?, due_on = ? WHERE id = ?", DUE, DUE, entry.pk)
    period = inspection.period_of(office.in_.uuid, since=date(2026, 3, 1), until=ON, by=by)
    found: list[Entry] = inspection.lines(Look.LATE, period, by=by, on=ON).entries
    late = {symbol for symbol, *_, is_late in HANDLED if is_late}
    assert {entry.symbol for entry in found} == late
    assert inspection.counts(period, by=by, on=ON)[Look.LATE] == len(late)
    told = {e.symbol: (e.done_on, e.written_on) for e in found}  # type: ignore[attr-defined]
    assert told["2/written a minute later"] == (date(2026, 3, 9), date(2026, 3, 11))
    assert told["5/taken back"] == (None, None)
