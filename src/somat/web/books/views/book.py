"""One book as the book looks: the newest lines of a volume, filtered, as of a day; keyset pages, no totals that grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from somat.audit.change import change
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import Refusal, demand
from somat.law.roles import Duty, may_do
from somat.registry import queries
from somat.registry.actions import groups
from somat.registry.queries import lists
from somat.registry.verbs import SEARCH
from somat.vault import client
from somat.web.books.following import following
from somat.web.books.forms import FilterForm
from somat.web.books.lines import Line, lines, open_lines
from somat.web.books.older import before
from somat.web.keys import key_of
from somat.web.search import filters
from somat.web.writing import day

MOST_HITS = 200
TITLES = {"out": "Sổ đăng ký bí mật nhà nước đi", "in": "Sổ đăng ký bí mật nhà nước đến"}


def first(request: HttpRequest, kind: str) -> HttpResponse:
    """The tab "Sổ đi" or "Sổ đến": the first book of that kind; without one, the person's own lines."""
    for book in queries.books(by=request.actor):  # type: ignore[attr-defined]
        if book.kind == kind:
            return redirect("books:show", book.uuid)
    return redirect("books:own", kind)


def show(request: HttpRequest, book: UUID) -> HttpResponse:
    """A volume of a book. Filters come by POST; the plain address shows the newest lines of the newest volume, `?quyen=` those of another."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.book(book, by=by)
    request.tab = f"books:{found.kind}"  # type: ignore[attr-defined]
    volumes = queries.volume_names(found, by=by)
    if not volumes:
        return render(request, "books/empty.html", {"book": found, "title": TITLES[found.kind]})
    chosen = chosen_volume(found, volumes, request, by=by)
    kept = filters.saved(by=by, of=filters.BOOK) if "loc" in request.POST else []
    form = filter_form(request, volumes if chosen in volumes else [*volumes, chosen], chosen, kept=kept)
    wanted = asked_for(form)
    saved_now, refusals = keep_filter(request, wanted, by=by)
    filter_on = str(request.POST.get("loc") or saved_now or "")
    volume = queries.named_volume(chosen, by=by)
    asked, cut = request_of(wanted, volume=volume, by=by)
    page = page_of(volume, asked, request, by=by) if not form.errors else lists.Page([], None, None)
    saved = queries.groups(filters.BOOK, by=by)
    opened = open_lines(page.entries, by=by, object=volume.uuid, also={groups.TABLE: saved})
    shown = list(reversed(lines(opened, as_of=asked.as_of)))
    context = {
        "book": {"kind": found.kind, "title": TITLES[found.kind], "uuid": found.uuid, "name": found.name},
        "volume": volume,
        "filter": form,
        "caption": f"{TITLES[found.kind]}, quyển {volume.no:02d} năm {volume.year}",
        "months": months(shown, found.kind),
        "next": next_line(
            volume, found, by=by, at_end=page.newer is None and asked == lists.Asked() and not form.errors
        ),
        "empty": None if shown or form.errors else empty(volume, filtered=bool(wanted)),
        "as_of": asked.as_of,
        "cut": cut,
        "pager": pager(page, shown),
        "totals": totals(shown),
        "highest": max((s.level for s in shown), default=None),
        "filters": filters.named(saved, opened.words),
        "filter_on": filter_on,
        "keep": None if filter_on else unsaved(wanted, by=by),
        "refusals": refusals,
        "refused": "Chưa lưu được",
        "typed": request.POST.get("ten", "") if refusals else "",
        "ended": ended(volume, newest=volumes[0], by=by),
        **buttons(volume, found, by=by),
    }
    return render(request, "books/show.html", context, status=409 if refusals else 200)


def asked_for(form: FilterForm) -> dict[str, Any]:
    """What a filter row asks for; a day that has not come yet is an error of the row, since nobody knows that book."""
    if not form.is_bound or not form.is_valid():
        return {}
    if form.cleaned_data["as_of"] and form.cleaned_data["as_of"] > today():
        form.add_error("as_of", f"Ngày {day(form.cleaned_data['as_of'])} chưa đến.")
        return {}
    return form.cleaned_data


def page_of(volume: Any, asked: lists.Asked, request: HttpRequest, *, by: Actor) -> lists.Page:
    before, after = number(request, "before"), number(request, "after")
    return lists.lines(volume, asked, by=by, on=today(), before=before, after=after)


def own(request: HttpRequest, kind: str) -> HttpResponse:
    """A person's own lines: those whose circle he is in, newest first, without the book around them."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.ENTRY_READ, duties=by.duties))
    page = queries.own(by=by, on=today(), kind=kind, before=before(request, by=by))
    opened = open_lines(page.entries, by=by)
    shown = lines(opened)
    context = {
        "kind": kind,
        "lines": shown,
        "next": page.entries[-1].uuid if page.before is not None else None,
        "highest": max((s.level for s in shown), default=None),
    }
    return render(request, "books/own.html", context)


