"""The gate's sense of time, with a clock in the test's hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from somat.vault.process.clock import Clock
from somat.vault.process.database import connect
from somat.vault.process.errors import Denied
from somat.vault.process.gate import SYSTEM, Gate, Leaf
from tests.vault.ground import ENTRY, Ground, now

ROWS = [(ENTRY, UUID(int=5))]
START = now()


class Hand(Clock):
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        super().__init__()
        self.at = START

    def machine(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def judge(ground: Ground, clock: Hand) -> Callable[..., Leaf]:
    """Judge a leaf of a moment given in seconds after the gate's start, at another such moment; use it if it passes."""
    gate = Gate(connect(ground.site), clock)
    person = ground.person()
    session = ground.session(person, ends_at=START + timedelta(days=2), idle_until=START + timedelta(days=2))
    leaves: dict[float, UUID] = {}

    def act(*, made: float, asked: float) -> Leaf:
        moment = START + timedelta(seconds=made)
        if made not in leaves:
            leaves[made] = ground.leaf(ROWS, actor=person, session=session, at=moment)
        clock.at = START + timedelta(seconds=asked)
        with ground.database.reading() as reader:
            leaf = gate.judge(reader, leaves[made], ROWS)
        gate.use(leaf)
        return leaf

    return act


def refusal(judge: Callable[..., Leaf], *, made: float, asked: float) -> str:
    with pytest.raises(Denied) as no:
        judge(made=made, asked=asked)
    return no.value.code


def test_a_leaf_is_good_for_thirty_seconds(judge: Callable[..., Leaf]) -> None:
    judge(made=100, asked=100)
    judge(made=101, asked=131)
    assert refusal(judge, made=102, asked=132.001) == "leaf-too-old"


def test_a_leaf_is_younger_than_the_gate(judge: Callable[..., Leaf]) -> None:
    assert refusal(judge, made=0, asked=1) == "leaf-older-than-vault"
    assert refusal(judge, made=-1, asked=1) == "leaf-older-than-vault"
    judge(made=0.001, asked=1)


def test_a_leaf_is_not_from_the_future(judge: Callable[..., Leaf]) -> None:
    judge(made=102, asked=100)
    assert refusal(judge, made=102.001, asked=100) == "leaf-from-the-future"


def test_a_clock_set_back_makes_no_leaf_fresh_again(judge: Callable[..., Leaf], clock: Hand) -> None:
    judge(made=100, asked=105)
    judge(made=1000, asked=1000)
    assert refusal(judge, made=101, asked=1000) == "leaf-too-old"
    assert refusal(judge, made=101, asked=102) == "leaf-too-old", "set back by a quarter of an hour"
    assert refusal(judge, made=100, asked=105) == "leaf-too-old"
    assert clock.behind() == 895


def test_used_leaves_are_forgotten_only_when_they_are_too_old(judge: Callable[..., Leaf]) -> None:
    judge(made=50, asked=50)
    for n in range(1100):
        judge(made=60 + n / 1000, asked=62)
    assert refusal(judge, made=50, asked=80) == "leaf-used"


def test_a_session_ends_at_its_moment(ground: Ground, clock: Hand) -> None:
    gate = Gate(connect(ground.site), clock)
    person = ground.person()
    session = ground.session(person, idle_until=START + timedelta(seconds=10), ends_at=START + timedelta(seconds=99))
    with ground.database.reading() as reader:
        gate.session(reader, session, of=person)
        clock.at = START + timedelta(seconds=10)
        with pytest.raises(Denied, match="no-session"):
            gate.session(reader, session, of=person)


def test_the_system_opens_only_by_verbs_of_its_own(ground: Ground, clock: Hand) -> None:
    """No such verb exists today; the gate knows how, should a room ever need one."""
    leaf = ground.leaf(ROWS, actor=SYSTEM, session=None, at=START + timedelta(seconds=1), verb="entry.read")
    clock.at = START
    strict, lenient = (
        Gate(connect(ground.site), clock, system_verbs=verbs) for verbs in (frozenset[str](), frozenset({"entry.read"}))
    )
    clock.at = START + timedelta(seconds=2)
    with ground.database.reading() as reader:
        with pytest.raises(Denied, match="no-session"):
            strict.judge(reader, leaf, ROWS)
        assert lenient.judge(reader, leaf, ROWS).actor == SYSTEM
