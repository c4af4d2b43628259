"""Whether an agency's value has the shape and the words of the shipped one, so that no rule breaks on it later."""

import re
from collections.abc import Callable, Collection
from typing import Any

from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.sending import Abstract

Test = Callable[[str], bool]


def fits(model: Any, value: Any, *, path: tuple[str, ...], free: Collection[str]) -> bool:
    """Same type; a table has the same keys unless `free` names it; items of a list are like the model's first.

    `path` is the subject, the key and the tables passed on the way down.
    """
    if type(model) is not type(value):
        return False
    if isinstance(model, dict) and path[-1] in free:
        first = next(iter(model.values()), "")
        return all(fits(first, item, path=(*path, key), free=free) for key, item in value.items())
    if isinstance(model, dict):
        return model.keys() == value.keys() and all(
            fits(model[key], value[key], path=(*path, key), free=free) for key in model
        )
    if isinstance(model, list):
        return not model or all(fits(model[0], item, path=path, free=free) for item in value)
    return all(test(value) for (subject, part), test in _WORDS.items() if subject == path[0] and part in path)


def _one_of(*words: str) -> Test:
    return frozenset(words).__contains__


def _takes(**facts: object) -> Test:
    """Whether a sentence can be filled with these facts and asks for no other."""

    def test(text: str) -> bool:
        try:
            return bool(text.format_map(facts))
        except (KeyError, ValueError, IndexError, AttributeError):
            return False

    return test


def _is_pattern(text: str) -> bool:
    try:
        return bool(re.compile(text))
    except re.error:
        return False


_LEVELS = tuple(level.code for level in Level)
_WORDS: dict[tuple[str, str], Test] = {
    ("authority", "power"): _one_of(*Power),
    ("authority", "like"): _one_of("", *Power),
    ("authority", "least"): _one_of("", *_LEVELS),
    ("authority", "positions"): _one_of(*_LEVELS),
    ("determining", "basis-asked"): _one_of(*_LEVELS),
    ("sending", "abstract"): _one_of(*Abstract),
    ("numbering", "symbol-shape"): _is_pattern,
    ("volumes", "closing-words"): _takes(pages=1, first="01", last="02"),
    ("receiving", "stamp-lines"): _takes(number="01", day="01/03/2026", unit="", file=""),
}
