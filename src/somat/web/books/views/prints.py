"""Printing a volume or one line, and exporting: acts with a line in the print log, tied to the newest checkpoint."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from somat.audit.moment import now, today
from somat.audit.queries import newest_checkpoint
from somat.law.access import Actor
from somat.registry import queries
from somat.registry.actions.prints import Printed, record_export, record_print
from somat.registry.queries import lists
from somat.registry.verbs import EXPORT, PRINT
from somat.reporting.book import BookPrint, Checkpoint, press
from somat.reporting.entry import render_entry
from somat.reporting.sheet_xlsx import book_table, export_csv, export_xlsx
from somat.reporting.volume import Sheet, book_print
from somat.web.acts import attempt, key_of
from somat.web.books.forms import ReasonForm
from somat.web.books.lines import lines, open_lines

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


class RangeForm(forms.Form):
    """Which lines of the volume; empty: all of them, with cover and closing page."""

    first = forms.IntegerField(label="Từ số", min_value=1, required=False)
    last = forms.IntegerField(label="Đến số", min_value=1, required=False)


def volume(request: HttpRequest, volume: UUID) -> HttpResponse:
    """The volume, or a range of its lines, as PDF/A shown in the browser and stored nowhere."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.volume(volume, by=by)
    form = RangeForm(request.POST or None)
    if not (request.method == "POST" and form.is_valid()):
        return page(request, found, form, heading="In sổ", send="In", name="books:print")
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    entries = lists.all_lines(found, by=by, on=today(), first=first, last=last)
    point = newest_checkpoint()
    printing = record_print(
        Printed(
            "volume",
            level=max((e.level for e in entries), default=1),
            size=point.size if point else 0,
            root=point.root if point else "0" * 64,
            book=found.book_id,
            volume=found.uuid,
            first_no=first,
            last_no=last,
        ),
        by=by,
        key=key_of(request),
    )
    with press(len(entries)) as make:
        shown = lines(open_lines(entries, by=by, verb=PRINT, object=found.uuid))
        sheet = sheet_of(printing, point, by=by)
        data = make(book_print(found, shown, sheet=sheet, whole=not (first or last)))
    return inline(data, f"so-{found.year}-{found.no:02d}.pdf")


def one(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One line of the book on paper."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.entry(entry, by=by, on=today())
    point = newest_checkpoint()
    printing = record_print(
        Printed(
            "entry",
            level=found.level,
            size=point.size if point else 0,
            root=point.root if point else "0" * 64,
            book=found.book_id,
            entry=found.uuid,
        ),
        by=by,
    )
    shown = lines(open_lines([found], by=by, verb=PRINT, object=found.uuid))
    volume = queries.volume(found.volume_id, by=by)
    data = render_entry(book_print(volume, shown, sheet=sheet_of(printing, point, by=by), whole=False))
    return inline(data, f"dong-{found.year}-{found.no:02d}.pdf")


def sheet_of(printing: Any, point: Any, *, by: Actor) -> Sheet:
    site = settings.SITE
    checkpoint = Checkpoint(point.size, point.root) if point else Checkpoint(0, "0" * 64)
    return Sheet(site.superior, site.agency, site.place, printing.no, now(), checkpoint, by)


def inline(data: bytes, name: str) -> HttpResponse:
    """Shown in the browser and kept nowhere: the answer carries no-store."""
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def export(request: HttpRequest, volume: UUID) -> HttpResponse:
    """The volume as XLSX or CSV, with a reason; the rows are those this person sees."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.volume(volume, by=by)
    form = ReasonForm(request.POST or None)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        entries = lists.all_lines(found, by=by, on=today())
        point = newest_checkpoint()
        printed = Printed(
            "export",
            level=max((e.level for e in entries), default=1),
            size=point.size if point else 0,
            root=point.root if point else "0" * 64,
            book=found.book_id,
            volume=found.uuid,
        )
        done, refusals = attempt(
            lambda: record_export(printed, reason=form.cleaned_data["reason"], by=by, key=key_of(request))
        )
        if done is not None:
            shown = lines(open_lines(entries, by=by, verb=EXPORT, object=found.uuid))
            print_ = book_print(found, shown, sheet=sheet_of(done, point, by=by), whole=True)
            return file(print_, found, form.cleaned_data["form"])
    return page(request, found, form, heading="Kết xuất sổ", send="Kết xuất", name="books:export", refusals=refusals)


def file(print_: BookPrint, volume: Any, kind: str) -> HttpResponse:
    table = book_table(print_)
    data = export_xlsx(table) if kind == "xlsx" else export_csv(table)
    response = HttpResponse(data, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="so-{volume.year}-{volume.no:02d}.{kind}"'
    return response


def page(
    request: HttpRequest,
    volume: Any,
    form: forms.Form,
    *,
    heading: str,
    send: str,
    name: str,
    refusals: tuple[Any, ...] = (),
) -> HttpResponse:
    back = reverse("books:show", args=[volume.book_id])
    says = "Mỗi lần in, kết xuất là một dòng trong sổ theo dõi in, gắn với điểm chốt nhật ký mới nhất."
    context = {
        "heading": f"{heading}: quyển {volume.no:02d}/{volume.year}",
        "crumb": {"label": volume.book.name, "url": back},
        "form": form,
        "strips": [{"fields": [form[name] for name in form.fields], "says": says, "rules": ["R-OUT-10", "R-SEC-2"]}],
        "send": send,
        "back_url": back,
        "refusals": refusals,
        "refused": "Chưa làm được",
        "file": True,
    }
    return render(request, "form.html", context, status=409 if refusals else 200)
