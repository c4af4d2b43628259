"""The form by which a clerk records a signature on paper: name, time, and the page or the slip on which it stands (R-OUT-8)."""

from __future__ import annotations

import pytest

from somat.audit.moment import VIETNAM, now
from somat.registry import queries
from somat.registry.models import Receipt
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "where, shown", [({"page": "3"}, "trên giấy, trang 3"), ({"slip": "12/PG"}, "trên phiếu gửi 12/PG")]
)
def test_where_it_stands_is_asked_and_shown(office: Office, where: dict[str, str], shown: str) -> None:
    entry, hanh = office.issued(), visit(office, "hanh")
    path = f"/dong/{entry.uuid}/ky-nhan/"
    to = queries.recipients([entry], by=office.hanh)[entry.uuid][0]
    at = f"{now().astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    typed = {"recipient": str(to.uuid), "name": "Trần Thị Mai", "signed_at": at}
    for wrong in ({}, {"page": "3", "slip": "12/PG"}):
        told = hanh.told(path, **typed, **wrong)
        assert "Ghi trang sổ in đã ký; ký trên phiếu gửi thì ghi số phiếu" in told and "Trần Thị Mai" in told
    assert not Receipt.unchecked.exists()
    assert hanh.send(path, **typed, **where).status_code == 302
    assert shown in hanh.text(f"/dong/{entry.uuid}/")


def test_a_count_that_differs_is_refused_and_what_was_typed_stays(office: Office) -> None:
    entry, hanh = office.issued(), visit(office, "hanh")
    path = f"/dong/{entry.uuid}/ky-nhan/"
    to = queries.recipients([entry], by=office.hanh)[entry.uuid][0]
    at = f"{now().astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    typed = {"recipient": str(to.uuid), "name": "Trần Thị Mai", "signed_at": at, "page": "3"}
    told = hanh.told(path, **typed, counted="2")
    assert (
        "Giao 1 bản nhưng người nhận đếm được 2" in told and "Trần Thị Mai" in told and not Receipt.unchecked.exists()
    )
    assert hanh.send(path, **typed, counted="1").status_code == 302
