"""Which encoding a text is in: by how well its words read as Vietnamese under each."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from somat.exchange.oldbook.encodings import TCVN3_CODES, Scheme, decode, from_tcvn3, scheme_of_font
from somat.exchange.oldbook.memory import remembered_words
from somat.exchange.oldbook.syllables import commonness, is_common, is_syllable, words_of

FONT_WEIGHT = 12.0  # what the name of a font is worth beside the words, in natural-log units
START = (0.0, -5.0, -5.0)  # Unicode where nothing else speaks
STRAY, STUCK = -6.0, -22.0  # a sign that is no letter, standing alone or inside a word
ACRONYM = -9.0  # QĐ, HĐND
OWN_VOICE = 8.0  # what a word must bring to be read otherwise than its cell
PIECE = re.compile(r"[^\s\u0000-\u0040\u005b-\u0060\u007b-\u009f\u2010-\u2027]+")
_WESTERN = re.compile(r"[\u00a1-\u00ff]")

SCHEMES = tuple(Scheme)
Weights = tuple[float, ...]  # one natural-log value for each of SCHEMES
LEVEL_GROUND: Weights = (0.0,) * len(SCHEMES)


class Told(NamedTuple):
    """What the words of a text tell: natural log of how likely they are under each of SCHEMES, and what is odd in them."""

    weights: Weights
    astray: frozenset[Scheme] = frozenset()  # in a text of these, some word surely is in another
    is_strange: bool = False  # some word, read as Unicode, holds a Western letter where Vietnamese has none


NOTHING_TOLD = Told(LEVEL_GROUND)


def is_plain(text: str) -> bool:
    """Whether every reading gives the same text."""
    return text.isascii()


def told_by(text: str) -> Told:
    """What the words of a text tell; nothing where it is ASCII."""
    if text.isascii():
        return NOTHING_TOLD
    unicode = tcvn3 = vni = 0.0
    astray: frozenset[Scheme] = frozenset()
    is_strange = False
    for piece in PIECE.findall(text):
        if not piece.isascii():
            (first, second, third), more, odd = told_by_word(piece)
            unicode, tcvn3, vni = unicode + first, tcvn3 + second, vni + third
            astray = astray if more <= astray else astray | more
            is_strange |= odd
    return Told((unicode, tcvn3, vni), astray, is_strange)


@remembered_words
def told_by_word(piece: str) -> Told:
    """The same for one piece of text without spaces."""
    return Told(
        weigh(piece),
        frozenset(scheme for scheme in SCHEMES if own_scheme(piece, within=scheme) is not scheme),
        bool(_WESTERN.search(piece)) and not _reads(piece),
    )


def own_scheme(piece: str, *, within: Scheme) -> Scheme:
    """In what a word of a text is that reads as `within` by and large."""
    own = [OWN_VOICE - start if scheme is within else 0.0 for scheme, start in zip(SCHEMES, START, strict=True)]
    return best([word + start + more for word, start, more in zip(weigh(piece), START, own, strict=True)])


@remembered_words
def weigh(piece: str) -> Weights:
    """Natural log of how likely a piece of text without spaces is under each of SCHEMES."""
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
    return scheme_by(told_by(text).weights, font=font, lean=lean)


def scheme_by(weights: Weights, *, font: str, lean: Weights = LEVEL_GROUND) -> Scheme:
    """The same of a text whose words weigh so much."""
    named = scheme_of_font(font) if font else None
    told = [FONT_WEIGHT if scheme is named else 0.0 for scheme in SCHEMES] if named else LEVEL_GROUND
    return best([word + start + more + by for word, start, more, by in zip(weights, START, lean, told, strict=True)])


def best(weights: Sequence[float]) -> Scheme:
    """The scheme of the greatest weight, the first of equals."""
    return SCHEMES[weights.index(max(weights))]


def margin(weights: Weights) -> float:
    """By how much the words alone prefer the best reading to the next."""
    first, second, *_ = sorted(weights, reverse=True)
    return first - second


def strange_words(text: str) -> list[str]:
    """Words of a decoded text that still hold a Western letter where Vietnamese has none."""
    return [piece for piece in PIECE.findall(text) if not piece.isascii() and told_by_word(piece).is_strange]


@remembered_words
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
    if text.isascii() or _NO_BYTE.search(text) or not _LEAD_BYTE.search(text):
        return text
    try:
        read = text.translate(_BYTE).encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text
    return read if all(word.isascii() or is_syllable(word) for word in words_of(read)) else text


_BYTE = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_NO_BYTE = re.compile(f"[^\\x00-\\xff{''.join(map(chr, _BYTE))}]")
_LEAD_BYTE = re.compile("[\u00c3\u00c4\u00c6\u00e1]")
