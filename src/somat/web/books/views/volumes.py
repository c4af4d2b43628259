"""The volumes of a book: open the next, close one with its closing line, and what was printed of each."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.law.access import Actor
from somat.law.roles import Duty
from somat.people import queries as people
from somat.registry import queries
from somat.registry.actions.books import close_volume, open_volume
from somat.registry.queries import volumes as pages
from somat.web import links
from somat.web.acts import attempt, key_of, put_errors
from somat.web.books.forms import STATES, CloseForm

MOST = 2**15  # a column of two bytes
NEW = "In sổ, đếm số trang, ghi vào đây. Quyển đã khóa không ghi thêm dòng nào nữa."
OLD = "Quyển của sổ cũ đã nhập: in sổ, đếm số trang, ghi vào đây. Dòng khóa mang ngày hôm nay và tên người khóa."
PAPERS = (("D-16", "Sổ chuyển giao"), ("D-18", "Thống kê"))  # the forms that list a volume
WHATS = {"volume": "in sổ", "entry": "in một dòng", "export": "kết xuất"}


def show(request: HttpRequest, book: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.book(book, by=by)
    page = pages.volume_page(found, by=by, before=place(request, "truoc"), after=place(request, "sau"))
    may_open = Duty.BOOK_OPEN in by.duties and queries.open_volume(found, by=by) is None
    newest = page.newer is None and page.volumes
    context = {
        "book": found,
        "rows": [row(v, by=by) for v in page.volumes],
        "open_url": reverse("books:open_volume", args=[book]) if may_open else None,
        "another_url": reverse("books:open_book") if Duty.BOOK_OPEN in by.duties else None,
        "prints_url": reverse("checks:prints", args=[book]),
        "printings": printings(page.volumes[0], by=by) if newest else None,
        "crumb": {"label": found.name, "url": reverse("books:show", args=[book])},
        "pager": pager(page),
    }
    return render(request, "books/volumes.html", context)


def place(request: HttpRequest, name: str) -> pages.Place | None:
    """A place among the volumes as it stands in an address: "2026-3"."""
    found = re.fullmatch(r"(\d{4})-(\d{1,5})", request.GET.get(name, ""))
    return (int(found[1]), int(found[2])) if found and max(map(int, found.groups())) < MOST else None


def pager(page: pages.VolumePage) -> dict[str, Any] | None:
    if page.before is None and page.newer is None:
        return None
    first, last = page.volumes[-1], page.volumes[0]
    return {
        "says": f"quyển {first.no:02d}/{first.year} đến {last.no:02d}/{last.year}",
        "older": {"url": f"?truoc={page.before[0]}-{page.before[1]}", "label": "Quyển cũ hơn"} if page.before else None,
        "newer": {"url": f"?sau={page.newer[0]}-{page.newer[1]}", "label": "Quyển mới hơn"} if page.newer else None,
    }


def row(volume: Any, *, by: Actor) -> dict[str, Any]:
    may_close = Duty.BOOK_CLOSE in by.duties and volume.life != "closed"
    return {
        "volume": volume,
        "url": f"{reverse('books:show', args=[volume.book_id])}?quyen={volume.uuid}",
        "state": STATES[volume.life],
        "close_url": reverse("books:close_volume", args=[volume.uuid]) if may_close else None,
        "print_url": reverse("books:print", args=[volume.uuid]) if Duty.BOOK_PRINT in by.duties else None,
        "papers": [
            {"title": title, "url": f"{links.page('papers:fill', code)}?quyen={volume.uuid}"} for code, title in PAPERS
        ]
        if Duty.FORM_PRINT in by.duties
        else [],
    }


def printings(volume: Any, *, by: Actor) -> list[dict[str, Any]]:
    found = queries.printings(volume, by=by)
    names = people.names({p.by for p in found})
    return [{"what": WHATS.get(p.what, p.what), "no": p.no, "at": p.at, "by": names.get(p.by, "")} for p in found]


@require_POST
def open_next(request: HttpRequest, book: UUID) -> HttpResponse:
    open_volume(book, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:show", book)


def close(request: HttpRequest, volume: UUID) -> HttpResponse:
    """Write the closing line. After this the volume is locked for good."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.volume(volume, by=by)
    form = CloseForm(request.POST or None)
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        made, refusals = attempt(
            lambda: close_volume(volume, pages=form.cleaned_data["pages"], by=by, key=key_of(request))
        )
        if made is not None:
            return redirect("books:volumes", found.book_id)
        put_errors(form, refusals)
    back = reverse("books:volumes", args=[found.book_id])
    context = {
        "heading": f"Khóa quyển {found.no:02d}/{found.year}",
        "lead": OLD if found.life == "old" else NEW,
        "crumb": {"label": found.book.name, "url": back},
        "form": form,
        "strips": [
            {"fields": [form["pages"]], "says": "Tờ kết thúc ghi số trang, số dòng đầu và cuối.", "rules": ["R-OUT-10"]}
        ],
        "send": "Khóa quyển sổ",
        "back_url": back,
        "refusals": refusals,
        "refused": "Chưa khóa được",
    }
    return render(request, "form.html", context, status=409 if refusals else 200)
