"""Lines of the books as the pages show them: plain columns and opened words put together, as they stood on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from somat.audit.moment import day_of
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.numbering import printed
from somat.people import queries as people
from somat.registry import queries
from somat.registry.opening import open_all
from somat.registry.verbs import READ_PAGE
from somat.registry.words import Words
from somat.web import links
from somat.web.books.history import EMPTY, ITEMS, TYPES, Told, tell

UNOPENED = "Chỉ người có tên · chờ bổ sung"


@dataclass
class Line:
    """One line as the templates want it (parts/line_out.html, parts/line_in.html)."""

    uuid: UUID
    no: int
    url: str
    number: str
    day: date | None  # None as long as the envelope is closed
    doc_type: str
    abstract: str
    level: Level
    signer: str
    body: str
    unit: str
    copies: int
    note: str
    basis: str
    arrival_on: date | None
    arrival_no: int | None
    recipients: list[dict[str, Any]]
    basis_missing: bool
    was: dict[str, Any] = field(default_factory=dict)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    cancelled: dict[str, Any] | None = None
    cancel_asked: dict[str, Any] | None = None
    sign_url: str | None = None
    current: bool = False


@dataclass(frozen=True)
class Opened:
    """Everything that belongs to some lines, opened by one recorded reading."""

    entries: Sequence[Any]
    recipients: Mapping[UUID, Sequence[Any]]
    receipts: Mapping[UUID, Any]
    questions: Mapping[UUID, Sequence[Any]]
    forwards: Mapping[UUID, Sequence[Any]]
    words: Mapping[UUID, Words]
    names: Mapping[UUID, str]
    handlings: Mapping[UUID, Sequence[Any]] = field(default_factory=dict)  # for the page of one line only


def open_lines(
    entries: Sequence[Any],
    *,
    by: Actor,
    verb: Any = READ_PAGE,
    object: UUID | None = None,
    also: Mapping[str, Sequence[Any]] | None = None,
) -> Opened:
    """Open lines already read through the room's queries, with all their parts: one leaf, a fixed number of queries.

    `also`: further rows of the same lines, by table, whose words the page shows.
    """
    recipients = queries.recipients(entries, by=by)
    receipts = queries.receipts(entries, by=by)
    questions = queries.questions(entries, by=by)
    forwards = queries.forwards(entries, by=by)
    asked = [q for some in questions.values() for q in some]
    words = open_all(
        {
            "registry_entry": entries,
            "registry_receipt": list(receipts.values()),
            "registry_question": asked,
            **(also or {}),
        },
        verb=verb,
        by=by,
        object=object,
    )
    persons = {p for q in asked for p in (q.asked_by, q.answered_by) if p}
    persons |= {r.signed_by for r in receipts.values() if r.signed_by}
    persons |= {r.person for some in recipients.values() for r in some if r.person}
    persons |= {p for some in forwards.values() for f in some for p in (f.person, f.received_by) if p}
    return Opened(entries, recipients, receipts, questions, forwards, words, people.names(persons))


def lines(opened: Opened, *, as_of: date | None = None) -> list[Line]:
    """The lines as they stand, or as they stood at the end of a day."""
    return [line(entry, opened, as_of=as_of) for entry in opened.entries]


def line(entry: Any, opened: Opened, *, as_of: date | None = None) -> Line:
    words = opened.words.get(entry.uuid, EMPTY)
    bare = entry.level == Level.TUYET_MAT
    doc_type = words.get("doc_type") if bare else entry.doc_type
    shown = Line(
        uuid=entry.uuid,
        no=entry.no,
        url=links.to("books:entry", entry.uuid),
        number=number_of(entry, words),
        day=entry.day,
        doc_type=TYPES.get(doc_type, doc_type),
        abstract=words.abstract,
        level=Level(entry.level),
        signer=words.get("signer") if bare else entry.signer,
        body=words.get("body") if bare else entry.body,
        unit=entry.unit,
        copies=entry.copies,
        note=words.get("note"),
        basis=words.get("basis"),
        arrival_on=entry.arrival_on,
        arrival_no=entry.arrival_no,
        recipients=signers(entry, words, opened, as_of) if entry.kind == "out" else holders(entry, opened, as_of),
        basis_missing=entry.basis == "missing",
    )
    asked = opened.questions.get(entry.uuid, ())
    if asked:
        number = partial(with_symbol, entry)
        tell(shown, Told(entry.kind, asked, opened.words, opened.names, number), as_of=as_of)
    if entry.state == "cancelled" and shown.cancelled is None and entry.source == "imported":
        shown.cancelled = {"reason": shown.note, "by": "sổ cũ", "on": entry.day}
    if entry.named_only and not entry.completed:  # what lies inside is for the named person to say
        shown.day, shown.doc_type = None, ""
        shown.note = ". ".join(filter(None, (UNOPENED, shown.note)))
    if entry.item != "paper":  # column 10 says what else it is: the form has no column of its own
        shown.note = ". ".join(filter(None, (ITEMS[entry.item], shown.note)))
    unsigned = [r for r in shown.recipients if not r["signed_by"]]
    if unsigned and entry.kind == "out" and shown.cancelled is None:
        shown.sign_url = links.to("books:sign", entry.uuid)
    return shown


def number_of(entry: Any, words: Words) -> str:
    """Number and symbol as written on the paper."""
    return with_symbol(entry, words.get("symbol") if entry.level == Level.TUYET_MAT else entry.symbol)


def with_symbol(entry: Any, symbol: str) -> str:
    """The line's document number, where it has one, with a symbol."""
    if entry.doc_number is None:
        return str(symbol)
    number = printed(entry.doc_number, on=entry.day) if entry.day.year >= 2020 else f"{entry.doc_number:02d}"
    return f"{number}/{symbol}" if symbol else number


