"""A register on paper: cover, pages and closing of one volume, as PDF/A."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from somat.reporting.foot import printed, tied
from somat.reporting.form import MM, changed
from somat.reporting.ledger import BadPrint, BookPrint, Cell, Checkpoint, Line, Old, Part, Receipt, Totals
from somat.reporting.marks import Codes, page_code
from somat.reporting.pages import header, paginate
from somat.reporting.plain import visible
from somat.reporting.typeset import typeset
from somat.reporting.wire import packed
from somat.reporting.wording import DOTS, number, paper_day, place_and_day
from somat.reporting.wrap import fitted, height, wrap

__all__ = [
    "BadPrint",
    "BookPrint",
    "Cell",
    "Checkpoint",
    "Line",
    "Old",
    "Part",
    "Receipt",
    "Totals",
    "page_code",
    "press",
    "render_book",
    "render_book_in_child",
]

BODY_WIDTH, TITLE_WIDTH = 62 * MM, 125 * MM  # in the strip above the table
LETTERHEAD = 130 * MM  # on the cover
SHORT = 200  # lines: a print this short is made in the process that asks
BODY_SIZES, BODY_HIGH = (10.0, 9.0, 8.0, 7.0), 36.0
NOTE_SIZES = 9.0, 8.5
FIELD = re.compile(r"\{(\w+)\}")  # in a line of the cover


def render_book(book: BookPrint) -> bytes:
    """The print as PDF/A-2u, in this process: for short ranges. Raises PrintFailed."""
    return typeset(book.form, composed(book), at=book.printed_at)


def render_book_in_child(book: BookPrint) -> bytes:
    """The same bytes from a throw-away process with limits of memory and time. Raises PrintFailed."""
    from somat.reporting.child import run  # not above: the child reads this file too, and starts nothing

    return run(for_child(book))


@contextmanager
def press(lines: int) -> Iterator[Callable[[BookPrint], bytes]]:
    """What prints so many lines: this process for a short range, else a child that gets ready while the lines are opened."""
    if lines <= SHORT:
        yield render_book
        return
    from somat.reporting.child import waiting

    with waiting() as child:
        yield lambda book: child(for_child(book))


def for_child(book: BookPrint) -> bytes:
    """The print with its QR codes: the child then need not load what makes them."""
    return packed(book, codes=Codes(book).kept() if book.checkpoint else None)


def composed(book: BookPrint, codes: Codes | None = None) -> dict[str, Any]:
    """All that the drawing needs, each text fit for paper and each row measured; `codes` where they are made already."""
    layout = book.layout
    heads = header(layout)
    pages = [{"kind": "rows", **sheet.draw()} for sheet in paginate(book.lines, layout)]
    sheets, first, total = _sheets(book, pages)
    codes = codes or Codes(book)
    for page, sheet in enumerate(sheets, first):
        sheet["page"] = f"Trang {page}/{total}" if total else f"Trang {page}"
        sheet["code"] = page_code(book, page)
        sheet["qr"] = codes.png(page)
    facts = {
        "level": book.level.code,
        "widths": [column.width for column in layout.columns],
        "header": {"h": heads.high, "n": heads.numbers_high, "texts": heads.texts},
        "superior": fitted(visible(book.superior.upper()), width=LETTERHEAD, size=13, lines=3),
        "agency": fitted(visible(book.agency.upper()), width=LETTERHEAD, size=13, lines=6, style="b"),
        "author": visible(book.agency),
        "body": _body(visible(book.agency.upper())),
        "volume": f"Quyển số: {number(book.volume_no)} · Năm: {book.year}",
        "extract": _extract(book),
        "note": _note(visible(book.note)),
        "cover_note": fitted(visible(book.note), width=LETTERHEAD, size=11, lines=4, style="i"),
        "foot": _foot(book),
        "cover": _cover(book),
        "closing": _closing(book, total),
    }
    made = {"print": facts, "sheets": sheets}
    if book.correction:
        form = changed(book.form, book.correction)
        made["form"] = {key: form[key] for key in ("title", "cover", "page", "text", "columns")}
    return made


def _sheets(book: BookPrint, pages: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int, int | None]:
    """The sheets to print, the number of the first, and how many the whole has (None: nobody can say yet)."""
    total = book.totals.pages if book.totals else len(pages) + 2
    cover, closing = {"kind": "cover"}, {"kind": "closing"}
    match book.part:
        case "cover":
            known = book.totals or book.lines or book.closed
            return [cover], 1, total if known else None
        case "pages":
            return pages, 2, total
        case "range":
            return pages, 1, len(pages)
        case "closing":
            return [closing], total, total
        case _:
            return [cover, *pages, closing], 1, len(pages) + 2


def _body(agency: str) -> dict[str, Any]:
    """The agency's name for the corner of each page: smaller when it is long; the cover has it in full."""
    for size in BODY_SIZES:
        rows = wrap([("b", agency)], width=BODY_WIDTH, size=size)
        if height(len(rows), size=size, leading=2) <= BODY_HIGH:
            break
    return {"size": size, "text": fitted(agency, width=BODY_WIDTH, size=size, lines=3, style="b")}


def _note(note: str) -> dict[str, Any]:
    """The one line under the title of each page: a little smaller where it would not be whole."""
    for size in NOTE_SIZES:
        if len(wrap([("i", note)], width=TITLE_WIDTH - size, size=size)) < 2:
            break
    return {"size": size, "text": fitted(note, width=TITLE_WIDTH, size=size, lines=1, style="i")}


def _extract(book: BookPrint) -> str:
    if book.part != "range" or not book.lines:
        return ""
    return f"Trích in từ số {number(book.lines[0].no)} đến số {number(book.lines[-1].no)}"


def _foot(book: BookPrint) -> dict[str, Any]:
    copy = f"Quyển số {number(book.volume_no)} năm {book.year} · bản in số {book.print_no}"
    width = book.layout.page.body_width * 0.44
    by = printed(book.printed_by, at=book.printed_at, workstation=book.workstation, width=width)
    return {"copy": copy, "printed": by, "tied": tied(book.checkpoint)}


def _cover(book: BookPrint) -> list[str]:
    known: dict[str, str] = {
        "year": str(book.year),
        "first_day": paper_day(book.first_day),
        "last_day": paper_day(book.last_day),
        "first_no": number(book.first_no),
        "last_no": number(book.last_no),
        "volume": number(book.volume_no),
    }
    return [FIELD.sub(lambda found: known.get(found[1], found[0]), line) for line in book.layout.lines]


def _closing(book: BookPrint, total: int | None) -> dict[str, str]:
    """While the volume is open its figures are dots; the hand that closes it fills them in."""
    cancelled, corrected = _totals(book)
    pages = f"{total:02d}" if book.closed and total else DOTS
    return {
        "pages": f"Sổ này có {pages} trang, từ số {number(book.first_no)} đến số {number(book.last_no)}.",
        "counted": f"Số dòng hủy: {cancelled if book.closed else DOTS}. Số dòng sửa: {corrected if book.closed else DOTS}.",
        "place": visible(place_and_day(book.place, book.closed_on or book.last_day)),
        "head": visible(book.head_title),
        "clerk_name": visible(book.clerk_name),
        "head_name": visible(book.head_name),
    }


def _totals(book: BookPrint) -> tuple[int, int]:
    if book.totals:
        return book.totals.cancelled, book.totals.corrected
    return sum(line.cancelled for line in book.lines), sum(line.corrected for line in book.lines)
