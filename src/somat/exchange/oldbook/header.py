"""Where the header of an old book stands: titles above it, one or more rows of it, the row "(1) (2) …" under it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise

from somat.exchange.oldbook.columns import MARKS, column_of
from somat.exchange.oldbook.content import is_symbol
from somat.exchange.oldbook.dates import read_day
from somat.exchange.oldbook.sheet import Row, Sheet, is_blank
from somat.exchange.oldbook.words import key, tidy

LOOKED_AT = 60  # rows of a sheet in which a header is looked for
SURE = 0.7
LONGEST = 120  # characters of a header cell
_ORDINAL = re.compile(r"^\(?\s*(?:[a-zđ]|\d{1,2}\s*[a-z]?)\s*\)?(?:\s*=.*)?$", re.I)


@dataclass(frozen=True)
class Header:
    """`rows` and `first` are positions in `sheet.rows`; `texts` are the joined texts of each column, top to bottom."""

    rows: tuple[int, ...]
    first: int
    texts: tuple[tuple[str, ...], ...]


def find_header(sheet: Sheet) -> Header:
    """The header of a sheet; no rows and texts where there is none."""
    best = max(range(min(LOOKED_AT, len(sheet.rows))), key=lambda at: (_matches(sheet, at), -at), default=0)
    if not sheet.rows or _matches(sheet, best) < min(3, max(2, sheet.width - 1)):
        return Header((), _first_data(sheet, 0), ((),) * sheet.width)
    top = bottom = best
    while top > 0 and _is_part(sheet, top - 1) and (_is_tied(sheet, top - 1) or _matches(sheet, top - 1)):
        top -= 1
    while bottom + 1 < len(sheet.rows) and _is_part(sheet, bottom + 1):
        bottom += 1
    rows = tuple(range(top, bottom + 1))
    first = bottom + 1
    if first < len(sheet.rows) and is_ordinal_row(sheet.rows[first]):
        first += 1
    return Header(rows, first, tuple(_texts(sheet, rows, column) for column in range(sheet.width)))


def is_ordinal_row(row: Row) -> bool:
    """The row "(1) (2) (3) …" that forms print under their header."""
    numbers: list[int] = []
    for cell in row.cells:
        if is_blank(cell.value):
            continue
        text = str(cell.value).strip()
        if len(text) > 12 or not _ORDINAL.match(text):
            return False
        numbers += map(int, re.findall(r"\d+", text)[:1])
    rises = sum(1 for first, second in pairwise(numbers) if second - first == 1)
    return len(numbers) >= 3 and rises >= (len(numbers) - 1) * 0.7


def header_finder(header: Header) -> Callable[[Row], bool]:
    """Tells whether a row further down prints the header once more, as books with page breaks do."""
    known = {text for texts in header.texts for text in texts} | {" ".join(texts) for texts in header.texts}
    known = {key(text) for text in known} - {""}

    def repeats(row: Row) -> bool:
        if not any(key(text) in known for text in islice(_short_texts(row), 2)):
            return False
        own = {key(text) for text in _short_texts(row)} - {""}
        return len(own) >= 3 and len(own & known) >= len(own) * 0.7

    return repeats


def _short_texts(row: Row) -> Iterator[str]:
    for cell in row.cells:
        if isinstance(cell.value, str) and 0 < len(cell.value) <= LONGEST:
            yield cell.value


def titles_above(sheet: Sheet, header: Header) -> tuple[str, ...]:
    """The lines above the header, each once."""
    end = header.rows[0] if header.rows else header.first
    texts = [tidy(str(cell.value)) for row in sheet.rows[:end] for cell in row.cells if not is_blank(cell.value)]
    return tuple(dict.fromkeys(texts))


def _first_data(sheet: Sheet, start: int) -> int:
    return next((at for at in range(start, len(sheet.rows)) if _holds_data(sheet.rows[at])), start)


def _text(row: Row, column: int) -> str:
    value = row.cell(column).value
    return "" if is_blank(value) else tidy(str(value))


def _distinct(row: Row) -> list[str]:
    return list(dict.fromkeys(text for column in range(len(row.cells)) if (text := _text(row, column))))


def _matches(sheet: Sheet, at: int) -> int:
    """How many different columns of a register the texts of a row name."""
    row = sheet.rows[at]
    texts = _distinct(row)
    if len(texts) < 2 or any(isinstance(cell.value, int | float | datetime) for cell in row.cells):
        return 0
    named = [column_of((text,)) for text in texts if len(text) <= LONGEST]
    return len({column for column, sure in named if sure >= SURE})


def _is_part(sheet: Sheet, at: int) -> bool:
    """Whether a row beside a header row belongs to the header: several short texts, none of them data."""
    row = sheet.rows[at]
    texts = _distinct(row)
    return (
        len(texts) >= 2
        and all(len(text) <= LONGEST for text in texts)
        and not _holds_data(row)
        and not is_ordinal_row(row)
    )


def _is_tied(sheet: Sheet, at: int) -> bool:
    """Whether a cell of the row below only repeats one of this row: a header cell merged downwards."""
    above, below = sheet.rows[at], sheet.rows[at + 1]
    return any(
        sheet.origins.get((below.number, column), (0, 0))[0] == above.number for column in range(len(below.cells))
    )


def _holds_data(row: Row) -> bool:
    if any(isinstance(cell.value, int | float | datetime) for cell in row.cells):
        return True
    texts = _distinct(row)
    marks = [text for text in texts if column_of(("Độ mật", text))[0] in MARKS]
    levelled = len(marks) == 1 and any(len(text) > 30 for text in texts)
    return levelled or any(is_symbol(text) or text.isdigit() or read_day(text).day is not None for text in texts)


def _texts(sheet: Sheet, rows: Sequence[int], column: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for at in rows if (text := _text(sheet.rows[at], column))))
