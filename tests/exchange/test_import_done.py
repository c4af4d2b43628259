"""After an import: every address of it leads to its result, by Back, from a second tab, with its form sent again."""

from __future__ import annotations

import pytest

from somat.exchange.actions.imports import begin, run
from somat.exchange.models import Import
from somat.registry.models import Entry
from tests.exchange.desk import old_book
from tests.office import Office
from tests.web.visits import Visitor, visit

NAME = "so_di_2019.csv"


def taken_in(office: Office, hanh: Visitor) -> Import:
    row = begin(old_book(70), name=NAME, book=office.out.uuid, by=office.hanh)
    return run(row.uuid, by=hanh.actor)


@pytest.mark.parametrize("path", ["", "?tiep=1", "dong/", "dong/?tu=50", "danh-sach/", "nhan/"])
def test_done_every_address_leads_to_the_result(office: Office, path: str) -> None:
    hanh = visit(office, "hanh")
    row = taken_in(office, hanh)
    at = f"/nhap-so/{row.uuid}/{path}"
    answer = hanh.send(at) if path.startswith("nhan") else hanh.client.get(at)
    assert answer.status_code == 302, path
    assert "Sổ" in hanh.text(answer.headers["Location"])
    assert (Import.unchecked.get().taken, Entry.unchecked.count()) == (70, 70)


@pytest.mark.parametrize("fields", [{"scheme": "", "year": "2018", "level": ""}, {"drop": "1"}, {"doc": "1"}])
def test_done_a_form_left_in_a_second_tab_changes_nothing(office: Office, fields: dict[str, str]) -> None:
    hanh = visit(office, "hanh")
    row = taken_in(office, hanh)
    answer = hanh.send(f"/nhap-so/{row.uuid}/", **fields)
    assert answer.status_code in (302, 409), fields
    assert Import.unchecked.values_list("state", "taken", "year").get() == ("done", 70, None)


def test_done_its_addresses_are_its_takers_alone(office: Office) -> None:
    row, an = taken_in(office, visit(office, "hanh")), visit(office, "an")
    for path in ("", "dong/", "danh-sach/"):
        an.text(f"/nhap-so/{row.uuid}/{path}", status=404)
