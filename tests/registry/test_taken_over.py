"""An arrival handed to a unit without a name is received by somebody of the unit, or on paper before the clerk (R-IN-1)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from somat.audit.moment import now, today
from somat.people import queries as people
from somat.people.actions.persons import enter_unit
from somat.registry import queries
from somat.registry.actions.handle import forward, take_over, taken_on_paper
from somat.registry.models import Entry, Forward
from tests.cast import SINCE
from tests.office import Office
from tests.registry.evidence import granted, refused


def handed(office: Office, *, unit: str = "Phòng Kinh tế", person: UUID | None = None) -> tuple[Entry, Forward]:
    """An arrival that Duy of the office and Chi of economy may know, handed on."""
    entry = office.registered(circle=(office.duy.person,))
    return entry, forward(entry.uuid, unit=unit, person=person, due_on=None, by=office.hanh)


def test_somebody_of_the_unit_takes_it_over(office: Office) -> None:
    entry, step = handed(office, unit="Văn phòng")
    assert take_over(step.uuid, by=office.duy).received_by == office.duy.person
    assert granted("entry.take-over", entry.uuid) == 1


def test_a_unit_receives_for_the_one_above_it(office: Office) -> None:
    _, step = handed(office, unit="Ủy ban nhân dân xã Thử")
    assert take_over(step.uuid, by=office.duy).received_by == office.duy.person


def test_a_unit_does_not_receive_for_the_one_beside_or_below_it(office: Office) -> None:
    above = next(u for u in people.units(by=office.ha, on=today()) if u.name == "Văn phòng")
    enter_unit("Tổ lưu trữ", parent=above.uuid, since=SINCE, by=office.ha)
    for unit in ("Phòng Kinh tế", "Tổ lưu trữ"):
        _, step = handed(office, unit=unit)
        refused(lambda step=step: take_over(step.uuid, by=office.duy), "R-IN-1", verb="entry.take-over")  # type: ignore[misc]


def test_where_a_person_was_named_his_unit_does_not_count(office: Office) -> None:
    _, step = handed(office, unit="Văn phòng", person=office.an.person)
    refused(lambda: take_over(step.uuid, by=office.duy), "R-IN-1", verb="entry.take-over")


def test_a_unit_is_not_let_into_the_line_by_the_step(office: Office) -> None:
    entry = office.registered()
    step = forward(entry.uuid, unit="Văn phòng", person=None, due_on=None, by=office.hanh)
    with pytest.raises(queries.NotFound):
        take_over(step.uuid, by=office.duy)


def test_the_clerk_records_who_signed_on_paper_and_lets_him_in(office: Office) -> None:
    entry = office.registered()
    step = forward(entry.uuid, unit="Văn phòng", person=None, due_on=None, by=office.hanh)
    at = now()
    taken_on_paper(step.uuid, person=office.duy.person, taken_at=at, by=office.hanh)
    kept = Forward.unchecked.get()
    assert (kept.received_by, kept.received_at) == (office.duy.person, at)
    assert queries.entry(entry.uuid, by=office.duy, on=today()).uuid == entry.uuid
    assert granted("entry.taken-on-paper", entry.uuid) == 1


@pytest.mark.parametrize("who", ["chi", None])
def test_nobody_from_elsewhere_signed_for_the_unit(office: Office, who: str | None) -> None:
    _, step = handed(office, unit="Văn phòng")
    person = getattr(office, who).person if who else None
    act = lambda: taken_on_paper(step.uuid, person=person, taken_at=now(), by=office.hanh)  # noqa: E731
    refused(act, "R-IN-1", verb="entry.taken-on-paper")


def test_a_step_is_signed_for_once(office: Office) -> None:
    _, step = handed(office, unit="Văn phòng")
    take_over(step.uuid, by=office.duy)
    act = lambda: taken_on_paper(step.uuid, person=office.duy.person, taken_at=now(), by=office.hanh)  # noqa: E731
    refused(act, "R-IN-1", verb="entry.taken-on-paper")


@pytest.mark.parametrize("late", [timedelta(minutes=-2), timedelta(minutes=2)])
def test_it_was_signed_between_the_handing_on_and_now(office: Office, late: timedelta) -> None:
    _, step = handed(office, unit="Văn phòng")
    act = lambda: taken_on_paper(step.uuid, person=office.duy.person, taken_at=now() + late, by=office.hanh)  # noqa: E731
    refused(act, "R-IN-1", verb="entry.taken-on-paper")


def test_only_the_desk_records_paper(office: Office) -> None:
    _, step = handed(office, unit="Văn phòng")
    act = lambda: taken_on_paper(step.uuid, person=office.duy.person, taken_at=now(), by=office.duy)  # noqa: E731
    refused(act, "R24", verb="entry.taken-on-paper")