def signers(entry: Any, words: Words, opened: Opened, as_of: date | None) -> list[dict[str, Any]]:
    """Column 7 of the outgoing book: each recipient and its signature."""
    hidden = list(words.get("to") or [])
    rows = []
    for at, to in enumerate(opened.recipients.get(entry.uuid, ())):
        receipt = opened.receipts.get(to.uuid)
        if receipt is not None and as_of is not None and day_of(receipt.recorded_at) > as_of:
            receipt = None
        body = to.body or (hidden[at] if at < len(hidden) else "")
        rows.append(
            {
                "uuid": to.uuid,
                "body": body or opened.names.get(to.person, ""),
                "copies": to.copies,
                "copy_no": to.copy_no if to.copies == 1 else f"{to.copy_no}–{to.copy_no + to.copies - 1}",
                "person": to.person,
                "receipt": receipt,
                "slip": opened.words.get(receipt.uuid, EMPTY).get("slip") if receipt else "",
                "signed_by": signature(receipt, opened) if receipt else "",
                "signed_on": receipt.signed_at if receipt else None,
            }
        )
    return rows


def signature(receipt: Any, opened: Opened) -> str:
    """Who signed: by log-in his name, on paper the name that the clerk recorded."""
    if receipt.signed_by:
        return opened.names.get(receipt.signed_by, "")
    return str(opened.words.get(receipt.uuid, EMPTY).get("name"))


def holders(entry: Any, opened: Opened, as_of: date | None) -> list[dict[str, Any]]:
    """Column 9 of the incoming book: the unit (who signs on paper, if at all), and whoever it was handed on to."""
    rows = [{"body": entry.unit, "signed_by": "", "signed_on": None, "unasked": True}] if entry.unit else []
    for step in opened.forwards.get(entry.uuid, ()):
        if as_of is not None and day_of(step.at) > as_of:
            continue
        there = step.received_at is not None and (as_of is None or day_of(step.received_at) <= as_of)
        taken = opened.names.get(step.received_by, "") if there else ""
        signed_on = step.received_at if there else None
        rows.append({"body": step.unit, "signed_by": taken, "signed_on": signed_on, "step": step})
    return rows
