"""The sheet that shows where each stamp stands: at true size on A4, with its measures, and what is known of its drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from somat.reporting.board import Item, frame, mark, rule, sheet, text
from somat.reporting.measures import measures
from somat.reporting.stamps import Stamp, stamps
from somat.reporting.typeset import preview, typeset_paper

GREY = "#707070"
SMALL = 6.5
STATES = {"verified": "đã xác minh", "fallback": "tạm dùng", "unverified": "chưa xác minh"}
BASES = {"fallback": "tạm dùng", "in force": "đang có hiệu lực", "design": "của phần mềm"}
COLUMNS = (
    (12, 24, "Mã"),
    (37, 60, "Dấu"),
    (98, 22, "Rộng × cao"),
    (119, 30, "Vị trí"),
    (150, 33, "Nguồn"),
    (184, 18, "Hình vẽ"),
)


Correction = Mapping[str, Any] | None  # as `measures.measures` takes it


def render_diagram(*, at: datetime, correction: Correction = None) -> bytes:
    """Three A4 pages: first page, last page with the stamps of envelopes, list. Raises BadForm, PrintFailed."""
    return typeset_paper("D-19", _drawn(correction), at=at)


def diagram_pictures(correction: Correction = None) -> list[bytes]:
    """The same as PNG, 96 dots an inch. Raises BadForm, PrintFailed."""
    return preview("D-19", _drawn(correction))


def _drawn(correction: Correction) -> dict[str, Any]:
    form = measures("D-19", correction)
    sheets = [
        sheet(210, 297, [*_boxes(form["first"]), *_titled(form, "trang đầu", top=262), *_standing(1)]),
        sheet(
            210, 297, [*_boxes(form["last"]), *_titled(form, "trang cuối", top=24), *_standing(-1), *_on_envelopes()]
        ),
        sheet(210, 297, [*_titled(form, "danh mục các dấu", top=15), *_listed()]),
    ]
    return {"title": form["title"], "author": "", "sheets": sheets}


def _boxes(boxes: dict[str, list[float]]) -> Iterator[Item]:
    for name, (left, top, width, height) in boxes.items():
        yield frame(left=left, top=top, width=width, height=height, color=GREY)
        if width > 50:
            yield text(f"Ô {name}", left=left + 1, top=top + 2, width=width - 2, size=SMALL, style="i", color=GREY)


def _titled(form: Mapping[str, Any], part: str, *, top: float) -> Iterator[Item]:
    yield text(f"{form['title']}: {part}", left=32, top=top, width=161, size=12, style="b", align="center")
    known = f"Tỷ lệ 1:1, khổ A4, đơn vị mm. {form['source']}, {form['article']}: chưa thấy hình vẽ gốc, vị trí do phần mềm đề xuất."
    yield text(known, left=32, top=top + 6, width=161, size=8.5, style="i", align="center", lines=2)


def _standing(page: int) -> Iterator[Item]:
    """The stamps of a page, the largest of those that share a place, each with its measures beside or below it."""
    shared: dict[tuple[float, float], list[Stamp]] = {}
    for it in stamps():
        if it.on == "paper" and it.basis != "design" and it.frame != "none" and it.spot.page == page:
            shared.setdefault(_corner(it), []).append(it)
    for (left, top), ones in shared.items():
        largest = max(ones, key=lambda it: it.width)
        yield mark(largest.code, left=left, top=top)
        yield from _measured(ones, left, top, largest)


def _measured(ones: list[Stamp], left: float, top: float, largest: Stamp) -> Iterator[Item]:
    """Sizes and place: below a stamp that has nothing under it, else at its right."""
    sizes, place = "; ".join(f"{it.code}: {_sized(it)}" for it in ones), f"cách trái {left:g}, cách trên {top:g}"
    if left > 105 or top < 20 or largest.height > 60:
        below = top + largest.height + 0.6
        yield text(f"{sizes}; {place}", left=left, top=below, width=largest.width + 4, size=SMALL)
        return
    start = left + largest.width + 2
    width = (113 if top < 70 else 129) - start
    first = text(sizes, left=start, top=top, width=width, size=SMALL, lines=2, leading=1.2)
    yield first
    under = top + first["high"] + 0.4
    yield text(place, left=start, top=under, width=width, size=SMALL, lines=2, leading=1.2, color=GREY)


def _on_envelopes() -> Iterator[Item]:
    yield text("Dấu đóng trên bì (đúng kích thước):", left=30, top=48, width=165, size=10, style="b")
    left = 30.0
    for it in stamps():
        if it.on == "envelope":
            top = 58.0
            if left + it.width > 195 or it.width > 50:
                left, top = 30.0, 86.0
            yield mark(it.code, left=left, top=top)
            yield text(
                f"{it.code}: {_sized(it)}", left=left, top=top + it.height + 0.8, width=max(it.width, 24), size=SMALL
            )
            left += it.width + 15


def _listed() -> Iterator[Item]:
    top = 32.0
    for left, width, name in COLUMNS:
        yield text(name, left=left, top=top, width=width, size=9, style="b")
    top += 6
    for it in stamps():
        yield rule(left=12, top=top - 1, across=189, color=GREY)
        row = [
            text(said, left=left, top=top, width=width, size=8.5, lines=3)
            for (left, width, _), said in zip(COLUMNS, _said(it), strict=True)
        ]
        yield from row
        top += max(item["high"] for item in row) + 2


def _said(it: Stamp) -> tuple[str, ...]:
    source = f"{it.source}, {it.article} ({BASES[it.basis]})" if it.article else BASES[it.basis]
    return (
        it.code,
        it.title,
        _sized(it),
        _place(it),
        source,
        BASES["design"] if it.basis == "design" else STATES[it.state],
    )


def _place(it: Stamp) -> str:
    if it.on == "envelope":
        return "trên bì"
    names = {"left": "cách trái", "right": "cách phải", "top": "cách trên", "bottom": "cách dưới"}
    sides = [f"{said} {getattr(it.spot, side):g}" for side, said in names.items() if getattr(it.spot, side) is not None]
    return ", ".join([*sides, *(["trang cuối"] if it.spot.page == -1 else [])])


def _corner(it: Stamp) -> tuple[float, float]:
    return it.spot.corner(it.width, it.height, page=(210, 297))


def _sized(it: Stamp) -> str:
    return f"đường kính {it.width:g}" if it.frame == "circle" else f"{it.width:g} × {it.height:g}"
