"""Sizes, faces, spacing and indents of the .docx of each form, read from its XML, against the same figures typed by hand."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from somat.reporting.papers.docx import document
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.papers.expected import PAPERS, Expected
from tests.reporting.papers.expected_types import (
    AGENCY,
    BODIES,
    BODY,
    BOLD,
    COVERS,
    HEAD,
    INDENT,
    INDENTED,
    ITALIC,
    MOTTO,
    NATION,
    SUPERIOR,
    TABLES,
    UPRIGHT,
)
from tests.reporting.papers.ruler import close

each = pytest.mark.parametrize("paper", PAPERS, ids=lambda one: one.code)
headed = pytest.mark.parametrize("paper", [one for one in PAPERS if not one.book], ids=lambda one: one.code)
FACES = {(None, None): UPRIGHT, (True, None): BOLD, (None, True): ITALIC, (True, True): "BoldItalic"}


@dataclass(frozen=True)
class Read:
    """A .docx: its paragraphs, those of its cells too, in order; and the style of each letter."""

    paragraphs: tuple[Paragraph, ...]
    text: str
    styles: tuple[tuple[float, str], ...]

    def style(self, words: str, *, nth: int = 0) -> set[tuple[float, str]]:
        start = -1
        for _ in range(nth + 1):
            start = self.text.find(close(words), start + 1)
            assert start >= 0, words
        return set(self.styles[start : start + len(close(words))])


@cache
def made(code: str) -> DocumentObject:
    return Document(io.BytesIO(document(code, sample_sets(code)[0], at=SAMPLED)))


@cache
def read(code: str) -> Read:
    file = made(code)
    size = file.styles["Normal"].font.size
    paragraphs = tuple(Paragraph(one, file) for one in file.element.body.iter(qn("w:p")))  # type: ignore[arg-type]
    letters = list(_letters(paragraphs, size.pt))
    return Read(paragraphs, "".join(letter for letter, _ in letters), tuple(style for _, style in letters))


def _letters(paragraphs: tuple[Paragraph, ...], size: float) -> Iterator[tuple[str, tuple[float, str]]]:
    for run in (run for paragraph in paragraphs for run in paragraph.runs):
        style = (run.font.size.pt if run.font.size else size, FACES[run.bold, run.italic])
        yield from ((letter, style) for letter in close(run.text))


@headed
def test_each_box_has_its_size_and_face(paper: Expected) -> None:
    file = read(paper.code)
    boxes = {"nation": NATION, "motto": MOTTO, "place": ", ngày", "title": paper.title}
    if not paper.person:
        boxes |= {"superior": SUPERIOR, "agency": BODIES.get(paper.code, AGENCY), "number": paper.number}
    for name, words in boxes.items():
        if words:
            assert file.style(words) == {HEAD[name]}, name
    if paper.about:
        assert file.style(paper.about) == {HEAD["title"]}


@each
def test_signatures_and_recipients_have_theirs(paper: Expected) -> None:
    file = read(paper.code)
    for nth in range(file.text.count("(Ký")):
        assert file.style("(Ký", nth=nth) == {HEAD["hint"]}
    for signer in paper.signers:
        count = file.text.count(close(signer))
        assert count and {HEAD["authority"]} in [file.style(signer, nth=nth) for nth in range(count)]
    if paper.labels[-1:] == ("Nơi nhận:",):
        last = file.text.count(close("Nơi nhận:")) - 1
        assert file.style("Nơi nhận:", nth=last) == {HEAD["recipients"]}
        assert file.style("- Lưu: ", nth=0) == {HEAD["recipient"]}


@each
def test_tables_have_bold_headers_italic_numbers_and_upright_rows(paper: Expected) -> None:
    file = made(paper.code)
    ruled = [one for one in file.tables if one._tbl.xpath(".//w:tblHeader")]
    sizes = TABLES.get(paper.code, (12,) * len(paper.tables))
    assert len(ruled) == len(sizes)
    for table, size in zip(ruled, sizes, strict=True):
        header, numbers, *rows = [
            {
                (run.font.size.pt, FACES[run.bold, run.italic])
                for p in row._tr.iter(qn("w:p"))
                for run in Paragraph(p, file).runs
            }  # type: ignore[union-attr, arg-type]
            for row in table.rows
        ]
        assert (header, numbers) == ({(size, BOLD)}, {(size, ITALIC)})
        assert all(row <= {(size, UPRIGHT), (size, BOLD)} for row in rows) and {(size, UPRIGHT)} in rows


@each
def test_paragraphs_are_parted_justified_and_indented(paper: Expected) -> None:
    """In each line single spacing or nothing to read; before each label, and each indented paragraph, 6 pt."""
    file = read(paper.code)
    indented = [one for one in file.paragraphs if (one.paragraph_format.first_line_indent or 0) > 0]
    assert {one.paragraph_format.first_line_indent for one in indented} <= {Mm(INDENT)}
    begun = INDENTED.get(paper.code)
    assert bool(begun) == bool(indented)
    assert begun is None or any(one.text.startswith(begun) for one in indented)
    for one in file.paragraphs:
        shape = one.paragraph_format
        if one.text.strip():
            assert shape.line_spacing == 1.0 and shape.widow_control
        if one in indented or any(one.text.startswith(label) for label in paper.labels if label[0].isdigit()):
            assert shape.space_before == Pt(6) and (one.alignment == 3 or "\t" in one.text or "☐" in one.text), one.text


@pytest.mark.parametrize("code", COVERS)
def test_a_cover_has_a_double_frame_and_its_sizes(code: str) -> None:
    file, (_, title, words) = read(code), COVERS[code]
    assert file.style(SUPERIOR) == {(14, UPRIGHT)} and file.style(AGENCY) == {(14, BOLD)}
    assert file.style(title) == {(24, BOLD)}
    assert all(file.style(one) == {(14, UPRIGHT)} for one in words)
    first = made(code).tables[0]
    edges = {(edge.get(qn("w:val")), edge.get(qn("w:sz"))) for edge in first._tbl.tblPr.find(qn("w:tblBorders"))}
    assert edges == {("double", "12")}


@each
def test_the_body_has_its_size(paper: Expected) -> None:
    file = made(paper.code)
    assert file.styles["Normal"].font.size == Pt(BODY.get(paper.code, 13))
