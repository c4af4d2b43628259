"""A whole sheet into Unicode: the encoding is chosen cell by cell, with the voice of its column and of the book."""

from collections import Counter
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from somat.exchange.oldbook.detect import (
    LEVEL_GROUND,
    PIECE,
    SCHEMES,
    START,
    Weights,
    best,
    forget,
    is_plain,
    margin,
    mend_lost_horn,
    scheme_of,
    strange_words,
    undo_double_utf8,
    weigh,
)
from somat.exchange.oldbook.encodings import (
    Scheme,
    decode,
    from_tcvn3,
    is_capital_font,
    scheme_of_font,
    with_opening_capitals,
)
from somat.exchange.oldbook.levels import read_level
from somat.exchange.oldbook.sheet import Cell, Row, Sheet
from somat.exchange.oldbook.words import key

EXAMPLE_LENGTH = 40
SURE = 6.0  # natural-log units by which the words of a cell must speak for a reading to have a voice
COLUMN_VOICE, BOOK_VOICE = 2.0, 1.0
OWN_VOICE = 8.0  # what a word must bring to be read otherwise than its cell

_HEADERS = frozenset({
    "so thu tu", "so tt", "so ky hieu", "so van ban", "ngay thang", "ngay thang nam", "ngay ky", "trich yeu", "noi dung",
    "trich yeu noi dung", "ten loai va trich yeu", "ten loai va trich yeu noi dung", "do mat", "muc do mat", "nguoi ky",
    "noi nhan", "noi nhan va ky nhan", "don vi luu", "so luong", "so luong ban", "ghi chu", "so den", "ngay den",
    "co quan ban hanh", "noi gui", "don vi va ky nhan",
})  # fmt: skip


@dataclass
class Encoding:
    """What was found and done: cells per encoding, one example, and the cells where strange signs are left."""

    cells: Counter[Scheme] = field(default_factory=Counter)
    example: tuple[str, str] | None = None  # a header or a level as it stood and as it reads now; never an abstract
    strange: list[tuple[int, int]] = field(default_factory=list)  # (1-based row, 0-based column)

    @property
    def main(self) -> Scheme:
        """The encoding of most cells that have one."""
        return self.cells.most_common(1)[0][0] if self.cells else Scheme.UNICODE

    @property
    def is_mixed(self) -> bool:
        return len(self.cells) > 1


def decode_sheet(sheet: Sheet, *, forced: Scheme | None = None) -> tuple[Sheet, Encoding]:
    """The sheet with every text in Unicode NFC. `forced` is the officer's own choice for cells that could be either."""
    reader = _Reader(sheet, forced)
    try:
        rows = [Row(row.number, tuple(reader.cell(cell, row=row.number, column=column)
                                      for column, cell in enumerate(row.cells))) for row in sheet.rows]  # fmt: skip
        return Sheet(read_text(sheet.name), rows, sheet.hidden, sheet.epoch_1904, sheet.origins), reader.found
    finally:
        forget()


def read_text(text: str, *, font: str = "", lean: Weights = LEVEL_GROUND) -> str:
    """One text in Unicode NFC, trimmed of nothing."""
    return _read(text, font, lean)[0]


class _Seen(NamedTuple):
    """What one cell reads: its text, its encoding (None for ASCII), and whether strange signs are left."""

    text: str
    scheme: Scheme | None
    is_strange: bool


class _Reader:
    """Reads the cells of one sheet; what it has read before it remembers only while it lives."""

    def __init__(self, sheet: Sheet, forced: Scheme | None) -> None:
        self.found = Encoding()
        self.leans = _leans(sheet, forced)
        self.seen: dict[tuple[str, str, tuple[tuple[str, str], ...], int], _Seen] = {}

    def cell(self, cell: Cell, *, row: int, column: int) -> Cell:
        if not isinstance(cell.value, str):
            return cell
        name = (cell.value, cell.font, cell.runs, column)
        seen = self.seen.get(name)
        if seen is None:
            seen = self.seen[name] = self._look(cell.value, cell.runs or ((cell.value, cell.font),), self.leans[column])
        if seen.scheme:
            self.found.cells[seen.scheme] += 1
        if seen.is_strange:
            self.found.strange.append((row, column))
        return Cell(seen.text, cell.font, cell.struck)

    def _look(self, raw: str, runs: tuple[tuple[str, str], ...], lean: Weights) -> _Seen:
        parts = [_read(text, font, lean) for text, font in runs]
        text = "".join(part for part, _ in parts)
        if is_plain(raw):
            return _Seen(text, None, False)
        scheme = parts[0][1]
        longest = len(self.found.example[1]) if self.found.example else 0
        if scheme is not Scheme.UNICODE and longest < len(text) <= EXAMPLE_LENGTH and _may_show(text):
            self.found.example = (raw, text)
        return _Seen(text, scheme, bool(strange_words(text)))


