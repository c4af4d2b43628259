"""Type-ahead and the half-filled form: small answers for the page's script. The words come by POST and stay out of logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from somat.audit.moment import VIETNAM, now, today
from somat.catalogue import queries as catalogue
from somat.law.fold import fold
from somat.law.levels import Level
from somat.people import queries as people
from somat.registry.actions.drafts import drop_form, keep_form

LONGEST = 200
NEVER = ("csrfmiddlewaretoken", "once")


def asked(request: HttpRequest) -> str:
    return str(request.POST.get("q", ""))[:LONGEST]


def options(rows: Sequence[tuple[str, str]], *, own: Sequence[Any] = ()) -> JsonResponse:
    """Our own people first, each with his uuid and what tells him from his namesakes; then what is text alone."""
    people_ = [{"text": p.name, "note": people.place(p), "id": str(p.uuid)} for p in own]
    found = [*people_, *({"text": text, "note": note} for text, note in rows)]
    return JsonResponse({"options": found, "total": len(found)})


@require_POST
def bodies(request: HttpRequest) -> HttpResponse:
    """Bodies of the country, and our own people by name: both can be recipients."""
    by = request.actor  # type: ignore[attr-defined]
    own = people.named(asked(request), by=by, on=today(), limit=3)
    found = [(a.name, KINDS.get(a.kind, "")) for a in catalogue.agencies(asked(request), by=by)]
    return options(found, own=own)


KINDS = {"commune": "xã", "ward": "phường", "special_zone": "đặc khu", "province": "tỉnh", "municipality": "thành phố"}


@require_POST
def persons(request: HttpRequest) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    return options([], own=people.named(asked(request), by=by, on=today(), limit=8))


@require_POST
def units(request: HttpRequest) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    words = fold(asked(request)).split()
    found = [u for u in people.units(by=by, on=today()) if all(word in fold(u.name) for word in words)]
    return options([(u.name, "") for u in found[:8]])


@require_POST
def list_lines(request: HttpRequest) -> HttpResponse:
    """Lines of published lists, as a ground to cite; the note says level and how far the decision is known to be in force."""
    by = request.actor  # type: ignore[attr-defined]
    found = catalogue.list_lines(asked(request), by=by)
    return options([(f"{x.decision}, mục {x.item}: {x.text}", Level(x.level).title) for x in found])


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a half-filled form, sealed; the page calls this before the idle limit."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in NEVER}
    path = str(request.GET.get("trang", ""))[:LONGEST]
    keep_form(path, fields, by=request.actor)  # type: ignore[attr-defined]
    return JsonResponse({"at": f"{now().astimezone(VIETNAM):%H:%M}"})


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    drop_form(by=request.actor)  # type: ignore[attr-defined]
    return redirect("today:show")
