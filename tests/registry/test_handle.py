"""After arrival: a paper is handed on between units with a deadline, taken over, and tied to its reply (R-IN-1)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from somat.audit.moment import today
from somat.registry import queries
from somat.registry.actions.answer import confirm
from somat.registry.actions.handle import forward, link_reply, take_over
from somat.registry.models import Entry, Forward
from tests.office import Office
from tests.registry.evidence import asked, granted, refused

SOON = today() + timedelta(days=7)


def to_duy(office: Office, entry: Entry, *, unit: str = "Văn phòng") -> Forward:
    return forward(entry.uuid, unit=unit, person=office.duy.person, due_on=SOON, by=office.hanh)


def test_it_is_handed_to_a_unit_with_a_day_to_be_handled_by(office: Office) -> None:
    entry = office.registered()
    step = forward(entry.uuid, unit="Phòng Kinh tế", person=None, due_on=SOON, by=office.hanh)
    assert (step.ordinal, step.unit, step.person, step.due_on) == (1, "Phòng Kinh tế", None, SOON)
    assert Entry.unchecked.get().due_on == SOON
    assert [e.uuid for e in queries.due(by=office.hanh, on=today(), until=SOON)] == [entry.uuid]
    assert granted("entry.forward", entry.uuid) == 1


def test_a_person_it_is_handed_to_comes_into_its_circle(office: Office) -> None:
    entry = office.registered()
    with pytest.raises(queries.NotFound):
        queries.entry(entry.uuid, by=office.duy, on=today())
    step = to_duy(office, entry)
    assert queries.entry(entry.uuid, by=office.duy, on=today()).no == 1
    assert [f.uuid for f in queries.forwarded(by=office.duy)] == [step.uuid]


def test_he_says_that_he_has_it(office: Office) -> None:
    entry = office.registered()
    step = take_over(to_duy(office, entry).uuid, by=office.duy)
    assert (step.received_by, step.received_at is not None) == (office.duy.person, True)
    assert queries.forwarded(by=office.duy) == []
    assert granted("entry.take-over", entry.uuid) == 1


def test_each_step_between_units_stays_in_order(office: Office) -> None:
    entry = office.registered()
    for unit in ("Văn phòng", "Phòng Kinh tế", "Văn phòng"):
        forward(entry.uuid, unit=unit, person=None, due_on=None, by=office.hanh)
    steps = queries.forwards([entry], by=office.hanh)[entry.uuid]
    assert [(s.ordinal, s.unit) for s in steps] == [(1, "Văn phòng"), (2, "Phòng Kinh tế"), (3, "Văn phòng")]


def test_without_a_new_day_the_old_one_stands(office: Office) -> None:
    entry = office.registered(due_on=SOON)
    forward(entry.uuid, unit="Phòng Kinh tế", person=None, due_on=None, by=office.hanh)
    assert Entry.unchecked.get().due_on == SOON


def test_nobody_takes_over_for_another(office: Office) -> None:
    entry = office.registered(circle=(office.an.person,))
    step = to_duy(office, entry)
    refused(lambda: take_over(step.uuid, by=office.an), "R-IN-1", verb="entry.take-over")


def test_it_is_taken_over_once(office: Office) -> None:
    step = take_over(to_duy(office, office.registered()).uuid, by=office.duy)
    refused(lambda: take_over(step.uuid, by=office.duy), "R-IN-1", verb="entry.take-over")


def test_to_others_the_step_is_not_there(office: Office) -> None:
    step = to_duy(office, office.registered())
    for uuid in (step.uuid, uuid4()):
        with pytest.raises(queries.NotFound):
            take_over(uuid, by=office.khoi)
    assert Forward.unchecked.get().received_at is None


@pytest.mark.parametrize("unit", ["", "  "])
def test_a_unit_is_named(office: Office, unit: str) -> None:
    entry = office.registered()
    refused(lambda: to_duy(office, entry, unit=unit), "R-IN-1", verb="entry.forward")


def test_the_day_to_be_handled_by_is_not_past(office: Office) -> None:
    entry, past = office.registered(), today() - timedelta(days=1)
    act = lambda: forward(entry.uuid, unit="Văn phòng", person=None, due_on=past, by=office.hanh)  # noqa: E731
    refused(act, "R-IN-1", verb="entry.forward")


def test_today_is_soon_enough(office: Office) -> None:
    entry = office.registered()
    assert forward(entry.uuid, unit="Văn phòng", person=None, due_on=today(), by=office.hanh).due_on == today()


def test_an_outgoing_paper_is_not_handed_on(office: Office) -> None:
    entry = office.issued()
    refused(lambda: to_duy(office, entry), "R-IN-1", verb="entry.forward")


def test_nor_is_a_cancelled_one(office: Office) -> None:
    entry = office.registered()
    confirm(asked(office, entry, "cancel").uuid, by=office.at_desk("an"))
    refused(lambda: to_duy(office, entry), "R-IN-1", verb="entry.forward")


def test_a_handler_without_the_desk_does_not_hand_on(office: Office) -> None:
    entry = office.registered(circle=(office.duy.person,))
    act = lambda: forward(entry.uuid, unit="Văn phòng", person=None, due_on=None, by=office.duy)  # noqa: E731
    refused(act, "R24", verb="entry.forward")


def test_a_cancelled_reply_answers_nothing(office: Office) -> None:
    arrival, reply = office.registered(), office.issued()
    confirm(asked(office, reply, "cancel").uuid, by=office.at_desk("an"))
    refused(lambda: link_reply(arrival.uuid, reply=reply.uuid, by=office.hanh), "R-IN-1", verb="entry.link-reply")


def test_an_outgoing_paper_is_not_answered(office: Office) -> None:
    first, second = office.issued(), office.issued()
    refused(lambda: link_reply(first.uuid, reply=second.uuid, by=office.hanh), "R-IN-1", verb="entry.link-reply")
