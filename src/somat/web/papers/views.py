"""Biểu mẫu: every form with its state and sample; a form filled with what is known, looked at, printed or taken as .docx."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import now
from somat.catalogue import queries as catalogue
from somat.catalogue.actions import Shipped, record_form
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.law.row import State
from somat.reporting.papers import render as library
from somat.reporting.papers.fill import Unfit
from somat.reporting.papers.form import Paper, codes, file_hash, paper
from somat.reporting.papers.reading import facts_from
from somat.reporting.papers.render import Printed
from somat.reporting.stamps import stamps
from somat.reporting.typeset import PrintFailed
from somat.web.acts import attempt, key_of
from somat.web.papers import drawings, registers, stamping
from somat.web.papers.agreed import Outdated, agreed, corrects, outdated
from somat.web.papers.begun import VOLUME, sources_of, uuid_in
from somat.web.papers.forms import answers, fields_of, tables_of
from somat.web.papers.holding import LISTS, candidates, takes, with_lines
from somat.web.papers.known import known, volumes
from somat.web.papers.marking import about, printed_of

DESIGN = "mẫu của chương trình"
NOT_DRAWN = "Lần in đã ghi nhật ký nhưng chưa tạo được tệp. Mở lại trang này và in lần nữa."
NOT_SHOWN = "Chưa vẽ được hình xem thử. Mở lại trang này và xem lại."
REOPEN = "Mẫu đã đổi từ khi mở trang này. Mở lại trang chỉnh mẫu rồi chỉnh lại."
KINDS = {
    "pdf": ("application/pdf", "inline"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
}


def show(request: HttpRequest, *, wrong: str = "") -> HttpResponse:
    """All forms, each with where it comes from and whether it may be printed; `wrong` says why a stamp was not accepted."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    accepted = catalogue.accepted_forms(by=by)
    rows = [*(row(paper(code), accepted.get(code)) for code in codes()), *drawings.rows(accepted)]
    stamp_pictures = drawings.stamp_pictures(tuple(stamping.sizes_of(accepted).items()))
    context = {
        "rows": sorted(rows, key=lambda one: one["code"]),
        "wrong": wrong,
        "registers": registers.rows(accepted),
        "stamps": [
            {**stamping.row(one, accepted.get(one.code)), "picture": stamp_pictures[one.code]} for one in stamps()
        ],
        "may_correct": Duty.FORM_ACCEPT in by.duties,
        "specimens_url": reverse("papers:specimens") if Duty.FORM_PRINT in by.duties else None,
        "stamp_url": reverse("papers:stamp") if Duty.FORM_PRINT in by.duties else None,
    }
    return render(request, "papers/show.html", context)


def row(form: Paper, accepted: Any) -> dict[str, Any]:
    seen = drawings.ready(Shipped(form.code, form.state, file_hash(form.code)), accepted)
    changed = outdated(form, accepted)
    return {
        "code": form.code,
        "title": form.title,
        "source": source(form),
        "since": form.since,
        "state": None if form.state == "design" else State(form.state),
        "corrected": corrects(accepted),
        "outdated": changed,
        "ready": seen and not changed,
        "url": reverse("papers:fill", args=[form.code]),
        "many_url": reverse("papers:many", args=[form.code]) if "entry" in form.acts else "",
        "correct_url": reverse("papers:correct", args=[form.code]),
    }


def source(form: Paper) -> str:
    own = DESIGN if form.source == "design" else form.source
    return f"{own}; {form.article}" if form.article else own


def found(code: str) -> Paper:
    try:
        return paper(code)
    except KeyError:
        raise Http404 from None


