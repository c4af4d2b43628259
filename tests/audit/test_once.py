"""A request that comes twice is one act: one after the other, and both at once (R54)."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

import pytest
from django.db import connection

from somat.audit import once, standing
from somat.audit.change import AlreadyDone, ReadOnly, change, keyed
from somat.audit.models import Leaf, Once
from somat.audit.verbs import VERIFY, declare
from somat.law.access import Actor
from somat.law.refusal import Refusal, Refused
from somat.people.models import Unit
from tests.audit.ground import DO, actor, unit

RESCUE = declare("test.rescue", None, "Cứu thử", rescue=True)


def do(key: UUID | None, by: Actor) -> UUID:
    with change(DO, by=by, key=key) as act:
        made = unit()
        act.about(made)
    return made.uuid


@pytest.mark.django_db
def test_a_repeat_gets_the_first_answer_and_does_nothing() -> None:
    key, by = uuid4(), actor()
    made = do(key, by)
    with pytest.raises(AlreadyDone) as again:
        do(key, by)
    assert again.value.object == made == once.answer(key, by=by, verb=DO)
    assert Unit.unchecked.count() == Once.unchecked.count() == Leaf.unchecked.count() == 1


@pytest.mark.django_db
def test_a_key_counts_for_one_person_and_one_verb() -> None:
    key, by, other = uuid4(), actor(), actor()
    do(key, by)
    assert once.answer(key, by=other, verb=DO) is None
    assert once.answer(key, by=by, verb=VERIFY) is None
    do(key, other)
    with change(VERIFY, by=by, key=key):
        pass
    assert Unit.unchecked.count() == 2


@pytest.mark.django_db
def test_a_refused_act_uses_no_key_up() -> None:
    key, by = uuid4(), actor()
    with pytest.raises(Refused), change(DO, by=by, key=key):
        raise Refused(Refusal("R26"))
    assert do(key, by) is not None


@pytest.mark.django_db
def test_a_repeat_is_answered_on_a_site_that_takes_no_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    key, by = uuid4(), actor()
    do(key, by)
    monkeypatch.setattr(standing, "read_only_reason", lambda: "Chỉ xem.")
    with pytest.raises(AlreadyDone):
        do(key, by)
    with pytest.raises(ReadOnly):
        do(uuid4(), by)
    with change(RESCUE, by=by):
        pass


@pytest.mark.django_db
def test_a_key_around_an_act_that_takes_none_counts_for_its_first_act_only() -> None:
    key, by = uuid4(), actor()
    for _ in range(2):
        with keyed(uuid4()):
            do(None, by)
            do(None, by)
    with keyed(key):
        do(None, by)
    with pytest.raises(AlreadyDone), keyed(key):
        do(None, by)
    do(None, by)
    assert Unit.unchecked.count() == 6
    assert Once.unchecked.count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [2, 6])
def test_requests_at_the_same_moment_are_one_act(count: int) -> None:
    key, by = uuid4(), actor()
    ready = threading.Barrier(count)
    answers: list[tuple[str, UUID | None]] = []

    def request() -> None:
        ready.wait()
        try:
            answers.append(("done", do(key, by)))
        except AlreadyDone as again:
            answers.append(("again", again.object))
        finally:
            connection.close()

    threads = [threading.Thread(target=request) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kind for kind, _ in answers) == ["again"] * (count - 1) + ["done"]
    assert len({object for _, object in answers}) == 1
    assert Unit.unchecked.count() == Once.unchecked.count() == Leaf.unchecked.count() == 1
