"""Taking an old book in: nothing before Accept, 500 lines an act, cut anywhere and gone on with, never twice (R-TRANS-5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from somat.audit.absent import NotFound
from somat.exchange.actions import imports
from somat.exchange.actions.imports import Settings, begin, drop, finish, own, read, run, settle, step
from somat.exchange.models import Import, Kept
from somat.exchange.oldbook import child
from somat.exchange.oldbook.columns import Column
from somat.exchange.oldbook.oldline import Outcome
from somat.exchange.oldbook.sheet import BadSheet
from somat.law.levels import Level
from somat.law.refusal import Refused
from somat.registry.models import Entry, Volume
from somat.vault.models import Sealed
from somat.web.people import cookie
from tests.exchange.desk import old_book
from tests.office import Office
from tests.registry.evidence import granted, refused, words, written

NAME = "so_di_2019.csv"
STEP = 20


WHOLE = imports.STEP


@pytest.fixture(autouse=True)
def few_lines_an_act(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short acts, so that three of them need no long file."""
    monkeypatch.setattr(imports, "STEP", STEP)


def begun(office: Office, data: bytes, *, name: str = NAME) -> Import:
    return begin(data, name=name, book=office.out.uuid, by=office.hanh)


def numbers() -> list[int]:
    return list(Entry.unchecked.order_by("no").values_list("no", flat=True))


def files(batch: UUID) -> int:
    """How many sealed values of the file and its lines there are."""
    pieces = Kept.unchecked.filter(batch__uuid=batch).values("uuid")
    left = Sealed.unchecked.filter(table__in=["exchange_import", "exchange_kept"])
    assert left.count() == left.filter(row__in=pieces).count(), "a sealed piece that no row names"
    return int(left.count())


def test_looking_at_a_file_writes_nothing(office: Office) -> None:
    before = written()
    found = read(old_book(30), name=NAME, kind="out")
    assert [(line.no, line.outcome) for line in found.book.lines] == [(n, Outcome.ACCEPTED) for n in range(1, 31)]
    assert written() == before


def test_a_file_is_kept_sealed_and_nothing_is_in_the_book_yet(office: Office) -> None:
    row = begun(office, old_book(30))
    assert (row.state, row.done, numbers()) == ("open", 0, [])
    assert files(row.uuid) == 5  # its name, its bytes, its face, and thirty lines by twenty
    sealed = b"".join(bytes(s.ciphertext) for s in Sealed.unchecked.all())
    assert "Tình hình".encode() not in sealed and NAME.encode() not in sealed
    assert granted("import.begin", row.uuid) == 1


def test_all_lines_are_taken_in_and_the_file_is_destroyed(office: Office) -> None:
    row = run(begun(office, old_book(50)).uuid, by=office.at_desk("hanh"))
    assert (row.state, row.done, row.taken) == ("done", 50, 50)
    assert numbers() == list(range(1, 51))
    assert files(row.uuid) == 0
    line = Entry.unchecked.get(no=7)
    assert (line.year, line.doc_number, line.symbol, line.signer, line.source) == (
        2019, 7, "BC-UBND", "Nguyễn Văn Cũ", "imported",
    )  # fmt: skip
    assert words(line, by=office.at_desk("hanh")).abstract == "Tình hình giả định số 7"


def test_each_act_takes_its_batch_and_counts_it(office: Office) -> None:
    row, hanh = begun(office, old_book(50)), office.at_desk("hanh")
    seen = [step(row.uuid, by=hanh).done for _ in range(3)]
    assert seen == [20, 40, 50]
    assert granted("import.step", row.uuid) == granted("book.import", row.uuid) == 3
    assert granted("import.end", row.uuid) == 1


def test_a_batch_is_five_hundred_lines(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "STEP", WHOLE)
    row = begun(office, old_book(501))
    assert step(row.uuid, by=office.hanh, file=(NAME, old_book(501))).done == 500
    assert Entry.unchecked.count() == 500


