"""What was worked out for the texts of a book: remembered while it is read, for texts repeat, and forgotten with its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

T = TypeVar("T")

MOST = 4096  # answers of one function; the texts that repeat come again sooner
WORDS = 65536  # the same for single words: a book has no more different ones
remembering: list[_lru_cache_wrapper[Any]] = []


def remembered(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
    """The function, which must be pure, with the answers it gave last."""
    return _with_memory(function, MOST)


def remembered_words(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
    """The same for a function of single words."""
    return _with_memory(function, WORDS)


def forget() -> None:
    """Empty every memory: the words of a book are not kept once it has been read."""
    for function in remembering:
        function.cache_clear()


def _with_memory(function: Callable[..., T], most: int) -> _lru_cache_wrapper[T]:
    found = lru_cache(maxsize=most)(function)
    remembering.append(found)
    return found
