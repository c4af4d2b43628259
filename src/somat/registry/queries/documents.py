"""What may be seen of documents: as much as of the lines that they belong to, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from somat.audit.absent import NotFound
from somat.audit.prepared import Prepared
from somat.law.access import Actor
from somat.registry import queries
from somat.registry.answering import may_answer_file
from somat.registry.models import (
    Document,
    DocumentExport,
    DocumentMark,
    DocumentStamping,
    DocumentVersion,
    Entry,
)

PAGE = 25
OPEN = (DocumentExport.State.WAITING, DocumentExport.State.APPROVED)


def documents(found: Sequence[Entry], *, by: Actor) -> dict[UUID, list[Document]]:
    """Documents of lines already read through this room, by line, in their order."""
    by_entry: dict[UUID, list[Document]] = {}
    for document in DOCUMENTS.among([e.uuid for e in found]):
        by_entry.setdefault(document.entry_id, []).append(document)
    return by_entry


def versions(found: Sequence[Entry], *, by: Actor) -> dict[UUID, list[DocumentVersion]]:
    """All versions of the documents of lines already read, by document, newest first."""
    by_document: dict[UUID, list[DocumentVersion]] = {}
    for version in VERSIONS.among([e.uuid for e in found]):
        by_document.setdefault(version.document_id, []).append(version)
    return by_document


def exports(found: Sequence[Entry], *, by: Actor) -> dict[UUID, DocumentExport]:
    """This person's own exports of originals that are not over, by version."""
    return {x.version_id: x for x in EXPORTS.among([e.uuid for e in found], asked_by=by.person)}


def stampings(found: Sequence[Entry], *, by: Actor) -> dict[UUID, DocumentStamping]:
    """How versions of lines already read were made of others, by version."""
    return {one.version_id: one for one in STAMPINGS.among([e.uuid for e in found])}


def marks(found: Sequence[Entry], *, by: Actor) -> dict[UUID, list[DocumentMark]]:
    """The marks of all stampings of lines already read, by stamping, in their order."""
    by_stamping: dict[UUID, list[DocumentMark]] = {}
    for mark in MARKS.among([e.uuid for e in found]):
        by_stamping.setdefault(mark.stamping_id, []).append(mark)
    return by_stamping


STAMPINGS = Prepared(lambda among: DocumentStamping.unchecked.filter(entry__in=among))
MARKS = Prepared(lambda among: DocumentMark.unchecked.filter(stamping__entry__in=among).order_by("ordinal"))
DOCUMENTS = Prepared(lambda among: Document.unchecked.filter(entry__in=among).order_by("ordinal"))
VERSIONS = Prepared(lambda among: DocumentVersion.unchecked.filter(entry__in=among).order_by("-number"))
EXPORTS = Prepared(
    lambda among, asked_by: DocumentExport.unchecked.filter(
        entry__in=among, asked_by=asked_by, state__in=OPEN
    ).order_by("id")
)


def document(uuid: UUID, *, by: Actor, on: date, lock: bool = False) -> Document:
    """A document of a line that this person may see, or NotFound."""
    rows = Document.unchecked.filter(uuid=uuid)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    queries.entry(found.entry_id, by=by, on=on)
    return found


def version(uuid: UUID, *, by: Actor, on: date) -> DocumentVersion:
    """A version, not ended, of a line that this person may see, or NotFound."""
    found = VERSION.first(uuid=uuid)
    if found is None:
        raise NotFound(uuid)
    queries.entry(found.entry_id, by=by, on=on)
    return found


VERSION = Prepared(
    lambda uuid: DocumentVersion.unchecked.filter(uuid=uuid).exclude(document__state=Document.State.ENDED)
)


def last_number(document: Document, *, by: Actor) -> int:
    """The number of a document's newest version; every document has one."""
    return DocumentVersion.unchecked.filter(document=document).latest("number").number


def next_ordinal(entry: Entry, *, by: Actor) -> int:
    last = Document.unchecked.filter(entry=entry).order_by("-ordinal").first()
    return last.ordinal + 1 if last else 1


def export(uuid: UUID, *, by: Actor, on: date, lock: bool = False) -> DocumentExport:
    """An export that is not over, of a line that this person may see, or NotFound."""
    rows = DocumentExport.unchecked.filter(uuid=uuid, state__in=OPEN)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    queries.entry(found.entry_id, by=by, on=on)
    return found


def exports_waiting(*, by: Actor, on: date, limit: int = PAGE) -> list[DocumentExport]:
    """Exports that wait for another person than the one who asked, of lines that this person may see, oldest first."""
    rows = DocumentExport.unchecked.filter(state=DocumentExport.State.WAITING).exclude(asked_by=by.person)
    some = list(rows.select_related("entry", "version").order_by("id")[: limit * 2])
    seen = {e.uuid for e in queries.entries([x.entry_id for x in some], by=by, on=on)}
    return [x for x in some if x.entry_id in seen and may_answer_file(x.entry, by=by, on=on)][:limit]


def exports_ready(*, by: Actor, on: date, limit: int = PAGE) -> list[DocumentExport]:
    """This person's own exports that another has let go and he has not taken, oldest first."""
    rows = DocumentExport.unchecked.filter(state=DocumentExport.State.APPROVED, asked_by=by.person)
    some = list(rows.select_related("entry", "version").order_by("id")[:limit])
    seen = {e.uuid for e in queries.entries([x.entry_id for x in some], by=by, on=on)}
    return [x for x in some if x.entry_id in seen]


def ends_waiting(*, by: Actor, on: date, limit: int = PAGE) -> list[Document]:
    """Documents that somebody else wants ended, of lines that this person may see, oldest first."""
    rows = Document.unchecked.filter(state=Document.State.END_ASKED).exclude(end_asked_by=by.person)
    some = list(rows.select_related("entry").order_by("id")[: limit * 2])
    seen = {e.uuid for e in queries.entries([d.entry_id for d in some], by=by, on=on)}
    return [d for d in some if d.entry_id in seen and may_answer_file(d.entry, by=by, on=on)][:limit]
