"""Corrections at the desk: columns, the picture that follows what is typed, and who may."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from somat.audit.models import Leaf
from somat.catalogue.models import AcceptedForm
from somat.reporting.papers.form import file_hash
from somat.web.papers.agreed import OUTDATED
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.paper import pages
from tests.reporting.papers.ruler import close, grids
from tests.web.test_outdated_forms import corrected_before
from tests.web.test_papers import accept, browser, post, prints, shown

BOOK = "D-16"
NARROW = {"b-2-columns-2-width": "20", "b-2-columns-2-header": "Ký hiệu bì"}  # the second column, shipped with 29.9 mm


def look(client: Client, code: str, **changed: str) -> tuple[int, dict[str, list[str]]]:
    fields = shown(client, code)
    fields.pop("once")
    answer = client.post(f"/bieu-mau/{code}/chinh/xem/", {**fields, **changed})
    return answer.status_code, answer.json() if answer.status_code == 200 else {}


def test_a_corrected_column_is_printed_and_shown_again(office: Office) -> None:  # noqa: F811
    administrator = browser(office, "quan")
    assert accept(administrator, BOOK, **NARROW) == 302
    now = shown(administrator, BOOK)
    assert (now["b-2-columns-2-width"], now["b-2-columns-2-header"]) == ("20.0", "Ký hiệu bì")
    status, content, _ = post(browser(office, "hanh"), BOOK, kind="pdf")
    grid = grids(pages(content)[1])[0]
    # D-16 as shipped: 160 mm as 1.1 : 1.7 : 0.9 : 0.8 : 2 : 1.7 : 0.9, in tenths; only the second is another
    edges = [30, 49.3, 69.3, 85.1, 99.2, 134.4, 164.3, 180.1]
    assert (status, list(grid.xs)) == (200, pytest.approx(edges, abs=0.2))
    assert close(grid.cells[0][1]) == close("Ký hiệu bì")


def test_a_column_is_left_out_another_added_and_the_order_changed(office: Office) -> None:  # noqa: F811
    administrator = browser(office, "quan")
    change = {
        "b-2-columns-7-place": "",
        "b-2-columns-3-place": "1",
        "b-2-columns-1-place": "2",
        "b-2-columns-2-place": "3",
        "b-2-columns-8-header": "Số niêm phong",
        "b-2-columns-8-width": "15",
        "b-2-columns-8-place": "4",
        "b-2-columns-8-value": "",
    }
    assert accept(administrator, BOOK, **change) == 302
    _, content, _ = post(browser(office, "hanh"), BOOK, kind="pdf")
    heads = [close(cell) for cell in grids(pages(content)[1])[0].cells[0]]
    assert heads[:4] == list(map(close, ["Độ mật", "Ngày chuyển", "Số, ký hiệu tài liệu, vật chứa bí mật nhà nước", "Số niêm phong"]))  # fmt: skip
    assert close("Ghi chú") not in heads and len(heads) == 7
    now = shown(administrator, BOOK)
    assert now["b-2-columns-8-header"] == "Số niêm phong" and not now.get("b-2-columns-7-place")
    assert (now["b-2-columns-3-place"], now["b-2-columns-8-place"]) == ("1", "4")
    # what he accepted once is accepted again as it stands
    assert accept(administrator, BOOK) == 302
    again = AcceptedForm.unchecked.filter(code=BOOK).order_by("id").values_list("correction", flat=True)
    assert again[0] == again[1] != ""


def test_what_nobody_touched_is_no_correction(office: Office) -> None:  # noqa: F811
    for code in (BOOK, "D-12", "D-18", "D-23", "D-27"):
        assert accept(browser(office, "quan"), code) == 302
        assert AcceptedForm.unchecked.get(code=code).correction == ""


@pytest.mark.parametrize(
    "change, said",
    [
        ({"b-2-columns-5-width": "60"}, "các cột rộng cộng lại 184,8 mm, trang trừ lề chỉ còn 160 mm; bớt 24,8 mm."),
        ({"b-2-columns-1-place": ""}, "không bỏ được cột “Ngày chuyển”, mẫu phải có cột này."),
        ({"b-2-columns-2-header": ""}, "Khối 2, cột 2: ghi tiêu đề"),
        ({"b-2-columns-2-width": "rộng"}, "cột 2: rộng (mm): Nhập một số."),
        ({"b-2-columns-2-width": "1e400"}, "cột 2: rộng (mm)"),
        ({"b-2-columns-2-align": "fr"}, "cột 2: canh"),
        (
            {"b-2-columns-8-header": "x", "b-2-columns-8-width": "9", "b-2-columns-8-value": "{signer}"},
            "cột thêm: nội dung",
        ),
        ({"page-left": "59", "page-right": "59"}, "rộng hơn cột"),
        ({"b-1-text": "Sổ {không}", "page-left": "61"}, "Lề trái (mm)"),
        ({"b-1-text": "Sổ {nobody}"}, "không có mục “nobody”"),
    ],
)
def test_a_broken_correction_shows_its_sentence_and_is_not_kept(
    office: Office,  # noqa: F811
    change: dict[str, str],
    said: str,
) -> None:
    administrator = browser(office, "quan")
    status, answer = look(administrator, BOOK, **change)
    assert (status, answer["pictures"]) == (200, [])
    assert said in " ".join(answer["wrong"])
    assert accept(administrator, BOOK, **change) == 200
    assert not AcceptedForm.unchecked.filter(code=BOOK).exists()


def test_the_picture_follows_what_is_typed_and_nothing_is_kept(office: Office) -> None:  # noqa: F811
    administrator = browser(office, "quan")
    before, leaves = AcceptedForm.unchecked.count(), Leaf.unchecked.filter(verb__startswith="form.").count()
    status, plain = look(administrator, BOOK)
    _, narrow = look(administrator, BOOK, **NARROW)
    assert (status, plain["wrong"], narrow["wrong"]) == (200, [], [])
    assert all(one.startswith("data:image/png;base64,") for one in plain["pictures"] + narrow["pictures"])
    # the sheet with the table is another one, the cover the same
    assert plain["pictures"][0] == narrow["pictures"][0] and plain["pictures"][1] != narrow["pictures"][1]
    assert look(administrator, BOOK)[1] == plain
    assert (AcceptedForm.unchecked.count(), Leaf.unchecked.filter(verb__startswith="form.").count()) == (before, leaves)
    assert prints() == 0


@pytest.mark.parametrize("who", ["hanh", "duy", "an", "ha", "tan"])
def test_only_the_administrator_has_the_picture_and_corrects(office: Office, who: str) -> None:  # noqa: F811
    client = browser(office, who)
    page = client.get(f"/bieu-mau/{BOOK}/chinh/").content.decode()
    assert "data-look=" not in page and f"/bieu-mau/{BOOK}/nhan/" not in page
    assert look(client, BOOK)[0] == 403
    assert accept(client, BOOK, **NARROW) == 403
    assert not AcceptedForm.unchecked.filter(code=BOOK).exists()


def test_the_picture_wants_the_token_of_its_page(office: Office) -> None:  # noqa: F811
    client = Client(REMOTE_ADDR="127.0.0.1", enforce_csrf_checks=True)
    client.cookies["somat"] = office.world.log_in("quan", workstation="127.0.0.1")[0]
    assert client.post(f"/bieu-mau/{BOOK}/chinh/xem/", {}).status_code == 403
    assert client.get(f"/bieu-mau/{BOOK}/chinh/xem/").status_code == 405


def test_columns_corrected_before_a_release_wait(office: Office) -> None:  # noqa: F811
    columns = [{"header": "Cột cũ", "width": 33.5, "value": "{day}"}]
    corrected_before(office, BOOK, {"blocks": {"2": {"columns": columns, "unit": "mm"}}})
    _, content, _ = post(browser(office, "hanh"), BOOK, kind="look")
    assert OUTDATED in content.decode() and "data:image" not in content.decode()
    page = browser(office, "quan").get(f"/bieu-mau/{BOOK}/chinh/").content.decode()
    assert "<td>Cột cũ</td>" in page and "<td>33,5</td>" in page
    assert 'value="Ngày chuyển"' in page and 'value="Cột cũ"' not in page
    corrected_before(office, BOOK, {"blocks": {"2": {"columns": columns, "unit": "mm"}}}, hash=file_hash(BOOK))
    assert OUTDATED in post(browser(office, "hanh"), BOOK, kind="look")[1].decode(), "required columns are missing"


def test_the_sent_key_of_a_look_is_not_used_up(office: Office) -> None:  # noqa: F811
    administrator = browser(office, "quan")
    fields = {**shown(administrator, BOOK), "once": str(uuid4())}
    administrator.post(f"/bieu-mau/{BOOK}/chinh/xem/", fields)
    assert administrator.post(f"/bieu-mau/{BOOK}/nhan/", fields).status_code == 302
    assert re.search(r"chờ người quản trị", administrator.get("/bieu-mau/").content.decode())
