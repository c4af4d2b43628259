"""What the journal says happened to some objects: verb, person, moment and place in the tree; never a title."""

from __future__ import annotations

from collections.abc import Sequence
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


def history(objects: Sequence[UUID]) -> list[Event]:
    """The newest acts on these objects, newest first; readers are told here too. The caller has shown the objects."""
    leaves = Leaf.unchecked.filter(object__in=list(objects), decision=Decision.GRANTED).order_by("-id")[:LONGEST]
    rows = list(leaves.values_list("uuid", "at", "actor", "verb"))
    places = dict(LeafIndex.unchecked.filter(leaf__in=[r[0] for r in rows]).values_list("leaf", "index"))
    return [Event(at, actor, says(verb), places.get(uuid)) for uuid, at, actor, verb in rows]