def _may_show(text: str) -> bool:
    """Whether a text is a plain header or a level: any other words may be an abstract of Tuyệt mật."""
    return key(text) in _HEADERS or read_level(text).level is not None


def _read(text: str, font: str, lean: Weights) -> tuple[str, Scheme]:
    text = undo_double_utf8(text)
    scheme = scheme_of(text, font=font, lean=lean)
    if is_plain(text):
        return (text.upper() if is_capital_font(font) else text), scheme
    if scheme is Scheme.TCVN3:
        return with_opening_capitals(_by_segments(mend_lost_horn(text), font=font, scheme=scheme)), scheme
    return _by_segments(text, font=font, scheme=scheme), scheme


def _by_segments(text: str, *, font: str, scheme: Scheme) -> str:
    """The text in its encoding, but for single words that surely are in another."""
    lean = [OWN_VOICE - START[at] if known is scheme else 0.0 for at, known in enumerate(SCHEMES)]
    strays: list[tuple[int, int, Scheme]] = []
    for piece in PIECE.finditer(text):
        if not piece.group().isascii():
            own = best(map(sum, zip(weigh(piece.group()), START, lean, strict=True)))
            if own is not scheme:
                strays.append((*piece.span(), own))
    read = _with_strays(text, strays, scheme) if strays else _plainly(text, scheme)
    return read.upper() if scheme is Scheme.TCVN3 and is_capital_font(font) else read


def _with_strays(text: str, strays: list[tuple[int, int, Scheme]], scheme: Scheme) -> str:
    parts, end = [], 0
    for start, stop, own in strays:
        parts += [_plainly(text[end:start], scheme), _plainly(text[start:stop], own)]
        end = stop
    return "".join([*parts, _plainly(text[end:], scheme)])


def _plainly(text: str, scheme: Scheme) -> str:
    """Letter by letter, without the capitals that only a whole text can tell."""
    return from_tcvn3(text) if scheme is Scheme.TCVN3 else decode(text, scheme)


def _leans(sheet: Sheet, forced: Scheme | None) -> list[Weights]:
    """For each column, what its own sure cells and those of the whole book speak for."""
    columns: list[Counter[Scheme]] = [Counter() for _ in range(sheet.width)]
    heard: dict[tuple[str, str], Scheme | None] = {}
    for row in sheet.rows:
        for column, cell in enumerate(row.cells):
            if isinstance(cell.value, str) and not is_plain(cell.value):
                key = (cell.value, cell.font)
                voice = heard[key] if key in heard else heard.setdefault(key, _voice(*key))
                if voice:
                    columns[column][voice] += 1
    book = sum(columns, Counter[Scheme]())
    extra = [FORCE if scheme is forced else 0.0 for scheme in SCHEMES]
    return [tuple(COLUMN_VOICE * _share(voices, scheme) + BOOK_VOICE * _share(book, scheme) + more
                  for scheme, more in zip(SCHEMES, extra, strict=True)) for voices in columns]  # fmt: skip


FORCE = 40.0  # the officer's choice outweighs the words of a cell, not letters that only Unicode has


def _voice(text: str, font: str) -> Scheme | None:
    if scheme_of_font(font) or margin(text) >= SURE:
        return scheme_of(text, font=font)
    return None


def _share(voices: Counter[Scheme], scheme: Scheme) -> float:
    """Natural log of the share, with half a voice for each so that none is ever ruled out."""
    return log((voices[scheme] + 0.5) / (voices.total() + 1.5))
