"""Rows into lines: taken, taken with notes, taken without the abstract, or refused with a sentence."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from somat.exchange.oldbook.columns import Kind
from somat.exchange.oldbook.decode import decode_sheet
from somat.exchange.oldbook.layout import survey
from somat.exchange.oldbook.lines import Setting, read_lines
from somat.exchange.oldbook.oldline import Flag, OldBook, OldLine, Outcome
from somat.exchange.oldbook.reading import open_book
from somat.law.levels import Level
from tests.exchange.sheets import A1, A2, csv_text, saved
from tests.law.spec import spec

TODAY = date(2026, 11, 22)
GOOD = [
    "1",
    "129/BC-VP",
    "05/3/2019",
    "Báo cáo tình hình nội chính",
    "Mật",
    "Lê Văn An",
    "Công an tỉnh; Sở Nội vụ",
    "VT",
    "3",
    "",
]
ARRIVED = [
    "1",
    "06/3/2019",
    "45",
    "Bộ Công an",
    "77/KH-BCA",
    "05/3/2019",
    "Kế hoạch kiểm tra",
    "Tối mật",
    "Phòng NC",
    "",
]


def book(
    *rows: list[str], head: object = A1, kind: Kind = Kind.OUT, year: int = 2019, level: Level | None = None
) -> OldBook:
    data = csv_text([head, *rows], ",").encode()  # type: ignore[list-item]
    return read(data, kind=kind, year=year, level=level)


def read(data: bytes, *, kind: Kind = Kind.OUT, year: int = 2019, level: Level | None = None) -> OldBook:
    sheet, _ = decode_sheet(open_book(data, name="x").first_shown())
    layout = survey(sheet, name="di" if kind is Kind.OUT else "den")
    return read_lines(sheet, layout.header, layout.mapping, setting=Setting(kind, year, TODAY, level))


def row(**changes: str) -> list[str]:
    """The good outgoing row with cells changed, by the register's own names."""
    names = ("no", "symbol", "day", "title", "level", "signer", "recipients", "unit", "copies", "note")
    return [changes.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


def line(**changes: str) -> OldLine:
    (only,) = book(row(**changes)).lines
    return only


def test_a_good_line_is_taken_as_it_is() -> None:
    taken = line()
    assert taken.outcome is Outcome.ACCEPTED and taken.sentence == "nhận nguyên"
    assert (taken.no, taken.doc_number, taken.symbol, taken.day) == (1, 129, "BC-VP", date(2019, 3, 5))
    assert (taken.doc_type, taken.abstract, taken.level) == ("BC", "tình hình nội chính", Level.MAT)
    assert (taken.signer, taken.recipients, taken.unit, taken.copies) == (
        "Lê Văn An",
        ("Công an tỉnh", "Sở Nội vụ"),
        "VT",
        3,
    )


def test_a_good_line_of_the_incoming_book() -> None:
    (taken,) = book(ARRIVED, head=A2, kind=Kind.IN).lines
    assert taken.outcome is Outcome.ACCEPTED
    assert (taken.arrival_on, taken.arrival_no, taken.body) == (date(2019, 3, 6), 45, "Bộ Công an")
    assert (taken.doc_number, taken.symbol, taken.day, taken.unit) == (77, "KH-BCA", date(2019, 3, 5), "Phòng NC")


@spec("R-OUT-2")
@pytest.mark.parametrize("level", ["Tuyệt mật", "A", "TUYỆT MẬT (A)"])
def test_the_abstract_of_tuyet_mat_is_dropped_and_it_is_said(level: str) -> None:
    taken = line(level=level)
    assert taken.outcome is Outcome.DROPPED
    assert (taken.doc_type, taken.abstract) == ("BC", "")
    assert "Tuyệt mật không ghi trích yếu" in taken.sentence
    assert "nội chính" not in repr(taken)


def test_a_line_of_tuyet_mat_without_abstract_loses_nothing() -> None:
    assert line(level="Tuyệt mật", title="Báo cáo").outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"symbol": ""}, "thiếu số, ký hiệu"),
        ({"symbol": "BC-VP"}, "không thấy số trong “BC-VP”"),
        ({"day": "31/6/2019"}, "không có ngày 31/6/2019"),
        ({"day": ""}, "thiếu ngày"),
        ({"day": "22/12/2026"}, "ngày 22/12/2026 sau hôm nay"),
        ({"day": "3/25/2019"}, "không có tháng 25"),
        ({"level": "Mật A"}, "không có độ mật “Mật A”"),
        ({"level": ""}, "thiếu độ mật"),
        ({"level": "TM"}, "có thể là Tối mật hoặc Tuyệt mật"),
        ({"signer": "x" * 121}, "người ký dài quá 120 ký tự"),
    ],
)
def test_what_refuses_a_line(changes: dict[str, str], words: str) -> None:
    refused = line(**changes)
    assert refused.outcome is Outcome.REFUSED
    assert refused.sentence.startswith("từ chối: ") and words in refused.sentence


