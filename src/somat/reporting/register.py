"""What an agency may correct in a register: margins, sizes, words, and its columns; every column of the law stays."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from somat.reporting.form import MM, Form, form, raw
from somat.reporting.given import cleaned, is_number
from somat.reporting.glyphs import face
from somat.reporting.ledger import BookPrint, Cell, Line
from somat.reporting.pages import header
from somat.reporting.papers.columns import judge_columns, judge_room
from somat.reporting.papers.form import BadForm
from somat.reporting.plain import visible

KEYS = frozenset({"page", "text", "rules", "title", "cover", "lines", "columns", "unit"})
EDGES = {"top": (15, 60), "bottom": (15, 60), "left": (10, 60), "right": (10, 60)}  # mm
SIZES = {"size": (8, 12), "header": (7, 12)}  # points
ROWS = {"min_row": (8, 30), "min_receipt": (8, 30)}  # mm; forms.md asks 8 to sign in
FIELDS = frozenset({"year", "first_day", "last_day", "first_no", "last_no", "volume"})
TITLE, COVER, LINE = (13, 125.0), 27, 14  # points and mm of the title on each page; points on the cover
FRAME = 22.0  # mm: what a cover's frames take of the width
LEAST_WIDE, LEAST_HIGH, SIGN = 220.0, 60.0, 20.0  # mm: of the table, of its rows on a page, of the signing column
PLACEHOLDER = re.compile(r"\{(\w*)\}")


def register(code: str, correction: Mapping[str, Any]) -> Form:
    """The register as an agency corrected it. Raises BadForm with a Vietnamese sentence."""
    unknown = set(correction) - KEYS
    if unknown:
        raise BadForm(f"Không đổi được “{sorted(unknown)[0]}”.")
    if cleaned(correction) != correction:
        raise BadForm("Trong lời văn có ký tự không in được.")
    for part, bounds, said in (
        ("page", EDGES, "Lề trang"),
        ("text", SIZES, "Cỡ chữ"),
        ("rules", ROWS, "Cao dòng, chỗ ký"),
    ):
        _judge_measures(correction.get(part, {}), bounds, said)
    _judge_columns(code, correction)
    made = form(code, text_of(correction))
    _judge_page(made)
    _judge_words(made)
    return made


def text_of(correction: Mapping[str, Any]) -> str:
    """A correction as it is kept and as `form` takes it; "" for none."""
    return json.dumps(correction, ensure_ascii=False, sort_keys=True) if correction else ""


def _judge_measures(given: Mapping[str, Any], bounds: Mapping[str, tuple[float, float]], said: str) -> None:
    for key, value in given.items():
        least, most = bounds.get(key, (1, 0))
        if not is_number(value) or not least <= value <= most:
            raise BadForm(f"{said}: từ {least} đến {most}.")


def _judge_columns(code: str, correction: Mapping[str, Any]) -> None:
    """Before the form is made of them: its columns are those of the law in some order, and others that are empty."""
    if "columns" not in correction:
        return
    shipped = [{**column, "value": column["holds"]} for column in raw(code)["columns"]]
    columns = [{**column, "value": column.get("holds", "")} for column in correction["columns"]]
    judge_columns("Sổ", {"columns": columns}, {"columns": shipped})
    known = {column["holds"] for column in shipped}
    if any(column["value"] not in known | {""} for column in columns):
        raise BadForm("Sổ: cột thêm để trống, ghi tay.")


def _judge_page(made: Form) -> None:
    page = made.page
    if page.body_width < LEAST_WIDE * MM:
        raise BadForm(f"Lề trái và lề phải cộng lại nhiều nhất {(page.width / MM - LEAST_WIDE):.0f} mm.")
    widths = [column.width / MM for column in made.columns]
    heads = [{"header": column.header} for column in made.columns]
    judge_room("Sổ", heads, widths, room=page.body_width / MM, size=made.text.header)
    for number, (column, width) in enumerate(zip(made.columns, widths, strict=True), 1):
        if column.kind == "sign" and width < SIGN:
            raise BadForm(f"Sổ, cột {number}: rộng ít nhất {SIGN:.0f} mm để còn chỗ ký.")
    if page.body_height - header(made).whole < LEAST_HIGH * MM:
        raise BadForm(f"Trang còn ít hơn {LEAST_HIGH:.0f} mm cho các dòng: bớt lề trên, lề dưới hoặc tiêu đề cột.")


def _judge_words(made: Form) -> None:
    size, room = TITLE
    _judge_text("Tên sổ", made.title, size, room, "b")
    wide = made.page.body_width / MM - FRAME
    if not 1 <= len(made.cover) <= 3:
        raise BadForm("Tên sổ trên bìa có từ 1 đến 3 dòng.")
    for one in made.cover:
        _judge_text("Tên sổ trên bìa", one, COVER, wide, "b")
    for one in made.lines:
        unknown = [name for name in PLACEHOLDER.findall(one) if name not in FIELDS]
        if unknown:
            raise BadForm(f"Dòng trên bìa: không có mục “{unknown[0]}” để điền.")
        _judge_text("Dòng trên bìa", PLACEHOLDER.sub("31/12/2026", one), LINE, wide, "")


def _judge_text(name: str, text: str, size: float, room: float, style: str) -> None:
    if not visible(text):
        raise BadForm(f"{name}: ghi chữ.")
    if face(style).width(visible(text), size) > room * MM:
        raise BadForm(f"{name}: “{text[:20]}…” dài hơn một dòng {room:.0f} mm.")


def rearranged(book: BookPrint, correction: Mapping[str, Any]) -> BookPrint:
    """A print made for the shipped register on the corrected one: each cell goes with its column, an added one is empty."""
    was, now = form(book.form), register(book.form, correction)

    def line(one: Line) -> Line:
        held = {column.holds: cell for column, cell in zip(was.columns, one.cells, strict=True)}
        return replace(one, cells=tuple(held.get(column.holds, Cell()) for column in now.columns))

    return replace(book, correction=now.correction, lines=tuple(map(line, book.lines)))
