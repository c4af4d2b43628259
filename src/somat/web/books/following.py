"""The volume that follows one that takes no more lines: said on the page of the book, and offered to a form sent too late for the old one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.registry import queries
from somat.registry.actions.books import go_on
from somat.web.acts import key_of

NEXT = "quyen_moi"  # the button that writes the line into the next volume


def following(volume: Any, *, by: Actor) -> tuple[int, int, int]:
    """Number, year and first line number of the volume after this one: mid-year it goes on counting, else it begins at 01."""
    year = today().year
    return (volume.no + 1, year, queries.next_number(volume, by=by)) if volume.year == year else (1, year, 1)


def offered(book: Any, *, by: Actor) -> dict[str, Any] | None:
    """How a form of a book without an open volume is sent to the next one, by who opens volumes; None for anybody else."""
    newest = queries.newest_volume(book, by=by)
    if newest is None or Duty.BOOK_OPEN not in by.duties:
        return None
    no, year, first = following(newest, by=by)
    return {"name": NEXT, "label": f"Ghi vào quyển {no:02d}/{year}", "no": first}


def opened_if_asked(request: HttpRequest, book: UUID, *, by: Actor) -> None:
    """Where that button was pressed the next volume is open before the line is written."""
    if NEXT in request.POST:
        go_on(book, by=by, key=key_of(request))
