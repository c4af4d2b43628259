"""A password of another's making opens one page only: the one where a person chooses his own."""

from __future__ import annotations

import pytest
from django.test import Client

from somat.audit.moment import now
from somat.people.actions.sessions import log_in
from somat.web.people import cookie
from tests.cast import PASSWORD
from tests.house import doors
from tests.office import Office, machine, office
from tests.web.visits import here

__all__ = ["machine", "office"]
FREE = {
    "people:enter",
    "people:password",
    "people:alive",
    "people:log_out",
    "system:restore",
    "vault:sealed",
    "vault:swap",
}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fresh(office: Office) -> Client:
    """Hạnh with the one-time secret that the administrator gave her."""
    account = office.world.accounts["hanh"]
    client = Client()
    opened = log_in(account.username, account.secret, workstation=here(), at=now())
    assert opened.must_change
    client.cookies[cookie.NAME] = opened.token
    return client


def test_every_page_leads_to_the_password(fresh: Client) -> None:
    wrong = {}
    for name, path in doors.routes():
        answer = fresh.get(path)
        if name not in FREE and (answer.status_code, answer.headers.get("Location")) != (302, "/doi-mat-khau/"):
            wrong[name] = answer.status_code
    assert wrong == {}


def test_no_act_is_done_either(fresh: Client, office: Office) -> None:
    answer = fresh.post(f"/so/{office.out.uuid}/quyen/moi/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/doi-mat-khau/")


def test_the_password_page_shows_no_other_way_but_out(fresh: Client) -> None:
    text = fresh.get("/doi-mat-khau/").content.decode()
    assert "Mật khẩu mới" in text and 'action="/dang-xuat/"' in text and "/so-di/" not in text


def test_after_the_change_everything_opens(fresh: Client, office: Office) -> None:
    secret = office.world.accounts["hanh"].secret
    answer = fresh.post("/doi-mat-khau/", {"old": secret, "new": PASSWORD, "again": PASSWORD})
    assert answer.headers["Location"] == "/hom-nay/"
    assert fresh.get("/hom-nay/").status_code == 200


def test_one_may_go_out_without_changing_it(fresh: Client) -> None:
    assert fresh.post("/dang-xuat/").headers["Location"] == "/dang-nhap/"
    assert fresh.get("/hom-nay/").headers["Location"] == "/dang-nhap/"
