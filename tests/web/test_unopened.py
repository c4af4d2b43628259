"""An envelope that only the named person opens: no day is made up for it, and its columns stay blank until he completes it (R-IN-2)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from somat.audit.moment import today
from somat.law.levels import regime_on
from somat.registry.actions.register import Found, complete
from somat.registry.models import Entry
from somat.reporting.volume import in_cells
from somat.web.books.lines import lines, open_lines
from somat.web.papers.known import listed
from tests.office import A, M, Office, machine, office
from tests.web.test_namesakes import DAY, arrival
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
MARK = "Chỉ người có tên · chờ bổ sung"
INSIDE = today() - timedelta(days=3)
WHO = {M: "duy", A: "an"}


def closed(**more: Any) -> dict[str, Any]:
    return {**arrival(named_only="on", abstract="", doc_type="BC", day="", recipients="Lê Quang Duy"), **more}


def registered(office: Office, hanh: Visitor, level: Any) -> Entry:
    name = {M: "Lê Quang Duy", A: "Nguyễn Văn An"}[level]
    typed = closed(level=str(int(level)), recipients=name)
    assert hanh.send(f"/so/{office.in_.uuid}/moi/", **typed).status_code == 302
    return Entry.unchecked.get()


def exported(hanh: Visitor, entry: Entry) -> list[str]:
    answer = hanh.send(f"/quyen/{entry.volume_id}/ket-xuat/", reason="Kiểm tra", form="csv")
    rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    return next(row for row in rows if any("12/BC-UBND" in cell for cell in row))


@pytest.mark.parametrize("level", [M, A])
def test_what_lies_inside_stays_blank_until_the_named_person_says_it(office: Office, level: Any) -> None:
    hanh = visit(office, "hanh")
    entry = registered(office, hanh, level)
    shown = lines(open_lines([entry], by=hanh.actor))[0]
    cells = in_cells(shown)
    assert (shown.day, shown.doc_type, cells["day"].text, cells["abstract"].kind) == (None, "", "", "")
    assert cells["notes"].text.startswith(MARK)
    row = exported(hanh, entry)
    assert row.count(DAY) == 1 and "" in row and any(cell.startswith(MARK) for cell in row)
    assert not any("Báo cáo" in cell for cell in row)
    table = hanh.text(f"/so/{office.in_.uuid}/").split("<table")[1].split("</table>")[0]
    assert MARK in table and table.count(DAY) == 1 and "Báo cáo" not in table
    assert MARK in hanh.text(f"/dong/{entry.uuid}/")
    complete(entry.uuid, found=Found(INSIDE, "KH", "", 1), by=office.at_desk(WHO[level]))
    done = Entry.unchecked.get()
    shown = lines(open_lines([done], by=hanh.actor))[0]
    assert (shown.day, shown.doc_type, shown.note) == (INSIDE, "Kế hoạch", "")
    assert done.regime == regime_on(INSIDE)
    row = exported(hanh, done)
    assert f"{INSIDE:%d/%m/%Y}" in row and not any(MARK in cell for cell in row)


def test_of_every_other_arrival_the_day_is_asked(office: Office) -> None:
    hanh, path = visit(office, "hanh"), f"/so/{office.in_.uuid}/moi/"
    told = hanh.told(path, status=200, **arrival(day=""))
    assert 'id="id_day-why"' in told and "Điều đã gõ về người trùng tên" in told
    told = hanh.told(path, status=200, **arrival(day="32/1/2026", named_only="on"))
    assert 'id="id_day-why"' in told
    assert not Entry.unchecked.exists()


def test_the_statistics_list_it_last() -> None:
    source = {"doc_type": "", "symbol": "", "level": M, "body": "", "copies": 1, "unit": "", "note": "", "kind": "in"}
    sources = [{f"entry.{name}": value for name, value in {**source, "day": day}.items()} for day in (None, INSIDE)]
    assert [row["day"] for row in listed(sources)] == [INSIDE, None]
