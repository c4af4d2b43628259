"""The columns of a table as an agency may change them: words, widths, order, one more, one less; and whether they then fit the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from somat.reporting.form import MM
from somat.reporting.given import is_number
from somat.reporting.glyphs import face
from somat.reporting.papers.form import BadForm, Paper
from somat.reporting.papers.sizes import SIZES
from somat.reporting.plain import visible
from somat.reporting.wrap import height, wrap

Block = Mapping[str, Any]
PADDING = 2.4  # mm: left and right in a cell
NARROWEST, MOST, LONGEST = 6.0, 20, 300  # mm of a column; columns of a table; letters of a header
TALLEST = 60.0  # mm of the headers
LEADING = 0.18  # of the size, between the lines of a cell
ALIGNS = frozenset({"left", "center", "right"})
BOUNDS = {"least": (0, 200), "height": (5, 60), "size": (7, 16)}  # blank rows; mm; points


def room_of(page: Mapping[str, float]) -> float:
    """The text width in millimetres."""
    return page["width"] - page["left"] - page["right"]


def measured(block: Block, *, room: float) -> list[float]:
    """Each column's width in millimetres: as an agency wrote it, else its share of the text width."""
    widths = [column.get("width", 1) for column in block["columns"]]
    if block.get("unit") == "mm":
        return widths
    whole = sum(widths)
    return [width / whole * room for width in widths]


def tenths(widths: Sequence[float], *, room: float) -> list[float]:
    """The widths in tenths of a millimetre, as they are shown and typed: never more in all than there is room."""
    whole = [int(width * 10 + 1e-6) for width in widths]
    left = min(int(room * 10 + 1e-6), round(sum(widths) * 10)) - sum(whole)
    rests = sorted(range(len(widths)), key=lambda at: whole[at] - widths[at] * 10)
    for at in rests[: max(0, left)]:
        whole[at] += 1
    return [one / 10 for one in whole]


def judge_table(name: str, block: Block, shipped: Block, form: Paper) -> None:
    """Raises BadForm with a Vietnamese sentence for columns that do not fit the page, or lack what the form must say."""
    for key, (least, most) in BOUNDS.items():
        value = block.get(key, least)
        if not is_number(value) or not (least <= value <= most or (key == "size" and value == 0)):
            raise BadForm(f"{name}: số dòng từ 0 đến 200, cao dòng từ 5 đến 60 mm, cỡ chữ từ 7 đến 16.")
    judge_columns(name, block, shipped)
    room = room_of(form.page)
    size = block.get("size") or min(form.size, SIZES["header"])
    judge_room(name, block["columns"], measured(block, room=room), room=room, size=size)


def judge_columns(name: str, block: Block, shipped: Block) -> None:
    """Raises BadForm for columns of a wrong shape, or without one that the form must have."""
    columns = block["columns"]
    if not isinstance(columns, list | tuple) or not 1 <= len(columns) <= MOST:
        raise BadForm(f"{name}: có từ 1 đến {MOST} cột.")
    for number, column in enumerate(columns, 1):
        _judge_column(f"{name}, cột {number}", column)
    _judge_whole(name, columns, shipped)


def _judge_column(name: str, column: Any) -> None:
    if not isinstance(column, Mapping) or not all(isinstance(column.get(key, ""), str) for key in ("header", "value")):
        raise BadForm(f"{name}: tiêu đề là chữ.")
    header = column.get("header", "")
    if not header.strip() or len(header) > LONGEST:
        raise BadForm(f"{name}: ghi tiêu đề, nhiều nhất {LONGEST} chữ.")
    if column.get("align", "left") not in ALIGNS:
        raise BadForm(f"{name}: canh trái, giữa hoặc phải.")
    if not is_number(column.get("width", 1)) or column.get("width", 1) <= 0:
        raise BadForm(f"{name}: chiều rộng là số lớn hơn 0, tính bằng mm.")


def _judge_whole(name: str, columns: Sequence[Block], shipped: Block) -> None:
    """Every column that the form must have is there, once; one of sums keeps the place of its label."""
    values = [column.get("value", "") for column in columns if column.get("value")]
    for column in shipped["columns"]:
        value = column.get("value", "")
        if value not in values and not column.get("optional"):
            raise BadForm(f"{name}: không bỏ được cột “{column['header']}”, mẫu phải có cột này.")
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice:
        raise BadForm(f"{name}: hai cột cùng ghi một nội dung {twice}.")
    if "total" in shipped and columns[0].get("value") != shipped["columns"][0].get("value"):
        raise BadForm(f"{name}: bảng có dòng tổng nên cột “{shipped['columns'][0]['header']}” luôn đứng đầu.")


def judge_room(name: str, columns: Sequence[Block], widths: Sequence[float], *, room: float, size: float) -> None:
    """Raises BadForm for widths (mm) that are more than the text width, or too narrow for the words above them."""
    over = sum(widths) - room
    if over > 0.05:
        raise BadForm(
            f"{name}: các cột rộng cộng lại {_mm(sum(widths))} mm, trang trừ lề chỉ còn {_mm(room)} mm; "
            f"bớt {_mm(over)} mm."
        )
    shape = face("b")
    for number, (column, width) in enumerate(zip(columns, widths, strict=True), 1):
        inner, header = (width - PADDING) * MM, visible(column["header"])
        if width < NARROWEST:
            raise BadForm(f"{name}, cột {number}: rộng {_mm(width)} mm, ít nhất {_mm(NARROWEST)} mm.")
        word = max(header.split(), key=lambda one: shape.width(one, size), default="")
        if shape.width(word, size) > inner:
            raise BadForm(
                f"{name}, cột {number}: chữ “{_short(word)}” rộng hơn cột {_mm(width)} mm; nới cột hoặc sửa tiêu đề."
            )
        lines = len(wrap([("b", header)], width=inner, size=size))
        if height(lines, size=size, leading=LEADING * size) > TALLEST * MM:
            raise BadForm(f"{name}, cột {number}: tiêu đề cao hơn {_mm(TALLEST)} mm; nới cột hoặc sửa tiêu đề.")


def _mm(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def _short(word: str) -> str:
    return word if len(word) <= 20 else f"{word[:20]}…"
