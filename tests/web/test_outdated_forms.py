"""A correction belongs to the form that the administrator saw: after a release it waits for him, and says so."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest

from somat.audit.models import Leaf
from somat.catalogue.actions import accept_form
from somat.reporting.papers.form import file_hash
from somat.web.papers.agreed import OUTDATED
from somat.web.papers.views import REOPEN
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.paper import pages
from tests.web.test_papers import accept, browser, post, prints, shown

FREE, MANY = "D-24", "D-23"
OLDER = "0" * 64  # the hash of a file that is no longer shipped
GONE = {"blocks": {"99": {"text": "Lời cũ của cơ quan"}}, "page": {"left": 35}}
SHIFTED = {"blocks": {"3": {"text": "Lời cũ của cơ quan"}}}
INNER = {
    "size": 12.5,
    "blocks": {
        "2": {"columns": [{"header": "Cột cũ", "value": "{x}"}], "lines": ["Dòng cũ"]},
        "97": {"blocks": {"1": {"text": "Phiếu cũ"}}},
    },
}


def corrected_before(office: Office, code: str, correction: object, hash: str = OLDER) -> None:  # noqa: F811
    accept_form(code, file_hash=hash, correction=json.dumps(correction), by=office.quan)


@pytest.mark.parametrize("correction", [GONE, SHIFTED])
@pytest.mark.parametrize("kind", ["look", "pdf", "docx"])
def test_a_correction_of_an_older_form_is_not_used(office: Office, correction: object, kind: str) -> None:  # noqa: F811
    corrected_before(office, FREE, correction)
    client = browser(office, "hanh")
    assert OUTDATED in client.get(f"/bieu-mau/{FREE}/").content.decode()
    status, content, media = post(client, FREE, kind=kind, **{"m-person": "Lê Quang Duy"})
    page = content.decode()
    assert (status, media.split(";")[0], prints()) == (200, "text/html", 0)
    assert OUTDATED in page and "Lê Quang Duy" in page and "data:image" not in page


@pytest.mark.parametrize("correction", [GONE, SHIFTED])
def test_nor_in_a_batch(office: Office, correction: object) -> None:  # noqa: F811
    entry = office.issued()
    office.ground.settle()
    corrected_before(office, MANY, correction)
    facts = {"dong": str(entry.uuid), "m-act": "Giải mật", "m-since": "22/11/2026", "n-0": "on", "n-1": "on"}
    answer = browser(office, "hanh").post(f"/bieu-mau/{MANY}/nhieu/", {"once": str(uuid4()), **facts})
    assert (answer.status_code, prints()) == (200, 0)
    assert OUTDATED in answer.content.decode()
    assert not Leaf.unchecked.filter(verb="form.print").exists()


def test_the_same_file_under_stricter_rules_refuses_too(office: Office) -> None:  # noqa: F811
    corrected_before(office, FREE, GONE, hash=file_hash(FREE))
    status, content, _ = post(browser(office, "hanh"), FREE, kind="pdf")
    assert (status, prints(), OUTDATED in content.decode()) == (200, 0, True)
    assert browser(office, "quan").get(f"/bieu-mau/{FREE}/chinh/").status_code == 200


def test_the_administrator_reads_his_old_words_and_accepts_again(office: Office) -> None:  # noqa: F811
    for correction, words in ((GONE, ["Lời cũ của cơ quan", "35"]), (INNER, ["12,5", "Cột cũ", "Dòng cũ", "Phiếu cũ"])):
        corrected_before(office, FREE, correction)
        page = browser(office, "quan").get(f"/bieu-mau/{FREE}/chinh/").content.decode()
        assert "data:image/png" in page and OUTDATED in page
        assert [word for word in words if f"<td>{word}</td>" not in page] == []
    assert accept(browser(office, "quan"), FREE, **{"b-2-text": "Giấy cam đoan"}) == 302
    assert OUTDATED not in browser(office, "quan").get(f"/bieu-mau/{FREE}/chinh/").content.decode()
    _, content, _ = post(browser(office, "hanh"), FREE, kind="pdf")
    text = pages(content)[0].text
    assert "GIẤY CAM ĐOAN" in text and "Lời cũ" not in text


def test_a_page_opened_before_the_release_corrects_nothing(office: Office) -> None:  # noqa: F811
    administrator = browser(office, "quan")
    assert accept(administrator, FREE, shipped=OLDER, **{"b-2-text": "Giấy cam đoan"}) == 200
    sent = {**shown(administrator, FREE), "once": str(uuid4()), "shipped": OLDER}
    assert REOPEN in administrator.post(f"/bieu-mau/{FREE}/chinh/", sent).content.decode()
    assert (
        REOPEN not in administrator.post(f"/bieu-mau/{FREE}/chinh/", sent | shown(administrator, FREE)).content.decode()
    )
    status, content, _ = post(browser(office, "hanh"), FREE, kind="pdf")
    assert status == 200 and "GIẤY CAM ĐOAN" not in pages(content)[0].text


@pytest.mark.parametrize("correction", [GONE, SHIFTED])
def test_the_sample_is_then_the_shipped_form(office: Office, correction: object) -> None:  # noqa: F811
    shipped = sample(office)
    corrected_before(office, FREE, correction)
    assert sample(office) == shipped != []
    corrected_before(office, FREE, {"page": {"left": 35}}, file_hash(FREE))
    assert sample(office) != shipped


def sample(office: Office) -> list[str]:  # noqa: F811
    answer = browser(office, "hanh").get(f"/bieu-mau/{FREE}/mau/")
    assert answer.status_code == 200
    return re.findall(r'src="(data:image[^"]+)"', answer.content.decode())
