"""Printing a volume or one line, and exporting: acts with a line in the print log, tied to the newest checkpoint."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.change import AlreadyDone
from somat.audit.moment import now, today
from somat.audit.queries import newest_checkpoint
from somat.catalogue import queries as catalogue
from somat.catalogue.actions import Shipped
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.registry import queries
from somat.registry.actions.prints import Printed, record_export, record_print
from somat.registry.queries import lists, volumes
from somat.registry.verbs import EXPORT, PRINT
from somat.reporting.book import BookPrint, Checkpoint, press
from somat.reporting.entry import render_entry
from somat.reporting.form import Chosen, file_hash, form_for
from somat.reporting.sheet_xlsx import book_table, export_csv, export_xlsx
from somat.reporting.volume import Sheet, book_print
from somat.web.acts import attempt, key_of
from somat.web.books.forms import ReasonForm
from somat.web.books.lines import lines, open_lines
from somat.web.papers.registers import chosen_by

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


REFUSED = "Chưa làm được"
UNACCEPTED = "Mẫu sổ {code} chưa đối chiếu được với văn bản gốc và chưa được nhận: người quản trị phải xem và nhận mẫu ở mục Biểu mẫu trước khi in, kết xuất."  # fmt: skip


class RangeForm(forms.Form):
    """Which lines of the volume; empty: all of them, with cover and closing page."""

    first = forms.IntegerField(label="Từ số", min_value=1, required=False)
    last = forms.IntegerField(label="Đến số", min_value=1, required=False)


def volume(request: HttpRequest, volume: UUID) -> HttpResponse:
    """The volume, or a range of its lines, as PDF/A shown in the browser and stored nowhere."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.volume(volume, by=by)
    chosen = chosen_for(found, by=by)
    form = RangeForm(request.POST or None)
    if not (request.method == "POST" and form.is_valid()):
        return page(request, found, form, heading="In sổ", send="In", chosen=chosen)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    entries = lists.all_lines(found, by=by, on=today(), first=first, last=last)
    point = newest_checkpoint()
    printed = Printed(
        "volume",
        level=max((e.level for e in entries), default=1),
        book=found.book_id,
        volume=found.uuid,
        first_no=first,
        last_no=last,
        **standing(chosen, point),
    )
    printing, refusals = attempt(lambda: record_print(printed, by=by, key=key_of(request)))
    if printing is None:
        return page(request, found, form, heading="In sổ", send="In", chosen=chosen, refusals=refusals)
    with press(len(entries)) as make:
        shown = lines(open_lines(entries, by=by, verb=PRINT, object=found.uuid))
        sheet = sheet_of(printing, point, by=by)
        data = make(book_print(found, shown, chosen=chosen, sheet=sheet, whole=not (first or last)))
    return inline(data, f"so-{found.year}-{found.no:02d}.pdf")


@require_POST
def one(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One line of the book on paper; sent twice with one key, it is one print, and the second leads to the line."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.entry(entry, by=by, on=today())
    demand(may_do(Duty.BOOK_PRINT, duties=by.duties))
    volume = queries.volume(found.volume_id, by=by)
    chosen = chosen_for(volume, by=by)
    point = newest_checkpoint()
    printed = Printed(
        "entry",
        level=found.level,
        book=found.book_id,
        entry=found.uuid,
        **standing(chosen, point),
    )
    try:
        printing, refusals = attempt(lambda: record_print(printed, by=by, key=key_of(request)))
    except AlreadyDone:
        return redirect("books:entry", entry)
    if printing is None:
        context = {"refusals": refusals, "on": today(), "heading": REFUSED, "acts": ways(chosen, refusals)}
        return render(request, "409.html", context | {"back_url": reverse("books:entry", args=[entry])}, status=409)
    shown = lines(open_lines([found], by=by, verb=PRINT, object=found.uuid))
    sheet = sheet_of(printing, point, by=by)
    data = render_entry(book_print(volume, shown, chosen=chosen, sheet=sheet, whole=False))
    return inline(data, f"dong-{found.year}-{found.no:02d}.pdf")


def chosen_for(volume: Any, *, by: Actor) -> Chosen:
    """The form of the day on which the volume was begun, or, with a note, the present one."""
    return chosen_by(form_for(volume.book.kind, begun=volumes.begun_on(volume, by=by), on=today()), by=by)


def standing(chosen: Chosen, point: Any) -> dict[str, Any]:
    """What every print says of itself: the checkpoint it is tied to, the form it is drawn on, and where that is not of its time."""
    size, root = (point.size, point.root) if point else (0, "0" * 64)
    return {"size": size, "root": root, "form": shipped(chosen), "note": chosen.note}


def shipped(chosen: Chosen) -> Shipped:
    return Shipped(chosen.form.code, chosen.form.state, file_hash(chosen.form.code))


def told(chosen: Chosen, *, by: Actor) -> str:
    """What the clerk is told before he prints: that the form waits for the administrator, that it is not the one of its time."""
    one = shipped(chosen)
    accepted = catalogue.accepted_form(one.code, by=by)
    waits = one.state == "unverified" and (accepted is None or accepted.hash != one.file_hash)
    return " ".join(filter(None, [UNACCEPTED.format(code=one.code) if waits else "", chosen.note]))


def ways(chosen: Chosen, refusals: tuple[Any, ...]) -> list[dict[str, str]]:
    """Where the administrator looks at the form and accepts it."""
    code = chosen.form.code
    link = {"label": f"Mẫu sổ {code}: xem; người quản trị nhận tại đây", "url": reverse("papers:register", args=[code])}
    return [link] if any(r.rule == "R-FORM-1" for r in refusals) else []


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
    chosen = chosen_for(found, by=by)
    form = ReasonForm(request.POST or None)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        entries = lists.all_lines(found, by=by, on=today())
        point = newest_checkpoint()
        printed = Printed(
            "export",
            level=max((e.level for e in entries), default=1),
            book=found.book_id,
            volume=found.uuid,
            **standing(chosen, point),
        )
        done, refusals = attempt(
            lambda: record_export(printed, reason=form.cleaned_data["reason"], by=by, key=key_of(request))
        )
        if done is not None:
            shown = lines(open_lines(entries, by=by, verb=EXPORT, object=found.uuid))
            sheet = sheet_of(done, point, by=by)
            return file(
                book_print(found, shown, chosen=chosen, sheet=sheet, whole=True), found, form.cleaned_data["form"]
            )
    return page(request, found, form, heading="Kết xuất sổ", send="Kết xuất", chosen=chosen, refusals=refusals)


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
    chosen: Chosen,
    refusals: tuple[Any, ...] = (),
) -> HttpResponse:
    back = reverse("books:show", args=[volume.book_id])
    says = "Mỗi lần in, kết xuất là một dòng trong sổ theo dõi in, gắn với điểm chốt nhật ký mới nhất."
    context = {
        "heading": f"{heading}: quyển {volume.no:02d}/{volume.year}",
        "crumb": {"label": volume.book.name, "url": back},
        "lead": told(chosen, by=request.actor),  # type: ignore[attr-defined]
        "form": form,
        "strips": [{"fields": [form[name] for name in form.fields], "says": says, "rules": ["R-OUT-10", "R-SEC-2"]}],
        "send": send,
        "back_url": back,
        "refusals": refusals,
        "refused": REFUSED,
        "acts": ways(chosen, refusals),
        "file": True,
    }
    return render(request, "form.html", context, status=409 if refusals else 200)
