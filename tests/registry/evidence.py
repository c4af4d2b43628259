"""What the tests of this room look at afterwards: what stands written, what was refused, and what the vault gives back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps

from somat.audit.models import Leaf
from somat.law.access import Actor
from somat.law.refusal import Refused
from somat.registry.actions.ask import Asked, ask
from somat.registry.models import Question
from somat.registry.opening import open_words
from somat.registry.verbs import READ_ENTRY
from somat.registry.words import Words
from tests.office import Office

ROOMS = ("registry_", "exchange_", "vault_sealed", "access_member")


def written() -> dict[str, set[tuple[Any, ...]]]:
    """Every row of the books, of the desk, of the circles and of the sealed values."""
    tables = [m for m in apps.get_models() if m._meta.db_table.startswith(ROOMS)]
    return {m._meta.db_table: set(map(plain, m.unchecked.values_list())) for m in tables}  # type: ignore[attr-defined]


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview | bytearray) else value for value in row)


def refused(act: Callable[[], object], *rules: str, verb: str) -> Refused:
    """Do it, and see that it was refused by exactly these rules, that nothing was written, and that one leaf says so."""
    before, mark = written(), last_leaf()
    with pytest.raises(Refused) as no:
        act()
    assert sorted(r.rule for r in no.value.refusals) == sorted(rules)
    assert all(r.sentence() for r in no.value.refusals)
    assert written() == before
    (leaf,) = Leaf.unchecked.filter(id__gt=mark, decision="refused")
    facts = json.loads(bytes(leaf.body))
    assert (facts["verb"], sorted(facts["rule"].split(","))) == (verb, sorted(rules))
    return no.value


def last_leaf() -> int:
    newest = Leaf.unchecked.order_by("-id").first()
    return newest.pk if newest else 0


def granted(verb: str, about: UUID | None = None) -> int:
    """How many leaves say that this was done (to this object)."""
    rows = Leaf.unchecked.filter(verb=verb, decision="granted")
    return (rows.filter(object=about) if about else rows).count()


def words(row: Any, *, by: Actor, table: str = "registry_entry") -> Words:
    """The sealed words of a row as its reader gets them."""
    return open_words([row], table=table, verb=READ_ENTRY, by=by, object=row.uuid)[row.uuid]


def asked(office: Office, entry: Any, kind: str, *, reason: str = "Ghi nhầm", **more: Any) -> Question:
    """Hạnh asks An about a line."""
    return ask(entry.uuid, Asked(kind, reason, office.an.person, **more), by=office.hanh)
