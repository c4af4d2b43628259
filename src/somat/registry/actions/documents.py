"""Documents of a line: their files come in as versions that never change; two persons end one, and its key with it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from somat.audit.change import Act, change
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.documents import may_add_to, may_follow
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import may_confirm
from somat.registry import queries, verbs
from somat.registry.actions.deciding import decide_file
from somat.registry.models import Document, DocumentVersion, Entry
from somat.registry.queries import documents
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client, client_content
from somat.vault.client import SealedValue
from somat.vault.client_content import Kept

TABLE = client_content.VERSION_TABLE
LONGEST_NAME = 200  # characters of a file's name that are kept


def add(entry: UUID, kept: Kept, *, name: str, kind: str, by: Actor, key: UUID | None = None) -> Document:
    """A new document of a line, from a content that the vault holds already as its first version."""
    seen = queries.entry(entry, by=by, on=today())
    uuid, sealed = named(seen, name)
    with change(verbs.DOCUMENT_ADD, by=by, key=key) as act:
        found = queries.entry(entry, by=by, on=today(), lock=True)
        demand(may_add_to(cancelled=_cancelled(found), ended=False), may_follow(kept.number, last=0))
        document = Document(
            uuid=kept.document,
            entry=found,
            ordinal=documents.next_ordinal(found, by=by),
            kind=Document.Kind(kind),
            added_by=by.person,
            added_at=act.at,
        )
        document.save(force_insert=True)
        act.about(document, made=[document])
        keep_version(document, kept, uuid, sealed, by=by)
    client.poke()
    return document


def add_version(document: UUID, kept: Kept, *, name: str, by: Actor, key: UUID | None = None) -> Document:
    """A further version; the older ones stay as they are."""
    seen = documents.document(document, by=by, on=today())
    uuid, sealed = named(queries.entry(seen.entry_id, by=by, on=today()), name)
    with change(verbs.DOCUMENT_VERSION, by=by, key=key) as act:
        found = documents.document(document, by=by, on=today(), lock=True)
        entry = queries.entry(found.entry_id, by=by, on=today())
        demand(
            may_add_to(cancelled=_cancelled(entry), ended=found.state != Document.State.LIVE),
            may_follow(kept.number, last=documents.last_number(found, by=by)),
        )
        version = _version(found, kept, uuid, by=by, at=act.at)
        version.save(force_insert=True)
        act.about(version, made=[version, *vault.keep(sealed)])
    client.poke()
    return found


def ask_end(document: UUID, *, by: Actor, key: UUID | None = None) -> Document:
    """Propose to end a document; another person does it."""
    with change(verbs.DOCUMENT_ASK_END, by=by, key=key) as act:
        found = documents.document(document, by=by, on=today(), lock=True)
        demand(may_add_to(cancelled=False, ended=found.state != Document.State.LIVE))
        found.state, found.end_asked_by, found.end_asked_at = Document.State.END_ASKED, by.person, act.at
        found.save(update_fields=["state", "end_asked_by", "end_asked_at"])
        act.about(found)
    return found


def end(document: UUID, *, by: Actor, key: UUID | None = None) -> Document:
    """End a document that somebody else proposed to end: its keys are destroyed, its line stays in the book."""
    with change(verbs.DOCUMENT_END, by=by, key=key) as act:
        found = _asked(document, act, by=by)
        found.state, found.ended_by, found.ended_at = Document.State.ENDED, by.person, act.at
        found.save(update_fields=["state", "ended_by", "ended_at"])
        act.about(found)
    try:
        client_content.destroy_keys(document)
    except client.Sealed:
        pass  # it is ended: no page opens any more, and the next sweep of the vault ends its keys
    return found


def go_on(document: UUID, *, by: Actor, key: UUID | None = None) -> Document:
    """No: the document goes on."""
    with change(verbs.DOCUMENT_GO_ON, by=by, key=key) as act:
        found = _asked(document, act, by=by)
        found.state, found.end_asked_by, found.end_asked_at = Document.State.LIVE, None, None
        found.save(update_fields=["state", "end_asked_by", "end_asked_at"])
        act.about(found)
    return found


def _asked(document: UUID, act: Act, *, by: Actor) -> Document:
    found = documents.document(document, by=by, on=today(), lock=True)
    if found.state != Document.State.END_ASKED or found.end_asked_by is None:
        raise queries.NotFound(document)
    entry = queries.entry(found.entry_id, by=by, on=today())
    demand(
        decide_file(act, entry, found.uuid, by=by),
        may_confirm(proposer=found.end_asked_by, confirmer=by.person),
    )
    return found


def named(entry: Entry, name: str) -> tuple[UUID, list[SealedValue]]:
    """The uuid of a version to be, and its file's name sealed for it."""
    uuid = uuid4()
    words = Words("", {"name": name.strip()[-LONGEST_NAME:]})
    return uuid, client.seal(
        plain(words, table=TABLE, row=uuid, level=Level(entry.level), key=entry.volume_id, version=1)
    )


def keep_version(
    document: Document, kept: Kept, uuid: UUID, sealed: list[SealedValue], *, by: Actor
) -> DocumentVersion:
    """The row of a version, within another act."""
    with change(verbs.DOCUMENT_VERSION, by=by) as act:
        version = _version(document, kept, uuid, by=by, at=act.at)
        version.save(force_insert=True)
        act.about(version, made=[version, *vault.keep(sealed)])
    return version


def _version(document: Document, kept: Kept, uuid: UUID, *, by: Actor, at: datetime) -> DocumentVersion:
    return DocumentVersion(
        uuid=uuid,
        document=document,
        entry_id=document.entry_id,
        number=kept.number,
        blob=kept.blob,
        media=kept.media,
        size=kept.size,
        pages=kept.pages,
        blob_hash=kept.sha256,
        added_by=by.person,
        added_at=at,
    )


def _cancelled(entry: Entry) -> bool:
    return entry.state == Entry.State.CANCELLED
