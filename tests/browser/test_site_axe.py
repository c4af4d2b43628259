"""axe-core on every address of the site, for the clerk, a leader, the administrator and the auditor: with data and on an empty site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from somat.exchange.actions.envelopes import NewEnvelope, receive
from somat.law.levels import Level
from somat.registry import queries
from somat.registry.actions.ask import Asked, ask
from somat.registry.actions.drafts import keep_paper
from somat.registry.actions.handle import forward
from somat.registry.line import To
from somat.registry.words import Words
from tests.browser.real import Building
from tests.browser.test_look_axe import AXE
from tests.house import doors
from tests.house.test_access import TABLE
from tests.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RUN = """axe.run(document, {resultTypes: ["violations"]}).then(result => result.violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => `${found.id}: ${found.nodes[0].html.slice(0, 160)}`))"""
WHO = {"hanh": "VT", "an": "LD", "quan": "QT", "tan": "KT"}
# What differs between two sights of the same page: keys, tokens, ids, hours.
CHANGING = re.compile(r'value="[^"]*"|/[0-9a-f]{8}-[0-9a-f-]{27}/|datetime="[^"]*"|\d+')
LOOKED: set[str] = set()
# Addresses that give a file or a few facts: there is no page to look at.
FILES = {"people:alive", "imports:refused"}
FEWEST = {"hanh": 45, "an": 30, "quan": 20, "tan": 20}


def furnish(office: Office) -> dict[str, object]:
    """Something of every kind, so that no page is looked at in its empty state alone."""
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
    arrival = office.registered(to_person=office.an.person)
    forward(arrival.uuid, unit="Văn phòng", person=office.an.person, due_on=None, by=office.hanh)
    keep_paper(
        book=office.out.uuid,
        level=Level.MAT,
        signed_on=entry.day,
        approved=2,
        words=Words("Báo cáo chờ số", {"doc_type": "BC", "to": ["Công an tỉnh"], "signer": "Nguyễn Văn An"}),
        by=office.duy,
    )
    envelope = receive(
        NewEnvelope(book=office.in_.uuid, letter="C", body="Sở Nội vụ", symbols="12/SNV", papers=1, copies=1),
        by=office.hanh,
    )
    volume = queries.open_volume(queries.book(office.out.uuid, by=office.hanh), by=office.hanh)
    assert volume is not None
    return {
        "book": office.out.uuid,
        "volume": volume.uuid,
        "entry": entry.uuid,
        "person": office.duy.person,
        "envelope": envelope.uuid,
        "code": "CV",
    }


def findings(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    return found


def offered(row: object, role: str) -> bool:
    """Whether the access table gives this role a page there; that the others get none is proven where the table is."""
    return row in ("all", "") or role in str(row).split()


def tour(building: Building, name: str, things: dict[str, object]) -> tuple[int, dict[str, Any]]:
    """How many pages this person gets, and what axe finds on which; two pages with the same content are looked at once."""
    window, wrong, seen = building.window(name), {}, 0
    for address, path in doors.routes(things):
        if address in FILES or not offered(TABLE.get(address, "all"), WHO[name]):
            continue
        answer = window.page.request.get(f"{window.url}{path}")
        seen += answer.status == 200
        content = CHANGING.sub("", answer.text().partition("<main")[2])
        if content not in LOOKED:
            LOOKED.add(content)
            window.go(path)
            if found := findings(window.page):
                wrong[address] = found
        if answer.status >= 500:
            wrong[address] = answer.status
    return seen, wrong


@pytest.mark.parametrize("name", WHO)
def test_nothing_serious_on_any_page_with_data(building: Building, name: str) -> None:
    seen, wrong = tour(building, name, furnish(building.office))
    assert wrong == {}
    assert seen >= FEWEST[name]


@pytest.mark.parametrize("name", WHO)
def test_nothing_serious_on_any_page_of_an_empty_site(building: Building, name: str) -> None:
    seen, wrong = tour(building, name, {"book": building.office.out.uuid, "person": building.office.duy.person})
    assert wrong == {}
    assert seen >= FEWEST[name] - 12


def test_a_planted_fault_is_found(building: Building) -> None:
    window = building.window("hanh")
    window.go("/tim/")
    window.page.evaluate(
        "document.querySelector('[name=words]').closest('label').replaceWith(document.querySelector('[name=words]'))"
    )
    assert any(found.startswith("label:") for found in findings(window.page))
