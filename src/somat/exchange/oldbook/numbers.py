"""Numbers and symbols of old lines: "129/BC-VP", "129-BC/TU", "129a/BC-VP", "Số: 05", "1.204"."""

import re
from dataclasses import dataclass

from somat.exchange.oldbook.memory import remembered
from somat.exchange.oldbook.sheet import Value
from somat.exchange.oldbook.words import tidy

LARGEST = 1_000_000
LONGEST = 200  # characters; a longer cell holds no number


@dataclass(frozen=True, slots=True)
class Number:
    """A number and what stood with it. `number` is None where there is none."""

    number: int | None
    suffix: str = ""  # the letter of "129a"
    symbol: str = ""  # what follows the number: "BC-VP"
    written: str = ""  # as it stood, in one line
    joint: str = ""  # the sign between number and symbol: "/" by rule, "-" with party bodies


NONE = Number(None)
_LEAD = r"(?:s[ốôo]|s[ốôo]\s*hi[ệe]u|no\.?|số\s*,?\s*k[ýy]\s*hi[ệe]u)?\s*[:.]?\s*"
_DATED = re.compile(r"[\s,;(]*(?:ngày|ngay)\s*(\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2,4}|\d.*)\)?$", re.I | re.S)
_FULL = re.compile(rf"^{_LEAD}(\d{{1,7}})\s*([a-zđ]{{1,3}}|bis)?\s*(?:([/\-.–])\s*(.*))?$", re.I | re.S)
_THOUSANDS = re.compile(r"^\d{1,3}(?:\.\d{3})+$")
_ORDINAL = re.compile(rf"^{_LEAD}(?:tt|stt)?\s*\(?\s*(\d{{1,7}})\s*([a-zđ]|bis)?\s*[.)/:-]*$", re.I)
_NO_NUMBER = re.compile(r"^(không số|khong so|k/?s|ks|không có số|-|—|–|/)$", re.I)
_SYMBOL = re.compile(r"[A-ZĐÊÔĂÂƠƯ]", re.I)
_LOOSE = re.compile(r" (?=[-/&.])|(?<=[-/&.]) ")
_POINT_ZERO = re.compile(r"\d+\.0")
_COUNT = re.compile(r"(\d{1,4})\s*(?:bản|ban|b|bộ|tờ|cuốn)?")


@remembered
def split_symbol(value: Value) -> Number:
    """Number and symbol of one cell; a number alone has an empty symbol, a symbol alone no number."""
    text = _plain(value)
    if not text or _NO_NUMBER.match(text):
        return NONE
    if len(text) > LONGEST:
        return Number(None, written=text)
    if _THOUSANDS.match(text):
        return _checked(Number(int(text.replace(".", "")), written=text))
    bare = (_DATED.sub("", text) if "ng" in text.lower() else text).strip(" ,;")
    found = _FULL.match(bare)
    if not found:
        return Number(None, symbol=_tight(bare), written=text) if _SYMBOL.search(bare) else Number(None, written=text)
    number, suffix, joint, rest = found.groups()
    symbol = _tight(rest or "")
    return _checked(Number(int(number), (suffix or "").lower(), symbol, text, (joint or "").replace("–", "-")))


def day_within(value: Value) -> str:
    """The day that stands behind a number in one cell, "129/BC-VP ngày 05/3/2019"; "" where none does."""
    found = _DATED.search(_plain(value)[:LONGEST])
    return found.group(1).strip(" )") if found else ""


@remembered
def read_ordinal(value: Value) -> Number:
    """A running number: 12, "12.", "012", "1.204", "12a"; NONE where the cell is empty or holds something else."""
    text = _plain(value)
    if _THOUSANDS.match(text):
        return _checked(Number(int(text.replace(".", "")), written=text))
    found = _ORDINAL.match(text)
    if not found:
        return Number(None, written=text)
    return _checked(Number(int(found.group(1)), (found.group(2) or "").lower(), written=text))


@remembered
def read_count(value: Value) -> int | None:
    """A number of copies: 3, "03 bản", "3.0", "03b"; None where it is no count from 1 to 9,999."""
    text = _plain(value).lower().strip(" .")
    found = _COUNT.fullmatch(text)
    return int(found.group(1)) if found and int(found.group(1)) > 0 else None


def _plain(value: Value) -> str:
    """A cell as text: whole floats without their ".0"."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else tidy(str(value))
    return text[:-2] if _POINT_ZERO.fullmatch(text) else text


def _tight(symbol: str) -> str:
    """No spaces about the joints of a symbol, nothing loose at its ends."""
    return _LOOSE.sub("", tidy(symbol)).strip(" .,;:/-")


def _checked(number: Number) -> Number:
    """Zero and what is beyond any register are no numbers."""
    return (
        number
        if number.number and 0 < number.number < LARGEST
        else Number(None, symbol=number.symbol, written=number.written)
    )
