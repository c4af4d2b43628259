"""Old font encodings into Unicode: exact where the encoding tells, and Unicode left as it is."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from somat.exchange.oldbook.decode import decode_sheet, read_text
from somat.exchange.oldbook.detect import mend_lost_horn, scheme_of, strange_words
from somat.exchange.oldbook.encodings import Scheme, decode, is_capital_font, scheme_of_font
from somat.exchange.oldbook.sheet import Cell, Row, Sheet
from tests.exchange.legacy import TO_TCVN3, TO_VNI, to_tcvn3, to_vni
from tests.exchange.truth import RECEIVERS, SENDERS, SIGNERS, SUBJECTS, TYPES

SENTENCES = """Báo cáo kết quả kiểm tra công tác bảo vệ bí mật nhà nước sáu tháng đầu năm
Ủy ban nhân dân tỉnh Giang Bắc gửi Bộ Chỉ huy quân sự tỉnh và Công an tỉnh
Kế hoạch phối hợp tuần tra, kiểm soát khu vực biên giới phía Bắc
Về việc cử người đưa, nhận tài liệu tuyệt mật bằng đường giao liên
Biên bản bàn giao hồ sơ, tài liệu giữa hai cơ quan khi sáp nhập huyện
Đề nghị thẩm định phương án dự trữ lương thực, xăng dầu ở các kho ngoài tỉnh
Quyết định thành lập hội đồng tiêu hủy tài liệu đã hết thời hạn lưu giữ
Ý kiến của đồng chí Chủ tịch về vụ việc khiếu kiện kéo dài ở xã Tân Mỹ
Hướng dẫn quản lý, sử dụng máy tính không nối mạng để soạn thảo văn bản mật
Thông báo kết luận buổi làm việc giữa Thường trực Tỉnh ủy và Quân khu
Số lượng: 05 bản; người ký: Nguyễn Thị Thùy Dương; nơi lưu: Phòng Nội chính""".splitlines()
CAPITALS = ("SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐI", "TỜ TRÌNH VỀ DỰ ÁN ĐẦU TƯ", "ỦY BAN NHÂN DÂN TỈNH HÀ GIANG", "QUYẾT ĐỊNH")
SHORT = ("Mật", "Tối mật", "Tuyệt mật", "Độ mật", "Số TT", "Nơi nhận", "Người ký", "Trích yếu", "129/QĐ-UBND",
         "HĐND tỉnh", "Đ/c Thủy", *SIGNERS, *RECEIVERS, *SENDERS)  # fmt: skip
TEXTS = [*SENTENCES, *SHORT, *SUBJECTS, *TYPES.values()]


@pytest.mark.parametrize("text", [*SENTENCES, *SHORT, *CAPITALS])
def test_vni_comes_back_letter_by_letter(text: str) -> None:
    assert decode(to_vni(text), Scheme.VNI) == text


@pytest.mark.parametrize("text", [*SENTENCES, *SHORT])
def test_tcvn3_comes_back_but_for_the_case_it_cannot_hold(text: str) -> None:
    assert decode(to_tcvn3(text), Scheme.TCVN3).casefold() == text.casefold()


@pytest.mark.parametrize("text", CAPITALS)
def test_tcvn3_words_that_are_plainly_in_capitals_come_back_in_capitals(text: str) -> None:
    assert decode(to_tcvn3(text), Scheme.TCVN3) == text


def test_every_letter_of_both_encodings() -> None:
    for letter, code in TO_TCVN3.items():
        assert decode(f"x{code}x", Scheme.TCVN3) == f"x{letter}x"
    for letter, code in TO_VNI.items():
        assert decode(f"t{code}t", Scheme.VNI) == f"t{letter}t"


@pytest.mark.parametrize("text", TEXTS)
def test_the_encoding_is_told_without_a_font(text: str) -> None:
    for raw, scheme in ((text, Scheme.UNICODE), (to_tcvn3(text), Scheme.TCVN3), (to_vni(text), Scheme.VNI)):
        assert read_text(raw).casefold() == text.casefold(), (raw, scheme_of(raw), scheme)


@pytest.mark.parametrize("text", TEXTS)
def test_unicode_stays_as_it_is_composed_or_not(text: str) -> None:
    assert read_text(text) == text
    assert read_text(unicodedata.normalize("NFD", text)) == text
    assert read_text(read_text(to_vni(text))) == read_text(to_vni(text))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join))
def test_reading_twice_changes_nothing(text: str) -> None:
    for raw in (text, to_tcvn3(text), to_vni(text)):
        once = read_text(raw)
        assert read_text(once) == once


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    read = read_text(text)
    assert read == unicodedata.normalize("NFC", read)


@pytest.mark.parametrize(
    "font, scheme, loud",
    [
        (".VnTime", Scheme.TCVN3, False),
        (".VnTimeH", Scheme.TCVN3, True),
        (".VnArial NarrowH", Scheme.TCVN3, True),
        (".VnCentury Schoolbook", Scheme.TCVN3, False),
        ("VNI-Times", Scheme.VNI, False),
        ("VNI Helve", Scheme.VNI, False),
        ("Times New Roman", None, False),
        ("Vnesian", None, False),
        ("", None, False),
    ],
)
def test_the_font_tells_the_encoding(font: str, scheme: Scheme | None, loud: bool) -> None:
    assert scheme_of_font(font) is scheme
    assert is_capital_font(font) is loud


def test_a_capital_font_makes_capitals() -> None:
    assert read_text("sæ ®¨ng ký v¨n b¶n mËt ®i", font=".VnTimeH") == "SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐI"
    assert read_text("stt", font=".VnTimeH") == "STT"


def test_a_font_does_not_outweigh_letters_that_only_unicode_has() -> None:
    assert read_text("Quyết định của tỉnh", font=".VnTime") == "Quyết định của tỉnh"


def test_words_of_another_encoding_within_one_cell() -> None:
    assert read_text("Quyết định cña UBND tỉnh, ng©n s¸ch") == "Quyết định của UBND tỉnh, ngân sách"


def test_words_that_could_be_either_follow_their_column() -> None:
    """ "Vò" is Unicode for a name, and TCVN3 for "Vũ"."""
    rows = [Row(n, (Cell(to_tcvn3(name)),)) for n, name in enumerate([*SIGNERS, "Vũ"], start=1)]
    sheet, found = decode_sheet(Sheet("x", rows))
    assert sheet.rows[-1].cells[0].value == "Vũ"
    assert found.main is Scheme.TCVN3 and not found.is_mixed
    assert read_text("Vò") == "Vò"


def test_the_officers_choice_holds_for_cells_that_could_be_either() -> None:
    sheet, _ = decode_sheet(Sheet("x", [Row(1, (Cell("Vò"), Cell("Mật")))]), forced=Scheme.TCVN3)
    assert [cell.value for cell in sheet.rows[0].cells] == ["Vũ", "Mật"]


@pytest.mark.parametrize(
    "raw, read",
    [
        ("Ng-êi ký", "Người ký"), ("ph-¬ng ¸n", "phương án"), ("T- ph¸p", "Tư pháp"), ("-u tiªn", "ưu tiên"),
        ("129/BC-VP ngµy", "129/BC-VP ngày"), ("ViÖt - Nga", "Việt - Nga"), ("- ñy ban tØnh", "- Ủy ban tỉnh"),
    ],
)  # fmt: skip
def test_the_lost_horn_of_tcvn3_is_mended(raw: str, read: str) -> None:
    assert read_text(raw, lean=(0.0, 20.0, 0.0)) == read
    assert decode(mend_lost_horn(raw), Scheme.TCVN3).casefold() == read.casefold()


def test_utf8_that_was_once_read_as_windows_1252() -> None:
    wrong = "".join(bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
                    for byte in SENTENCES[0].encode())  # fmt: skip
    assert read_text(wrong) == SENTENCES[0]


def test_cells_where_strange_signs_are_left_are_told() -> None:
    _, found = decode_sheet(Sheet("x", [Row(4, (Cell("Kế hoạch"), Cell("T½ÿx ¤¤z")))]))
    assert found.strange == [(4, 1)]
    assert strange_words("Báo cáo về m² đất số 5 – “mật”") == []


def test_the_example_shown_is_never_a_text_that_may_be_an_abstract() -> None:
    row = Row(1, (Cell(to_tcvn3("Nội dung đàm phán với đối tác")), Cell(to_tcvn3("Độ mật"))))
    assert decode_sheet(Sheet("x", [row]))[1].example == (to_tcvn3("Độ mật"), "Độ mật")


def test_no_word_of_a_book_is_kept_after_it_was_read() -> None:
    from somat.exchange.oldbook import detect, syllables

    decode_sheet(Sheet("x", [Row(1, (Cell(to_tcvn3(SENTENCES[0])),))]))
    assert detect.weigh.cache_info().currsize == 0
    assert syllables.is_syllable.cache_info().currsize == 0
