"""What the law finds wrong with a line without barring it: a fault to be explained, shown where the line is written and on its page.

A paper that was signed must still get its number, and one that came must still get its line: nothing here refuses an act.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from somat.audit.moment import day_of
from somat.law.access import Actor
from somat.law.dated import NoLawInForce
from somat.law.levels import Level
from somat.law.numbering import ABBREVIATIONS, may_arrive_on, may_symbol_of, numbered_in_time
from somat.law.refusal import Refusal
from somat.registry.queries import arrivals
from somat.registry.words import Words


def of_outgoing(*, doc_type: str, symbol: str, signed: date | None, on: date) -> list[Refusal]:
    """A number given late (R-NUM-3), a symbol that does not name the type (R-NUM-2). `doc_type` is the abbreviation that lines keep."""
    found = []
    try:
        if symbol and doc_type:
            found.append(may_symbol_of(named(doc_type, on=on), symbol=symbol, on=on))
        if signed is not None and signed <= on:
            found.append(numbered_in_time(signed=signed, on=on))
    except NoLawInForce:  # a day before the rule: nothing is late by it
        pass
    return [caution for caution in found if caution is not None]


def named(doc_type: str, *, on: date) -> str:
    """The name of a type in the law's list, by its abbreviation; the text itself where the list has none."""
    return next((name for name, short in ABBREVIATIONS.on(on).value.items() if short == doc_type), doc_type)


def of_arrival(*, arrived: date | None, last_day: date | None) -> list[Refusal]:
    """An arrival entered out of the order of days (R-NUM-5); `last_day` is the day of the arrival numbered before it."""
    caution = may_arrive_on(arrived, last_day=last_day) if arrived is not None else None
    return [caution] if caution is not None else []


def of_line(entry: Any, words: Words, *, by: Actor) -> list[Refusal]:
    """The same of a line that stands in the book; a line taken in from an old book is not judged."""
    if entry.source != "new" or entry.state != "live":
        return []
    on = day_of(entry.registered_at)
    if entry.kind == "in":
        return of_arrival(arrived=entry.arrival_on, last_day=arrivals.day_before(entry, by=by))
    bare = entry.level == Level.TUYET_MAT
    doc_type, symbol = (words.get(name) if bare else getattr(entry, name) for name in ("doc_type", "symbol"))
    return of_outgoing(doc_type=doc_type, symbol=symbol, signed=entry.day, on=on)
