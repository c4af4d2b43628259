"""Each form from the act it belongs to: the link is on the act's page, and what is known stands in the form. Typed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from somat.audit.models import Leaf
from somat.audit.moment import today
from somat.registry.actions.drafts import keep_paper
from somat.registry.models import Volume
from somat.registry.words import Words
from tests.office import A, M, Office, T, machine, office  # noqa: F401
from tests.reporting.paper import pages
from tests.web.test_known_papers import AGENCY, fields
from tests.web.test_papers import accept, browser
from tests.web.visits import visit

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE = replace(settings.SITE, agency=AGENCY)


def stands(office: Office, address: str, name: str = "hanh") -> dict[str, str]:  # noqa: F811
    answer = browser(office, name).get(address)
    assert answer.status_code == 200, answer.status_code
    return fields(answer.content.decode())


def begun(office: Office) -> dict[str, Any]:  # noqa: F811
    """A volume with lines at two levels, one of them signed for; and a paper that waits for its number."""
    first, second = office.issued(day=DAY), office.issued(day=today(), level=T)
    words = Words(
        "Thảo thử", {"doc_type": "BC", "to": ["Công an tỉnh", "Sở Nội vụ"], "basis": "Mục 3", "signer": "Nguyễn Văn An"}
    )
    draft = keep_paper(
        book=office.out.uuid, level=T, signed_on=today(), approved=2, words=words, by=office.at_desk("duy")
    )
    office.ground.settle()
    return {"volume": first.volume_id, "draft": draft.uuid, "first": first, "second": second}


# form, from where, field, what stands there. "V" a volume, "P" the person hanh, "T" the paper that waits for its number.
TABLE = [
    ("D-16", "V", "m-year", "2026"),
    ("D-16", "V", "m-volume", "01"),
    ("D-16", "V", "m-first", "1"),
    ("D-16", "V", "m-last", ""),
    ("D-18", "V", "m-until", ""),
    ("D-21b", "V", "r-items-0-name", "Báo cáo số 01/BC-UBND"),
    ("D-21b", "V", "r-items-0-level", "Mật"),
    ("D-21b", "V", "r-items-0-day", "05/10/2026"),
    ("D-21b", "V", "r-items-0-body", AGENCY),
    ("D-21b", "V", "r-items-0-copies", "3"),
    ("D-21b", "V", "r-items-1-name", "Báo cáo số 02/BC-UBND"),
    ("D-21b", "V", "r-items-1-level", "Tối mật"),
    ("D-21b", "V", "m-level", "toi_mat"),
    ("D-22b", "V", "r-items-1-name", "Báo cáo số 02/BC-UBND"),
    ("D-22b", "V", "m-level", "toi_mat"),
    ("D-24", "P", "m-person", "Nguyễn Thị Hạnh"),
    ("D-24", "P", "m-post", "Văn thư"),
    ("D-24", "P", "m-highest", "tuyet_mat"),
    ("D-01b", "T", "m-proposed", "toi_mat"),
    ("D-01b", "T", "m-abstract", "Thảo thử"),
    ("D-01b", "T", "m-doc_type", "Báo cáo"),
    ("D-01b", "T", "m-basis", "Mục 3"),
    ("D-01b", "T", "m-places", "Công an tỉnh; Sở Nội vụ"),
    ("D-01b", "T", "m-drafter", "Lê Quang Duy"),
    ("D-01b", "T", "m-copies", "2"),
    ("CV", "T", "m-about", "Thảo thử"),
    ("CV", "T", "m-level", "toi_mat"),
    ("CV", "T", "r-recipients-1-body", "Sở Nội vụ"),
    ("CV", "T", "m-signer", "Nguyễn Văn An"),
]


def test_what_the_act_knows_stands_in_the_form(office: Office) -> None:  # noqa: F811
    made = begun(office)
    where = {
        "V": (f"quyen={made['volume']}", "hanh"),
        "P": (f"nguoi={office.hanh.person}", "ha"),
        "T": (f"ban-thao={made['draft']}", "hanh"),
    }
    shown = {
        (code, act): stands(office, f"/bieu-mau/{code}/?{where[act][0]}", where[act][1])
        for code, act in sorted({(code, act) for code, act, *_ in TABLE})
    }
    wanted = {(code, act, name): value for code, act, name, value in TABLE}
    assert {key: shown[key[:2]].get(key[2]) for key in wanted} == wanted


def test_the_page_of_each_act_leads_to_its_forms(office: Office) -> None:  # noqa: F811
    made = begun(office)
    hanh = visit(office, "hanh")
    volumes = hanh.text(f"/so/{office.out.uuid}/quyen/")
    for code in ("D-16", "D-18"):
        assert f"/bieu-mau/{code}/?quyen={made['volume']}" in volumes
    waits = hanh.text("/cho-so/")
    for code in ("D-01b", "CV"):
        assert f"/bieu-mau/{code}/?ban-thao={made['draft']}" in waits
    person = visit(office, "ha").text(f"/nguoi/{office.hanh.person}/")
    assert f"/bieu-mau/D-24/?nguoi={office.hanh.person}" in person
    assert "D-24" not in visit(office, "quan").text(f"/nguoi/{office.hanh.person}/")


def test_a_delivery_book_lists_who_was_given_what_and_the_summary_counts(office: Office) -> None:  # noqa: F811
    made = begun(office)
    for code in ("D-16", "D-18"):
        assert accept(browser(office, "quan"), code) == 302
    client = browser(office, "hanh")

    def text(code: str, **typed: str) -> str:
        answer = client.post(
            f"/bieu-mau/{code}/",
            {"kind": "pdf", "once": str(uuid4()), "quyen": str(made["volume"]), "m-agency": AGENCY, **typed},
        )
        assert answer.headers["Content-Type"] == "application/pdf", answer.content.decode()[:2000]
        return " ".join(" ".join(page.text.split()) for page in pages(answer.content))

    given = text("D-16")
    assert given.count("Công an tỉnh") == 2 and given.count("Sở Nội vụ") == 2 and "02/BC-UBND" in given
    assert "02/BC-UBND" not in text("D-16", **{"m-until": "31/10/2026"})
    listed = text("D-18")
    assert "Tối mật 1" in listed and "Mật 1" in listed and "Tổng số 2" in listed


def test_a_report_counts_what_its_writer_may_see(office: Office) -> None:  # noqa: F811
    begun(office)
    office.registered(level=A, abstract="")
    assert accept(browser(office, "quan"), "D-27") == 302
    period = {"m-since": f"{DAY:%d/%m/%Y}", "m-until": f"{today():%d/%m/%Y}", "m-kind": "Sơ kết năm"}

    def figures(name: str, **more: str) -> str:
        answer = browser(office, name).post(
            "/bieu-mau/D-27/", {"kind": "pdf", "once": str(uuid4()), "m-agency": AGENCY, **period, **more}
        )
        assert answer.headers["Content-Type"] == "application/pdf", answer.content.decode()[:2000]
        return " ".join(" ".join(page.text.split()) for page in pages(answer.content))

    seen = figures("hanh")
    assert "Tuyệt mật 0 1" in seen and "Tổng số 2 1" in seen
    assert "Tổng số 2 1" not in figures("duy")  # he keeps no book
    assert "Tối mật 7" in figures("hanh", **{"r-summary-0-level": "Tối mật", "r-summary-0-issued": "7"})


def test_the_reading_is_on_record_and_costs_the_same_for_more_lines(office: Office) -> None:  # noqa: F811
    made = begun(office)
    address = f"/bieu-mau/D-21b/?quyen={made['volume']}"
    client = browser(office, "hanh")

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    statements()
    before, read = statements(), Leaf.unchecked.filter(verb="book.page", object=made["volume"]).count()
    for _ in range(6):
        office.issued()
    assert statements() <= before
    assert read == 2


def test_who_may_not_see_volume_draft_or_person_gets_nothing(office: Office) -> None:  # noqa: F811
    made = begun(office)
    duy, chi = browser(office, "khoi"), browser(office, "chi")
    assert duy.get(f"/bieu-mau/D-21b/?quyen={made['volume']}").status_code == 404
    assert chi.get(f"/bieu-mau/D-01b/?ban-thao={made['draft']}").status_code == 404
    assert chi.get(f"/bieu-mau/D-24/?ban-giao={made['draft']}").status_code == 404
    assert chi.get("/bieu-mau/D-24/?nguoi=x").status_code == 404
    told = stands(office, f"/bieu-mau/D-24/?nguoi={office.hanh.person}", "chi")
    assert (told["m-person"], told["m-highest"]) == ("Nguyễn Thị Hạnh", "")  # another's clearance is not hers to know
    assert Volume.unchecked.filter(uuid=made["volume"]).exists()
