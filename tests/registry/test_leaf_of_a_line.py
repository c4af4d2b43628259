"""The leaf of a new line binds all its rows as the database holds them: the line, its recipients, its circle, its sealed words."""

from __future__ import annotations

from uuid import UUID

import pytest

from somat.access.models import Member
from somat.audit import rows
from somat.audit.models import Leaf
from somat.registry.line import To
from tests.office import Office

PEOPLE = ["an", "khoi", "duy"]


def bound(entry: UUID) -> bool:
    """Whether the newest leaf about a line has the digest of what is there now."""
    leaf = Leaf.unchecked.filter(object=entry, decision="granted").latest("id")
    return bool(leaf.row) and leaf.row == rows.digest_now("registry_entry", entry)


@pytest.mark.parametrize("count", range(4))
def test_it_binds_an_outgoing_line_with_its_circle(office: Office, count: int) -> None:
    persons = [office.at_desk(name).person for name in PEOPLE[:count]]
    to = (To("Công an tỉnh"), *(To("", person) for person in persons))
    entry = office.issued(to=to, copies=len(to) + 1)
    assert Member.unchecked.filter(object=entry.uuid, place=entry.pk).count() == count
    assert bound(entry.uuid)


@pytest.mark.parametrize("count", range(4))
def test_it_binds_an_incoming_line_with_its_circle(office: Office, count: int) -> None:
    persons = tuple(office.at_desk(name).person for name in PEOPLE[:count])
    entry = office.registered(circle=persons)
    assert Member.unchecked.filter(object=entry.uuid, place=entry.pk).count() == count
    assert bound(entry.uuid)


def test_lines_and_members_keep_their_order(office: Office) -> None:
    """Numbers of rows taken before they are written run as the lines do."""
    person = office.at_desk("an").person
    entries = [office.registered(circle=(person,)) for _ in range(3)] + [office.issued()]
    assert [entry.pk for entry in entries] == sorted(entry.pk for entry in entries)
    assert len({entry.pk for entry in entries}) == 4


def test_a_row_without_its_number_is_bound_by_no_leaf() -> None:
    with pytest.raises(ValueError, match="without its number"):
        rows.digest_of("registry_entry", [Member()])
