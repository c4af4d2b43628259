"""Nhật ký in: what left the machine on paper or in a file, by whom, when, tied to which checkpoint of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.registry import queries
from somat.registry.queries import inspection, papers

WHATS = {"volume": "In sổ", "entry": "In một dòng", "export": "Kết xuất tệp"}


def own(request: HttpRequest) -> HttpResponse:
    """What this person printed and exported himself."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.BOOK_READ, duties=by.duties))
    rows, before = papers.own_printings(by=by, before=place(request))
    return page(request, rows, before, by=by, current=None)


def book(request: HttpRequest, book: UUID) -> HttpResponse:
    """Everything that was printed and exported of a book, by anybody, within this person's scope."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.BOOK_READ, duties=by.duties))
    rows, before = papers.printings_of(book, by=by, before=place(request))
    return page(request, rows, before, by=by, current=book)


def place(request: HttpRequest) -> int | None:
    text = str(request.GET.get("before", ""))
    return int(text) if text.isdigit() and len(text) < 18 else None


def page(
    request: HttpRequest, found: Sequence[Any], before: int | None, *, by: Actor, current: UUID | None
) -> HttpResponse:
    names, books = people.names({p.by for p in found}), papers.names_of([p.book for p in found if p.book])
    lines = papers.numbers_of([p.entry for p in found if p.entry], by=by, on=today())
    notes = papers.notes_of(found, by=by)
    volumes = queries.volumes_of({p.volume for p in found if p.volume}, by=by)
    context = {
        "rows": [
            {
                "what": WHATS.get(p.what, p.what),
                "of": of(p, volumes, lines),
                "note": notes.get(p.uuid, ""),
                "book": books.get(p.book, ""),
                "level": Level(p.level),
                "no": p.no,
                "at": p.at,
                "by": names.get(p.by, ""),
                "station": p.station,
                "size": p.size,
            }
            for p in found
        ],
        "ways": [{"label": "Tôi in, kết xuất", "url": reverse("checks:own_prints"), "current": current is None}]
        + [
            {"label": b.name, "url": reverse("checks:prints", args=[b.uuid]), "current": current == b.uuid}
            for b in inspection.books_seen(by=by)
        ],
        "pager": {"says": "", "older": {"url": f"?before={before}"}, "newer": None} if before else None,
    }
    return render(request, "checks/prints.html", context)


def of(printing: Any, volumes: dict[UUID, Any], lines: dict[UUID, Any]) -> str:
    """Which volume and numbers, or which line."""
    if printing.entry:
        entry = lines.get(printing.entry)
        return f"dòng {entry.no:02d} năm {entry.year}" if entry else ""
    volume = volumes.get(printing.volume)
    numbers = ""
    if printing.first_no or printing.last_no:
        numbers = f", số {printing.first_no or 'đầu'} đến {printing.last_no or 'cuối'}"
    return f"quyển {volume.no:02d}/{volume.year}{numbers}" if volume else ""
