"""Single cells of a line: numbers, levels, types, recipients."""

import pytest

from somat.exchange.oldbook.kinds import read_type, split_title, type_in_symbol
from somat.exchange.oldbook.levels import read_level, read_ticks
from somat.exchange.oldbook.numbers import day_within, read_count, read_ordinal, split_symbol
from somat.exchange.oldbook.places import is_district, split_recipients
from somat.law.levels import Level
from tests.law.spec import spec


@pytest.mark.parametrize(
    "written, number, suffix, symbol",
    [
        ("129/BC-VP", 129, "", "BC-VP"),
        ("Số: 129/BC-VP", 129, "", "BC-VP"),
        ("số 05 / BC - VP", 5, "", "BC-VP"),
        ("129-BC/TU", 129, "", "BC/TU"),
        ("129/2019/QĐ-UBND", 129, "", "2019/QĐ-UBND"),
        ("129a/BC-VP", 129, "a", "BC-VP"),
        ("129 bis/BC-VP", 129, "bis", "BC-VP"),
        ("129.BC-VP", 129, "", "BC-VP"),
        ("1.204", 1204, "", ""),
        ("129", 129, "", ""),
        (129.0, 129, "", ""),
        (129, 129, "", ""),
        ("129/BC-VP ngày 05/3/2019", 129, "", "BC-VP"),
        ("129/BC-VP,\nngày 5/3/2019", 129, "", "BC-VP"),
        ("129/", 129, "", ""),
        ("BC-VP", None, "", "BC-VP"),
        ("/BC-VP", None, "", "BC-VP"),
        ("BC-VP/129", None, "", "BC-VP/129"),
        ("", None, "", ""),
        (None, None, "", ""),
        ("không số", None, "", ""),
        ("—", None, "", ""),
        ("0/BC-VP", None, "", "BC-VP"),
        ("99999999/BC", None, "", "99999999/BC"),
    ],
)
def test_number_and_symbol_are_cut_apart(written: object, number: int | None, suffix: str, symbol: str) -> None:
    read = split_symbol(written)  # type: ignore[arg-type]
    assert (read.number, read.suffix, read.symbol) == (number, suffix, symbol)


def test_the_day_behind_a_number() -> None:
    assert day_within("129/BC-VP ngày 05/3/2019") == "05/3/2019"
    assert day_within("129/BC-VP") == ""


@pytest.mark.parametrize(
    "written, number",
    [
        (1, 1),
        ("1.", 1),
        ("012", 12),
        ("1.204", 1204),
        ("(5)", 5),
        ("5/", 5),
        ("Số 7", 7),
        ("x", None),
        ("", None),
        ("1,5", None),
    ],
)
def test_running_numbers(written: object, number: int | None) -> None:
    assert read_ordinal(written).number == number  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written, count",
    [
        (3, 3),
        ("03", 3),
        ("03 bản", 3),
        ("3.0", 3),
        (3.0, 3),
        ("3b", 3),
        ("0", None),
        ("x", None),
        (None, None),
        ("2 + 1", None),
        (2.5, None),
    ],
)
def test_counts_of_copies(written: object, count: int | None) -> None:
    assert read_count(written) == count  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written, level",
    [
        ("Mật", Level.MAT), ("MẬT", Level.MAT), ("m", Level.MAT), ("C", Level.MAT), ("Mật (C)", Level.MAT), ("độ mật: Mật", None),
        ("Độ Mật", Level.MAT), ("Tối mật", Level.TOI_MAT), ("Tối-mật", Level.TOI_MAT), ("Tôi mât", Level.TOI_MAT), ("B", Level.TOI_MAT),
        ("Tối", Level.TOI_MAT), ("TUYỆT MẬT", Level.TUYET_MAT), ("tuyet mat", Level.TUYET_MAT), ("A", Level.TUYET_MAT),
        ("A - Tuyệt mật", Level.TUYET_MAT), ("Mật, hỏa tốc", Level.MAT), ("Tối mật\nKhẩn", Level.TOI_MAT),
        ("Mật (đã giải mật 2021)", Level.MAT), ("Mật A", None), ("A (Mật)", None), ("TM", None), ("T. mật", None), ("Thường", None),
        ("1", None), ("Mật, Tối mật", None), ("Hỏa tốc", None), ("Giải mật", None), ("Bí mật", None),
    ],
)  # fmt: skip
def test_levels_are_surely_one_of_three_or_refused(written: str, level: Level | None) -> None:
    read = read_level(written)
    assert read.level is level
    assert bool(read.problem) is (level is None)


def test_a_refused_level_is_named() -> None:
    assert "không có độ mật “Mật A”" in read_level("Mật A").problem
    assert "có thể là Tối mật hoặc Tuyệt mật" in read_level("TM").problem
    assert read_level("").problem == "thiếu độ mật"
    assert "hỏa tốc" in read_level("Mật, hỏa tốc").note


def test_levels_ticked_in_columns() -> None:
    assert read_ticks({Level.MAT: "", Level.TOI_MAT: "x", Level.TUYET_MAT: " "}).level is Level.TOI_MAT
    assert read_ticks({Level.MAT: "", Level.TOI_MAT: ""}).problem == "thiếu độ mật"
    assert read_ticks({Level.MAT: "x", Level.TOI_MAT: "x"}).level is None
    assert read_ticks({Level.MAT: "3 bản", Level.TOI_MAT: ""}).note


