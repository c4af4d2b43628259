"""Kiểm tra sổ: for a period, what is late, cancelled or corrected, and which numbers are missing; within the viewer's scope."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.registry.queries import inspection
from somat.registry.queries.inspection import Look
from somat.web.books.forms import Period
from somat.web.books.lines import lines, open_lines

GAPS = "gaps"
TITLES = {Look.LATE: "Trễ hạn", Look.CANCELLED: "Số hủy", Look.CORRECTED: "Dòng đã sửa", GAPS: "Số thiếu"}
RULES = {Look.LATE: ["R-NUM-3", "R-IN-1"], Look.CANCELLED: ["R-NUM-9"], Look.CORRECTED: ["R-NUM-9"], GAPS: ["R-NUM-9"]}
SAYS = {
    Look.LATE: "Sổ đi: lấy số sau ngày làm việc tiếp theo ngày ký. Sổ đến: hết hạn xử lý trong kỳ mà chưa có văn bản trả lời, chưa ghi đã xử lý; hoặc vào sổ, ghi sau hạn."
    " Kỳ đã qua xét đến hết ngày cuối của kỳ.",
    Look.CANCELLED: "Số hủy vẫn nằm trong sổ, có lý do và người duyệt.",
    Look.CORRECTED: "Giá trị cũ gạch đi, giá trị mới đứng cạnh; mở dòng để xem ai đề nghị, ai duyệt.",
    GAPS: "Số thứ tự của sổ phải liên tục, không nhảy, không lặp.",
}


class PeriodForm(Period):
    """Which book, between which days, and which list."""

    book = forms.TypedChoiceField(label="Sổ", coerce=UUID)
    look = forms.ChoiceField(label="Xem", choices=[(str(code), title) for code, title in TITLES.items()])
    field_order = ("book", "since", "until", "look")

    def __init__(self, *args: Any, books: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].choices = books  # type: ignore[attr-defined]


def show(request: HttpRequest) -> HttpResponse:
    """One list for one period; the period and the list go by POST like every form."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.BOOK_READ, duties=by.duties))
    books = inspection.books_seen(by=by)
    start = {"since": date(today().year, 1, 1), "until": today(), "look": Look.LATE}
    form = PeriodForm(
        request.POST or None, books=[(str(b.uuid), b.name) for b in books], initial={**start, **scope(books, by=by)}
    )
    context: dict[str, Any] = {"form": form, "books": books, "asked": None}
    if form.is_valid():
        context |= found(form.cleaned_data, before=place(request), by=by)
    return render(request, "checks/show.html", context)


def scope(books: list[Any], *, by: Actor) -> dict[str, Any]:
    """An inspector's form begins with the days that he may see."""
    mine = next((s for s in by.books if books and s.book == books[0].uuid and s.first), None)
    return {"since": mine.first, "until": min(mine.last or today(), today())} if mine else {}


def place(request: HttpRequest) -> int | None:
    text = str(request.POST.get("before", ""))
    return int(text) if text.isdigit() and len(text) < 18 else None


def found(data: dict[str, Any], *, before: int | None, by: Actor) -> dict[str, Any]:
    """The counts of every list, and the one that is asked for."""
    period = inspection.period_of(data["book"], since=data["since"], until=data["until"], by=by)
    gaps = inspection.gaps(period, by=by, on=today())
    known = {str(code): n for code, n in inspection.counts(period, by=by, on=today()).items()}
    known[GAPS] = sum(gap.last - gap.first + 1 for gap in gaps)
    look = data["look"]
    context = {
        "asked": look,
        "title": TITLES[look],
        "says": SAYS[look],
        "rules": RULES[look],
        "counts": [{"title": title, "n": known[code], "current": code == look} for code, title in TITLES.items()],
        "kind": period.book.kind,
        "gaps": gaps if look == GAPS else [],
        "lines": [],
    }
    if look != GAPS:
        page = inspection.lines(Look(look), period, by=by, on=today(), before=before)
        shown = lines(open_lines(page.entries, by=by, object=period.book.uuid))
        context |= {
            "lines": [{"line": one, "entry": entry} for one, entry in zip(shown, page.entries, strict=True)],
            "pager": {"says": "", "older": {"value": page.before}, "newer": None} if page.before else None,
            "highest": max((one.level for one in shown), default=None),
        }
    return context
