"""Recipient groups and saved searches: the person's own, sealed, and of use in one press."""

from __future__ import annotations

from uuid import uuid4

import pytest

from somat.registry.actions.groups import keep
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
GROUP = {"name": "Khối nội chính", "to": ["Công an tỉnh", "Sở Nội vụ"]}


def test_a_group_is_saved_added_and_forgotten(office: Office) -> None:
    hanh = visit(office, "hanh")
    assert "Chưa có nhóm nào" in hanh.text("/nhom-noi-nhan/")
    assert hanh.send("/nhom-noi-nhan/", **GROUP).status_code == 302
    text = hanh.text("/nhom-noi-nhan/")
    assert "Khối nội chính" in text and "Công an tỉnh, Sở Nội vụ" in text
    uuid = text.split("/nhom-noi-nhan/")[1][:36]
    typed = {
        "symbol": "BC-UBND",
        "abstract": "Gõ dở",
        "recipients": ["Sở Nội vụ", "Tỉnh ủy"],
        "recipients_copies": ["", ""],
    }
    page = hanh.told(f"/so/{office.out.uuid}/moi/", status=200, them_nhom="1", nhom=uuid, **typed)
    assert "Gõ dở" in page and page.count('value="Sở Nội vụ"') == 1
    assert page.index('value="Tỉnh ủy"') < page.index('value="Công an tỉnh"')
    assert hanh.send(f"/nhom-noi-nhan/{uuid}/bo/").status_code == 302
    assert "Khối nội chính" not in hanh.text("/nhom-noi-nhan/")


FULL = "bỏ một mục không còn dùng rồi lưu lại"


def test_a_fifty_first_group_is_refused_with_what_was_typed(office: Office) -> None:
    hanh = visit(office, "hanh")
    for n in range(50):
        keep("to", {"name": f"Nhóm {n}", "to": ["Sở Nội vụ"]}, by=office.hanh)
    page = hanh.told("/nhom-noi-nhan/", **GROUP)
    assert f"Đã lưu đủ 50 nhóm nơi nhận: {FULL}" in page and "Chưa lưu được" in page
    assert 'value="Khối nội chính"' in page and 'value="Công an tỉnh"' in page
    assert page.count('scope="row"') == 50
    uuid = page.split("/nhom-noi-nhan/")[1][:36]
    assert hanh.send(f"/nhom-noi-nhan/{uuid}/bo/").status_code == 302
    assert hanh.send("/nhom-noi-nhan/", **GROUP).status_code == 302
    assert "Khối nội chính" in hanh.text("/nhom-noi-nhan/")


def test_a_fifty_first_search_is_refused_and_still_searches(office: Office) -> None:
    office.issued(abstract="Tình hình địa bàn giả định mùa lũ")
    office.ground.settle()
    hanh = visit(office, "hanh")
    for n in range(50):
        keep("filter", {"name": f"Tìm {n}", "words": "x"}, by=office.hanh)
    page = hanh.told("/tim/", words="mua lu", kind="out", luu="1", ten="Mùa lũ")
    assert f"Đã lưu đủ 50 bộ lọc tìm kiếm: {FULL}" in page
    assert 'value="Mùa lũ"' in page and "Tình hình địa bàn giả định mùa lũ" in page
    assert page.count('name="loc"') == 50
    uuid = page.split('name="loc" value="')[1][:36]
    assert hanh.send(f"/tim/bo-loc/{uuid}/bo/").status_code == 302
    assert ">Mùa lũ</button>" in hanh.told("/tim/", status=200, words="mua lu", kind="out", luu="1", ten="Mùa lũ")


def test_words_of_groups_and_searches_are_nowhere_in_plain(office: Office) -> None:
    hanh = visit(office, "hanh")
    hanh.send("/nhom-noi-nhan/", **GROUP)
    hanh.send("/tim/", words="kế hoạch tuyệt đối", luu="1", ten="Điều cần theo dõi")
    plain = b"".join(str(row).encode() for row in office.ground.all("SELECT * FROM registry_group"))
    sealed = b"".join(bytes(row[0]) for row in office.ground.all("SELECT ciphertext FROM vault_sealed"))
    leaves = b"".join(bytes(row[0]) for row in office.ground.all("SELECT body FROM audit_leaf"))
    for word in ("nội chính", "tuyệt đối", "theo dõi"):
        assert word.encode() not in plain + sealed + leaves


def test_a_saved_search_runs_again_and_is_dropped(office: Office) -> None:
    office.issued(abstract="Tình hình địa bàn giả định mùa lũ")
    office.ground.settle()
    duy = visit(office, "hanh")
    assert "Tình hình địa bàn giả định mùa lũ" in duy.told(
        "/tim/", status=200, words="mua lu", kind="out", luu="1", ten="Mùa lũ"
    )
    page = duy.text("/tim/")
    assert "Mùa lũ" in page and "Tình hình địa bàn" not in page
    uuid = page.split('name="loc" value="')[1][:36]
    again = duy.told("/tim/", status=200, loc=uuid)
    assert "Tình hình địa bàn giả định mùa lũ" in again and 'value="mua lu"' in again
    assert duy.send(f"/tim/bo-loc/{uuid}/bo/").status_code == 302
    assert "Mùa lũ" not in duy.text("/tim/")


def test_everybody_who_searches_keeps_searches_of_his_own(office: Office) -> None:
    visit(office, "duy").send("/tim/", words="kế hoạch", luu="1", ten="Của Duy")
    assert "Của Duy" in visit(office, "duy").text("/tim/")
    page = visit(office, "hanh").text("/tim/")
    assert "Của Duy" not in page
    uuid = visit(office, "duy").text("/tim/").split('name="loc" value="')[1][:36]
    assert visit(office, "hanh").send(f"/tim/bo-loc/{uuid}/bo/").status_code == 404
    assert "Của Duy" in visit(office, "duy").text("/tim/")


def test_a_search_without_a_name_is_named_by_its_words(office: Office) -> None:
    hanh = visit(office, "hanh")
    hanh.send("/tim/", words="kế hoạch", luu="1", ten="  ")
    assert ">kế hoạch</button>" in hanh.text("/tim/")


def test_the_form_of_a_search_sent_again_with_other_words_searches_again(office: Office) -> None:
    """Back in the browser and other words: a search changes nothing, so its form is never "done already"."""
    for abstract in ("Mùa lũ giả định", "Mùa khô giả định"):
        office.issued(abstract=abstract)
    office.ground.settle()
    hanh, once = visit(office, "hanh"), str(uuid4())
    assert "Mùa lũ giả định" in hanh.told("/tim/", status=200, words="mua lu", once=once)
    assert "Mùa khô giả định" in hanh.told("/tim/", status=200, words="mua kho", once=once)
    assert office.ground.all("SELECT count(*) FROM audit_leaf WHERE verb = 'entry.search'")[0][0] == 2
