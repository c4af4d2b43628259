"""Vietnamese text made comparable and tidy."""

import unicodedata

from somat.law.fold import fold as key

__all__ = ["fold", "key", "tidy"]


def fold(text: str) -> str:
    """Small letters without marks, đ as d, spaces single, punctuation kept: "Độ  MẬT (C)" is "do mat (c)".

    `key` is the law's own folding, without punctuation.
    """
    marks = unicodedata.normalize("NFD", text.lower())
    bare = "".join(mark for mark in marks if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())


def tidy(text: str) -> str:
    """One line, single spaces, NFC, nothing at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())
