"""Who works here and who is logged in. Names, units and posts are known to all; accounts to those who look after them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from somat.audit.absent import NotFound
from somat.audit.moment import today
from somat.audit.prepared import Prepared
from somat.law.access import Actor
from somat.law.fold import fold
from somat.law.roles import Duty, Role
from somat.people.models import Account, Appointment, Attempt, Epoch, Person, RoleHeld, Session, Unit, UnlockRequest

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that is in use now, with the epoch of rights at the moment of the look-up."""

    uuid: UUID
    person: UUID
    workstation: str
    strength: int
    idle_minutes: int
    must_change: bool
    started_at: datetime
    proven_at: datetime
    idle_until: datetime
    ends_at: datetime
    epoch: int


def live(token_hash: str, *, workstation: str, now: datetime) -> LiveSession | None:
    """The live session of this token at this workstation, in one query; None for every other token."""
    row = LIVE.first(token_hash=token_hash, workstation=workstation, now=now)
    return LiveSession(*row) if row is not None else None


def _live(token_hash: str, workstation: str, now: datetime) -> QuerySet[Any]:
    """The columns in the order of `LiveSession`."""
    rows = Session.unchecked.filter(
        token_hash=token_hash, workstation=workstation, ended_at=None, idle_until__gt=now, ends_at__gt=now
    )
    found = rows.annotate(epoch=Coalesce(Subquery(Epoch.unchecked.order_by("id").values("number")[:1]), 0))
    return found.values_list("uuid", "person_uuid", *(field.name for field in fields(LiveSession)[2:]))[:1]


LIVE = Prepared[Any](_live)


def open_session(token_hash: str) -> Session | None:
    """The row of a token whose session nobody has ended yet, though it may be stale."""
    return Session.unchecked.filter(token_hash=token_hash, ended_at=None).first()


def in_force(on: date) -> Q:
    """Rows whose period covers the day, both ends included; an open end never passes."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on)) & (Q(until=None) | Q(until__gte=F("since")))


def roles(person: UUID, *, on: date) -> frozenset[Role]:
    """The roles that a person holds on that day."""
    held = RoleHeld.unchecked.filter(in_force(on), person__uuid=person)
    return frozenset(Role(code) for code in held.values_list("role", flat=True))


def roles_overlapping(person: UUID, *, since: date, until: date | None) -> frozenset[Role]:
    """The roles held on any day of a period: what R25 must look at when a further one is given."""
    held = RoleHeld.unchecked.filter(Q(until=None) | Q(until__gte=since), person__uuid=person)
    held = held.filter(Q(until=None) | Q(until__gte=F("since")))
    if until is not None:
        held = held.filter(since__lte=until)
    return frozenset(Role(code) for code in held.values_list("role", flat=True))


def holders(role: Role, *, by: Actor, on: date) -> list[Person]:
    """The people who hold a role on that day, by name."""
    held = RoleHeld.unchecked.filter(in_force(on), role=role.value).values("person__uuid")
    return list(Person.unchecked.filter(uuid__in=held).order_by("folded", "id"))


def roles_held(*, by: Actor, on: date) -> dict[UUID, frozenset[Role]]:
    """Everybody's roles on that day: who does what in the agency is no secret."""
    found: dict[UUID, set[Role]] = {}
    for person, code in RoleHeld.unchecked.filter(in_force(on)).values_list("person__uuid", "role"):
        found.setdefault(person, set()).add(Role(code))
    return {person: frozenset(codes) for person, codes in found.items()}


def person(uuid: UUID, *, by: Actor, lock: bool = False) -> Person:
    """One person, or NotFound."""
    rows = Person.unchecked.filter(uuid=uuid)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    return found


def people(*, by: Actor, on: date) -> list[Person]:
    """Everybody who has not left by that day, in the order of the alphabet."""
    return list(Person.unchecked.filter(staying(on)).select_related("unit").order_by("folded", "id"))


def named(words: str, *, by: Actor, on: date, limit: int = 10) -> list[Person]:
    """People whose name holds these words, marks or not, for a form that suggests."""
    found = Person.unchecked.filter(staying(on))
    for word in fold(words).split():
        found = found.filter(folded__contains=word)
    return list(found.select_related("unit").order_by("folded", "id")[:limit])


def called(names: Collection[str], *, by: Actor, on: date) -> dict[str, list[Person]]:
    """Those of these names that somebody bears who has not left by that day, each with all who bear it."""
    found: dict[str, list[Person]] = {}
    for person in CALLED.among(set(names), on=on):
        found.setdefault(person.name, []).append(person)
    return found


