"""An envelope that only the named person opens: a line by its outer symbols, completed by him alone, once (R-IN-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from somat.audit.moment import today
from somat.registry import queries
from somat.registry.actions.register import Found, complete
from somat.registry.models import Entry
from tests.office import A, M, Office
from tests.registry.evidence import granted, refused, words

INSIDE = Found(day=today() - timedelta(days=3), doc_type="BC", abstract="Vụ việc giả định ở xã Thử", copies=2)


def closed(office: Office, **more: Any) -> Entry:
    """An envelope to Duy, as it stands outside."""
    outside = {"named_only": True, "to_person": office.duy.person, "abstract": "", "doc_type": "", "level": M}
    return office.registered(**{**outside, "symbol": "B-17", **more})  # type: ignore[no-any-return]


def test_the_clerk_registers_it_by_the_outer_symbols(office: Office) -> None:
    entry = closed(office)
    assert (entry.no, entry.arrival_no, entry.symbol, entry.doc_type) == (1, 1, "B-17", "")
    assert (entry.named_only, entry.completed) == (True, False)
    assert words(entry, by=office.at_desk("hanh")).abstract == ""


def test_the_named_person_finds_it_among_what_waits_for_him(office: Office) -> None:
    entry = closed(office)
    assert [e.uuid for e in queries.to_complete(by=office.duy, on=today())] == [entry.uuid]
    assert queries.to_complete(by=office.an, on=today()) == []


def test_the_named_person_completes_it(office: Office) -> None:
    entry, duy = closed(office), office.at_desk("duy")
    done = complete(entry.uuid, found=INSIDE, by=duy)
    assert (done.no, done.arrival_no, done.symbol) == (1, 1, "B-17")
    assert (done.completed, done.doc_type, done.day, done.copies) == (True, "BC", INSIDE.day, 2)
    assert words(done, by=duy).abstract == "Vụ việc giả định ở xã Thử"
    assert queries.to_complete(by=office.duy, on=today()) == []
    assert granted("entry.complete", entry.uuid) == 1


def test_the_note_and_basis_of_the_clerk_stay(office: Office) -> None:
    entry, duy = closed(office, note="Bì hơi ẩm", basis="Điều 2"), office.at_desk("duy")
    opened = words(complete(entry.uuid, found=INSIDE, by=duy), by=duy)
    assert (opened.get("note"), opened.get("basis")) == ("Bì hơi ẩm", "Điều 2")


def test_tuyet_mat_is_completed_without_abstract_and_its_type_stays_sealed(office: Office) -> None:
    entry = closed(office, level=A, to_person=office.an.person)
    an = office.at_desk("an")
    refused(lambda: complete(entry.uuid, found=INSIDE, by=an), "R-OUT-2", verb="entry.complete")
    done = complete(entry.uuid, found=replace(INSIDE, abstract=""), by=an)
    opened = words(done, by=an)
    assert (done.doc_type, done.symbol, opened.get("doc_type"), opened.get("symbol")) == ("", "", "BC", "B-17")


def test_the_clerk_who_keeps_the_book_does_not_complete_it(office: Office) -> None:
    entry, hanh = closed(office), office.at_desk("hanh")
    refused(lambda: complete(entry.uuid, found=INSIDE, by=hanh), "R-IN-2", verb="entry.complete")


def test_another_handler_of_the_line_does_not_complete_it(office: Office) -> None:
    entry = closed(office, circle=(office.khoi.person,))
    khoi = office.at_desk("khoi")
    refused(lambda: complete(entry.uuid, found=INSIDE, by=khoi), "R-IN-2", verb="entry.complete")


def test_for_everybody_else_the_line_is_not_there(office: Office) -> None:
    entry, khoi = closed(office), office.at_desk("khoi")
    with pytest.raises(queries.NotFound):
        complete(entry.uuid, found=INSIDE, by=khoi)
    assert not Entry.unchecked.get().completed


def test_it_is_completed_once(office: Office) -> None:
    entry, duy = closed(office), office.at_desk("duy")
    complete(entry.uuid, found=INSIDE, by=duy)
    refused(
        lambda: complete(entry.uuid, found=replace(INSIDE, abstract="Khác"), by=duy), "R-IN-2", verb="entry.complete"
    )
    assert words(entry, by=duy).abstract == "Vụ việc giả định ở xã Thử"


def test_an_ordinary_arrival_is_not_completed(office: Office) -> None:
    entry, duy = office.registered(to_person=office.duy.person), office.at_desk("duy")
    refused(lambda: complete(entry.uuid, found=INSIDE, by=duy), "R-IN-2", verb="entry.complete")


def test_what_lies_inside_is_not_dated_after_its_arrival(office: Office) -> None:
    entry, duy = closed(office), office.at_desk("duy")
    late = replace(INSIDE, day=today() + timedelta(days=1))
    refused(lambda: complete(entry.uuid, found=late, by=duy), "R-NUM-5", verb="entry.complete")
