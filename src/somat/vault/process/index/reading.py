"""From rows of the database to lines of the index: unsealing, flattening, folding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from somat.vault.process.database import uuid_of
from somat.vault.process.errors import BrokenSeal
from somat.vault.process.index.memory import Line
from somat.vault.process.index.source import Raw
from somat.vault.process.index.words import padded
from somat.vault.process.opening import Seals, Value


class Unsealer:
    """Opens what belongs to an entry and makes its line."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals
        self._known: dict[Any, UUID] = {}

    def line(self, raw: Raw) -> Line:
        """Raises BrokenSeal: a value that does not open is never left out."""
        place, uuid, level, book, volume, day, year, kind, number, symbol, body, signer = raw.columns
        fields = [str(number) if number is not None else "", symbol, body, signer, *raw.bodies]
        for value in self._newest(raw):
            if value.key != self._uuid(volume):
                raise BrokenSeal(value.table, value.row, value.column)
            level = max(level, value.level)
            fields += texts(self._seals.open(value))
        return Line(place, uuid_of(uuid), level, self._uuid(book), str(day), year, kind, padded(fields))

    def _newest(self, raw: Raw) -> Iterator[Value]:
        newest: dict[tuple[Any, str], tuple[Any, ...]] = {}
        for values in raw.sealed:
            _, row, column, version, *_ = values
            if (row, column) not in newest or newest[row, column][3] < version:
                newest[row, column] = values
        for table, row, column, version, level, key, ciphertext in newest.values():
            yield Value(table, uuid_of(row), column, version, level, self._uuid(key), bytes(ciphertext))

    def _uuid(self, value: Any) -> UUID:
        """Books and volumes are few and stand in every row: each is read once."""
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = uuid_of(value)
        return known


def texts(sealed: str) -> list[str]:
    """The strings of a sealed value: itself, or all those inside where it is a JSON object."""
    if not sealed.startswith("{"):
        return [sealed]
    try:
        return list(strings(json.loads(sealed)))
    except json.JSONDecodeError:
        return [sealed]


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
