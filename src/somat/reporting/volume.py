"""A volume or a piece of it as a print: lines read through the registry, opened by one recorded reading in keyed pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from somat.audit.moment import VIETNAM
from somat.law.access import Actor
from somat.law.levels import Level
from somat.reporting.book import BookPrint, Cell, Checkpoint, Line, Old, Receipt
from somat.reporting.form import Chosen, Form


@dataclass(frozen=True)
class Sheet:
    """Who prints, where and when, and the checkpoint that the paper is tied to."""

    superior: str
    agency: str
    place: str
    print_no: int
    at: datetime
    checkpoint: Checkpoint
    by: Actor


def book_print(volume: Any, shown: Sequence[Any], *, chosen: Chosen, sheet: Sheet, whole: bool) -> BookPrint:
    """The print of these lines (web lines, oldest first) on the chosen form; `whole` prints cover and closing page too."""
    level = max((line.level for line in shown), default=Level(volume.book.level or Level.MAT))
    return BookPrint(
        form=chosen.form.code,
        level=level,
        superior=sheet.superior,
        agency=sheet.agency,
        place=sheet.place,
        year=volume.year,
        volume_no=volume.no,
        first_day=volume.opened_on,
        last_day=last_day(volume, shown),
        closed_on=volume.ended_on,
        first_no=volume.first_no if shown else None,
        last_no=volume.last_no,
        print_no=sheet.print_no,
        printed_by=sheet.by.name,
        printed_at=sheet.at.astimezone(VIETNAM),
        workstation=sheet.by.workstation,
        checkpoint=sheet.checkpoint,
        lines=[printed_line(line, chosen.form) for line in shown],
        part="all" if whole else "range",
        note=chosen.note,
        correction=chosen.form.correction,
    )


def last_day(volume: Any, shown: Sequence[Any]) -> date | None:
    """The end of registering as the cover has it: the day of the closing, or of the last line if it was closed in a later year."""
    closed: date | None = volume.ended_on
    if closed is None or closed.year == volume.year or not shown:
        return closed
    return max((line.arrival_on or line.day for line in shown), default=closed)


def printed_line(line: Any, form: Form) -> Line:
    held = out_cells(line) if form.kind == "out" else in_cells(line)
    return Line(
        line.no,
        tuple(held[column.holds] if column.holds else Cell() for column in form.columns),
        line.level,
        line.cancelled is not None,
    )


def out_cells(line: Any) -> dict[str, Cell]:
    """All that an outgoing line can tell, by what a form's columns hold."""
    return {
        "no": Cell(f"{line.no:02d}"),
        "number": corrected(line, "number", line.number),
        "day": corrected(line, "day", f"{line.day:%d/%m/%Y}"),
        "abstract": title(line),
        "level": corrected(line, "level", line.level.title),
        "signer": corrected(line, "signer", line.signer),
        "receipts": Cell(receipts=tuple(Receipt(r["body"], signature(r)) for r in line.recipients)),
        "unit": corrected(line, "unit", line.unit),
        "copies": corrected(line, "copies", str(line.copies)),
        "notes": notes(line),
    }


def in_cells(line: Any) -> dict[str, Cell]:
    """All that an arrival can tell, by what a form's columns hold."""
    return {
        "no": Cell(f"{line.no:02d}"),
        "arrival_on": corrected(line, "arrival_on", f"{line.arrival_on:%d/%m/%Y}"),
        "arrival_no": Cell(f"{line.arrival_no:02d}" if line.arrival_no else ""),
        "body": corrected(line, "body", line.body),
        "number": corrected(line, "number", line.number),
        "day": corrected(line, "day", f"{line.day:%d/%m/%Y}" if line.day else ""),
        "abstract": title(line),
        "level": corrected(line, "level", line.level.title),
        "receipts": Cell(receipts=tuple(Receipt(r["body"], signature(r)) for r in line.recipients)),
        "notes": notes(line),
    }


def title(line: Any) -> Cell:
    old = []
    if line.was.get("abstract") or line.was.get("doc_type"):
        old.append(Old(line.was.get("abstract", ""), line.was.get("doc_type", "")))
    return Cell(line.abstract, kind=line.doc_type, old=tuple(old))


def corrected(line: Any, name: str, value: str) -> Cell:
    old = line.was.get(name)
    written = f"{old:%d/%m/%Y}" if isinstance(old, date) else getattr(old, "title", None) or str(old)
    return Cell(value, old=(Old(written),) if old not in (None, "") else ())


def signature(recipient: dict[str, Any]) -> str:
    if not recipient["signed_by"]:
        return ""
    return f"{recipient['signed_by']}, {recipient['signed_on'].astimezone(VIETNAM):%d/%m}"


def notes(line: Any) -> Cell:
    """Column 10: the note, why a number was cancelled, what was corrected, and a basis that is not stated."""
    parts = [line.note] if line.note else []
    if line.cancelled:
        parts.append(f"Hủy số: {line.cancelled['reason']}. {line.cancelled['by']}, {line.cancelled['on']:%d/%m/%Y}")
    for one in line.corrections:
        parts.append(f"Sửa cột {one['columns']}. {one['by']} sửa, {one['confirmed_by']} duyệt, {one['on']:%d/%m/%Y}")
    if line.basis_missing and not line.cancelled:
        parts.append("chưa ghi căn cứ")
    return Cell(". ".join(parts))
