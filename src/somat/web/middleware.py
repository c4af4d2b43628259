"""The door: who is asking. Every page but the few public ones needs a live session; duties are asked further down."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from somat.access.actors import actor_of
from somat.audit.moment import now
from somat.people import sessions
from somat.web.people import cookie

Page = Callable[[HttpRequest], HttpResponse]

# Pages that open without a session: the log-in, the sealed page, the sign of life.
PUBLIC = ("/dang-nhap/", "/niem-phong/", "/khoi-phuc/", "/con-song/", "/static/", "/doi-mat-khau/")
# What a person with somebody else's password may still do: choose his own, go out again.
BEFORE_CHANGE = (*PUBLIC, "/dang-xuat/")


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


def policy(get_response: Page) -> Page:
    """What a page may load, and where its forms may go: the same for all pages, so its words are put together once."""
    words = build_policy()

    def page(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers[HEADER] = words
        return response

    return page


def door(get_response: Page) -> Page:
    """Find the person behind the cookie; without one, show the way to the log-in. A password of another's making opens nothing."""

    def page(request: HttpRequest) -> HttpResponse:
        request.workstation = workstation(request)  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        request.must_change = False  # type: ignore[attr-defined]
        token = request.COOKIES.get(cookie.NAME, "")
        if token:
            live = sessions.live(token, workstation=request.workstation, now=now())  # type: ignore[attr-defined]
            if live is not None:
                request.actor = actor_of(live)  # type: ignore[attr-defined]
                request.must_change = live.must_change  # type: ignore[attr-defined]
        if request.actor is None and not request.path.startswith(PUBLIC):  # type: ignore[attr-defined]
            return HttpResponseRedirect("/dang-nhap/")
        if request.must_change and not request.path.startswith(BEFORE_CHANGE):  # type: ignore[attr-defined]
            return HttpResponseRedirect("/doi-mat-khau/")
        return get_response(request)

    return page


def workstation(request: HttpRequest) -> str:
    """The registered name of the machine that asks, else its address on the LAN."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    return str(settings.SITE.workstations.get(address, address or "máy chủ"))
