"""The faces of what went wrong: the only place that turns refusals, absences and faults into HTTP."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from somat.audit.absent import NotFound
from somat.audit.change import AlreadyDone, ReadOnly, keyed
from somat.audit.moment import today
from somat.law.refusal import Refused
from somat.vault.client import Fault, NotOpened, Sealed
from somat.web import links
from somat.web.keys import key_of

ALARM = logging.getLogger("somat.alarm")
BY_DUTY = frozenset({"R24"})


class Faces:
    """Middleware with one method per family of errors, called by Django when a view raises."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whatever a form asks for is done once, be it sent twice by a double click, two tabs or a lost answer (R54)."""
        with keyed(key_of(request)) if request.method == "POST" else nullcontext():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return refused(request, error)
        if isinstance(error, NotFound | Http404):
            return nothing_here(request)
        if isinstance(error, AlreadyDone):
            return HttpResponseRedirect(links.of(error.object, by=request.actor))  # type: ignore[attr-defined]
        if isinstance(error, Sealed):
            return sealed(request, error)
        if isinstance(error, NotOpened):
            return nothing_here(request)
        if isinstance(error, ReadOnly):
            return render(request, "readonly.html", {"reason": str(error)}, status=503)
        if isinstance(error, Fault):
            ALARM.critical("broken seal: %s", error.code)
            return fault(request)
        note(error)
        return None


faces = Faces


def note(error: Exception) -> None:
    """An unforeseen error goes to the log by type and place; its text might hold what somebody typed."""
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    ALARM.error("%s at %s", type(error).__name__, " < ".join(reversed(places)))


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A rule said no: every reason with its article and a way back; 403 where it is a matter of duty."""
    by_duty = any(r.rule in BY_DUTY for r in error.refusals)
    context = {"refusals": error.refusals, "on": today()}
    return render(request, "403.html" if by_duty else "409.html", context, status=403 if by_duty else 409)


def nothing_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same sentence and the same bytes for what is absent and for what is hidden."""
    return render(request, "404.html", status=404)


def sealed(request: HttpRequest, error: Sealed) -> HttpResponse:
    """The vault gives nothing now. What was typed stays in the page of the one who typed it."""
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=503)
    return HttpResponseRedirect("/niem-phong/") if request.method == "GET" else sealed_page(request)


def sealed_page(request: HttpRequest) -> HttpResponse:
    return render(request, "offline_vault.html", status=503)


def fault(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: nothing was written, the page must be opened again."""
    return render(request, "403.html", {"refusals": (), "forged": True}, status=403)
