"""The order of arrivals: the day of the one that was numbered before another, as far as a person sees the book."""

from __future__ import annotations

from datetime import date

from somat.access.visible import visible_in_books
from somat.audit.moment import today
from somat.law.access import Actor
from somat.registry.models import Book, Entry


def day_before(entry: Entry, *, by: Actor) -> date | None:
    """The day on which the arrival before this one in its series of the year came; None for the first, and for who does not see it."""
    rows = Entry.unchecked.filter(visible_in_books(by, today()), series=entry.series, year=entry.year)
    return (
        rows.filter(arrival_no__lt=entry.arrival_no)
        .order_by("-arrival_no")
        .values_list("arrival_on", flat=True)
        .first()
    )


def last_day(book: Book, *, by: Actor, year: int) -> date | None:
    """The day of the last arrival of the year in a book's series."""
    rows = Entry.unchecked.filter(visible_in_books(by, today()), series=book.series, year=year, arrival_no__gte=0)
    return rows.order_by("-arrival_no").values_list("arrival_on", flat=True).first()
