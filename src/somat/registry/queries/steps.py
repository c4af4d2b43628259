"""Arrivals handed on to a unit and not taken over: for its people, and for the clerk who records who signed on paper."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from somat.access.visible import reads_at_all, visible_to
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.people import queries as people
from somat.registry.models import Entry, Forward
from somat.registry.queries import PAGE
from somat.registry.queries.lists import start_of


def waiting() -> QuerySet[Forward]:
    return Forward.unchecked.filter(received_at=None, entry__state=Entry.State.LIVE).select_related("entry")


def of_units(by: Actor) -> QuerySet[Forward]:
    """Steps to a person's unit, or to one above it, that name nobody."""
    return waiting().filter(person=None, unit__in=people.units_over(by.person))


def for_unit(*, by: Actor, on: date) -> list[Forward]:
    """Those of them whose line this person may read: he takes them over by his log-in. Newest first, a page at most."""
    if Duty.ENTRY_SIGN_FOR not in by.duties:
        return []
    return list(of_units(by).filter(readable(by, on)).order_by("-id")[:PAGE])


def at_the_clerk(*, by: Actor, on: date) -> Counter[str]:
    """How many papers wait at the clerk's for each of his units that he is cleared for, whose lines he may not read yet.

    Of them he learns nothing but that they wait, and PAGE at most are counted: who signs for one on paper is let into its line.
    """
    clearance = by.clearance
    if Duty.ENTRY_SIGN_FOR not in by.duties or clearance is None or not reads_at_all(by, on):
        return Counter()
    rows = of_units(by).filter(~readable(by, on), entry__level__lte=int(clearance.level))
    return Counter(rows.order_by("-id").values_list("unit", flat=True)[:PAGE])


def to_record(*, by: Actor, on: date) -> list[Forward]:
    """What was handed on from this person's books before today and nobody has taken over, oldest first, a page at most."""
    if Duty.ENTRY_REGISTER not in by.duties or not by.keeps:
        return []
    rows = waiting().filter(readable(by, on), entry__book__uuid__in=by.keeps, at__lt=start_of(on))
    return list(rows.order_by("id")[:PAGE])


def readable(by: Actor, on: date) -> Exists:
    return Exists(Entry.unchecked.filter(visible_to(by, on), uuid=OuterRef("entry")))
