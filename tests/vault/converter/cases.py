"""A hostile file: how it is made, and what may come of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

SHOWN = "shown"  # harmlessly, as pixels


@dataclass(frozen=True, slots=True)
class Case:
    """`may` holds codes of refusal, and SHOWN where drawing it does no harm."""

    name: str
    make: Callable[[], bytes]
    may: Collection[str]
    mark: str = "once"  # "deep" where it takes half a minute to come to nothing
