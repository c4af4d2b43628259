"""Hôm nay: the forms that nobody has answered for yet wait for the administrator, and for nobody else."""

from __future__ import annotations

import re

import pytest

from somat.catalogue.actions import accept_form
from somat.reporting.papers.form import file_hash
from somat.web.papers.unaccepted import unaccepted
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
JOB = re.compile(r"(\d+) biểu mẫu, con dấu chờ nhận trước khi in")


def waiting(office: Office, name: str) -> int:
    found = JOB.search(visit(office, name).text("/hom-nay/"))
    return int(found[1]) if found else 0


def test_forms_wait_for_the_administrator_until_he_takes_them(office: Office) -> None:
    before = unaccepted(by=office.quan)
    assert "D-01" in before and "A1" not in before  # the office has taken its registers
    assert waiting(office, "quan") == len(before) > 1
    accept_form("D-01", file_hash=file_hash("D-01"), by=office.quan)
    assert waiting(office, "quan") == len(before) - 1 and "D-01" not in unaccepted(by=office.quan)
    page = visit(office, "quan").text("/hom-nay/")
    assert 'href="/bieu-mau/"' in page and f"{before[1]}, " in page


@pytest.mark.parametrize("name", ["hanh", "an", "duy", "ha", "tan", "dung", "giang", "nam"])
def test_for_nobody_else(office: Office, name: str) -> None:
    assert waiting(office, name) == 0
