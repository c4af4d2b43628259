"""Bàn giao sổ: a book goes from one clerk to another by a dated decision; who takes it writes where he found it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from somat.access import actions, queries
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.people import queries as people
from somat.registry import queries as registry
from somat.registry.queries import papers
from somat.web.papers.begun import HANDOVER
from somat.web.people.forms import HandOverForm
from somat.web.people.views import act, pledge_url

KINDS = {"substitute": "thay trong những ngày nghỉ", "book": "giao hẳn"}


def show(request: HttpRequest) -> HttpResponse:
    """Every hand-over this person gave or takes; all of them for who proposes or confirms."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.handovers(by=by)
    books = papers.names_of([p.book for p in found if p.book])
    names = people.names({p.person for p in found} | {p.instead_of for p in found if p.instead_of})
    rows = [
        {
            "book": books.get(p.book, "") if p.book else "",
            "how": KINDS.get(p.kind, ""),
            "giver": names.get(p.instead_of, "") if p.instead_of else "",
            "taker": names.get(p.person, ""),
            "since": p.since,
            "until": p.until,
            "decision": p.decision,
            "decided_on": p.decided_on,
            "no": p.handed_over_no,
            "at": p.handed_over_at,
            "pledge_url": pledge_url(HANDOVER, p.uuid) if Duty.FORM_PRINT in by.duties and p.book else None,
            "take_url": reverse("people:take_book", args=[p.uuid]) if waits(p, by=by, on=today()) else None,
        }
        for p in found
    ]
    context = {"rows": rows, "proposes": Duty.CLEARANCE_PROPOSE in by.duties}
    return render(request, "people/handovers.html", context)


def waits(proposal: Any, *, by: Actor, on: date) -> bool:
    """Whether this person is the one who has yet to write down that he took the book."""
    mine = proposal.person == by.person and proposal.handed_over_at is None and Duty.BOOK_READ in by.duties
    return bool(mine and proposal.since <= on <= (proposal.until or on))


def take(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """The taker writes the number of the last line he found in the book."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.proposal(proposal, by=by)
    last, name = written(found.book, by=by) if found.book else (0, "")
    form = HandOverForm(request.POST or None, initial={"last_no": last})
    giver = people.names([found.instead_of]).get(found.instead_of, "") if found.instead_of else ""
    return act(
        request,
        form,
        lambda d: actions.take_over(proposal, last_no=d["last_no"], in_book=last, by=by),
        heading=f"Nhận bàn giao: {name}" if name else "Nhận bàn giao sổ",
        lead=f"Từ {giver}, theo {found.decision} ngày {found.decided_on:%d/%m/%Y}",
        send="Nhận bàn giao",
        rules=["R29"],
        says="Mở sổ, đối chiếu dòng cuối cùng với người giao rồi mới ghi. Sau khi ghi thì không sửa được.",
        back=reverse("people:handovers"),
    )


def written(book: UUID, *, by: Actor) -> tuple[int, str]:
    """The last line of a book, and its name, for who is on duty for it; nothing for anybody else."""
    found = next((b for b in registry.books(by=by) if b.uuid == book), None)
    if found is None:
        return 0, ""
    volume = registry.open_volume(found, by=by) or registry.newest_volume(found, by=by)
    return (registry.next_number(volume, by=by) - 1 if volume else 0), found.name
