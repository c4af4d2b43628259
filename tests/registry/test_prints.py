"""What leaves the machine is written down first: who, what, which pages, under which checkpoint (R-OUT-10, R-SEC-2, R-SEC-4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from somat.audit.moment import now
from somat.catalogue.actions import Shipped
from somat.registry import queries
from somat.registry.actions.prints import Printed, record_export, record_print
from somat.registry.models import PrintedForm, Printing, Volume
from somat.reporting.form import file_hash
from tests.cast import DESK
from tests.office import Office
from tests.registry.evidence import granted, refused

ROOT = "ab" * 32
FORM = Shipped("A1", "unverified", file_hash("A1"))


def volume(office: Office) -> Volume:
    found = queries.open_volume(office.out, by=office.hanh)
    assert found is not None
    return found


def printed(office: Office, **more: Any) -> Printed:
    """Lines 1 to 25 of the outgoing book."""
    what = Printed("volume", 2, size=120, root=ROOT, form=FORM, book=office.out.uuid, volume=volume(office).uuid)
    return replace(what, **{"first_no": 1, "last_no": 25, **more})


def test_a_print_says_who_printed_what_where_and_when(office: Office) -> None:
    before = now()
    row = record_print(printed(office), by=office.hanh)
    kept = Printing.unchecked.get()
    assert (kept.what, kept.volume, kept.first_no, kept.last_no) == ("volume", volume(office).uuid, 1, 25)
    assert (kept.by, kept.station, kept.level) == (office.hanh.person, DESK, 2)
    assert (kept.size, kept.root) == (120, ROOT)
    assert before <= kept.at <= now()
    assert granted("book.print", row.uuid) == 1


def test_prints_of_the_same_volume_are_numbered(office: Office) -> None:
    rows = [record_print(printed(office), by=office.hanh) for _ in range(3)]
    assert [r.no for r in rows] == [1, 2, 3]
    assert [p.no for p in queries.printings(volume(office), by=office.hanh)] == [3, 2, 1]


def test_a_line_and_an_export_are_counted_apart(office: Office) -> None:
    entry = office.issued()
    record_print(printed(office), by=office.hanh)
    line = record_print(Printed("entry", 1, size=1, root=ROOT, form=FORM, entry=entry.uuid), by=office.hanh)
    export = record_export(printed(office, what="export"), reason="Báo cáo năm", by=office.hanh)
    assert (line.no, export.no) == (1, 1)


def test_an_export_is_recorded(office: Office) -> None:
    row = record_export(printed(office, what="export"), reason="Theo yêu cầu kiểm tra", by=office.hanh)
    assert Printing.unchecked.get().what == "export"
    assert granted("book.export", row.uuid) == 1


@pytest.mark.parametrize("reason", ["", " "])
def test_an_export_has_a_reason(office: Office, reason: str) -> None:
    what = printed(office, what="export")
    refused(lambda: record_export(what, reason=reason, by=office.hanh), "R-NUM-9", verb="book.export")


@pytest.mark.parametrize("who", ["duy", "an", "dung", "quan"])
def test_without_the_duty_nothing_leaves(office: Office, who: str) -> None:
    what, by = printed(office), getattr(office, who)
    refused(lambda: record_print(what, by=by), "R24", verb="book.print")
    refused(lambda: record_export(what, reason="Xem", by=by), "R24", verb="book.export")


@pytest.mark.parametrize("form", [Shipped("A1", "unverified", "00" * 32), Shipped("A9", "unverified", "11" * 32)])
def test_on_a_form_that_nobody_accepted_nothing_leaves(office: Office, form: Shipped) -> None:
    what = printed(office, form=form)
    refused(lambda: record_print(what, by=office.hanh), "R-FORM-1", verb="book.print")
    refused(lambda: record_export(what, reason="Báo cáo", by=office.hanh), "R-FORM-1", verb="book.export")
    refused(lambda: record_export(what, reason="", by=office.hanh), "R-FORM-1", "R-NUM-9", verb="book.export")


@pytest.mark.parametrize("state", ["verified", "fallback", "design"])
def test_a_form_that_needs_no_acceptance_prints(office: Office, state: str) -> None:
    record_print(printed(office, form=Shipped("A9", state, "00" * 32)), by=office.hanh)
    assert PrintedForm.unchecked.get().code == "A9"


def test_the_form_and_what_its_pages_say_are_kept_with_the_print(office: Office) -> None:
    row = record_print(printed(office, note="Mẫu khác"), by=office.hanh)
    kept = PrintedForm.unchecked.get()
    assert (kept.printing, kept.code, kept.note) == (row.uuid, "A1", "Mẫu khác")
