"""Books and volumes: opened, full mid-year, closed with a closing line, then locked; one book for all levels or one each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from somat.audit import rows
from somat.audit.change import AlreadyDone
from somat.audit.models import Leaf
from somat.audit.moment import today
from somat.cli.opening import open_books
from somat.law import volumes as law
from somat.registry import queries
from somat.registry.actions.answer import confirm
from somat.registry.actions.books import NewBook, close_volume, open_book, open_volume
from somat.registry.actions.issue import issue
from somat.registry.models import Book, Entry, Volume
from somat.registry.queries.volumes import volume_page
from tests.office import A, M, Office, T
from tests.registry.evidence import asked, granted, refused, written


def current(office: Office) -> Volume:
    volume = queries.open_volume(office.out, by=office.hanh)
    assert volume is not None
    return volume


def close(office: Office, *, pages: int = 12) -> Volume:
    return close_volume(current(office).uuid, pages=pages, by=office.hanh)


def reach(office: Office, last: int) -> None:
    """As if the numbers up to `last` had been given."""
    office.ground.run("UPDATE registry_series SET last = ?", last)


def test_a_book_opens_with_its_first_volume(office: Office) -> None:
    book = open_book(NewBook("in", "Sổ đến thứ hai"), by=office.hanh)
    volume = Volume.unchecked.get(book=book)
    assert (volume.year, volume.no, volume.state, volume.first_no) == (today().year, 1, "open", 1)
    assert granted("book.open", book.uuid) == granted("volume.open", volume.uuid) == 1


def test_a_book_opens_once_however_often_it_is_sent(office: Office) -> None:
    key = uuid4()
    first = open_book(NewBook("in", "Sổ đến thứ hai"), by=office.hanh, key=key)
    with pytest.raises(AlreadyDone) as again:
        open_book(NewBook("in", "Sổ đến thứ hai"), by=office.hanh, key=key)
    assert again.value.object == first.uuid
    assert Book.unchecked.count() == 3


@pytest.mark.parametrize("who", ["duy", "an", "quan", "tan"])
def test_only_a_clerk_opens_a_book(office: Office, who: str) -> None:
    by = getattr(office, who)
    refused(lambda: open_book(NewBook("out", "Sổ khác"), by=by), "R24", verb="book.open")


def test_one_book_takes_all_levels(office: Office) -> None:
    lines = [office.issued(level=level, abstract="" if level == A else "Giả định") for level in (M, T, A)]
    assert [(e.no, e.doc_number) for e in lines] == [(1, 1), (2, 2), (3, 3)]


def test_one_book_a_level_numbers_its_own_lines_and_shares_the_document_numbers(office: Office) -> None:
    books = {level: book for book, level in open_books("levels", symbol="UBND") if book.kind == "out"}
    for book in books.values():
        office.world.keep("hanh", book)
    lines = [
        issue(office.out_line(book=books[level].uuid, level=level, abstract=""), by=office.hanh) for level in (A, M, T)
    ]
    assert [(e.no, e.doc_number) for e in lines] == [(1, 1), (1, 2), (1, 3)]
    wrong = office.out_line(book=books[M].uuid, level=T)
    refused(lambda: issue(wrong, by=office.hanh), "R-LEVEL-2", verb="entry.issue")


def test_the_closing_line_says_from_which_number_to_which(office: Office) -> None:
    entries = [office.issued() for _ in range(3)]
    an = office.at_desk("an")
    confirm(asked(office, entries[1], "cancel").uuid, by=an)
    confirm(asked(office, entries[2], "correct", column=6, value="Trần Minh Khôi").uuid, by=an)
    volume = close(office, pages=7)
    assert (volume.state, volume.closed_on, volume.closed_by) == ("closed", today(), office.hanh.person)
    assert (volume.first_no, volume.last_no, volume.lines, volume.pages) == (1, 3, 3, 7)
    assert (volume.cancelled, volume.corrected) == (1, 1)
    words = law.closing(first=volume.first_no, last=volume.last_no or 0, pages=7, on=today())
    assert "7 trang" in words and "từ số 01 đến số 03" in words
    assert granted("volume.close", volume.uuid) == 1


def test_an_empty_volume_closes_without_a_last_number(office: Office) -> None:
    volume = close(office, pages=1)
    assert (volume.lines, volume.last_no) == (0, None)


def test_a_closed_volume_is_locked(office: Office) -> None:
    office.issued()
    volume = close(office)
    refused(office.issued, "R-NUM-9", verb="entry.issue")
    refused(lambda: close_volume(volume.uuid, pages=12, by=office.hanh), "R-NUM-9", verb="volume.close")


def test_the_next_volume_of_the_year_goes_on_counting(office: Office) -> None:
    office.issued(), office.issued()
    close(office)
    volume = open_volume(office.out.uuid, by=office.hanh)
    assert (volume.no, volume.year, volume.first_no) == (2, today().year, 3)
    line = office.issued()
    assert (line.no, line.doc_number, line.volume_id) == (3, 3, volume.uuid)
    assert granted("volume.open", volume.uuid) == 1


def test_two_volumes_are_never_open_together(office: Office) -> None:
    refused(lambda: open_volume(office.out.uuid, by=office.hanh), "R-NUM-9", verb="volume.open")


def filled(office: Office) -> Volume:
    """The first volume after its last line, number 5,000."""
    office.issued()
    reach(office, 4999)
    assert office.issued().no == 5000
    return Volume.unchecked.get(book=office.out, no=1)


def test_the_last_line_makes_the_volume_full_in_the_same_act(office: Office) -> None:
    office.issued()
    reach(office, 4998)
    assert office.issued().no == 4999
    assert (current(office).state, granted("volume.fill")) == ("open", 0)
    last = office.issued()
    volume = Volume.unchecked.get(uuid=last.volume_id)
    assert (volume.state, granted("volume.fill", volume.uuid)) == ("full", 1)
    leaves = Leaf.unchecked.filter(object__in=[last.uuid, volume.uuid]).order_by("-id")[:2]
    assert {leaf.verb for leaf in leaves} == {"entry.issue", "volume.fill"}
    assert next(leaf.row for leaf in leaves if leaf.verb == "volume.fill") == rows.digest_now(
        "registry_volume", volume.uuid
    )


def test_cut_before_the_last_line_is_written_the_volume_is_not_full(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.issued()
    reach(office, 4999)
    before = written()

    def cut(*_: Any, **__: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("somat.audit.change.once", cut)  # the last thing before the transaction ends
        with pytest.raises(ConnectionError):
            office.issued()
    assert written() == before
    assert office.issued().no == 5000


def test_a_full_volume_takes_no_line_and_says_so(office: Office) -> None:
    filled(office)
    no = refused(office.issued, "R-NUM-9", verb="entry.issue")
    assert no.refusals[0].sentence() == "Quyển sổ đã đủ 5000 dòng: mở quyển mới."


def test_after_a_full_volume_the_next_goes_on_counting_though_nothing_is_closed_yet(office: Office) -> None:
    """The work goes on though the full book still waits for its print, its pages and a leader's answer."""
    full = filled(office)
    question = asked(office, Entry.unchecked.get(no=5000), "cancel")
    following = open_volume(office.out.uuid, by=office.hanh)
    assert (following.no, following.first_no, following.state) == (2, 5001, "open")
    assert office.issued().no == 5001
    refused(lambda: open_volume(office.out.uuid, by=office.hanh), "R-NUM-9", verb="volume.open")
    refused(lambda: close_volume(full.uuid, pages=400, by=office.hanh), "R-NUM-9", verb="volume.close")
    confirm(question.uuid, by=office.at_desk("an"))
    closed = close_volume(full.uuid, pages=400, by=office.hanh)
    assert (closed.state, closed.first_no, closed.last_no, closed.cancelled) == ("closed", 1, 5000, 1)
    assert current(office).uuid == following.uuid


