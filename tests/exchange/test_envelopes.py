"""Envelopes at the desk: checked before anything else, held back, returned or registered (R-IN-1 to R-IN-8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from somat.audit.moment import today
from somat.exchange import queries
from somat.exchange.actions.envelopes import NewEnvelope, check, enter, receive, step
from somat.exchange.models import Content, Envelope
from somat.law.access import Clearance
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.receiving import Act, Seal, arrival_stamp
from somat.people.models import Reliance
from somat.registry.models import Entry
from tests.cast import SINCE, UNTIL
from tests.exchange.desk import WHOLE, checked, received
from tests.office import A, M, Office, T
from tests.registry.evidence import granted, refused, words


def state_of(envelope: Envelope) -> tuple[str, bool]:
    row = Envelope.unchecked.get(uuid=envelope.uuid)
    return row.state, row.incident


def entered(office: Office, envelope: Envelope, **more: Any) -> Any:
    line = office.in_line(**{"level": Level(envelope.level), "copies": 2, **more})
    return enter(envelope.uuid, line, by=office.hanh)


def test_an_envelope_has_a_number_of_the_desk_and_none_of_the_book(office: Office) -> None:
    first, second = received(office), received(office, letter="A")
    assert [(e.code, e.state, e.level) for e in (first, second)] == [
        ("C-0001", "received", 1),
        ("A-0002", "received", 3),
    ]
    assert not Entry.unchecked.exists()
    assert granted("envelope.receive", first.uuid) == 1


def test_who_sent_it_and_who_brought_it_is_sealed(office: Office) -> None:
    envelope = received(office)
    opened = words(envelope, by=office.at_desk("hanh"), table="exchange_envelope")
    assert (opened.get("body"), opened.get("courier")) == ("Ủy ban nhân dân tỉnh Thử", "Nguyễn Văn Giao")
    plain = " ".join(str(getattr(envelope, f.attname)) for f in Envelope._meta.concrete_fields)
    assert "tỉnh Thử" not in plain and "Giao" not in plain


def test_whole_and_complete_it_is_registered(office: Office) -> None:
    envelope = checked(office)
    assert state_of(envelope) == ("checked", False)
    line = entered(office, envelope)
    assert (line.no, line.arrival_no) == (1, 1)
    assert state_of(envelope) == ("registered", False)
    assert queries.on_desk(by=office.hanh, on=today()) == []
    assert granted("envelope.enter", envelope.uuid) == granted("entry.register", line.uuid) == 1


FAULTS = [
    ({"copies_found": 1}, "R-IN-5", "short"),
    ({"copies_found": 3}, "R-IN-5", "too many"),
    ({"layers": 2}, "R-IN-5", "two layers for Mật"),
    ({"letter": "B"}, "R-IN-5", "wrong letter"),
]


@pytest.mark.parametrize("found, rule", [f[:2] for f in FAULTS], ids=[f[2] for f in FAULTS])
def test_short_or_badly_packed_it_waits_for_the_sender(office: Office, found: dict[str, Any], rule: str) -> None:
    envelope = checked(office, **found)
    assert state_of(envelope) == ("awaiting-correction", False)
    assert rule in Envelope.unchecked.get().found
    assert granted("envelope.check", envelope.uuid) == 1


def test_a_tuyet_mat_envelope_of_one_layer_waits_too(office: Office) -> None:
    envelope = received(office, letter="A")
    one = replace(WHOLE, letter="A", layers=1)
    assert check(envelope.uuid, one, by=office.hanh).state == "awaiting-correction"
    right = received(office, letter="A")
    assert check(right.uuid, replace(one, layers=2), by=office.hanh).state == "checked"


def test_while_it_waits_it_gets_no_number(office: Office) -> None:
    envelope = checked(office, copies_found=1)
    refused(lambda: entered(office, envelope), "R-IN-5", verb="entry.register")
    assert office.registered().no == 1


def test_not_yet_checked_it_gets_no_number(office: Office) -> None:
    envelope = received(office)
    refused(lambda: entered(office, envelope), "R-IN-5", verb="entry.register")


def test_completed_by_the_sender_it_is_checked_again(office: Office) -> None:
    envelope = checked(office, copies_found=1)
    step(envelope.uuid, Act.CORRECTED, reason="Đã bổ sung 1 bản", by=office.hanh)
    assert state_of(envelope) == ("received", False)
    check(envelope.uuid, WHOLE, by=office.hanh)
    assert entered(office, envelope).no == 1
    assert granted("envelope.corrected", envelope.uuid) == 1


def test_it_goes_back_to_the_sender_with_a_reason(office: Office) -> None:
    envelope = checked(office, copies_found=1)
    step(envelope.uuid, Act.RETURN, reason="Nơi gửi không bổ sung được", by=office.hanh)
    assert state_of(envelope) == ("returned", False)
    assert queries.on_desk(by=office.hanh, on=today()) == []
    assert granted("envelope.return", envelope.uuid) == 1


def test_without_a_reason_it_does_not_go_back(office: Office) -> None:
    envelope = checked(office, copies_found=1)
    act = lambda: step(envelope.uuid, Act.RETURN, reason=" ", by=office.hanh)  # noqa: E731
    refused(act, "R-NUM-9", verb="envelope.return")


def test_returned_nothing_more_happens_to_it(office: Office) -> None:
    envelope = checked(office, copies_found=1)
    step(envelope.uuid, Act.RETURN, reason="Trả", by=office.hanh)
    refused(lambda: check(envelope.uuid, WHOLE, by=office.hanh), "R-IN-3", verb="envelope.check")
    refused(lambda: entered(office, envelope), "R-IN-5", verb="entry.register")


TAMPERED = [Seal.OPENED, Seal.SWAPPED, Seal.DAMAGED]


@pytest.mark.parametrize("seal", TAMPERED)
def test_signs_of_opening_go_to_the_head_as_an_incident(office: Office, seal: Seal) -> None:
    envelope = checked(office, seal=seal)
    assert state_of(envelope) == ("with-head", True)
    assert "R-IN-4" in Envelope.unchecked.get().found
    assert [e.uuid for e in queries.on_desk(by=office.an, on=today())] == [envelope.uuid]
    refused(lambda: entered(office, envelope), "R-IN-5", verb="entry.register")


def test_symbols_that_differ_inside_go_to_the_head(office: Office) -> None:
    envelope = checked(office, symbols_inside="213/KH-UBND")
    assert state_of(envelope) == ("with-head", True)
    assert "R-IN-3" in Envelope.unchecked.get().found


def test_the_head_lets_it_go_on_and_the_incident_stays_noted(office: Office) -> None:
    envelope = checked(office, seal=Seal.OPENED)
    step(envelope.uuid, Act.CLEAR, reason="Đã lập biên bản", by=office.an)
    assert state_of(envelope) == ("checked", True)
    assert entered(office, envelope).no == 1
    assert granted("envelope.clear", envelope.uuid) == 1


def test_the_clerk_does_not_clear_it_himself(office: Office) -> None:
    envelope = checked(office, seal=Seal.OPENED)
    refused(lambda: step(envelope.uuid, Act.CLEAR, reason="Xong", by=office.hanh), "R24", verb="envelope.clear")


@pytest.mark.parametrize(("power", "opens"), [(Power.BOOK, True), (Power.DETERMINE, False), (Power.FILE, False)])
def test_a_deputy_lets_it_go_on_within_his_delegation(office: Office, power: Power, opens: bool) -> None:
    envelope = checked(office, seal=Seal.OPENED)
    office.world.lend("duy", power, level=M)
    assert queries.on_desk(by=office.duy, on=today()) == ([envelope] if opens else [])
    if not opens:
        with pytest.raises(queries.NotFound):
            step(envelope.uuid, Act.CLEAR, reason="x", by=office.duy)
        return
    step(envelope.uuid, Act.CLEAR, reason="Đã lập biên bản", by=office.duy)
    assert (state_of(envelope), Reliance.unchecked.get().object) == (("checked", True), envelope.uuid)


def test_only_what_waits_is_cleared_or_corrected(office: Office) -> None:
    envelope = checked(office)
    act = lambda: step(envelope.uuid, Act.CORRECTED, reason="", by=office.hanh)  # noqa: E731
    refused(act, "R-IN-6", verb="envelope.corrected")


def test_one_envelope_with_several_papers_gives_each_a_line(office: Office) -> None:
    envelope = received(office, papers=3)
    check(envelope.uuid, WHOLE, by=office.hanh)
    lines = [entered(office, envelope, symbol=f"{n}/KH-UBND") for n in (212, 213)]
    assert state_of(envelope) == ("checked", False)
    lines.append(entered(office, envelope, symbol="214/KH-UBND"))
    assert state_of(envelope) == ("registered", False)
    assert [(e.no, e.arrival_no) for e in lines] == [(1, 1), (2, 2), (3, 3)]
    assert queries.contents(Envelope.unchecked.get()) == [e.uuid for e in lines]
    refused(lambda: entered(office, envelope), "R-IN-5", verb="entry.register")


def test_no_paper_in_it_is_above_the_letter_outside(office: Office) -> None:
    envelope = checked(office)
    refused(lambda: entered(office, envelope, level=T), "R-IN-3", verb="entry.register")
    assert not Content.unchecked.exists()


def test_a_lower_paper_may_travel_in_it(office: Office) -> None:
    envelope = received(office, letter="B")
    check(envelope.uuid, replace(WHOLE, letter="B"), by=office.hanh)
    assert entered(office, envelope, level=Level.MAT).level == 1


def test_for_a_named_person_it_is_registered_unopened(office: Office) -> None:
    envelope = received(office, named=office.duy.person)
    closed = replace(WHOLE, symbols_inside=None, copies_found=None)
    assert check(envelope.uuid, closed, by=office.hanh).state == "checked"
    outside = {"abstract": "", "doc_type": "", "symbol": "212/KH-UBND"}
    line = entered(office, envelope, **outside, named_only=True, to_person=office.duy.person)
    assert (line.completed, line.arrival_no) == (False, 1)


def test_for_a_named_person_it_is_not_opened_at_the_desk(office: Office) -> None:
    envelope = received(office, named=office.duy.person)
    refused(lambda: check(envelope.uuid, WHOLE, by=office.hanh), "R-IN-2", verb="envelope.check")
    closed = replace(WHOLE, symbols_inside=None, copies_found=None)
    check(envelope.uuid, closed, by=office.hanh)
    refused(lambda: entered(office, envelope), "R-IN-2", verb="entry.register")


def test_nor_is_it_registered_for_another(office: Office) -> None:
    envelope = received(office, named=office.duy.person)
    check(envelope.uuid, replace(WHOLE, symbols_inside=None, copies_found=None), by=office.hanh)
    other = {"abstract": "", "named_only": True, "to_person": office.an.person}
    refused(lambda: entered(office, envelope, **other), "R-IN-2", verb="entry.register")


URGENT = [("hoa_toc", "khoi", None), ("khan", "khoi", "R-IN-2"), ("hoa_toc", "hanh", "R-IN-2")]


@pytest.mark.parametrize("urgency, to, rule", URGENT)
def test_while_that_person_is_away_an_urgent_one_goes_to_a_head(
    office: Office, urgency: str, to: str, rule: str | None
) -> None:
    envelope = received(office, named=office.an.person, urgency=urgency)
    check(envelope.uuid, replace(WHOLE, symbols_inside=None, copies_found=None), by=office.hanh)
    line = {"abstract": "", "named_only": True, "to_person": getattr(office, to).person}
    if rule:
        refused(lambda: entered(office, envelope, **line), rule, verb="entry.register")
    else:
        assert entered(office, envelope, **line).arrival_no == 1


def test_a_clerk_not_cleared_for_the_letter_does_not_receive_it(office: Office) -> None:
    lower = replace(office.hanh, clearance=Clearance(T, SINCE, UNTIL))
    new = NewEnvelope(office.in_.uuid, letter="A", body="Công an tỉnh", symbols="1")
    refused(lambda: receive(new, by=lower), "R-IN-8", verb="envelope.receive")


@pytest.mark.parametrize("who", ["duy", "quan"])
def test_to_others_the_desk_is_empty(office: Office, who: str) -> None:
    envelope = received(office)
    with pytest.raises(queries.NotFound):
        queries.envelope(envelope.uuid, by=getattr(office, who), on=today())
    assert queries.on_desk(by=office.an, on=today()) == []


def test_above_his_clearance_the_envelope_is_not_there(office: Office) -> None:
    envelope = received(office, letter="A")
    lower = replace(office.hanh, clearance=Clearance(T, SINCE, UNTIL))
    with pytest.raises(queries.NotFound):
        check(envelope.uuid, replace(WHOLE, letter="A"), by=lower)
    assert state_of(envelope) == ("received", False)


def test_the_line_has_what_the_arrival_stamp_shows(office: Office) -> None:
    line = entered(office, checked(office))
    stamp = arrival_stamp("Ủy ban nhân dân xã Thử", number=line.arrival_no, day=line.arrival_on, unit=line.unit)
    assert stamp[:4] == ("ỦY BAN NHÂN DÂN XÃ THỬ", "ĐẾN", "Số: 01", f"Ngày: {today():%d/%m/%Y}")
    assert stamp[4] == "Chuyển: Văn phòng"


@pytest.mark.parametrize("level", [A, T])
def test_each_letter_stands_for_its_level(office: Office, level: Level) -> None:
    letter = {A: "A", T: "B"}[level]
    assert received(office, letter=letter).level == level
