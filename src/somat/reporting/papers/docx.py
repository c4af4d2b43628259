"""A paper as an editable .docx: the same blocks, words and sizes as on the PDF, for what an agency finishes in its own word processor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from somat.reporting.papers.docx_parts import (
    FONT,
    INSIDE,
    Holder,
    Sheet,
    balanced,
    boxed,
    cells,
    field,
    leader,
    level_box,
    line,
    one_time,
    packed,
    rule,
    ruled_table,
    run,
    said_plainly,
    sized,
    urgency_box,
    wide,
)
from somat.reporting.papers.render import Printed, data_of, made
from somat.reporting.papers.sizes import SIZES
from somat.reporting.papers.values import Facts

SIDES = {"left": Align.LEFT, "center": Align.CENTER, "right": Align.RIGHT, "justify": Align.JUSTIFY}
Block = Mapping[str, Any]


def document(
    code: str,
    facts: Facts,
    *,
    at: datetime,
    printed: Printed | None = None,
    correction: Mapping[str, Any] | None = None,
) -> bytes:
    """The paper of this code as .docx (WordprocessingML), Times New Roman by name. Raises what `render` raises.

    The same facts and moment give the same bytes.
    """
    data = data_of(made(code, correction), facts, printed=printed)
    paper = Document()
    one_time(paper, title=data["title"], author=data["author"], at=at)
    _page(paper.sections[0], data)
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(data["size"])
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    sheet = Sheet(paper, width=data["page"]["width"] - data["page"]["left"] - data["page"]["right"], data=data)
    _put(sheet, paper, data["blocks"])
    return packed(paper, at=at)


def _put(sheet: Sheet, into: Holder, blocks: list[Block]) -> None:
    for i, block in enumerate(blocks):
        after = blocks[i + 1]["kind"] if i + 1 < len(blocks) else ""
        start = len(into.paragraphs)
        DRAW[block["kind"]](sheet, into, block)
        if after in {"signs", "table"} or "b" in block.get("style", ""):
            for paragraph in into.paragraphs[start:]:
                paragraph.paragraph_format.keep_with_next = True
                paragraph.paragraph_format.space_after = Pt(3)


def _page(section: Any, data: Mapping[str, Any]) -> None:
    page = data["page"]
    section.page_width, section.page_height = Mm(page["width"]), Mm(page["height"])
    section.orientation = WD_ORIENT.LANDSCAPE if page["width"] > page["height"] else WD_ORIENT.PORTRAIT
    for edge in ("left", "right", "top", "bottom"):
        setattr(section, f"{edge}_margin", Mm(page[edge]))
    section.header_distance, section.footer_distance = Mm(7), Mm(8)
    section.different_first_page_header_footer = True
    _header(section, data)
    for number, footer in enumerate((section.first_page_footer, section.footer)):
        _footer(footer, data, first=number == 0)


def _header(section: Any, data: Mapping[str, Any]) -> None:
    """From the second page on: the page number, what a book is, the level. Page 1 has its own, empty header."""
    section.first_page_header.is_linked_to_previous = False
    width = data["page"]["width"] - data["page"]["left"] - data["page"]["right"]
    left, middle, right = cells(section.header, [width * 0.25, width * 0.5, width * 0.25], width)
    section.header._element.append(section.header.paragraphs[0]._p)  # what ends with a table is not well formed
    if data["level"]:
        level_box(left, data["level"])
    paragraph = line(middle, align=Align.CENTER)
    if not data["running"]:
        field(paragraph, "PAGE", SIZES["page"])
        return
    sized(run(paragraph, data["running"]), 11)
    place = line(right, align=Align.RIGHT)
    sized(run(place, "Trang "), 11)
    field(place, "PAGE", 11)
    sized(run(place, "/"), 11)
    field(place, "NUMPAGES", 11)


def _footer(footer: Any, data: Mapping[str, Any], *, first: bool) -> None:
    footer.is_linked_to_previous = False
    if first and data["address"]:
        rule(footer, data["page"]["width"] - data["page"]["left"] - data["page"]["right"], share=1)
        sized(run(line(footer, align=Align.CENTER), data["address"]), data["address-size"])
    if data["foot"]:
        text = f"{said_plainly(data['foot']['printed'])}  {data['foot']['item']}".strip()
        sized(run(line(footer), text), 8.5)


def _centred(into: Holder, text: str, style: str, *, size: float, room: float, above: float = 0) -> str:
    """The text in lines about equally long; returns the last of them, "" for no text. `room` in millimetres, `above` in points."""
    parts = balanced(text, style, size=size, room=room)
    for number, part in enumerate(parts):
        sized(run(line(into, align=Align.CENTER, above=0 if number else above), part, style), size)
    return parts[-1] if parts else ""


def _letterhead(into: Holder, block: Block, width: float, *, size: float) -> None:
    _centred(into, block["superior"], "", size=size, room=width)
    last = _centred(into, block["agency"], "b", size=size, room=width)
    rule(into, width, length=SIZES["rule"] * wide(last, "b", size))


def _nation(into: Holder, width: float) -> None:
    motto = "Độc lập - Tự do - Hạnh phúc"
    sized(run(line(into, align=Align.CENTER), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "b"), SIZES["nation"])
    sized(run(line(into, align=Align.CENTER), motto, "b"), SIZES["motto"])
    rule(into, width, length=wide(motto, "b", SIZES["motto"]))


def _head(sheet: Sheet, into: Holder, block: Block) -> None:
    if block["style"] == "person":
        _nation(into, sheet.width)
        sized(run(line(into, align=Align.RIGHT, above=6), block["place"], "i"), SIZES["place"])
        if block["level"]:
            level_box(into, block["level"], align="left")
            line(into)
        return
    right = 92.0 if sheet.width < 200 else sheet.width * 0.565
    left = sheet.width - right
    box, nation = cells(into, [left, right], sheet.width)
    _letterhead(box, block, left - 2 * INSIDE, size=SIZES["agency"])
    if block["number"]:
        sized(run(line(box, align=Align.CENTER, above=3), block["number"]), SIZES["number"])
    if block["about"]:
        sized(run(line(box, align=Align.CENTER), block["about"]), SIZES["about"])
    if block["level"]:
        line(box).paragraph_format.line_spacing = Pt(8)
        level_box(box, block["level"])
    if block["urgency"]:
        urgency_box(box, block["urgency"])
    if block["circulation"]:
        marked = line(box, align=Align.CENTER, above=6)
        sized(run(marked, block["circulation"], "b"), SIZES["circulation"])
        marked.paragraph_format.left_indent = marked.paragraph_format.right_indent = Mm(10)
        boxed(marked)
    _nation(nation, right - 2 * INSIDE)
    sized(run(line(nation, align=Align.CENTER, above=3), block["place"], "i"), SIZES["place"])
    line(into)


def _cover(sheet: Sheet, into: Holder, block: Block) -> None:
    height = sheet.data["page"]["height"] - sheet.data["page"]["top"] - sheet.data["page"]["bottom"]
    (box,) = cells(into, [sheet.width], sheet.width, frame="double", height=height - 10)
    if block["level"]:
        level_box(box, block["level"])
    _letterhead(box, block, sheet.width - 2 * INSIDE, size=SIZES["cover-line"])
    _centred(box, block["text"], "b", size=SIZES["cover"], room=sheet.width * 0.85, above=height * 0.8)
    for number, text in enumerate(block["lines"]):
        above = height * 0.8 if number == 0 else 6
        sized(run(line(box, align=Align.CENTER, above=above), text), SIZES["cover-line"])
    run(line(into), "").add_break(WD_BREAK.PAGE)


def _title(sheet: Sheet, into: Holder, block: Block) -> None:
    start = len(into.paragraphs)
    title = _centred(into, block["text"], "b", size=SIZES["title"], room=sheet.width, above=6)
    about = _centred(into, block["about"], "b", size=SIZES["abstract"], room=sheet.width)
    last = wide(about, "b", SIZES["abstract"]) if about else wide(title, "b", SIZES["title"])
    rule(into, sheet.width, length=SIZES["rule"] * last)
    if block["under"]:
        run(line(into, align=Align.CENTER, above=3), block["under"], "i")
    for paragraph in into.paragraphs[start:]:
        paragraph.paragraph_format.keep_with_next = True


def _to(_: Sheet, into: Holder, block: Block) -> None:
    lines = block["lines"]
    if len(lines) == 1:
        run(line(into, align=Align.CENTER, above=6), f"Kính gửi: {lines[0]}")
        return
    for number, text in enumerate(lines):
        paragraph = line(into, above=6 if number == 0 else 2)
        paragraph.paragraph_format.left_indent = Mm(42)
        if number == 0:
            paragraph.paragraph_format.first_line_indent = Mm(-20)
        end = "." if number + 1 == len(lines) else ";"
        run(paragraph, f"{'Kính gửi: ' if number == 0 else ''}- {text}{end}")


def _text(_: Sheet, into: Holder, block: Block) -> None:
    paragraph = line(into, align=SIDES[block["align"]], above=6)
    if block["indent"]:
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
    if block["lead"]:
        run(paragraph, f"{block['lead']} ", "b")
    run(paragraph, block["text"], block["style"])


def _pair(sheet: Sheet, into: Holder, block: Block) -> None:
    paragraph = line(into, align=Align.LEFT if block["lines"] else Align.JUSTIFY, above=6)
    run(paragraph, f"{block['label']}:", block["style"])
    run(paragraph, f" {block['value']}")
    for number in range(block["lines"]):
        if number:
            paragraph = line(into, above=6)
        leader(paragraph, sheet.width)


def _choice(_: Sheet, into: Holder, block: Block) -> None:
    options = "".join(f"   {'☒' if one['on'] else '☐'} {one['text']}" for one in block["options"])
    run(line(into, above=6), f"{block['label']}:{options}")


def _table(sheet: Sheet, into: Holder, block: Block) -> None:
    size = block["size"] or min(sheet.data["size"], SIZES["header"])
    ruled_table(into, block, width=sheet.width, size=size, sides=SIDES)
    line(into).paragraph_format.line_spacing = Pt(4)


def _signs(sheet: Sheet, into: Holder, block: Block) -> None:
    for number, columns in enumerate(block["rows"]):
        line(into).paragraph_format.keep_with_next = True
        recipients = block["recipients"] if number == 0 else []
        aside = 1 if recipients or len(columns) == 1 else 0
        parts = len(columns) + aside
        boxes = cells(into, [sheet.width / parts] * parts, sheet.width)
        if recipients:
            _recipients(boxes[0], recipients)
        for box, one in zip(boxes[aside:], columns, strict=True):
            _signature(box, one, room=sheet.width / parts - 2 * INSIDE)


def _recipients(box: Holder, recipients: list[str]) -> None:
    sized(run(line(box), "Nơi nhận:", "bi"), SIZES["recipients"])
    for text in recipients:
        sized(run(line(box), text), SIZES["recipient"])


def _signature(box: Holder, one: Mapping[str, Any], *, room: float) -> None:
    for text in one["lines"]:
        _centred(box, text, "b", size=SIZES["authority"], room=room)
    if one["hint"]:
        sized(run(line(box, align=Align.CENTER), one["hint"], "i"), SIZES["hint"])
    sized(run(line(box, align=Align.CENTER, above=62), one["name"], "b"), SIZES["name"])


def _slip(sheet: Sheet, into: Holder, block: Block) -> None:
    start = len(into.paragraphs)
    line(into)
    rule(into, sheet.width, share=1, dashed="dashed")
    _put(sheet, into, block["blocks"])
    for paragraph in into.paragraphs[start:]:
        paragraph.paragraph_format.keep_with_next = True


def _break(_: Sheet, into: Holder, __: Block) -> None:
    run(line(into), "").add_break(WD_BREAK.PAGE)


def _gap(_: Sheet, into: Holder, block: Block) -> None:
    paragraph: Paragraph = line(into)
    paragraph.paragraph_format.line_spacing = Mm(block["height"])


DRAW: Mapping[str, Callable[[Sheet, Holder, Block], None]] = {
    "head": _head,
    "cover": _cover,
    "title": _title,
    "to": _to,
    "text": _text,
    "pair": _pair,
    "choice": _choice,
    "table": _table,
    "signs": _signs,
    "slip": _slip,
    "page": _break,
    "gap": _gap,
}
