"""Hôm nay: what somebody would put over the shipped rows and lists waits for a second person, and is seen by nobody else."""

from __future__ import annotations

import pytest

from somat.audit.moment import now
from somat.catalogue.actions import Brought, accept_law, accept_trust, propose_law, propose_trust
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
FOLDER = "Nhận thư mục căn cứ của cơ quan"


def test_a_law_folder_waits_for_a_leader_until_it_is_accepted(office: Office) -> None:
    assert FOLDER not in visit(office, "an").text("/hom-nay/")
    propose_law("a" * 64, by=office.ha)
    leader = visit(office, "an").text("/hom-nay/")
    assert FOLDER in leader and "a" * 16 in leader and "/can-cu/" in leader
    for other in ("hanh", "ha", "duy"):
        assert FOLDER not in visit(office, other).text("/hom-nay/")
    newest = propose_law("b" * 64, by=office.ha)
    leader = visit(office, "an").text("/hom-nay/")
    assert "b" * 16 in leader and "a" * 16 not in leader
    accept_law(newest.uuid, by=office.an)
    assert FOLDER not in visit(office, "an").text("/hom-nay/")


def test_roots_and_lists_wait_for_a_leader(office: Office) -> None:
    root = Brought("root", "Gốc thử", now(), None, "c" * 64, b"der")
    listed = Brought("crl", "Danh sách thử", now(), None, "d" * 64, b"der")
    made = propose_trust(root, listed, by=office.ha)
    leader = visit(office, "an").text("/hom-nay/")
    assert "Nhận chứng thư gốc" in leader and "Nhận danh sách thu hồi" in leader and "Gốc thử" in leader
    assert "Gốc thử" not in visit(office, "ha").text("/hom-nay/")
    accept_trust(made[0].uuid, by=office.an)
    leader = visit(office, "an").text("/hom-nay/")
    assert "Nhận chứng thư gốc" not in leader and "Nhận danh sách thu hồi" in leader
