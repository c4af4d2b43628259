"""Nhóm nơi nhận: recipients saved under a name, sealed and the clerk's own; one press puts them into a new line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from somat.law.access import Actor
from somat.law.refusal import Refusal, demand
from somat.law.roles import Duty, may_do
from somat.registry import queries
from somat.registry.actions.groups import TABLE, drop, keep
from somat.registry.opening import open_words
from somat.registry.verbs import READ_GROUP
from somat.web.acts import attempt, key_of
from somat.web.widgets import PersonPick, PickedRows

KEPT = "Điều đã gõ còn nguyên dưới đây."


class GroupForm(forms.Form):
    """A name and the recipients under it."""

    name = forms.CharField(label="Tên nhóm", max_length=120)
    to = PickedRows(label="Nơi nhận", url="/goi-y/noi-nhan/", counted=False)


def saved(*, by: Actor) -> list[dict[str, Any]]:
    """This person's groups, opened by one recorded reading; nothing is recorded where there is none."""
    found = queries.groups("to", by=by) if Duty.ENTRY_ISSUE in by.duties else []
    words = open_words(found, table=TABLE, verb=READ_GROUP, by=by)
    rows = [{"uuid": g.uuid, "name": words[g.uuid].get("name"), "to": words[g.uuid].get("to") or []} for g in found]
    return sorted(rows, key=lambda row: str(row["name"]))


def show(request: HttpRequest) -> HttpResponse:
    """The groups, and the form for another."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.ENTRY_ISSUE, duties=by.duties))
    request.tab = "books:out"  # type: ignore[attr-defined]
    form = GroupForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        content = {"name": form.cleaned_data["name"], "to": [row["text"] for row in form.cleaned_data["to"]]}
        made, refusals = attempt(lambda: keep("to", content, by=by, key=key_of(request)))
        if made is not None:
            return redirect("books:groups")
    context = {"rows": saved(by=by), "form": form, "refusals": refusals, "refused": "Chưa lưu được", "kept": KEPT}
    return render(request, "books/groups.html", context, status=409 if refusals else 200)


@require_POST
def forget(request: HttpRequest, group: UUID) -> HttpResponse:
    drop(group, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:groups")


def with_group(typed: QueryDict, *, by: Actor) -> dict[str, Any]:
    """Everything typed so far, and the recipients of the chosen group after those that stand there already."""
    group = next((row for row in saved(by=by) if str(row["uuid"]) == typed.get("nhom")), None)
    rows = PickedRows(url="").widget.value_from_datadict(typed, {}, "recipients")
    known = {row["text"] for row in rows}
    more = [{"text": body, "copies": ""} for body in (group["to"] if group else []) if body not in known]
    signer = PersonPick("").value_from_datadict(typed, {}, "signer")
    return {**typed.dict(), "signer": signer, "copying": "copying" in typed, "recipients": [*rows, *more]}
