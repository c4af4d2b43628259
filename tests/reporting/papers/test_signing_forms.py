"""TM., KT., TL., TUQ. and Q. before who signs (30/2020/NĐ-CP, Appendix I, box 7a), each on every form that he signs by his authority."""

from __future__ import annotations

import pytest

from somat.reporting.papers.docx import document
from somat.reporting.papers.form import codes, paper
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import pages
from tests.reporting.papers.baselines import count, styles
from tests.reporting.papers.docx_words import words_of
from tests.reporting.papers.ruler import close, phrase

FORMS = [code for code in codes() if any(field.name == "authority" for field in paper(code).fields)]
WAYS = {
    "TM.": ({"signer_body": "Ủy ban nhân dân", "signer_title": "Chủ tịch"}, ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    "KT.": ({"signer_body": "Chủ tịch", "signer_title": "Phó Chủ tịch"}, ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    "TL.": ({"signer_body": "Chủ tịch", "signer_title": "Chánh Văn phòng"}, ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
    "TUQ.": ({"signer_body": "Giám đốc", "signer_title": "Trưởng phòng"}, ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG")),
    "Q.": ({"signer_body": "Bộ trưởng", "signer_title": "Thứ trưởng"}, ("Q. BỘ TRƯỞNG", "THỨ TRƯỞNG")),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", FORMS)
def test_the_authority_stands_above_the_title(code: str, way: str) -> None:
    facts, (above, title) = WAYS[way]
    given = {**sample_sets(code)[0], "authority": way, "acting_for": "", "signer": "Lê Văn Bình", **facts}
    page = next(page for page in pages(render(code, given, at=SAMPLED)) if count(page, above))
    assert styles(page, above) == {(13, "Bold")}
    first, name = phrase(page, above), phrase(page, "Lê Văn Bình", nth=count(page, "Lê Văn Bình") - 1)
    second = phrase(page, title, nth=count(page, title) - 1)
    assert first.middle == pytest.approx(second.middle, abs=0.5) and first.bottom < second.bottom < name.top - 20
    assert close(above + title) in words_of(document(code, given, at=SAMPLED))
