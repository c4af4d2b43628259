"""The forms of the two registers: looked at with their sample, and accepted by the administrator before a book prints."""

from __future__ import annotations

from collections.abc import Mapping
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
from somat.reporting.form import FORMS, Form, file_hash, form, registers
from somat.reporting.typeset import preview
from somat.reporting.wire import unpacked
from somat.web import links
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
        "corrected": False,
        "ready": drawings.ready(Shipped(it.code, it.state, file_hash(it.code)), accepted),
        "url": url,
        "correct_url": url,
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
    context = {
        "paper": row(it, accepted),
        "accepted": {"by": names.get(accepted.accepted_by, ""), "at": accepted.accepted_at} if accepted else None,
        "columns": [{"no": column.no, "header": column.header} for column in it.columns],
        "accept_url": reverse("papers:accept_register", args=[it.code]) if Duty.FORM_ACCEPT in by.duties else None,
        "pictures": pictures(it.code),
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


def pictures(code: str) -> list[str]:
    """The sample's pages as pictures inside the page itself."""
    pages = preview(code, composed(unpacked((FORMS / code / "sample.json").read_bytes())))
    return [drawings.uri(page) for page in pages]


@require_POST
def accept(request: HttpRequest, register: str) -> HttpResponse:
    """The administrator answers for the register as it is shown."""
    code = found(register).code
    accept_form(code, file_hash=file_hash(code), by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("papers:show")
