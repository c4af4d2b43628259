"""Outgoing documents: registered first, packed by level, copies that add up."""

from __future__ import annotations

from datetime import date

import pytest

from somat.law.dated import NoLawInForce
from somat.law.levels import Level
from somat.law.sending import (
    Abstract,
    Register,
    abstract_law,
    copies_add_up,
    may_agree_count,
    may_hand_over,
    may_issue,
    may_issue_copies,
    may_pack,
    may_print_register,
    may_record_abstract,
    may_send_to,
    may_take_delivery,
    packing,
)
from tests.law.spec import spec, verdict

MAT, TOI, TUYET = Level.MAT, Level.TOI_MAT, Level.TUYET_MAT
DAY, IN_2023 = date(2026, 5, 15), date(2023, 5, 15)
NAMED = "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ"


@spec("R-OUT-1")
@pytest.mark.parametrize(
    "registered, answer", [(None, "R-OUT-1"), (date(2026, 5, 16), "R-OUT-1"), (DAY, None), (date(2026, 5, 1), None)]
)
def test_it_is_registered_before_it_is_handed_over(registered: date | None, answer: str | None) -> None:
    assert verdict(may_hand_over(registered=registered, on=DAY)) == answer


@spec("R-OUT-2")
@pytest.mark.parametrize(
    "level, on, law",
    [
        (TUYET, date(2020, 7, 1), Abstract.WITH_CONSENT),
        (TUYET, date(2026, 2, 28), Abstract.WITH_CONSENT),
        (TUYET, date(2026, 3, 1), Abstract.NEVER),
        (TOI, DAY, Abstract.RECORDED),
        (MAT, IN_2023, Abstract.RECORDED),
    ],
)
def test_the_law_on_the_abstract_changed_in_2026(level: Level, on: date, law: Abstract) -> None:
    assert abstract_law(level, on=on) is law


@spec("R-OUT-2")
@pytest.mark.parametrize(
    "level, abstract, answer",
    [
        (TUYET, "về việc X", "R-OUT-2"),
        (TUYET, "", None),
        (TUYET, " \n", None),
        (TOI, "về việc X", None),
        (MAT, "v", None),
    ],
)
def test_our_books_hold_no_abstract_of_a_tuyet_mat_document_of_any_age(
    level: Level, abstract: str, answer: str | None
) -> None:
    refusal = may_record_abstract(level, abstract=abstract)
    assert verdict(refusal) == answer
    assert refusal is None or abstract not in f"{refusal.sentence()}{dict(refusal.facts)}"


@spec("R-OUT-3")
@pytest.mark.parametrize(
    "number, dated_on, answer", [(7, DAY, None), (None, DAY, "R-OUT-3"), (7, None, "R-OUT-3"), (None, None, "R-OUT-3")]
)
def test_number_and_date_come_before_issue(number: int | None, dated_on: date | None, answer: str | None) -> None:
    assert verdict(may_issue(number=number, dated_on=dated_on)) == answer


@spec("R-OUT-5", "R-OUT-6")
@pytest.mark.parametrize("on", [date(2020, 7, 1), DAY])
@pytest.mark.parametrize("level, layers, letter", [(TUYET, 2, "A"), (TOI, 1, "B"), (MAT, 1, "C")])
def test_layers_and_letter_follow_the_level(level: Level, layers: int, letter: str, on: date) -> None:
    asked = packing(level, on=on)
    assert (asked.layers, asked.letter) == (layers, letter)
    assert letter in asked.outer
    assert bool(asked.inner) is (layers == 2)


@spec("R-OUT-5")
def test_the_outer_envelope_of_tuyet_mat_gives_nothing_away() -> None:
    asked = packing(TUYET, on=DAY)
    assert "TUYỆT MẬT" in asked.inner and "Niêm phong" in asked.inner and "Số, ký hiệu" in asked.inner
    assert asked.outer == ("Nơi gửi", "Nơi nhận", "A")


@spec("R-OUT-5", "R-OUT-6")
def test_the_mark_for_a_named_person_stands_on_the_innermost_envelope() -> None:
    assert NAMED in packing(TUYET, on=DAY, named="Ông Nguyễn Văn An").inner
    assert NAMED not in packing(TUYET, on=DAY, named="Ông Nguyễn Văn An").outer
    assert NAMED in packing(MAT, on=DAY, named="Ông Nguyễn Văn An").outer
    assert NAMED not in packing(MAT, on=DAY).outer


