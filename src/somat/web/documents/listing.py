"""The documents of a line as its page shows them: file, pages, size, version, who and when, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.roles import Duty
from somat.people import queries as people
from somat.registry.answering import may_answer_file
from somat.registry.queries import documents as queries
from somat.registry.words import Words
from somat.reporting.stamps import stamp
from somat.web import links
from somat.web.writing import decimal

PDF = "application/pdf"
MEDIA = {
    PDF: "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.oasis.opendocument.text": "ODT",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
}
SUFFIXES = {media: f".{word.lower()}" for media, word in MEDIA.items()}
KINDS = {"main": "Văn bản chính", "attachment": "Kèm theo"}
NOBODY = UUID(int=0)
STATES = {"waiting": "chờ duyệt xuất tệp gốc", "approved": "tệp gốc đã được duyệt xuất"}


def documents(
    entry: Any,
    versions: Mapping[UUID, Sequence[Any]],
    words: Mapping[UUID, Words],
    made: Mapping[UUID, Any],
    *,
    by: Actor,
) -> list[dict[str, Any]]:
    """One row for each document, its versions newest first; `made` is what `stampings` gave."""
    found = queries.documents([entry], by=by).get(entry.uuid, [])
    own = queries.exports([entry], by=by)
    stamped = told(entry, versions, made, by=by)
    persons = {v.added_by for some in versions.values() for v in some} | {
        d.end_asked_by for d in found if d.end_asked_by
    }
    names = people.names(persons | {d.ended_by for d in found if d.ended_by})
    return [
        {
            "ordinal": document.ordinal,
            "kind": KINDS[document.kind],
            "ended": {"by": names.get(document.ended_by or NOBODY, ""), "at": document.ended_at}
            if document.state == "ended"
            else None,
            "end_asked": {"by": names.get(document.end_asked_by or NOBODY, ""), "at": document.end_asked_at}
            if document.state == "asked"
            else None,
            "versions": [
                version(one, document, words, names, own, entry, by=by) | {"stamped": stamped.get(one.uuid)}
                for one in versions.get(document.uuid, ())
            ],
            **document_urls(document, entry, by=by),
        }
        for document in found
    ]


def version(
    one: Any, document: Any, words: Any, names: Any, own: Mapping[UUID, Any], entry: Any, *, by: Actor
) -> dict[str, Any]:
    """A version: what it is, and how it is looked at or asked for."""
    live = document.state != "ended"
    asked = own.get(one.uuid)
    may_ask = live and asked is None and Duty.DOCUMENT_EXPORT in by.duties and entry.level < Level.TUYET_MAT
    name = words[one.uuid].get("name") if one.uuid in words else ""
    return {
        "name": name or f"Tài liệu {document.ordinal}",
        "number": one.number,
        "media": MEDIA.get(one.media, one.media),
        "pages": one.pages,
        "size": size(one.size),
        "by": names.get(one.added_by, ""),
        "at": one.added_at,
        "url": links.to("documents:show", one.uuid) if live and Duty.DOCUMENT_READ in by.duties else None,
        "export_url": links.to("documents:ask_export", one.uuid) if may_ask else None,
        "export": STATES.get(asked.state) if asked is not None else None,
        "stamp_url": links.to("documents:stamp", one.uuid) + (arriving(entry) if one.number == 1 else "")
        if may_stamp(one, document, entry, by=by)
        else None,
    }


def may_stamp(one: Any, document: Any, entry: Any, *, by: Actor) -> bool:
    """Whether the stamps of the library can be laid over this version."""
    live = document.state == "live" and entry.state == "live"
    return live and one.media == PDF and by.duties >= {Duty.DOCUMENT_ADD, Duty.FORM_PRINT}


def stampings(entry: Any, versions: Mapping[UUID, Sequence[Any]], *, by: Actor) -> Mapping[UUID, Any]:
    """How versions were made of others, by version; nothing is asked for a line whose documents have one version each."""
    several = any(len(some) > 1 for some in versions.values())
    return queries.stampings([entry], by=by) if several else {}


def told(
    entry: Any, versions: Mapping[UUID, Sequence[Any]], made: Mapping[UUID, Any], *, by: Actor
) -> dict[UUID, dict[str, Any]]:
    """The same for the page: the number of the version below, and the marks with their places."""
    numbers = {one.uuid: one.number for some in versions.values() for one in some}
    marks = queries.marks([entry], by=by) if made else {}
    return {
        uuid: {"number": numbers[one.source_id], "marks": [mark_of(mark) for mark in marks.get(one.uuid, ())]}
        for uuid, one in made.items()
    }


def mark_of(mark: Any) -> dict[str, Any]:
    """A mark as the page names it; measures in millimetres from the page's upper left corner."""
    return {
        "says": stamp(mark.code).title if mark.code else None,
        "page": mark.page,
        "left": decimal(mark.left / 100),
        "top": decimal(mark.top / 100),
    }


def document_urls(document: Any, entry: Any, *, by: Actor) -> dict[str, str | None]:
    """What this person may do with a document as a whole."""
    live, asked = document.state == "live", document.state == "asked"
    other = asked and document.end_asked_by != by.person and may_answer_file(entry, by=by, on=today())
    table = {
        "version_url": ("documents:add_version", live and entry.state == "live" and Duty.DOCUMENT_ADD in by.duties),
        "ask_end_url": ("documents:ask_end", live and Duty.DOCUMENT_END in by.duties),
        "end_url": ("documents:end", other),
        "go_on_url": ("documents:go_on", other),
    }
    return {key: links.to(name, document.uuid) if may else None for key, (name, may) in table.items()}


def stamp_file_url(entry: Any, *, by: Actor) -> str | None:
    may = entry.state == "live" and by.duties >= {Duty.DOCUMENT_ADD, Duty.FORM_PRINT}
    return links.to("documents:stamp_file", entry.uuid) + arriving(entry) if may else None


def arriving(entry: Any) -> str:
    """The end of an address by which the page of stamps begins with the arrival's own stamp, filled."""
    arrived = entry.kind == "in" and entry.arrival_no is not None and entry.arrival_on is not None
    return f"?dong={entry.uuid}" if arrived and not entry.named_only else ""


def add_url(entry: Any, *, by: Actor) -> str | None:
    may = entry.state == "live" and Duty.DOCUMENT_ADD in by.duties
    return links.to("documents:add", entry.uuid) if may else None


def size(count: int) -> str:
    """Bytes as a reader says them: 640 KB, 2,4 MB."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB".replace(".", ",")
