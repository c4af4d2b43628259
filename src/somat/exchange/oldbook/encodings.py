"""Old Vietnamese font encodings into Unicode NFC: TCVN3 (ABC, fonts named .Vn…) and VNI Windows (fonts named VNI-…).

Both put Vietnamese letters on the codes of Western ones: what a program shows is "B¸o c¸o" or "Baùo caùo".
"""

import re
import unicodedata
from enum import StrEnum

from somat.exchange.oldbook.memory import remembered


class Scheme(StrEnum):
    """How the characters of a cell are to be read."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"

    @property
    def word(self) -> str:
        return {"unicode": "Unicode", "tcvn3": "TCVN3 (ABC)", "vni": "VNI Windows"}[self.value]


# each family: its letters in the order plain, huyền, hỏi, ngã, sắc, nặng; "." where the plain letter is ASCII
_TCVN3_FAMILIES = {
    "a": ".µ¶·¸¹", "ă": "¨»¼½¾Æ", "â": "©ÇÈÉÊË", "e": ".ÌÎÏÐÑ", "ê": "ªÒÓÔÕÖ", "i": ".×ØÜÝÞ", "o": ".ßáâãä",
    "ô": "«åæçèé", "ơ": "¬êëìíî", "u": ".ïñòóô", "ư": "\u00adõö÷øù", "y": ".úûüýþ", "đ": "®",
}  # fmt: skip
_TCVN3_CAPITALS = {"¡": "Ă", "¢": "Â", "£": "Ê", "¤": "Ô", "¥": "Ơ", "¦": "Ư", "§": "Đ"}
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


def _tcvn3_table() -> dict[int, str]:
    table = {ord(code): letter for code, letter in _TCVN3_CAPITALS.items()}
    for base, codes in _TCVN3_FAMILIES.items():
        for code, tone in zip(codes, _TONES, strict=False):
            if code != ".":
                table[ord(code)] = unicodedata.normalize("NFC", base + tone)
    return table


_TCVN3 = _tcvn3_table()
TCVN3_CODES = frozenset(map(chr, _TCVN3))

# VNI writes a tone, a hat or a breve, or both, as one sign after its vowel
_VNI_SIGNS = {
    "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ù": "\u0301", "ï": "\u0323",
    "â": "\u0302", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "á": "\u0302\u0301", "ä": "\u0302\u0323",
    "ê": "\u0306", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "é": "\u0306\u0301", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_HATTED, _BREVED = "aeo", "a"
_VNI_TONED = "aeouyôö"
VNI_CODES = frozenset(_VNI_SIGNS) | frozenset(_VNI_LETTERS)


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for code, letter in _VNI_LETTERS.items():
        table[code], table[code.upper()] = letter, letter.upper()
    for base in _VNI_TONED:
        letter = _VNI_LETTERS.get(base, base)
        for sign, marks in _VNI_SIGNS.items():
            if ("\u0302" in marks and base not in _HATTED) or ("\u0306" in marks and base not in _BREVED):
                continue
            for written, read in ((base, letter), (base.upper(), letter.upper())):
                for mark in (sign, sign.upper()):
                    table[written + mark] = unicodedata.normalize("NFC", read + marks)
    return table


_VNI = _vni_table()
_VNI_UNIT = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_TCVN3_FONT = re.compile(r"^\.?Vn[A-Z0-9]")
_CAPITAL_FONT = re.compile(r"^\.?Vn\S*(?: \S+)*?H$")
_VNI_FONT = re.compile(r"^VNI[-\s_]", re.I)


@remembered
def scheme_of_font(font: str) -> Scheme | None:
    """What the name of the font says; None where it says nothing, as of Times New Roman."""
    if _VNI_FONT.match(font):
        return Scheme.VNI
    return Scheme.TCVN3 if _TCVN3_FONT.match(font) else None


@remembered
def is_capital_font(font: str) -> bool:
    """.VnTimeH and its kin draw every letter as a capital."""
    return bool(_CAPITAL_FONT.match(font))


def decode(text: str, scheme: Scheme, *, font: str = "") -> str:
    """The text in Unicode NFC. TCVN3 letters with marks come out small but for words that are plainly in capitals."""
    if scheme is Scheme.VNI:
        return from_vni(text)
    if scheme is Scheme.TCVN3:
        read = with_opening_capitals(from_tcvn3(text))
        return read.upper() if is_capital_font(font) else read
    return unicodedata.normalize("NFC", text)


def from_vni(text: str) -> str:
    return unicodedata.normalize("NFC", _VNI_UNIT.sub(lambda unit: _VNI[unit.group()], text))


def from_tcvn3(text: str) -> str:
    words = list(_WORD.finditer(text))
    loud = _loud(text, words)
    if not loud:
        return unicodedata.normalize("NFC", text.translate(_TCVN3))
    read, end = [], 0
    for index, word in enumerate(words):
        letters = word.group().translate(_TCVN3)
        read += [text[end : word.start()], letters.upper() if index in loud else letters]
        end = word.end()
    return unicodedata.normalize("NFC", "".join([*read, text[end:]]))


def with_opening_capitals(text: str) -> str:
    """A text out of TCVN3 with the capital that its first letter, having a tone, could not have."""
    return _OPENING.sub(lambda found: found.group().upper(), text)


# where a line or a name begins, a letter that has no capital in TCVN3 was far more likely one
_OPENING = re.compile(
    r"(?:^[\s\-+]*|(?<=;)[\s\-+]*|(?<=\n)\s*[\-+]\s*)[àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]|(?<!\w)ủ(?=y ban )"
)


_WORD = re.compile("[A-Za-z" + "".join(sorted(map(re.escape, TCVN3_CODES))) + "]+")
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz¨©ª«¬\u00ad®")  # plain letters of which TCVN3 has capitals too
_PLAIN_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _loud(text: str, words: list[re.Match[str]]) -> frozenset[int]:
    """Which words stood in capitals: TCVN3 has no capital letters with tones, so "QUYÕT §ÞNH" must be told by the rest.

    A word is surely loud with two capitals, a Vietnamese letter and no small letter; one without small letters and with
    at least one capital follows a neighbour that is ("Hµ NéI").
    """
    loud: set[int] = set()
    run: list[int] = []
    sure = False
    for index, word in enumerate(words):
        if run and text[words[index - 1].end() : word.start()].strip(" -"):
            loud, run, sure = (loud | set(run) if sure else loud), [], False
        letters = word.group()
        if not _SMALL.isdisjoint(letters):
            loud, run, sure = (loud | set(run) if sure else loud), [], False
            continue
        capitals = sum(letter in _PLAIN_CAPITALS or letter in _TCVN3_CAPITALS for letter in letters)
        sure = sure or (capitals >= 2 and not letters.isascii())
        if capitals:
            run.append(index)
    return frozenset(loud | set(run) if sure else loud)