@pytest.mark.parametrize(
    "text, symbol, doc_type, abstract",
    [
        ("Báo cáo tình hình an ninh", "BC-VP", "BC", "tình hình an ninh"),
        ("BÁO CÁO: tình hình an ninh", "BC-VP", "BC", "tình hình an ninh"),
        ("Báo cáo tình hình", "", "BC", "tình hình"),
        ("BC tình hình", "", "BC", "tình hình"),
        ("Tình hình an ninh", "BC-VP", "BC", "Tình hình an ninh"),
        ("Tình hình an ninh", "VP-NC", "", "Tình hình an ninh"),
        ("Báo cáo viên tập huấn", "", "", "Báo cáo viên tập huấn"),
        ("Báo cáo kết quả", "QĐ-UBND", "", "Báo cáo kết quả"),
        ("V/v cử cán bộ", "VP-NC", "CV", "V/v cử cán bộ"),
        ("V/v thành lập đoàn", "QĐ-UBND", "QĐ", "V/v thành lập đoàn"),
        ("V/v phân bổ", "TC-NS", "", "V/v phân bổ"),
        ("Công văn về việc phối hợp", "VP-NC", "CV", "về việc phối hợp"),
        ("Quyết định", "QĐ-UBND", "QĐ", ""),
        ("Quyết định về việc thành lập", "2019/QĐ-UBND", "QĐ", "về việc thành lập"),
        ("", "", "", ""),
        ("Giấy mời họp", "GM-UBND", "GM", "họp"),
        ("Phương án tác chiến", "PA-BCH", "PA", "tác chiến"),
    ],
)
def test_type_and_abstract_are_cut_only_where_certain(text: str, symbol: str, doc_type: str, abstract: str) -> None:
    named = split_title(text, symbol=symbol)
    assert (named.doc_type, named.abstract) == (doc_type, abstract)


def test_only_the_first_group_of_a_symbol_names_a_type() -> None:
    assert type_in_symbol("BC-VP") == "BC"
    assert type_in_symbol("BC/TU") == "BC"
    assert type_in_symbol("VP-TC") == ""
    assert type_in_symbol("BC") == ""
    assert type_in_symbol("ttr-ubnd") == "TTr"


def test_the_type_in_a_column_of_its_own() -> None:
    assert [read_type(text) for text in ("Báo cáo", "BÁO CÁO", "BC", "tờ trình", "Công văn", "CV", "ĐA", "DA", "Công hàm", "")] == [
        "BC", "BC", "BC", "TTr", "CV", "CV", "ĐA", "DA", "", ""]  # fmt: skip


@pytest.mark.parametrize(
    "written, names",
    [
        ("Công an tỉnh; Sở Nội vụ", ("Công an tỉnh", "Sở Nội vụ")),
        ("- Công an tỉnh;\n- Sở Nội vụ.\n- Lưu: VT, NC.", ("Công an tỉnh", "Sở Nội vụ")),
        ("1. Bộ Công an\n2) Bộ Quốc phòng", ("Bộ Công an", "Bộ Quốc phòng")),
        ("Công an tỉnh, Sở Nội vụ, Lưu VT", ("Công an tỉnh", "Sở Nội vụ")),
        ("Bộ Văn hóa, Thể thao và Du lịch", ("Bộ Văn hóa, Thể thao và Du lịch",)),
        ("Sở Lao động, Thương binh và Xã hội, Sở Y tế", ("Sở Lao động, Thương binh và Xã hội", "Sở Y tế")),
        ("Các sở: Tài chính, Tư pháp", ("Các sở: Tài chính, Tư pháp",)),
        ("Văn phòng Đoàn ĐBQH, HĐND và UBND tỉnh", ("Văn phòng Đoàn ĐBQH, HĐND và UBND tỉnh",)),
        ("Đ/c Lê Văn An, Trần Thị Hạnh", ("Đ/c Lê Văn An", "Trần Thị Hạnh")),
        ("Công an tỉnh (PA03, PA06), Sở Nội vụ", ("Công an tỉnh (PA03, PA06)", "Sở Nội vụ")),
        ("Công an tỉnh; Công an tỉnh", ("Công an tỉnh",)),
        ("Công an tỉnh\n(đã ký nhận)", ("Công an tỉnh",)),
        ("Cong an tinh, So Noi vu", ("Cong an tinh", "So Noi vu")),
        ("  \n ; ", ()),
        ("", ()),
    ],
)
def test_recipients_are_cut_with_care(written: str, names: tuple[str, ...]) -> None:
    assert split_recipients(written).names == names


def test_what_is_only_filed_is_no_recipient() -> None:
    assert split_recipients("Sở Nội vụ; Lưu: VT, NC.").filed == "VT, NC"
    assert split_recipients("Trung tâm Lưu trữ tỉnh").names == ("Trung tâm Lưu trữ tỉnh",)


@spec("R-TRANS-5")
@pytest.mark.parametrize(
    "name, district",
    [
        ("UBND huyện Hà Khê", True), ("Huyện ủy Hà Khê", True), ("Công an quận 3", True), ("UBND thị xã Bắc Sơn", True),
        ("Công an TP. Thái Nguyên", True), ("UBND thành phố Giang Bắc", True), ("UBND H. Hà Khê", True),
        ("Công an tỉnh", False), ("Quân khu 3", False), ("Cơ quan điều tra", False), ("UBND thành phố Hà Nội", False),
        ("UBND TP. Hồ Chí Minh", False), ("UBND thành phố", False), ("Ban Quản lý dự án", False), ("", False),
    ],
)  # fmt: skip
def test_bodies_of_the_ended_district_level_are_told(name: str, district: bool) -> None:
    assert is_district(name) is district
