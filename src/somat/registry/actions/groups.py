"""Saved groups of recipients and saved filters: their names and contents are sealed, and they are the person's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from somat.audit.change import change
from somat.audit.verbs import Verb
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.registry import checks, queries, verbs
from somat.registry.models import Group
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client

TABLE = "registry_group"
WHATS = {"to": "nhóm nơi nhận", "filter": "bộ lọc tìm kiếm", "book": "bộ lọc của sổ"}
VERBS: dict[str, Verb] = {"to": verbs.GROUP_KEEP, "filter": verbs.FILTER_KEEP, "book": verbs.FILTER_KEEP}


def keep(purpose: str, content: Mapping[str, Any], *, by: Actor, key: UUID | None = None) -> Group:
    """Save a group of recipients (`purpose` 'to'), a filter of the search ('filter') or of a book ('book').

    Refused where the person has as many of the kind as are shown: none is kept out of sight.
    """
    group_id = uuid4()
    words = Words("", content)
    sealed = client.seal(plain(words, table=TABLE, row=group_id, level=Level.TUYET_MAT, key=by.person, version=1))
    with change(VERBS[purpose], by=by, key=key) as act:
        demand(checks.may_keep(held(purpose, by=by), most=queries.MOST_KEPT, what=WHATS[purpose]))
        group = Group(uuid=group_id, owner=by.person, purpose=purpose)
        group.save(force_insert=True)
        act.about(group, made=[group, *vault.keep(sealed)])
    return group


def held(purpose: str, *, by: Actor) -> int:
    """How many the person has; of two saved at once the second is counted after the first."""
    mine = Group.unchecked.filter(owner=by.person, purpose=purpose, dropped=False)
    list(mine.order_by("id").select_for_update().values_list("id"))
    return mine.count()


def drop(uuid: UUID, *, by: Actor, key: UUID | None = None) -> None:
    """Forget a saved group or filter: its words are destroyed. Raises NotFound where it is not this person's."""
    with change(VERBS[own(uuid, by=by).purpose], by=by, key=key) as act:
        group = own(uuid, by=by)
        vault.destroy(table=TABLE, row=uuid)
        group.dropped = True
        group.save(update_fields=["dropped"])
        act.about(group)


def own(uuid: UUID, *, by: Actor) -> Group:
    group = Group.unchecked.filter(uuid=uuid, owner=by.person, dropped=False).first()
    if group is None:
        raise queries.NotFound(uuid)
    return group
