"""Lines that were cancelled in the old book: the word "hủy" where it speaks of the line, or the line struck through."""

import re

from somat.exchange.oldbook.columns import Column
from somat.exchange.oldbook.rowtext import RowText
from somat.exchange.oldbook.sheet import Value
from somat.exchange.oldbook.words import key

# "tiêu hủy" is another matter: a paper destroyed, not a number cancelled
_NOTE = re.compile(
    r"^((da|so|van ban|cong van|vb|cv|dong) )*(huy|bo so|khong phat hanh)\b(?! (tai lieu|ho so|danh muc))|\b(so|da) huy$"
)
_WHOLE = re.compile(r"((da|so|van ban|vb|cv|cong van|bo) )*(huy|huy bo|huy so|bo so|bo trong|khong phat hanh|de trong)")
_MARK = re.compile(r"[\s,;\-–]*[(\[]?\s*(?:đã |số )?(?:hủy|huỷ|HỦY|HUỶ)(?: bỏ| số)?\s*[)\]]?\s*$", re.I)
TAIL = 40  # characters at the end of a number in which the word may stand


def is_cancelled(text: RowText) -> bool:
    """Whether note, abstract or number say that the line is cancelled, or its cells are struck through."""
    if text.is_struck or _NOTE.search(key(text.raw(Column.NOTE))):
        return True
    if any(
        is_cancelled_word(text.raw(column)) for column in (Column.TITLE, Column.ABSTRACT, Column.TYPE, Column.LEVEL)
    ):
        return True
    return any(
        _MARK.search(text.text(column)) for column in (Column.SYMBOL, Column.NUMBER, Column.NO) if text.has(column)
    )


def is_cancelled_word(text: str) -> bool:
    """Whether a text says nothing but that the line is cancelled."""
    return bool(_WHOLE.fullmatch(key(text)))


def without_mark(value: Value) -> Value:
    """A number without the word that cancels it: "129/BC-VP (hủy)" is "129/BC-VP"."""
    if not isinstance(value, str):
        return value
    return value[:-TAIL] + _MARK.sub("", value[-TAIL:])
