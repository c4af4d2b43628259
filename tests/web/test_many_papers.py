"""Many papers in one run: to each chosen recipient of a line, or of each chosen line; one print on record."""

from __future__ import annotations

from uuid import uuid4

import pytest

from somat.audit.models import Leaf
from somat.web.papers.many import MOST, Unchosen, numbers
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.paper import pages
from tests.web.test_papers import browser, prints

NOTICE, PROPOSAL = "/bieu-mau/D-23/nhieu/", "/bieu-mau/D-01b/nhieu/"


def post(office: Office, name: str, address: str, **typed: str) -> tuple[int, bytes]:  # noqa: F811
    answer = browser(office, name).post(address, {"once": str(uuid4()), "kind": "pdf", **typed})
    return answer.status_code, answer.content


def test_each_chosen_recipient_gets_a_notice_with_its_copy_numbers(office: Office) -> None:  # noqa: F811
    entry = office.issued()
    office.ground.settle()
    page = browser(office, "hanh").get(f"{NOTICE}?dong={entry.uuid}").content.decode()
    assert 'name="n-0" checked' in page and 'name="n-1" checked' in page
    facts = {"dong": str(entry.uuid), "m-act": "Giải mật", "m-since": "22/11/2026"}
    status, content = post(office, "hanh", NOTICE, **facts, **{"n-0": "on", "n-1": "on"})
    assert (status, content[:5], prints()) == (200, b"%PDF-", 1)
    first, second = pages(content)
    assert "Kính gửi: Công an tỉnh" in first.text and "2. Bản số đang giữ: 1" in first.text
    assert "Kính gửi: Sở Nội vụ" in second.text and "2. Bản số đang giữ: 2" in second.text
    assert len(pages(post(office, "hanh", NOTICE, **facts, **{"n-1": "on"})[1])) == 1
    assert post(office, "hanh", NOTICE, **facts)[1][:5] != b"%PDF-"
    assert Leaf.unchecked.filter(verb="form.print", object=entry.uuid).count() == 2


def test_each_chosen_line_is_filled_in_and_read_on_record(office: Office) -> None:  # noqa: F811
    entries = [office.issued() for _ in range(3)]
    office.ground.settle()
    facts = {"volume": str(entries[0].volume_id), "numbers": f"{entries[0].no}, {entries[2].no}"}
    status, content = post(office, "hanh", PROPOSAL, **facts)
    assert (status, prints()) == (200, 1)
    sheets = pages(content)
    assert len(sheets) == 2 and all("Tình hình địa bàn" in sheet.text for sheet in sheets)
    assert Leaf.unchecked.filter(verb="book.page", object=entries[0].volume_id).count() == 1


@pytest.mark.parametrize("numbers", ["", "abc", "1-501", "9999"])
def test_what_cannot_be_chosen_is_said_and_nothing_is_printed(office: Office, numbers: str) -> None:  # noqa: F811
    entry = office.issued()
    office.ground.settle()
    status, content = post(office, "hanh", PROPOSAL, volume=str(entry.volume_id), numbers=numbers)
    assert (status, prints(), content[:5] == b"%PDF-") == (200, 0, False)
    assert "dòng" in content.decode()


def test_lines_of_a_book_that_one_does_not_keep_look_missing(office: Office) -> None:  # noqa: F811
    entry = office.issued()
    office.ground.settle()
    assert post(office, "chi", PROPOSAL, volume=str(entry.volume_id), numbers="1")[0] == 404
    assert browser(office, "chi").get(f"{NOTICE}?dong={entry.uuid}").status_code == 404


def test_a_form_that_is_not_made_from_a_line_has_no_such_page(office: Office) -> None:  # noqa: F811
    assert browser(office, "hanh").get("/bieu-mau/D-24/nhieu/").status_code == 404


def test_the_statistics_take_their_lines_from_a_volume(office: Office) -> None:  # noqa: F811
    entry = office.issued()
    office.ground.settle()
    clerk = browser(office, "hanh")
    assert f'href="?quyen={entry.volume_id}"' in clerk.get("/bieu-mau/D-18/").content.decode()
    page = clerk.get(f"/bieu-mau/D-18/?quyen={entry.volume_id}").content.decode()
    assert "r-lines-0-name" not in page
    answer = clerk.post("/bieu-mau/D-18/", {"once": str(uuid4()), "kind": "look", "quyen": str(entry.volume_id)})
    assert b"data:image/png" in answer.content
    assert (
        browser(office, "chi").post("/bieu-mau/D-18/", {"kind": "look", "quyen": str(entry.volume_id)}).status_code
        == 404
    )


def test_numbers_are_read_as_a_clerk_writes_them() -> None:
    assert numbers("1-3, 7;9 – 10") == {1, 2, 3, 7, 9, 10}
    with pytest.raises(Unchosen):
        numbers(f"1-{MOST + 1}")
