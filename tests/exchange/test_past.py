"""Envelopes that were stopped are found afterwards: why, who, when; by their keeper, and by an inspector for his days (R-IN-3..5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from somat.access import actions
from somat.audit import guard
from somat.audit.moment import today
from somat.exchange import queries, verbs
from somat.exchange.actions.envelopes import STEPS, step
from somat.exchange.models import Envelope, Step
from somat.exchange.queries import PAGE, Past
from somat.law.access import Actor
from somat.law.receiving import Act, Seal
from somat.registry.opening import open_words
from tests.cast import UNTIL, paper
from tests.exchange.desk import checked, received
from tests.office import Office
from tests.registry.evidence import granted

DAY = timedelta(days=1)


def past(by: Actor, why: Past | None = None, **more: Any) -> list[str]:
    asked = {"since": today() - 9 * DAY, "until": today(), **more}
    return [e.code for e in queries.past(why, by=by, on=today(), **asked).envelopes]


@pytest.fixture
def desk(office: Office) -> Office:
    """1 whole, 2 opened on the way and returned, 3 short and then completed, 4 wrongly packed, 5 opened and let go on, 6 not checked."""
    checked(office)
    opened, short, _, cleared = (
        checked(office, **f)
        for f in ({"seal": Seal.OPENED}, {"copies_found": 1}, {"layers": 2}, {"seal": Seal.DAMAGED})
    )
    step(opened.uuid, Act.RETURN, reason="Bì rách mép", by=office.hanh)
    step(short.uuid, Act.CORRECTED, reason="Đã gửi thêm bản", by=office.hanh)
    step(cleared.uuid, Act.CLEAR, reason="Rách do mưa", by=office.an)
    received(office)
    return office


def test_each_reason_finds_its_own_newest_first(desk: Office) -> None:
    by = desk.hanh
    assert past(by) == ["C-0005", "C-0004", "C-0003", "C-0002"]
    assert past(by, Past.OPENED) == ["C-0005", "C-0002"]
    assert past(by, Past.PACKING) == ["C-0004", "C-0003"]
    assert past(by, Past.RETURNED) == ["C-0002"]


def test_each_step_says_who_when_and_why(desk: Office) -> None:
    returned = Envelope.unchecked.get(no=2)
    found, back = queries.steps([returned], by=desk.hanh)[returned.uuid]
    assert (found.act, found.found, found.by) == ("report", "R-IN-4:", desk.hanh.person)
    assert (back.act, back.by, back.ordinal) == ("return", desk.hanh.person, 2) and back.at >= found.at
    hanh = desk.at_desk("hanh")
    words = open_words([found, back], table=STEPS, verb=verbs.PAST, by=hanh)
    assert (words[found.uuid].get("reason"), words[back.uuid].get("reason")) == ("", "Bì rách mép")
    assert granted("envelope.step", back.uuid) == 1
    let_go = Step.unchecked.get(act="clear")
    assert let_go.by == desk.an.person


def test_the_reason_is_sealed(desk: Office) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM exchange_step")
        assert "rách" not in str(cursor.fetchall()).lower()


def test_the_days_are_those_of_the_hand_over_both_included(desk: Office) -> None:
    by = desk.hanh
    assert past(by, since=today(), until=today()) == past(by)
    assert past(by, since=today() + DAY, until=today() + DAY) == past(by, until=today() - DAY) == []


def test_a_page_is_bounded_and_leads_on(office: Office) -> None:
    for _ in range(PAGE + 2):
        checked(office, copies_found=1)
    first = queries.past(None, since=today(), until=today(), by=office.hanh, on=today())
    assert len(first.envelopes) == PAGE and first.before == first.envelopes[-1].pk
    rest = queries.past(None, since=today(), until=today(), by=office.hanh, on=today(), before=first.before)
    assert ([e.no for e in rest.envelopes], rest.before) == ([2, 1], None)


def admitted(office: Office, first: date, last: date) -> Actor:
    proposal = actions.propose_inspector(
        office.dung.person, office.in_, first=first, last=last, paper=paper(today(), UNTIL), by=office.ha
    )
    actions.confirm(proposal.uuid, by=office.an)
    return office.dung


def test_an_inspector_sees_those_of_his_days(desk: Office) -> None:
    assert past(desk.dung) == []
    assert past(admitted(desk, today(), today())) == ["C-0005", "C-0004", "C-0003", "C-0002"]


def test_and_none_of_other_days(desk: Office) -> None:
    assert past(admitted(desk, today() - 9 * DAY, today() - DAY)) == []


def test_nobody_else_sees_them(desk: Office) -> None:
    for name in ("an", "duy", "ha", "quan", "tan"):
        assert past(getattr(desk, name)) == []


def test_a_step_stays_as_it_was_written(desk: Office) -> None:
    for sql in ("UPDATE exchange_step SET found = ''", "DELETE FROM exchange_step"):
        says = pytest.raises(DatabaseError, match=r"stays|keeps its rows|permission denied")
        with says, guard.opened(), transaction.atomic(), connection.cursor() as hand:
            hand.execute(sql)


def test_each_reason_is_read_along_an_index(desk: Office) -> None:
    if connection.vendor != "sqlite":
        return  # the other engine reads so small a table whole
    wanted = {
        Past.OPENED: "envelope_by_incident",
        Past.RETURNED: "envelope_by_state",
        Past.PACKING: "step_by_act",
    }
    rows = queries.past_seen(desk.hanh, today())
    for why, index in wanted.items():
        said = str(rows.filter(queries.REASONS[why][0]).order_by("-id")[:26].explain())
        assert index in said, said
