"""From which act a paper is begun, by its address: a volume, a person who leaves, a hand-over of a book, a paper that waits for its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from somat.access import queries as access
from somat.audit.absent import NotFound
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.people import queries as people
from somat.registry import queries as registry
from somat.registry.opening import open_words
from somat.registry.verbs import READ_DRAFT
from somat.web.books.history import TYPES
from somat.web.papers.holding import cover_of
from somat.web.papers.known import Sources

VOLUME, PERSON, HANDOVER, DRAFT = "quyen", "nguoi", "ban-giao", "ban-thao"


def sources_of(request: HttpRequest, *, by: Actor) -> dict[str, Any]:
    """What the things that the address names say. NotFound, 404 as ever."""
    sources: dict[str, Any] = {}
    for name, read in BEGUN.items():
        if (uuid := uuid_in(request, name)) is not None:
            sources |= read(uuid, by=by)
    return sources


def uuid_in(request: HttpRequest, name: str) -> UUID | None:
    written = request.POST.get(name) or request.GET.get(name) or ""
    try:
        return UUID(written) if written else None
    except ValueError:
        raise Http404 from None


def of_person(uuid: UUID, *, by: Actor) -> Sources:
    """Who leaves the work: name, post, unit, and his clearance as far as this person may know it."""
    found = people.person(uuid, by=by)
    held = [right for right in access.rights(uuid, by=by) if right.kind == "clearance"]
    return {
        "person.name": found.name,
        "person.post": found.post,
        "person.unit": found.unit.name if found.unit else found.outside,
        "person.since": min((right.since for right in held), default=None),
        "person.until": min(today(), max(right.until for right in held)) if held else None,
        "person.highest": max((Level(right.level) for right in held), default=None),
    }


def of_handover(uuid: UUID, *, by: Actor) -> Sources:
    """Who gives a book by a decision, who takes it, and the book as it was found."""
    found = access.proposal(uuid, by=by)
    if found.instead_of is None or found.book is None:
        raise NotFound(uuid)
    names = {book.uuid: book.name for book in registry.all_books(by=by)}
    last = f"dòng cuối {found.handed_over_no:02d}" if found.handed_over_no is not None else ""
    book = {"name": names.get(found.book, ""), "level": Level(found.level) if found.level else None, "note": last}
    return {
        **of_person(found.instead_of, by=by),
        "person.receiver": people.names([found.person]).get(found.person, ""),
        "person.items": [{key: value for key, value in book.items() if value}] if book["name"] else [],
    }


def of_draft(uuid: UUID, *, by: Actor) -> Sources:
    """What the drafter wrote of a paper that waits for its number; read on record."""
    draft = registry.draft(uuid, by=by)
    if draft.state != "open" or draft.purpose != "out":
        raise NotFound(uuid)
    words = open_words([draft], table="registry_draft", verb=READ_DRAFT, by=by)[uuid]
    to = [body for body in words.get("to") or () if body]
    kind = words.get("doc_type")
    return {
        "entry.level": Level(draft.level),
        "entry.doc_type": TYPES.get(kind, kind),
        "entry.abstract": words.abstract,
        "draft.abstract": words.abstract,
        "entry.basis": words.get("basis"),
        "entry.copies": draft.approved,
        "entry.signer": words.get("signer"),
        "entry.recipients": [{"body": body} for body in to],
        "entry.places": "; ".join(to),
        "entry.secret": True,
        "entry.drafter": people.names([draft.owner]).get(draft.owner, ""),
    }


BEGUN: Mapping[str, Callable[..., Sources]] = {
    VOLUME: cover_of,
    PERSON: of_person,
    HANDOVER: of_handover,
    DRAFT: of_draft,
}
