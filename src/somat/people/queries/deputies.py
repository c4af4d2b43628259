"""Which delegations stand on a day, as the law room judges them, and what was decided under each (R-AUTH-2, R-AUTH-3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from somat.audit.absent import NotFound
from somat.law import authority
from somat.law.access import Actor
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.roles import Role, may_hold
from somat.people import queries
from somat.people.models import Delegation, Person, Reliance, RoleHeld, Unit


def letters(person: UUID, *, on: date) -> list[authority.Delegation]:
    """The delegations on which a person can rely on that day, as the law reads them.

    None for who holds a role that no leader may hold (R25); one whose giver is no leader on that day has lapsed.
    """
    rows = list(in_force(on).filter(person__uuid=person).select_related("unit"))
    if not rows or may_hold(queries.roles(person, on=on) | {Role.LD}) is not None:
        return []
    return [letter_of(row, on=on) for row in rows]


def letter_of(row: Delegation, *, on: date) -> authority.Delegation:
    return authority.Delegation(
        paper=paper_of(row),
        powers=powers_of(row),
        max_level=Level(row.level),
        since=row.since,
        until=row.until,
        by_delegate=False,
        units=units_under(row.unit, on=on) if row.unit else frozenset(),
        uuid=row.uuid,
    )


def powers_of(row: Delegation) -> frozenset[Power]:
    return frozenset(Power(code) for code in row.powers.split(",") if code)


def paper_of(row: Delegation) -> str:
    """The written decision as a record names it."""
    return f"{row.decision} ngày {row.decided_on:%d/%m/%Y}"


def units_under(unit: Unit, *, on: date) -> frozenset[str]:
    """The names of a unit and of all below it on that day."""
    below: dict[UUID | None, list[Unit]] = {}
    for one in Unit.unchecked.filter(queries.in_force(on)):
        below.setdefault(one.parent_id, []).append(one)
    found, waiting = {unit.uuid: unit.name}, [unit]
    while waiting:
        for one in below.get(waiting.pop().uuid, []):
            if one.uuid not in found:
                found[one.uuid] = one.name
                waiting.append(one)
    return frozenset(found.values())


def in_force(on: date) -> QuerySet[Delegation]:
    """Delegations that cover the day and whose giver is a leader on it."""
    leaders = RoleHeld.unchecked.filter(queries.in_force(on), role=Role.LD.value).values("person")
    return Delegation.unchecked.filter(since__lte=on, until__gte=on, giver__in=leaders).order_by("id")


def overlapping(person: UUID, *, since: date, until: date | None) -> bool:
    """Whether a person is anybody's deputy on a day of a period: he then counts as a leader for R25."""
    rows = Delegation.unchecked.filter(person__uuid=person, until__gte=since)
    return (rows.filter(since__lte=until) if until else rows).exists()


def who_decides(power: Power, *, level: Level, by: Actor, on: date, unit: str = "") -> list[Person]:
    """The deputies who may decide such a thing today, by name: who is deputy is known to all."""
    found = []
    for person in Person.unchecked.filter(uuid__in=in_force(on).values("person")).order_by("folded", "id"):
        if decides_by_letter(person.uuid, power, level=level, on=on, unit=unit) is not None:
            found.append(person)
    return found


def decides_by_letter(
    person: UUID, power: Power, *, level: Level, on: date, unit: str = ""
) -> authority.Delegation | None:
    """The delegation by which a person decides such a thing on that day, or None."""
    held = letters(person, on=on)
    letter = authority.relied_on(held, power=power, level=level, on=on, unit=unit)
    asked = {"position": authority.DEPUTY, "power": power, "level": level, "on": on, "unit": unit}
    return letter if authority.may_decide(**asked, delegation=letter) is None else None  # type: ignore[arg-type]


def unit_name(person: UUID) -> str:
    """The unit whose matter a right of this person is."""
    found = Person.unchecked.filter(uuid=person).select_related("unit").first()
    return found.unit.name if found and found.unit else ""


def of(person: UUID) -> Q:
    """What a person was given or gave."""
    return Q(person__uuid=person) | Q(giver__uuid=person)


def visible_to(by: Actor, *, all_for: bool) -> Q:
    """The delegations that a person may list: all for those who propose or confirm, for others their own."""
    return Q() if all_for else of(by.person)


def delegations(*, by: Actor, all_for: bool, limit: int = 200) -> list[Delegation]:
    """Delegations past, in force and to come, newest first."""
    rows = Delegation.unchecked.filter(visible_to(by, all_for=all_for)).select_related("person", "giver", "unit")
    return list(rows.order_by("-since", "-id")[:limit])


def delegation(uuid: UUID, *, by: Actor, all_for: bool, lock: bool = False) -> Delegation:
    """One delegation, or NotFound."""
    rows = Delegation.unchecked.filter(visible_to(by, all_for=all_for), uuid=uuid)
    found = (rows.select_for_update() if lock else rows.select_related("person", "giver", "unit")).first()
    if found is None:
        raise NotFound(uuid)
    return found


def papers(objects: Iterable[UUID]) -> dict[UUID, str]:
    """By object already seen: the paper of the delegation under which it was decided, where there was one."""
    rows = Reliance.unchecked.filter(object__in=set(objects)).select_related("delegation").order_by("id")
    return {row.object: paper_of(row.delegation) for row in rows}
