"""Who may decide: position, power and highest level, with or without a written delegation (R-AUTH)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from somat.law.dated import Dated, dated, rows_on
from somat.law.levels import Level, level_of
from somat.law.refusal import Refusal, rule
from somat.law.roles import Duty

TITLES: Dated[dict[str, str]] = dated("positions.titles", dict)
FORMER_POSITIONS: Dated[list[str]] = dated("positions.former", list)
POWERS: Dated[dict[str, str]] = dated("positions.powers", dict)
LENT: Dated[dict[str, list[str]]] = dated("roles.lent", dict)

HEAD, DEPUTY = "agency-head", "deputy-head"  # as whom a leader decides, and who decides by his delegation


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
    BOOK = "book"
    ADMIT = "admit"
    FILE = "file"

    @property
    def word(self) -> str:
        """How a sentence names it."""
        return POWERS.latest.value[self.value]


@dataclass(frozen=True, slots=True)
class Delegation:
    """A written delegation: its paper, what it covers and for which days; `by_delegate` if its giver was one himself.

    `units`: the names of the units it is for, empty where it is for the whole agency. `uuid`: its record here.
    """

    paper: str
    powers: frozenset[Power]
    max_level: Level
    since: date
    until: date
    by_delegate: bool
    units: frozenset[str] = frozenset()
    uuid: UUID | None = None


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
    *, position: str, power: Power, level: Level, on: date, delegation: Delegation | None = None, unit: str = ""
) -> Refusal | None:
    """Whether the holder of a position decides at this level on this day; a power holds for all lower levels too.

    `unit`: whose matter it is, by name; only a delegation that is for some units asks.
    """
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
    return may_rely_on(delegation, power=power, level=level, on=on, unit=unit)


@rule("R-AUTH-2", case="paper", says="Ủy quyền phải bằng văn bản, ghi số và ngày.")
@rule("R-AUTH-3", case="again", says="Người đang được ủy quyền không được ủy quyền tiếp.")
@rule("R-AUTH-3", case="days", says="Ủy quyền chỉ có giá trị từ {since} đến {until}.")
@rule("R-AUTH-3", case="scope", says="Ủy quyền này không gồm việc {power}.")
@rule("R-AUTH-3", case="level", says="Ủy quyền này chỉ đến độ {most}.")
@rule("R-AUTH-3", case="unit", says="Ủy quyền này chỉ gồm việc của {units}.")
def may_rely_on(delegation: Delegation, *, power: Power, level: Level, on: date, unit: str = "") -> Refusal | None:
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
    if delegation.units and unit not in delegation.units:
        return Refusal("R-AUTH-3", case="unit", units=sorted(delegation.units))
    return None


def relied_on(
    held: Collection[Delegation], *, power: Power, level: Level, on: date, unit: str = ""
) -> Delegation | None:
    """Of a deputy's delegations the one that carries this decision; else one that shows why it does not, if he has any."""
    asked = {"power": power, "level": level, "on": on, "unit": unit}
    fits = (one for one in held if may_rely_on(one, **asked) is None)  # type: ignore[arg-type]
    near = (one for one in held if power in one.powers)
    return next(fits, None) or next(near, None) or next(iter(held), None)


@rule("R-AUTH-2", case="content", says="Ghi rõ ủy quyền những việc gì.")
def may_delegate(powers: Collection[Power], *, level: Level, on: date) -> Refusal | None:
    """A delegation says what it is about, and gives only what a deputy may hold by one on its first day."""
    if not powers:
        return Refusal("R-AUTH-2", case="content", field="powers")
    letter = Delegation("–", frozenset(powers), level, on, on, by_delegate=False)
    answers = (may_decide(position=DEPUTY, power=power, level=level, on=on, delegation=letter) for power in powers)
    return next((answer for answer in answers if answer is not None), None)


def delegable(on: date) -> list[Power]:
    """The powers of this program's acts that a deputy may hold by delegation on that day, in the order of the table."""
    return [Power(code) for code in LENT.on(on).value if may_delegate({Power(code)}, level=min(Level), on=on) is None]


def duties_lent(delegations: Collection[Delegation], *, on: date) -> frozenset[Duty]:
    """The duties without which a deputy could not do what is delegated to him; each act still asks for its power."""
    lent = LENT.on(on).value
    powers = {power for one in delegations if one.since <= on <= one.until for power in one.powers}
    return frozenset(Duty(code) for power in powers for code in lent.get(power.value, ()))


def covered(held: Collection[Delegation], *, power: Power, level: Level, on: date, unit: str = "") -> bool:
    """Whether one of a deputy's delegations carries such a decision on that day."""
    letter = relied_on(held, power=power, level=level, on=on, unit=unit)
    return may_decide(position=DEPUTY, power=power, level=level, on=on, delegation=letter, unit=unit) is None


@rule("R-AUTH-2", case="unnamed", says="Việc này chưa cho làm theo ủy quyền.")
def must_name_ground(*, lent: bool, named: bool) -> Refusal | None:
    """What a person may do by delegation only is done under a delegation that the act names."""
    return Refusal("R-AUTH-2", case="unnamed") if lent and not named else None


@rule("R-AUTH-4", says="Bí mật nhà nước này do {agency} quản lý, ngoài phạm vi quyết định của người ký.")
def may_decide_for(agency: str, *, manages: Collection[str]) -> Refusal | None:
    """A person decides only on secrets within the management of his agency; `manages` are its agency codes."""
    return None if agency in manages else Refusal("R-AUTH-4", agency=agency)
