"""Saved searches: their words and names are sealed like the lines they look for, and they are the person's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from somat.law.access import Actor
from somat.registry import queries
from somat.registry.actions import groups
from somat.registry.opening import open_words
from somat.registry.verbs import READ_GROUP
from somat.web.acts import key_of
from somat.web.writing import day


def saved(*, by: Actor) -> list[dict[str, Any]]:
    """This person's searches by name, opened by one recorded reading; nothing is recorded where there is none."""
    found = queries.groups("filter", by=by)
    words = open_words(found, table=groups.TABLE, verb=READ_GROUP, by=by)
    rows = [{"uuid": one.uuid, "content": dict(words[one.uuid].rest)} for one in found]
    return sorted(rows, key=lambda row: str(row["content"].get("name")))


def keep(name: str, form: forms.Form, *, by: Actor, key: UUID) -> None:
    """Save what a valid form asks for; without a name its words are the name."""
    data = form.cleaned_data
    content = {
        "name": name.strip()[:80] or data["words"],
        "words": data["words"],
        "kind": data["kind"],
        "since": day(data["since"]),
        "until": day(data["until"]),
        "levels": data["levels"],
    }
    groups.keep("filter", content, by=by, key=key)


@require_POST
def forget(request: HttpRequest, saved: UUID) -> HttpResponse:
    """Drop a saved search; its words are destroyed."""
    groups.drop(saved, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("search:show")
