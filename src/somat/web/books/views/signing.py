"""Signatures for the copies of a line: by the receiver's own log-in, or on paper and then recorded by the clerk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import VIETNAM, now
from somat.law.access import Actor
from somat.registry.actions.sign import record_paper, sign
from somat.web.acts import attempt, key_of
from somat.web.books.forms import PaperForm
from somat.web.books.lines import line
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
    context = {
        "heading": "Ghi ký nhận trên giấy",
        "lead": shown.number,
        "level": shown.level,
        "highest": shown.level,
        "crumb": {"label": shown.number, "url": reverse("books:entry", args=[entry])},
        "form": form,
        "strips": [
            {"fields": [form["recipient"], form["name"]], "rules": ["R-OUT-8"]},
            {
                "fields": [form["signed_at"], form["page"]],
                "says": "Ghi như trên sổ giấy hoặc phiếu gửi đã ký.",
                "rules": [],
            },
        ],
        "send": "Ghi ký nhận",
        "back_url": reverse("books:entry", args=[entry]),
        "refusals": refusals,
        "refused": "Chưa ghi được",
    }
    return render(request, "form.html", context, status=409 if refusals else 200)
