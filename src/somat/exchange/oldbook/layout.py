"""How an old book is laid out: which register, which year, and which of its columns is which, each with its reason."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from somat.exchange.oldbook.columns import Column, Kind, column_of, in_kind
from somat.exchange.oldbook.content import looks
from somat.exchange.oldbook.dates import FIRST_YEAR, LAST_YEAR, read_day
from somat.exchange.oldbook.header import Header, find_header, titles_above
from somat.exchange.oldbook.levels import read_level
from somat.exchange.oldbook.numbers import read_ordinal
from somat.exchange.oldbook.sheet import Sheet, Value, is_blank
from somat.exchange.oldbook.words import key, tidy
from somat.law.levels import Level

Mapped = Mapping[int, Column]
DOUBT = 0.5  # below this nothing is proposed
EXAMPLES, EXAMPLE_LENGTH = 3, 60


@dataclass(frozen=True)
class Guess:
    """One column of the file: its header, three examples, what it seems to be, and how sure that is (0 to 1)."""

    index: int
    header: str
    examples: tuple[str, ...]
    column: Column
    confidence: float
    note: str = ""

    @property
    def letter(self) -> str:
        """The column's name in Excel: A, B, …, AA."""
        number, letters = self.index + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True)
class Layout:
    """What was found on a sheet. `year`, `kind`, `level` are proposals for the officer; None where nothing tells them."""

    header: Header
    kind: Kind
    kind_sure: float
    year: int | None
    level: Level | None
    titles: tuple[str, ...]
    guesses: tuple[Guess, ...] = field(default=())

    @property
    def mapping(self) -> dict[int, Column]:
        """Column index (0-based) -> column of the register, as proposed."""
        return {guess.index: guess.column for guess in self.guesses if guess.column is not Column.IGNORE}


def survey(sheet: Sheet, *, name: str = "", into: Kind | None = None) -> Layout:
    """Look over a decoded sheet; `name` is the file's, which often tells the register and the year.

    `into` is the register that the officer has chosen already; without it the sheet's own words and columns tell.
    """
    header = find_header(sheet)
    titles = titles_above(sheet, header)
    told = (*titles, sheet.name, name)
    columns = [_Values(sheet, header.first, index) for index in range(sheet.width)]
    kind, kind_sure = _kind(told, header)
    guesses = _guesses(header, columns, into or kind)
    mapping = {guess.index: guess.column for guess in guesses}
    shown = tuple(_with_examples(guess, sheet, header, mapping) for guess in guesses)
    return Layout(header, kind, kind_sure, _year(told, columns, mapping), _level(titles), titles, shown)


@dataclass(frozen=True)
class _Values:
    """What a column holds below the header, merged blocks once; looked up as far as somebody asks."""

    sheet: Sheet
    first: int
    index: int

    def __iter__(self) -> Iterator[Value]:
        for row in islice(self.sheet.rows, self.first, None):
            if (row.number, self.index) not in self.sheet.origins:
                yield row.cell(self.index).value


def _kind(told: Iterable[str], header: Header) -> tuple[Kind, float]:
    """Outgoing or incoming, by titles and names first, then by the columns that only one of them has."""
    for text in told:
        folded = key(text)
        into = re.search(r"\b(mat|van ban|cong van|bmnn|nuoc|so|cv|vb|tai lieu) den\b|^den\b|\bden$", folded)
        out = re.search(r"\b(mat|van ban|cong van|bmnn|nuoc|so|cv|vb|tai lieu) di\b|^di\b|\bdi$|phat hanh", folded)
        if bool(into) != bool(out):
            return (Kind.IN if into else Kind.OUT), 0.95
    named = {column_of(texts)[0] for texts in header.texts}
    arriving = len(named & {Column.ARRIVAL_DAY, Column.ARRIVAL_NO, Column.BODY})
    leaving = len(named & {Column.SIGNER, Column.COPIES, Column.RECIPIENTS})
    if arriving == leaving:
        return Kind.OUT, 0.3
    return (Kind.IN if arriving > leaving else Kind.OUT), 0.8 if max(arriving, leaving) > 1 else 0.6


@dataclass(frozen=True)
class _Bid:
    """One column's claim to be one column of the register."""

    index: int
    column: Column
    weight: float


def _guesses(header: Header, columns: Sequence[Iterable[Value]], kind: Kind) -> list[Guess]:
    bids: list[_Bid] = []
    for index, values in enumerate(columns):
        bids += _bids(index, header.texts[index], looks(values), kind)
    bids = _first_day_is_arrival(bids) if kind is Kind.IN else bids
    taken: dict[int, _Bid] = {}
    for bid in sorted(bids, key=lambda bid: (-bid.weight, bid.index)):
        free = bid.column is Column.IGNORE or bid.column not in {other.column for other in taken.values()}
        if bid.index not in taken and free and bid.weight >= DOUBT:
            taken[bid.index] = bid
    return [_guess(index, header.texts[index], taken, columns[index]) for index in range(len(columns))]


def _first_day_is_arrival(bids: list[_Bid]) -> list[_Bid]:
    """Of two columns that both say "ngày" and no more, the first of the incoming book is the day of arrival."""
    days = sorted({bid.index for bid in bids if bid.column is Column.DAY and bid.weight >= DOUBT})
    told = any(bid.column is Column.ARRIVAL_DAY and bid.index not in days for bid in bids)
    if told or len(days) < 2:
        return bids
    return [bid for bid in bids if (bid.index, bid.column) != (days[0], Column.DAY)]


