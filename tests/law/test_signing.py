"""Electronic documents: what stands on them before they are signed, and who signs first."""

from __future__ import annotations

import pytest

from somat.law.signing import Mark, Part, may_be_signed, may_send, may_sign
from tests.law.spec import spec, verdict

PERSON, AGENCY = Part.PERSON, Part.AGENCY


@spec("R-EDOC-1")
@pytest.mark.parametrize(
    "found, digitised, answer",
    [
        ({Mark.LEVEL, Mark.NUMBER, Mark.DAY}, False, None),
        ({Mark.NUMBER, Mark.DAY}, False, "R-EDOC-1"),
        ({Mark.LEVEL, Mark.DAY}, False, "R-EDOC-1"),
        ({Mark.LEVEL, Mark.NUMBER}, False, "R-EDOC-1"),
        (set(), False, "R-EDOC-1"),
        (set(), True, None),
    ],
)
def test_mark_number_and_day_stand_there_before_anybody_signs(
    found: set[Mark], digitised: bool, answer: str | None
) -> None:
    assert verdict(may_be_signed(found=found, digitised=digitised)) == answer


def test_the_refusal_says_what_is_missing() -> None:
    refusal = may_be_signed(found={Mark.DAY})
    assert refusal is not None
    assert "dấu độ mật, số, ký hiệu" in refusal.sentence() and "ngày, tháng" not in refusal.sentence()


@spec("R-EDOC-2")
@pytest.mark.parametrize(
    "part, held, answer",
    [
        (PERSON, set(), None),
        (AGENCY, set(), "R-EDOC-2:person"),
        (AGENCY, {PERSON}, None),
        (PERSON, {PERSON}, "R-EDOC-2:again"),
        (PERSON, {AGENCY}, "R-EDOC-2:after"),
        (PERSON, {PERSON, AGENCY}, "R-EDOC-2:again"),
        (AGENCY, {PERSON, AGENCY}, "R-EDOC-2:again"),
    ],
)
def test_the_competent_person_signs_before_the_agency_and_each_once(
    part: Part, held: set[Part], answer: str | None
) -> None:
    assert verdict(may_sign(part, held=held)) == answer


@spec("R-EDOC-2")
@pytest.mark.parametrize(
    "held, digitised, answer",
    [
        ({PERSON, AGENCY}, False, None),
        ({PERSON}, False, "R-EDOC-2:unsigned"),
        ({AGENCY}, False, "R-EDOC-2:unsigned"),
        (set(), False, "R-EDOC-2:unsigned"),
        (set(), True, None),
    ],
)
def test_it_is_sent_with_both_signatures(held: set[Part], digitised: bool, answer: str | None) -> None:
    assert verdict(may_send(held=held, digitised=digitised)) == answer
