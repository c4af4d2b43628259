"""A person's own list is read along the index of his memberships on both engines, never along the book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from somat.access.visible import own_places
from somat.law.access import SYSTEM, Actor, Clearance
from somat.law.levels import Level
from tests.access import shelf

ON = date(2026, 6, 2)


def reader(level: Level = Level.TUYET_MAT) -> Actor:
    return replace(SYSTEM, person=uuid4(), clearance=Clearance(level, date(2020, 1, 1), date(2099, 1, 1)))


def plan(rows: Any) -> str:
    return str(rows.explain())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "lines", [5_000, pytest.param(100_000, marks=pytest.mark.deep)], ids=["15,000 memberships", "300,000 memberships"]
)
def test_it_reads_its_own_index_and_a_page_of_lines(lines: int) -> None:
    people = [reader() for _ in range(20)]
    shelf.fill(lines, people=[actor.person for actor in people], each=3)
    entries = shelf.model("Entry").unchecked.all()  # type: ignore[attr-defined]
    for actor in (people[0], people[7], reader()):
        for before in (None, lines // 2):
            text = plan(own_places(entries, actor, ON, before=before)[:25])
            assert "member_own_list" in text
            assert "SCAN registry_entry" not in text and "Seq Scan" not in text
            assert "TEMP B-TREE" not in text
            if lines >= 100_000:  # PostgreSQL sorts a few dozen rows rather than walk an index
                assert "Sort" not in text
    page = list(own_places(entries, people[0], ON)[:25])
    places = [entry.pk for entry in page]
    assert len(places) == 25 and places == sorted(places, reverse=True)
    after = [entry.pk for entry in own_places(entries, people[0], ON, before=places[-1])[:25]]
    assert max(after) < places[-1]
    if connection.vendor == "sqlite":
        assert "SCAN" not in plan(own_places(entries, people[0], ON)[:25])


@pytest.mark.django_db
def test_it_leaves_out_levels_above_the_clearance() -> None:
    actor = reader(Level.MAT)
    shelf.fill(90, people=[actor.person], each=1)
    entries = shelf.model("Entry").unchecked.all()  # type: ignore[attr-defined]
    assert {entry.level for entry in own_places(entries, actor, ON)} == {1}
