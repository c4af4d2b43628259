"""The daily sheet: the newest checkpoint of the journal on paper, in hex, in words and as a QR code (R33)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from somat.reporting.foot import printed
from somat.reporting.form import MM
from somat.reporting.ledger import BadPrint, Checkpoint
from somat.reporting.plain import visible
from somat.reporting.qr import qr
from somat.reporting.typeset import typeset
from somat.reporting.wording import count, place_and_day
from somat.reporting.words import spoken
from somat.reporting.wrap import Row, drawn, fitted, wrap

if TYPE_CHECKING:
    import segno

LETTERHEAD = 86 * MM
NOTE_WIDTH, NOTE_SIZE = 455.0, 8.5  # points, within the frame of form.typ


@dataclass(frozen=True, slots=True, kw_only=True)
class DailySheet:
    """What goes to paper. `note` is the signed checkpoint note in its C2SP form, and must be the note of `checkpoint`.

    `print_no` counts the sheets of that day. Raises BadPrint.
    """

    superior: str
    agency: str
    place: str
    day: date
    checkpoint: Checkpoint
    note: str
    print_no: int
    printed_by: str
    printed_at: datetime
    workstation: str
    auditor_name: str = ""
    witness_name: str = ""

    def __post_init__(self) -> None:
        root = b64encode(bytes.fromhex(self.checkpoint.root)).decode()
        if self.note.split("\n")[1:3] != [str(self.checkpoint.size), root]:
            raise BadPrint("the note is not that of the checkpoint")
        if self.printed_at.tzinfo is None:
            raise BadPrint("printed_at: a moment with its time zone is needed")

    @property
    def origin(self) -> str:
        return self.note.split("\n", 1)[0]


def render_daily_sheet(sheet: DailySheet) -> bytes:
    """The sheet as PDF/A-2u on one A4 page. It holds no secret: no level mark. Raises PrintFailed."""
    return typeset("daily-sheet", composed(sheet), at=sheet.printed_at)


def composed(sheet: DailySheet) -> dict[str, Any]:
    root = sheet.checkpoint.root
    code = note_code(sheet.note)
    copy = f"Bản in số {sheet.print_no} trong ngày · "
    by = printed(sheet.printed_by, at=sheet.printed_at, workstation=sheet.workstation, width=125 * MM)
    return {
        "superior": fitted(visible(sheet.superior.upper()), width=LETTERHEAD, size=12, lines=3),
        "agency": fitted(visible(sheet.agency.upper()), width=LETTERHEAD, size=12, lines=3, style="b"),
        "author": visible(sheet.agency),
        "place": visible(place_and_day(sheet.place, sheet.day)),
        "origin": fitted(visible(sheet.origin), width=110 * MM, size=11, lines=2),
        "size": count(sheet.checkpoint.size),
        "root": [root[i : i + 8] for i in range(0, 64, 8)],
        "words": spoken(bytes.fromhex(root)),
        "note": drawn(_note_lines(sheet.note)),
        "qr": {"side": len(code.matrix), "bars": [list(bar) for bar in bars(code)]},
        "auditor": visible(sheet.auditor_name),
        "witness": visible(sheet.witness_name),
        "printed": [copy, *by],
    }


def _note_lines(note: str) -> list[Row]:
    lines = note.rstrip("\n").split("\n")
    return [row for line in lines for row in wrap([("", visible(line))], width=NOTE_WIDTH, size=NOTE_SIZE) or [[]]]


def note_code(note: str) -> segno.QRCode:
    """The QR code of the whole note, byte for byte."""
    return qr(note.encode(), mode="byte")


def bars(code: segno.QRCode) -> Iterator[tuple[int, int, int]]:
    """Runs of dark modules: column, row, width."""
    for y, row in enumerate(code.matrix):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield start, y, x - start
                start = None