def fill(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for what is not known; then a picture of the paper, the PDF or the .docx."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    form, entry, volume = found(code), line_of(request), volume_of(request)
    accepted = catalogue.accepted_form(code, by=by)
    data = request.POST if request.method == "POST" else None
    if data is not None and prints(data):
        demand(may_do(Duty.FORM_PRINT, duties=by.duties))
    initial = {}
    if data is None:
        initial = known(form, by=by, entry=entry, more=sources_of(request, by=by))
        initial |= candidates(form, volume, by=by) if volume is not None else {}
    asked = fields_of(form, initial=initial, data=data)
    pictures: list[str] = []
    refusals: tuple[Any, ...] = ()
    if data is not None and asked.is_valid():
        try:
            correction = agreed(form, accepted)
            facts = with_lines(form, read(form, asked, data), volume, by=by)
            if facts is not None:
                printed = printed_of(form, facts, about(entry, by=by), at=now(), by=by)
                ready = Ready(form, facts, correction, printed)
                if prints(data):
                    made, refusals = made_file(ready, data["kind"], entry=entry, by=by, key=key_of(request))
                    if made is not None:
                        return made
                pictures = drawn(ready)
        except Outdated as changed:
            asked.add_error(None, str(changed))
        except PrintFailed:
            asked.add_error(None, NOT_DRAWN if prints(data) else NOT_SHOWN)
    context = {
        "form": asked,
        "paper": {**row(form, accepted), "notes": form.notes},
        "asked": [asked[f.name] for f in form.fields if f.kind != "rows" and f.name not in initial],
        "known": [asked[f.name] for f in form.fields if f.kind != "rows" and f.name in initial],
        "tables": [
            t for t in tables_of(form, initial=initial, data=data) if not (volume and t["field"].source in LISTS)
        ],
        "volumes": volumes(by) if takes(form) else [],
        "volume": volume,
        "pictures": pictures,
        "may_print": Duty.FORM_PRINT in by.duties,
        "entry": entry,
        "refusals": refusals,
    }
    return render(request, "papers/fill.html", context, status=409 if refusals else 200)


def prints(data: Mapping[str, Any]) -> bool:
    """Whether a file was asked for; all else is a look, and anybody may look."""
    return data.get("kind", "") in KINDS


def line_of(request: HttpRequest) -> UUID | None:
    """The line of a book that the paper is made from, by its address."""
    return uuid_in(request, "dong")


def volume_of(request: HttpRequest) -> UUID | None:
    """The volume whose lines the paper lists, by its address."""
    return uuid_in(request, VOLUME)


def read(form: Paper, asked: forms.Form, data: Any) -> Mapping[str, Any] | None:
    """The facts of what was typed; what does not fit is said at its field."""
    try:
        return facts_from(form, answers(form, asked, data))
    except Unfit as wrong:
        asked.add_error(wrong.field if wrong.field in asked.fields else None, str(wrong))
        return None


def document(*facts: Any, **more: Any) -> bytes:
    from somat.reporting.papers.docx import document  # its library costs a quarter of a second, not at every start

    return document(*facts, **more)


MAKERS = {"pdf": library.render, "docx": document}


@dataclass(frozen=True)
class Ready:
    """A paper that can be drawn: its form, what is filled in, the agency's correction, what stands at its foot."""

    form: Paper
    facts: Mapping[str, Any]
    correction: Mapping[str, Any] | None
    printed: Printed | None = None


def made_file(
    ready: Ready, kind: str, *, entry: UUID | None, by: Actor, key: UUID
) -> tuple[HttpResponse | None, tuple[Any, ...]]:
    """The file, drawn once its leaf is committed; or why not. Raises PrintFailed: the leaf stands, the paper does not exist."""
    form, at = ready.form, ready.printed.at if ready.printed else now()
    shipped = Shipped(form.code, form.state, file_hash(form.code))
    told = hash_of(kind, form.code, ready.facts, ready.correction, at)
    _, refusals = attempt(lambda: record_form(shipped, content_hash=told, of=entry, by=by, key=key))
    if refusals:
        return None, refusals
    content = MAKERS[kind](form.code, ready.facts, at=at, printed=ready.printed, correction=ready.correction)
    media, how = KINDS[kind]
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = f'{how}; filename="{form.code}.{kind}"'
    return response, ()


def hash_of(*what: Any) -> str:
    """What goes on record of a paper before it is drawn: the same facts and moment give the same bytes."""
    return hashlib.sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()


def drawn(ready: Ready) -> list[str]:
    """The pages as pictures inside the page itself: nothing is kept in a file."""
    pages = library.pictures(ready.form.code, ready.facts, printed=ready.printed, correction=ready.correction)
    return ["data:image/png;base64," + base64.b64encode(page).decode() for page in pages]


@require_POST
def accept_stamp(request: HttpRequest, code: str) -> HttpResponse:
    """The administrator takes a stamp, at its own place or at his."""
    try:
        stamping.accept(code, request.POST, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    except KeyError:
        raise Http404 from None
    except stamping.Misplaced as misplaced:
        return show(request, wrong=str(misplaced))
    return redirect("papers:show")
