"""Headers of old books: what each column is, which register it is, which year."""

import pytest

from somat.exchange.oldbook.columns import TITLES, Column, Kind, column_of
from somat.exchange.oldbook.decode import decode_sheet
from somat.exchange.oldbook.layout import Layout, survey
from somat.exchange.oldbook.reading import open_book
from somat.law.levels import Level
from tests.exchange import messy
from tests.exchange.sheets import A1, A2, csv_text


def laid(data: bytes, *, name: str = "x.csv") -> Layout:
    return survey(decode_sheet(open_book(data, name=name).first_shown())[0], name=name)


def columns(*rows: object, name: str = "x.csv") -> list[Column]:
    return [guess.column for guess in laid(csv_text(rows, ",").encode(), name=name).guesses]  # type: ignore[arg-type]


OUT = [Column.NO, Column.SYMBOL, Column.DAY, Column.TITLE, Column.LEVEL, Column.SIGNER, Column.RECIPIENTS, Column.UNIT,
       Column.COPIES, Column.NOTE]  # fmt: skip
IN = [Column.NO, Column.ARRIVAL_DAY, Column.ARRIVAL_NO, Column.BODY, Column.SYMBOL, Column.DAY, Column.TITLE, Column.LEVEL,
      Column.UNIT, Column.NOTE]  # fmt: skip


def test_the_two_legal_forms() -> None:
    assert columns(A1, ["1"] * 10) == OUT
    assert columns(A2, ["1"] * 10) == IN
    assert list(TITLES[Kind.OUT])[:10] == OUT and list(TITLES[Kind.IN])[:10] == IN


@pytest.mark.parametrize(
    "texts, column",
    [
        (("STT",), Column.NO), (("TT",), Column.NO), (("Số thứ tự đăng ký",), Column.NO),
        (("Số, KH",), Column.SYMBOL), (("Ký hiệu VB",), Column.SYMBOL), (("Số hiệu văn bản",), Column.SYMBOL),
        (("Số CV",), Column.NUMBER), (("Ngày ký",), Column.DAY), (("Ngày ban hành",), Column.DAY),
        (("Ngày nhận",), Column.ARRIVAL_DAY), (("Số CV đến",), Column.ARRIVAL_NO), (("Văn bản đến", "Số đến"), Column.ARRIVAL_NO),
        (("Trích yếu",), Column.TITLE), (("V/v", "Nội dung"), Column.TITLE), (("Loại VB",), Column.TYPE),
        (("Mức độ mật",), Column.LEVEL), (("Độ mật (A, B, C)",), Column.LEVEL), (("Độ khẩn",), Column.IGNORE),
        (("Lãnh đạo ký",), Column.SIGNER), (("Họ và tên người ký",), Column.SIGNER), (("Ký nhận",), Column.IGNORE),
        (("Nơi nhận và ký nhận", "Nơi nhận"), Column.RECIPIENTS), (("Nơi nhận và ký nhận", "Ký nhận"), Column.IGNORE),
        (("Cơ quan nhận",), Column.RECIPIENTS), (("Đơn vị, người nhận bản lưu",), Column.UNIT), (("Nơi lưu",), Column.UNIT),
        (("SL",), Column.COPIES), (("Số lượng", "bản"), Column.COPIES), (("Số lượng", "tờ"), Column.IGNORE), (("Số trang",), Column.IGNORE),
        (("Tác giả",), Column.BODY), (("Nơi gửi",), Column.BODY), (("Cơ quan phát hành",), Column.BODY),
        (("Ghi chú",), Column.NOTE), (("Căn cứ xác định độ mật",), Column.BASIS),
        (("Độ mật", "Tối mật"), Column.MARK_TOI_MAT), (("Độ mật", "A"), Column.MARK_TUYET_MAT),
        (("Người soạn thảo",), Column.IGNORE), ((), Column.IGNORE),
    ],
)  # fmt: skip
def test_other_words_for_the_same_columns(texts: tuple[str, ...], column: Column) -> None:
    assert column_of(texts)[0] is column


def test_a_column_without_a_header_is_told_by_what_it_holds() -> None:
    rows = [["", "", "", "", "Người ký"],
            *([f"{n}/BC-VP", f"{n}/3/2019", "Báo cáo tình hình", "Tối mật", "Lê Văn An"] for n in range(1, 9))]  # fmt: skip
    assert columns(*rows, name="di.csv") == [Column.SYMBOL, Column.DAY, Column.TITLE, Column.LEVEL, Column.SIGNER]


def test_two_columns_of_days_of_the_incoming_book() -> None:
    rows = [
        ["Số đến", "Ngày", "Nơi gửi", "Số, ký hiệu", "Ngày"],
        *([n, "6/3/2019", "Bộ Công an", f"{n}/A", "5/3/2019"] for n in range(9)),
    ]
    assert columns(*rows)[1] is Column.ARRIVAL_DAY and columns(*rows)[4] is Column.DAY


