"""The page of a book's volumes: newest first, bounded, in both directions; and the old ones that wait for their closing line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from somat.audit.absent import NotFound
from somat.law.access import Actor
from somat.registry.models import Book, Entry, Volume

PAGE = 25
Place = tuple[int, int]  # of a volume in its book: year and number


@dataclass(frozen=True)
class VolumePage:
    """Volumes of a book, newest first; `before` leads to older ones, `newer` to newer ones, None at an end."""

    volumes: list[Volume]
    before: Place | None
    newer: Place | None


def volume_page(book: Book, *, by: Actor, before: Place | None = None, after: Place | None = None) -> VolumePage:
    """A page of the volumes of a book: those older than `before`, or newer than `after` (year and number), else the newest."""
    if not any(s.book == book.uuid for s in by.books):
        raise NotFound(book.uuid)
    rows = Volume.unchecked.filter(book=book)
    if after is not None:
        year, no = after
        newer = rows.filter(Q(year__gt=year) | Q(year=year, no__gt=no)).order_by("year", "no")[: PAGE + 1]
        found = list(reversed(newer))
        return VolumePage(found[-PAGE:], place_of(found[-1]) if found else None, at_end(found, found[-PAGE:][:1]))
    if before is not None:
        rows = rows.filter(Q(year__lt=before[0]) | Q(year=before[0], no__lt=before[1]))
    found = list(rows.order_by("-year", "-no")[: PAGE + 1])
    shown = found[:PAGE]
    return VolumePage(shown, at_end(found, shown[-1:]), place_of(shown[0]) if before is not None and shown else None)


def at_end(found: Sequence[Volume], last: Sequence[Volume]) -> Place | None:
    """Where a page ends, if more was found than it shows."""
    return place_of(last[0]) if len(found) > PAGE else None


def place_of(volume: Volume) -> Place:
    return volume.year, volume.no


def begun_on(volume: Volume, *, by: Actor) -> date:
    """The day by which a volume has its form: of its opening, or of an earlier line that was taken in from an old book."""
    old = Entry.unchecked.filter(volume=volume, source=Entry.Source.IMPORTED)
    first: date | None = old.aggregate(first=Min(Coalesce("arrival_on", "day")))["first"]
    return min(volume.opened_on, first or volume.opened_on)


@dataclass(frozen=True)
class Unclosed:
    """The oldest volume of an old book that nobody has closed, how many there are, and when lines were taken in last."""

    volume: Volume
    count: int
    since: datetime


def unclosed(*, by: Actor, year: int) -> list[Unclosed]:
    """One for each of this person's books with volumes taken in of years before `year` that have no closing line."""
    if not by.keeps:
        return []
    rows = Volume.unchecked.filter(book__uuid__in=by.keeps, state=Volume.State.CLOSED, closed_by=None, year__lt=year)
    counts: dict[UUID, int] = dict(rows.values_list("book").annotate(count=Count("id")).order_by())
    if not counts:
        return []
    newest = Entry.unchecked.filter(volume=OuterRef("uuid")).order_by("-no").values("registered_at")[:1]
    oldest = rows.filter(book=OuterRef("book")).order_by("year", "no").values("id")[:1]
    found = (
        rows.filter(id=Subquery(oldest))
        .annotate(since=Subquery(newest))
        .select_related("book")
        .order_by("book__kind", "id")
    )
    return [Unclosed(volume, counts[volume.book_id], volume.since) for volume in found if volume.since]
