"""A form corrected by the administrator: looked at while he types, held only once he has accepted it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.catalogue import queries as catalogue
from somat.catalogue.actions import accept_form
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.reporting.form import registers
from somat.reporting.papers import render as library
from somat.reporting.papers.corrected import corrected
from somat.reporting.papers.form import BadForm, file_hash
from somat.reporting.papers.reading import facts_from
from somat.reporting.samples import sample_facts
from somat.reporting.typeset import PrintFailed
from somat.web.acts import key_of
from somat.web.papers import drawings, views
from somat.web.papers.agreed import Outdated, former, held
from somat.web.papers.correction import CorrectionForm, Corrections, correction_of
from somat.web.papers.drawing_form import DrawingSubject
from somat.web.papers.register_form import RegisterSubject


class Subject(Protocol):
    """What can be corrected: a paper, a register, a drawing. Each says what may change, judges it, and draws it."""

    @property
    def code(self) -> str: ...
    @property
    def shipped(self) -> str:
        """The hash of what is shipped: a correction belongs to it."""

    def row(self, accepted: Any) -> dict[str, Any]: ...
    def held(self, accepted: Any) -> Mapping[str, Any]: ...
    def former(self, accepted: Any) -> list[tuple[str, str]]: ...
    def asked(self, held: Mapping[str, Any], data: Any) -> Corrections: ...
    def correction(self, asked: Any) -> dict[str, Any]: ...
    def judge(self, correction: Mapping[str, Any]) -> None:
        """Raises BadForm."""

    def pictures(self, correction: Mapping[str, Any]) -> list[bytes]:
        """The sample drawn so, as PNG. Raises PrintFailed."""


class PaperSubject:
    """A paper of blocks."""

    def __init__(self, code: str) -> None:
        self.form, self.code, self.shipped = views.found(code), code, file_hash(code)

    def row(self, accepted: Any) -> dict[str, Any]:
        return views.row(self.form, accepted)

    def held(self, accepted: Any) -> Mapping[str, Any]:
        return held(self.form, accepted)

    def former(self, accepted: Any) -> list[tuple[str, str]]:
        return former(self.form, accepted)

    def asked(self, held: Mapping[str, Any], data: Any) -> CorrectionForm:
        return CorrectionForm(self.form, held=held, data=data)

    def correction(self, asked: CorrectionForm) -> dict[str, Any]:
        return correction_of(self.form, asked)

    def judge(self, correction: Mapping[str, Any]) -> None:
        corrected(self.form, correction)

    def pictures(self, correction: Mapping[str, Any]) -> list[bytes]:
        facts = facts_from(self.form, sample_facts(self.code))
        return library.pictures(self.code, facts, correction=correction or None)


def subject_of(code: str) -> Subject:
    """What is corrected under this code; Http404 for none."""
    if code in drawings.DRAWINGS:
        return DrawingSubject(code)
    return RegisterSubject(code) if code in registers() else PaperSubject(code)


def changed(request: HttpRequest, it: Subject, held: Mapping[str, Any]) -> tuple[Corrections, dict[str, Any] | None]:
    """What was typed, and the correction that it makes; None, with the reasons on the form, where it makes none."""
    asked = it.asked(held, request.POST if request.method == "POST" else None)
    if not (asked.is_bound and asked.is_valid()):
        return asked, None
    change = it.correction(asked)
    try:
        if request.POST.get("shipped", "") != it.shipped:  # of a page opened before the form changed
            raise Outdated(views.REOPEN)
        it.judge(change)
    except (BadForm, Outdated) as bad:
        asked.add_error(None, str(bad))
        return asked, None
    return asked, change


def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Look at a form with its sample and correct measures, columns and words; nothing holds before it is accepted."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    it, accepted = subject_of(code), catalogue.accepted_form(code, by=by)
    now_held = it.held(accepted)
    asked, change = changed(request, it, now_held)
    pictures, wrong = shown(it, now_held if change is None else change)
    names = people.names({accepted.accepted_by}) if accepted else {}
    context = {
        "form": asked,
        "paper": it.row(accepted),
        "accepted": {"by": names.get(accepted.accepted_by, ""), "at": accepted.accepted_at} if accepted else None,
        "measures": [asked[name] for name in asked.measures],
        "tables": asked.shown_tables(),
        "words": [asked[name] for name in asked.words],
        "former": it.former(accepted),
        "shipped": it.shipped,
        "pictures": pictures,
        "wrong": wrong,
        "may_accept": Duty.FORM_ACCEPT in by.duties,
        "accept_url": reverse("papers:accept", args=[code]),
        "look_url": reverse("papers:look", args=[code]) if Duty.FORM_ACCEPT in by.duties else None,
    }
    return render(request, "papers/correct.html", context)


def shown(it: Subject, correction: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The pages as pictures inside the page itself, nothing is kept in a file; or why there are none."""
    try:
        return [drawings.uri(page) for page in it.pictures(correction)], []
    except PrintFailed:
        return [], [views.NOT_SHOWN]


@require_POST
def look(request: HttpRequest, code: str) -> HttpResponse:
    """The form as he has typed it so far, for the picture beside it: {pictures, wrong}; nothing is kept, nothing is accepted."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.FORM_ACCEPT, duties=by.duties))
    it = subject_of(code)
    asked, change = changed(request, it, it.held(catalogue.accepted_form(code, by=by)))
    pictures, wrong = shown(it, change) if change is not None else ([], reasons(asked))
    return JsonResponse({"pictures": pictures, "wrong": wrong})


def reasons(asked: Corrections) -> list[str]:
    """Why it cannot be drawn, each a sentence that names its field."""
    return [
        f"{asked.fields[name].label}: {why}" if name in asked.fields else str(why)
        for name, found in asked.errors.items()
        for why in found
    ]


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """The administrator takes the form as it is shown."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.FORM_ACCEPT, duties=by.duties))
    it = subject_of(code)
    _, change = changed(request, it, it.held(catalogue.accepted_form(code, by=by)))
    if change is None:
        return correct(request, code)
    text = json.dumps(change, ensure_ascii=False, sort_keys=True) if change else ""
    accept_form(code, file_hash=it.shipped, correction=text, by=by, key=key_of(request))
    return redirect("papers:show")
