"""Warnings that bar nothing, told while a line is typed: a late number, a symbol of another type, a day out of order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.refusal import Refusal
from somat.registry import cautions, queries
from somat.registry.queries import arrivals
from somat.web.books.forms import Day


def of_form(form: forms.Form, book: Any, *, by: Actor) -> list[Refusal]:
    """What the page of a form says of it as it stands: what was typed, else what it begins with."""
    return of_values(form.data.get if form.is_bound else form.initial.get, book, by=by)


def of_values(value: Callable[[str], Any], book: Any, *, by: Actor) -> list[Refusal]:
    on = today()
    if book.kind == "in":
        return cautions.of_arrival(
            arrived=day_of(value("arrival_on")), last_day=arrivals.last_day(book, by=by, year=on.year)
        )
    doc_type, symbol = (str(value(name) or "")[:60].strip() for name in ("doc_type", "symbol"))
    return cautions.of_outgoing(doc_type=doc_type, symbol=symbol, signed=day_of(value("day")), on=on)


def day_of(value: Any) -> date | None:
    """A day as typed; None as long as it is none."""
    try:
        return value if isinstance(value, date) else Day(required=False).clean(str(value or "")[:20])
    except forms.ValidationError:
        return None


@require_POST
def show(request: HttpRequest, book: UUID) -> HttpResponse:
    """For the script of the page: each warning with its ground, of what stands in the form now."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = of_values(request.POST.get, queries.book(book, by=by), by=by)
    return JsonResponse({"cautions": [{"says": one.sentence(), "ground": one.cite(today())} for one in found]})
