"""The one call that prints a paper: a code and what is known go in, PDF/A-2u, a picture or an editable .docx comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from somat.law.levels import Level
from somat.reporting.foot import SIZE
from somat.reporting.foot import printed as printed_line
from somat.reporting.form import MM
from somat.reporting.glyphs import face
from somat.reporting.papers.caps import address, running
from somat.reporting.papers.corrected import corrected
from somat.reporting.papers.fill import blocks, facts_of
from somat.reporting.papers.form import Paper, paper
from somat.reporting.papers.glue import glued
from somat.reporting.papers.narrow import narrowed
from somat.reporting.papers.tables import laid
from somat.reporting.papers.values import Facts, filled
from somat.reporting.plain import visible
from somat.reporting.typeset import preview, typeset_paper
from somat.reporting.wrap import fitted

DRAWING = "shared/paper"
JOINED = "\u00a0"
GAP = 10.0  # points between the two sides of the foot


@dataclass(frozen=True, slots=True)
class Printed:
    """What R-SEC-4 asks of each page: who prints, when, where, and which item and copy it is.

    `level` is the item's; a form without a level of its own bears its mark too. Several copies are a span ("2–4").
    """

    by: str
    at: datetime
    workstation: str = ""
    item: str = ""
    copy_no: int | str | None = None
    level: Level | None = None


def render(
    code: str,
    facts: Facts,
    *,
    at: datetime,
    printed: Printed | None = None,
    correction: Mapping[str, Any] | None = None,
) -> bytes:
    """The paper of this code with these facts (field name to value) as PDF/A-2u.

    What is missing is drawn as dots to write on. Raises KeyError (no such code), Unfit (a value of the wrong kind),
    BadForm (a bad correction), PrintFailed. The same facts and moment give the same bytes.
    """
    return typeset_paper(DRAWING, drawn([data_of(made(code, correction), facts, printed=printed)]), at=at)


def many(
    code: str,
    facts: Sequence[Facts],
    *,
    at: datetime,
    printed: Printed | Sequence[Printed] | None = None,
    correction: Mapping[str, Any] | None = None,
) -> bytes:
    """One PDF of as many papers as facts, each from page 1 on: notices to many holders, in one run. ValueError for none.

    `printed` is one for all, or one for each paper (ValueError for another number of them).
    """
    if not facts:
        raise ValueError("no papers to print")
    form = made(code, correction)
    feet = [printed] * len(facts) if printed is None or isinstance(printed, Printed) else printed
    papers = [data_of(form, one, printed=foot) for one, foot in zip(facts, feet, strict=True)]
    return typeset_paper(DRAWING, drawn(papers), at=at)


def pictures(
    code: str, facts: Facts, *, printed: Printed | None = None, correction: Mapping[str, Any] | None = None
) -> list[bytes]:
    """Each page as PNG at 96 dots an inch, for the preview on screen."""
    return preview(DRAWING, drawn([data_of(made(code, correction), facts, printed=printed)]))


def drawn(papers: list[dict[str, Any]]) -> dict[str, Any]:
    """What the drawing takes."""
    return {"papers": [{**one, "blocks": _ready(one)} for one in papers]}


def _ready(one: dict[str, Any]) -> list[dict[str, Any]]:
    room = one["page"]["width"] - one["page"]["left"] - one["page"]["right"]
    return [narrowed(glued(laid(block, base=one["size"])), room=room) for block in one["blocks"]]


def made(code: str, correction: Mapping[str, Any] | None) -> Paper:
    form = paper(code)
    return corrected(form, correction) if correction else form


def data_of(form: Paper, facts: Facts, *, printed: Printed | None) -> dict[str, Any]:
    """Everything that the drawing needs, and nothing else."""
    level, values = mark(form, facts, printed), facts_of(form, facts)
    asked = facts.get("address") if any(field.name == "address" for field in form.fields) else ""
    where, small = address(visible(str(asked or "")), room=_room(form))
    return {
        "title": form.title,
        "author": visible(str(facts.get("agency") or "")),
        "page": dict(form.page),
        "size": form.size,
        "level": level,
        "running": running(filled(form.running, values), room=_room(form)),
        "address": where,
        "address-size": small,
        "foot": foot(printed, own=own_level(form, facts), width=_room(form) * MM),
        "blocks": [
            {**one, "level": level} if one["kind"] in {"head", "cover"} else one for one in blocks(form, values)
        ],
    }


def _room(form: Paper) -> float:
    return form.page["width"] - form.page["left"] - form.page["right"]


def own_level(form: Paper, facts: Facts) -> Level | None:
    """The level of the paper itself, where its form has one and it was given."""
    level = facts.get("level")
    return level if form.level and isinstance(level, Level) else None


def mark(form: Paper, facts: Facts, printed: Printed | None) -> str:
    """Whose mark the paper bears: its own level's; where the form has none, that of the item it is made from."""
    level = own_level(form, facts) if form.level else printed.level if printed else None
    return level.code if level else ""


def foot(printed: Printed | None, *, own: Level | None = None, width: float) -> dict[str, Any] | None:
    """Printer and time at the left; level, item and copy at the right. Only names and the item are shortened."""
    if printed is None:
        return None
    line = printed_line(printed.by, at=printed.at, workstation=printed.workstation, width=width * 0.6)
    level = max((one for one in (own, printed.level) if one), default=None)
    before = f"{level.title} · " if level else ""
    after = f" · bản số {visible(str(printed.copy_no))}" if printed.copy_no else ""
    taken = sum(face("").width(str(piece), SIZE) for piece in (*line, before, after)) + GAP
    whole = visible(printed.item).replace(" ", JOINED, 1)  # else a long symbol would leave only the word before it
    item = "".join(map(str, fitted(whole, width=width - taken, size=SIZE, lines=1))).replace(JOINED, " ")
    return {"printed": line, "item": f"{before}{item}{after}"}
