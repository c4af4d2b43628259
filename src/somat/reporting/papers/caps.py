"""Places that cannot grow: a cover, a running head, the address in the margin. What is longer ends in an ellipsis; a slip too high for a page may part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from somat.reporting.form import MM
from somat.reporting.papers.form import Paper
from somat.reporting.papers.sizes import SIZES
from somat.reporting.papers.values import ZERO_WIDTH, breakable
from somat.reporting.wrap import fitted, wrap

COVER, FRAME = 130.0, 22.0  # mm: the letterhead of a cover; what its two frames take of the sheet's width and height
EVERY = 10  # letters of a word on a cover between places to break
BETWEEN = {"name": 4, "title": 10, "line": 8}  # points between lines of a cover, as drawing.typ has them
RULE = 20  # points: the rule below the names, and what the rest needs to breathe
# how many lines each may have, from the most that a cover takes down to what any sheet holds
MOST = {"superior": 3, "agency": 6, "title": 4, "line": 2}
FEWER = ("line", "agency", "title", "agency", "superior", "title", "agency", "agency", "superior", "title", "agency")
RUNNING, NUMBER = 11.0, 20.0  # points of a running head; mm on both sides of it for the page's number
SMALL = 8.0  # points of an address that needs two lines; the foot begins 7 mm below it
SHARE = 0.75  # of a page: a slip that may need more of it may part


def on_cover(block: Mapping[str, Any], form: Paper) -> dict[str, Any]:
    """The cover's words in as many lines as the sheet has room for."""
    page = form.page
    wide = page["width"] - page["left"] - page["right"] - FRAME
    high = (page["height"] - page["top"] - page["bottom"] - FRAME) * MM
    most, name, title = dict(MOST), SIZES["cover-line"], SIZES["cover"]
    for fewer in FEWER:
        names = (most["superior"] + most["agency"]) * (name + BETWEEN["name"]) + RULE
        lines = most["line"] * len(block["lines"]) * (name + BETWEEN["line"])
        if names + most["title"] * (title + BETWEEN["title"]) + lines <= high:
            break
        most[fewer] -= 1
    return {
        **block,
        "superior": capped(block["superior"], "", size=name, room=COVER, lines=most["superior"]),
        "agency": capped(block["agency"], "b", size=name, room=COVER, lines=most["agency"]),
        "text": capped(block["text"], "b", size=title, room=wide, lines=most["title"]),
        "lines": [capped(one, "", size=name, room=wide, lines=most["line"]) for one in block["lines"]],
    }


def capped(text: str, style: str, *, size: float, room: float, lines: int) -> str:
    """The text, or as much of it as stands in so many lines of `room` millimetres with an ellipsis behind it."""
    pieces = breakable(text, every=EVERY).replace(ZERO_WIDTH, " ")
    rows = wrap([(style, pieces)], width=room * MM - size, size=size)
    if len(rows) <= lines:
        return text
    left = sum(len(word.replace(" ", "")) for row in rows[:lines] for _, word in row)
    for at, letter in enumerate(text):
        left -= letter != " "
        if left == 0:
            return text[: at + 1] + "…"
    return text


def running(text: str, *, room: float) -> str:
    """One line between the margins (`room` millimetres), the page's number beside it."""
    return _joined(text, room=room - 2 * NUMBER, size=RUNNING, lines=1)


def address(text: str, *, room: float) -> tuple[str, float]:
    """The address in its line, smaller in two where it needs them; and its size in points."""
    size = SIZES["address"]
    if len(wrap([("", text)], width=room * MM - size, size=size)) < 2:
        return text, size
    return _joined(text, room=room, size=SMALL, lines=2), SMALL


def _joined(text: str, *, room: float, size: float, lines: int) -> str:
    return "".join(map(str, fitted(text, width=room * MM, size=size, lines=lines)))


def slip_parts(blocks: Sequence[Mapping[str, Any]], form: Paper) -> bool:
    """Whether a slip may be higher than its sheet: it then parts, instead of running over the edge."""
    page = form.page
    room, line = (page["width"] - page["left"] - page["right"]) * MM, form.size * 1.22
    count = sum(len(wrap([("b", text.replace(ZERO_WIDTH, " "))], width=room / parts, size=form.size)) for text, parts in _said(blocks))  # fmt: skip
    return count * line > (page["height"] - page["top"] - page["bottom"]) * MM * SHARE


def _said(blocks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """Each text of a slip, and into how many the line is parted where it stands."""
    for block in blocks:
        if block["kind"] == "signs":
            for row in block["rows"]:
                parts = max(2, len(row) + bool(block["recipients"]))
                yield from ((text, parts) for one in row for text in (*one["lines"], one["hint"], one["name"]))
            yield from ((one, 2) for one in block["recipients"])
        elif block["kind"] in {"text", "pair"}:
            yield " ".join(str(block.get(key, "")) for key in ("lead", "label", "text", "value")), 1