def test_every_reason_is_told_at_once() -> None:
    assert len(line(symbol="", day="31/6/2019", level="").problems) == 3


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"symbol": "129a/BC-VP"}, "số có chữ: 129a"),
        ({"symbol": "129-BC/TU"}, "số ghi “129-BC/TU”"),
        ({"symbol": "129"}, "không ghi ký hiệu"),
        ({"day": "05/3/2018"}, "không thuộc năm 2019"),
        ({"day": "5/3/2019 (bổ sung)"}, "ô ngày có thêm chữ"),
        ({"title": ""}, "không ghi trích yếu"),
        ({"signer": ""}, "không ghi người ký"),
        ({"recipients": ""}, "không ghi nơi nhận"),
        ({"recipients": "UBND huyện Hà Khê"}, "nơi nhận cấp huyện, giữ như lịch sử"),
        ({"signer": "Chủ tịch UBND huyện Lê Văn An"}, "người ký cấp huyện"),
        ({"copies": "vài bản"}, "không đọc được số lượng bản"),
        ({"level": "Mật, hỏa tốc"}, "hỏa tốc"),
        ({"no": "1a"}, "số thứ tự có chữ: 1a"),
        ({"note": "Hủy"}, "số đã hủy"),
    ],
)
def test_what_is_taken_with_a_note(changes: dict[str, str], words: str) -> None:
    noted = line(**changes)
    assert noted.outcome is Outcome.NOTED, noted.problems
    assert words in noted.sentence


@spec("R-TRANS-5")
def test_lines_without_a_basis_are_taken_and_flagged() -> None:
    """Said once for a book without such a column; on the line where the book has one and it is empty."""
    whole = book(GOOD)
    assert Flag.NO_BASIS in whole.lines[0].flags and "chưa ghi căn cứ" in whole.remarks[0]
    head = [*A1, "Căn cứ xác định độ mật"]
    first, second = book([*GOOD, "QĐ 1494/QĐ-TTg, khoản 2"], [*row(no="2", symbol="130/BC-VP"), ""], head=head).lines
    assert Flag.NO_BASIS not in first.flags and first.basis == "QĐ 1494/QĐ-TTg, khoản 2"
    assert Flag.NO_BASIS in second.flags and "chưa ghi căn cứ danh mục" in second.sentence


@spec("R-TRANS-5")
def test_district_bodies_stay_as_they_stood() -> None:
    taken = line(recipients="UBND huyện Hà Khê; Công an tỉnh", signer="PCT UBND huyện Hà Khê")
    assert taken.recipients == ("UBND huyện Hà Khê", "Công an tỉnh") and taken.signer == "PCT UBND huyện Hà Khê"
    assert Flag.DISTRICT in taken.flags


@pytest.mark.parametrize(
    "changes, cancelled",
    [
        ({"note": "hủy"}, True), ({"note": "Đã huỷ"}, True), ({"note": "Số hủy"}, True), ({"note": "HỦY, thay bằng số 130"}, True),
        ({"title": "(Hủy)"}, True), ({"title": "SỐ HỦY"}, True), ({"symbol": "129/BC-VP (hủy)"}, True), ({"note": "Bỏ số"}, True),
        ({"note": "Đã tiêu hủy ngày 5/6/2020"}, False), ({"title": "Biên bản tiêu hủy tài liệu mật"}, False),
        ({"title": "Quyết định hủy bỏ Quyết định số 5"}, False), ({"note": "Gửi qua quân bưu"}, False),
        ({"note": "Hủy tài liệu kèm theo"}, False),
    ],
)  # fmt: skip
def test_cancelled_lines_are_told_from_destroyed_papers(changes: dict[str, str], cancelled: bool) -> None:
    read_ = line(**changes)
    assert (Flag.CANCELLED in read_.flags) is cancelled
    assert read_.doc_number == 129 and read_.symbol == "BC-VP"


def test_lines_struck_through_are_cancelled() -> None:
    workbook = Workbook()
    for at, cells in enumerate([A1, GOOD, row(no="2", symbol="130/BC-VP")], start=1):
        for column, value in enumerate(cells, start=1):
            workbook.active.cell(at, column, value).font = Font(strike=at == 2)
    first, second = read(saved(workbook)).lines
    assert Flag.CANCELLED in first.flags and Flag.CANCELLED not in second.flags


def test_a_number_that_stands_twice_is_refused_the_second_time_and_told_both_times() -> None:
    first, second, third = book(GOOD, row(no="2"), row(no="3", symbol="129a/BC-VP")).lines
    assert first.outcome is Outcome.NOTED and "trùng với dòng 3" in first.sentence
    assert second.outcome is Outcome.REFUSED and "trùng số 129/BC-VP với dòng 2" in second.sentence
    assert Flag.DUPLICATE in first.flags & second.flags and Flag.DUPLICATE not in third.flags


