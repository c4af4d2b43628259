"""Tên loại: each type once in the choices, and a line without a type has none, on pages as in the export (R-NUM-2)."""

from __future__ import annotations

import csv
import io

import pytest

from somat.law.numbering import ABBREVIATIONS
from somat.registry.models import Entry
from somat.web.books.forms import TYPE_CHOICES, CompleteForm, InForm, OutForm
from somat.web.books.history import TYPES
from somat.web.books.lines import lines, open_lines
from somat.web.drafts.forms import PaperForm
from tests.office import A, M, Office, machine, office
from tests.web.test_namesakes import arrival
from tests.web.visits import visit

__all__ = ["machine", "office"]
LETTER = "Công văn"


def test_every_type_of_the_law_has_one_code() -> None:
    assert sorted(TYPES.values()) == sorted(ABBREVIATIONS.latest.value) and "" not in TYPES
    assert TYPES["CV"] == LETTER


@pytest.mark.parametrize("form", [OutForm, InForm, CompleteForm, PaperForm])
def test_each_choice_stands_once(form: type) -> None:
    field = form.base_fields["doc_type"]  # type: ignore[attr-defined]
    codes, names = zip(*field.choices, strict=True)
    assert len(set(codes)) == len(codes) == len(set(names)) and names.count(LETTER) == 1
    assert ("", LETTER) not in TYPE_CHOICES and field.required is ("" not in codes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("level", [M, A])
def test_an_arrival_without_a_type_has_none(office: Office, level: int) -> None:
    hanh = visit(office, "hanh")
    typed = arrival(doc_type="", level=str(int(level)), abstract="", number="7/UBND")
    assert hanh.send(f"/so/{office.in_.uuid}/moi/", **typed).status_code == 302
    entry = Entry.unchecked.get()
    assert entry.doc_type == ""
    assert [line.doc_type for line in lines(open_lines([entry], by=hanh.actor))] == [""]
    table = hanh.text(f"/so/{office.in_.uuid}/").split("<table")[1].split("</table>")[0]
    assert LETTER not in table
    assert f'<p class="lead">{LETTER}' not in hanh.text(f"/dong/{entry.uuid}/")
    answer = hanh.send(f"/quyen/{entry.volume_id}/ket-xuat/", reason="Kiểm tra", form="csv")
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert any("7/UBND" in cell for row in rows for cell in row)
    assert not any(LETTER in cell for row in rows for cell in row)
