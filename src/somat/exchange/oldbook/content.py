"""What the cells of a column look like, whatever its header says."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, pairwise
from typing import TypeVar

from somat.exchange.oldbook.columns import Column
from somat.exchange.oldbook.dates import read_day
from somat.exchange.oldbook.kinds import split_title
from somat.exchange.oldbook.levels import read_level
from somat.exchange.oldbook.numbers import read_count, read_ordinal
from somat.exchange.oldbook.places import begins_as_body, is_person, split_recipients
from somat.exchange.oldbook.sheet import Value, is_blank

T = TypeVar("T")

SAMPLE = 300  # cells of a column that are looked at
_SYMBOL = re.compile(r"^\s*(?:số\s*:?\s*)?\d{1,7}\s*[a-zđ]?\s*[/-]\s*[A-ZĐ][\w/&.\- ]*$", re.I)
SOME_YEAR = 2000  # only to try days written without a year


def looks(values: Iterable[Value]) -> dict[Column, float]:
    """For each column of a register, the share of the filled cells that could stand in it, 0 to 1; {} if none is filled."""
    filled = list(islice((value for value in values if not is_blank(value)), SAMPLE))
    if not filled:
        return {}
    texts = [str(value).strip() for value in filled]
    return {
        Column.DAY: _share(filled, _is_day),
        Column.LEVEL: _share(texts, lambda text: read_level(text).level is not None),
        Column.SYMBOL: _share(texts, lambda text: bool(_SYMBOL.match(text))),
        Column.NO: _rising(filled),
        Column.COPIES: _share(filled, lambda value: (read_count(value) or 1000) < 100),
        Column.SIGNER: _share(texts, is_person),
        Column.RECIPIENTS: _share(texts, _is_recipients),
        Column.TITLE: _share(texts, _is_title),
    }


def is_symbol(value: Value) -> bool:
    return bool(_SYMBOL.match(str(value)))


def _share(values: Sequence[T], test: Callable[[T], bool]) -> float:
    return sum(1 for value in values if test(value)) / len(values)


def _is_day(value: Value) -> bool:
    return read_day(value, year=SOME_YEAR).day is not None


def _is_recipients(text: str) -> bool:
    names = split_recipients(text).names
    return bool(names) and begins_as_body(names[0]) and len(text) < 400


def _is_title(text: str) -> bool:
    return bool(split_title(text, symbol="").doc_type) or (len(text) > 30 and text.count(" ") > 5)


def _rising(values: Sequence[Value]) -> float:
    """The share of neighbours that rise by one: a running number."""
    numbers = [read_ordinal(value).number for value in values]
    known = [number for number in numbers if number is not None]
    if len(known) < max(2, len(values) * 0.6):
        return 0.0
    return sum(1 for first, second in pairwise(known) if second - first == 1) / (len(known) - 1)
