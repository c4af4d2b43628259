"""The type of a document (tên loại): told by the text that begins with it, or by its abbreviation in the symbol."""

import re
from dataclasses import dataclass
from functools import lru_cache

from somat.exchange.oldbook.memory import remembered
from somat.exchange.oldbook.words import key, tidy
from somat.law.numbering import ABBREVIATIONS

LETTER = "CV"  # our code for a công văn, which has no abbreviation in the law
LETTER_TITLE = "Công văn"
_SUBJECT = re.compile(r"^(v/v|vv|v\.v|về việc|vê việc)\b[\s.:,-]*", re.I)
_PERSON = "vien"  # "báo cáo viên", "hướng dẫn viên" are people
_JOINT = " .:,;-–—\n"


@dataclass(frozen=True, slots=True)
class Named:
    """Type code ("" where not certain) and the rest of the text as it stood."""

    doc_type: str
    abstract: str


@lru_cache(maxsize=1)
def codes() -> dict[str, str]:
    """Type code -> title, from the law's list: {"BC": "Báo cáo", …, "CV": "Công văn"}."""
    return {short or LETTER: title for title, short in ABBREVIATIONS.latest.value.items()}


def title_of(code: str) -> str:
    """The title of a type code; "" for none."""
    return codes().get(code, "")


@remembered
def type_in_symbol(symbol: str) -> str:
    """The type code that leads a symbol such as "BC-VP", "2019/QĐ-UBND", "BC/TU"; "" where none does.

    Only the first group of letters names a type: in "VP-TC" the TC is the drafter of a công văn.
    """
    groups = [group for group in re.split(r"[-/&\s.]", symbol) if group and not group.isdigit()]
    lead = groups[0].casefold() if len(groups) > 1 else ""
    return _leads().get(lead, "")


@lru_cache(maxsize=1)
def _leads() -> dict[str, str]:
    return {code.casefold(): code for code in codes() if code != LETTER}


def split_title(text: str, *, symbol: str) -> Named:
    """Type and abstract of one text. Where text and symbol disagree, or neither tells, the type is "" and nothing is cut."""
    text = text.strip()
    by_symbol = type_in_symbol(symbol)
    code, rest = _opening(text)
    if code:
        return Named(code, rest) if by_symbol in ("", code) else Named("", text)
    if _SUBJECT.match(text) and symbol:
        return Named(LETTER if not by_symbol else by_symbol if by_symbol in _SURE else "", text)
    return Named(by_symbol, text)


_SURE = ("QĐ", "NQ", "BC", "KH", "TTr", "CTr", "QyĐ")  # never a unit's own short name, so they outweigh "V/v"


@remembered
def read_type(written: str) -> str:
    """The code of a cell that holds the type alone, by title or abbreviation; "" where it is neither."""
    known = codes()
    if tidy(written) in known:
        return tidy(written)
    wanted = key(written)
    return next((code for code, title in known.items() if wanted in (key(title), key(code))), "")


def _opening(text: str) -> tuple[str, str]:
    """The type that the text begins with, and what follows it."""
    titles, shorts, by_title = _patterns()
    found = titles.match(text)
    code = by_title[key(found.group())] if found else ""
    if not found:
        found = shorts.match(text)
        code = found.group() if found else ""
    if not found:
        return "", text
    rest = text[found.end() :].lstrip(_JOINT)
    return ("", text) if key(rest[:20]).split(" ", 1)[0] == _PERSON else (code, rest)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Titles (any case) and abbreviations (as written) at the beginning of a text, longer ones first."""
    titles = sorted(codes().values(), key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, title.split())) for title in titles)
    shorts = "|".join(sorted(map(re.escape, codes()), key=len, reverse=True))
    by_title = {key(title): code for code, title in codes().items()}
    return re.compile(rf"(?:{words})(?!\w)", re.I), re.compile(rf"(?:{shorts})(?=[\s:.]|$)"), by_title
