"""Every address × every role of the cast: the answers are typed by hand, with data and with none."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from somat.registry.line import To
from tests.cast import CAST, DESK
from tests.office import machine, office

__all__ = ["machine", "office"]

ALL = frozenset(CAST)
READERS = frozenset({"an", "khoi", "hanh", "duy", "dung", "chi"})
CLERK = frozenset({"hanh"})
CIRCLE = frozenset({"hanh", "duy", "an"})  # the clerk by the book, the drafter and the signer by name

# address, who gets the page, what everybody else gets
PAGES = [
    ("/hom-nay/", ALL, None),
    ("/can-cu/", ALL, None),
    ("/nguoi/", ALL, None),
    ("/nguoi/de-nghi/", ALL, None),
    ("/nguoi/mo-khoa/", ALL, None),
    ("/quay/", ALL, None),
    ("/cua-toi/out/", READERS, 403),
    ("/cua-toi/in/", READERS, 403),
    ("/tim/", READERS, 403),
    ("/nhap-so/", CLERK, 403),
    ("/nhat-ky/", frozenset({"tan"}), 403),
    ("/he-thong/", frozenset({"quan", "ha", "an", "khoi"}), 403),
    ("/so/{book}/", CLERK, 404),
    ("/so/{book}/moi/", CLERK, 404),
    ("/so/{book}/quyen/", CLERK, 404),
    ("/quyen/{volume}/in/", CLERK, 404),
    ("/quyen/{volume}/ket-xuat/", CLERK, 404),
    ("/quyen/{volume}/khoa/", CLERK, 404),
    ("/dong/{entry}/", CIRCLE, 404),
    ("/dong/{entry}/ky-nhan/", CIRCLE, 404),
    ("/dong/{entry}/huy/", CIRCLE, 404),
    ("/dong/{entry}/sua/", CIRCLE, 404),
    ("/dong/{entry}/them-ban/", CIRCLE, 404),
    ("/dong/{entry}/chuyen/", CIRCLE, 404),
    ("/dong/{entry}/tra-loi/", CIRCLE, 404),
    ("/dong/{entry}/bo-sung/", CIRCLE, 404),
]


@pytest.fixture(autouse=True)
def stations(monkeypatch):
    monkeypatch.setitem(settings.SITE.workstations, "127.0.0.1", DESK)


def browser(office, name):
    token, _ = office.world.log_in(name, workstation=DESK)
    client = Client(raise_request_exception=False)
    client.cookies["somat"] = token
    return client


def answers(office, names):
    """What each person gets for each address."""
    got = {}
    for name in CAST:
        client = browser(office, name)
        for address, _, _ in PAGES:
            got[name, address] = client.get(address.format(**names)).status_code
    return got


def expected(address, name, *, there):
    who, other = next((w, o) for a, w, o in PAGES if a == address)
    if not there and "{" in address:
        return 404
    return 200 if name in who else other


def test_it_answers_each_role_as_the_table_says_with_data(office):
    entry = office.issued(to=(To("Công an tỉnh"),), copies=2, drafter=office.duy.person, signer_person=office.an.person)
    names = {"book": office.out.uuid, "volume": entry.volume_id, "entry": entry.uuid}
    got = answers(office, names)
    wrong = {k: v for k, v in got.items() if v != expected(k[1], k[0], there=True)}
    assert wrong == {} and len(got) == len(CAST) * len(PAGES)


def test_it_answers_each_role_as_the_table_says_without_data(office):
    names = {"book": uuid4(), "volume": uuid4(), "entry": uuid4()}
    got = answers(office, names)
    wrong = {k: v for k, v in got.items() if v != expected(k[1], k[0], there=False)}
    assert wrong == {}


def test_hidden_and_missing_are_the_same_bytes(office):
    entry = office.issued()
    client = browser(office, "khoi")
    hidden = client.get(f"/dong/{entry.uuid}/")
    missing = client.get(f"/dong/{uuid4()}/")

    def strip(r):
        return b"".join(line for line in r.content.split(b"\n") if b"datetime=" not in line and b"csrf" not in line)

    assert hidden.status_code == missing.status_code == 404
    assert strip(hidden) == strip(missing)
    same = {k: v for k, v in hidden.headers.items() if k not in ("Set-Cookie", "Content-Length")}
    assert same == {k: v for k, v in missing.headers.items() if k not in ("Set-Cookie", "Content-Length")}


def test_a_write_without_the_duty_is_refused_and_recorded(office):
    entry = office.issued(drafter=office.duy.person)
    client = browser(office, "duy")
    fields = {"reason": "thử", "leader": str(office.an.person), "once": str(uuid4())}
    assert client.post(f"/dong/{entry.uuid}/huy/", fields).status_code == 403
    assert office.ground.all("SELECT count(*) FROM registry_question")[0][0] == 0
    assert (
        office.ground.all("SELECT count(*) FROM audit_leaf WHERE verb = 'cancel.ask' AND decision = 'refused'")[0][0]
        == 1
    )
