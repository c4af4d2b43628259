"""The main ways through a running site, as a clerk, an officer and a leader go them; without a mouse where they have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from somat.audit.moment import today
from somat.registry import queries
from somat.registry.line import To
from tests.browser.real import Building, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = ".list-box:visible"


def add(window: Window, body: str) -> None:
    """A recipient typed and taken; the list of what the words may mean comes after a pause in typing."""
    window.page.locator("#id_recipients_add").focus()
    with window.page.expect_response("**/goi-y/noi-nhan/"):
        window.keys(body)
        window.page.wait_for_timeout(200)
    window.page.wait_for_timeout(100)
    window.keys("⌨Enter")


def choose(window: Window, name: str, code: str) -> None:
    """A choice made with the arrow keys, as far as it takes."""
    field = window.page.locator(f"[name={name}]")
    field.focus()
    for _ in range(60):
        if field.input_value() == code:
            return
        window.keys("⌨ArrowDown")


def test_log_in_by_the_form_and_lock(building: Building) -> None:
    building.office.world.log_in("hanh")
    window = building.stranger()
    window.go("/so-di/")
    assert window.page.url.endswith("/dang-nhap/")
    window.keys("hanh", "⌨Tab", "Mười-hai.con-giáp.2026", "⌨Enter")
    window.page.wait_for_url("**/hom-nay/")
    window.sees("Nguyễn Thị Hạnh")
    window.page.get_by_role("button", name="Khóa phiên").click()
    window.page.wait_for_url("**/dang-nhap/")


def test_an_outgoing_line_by_keyboard_alone(building: Building) -> None:
    window = building.window("hanh")
    window.go("/so-di/")
    window.keys("⌨F2")
    window.page.wait_for_url("**/moi/")
    window.page.locator("[name=doc_type]").press("Home")
    choose(window, "doc_type", "BC")
    window.keys("⌨Tab")
    assert window.focused() == "symbol"
    window.keys("⌨Control+a", "BC-UBND", "⌨Tab", "Tình hình gõ bằng bàn phím", "⌨Tab", "⌨Tab", "⌨Space", "⌨Tab")
    assert window.focused() == "day"
    window.keys("⌨Tab", "nguyen van an")
    expect(window.page.locator(LIST)).to_be_visible()
    window.keys("⌨Enter", "⌨Tab", "van phong")
    expect(window.page.locator(LIST)).to_be_visible()
    window.keys("⌨Enter", "⌨Tab")
    assert window.focused() == "copies"
    window.keys("3")
    for body in ("Công an tỉnh", "le quang duy"):
        add(window, body)
    expect(window.page.locator("[data-many-text]")).to_have_text(["Công an tỉnh", "Lê Quang Duy"])
    window.keys("⌨Control+Enter")
    window.page.wait_for_url("**/dong/*/")
    window.sees("Tình hình gõ bằng bàn phím")
    line = queries.book_lines(building.office.out, by=building.office.hanh, on=today()).entries[0]
    assert (line.signer, line.unit, line.copies, line.doc_type) == ("Nguyễn Văn An", "Văn phòng", 3, "BC")
    to = queries.recipients([line], by=building.office.hanh)[line.uuid]
    assert [(one.body, one.person) for one in to][1] == ("Lê Quang Duy", building.office.duy.person)


def test_an_arrival_by_keyboard_alone(building: Building) -> None:
    window = building.window("hanh")
    window.go("/so-den/")
    window.keys("⌨F2")
    window.page.wait_for_url("**/moi/")
    window.page.locator("[name=body]").focus()
    window.keys("Ủy ban nhân dân tỉnh Thử")
    window.page.locator("[name=number]").focus()
    window.keys("45/KH-UBND", "⌨Tab", "⌨Control+a", f"{today():%d/%m/%Y}", "⌨Tab")
    choose(window, "doc_type", "KH")
    window.page.locator("[name=abstract]").focus()
    window.keys("Kế hoạch đến gõ tay", "⌨Tab", "⌨Tab", "⌨Space")
    window.page.locator("[name=unit]").focus()
    window.keys("van phong")
    expect(window.page.locator(LIST)).to_be_visible()
    window.keys("⌨Enter", "⌨Control+Enter")
    window.page.wait_for_url("**/dong/*/")
    window.sees("Kế hoạch đến gõ tay")
    line = queries.book_lines(building.office.in_, by=building.office.hanh, on=today()).entries[0]
    assert (line.symbol, line.unit, line.arrival_no) == ("45/KH-UBND", "Văn phòng", 1)


def test_a_refusal_keeps_what_was_typed_and_takes_the_focus(building: Building) -> None:
    window = building.window("hanh")
    window.go(f"/so/{building.office.out.uuid}/moi/")
    page = window.page
    page.locator("[name=abstract]").fill("Có trích yếu")
    page.locator("[name=level][value='1']").check()
    page.locator("[name=signer]").fill("Nguyễn Văn An")
    page.locator("[name=unit]").fill("Văn phòng")
    page.locator("[name=copies]").fill("9")
    add(window, "Công an tỉnh")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".refusal")).to_be_focused()
    assert page.locator("[name=abstract]").input_value() == "Có trích yếu"
    assert queries.book_lines(building.office.out, by=building.office.hanh, on=today()).entries == []


def test_escape_leaves_the_field_first_and_loses_nothing(building: Building) -> None:
    window = building.window("hanh")
    window.go(f"/so/{building.office.out.uuid}/moi/")
    window.page.locator("[name=abstract]").focus()
    window.keys("Gõ dở", "⌨Escape")
    assert window.page.locator("[name=abstract]").input_value() == "Gõ dở"
    assert window.page.url.endswith("/moi/")
    window.keys("⌨Escape")
    window.page.wait_for_url(f"**/so/{building.office.out.uuid}/")


def test_words_without_marks_find_a_line(building: Building) -> None:
    building.office.issued(abstract="Kế hoạch phòng thủ dân sự mùa mưa bão")
    building.office.ground.settle()
    window = building.window("hanh")
    window.go("/hom-nay/")
    window.keys("⌨F4")
    window.page.wait_for_url("**/tim/")
    window.keys("⌨F4", "phong thu dan su", "⌨Enter")
    window.sees("Kế hoạch phòng thủ dân sự mùa mưa bão")
    assert "phong" not in window.page.url
    window.page.locator("[data-rows] a").first.click()
    window.page.wait_for_url("**/dong/*/")


def test_the_receiver_signs_with_one_key(building: Building) -> None:
    office = building.office
    entry = office.issued(to=(To("Lê Quang Duy", office.duy.person),), copies=2)
    window = building.window("duy")
    window.go("/hom-nay/")
    window.page.get_by_role("link", name="Ký nhận bản số 1").first.click()
    window.page.wait_for_url(f"**/dong/{entry.uuid}/")
    window.keys("⌨F8")
    window.sees("bằng tài khoản của người nhận")
    assert len(queries.receipts([entry], by=office.hanh)) == 1


def test_a_number_is_cancelled_by_two_persons(building: Building) -> None:
    office = building.office
    entry = office.issued(abstract="Ghi nhầm sổ")
    clerk = building.window("hanh")
    clerk.go(f"/dong/{entry.uuid}/")
    clerk.page.get_by_role("link", name="Hủy số…").click()
    clerk.page.locator("[name=reason]").fill("ghi nhầm sổ")
    clerk.page.locator("[name=leader]").select_option(label="Trần Minh Khôi")
    clerk.keys("⌨Control+Enter")
    clerk.sees("Đề nghị hủy số. Lý do: ghi nhầm sổ")
    expect(clerk.page.get_by_role("button", name="Duyệt", exact=True)).to_have_count(0)
    leader = building.window("khoi")
    leader.go("/hom-nay/")
    leader.page.get_by_role("link", name="Xem").first.click()
    leader.page.wait_for_url(f"**/dong/{entry.uuid}/")
    leader.page.get_by_role("button", name="Duyệt", exact=True).click()
    leader.sees("Hủy số: ghi nhầm sổ")
    clerk.go("/so-di/")
    expect(clerk.page.locator(".ledger tr.void")).to_have_count(1)


def test_a_drafter_hands_in_and_the_clerk_takes_the_number(building: Building) -> None:
    drafter = building.window("duy")
    drafter.go("/cho-so/")
    drafter.keys("⌨F2")
    drafter.page.wait_for_url("**/cho-so/moi/")
    page = drafter.page
    page.locator("[name=doc_type]").select_option(label="Báo cáo")
    page.locator("[name=symbol]").fill("BC-UBND")
    page.locator("[name=abstract]").fill("Báo cáo chờ số")
    page.locator("[name=level][value='2']").check()
    for name, words in (("signer", "Nguyễn Văn An"), ("unit", "Văn phòng"), ("approved", "2")):
        page.locator(f"[name={name}]").fill(words)
    add(drafter, "Công an tỉnh")
    drafter.keys("⌨Control+Enter")
    drafter.page.wait_for_url("**/cho-so/")
    drafter.sees("Báo cáo chờ số")
    clerk = building.window("hanh")
    clerk.go("/cho-so/")
    clerk.page.locator("td.act a").first.click()
    clerk.page.wait_for_url("**/moi/?ban-thao=*")
    expect(clerk.page.locator("[name=abstract]")).to_have_value("Báo cáo chờ số")
    clerk.keys("⌨Control+Enter")
    clerk.page.wait_for_url("**/dong/*/")
    clerk.sees("người soạn thảo")


def test_a_print_is_a_file_and_a_line_of_the_log(building: Building) -> None:
    building.office.issued()
    window = building.window("hanh")
    window.go("/so-di/")
    window.keys("⌨F9")
    window.page.wait_for_url("**/in/")
    with window.page.context.expect_event(
        "response", lambda answer: answer.request.method == "POST" and answer.url.endswith("/in/")
    ) as caught:
        window.keys("⌨Control+Enter")
    head = caught.value.headers
    assert head["content-type"] == "application/pdf" and head["cache-control"] == "no-store"
    window.page.wait_for_timeout(300)
    window.go("/nhat-ky-in/")
    window.sees("In sổ")


def test_an_export_is_saved_as_a_file(building: Building, tmp_path: Path) -> None:
    building.office.issued(abstract="Dòng kết xuất")
    window = building.window("hanh")
    window.go("/so-di/")
    window.page.get_by_role("link", name="Xuất").click()
    window.page.locator("[name=reason]").fill("đối chiếu cuối năm")
    window.page.locator("[name=form]").select_option("csv")
    with window.page.expect_download() as saved:
        window.keys("⌨Control+Enter")
    saved.value.save_as(tmp_path / "so.csv")
    assert "Dòng kết xuất" in (tmp_path / "so.csv").read_text("utf-8-sig")


def test_an_old_book_goes_in_through_the_wizard(building: Building, tmp_path: Path) -> None:
    file = tmp_path / "so-di-2018.csv"
    head = "Số thứ tự;Số, ký hiệu;Ngày tháng;Tên loại và trích yếu nội dung;Độ mật;Người ký;Nơi nhận;Đơn vị lưu;Số lượng;Ghi chú"
    rows = [
        f"{n};{n:02d}/BC-UBND;1{n}/03/2018;Báo cáo tình hình cũ số {n};Mật;Nguyễn Văn An;Công an tỉnh;Văn phòng;2;"
        for n in (1, 2, 3)
    ]
    file.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    window = building.window("hanh")
    window.go("/nhap-so/")
    window.page.locator("[name=book]").select_option(str(building.office.out.uuid))
    window.page.locator("[name=file]").set_input_files(file)
    window.keys("⌨Control+Enter")
    window.page.wait_for_url("**/nhap-so/*/")
    window.sees("tình hình cũ số 1")
    window.page.locator("form[action$='/nhan/'] button").first.click()
    window.page.wait_for_url("**/so/*/")
    window.page.locator("[name=volume]").select_option(index=1)
    window.page.get_by_role("button", name="Lọc").click()
    window.sees("tình hình cũ số 3")
