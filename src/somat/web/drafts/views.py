"""Chờ lấy số: a drafter hands in what is signed, the clerk sees what waits and takes the number from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.numbering import number_due
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.registry import queries
from somat.registry.actions.drafts import drop, keep_paper
from somat.registry.opening import open_words
from somat.registry.queries import papers
from somat.registry.verbs import READ_DRAFT
from somat.registry.words import Words
from somat.reporting.papers.form import codes, paper
from somat.web import links
from somat.web.acts import attempt, key_of, put_errors
from somat.web.books.history import TYPES
from somat.web.books.whom import settled
from somat.web.drafts.forms import PaperForm

STATES = {"open": ("wait", "chờ lấy số"), "used": ("ok", "đã lấy số"), "dropped": ("", "đã lấy lại")}


def show(request: HttpRequest) -> HttpResponse:
    """What waits in this person's books, and what he handed in himself."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if Duty.ENTRY_ISSUE not in by.duties:
        demand(may_do(Duty.DRAFT_WRITE, duties=by.duties))
    waiting = queries.drafts_waiting(by=by)
    own, before = papers.handed_in(by=by, before=number(request)) if Duty.DRAFT_WRITE in by.duties else ([], None)
    open_ones = [d for d in [*waiting, *own] if d.state == "open"]
    words = open_words(open_ones, table="registry_draft", verb=READ_DRAFT, by=by)
    names = people.names({d.owner for d in waiting})
    context = {
        "keeps": Duty.ENTRY_ISSUE in by.duties,
        "waiting": [waits(d, words[d.uuid], names, by=by) for d in waiting],
        "writes": Duty.DRAFT_WRITE in by.duties,
        "own": own_rows(own, words, by=by),
        "pager": {"says": "", "older": {"url": f"?before={before}"}, "newer": None} if before else None,
        "new_url": reverse("drafts:new") if Duty.DRAFT_WRITE in by.duties else None,
        "highest": max((Level(d.level) for d in open_ones), default=None),
    }
    return render(request, "drafts/show.html", context)


def number(request: HttpRequest) -> int | None:
    text = str(request.GET.get("before", ""))
    return int(text) if text.isdigit() and len(text) < 18 else None


def title(words: Words) -> dict[str, str]:
    kind = words.get("doc_type")
    return {"doc_type": TYPES.get(kind, kind) if kind else "", "abstract": words.abstract}


def waits(draft: Any, words: Words, names: Mapping[UUID, str], *, by: Actor) -> dict[str, Any]:
    """One paper in front of the clerk, with the last day for its number."""
    due = number_due(draft.signed_on)
    late = (today() - due).days
    return {
        **title(words),
        "level": Level(draft.level),
        "signed_on": draft.signed_on,
        "signer": words.get("signer"),
        "owner": names.get(draft.owner, ""),
        "approved": draft.approved,
        "kind": "late" if late > 0 else ("soon" if late == 0 else "wait"),
        "due": f"Quá {late} ngày" if late > 0 else f"{due:%d/%m}",
        "url": f"{reverse('books:new', args=[draft.book])}?ban-thao={draft.uuid}",
        "papers": papers_of(draft, by=by),
    }


def papers_of(draft: Any, *, by: Actor) -> list[dict[str, str]]:
    """The forms that are begun from a paper without a number: the proposal of its level, and the letter itself."""
    if Duty.FORM_PRINT not in by.duties or draft.state != "open":
        return []
    made = [form for form in map(paper, codes()) if "draft" in form.acts]
    return [{"title": f.title, "url": f"{links.page('papers:fill', f.code)}?ban-thao={draft.uuid}"} for f in made]


def own_rows(own: Sequence[Any], words: Mapping[UUID, Words], *, by: Actor) -> list[dict[str, Any]]:
    """A drafter's own papers; a numbered one leads to its line if he may see it, a dropped one has no words any more."""
    lines = papers.numbers_of([d.entry for d in own], by=by, on=today())
    rows = []
    for draft in own:
        kind, says = STATES[draft.state]
        entry = lines.get(draft.entry)
        rows.append(
            {
                **title(words.get(draft.uuid, Words())),
                "level": Level(draft.level),
                "signed_on": draft.signed_on,
                "at": draft.changed_at,
                "kind": kind,
                "says": f"dòng {entry.no:02d} năm {entry.year}" if entry else says,
                "url": reverse("books:entry", args=[entry.uuid]) if entry else None,
                "back_url": reverse("drafts:take_back", args=[draft.uuid]) if draft.state == "open" else None,
                "papers": papers_of(draft, by=by),
            }
        )
    return rows


def new(request: HttpRequest) -> HttpResponse:
    """Hand in a paper that the competent person has signed."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    books = papers.takers(by=by)
    initial = {"signed_on": today(), "kept": 1, "symbol": books[0].symbol if books else ""}
    form = PaperForm(request.POST or None, books=[(str(b.uuid), b.name) for b in books], initial=initial)
    refusals: tuple[Any, ...] = ()
    if form.is_valid() and settled(form, by=by):
        data = form.cleaned_data
        made, refusals = attempt(
            lambda: keep_paper(
                book=data["book"],
                level=data["level"],
                signed_on=data["signed_on"],
                approved=data["approved"],
                words=form.words(),
                by=by,
                key=key_of(request),
            )
        )
        if made is not None:
            return redirect("drafts:show")
        put_errors(form, refusals)
    return render(
        request,
        "drafts/new.html",
        {"form": form, "refusals": refusals, "books": books},
        status=409 if refusals else 200,
    )


@require_POST
def take_back(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Its owner takes a paper back before it has a number; its words are destroyed."""
    drop(draft, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("drafts:show")
