"""Which encoding a text is in: by how well its words read as Vietnamese under each."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from somat.exchange.oldbook import syllables
from somat.exchange.oldbook.encodings import TCVN3_CODES, Scheme, decode, from_tcvn3, scheme_of_font
from somat.exchange.oldbook.syllables import commonness, is_common, is_syllable, words_of

FONT_WEIGHT = 12.0  # what the name of a font is worth beside the words, in natural-log units
START = (0.0, -5.0, -5.0)  # Unicode where nothing else speaks
STRAY, STUCK = -6.0, -22.0  # a sign that is no letter, standing alone or inside a word
ACRONYM = -9.0  # QĐ, HĐND
PIECE = re.compile(r"[^\s\u0000-\u0040\u005b-\u0060\u007b-\u009f\u2010-\u2027]+")
_WESTERN = re.compile(r"[\u00a1-\u00ff]")

SCHEMES = tuple(Scheme)
Weights = tuple[float, ...]  # one natural-log value for each of SCHEMES
LEVEL_GROUND: Weights = (0.0,) * len(SCHEMES)


def forget() -> None:
    """Empty the memory of words weighed: a book's words are not kept once it has been read."""
    weigh.cache_clear()
    _reads.cache_clear()
    syllables.forget()


def is_plain(text: str) -> bool:
    """Whether every reading gives the same text."""
    return text.isascii()


def likelihood(text: str) -> Weights:
    """Natural log of how likely the words are under each of SCHEMES; all zero where the text is ASCII."""
    if text.isascii():
        return LEVEL_GROUND
    unicode = tcvn3 = vni = 0.0
    for piece in PIECE.findall(text):
        if not piece.isascii():
            first, second, third = weigh(piece)
            unicode, tcvn3, vni = unicode + first, tcvn3 + second, vni + third
    return unicode, tcvn3, vni


@lru_cache(maxsize=65536)
def weigh(piece: str) -> Weights:
    """The same for one piece of text without spaces."""
    return tuple(_weigh_as(piece, scheme) for scheme in SCHEMES)


def _weigh_as(piece: str, scheme: Scheme) -> float:
    read = decode(piece, scheme)
    words = [word for word in words_of(read) if not word.isascii()]
    signs = sum(1 for sign in read if ord(sign) > 0x7F and not sign.isalpha())
    beyond = 0
    if scheme is not Scheme.UNICODE:  # old fonts know no code above 255; a loose tone mark may have been added later
        beyond = sum(1 for sign in piece if ord(sign) > 0xFF and not unicodedata.combining(sign))
    weight = sum(ACRONYM if _ACRONYM.fullmatch(word) else commonness(word) for word in words)
    return weight + signs * (STUCK if words_of(read) else STRAY) + STUCK * 2 * beyond


_ACRONYM = re.compile(r"(?=.?[A-ZĐĂÂÊÔƠƯ])[A-ZĐĂÂÊÔƠƯ][A-Za-zĐĂÂÊÔƠƯ]{0,7}")


def scheme_of(text: str, *, font: str = "", lean: Weights = LEVEL_GROUND) -> Scheme:
    """The likeliest encoding of one text; `lean` is what its column and book speak for."""
    named = scheme_of_font(font) if font else None
    told = [FONT_WEIGHT if scheme is named else 0.0 for scheme in SCHEMES]
    return best(map(sum, zip(likelihood(text), START, lean, told, strict=True)))


def best(weights: Iterable[float]) -> Scheme:
    """The scheme of the greatest weight, the first of equals."""
    ranked = list(weights)
    return SCHEMES[ranked.index(max(ranked))]


def margin(text: str) -> float:
    """By how much the words alone prefer the best reading to the next."""
    first, second, *_ = sorted(likelihood(text), reverse=True)
    return first - second


def strange_words(text: str) -> list[str]:
    """Words of a decoded text that still hold a Western letter where Vietnamese has none."""
    if text.isascii():
        return []
    return [piece for piece in PIECE.findall(text) if _WESTERN.search(piece) and not _reads(piece)]


@lru_cache(maxsize=65536)
def _reads(piece: str) -> bool:
    return all(word.isascii() or is_syllable(word) or not _WESTERN.search(word) for word in words_of(piece)) and all(
        ord(sign) < 0x80 or sign.isalpha() or sign in "«»°²³·§" for sign in piece
    )


_CODES = "A-Za-z" + "".join(sorted(map(re.escape, TCVN3_CODES)))
_HYPHENED = re.compile(rf"(?<![\w{_CODES}-])([{_CODES}]*)-([{_CODES}]*)(?![\w{_CODES}-])")


def mend_lost_horn(raw: str) -> str:
    """TCVN3 writes ư as a soft hyphen; where a program made it a plain one, "Ng-êi" is mended before it is read."""
    return _HYPHENED.sub(_mended, raw)


def _mended(found: re.Match[str]) -> str:
    left, right = (from_tcvn3(part) for part in found.groups())
    if not left and not right:
        return "-"
    two_words = is_syllable(left) and is_syllable(right)
    bullet = not left and is_syllable(right) and right != "u"
    acronym = len(left + right) > 1 and (left + right).isupper()
    if two_words or bullet or acronym or not is_common(f"{left}ư{right}"):
        return found.group()
    return "\u00ad".join(found.groups())


def undo_double_utf8(text: str) -> str:
    """UTF-8 that was once read as Windows-1252 ("BÃ¡o cÃ¡o") back into letters; any other text as it is."""
    if text.isascii() or not re.search("[\u00c3\u00c4\u00c6\u00e1]", text):
        return text
    try:
        read = bytes(_BYTE.get(sign, ord(sign)) for sign in text).decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return text
    return read if all(word.isascii() or is_syllable(word) for word in words_of(read)) else text


_BYTE = {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
