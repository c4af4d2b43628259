"""Every form with invented data, to be looked at by anybody: one form on its page, all of them as the specimen book."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import now
from somat.catalogue import queries as catalogue
from somat.catalogue.actions import Shipped, accept_form, record_form
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.reporting import samples
from somat.reporting.diagram import render_diagram
from somat.reporting.papers.form import codes, file_hash, paper
from somat.reporting.specimen import specimen_book
from somat.reporting.typeset import PrintFailed
from somat.web.acts import attempt, key_of
from somat.web.papers import drawing_form, drawings, views
from somat.web.papers.agreed import held
from somat.web.papers.drawings import DRAWINGS


def show(request: HttpRequest, code: str, *, refusals: tuple[Any, ...] = (), wrong: str = "") -> HttpResponse:
    """The form as pictures, each marked as a sample; of a drawing also what the administrator answers for."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    accepted = catalogue.accepted_forms(by=by)
    row = drawings.row(code, accepted) if code in DRAWINGS else views.row(views.found(code), accepted.get(code))
    context = {
        "paper": row,
        "pictures": [
            drawings.uri(page) for page in samples.sample_pictures(code, correction(code, accepted.get(code)))
        ],
        "accept_url": reverse("papers:accept_drawing", args=[code])
        if code in DRAWINGS and Duty.FORM_ACCEPT in by.duties and not row["ready"]
        else None,
        "print_url": reverse("papers:print_diagram") if code == "D-19" and Duty.FORM_PRINT in by.duties else None,
        "refusals": refusals,
        "wrong": wrong,
    }
    return render(request, "papers/sample.html", context, status=409 if refusals else 200)


def correction(code: str, accepted: Any) -> Mapping[str, Any] | None:
    """What this agency corrected in a form, where that is still the shipped one."""
    return (drawing_form.held(code, accepted) if code in DRAWINGS else held(paper(code), accepted)) or None


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """The administrator takes a drawing as its sample shows it."""
    if code not in DRAWINGS:
        raise Http404
    by: Actor = request.actor  # type: ignore[attr-defined]
    kept = correction(code, catalogue.accepted_form(code, by=by))
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""
    accept_form(code, file_hash=file_hash(code), correction=text, by=by, key=key_of(request))
    return redirect("papers:show")


@require_POST
def diagram(request: HttpRequest) -> HttpResponse:
    """The sheet of places (D-19) on paper: it has no facts to ask for."""
    at, by = now(), request.actor  # type: ignore[attr-defined]
    form = drawings.shipped("D-19")
    changed = correction(form.code, catalogue.accepted_form(form.code, by=by))
    told = views.hash_of(form.code, form.file_hash, changed, at)
    _, refusals = attempt(lambda: record_form(form, content_hash=told, by=by, key=key_of(request)))
    if refusals:
        return show(request, form.code, refusals=refusals)
    try:
        return pdf(render_diagram(at=at, correction=changed), form.code)
    except PrintFailed:
        return show(request, form.code, wrong=views.NOT_DRAWN)


@require_POST
def specimens(request: HttpRequest) -> HttpResponse:
    """All forms with their samples in one PDF: a leaf first, then the book. It holds no fact of this agency."""
    at, by = now(), request.actor  # type: ignore[attr-defined]
    record_form(whole(), content_hash=views.hash_of("specimen", at), by=by, key=key_of(request))
    try:
        return pdf(specimen_book(at), "tap-mau")
    except PrintFailed:
        return views.show(request, wrong=views.NOT_DRAWN)


def whole() -> Shipped:
    """The specimen book as `record_form` takes it: samples wait for no acceptance, they are what is judged by."""
    return Shipped("specimen", "design", views.hash_of([(code, file_hash(code)) for code in codes()]))


def pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
