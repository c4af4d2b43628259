"""One line: its page with everything that hangs on it, as far as this person may see and do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from somat.access import queries as access
from somat.audit.change import record_absent
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.people import queries as people
from somat.registry import cautions, queries
from somat.registry.answering import may_let_in
from somat.registry.queries import documents, handling
from somat.registry.verbs import READ_ENTRY
from somat.reporting.papers.form import codes, paper
from somat.vault.client_content import VERSION_TABLE
from somat.web import links
from somat.web.books.history import EMPTY
from somat.web.books.lines import Line, Opened, line, open_lines
from somat.web.books.views import facets, handled
from somat.web.documents import listing
from somat.web.papers.arriving import stampable


def show(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One line of a book. A look-up of what is hidden leaves the same leaf as one of what is not there."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, opened, versions = look(entry, by=by)
    rows = opened.handlings.get(found.uuid, ())
    request.tab = f"books:{found.kind}"  # type: ignore[attr-defined]
    shown = line(found, opened)
    members = access.members(found.uuid, on=today())
    steps = opened.forwards.get(found.uuid, ())
    made = listing.stampings(found, versions, by=by)
    done = facets.events(found, opened, documents=[*versions, *(one.uuid for one in made.values())])
    looks = facets.readings(found)
    asked = {*(m.person for m in members), *(s.by for s in steps), *(s.person for s in steps if s.person)}
    asked |= {one for row in rows for one in (row.by, row.person) if one}
    known = people.placed(asked | {event.actor for event in (*done, *looks)})
    names = {people.NOBODY: "hệ thống", **{uuid: person.name for uuid, person in known.items()}}
    signed = [r for r in shown.recipients if r["signed_by"]]
    context = {
        "entry": {
            "number": shown.number or f"Dòng {shown.no:02d}",
            "lead": f"{shown.doc_type}. {shown.abstract}" if shown.doc_type else shown.abstract,
            "level": shown.level,
            "cancelled": shown.cancelled,
        },
        "crumb": crumb(found, by=by),
        "acts": [
            *own_acts(found, opened, members, by=by),
            *acts(found, shown, by=by),
            *handled.acts(found, rows, by=by),
        ],
        "cautions": cautions.of_line(found, opened.words.get(found.uuid, EMPTY), by=by),
        "pending": facets.pending(found, opened, by=by),
        "facts": facets.facts(found, shown, opened, handled=handled.fact(rows, names)),
        "recipients": facets.signatures(found, shown, by=by) if found.kind == "out" else None,
        "forwards": facets.forwards(steps, names) if found.kind == "in" else None,
        "signed": {"n": len(signed), "all": len(shown.recipients)},
        "replies": facets.replies(found, by=by),
        "handled": handled.told(rows, opened.words, names),
        "changes": facets.changes(found, opened),
        "circle": circle(found, members, known, by=by),
        "circle_url": circle_url(found, by=by),
        "events": facets.told(done, names),
        "readings": facets.told(looks, names),
        "highest": shown.level,
        "kind": found.kind,
        "papers": papers(found) if Duty.FORM_PRINT in by.duties else [],
        "documents": listing.documents(found, versions, opened.words, made, by=by),
        "add_document_url": listing.add_url(found, by=by),
        "stamp_file_url": listing.stamp_file_url(found, by=by),
    }
    return render(request, "books/entry.html", context)


def papers(found: Any) -> list[dict[str, str]]:
    """The forms that are made from a line of a book, each filled with what this one holds; envelopes for what goes out."""
    made = [(form.title, links.page("papers:fill", form.code)) for form in map(paper, codes()) if "entry" in form.acts]
    if found.kind == "out" and found.state == "live":
        made.insert(0, ("Bì và nhãn gửi", links.page("papers:envelopes")))
    if found.kind == "in" and found.state == "live" and found.arrival_no and stampable(found) is None:
        made.insert(0, ("Đóng dấu ĐẾN", links.page("papers:stamp")))
    return [{"title": title, "url": f"{address}?dong={found.uuid}"} for title, address in made]


def look(entry: UUID, *, by: Actor) -> tuple[Any, Opened, Mapping[UUID, Sequence[Any]]]:
    """The line with its words, and the versions of its documents, opened by one leaf."""
    try:
        found = queries.entry(entry, by=by, on=today())
    except queries.NotFound:
        record_absent(READ_ENTRY, by=by, object=entry)
        raise
    versions = documents.versions([found], by=by)
    handlings = handling.handlings([found], by=by)
    also: dict[str, Sequence[Any]] = {
        VERSION_TABLE: [one for some in versions.values() for one in some],
        handling.TABLE: handlings.get(found.uuid, []),
    }
    opened = open_lines([found], by=by, verb=READ_ENTRY, object=found.uuid, also=also)
    return found, replace(opened, handlings=handlings), versions


def crumb(found: Any, *, by: Actor) -> dict[str, str]:
    """Back to the book for who sees it whole, else to the person's own lines."""
    try:
        book = queries.book(found.book_id, by=by)
    except queries.NotFound:
        return {"label": "Văn bản của tôi", "url": reverse("books:own", args=[found.kind])}
    return {"label": book.name, "url": links.to("books:show", book.uuid)}