def _bids(index: int, texts: tuple[str, ...], seen: Mapping[Column, float], kind: Kind) -> list[_Bid]:
    named, sure = column_of(texts)
    if named is Column.BODY and kind is Kind.OUT and "gui" in key(" ".join(texts)):
        named, sure = Column.RECIPIENTS, 0.6
    if named is Column.NUMBER and seen.get(Column.SYMBOL, 0) >= 0.5:
        named, sure = Column.SYMBOL, 0.85
    named = in_kind(named, kind)
    if sure >= DOUBT:
        proof = seen.get({Column.ARRIVAL_DAY: Column.DAY}.get(named, named), 0.0)
        weight = sure if not seen or named not in _PROVEN else sure * (0.6 + 0.4 * min(1.0, proof / 0.5))
        twin = [_Bid(index, Column.ARRIVAL_DAY, weight * 0.75)] if named is Column.DAY and kind is Kind.IN else []
        return [_Bid(index, named, weight), *twin]
    own = {in_kind(column, kind): share for column, share in seen.items()}
    found = [_Bid(index, column, _CONTENT[column] * share) for column, share in own.items() if column in _CONTENT]
    return found + [_Bid(index, Column.ARRIVAL_DAY, bid.weight * 0.95) for bid in found
                    if bid.column is Column.DAY and kind is Kind.IN]  # fmt: skip


_PROVEN = (Column.DAY, Column.ARRIVAL_DAY, Column.LEVEL, Column.NO)
# what content alone is worth where the header says nothing
_CONTENT = {Column.DAY: 0.75, Column.LEVEL: 0.8, Column.SYMBOL: 0.8, Column.NO: 0.7, Column.TITLE: 0.65, Column.SIGNER: 0.65,
            Column.RECIPIENTS: 0.6, Column.BODY: 0.6, Column.UNIT: 0.55}  # fmt: skip


def _guess(index: int, texts: tuple[str, ...], taken: Mapping[int, _Bid], values: Iterable[Value]) -> Guess:
    bid = taken.get(index, _Bid(index, Column.IGNORE, 0.0))
    column, note = bid.column, ""
    types = any(other.column is Column.TYPE for other in taken.values())
    if column is Column.TITLE and types:
        column = Column.ABSTRACT
    if column is Column.NO and _restarts(values):
        column, note = Column.IGNORE, "số thứ tự đếm lại từ đầu trong tệp, không dùng làm số thứ tự của sổ"
    return Guess(index, ", ".join(texts), (), column, round(bid.weight, 2), note)


def _restarts(values: Iterable[Value]) -> bool:
    """Whether a running number begins anew within the file, as in books numbered by month."""
    numbers = [number for value in values if (number := read_ordinal(value).number) is not None]
    return any(first > second == 1 for first, second in pairwise(numbers))


def _with_examples(guess: Guess, sheet: Sheet, header: Header, mapping: Mapped) -> Guess:
    """Examples from lines that are not Tuyệt mật where the column holds abstracts: those are shown nowhere."""
    levels = [index for index, column in mapping.items() if column is Column.LEVEL]
    open_only = guess.column in (Column.TITLE, Column.ABSTRACT, Column.NOTE, Column.IGNORE)
    found: dict[str, None] = {}
    for row in sheet.rows[header.first :]:
        value = row.cell(guess.index).value
        if (
            is_blank(value)
            or sheet.is_copy(row.number, guess.index)
            or (open_only and not _may_show(row.cell(levels[0]).value if levels else None))
        ):
            continue
        found[_example(value)] = None
        if len(found) == EXAMPLES:
            break
    return Guess(guess.index, guess.header, tuple(found), guess.column, guess.confidence, guess.note)


def _may_show(level: Value) -> bool:
    return read_level("" if level is None else str(level)).level in (Level.MAT, Level.TOI_MAT)


def _example(value: Value) -> str:
    day = read_day(value).day if not isinstance(value, str | int | float) else None
    text = f"{day:%d/%m/%Y}" if day else tidy(str(value))
    return text if len(text) <= EXAMPLE_LENGTH else text[: EXAMPLE_LENGTH - 1] + "…"


_YEAR = re.compile(r"(?<!\d)(19[4-9]\d|20\d\d)(?!\d)")


def _year(told: Iterable[str], columns: Sequence[Iterable[Value]], mapping: Mapped) -> int | None:
    """The year that the titles or the file's name tell, else that of most full days in the book."""
    for text in told:
        years = {int(year) for year in _YEAR.findall(text) if FIRST_YEAR <= int(year) < LAST_YEAR}
        if len(years) == 1:
            return years.pop()
    wanted = next((column for column in (Column.ARRIVAL_DAY, Column.DAY) if column in mapping.values()), None)
    counted = Counter(day.year for index, column in mapping.items() if column is wanted
                      for value in columns[index] if (day := read_day(value).day))  # fmt: skip
    return counted.most_common(1)[0][0] if counted else None


def _level(titles: Iterable[str]) -> Level | None:
    """The one level that a title names: "SỔ ĐĂNG KÝ VĂN BẢN TỐI MẬT". The bare word "mật" names none."""
    text = " ".join(key(title) for title in titles)
    named = [level for level in (Level.TOI_MAT, Level.TUYET_MAT) if key(level.title) in text]
    return named[0] if len(named) == 1 else None
