"""Two people of one name, picked with the arrow keys: who was taken from the list goes along, and goes when the text is edited."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from somat.audit.moment import today
from somat.people import queries as people
from somat.people.actions.persons import enter_person
from somat.registry import queries
from tests.browser.real import Building

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = ".list-box:visible"
NAME = "Lê Quang Duy"


def namesake(building: Building) -> str:
    by = building.office.ha
    unit = next(u for u in people.units(by=by, on=today()) if u.name == "Phòng Kinh tế")
    return str(enter_person(NAME, unit=unit.uuid, post="Kế toán", by=by).uuid)


def test_namesakes_are_told_apart_by_keyboard_alone(building: Building) -> None:
    second, first = namesake(building), str(building.office.duy.person)
    window = building.window("hanh")
    window.go(f"/so/{building.office.out.uuid}/moi/")
    picked = window.page.locator("[name=signer_person]")
    window.page.locator("[name=signer]").focus()
    window.keys("le quang duy")
    expect(window.page.locator(LIST)).to_contain_text("Kế toán, Phòng Kinh tế")
    window.keys("⌨ArrowDown", "⌨Enter")
    assert (window.page.locator("[name=signer]").input_value(), picked.input_value()) == (NAME, second)
    window.keys("⌨Backspace")
    assert picked.input_value() == ""
    expect(window.page.locator(LIST)).to_be_visible()
    window.keys("⌨Enter")
    assert picked.input_value() == first
    window.page.locator("#id_recipients_add").focus()
    window.keys("le quang duy")
    expect(window.page.locator(LIST)).to_contain_text("Kế toán, Phòng Kinh tế")
    window.keys("⌨ArrowDown", "⌨Enter")
    assert window.page.locator("[name=recipients_person]").input_value() == second
    expect(window.page.locator(".picked tbody")).to_contain_text("Kế toán, Phòng Kinh tế")


def test_a_name_left_open_is_chosen_from_what_the_refusal_offers(building: Building) -> None:
    second, office = namesake(building), building.office
    window = building.window("hanh")
    window.go(f"/so/{office.out.uuid}/moi/")
    page = window.page
    page.locator("[name=doc_type]").select_option("BC")
    page.locator("[name=symbol]").fill("BC-UBND")
    page.locator("[name=abstract]").fill("Gõ tên mà không chọn")
    page.locator("[name=level][value='1']").check()
    for name, text in (("signer", NAME), ("unit", "Văn phòng"), ("copies", "2"), ("recipients_add", NAME)):
        page.locator(f"#id_{name}").fill(text)
    window.keys("⌨Escape", "⌨Control+Enter")
    window.sees("Chọn đúng người rồi gửi lại")
    for name in ("signer", "recipients"):
        page.locator(f"select[name={name}_person]").focus()
        window.keys("⌨ArrowDown", "⌨ArrowDown")
        assert page.locator(f"select[name={name}_person]").input_value() == second
    window.keys("⌨Control+Enter")
    page.wait_for_url("**/dong/*/")
    line = queries.book_lines(office.out, by=office.hanh, on=today()).entries[0]
    assert [str(to.person) for to in queries.recipients([line], by=office.hanh)[line.uuid]] == [second]
