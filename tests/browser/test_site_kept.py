"""A form half filled at the idle limit comes back after the log-in: a clerk's, a security officer's, and one with a file."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.real import Building, Window
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOST = """[...document.forms].filter(form => form.method === "post" && form.querySelector("[name=once]")
  && !form.querySelector("[type=password]") && !("draft" in form.dataset)
  && new Set([...form.elements].filter(one => one.name && !["hidden", "submit", "button"].includes(one.type)).map(one => one.name)).size > 1)
  .map(form => form.outerHTML.slice(0, 200))"""


def idle(window: Window, name: str) -> None:
    """The idle limit comes; the same person logs in again."""
    window.page.evaluate("document.body.dataset.idleSeconds = 1")
    window.page.wait_for_url("**/dang-nhap/")
    window.keys(name, "⌨Tab", PASSWORD, "⌨Enter")
    window.page.wait_for_url("**/hom-nay/")


def waiting(building: Building, state: str = "open") -> int:
    found: Any = building.office.ground.all(f"SELECT count(*) FROM registry_draft WHERE state = '{state}'")
    return int(found[0][0])


def test_a_clerk_s_arrival(building: Building) -> None:
    window, path = building.window("hanh"), f"/so/{building.office.in_.uuid}/moi/"
    window.go(path)
    window.page.locator("[name=body]").fill("Sở Nội vụ")
    window.page.locator("[name=abstract]").fill("Gõ dở một nửa")
    window.page.locator("[name=named_only]").check()
    window.page.locator("[name=level][value='2']").check()
    idle(window, "hanh")
    window.go(path)
    expect(window.page.locator("[name=abstract]")).to_have_value("Gõ dở một nửa")
    expect(window.page.locator("[name=body]")).to_have_value("Sở Nội vụ")
    assert window.page.locator("[name=named_only]").is_checked()
    assert window.page.locator("[name=level][value='2']").is_checked()
    window.page.get_by_role("button", name="Bỏ bản thảo").click()
    expect(window.page.locator("[name=abstract]")).to_have_value("")
    assert waiting(building) == 0


def test_a_clearance_is_sent_and_then_kept_no_more(building: Building) -> None:
    office = building.office
    window, path = building.window("ha"), f"/nguoi/{office.duy.person}/do-mat/"
    window.go(path)
    window.page.locator("[name=decision]").fill("15/QĐ-UBND")
    window.page.locator("[name=level][value='1']").check()
    idle(window, "ha")
    window.go(path)
    expect(window.page.locator("[name=decision]")).to_have_value("15/QĐ-UBND")
    assert window.page.locator("[name=level][value='1']").is_checked()
    for name, value in (("decided_on", "05/01/2026"), ("since", "06/01/2026"), ("until", "05/01/2026")):
        window.page.locator(f"[name={name}]").fill(value)
    window.page.evaluate("somat.keepDrafts()")
    window.keys("⌨Control+Enter")  # refused: it would end before it begins
    expect(window.page.locator("[role=alert]").first).to_be_visible()
    assert waiting(building) == 1
    window.page.locator("[name=until]").fill("31/12/2099")
    window.page.evaluate("somat.keepDrafts()")
    window.keys("⌨Control+Enter")
    window.page.wait_for_url(f"**/nguoi/{office.duy.person}/")
    assert (waiting(building), waiting(building, "dropped")) == (0, 1)
    window.go(path)
    window.page.wait_for_load_state("networkidle")
    assert window.page.locator("[name=decision]").input_value() == ""


def test_a_file_is_named_to_be_chosen_again(building: Building) -> None:
    window = building.window("hanh")
    window.go("/nhap-so/")
    window.page.locator("[name=book]").select_option(str(building.office.in_.uuid))
    window.page.locator("[name=file]").set_input_files(
        [{"name": "so_den_2017.csv", "mimeType": "text/csv", "buffer": b"a,b"}]
    )
    idle(window, "hanh")
    window.go("/nhap-so/")
    expect(window.page.locator("[data-file-again]")).to_have_text("Chọn lại tệp: so_den_2017.csv")
    assert window.page.locator("[name=book]").input_value() == str(building.office.in_.uuid)


def test_nobody_else_gets_it_on_the_same_page(building: Building) -> None:
    path = f"/nguoi/{building.office.duy.person}/vai-tro/"
    ha, an = building.window("ha"), building.window("an")
    ha.go(path)
    ha.page.locator("[name=decision]").fill("16/QĐ-UBND")
    ha.page.evaluate("somat.keepDrafts()")
    expect(ha.page.locator("[data-draft-says]")).to_be_visible()
    an.go(path)
    an.page.wait_for_load_state("networkidle")
    assert an.page.locator("[name=decision]").input_value() == ""
    assert an.page.evaluate(LOST) == []


def test_a_form_that_would_be_lost_is_found(building: Building) -> None:
    window = building.window("ha")
    window.go("/nguoi/moi/")
    assert window.page.evaluate(LOST) == []
    window.page.evaluate("document.querySelector('main form').removeAttribute('data-draft')")
    assert len(window.page.evaluate(LOST)) == 1
