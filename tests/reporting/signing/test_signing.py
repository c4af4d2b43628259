"""Signing with a token: both signatures, their order, their places; what must stand on the paper first."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from somat.law.refusal import Refused
from somat.law.signing import Part
from somat.reporting.signing.check import check
from somat.reporting.signing.sign import looked_at
from somat.reporting.signing.token import NoToken, session, signer
from tests.reporting.paper import pages
from tests.reporting.papers.ruler import phrase
from tests.reporting.signing.authority import TODAY
from tests.reporting.signing.conftest import FACTS, Ground
from tests.reporting.signing.softtoken import DRIVER
from tests.vault.tokens import PIN


def rules(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.rule for one in refused.value.refusals}


def test_both_sign_and_each_signature_is_good(ground: Ground, paper: bytes, both: bytes) -> None:
    assert both.startswith(paper)
    verdict = check(both, trust=ground.trust, at=TODAY)
    person, agency = verdict.seen
    assert (person.field, agency.field) == ("NguoiCoThamQuyen", "CoQuan")
    assert person.signer.startswith("Lê Văn Bình") and agency.signer == "UBND xã Minh Họa"
    assert person.serial == f"{ground.serials['nguoi']:x}"
    assert (person.after, agency.after) == ("signature", "")
    assert verdict.good and verdict.covered and person.listed


def test_poppler_says_the_same(both: bytes, tmp_path: Path) -> None:
    file = tmp_path / "both.pdf"
    file.write_bytes(both)
    assert shutil.which("pdfsig")
    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid.") == 2
    assert told.count("Signature Type: ETSI.CAdES.detached") == 2
    assert "Total document signed" in told


def test_the_persons_stands_above_his_name_and_the_agencys_over_its_left_third(both: bytes) -> None:
    name = phrase(pages(both)[-1], "Lê Văn Bình")
    person, agency = boxes(both)
    assert (person[0] + person[2]) / 2 == pytest.approx(name.middle, abs=0.5)
    assert 297 - person[1] == pytest.approx(name.top - 1, abs=0.7)
    assert person[2] - person[0] == pytest.approx(52, abs=0.5) and agency[2] - agency[0] == pytest.approx(36, abs=0.5)
    assert agency[2] == pytest.approx(person[0] + 52 / 3, abs=0.5)


def boxes(pdf: bytes) -> list[tuple[float, ...]]:
    """Left, bottom, right, top in mm from the lower left corner."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [tuple(float(side) * 25.4 / 72 for side in field.Rect) for field in file.Root.AcroForm.Fields]


@pytest.mark.parametrize(
    "change, missing",
    [
        ({"number": "132/UBND-NC"}, "số, ký hiệu"),
        ({"day": FACTS.day.replace(day=16)}, "ngày, tháng, năm"),
        ({"level": FACTS.level.__class__.TOI_MAT}, "dấu độ mật"),
    ],
)
def test_nobody_signs_before_mark_number_and_day_stand_there(
    ground: Ground, paper: bytes, change: dict[str, object], missing: str
) -> None:
    for part, label in ((Part.PERSON, "nguoi"), (Part.AGENCY, "co-quan")):
        with pytest.raises(Refused) as refused:
            ground.signed(paper, part, label, facts=replace(FACTS, **change))  # type: ignore[arg-type]
        assert "R-EDOC-1" in rules(refused)
        assert missing in " ".join(one.sentence() for one in refused.value.refusals)


def test_the_agency_does_not_sign_before_the_person_and_nobody_twice(ground: Ground, paper: bytes, both: bytes) -> None:
    for pdf, part, label in (
        (paper, Part.AGENCY, "co-quan"),
        (both, Part.AGENCY, "co-quan"),
        (both, Part.PERSON, "nguoi"),
    ):
        with pytest.raises(Refused) as refused:
            ground.signed(pdf, part, label)
        assert rules(refused) == {"R-EDOC-2"}


def test_a_lower_mark_is_not_found_in_the_words_of_a_higher_one(paper: bytes) -> None:
    assert "level" in {str(one) for one in looked_at(paper, FACTS)["marks"]}
    higher = replace(FACTS, level=FACTS.level.__class__.TUYET_MAT)
    assert "level" not in {str(one) for one in looked_at(paper, higher)["marks"]}


def test_proof_of_the_certificate_is_kept_in_the_file(ground: Ground, paper: bytes) -> None:
    made = ground.signed(paper, Part.PERSON, "nguoi", trust=ground.trust)
    assert b"/DSS" in made
    verdict = check(made, trust=ground.trust, at=TODAY)
    assert verdict.good


@pytest.mark.parametrize(
    "token, pin, label, words",
    [
        ("", "000000", "nguoi", "PIN"),
        ("không-có", PIN, "nguoi", "thiết bị ký"),
        ("", PIN, "khác", "không có chứng thư nhãn"),
        ("", PIN, "", "ghi nhãn"),
    ],
)
def test_what_is_wrong_with_a_token_is_said(ground: Ground, token: str, pin: str, label: str, words: str) -> None:
    with (
        pytest.raises(NoToken, match=words),
        session(DRIVER, token=token or ground.token, pin=pin) as opened,
    ):
        signer(opened, label=label)
