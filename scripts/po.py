"""The .po and .mo files of GNU gettext, read and written without gettext."""

from __future__ import annotations

import ast
import re
import struct
from dataclasses import dataclass

Key = tuple[str, str]  # context, msgid


@dataclass
class Entry:
    """One entry of a .po file."""

    line: int
    context: str = ""
    msgid: str = ""
    plural: str = ""
    strings: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def key(self) -> Key:
        return (self.context, self.msgid)


def read(text: str) -> list[Entry]:
    """The live entries (obsolete `#~` lines are comments)."""
    entries: list[Entry] = []
    field, fuzzy = "", False
    parts: dict[str, str] = {}
    start = 0

    def close() -> None:
        if "msgid" in parts:
            strings = tuple(parts[name] for name in sorted(parts) if name.startswith("msgstr"))
            entries.append(
                Entry(start, parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", ""), strings, fuzzy)
            )
        parts.clear()

    for number, line in enumerate([*text.splitlines(), ""], 1):
        if word := re.match(r'(msg[a-z_]+(?:\[\d\])?)\s+(".*")$', line):
            field = word[1]
            parts[field] = ast.literal_eval(word[2])
            start = start if "msgid" in parts and field != "msgid" else number
        elif line.startswith('"'):
            parts[field] += ast.literal_eval(line)
        elif not line.strip() or line.startswith("#"):
            if parts:
                close()
                fuzzy = False
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
        else:
            raise SystemExit(f"line {number}: cannot read {line!r}")
    return entries


def write_mo(entries: list[Entry]) -> bytes:
    """The binary catalogue: sorted msgids, then two tables of (length, offset), then the texts."""
    pairs = []
    for entry in entries:
        if entry.fuzzy or not all(entry.strings):
            continue
        msgid = (f"{entry.context}\x04" if entry.context else "") + entry.msgid
        msgid += f"\0{entry.plural}" if entry.plural else ""
        pairs.append((msgid.encode(), "\0".join(entry.strings).encode()))
    pairs.sort()
    texts = b"".join(part + b"\0" for column in zip(*pairs, strict=True) for part in column)
    at = 28 + 16 * len(pairs)
    table = b""
    for column in zip(*pairs, strict=True):
        for part in column:
            table += struct.pack("<II", len(part), at)
            at += len(part) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + table + texts
