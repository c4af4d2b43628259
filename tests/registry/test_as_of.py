"""A book as it stood on an earlier day: answers of later days are taken back, whatever they changed (R-NUM-9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from somat.audit.moment import today
from somat.law.levels import Level
from somat.registry.actions.answer import confirm
from somat.registry.actions.handle import forward
from somat.registry.line import To
from somat.registry.models import Entry
from somat.web.books.lines import Line, lines, open_lines
from tests.office import Office
from tests.registry.evidence import asked

YESTERDAY = today() - timedelta(days=1)


def shown(office: Office, entry: Entry, *, on: date) -> Line:
    opened = open_lines([Entry.unchecked.get(uuid=entry.uuid)], by=office.at_desk("hanh"))
    return lines(opened, as_of=on)[0]


def answered(office: Office, entry: Entry, kind: str, **more: Any) -> None:
    confirm(asked(office, entry, kind, **more).uuid, by=office.at_desk("an"))


OUT = [
    (2, "KH-UBND", "number", "01/BC-UBND", "01/KH-UBND"),
    (3, f"{YESTERDAY:%d/%m/%Y}", "day", today(), YESTERDAY),
    (4, "Nội dung sau", "abstract", "Tình hình địa bàn giả định", "Nội dung sau"),
    (14, "KH", "doc_type", "Báo cáo", "Kế hoạch"),
    (5, "2", "level", Level.MAT, Level.TOI_MAT),
    (6, "Trần Minh Khôi", "signer", "Nguyễn Văn An", "Trần Minh Khôi"),
    (8, "Phòng Kinh tế", "unit", "Văn phòng", "Phòng Kinh tế"),
    (9, "5", "copies", 3, 5),
]


@pytest.mark.parametrize("column, value, name, old, new", OUT, ids=[f"column {row[0]}" for row in OUT])
def test_a_corrected_column_is_what_it_was(
    office: Office, column: int, value: str, name: str, old: object, new: object
) -> None:
    entry = office.issued()
    answered(office, entry, "correct", column=column, value=value)
    before, after = shown(office, entry, on=YESTERDAY), shown(office, entry, on=today())
    assert (getattr(before, name), before.was, before.corrections) == (old, {}, [])
    assert (getattr(after, name), after.was) == (new, {name: old})


@pytest.mark.parametrize("kind, column", [("out", 4), ("in", 7)])
def test_a_corrected_type_stands_in_the_column_of_type_and_abstract(office: Office, kind: str, column: int) -> None:
    entry = office.issued() if kind == "out" else office.registered()
    answered(office, entry, "correct", column=14, value="TB")
    assert [one["columns"] for one in shown(office, entry, on=today()).corrections] == [column]


def test_columns_of_an_arrival_are_what_they_were(office: Office) -> None:
    entry = office.registered()
    answered(office, entry, "correct", column=5, value="213/KH-UBND")
    answered(office, entry, "correct", column=2, value=f"{YESTERDAY:%d/%m/%Y}")
    before, after = shown(office, entry, on=YESTERDAY), shown(office, entry, on=today())
    assert (before.number, before.arrival_on) == ("212/KH-UBND", today())
    assert (after.number, after.arrival_on) == ("213/KH-UBND", YESTERDAY)
    assert after.was == {"number": "212/KH-UBND", "arrival_on": today()}


def test_of_two_corrections_the_first_old_value_comes_back(office: Office) -> None:
    entry = office.issued()
    for name in ("Trần Minh Khôi", "Lê Quang Duy"):
        answered(office, entry, "correct", column=6, value=name)
    assert shown(office, entry, on=YESTERDAY).signer == "Nguyễn Văn An"
    assert shown(office, entry, on=today()).signer == "Lê Quang Duy"


def test_further_copies_and_their_recipients_had_not_been_sent(office: Office) -> None:
    entry = office.issued()
    more = (To("Bộ Chỉ huy quân sự tỉnh", copies=2), To("Sở Tài chính"))
    answered(office, entry, "copies", reason="Quyết định 15", to=more)
    before, after = shown(office, entry, on=YESTERDAY), shown(office, entry, on=today())
    assert (before.copies, [r["body"] for r in before.recipients]) == (3, ["Công an tỉnh", "Sở Nội vụ"])
    assert (after.copies, len(after.recipients)) == (6, 4)


def test_a_raised_line_shows_its_old_level_and_nothing_else_of_old(office: Office) -> None:
    entry = office.issued()
    answered(office, entry, "correct", column=5, value="3")
    before, after = shown(office, entry, on=YESTERDAY), shown(office, entry, on=today())
    assert (before.level, before.abstract) == (Level.MAT, "")
    assert (after.level, after.was, after.abstract) == (Level.TUYET_MAT, {"level": Level.MAT}, "")


def test_a_number_cancelled_today_was_live_yesterday(office: Office) -> None:
    entry = office.issued()
    answered(office, entry, "cancel")
    assert shown(office, entry, on=YESTERDAY).cancelled is None
    assert shown(office, entry, on=today()).cancelled is not None


def test_a_question_that_waits_was_not_asked_yesterday(office: Office) -> None:
    entry = office.issued()
    asked(office, entry, "cancel")
    assert shown(office, entry, on=YESTERDAY).cancel_asked is None
    assert shown(office, entry, on=today()).cancel_asked is not None


def test_a_step_of_today_had_not_been_made(office: Office) -> None:
    entry = office.registered()
    forward(entry.uuid, unit="Phòng Kinh tế", person=None, due_on=None, by=office.hanh)
    assert [r["body"] for r in shown(office, entry, on=YESTERDAY).recipients] == ["Văn phòng"]
    assert [r["body"] for r in shown(office, entry, on=today()).recipients] == ["Văn phòng", "Phòng Kinh tế"]