def place(person: Person) -> str:
    """What tells a person from his namesakes: post and unit, or the agency he comes from."""
    return ", ".join(part for part in (person.post, person.unit.name if person.unit else "", person.outside) if part)


CALLED = Prepared(lambda among, on: Person.unchecked.filter(staying(on), name__in=among).order_by("folded", "id"))


def staying(on: date) -> Q:
    return Q(left_on=None) | Q(left_on__gte=on)


def names(uuids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by uuid for a page that already holds these uuids; the system has its own."""
    return {NOBODY: "hệ thống", **{person.uuid: person.name for person in NAMED.among(set(uuids))}}


NAMED = Prepared(lambda among: Person.unchecked.filter(uuid__in=among))


def placed(uuids: Iterable[UUID]) -> dict[UUID, Person]:
    """The same people with their units, for a page that says where each of them is."""
    return {person.uuid: person for person in PLACED.among(set(uuids))}


PLACED = Prepared(lambda among: Person.unchecked.filter(uuid__in=among).select_related("unit"))


def units(*, by: Actor, on: date) -> list[Unit]:
    """The units of that day, parents before their children."""
    rows = list(Unit.unchecked.filter(in_force(on)).order_by("name", "id"))
    below: dict[UUID | None, list[Unit]] = {}
    known = {unit.uuid for unit in rows}
    for unit in rows:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    ordered: list[Unit] = []
    waiting = below.get(None, [])[::-1]
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting += below.get(unit.uuid, [])[::-1]
    return ordered


def unit(uuid: UUID, *, by: Actor, lock: bool = False) -> Unit:
    rows = Unit.unchecked.filter(uuid=uuid)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    return found


def units_over(person: UUID) -> frozenset[str]:
    """The names of a person's unit and of those above it: what he receives for."""
    found = Person.unchecked.filter(uuid=person).select_related("unit").first()
    unit, above = found.unit if found else None, {}
    while unit is not None and unit.uuid not in above:
        above[unit.uuid] = unit.name
        unit = unit.parent
    return frozenset(above.values())


def appointments(person: UUID, *, by: Actor) -> list[Appointment]:
    """The posts of a person, newest first."""
    return list(Appointment.unchecked.filter(person__uuid=person).select_related("unit").order_by("-since", "-id"))


KEEPERS = frozenset({Duty.ACCOUNT_CREATE, Duty.ACCOUNT_UNLOCK_ASK, Duty.ACCOUNT_UNLOCK})


def seen_accounts(by: Actor) -> QuerySet[Account]:
    """All accounts for those who look after them, his own for anybody else."""
    rows = Account.unchecked.select_related("person")
    return rows if by.duties & KEEPERS else rows.filter(person__uuid=by.person)


def accounts(*, by: Actor) -> list[Account]:
    return list(seen_accounts(by).order_by("username"))


def account(person: UUID, *, by: Actor, lock: bool = False) -> Account:
    """A person's account, or NotFound."""
    rows = seen_accounts(by).filter(person__uuid=person)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NotFound(person)
    return found


def unlocks_waiting(*, by: Actor) -> list[UnlockRequest]:
    """Requests that wait for a second person, oldest first; only those who may ask or grant see them."""
    if not by.duties & KEEPERS:
        return []
    rows = UnlockRequest.unchecked.filter(granted_by=None, account__state__in=("locked", "disabled"))
    if Duty.ACCOUNT_UNLOCK in by.lent:  # a deputy frees no leader
        leaders = RoleHeld.unchecked.filter(in_force(today()), role=Role.LD.value).values("person")
        rows = rows.exclude(account__person__in=leaders)
    return list(rows.select_related("account__person").order_by("id"))


def last_used(account: Account) -> datetime:
    """When an account was last logged in to, given a password, or opened again by two persons."""
    seen = Attempt.unchecked.filter(account=account.uuid).values_list("last_login_at", flat=True).first()
    granted = UnlockRequest.unchecked.filter(account=account, granted_at__isnull=False).order_by("-granted_at")
    opened = granted.values_list("granted_at", flat=True).first()
    return max(moment for moment in (seen, opened, account.changed_at) if moment is not None)


def is_empty() -> bool:
    """Whether nobody has been written yet: the one moment at which the first people may be."""
    return not Person.unchecked.exists()


def is_in_use() -> bool:
    """Whether anybody has ever logged in: until then the site is still being set up."""
    return Session.unchecked.exists()


def person_of_account(username: str) -> UUID | None:
    """Whose account this is, if it is in use; for the command line, which then checks his duties."""
    found = Account.unchecked.filter(username=username, state=Account.State.ACTIVE).first()
    return found.person_id if found else None
