"""May this person read this thing: clearance and need to know, for people who have a name (R-SEC-1)."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from uuid import UUID

from somat.law.authority import Delegation, Power, covered
from somat.law.levels import Level
from somat.law.refusal import Refusal, rule
from somat.law.roles import Duty, Role


@dataclass(frozen=True, slots=True)
class Clearance:
    """The highest level that a person may read, from `since` to `until`, both days included."""

    level: Level
    since: date
    until: date

    def covers(self, level: Level, *, on: date) -> bool:
        return level <= self.level and self.since <= on <= self.until


@dataclass(frozen=True, slots=True)
class BookScope:
    """A book that a person sees whole: his days of duty and, for an inspector, the days of the lines he may see.

    `level` is the highest level of the book; `since` to `until` is the duty; `first` to `last` are days of lines.
    """

    book: UUID
    level: Level
    since: date
    until: date
    first: date | None = None
    last: date | None = None


class Strength(IntEnum):
    """How the person has shown who he is."""

    NONE = 0
    PASSWORD = 1
    TOKEN = 2


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, frozen for one request. `lent`: those of his duties that he has by delegation only (R-AUTH-3)."""

    person: UUID
    name: str
    roles: frozenset[Role]
    duties: frozenset[Duty]
    clearance: Clearance | None
    books: tuple[BookScope, ...]
    session: UUID | None = None
    workstation: str = ""
    strength: Strength = Strength.NONE
    title: str = ""
    delegations: tuple[Delegation, ...] = ()
    lent: frozenset[Duty] = frozenset()

    @property
    def keeps(self) -> list[UUID]:
        """The books whose work is this person's; whoever sees only some days of one from outside has none in it."""
        return [scope.book for scope in self.books if scope.first is None and scope.last is None]


def decides(actor: Actor, power: Power, *, duty: Duty, level: Level, on: date, unit: str = "") -> bool:
    """Whether a page offers this person a decision: his own duty, or one lent to him and a delegation that carries it."""
    if duty not in actor.duties:
        return False
    return duty not in actor.lent or covered(actor.delegations, power=power, level=level, on=on, unit=unit)


SYSTEM = Actor(
    person=UUID(int=0),
    name="hệ thống",
    roles=frozenset(),
    duties=frozenset(),
    clearance=None,
    books=(),
)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked for, as far as the decision needs it; `day` is the day by which an inspector's range is cut."""

    level: Level
    book: UUID
    day: date
    in_circle: bool


@rule("R-SEC-1", says="Tài khoản này không được xem nội dung đó.")
def may_read(actor: Actor, thing: Thing, *, on: date) -> Refusal | None:
    """Cleared for the level on that day, and either named in the circle or seeing the book whole.

    The administrator reads nothing, whatever else he holds. The refusal is never shown as such: hidden looks missing.
    """
    cleared = actor.clearance is not None and actor.clearance.covers(thing.level, on=on)
    if Role.QT in actor.roles or not cleared:
        return Refusal("R-SEC-1")
    if thing.in_circle or any(_sees(actor, scope, thing, on) for scope in actor.books):
        return None
    return Refusal("R-SEC-1")


def _sees(actor: Actor, scope: BookScope, thing: Thing, on: date) -> bool:
    """The scope is of this book, on duty today, cleared for all of the book, and the line is in its range."""
    return (
        scope.book == thing.book
        and scope.since <= on <= scope.until
        and actor.clearance is not None
        and actor.clearance.level >= scope.level
        and (scope.first is None or scope.first <= thing.day)
        and (scope.last is None or thing.day <= scope.last)
    )
