"""What each page of a paper says of the secret it is about (R-SEC-4): level, item, copy, who prints it and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.registry import queries
from somat.registry.verbs import READ_ENTRY
from somat.reporting.papers.form import Paper
from somat.reporting.papers.render import Printed
from somat.web.books.history import EMPTY
from somat.web.books.lines import number_of
from somat.web.papers.known import Sources, item_of, of_entries


def about(entry: UUID | None, *, by: Actor) -> Sources:
    """Item and level of the line that a paper is made from; NotFound as ever. Read on record where its symbol is sealed."""
    if entry is None:
        return {}
    found = queries.entry(entry, by=by, on=today())
    if found.kind == "out" and found.level == Level.TUYET_MAT:
        (sources,) = of_entries([found], by=by, verb=READ_ENTRY, object=found.uuid)
        return sources
    return {"entry.item": item_of(found, number_of(found, EMPTY)), "entry.level": Level(found.level)}


def printed_of(form: Paper, facts: Mapping[str, Any], line: Sources, *, at: datetime, by: Actor) -> Printed:
    """The foot of one paper: of the line it is made from, else of the form itself and the highest level it lists as a book."""
    return Printed(
        by.name,
        at,
        by.workstation,
        item=line.get("entry.item") or form.title,
        copy_no=line.get("recipient.numbers") or None,
        level=line.get("entry.level") or (highest(form, facts) if "book" in form.acts else None),
    )


def highest(form: Paper, facts: Mapping[str, Any]) -> Level | None:
    """The highest level among the rows of a paper."""
    rows = (row for field in form.fields if field.kind == "rows" for row in facts.get(field.name) or ())
    return max((level for row in rows if isinstance(level := row.get("level"), Level)), default=None)
