"""Lines of old books: old numbers, levels, bodies and missing grounds are taken as they stood (R-TRANS-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.audit.guard import opened
from somat.audit.models import Leaf, Manifest
from somat.audit.moment import today
from somat.law.levels import Level
from somat.registry import queries
from somat.registry.actions.answer import confirm
from somat.registry.actions.books import close_volume
from somat.registry.actions.old import OldEntry, take_in
from somat.registry.models import Entry, Question, Recipient, Volume
from somat.registry.queries.volumes import unclosed
from somat.vault.models import Sealed
from tests.office import Office
from tests.registry.evidence import asked, granted, refused, words, written

LINE = OldEntry(
    year=2012,
    no=7,
    level=Level.TOI_MAT,
    day=date(2012, 5, 3),
    doc_number=15,
    symbol="BC-UBND",
    doc_type="BC",
    abstract="Tình hình giả định năm 2012",
    signer="Nguyễn Văn Cũ, Chủ tịch huyện",
    body="",
    unit="Văn phòng",
    copies=4,
    note="Dấu theo Thông tư 33/2015",
    basis="",
    to=("Ủy ban nhân dân huyện Cũ", "Công an huyện Cũ"),
    arrival_on=None,
    arrival_no=None,
    cancelled=False,
)
ARRIVAL = replace(
    LINE, doc_number=None, symbol="212/KH", body="Ủy ban nhân dân huyện Cũ", arrival_on=date(2012, 5, 5), to=()
)


def taken(office: Office, *lines: OldEntry, kind: str = "out", batch: UUID | None = None) -> list[Entry]:
    book = office.out if kind == "out" else office.in_
    uuids = take_in(book.uuid, lines, batch=batch or uuid4(), by=office.hanh)
    found = {e.uuid: e for e in Entry.unchecked.all()}
    return [found[u] for u in uuids]


def numbers(entries: Sequence[Entry]) -> list[int]:
    return [e.no for e in entries]


def test_a_line_keeps_what_stood_in_the_old_book(office: Office) -> None:
    (line,) = taken(office, LINE)
    assert (line.year, line.no, line.doc_number, line.symbol, line.day) == (2012, 7, 15, "BC-UBND", date(2012, 5, 3))
    assert (line.signer, line.unit, line.copies, line.level) == ("Nguyễn Văn Cũ, Chủ tịch huyện", "Văn phòng", 4, 2)
    assert (line.source, line.basis) == ("imported", "missing")
    said = words(line, by=office.at_desk("hanh"))
    assert (said.abstract, said.get("note")) == ("Tình hình giả định năm 2012", "Dấu theo Thông tư 33/2015")
    bodies = Recipient.unchecked.filter(entry=line).order_by("ordinal").values_list("body", flat=True)
    assert list(bodies) == ["Ủy ban nhân dân huyện Cũ", "Công an huyện Cũ"]


REGIMES = [
    (date(1998, 1, 5), "ordinance-2000"),
    (date(2012, 5, 3), "ordinance-2000"),
    (date(2020, 6, 30), "ordinance-2000"),
    (date(2020, 7, 1), "law-2018"),
    (date(2026, 2, 28), "law-2018"),
    (date(2026, 3, 1), "law-2025"),
]


def test_a_line_is_judged_by_the_law_of_its_day(office: Office) -> None:
    lines = [replace(LINE, year=d.year, day=d, no=n, doc_number=n) for n, (d, _) in enumerate(REGIMES, start=1)]
    assert [(e.day, e.regime) for e in taken(office, *lines)] == REGIMES


def test_lines_of_a_past_year_lie_in_a_locked_volume_of_that_year(office: Office) -> None:
    """It takes no new line; nobody has closed it, and nothing says that somebody did."""
    (line,) = taken(office, LINE)
    volume = Volume.unchecked.get(uuid=line.volume_id)
    assert (volume.year, volume.no, volume.state, volume.life) == (2012, 1, "closed", "old")
    assert (volume.closed_on, volume.ended_on, volume.closed_by, volume.last_no) == (None, None, None, None)
    assert granted("volume.import", volume.uuid) == 1


def test_a_volume_of_an_old_book_begins_with_its_first_line(office: Office) -> None:
    """Nobody wrote down when it was opened; the cover names the day on which registering began."""
    (line,) = taken(office, LINE)
    volume = Volume.unchecked.get(uuid=line.volume_id)
    assert volume.opened_on == date(2012, 5, 3)
    taken(office, replace(LINE, no=9, doc_number=17, day=date(2012, 9, 1)))
    volume.refresh_from_db()
    assert (volume.opened_on, granted("volume.import", volume.uuid)) == (date(2012, 5, 3), 1)
    taken(office, *(replace(LINE, no=n, doc_number=n, day=date(2012, n, 9)) for n in (3, 2, 4)))
    volume.refresh_from_db()
    assert (volume.opened_on, granted("volume.import", volume.uuid)) == (date(2012, 2, 9), 2)
    assert (volume.state, volume.no, Volume.unchecked.filter(book=office.out, year=2012).count()) == ("closed", 1, 1)


def test_a_volume_of_an_old_incoming_book_begins_with_the_first_arrival(office: Office) -> None:
    last_year = replace(ARRIVAL, year=2013, day=date(2012, 12, 28), arrival_on=date(2013, 1, 4))
    lines = taken(office, ARRIVAL, last_year, kind="in")
    began = {v.uuid: v.opened_on for v in Volume.unchecked.filter(book=office.in_)}
    assert [began[line.volume_id] for line in lines] == [date(2012, 5, 5), date(2013, 1, 4)]
    (odd,) = taken(office, replace(LINE, year=2014, day=date(2013, 12, 30)))
    assert Volume.unchecked.get(uuid=odd.volume_id).opened_on == date(2014, 1, 1)


def test_a_volume_of_an_old_book_is_closed_by_who_closes_it_on_the_day_he_does(office: Office) -> None:
    lines = taken(office, replace(LINE, no=9), replace(LINE, no=8, doc_number=16, cancelled=True))
    seen = [v.uuid for v in (one.volume for one in unclosed(by=office.hanh, year=today().year))]
    assert seen == [lines[0].volume_id]
    before = written()
    refused(lambda: close_volume(seen[0], pages=0, by=office.hanh), "R-OUT-10", verb="volume.close")
    assert written() == before
    volume = close_volume(seen[0], pages=3, by=office.hanh)
    assert (volume.life, volume.ended_on, volume.closed_by) == ("closed", today(), office.hanh.person)
    assert (volume.first_no, volume.last_no, volume.lines, volume.cancelled, volume.pages) == (8, 9, 2, 1, 3)
    assert granted("volume.close", volume.uuid) == 1
    assert unclosed(by=office.hanh, year=today().year) == []
    refused(lambda: close_volume(volume.uuid, pages=3, by=office.hanh), "R-NUM-9", verb="volume.close")


def test_a_volume_that_an_older_version_took_in_is_closed_the_same_way(office: Office) -> None:
    """Its row has the last day of its year as day of closing, which nobody wrote."""
    (line,) = taken(office, LINE)
    with opened():
        Volume.unchecked.filter(uuid=line.volume_id).update(closed_on=date(2012, 12, 31))
    volume = Volume.unchecked.get(uuid=line.volume_id)
    assert (volume.life, volume.ended_on) == ("old", None)
    assert close_volume(volume.uuid, pages=3, by=office.hanh).ended_on == today()


def test_a_correction_in_an_old_volume_comes_after_closing_only_once_it_is_closed(office: Office) -> None:
    first, second = taken(office, LINE, replace(LINE, no=8, doc_number=16))
    assert not asked(office, first, "correct", column=6, value="Trần Minh Khôi").after_closing
    confirm(Question.unchecked.get().uuid, by=office.at_desk("an"))
    assert close_volume(first.volume_id, pages=3, by=office.hanh).corrected == 1
    assert asked(office, second, "correct", column=6, value="Trần Minh Khôi").after_closing


def test_what_comes_after_an_old_volume_was_closed_goes_into_the_next(office: Office) -> None:
    (line,) = taken(office, LINE)
    close_volume(line.volume_id, pages=3, by=office.hanh)
    (later,) = taken(office, replace(LINE, no=8, doc_number=16))
    volume = Volume.unchecked.get(uuid=later.volume_id)
    assert (volume.no, volume.life, volume.first_no) == (2, "old", 8)


def test_the_oldest_volume_of_each_old_book_waits_and_how_many_there_are(office: Office) -> None:
    for year in (2013, 2011, 2012):
        taken(office, replace(LINE, year=year, day=date(year, 5, 3)))
    taken(office, replace(ARRIVAL, arrival_no=3), kind="in")
    found = [(one.volume.book.kind, one.volume.year, one.count) for one in unclosed(by=office.hanh, year=today().year)]
    assert found == [("in", 2012, 1), ("out", 2011, 3)]
    assert [(one.volume.year, one.count) for one in unclosed(by=office.hanh, year=2012)] == [(2011, 1)]
    assert unclosed(by=replace(office.hanh, books=()), year=today().year) == []


def test_a_batch_is_one_leaf_that_binds_each_line(office: Office) -> None:
    batch = uuid4()
    lines = [replace(LINE, no=n, doc_number=n) for n in (1, 2, 3)]
    entries = taken(office, *lines, batch=batch)
    assert granted("book.import", batch) == 1
    leaf = Leaf.unchecked.get(verb="book.import")
    bound = Manifest.unchecked.filter(leaf=leaf.uuid).values_list("object", flat=True)
    assert sorted(bound) == sorted(e.uuid for e in entries)


def test_a_number_that_is_taken_goes_on_after_the_last(office: Office) -> None:
    entries = taken(office, LINE, replace(LINE, doc_number=16), replace(LINE, no=None, doc_number=17))
    assert numbers(entries) == [7, 8, 9]


def test_a_document_number_is_not_there_twice(office: Office) -> None:
    """The second keeps number and symbol as they were written, as text."""
    first, second = taken(office, LINE, replace(LINE, no=8))
    assert (first.doc_number, first.symbol) == (15, "BC-UBND")
    assert (second.doc_number, second.symbol) == (None, "15/BC-UBND")


def test_a_document_number_of_two_tuyet_mat_papers_stays_sealed_with_its_symbol(office: Office) -> None:
    """Of such a paper the symbol is not plain, so that 15/BC-UBND and 15/KH-UBND have the same plain number."""
    bare = replace(LINE, level=Level.TUYET_MAT, abstract="")
    first, second = taken(office, bare, replace(bare, no=8, symbol="KH-UBND"))
    (third,) = taken(office, replace(bare, no=9, symbol="QĐ-UBND"))
    assert [line.doc_number for line in (first, second, third)] == [15, None, None]
    assert {line.symbol for line in (first, second, third)} == {""}
    hanh = office.at_desk("hanh")
    said = [words(line, by=hanh).get("symbol") for line in (first, second, third)]
    assert said == ["BC-UBND", "15/KH-UBND", "15/QĐ-UBND"]


def test_an_arrival_number_is_not_there_twice(office: Office) -> None:
    first, second = taken(office, replace(ARRIVAL, arrival_no=3), replace(ARRIVAL, no=8, arrival_no=3), kind="in")
    assert (first.arrival_no, second.arrival_no) == (3, None)
    assert (first.body, first.symbol, first.arrival_on) == ("Ủy ban nhân dân huyện Cũ", "212/KH", date(2012, 5, 5))


def test_a_cancelled_old_number_stays_cancelled(office: Office) -> None:
    (line,) = taken(office, replace(LINE, cancelled=True))
    assert (line.state, line.no) == ("cancelled", 7)


def test_of_an_old_tuyet_mat_line_nothing_is_plain_and_no_abstract_is_kept(office: Office) -> None:
    (line,) = taken(office, replace(LINE, level=Level.TUYET_MAT))
    assert (line.symbol, line.doc_type, line.signer, line.body) == ("", "", "", "")
    assert not Sealed.unchecked.filter(row=line.uuid, column="abstract").exists()
    opened = words(line, by=office.at_desk("hanh"))
    assert opened.get("to") == ["Ủy ban nhân dân huyện Cũ", "Công an huyện Cũ"]
    assert (opened.get("symbol"), opened.get("signer")) == ("BC-UBND", "Nguyễn Văn Cũ, Chủ tịch huyện")


def test_new_lines_of_this_year_go_on_after_the_imported_ones(office: Office) -> None:
    year = today().year
    taken(office, replace(LINE, year=year, no=41, day=date(year, 1, 5), doc_number=40))
    new = office.issued()
    assert (new.no, new.doc_number) == (42, 41)


def test_arrivals_of_this_year_go_on_after_the_imported_ones(office: Office) -> None:
    year = today().year
    day = date(year, 1, 5)
    taken(office, replace(ARRIVAL, year=year, no=41, day=day, arrival_on=day, arrival_no=39), kind="in")
    new = office.registered()
    assert (new.no, new.arrival_no) == (42, 40)


def test_among_the_new_lines_of_a_year_there_is_no_room_for_old_ones(office: Office) -> None:
    year = office.issued().year
    line = replace(LINE, year=year, no=41, day=date(year, 1, 5))
    refused(lambda: taken(office, line), "R-NUM-9", verb="book.import")
    assert office.issued().no == 2


def test_a_volume_that_a_clerk_closed_takes_nothing_more(office: Office) -> None:
    opened = queries.open_volume(office.out, by=office.hanh)
    assert opened is not None
    closed = close_volume(opened.uuid, pages=1, by=office.hanh)
    (line,) = taken(office, replace(LINE, year=closed.year, day=date(closed.year, 1, 5)))
    volume = Volume.unchecked.get(uuid=line.volume_id)
    assert volume.uuid != closed.uuid
    assert (volume.no, volume.state) == (2, "closed")


def test_without_the_duty_nothing_is_taken_in(office: Office) -> None:
    by = replace(office.duy, books=office.hanh.books)
    before = written()
    refused(lambda: take_in(office.out.uuid, [LINE], batch=uuid4(), by=by), "R24", verb="volume.import")
    assert written() == before


def test_a_book_that_is_not_his_is_not_there(office: Office) -> None:
    with pytest.raises(queries.NotFound):
        take_in(office.out.uuid, [LINE], batch=uuid4(), by=replace(office.hanh, books=()))
    assert not Entry.unchecked.exists()


def test_column_widths_of_this_program_cut_nothing_short_of_what_fits(office: Office) -> None:
    long: Any = replace(LINE, signer="S" * 130, unit="U" * 130, symbol="K" * 70, to=("B" * 210,), doc_number=None)
    (line,) = taken(office, long)
    assert (len(line.signer), len(line.unit), len(line.symbol)) == (120, 120, 60)
    assert len(Recipient.unchecked.get().body) == 200
