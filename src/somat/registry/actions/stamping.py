"""Marks on a kept PDF: the vault lays them, the result is a further version of its document, and the one below stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from somat.audit.change import change
from somat.audit.leaf import row_set_hash
from somat.audit.moment import today
from somat.audit.reading import record_reading
from somat.catalogue.actions import Shipped, may_print
from somat.law.access import Actor
from somat.law.documents import may_add_to, may_follow
from somat.law.refusal import demand
from somat.registry import queries, verbs
from somat.registry.actions.documents import keep_version, named
from somat.registry.models import Document, DocumentMark, DocumentStamping, DocumentVersion, Entry
from somat.registry.queries import documents
from somat.vault import client, client_content
from somat.vault.client_content import PAGE_WORD, VERSION_TABLE, Laid, Picture


class Box(NamedTuple):
    """A mark that was laid: a stamp's code, or nothing for a strike-through; page from 1 and millimetres from its upper left corner."""

    code: str
    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Laying:
    """What is to be laid: `job` and `drawn` for the vault; `sizes` of the stamps in their order, the boxes struck through, and the stamps' forms."""

    job: Mapping[str, Any]
    drawn: bytes
    sizes: Sequence[tuple[str, float, float]]
    strikes: Sequence[Box]
    forms: Sequence[Shipped]

    def boxes(self, laid: Laid) -> list[Box]:
        """Every mark where the vault says that it stands."""
        placed = zip(self.sizes, laid.places, strict=True)
        made = [Box(code, page, left, top, wide, high) for (code, wide, high), (page, left, top) in placed]
        return [*made, *self.strikes]


def look(version: UUID, *, page: int, laying: Laying, by: Actor) -> Picture:
    """One page as it would be. Recorded like any look at a page. Raises NotFound, FileRefused, Sealed."""
    found = documents.version(version, by=by, on=today())
    if not 1 <= page <= found.pages:
        raise queries.NotFound(version)
    rows = [(VERSION_TABLE, version), (PAGE_WORD, UUID(int=page))]
    leaf = record_reading(verbs.DOCUMENT_PAGE, by=by, object=version, rows=rows)
    return client_content.lay_look(leaf, version=version, page=page, job=laying.job, drawn=laying.drawn)


def stamp(version: UUID, *, laying: Laying, name: str, by: Actor, key: UUID | None = None) -> DocumentStamping:
    """Lay marks over a version and keep the result as the newest one of its document; `name` is the new file's.

    Raises NotFound, Refused, AlreadyDone, FileRefused, Sealed. What was laid for an act that did not happen is taken away again.
    """
    source = documents.version(version, by=by, on=today())
    entry = queries.entry(source.entry_id, by=by, on=today())
    uuid, sealed = named(entry, name)
    laid = _laid(source, laying, by=by)
    try:
        with change(verbs.DOCUMENT_STAMP, by=by, key=key) as act:
            document = documents.document(source.document_id, by=by, on=today(), lock=True)
            _may_stamp(document, number=laid.kept.number, laying=laying, by=by)
            kept = keep_version(document, laid.kept, uuid, sealed, by=by)
            made = DocumentStamping(entry_id=entry.uuid, version=kept, source=source, source_hash=source.blob_hash)
            made.save(force_insert=True)
            rows = [_mark(made, number, box) for number, box in enumerate(laying.boxes(laid), start=1)]
            for row in rows:
                row.save(force_insert=True)
            act.about(made, made=[made, *rows])
    finally:
        let_go(laid.kept.blob)
    client.poke()
    return made


def _laid(source: DocumentVersion, laying: Laying, *, by: Actor) -> Laid:
    """The new content, in the vault and without a row, by a committed leaf of its own."""
    with change(verbs.DOCUMENT_LAY, by=by) as act:
        document = documents.document(source.document_id, by=by, on=today())
        number = documents.last_number(document, by=by) + 1
        _may_stamp(document, number=number, laying=laying, by=by)
        act.naming(source.uuid)
        act.detail = row_set_hash([(VERSION_TABLE, source.uuid)])
    return client_content.lay(
        act.leaf,
        version=source.uuid,
        document=document.uuid,
        number=number,
        blob=uuid4(),
        job=laying.job,
        drawn=laying.drawn,
    )


def _may_stamp(document: Document, *, number: int, laying: Laying, by: Actor) -> None:
    entry = queries.entry(document.entry_id, by=by, on=today())
    demand(
        may_add_to(cancelled=entry.state == Entry.State.CANCELLED, ended=document.state != Document.State.LIVE),
        may_follow(number, last=documents.last_number(document, by=by)),
        *may_print(*laying.forms),
    )


def _mark(stamping: DocumentStamping, number: int, box: Box) -> DocumentMark:
    left, top, width, height = (round(side * 100) for side in box[2:])
    return DocumentMark(
        stamping=stamping, ordinal=number, code=box.code, page=box.page, left=left, top=top, width=width, height=height
    )


def let_go(blob: UUID) -> None:
    """Take away what no row names: the act did not happen, or was done before."""
    try:
        client_content.discard(blob)
    except (client.Sealed, client_content.Named):
        pass  # away: the vault sweeps it after a day · named: it is kept
