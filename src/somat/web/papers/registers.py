"""The forms of the two registers: looked at with their sample, and accepted by the administrator before a book prints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.catalogue import queries as catalogue
from somat.catalogue.actions import Shipped, accept_form
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.law.row import State
from somat.people import queries as people
from somat.registry import queries
from somat.reporting.book import composed
from somat.reporting.form import FORMS, Chosen, Form, file_hash, form, registers
from somat.reporting.papers.form import BadForm
from somat.reporting.register import rearranged, text_of
from somat.reporting.register import register as register_of
from somat.reporting.typeset import preview
from somat.reporting.wire import unpacked
from somat.web import links, writing
from somat.web.acts import key_of
from somat.web.papers import drawings


def rows(accepted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The registers as the page of forms lists them."""
    return [row(form(code), accepted.get(code)) for code in registers()]


def row(it: Form, accepted: Any) -> dict[str, Any]:
    url = reverse("papers:register", args=[it.code])
    return {
        "code": it.code,
        "title": it.title,
        "source": f"{it.source}; {it.article}",
        "since": it.since,
        "state": State(it.state),
        "corrected": bool(accepted and accepted.correction),
        "ready": drawings.ready(Shipped(it.code, it.state, file_hash(it.code)), accepted),
        "url": url,
        "correct_url": reverse("papers:correct", args=[it.code]),
    }


def found(code: str) -> Form:
    if code not in registers():
        raise Http404
    return form(code)


def show(request: HttpRequest, register: str) -> HttpResponse:
    """The register with invented lines, where it comes from, and who has accepted it."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    it = found(register)
    accepted = catalogue.accepted_form(it.code, by=by)
    names = people.names({accepted.accepted_by}) if accepted else {}
    now = form(it.code, text_of(held(it.code, accepted)))
    context = {
        "paper": row(it, accepted),
        "accepted": {"by": names.get(accepted.accepted_by, ""), "at": accepted.accepted_at} if accepted else None,
        "columns": [{"no": column.no, "header": column.header} for column in now.columns],
        "accept_url": reverse("papers:accept_register", args=[it.code]) if Duty.FORM_ACCEPT in by.duties else None,
        "correct_url": reverse("papers:correct", args=[it.code]) if Duty.FORM_ACCEPT in by.duties else None,
        "pictures": [drawings.uri(page) for page in pictures(it.code, held(it.code, accepted))],
        "volumes": volumes(it.kind, by=by) if Duty.BOOK_PRINT in by.duties else [],
    }
    return render(request, "papers/register.html", context)


def volumes(kind: str, *, by: Actor) -> list[dict[str, str]]:
    """Where the books of this kind are printed that he sees whole, newest volume first in each."""
    return [
        {"label": f"{book.name}, quyển {one.no:02d}/{one.year}", "url": links.to("books:print", one.uuid)}
        for book in queries.books(by=by)
        if book.kind == kind
        for one in queries.volume_names(book, by=by)
    ]


def held(code: str, accepted: Any) -> dict[str, Any]:
    """What this agency corrected in the register that is still shipped; a correction of another file counts for nothing."""
    if not accepted or accepted.hash != file_hash(code):
        return {}
    correction: dict[str, Any] = json.loads(accepted.correction or "{}")
    try:
        register_of(code, correction)
    except BadForm:  # what may be corrected may have become less while the file stayed
        return {}
    return correction


def former(code: str, accepted: Any) -> list[tuple[str, str]]:
    """Label and words of a correction that no longer counts, to write again where they belong."""
    if not (accepted and accepted.correction) or held(code, accepted):
        return []
    was = json.loads(accepted.correction)
    told = [(f"Cột {at}: Tiêu đề cột", one["header"]) for at, one in enumerate(was.get("columns", ()), 1)]
    if was.get("unit"):
        told += [(f"Cột {at}: Rộng (mm)", writing.decimal(one["width"])) for at, one in enumerate(was["columns"], 1)]
    told += [(f"Bìa, dòng {at}", one) for at, one in enumerate((*was.get("cover", ()), *was.get("lines", ())), 1)]
    return told


def chosen_by(chosen: Chosen, *, by: Actor) -> Chosen:
    """The register that a book is printed on, as this agency corrected it."""
    code = chosen.form.code
    correction = held(code, catalogue.accepted_form(code, by=by))
    return replace(chosen, form=form(code, text_of(correction))) if correction else chosen


def pictures(code: str, correction: Mapping[str, Any]) -> list[bytes]:
    """The sample's pages as PNG. Raises PrintFailed."""
    sample = unpacked((FORMS / code / "sample.json").read_bytes())
    return preview(code, composed(rearranged(sample, correction) if correction else sample))


@require_POST
def accept(request: HttpRequest, register: str) -> HttpResponse:
    """The administrator answers for the register as it is shown."""
    code, by = found(register).code, request.actor  # type: ignore[attr-defined]
    kept = text_of(held(code, catalogue.accepted_form(code, by=by)))
    accept_form(code, file_hash=file_hash(code), correction=kept, by=by, key=key_of(request))
    return redirect("papers:show")
