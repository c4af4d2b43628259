"""One act, one transaction, one leaf: granted, refused, absent, joined, batched."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from somat.audit import rows
from somat.audit.change import change, record_absent
from somat.audit.leaf import canonical, parse
from somat.audit.models import Leaf, Manifest
from somat.audit.part import NO_ROWS, manifest_digest
from somat.audit.reading import record_reading
from somat.audit.verbs import VERIFY
from somat.law.refusal import Refusal, Refused
from somat.law.roles import Duty
from somat.people.models import Unit
from tests.audit.ground import DO, actor, unit

pytestmark = pytest.mark.django_db


def leaves() -> list[Leaf]:
    return list(Leaf.unchecked.order_by("id"))


def test_it_writes_the_leaf_of_an_act() -> None:
    by = actor(session=uuid4())
    with change(DO, by=by) as act:
        made = unit()
        act.about(made)
    (leaf,) = leaves()
    facts = parse(bytes(leaf.body))
    assert (facts.leaf, facts.actor, facts.verb, facts.object) == (act.leaf, by.person, "test.do", made.uuid)
    assert (facts.session, facts.station, facts.decision, facts.rule) == (by.session, "VP-01", "granted", "")
    assert facts.row == rows.digest_now("people_unit", made.uuid) != NO_ROWS
    assert (leaf.uuid, leaf.actor, leaf.verb, leaf.object, leaf.row) == (
        facts.leaf,
        facts.actor,
        facts.verb,
        facts.object,
        facts.row,
    )


def test_it_takes_the_rows_as_they_are_when_the_block_ends() -> None:
    with change(DO, by=actor()) as act:
        made = unit("Trước")
        act.about(made)
        made.name = "Sau"
        made.save()
    assert leaves()[0].row == rows.digest_now("people_unit", made.uuid)


def test_it_binds_rows_just_made_without_reading_them_back() -> None:
    with change(DO, by=actor()) as act:
        made = unit()
        act.about(made, made=[made])
    assert leaves()[0].row == rows.digest_now("people_unit", made.uuid)


def test_it_leaves_nothing_of_a_refused_act_but_its_record() -> None:
    by = actor()
    with pytest.raises(Refused), change(DO, by=by) as act:
        act.about(unit())
        raise Refused(Refusal("R26"), Refusal("R-SEC-1"))
    assert Unit.unchecked.count() == 0
    (leaf,) = leaves()
    facts = parse(bytes(leaf.body))
    assert (facts.decision, facts.rule, facts.row) == ("refused", "R26,R-SEC-1", "")
    assert facts.leaf != act.leaf and facts.object is not None


def test_it_refuses_who_has_not_the_duty() -> None:
    with pytest.raises(Refused) as no, change(VERIFY, by=actor(Duty.ENTRY_READ)):
        raise AssertionError("the block must not begin")
    assert [refusal.rule for refusal in no.value.refusals] == ["R24"]
    (leaf,) = leaves()
    assert (leaf.decision, parse(bytes(leaf.body)).rule) == ("refused", "R24")


def test_it_lets_who_has_the_duty() -> None:
    with change(VERIFY, by=actor(Duty.JOURNAL_VERIFY)):
        pass
    assert leaves()[0].decision == "granted"


def test_a_change_inside_a_change_joins_it() -> None:
    by = actor()
    with change(DO, by=by) as outer:
        outer.about(unit("Ngoài"))
        with change(DO, by=by) as inner:
            inner.about(unit("Trong"))
    assert [leaf.uuid for leaf in leaves()] == [inner.leaf, outer.leaf]


def test_a_refusal_inside_takes_everything_with_it_and_leaves_one_record() -> None:
    by = actor()
    with pytest.raises(Refused), change(DO, by=by) as outer:
        outer.about(unit("Ngoài"))
        with change(DO, by=by) as inner:
            inner.about(unit("Trong"))
        with change(VERIFY, by=actor(Duty.ENTRY_READ)):
            raise AssertionError("the block must not begin")
    assert Unit.unchecked.count() == 0
    (leaf,) = leaves()
    assert (leaf.decision, leaf.verb, leaf.actor) == ("refused", "test.do", by.person)


def test_a_fault_leaves_nothing_at_all() -> None:
    with pytest.raises(ZeroDivisionError), change(DO, by=actor()) as act:
        act.about(unit())
        raise ZeroDivisionError
    assert Unit.unchecked.count() == 0 and leaves() == []


def test_it_goes_on_after_a_refusal() -> None:
    with pytest.raises(Refused), change(DO, by=actor()):
        raise Refused(Refusal("R26"))
    with change(DO, by=actor()) as act:
        act.about(unit())
    assert [leaf.decision for leaf in leaves()] == ["refused", "granted"]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_in_somebodys_transaction_is_a_fault() -> None:
    """Its record would be rolled back with the rest."""
    with pytest.raises(RuntimeError), transaction.atomic(), change(DO, by=actor()):
        raise Refused(Refusal("R26"))


def test_it_records_a_look_at_nothing_the_same_for_hidden_and_missing() -> None:
    by, nowhere = actor(), uuid4()
    record_absent(DO, by=by, object=nowhere)
    facts = parse(bytes(leaves()[0].body))
    assert (facts.decision, facts.object, facts.rule, facts.row, facts.detail) == ("absent", nowhere, "", "", "")


def test_it_records_a_reading_with_the_set_of_rows() -> None:
    page = [("registry_entry", UUID(int=2)), ("registry_entry", UUID(int=1))]
    leaf = record_reading(DO, by=actor(), object=None, rows=page)
    again = record_reading(DO, by=actor(), object=None, rows=list(reversed(page)))
    first, second = (parse(bytes(Leaf.unchecked.get(uuid=uuid).body)) for uuid in (leaf, again))
    pairs = [["registry_entry", f"{number:032x}"] for number in (1, 2)]
    assert first.detail == second.detail == hashlib.sha256(canonical(pairs)).hexdigest()
    assert first.row == ""


def test_a_batch_is_one_leaf_with_a_manifest() -> None:
    with change(DO, by=actor()) as act:
        made = [unit(f"Phòng {number}") for number in range(1200)]
        act.batch("people_unit", [each.uuid for each in made])
        act.naming(uuid4())
        made[7].name = "Đổi sau khi kê"
        made[7].save()
    (leaf,) = leaves()
    lines = Manifest.unchecked.filter(leaf=act.leaf)
    digests = {line.object: line.digest for line in lines}
    assert len(digests) == 1200
    assert digests[made[7].uuid] == rows.digest_now("people_unit", made[7].uuid)
    assert leaf.row == manifest_digest((object.hex, digest) for object, digest in digests.items())


def test_a_batch_reads_many_objects_with_few_queries(django_assert_max_num_queries: object) -> None:
    with change(DO, by=actor()) as act:
        made = [unit(f"Phòng {number}") for number in range(1000)]
        act.about(made[0])
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert len(rows.digests_now("people_unit", [each.uuid for each in made])) == 1000


def test_it_says_facts_by_hash_only() -> None:
    with change(DO, by=actor()) as act:
        act.seal_facts("một tệp")
    facts = parse(bytes(leaves()[0].body))
    assert facts.detail == hashlib.sha256("một tệp".encode()).hexdigest()
    assert "một tệp".encode() not in bytes(leaves()[0].body)


def test_it_holds_the_transaction_only_for_the_act() -> None:
    depth = len(connection.savepoint_ids)
    with change(DO, by=actor()) as act:
        act.about(unit())
    assert len(connection.savepoint_ids) == depth
