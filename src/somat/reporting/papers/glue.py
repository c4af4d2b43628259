"""The number and symbol of a document kept on one line of the drawing: 15/KH-UBND never breaks at its signs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SYMBOL = re.compile(r"\b\d{1,4}/[A-ZĐ][^\W\d_]{0,5}(?:-[^\W\d_]{1,5})?\b")
EDGE = "\x02"  # around what must not break; no fact holds it, `plain.visible` sees to that
WHERE = {"text": "text", "pair": "value", "to": "lines", "table": "rows", "slip": "blocks", "signs": "recipients"}


def glued(block: Mapping[str, Any]) -> dict[str, Any]:
    """The block with edges around each number and symbol, where its kind says running words; drawing.typ boxes them."""
    key = WHERE.get(block["kind"])
    return {**block, key: _glued(block[key])} if key else dict(block)


def _glued(value: Any) -> Any:
    match value:
        case str():
            return SYMBOL.sub(lambda found: f"{EDGE}{found[0]}{EDGE}", value) if "/" in value else value
        case list():
            return [_glued(one) for one in value]
        case {"cells": cells}:
            return {**value, "cells": _glued(cells)}
        case {"kind": _}:
            return glued(value)
    return value
