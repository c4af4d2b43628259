"""Drafts: a signed paper that waits for its number, and the form a person was filling when the idle limit came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from somat.audit.change import change
from somat.audit.moment import now
from somat.law import sending
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.registry import checks, queries, verbs
from somat.registry.models import Draft
from somat.registry.queries import halves
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client

TABLE = "registry_draft"
FORM = halves.FORM


def keep_paper(
    *,
    book: UUID,
    level: Level,
    signed_on: date,
    approved: int,
    words: Words,
    by: Actor,
    key: UUID | None = None,
) -> Draft:
    """Hand a signed paper to the clerk of a book: it waits there for its number (R-NUM-3)."""
    draft_id = uuid4()
    sealed = client.seal(plain(words, table=TABLE, row=draft_id, level=level, key=book, version=1))
    with change(verbs.DRAFT_HAND_IN, by=by, key=key) as act:
        demand(
            sending.may_record_abstract(level, abstract=words.abstract),
            checks.may_write_level(level, clearance=by.clearance.level if by.clearance else None),
        )
        draft = Draft(
            uuid=draft_id,
            purpose="out",
            owner=by.person,
            book=book,
            level=int(level),
            signed_on=signed_on,
            approved=approved,
            changed_at=now(),
        )
        draft.save(force_insert=True)
        act.about(draft, made=[draft, *vault.keep(sealed)])
    return draft


def keep_form(path: str, fields: Mapping[str, Any], *, by: Actor, half: UUID | None = None) -> Draft | None:
    """Keep a half-filled form, sealed; each form of a person once, its newest state; None where its act was done meanwhile.

    `half` is the name that the page has given the form. Sealed as Tuyệt mật: nobody knows yet what is in it.
    """
    name = half or uuid4()
    draft_id = halves.uuid_of(name, by=by)
    found = halves.form(draft_id, by=by)
    if found is not None and found.state != Draft.State.OPEN:
        return None
    version = found.version + 1 if found is not None else 1
    words = Words("", {"path": path, "half": str(name), "fields": dict(fields)})
    sealed = client.seal(plain(words, table=TABLE, row=draft_id, level=Level.TUYET_MAT, key=by.person, version=version))
    with change(verbs.DRAFT_KEEP, by=by) as act:
        draft = halves.form(draft_id, by=by, lock=True)
        if draft is None:
            drop_forms(halves.waiting(by=by)[halves.MOST - 1 :], by=by)
            draft = Draft(uuid=draft_id, purpose=FORM, owner=by.person, level=int(Level.TUYET_MAT), changed_at=act.at)
            draft.save(force_insert=True)
        else:
            demand(checks.may_use_draft(draft))
            vault.destroy(table=TABLE, row=draft_id)
            draft.version, draft.changed_at = version, act.at
            draft.save(update_fields=["version", "changed_at"])
        act.about(draft, made=[draft, *vault.keep(sealed)])
    return draft


def drop_forms(forms: Iterable[Draft], *, by: Actor) -> None:
    """Forget half-filled forms: their words are destroyed, their rows stay as dropped."""
    for old in forms:
        with change(verbs.DRAFT_DROP, by=by) as act:
            vault.destroy(table=TABLE, row=old.uuid)
            old.state, old.changed_at = Draft.State.DROPPED, now()
            old.save(update_fields=["state", "changed_at"])
            act.about(old)


def drop(uuid: UUID, *, by: Actor, key: UUID | None = None) -> Draft:
    """Take a paper back before it has a number; only its owner can."""
    with change(verbs.DRAFT_DROP, by=by, key=key) as act:
        draft = queries.draft(uuid, by=by, lock=True)
        demand(checks.may_use_draft(draft), checks.may_drop_draft(draft, person=by.person))
        vault.destroy(table=TABLE, row=draft.uuid)
        draft.state, draft.changed_at = Draft.State.DROPPED, now()
        draft.save(update_fields=["state", "changed_at"])
        act.about(draft)
    return draft


def drop_form(*, by: Actor, half: UUID | None = None) -> None:
    """The person does not want a half-filled form back, or its act is done; without `half`, none of his forms."""
    with change(verbs.DRAFT_DROP, by=by) as act:
        act.naming(None)
        wanted = None if half is None else halves.uuid_of(half, by=by)
        drop_forms([form for form in halves.waiting(by=by) if wanted in (None, form.uuid)], by=by)
