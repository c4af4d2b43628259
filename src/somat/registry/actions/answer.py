"""A leader answers what was asked about a line; only then does the book change, and it shows old and new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from somat.access.actions import add_members
from somat.audit.change import change
from somat.audit.moment import now, today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import may_confirm
from somat.registry import queries, verbs
from somat.registry.actions import ask, deciding, drafts
from somat.registry.actions.issue import TABLE
from somat.registry.checks import same_version
from somat.registry.columns import COLUMNS, After, corrected, value_of
from somat.registry.models import DocumentExport, DocumentVersion, Draft, Entry, Handling, Question, Recipient
from somat.registry.opening import open_all
from somat.registry.queries.handling import TABLE as HANDLINGS
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client, client_content
from somat.vault.client import SealedValue
from somat.vault.client_content import EXPORT_TABLE as EXPORTS
from somat.vault.client_content import VERSION_TABLE as VERSIONS


def turn_down(uuid: UUID, *, by: Actor, key: UUID | None = None) -> Question:
    """No: the line stays as it is, the question stays in its history."""
    with change(verbs.ANSWER, by=by, key=key) as act:
        question = queries.question(uuid, by=by, on=today(), lock=True)
        line = queries.entry(question.entry_id, by=by, on=today())
        demand(
            deciding.decide(act, question, line, by=by),
            may_confirm(proposer=question.asked_by, confirmer=by.person),
        )
        close(question, state=Question.State.REFUSED, by=by)
        act.about(question)
    return question


def confirm(uuid: UUID, *, by: Actor, key: UUID | None = None) -> Question:
    """Yes: the number is cancelled, the column corrected or the copies issued, in the same act."""
    question = queries.question(uuid, by=by, on=today())
    seen = queries.entry(question.entry_id, by=by, on=today())
    words = open_all({TABLE: [seen], ask.TABLE: [question]}, verb=verbs.READ_ENTRY, by=by, object=seen.uuid)
    to = bodies(seen, words[seen.uuid], by=by)
    after, kept = outcome(seen, question, words[seen.uuid], words[question.uuid], to=to)
    sealed = client.seal(
        [
            *plain(
                after.words,
                table=TABLE,
                row=seen.uuid,
                level=Level(after.fields.get("level", seen.level)),
                key=seen.volume_id,
                version=seen.version + 1,
            ),
            *plain(kept, table=ask.TABLE, row=uuid, level=Level(question.level), key=seen.volume_id, version=2),
        ]
    )
    with change(verbs.ANSWER, by=by, key=key) as act:
        question = queries.question(uuid, by=by, on=today(), lock=True)
        demand(
            deciding.decide(act, question, seen, by=by, raised=after.fields.get("level")),
            may_confirm(proposer=question.asked_by, confirmer=by.person),
        )
        close(question, state=Question.State.CONFIRMED, by=by)
        amend(seen, question, after, words[question.uuid], sealed, by=by)
        act.about(question)
    if "level" in after.fields:
        follow_level(seen.uuid)
    client.poke()
    return question


def follow_level(entry: UUID) -> None:
    """The keys of the line's documents follow its level; outside the transaction, and no blob is rewritten."""
    try:
        client_content.rewrap(entry)
    except client.Sealed:
        pass  # the vault judges by the line's own level too, and brings a raised key after it at the next look


def bodies(entry: Entry, words: Words, *, by: Actor) -> list[str]:
    """Column 7 of a line: the name of each recipient, wherever it is kept."""
    hidden = list(words.get("to") or [])
    rows = queries.recipients([entry], by=by)[entry.uuid]
    return [row.body or (hidden[at] if at < len(hidden) else "") for at, row in enumerate(rows)]


