"""Ủy quyền on screen: entered by one, confirmed by the other, what waits for the deputy on his days, and what the line tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from somat.access import queries as access
from somat.audit.moment import now, today, told
from somat.law.authority import Power
from somat.law.levels import Level
from somat.people.models import Delegation
from somat.registry.actions.ask import Asked, ask
from somat.registry.models import Entry
from tests.cast import SINCE
from tests.office import M, Office, T, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
URL = "/nguoi/uy-quyen/"
QUESTION = "Trả lời đề nghị hủy số"
PAPER = f"15/QĐ-UBND ngày {SINCE:%d/%m/%Y}"


def on_paper(**more: Any) -> dict[str, Any]:
    return {
        "instead_of": "Nguyễn Văn An",
        "person": "Lê Quang Duy",
        "powers": ["book", "determine"],
        "level": "2",
        "unit": "",
        "decision": "15/QĐ-UBND",
        "decided_on": f"{SINCE:%d/%m/%Y}",
        "since": f"{today():%d/%m/%Y}",
        "until": f"{today() + DAY:%d/%m/%Y}",
        **more,
    }


def put(office: Office, entry: Any, name: str = "duy") -> Any:
    return ask(entry.uuid, Asked("cancel", "Ghi trùng", getattr(office, name).person), by=office.hanh)


def test_the_officer_enters_it_and_the_leader_confirms(office: Office) -> None:
    ha, an, duy = visit(office, "ha"), visit(office, "an"), visit(office, "duy")
    assert "Chưa có ủy quyền nào" in ha.text(URL) and f'href="{URL}moi/"' in ha.text(URL)
    assert ha.send(f"{URL}moi/", **on_paper()).status_code == 302
    assert "Trả lời đề nghị về quyền" in an.text("/hom-nay/")
    assert "Trả lời đề nghị về quyền" not in visit(office, "khoi").text("/hom-nay/")
    page = an.text("/nguoi/de-nghi/")
    assert "của Nguyễn Văn An: xác định độ mật; xác nhận hủy số" in page
    (proposal,) = access.waiting(by=office.an)
    assert an.send(f"/nguoi/de-nghi/{proposal.uuid}/dong-y/").status_code == 302
    listed = duy.text(URL)
    assert "Đang có hiệu lực" in listed and "15/QĐ-UBND" in listed and f"{today():%d/%m/%Y}" in listed
    assert "/thoi/" not in listed and f'href="{URL}moi/"' not in listed
    assert "Chưa có ủy quyền nào" in visit(office, "chi").text(URL)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"person": "Người Lạ"}, "Cơ quan không có ai tên “Người Lạ”"),
        ({"person": "Nguyễn Văn An"}, "Người thay phải là người khác"),
        ({"level": "3"}, "chưa được tiếp cận độ Tuyệt mật"),
        ({"instead_of": "Phạm Thu Hà"}, "không giữ vai trò lãnh đạo"),
        ({"person": "Nguyễn Thị Hạnh"}, "không thể vừa là Văn thư vừa là Lãnh đạo"),
    ],
)
def test_a_wrong_paper_is_refused_with_its_ground(office: Office, more: dict[str, str], says: str) -> None:
    ha = visit(office, "ha")
    answer = ha.send(f"{URL}moi/", **on_paper(**more))
    assert answer.status_code in (200, 409) and says in answer.content.decode()
    assert not Delegation.unchecked.exists() and access.waiting(by=office.ha) == []


def test_nothing_is_delegated_without_a_power_or_by_another_than_the_officer(office: Office) -> None:
    assert visit(office, "ha").send(f"{URL}moi/", **on_paper(powers=[])).status_code == 200
    assert visit(office, "an").send(f"{URL}moi/", **on_paper()).status_code == 403
    assert access.waiting(by=office.ha) == []


def test_the_page_of_the_day_shows_what_waits_for_him_while_it_runs_and_not_a_day_longer(office: Office) -> None:
    office.world.lend("duy", Power.BOOK, until=today() + DAY)
    entry = office.issued()
    question = put(office, entry)
    duy = visit(office, "duy")
    assert QUESTION in duy.text("/hom-nay/")
    assert confirm_url(question) in duy.text(reverse(entry))
    for n, shows in ((1, True), (2, False)):
        with told(now() + n * DAY):
            later = visit(office, "duy")
            assert (QUESTION in later.text("/hom-nay/")) is shows


def reverse(entry: Any) -> str:
    from django.urls import reverse

    return reverse("books:entry", args=[entry.uuid])


def confirm_url(question: Any) -> str:
    from django.urls import reverse

    return reverse("books:confirm", args=[question.uuid])


def test_he_confirms_and_the_history_of_the_line_names_his_paper(office: Office) -> None:
    office.world.lend("duy", Power.BOOK)
    entry = office.issued()
    question = put(office, entry)
    duy = visit(office, "duy")
    assert duy.send(confirm_url(question)).status_code == 302
    assert Entry.unchecked.get(uuid=entry.uuid).state == "cancelled"
    for name in ("hanh", "duy"):
        page = visit(office, name).text(reverse(entry))
        assert f"theo ủy quyền {PAPER}" in page and "Lê Quang Duy" in page


def test_what_a_leader_confirms_names_no_paper(office: Office) -> None:
    office.world.lend("duy", Power.BOOK)
    entry = office.issued()
    question = put(office, entry, "an")
    assert visit(office, "an").send(confirm_url(question)).status_code == 302
    assert "theo ủy quyền" not in visit(office, "hanh").text(reverse(entry))


def test_outside_it_no_button_and_the_act_is_refused_with_its_ground(office: Office) -> None:
    office.world.lend("duy", Power.BOOK, Power.ADMIT, level=M)
    office.world.clear("chi", Level.TOI_MAT)
    high = office.issued(level=T)
    question = put(office, high, "an")
    from somat.access.actions import grant_circle
    from somat.registry import queries

    grant_circle(queries.entry(high.uuid, by=office.an, on=today()), persons=[office.duy.person], by=office.an)
    duy = visit(office, "duy")
    page = duy.text(reverse(high))
    assert confirm_url(question) not in page and "/nguoi-biet/" not in page
    assert QUESTION not in duy.text("/hom-nay/")
    answer = duy.send(confirm_url(question))
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Ủy quyền này chỉ đến độ Mật" in said and "Điều 11.5" in said
    assert Entry.unchecked.get(uuid=high.uuid).state == "live"


def test_a_question_is_offered_to_the_deputies_who_may_answer_it(office: Office) -> None:
    office.world.lend("duy", Power.BOOK, level=M)
    hanh = visit(office, "hanh")
    low, high = office.issued(), office.issued(level=T)

    def offered(entry: Any, what: str) -> bool:
        from django.urls import reverse

        return "Lê Quang Duy (được ủy quyền)" in hanh.text(reverse(f"books:{what}", args=[entry.uuid]))

    assert [offered(low, what) for what in ("cancel", "correct", "copies")] == [True, True, False]
    assert [offered(high, what) for what in ("cancel", "correct", "copies")] == [False, False, False]


def test_a_leader_ends_it_early_on_its_page(office: Office) -> None:
    made = office.world.lend("duy", Power.BOOK, since=today() - DAY, until=today() + 9 * DAY)
    an, duy = visit(office, "an"), visit(office, "duy")
    url = f"{URL}{made.uuid}/thoi/"
    assert url in an.text(URL)
    duy.text(url, status=403)
    visit(office, "ha").text(url, status=403)
    assert "15/QĐ-UBND" in an.text(url)
    fields = {"decision": "20/QĐ-UBND", "decided_on": f"{today():%d/%m/%Y}"}
    late = f"{today() + 9 * DAY:%d/%m/%Y}"
    assert "ghi ngày cuối từ hôm qua" in an.told(url, until=late, **fields)
    assert an.send(url, until=f"{today() - DAY:%d/%m/%Y}", **fields).status_code == 302
    page = an.text(URL)
    assert "Đã hết" in page and "thôi theo 20/QĐ-UBND" in page and url not in page


def test_past_and_coming_ones_stand_apart(office: Office) -> None:
    office.world.lend("duy", Power.BOOK, since=today() + DAY)
    page = visit(office, "duy").text(URL)
    assert "Sắp tới" in page and "Đang có hiệu lực" not in page
    with told(now() + DAY):
        assert "Đang có hiệu lực" in visit(office, "duy").text(URL)
    with told(now() + 2 * DAY):
        assert "Đã hết" in visit(office, "duy").text(URL)
