"""The three levels of secrecy and the three regimes of the law (R-LEVEL, R-CONF)."""

import unicodedata
from datetime import date
from enum import IntEnum, StrEnum

from somat.law.dated import Dated, dated
from somat.law.refusal import Refusal, Refused, rule

TITLES: Dated[dict[str, str]] = dated("levels.titles", dict)
LETTERS: Dated[dict[str, str]] = dated("levels.letters", dict)
SPELLINGS: Dated[dict[str, list[str]]] = dated("levels.spellings", dict)


@rule("R-LEVEL-2")
class Level(IntEnum):
    """Độ mật, ordered: three levels, no fourth, and no "thường" inside this domain."""

    MAT = 1
    TOI_MAT = 2
    TUYET_MAT = 3

    @property
    def code(self) -> str:
        """mat, toi_mat or tuyet_mat: the name in data files."""
        return self.name.lower()

    @property
    def title(self) -> str:
        """The law's word: Mật, Tối mật or Tuyệt mật."""
        return TITLES.latest.value[self.code]

    @property
    def word(self) -> str:
        """How a refusal sentence names it."""
        return self.title

    @property
    def letter(self) -> str:
        """The envelope letter: C, B or A (R-LEVEL-9)."""
        return LETTERS.latest.value[self.code]


def level_of(code: str) -> Level:
    """The level of a data-file code. Raises KeyError for any other word: there is no fourth."""
    return Level[code.upper()]


@rule("R-LEVEL-2", says="Không hiểu độ mật “{text}”: chỉ có Tuyệt mật, Tối mật, Mật hoặc chữ A, B, C.")
@rule("R-LEVEL-9")
def parse_level(text: str) -> Level:
    """The level that an old book names, in any case, accents composed or not. Raises Refused where it is not plain."""
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    for code, spellings in SPELLINGS.latest.value.items():
        if plain in spellings:
            return level_of(code)
    raise Refused(Refusal("R-LEVEL-2", field="level", text=text.strip()))


class Regime(StrEnum):
    """The body of law that an act is judged by."""

    ORDINANCE_2000 = "ordinance-2000"
    LAW_2018 = "law-2018"
    LAW_2025 = "law-2025"


class Topic(StrEnum):
    """Parts of the law that changed regime on days of their own."""

    GENERAL = "general"
    LISTS = "lists"
    PERIODS = "periods"
    EXTENSION = "extension"


REGIMES: dict[Topic, Dated[str]] = {topic: dated(f"regimes.{topic.value}", str) for topic in Topic}


@rule("R-CONF-2")
@rule("R-TRANS-1")
def regime_on(day: date, *, about: Topic = Topic.GENERAL) -> Regime:
    """The regime in force on the day of the act. Raises NoLawInForce before the Ordinance of 2000."""
    return Regime(REGIMES[about].on(day).value)
