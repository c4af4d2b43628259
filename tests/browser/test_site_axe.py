"""axe-core on every address of the site, for each of the nine roles that may open it: with data and on an empty site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from somat.law.levels import Level
from somat.registry.actions.ask import Asked, ask
from somat.registry.line import To
from tests.browser.real import Building
from tests.browser.test_look_axe import AXE
from tests.browser.test_site_kept import LOST
from tests.house import doors
from tests.house.test_access import TABLE, WHO
from tests.house.test_posts import FORMS, paths
from tests.house.things import furnished
from tests.office import Office
from tests.registry.papers import machine

__all__ = ["machine"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RUN = """axe.run(document, {resultTypes: ["violations"]}).then(result => result.violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => `${found.id}: ${found.nodes[0].html.slice(0, 160)}`))"""
# What differs between two sights of the same page: keys, tokens, ids, hours.
CHANGING = re.compile(r'value="[^"]*"|/[0-9a-f]{8}-[0-9a-f-]{27}/|datetime="[^"]*"|\d+')
LOOKED: set[str] = set()
# Addresses that give a file, a picture or a few facts: there is no page to look at.
FILES = {"people:alive", "imports:refused", "documents:page"}
FEWEST = {"hanh": 45, "an": 30, "quan": 20, "tan": 20, "ha": 20, "duy": 25, "dung": 20, "giang": 20, "nam": 18}


def furnish(office: Office) -> dict[str, object]:
    """Something of every kind, so that no page is looked at in its empty state alone; the line has a long name in it."""
    made = furnished(office)
    entry = office.issued(
        to=(
            To("Ủy ban nhân dân thành phố trực thuộc Trung ương có tên rất dài"),
            To("Lê Quang Duy", office.duy.person),
        ),
        signer_person=office.an.person,
        drafter=office.duy.person,
    )
    office.issued(level=Level.TUYET_MAT, abstract="")
    ask(entry.uuid, Asked("cancel", "ghi trùng", office.an.person), by=office.hanh)
    office.ground.settle()
    return {**made, "entry": entry.uuid}


def findings(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    return found


def offered(row: object, role: str) -> bool:
    """Whether the access table gives this role a page there; that the others get none is proven where the table is."""
    return row in ("all", "") or role in str(row).split()


def tour(building: Building, name: str, role: str, made: dict[str, object]) -> tuple[int, dict[str, Any]]:
    """How many pages this person gets, and what axe finds on which; two pages with the same content are looked at once."""
    window, wrong, seen = building.window(name), {}, 0
    for address, usual in doors.routes(made):
        if address in FILES or not offered(TABLE.get(address, "all"), role):
            continue
        row = FORMS.get(address, {})
        path = paths(row, address, made) if made.keys() >= set(row.get("at", {}).values()) else usual
        answer = window.page.request.get(f"{window.url}{path}")
        seen += answer.status == 200
        content = CHANGING.sub("", answer.text().partition("<main")[2])
        if content not in LOOKED:
            LOOKED.add(content)
            window.go(path)
            if found := [*findings(window.page), *window.page.evaluate(LOST)]:
                wrong[f"{name} {address}"] = found
        if answer.status >= 500:
            wrong[f"{name} {address}"] = answer.status
    return seen, wrong


def everybody(building: Building, made: dict[str, object], *, fewest: dict[str, int]) -> None:
    """Each of the nine roles on every page that he may open."""
    seen, wrong = dict[str, int](), dict[str, Any]()
    for role, name in WHO.items():
        seen[name], found = tour(building, name, role, made)
        wrong |= found
    assert wrong == {}
    assert {name: count for name, count in seen.items() if count < fewest[name]} == {}


def test_nothing_serious_on_any_page_with_data(building: Building) -> None:
    everybody(building, furnish(building.office), fewest=FEWEST)


def test_nothing_serious_on_any_page_of_an_empty_site(building: Building) -> None:
    made = {"book": building.office.out.uuid, "person": building.office.duy.person}
    everybody(building, made, fewest={name: count - 12 for name, count in FEWEST.items()})


def test_a_planted_fault_is_found(building: Building) -> None:
    window = building.window("hanh")
    window.go("/tim/")
    window.page.evaluate(
        "document.querySelector('[name=words]').closest('label').replaceWith(document.querySelector('[name=words]'))"
    )
    assert any(found.startswith("label:") for found in findings(window.page))
