"""What the log auditor does that itself belongs in the journal: opening it, printing the daily sheet, verifying."""

from __future__ import annotations

from uuid import UUID

from somat.audit import verbs
from somat.audit.change import change
from somat.audit.leaf import canonical
from somat.audit.models import Sheet
from somat.audit.moment import day_of
from somat.audit.queries import Signed
from somat.audit.verify.report import Report
from somat.law.access import Actor


def record_sheet(checkpoint: Signed, *, by: Actor, key: UUID | None = None) -> Sheet:
    """Note that a checkpoint goes to paper today; the paper is made after this is committed."""
    with change(verbs.SHEET, by=by, key=key) as act:
        sheet = Sheet(
            day=day_of(act.at), size=checkpoint.size, root=checkpoint.root, printed_by=by.person, printed_at=act.at
        )
        sheet.save(force_insert=True)
        act.about(sheet, made=[sheet])
    return sheet


def record_look(*, by: Actor, about: UUID | None = None) -> UUID:
    """To open the journal is an act too; `about` is the object or person it was narrowed to."""
    with change(verbs.LOOK_JOURNAL, by=by) as act:
        act.naming(about)
    return act.leaf


def record_verification(report: Report, *, by: Actor, key: UUID | None = None) -> UUID:
    """Note that the journal was verified and what it came to; the leaf binds size, root and number of findings."""
    with change(verbs.VERIFY, by=by, key=key) as act:
        first = report.first.as_json() if report.first else None
        facts = {"leaves": report.leaves, "root": report.root, "found": len(report.findings), "first": first}
        act.seal_facts(canonical(facts).decode())
    return act.leaf
