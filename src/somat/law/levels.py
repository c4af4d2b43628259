"""The three levels of secrecy and the three regimes of the law; the rules R-LEVEL and R-CONF."""

from enum import IntEnum, StrEnum

from somat.law.dated import Dated, dated

TITLES: Dated[dict[str, str]] = dated("levels.titles", dict)
LETTERS: Dated[dict[str, str]] = dated("levels.letters", dict)


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
        """The envelope letter: C, B or A."""
        return LETTERS.latest.value[self.code]


class Regime(StrEnum):
    """Which law an act is judged by."""

    ORDINANCE_2000 = "ordinance-2000"
    LAW_2018 = "law-2018"
    LAW_2025 = "law-2025"
