"""The door: who is asking. Every page but the few public ones needs a live session; duties are asked further down."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from somat.access.actors import actor_of
from somat.audit.moment import now
from somat.people import sessions
from somat.web.people import cookie

Page = Callable[[HttpRequest], HttpResponse]

# Pages that open without a session: the log-in, the sealed page, the sign of life.
PUBLIC = ("/dang-nhap/", "/niem-phong/", "/khoi-phuc/", "/con-song/", "/static/", "/doi-mat-khau/")


def headers(get_response: Page) -> Page:
    """Nothing of a page stays in a browser or a proxy; static files may."""

    def page(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["X-Content-Type-Options"] = "nosniff"
        # Not no-referrer: browsers would then send "Origin: null" with forms, and each would be refused as forged.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure():
            for given in response.cookies.values():
                given["secure"] = True
        return response

    return page


def door(get_response: Page) -> Page:
    """Find the person behind the cookie; without one, show the way to the log-in."""

    def page(request: HttpRequest) -> HttpResponse:
        request.workstation = workstation(request)  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        token = request.COOKIES.get(cookie.NAME, "")
        if token:
            live = sessions.live(token, workstation=request.workstation, now=now())  # type: ignore[attr-defined]
            if live is not None:
                request.actor = actor_of(live)  # type: ignore[attr-defined]
        if request.actor is None and not request.path.startswith(PUBLIC):  # type: ignore[attr-defined]
            return HttpResponseRedirect("/dang-nhap/")
        return get_response(request)

    return page


def workstation(request: HttpRequest) -> str:
    """The registered name of the machine that asks, else its address on the LAN."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    return str(settings.SITE.workstations.get(address, address or "máy chủ"))
