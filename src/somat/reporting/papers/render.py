"""The one call that prints a paper: a code and what is known go in, PDF/A-2u, a picture or an editable .docx comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from somat.law.levels import Level
from somat.reporting.foot import printed as printed_line
from somat.reporting.form import MM
from somat.reporting.papers.fill import blocks, facts_of
from somat.reporting.papers.form import Paper, corrected, paper
from somat.reporting.papers.glue import glued
from somat.reporting.papers.narrow import narrowed
from somat.reporting.papers.tables import laid
from somat.reporting.papers.values import Facts, filled
from somat.reporting.plain import visible
from somat.reporting.typeset import preview, typeset_paper

DRAWING = "shared/paper"


@dataclass(frozen=True, slots=True)
class Printed:
    """What R-SEC-4 asks of each page: who prints, when, where, and which item and copy it is."""

    by: str
    at: datetime
    workstation: str = ""
    item: str = ""
    copy_no: int | None = None


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
    printed: Printed | None = None,
    correction: Mapping[str, Any] | None = None,
) -> bytes:
    """One PDF of as many papers as facts, each from page 1 on: notices to many holders, in one run. ValueError for none."""
    if not facts:
        raise ValueError("no papers to print")
    form = made(code, correction)
    return typeset_paper(DRAWING, drawn([data_of(form, one, printed=printed) for one in facts]), at=at)


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
    level, values = facts.get("level"), facts_of(form, facts)
    return {
        "title": form.title,
        "author": visible(str(facts.get("agency") or "")),
        "page": dict(form.page),
        "size": form.size,
        "level": level.code if form.level and isinstance(level, Level) else "",
        "running": filled(form.running, values),
        "address": visible(str(facts.get("address") or "")) if any(f.name == "address" for f in form.fields) else "",
        "foot": foot(printed, width=(form.page["width"] - form.page["left"] - form.page["right"]) * MM),
        "blocks": blocks(form, values),
    }


def foot(printed: Printed | None, *, width: float) -> dict[str, Any] | None:
    if printed is None:
        return None
    copy = f" · bản số {printed.copy_no}" if printed.copy_no else ""
    return {
        "printed": printed_line(printed.by, at=printed.at, workstation=printed.workstation, width=width * 0.6),
        "item": visible(printed.item) + copy,
    }
