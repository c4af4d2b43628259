"""What is known already, so that nobody types it again: the site, the person at work, and lines of a book he may read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from somat.access import queries as access
from somat.audit.moment import today
from somat.law.access import Actor
from somat.people import queries as people
from somat.registry import queries
from somat.registry.verbs import READ_ENTRY
from somat.reporting.papers.form import Paper
from somat.reporting.wording import paper_day
from somat.web.books.history import EMPTY
from somat.web.books.lines import Line, lines, open_lines

Sources = Mapping[str, Any]
NONE: Sources = {}


def known(form: Paper, *, by: Actor, entry: UUID | None, more: Sources = NONE) -> dict[str, Any]:
    """Field name to value for every field whose source is known. A line of a book is read on record; NotFound as ever."""
    sources: dict[str, Any] = {**around(by), **more}
    if entry is not None:
        sources |= of_entry(entry, by=by)
    return fields_from(form, sources)


def fields_from(form: Paper, sources: Sources) -> dict[str, Any]:
    found = {field.name: sources.get(field.source) for field in form.fields if field.source}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def around(by: Actor) -> Sources:
    """The site and who is at work. The symbol is the site's, else that of the book that he keeps."""
    place = settings.SITE
    symbols = (book.symbol for book in queries.books(by=by) if book.kind == "out" and book.symbol)
    return {
        "site.agency": place.agency,
        "site.superior": place.superior,
        "site.place": place.place,
        "site.symbol": place.symbol or next(symbols, ""),
        "site.head_title": place.head_title,
        "today": today(),
        "actor.name": by.name,
        "actor.post": by.title,
        "person.name": by.name,
        "person.post": by.title,
    }


def of_entry(entry: UUID, *, by: Actor) -> Sources:
    found = queries.entry(entry, by=by, on=today())
    (sources,) = of_entries([found], by=by, verb=READ_ENTRY, object=found.uuid)
    return {**sources, "entry.drafter": drafter_of(found)}


def of_entries(found: Sequence[Any], *, by: Actor, verb: Any, object: UUID | None) -> list[Sources]:
    """The facts of lines already read through their room: one recorded reading for all of them."""
    opened = open_lines(found, by=by, verb=verb, object=object)
    return [
        facts_of(line, own=entry.kind == "out")
        | {
            "entry.kind": entry.kind,
            "entry.item": item_of(entry, line.number),
            "entry.may_copy": opened.words.get(entry.uuid, EMPTY).get("may_copy"),
        }
        for entry, line in zip(found, lines(opened), strict=True)
    ]


def item_of(entry: Any, number: str) -> str:
    """What a printed page calls a line: its document number out, its arrival number in, as the registers write them."""
    if entry.kind == "in" and entry.arrival_no:
        return f"số đến {entry.arrival_no:02d}"
    return f"số {number}" if entry.kind == "out" and number else f"dòng {entry.no:02d}"


def drafter_of(entry: Any) -> str:
    """Who drafted a line, where its circle says so."""
    drafters = [member.person for member in access.members(entry.uuid) if member.why == "drafter"]
    return people.names(set(drafters)).get(drafters[0], "") if drafters else ""


def volumes(by: Actor) -> list[tuple[str, str]]:
    """The newest volumes of the books that he sees whole, newest first in each."""
    return [
        (str(one.uuid), f"{book.name}, quyển {one.no:02d}/{one.year}")
        for book in queries.books(by=by)
        for one in queries.volume_names(book, by=by)
    ]


def facts_of(line: Line, *, own: bool) -> dict[str, Any]:
    """What a line says; `own`: the agency's own paper, which the register need not name as the issuing body."""
    body = settings.SITE.agency if own else line.body
    title = " số ".join(filter(None, (line.doc_type, line.number)))
    dated = f"{title} ngày {paper_day(line.day)}"
    row = {"day": line.day, "body": body, "level": line.level, "copies": line.copies}
    return {
        "entry.level": line.level,
        "entry.doc_type": line.doc_type,
        "entry.symbol": line.number,
        "entry.day": line.day,
        "entry.body": body,
        "entry.abstract": line.abstract,
        "entry.copies": line.copies,
        "entry.basis": line.basis,
        "entry.signer": line.signer,
        "entry.unit": line.unit,
        "entry.note": line.note,
        "entry.recipients": [{"body": one["body"], "numbers": one.get("copy_no", "")} for one in line.recipients],
        "entry.places": "; ".join(one["body"] for one in line.recipients) if own else "",
        "entry.secret": True,
        "entry.named": said(f"{dated} của {body}" if body else dated, line.abstract),
        "entry.items": [{"name": title, **row}],
        "entry.items_named": [{"name": said(dated, line.abstract), **row}],
    }


def said(title: str, abstract: str) -> str:
    """A paper by its title and what it is about; a Tuyệt mật line has no abstract to say."""
    return f"{title}, {abstract}" if abstract else title


def listed(sources: Iterable[Sources]) -> list[dict[str, Any]]:
    """Lines as the statistics (D-18) list them, by time; what the books do not hold stays empty."""
    rows = [
        {
            "name": f"{one['entry.doc_type']} {one['entry.symbol']}".strip(),
            "day": one["entry.day"],
            "level": one["entry.level"],
            "way": "Đi" if one["entry.kind"] == "out" else "Đến",
            "body": one["entry.body"],
            "copies": one["entry.copies"],
            "kept": one["entry.unit"],
            "note": one["entry.note"],
        }
        for one in sources
    ]
    return sorted(rows, key=lambda row: row["day"] or date.max)  # of a closed envelope it is not known yet
