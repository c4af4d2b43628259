"""Whether a page offers somebody an answer: a leader may give each, a deputy those that his delegation of the day carries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from somat.law.access import Actor, decides
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.roles import Duty
from somat.registry.states import power_of

if TYPE_CHECKING:
    from somat.registry.models import Entry, Question


def may_answer(question: Question, entry: Entry, *, by: Actor, on: date) -> bool:
    """Never what he asked himself (R26)."""
    level = Level(max(entry.level, question.level))
    power = power_of(question.kind)
    may = decides(by, power, duty=Duty.ENTRY_CONFIRM, level=level, unit=entry.unit, on=on)
    return may and question.asked_by != by.person


def may_answer_file(entry: Entry, *, by: Actor, on: date) -> bool:
    """About a document of a line, or its original."""
    level = Level(entry.level)
    return decides(by, Power.FILE, duty=Duty.DOCUMENT_APPROVE, level=level, unit=entry.unit, on=on)


def may_let_in(entry: Entry, *, by: Actor, on: date) -> bool:
    """Letting others know of a line."""
    level = Level(entry.level)
    return decides(by, Power.ADMIT, duty=Duty.CIRCLE_GRANT, level=level, unit=entry.unit, on=on)
