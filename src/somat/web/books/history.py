"""What was asked about a line and answered, as it shows on the line today, or on an earlier day as it stood then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from somat.audit.moment import day_of
from somat.law.levels import Level
from somat.law.numbering import ABBREVIATIONS
from somat.registry.columns import COLUMNS, Column, parse_day
from somat.registry.states import CANCEL, CONFIRMED, COPIES, CORRECT, WAITING
from somat.registry.words import Words

if TYPE_CHECKING:
    from somat.web.books.lines import Line

CONG_VAN = "CV"  # our code for the one type that the law gives no abbreviation; no type at all stays empty
TYPES = {short or CONG_VAN: name for name, short in ABBREVIATIONS.latest.value.items()}
ITEMS = {"paper": "Tài liệu giấy", "object": "Vật chứa", "media": "USB, đĩa, thiết bị nhớ"}
LEVELS = {level.word: level for level in Level}
EMPTY = Words()


@dataclass(frozen=True)
class Told:
    """What the history of one line is told from: its questions with their words, and the names of people."""

    kind: str
    questions: Sequence[Any]
    words: Mapping[UUID, Words]
    names: Mapping[UUID, str]
    number: Callable[[str], str]  # number and symbol as written, for a symbol

    def name(self, person: UUID | None) -> str:
        return self.names.get(person, "") if person else ""


def tell(shown: Line, told: Told, *, as_of: date | None) -> None:
    """Take back what was answered after the day, newest first; then mark what had been asked and answered by then."""
    later = [q for q in told.questions if as_of is not None and q.answered_at and day_of(q.answered_at) > as_of]
    for asked in reversed(later):
        take_back(shown, asked, told)
    for asked in told.questions:
        if as_of is None or day_of(asked.asked_at) <= as_of:
            mark(shown, asked, told, answered=asked not in later and asked.state != WAITING)


def take_back(shown: Line, asked: Any, told: Told) -> None:
    """One answer that had not been given yet."""
    if asked.state != CONFIRMED:
        return
    if asked.kind == CORRECT:
        column = COLUMNS[told.kind][asked.column]
        setattr(shown, *read(column, old_of(asked, column, told), told))
    if asked.kind == COPIES:
        shown.copies -= asked.copies
        left = asked.copies
        while left > 0 and shown.recipients:
            left -= shown.recipients.pop()["copies"]


def mark(shown: Line, asked: Any, told: Told, *, answered: bool) -> None:
    """Struck, corrected, or waiting."""
    words = told.words.get(asked.uuid, EMPTY)
    if asked.kind == CANCEL and not answered:
        shown.cancel_asked = {"by": told.name(asked.asked_by), "on": asked.asked_at}
    if not answered or asked.state != CONFIRMED:
        return
    if asked.kind == CANCEL:
        by = told.name(asked.answered_by)
        shown.cancelled = {"reason": words.get("reason"), "by": by, "on": day_of(asked.answered_at)}
    if asked.kind == CORRECT:
        correct(shown, asked, told)


def correct(shown: Line, asked: Any, told: Told) -> None:
    """A corrected column shows old and new, and who corrected and confirmed it."""
    column = COLUMNS[told.kind][asked.column]
    old = old_of(asked, column, told)
    if old not in ("", None):
        name, value = read(column, old, told)
        shown.was[name] = value
    shown.corrections.append(
        {
            "columns": column.form_no,
            "by": told.name(asked.asked_by),
            "confirmed_by": told.name(asked.answered_by),
            "on": asked.answered_at,
        }
    )


def old_of(asked: Any, column: Column, told: Told) -> str:
    """The old value; of a line raised to Tuyệt mật only the old level is still known, from the question itself."""
    if column.name == "level":
        return Level(asked.level).word
    return str(told.words.get(asked.uuid, EMPTY).get("old"))


def read(column: Column, old: str, told: Told) -> tuple[str, Any]:
    """The name of a column on the shown line, and an old value as it stands there."""
    name: str = column.name
    if name == "symbol":
        return "number", told.number(old)
    if name in ("day", "arrival_on") and old:
        return name, parse_day(old)
    if name == "copies":
        return name, int(old or 0)
    if name == "level":
        return name, LEVELS[old]
    return name, TYPES.get(old, old) if name == "doc_type" else old