def chosen_volume(
    book: Any, newest: Sequence[queries.VolumeName], request: HttpRequest, *, by: Actor
) -> queries.VolumeName:
    """The volume that is asked for, else the newest. Raises NotFound for one that is not of this book."""
    try:
        asked = UUID(request.POST.get("volume") or request.GET.get("quyen") or "")
    except ValueError:
        return newest[0]
    known = next((name for name in newest if name.uuid == asked), None)
    return known or queries.volume_name(asked, of=book, by=by)


def filter_form(
    request: HttpRequest, volumes: Sequence[Any], chosen: Any, *, kept: Sequence[dict[str, Any]]
) -> FilterForm:
    """The filter row: as it was sent, or as the saved filter that was pressed has it, in the volume that is shown."""
    months = [(f"{m}", f"Tháng {m}") for m in range(1, 13)]
    content = filters.chosen(kept, request)
    sent = request.POST if request.method == "POST" else None
    data: Any = {**content, "volume": str(chosen.uuid)} if content else sent
    initial = {"levels": [str(int(level)) for level in Level], "volume": str(chosen.uuid)}
    return FilterForm(data, volumes=list(volumes), months=months, initial=initial)


def keep_filter(request: HttpRequest, wanted: dict[str, Any], *, by: Actor) -> tuple[UUID | None, tuple[Refusal, ...]]:
    """Save what the filter row asks for, if that was pressed; where it asks nothing there is nothing to save."""
    if "luu" not in request.POST or unsaved(wanted, by=by) is None:
        return None, ()
    return filters.keep_of_book(str(request.POST.get("ten", "")), wanted, by=by, key=key_of(request))


def unsaved(wanted: dict[str, Any], *, by: Actor) -> dict[str, Any] | None:
    """The filter that is applied, ready to be saved: what it is called without a name, and its fields."""
    name = filters.in_words(wanted) if wanted and Duty.ENTRY_SEARCH in by.duties else ""
    if not name:
        return None
    one = {
        "volume": wanted["volume"],
        "month": wanted["month"],
        "as_of": day(wanted["as_of"]),
        "unsigned": "on" if wanted["unsigned"] else "",
        "words": wanted["words"],
    }
    levels = [("levels", level) for level in wanted["levels"]]
    return {"name": name, "fields": [*((n, value) for n, value in one.items() if value), *levels]}


def ended(volume: Any, *, newest: Any, by: Actor) -> dict[str, str] | None:
    """That the newest volume takes no more lines, and how the book goes on, for who opens volumes."""
    if volume.uuid != newest.uuid or volume.state == "open" or Duty.BOOK_OPEN not in by.duties:
        return None
    no, year, first = following(volume, by=by)
    state = "đã đủ dòng" if volume.state == "full" else "đã khóa"
    return {
        "says": f"Quyển {volume.no:02d}/{volume.year} {state}. Dòng tiếp theo ghi vào quyển mới, bắt đầu từ số {first:02d}.",
        "label": f"Mở quyển {no:02d}/{year}",
        "open_url": reverse("books:open_volume", args=[volume.book_id]),
    }


def request_of(wanted: dict[str, Any], *, volume: Any, by: Actor) -> tuple[lists.Asked, int | None]:
    """What the filter row asks of the volume; and how many lines with its words were looked at, where there are more."""
    month = int(wanted.get("month") or 0)
    levels = tuple(int(level) for level in wanted.get("levels") or ())
    asked = lists.Asked(
        first=date(volume.year, month, 1) if month else None,
        levels=levels if 0 < len(levels) < len(Level) else (),
        unsigned=bool(wanted.get("unsigned")),
        as_of=wanted.get("as_of"),
    )
    words = str(wanted.get("words") or "")
    if not words.strip():
        return asked, None
    found = hits(words, asked, volume=volume, by=by)
    return replace(asked, uuids=found[:MOST_HITS]), MOST_HITS if len(found) > MOST_HITS else None


