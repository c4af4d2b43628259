"""One row of the law: a value, the days on which it binds, and where it is written."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)

DESIGN = "Quy ước của chương trình"  # the source of a row that is our own choice, not law


class State(StrEnum):
    """How far the wording behind a row has been checked; never raised by a guess."""

    VERIFIED = "verified"
    FALLBACK = "fallback"
    UNVERIFIED = "unverified"

    @property
    def word(self) -> str:
        """The Vietnamese word for the page "Căn cứ pháp lý"."""
        return _WORDS[self]


_WORDS = {State.VERIFIED: "đã kiểm chứng", State.FALLBACK: "tạm dùng", State.UNVERIFIED: "chưa kiểm chứng"}


class Origin(StrEnum):
    """Who wrote a row: the program as shipped, or the agency's own folder."""

    SHIPPED = "chương trình"
    AGENCY = "cơ quan"


@dataclass(frozen=True, slots=True)
class Row(Generic[T_co]):
    """A value in force from `from_` to `until`, both days included; `until` None means until further notice."""

    key: str
    from_: date
    until: date | None
    value: T_co
    source: str
    article: str
    state: State
    says: str
    rule: str
    group: str
    origin: Origin = Origin.SHIPPED

    def covers(self, day: date) -> bool:
        return self.from_ <= day and (self.until is None or day <= self.until)

    @property
    def designed(self) -> bool:
        """True when the row is our own choice and no instrument stands behind it."""
        return self.source == DESIGN

    def cite(self) -> str:
        """The citation for a person: article, instrument and, where the wording is not certain, a word that says so."""
        where = f"{self.article} {self.source}" if self.article else self.source
        return where if self.state is State.VERIFIED or self.designed else f"{where}, {self.state.word}"
