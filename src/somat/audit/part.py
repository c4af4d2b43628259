"""Rows in canonical form: the same bytes from SQLite, from PostgreSQL and from a model instance. No Django."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Part:
    """A table of an aggregate: the column with its root's uuid, and the hashed columns in order, each with its kind.

    Kinds: u uuid, d day, m moment, b bytes, o truth value, i number, t text.
    """

    table: str
    root: str
    columns: tuple[str, ...]
    kinds: str

    def values(self, vendor: str) -> str:
        """SQL for the canonical row as one text: a JSON array, the table's name first. `vendor` as Django names it."""
        write = _sqlite if vendor == "sqlite" else _postgresql
        written = [write(f'"{column}"', kind) for column, kind in zip(self.columns, self.kinds, strict=True)]
        if vendor == "sqlite":
            return f"json_array('{self.table}', {', '.join(written)})"
        return f"""'["{self.table}",' || """ + " || ',' || ".join(written) + " || ']'"

    def row(self, values: Sequence[Any]) -> bytes:
        """The canonical row of Python values: what `canonical` makes of the table's name and the plain values."""
        ways = zip(values, _ways(self.kinds), strict=True)
        parts = ["null" if value is None else write(value) for value, write in ways]
        return f'["{self.table}",{",".join(parts)}]'.encode()


def _sqlite(column: str, kind: str) -> str:
    if kind == "m":  # Django leaves out a fraction of zero
        return f"CASE WHEN length({column}) = 19 THEN {column} || '.000000' ELSE {column} END"
    return f"lower(hex({column}))" if kind == "b" else column


def _postgresql(column: str, kind: str) -> str:
    forms = {
        "i": f"{column}::text",
        "o": f"{column}::int::text",
        "u": f"""'"' || replace({column}::text, '-', '') || '"'""",
        "b": f"""'"' || encode({column}, 'hex') || '"'""",
        "d": f"to_json(to_char({column}, 'YYYY-MM-DD'))::text",
        "m": f"to_json(to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'))::text",
        "t": f"to_json({column}::text)::text",
    }
    return f"coalesce({forms[kind]}, 'null')"


def plain(value: Any, kind: str) -> str | int | None:
    """One value as it stands in a canonical row."""
    return None if value is None else PLAIN[kind](value)


def _uuid(value: UUID | str) -> str:
    return value.hex if isinstance(value, UUID) else UUID(value).hex


def _bytes(value: bytes | memoryview) -> str:
    return bytes(value).hex()


def _moment(value: datetime) -> str:
    """UTC to the microsecond, without zone."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _day(value: date | str) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


PLAIN: dict[str, Callable[[Any], str | int]] = {
    "u": _uuid,
    "d": _day,
    "m": _moment,
    "b": _bytes,
    "o": int,
    "i": int,
    "t": str,
}

WRITTEN: dict[str, Callable[[Any], str]] = {
    "u": lambda value: f'"{value.hex if type(value) is UUID else _uuid(value)}"',
    "d": lambda value: encode_basestring(_day(value)),
    "m": lambda value: f'"{_moment(value)}"',
    "b": lambda value: f'"{_bytes(value)}"',
    "o": lambda value: str(int(value)),
    "i": lambda value: str(int(value)),
    "t": lambda value: encode_basestring(str(value)),
}
"""The same as JSON text."""


@cache
def _ways(kinds: str) -> tuple[Callable[[Any], str], ...]:
    return tuple(WRITTEN[kind] for kind in kinds)


def digest(rows: Iterable[bytes]) -> str:
    """What a leaf binds of an aggregate (hex): SHA-256 over the sorted SHA-256 hashes of its canonical rows."""
    return hashlib.sha256(b"".join(sorted(hashlib.sha256(row).digest() for row in rows))).hexdigest()


NO_ROWS = digest(())


def manifest_digest(lines: Iterable[tuple[str, str]]) -> str:
    """What a batch's leaf binds (hex): SHA-256 over the lines `<object hex> <digest hex>\\n`, sorted by object."""
    hashed = hashlib.sha256()
    for object_, digest_ in sorted(lines):
        hashed.update(f"{object_} {digest_}\n".encode())
    return hashed.hexdigest()
