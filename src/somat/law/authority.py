"""Who may decide: position, power and highest level, with or without a written delegation (R-AUTH)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from somat.law.dated import Dated, dated, rows_on
from somat.law.levels import Level, level_of
from somat.law.refusal import Refusal, rule

TITLES: Dated[dict[str, str]] = dated("positions.titles", dict)
FORMER_POSITIONS: Dated[list[str]] = dated("positions.former", list)
POWERS: Dated[dict[str, str]] = dated("positions.powers", dict)


class Power(StrEnum):
    """What only named positions may decide."""

    DETERMINE = "determine"
    COPY = "copy"
    TAKE_OUT = "take-out"
    TAKE_ABROAD = "take-abroad"
    PROVIDE = "provide"
    PROVIDE_FOREIGN = "provide-foreign"
    ADJUST = "adjust"
    EXTEND = "extend"
    DECLASSIFY = "declassify"
    DESTROY = "destroy"

    @property
    def word(self) -> str:
        """How a sentence names it."""
        return POWERS.latest.value[self.value]


@dataclass(frozen=True, slots=True)
class Delegation:
    """A written delegation: its paper, what it covers and for which days; `by_delegate` if its giver was one himself."""

    paper: str
    powers: frozenset[Power]
    max_level: Level
    since: date
    until: date
    by_delegate: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """A cell of the matrix: a position has a power up to a level, in its own right or by delegation only."""

    position: str
    power: Power
    max_level: Level
    delegation_required: bool


@rule("R-AUTH-5")
@rule("R-AUTH-7")
@rule("R-AUTH-9")
def matrix(power: Power, *, on: date) -> Iterator[Grant]:
    """Every cell of one power on that day: shipped groups and those that an agency has added."""
    for value in _groups(power, on):
        yield from _named(value, power)
        if value["like"]:
            yield from _alike(value, power, on)


def _groups(power: str, on: date) -> list[dict[str, Any]]:
    return [row.value for row in rows_on("authority", on) if row.value["power"] == power]


def _named(value: dict[str, Any], power: Power) -> Iterator[Grant]:
    for position, code in value["positions"].items():
        yield Grant(position, power, level_of(code), value["delegation"])


def _alike(value: dict[str, Any], power: Power, on: date) -> Iterator[Grant]:
    """The positions named for another power, from a level up; one step only, so that no circle can form."""
    least = level_of(value["least"]) if value["least"] else min(Level)
    for other in _groups(value["like"], on):
        for cell in _named(other, power):
            if cell.max_level >= least:
                yield replace(cell, delegation_required=cell.delegation_required or value["delegation"])


@rule("R-AUTH-1")
@rule("R-AUTH-2", says="{position} phải có ủy quyền bằng văn bản mới được {power}.")
@rule("R-AUTH-6", says="{position}: chức danh cấp huyện không còn thẩm quyền.")
@rule("R-AUTH-7", says="{position} không có thẩm quyền {power}.")
@rule("R-AUTH-8", says="{position} chỉ được {power} đến độ {most}, không đến {level}.")
def may_decide(
    *, position: str, power: Power, level: Level, on: date, delegation: Delegation | None = None
) -> Refusal | None:
    """Whether the holder of a position decides at this level on this day; a power holds for all lower levels too."""
    facts = {"position": TITLES.latest.value.get(position, position), "power": power}
    if position in FORMER_POSITIONS.on(on).value:
        return Refusal("R-AUTH-6", **facts)
    cells = [cell for cell in matrix(power, on=on) if cell.position == position]
    if not cells:
        return Refusal("R-AUTH-7", **facts)
    high_enough = [cell for cell in cells if cell.max_level >= level]
    if not high_enough:
        return Refusal("R-AUTH-8", **facts, most=max(cell.max_level for cell in cells), level=level)
    if not all(cell.delegation_required for cell in high_enough):
        return None
    if delegation is None:
        return Refusal("R-AUTH-2", **facts)
    return may_rely_on(delegation, power=power, level=level, on=on)


@rule("R-AUTH-2", case="paper", says="Ủy quyền phải bằng văn bản, ghi số và ngày.")
@rule("R-AUTH-3", case="again", says="Người đang được ủy quyền không được ủy quyền tiếp.")
@rule("R-AUTH-3", case="days", says="Ủy quyền chỉ có giá trị từ {since} đến {until}.")
@rule("R-AUTH-3", case="scope", says="Ủy quyền này không gồm việc {power}.")
@rule("R-AUTH-3", case="level", says="Ủy quyền này chỉ đến độ {most}.")
def may_rely_on(delegation: Delegation, *, power: Power, level: Level, on: date) -> Refusal | None:
    """Written, not handed on, and within its days, scope and level."""
    if not delegation.paper.strip():
        return Refusal("R-AUTH-2", case="paper", field="delegation")
    if delegation.by_delegate:
        return Refusal("R-AUTH-3", case="again")
    if not delegation.since <= on <= delegation.until:
        return Refusal("R-AUTH-3", case="days", since=delegation.since, until=delegation.until)
    if power not in delegation.powers:
        return Refusal("R-AUTH-3", case="scope", power=power)
    if level > delegation.max_level:
        return Refusal("R-AUTH-3", case="level", most=delegation.max_level)
    return None


@rule("R-AUTH-4", says="Bí mật nhà nước này do {agency} quản lý, ngoài phạm vi quyết định của người ký.")
def may_decide_for(agency: str, *, manages: Collection[str]) -> Refusal | None:
    """A person decides only on secrets within the management of his agency; `manages` are its agency codes."""
    return None if agency in manages else Refusal("R-AUTH-4", agency=agency)
