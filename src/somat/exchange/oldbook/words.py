"""Vietnamese text made comparable and tidy."""

import unicodedata

from somat.exchange.oldbook.memory import remembered
from somat.law import fold as law


def fold(text: str) -> str:
    """Small letters without marks, đ as d, spaces single, punctuation kept: "Độ  MẬT (C)" is "do mat (c)"."""
    marks = unicodedata.normalize("NFD", text.lower())
    bare = "".join(mark for mark in marks if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())


@remembered
def key(text: str) -> str:
    """The law's own folding, without punctuation."""
    return law.fold(text)


@remembered
def tidy(text: str) -> str:
    """One line, single spaces, NFC, nothing at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())
