"""Determining a level: a line of a list in force, another hand than the drafter's; and the basis a book records."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from somat.law.dated import Dated, dated
from somat.law.levels import Level
from somat.law.refusal import Refusal, rule

BASIS_ASKED: Dated[list[str]] = dated("determining.basis-asked", list)
BLANK_WORDS: Dated[list[str]] = dated("determining.blank-words", list)


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a published list: its level and the days on which it is in force, both included."""

    level: Level
    from_: date
    until: date | None = None

    def in_force(self, on: date) -> bool:
        return self.from_ <= on and (self.until is None or on <= self.until)


@rule("R-LIST-5", says="Phải dẫn ít nhất một mục của danh mục có hiệu lực ngày {on}; không xác định ngoài danh mục.")
@rule("R-LIST-5", case="level", says="Các mục danh mục đã dẫn là độ {cited}, không phải {level}.")
def may_determine(level: Level, *, cited: Collection[ListLine], on: date) -> Refusal | None:
    """A hard stop: at least one cited line is in force on that day, and the highest of them is the level."""
    levels = [line.level for line in cited if line.in_force(on)]
    if not levels:
        return Refusal("R-LIST-5", on=on, field="basis")
    if max(levels) != level:
        return Refusal("R-LIST-5", case="level", cited=max(levels), level=level, field="level")
    return None


@rule("R-DET-14", says="Người soạn thảo không được xác định độ mật của chính văn bản đó.")
def may_determine_for(*, drafter: UUID, determiner: UUID) -> Refusal | None:
    """Drafter and determiner are two persons."""
    return Refusal("R-DET-14") if drafter == determiner else None


class BasisState(StrEnum):
    """Whether a registered paper states its basis in a list."""

    STATED = "stated"
    MISSING = "missing"


@rule("R-LIST-5")
@rule("R-TRANS-5")
def basis_state(level: Level, basis_text: str) -> BasisState:
    """MISSING ("chưa ghi căn cứ") where the level asks for a basis and the cell is blank or says so.

    Registering a paper that is signed already is not determining: a missing basis is recorded, never refused.
    """
    words = " ".join(unicodedata.normalize("NFC", basis_text).casefold().split())
    asked = level.code in BASIS_ASKED.latest.value
    return BasisState.MISSING if asked and words in BLANK_WORDS.latest.value else BasisState.STATED