def test_each_column_of_the_register_is_given_once() -> None:
    found = columns(
        ["Ngày", "Ngày", "Số, ký hiệu", "Độ mật", "Trích yếu"], ["5/3/2019", "6/3/2019", "1/BC-VP", "Mật", "x"]
    )
    assert found.count(Column.DAY) == 1


def test_a_header_that_its_cells_contradict_is_less_sure() -> None:
    head = ["Số, ký hiệu", "Ngày", "Độ mật"]
    good = laid(csv_text([head, ["1/BC-VP", "5/3/2019", "Mật"]], ",").encode()).guesses
    bad = laid(csv_text([head, ["1/BC-VP", "chưa rõ", "có"]], ",").encode()).guesses
    assert all(worse.confidence < better.confidence for worse, better in zip(bad[1:], good[1:], strict=True))


@pytest.mark.parametrize(
    "title, name, kind, year",
    [
        ("SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐI NĂM 2018", "x.csv", Kind.OUT, 2018),
        ("SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐẾN", "nam 2017.csv", Kind.IN, 2017),
        ("Năm 2016", "so cong van den.csv", Kind.IN, 2016),
        ("Quyển số 1", "so_mat_di_2015.csv", Kind.OUT, 2015),
        ("Từ 01/01/2014 đến 31/12/2014", "vb phat hanh.csv", Kind.OUT, 2014),
        ("", "x.csv", Kind.OUT, 2019),
    ],
)
def test_register_and_year_are_recognised(title: str, name: str, kind: Kind, year: int) -> None:
    rows = [
        [title],
        ["STT", "Số, ký hiệu", "Ngày", "Trích yếu", "Độ mật", "Người ký"],
        [1, "1/BC-VP", "5/3/2019", "x", "Mật", "Lê Văn An"],
    ]
    found = laid(csv_text(rows, ",").encode(), name=name)
    assert (found.kind, found.year) == (kind, year)


def test_the_register_that_the_officer_chose_holds_for_the_columns_and_the_doubt_is_shown() -> None:
    rows = [
        ["SỔ VĂN BẢN MẬT ĐI"],
        ["TT", "Số, ký hiệu", "Ngày", "Độ mật", "Nơi nhận"],
        [1, "1/BC-VP", "5/3/2019", "Mật", "VT"],
    ]
    sheet, _ = decode_sheet(open_book(csv_text(rows, ",").encode(), name="x").first_shown())
    found = survey(sheet, into=Kind.IN)
    assert found.kind is Kind.OUT and found.guesses[4].column is Column.UNIT
    assert survey(sheet).guesses[4].column is Column.RECIPIENTS


def test_a_book_of_one_level_says_so_in_its_title() -> None:
    rows = [
        ["SỔ ĐĂNG KÝ VĂN BẢN TỐI MẬT ĐI"],
        ["STT", "Số, ký hiệu", "Ngày", "Trích yếu"],
        [1, "1/BC-VP", "5/3/2019", "x"],
    ]
    assert laid(csv_text(rows, ",").encode()).level is Level.TOI_MAT
    rows[0] = ["SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐI"]
    assert laid(csv_text(rows, ",").encode()).level is None


def test_the_row_of_column_numbers_is_skipped_and_two_header_rows_are_joined() -> None:
    book = messy.merged_titles_two_header_rows()
    found = laid(book.data, name=book.name)
    assert found.guesses[1].header == "Văn bản, Số, ký hiệu"
    assert found.titles[-1] == "Từ ngày 01/01/2019 đến ngày 31/12/2019"
    form = messy.legal_form()
    assert laid(form.data, name=form.name).header.first == 2


def test_examples_never_show_an_abstract_of_tuyet_mat() -> None:
    rows = [["Số, ký hiệu", "Ngày", "Trích yếu", "Độ mật"],
            *([f"{n}/BC-VP", "5/3/2019", f"Báo cáo {word}", level] for n, (word, level) in
              enumerate([("kín nhất", "Tuyệt mật"), ("kín nhì", "A"), ("kín ba", "chưa rõ"), ("thường", "Mật")]))]  # fmt: skip
    assert laid(csv_text(rows, ",").encode()).guesses[2].examples == ("Báo cáo thường",)


def test_running_numbers_that_begin_anew_are_not_taken_for_the_books() -> None:
    rows = [["STT", "Số, ký hiệu", "Ngày", "Trích yếu", "Độ mật"],
            *([n % 5 + 1, f"{n + 1}/BC-VP", "5/3/2019", "x", "Mật"] for n in range(15))]  # fmt: skip
    guess = laid(csv_text(rows, ",").encode()).guesses[0]
    assert guess.column is Column.IGNORE and "đếm lại" in guess.note


def test_columns_are_named_as_in_excel() -> None:
    layout = laid(csv_text([["a"] * 60, ["1"] * 60], ",").encode())
    assert [layout.guesses[index].letter for index in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
