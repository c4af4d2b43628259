"""Lines that were cancelled in the old book: the word "hủy" where it speaks of the line, or the line struck through."""

import re

from somat.exchange.oldbook.columns import Column
from somat.exchange.oldbook.memory import remembered
from somat.exchange.oldbook.rowtext import RowText
from somat.exchange.oldbook.sheet import Value
from somat.exchange.oldbook.words import key

# "tiêu hủy" is another matter: a paper destroyed, not a number cancelled
_NOTE = re.compile(
    r"^((da|so|van ban|cong van|vb|cv|dong) )*(huy|bo so|khong phat hanh)\b(?! (tai lieu|ho so|danh muc))|\b(so|da) huy$"
)
_WHOLE = re.compile(r"((da|so|van ban|vb|cv|cong van|bo) )*(huy|huy bo|huy so|bo so|bo trong|khong phat hanh|de trong)")
_MARK = re.compile(r"[\s,;\-–]*[(\[]?\s*(?:đã |số )?(?:hủy|huỷ|HỦY|HUỶ)(?: bỏ| số)?\s*[)\]]?\s*$", re.I)
_WORDED = (Column.TITLE, Column.ABSTRACT, Column.TYPE, Column.LEVEL)
_NUMBERED = (Column.SYMBOL, Column.NUMBER, Column.NO)
TAIL = 40  # characters at the end of a number in which the word may stand


def is_cancelled(text: RowText) -> bool:
    """Whether note, abstract or number say that the line is cancelled, or its cells are struck through."""
    if text.is_struck or (text.has(Column.NOTE) and _is_cancelling(text.raw(Column.NOTE))):
        return True
    if any(is_cancelled_word(text.raw(column)) for column in _WORDED if text.has(column)):
        return True
    numbers = (text.text(column) for column in _NUMBERED if text.has(column))
    return any(_MARK.search(number) for number in numbers if _holds_word(number))


@remembered
def _is_cancelling(note: str) -> bool:
    return bool(_NOTE.search(key(note)))


@remembered
def is_cancelled_word(text: str) -> bool:
    """Whether a text says nothing but that the line is cancelled."""
    return bool(_WHOLE.fullmatch(key(text)))


def _holds_word(text: str) -> bool:
    """Whether the word that _MARK looks for at the end stands anywhere: it does in few numbers."""
    small = text.lower()
    return "hủy" in small or "huỷ" in small


def without_mark(value: Value) -> Value:
    """A number without the word that cancels it: "129/BC-VP (hủy)" is "129/BC-VP"."""
    if not isinstance(value, str) or not _holds_word(value):
        return value
    return value[:-TAIL] + _MARK.sub("", value[-TAIL:])
