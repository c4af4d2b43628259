"""The stamps: what each is by law, and each drawn as a PDF of exactly its own size."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from math import isfinite
from typing import Any, Literal

from somat.reporting.form import FORMS, MM
from somat.reporting.glyphs import face
from somat.reporting.inking import Fact, Line, filled
from somat.reporting.typeset import preview, typeset_paper
from somat.vault.converter.laying.spot import Spot

STILL = datetime(2026, 3, 1, tzinfo=UTC)  # a stamp has no moment of its own

FARTHEST = 400  # millimetres from an edge: the long side of A3 and no more

LARGEST = 200  # millimetres: of a stamp
CAPITAL = 0.66  # of the size: the height of a capital
FIELD = re.compile(r"\{\w+\}")

Facts = Mapping[str, Fact]
Size = tuple[float, float]  # width and height in millimetres
Sizes = Mapping[str, Size]  # by code


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamp. Sizes in millimetres over the outer edges of its frame; `state` and `basis` as stamps.toml explains them."""

    code: str
    title: str
    source: str
    article: str
    since: date
    until: date | None
    state: Literal["verified", "fallback", "unverified"]
    basis: Literal["fallback", "in force", "design"]
    on: Literal["paper", "envelope"]
    level: str
    width: float
    height: float
    frame: Literal["double", "single", "circle", "none"]
    color: str
    line: float
    gap: float
    pad: float
    lines: tuple[Line, ...]
    spot: Spot

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its facts, in their order."""
        return tuple(name for line in self.lines for name in line.fields)


@cache
def stamps() -> tuple[Stamp, ...]:
    """All stamps in the order of the file."""
    data = tomllib.loads((FORMS / "shared" / "stamps.toml").read_text("utf-8"))
    return tuple(_stamp(row, data["frame"], data["ink"]) for row in data["stamp"])


def stamp(code: str) -> Stamp:
    """The stamp of a code (C-02a, C-ĐẾN, HỎA TỐC, …). KeyError for an unknown one."""
    return {one.code: one for one in stamps()}[code]


@cache
def file_hash(code: str) -> str:
    """What was accepted of a stamp: SHA-256 of its own rows in the file and of those that all share. KeyError as `stamp`."""
    data = tomllib.loads((FORMS / "shared" / "stamps.toml").read_text("utf-8"))
    row = {one["code"]: one for one in data["stamp"]}[code]
    facts = json.dumps([row, data["frame"], data["ink"]], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(facts.encode()).hexdigest()


def moved(it: Stamp, place: Mapping[str, float]) -> Spot:
    """Where the stamp stands for an agency that moved it: distances (mm) from the edges that its own place names. ValueError for others."""
    if not all(getattr(it.spot, edge, None) is not None and 0 <= far <= FARTHEST for edge, far in place.items()):
        raise ValueError("not a place of this stamp")
    return replace(it.spot, **place)  # type: ignore[arg-type]


def resized(it: Stamp, size: Size | None) -> Stamp:
    """The stamp as wide and high (mm) as an agency wrote it. ValueError for one that was verified, is a level's mark, or cannot hold its words."""
    if size is None:
        return it
    width, height = size
    if it.state == "verified" or it.level:
        raise ValueError("the size of this stamp is given")
    if not (isfinite(width) and isfinite(height) and width <= LARGEST and height <= LARGEST):
        raise ValueError("not a size of a stamp")
    if it.frame == "circle" and width != height:
        raise ValueError("a circle is as wide as it is high")
    wide, high = least(it)
    if width < wide or height < high:
        raise ValueError("the words do not fit")
    return replace(it, width=width, height=height)


def may_resize(it: Stamp) -> bool:
    """Whether its size is ours: one that was seen stays, and the mark of a level is drawn on papers as it is shipped."""
    return it.state != "verified" and not it.level


def least(it: Stamp) -> Size:
    """How wide and high (mm) it must be for the words that are its own; never more than it is shipped."""
    rows = [(line, max(1, line.rows)) for line in it.lines]
    high = sum(
        CAPITAL * line.size / MM * many + line.above * (many if at else many - 1)
        for at, (line, many) in enumerate(rows)
    )
    wide = max(face(line.style).width(FIELD.sub("", line.text), line.size) for line in it.lines) / MM
    return min(it.width, wide + 2 * it.pad), min(it.height, high + 2 * it.pad)


def edges(it: Stamp) -> dict[str, float]:
    """The distances that say where it stands: two of left, right, top, bottom."""
    return {edge: far for edge in ("left", "right", "top", "bottom") if (far := getattr(it.spot, edge)) is not None}


def level_stamp(level: str) -> Stamp:
    """The mark of a level's code (mat, toi_mat, tuyet_mat)."""
    return {one.level: one for one in stamps() if one.level}[level]


def draw(code: str, facts: Facts) -> bytes:
    """One PDF page of exactly the stamp's size, nothing behind it. Missing facts are dotted lines; KeyError for a fact it has not."""
    return draw_all([(code, facts)])


def draw_all(marks: Iterable[tuple[str, Facts]], *, sizes: Sizes | None = None) -> bytes:
    """The same for several, one page each, in their order; `sizes`: those that an agency gave, by code."""
    made = [inked(code, facts, size=(sizes or {}).get(code)) for code, facts in marks]
    return typeset_paper("stamp", {"title": "Dấu", "marks": made}, at=STILL)


def pictures(sizes: Sizes | None = None) -> dict[str, bytes]:
    """Each stamp without facts as PNG of its own size or an agency's, 96 dots an inch, by code. Raises PrintFailed."""
    marks = [inked(it.code, {}, size=(sizes or {}).get(it.code)) for it in stamps()]
    made = preview("stamp", {"title": "Dấu", "marks": marks})
    return {it.code: png for it, png in zip(stamps(), made, strict=True)}


def inked(code: str, facts: Facts, *, size: Size | None = None) -> dict[str, Any]:
    """A stamp with its facts as `mark` of forms/shared/marks.typ takes it. KeyError as `draw`."""
    it = resized(stamp(code), size)
    if unknown := set(facts) - set(it.fields):
        raise KeyError(*sorted(unknown))
    room = it.width - 2 * it.pad
    return {
        "width": it.width,
        "height": it.height,
        "frame": it.frame,
        "color": it.color,
        "line": it.line,
        "gap": it.gap,
        "pad": it.pad,
        "lines": [row for line in it.lines for row in filled(line, facts, room=room)],
    }


def _stamp(row: dict[str, Any], frame: dict[str, float], ink: dict[str, str]) -> Stamp:
    gap = row.get("gap", 0)
    pads = {"single": frame["pad-single"], "none": 0.0}
    return Stamp(
        code=row["code"],
        title=row["title"],
        source=row["source"],
        article=row["article"],
        since=row["from"],
        until=row.get("until"),
        state=row["state"],
        basis=row["basis"],
        on=row.get("on", "paper"),
        level=row.get("level", ""),
        width=row["width"],
        height=row["height"],
        frame=row["frame"],
        color=ink[row.get("color", "red")],
        line=frame["line"],
        gap=frame["gap"],
        pad=pads.get(row["frame"], frame["pad"]),
        lines=tuple(Line(**{"above": gap, **line}) for line in row["lines"]),
        spot=Spot(**row["place"]),
    )
