"""Refusals: the sentence, the citation of the day, and what must not leak."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime

import pytest

from somat.law.dated import NoLawInForce
from somat.law.levels import Level
from somat.law.refusal import RULES, Refusal, Refused, demand, granted, rule
from somat.law.roles import Role
from somat.law.rows import BadLaw
from tests.law.spec import spec

NO = Refusal("R-OUT-2", field="abstract")
COUNT = Refusal("R-OUT-9", issued=6, approved=5)


def test_demand_gathers_every_reason() -> None:
    demand(None, None)
    with pytest.raises(Refused) as refused:
        demand(None, NO, COUNT)
    assert refused.value.refusals == (NO, COUNT)
    assert str(refused.value) == "R-OUT-2, R-OUT-9"


def test_granted_is_the_yes_or_no_of_a_button() -> None:
    assert granted() and granted(None, None)
    assert not granted(None, NO)


def test_a_sentence_is_filled_with_the_facts() -> None:
    assert COUNT.sentence() == "Số bản phát hành là 6, số được duyệt là 5."
    assert NO.sentence() == "Tài liệu Tuyệt mật không ghi trích yếu."
    assert (NO.field, COUNT.field) == ("abstract", "")


def test_facts_are_written_as_a_vietnamese_reader_writes_them() -> None:
    @rule("R-CONF-1", case="test-of-words", says="{day}|{moment}|{level}|{role}|{names}")
    def judge() -> None: ...

    try:
        refusal = Refusal(
            "R-CONF-1",
            case="test-of-words",
            day=date(2026, 3, 5),
            moment=datetime(2026, 3, 5, 8, 7, tzinfo=UTC),
            level=Level.TOI_MAT,
            role=Role.VT,
            names=["Sở A", "Sở B"],
        )
        assert refusal.sentence() == "05/03/2026|08:07 05/03/2026|Tối mật|Văn thư|Sở A, Sở B"
    finally:
        RULES["R-CONF-1"].sentences.pop("test-of-words")
        RULES["R-CONF-1"].judges.remove(f"{__name__}.{judge.__qualname__}")


def test_a_rule_without_a_sentence_of_its_own_speaks_by_its_text() -> None:
    assert Refusal("R-PROH-9").sentence().startswith("Cấm đăng, phát tán")


@spec("R-CONF-3")
@pytest.mark.parametrize(
    "rule_id, on, citation",
    [
        ("R-IN-5", date(2026, 5, 15), "Điều 4.3 NĐ 26/2020/NĐ-CP, tạm dùng"),
        ("R-IN-5", date(2023, 5, 15), "Điều 4.3 NĐ 26/2020/NĐ-CP"),
        ("R-OUT-2", date(2026, 5, 15), "Điều 6 NĐ 63/2026/NĐ-CP"),
        ("R-OUT-2", date(2023, 5, 15), "Điều 4 NĐ 26/2020/NĐ-CP"),
        ("R-AUTH-1", date(2026, 5, 15), "Điều 10, 11, 14, 16, 17, 23 Luật 117/2025/QH15, chưa kiểm chứng"),
        ("R-SEC-1", date(2026, 5, 15), "Quy ước của chương trình"),
        ("R-LIST-5", date(2010, 5, 15), "mục 1 TT 12/2002/TT-BCA(A11)"),
        ("R-LIST-5", date(2023, 5, 15), "Điều 10.1 Luật 29/2018/QH14"),
        ("R-LIST-5", date(2026, 5, 15), "Điều 5 Luật 117/2025/QH15"),
        ("R-LEVEL-2", date(2010, 5, 15), "Điều 5 Pháp lệnh 30/2000/PL-UBTVQH10"),
    ],
)
def test_a_citation_is_that_of_the_day(rule_id: str, on: date, citation: str) -> None:
    assert Refusal(rule_id).cite(on=on) == citation


def test_there_is_no_citation_before_the_first_row() -> None:
    with pytest.raises(NoLawInForce) as silence:
        Refusal("R-IN-5").cite(date(2020, 6, 30))
    assert str(silence.value) == "Không có quy định “rules.R-IN-5” có hiệu lực ngày 30/06/2020."


def test_what_is_logged_holds_no_fact() -> None:
    secret = Refusal("R-OUT-9", case="recipients", outside=["Cục X"])
    assert "Cục X" not in f"{secret!r} {Refused(secret)!r} {Refused(secret)}"
    assert "Cục X" in secret.sentence()


def test_refusals_travel_between_processes() -> None:
    assert pickle.loads(pickle.dumps(Refused(NO, COUNT))).refusals == (NO, COUNT)


def test_a_rule_must_stand_in_the_book() -> None:
    with pytest.raises(BadLaw, match="R-NONE-1"):
        rule("R-NONE-1", says="Không có.")


def test_a_case_has_one_sentence() -> None:
    with pytest.raises(BadLaw, match="R-OUT-1"):
        rule("R-OUT-1", says="Câu khác.")
