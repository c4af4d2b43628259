"""What an agency's correction holds, before anything is drawn of it: numbers that are numbers, and words as they may be printed."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from somat.reporting.plain import visible


def is_number(value: object) -> bool:
    """A measure: neither truth, text, infinity nor nothing."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def cleaned(value: Any) -> Any:
    """A correction with its words as they may be drawn."""
    match value:
        case str():
            return visible(value)
        case Mapping():
            return {key: cleaned(one) for key, one in value.items()}
        case list() | tuple():
            return [cleaned(one) for one in value]
    return value
