"""Looking at a document: one page at a time, each a recorded act, marked with who looks before it leaves the server."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from somat.audit.moment import now, today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.registry import queries
from somat.registry.looking import look
from somat.registry.queries import documents
from somat.vault.client import NotOpened, Sealed
from somat.vault.client_content import ConverterAway, FileRefused
from somat.web.documents.marks import Reader, marked
from somat.web.documents.refusals import sentence

ZOOMS = (("fit", "Vừa khung"), ("z100", "100 %"), ("z150", "150 %"))
AWAY = "Phần xem tài liệu của máy chủ chưa chạy. Mở lại sau."
SEALED = "Két đang đóng hoặc vừa khởi động lại. Mở lại sau."
AHEAD = "Trang chỉ mở khi có người xem."
PLAIN = "text/plain; charset=utf-8"


@require_GET
def show(request: HttpRequest, version: UUID) -> HttpResponse:
    """The frame round the page pictures; it opens nothing itself."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.DOCUMENT_READ, duties=by.duties))
    found = documents.version(version, by=by, on=today())
    entry = queries.entry(found.entry_id, by=by, on=today())
    page = min(max(_number(request.GET.get("trang", "1")), 1), found.pages)
    context = {
        "entry": {
            "title": f"Dòng {entry.no:02d} năm {entry.year}",
            "url": reverse("books:entry", args=[entry.uuid]),
        },
        "number": found.number,
        "page": page,
        "pages": found.pages,
        "image": reverse("documents:page", args=[version, page]),
        "images": reverse("documents:page", args=[version, 0]).removesuffix("0/"),
        "here": reverse("documents:show", args=[version]),
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page < found.pages else None,
        "zooms": ZOOMS,
        "level": Level(entry.level),
        "highest": Level(entry.level),
        "away": SEALED,
    }
    return render(request, "documents/show.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@require_GET
def page(request: HttpRequest, version: UUID, page: int) -> HttpResponse:
    """The picture of one page: one leaf, one look. A browser that fetches ahead of its reader gets nothing."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", ""):
        return HttpResponse(AHEAD, content_type=PLAIN, status=503)
    try:
        picture = look(version, page=page, by=by)
    except FileRefused as no:
        return HttpResponse(sentence(no.code), content_type=PLAIN, status=422)
    except ConverterAway:
        return HttpResponse(AWAY, content_type=PLAIN, status=503)
    except Sealed:
        return HttpResponse(SEALED, content_type=PLAIN, status=503)
    except NotOpened as no:
        if no.reason not in STALE:
            raise
        return HttpResponse(SEALED, content_type=PLAIN, status=503)
    reader = Reader(by.name, now(), by.workstation, by.session, page)
    return HttpResponse(marked(picture.data, reader), content_type="image/jpeg")


STALE = frozenset({"leaf-older-than-vault", "leaf-too-old"})  # the vault was restarted between the leaf and the look
