"""A whole sheet into Unicode: the encoding is chosen cell by cell, with the voice of its column and of the book."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from somat.exchange.oldbook.detect import (
    LEVEL_GROUND,
    PIECE,
    SCHEMES,
    Told,
    Weights,
    is_plain,
    margin,
    mend_lost_horn,
    own_scheme,
    scheme_by,
    strange_words,
    told_by,
    told_by_word,
    undo_double_utf8,
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
from somat.exchange.oldbook.memory import forget
from somat.exchange.oldbook.sheet import Cell, Row, Sheet
from somat.exchange.oldbook.words import key

EXAMPLE_LENGTH = 40
SURE = 6.0  # natural-log units by which the words of a cell must speak for a reading to have a voice
COLUMN_VOICE, BOOK_VOICE = 2.0, 1.0
FORCE = 40.0  # the officer's choice outweighs the words of a cell, not letters that only Unicode has

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
        rows = [Row(row.number, tuple(reader.cells(row))) for row in sheet.rows]
        return Sheet(read_text(sheet.name), rows, sheet.hidden, sheet.epoch_1904, sheet.origins), reader.found
    finally:
        forget()


def read_text(text: str, *, font: str = "", lean: Weights = LEVEL_GROUND) -> str:
    """One text in Unicode NFC, trimmed of nothing."""
    return _read(text, font, lean)[0]


class _Seen(NamedTuple):
    """What one cell reads: the cell in Unicode, its encoding (None for ASCII), and whether strange signs are left."""

    cell: Cell
    scheme: Scheme | None
    is_strange: bool


class _Reader:
    """Reads the cells of one sheet; what it has read before it remembers only while it lives."""

    def __init__(self, sheet: Sheet, forced: Scheme | None) -> None:
        self.found = Encoding()
        self.told: dict[str, Told] = {}
        self.leans = _leans(sheet, forced, self.told)
        self.seen: list[dict[Cell, _Seen]] = [{} for _ in self.leans]

    def cells(self, row: Row) -> Iterator[Cell]:
        for column, cell in enumerate(row.cells):
            if not isinstance(cell.value, str) or _reads_itself(cell.value, cell):
                yield cell
                continue
            seen = self.seen[column].get(cell)
            if seen is None:
                seen = self.seen[column][cell] = self._look(cell.value, cell, self.leans[column])
            if seen.scheme:
                self.found.cells[seen.scheme] += 1
            if seen.is_strange:
                self.found.strange.append((row.number, column))
            yield seen.cell

    def _look(self, raw: str, cell: Cell, lean: Weights) -> _Seen:
        runs = cell.runs or ((raw, cell.font),)
        parts = [_read(part, font, lean, self.told.get(part)) for part, font in runs]
        text = "".join(part for part, _ in parts)
        read = Cell(text, cell.font, cell.struck)
        if is_plain(raw):
            return _Seen(read, None, False)
        scheme = parts[0][1]
        longest = len(self.found.example[1]) if self.found.example else 0
        if scheme is not Scheme.UNICODE and longest < len(text) <= EXAMPLE_LENGTH and _may_show(text):
            self.found.example = (raw, text)
        return _Seen(read, scheme, self.told[raw].is_strange if text == raw else bool(strange_words(text)))


def _reads_itself(text: str, cell: Cell) -> bool:
    """Whether no font and no encoding makes another text of it."""
    return text.isascii() and not cell.runs and not is_capital_font(cell.font)


def _may_show(text: str) -> bool:
    """Whether a text is a plain header or a level: any other words may be an abstract of Tuyệt mật."""
    return key(text) in _HEADERS or read_level(text).level is not None


def _read(text: str, font: str, lean: Weights, told: Told | None = None) -> tuple[str, Scheme]:
    """One text and its encoding; `told` where it is known already what its words tell."""
    raw, text = text, undo_double_utf8(text)
    if told is None or text != raw:
        told = told_by(text)
    scheme = scheme_by(told.weights, font=font, lean=lean)
    if is_plain(text):
        return (text.upper() if is_capital_font(font) else text), scheme
    if scheme is Scheme.TCVN3:
        mended = mend_lost_horn(text)
        told = told if mended == text else told_by(mended)
        return with_opening_capitals(_by_segments(mended, told, font=font, scheme=scheme)), scheme
    return _by_segments(text, told, font=font, scheme=scheme), scheme


def _by_segments(text: str, told: Told, *, font: str, scheme: Scheme) -> str:
    """The text in its encoding, but for single words that surely are in another."""
    read = _with_strays(text, scheme) if scheme in told.astray else _plainly(text, scheme)
    return read.upper() if scheme is Scheme.TCVN3 and is_capital_font(font) else read


def _with_strays(text: str, scheme: Scheme) -> str:
    parts, end = [], 0
    for found in PIECE.finditer(text):
        piece = found.group()
        if not piece.isascii() and scheme in told_by_word(piece).astray:
            parts += [_plainly(text[end : found.start()], scheme), _plainly(piece, own_scheme(piece, within=scheme))]
            end = found.end()
    return "".join([*parts, _plainly(text[end:], scheme)])


def _plainly(text: str, scheme: Scheme) -> str:
    """Letter by letter, without the capitals that only a whole text can tell."""
    return from_tcvn3(text) if scheme is Scheme.TCVN3 else decode(text, scheme)


def _leans(sheet: Sheet, forced: Scheme | None, told: dict[str, Told]) -> list[Weights]:
    """For each column, what its own sure cells and those of the whole book speak for. What their texts tell is put into `told`."""
    columns: list[Counter[Scheme]] = [Counter() for _ in range(sheet.width)]
    heard: dict[tuple[str, str], Scheme | None] = {}
    for row in sheet.rows:
        for voices, cell in zip(columns, row.cells, strict=False):
            text = cell.value
            if isinstance(text, str) and not is_plain(text):
                if text not in told:
                    told[text] = told_by(text)
                if (text, cell.font) not in heard:
                    heard[text, cell.font] = _voice(told[text], cell.font)
                if voice := heard[text, cell.font]:
                    voices[voice] += 1
    book = sum(columns, Counter[Scheme]())
    extra = [FORCE if scheme is forced else 0.0 for scheme in SCHEMES]
    return [tuple(COLUMN_VOICE * _share(voices, scheme) + BOOK_VOICE * _share(book, scheme) + more
                  for scheme, more in zip(SCHEMES, extra, strict=True)) for voices in columns]  # fmt: skip


def _voice(told: Told, font: str) -> Scheme | None:
    if scheme_of_font(font) or margin(told.weights) >= SURE:
        return scheme_by(told.weights, font=font)
    return None


def _share(voices: Counter[Scheme], scheme: Scheme) -> float:
    """Natural log of the share, with half a voice for each so that none is ever ruled out."""
    return log((voices[scheme] + 0.5) / (voices.total() + 1.5))
