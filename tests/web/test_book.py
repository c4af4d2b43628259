"""The page of a book: the empty next line stands only under the newest lines of the whole volume."""

from __future__ import annotations

import pytest

from somat.audit.moment import today
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
NEXT = 'class="next"'


def test_the_next_line_is_offered_under_the_newest_lines_only(office: Office) -> None:
    office.issued()
    hanh = visit(office, "hanh")
    path = f"/so/{office.out.uuid}/"
    assert NEXT in hanh.text(path)
    for narrowed in ({"month": today().month}, {"levels": ["2"]}, {"unsigned": "on"}, {"words": "giả định"}):
        assert NEXT not in hanh.told(path, status=200, **narrowed), narrowed


def test_an_arrival_waits_for_no_signature_until_it_is_handed_on(office: Office) -> None:
    entry = office.registered()
    hanh = visit(office, "hanh")
    path = f"/so/{office.in_.uuid}/"
    assert "chưa ký" not in hanh.text(path).split("<table")[1].split("</table>")[0]
    hanh.send(f"/dong/{entry.uuid}/chuyen/", unit="Phòng Kinh tế", person="", due_on="")
    assert "chưa ký" in hanh.text(path).split("<table")[1].split("</table>")[0]
