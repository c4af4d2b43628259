"""From rows of the database to lines of the index: unsealing, flattening, folding. A million rows pass here at unsealing."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any
from uuid import UUID

from somat.vault.process.database import uuid_of
from somat.vault.process.errors import BrokenSeal
from somat.vault.process.index.memory import Line
from somat.vault.process.index.source import Batch
from somat.vault.process.index.words import WHO, Folder, Phrases, padded
from somat.vault.process.opening import Seals

ENTRY, RECIPIENT = "registry_entry", "registry_recipient"
BODIES = ("body", "to")  # names of sealed texts that are bodies, as the plain columns are on lower levels
Broken = dict[UUID, BrokenSeal]
Sealed = tuple[Any, ...]  # as `Batch.sealed` holds it


class Unsealer:
    """Opens what belongs to entries and makes their lines."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals
        self._folder = Folder()
        self._phrases = Phrases(self._folder)
        self._known: dict[Any, UUID] = {}

    def clear(self) -> None:
        """Forget the words that were met."""
        self._folder.clear()
        self._phrases.clear()

    def lines(self, batch: Batch) -> tuple[list[Line], Broken]:
        """The lines of entries; and of each that gets none, the first value that does not open: it is never left out."""
        fields: dict[int, list[str]] = {}
        for row in batch.plain:
            fields[row[0]] = [str(row[8]) if row[8] is not None else "", self._phrases[row[9]]]
        for place, body in batch.bodies:
            fields[place].append(f"{WHO} {self._phrases[body]}")
        levels: dict[int, int] = {}
        uuids = {row[0]: sixteen(row[1]) for row in batch.plain}
        broken = self._open(batch, uuids, fields, levels)
        lines = [
            Line(
                row[0],
                uuids[row[0]],
                max(row[2], levels.get(row[0], 0)),
                self._uuid(row[3]).bytes,
                str(row[5]),
                row[6],
                row[7],
                padded(fields[row[0]]),
            )
            for row in batch.plain
            if row[0] not in broken
        ]
        return lines, {uuid_of(row[1]): broken[row[0]] for row in batch.plain if row[0] in broken}

    def _open(
        self, batch: Batch, uuids: dict[int, bytes], fields: dict[int, list[str]], levels: dict[int, int]
    ) -> dict[int, BrokenSeal]:
        """Add the folded sealed texts to `fields`, and to `levels` the highest level that they were sealed at, by place."""
        entries = {row[0]: row for row in batch.plain}
        broken: dict[int, BrokenSeal] = {}
        by_volume: dict[Any, list[Sealed]] = defaultdict(list)
        for value in newest(batch.sealed):
            entry = entries[value[0]]
            if not value[5]:
                broken.setdefault(value[0], self._broken(value, entry))
            else:
                by_volume[entry[4]].append(value)
        for volume, values in by_volume.items():
            opened = self._seals.texts(self._uuid(volume), [bound(value, uuids) for value in values])
            for value, text in zip(values, opened, strict=True):
                place = value[0]
                if text is None:
                    broken.setdefault(place, self._broken(value, entries[place]))
                    continue
                if value[4] > levels.get(place, 0):
                    levels[place] = value[4]
                parts = texts(text) if text.startswith("{") else (text,)
                fields[place] += map(self._folder.folded, parts)
        return broken

    @staticmethod
    def _broken(value: Sealed, entry: tuple[Any, ...]) -> BrokenSeal:
        part = value[1]
        return BrokenSeal(*((ENTRY, uuid_of(entry[1])) if part is None else (RECIPIENT, uuid_of(part))), value[2])

    def _uuid(self, value: Any) -> UUID:
        """Books and volumes are few and stand in every row: each is read once."""
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = uuid_of(value)
        return known


def bound(value: Sealed, uuids: dict[int, bytes]) -> tuple[str, bytes, str, int, int, bytes]:
    """Table, row, column, version, level, ciphertext."""
    place, part, column, version, level, _, ciphertext = value
    if part is None:
        return ENTRY, uuids[place], column, version, level, ciphertext
    return RECIPIENT, sixteen(part), column, version, level, ciphertext


def sixteen(uuid: Any) -> bytes:
    """A uuid of either engine as bytes."""
    return bytes.fromhex(uuid) if isinstance(uuid, str) else uuid.bytes


def newest(values: list[Sealed]) -> list[Sealed]:
    """Of each entry or recipient and column the value with the highest version."""
    if not any(value[3] > 1 for value in values):  # as most batches are: nothing was ever corrected
        return values
    found: dict[tuple[Any, ...], Sealed] = {}
    for value in values:
        name = value[:3]
        known = found.get(name)
        if known is None or known[3] < value[3]:
            found[name] = value
    return list(found.values())


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
        for name, part in value.items():
            at = len(found)
            gather(part, found)
            if name in BODIES:
                found[at:] = [f"{WHO} {body}" for body in found[at:]]
    elif isinstance(value, list):
        for part in value:
            gather(part, found)
