"""Saved filters of the search and of the books: words and names are sealed like the lines they look for, and the person's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from somat.audit.change import AlreadyDone
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import Refusal
from somat.registry import queries
from somat.registry.actions import groups
from somat.registry.opening import open_words
from somat.registry.verbs import READ_GROUP
from somat.registry.words import Words
from somat.web.acts import attempt, key_of
from somat.web.writing import day

SEARCH, BOOK = "filter", "book"  # what a saved filter is of


def saved(*, by: Actor, of: str = SEARCH) -> list[dict[str, Any]]:
    """This person's filters by name, opened by one recorded reading; nothing is recorded where there is none."""
    found = queries.groups(of, by=by)
    return named(found, open_words(found, table=groups.TABLE, verb=READ_GROUP, by=by))


def named(found: Sequence[Any], words: Mapping[UUID, Words]) -> list[dict[str, Any]]:
    """Filters with their words, by name."""
    rows = [{"uuid": one.uuid, "content": dict(words[one.uuid].rest)} for one in found]
    return sorted(rows, key=lambda row: str(row["content"].get("name")))


def chosen(kept: Sequence[dict[str, Any]], request: HttpRequest) -> dict[str, Any] | None:
    """What the pressed filter asks for."""
    return next((f["content"] for f in kept if str(f["uuid"]) == request.POST.get("loc")), None)


def keep(name: str, form: forms.Form, *, by: Actor, key: UUID) -> tuple[Refusal, ...]:
    """Save what a valid form asks for; without a name what it asks is the name. Answers why it is not saved."""
    data = form.cleaned_data
    content = {
        "name": name.strip()[:80] or search_in_words(data)[:80],
        "words": data["words"],
        "number": data["number"],
        "body": data["body"],
        "kind": data["kind"],
        "since": day(data["since"]),
        "until": day(data["until"]),
        "levels": data["levels"],
    }
    return attempt(lambda: groups.keep(SEARCH, content, by=by, key=key))[1]


def search_in_words(data: Mapping[str, Any]) -> str:
    """What a search asks for, as it may be called; empty where it asks nothing."""
    levels = data.get("levels") or []
    parts = [
        data.get("words") or "",
        f"số {data['number']}" if data.get("number") else "",
        data.get("body") or "",
        {"out": "sổ đi", "in": "sổ đến"}.get(data.get("kind") or "", ""),
        f"từ {day(data['since'])}" if data.get("since") else "",
        f"đến {day(data['until'])}" if data.get("until") else "",
        *(Level(int(level)).title for level in levels if len(levels) < len(Level)),
    ]
    return ", ".join(part for part in parts if part)


def keep_of_book(
    name: str, data: Mapping[str, Any], *, by: Actor, key: UUID
) -> tuple[UUID | None, tuple[Refusal, ...]]:
    """Save what the filter row of a book asks for, of whatever volume; without a name what it asks is the name.

    Answers which filter it is, or why it is not saved; the same form sent again saves nothing more.
    """
    content = {
        "name": name.strip()[:80] or in_words(data),
        "month": data["month"],
        "as_of": day(data["as_of"]),
        "levels": data["levels"],
        "unsigned": data["unsigned"],
        "words": data["words"],
    }
    try:
        made, refusals = attempt(lambda: groups.keep(BOOK, content, by=by, key=key))
    except AlreadyDone as done:
        return done.object, ()
    return (made.uuid if made else None), refusals


def in_words(data: Mapping[str, Any]) -> str:
    """What the filter row of a book asks for, as it may be called; empty where it asks nothing."""
    levels = [Level(int(level)).title for level in data["levels"]] if len(data["levels"]) < len(Level) else []
    parts = [
        f"Tháng {data['month']}" if data["month"] else "",
        f"tính đến {day(data['as_of'])}" if data["as_of"] else "",
        ", ".join(levels),
        "chưa ký đủ" if data["unsigned"] else "",
        f"“{data['words']}”" if data["words"] else "",
    ]
    return ", ".join(part for part in parts if part)[:80]


@require_POST
def forget(request: HttpRequest, saved: UUID) -> HttpResponse:
    """Drop a saved filter; its words are destroyed. Back to the book it was dropped in (`so`), else to the search."""
    groups.drop(saved, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    try:
        return redirect("books:show", UUID(request.POST.get("so", "")))
    except ValueError:
        return redirect("search:show")