def test_running_and_arrival_numbers_that_stand_twice() -> None:
    _, second = book(GOOD, row(symbol="130/BC-VP")).lines
    assert "trùng số thứ tự 1 với dòng 2" in second.sentence
    _, arrived = book(ARRIVED, ["2", *ARRIVED[1:]], head=A2, kind=Kind.IN).lines
    assert "trùng số đến 45 với dòng 2" in arrived.sentence


def test_a_refused_line_does_not_take_a_number_from_another() -> None:
    first, second = book(row(day=""), GOOD).lines
    assert first.outcome is Outcome.REFUSED and second.outcome is Outcome.ACCEPTED


def test_the_incoming_book_takes_papers_without_number() -> None:
    (taken,) = book([*ARRIVED[:4], "", *ARRIVED[5:]], head=A2, kind=Kind.IN).lines
    assert taken.outcome is Outcome.NOTED and "không ghi số" in taken.sentence


def test_the_incoming_book_wants_an_arrival() -> None:
    (refused,) = book(["", "", "", *ARRIVED[3:]], head=A2, kind=Kind.IN).lines
    assert "thiếu ngày đến" in refused.sentence and "thiếu số đến" in refused.sentence
    (lettered,) = book(["", "06/3/2019", "3a", *ARRIVED[3:]], head=A2, kind=Kind.IN).lines
    assert "số đến “3a” không phải số nguyên" in lettered.sentence


def test_a_paper_dated_after_its_arrival_is_noted() -> None:
    (taken,) = book(
        ["1", "06/3/2019", "45", "Bộ Công an", "77/KH-BCA", "05/4", "Kế hoạch", "Mật", "NC", ""], head=A2, kind=Kind.IN
    ).lines
    assert taken.day == date(2019, 4, 5) and "ngày văn bản sau ngày đến" in taken.sentence


def test_ditto_marks_stand_for_the_line_above_and_are_told() -> None:
    _, second = book(GOOD, row(no="2", symbol="130/BC-VP", day="nt", level='"', signer="- nt -")).lines
    assert (second.day, second.level, second.signer) == (date(2019, 3, 5), Level.MAT, "Lê Văn An")
    assert "lấy theo dòng trên" in second.sentence
    (alone,) = book(row(day="nt")).lines
    assert alone.outcome is Outcome.REFUSED


def test_a_book_of_one_level_needs_no_column_of_levels() -> None:
    head, cells = [*A1[:4], *A1[5:]], [*GOOD[:4], *GOOD[5:]]
    (taken,) = book(cells, head=head, level=Level.TUYET_MAT).lines
    assert taken.level is Level.TUYET_MAT and taken.outcome is Outcome.DROPPED
    assert "thiếu độ mật" in book(cells, head=head).lines[0].sentence


def test_a_symbol_that_excel_turned_into_a_day_is_refused() -> None:
    workbook = Workbook()
    for at, cells in enumerate([A1, GOOD, ["2", datetime(2019, 12, 3), *GOOD[2:]]], start=1):
        for column, value in enumerate(cells, start=1):
            workbook.active.cell(at, column, value)
    assert "Excel đổi thành ngày" in read(saved(workbook)).lines[1].sentence


def test_days_that_excel_may_have_turned_are_noted() -> None:
    workbook = Workbook()
    days = [datetime(2019, 5, 3), "25/03/2019", datetime(2019, 6, 3), "28/03/2019"]
    rows = [[str(n), f"{n}/BC-VP", day, *GOOD[3:]] for n, day in enumerate(days, start=1)]
    for at, cells in enumerate([A1, *rows], start=1):
        for column, value in enumerate(cells, start=1):
            workbook.active.cell(at, column, value)
    assert ["đảo ngày" in each.sentence for each in read(saved(workbook)).lines] == [True, False, True, False]


def test_a_row_with_a_title_but_no_number_is_refused_never_set_aside() -> None:
    whole = book(GOOD, row(no="", symbol="", level="", day=""))
    assert not whole.asides and "thiếu số" in whole.lines[1].sentence


def test_a_second_row_of_a_title_goes_on_with_the_line_above() -> None:
    first, *rest = book(GOOD, ["", "", "", "quý I năm 2019", *[""] * 6]).lines
    assert not rest and first.abstract == "tình hình nội chính quý I năm 2019"
    (secret,) = book(row(level="A", title="Báo cáo"), ["", "", "", "về việc kín", *[""] * 6]).lines
    assert secret.abstract == "" and secret.outcome is Outcome.DROPPED


def test_more_recipients_below_belong_to_the_line_above() -> None:
    whole = book(GOOD, ["", "", "", "", "", "", "Thanh tra tỉnh", "", "2", "gửi sau"])
    assert whole.joined == 1
    assert whole.lines[0].recipients == ("Công an tỉnh", "Sở Nội vụ", "Thanh tra tỉnh")
    assert whole.lines[0].copies == 5 and whole.lines[0].note == "gửi sau"