def test_an_incoming_volume_fills_too(office: Office) -> None:
    office.registered()
    reach(office, 4999)
    assert office.registered().no == 5000
    volume = Volume.unchecked.get(book=office.in_)
    assert (volume.state, granted("volume.fill", volume.uuid)) == ("full", 1)
    refused(office.registered, "R-NUM-9", verb="entry.register")
    assert open_volume(office.in_.uuid, by=office.hanh).first_no == 5001


def test_the_next_volume_is_counted_from_its_own_first_number(office: Office) -> None:
    filled(office)
    open_volume(office.out.uuid, by=office.hanh)
    office.issued()
    reach(office, 9998)
    assert [office.issued().no, current(office).state] == [9999, "open"]
    assert office.issued().no == 10000
    assert Volume.unchecked.get(book=office.out, no=2).state == "full"


def test_a_volume_that_was_filled_before_it_could_be_called_full_gives_way_too(office: Office) -> None:
    """A site of an older version: 5,000 lines in it, and still called open."""
    office.issued()
    reach(office, 5000)
    refused(office.issued, "R-NUM-9", verb="entry.issue")
    assert open_volume(office.out.uuid, by=office.hanh).first_no == 5001
    assert Volume.unchecked.get(book=office.out, no=1).state == "full"


@pytest.mark.parametrize("pages", [0, -1])
def test_a_volume_is_printed_before_it_is_closed(office: Office, pages: int) -> None:
    refused(lambda: close(office, pages=pages), "R-OUT-10", verb="volume.close")


def test_a_volume_with_a_question_waiting_is_not_closed(office: Office) -> None:
    question = asked(office, office.issued(), "cancel")
    refused(lambda: close(office), "R-NUM-9", verb="volume.close")
    confirm(question.uuid, by=office.at_desk("an"))
    assert close(office).cancelled == 1


def test_a_volume_of_another_clerk_is_not_there(office: Office) -> None:
    volume, other = current(office), replace(office.hanh, books=())
    for act in (
        lambda: close_volume(volume.uuid, pages=9, by=other),
        lambda: open_volume(office.out.uuid, by=other),
    ):
        with pytest.raises(queries.NotFound):
            act()
    assert Volume.unchecked.get(uuid=volume.uuid).state == "open"


@pytest.mark.parametrize("act", [open_volume, lambda uuid, by: close_volume(uuid, pages=9, by=by)])
def test_without_the_duty_nobody_opens_or_closes(office: Office, act: Any) -> None:
    by = replace(office.duy, books=office.hanh.books)
    verb = "volume.open" if act is open_volume else "volume.close"
    refused(lambda: act(office.out.uuid, by=by), "R24", verb=verb)


def test_lines_stay_in_the_volume_they_were_written_in(office: Office) -> None:
    first = office.issued()
    close(office)
    open_volume(office.out.uuid, by=office.hanh)
    second = office.issued()
    listed = {
        volume.no: [e.uuid for e in queries.lines(volume, by=office.hanh, on=today()).entries]
        for volume in volume_page(office.out, by=office.hanh).volumes
    }
    assert listed == {1: [first.uuid], 2: [second.uuid]}
    assert Entry.unchecked.count() == 2


def test_the_next_number_is_one_after_the_last_given(office: Office) -> None:
    """A year fits a column of two bytes: the prepared statement must too, or PostgreSQL is never asked."""
    assert queries.next_number(current(office), by=office.hanh) == 1
    office.issued(), office.issued()
    assert queries.next_number(current(office), by=office.hanh) == 3
