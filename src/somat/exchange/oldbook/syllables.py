"""Vietnamese syllables: which letters can make one, and which ones are common in administrative papers."""

import math
import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from somat.exchange.oldbook.memory import remembered_words

_ONSETS = (
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "q", "r", "s", "t", "v", "x", "",
)  # fmt: skip
_RHYME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uyn uynh uyt
    uyu ư ưa ưc ưi ưm ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu ynh yt"""
_RHYMES = frozenset(_RHYME_LIST.split())
_STOPPED = ("c", "ch", "p", "t")  # only sắc and nặng go with these
_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
_RARE, _IMPOSSIBLE = -15.0, -22.0  # log-likelihoods beside those of the list, which end near -11
_LETTERS = re.compile("[A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u1e00-\u1eff]+")


@remembered_words
def _parts(word: str) -> tuple[str, str]:
    """(letters without tone, tone) of one lower-case word; two tones give a tone that no syllable has."""
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in marks if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)), tones


@remembered_words
def is_syllable(word: str) -> bool:
    """Whether the letters of the word can be one Vietnamese syllable, known or not; case is of no matter."""
    plain, tone = _parts(word.lower())
    if len(tone) > 1:
        return False
    for onset in _ONSETS:
        if plain.startswith(onset) and plain[len(onset) :] in _RHYMES:
            return not (plain.endswith(_STOPPED) and tone not in ("\u0301", "\u0323"))
    return plain == "gi" and tone != ""


@lru_cache(maxsize=1)
def _common() -> dict[tuple[str, str], float]:
    """Log-likelihood of each listed syllable by its rank (Zipf and Mandelbrot's law)."""
    text = files(__package__).joinpath("syllables.txt").read_text(encoding="utf-8")
    words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    total = sum(1 / (rank + 2.7) for rank in range(len(words)))
    return {_parts(word): math.log(1 / (rank + 2.7) / total) for rank, word in enumerate(words)}


def commonness(word: str) -> float:
    """Natural log of how likely the word is among words with Vietnamese letters; case is of no matter."""
    known = _common().get(_parts(word.lower()))
    if known is not None:
        return known
    return _RARE if is_syllable(word) else _IMPOSSIBLE


def is_common(word: str) -> bool:
    return _parts(word.lower()) in _common()


def words_of(text: str) -> list[str]:
    return _LETTERS.findall(text)
