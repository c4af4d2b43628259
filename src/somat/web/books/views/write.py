"""Writing a line: outgoing (take the number) and incoming, with copy-from-previous, drafts and the duplicate warning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from somat.audit.moment import today
from somat.exchange import queries as exchange
from somat.exchange.actions.envelopes import enter
from somat.exchange.verbs import READ as READ_ENVELOPE
from somat.law.access import Actor
from somat.law.levels import Level
from somat.people import queries as people
from somat.registry import queries
from somat.registry.actions.issue import issue
from somat.registry.actions.register import register
from somat.registry.line import InLine, OutLine, To
from somat.registry.opening import open_words
from somat.registry.verbs import READ_DRAFT, READ_ENTRY
from somat.registry.words import Words
from somat.web import links
from somat.web.acts import attempt, key_of, put_errors
from somat.web.books.following import offered, opened_if_asked
from somat.web.books.forms import InForm, OutForm
from somat.web.books.twins import twins
from somat.web.books.views.cautions import of_form
from somat.web.books.views.groups import saved, with_group
from somat.web.books.whom import settled
from somat.web.widgets import Named

KEPT = "Điều đã gõ còn nguyên dưới đây."


def new(request: HttpRequest, book: UUID) -> HttpResponse:
    """A new line in a book on which this person is on duty."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.book(book, by=by)
    request.tab = f"books:{found.kind}"  # type: ignore[attr-defined]
    write = write_out if found.kind == "out" else write_in
    return write(request, found, by)


def write_out(request: HttpRequest, book: Any, by: Actor) -> HttpResponse:
    if "them_nhom" in request.POST:
        context = page(request, book, OutForm(initial=with_group(request.POST, by=by)), (), by=by)
        return render(request, "books/new_out.html", {**context, "groups": saved(by=by)})
    form = OutForm(request.POST or None, initial=started(request, book, by=by))
    refusals: tuple[Any, ...] = ()
    if form.is_valid() and settled(form, by=by) and not warned(request, form, book, by=by):
        made, refusals = attempt(lambda: take_number(request, form.cleaned_data, book=book.uuid, by=by))
        if made is not None:
            return HttpResponseRedirect(links.to("books:entry", made.uuid))
        put_errors(form, refusals)
    context = {**page(request, book, form, refusals, by=by), "groups": saved(by=by)}
    if request.method == "GET" and context["volume"] is None:
        return redirect("books:show", book.uuid)  # it says why nothing can be written, and opens the next volume
    return render(request, "books/new_out.html", context, status=409 if refusals else 200)


def write_in(request: HttpRequest, book: Any, by: Actor) -> HttpResponse:
    form = InForm(request.POST or None, initial=started(request, book, by=by))
    refusals: tuple[Any, ...] = ()
    if form.is_valid() and settled(form, by=by) and not warned(request, form, book, by=by):
        made, refusals = attempt(lambda: enter_line(request, form.cleaned_data, book=book.uuid, by=by))
        if made is not None:
            return HttpResponseRedirect(links.to("books:entry", made.uuid))
        put_errors(form, refusals)
    context = page(request, book, form, refusals, by=by)
    if request.method == "GET" and context["volume"] is None:
        return redirect("books:show", book.uuid)
    return render(request, "books/new_in.html", context, status=409 if refusals else 200)


def take_number(request: HttpRequest, data: dict[str, Any], *, book: UUID, by: Actor) -> Any:
    """A paper of one's own typing, or a signed one as it was approved."""
    line = out_line(data, book=book)
    line = as_approved(line, data["draft"], by=by) if data["draft"] else line
    opened_if_asked(request, book, by=by)
    return issue(line, by=by, key=key_of(request), draft=data["draft"])


def enter_line(request: HttpRequest, data: dict[str, Any], *, book: UUID, by: Actor) -> Any:
    """A paper of a checked envelope, or one that came without (by hand, at a meeting)."""
    line, key = in_line(data, book=book), key_of(request)
    opened_if_asked(request, book, by=by)
    return enter(data["envelope"], line, by=by, key=key) if data["envelope"] else register(line, by=by, key=key)


def page(request: HttpRequest, book: Any, form: Any, refusals: tuple[Any, ...], *, by: Actor) -> dict[str, Any]:
    volume = queries.open_volume(book, by=by)
    following = offered(book, by=by) if volume is None else None
    return {
        "volume": volume,
        "following": following,
        "acts": [{**following, "form": "line"}] if following else None,
        "form": form,
        "refusals": refusals,
        "kept": KEPT,
        "crumb": {"label": book.name, "url": reverse("books:show", args=[book.uuid])},
        "next_no": queries.next_number(volume, by=by) if volume else (following or {}).get("no"),
        "twins": getattr(form, "twins", None),
        "cautions": of_form(form, book, by=by),
        "cautions_url": links.to("books:cautions", book.uuid),
        "other": "khac" in request.POST,
    }


def started(request: HttpRequest, book: Any, *, by: Actor) -> dict[str, Any]:
    """What the form begins with: an earlier line copied, a signed draft, or today's day."""
    if request.method == "POST":
        return {}
    source, draft, envelope = (request.GET.get(name) for name in ("nhu", "ban-thao", "bi"))
    if envelope:
        return from_envelope(UUID(envelope), by=by)
    if draft:
        return from_draft(UUID(draft), by=by)
    if source:
        return from_entry(UUID(source), by=by)
    day = today()
    return {"day": day, "arrival_on": day, "copies": 1 if book.kind == "in" else None, "kept": 1, "symbol": book.symbol}


