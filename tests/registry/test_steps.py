"""Papers handed on to a unit wait on the day's page of its people and, from the day after, of the clerk (R-IN-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from somat.audit.moment import now, today
from somat.registry import queries
from somat.registry.actions.answer import confirm
from somat.registry.actions.handle import forward, take_over, taken_on_paper
from somat.registry.models import Entry, Forward
from somat.registry.queries import steps
from tests.office import A, Office, T
from tests.registry.evidence import asked

DAY = timedelta(days=1)


def handed(office: Office, entry: Entry, *, unit: str = "Văn phòng") -> Forward:
    return forward(entry.uuid, unit=unit, person=None, due_on=None, by=office.hanh)


def for_unit(office: Office, name: str) -> list[int]:
    return [step.entry.arrival_no or 0 for step in steps.for_unit(by=getattr(office, name), on=today())]


def counted(office: Office, name: str) -> dict[str, int]:
    return dict(steps.at_the_clerk(by=getattr(office, name), on=today()))


def test_who_reads_the_line_sees_which_it_is(office: Office) -> None:
    entry, other = office.registered(circle=(office.duy.person,)), office.registered()
    step = handed(office, entry)
    handed(office, other, unit="Phòng Kinh tế")
    assert for_unit(office, "duy") == [1] == for_unit(office, "hanh")
    take_over(step.uuid, by=office.duy)
    assert for_unit(office, "duy") == for_unit(office, "hanh") == []


def test_the_others_of_the_unit_learn_that_something_waits_and_no_more(office: Office) -> None:
    step = handed(office, office.registered())
    handed(office, office.registered())
    assert (for_unit(office, "duy"), counted(office, "duy")) == ([], {"Văn phòng": 2})
    with pytest.raises(queries.NotFound):
        queries.entry(step.entry_id, by=office.duy, on=today())
    assert counted(office, "hanh") == {}  # she sees which they are


def test_a_paper_above_his_clearance_is_not_counted(office: Office) -> None:
    handed(office, office.registered(level=A, abstract=""))
    assert counted(office, "duy") == {} and counted(office, "khoi") == {"Văn phòng": 1}
    handed(office, office.registered(level=T))
    assert counted(office, "duy") == {"Văn phòng": 1}


def test_nobody_outside_the_unit_or_without_the_duty_is_told(office: Office) -> None:
    handed(office, office.registered(), unit="Phòng Kinh tế")
    assert [counted(office, name) for name in ("duy", "an", "chi", "ha", "quan", "tan", "dung")] == [{}] * 7
    handed(office, office.registered())
    assert counted(office, "ha") == {}  # of the unit, but nobody who signs for papers


def test_a_cancelled_line_waits_for_nobody(office: Office) -> None:
    entry = office.registered(circle=(office.duy.person,))
    handed(office, entry)
    confirm(asked(office, entry, "cancel").uuid, by=office.at_desk("an"))
    assert for_unit(office, "duy") == [] and counted(office, "khoi") == {}


def test_the_clerk_is_reminded_from_the_day_after_until_it_is_recorded(office: Office) -> None:
    step = handed(office, office.registered())
    assert steps.to_record(by=office.hanh, on=today()) == []
    assert [s.uuid for s in steps.to_record(by=office.hanh, on=today() + DAY)] == [step.uuid]
    for name in ("duy", "an", "dung"):
        assert steps.to_record(by=getattr(office, name), on=today() + DAY) == []
    taken_on_paper(step.uuid, person=office.duy.person, taken_at=now(), by=office.hanh)
    assert steps.to_record(by=office.hanh, on=today() + DAY) == [] and counted(office, "duy") == {}
