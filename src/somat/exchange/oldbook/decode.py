"""A whole sheet into Unicode: the encoding is chosen cell by cell, with the voice of its column and of the book."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log

from somat.exchange.oldbook.detect import (
    PIECE,
    START,
    forget,
    is_plain,
    margin,
    mend_lost_horn,
    scheme_of,
    strange_words,
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
from somat.exchange.oldbook.sheet import Cell, Row, Sheet
from somat.exchange.oldbook.words import key

SURE = 6.0  # natural-log units by which the words of a cell must speak for a reading to have a voice
COLUMN_VOICE, BOOK_VOICE = 2.0, 1.0
OWN_VOICE = 8.0  # what a word must bring to be read otherwise than its cell

Lean = Mapping[Scheme, float]
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


def read_text(text: str, *, font: str = "", lean: Lean | None = None) -> str:
    """One text in Unicode NFC, trimmed of nothing."""
    return _read(text, font, lean or {})[0]


class _Reader:
    """Reads the cells of one sheet; what it has read before it remembers only while it lives."""

    def __init__(self, sheet: Sheet, forced: Scheme | None) -> None:
        self.found = Encoding()
        self.leans = _leans(sheet, forced)
        self.read: dict[tuple[str, str, int], tuple[str, Scheme]] = {}

    def cell(self, cell: Cell, *, row: int, column: int) -> Cell:
        if not isinstance(cell.value, str):
            return cell
        parts = [self._part(text, font, column) for text, font in cell.runs or ((cell.value, cell.font),)]
        text = "".join(part for part, _ in parts)
        if not is_plain(cell.value):
            self._note(cell.value, text, parts[0][1], (row, column))
        return Cell(text, cell.font, cell.struck)

    def _part(self, text: str, font: str, column: int) -> tuple[str, Scheme]:
        key = (text, font, column)
        if key not in self.read:
            self.read[key] = _read(text, font, self.leans[column])
        return self.read[key]

    def _note(self, raw: str, text: str, scheme: Scheme, place: tuple[int, int]) -> None:
        self.found.cells[scheme] += 1
        longest = len(self.found.example[1]) if self.found.example else 0
        if scheme is not Scheme.UNICODE and len(text) > longest and _may_show(text):
            self.found.example = (raw, text)
        if strange_words(text):
            self.found.strange.append(place)


def _may_show(text: str) -> bool:
    """Whether a text is a plain header or a level: any other words may be an abstract of Tuyệt mật."""
    return key(text) in _HEADERS or read_level(text).level is not None


def _read(text: str, font: str, lean: Lean) -> tuple[str, Scheme]:
    text = undo_double_utf8(text)
    scheme = scheme_of(text, font=font, lean=lean)
    if is_plain(text):
        return (text.upper() if is_capital_font(font) else text), scheme
    if scheme is Scheme.TCVN3:
        return with_opening_capitals(_by_segments(mend_lost_horn(text), font=font, scheme=scheme)), scheme
    return _by_segments(text, font=font, scheme=scheme), scheme


def _by_segments(text: str, *, font: str, scheme: Scheme) -> str:
    """Runs of words of one encoding, each read in its own."""
    segments: list[tuple[Scheme, str]] = []
    end = 0
    lean = {scheme: OWN_VOICE - START[scheme]}
    for piece in PIECE.finditer(text):
        if piece.group().isascii():
            continue
        own = scheme_of(piece.group(), lean=lean)
        if own is not (segments[-1][0] if segments else scheme):
            segments.append((segments[-1][0] if segments else scheme, text[end : piece.start()]))
            segments.append((own, text[piece.start() : piece.end()]))
        else:
            segments.append((own, text[end : piece.end()]))
        end = piece.end()
    segments.append((segments[-1][0] if segments else scheme, text[end:]))
    loud = is_capital_font(font) and scheme is Scheme.TCVN3
    read = "".join(
        from_tcvn3(joined) if own is Scheme.TCVN3 else decode(joined, own) for own, joined in _joined(segments)
    )
    return read.upper() if loud else read


def _joined(segments: Iterable[tuple[Scheme, str]]) -> Iterable[tuple[Scheme, str]]:
    current: tuple[Scheme, str] | None = None
    for own, text in segments:
        if current and current[0] is own:
            current = (own, current[1] + text)
        else:
            if current:
                yield current
            current = (own, text)
    if current:
        yield current


def _leans(sheet: Sheet, forced: Scheme | None) -> dict[int, dict[Scheme, float]]:
    """For each column, what its own sure cells and those of the whole book speak for."""
    columns: dict[int, Counter[Scheme]] = {column: Counter() for column in range(sheet.width)}
    book: Counter[Scheme] = Counter()
    for row in sheet.rows:
        for column, cell in enumerate(row.cells):
            if isinstance(cell.value, str) and not is_plain(cell.value):
                voice = _voice(cell.value, cell.font)
                if voice:
                    columns[column][voice] += 1
                    book[voice] += 1
    extra = {forced: FORCE} if forced else {}
    return {column: {scheme: COLUMN_VOICE * _share(voices, scheme) + BOOK_VOICE * _share(book, scheme) + extra.get(scheme, 0.0)
                     for scheme in Scheme} for column, voices in columns.items()}  # fmt: skip


FORCE = 40.0  # the officer's choice outweighs the words of a cell, not letters that only Unicode has


def _voice(text: str, font: str) -> Scheme | None:
    if scheme_of_font(font) or margin(text) >= SURE:
        return scheme_of(text, font=font)
    return None


def _share(voices: Counter[Scheme], scheme: Scheme) -> float:
    """Natural log of the share, with half a voice for each so that none is ever ruled out."""
    return log((voices[scheme] + 0.5) / (voices.total() + 1.5))
