"""Facts that would be more than facts: markup, controls, directions, endless words. Each changes nothing but itself."""

from __future__ import annotations

from collections import Counter

import pytest

from somat.reporting.papers.docx import document
from somat.reporting.papers.fill import Unfit
from somat.reporting.papers.render import render
from somat.reporting.plain import visible
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.paper import Page, pages
from tests.reporting.papers.docx_words import words_of
from tests.reporting.papers.ruler import close, grids, phrase

SHORT = [
    '#read("/etc/passwd")',
    "] ) } $x^2$ *b* _i_ `r`",
    "<w:br/>&amp;<b>x</b>",
    "a\x00\x07\x1b[31m\x85",
    "mật\u202eđảo\u202c",
    "\ud800 nửa \udfff",
    "{signer} {number|two} {{7}}",
    "dòng\nmột\r\nhai\u2028ba",
    "\u200b\ufeff\u00ad",
]
LONG = [
    "A" * 10_000,
    "W" * 10_000,
    "שלום 12/2026 " * 20,
    "/" * 3000,
    "từ " * 3000,
    "Z" + "\u0300\u0316" * 200,
    "12/BC-UBND" * 500,
]
STANDS = ("BẢN CAM KẾT", "Chức vụ:", "Đơn vị công tác:", "2. Tôi không giữ", "NGƯỜI CAM KẾT", "Trần Thu Hà")


def one(**facts: object) -> dict[str, object]:
    return {**sample_sets("D-24")[0], **facts}


def places(page: Page) -> list[tuple[float, float]]:
    return [(round(p.left, 2), round(p.top, 2)) for p in (phrase(page, words) for words in STANDS)]


@pytest.fixture(scope="module")
def quiet() -> list[tuple[float, float]]:
    (page,) = pages(render("D-24", one(), at=SAMPLED))
    return places(page)


@pytest.mark.parametrize("text", SHORT, ids=range(len(SHORT)))
def test_a_short_one_moves_no_other_word(text: str, quiet: list[tuple[float, float]]) -> None:
    rows = [{"name": text, "note": ""}, {"name": "Kế hoạch", "note": ""}]
    (page,) = pages(render("D-24", one(unit=text, items=rows), at=SAMPLED))
    found = places(page)
    assert found == quiet
    shown = close(visible(text))
    assert shown in close(page.text) and shown in close(grids(page)[0].cells[2][1])
    assert words_of(document("D-24", one(unit=text, items=rows), at=SAMPLED)).count(shown) >= bool(shown)


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_an_endless_one_stays_within_its_place(text: str) -> None:
    facts = one(unit=text, agency=text[:1000], signer=text, items=[{"name": text, "note": text}])
    sheets = pages(render("D-24", facts, at=SAMPLED))
    for page in sheets:
        assert all(letter.left >= 29.8 and letter.right <= 190.4 for letter in page.ink)
        assert all(letter.bottom < 297 for letter in page.ink)
    whole = close(" ".join(page.text for page in sheets)).upper()
    once = Counter(close(visible(text)).upper().replace("-", ""))  # pdfium takes a sign at a line end for hyphenation
    assert Counter(whole) >= Counter({letter: 3 * count for letter, count in once.items()})  # unit, name, note
    for words in ("BẢN CAM KẾT", "Chức vụ: Văn thư", "2. Tôi không giữ tài liệu", "NGƯỜI CAM KẾT"):
        assert close(words).upper() in whole
    assert document("D-24", facts, at=SAMPLED).startswith(b"PK")


@pytest.mark.parametrize(
    "facts, field",
    [
        ({"since": "2026"}, "since"),
        ({"highest": "mật"}, "highest"),
        ({"items": [{"copies": "ba"}]}, "copies"),
        ({"items": [{}] * 5001}, "items"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_its_name(facts: dict[str, object], field: str) -> None:
    with pytest.raises(Unfit) as refused:
        render("D-24", one(**facts), at=SAMPLED)
    assert refused.value.field == field and str(refused.value).endswith(".")