def test_the_file_is_read_once_and_each_act_opens_its_own_lines(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    real = child.read_whole
    monkeypatch.setattr(child, "read_whole", lambda *a, **k: (reads.append("read"), real(*a, **k))[1])
    run(begun(office, old_book(90)).uuid, by=office.at_desk("hanh"))
    assert (len(reads), granted("import.read")) == (1, 1 + 5)


def test_cut_between_acts_it_goes_on_where_it_stopped(office: Office) -> None:
    row, hanh = begun(office, old_book(50)), office.at_desk("hanh")
    assert step(row.uuid, by=hanh).state == "running"
    assert run(row.uuid, by=hanh).state == "done"
    assert numbers() == list(range(1, 51))


class Cut(Exception):
    """The machine stops."""


def test_cut_inside_an_act_that_act_is_as_if_it_had_not_been(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    row, hanh = begun(office, old_book(50)), office.at_desk("hanh")
    step(row.uuid, by=hanh)

    def cut(*_: Any, **__: Any) -> Any:
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(imports, "goes_on", cut)  # the last thing asked before the act is written
        with pytest.raises(Cut):
            run(row.uuid, by=hanh)
    assert (own(row.uuid, by=hanh).done, len(numbers())) == (20, 20)
    assert run(row.uuid, by=hanh).taken == 50
    assert numbers() == list(range(1, 51))


def test_cut_before_its_end_is_written_it_still_ends(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    row, hanh = begun(office, old_book(30)), office.at_desk("hanh")

    def cut(*_: Any, **__: Any) -> Any:
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr(imports, "finish", cut)
        with pytest.raises(Cut):
            run(row.uuid, by=hanh)
    assert own(row.uuid, by=hanh).done == 30
    assert run(row.uuid, by=hanh).state == "done"
    assert numbers() == list(range(1, 31))


def test_done_it_does_nothing_more(office: Office) -> None:
    row, hanh = begun(office, old_book(30)), office.at_desk("hanh")
    run(row.uuid, by=hanh)
    before = written()
    assert run(row.uuid, by=hanh).state == "done"
    assert written() == before


def test_two_runs_at_once_do_not_double_a_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one run holds its lines ready, another writes them: the first is refused and goes on from there later."""
    row, hanh = begun(office, old_book(50)), office.at_desk("hanh")
    real = imports.take_in

    def late(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(imports, "take_in", real)
        step(row.uuid, by=hanh)
        return real(*args, **more)

    monkeypatch.setattr(imports, "take_in", late)
    with pytest.raises(Refused) as no:
        run(row.uuid, by=hanh)
    assert [r.rule for r in no.value.refusals] == ["R54"]
    assert numbers() == list(range(1, 21))
    assert run(row.uuid, by=hanh).taken == 50


def test_the_same_file_is_not_taken_in_twice(office: Office) -> None:
    run(begun(office, old_book(30)).uuid, by=office.at_desk("hanh"))
    refused(lambda: begun(office, old_book(30)), "R-TRANS-5", verb="import.begin")
    assert numbers() == list(range(1, 31))


def test_given_again_half_done_it_is_the_same_import(office: Office) -> None:
    row, hanh = begun(office, old_book(50)), office.at_desk("hanh")
    step(row.uuid, by=hanh)
    again = begun(office, old_book(50))
    assert (again.uuid, again.done) == (row.uuid, 20)
    assert Import.unchecked.count() == 1


def test_a_line_whose_number_another_file_holds_keeps_it_in_words(office: Office) -> None:
    hanh = office.at_desk("hanh")
    run(begun(office, old_book(3)).uuid, by=hanh)
    run(begun(office, old_book(2, first=3).replace(b"BC-UBND", b"KH-UBND")).uuid, by=hanh)
    lines = Entry.unchecked.order_by("no")
    assert [(e.no, e.doc_number) for e in lines[3:]] == [(4, 4), (5, 3)]
    assert [words(e, by=hanh).get("note") for e in lines[3:]] == ["", "Số thứ tự trong sổ cũ: 03"]


def test_among_new_lines_of_the_same_year_nothing_is_taken_in(office: Office) -> None:
    year = office.issued().year
    row, hanh = begun(office, old_book(5, year=year)), office.at_desk("hanh")
    refused(lambda: run(row.uuid, by=hanh), "R-NUM-9", verb="book.import")
    assert (numbers(), own(row.uuid, by=hanh).done) == ([1], 0)


EMPTY = [(b"", "so.csv"), (b"\n\n", "so.csv"), (b"\x00\x01\x02", "so.xls"), (b"PK\x03\x04", "so.xlsx")]


@pytest.mark.parametrize("data, name", EMPTY, ids=["no byte", "no line", "not a book", "half a workbook"])
def test_a_file_that_is_no_book_is_refused_whole(office: Office, data: bytes, name: str) -> None:
    before = written()
    with pytest.raises(BadSheet) as bad:
        begun(office, data, name=name)
    assert bad.value.sentence
    assert written() == before


def test_a_refused_line_stays_outside_and_the_others_are_taken(office: Office) -> None:
    rows = (
        old_book(4).decode().replace("02/BC-UBND,03/03/2019,Tình hình giả định số 2,Mật", "02/BC-UBND,99/99/2019,x,?")
    )
    found = read(rows.encode(), name=NAME, kind="out")
    assert [line.outcome is Outcome.REFUSED for line in found.book.lines] == [False, True, False, False]
    run(begun(office, rows.encode()).uuid, by=office.at_desk("hanh"))
    assert numbers() == [1, 3, 4]


def test_no_abstract_of_an_old_tuyet_mat_line_is_kept(office: Office) -> None:
    rows = old_book(3).replace(b"\xe1\xbb\x91 2,M\xe1\xba\xadt", "ố 2,Tuyệt mật".encode())
    found = read(rows, name=NAME, kind="out")
    assert [line.level for line in found.book.lines] == [Level.MAT, Level.TUYET_MAT, Level.MAT]
    run(begun(office, rows).uuid, by=office.at_desk("hanh"))
    line = Entry.unchecked.get(no=2)
    assert (line.level, line.symbol, line.signer) == (3, "", "")
    assert not Sealed.unchecked.filter(row=line.uuid, column="abstract").exists()


def test_columns_and_year_are_settled_before_the_first_line(office: Office) -> None:
    data = old_book(30).replace(b"/2019", b"")
    row, hanh = begun(office, data), office.at_desk("hanh")
    mapping = read(data, name=NAME, kind="out").mapping
    without = {index: column for index, column in mapping.items() if column is not Column.SIGNER}
    settle(row.uuid, Settings(without, year=2018), by=hanh)
    assert granted("import.set", row.uuid) == 1
    run(row.uuid, by=hanh)
    assert set(Entry.unchecked.values_list("year", "signer")) == {(2018, "")}


def test_once_lines_are_in_the_book_neither_columns_change_nor_is_the_file_left_out(office: Office) -> None:
    row, hanh = begun(office, old_book(50)), office.at_desk("hanh")
    step(row.uuid, by=hanh)
    refused(lambda: settle(row.uuid, Settings({}), by=hanh), "R-TRANS-5", verb="import.set")
    refused(lambda: drop(row.uuid, by=hanh), "R-TRANS-5", verb="import.end")


def test_left_out_the_file_is_destroyed_and_may_come_again(office: Office) -> None:
    row = begun(office, old_book(30))
    drop(row.uuid, by=office.hanh)
    assert (Import.unchecked.get().state, files(row.uuid)) == ("dropped", 0)
    with pytest.raises(NotFound):
        run(row.uuid, by=office.hanh)
    assert begun(office, old_book(30)).state == "open"


def test_an_import_is_its_owners_alone(office: Office) -> None:
    row = begun(office, old_book(3))
    for act in (own, finish, run, drop):
        with pytest.raises(NotFound):
            act(row.uuid, by=replace(office.hanh, person=office.an.person))  # type: ignore[operator]
    assert Import.unchecked.get().state == "open"


def test_without_the_duty_no_file_is_kept(office: Office) -> None:
    by = replace(office.duy, books=office.hanh.books)
    act = lambda: begin(old_book(3), name=NAME, book=office.out.uuid, by=by)  # noqa: E731
    refused(act, "R24", verb="import.begin")


def test_lines_of_a_past_year_lie_in_a_closed_volume(office: Office) -> None:
    run(begun(office, old_book(30)).uuid, by=office.at_desk("hanh"))
    (volume,) = Volume.unchecked.filter(book=office.out, year=2019)
    assert (volume.state, Entry.unchecked.filter(volume=volume).count()) == ("closed", 30)


@pytest.fixture
def browser(office: Office) -> Client:
    client = Client()
    client.cookies[cookie.NAME] = office.world.log_in("hanh", workstation="127.0.0.1")[0]
    return client


def test_on_its_page_a_long_import_goes_on_without_another_press(
    office: Office, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request takes lines for some seconds; its answer is a page whose form sends itself, until all are in."""
    monkeypatch.setattr("somat.web.imports.views.AT_ONCE", 0.0)
    row = begun(office, old_book(50))
    answers = []
    for _ in range(3):
        answer = browser.post(f"/nhap-so/{row.uuid}/nhan/", follow=True)
        answers.append("data-go-on" in answer.content.decode())
    assert answers == [True, True, False]
    assert numbers() == list(range(1, 51))


def test_a_link_to_that_page_starts_nothing(office: Office, browser: Client) -> None:
    row = begun(office, old_book(30))
    page = browser.get(f"/nhap-so/{row.uuid}/?tiep=1").content.decode()
    assert "data-go-on" not in page
    assert numbers() == []


def test_the_page_offers_encoding_year_and_level(office: Office, browser: Client) -> None:
    page = browser.get(f"/nhap-so/{begun(office, old_book(3)).uuid}/").content.decode()
    for name in ("scheme", "year", "level"):
        assert f'name="{name}"' in page


def test_the_page_leaves_a_file_out(office: Office, browser: Client) -> None:
    row = begun(office, old_book(3))
    answer = browser.post(f"/nhap-so/{row.uuid}/", {"drop": "1"})
    assert answer.status_code == 302
    assert Import.unchecked.get().state == "dropped"