def hits(words: str, asked: lists.Asked, *, volume: Any, by: Actor) -> list[UUID]:
    """The newest lines of the book that hold the words, one more than MOST_HITS where there are more. A search is an act."""
    with change(SEARCH, by=by) as act:
        act.naming(volume.uuid)
        act.seal_facts(words)
    narrow = client.Filters(
        levels=tuple(Level(level) for level in asked.levels), books=(volume.book_id,), year=volume.year
    )
    return [hit.uuid for hit in client.search(by=by, words=words, filters=narrow, limit=MOST_HITS)]


def number(request: HttpRequest, name: str) -> int | None:
    text = str(request.POST.get(name) or request.GET.get(name) or "")
    return int(text) if text.isdigit() and len(text) < 18 else None


def months(shown: Sequence[Line], kind: str) -> list[dict[str, Any]]:
    """Lines under the heading of their month, by the day of registering's column."""
    rows = []
    for (year, month), some in groupby(shown, key=lambda s: month_of(s, kind)):
        members = list(some)
        void = sum(1 for s in members if s.cancelled)
        says = f"từ số {members[0].no:02d} đến số {members[-1].no:02d}" + (f" · {void} số hủy" if void else "")
        rows.append({"title": f"Tháng {month} năm {year}", "says": says, "lines": members})
    return rows


def month_of(line: Line, kind: str) -> tuple[int, int]:
    days = (line.arrival_on if kind == "in" else None, line.day)  # of a closed envelope only the first is known
    day = next(day for day in days if day is not None)
    return day.year, day.month


def next_line(volume: Any, book: Any, *, by: Actor, at_end: bool) -> dict[str, Any] | None:
    """The empty next line, where this person may write it."""
    if not at_end or volume.state != "open" or writing_url(book, by=by) is None:
        return None
    return {"no": queries.next_number(volume, by=by), "url": writing_url(book, by=by)}


def writing_url(book: Any, *, by: Actor) -> str | None:
    duty = Duty.ENTRY_ISSUE if book.kind == "out" else Duty.ENTRY_REGISTER
    return reverse("books:new", args=[book.uuid]) if duty in by.duties else None


def buttons(volume: Any, book: Any, *, by: Actor) -> dict[str, str | None]:
    return {
        "new_url": writing_url(book, by=by) if volume.state == "open" else None,
        "print_url": reverse("books:print", args=[volume.uuid]) if Duty.BOOK_PRINT in by.duties else None,
        "export_url": reverse("books:export", args=[volume.uuid]) if Duty.BOOK_EXPORT in by.duties else None,
        "volumes_url": reverse("books:volumes", args=[book.uuid]) if Duty.BOOK_OPEN in by.duties else None,
        "sign_url": "#" if book.kind == "out" and Duty.ENTRY_REGISTER in by.duties else None,
    }


def empty(volume: Any, *, filtered: bool) -> dict[str, str]:
    if filtered:
        return {"heading": "Không có dòng nào khớp", "text": "Bớt điều kiện lọc, hoặc tìm theo số."}
    return {
        "heading": f"Quyển {volume.no:02d}/{volume.year} chưa có dòng nào",
        "text": f"Số đầu tiên sẽ là {volume.first_no:02d}.",
        "rule": "R-NUM-2",
    }


def pager(page: Any, shown: Sequence[Line]) -> dict[str, Any] | None:
    if page.before is None and page.newer is None:
        return None
    return {
        "says": f"từ số {shown[0].no:02d} đến số {shown[-1].no:02d}" if shown else "",
        "older": {"value": page.before} if page.before is not None else None,
        "newer": {"value": page.newer} if page.newer is not None else None,
    }


def totals(shown: Sequence[Line]) -> dict[str, int]:
    """Of the lines on this page only: nothing is counted that the page does not show."""
    live = [s for s in shown if not s.cancelled]
    return {
        "lines": len(shown),
        "cancelled": len(shown) - len(live),
        "copies": sum(s.copies for s in live),
        "unsigned": sum(1 for s in live for r in s.recipients if not r["signed_by"] and not r.get("unasked")),
    }
