"""What the log auditor sees, may do and is told; and when the site takes no writes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from somat.audit import clock, guard, queries, sheet, standing
from somat.audit.actions import record_look, record_sheet, record_verification
from somat.audit.change import ReadOnly, change, record_absent, write
from somat.audit.leaf import Facts, parse
from somat.audit.models import Checkpoint, Leaf, LeafIndex
from somat.audit.moment import now, told
from somat.audit.queries import Wanted
from somat.audit.verbs import declare
from somat.audit.verify.report import Report
from somat.law.access import Actor
from somat.law.refusal import Refused
from somat.law.roles import Duty
from tests.audit.ground import DO, actor, refuse, unit

pytestmark = pytest.mark.django_db

READ = declare("test.read", None, "Đọc thử")
PRINT = declare("test.print", None, "In thử")
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def fresh() -> None:
    standing.ask_again()


@pytest.fixture
def auditor() -> Actor:
    return actor(Duty.JOURNAL_READ, Duty.JOURNAL_VERIFY, Duty.JOURNAL_SHEET)


def place(*leaves: UUID, first: int = 0) -> None:
    with guard.opened():
        LeafIndex.unchecked.bulk_create(LeafIndex(index=index, leaf=leaf) for index, leaf in enumerate(leaves, first))


def sign(size: int) -> None:
    with guard.opened():
        Checkpoint.unchecked.create(size=size, root=f"{size:064x}", note="", at=now())


def at(moment: datetime, by: Actor, *, verb: str = "test.do", decision: str = "granted") -> UUID:
    """A leaf of that moment."""
    leaf = uuid4()
    with guard.opened():
        write(Facts(leaf, moment, by.person, verb, decision=decision))
    return leaf


# --- the list


def test_it_shows_leaves_newest_first_page_by_page(auditor: Actor) -> None:
    made = [at(now(), auditor) for _ in range(7)]
    place(*made[:5])
    first = queries.leaves(by=auditor, limit=4)
    then = queries.leaves(by=auditor, before=first[-1].place, limit=4)
    assert [line.uuid for line in (*first, *then)] == list(reversed(made))
    assert [line.index for line in first] == [None, None, 4, 3]
    assert first[0].says == "Làm thử" and first[0].sound


def test_a_page_costs_two_queries(auditor: Actor) -> None:
    for _ in range(30):
        at(now(), auditor)
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.leaves(by=auditor, limit=25)) == 25
    assert len(asked) == 2


def test_a_page_is_bounded(auditor: Actor) -> None:
    for _ in range(210):
        at(now(), auditor)
    assert len(queries.leaves(by=auditor, limit=10_000)) == queries.MOST
    assert len(queries.leaves(by=auditor, limit=-5)) == 1


def test_it_narrows_by_verb_person_object_answer_and_days(auditor: Actor) -> None:
    by, thing = actor(), uuid4()
    refuse(DO, by)
    record_absent(READ, by=by, object=thing)
    old = at(datetime(2026, 11, 15, 17, 0, tzinfo=UTC), by)  # already the 16th in Vietnam
    late = at(datetime(2026, 11, 16, 17, 0, tzinfo=UTC), by)
    found = [
        queries.leaves(by=auditor, wanted=wanted)
        for wanted in (
            Wanted(verb="test.read"),
            Wanted(object=thing),
            Wanted(decision="refused"),
            Wanted(person=auditor.person),
            Wanted(first=MONDAY, last=MONDAY),
            Wanted(last=MONDAY + timedelta(days=1), first=MONDAY + timedelta(days=1)),
        )
    ]
    assert [len(lines) for lines in found] == [1, 1, 1, 0, 1, 1]
    assert (found[4][0].uuid, found[5][0].uuid) == (old, late)
    assert found[2][0].rule == "R-SEC-1,R26"


def test_it_finds_one_leaf(auditor: Actor) -> None:
    leaf = at(now(), auditor)
    line = queries.leaf(leaf, by=auditor)
    assert line is not None and line.uuid == leaf
    assert queries.leaf(uuid4(), by=auditor) is None


def test_it_shows_a_spoilt_leaf_by_its_columns(auditor: Actor) -> None:
    with guard.opened():
        Leaf.unchecked.create(body=b"{}", at=now(), actor=auditor.person, verb="test.do", decision="granted")
    (line,) = queries.leaves(by=auditor)
    assert not line.sound and line.verb == "test.do"


def test_nobody_else_sees_the_journal() -> None:
    nobody = actor(Duty.ENTRY_READ)
    for ask in (
        lambda: queries.leaves(by=nobody),
        lambda: queries.leaf(uuid4(), by=nobody),
        lambda: queries.checkpoints(by=nobody),
        lambda: queries.unusual(by=nobody, on=MONDAY),
        lambda: queries.sheets(by=nobody),
    ):
        with pytest.raises(Refused):
            ask()


def test_it_shows_checkpoints_page_by_page(auditor: Actor) -> None:
    for size in (1, 5, 9):
        sign(size)
    assert [c.size for c in queries.checkpoints(by=auditor, limit=2)] == [9, 5]
    assert [c.size for c in queries.checkpoints(by=auditor, before=5)] == [1]
    newest = queries.newest_checkpoint()
    assert newest is not None and newest.size == 9


def test_it_tells_what_is_unusual_this_week(auditor: Actor) -> None:
    owl, loser, printer = actor(), actor(), actor()
    noon = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)  # Wednesday, noon in Vietnam
    at(datetime(2026, 11, 18, 15, 0, tzinfo=UTC), owl, verb="test.read")
    at(datetime(2026, 11, 15, 5, 0, tzinfo=UTC), owl, verb="test.read")  # a Sunday
    at(noon, owl, verb="test.read")
    for _ in range(6):
        at(noon, loser, decision="refused")
    for _ in range(21):
        at(noon, printer, verb="test.print")
    at(noon - timedelta(days=30), loser, decision="refused")
    wednesday, sunday = date(2026, 11, 18), date(2026, 11, 15)
    found = {(each.kind, each.person, each.day, each.count) for each in queries.unusual(by=auditor, on=wednesday)}
    assert found == {
        ("hours", owl.person, wednesday, 1),
        ("hours", owl.person, sunday, 1),
        ("refusals", loser.person, wednesday, 6),
        ("prints", printer.person, wednesday, 21),
    }


def test_five_refusals_a_day_are_not_unusual(auditor: Actor) -> None:
    for _ in range(5):
        at(datetime(2026, 11, 18, 5, 0, tzinfo=UTC), auditor, decision="refused")
    assert queries.unusual(by=auditor, on=date(2026, 11, 18)) == []


# --- standing


def test_a_site_whose_leaves_are_placed_takes_writes(auditor: Actor) -> None:
    place(at(now() - timedelta(hours=1), auditor))
    assert standing.read_only_reason() == "" and queries.waiting() == timedelta(0)


def test_leaves_that_wait_too_long_stop_the_writing(auditor: Actor) -> None:
    waits = at(now() - timedelta(seconds=61), auditor)
    assert "61 giây" in standing.read_only_reason()
    with pytest.raises(ReadOnly), change(DO, by=auditor):
        raise AssertionError("the block must not begin")
    assert Leaf.unchecked.count() == 1
    place(waits)
    with change(DO, by=auditor) as act:
        act.about(unit())


def test_sixty_seconds_are_borne(auditor: Actor) -> None:
    at(now() - timedelta(seconds=58), auditor)
    assert standing.read_only_reason() == ""


def test_the_look_begins_behind_the_newest_place(auditor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "BEHIND", 2)
    waits = at(now() - timedelta(seconds=90), auditor)
    placed = [at(now() - timedelta(seconds=80), auditor) for _ in range(3)]
    place(*placed)
    assert standing.waiting_since() is not None and queries.waiting() > timedelta(seconds=89)
    placed += [at(now() - timedelta(seconds=70), auditor) for _ in range(4)]
    place(*placed[3:], first=3)
    assert standing.waiting_since() is None  # so far back it is for those who verify to find
    place(waits, first=7)
    assert standing.waiting_since() is None


def test_refusals_and_rescues_are_written_all_the_same(auditor: Actor) -> None:
    at(now() - timedelta(minutes=5), auditor)
    with pytest.raises(Refused), change(DO_WITH_DUTY, by=actor(Duty.ENTRY_READ)):
        raise AssertionError("the block must not begin")
    record_look(by=auditor)
    assert Leaf.unchecked.count() == 3


DO_WITH_DUTY = declare("test.duty", Duty.BACKUP_MAKE, "Làm thử có nhiệm vụ")


def test_a_good_answer_is_believed_for_a_second_a_bad_one_is_not(auditor: Actor) -> None:
    assert standing.read_only_reason() == ""
    waits = at(now() - timedelta(seconds=90), auditor)
    assert standing.read_only_reason() == ""
    standing.ask_again()
    assert standing.read_only_reason() != ""
    place(waits)
    assert standing.read_only_reason() == ""


def test_it_looks_only_near_the_end(auditor: Actor) -> None:
    """Its cost does not grow with the journal."""
    made = [at(now() - timedelta(hours=1), auditor) for _ in range(3 * standing.BEHIND)]
    place(*made)
    waits = at(now() - timedelta(seconds=75), auditor)
    expected = parse(bytes(Leaf.unchecked.get(uuid=waits).body)).at
    with CaptureQueriesContext(connection) as asked:
        assert standing.waiting_since() == expected
    assert len(asked) == 4
    first = Leaf.unchecked.order_by("id").values_list("id", flat=True)[0]
    floor = int(re.search(r'"id" > (\d+)', asked[-1]["sql"])[1])  # type: ignore[index]
    assert floor >= first + standing.BEHIND - 2


def test_another_hand_on_the_clock_says_nothing_about_waiting(auditor: Actor) -> None:
    at(now(), auditor)
    with told(now() + timedelta(days=3)):
        assert standing.read_only_reason() == ""


# --- clock, sheet, acts of the auditor


def test_it_knows_the_last_moment(auditor: Actor) -> None:
    assert clock.last_moment() is None
    moment = datetime(2026, 11, 20, 1, 2, 3, 4, UTC)
    at(moment - timedelta(days=1), auditor)
    at(moment, auditor)
    with CaptureQueriesContext(connection) as asked:
        assert clock.last_moment() == moment
    assert len(asked) == 1


def test_a_sheet_shows_the_newest_checkpoint(auditor: Actor) -> None:
    assert sheet.sheet_of(MONDAY) is None and not sheet.due(MONDAY)
    sign(3)
    sign(8)
    data = sheet.sheet_of(MONDAY)
    assert data is not None and (data.checkpoint.size, data.printed) == (8, 0)
    assert sheet.due(MONDAY)


def test_a_printed_sheet_is_recorded_and_not_due_again(auditor: Actor) -> None:
    sign(8)
    with told(datetime(2026, 11, 16, 2, tzinfo=UTC)):
        data = sheet.sheet_of(MONDAY)
        assert data is not None
        made = record_sheet(data.checkpoint, by=auditor)
    assert (made.day, made.size, made.root) == (MONDAY, 8, f"{8:064x}")
    assert not sheet.due(MONDAY) and not sheet.due(MONDAY + timedelta(days=1))
    sign(9)
    assert sheet.due(MONDAY + timedelta(days=1))
    assert queries.sheets(by=auditor) == [made]
    assert (queries.leaves(by=auditor)[0].verb, queries.leaves(by=auditor)[0].object) == ("journal.sheet", made.uuid)


def test_a_verification_is_recorded_by_the_hash_of_what_it_came_to(auditor: Actor) -> None:
    leaf = record_verification(Report(leaves=5, root="ab"), by=auditor)
    other = record_verification(Report(leaves=6, root="ab"), by=auditor)
    first, second = (queries.leaf(uuid, by=auditor) for uuid in (leaf, other))
    assert first is not None and second is not None
    assert first.verb == "journal.verify" and len(first.detail) == 64 and first.detail != second.detail


def test_printing_and_verifying_are_the_auditors(auditor: Actor) -> None:
    sign(1)
    newest = queries.newest_checkpoint()
    assert newest is not None
    for do in (
        lambda: record_sheet(newest, by=actor(Duty.ENTRY_READ)),
        lambda: record_verification(Report(), by=actor(Duty.ENTRY_READ)),
    ):
        with pytest.raises(Refused):
            do()
