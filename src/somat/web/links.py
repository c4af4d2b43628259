"""Where the page of a thing is, found by its uuid: for repeats of an act already done."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.urls import reverse

from somat.audit.moment import today
from somat.law.access import Actor
from somat.registry import queries

NIL = str(UUID(int=0))


@cache
def _pattern(name: str) -> str:
    return reverse(name, args=[NIL])


def to(name: str, uuid: UUID) -> str:
    """The address of a page by the uuid of its thing: what `reverse` gives, for lists that have it in every line."""
    return _pattern(name).replace(NIL, str(uuid))


@cache
def page(name: str, code: str | None = None) -> str:
    """The address of a page of nothing in particular, or of what the program itself names: a form, a kind of book."""
    return reverse(name, args=[code] if code is not None else [])


def of(uuid: UUID | None, *, by: Actor) -> str:
    """The address of an entry this person may see; else the page of the day."""
    if uuid is not None:
        try:
            return reverse("books:entry", args=[queries.entry(uuid, by=by, on=today()).uuid])
        except queries.NotFound:
            pass
    return reverse("today:show")
