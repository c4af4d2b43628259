"""Căn cứ pháp lý: every number, deadline and title the program uses, with source, day and how far it has been checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import today
from somat.catalogue import queries
from somat.catalogue.actions import accept_law, propose_law
from somat.law.access import Actor
from somat.law.dated import all_rows
from somat.law.folder import folder_hash
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.law.row import Origin, Row, State
from somat.people import queries as people
from somat.web.acts import key_of
from somat.web.books.forms import Day

LONGEST = 160  # letters of a value shown in the table


class LawFilter(forms.Form):
    """For which day, and which states."""

    as_of = Day(label="Xét cho ngày", required=False)
    states = forms.MultipleChoiceField(
        label="Trạng thái",
        choices=[(s.value, s.word) for s in State],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def show(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    initial: dict[str, Any] = {"as_of": today(), "states": [s.value for s in State]}
    form = LawFilter(request.POST or None, initial=initial)
    wanted: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else initial
    rows = in_force(all_rows(), on=wanted["as_of"] or today()) if not form.errors else []
    states = set(wanted["states"] or initial["states"])
    folders = queries.law_folders(by=by)
    names = people.names({f.proposed_by for f in folders})
    context = {
        "filter": form,
        "as_of": wanted["as_of"] if form.is_bound and not form.errors else None,
        "counts": {state.value: sum(r.state is state for r in rows) for state in State},
        "groups": groups(r for r in rows if r.state.value in states),
        "propose_url": reverse("law:propose") if Duty.LAW_PROPOSE in by.duties and own_folder_hash() else None,
        "words_url": reverse("vault:words") if by.duties & {Duty.LAW_PROPOSE, Duty.LAW_ACCEPT} else None,
        "accept": [asked(f, names, by=by) for f in folders if f.accepted_by is None],
    }
    return render(request, "law/show.html", context)


def in_force(rows: Iterable[Row[Any]], *, on: date) -> list[Row[Any]]:
    """The row of each key that the law of that day reads."""
    found = [r for r in rows if r.from_ <= on and (r.until is None or on <= r.until)]
    return sorted(found, key=lambda r: (r.group, r.rule, r.key))


def groups(rows: Iterable[Row[Any]]) -> list[dict[str, Any]]:
    return [
        {"title": title, "rows": [shown(row) for row in some]} for title, some in groupby(rows, key=lambda r: r.group)
    ]


def shown(row: Row[Any]) -> dict[str, Any]:
    text = value(row.value)
    return {
        "says": row.says,
        "value": text if len(text) <= LONGEST else f"{text[:LONGEST]}…",
        "was": None,
        "source": f"{row.source}, {row.article}" if row.article else row.source,
        "from_": row.from_,
        "state": row.state,
        "rule": row.rule,
        "pending": "cơ quan sửa" if row.origin is not Origin.SHIPPED else None,
    }


def value(given: Any) -> str:
    """A value as a clerk reads it."""
    if isinstance(given, bool):
        return "có" if given else "không"
    if isinstance(given, date):
        return f"{given:%d/%m/%Y}"
    if isinstance(given, dict):
        return "; ".join(f"{name}: {value(inner)}" for name, inner in given.items())
    if isinstance(given, list | tuple):
        return ", ".join(value(inner) for inner in given)
    return str(given)


def own_folder_hash() -> str:
    """The hash of the agency's own law folder; empty where it holds nothing."""
    folder = settings.SITE.folder / "law"
    return folder_hash(folder) if any(folder.glob("*.toml")) else ""


def asked(folder: Any, names: dict[UUID, str], *, by: Actor) -> dict[str, Any]:
    may = Duty.LAW_ACCEPT in by.duties and folder.proposed_by != by.person
    return {
        "says": "Thư mục căn cứ của cơ quan chờ người thứ hai nhận",
        "by": names.get(folder.proposed_by, ""),
        "at": folder.proposed_at,
        "hash": folder.hash,
        "confirm_url": reverse("law:accept", args=[folder.uuid]) if may else None,
    }


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Put the hash of the agency's own folder before a leader."""
    demand(may_do(Duty.LAW_PROPOSE, duties=request.actor.duties))  # type: ignore[attr-defined]
    if own := own_folder_hash():
        propose_law(own, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("law:show")


@require_POST
def accept(request: HttpRequest, folder: UUID) -> HttpResponse:
    accept_law(folder, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("law:show")
