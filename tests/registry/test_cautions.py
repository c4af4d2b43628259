"""A late number, a symbol of another type and a day out of order are told and bar nothing (R-NUM-2, R-NUM-3, R-NUM-5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from somat.audit.moment import now, today
from somat.registry import cautions
from somat.registry.actions.answer import confirm
from somat.registry.models import Entry
from somat.registry.queries import arrivals
from somat.registry.words import Words
from tests.office import A, Office
from tests.registry.evidence import asked, words

DAY = timedelta(days=1)
ON = date(2026, 11, 23)  # a Monday
# type, symbol, signed on → what is told on ON
OUTGOING = [
    ("BC", "BC-UBND", date(2026, 11, 23), []),
    ("BC", "BC-UBND", date(2026, 11, 20), []),  # signed on Friday
    ("BC", "BC-UBND", date(2026, 11, 19), ["R-NUM-3"]),
    ("BC", "KH-UBND", date(2026, 11, 23), ["R-NUM-2"]),
    ("BC", "UBND-VP", date(2026, 11, 19), ["R-NUM-2", "R-NUM-3"]),
    ("QĐ", "QĐ/UBND", date(2026, 11, 23), []),
    ("CV", "UBND-VP", date(2026, 11, 23), []),  # a công văn has no abbreviation
    ("", "UBND-VP", date(2026, 11, 23), []),
    ("BC", "", None, []),
    ("BC", "BC-UBND", date(2026, 11, 24), []),  # not signed yet: another judge refuses that
    ("BC", "BC-UBND", date(2012, 1, 2), []),  # before there was such a rule
]


def told(found: list[Any]) -> list[str]:
    return [one.rule for one in found]


@pytest.mark.parametrize("doc_type, symbol, signed, rules", OUTGOING)
def test_an_outgoing_line(doc_type: str, symbol: str, signed: date | None, rules: list[str]) -> None:
    found = cautions.of_outgoing(doc_type=doc_type, symbol=symbol, signed=signed, on=ON)
    assert told(found) == rules and all(one.sentence() and one.cite(ON) for one in found)


def of_line(office: Office, entry: Entry, *, by: str = "hanh", kept: Words | None = None) -> list[str]:
    return told(cautions.of_line(Entry.unchecked.get(pk=entry.pk), kept or Words(), by=getattr(office, by)))


def test_nothing_of_it_bars_the_line_and_its_page_says_it(office: Office) -> None:
    ago = today() - 30 * DAY
    entry = office.issued(symbol="KH-UBND", doc_type="BC", day=ago, signed_on=ago)
    assert of_line(office, entry) == ["R-NUM-2", "R-NUM-3"]
    assert of_line(office, office.issued()) == []


def test_a_tuyet_mat_line_is_judged_by_its_sealed_words(office: Office) -> None:
    entry = office.issued(level=A, abstract="", symbol="KH-UBND", doc_type="BC")
    assert of_line(office, entry, kept=words(entry, by=office.at_desk("hanh"))) == ["R-NUM-2"]


def arrived(office: Office, days: int, **more: Any) -> Entry:
    return office.registered(arrived_on=today() - days * DAY, day=today() - 30 * DAY, **more)


def test_an_arrival_out_of_the_order_of_days(office: Office) -> None:
    first, same, late, after = (arrived(office, days) for days in (2, 2, 5, 3))
    assert [of_line(office, one) for one in (first, same, late, after)] == [[], [], ["R-NUM-5"], []]
    book, year = office.in_, today().year
    assert arrivals.last_day(book, by=office.hanh, year=year) == today() - 3 * DAY
    assert arrivals.last_day(book, by=office.hanh, year=year - 1) is None
    assert arrivals.day_before(first, by=office.hanh) is None


def test_the_day_of_another_line_is_told_to_nobody_who_does_not_see_the_book(office: Office) -> None:
    arrived(office, 2)
    late = arrived(office, 5, circle=(office.duy.person,))
    assert of_line(office, late) == ["R-NUM-5"] and of_line(office, late, by="duy") == []
    assert arrivals.last_day(office.in_, by=office.duy, year=today().year) is None


def test_a_line_above_his_level_is_not_counted_for_a_clerk(office: Office) -> None:
    arrived(office, 2, level=A, abstract="")
    clearance = office.hanh.clearance
    assert clearance is not None
    low = replace(office.hanh, clearance=replace(clearance, level=A.__class__.MAT))
    assert arrivals.last_day(office.in_, by=low, year=today().year) is None


def test_an_old_or_a_cancelled_line_is_not_judged(office: Office) -> None:
    entry = office.issued(symbol="KH-UBND", doc_type="BC")
    confirm(asked(office, entry, "cancel").uuid, by=office.at_desk("an"))
    assert of_line(office, entry) == []
    entry = Entry(kind="out", source="imported", state="live", day=today() - 90 * DAY, symbol="X", doc_type="BC")
    entry.registered_at = now()
    assert told(cautions.of_line(entry, Words(), by=office.hanh)) == []
