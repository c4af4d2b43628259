"""Signatures for the copies of a line: by the receiver's own log-in, or on paper and then recorded by the clerk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import VIETNAM, now, today
from somat.law.access import Actor
from somat.people import queries as people
from somat.registry import queries
from somat.registry.actions.handle import taken_on_paper
from somat.registry.actions.sign import record_paper, sign
from somat.web.acts import attempt, key_of, put_errors
from somat.web.books.forms import PaperForm, TakenForm
from somat.web.books.lines import line
from somat.web.books.views.ask import act
from somat.web.books.views.entry import look


@require_POST
def own(request: HttpRequest, recipient: UUID) -> HttpResponse:
    """The receiver signs for his copy with his own log-in."""
    receipt = sign(recipient, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:entry", receipt.entry_id)


def paper(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The clerk records a signature that was made on paper."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, opened, _ = look(entry, by=by)
    shown = line(found, opened)
    waiting = [(str(r["uuid"]), r["body"]) for r in shown.recipients if not r["signed_by"] and "uuid" in r]
    if not waiting:
        return redirect("books:entry", entry)
    initial = {"signed_at": f"{now().astimezone(VIETNAM):%d/%m/%Y %H:%M}"}
    form = PaperForm(request.POST or None, recipients=waiting, initial=initial)
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        made, refusals = attempt(lambda: record_paper(**form.cleaned_data, by=by, key=key_of(request)))
        if made is not None:
            return redirect("books:entry", entry)
        put_errors(form, refusals)
    context = {
        "heading": "Ghi ký nhận trên giấy",
        "lead": shown.number,
        "level": shown.level,
        "highest": shown.level,
        "crumb": {"label": shown.number, "url": reverse("books:entry", args=[entry])},
        "form": form,
        "strips": [
            {
                "fields": [form["recipient"], form["name"], form["counted"]],
                "says": "Hai bên đối chiếu: số bản đếm được khác số bản giao thì chưa ghi ký nhận.",
                "rules": ["R-OUT-8"],
            },
            {
                "fields": [form["signed_at"], form["page"], form["slip"]],
                "says": "Ghi như trên sổ giấy hoặc phiếu gửi đã ký: trang sổ, hoặc số phiếu gửi.",
                "rules": [],
            },
        ],
        "send": "Ghi ký nhận",
        "back_url": reverse("books:entry", args=[entry]),
        "refusals": refusals,
        "refused": "Chưa ghi được",
    }
    return render(request, "form.html", context, status=409 if refusals else 200)


def taken(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The clerk records who signed on paper for an arrival that was handed on."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.entry(entry, by=by, on=today())
    waiting = [step for step in queries.forwards([found], by=by).get(entry, ()) if step.received_at is None]
    if not waiting:
        raise queries.NotFound(entry)
    names = people.names(step.person for step in waiting if step.person)
    steps = [(str(s.uuid), ", ".join(filter(None, (s.unit, names[s.person] if s.person else "")))) for s in waiting]
    initial = {"taken_at": f"{now().astimezone(VIETNAM):%d/%m/%Y %H:%M}"}
    return act(
        request,
        entry,
        TakenForm(request.POST or None, steps=steps, initial=initial),
        heading="Ghi ký nhận chuyển đến trên giấy",
        send="Ghi ký nhận",
        strips=[
            (
                ["step", "person", "taken_at"],
                "Ghi như trên sổ giấy đã ký. Người ký nhận từ đó biết dòng sổ này.",
                ["R-IN-1"],
            )
        ],
        do=lambda data: taken_on_paper(
            data["step"], person=data["person_person"], taken_at=data["taken_at"], by=by, key=key_of(request)
        ),
    )
