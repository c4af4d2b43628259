"""The small parts of a .docx: lines, runs, frames, tables, fields. What python-docx has no call for is set in the XML here."""

from __future__ import annotations

import io
import math
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from somat.reporting.form import FORMS, MM
from somat.reporting.glyphs import face
from somat.reporting.papers.values import ZERO_WIDTH

FONT = "Times New Roman"
RED = "E00000"
INSIDE = 0.5  # millimetres between the edge of a cell without lines and its text
MOST = 200  # letters of a title or author in the file's properties, which take 255
Holder = Any  # a document, a cell, a header or a footer: whatever takes paragraphs and tables
EDGES = ("top", "left", "bottom", "right")


@dataclass(frozen=True)
class Sheet:
    """A document being made: the width of its text in millimetres, and all that the blocks need."""

    paper: DocumentObject
    width: float
    data: Mapping[str, Any]


def one_time(paper: DocumentObject, *, title: str, author: str, at: datetime) -> None:
    """Title, author and moment; nothing of the library's own template."""
    facts = paper.core_properties
    title, author = title[:MOST], author[:MOST]
    facts.title, facts.author, facts.comments, facts.language = title, author, "", "vi-VN"
    moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    facts.created = facts.modified = facts.last_printed = moment


def packed(paper: DocumentObject, *, at: datetime) -> bytes:
    """The file, its parts in one order and dated alike, so that the same content gives the same bytes."""
    made = io.BytesIO()
    paper.save(made)
    found = io.BytesIO()
    stamp = at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(found, "w") as kept:
        for name in parts.namelist():
            kept.writestr(zipfile.ZipInfo(name, stamp), parts.read(name), zipfile.ZIP_DEFLATED)
    return found.getvalue()


def line(into: Holder, *, align: Align = Align.LEFT, above: float = 0) -> Paragraph:
    """A new paragraph, or the empty one with which a cell begins; `above` in points."""
    paragraph: Paragraph = into.paragraphs[0] if _untouched(into) else into.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(above), Pt(0), 1.0
    shape.widow_control = True
    return paragraph


def _untouched(into: Holder) -> bool:
    if hasattr(into, "core_properties") or len(into.paragraphs) != 1 or into.tables:
        return False
    first = into.paragraphs[0]._p
    return not first.r_lst and (first.pPr is None or all(one.tag == qn("w:pStyle") for one in first.pPr))


def run(paragraph: Paragraph, text: str, style: str = "") -> Run:
    made = paragraph.add_run(text)
    made.bold, made.italic = "b" in style or None, "i" in style or None
    made.font.name = FONT
    made._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:cs"), FONT)
    return made


def sized(made: Run, size: float) -> Run:
    made.font.size = Pt(size)
    return made


def field(paragraph: Paragraph, name: str, size: float) -> None:
    """PAGE or NUMPAGES, which the word processor counts."""
    for kind in ("begin", "", "separate", "1", "end"):
        made = sized(run(paragraph, "1" if kind == "1" else ""), size)
        if kind == "":
            text = OxmlElement("w:instrText")
            text.text = f" {name} "
            made._r.append(text)
        elif kind != "1":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            made._r.append(mark)


def _border(tag: str, *, kind: str, size: int, color: str = "000000", space: int = 0) -> Any:
    made = OxmlElement(f"w:{tag}")
    for name, value in (("val", kind), ("sz", str(size)), ("space", str(space)), ("color", color)):
        made.set(qn(f"w:{name}"), value)
    return made


def rule(into: Holder, width: float, *, length: float = 0, share: float = 0, dashed: str = "single") -> None:
    """A line of `length` millimetres, or that `share` of the width, in the middle of it.

    Word draws no line of a length of its own: it is the lower border of an empty paragraph indented from both sides.
    """
    paragraph = line(into)
    reach = length or width * share
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(max(0.0, (width - reach) / 2))
    shape.line_spacing = Pt(3)
    borders = OxmlElement("w:pBdr")
    borders.append(_border("bottom", kind=dashed, size=6))
    _properties(paragraph).insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:widowControl"
    )
    _in_order(paragraph)


def boxed(paragraph: Paragraph) -> None:
    """A single frame around a line."""
    borders = OxmlElement("w:pBdr")
    for edge in EDGES:
        borders.append(_border(edge, kind="single", size=6, space=2))
    _properties(paragraph).append(borders)
    _in_order(paragraph)


ORDER = (
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "widowControl",
    "pBdr",
    "shd",
    "tabs",
    "spacing",
    "ind",
    "jc",
    "rPr",
)


def _properties(paragraph: Paragraph) -> Any:
    return paragraph._p.get_or_add_pPr()


def _in_order(paragraph: Paragraph) -> None:
    """The schema wants a paragraph's properties in one order."""
    properties = _properties(paragraph)
    known = {qn(f"w:{name}"): place for place, name in enumerate(ORDER)}
    properties[:] = sorted(properties, key=lambda one: known.get(one.tag, -1))


