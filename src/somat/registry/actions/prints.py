"""The log of what leaves the machine: a print or an export is an act with a line of its own, tied to a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from somat.audit.change import change
from somat.catalogue.actions import Shipped, may_print
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.registry import verbs
from somat.registry.checks import may_reason
from somat.registry.models import PrintedForm, Printing


@dataclass(frozen=True)
class Printed:
    """What is printed or exported: 'volume', 'entry' or 'export', of which lines, at which level, at which checkpoint.

    `form` is the register's form that it is drawn on; `note` is what its pages say where that is not the form of its time.
    """

    what: str
    level: int
    size: int
    root: str
    form: Shipped
    note: str = ""
    book: UUID | None = None
    volume: UUID | None = None
    entry: UUID | None = None
    first_no: int | None = None
    last_no: int | None = None


def record_print(printed: Printed, *, by: Actor, key: UUID | None = None) -> Printing:
    """Record a print before its first byte is made; its number counts the prints of the same thing (R-FORM-1)."""
    with change(verbs.PRINT, by=by, key=key) as act:
        demand(*may_print(printed.form))
        printing, form = written(printed, by=by, act_at=act.at)
        act.about(printing, made=[printing, form])
    return printing


def record_export(printed: Printed, *, reason: str, by: Actor, key: UUID | None = None) -> Printing:
    """Record an export, which needs a reason; the reason is bound into the leaf by its hash (R-FORM-1)."""
    with change(verbs.EXPORT, by=by, key=key) as act:
        demand(may_reason(reason), *may_print(printed.form))
        printing, form = written(printed, by=by, act_at=act.at)
        act.about(printing, made=[printing, form])
        act.seal_facts(reason)
    return printing


def written(printed: Printed, *, by: Actor, act_at: datetime) -> tuple[Printing, PrintedForm]:
    same = Printing.unchecked.filter(what=printed.what, volume=printed.volume, entry=printed.entry)
    printing = Printing(
        what=printed.what,
        book=printed.book,
        volume=printed.volume,
        entry=printed.entry,
        first_no=printed.first_no,
        last_no=printed.last_no,
        level=printed.level,
        no=same.count() + 1,
        size=printed.size,
        root=printed.root,
        by=by.person,
        at=act_at,
        station=by.workstation,
    )
    printing.save(force_insert=True)
    form = PrintedForm(printing=printing.uuid, code=printed.form.code, note=printed.note)
    form.save(force_insert=True)
    return printing, form
