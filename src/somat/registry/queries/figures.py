"""Counts of the books for a report: how many lines of each level went out and came in within a period, as far as a person sees."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from somat.access.visible import visible_in_books
from somat.law.access import Actor
from somat.registry.models import Entry


def by_level(*, since: date, until: date, by: Actor, on: date) -> dict[tuple[str, int], int]:
    """Lines that stand, by kind of book ("out", "in") and level: by arrival in the incoming books, by their day in the outgoing."""
    within = Q(kind="in", arrival_on__range=(since, until)) | Q(kind="out", day__range=(since, until))
    rows = Entry.unchecked.filter(visible_in_books(by, on), within, state=Entry.State.LIVE)
    counts = rows.order_by().values_list("kind", "level").annotate(count=Count("id"))
    return {(kind, level): count for kind, level, count in counts}
