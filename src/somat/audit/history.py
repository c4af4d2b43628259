"""What the journal says happened to some objects: verb, person, moment and place in the tree; never a title."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from somat.audit.leaf import Decision
from somat.audit.models import Leaf, LeafIndex
from somat.audit.verbs import says

LONGEST = 50


@dataclass(frozen=True, slots=True)
class Event:
    """One granted act on an object."""

    at: datetime
    actor: UUID
    says: str
    index: int | None


def history(
    objects: Sequence[UUID], *, only: Collection[str] = (), without: Collection[str] = (), limit: int = LONGEST
) -> list[Event]:
    """The newest acts on these objects, newest first. The caller has shown the objects.

    `only` and `without` are codes of verbs: a line that is often looked at keeps its acts apart from its readings.
    """
    leaves = Leaf.unchecked.filter(object__in=list(objects), decision=Decision.GRANTED).exclude(verb__in=list(without))
    leaves = leaves.filter(verb__in=list(only)) if only else leaves
    rows = list(leaves.order_by("-id")[:limit].values_list("uuid", "at", "actor", "verb"))
    places = dict(LeafIndex.unchecked.filter(leaf__in=[r[0] for r in rows]).values_list("leaf", "index"))
    return [Event(at, actor, says(verb), places.get(uuid)) for uuid, at, actor, verb in rows]
