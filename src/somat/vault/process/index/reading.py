"""From rows of the database to lines of the index: unsealing, flattening, folding. A million rows pass here at unsealing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from somat.vault.process.database import uuid_of
from somat.vault.process.errors import BrokenSeal
from somat.vault.process.index.memory import Line
from somat.vault.process.index.source import Raw
from somat.vault.process.index.words import Folder
from somat.vault.process.opening import Seals


class Unsealer:
    """Opens what belongs to an entry and makes its line."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals
        self._folder = Folder()
        self._known: dict[Any, UUID] = {}

    def clear(self) -> None:
        """Forget the words that were met."""
        self._folder.clear()

    def line(self, raw: Raw) -> Line:
        """Raises BrokenSeal: a value that does not open is never left out."""
        place, uuid, level, book, volume, day, year, kind, number, symbol, body, signer = raw.columns
        fields = [str(number) if number is not None else "", symbol, body, signer, *raw.bodies]
        key = self._uuid(volume)
        for table, values in raw.sealed.items():
            for _, row, column, version, sealed_level, sealed_key, ciphertext in newest(values):
                if sealed_key != volume:
                    raise BrokenSeal(table, uuid_of(row), column)
                if sealed_level > level:
                    level = sealed_level
                text = self._seals.text(table, sixteen(row), column, version, sealed_level, key, ciphertext)
                fields += texts(text) if text.startswith("{") else (text,)
        text = self._folder.padded(fields)
        return Line(place, sixteen(uuid), level, self._uuid(book).bytes, str(day), year, kind, text)

    def _uuid(self, value: Any) -> UUID:
        """Books and volumes are few and stand in every row: each is read once."""
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = uuid_of(value)
        return known


def sixteen(uuid: Any) -> bytes:
    """A uuid of either engine as bytes."""
    return bytes.fromhex(uuid) if isinstance(uuid, str) else uuid.bytes


def newest(values: list[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """Of each row and column the value with the highest version."""
    if len(values) == 1:
        return values
    found: dict[tuple[Any, str], tuple[Any, ...]] = {}
    for value in values:
        place = value[1], value[2]
        if place not in found or found[place][3] < value[3]:
            found[place] = value
    return found.values()


def texts(sealed: str) -> list[str]:
    """The strings inside a JSON object; the words themselves where they are none."""
    try:
        value = json.loads(sealed)
    except json.JSONDecodeError:
        return [sealed]
    found: list[str] = []
    gather(value, found)
    return found


def gather(value: object, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        for part in value.values():
            gather(part, found)
    elif isinstance(value, list):
        for part in value:
            gather(part, found)
