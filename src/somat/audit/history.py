"""What the journal says happened to some objects: verb, person, moment and place in the tree; never a title."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from somat.audit.leaf import Decision
from somat.audit.models import Leaf, LeafIndex
from somat.audit.prepared import Prepared
from somat.audit.verbs import says

if TYPE_CHECKING:
    from django.db.models import QuerySet

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
    rows = _newest(frozenset(only), frozenset(without), limit).among(objects)
    places = {one.leaf: one.index for one in PLACES.among([row.uuid for row in rows])}
    return [Event(row.at, row.actor, says(row.verb), places.get(row.uuid)) for row in rows]


@cache
def _newest(only: frozenset[str], without: frozenset[str], limit: int) -> Prepared[Leaf]:
    """One statement for each way of asking; there are as many as callers."""

    def build(among: Sequence[UUID]) -> QuerySet[Leaf]:
        leaves = Leaf.unchecked.filter(object__in=among, decision=Decision.GRANTED)
        leaves = leaves.exclude(verb__in=sorted(without)) if without else leaves
        return (leaves.filter(verb__in=sorted(only)) if only else leaves).order_by("-id")[:limit]

    return Prepared(build)


PLACES = Prepared(lambda among: LeafIndex.unchecked.filter(leaf__in=among))
