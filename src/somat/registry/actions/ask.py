"""Asking about a line: a number to cancel, a column to correct, further copies to issue. Somebody else answers (R26, R27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from somat.access.actions import add_members
from somat.access.queries import members
from somat.audit.change import change
from somat.audit.moment import day_of, today
from somat.audit.verbs import Verb
from somat.law import numbering, sending
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import Refusal, demand
from somat.registry import checks, queries, verbs
from somat.registry.actions.deciding import asked_until
from somat.registry.columns import COLUMNS, Column, readable
from somat.registry.line import To
from somat.registry.models import Entry, Question, Recipient, Volume
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client

TABLE = "registry_question"


@dataclass(frozen=True)
class Asked:
    """A question about a line: what is asked, the reason, and for a correction the column with its new value."""

    kind: str
    reason: str
    leader: UUID
    column: int | None = None
    value: str = ""
    to: tuple[To, ...] = ()


VERBS: dict[str, Verb] = {
    Question.Kind.CANCEL: verbs.ASK_CANCEL,
    Question.Kind.CORRECT: verbs.ASK_CORRECT,
    Question.Kind.COPIES: verbs.ASK_COPIES,
}


def ask(uuid: UUID, asked: Asked, *, by: Actor, key: UUID | None = None) -> Question:
    """Put a question about a line to a leader. The line does not change until it is answered."""
    question_id = uuid4()
    seen = queries.entry(uuid, by=by, on=today())
    rest = {
        "reason": asked.reason,
        "value": asked.value,
        "to": [[t.body, str(t.person or ""), t.copies] for t in asked.to],
    }
    sealed = client.seal(
        plain(Words("", rest), table=TABLE, row=question_id, level=Level(seen.level), key=seen.volume_id, version=1)
    )
    with change(VERBS[asked.kind], by=by, key=key) as act:
        entry = queries.entry(uuid, by=by, on=day_of(act.at), lock=True)
        volume = Volume.unchecked.get(uuid=entry.volume_id)
        until, unable = asked_until(asked.leader, asked.kind, entry, on=day_of(act.at))
        demand(*judge(entry, asked), unable)
        question = Question(
            uuid=question_id,
            entry=entry,
            kind=asked.kind,
            column=asked.column,
            copies=sum(t.copies for t in asked.to) or None,
            after_closing=volume.closed_by is not None,
            level=entry.level,
            asked_by=by.person,
            asked_at=act.at,
            entry_version=entry.version,
        )
        question.save(force_insert=True)
        act.about(question, made=[question, *vault.keep(sealed)])
        show_to(entry, asked.leader, until=until, by=by)
    return question


def show_to(entry: Entry, leader: UUID, *, until: date | None, by: Actor) -> None:
    """Who is asked comes into the line's circle, to see what he decides on; a deputy until his delegation ends."""
    inside = [m.until for m in members(entry.uuid, on=today()) if m.person == leader]
    if any(until is None or last is None or last >= until for last in inside):
        return
    with change(verbs.SHOW_TO, by=by) as act:
        add_members(entry.uuid, place=entry.pk, persons={leader: "decider"}, until=until)
        act.about(entry)


def judge(entry: Entry, asked: Asked) -> list[Refusal | None]:
    waiting = Question.unchecked.filter(entry=entry, state=Question.State.WAITING).exists()
    answers = [checks.may_ask(entry, waiting=waiting), checks.may_reason(asked.reason)]
    if asked.kind == Question.Kind.CORRECT:
        answers += judge_value(entry, COLUMNS[entry.kind].get(asked.column or 0), asked.value)
    if asked.kind == Question.Kind.COPIES:
        answers.append(checks.may_add_copies(entry.kind, copies=sum(t.copies for t in asked.to)))
    return answers


def judge_value(entry: Entry, column: Column | None, value: str) -> list[Refusal | None]:
    """What a corrected value must be: one of its column, and what the law asks of that column when it is written first."""
    name = column.name if column else ""
    if column is None or not readable(column, value):
        return [checks.may_correct_column(name, readable=False)]
    read = column.read(value)
    if name == "abstract":
        return [sending.may_record_abstract(Level(entry.level), abstract=value)]
    if name in ("day", "arrival_on"):
        day, arrived = (read, entry.arrival_on) if name == "day" else (entry.day, read)
        late = checks.may_arrive_after(arrived=arrived, day=day) if arrived else None
        return [checks.may_date(read, on=today(), field="value"), late]
    if name == "symbol" and entry.kind == "out":
        return [numbering.may_symbol(value, on=today())]
    if name == "copies":
        sent = list(Recipient.unchecked.filter(entry=entry).values_list("copies", flat=True))
        return [sending.copies_add_up(issued=read, sent=sent, kept=max(read - sum(sent), 0))]
    return []
