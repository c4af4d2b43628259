"""Type-ahead: small answers for the page's script. The words come by POST and stay out of logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from somat.audit.moment import today
from somat.catalogue import queries as catalogue
from somat.law.fold import fold
from somat.law.levels import Level
from somat.people import queries as people

LONGEST = 200


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
