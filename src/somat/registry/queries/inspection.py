"""What an inspection asks of a book for a period: late, cancelled and corrected lines, and numbers that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Lag, TruncDate

from somat.access.visible import visible_in_books
from somat.audit.moment import VIETNAM, day_of
from somat.law.access import Actor
from somat.law.numbering import number_due
from somat.registry.models import Book, Entry, Series, Volume
from somat.registry.queries import PAGE, NotFound, Page, page
from somat.registry.queries.handling import done_on, in_time, written_on
from somat.registry.queries.lists import end_of


class Look(StrEnum):
    """The lists of an inspection."""

    LATE = "late"
    CANCELLED = "cancelled"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Period:
    """A book between two days, both included: by arrival in the incoming book, by its own date in the outgoing."""

    book: Book
    since: date
    until: date

    @property
    def years(self) -> range:
        return range(self.since.year, self.until.year + 1)


@dataclass(frozen=True)
class Gap:
    """Numbers of a year that no line of the book has, from `first` to `last`."""

    year: int
    first: int
    last: int


def books_seen(*, by: Actor) -> list[Book]:
    """The books that this person keeps or inspects, each once."""
    return list(Book.unchecked.filter(uuid__in=[s.book for s in by.books]).order_by("kind", "id"))


def period_of(book: UUID, *, since: date, until: date, by: Actor) -> Period:
    """A period of a book that this person keeps or inspects, or NotFound."""
    found = next((b for b in books_seen(by=by) if b.uuid == book), None)
    if found is None:
        raise NotFound(book)
    return Period(found, since, until)


def seen(period: Period, *, by: Actor, on: date) -> QuerySet[Entry]:
    """The lines of the period within this person's scope; everything else here is built on it."""
    column = "arrival_on" if period.book.kind == Book.Kind.IN else "day"
    within = {f"{column}__range": (period.since, period.until), "year__in": list(period.years)}
    return Entry.unchecked.filter(visible_in_books(by, on), book=period.book, **within)


def lines(look: Look, period: Period, *, by: Actor, on: date, before: int | None = None) -> Page:
    """One page of a list, newest line first."""
    rows = narrowed(look, seen(period, by=by, on=on), period, on=on)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = page(rows.order_by("-id"), PAGE + 1)
    return Page(found.entries[:PAGE], found.entries[PAGE - 1].pk if len(found.entries) > PAGE else None)


def counts(period: Period, *, by: Actor, on: date) -> dict[Look, int]:
    """How many lines each list has, of those this person may see."""
    rows = seen(period, by=by, on=on)
    return {look: narrowed(look, rows, period, on=on).count() for look in Look}


def narrowed(look: Look, rows: QuerySet[Entry], period: Period, *, on: date) -> QuerySet[Entry]:
    if look is Look.CANCELLED:
        return rows.filter(state=Entry.State.CANCELLED)
    if look is Look.CORRECTED:
        return rows.filter(corrected__gt=0)
    found = rows.filter(late(rows, period, on=on), state=Entry.State.LIVE)
    replied_on = Subquery(reply().values("day_in_vietnam")[:1])
    return found.annotate(replied_on=replied_on, done_on=done_on(), written_on=written_on())


def late(rows: QuerySet[Entry], period: Period, *, on: date) -> Q:
    """Arrivals whose last day passed within the period, that no reply of that day or before answers and of which nobody had
    written by then that they were handled; outgoing papers numbered after the last day for it (R-NUM-3).

    A period that is over is judged by its end: what has gone by since makes no line of it late, and none in time.
    The last day depends on holidays, so each day of the period is judged once by the law, and SQL gets the answer.
    """
    if period.book.kind == Book.Kind.IN:
        replied = reply().filter(day_in_vietnam__lte=OuterRef("due_on"))
        return Q(~Exists(replied), ~in_time(), due_on__lt=min(on, period.until + timedelta(days=1)))
    new = rows.filter(source=Entry.Source.NEW)
    late_ones = Q(pk__in=[])
    for day, newest in new.values("day").annotate(newest=Max("registered_at")).values_list("day", "newest").order_by():
        if day_of(newest) > number_due(day):
            late_ones |= Q(day=day, registered_at__gte=end_of(number_due(day)), source=Entry.Source.NEW)
    return late_ones


def reply() -> QuerySet[Any]:
    """The outgoing line that answers an arrival, with the day on which it was written."""
    written = TruncDate("registered_at", tzinfo=VIETNAM)
    return Entry.unchecked.filter(uuid=OuterRef("answered_by")).annotate(day_in_vietnam=written)


def gaps(period: Period, *, by: Actor, on: date) -> list[Gap]:
    """Numbers missing between the first and the last line that this person sees in the period, at most a page of them.

    Who keeps the whole book is also told what is missing before the first line of a year and after the last.
    """
    found: list[Gap] = []
    ends = seen(period, by=by, on=on).values("year").annotate(first=Min("no"), last=Max("no")).order_by("year")
    for year, first, last in ends.values_list("year", "first", "last"):
        numbers = Entry.unchecked.filter(book=period.book, year=year, no__gte=first, no__lte=last)
        jumps = numbers.annotate(before=Window(Lag("no"), order_by=F("no").asc())).filter(no__gt=F("before") + 1)
        found += [Gap(year, before + 1, no - 1) for before, no in jumps.values_list("before", "no")[:PAGE]]
        if any(s.book == period.book.uuid and s.first is None and s.last is None for s in by.books):
            found += outer(period, year=year, first=first, last=last)
    return sorted(found, key=lambda gap: (gap.year, gap.first))[:PAGE]


def outer(period: Period, *, year: int, first: int, last: int) -> list[Gap]:
    """What is missing at the ends of a year, where the period reaches them."""
    found = []
    starts = Volume.unchecked.filter(book=period.book, year=year).aggregate(Min("first_no"))["first_no__min"]
    given = Series.unchecked.filter(kind="line", scope=period.book.uuid, year=year).values_list("last", flat=True)
    if period.since <= date(year, 1, 1) and starts is not None and starts < first:
        found.append(Gap(year, starts, first - 1))
    if period.until >= date(year, 12, 31) and given and given[0] > last:
        found.append(Gap(year, last + 1, given[0]))
    return found
