"""The journal desk: leaves and checkpoints as the log auditor may see them. No abstract, no title: a leaf holds none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from somat.audit import standing
from somat.audit.leaf import BadLeaf, Decision, Facts, parse
from somat.audit.models import Checkpoint, Leaf, LeafIndex, Sheet
from somat.audit.moment import VIETNAM
from somat.audit.prepared import Prepared
from somat.audit.verbs import says
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do

MOST = 200  # leaves of one page
LOOKED_AT = 20_000  # leaves that one look for the unusual goes through
WORK_BEGINS, WORK_ENDS = time(7), time(17, 30)
MANY_REFUSALS, MANY_PRINTS = 5, 20  # of one person on one day
READING, PRINTING = ("read", "page", "search"), ("print", "export")  # how such verbs end


@dataclass(frozen=True, slots=True)
class Line:
    """A leaf as a line of the desk. `index` is its place in the tree, None while it waits for one."""

    place: int  # the leaf's id: where the next page begins
    index: int | None
    uuid: UUID
    at: datetime
    actor: UUID
    session: UUID | None
    station: str
    verb: str
    says: str
    object: UUID | None
    decision: str
    rule: str
    row: str
    detail: str
    sound: bool  # False where somebody has spoilt the leaf's bytes: what is shown comes from its columns


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; None or '' means everything. Days are Vietnamese local days, both included."""

    verb: str = ""
    person: UUID | None = None
    object: UUID | None = None
    decision: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint: a tree of so many leaves had this root (hexadecimal) and was signed at that moment."""

    size: int
    root: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unusual:
    """What a person did on one day that an auditor may want to ask about."""

    kind: str  # 'hours', 'refusals' or 'prints'
    person: UUID
    day: date
    count: int


def leaves(*, by: Actor, wanted: Wanted | None = None, before: int | None = None, limit: int = 50) -> list[Line]:
    """A page of leaves, newest first; `before` is the `place` of the last line of the page before. At most 200."""
    demand(may_do(Duty.JOURNAL_READ, duties=by.duties))
    found = _narrowed(wanted or Wanted())
    if before is not None:
        found = found.filter(id__lt=before)
    return _lines(found.order_by("-id")[: max(1, min(limit, MOST))])


def leaf(uuid: UUID, *, by: Actor) -> Line | None:
    """One leaf, None where there is none."""
    demand(may_do(Duty.JOURNAL_READ, duties=by.duties))
    return next(iter(_lines(Leaf.unchecked.filter(uuid=uuid)[:1])), None)


def checkpoints(*, by: Actor, before: int | None = None, limit: int = 50) -> list[Signed]:
    """A page of checkpoints, the largest first; `before` is the size of the last one of the page before."""
    demand(may_do(Duty.JOURNAL_READ, duties=by.duties))
    found = Checkpoint.unchecked.order_by("-size")
    if before is not None:
        found = found.filter(size__lt=before)
    return [Signed(c.size, c.root, c.note, c.at) for c in found[: max(1, min(limit, MOST))]]


def newest_checkpoint() -> Signed | None:
    """The newest signed state of the tree. It says nothing about anybody: every desk may show it, and prints carry it."""
    newest = NEWEST.first()
    return Signed(newest.size, newest.root, newest.note, newest.at) if newest else None


NEWEST = Prepared(lambda: Checkpoint.unchecked.order_by("-size")[:1])


def newest_of(verbs: Collection[str]) -> tuple[datetime, str] | None:
    """When an act of one of these verbs was done last, and which; for acts on the machine, which name nobody's papers."""
    done = Leaf.unchecked.filter(verb__in=verbs, decision=Decision.GRANTED).order_by("-id")
    return done.values_list("at", "verb").first()


def waiting() -> timedelta:
    """How long the oldest leaf without a place has waited; over 60 s the site takes no writes."""
    return standing.waited_for()


def sheets(*, by: Actor, limit: int = 31) -> list[Sheet]:
    """The daily sheets printed last, newest first."""
    demand(may_do(Duty.JOURNAL_READ, duties=by.duties))
    return list(Sheet.unchecked.order_by("-id")[: max(1, min(limit, MOST))])


def unusual(*, by: Actor, on: date, days: int = 7) -> list[Unusual]:
    """Of the last days up to `on`: readings outside working hours, many refusals, many prints; by person and day.

    Looks at the newest 20,000 leaves of those days at most.
    """
    demand(may_do(Duty.JOURNAL_READ, duties=by.duties))
    wanted = Wanted(first=on - timedelta(days=days - 1), last=on)
    facts = _narrowed(wanted).order_by("-id").values_list("at", "actor", "verb", "decision")[:LOOKED_AT]
    counts: Counter[tuple[str, UUID, date]] = Counter()
    for at, actor, verb, decision in facts.iterator(chunk_size=2_000):
        local = at.astimezone(VIETNAM)
        for kind in _kinds(local, verb, decision):
            counts[kind, actor, local.date()] += 1
    least = {"hours": 1, "refusals": MANY_REFUSALS + 1, "prints": MANY_PRINTS + 1}
    found = [Unusual(kind, person, day, n) for (kind, person, day), n in counts.items() if n >= least[kind]]
    return sorted(found, key=lambda each: (each.day, each.kind, each.count), reverse=True)


def _kinds(local: datetime, verb: str, decision: str) -> list[str]:
    if decision == "refused":
        return ["refusals"]
    what, kinds = verb.rpartition(".")[2], []
    if what in READING and (local.weekday() >= 5 or not WORK_BEGINS <= local.time() < WORK_ENDS):
        kinds.append("hours")
    if what in PRINTING:
        kinds.append("prints")
    return kinds if decision == "granted" else []


def _narrowed(wanted: Wanted) -> QuerySet[Leaf]:
    found = Leaf.unchecked.all()
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.person is not None:
        found = found.filter(actor=wanted.person)
    if wanted.object is not None:
        found = found.filter(object=wanted.object)
    if wanted.decision:
        found = found.filter(decision=wanted.decision)
    if wanted.first is not None:
        found = found.filter(at__gte=_midnight(wanted.first))
    if wanted.last is not None:
        found = found.filter(at__lt=_midnight(wanted.last + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), VIETNAM)


def _lines(found: Iterable[Leaf]) -> list[Line]:
    rows = list(found)
    places = dict(LeafIndex.unchecked.filter(leaf__in=[row.uuid for row in rows]).values_list("leaf", "index"))
    return [_line(row, places.get(row.uuid)) for row in rows]


def _line(row: Leaf, index: int | None) -> Line:
    """The body says it; the columns are for finding it."""
    try:
        facts, sound = parse(bytes(row.body)), True
    except BadLeaf:
        facts, sound = Facts(row.uuid, row.at, row.actor, row.verb, object=row.object, decision=row.decision), False
    return Line(
        place=row.pk,
        index=index,
        uuid=facts.leaf,
        at=facts.at,
        actor=facts.actor,
        session=facts.session,
        station=facts.station,
        verb=facts.verb,
        says=says(facts.verb),
        object=facts.object,
        decision=facts.decision,
        rule=facts.rule,
        row=facts.row,
        detail=facts.detail,
        sound=sound,
    )
