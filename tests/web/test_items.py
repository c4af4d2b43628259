"""What is no paper says so: on its page, on its line, and in column 10 of print and export."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from somat.registry.models import Entry
from somat.web.books.lines import lines, open_lines
from tests.office import A, M, Office, machine, office
from tests.web.test_namesakes import arrival, out
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
MEDIA = "USB, đĩa, thiết bị nhớ"


@pytest.mark.parametrize("level", [M, A])
@pytest.mark.parametrize("kind", ["out", "in_"])
def test_a_stick_is_told_apart_from_a_paper(office: Office, kind: str, level: int) -> None:
    hanh, book = visit(office, "hanh"), getattr(office, kind)
    more: dict[str, Any] = {"level": str(int(level)), "abstract": "", "note": "Gửi kèm phiếu"}
    typed = out(**more) if kind == "out" else arrival(**more)
    assert hanh.send(f"/so/{book.uuid}/moi/", **{**typed, "item": "media"}).status_code == 302
    entry = Entry.unchecked.get()
    assert entry.item == "media"
    assert MEDIA in hanh.text(f"/dong/{entry.uuid}/")
    assert f"{MEDIA}. Gửi kèm phiếu" in hanh.text(f"/so/{book.uuid}/")
    answer = hanh.send(f"/quyen/{entry.volume_id}/ket-xuat/", reason="Kiểm tra", form="csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert any(cell.startswith(f"{MEDIA}. Gửi kèm phiếu") for row in rows for cell in row)
    assert 'value="media" selected' in hanh.text(f"/so/{book.uuid}/moi/?nhu={entry.uuid}")


def test_a_paper_is_one_where_nothing_is_said(office: Office) -> None:
    hanh = visit(office, "hanh")
    assert hanh.send(f"/so/{office.out.uuid}/moi/", **out(note="")).status_code == 302
    entry = Entry.unchecked.get()
    assert entry.item == "paper"
    assert [line.note for line in lines(open_lines([entry], by=hanh.actor))] == [""]


def test_the_page_says_it_in_a_row_of_its_own(office: Office) -> None:
    entry = office.issued(item="object", note="Hộp niêm phong")
    hanh = visit(office, "hanh")
    (line,) = lines(open_lines([entry], by=hanh.actor))
    assert line.note == "Vật chứa. Hộp niêm phong"
    page = hanh.text(f"/dong/{entry.uuid}/")
    assert "Vật chứa" in page and "Vật chứa. Hộp niêm phong" not in page
