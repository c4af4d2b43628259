"""Texts that would be more than text: each changes nothing but itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from somat.reporting.book import Cell, Old, Receipt, render_book
from somat.reporting.glyphs import drawable, face
from somat.reporting.plain import visible
from somat.reporting.wrap import wrap
from tests.reporting.paper import Page, pages, squeezed
from tests.reporting.stock import book, out_line

HOSTILE = [
    '#import "@preview/x:0.1.0": *',
    "#read(\"/etc/passwd\") #sys.inputs #{ 1/0 } #include 'a'",
    "] ) } $x^2$ *b* _i_ `raw` // /* <label> @ref ~ -- ... = h \\ \\u{41} [x](y)",
    '\\\\\\ \\n \\0 \\" \' " “ ” &lt;b&gt; <script>alert(1)</script>',
    "\x00\x01\x07\x08\x1b[31m\x7f\x85\x9b",
    "mật\u202eđảo\u202c \u200f\u200e\u2066\u2069\u061c",
    "שלום 12/2026 مرحبا 34",
    "中文字 日本語 한국어 😀👨‍👩‍👧 🇻🇳 \U000e0041",
    "\ud800 một nửa \udfff",
    "dòng\nmột\r\nhai\u2028ba\u2029bốn\tnăm\x0bsáu\x0cbảy",
    "Z" + "\u0300\u0316\u0323\u0334" * 200,
    "A" * 10_000,
    "/" * 3000,
    "\u200b\ufeff\u00ad\u2060",
    "{{ 7*7 }} {% raw %} ${x} %s %n %x {0} {__class__}",
    '= HYPERLINK("http://x") | cmd',
    "\u0250\u0265 \u00df \u0149 \u01c6 \u0390",
    "fi fl ffi AV To 1/2 (c) -> <= != --- ...",
]


@pytest.fixture(scope="module")
def quiet() -> list[list[str]]:
    return cells(book([out_line(1), out_line(3)]))


def cells(print_: object) -> list[list[str]]:
    return [row for page in pages(render_book(print_))[1:-1] for row in page.cells()[2:]]  # type: ignore[arg-type]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_changes_only_itself(text: str, quiet: list[list[str]]) -> None:
    to = Cell(receipts=(Receipt(text, text), Receipt("Công an tỉnh")))
    what = Cell(text, text, old=(Old(text, text),))
    rows = cells(book([out_line(1), out_line(2, what=what, signer=text, to=to, notes=text, unit=text), out_line(3)]))
    assert [row for row in rows if not row[0].startswith("02")] == quiet
    mine = [row for row in rows if row[0].startswith("02")]
    for column in (5, 7, 9):
        assert squeezed("".join(row[column] for row in mine)) == squeezed(visible(text))


@pytest.mark.parametrize("text", [HOSTILE[i] for i in (1, 4, 5, 8, 11, -2)])
def test_a_hostile_name_of_the_body_leaves_the_page_as_it_is(text: str) -> None:
    facts = {"agency": text, "superior": text, "printed_by": text, "workstation": text, "note": text[:200]}
    page: Page
    for page in pages(render_book(book([out_line(1)], **facts)))[1:-1]:
        assert page.cells()[2][0] == "01"
        assert page.stamp[0].outer == pytest.approx((40, 8), abs=0.2)
        assert max(letter.right for letter in page.ink) <= 282


@settings(deadline=None)
@given(st.text(max_size=200))
def test_what_is_printed_can_be_drawn_and_hides_nothing(text: str) -> None:
    shown = visible(text)
    assert set(shown) <= drawable()
    assert shown == visible(shown)
    assert not any(char in shown for char in "\u202e\u202d\u200f\u200e\n\t\r\x00")


@settings(deadline=None)
@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯáàảãạấầẩẫậ ,.-/0123456789", max_size=100))
def test_plain_vietnamese_comes_back_as_it_was(text: str) -> None:
    assert visible(text) == " ".join(text.split())


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "s", "i"]), st.text(alphabet="aẤđW/-. 0", min_size=1, max_size=60)), max_size=4
    ),
    st.floats(min_value=20, max_value=200),
)
def test_no_line_is_wider_than_its_column_and_no_letter_is_lost(runs: list[tuple[str, str]], width: float) -> None:
    runs = [(style, visible(text)) for style, text in runs]
    rows = wrap(runs, width=width, size=10)
    for row in rows:
        assert sum(face("i" if style == "i" else "").width(text, 10) for style, text in row) <= width
    assert squeezed("".join(text for row in rows for _, text in row)) == squeezed("".join(text for _, text in runs))
