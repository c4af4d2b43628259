"""A form sent twice is one act at every address: the key is taken before any page is asked (R54)."""

from __future__ import annotations

from contextlib import nullcontext
from uuid import uuid4

import pytest
from django.test import Client

from somat.audit.models import Leaf
from somat.registry.models import Printing
from tests.office import Office, machine, office  # noqa: F401
from tests.web.test_papers import browser


def twice(client: Client, address: str, **typed: str) -> list[int]:
    key = str(uuid4())
    return [client.post(address, {"once": key, **typed}).status_code for _ in range(2)]


def entered(office: Office) -> int:  # noqa: F811
    form = {"name": "Đinh Văn Mới", "unit": "", "post": "Công chức", "outside": "Thanh tra tỉnh"}
    twice(browser(office, "ha"), "/nguoi/moi/", **form)
    return Leaf.unchecked.filter(verb="person.enter", decision="granted").count()


def test_a_person_entered_by_a_double_click_is_one_person(office: Office) -> None:  # noqa: F811
    before = Leaf.unchecked.filter(verb="person.enter", decision="granted").count()
    assert entered(office) - before == 1


def test_without_the_key_it_would_be_two(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr("somat.web.errors.keyed", lambda key: nullcontext())
    before = Leaf.unchecked.filter(verb="person.enter", decision="granted").count()
    assert entered(office) - before == 2


def test_two_forms_are_two_acts(office: Office) -> None:  # noqa: F811
    before = Leaf.unchecked.filter(verb="person.enter", decision="granted").count()
    entered(office)
    assert entered(office) - before == 2


def test_a_line_printed_by_a_double_click_is_one_print(office: Office) -> None:  # noqa: F811
    entry, hanh = office.issued(), browser(office, "hanh")
    answers = twice(hanh, f"/dong/{entry.uuid}/in/")
    assert answers == [200, 302]
    assert Printing.unchecked.count() == 1
    assert hanh.get(f"/dong/{entry.uuid}/in/").status_code == 405
    assert twice(hanh, f"/dong/{entry.uuid}/in/")[0] == 200 and Printing.unchecked.count() == 2


def test_a_checkpoint_sheet_asked_for_twice_is_one_sheet(office: Office) -> None:  # noqa: F811
    tan = browser(office, "tan")
    office.ground.settle()
    assert twice(tan, "/nhat-ky/to-diem-chot/") == [200, 302]
    assert Leaf.unchecked.filter(verb="journal.sheet").count() == 1
    assert tan.get("/nhat-ky/to-diem-chot/").status_code == 405