def from_entry(uuid: UUID, *, by: Actor) -> dict[str, Any]:
    """Copy from a previous line: everything that repeats, never the abstract, the number or the days."""
    entry = queries.entry(uuid, by=by, on=today())
    words = open_words([entry], table="registry_entry", verb=READ_ENTRY, by=by, object=uuid)[uuid]
    bare = entry.level == Level.TUYET_MAT

    def value(name: str) -> Any:
        return words.get(name) if bare else getattr(entry, name)

    to = queries.recipients([entry], by=by)[uuid]
    hidden = list(words.get("to") or []) if bare else []
    return {
        "doc_type": value("doc_type"),
        "symbol": value("symbol") if entry.kind == "out" else "",
        "body": value("body"),
        "level": str(entry.level),
        "day": today(),
        "arrival_on": today(),
        "signer": value("signer"),
        "unit": entry.unit,
        "item": entry.item,
        "copies": entry.copies,
        "recipients": [
            {"text": hidden[at] if at < len(hidden) else r.body, "copies": r.copies, "person": r.person}
            for at, r in enumerate(to)
        ],
    }


def from_envelope(uuid: UUID, *, by: Actor) -> dict[str, Any]:
    """A paper of an envelope on the desk: what stood outside is filled in."""
    envelope = exchange.envelope(uuid, by=by, on=today())
    words = open_words([envelope], table="exchange_envelope", verb=READ_ENVELOPE, by=by, object=uuid)[uuid]
    named = people.names([envelope.named]) if envelope.named else {}
    return {
        "envelope": uuid,
        "body": words.get("body"),
        "number": words.get("symbols"),
        "level": str(envelope.level),
        "copies": envelope.copies_stated,
        "arrival_on": today(),
        "named_only": envelope.named is not None,
        "recipients": Named(named[envelope.named], str(envelope.named)) if envelope.named else "",
    }


def paper_of(uuid: UUID, *, by: Actor) -> tuple[Any, Words]:
    """A signed paper that waits for its number, opened."""
    draft = queries.draft(uuid, by=by)
    return draft, open_words([draft], table="registry_draft", verb=READ_DRAFT, by=by, object=uuid)[uuid]


def from_draft(uuid: UUID, *, by: Actor) -> dict[str, Any]:
    """What the form begins with: everything the drafter wrote."""
    draft, words = paper_of(uuid, by=by)
    rest = dict(words.rest)
    returned, persons = rest.pop("return_on", ""), rest.get("to_persons") or []
    to = zip_longest(rest.get("to") or [], persons, rest.get("to_copies") or [], fillvalue="")
    return {
        **rest,
        "abstract": words.abstract,
        "level": str(draft.level),
        "day": draft.signed_on,
        "return_on": date.fromisoformat(returned) if returned else None,
        "signer": Named(rest.get("signer", ""), rest.get("signer_person", "")),
        "recipients": [{"text": body, "copies": copies, "person": person} for body, person, copies in to],
        "copies": draft.approved,
        "draft": uuid,
    }


def as_approved(line: OutLine, draft: UUID, *, by: Actor) -> OutLine:
    """What was approved of the paper binds the line, whatever the form now says: copies, recipients, the day of signing."""
    found, words = paper_of(draft, by=by)
    return replace(
        line,
        signed_on=found.signed_on,
        approved=found.approved,
        approved_bodies=tuple(words.get("to") or ()),
        drafter=found.owner,
    )


def warned(request: HttpRequest, form: Any, book: Any, *, by: Actor) -> bool:
    """Lines that look the same, shown once before writing; sending again with the box ticked writes."""
    if request.POST.get("khac"):
        return False
    form.twins = twins(form.cleaned_data, book=book, by=by)
    return bool(form.twins)


def out_line(data: dict[str, Any], *, book: UUID) -> OutLine:
    return OutLine(
        book=book,
        level=data["level"],
        day=data["day"],
        symbol=data["symbol"],
        doc_type=data["doc_type"],
        abstract=data["abstract"],
        signer=data["signer"],
        unit=data["unit"],
        to=tuple(To(row["text"], row["person"], row["copies"]) for row in data["recipients"]),
        copies=data["copies"],
        kept=data["kept"],
        signer_person=data["signer_person"],
        basis=data["basis"],
        note=data["note"],
        item=data["item"] or "paper",
        may_copy=data["copying"],
        return_by=data["return_on"],
    )


def in_line(data: dict[str, Any], *, book: UUID) -> InLine:
    return InLine(
        book=book,
        level=data["level"],
        arrived_on=data["arrival_on"],
        day=data["day"] or data["arrival_on"],
        body=data["body"],
        symbol=data["number"],
        doc_type=data["doc_type"],
        abstract=data["abstract"],
        unit=data["unit"],
        to_person=data["recipients_person"],
        copies=data["copies"],
        basis=data["basis"],
        note=data["note"],
        item=data["item"],
        named_only=data["named_only"],
        due_on=data["due_on"],
        return_by=data["return_on"],
    )
