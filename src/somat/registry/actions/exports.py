"""Originals leave by two persons: one asks with a reason, another lets go; each taking is one leaf (R27, R50)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from somat.audit.change import Act, change
from somat.audit.leaf import row_set_hash
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.documents import may_leave, may_take
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import may_confirm
from somat.registry import queries, verbs
from somat.registry.actions.deciding import decide_file
from somat.registry.checks import may_reason
from somat.registry.models import DocumentExport
from somat.registry.queries import documents
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client, client_content

TABLE = client_content.EXPORT_TABLE
State = DocumentExport.State


def ask(version: UUID, *, reason: str, by: Actor, key: UUID | None = None) -> DocumentExport:
    """Ask for an original; the reason is sealed like every other free text. Asked again before it is taken, the first stands."""
    uuid = uuid4()
    seen = documents.version(version, by=by, on=today())
    entry = queries.entry(seen.entry_id, by=by, on=today())
    words = Words("", {"reason": reason.strip()})
    sealed = client.seal(plain(words, table=TABLE, row=uuid, level=Level(entry.level), key=entry.volume_id, version=1))
    with change(verbs.EXPORT_ASK, by=by, key=key) as act:
        entry = queries.entry(seen.entry_id, by=by, on=today(), lock=True)
        demand(may_leave(Level(entry.level)), may_reason(reason))
        if waits := DocumentExport.unchecked.filter(
            version=seen, asked_by=by.person, state__in=(State.WAITING, State.APPROVED)
        ).first():
            act.about(waits)
            return waits
        export = DocumentExport(uuid=uuid, version=seen, entry=entry, asked_by=by.person, asked_at=act.at)
        export.save(force_insert=True)
        act.about(export, made=[export, *vault.keep(sealed)])
    return export


def approve(export: UUID, *, by: Actor, key: UUID | None = None) -> DocumentExport:
    """Another person lets the original go, once, to the one who asked."""
    with change(verbs.EXPORT_APPROVE, by=by, key=key) as act:
        found = _waiting(export, act, by=by)
        demand(may_leave(Level(queries.entry(found.entry_id, by=by, on=today()).level)))
        _answer(found, State.APPROVED, by=by, at=act.at)
        act.about(found)
    return found


def refuse(export: UUID, *, by: Actor, key: UUID | None = None) -> DocumentExport:
    """Another person does not let it go."""
    with change(verbs.EXPORT_REFUSE, by=by, key=key) as act:
        found = _waiting(export, act, by=by)
        _answer(found, State.REFUSED, by=by, at=act.at)
        act.about(found)
    return found


def take(export: UUID, *, by: Actor) -> tuple[DocumentExport, UUID]:
    """Take what was approved: the leaf by which the vault gives the original, once."""
    with change(verbs.DOCUMENT_EXPORT, by=by) as act:
        found = documents.export(export, by=by, on=today(), lock=True)
        entry = queries.entry(found.entry_id, by=by, on=today())
        demand(
            may_take(approved=found.state == State.APPROVED, own=found.asked_by == by.person),
            may_leave(Level(entry.level)),
        )
        found.state, found.taken_at = State.TAKEN, act.at
        found.save(update_fields=["state", "taken_at"])
        act.about(found)
        act.detail = row_set_hash([(client_content.VERSION_TABLE, found.version_id), (TABLE, export)])
    return found, act.leaf


def _waiting(export: UUID, act: Act, *, by: Actor) -> DocumentExport:
    found = documents.export(export, by=by, on=today(), lock=True)
    if found.state != State.WAITING:
        raise queries.NotFound(export)
    entry = queries.entry(found.entry_id, by=by, on=today())
    demand(
        decide_file(act, entry, found.uuid, by=by),
        may_confirm(proposer=found.asked_by, confirmer=by.person),
    )
    return found


def _answer(export: DocumentExport, state: str, *, by: Actor, at: datetime) -> None:
    export.state, export.answered_by, export.answered_at = state, by.person, at
    export.save(update_fields=["state", "answered_by", "answered_at"])
