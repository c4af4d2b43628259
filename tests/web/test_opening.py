"""Opening another book: for one level, in the number series of the one there is; its keeper is proposed and confirmed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from somat.access import actions
from somat.law.levels import Level
from somat.law.refusal import Refused
from somat.registry.actions.issue import issue
from somat.registry.models import Book, Volume
from tests.cast import paper
from tests.office import M, Office, T, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Sổ đi, độ Mật"


def opened(office: Office, **more: object) -> Book:
    fields = {"kind": "out", "level": "1", "name": NAME, "symbol": "UBND", "series": office.out.uuid} | more
    answer = visit(office, "hanh").send("/so/mo/", **fields)
    assert answer.status_code == 302 and answer.headers["Location"] == "/hom-nay/"
    return Book.unchecked.get(name=fields["name"])


def test_it_waits_for_a_keeper_and_then_takes_lines_of_its_level(office: Office) -> None:
    assert office.issued().doc_number == 1
    book = opened(office)
    assert (book.level, book.series) == (1, office.out.series)
    assert Volume.unchecked.filter(book=book, state="open", no=1, first_no=1).count() == 1
    job = f"Đề nghị người giữ {NAME}"
    assert job in visit(office, "ha").text("/hom-nay/") and job not in visit(office, "hanh").text("/hom-nay/")
    visit(office, "hanh").text(f"/so/{book.uuid}/", status=404)
    proposal = actions.propose_book(office.hanh.person, book, paper=paper(), by=office.ha)
    actions.confirm(proposal.uuid, by=office.an)
    assert job not in visit(office, "ha").text("/hom-nay/")
    clerk = office.at_desk("hanh")
    entry = issue(office.out_line(book=book.uuid, level=M), by=clerk, key=uuid4())
    assert (entry.no, entry.doc_number) == (1, 2)  # its own line, the number that follows in the agency
    with pytest.raises(Refused, match="R-LEVEL-2"):
        issue(office.out_line(book=book.uuid, level=T), by=clerk, key=uuid4())


def test_a_series_of_its_own_begins_at_one(office: Office) -> None:
    office.issued()
    book = opened(office, name="Sổ đi của Đảng ủy", level="", series="")
    assert book.level is None and book.series != office.out.series


def test_the_two_kinds_share_no_series(office: Office) -> None:
    page = visit(office, "hanh").told("/so/mo/", kind="in", level="", name="Sổ đến thứ hai", series=office.out.uuid)
    assert "không chung một dãy số" in page and "Sổ đến thứ hai" in page
    assert not Book.unchecked.filter(name="Sổ đến thứ hai").exists()


@pytest.mark.parametrize("name", ["duy", "ha", "an", "quan", "tan"])
def test_who_keeps_no_books_opens_none(office: Office, name: str) -> None:
    visitor = visit(office, name)
    assert visitor.send("/so/mo/", kind="out", level="", name="Lạ", series="").status_code == 403
    assert not Book.unchecked.filter(name="Lạ").exists()


def test_the_page_of_volumes_leads_there(office: Office) -> None:
    assert "/so/mo/" in visit(office, "hanh").text(f"/so/{office.out.uuid}/quyen/")
    form = visit(office, "hanh").text("/so/mo/")
    assert f'value="{office.out.uuid}" selected' in form
    assert f"chung với {office.out.name}" in form and all(f"chỉ độ {level.title}" in form for level in Level)