@spec("R-OUT-5", "R-OUT-6")
@pytest.mark.parametrize(
    "level, layers, letter, answer",
    [
        (TUYET, 2, "A", None),
        (TUYET, 1, "A", "R-OUT-5"),
        (TUYET, 3, "A", "R-OUT-5"),
        (TUYET, 2, "B", "R-OUT-6:letter"),
        (TOI, 1, "B", None),
        (TOI, 2, "B", "R-OUT-6"),
        (TOI, 1, "C", "R-OUT-6:letter"),
        (MAT, 1, "C", None),
        (MAT, 1, "", "R-OUT-6:letter"),
    ],
)
def test_an_envelope_is_packed_as_its_level_asks(level: Level, layers: int, letter: str, answer: str | None) -> None:
    assert verdict(may_pack(level, layers=layers, letter=letter, on=DAY)) == answer


@spec("R-OUT-5")
def test_no_packing_is_guessed_for_days_whose_text_was_not_read() -> None:
    with pytest.raises(NoLawInForce):
        packing(TUYET, on=date(2020, 6, 30))


@spec("R-OUT-7", "R-OUT-8")
@pytest.mark.parametrize("receiver, answer", [("Trần Thị Bình", None), ("", "R-OUT-8"), ("  ", "R-OUT-8")])
def test_the_receiver_signs(receiver: str, answer: str | None) -> None:
    assert verdict(may_take_delivery(receiver=receiver)) == answer


@spec("R-OUT-8")
@pytest.mark.parametrize("handed, counted, answer", [(2, 2, None), (2, 1, "R-OUT-8:count"), (2, 3, "R-OUT-8:count")])
def test_sender_and_receiver_compare(handed: int, counted: int, answer: str | None) -> None:
    assert verdict(may_agree_count(handed=handed, counted=counted)) == answer


@spec("R-OUT-9")
@pytest.mark.parametrize(
    "issued, approved, answer", [(5, 5, None), (6, 5, "R-OUT-9"), (4, 5, "R-OUT-9"), (0, 0, "R-OUT-9"), (1, 1, None)]
)
def test_copies_issued_are_the_number_approved(issued: int, approved: int, answer: str | None) -> None:
    assert verdict(may_issue_copies(issued=issued, approved=approved)) == answer


@spec("R-OUT-9")
@pytest.mark.parametrize(
    "recipients, answer",
    [
        (["Sở A"], None),
        (["Sở A", "Sở B"], None),
        ([], None),
        (["Sở C"], "R-OUT-9:recipients"),
        (["Sở A", "Sở C"], "R-OUT-9:recipients"),
    ],
)
def test_a_new_recipient_needs_a_new_decision(recipients: list[str], answer: str | None) -> None:
    assert verdict(may_send_to(recipients, approved={"Sở A", "Sở B"})) == answer


@spec("R-NUM-7")
@pytest.mark.parametrize(
    "issued, sent, kept, answer",
    [
        (5, [2, 2], 1, None),
        (5, [2, 2], 0, "R-NUM-7"),
        (5, [2, 2], 2, "R-NUM-7"),
        (1, [], 1, None),
        (3, [1, 1, 1], 0, None),
    ],
)
def test_copies_issued_are_those_of_the_recipients_and_those_kept(
    issued: int, sent: list[int], kept: int, answer: str | None
) -> None:
    assert verdict(copies_add_up(issued=issued, sent=sent, kept=kept)) == answer


OUT_COLUMNS = [
    "Số thứ tự",
    "Số, ký hiệu tài liệu, vật chứa BMNN",
    "Ngày tháng xác định tài liệu, vật chứa BMNN",
    "Tên loại và trích yếu nội dung tài liệu, vật chứa BMNN",
    "Độ mật",
    "Người ký tài liệu, vật chứa BMNN",
    "Nơi nhận và ký nhận",
    "Đơn vị lưu",
    "Số lượng",
    "Ghi chú",
]
IN_COLUMNS = [
    "Số thứ tự",
    "Ngày đến",
    "Số đến",
    "Cơ quan, tổ chức ban hành tài liệu, vật chứa BMNN",
    "Số, ký hiệu",
    "Ngày tháng",
    "Tên loại và trích yếu nội dung",
    "Độ mật",
    "Đơn vị và ký nhận",
    "Ghi chú",
]


@spec("R-OUT-10", "R-NUM-6")
@pytest.mark.parametrize("register, columns", [(Register.OUT, OUT_COLUMNS), (Register.IN, IN_COLUMNS)])
def test_a_printed_register_has_all_ten_columns(register: Register, columns: list[str]) -> None:
    assert verdict(may_print_register(register, columns=columns, on=DAY)) is None
    for missing in range(len(columns)):
        fewer = columns[:missing] + columns[missing + 1 :]
        assert verdict(may_print_register(register, columns=fewer, on=DAY)) == "R-OUT-10"