def leader(paragraph: Paragraph, width: float) -> None:
    """Dots to the right edge."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    run(paragraph, "\t")


def _table(into: Holder, rows: int, widths: Sequence[float], width: float) -> Table:
    """A table of fixed widths (millimetres) in a document, a cell, or a header."""
    count = len(widths)
    made: Table
    if hasattr(into, "core_properties") or isinstance(into, _Cell):
        made = into.add_table(rows, count)
    else:
        made = into.add_table(rows, count, Mm(width))
    made.autofit = False
    for column, one in zip(made.columns, widths, strict=True):
        column.width = Mm(one)
    for row in made.rows:
        for cell, one in zip(row.cells, widths, strict=True):
            cell.width = Mm(one)
    return made


def _margins(table: Table, *, top: float, side: float) -> None:
    """Room inside the cells, millimetres."""
    found = OxmlElement("w:tblCellMar")
    for edge in EDGES:
        one = OxmlElement(f"w:{edge}")
        one.set(qn("w:w"), str(round((top if edge in {"top", "bottom"} else side) * 56.7)))
        one.set(qn("w:type"), "dxa")
        found.append(one)
    table._tbl.tblPr.append(found)


def _framed(table: Table, kind: str, color: str, size: int) -> None:
    found = OxmlElement("w:tblBorders")
    for edge in (*EDGES, "insideH", "insideV"):
        found.append(_border(edge, kind=kind, size=size, color=color))
    table._tbl.tblPr.append(found)


def _row_rule(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))


def _tall(row: Any, height: float, rule_name: str) -> None:
    made = OxmlElement("w:trHeight")
    made.set(qn("w:val"), str(round(height * 56.7)))
    made.set(qn("w:hRule"), rule_name)
    row._tr.get_or_add_trPr().append(made)


def cells(into: Holder, widths: Sequence[float], width: float, *, frame: str = "", height: float = 0) -> list[_Cell]:
    """One row of cells that stays together; without lines unless a `frame` is named."""
    made = _table(into, 1, widths, width)
    if frame:
        _framed(made, frame, "000000", 12)
    _margins(made, top=0, side=INSIDE)
    (row,) = made.rows
    _row_rule(row, "cantSplit")
    if height:
        _tall(row, height, "exact")
    return list(row.cells)


@cache
def _marks() -> Mapping[str, Mapping[str, Any]]:
    """By the level's code, or by the stamp's own."""
    rows = tomllib.loads((FORMS / "shared" / "stamps.toml").read_text("utf-8"))["stamp"]
    return {row.get("level", row["code"]): row for row in rows}


def level_box(into: Holder, level: str, *, align: str = "center") -> None:
    """The level's mark: a red double frame of the stamp's width and height with its text."""
    mark_box(into, _marks()[level], align=align)


def urgency_box(into: Holder, words: str) -> None:
    """The mark of urgency: a red single frame of the stamp's size."""
    mark_box(into, _marks()[words], frame="single")


def mark_box(into: Holder, mark: Mapping[str, Any], *, align: str = "center", frame: str = "double") -> None:
    made = _table(into, 1, [mark["width"]], mark["width"])
    made.alignment = WD_TABLE_ALIGNMENT.LEFT if align == "left" else WD_TABLE_ALIGNMENT.CENTER
    _framed(made, frame, RED, 6)
    (row,) = made.rows
    _tall(row, mark["height"], "exact")
    for one in mark["lines"]:
        text = sized(run(line(row.cells[0], align=Align.CENTER, above=2), one["text"], "b"), one["size"])
        text.font.color.rgb = RGBColor.from_string(RED)
    if isinstance(into, _Cell):  # a cell must end with a paragraph
        line(into).paragraph_format.line_spacing = Pt(2)


def ruled_table(
    into: Holder, block: Mapping[str, Any], *, width: float, size: float, sides: Mapping[str, Align]
) -> None:
    """A table with its headers, and the row of their numbers, on every page; rows that do not part."""
    columns = block["columns"]
    whole, width = sum(column["width"] for column in columns), block.get("across") or width
    heads = 2 if block["numbers"] else 1
    made = _table(into, heads + len(block["rows"]), [c["width"] / whole * width for c in columns], width)
    _framed(made, "single", "000000", 4)
    _margins(made, top=0.9, side=0.8)
    rows = list(made.rows)
    for row in rows[:heads]:
        _row_rule(row, "cantSplit")
        _row_rule(row, "tblHeader")
    _written(rows[0], [(column["header"], "b", Align.CENTER) for column in columns], size)
    if block["numbers"]:
        _written(rows[1], [(f"({i})", "i", Align.CENTER) for i in range(1, len(columns) + 1)], size)
    for row, given in zip(rows[heads:], block["rows"], strict=True):
        if not given["tall"]:
            _row_rule(row, "cantSplit")
        _tall(row, block["least"], "atLeast")
        style = "" if given["kind"] in {"row", "blank"} else "b"
        if given["kind"] == "group":
            cell = row.cells[0].merge(row.cells[-1])
            sized(run(line(cell), given["cells"][0], "b"), size)
            continue
        _written(row, [(t, style, sides[c["align"]]) for t, c in zip(given["cells"], columns, strict=True)], size)


def _written(row: Any, texts: Iterable[tuple[str, str, Align]], size: float) -> None:
    for cell, (text, style, align) in zip(row.cells, texts, strict=True):
        sized(run(line(cell, align=align), text, style), size)


def balanced(text: str, style: str, *, size: float, room: float) -> list[str]:
    """The text in as few lines as fit into `room` millimetres, about equally long; no line for no text."""
    words = text.split()
    whole = wide(text, style, size)
    count = max(1, math.ceil(whole / room))
    most = whole / count * 1.15
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and wide(longer, style, size) <= (most if len(lines) < count else room):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def wide(text: str, style: str, size: float) -> float:
    """How wide a text stands in millimetres, without kerning: as Word draws it."""
    return face(style).width(text.replace(ZERO_WIDTH, ""), size) / MM


def said_plainly(drawn: Iterable[Any]) -> str:
    """The words of a drawn line without its styles."""
    return "".join(
        piece if isinstance(piece, str) else piece[1] for piece in drawn if isinstance(piece, str | list | tuple)
    )
