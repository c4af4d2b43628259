"""What is known already, so that nobody types it again: the site, the person at work, and a line of a book he may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from somat.audit.moment import today
from somat.law.access import Actor
from somat.registry import queries
from somat.registry.verbs import READ_ENTRY
from somat.reporting.papers.form import Paper
from somat.web.books.lines import Line, lines, open_lines


def known(form: Paper, *, by: Actor, entry: UUID | None) -> dict[str, Any]:
    """Field name to value for every field whose source is known. A line of a book is read on record; NotFound as ever."""
    sources: dict[str, Any] = {**site(), "today": today(), "actor.name": by.name, "actor.post": by.title}
    if entry is not None:
        sources |= of_entry(entry, by=by)
    return {field.name: sources[field.source] for field in form.fields if sources.get(field.source)}


def site() -> dict[str, str]:
    place = settings.SITE
    return {"site.agency": place.agency, "site.superior": place.superior, "site.place": place.place}


def of_entry(entry: UUID, *, by: Actor) -> Mapping[str, Any]:
    found = queries.entry(entry, by=by, on=today())
    (line,) = lines(open_lines([found], by=by, verb=READ_ENTRY, object=found.uuid))
    return facts_of(line)


def facts_of(line: Line) -> dict[str, Any]:
    return {
        "entry.level": line.level,
        "entry.doc_type": line.doc_type,
        "entry.symbol": line.number,
        "entry.day": line.day,
        "entry.body": line.body,
        "entry.abstract": line.abstract,
        "entry.copies": line.copies,
        "entry.basis": line.basis,
        "entry.signer": line.signer,
        "entry.unit": line.unit,
        "entry.recipients": [{"body": one["body"]} for one in line.recipients],
    }
