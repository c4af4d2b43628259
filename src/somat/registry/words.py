"""The words of a line that are never stored plainly, and how they are packed for the vault and unpacked again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from somat.law.levels import Level
from somat.vault.client import Plain

ABSTRACT = "abstract"
REST = "rest"


@dataclass(frozen=True)
class Words:
    """The secret texts of one object: its abstract (none on Tuyệt mật) and a dictionary of all others."""

    abstract: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        return self.rest.get(name, "")


def plain(words: Words, *, table: str, row: UUID, level: Level, key: UUID, version: int) -> list[Plain]:
    """What to seal for one object; empty texts are not sealed at all."""
    texts = []
    if words.abstract and level != Level.TUYET_MAT:
        texts.append((ABSTRACT, words.abstract))
    rest = {name: value for name, value in words.rest.items() if value not in ("", None, [], {})}
    if rest:
        texts.append((REST, json.dumps(rest, ensure_ascii=False, sort_keys=True)))
    return [Plain(table, row, column, version, level, key, text) for column, text in texts]


def unpack(texts: Mapping[str, str]) -> Words:
    """What the vault opened for one object, as words."""
    return Words(texts.get(ABSTRACT, ""), json.loads(texts[REST]) if texts.get(REST) else {})