def outcome(entry: Entry, question: Question, words: Words, asked: Words, *, to: Sequence[str]) -> tuple[After, Words]:
    """The line after the answer, and what the question keeps: for a correction also the old value."""
    if question.kind == Question.Kind.COPIES and entry.level == Level.TUYET_MAT:
        names = [*to, *(body for body, _, _ in asked.get("to") or [])]
        return After({}, Words("", {**words.rest, "to": names})), asked
    if question.kind != Question.Kind.CORRECT:
        return After({}, words), asked
    column = COLUMNS[entry.kind][question.column or 0]
    after = corrected(entry, words, column, str(asked.get("value")))
    if after.raised:  # the old values may say what the line is about: nothing of them is kept
        sealed = Words("", {**after.words.rest, "to": list(to)})
        return replace(after, words=sealed), Words("", {"reason": asked.get("reason")})
    return after, Words("", {**asked.rest, "old": value_of(entry, words, column)})


def amend(
    seen: Entry, question: Question, after: After, asked: Words, sealed: Sequence[SealedValue], *, by: Actor
) -> None:
    """Write the answer into the line, in the act that gave it."""
    with change(verbs.AMEND, by=by) as act:
        entry = queries.entry(seen.uuid, by=by, on=today(), lock=True)
        demand(same_version(entry, seen))
        entry.version += 1
        if question.kind == Question.Kind.CANCEL:
            entry.state = Entry.State.CANCELLED
        if question.kind == Question.Kind.CORRECT:
            entry.corrected += 1
            for name, value in after.fields.items():
                setattr(entry, name, value)
        if question.kind == Question.Kind.COPIES:
            entry.copies += more_copies(entry, asked)
        if after.raised:
            forget(entry, by=by)
        entry.save()
        vault.keep(sealed)
        act.about(entry)


def forget(entry: Entry, *, by: Actor) -> None:
    """Raised to Tuyệt mật: every older sealed value of the line, of its draft and of what was asked about it is destroyed."""
    vault.destroy(table=TABLE, row=entry.uuid)
    Recipient.unchecked.filter(entry=entry).update(level=entry.level, body="")
    for question in Question.unchecked.filter(entry=entry):
        with change(verbs.FORGET, by=by) as act:
            vault.destroy(table=ask.TABLE, row=question.uuid)
            act.about(question)
    for table, rows in (
        (VERSIONS, DocumentVersion.unchecked.filter(entry=entry)),  # the names of its files
        (EXPORTS, DocumentExport.unchecked.filter(entry=entry)),
        (HANDLINGS, Handling.unchecked.filter(entry=entry)),  # how it was handled
    ):
        for row in rows:
            with change(verbs.FORGET, by=by) as act:
                vault.destroy(table=table, row=row.uuid)
                act.about(row)
    for draft in Draft.unchecked.filter(entry=entry.uuid):
        with change(verbs.FORGET, by=by) as act:
            vault.destroy(table=drafts.TABLE, row=draft.uuid)
            act.about(draft)


def more_copies(entry: Entry, asked: Words) -> int:
    """Further copies by a new decision (R-OUT-9): new recipients after the last, copy numbers going on."""
    last = Recipient.unchecked.filter(entry=entry).order_by("-ordinal").first()
    ordinal, copy_no = (last.ordinal, last.copy_no + last.copies) if last else (0, 1)
    persons: dict[UUID, str] = {}
    total = 0
    for body, person, copies in asked.get("to") or []:
        ordinal += 1
        Recipient(
            entry=entry,
            ordinal=ordinal,
            level=entry.level,
            body="" if entry.level == Level.TUYET_MAT else body,
            person=UUID(person) if person else None,
            copy_no=copy_no,
            copies=copies,
        ).save(force_insert=True)
        if person:
            persons[UUID(person)] = "recipient"
        copy_no += copies
        total += copies
    add_members(entry.uuid, place=entry.pk, persons=persons)
    return total


def close(question: Question, *, state: str, by: Actor) -> None:
    question.state = state
    question.answered_by = by.person
    question.answered_at = now()
    question.save(update_fields=["state", "answered_by", "answered_at"])
