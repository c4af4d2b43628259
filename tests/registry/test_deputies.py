"""A deputy answers about a line within his delegation, by power, level, unit and day; its record says under which (R-AUTH-2, 3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from somat.access import actions as access
from somat.audit.models import Leaf
from somat.audit.moment import now, today, told
from somat.audit.rows import digest_now
from somat.law.authority import Power
from somat.law.levels import Level
from somat.people.models import Reliance
from somat.people.queries import deputies
from somat.registry import queries
from somat.registry.actions.answer import confirm, turn_down
from somat.registry.actions.ask import Asked, ask
from somat.registry.line import To
from somat.registry.models import Entry, Question
from tests.cast import SINCE
from tests.office import M, Office, T
from tests.registry.evidence import granted, refused

DAY = timedelta(days=1)
PAPER = f"15/QĐ-UBND ngày {SINCE:%d/%m/%Y}"
COPIES = {"to": (To("Sở Tài chính"),)}


def put(office: Office, entry: Any, kind: str = "cancel", *, whom: str = "duy", **more: Any) -> Question:
    """Hạnh puts a question to somebody."""
    leader = getattr(office, whom).person
    return ask(entry.uuid, Asked(kind, "Ghi nhầm", leader, **more), by=office.hanh)


def test_a_deputy_cancels_a_number_and_the_record_names_his_paper(office: Office) -> None:
    made = office.world.lend("duy", Power.BOOK)
    question = put(office, office.issued())
    confirm(question.uuid, by=office.at_desk("duy"))
    assert Entry.unchecked.get().state == "cancelled"
    row = Reliance.unchecked.get()
    assert (row.delegation_id, row.object, row.power, row.level) == (made.uuid, question.uuid, "book", 1)
    leaf = Leaf.unchecked.get(uuid=row.leaf)
    assert (leaf.verb, leaf.object, leaf.actor) == ("question.answer", question.uuid, office.duy.person)
    assert Leaf.unchecked.get(verb="delegation.rely").row == digest_now("people_reliance", row.uuid)
    assert deputies.papers([question.uuid]) == {question.uuid: PAPER}


def test_a_leader_answers_in_his_own_right_and_names_none(office: Office) -> None:
    office.world.lend("khoi", Power.BOOK)
    confirm(put(office, office.issued(), whom="khoi").uuid, by=office.at_desk("khoi"))
    assert Entry.unchecked.get().state == "cancelled" and not Reliance.unchecked.exists()


@pytest.mark.parametrize(
    ("kind", "power", "more"),
    [("correct", Power.BOOK, {"column": 6, "value": "Trần Minh Khôi"}), ("copies", Power.DETERMINE, COPIES)],
)
def test_each_kind_of_answer_has_its_power(office: Office, kind: str, power: Power, more: dict[str, Any]) -> None:
    office.world.lend("duy", power)
    question = put(office, office.issued(), kind, **more)
    confirm(question.uuid, by=office.at_desk("duy"))
    assert Question.unchecked.get().state == "confirmed"
    assert Reliance.unchecked.get().power == power.value


@pytest.mark.parametrize(
    ("kind", "lent", "more"),
    [("cancel", Power.DETERMINE, {}), ("copies", Power.BOOK, COPIES), ("cancel", Power.FILE, {})],
)
def test_a_question_is_not_put_to_a_deputy_for_something_else(
    office: Office, kind: str, lent: Power, more: dict[str, Any]
) -> None:
    office.world.lend("duy", lent)
    entry = office.issued()
    verb = {"cancel": "cancel.ask", "copies": "copies.ask"}[kind]
    refused(lambda: put(office, entry, kind, **more), "R26", verb=verb)


def test_a_question_is_not_put_to_who_is_neither_leader_nor_deputy(office: Office) -> None:
    entry = office.issued()
    refused(lambda: put(office, entry), "R26", verb="cancel.ask")


def test_nor_above_the_level_or_for_another_unit_or_before_the_first_day(office: Office) -> None:
    office.world.lend("duy", Power.BOOK, level=M)
    entry = office.issued(level=T)
    refused(lambda: put(office, entry), "R26", verb="cancel.ask")
    units = {u.name: u.uuid for u in people_units(office)}
    office.world.clear("chi", T)
    office.world.lend("chi", Power.BOOK, unit=units["Phòng Kinh tế"])
    refused(lambda: put(office, entry, whom="chi"), "R26", verb="cancel.ask")
    office.world.lend("chi", Power.BOOK, since=today() + DAY)
    refused(lambda: put(office, entry, whom="chi"), "R26", verb="cancel.ask")
    assert put(office, office.issued(unit="Phòng Kinh tế"), whom="chi").state == "waiting"


def people_units(office: Office) -> list[Any]:
    from somat.people import queries as people

    return people.units(by=office.ha, on=today())


def test_he_does_not_raise_a_line_above_his_level(office: Office) -> None:
    office.world.lend("duy", Power.BOOK, level=M)
    question = put(office, office.issued(), "correct", column=5, value="2")
    duy = office.at_desk("duy")
    refused(lambda: confirm(question.uuid, by=duy), "R-AUTH-3", verb="question.answer")
    turn_down(question.uuid, by=duy)


def test_the_line_raised_meanwhile_is_above_him(office: Office) -> None:
    office.world.lend("duy", Power.BOOK, level=M)
    entry = office.issued()
    raised = put(office, entry, "correct", whom="an", column=5, value="2")
    confirm(raised.uuid, by=office.at_desk("an"))
    access.grant_circle(queries.entry(entry.uuid, by=office.an, on=today()), persons=[office.duy.person], by=office.an)
    question = put(office, entry, whom="an")
    assert queries.questions_waiting(by=office.duy, on=today()) == []
    duy = office.at_desk("duy")
    refused(lambda: confirm(question.uuid, by=duy), "R-AUTH-3", verb="question.answer")
    refused(lambda: turn_down(question.uuid, by=duy), "R-AUTH-3", verb="question.answer")


def test_what_waits_shows_on_the_days_of_the_delegation_and_not_one_longer(office: Office) -> None:
    office.world.lend("duy", Power.BOOK, until=today() + DAY)
    entry = office.issued()
    question = put(office, entry)
    assert [q.uuid for q in queries.questions_waiting(by=office.duy, on=today())] == [question.uuid]
    with told(now() + DAY):
        assert [q.uuid for q in queries.questions_waiting(by=office.duy, on=today())] == [question.uuid]
    with told(now() + 2 * DAY):
        assert queries.questions_waiting(by=office.duy, on=today()) == []
        with pytest.raises(queries.NotFound):
            queries.entry(entry.uuid, by=office.duy, on=today())
        assert [q.uuid for q in queries.questions_waiting(by=office.duy, on=today())] == []


def test_the_day_after_he_answers_nothing_though_he_may_still_read(office: Office) -> None:
    office.world.lend("duy", Power.BOOK)
    entry = office.issued()
    access_for_good(office, entry)
    question = put(office, entry)
    with told(now() + DAY):
        assert queries.entry(entry.uuid, by=office.duy, on=today()).uuid == entry.uuid
        refused(lambda: turn_down(question.uuid, by=office.duy), "R24", verb="question.answer")


def test_ended_early_he_answers_no_more_and_sees_the_line_no_more(office: Office) -> None:
    made = office.world.lend("duy", Power.BOOK, since=today() - DAY, until=today() + 5 * DAY)
    entry = office.issued()
    question, duy = put(office, entry), office.at_desk("duy")
    access.end_deputy(made.uuid, until=today() - DAY, decision="20/QĐ", decided_on=today(), by=office.an)
    with pytest.raises(queries.NotFound):
        queries.entry(entry.uuid, by=office.duy, on=today())
    with pytest.raises(queries.NotFound):
        turn_down(question.uuid, by=duy)
    assert granted("circle.cut") == 1 and Question.unchecked.get().state == "waiting"


def test_an_actor_built_before_the_end_decides_nothing(office: Office) -> None:
    """The rows of the day count, not what a request had been given a moment before."""
    made = office.world.lend("duy", Power.BOOK, since=today() - DAY, until=today() + 5 * DAY)
    entry = office.issued()
    access_for_good(office, entry)
    question, duy = put(office, entry), office.duy
    access.end_deputy(made.uuid, until=today() - DAY, decision="20/QĐ", decided_on=today(), by=office.an)
    refused(lambda: turn_down(question.uuid, by=duy), "R-AUTH-2", verb="question.answer")


def access_for_good(office: Office, entry: Any) -> None:
    """Duy reads the line as its handler, whatever becomes of his delegation."""
    question = put(office, entry, whom="an")
    line = queries.entry(entry.uuid, by=office.an, on=today())
    access.grant_circle(line, persons=[office.duy.person], by=office.an)
    turn_down(question.uuid, by=office.an)


def test_who_reads_the_line_anyway_keeps_it_after_the_delegation(office: Office) -> None:
    made = office.world.lend("duy", Power.BOOK, until=today() + DAY)
    entry = office.issued()
    access_for_good(office, entry)
    put(office, entry)
    access.end_deputy(made.uuid, until=today(), decision="20/QĐ", decided_on=today(), by=office.an)
    with told(now() + 3 * DAY):
        assert queries.entry(entry.uuid, by=office.duy, on=today()).uuid == entry.uuid


def test_a_deputy_lets_others_know_within_his_delegation(office: Office) -> None:
    office.world.clear("chi", Level.TOI_MAT)
    made = office.world.lend("duy", Power.BOOK, Power.ADMIT, level=M)
    low, high = office.issued(), office.issued(level=T)
    put(office, low)
    line = queries.entry(low.uuid, by=office.duy, on=today())
    access.grant_circle(line, persons=[office.chi.person], by=office.duy)
    assert [(r.delegation_id, r.object, r.power) for r in Reliance.unchecked.all()] == [(made.uuid, low.uuid, "admit")]
    access.end_circle(line, person=office.chi.person, until=today(), by=office.duy)
    assert Reliance.unchecked.count() == 2
    access_for_good(office, high)
    above = queries.entry(high.uuid, by=office.duy, on=today())
    refused(
        lambda: access.grant_circle(above, persons=[office.chi.person], by=office.duy), "R-AUTH-3", verb="circle.grant"
    )
