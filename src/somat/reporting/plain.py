"""Any text made fit for paper: composed, one space between words, and what cannot be drawn shown by its number."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from somat.reporting.glyphs import drawable

# Left by copying from a page or a word processor; nothing is seen of them, so nothing is lost with them.
UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
UNSEEN_CHARS = frozenset(map(chr, UNSEEN))
HIDDEN_KINDS = {"Cc", "Cf", "Cs", "Co", "Cn"}
RIGHT_TO_LEFT = {"R", "AL"}  # would reorder the numbers beside them
MARKS_IN_A_ROW = 2


def visible(text: str) -> str:
    """The text as it may be printed: nothing hidden, nothing that turns its neighbours round, nothing undrawable.

    White space of any kind becomes one space; a control, a direction mark, a letter that the font lacks or
    that runs from right to left becomes its code in brackets, as [U+202E]. Plain Vietnamese comes back composed (NFC) and otherwise unchanged.
    """
    if not UNSEEN_CHARS.isdisjoint(text):
        text = text.translate(UNSEEN)
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if _odd().search(text):
        text = _odd().sub(_coded, text)
    return text


@cache
def _odd() -> re.Pattern[str]:
    shown = {char for char in drawable() if not _misleading(char)}
    marks = {char for char in shown if unicodedata.category(char) == "Mn"}
    piled = f"(?<=[{_class(marks)}]{{{MARKS_IN_A_ROW}}})[{_class(marks)}]+"
    return re.compile(f"[^{_class(shown)}]|{piled}")


def _misleading(char: str) -> bool:
    return unicodedata.category(char) in HIDDEN_KINDS or unicodedata.bidirectional(char) in RIGHT_TO_LEFT


def _class(chars: set[str]) -> str:
    return "".join(map(re.escape, sorted(chars)))


def _coded(found: re.Match[str]) -> str:
    return "".join(f"[U+{ord(char):04X}]" for char in found[0])
