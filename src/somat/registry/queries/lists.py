"""Lists of a volume as a clerk filters them: bounded pages by line number, in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from somat.access.visible import visible_in_books
from somat.audit.moment import VIETNAM
from somat.audit.prepared import Prepared
from somat.law.access import Actor
from somat.registry.models import Entry, Receipt, Recipient, Volume
from somat.registry.queries import ACTORS, PAGE

MOST = 5000


@dataclass(frozen=True)
class Asked:
    """What of a volume is wanted; empty means everything. `uuids` narrows to what a word search found."""

    first: date | None = None
    levels: tuple[int, ...] = ()
    unsigned: bool = False
    as_of: date | None = None
    uuids: Sequence[UUID] | None = None


@dataclass(frozen=True)
class Page:
    """Lines newest first; `before` leads to older ones, `newer` to newer ones, None at an end."""

    entries: list[Entry]
    before: int | None
    newer: int | None


def lines(
    volume: Volume, asked: Asked, *, by: Actor, on: date, before: int | None = None, after: int | None = None
) -> Page:
    """One page of a volume: downwards from `before`, or upwards from `after` (line numbers), else the newest."""
    if asked == WHOLE and before is None and after is None:
        found = _newest(by, on).rows(volume=volume.uuid)
        more, found = len(found) > PAGE, found[:PAGE]
        return Page(found, found[-1].no if more else None, None)
    rows = narrowed(Entry.unchecked.filter(visible_in_books(by, on), volume=volume), asked)
    if after is not None:
        found = list(rows.filter(no__gt=after).order_by("no")[: PAGE + 1])
        more, found = len(found) > PAGE, list(reversed(found[:PAGE]))
        return Page(found, found[-1].no if found else None, found[0].no if more else None)
    if before is not None:
        rows = rows.filter(no__lt=before)
    found = list(rows.order_by("-no")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    return Page(found, found[-1].no if more else None, found[0].no if before is not None and found else None)


WHOLE = Asked()


@lru_cache(ACTORS)
def _newest(by: Actor, on: date) -> Prepared[Entry]:
    """The newest lines of a volume as this person sees it with his rights of that day."""
    rows = Entry.unchecked.filter(visible_in_books(by, on))
    return Prepared(lambda volume: rows.filter(volume=volume).order_by("-no")[: PAGE + 1])


def narrowed(rows: QuerySet[Entry], asked: Asked) -> QuerySet[Entry]:
    if asked.levels:
        rows = rows.filter(level__in=asked.levels)
    if asked.first is not None:
        rows = rows.filter(month_of(asked.first))
    if asked.as_of is not None:
        rows = rows.filter(registered_at__lt=end_of(asked.as_of))
    if asked.unsigned:
        rows = rows.filter(unsigned(), state=Entry.State.LIVE)
    if asked.uuids is not None:
        rows = rows.filter(uuid__in=asked.uuids)
    return rows


def month_of(first: date) -> Q:
    """Registered in the month that begins on `first`: by arrival in the incoming book, by its own date in the outgoing."""
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Q(kind="in", arrival_on__range=(first, last)) | Q(kind="out", day__range=(first, last))


def unsigned() -> Exists:
    """A recipient of the line has not signed yet."""
    signed = Receipt.unchecked.filter(recipient=OuterRef("uuid"))
    return Exists(Recipient.unchecked.filter(~Exists(signed), entry=OuterRef("uuid")))


def start_of(day: date) -> datetime:
    """The first moment of a Vietnamese day."""
    return datetime.combine(day, time(), tzinfo=VIETNAM)


def end_of(day: date) -> datetime:
    """The first moment after a Vietnamese day."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=VIETNAM)


def all_lines(volume: Volume, *, by: Actor, on: date, first: int | None = None, last: int | None = None) -> list[Entry]:
    """Every line of a volume (at most 5,000), or a range of numbers, oldest first: for prints and exports."""
    rows = Entry.unchecked.filter(visible_in_books(by, on), volume=volume)
    if first is not None:
        rows = rows.filter(no__gte=first)
    if last is not None:
        rows = rows.filter(no__lte=last)
    return list(rows.order_by("no")[:MOST])