def own_acts(found: Any, opened: Opened, members: list[Any], *, by: Actor) -> list[dict[str, Any]]:
    """What this person does for himself: sign for his copy, take over what was handed to him, fill in what he opened."""
    if found.state != "live" or Duty.ENTRY_SIGN_FOR not in by.duties:
        return []
    mine = [t for t in opened.recipients.get(found.uuid, ()) if t.person == by.person and t.uuid not in opened.receipts]
    made = [
        button(f"Ký nhận bản số {facets.copy_of(to)}", "books:sign_own", to.uuid, key="F8" if not at else None)
        for at, to in enumerate(mine)
    ]
    steps = [step for step in opened.forwards.get(found.uuid, ()) if step.received_at is None]
    units = people.units_over(by.person) if any(step.person is None for step in steps) else ()
    made += [
        button("Nhận văn bản chuyển đến", "books:take_over", step.uuid)
        for step in steps
        if (step.person == by.person if step.person else step.unit in units)
    ]
    named = any(m.person == by.person and m.why == "recipient" for m in members)
    if found.named_only and not found.completed and named:
        url = links.to("books:complete", found.uuid)
        made.append({"label": "Bổ sung sau khi bóc bì", "url": url, "main": True})
    return made


FILE = {"key": "F9", "icon": "print", "post": True, "file": True}


def button(label: str, name: str, thing: UUID, *, key: str | None = None) -> dict[str, Any]:
    """An act that needs no form of its own."""
    return {"label": label, "url": links.to(name, thing), "post": True, "main": True, "icon": "pen", "key": key}


def acts(found: Any, shown: Line, *, by: Actor) -> list[dict[str, Any]]:
    """The clerk's buttons: only what his duties allow, and nothing on a cancelled line but printing."""
    live = shown.cancelled is None
    arrived = found.kind == "in" and live and Duty.ENTRY_REGISTER in by.duties
    handed = any("step" in one and not one["signed_by"] for one in shown.recipients)
    table: list[tuple[Any, str, str, dict[str, Any]]] = [
        (shown.sign_url and Duty.ENTRY_REGISTER in by.duties, "Ghi ký nhận", "books:sign", {"key": "F8", "main": True}),
        (arrived, "Chuyển đơn vị…", "books:forward", {"main": True}),
        (arrived and handed, "Ghi ký nhận chuyển đến…", "books:taken", {}),
        (arrived and found.answered_by is None, "Nối văn bản trả lời…", "books:link", {}),
        (Duty.BOOK_PRINT in by.duties, "In dòng sổ", "books:print_entry", FILE),
        (live and Duty.ENTRY_CORRECT in by.duties, "Sửa một cột…", "books:correct", {}),
        (live and found.kind == "out" and Duty.ENTRY_ISSUE in by.duties, "Phát hành thêm bản…", "books:copies", {}),
        (live and Duty.ENTRY_CANCEL in by.duties, "Hủy số…", "books:cancel", {"red": True}),
    ]
    made = [{"label": label, "url": links.to(name, found.uuid), **more} for may, label, name, more in table if may]
    if Duty.ENTRY_ISSUE in by.duties or Duty.ENTRY_REGISTER in by.duties:
        copy = f"{links.to('books:new', found.book_id)}?nhu={found.uuid}"
        made.append({"label": "Vào sổ theo mẫu dòng này", "url": copy})
    return made


def circle(found: Any, members: list[Any], known: Mapping[UUID, Any], *, by: Actor) -> list[dict[str, Any]] | None:
    """Who was let into the line: told to who keeps its book and to who lets people in."""
    keeps = any(scope.book == found.book_id for scope in by.books)
    if not keeps and Duty.CIRCLE_GRANT not in by.duties:
        return None
    return [
        {
            "name": known[m.person].name if m.person in known else "",
            "place": people.place(known[m.person]) if m.person in known else "",
            "why": facets.WHY.get(m.why, m.why),
            "until": m.until,
            "person": m.person,
        }
        for m in members
    ]


def circle_url(found: Any, *, by: Actor) -> str | None:
    return links.to("books:circle", found.uuid) if may_let_in(found, by=by, on=today()) else None
