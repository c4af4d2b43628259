"""Papers round a line: what answers what, what waits for its number, and what left the machine on paper or in a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from somat.access.visible import visible_to
from somat.audit.prepared import Prepared
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.registry.models import Book, Draft, Entry, PrintedForm, Printing
from somat.registry.queries import ACTORS, PAGE, NotFound
from somat.registry.queries.lists import end_of, start_of


def answered(reply: UUID, *, by: Actor, on: date) -> list[Entry]:
    """The arrivals that an outgoing line answers, as far as this person may see them."""
    return _answered(by, on).rows(reply=reply)


@lru_cache(ACTORS)
def _answered(by: Actor, on: date) -> Prepared[Entry]:
    seen = Entry.unchecked.filter(visible_to(by, on))
    return Prepared(lambda reply: seen.filter(answered_by=reply).order_by("id")[:PAGE])


def takers(*, by: Actor) -> list[Book]:
    """The outgoing books to which this person may hand a signed paper: those that can hold a level he is cleared for."""
    demand(may_do(Duty.DRAFT_WRITE, duties=by.duties))
    level = by.clearance.level if by.clearance else 0
    rows = Book.unchecked.filter(Q(level=None) | Q(level__lte=level), kind=Book.Kind.OUT)
    return list(rows.order_by("id")[:50]) if level else []


def handed_in(*, by: Actor, before: int | None = None, limit: int = PAGE) -> tuple[list[Draft], int | None]:
    """A person's own papers, newest first: those that wait, those numbered, those taken back. And where older ones begin."""
    rows = Draft.unchecked.filter(owner=by.person, purpose=Book.Kind.OUT)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None


def numbers_of(entries: Sequence[UUID], *, by: Actor, on: date) -> dict[UUID, Entry]:
    """The lines that drafts became, as far as this person may see them."""
    rows = Entry.unchecked.filter(visible_to(by, on), uuid__in=[e for e in entries if e][:PAGE])
    return {entry.uuid: entry for entry in rows}


def printings_of(book: UUID, *, by: Actor, before: int | None = None) -> tuple[list[Printing], int | None]:
    """What was printed and exported of a book, newest first. Who sees only some days of it sees what was printed on them."""
    scope = next((s for s in by.books if s.book == book), None)
    if scope is None:
        raise NotFound(book)
    return log(Q(book=book) & days(scope.first, scope.last), before=before)


def own_printings(*, by: Actor, before: int | None = None) -> tuple[list[Printing], int | None]:
    """What this person himself printed and exported, newest first."""
    return log(Q(by=by.person), before=before)


def log(wanted: Q, *, before: int | None) -> tuple[list[Printing], int | None]:
    rows = Printing.unchecked.filter(wanted) if before is None else Printing.unchecked.filter(wanted, id__lt=before)
    found = list(rows.order_by("-id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def notes_of(printings: Sequence[Printing], *, by: Actor) -> dict[UUID, str]:
    """What the pages of prints that the caller has already read say of their form; older ones say nothing."""
    rows = PrintedForm.unchecked.filter(printing__in=[one.uuid for one in printings]).exclude(note="")
    return dict(rows.values_list("printing", "note"))


def days(first: date | None, last: date | None) -> Q:
    within = Q()
    if first is not None:
        within &= Q(at__gte=start_of(first))
    if last is not None:
        within &= Q(at__lt=end_of(last))
    return within


def names_of(books: Sequence[UUID]) -> dict[UUID, str]:
    """Names of books that the caller has already read a decision or a print about."""
    return dict(Book.unchecked.filter(uuid__in=list(books)).values_list("uuid", "name"))
