"""After every act of these two rooms the newest leaf of each object binds its rows as they are: nothing escapes `verify`."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps

from somat.access import actions
from somat.audit import guard
from somat.audit.models import Leaf, Manifest
from somat.audit.moment import now, today
from somat.audit.rows import AGGREGATES, digests_now
from somat.law.levels import Level
from somat.law.refusal import Refused
from somat.law.roles import Role
from somat.people import queries
from somat.people.actions import accounts, persons, roles, unlock
from somat.people.actions.password import change_password
from somat.people.actions.sessions import log_in
from tests.access import shelf
from tests.cast import DESK, PASSWORD, SINCE, UNTIL, World, paper

DAY = timedelta(days=1)
OURS = ("people_", "access_")


def loose() -> list[tuple[str, UUID]]:
    """Objects of these rooms whose rows are not what their newest leaf says."""
    said: dict[UUID, str] = {}
    manifests = {line.leaf: [] for line in Manifest.unchecked.all()}  # type: dict[UUID, list[Manifest]]
    for line in Manifest.unchecked.all():
        manifests[line.leaf].append(line)
    for leaf in Leaf.unchecked.filter(decision="granted").order_by("id"):
        if leaf.object and leaf.row:
            said[leaf.object] = leaf.row
        said.update({line.object: line.digest for line in manifests.get(leaf.uuid, [])})
    found = []
    for model in apps.get_models():
        table = model._meta.db_table
        if table.startswith(OURS) and table in AGGREGATES:
            roots = list(model.unchecked.values_list("uuid", flat=True))  # type: ignore[attr-defined]
            found += [(table, root) for root, digest in digests_now(table, roots).items() if said.get(root) != digest]
    return found


def test_it_holds_after_every_act(world: World) -> None:
    assert loose() == []
    unit = queries.units(by=world.ha, on=today())[0].uuid
    book = shelf.open_book()
    person = persons.enter_person("Lý Thị Mơ", unit=unit, by=world.ha).uuid
    _, secret = accounts.create(person, username="mo.lt", since=today(), by=world.quan)
    log_in("mo.lt", secret, workstation=DESK, at=now())
    for role in (Role.VT, Role.NC):
        proposal = actions.propose_role(person, role, paper=paper(today(), None), by=world.ha)
        assert loose() == []
        actions.confirm(proposal.uuid, by=world.an)
        assert loose() == []
    actions.refuse(actions.propose_role(person, Role.CB, paper=paper(), by=world.ha).uuid, by=world.khoi)
    world.clear("hanh", Level.TUYET_MAT, since=today())
    clearance = actions.propose_clearance(person, Level.TUYET_MAT, paper=paper(today()), by=world.ha)
    actions.confirm(clearance.uuid, by=world.an)
    world.keep("hanh", book, since=today())  # type: ignore[arg-type]
    assert loose() == []
    away = paper(today() + DAY, today() + 3 * DAY)
    substitute = actions.propose_substitute(person, book, instead_of=world.hanh.person, paper=away, by=world.ha)  # type: ignore[arg-type]
    actions.confirm(substitute.uuid, by=world.an)
    assert loose() == []
    inspect = paper(today(), today() + DAY)
    outside = persons.enter_person("Lâm Thị Oanh", outside="Thanh tra Bộ", by=world.ha).uuid
    accounts.create(outside, username="oanh", since=today(), until=UNTIL, by=world.quan)
    admitted = actions.propose_inspector(outside, book, first=SINCE, last=SINCE, paper=inspect, by=world.ha)  # type: ignore[arg-type]
    actions.confirm(admitted.uuid, by=world.an)
    assert loose() == []
    for _ in range(5):
        with pytest.raises(Refused):
            log_in("mo.lt", "không phải", workstation=DESK, at=now())
    assert loose() == []
    request = unlock.ask_unlock(person, by=world.quan)
    assert loose() == []
    unlock.grant_unlock(request.uuid, by=world.an)
    accounts.reset(person, by=world.quan)
    assert loose() == []
    world.log_in("duy")
    change_password(PASSWORD, PASSWORD + "-2", by=world.duy)
    assert loose() == []
    roles.end(world.nam.person, roles=frozenset({Role.NC}), until=today(), by=world.ha)
    actions.transfer(world.duy.person, until=today(), unit=unit, post="x", by=world.ha)
    actions.leave(person, until=today() - DAY, by=world.ha)
    assert loose() == []


def test_a_row_changed_by_sql_is_loose(world: World) -> None:
    with guard.opened():
        queries.RoleHeld.unchecked.filter(person__uuid=world.nam.person).update(role="GK")
    assert loose() == [("people_person", world.nam.person)]
