"""Where the page of a thing is, found by its uuid: for repeats of an act already done."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from somat.audit.moment import today
from somat.law.access import Actor
from somat.registry import queries


def of(uuid: UUID | None, *, by: Actor) -> str:
    """The address of an entry this person may see; else the page of the day."""
    if uuid is not None:
        try:
            return reverse("books:entry", args=[queries.entry(uuid, by=by, on=today()).uuid])
        except queries.NotFound:
            pass
    return reverse("today:show")
