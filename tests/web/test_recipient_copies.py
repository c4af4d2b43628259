"""How many copies each recipient gets: typed beside his name, added up, numbered in one run, and never lost on the way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from somat.audit.moment import today
from somat.registry import queries
from tests.office import Office, machine, office
from tests.web.test_drafts import handed_in, paper
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)

TO = ["Công an tỉnh", "Sở Nội vụ", "Tỉnh ủy"]


def line(office: Office, copies: list[str], **more: Any) -> dict[str, Any]:
    fields = {**paper(office), "day": f"{today():%d/%m/%Y}", "copies": 7, "kept": 1, "recipients": TO}
    fields |= {"recipients_copies": copies, **more}
    return {name: value for name, value in fields.items() if name not in ("book", "approved", "signed_on")}


def at(office: Office, where: str) -> Any:
    return queries.entry(UUID(where.split("/dong/")[1][:36]), by=office.hanh, on=today())


def written(office: Office, where: str) -> list[tuple[str, int, int]]:
    entry = at(office, where)
    return [(r.body, r.copy_no, r.copies) for r in queries.recipients([entry], by=office.hanh)[entry.uuid]]


def test_each_recipient_gets_the_copies_typed_beside_him(office: Office) -> None:
    """Six copies go out and one is kept: 3 + 1 + 2, an empty place being one."""
    hanh = visit(office, "hanh")
    answer = hanh.send(f"/so/{office.out.uuid}/moi/", **line(office, ["3", "", "2"]))
    assert answer.status_code == 302, answer.content.decode()
    where = answer.headers["Location"]
    assert written(office, where) == [("Công an tỉnh", 1, 3), ("Sở Nội vụ", 4, 1), ("Tỉnh ủy", 5, 2)]
    page = hanh.text(where)
    assert "1–3" in page and "5–6" in page
    again = hanh.text(f"/so/{office.out.uuid}/moi/?nhu={where.split('/dong/')[1][:36]}")
    assert 'name="recipients_copies" value="3"' in again


@pytest.mark.parametrize("copies", [["3", "1", "3"], ["1", "1", "1"]])
def test_copies_that_do_not_add_up_are_refused_and_stay_typed(office: Office, copies: list[str]) -> None:
    hanh = visit(office, "hanh")
    page = hanh.told(f"/so/{office.out.uuid}/moi/", **line(office, copies))
    assert f'name="recipients_copies" value="{copies[0]}"' in page and page.count('value="Sở Nội vụ"') == 1
    answer = hanh.send(f"/so/{office.out.uuid}/moi/", **line(office, ["3", "1", "2"]))
    assert answer.status_code == 302
    assert at(office, answer.headers["Location"]).no == 1  # nothing was written before


@pytest.mark.parametrize("wrong", ["0", "hai", "-1", "1.5", "10000", "²"])
def test_what_is_no_count_is_told_with_the_name_and_nothing_is_lost(office: Office, wrong: str) -> None:
    page = visit(office, "hanh").told(f"/so/{office.out.uuid}/moi/", status=200, **line(office, ["1", wrong, "1"]))
    assert "Sở Nội vụ: ghi số bản từ 1 đến 9999." in page
    assert 'value="Sở Nội vụ"' in page and f'name="recipients_copies" value="{wrong}"' in page


def test_the_drafters_counts_come_to_the_clerk(office: Office) -> None:
    counted = {"recipients": TO[:2], "recipients_copies": ["2", ""], "approved": 4}
    draft = handed_in(office, visit(office, "duy"), **counted)
    form = visit(office, "hanh").text(f"/so/{office.out.uuid}/moi/?ban-thao={draft.uuid}")
    assert 'name="recipients_copies" value="2"' in form and 'name="recipients_copies" value="1"' in form
