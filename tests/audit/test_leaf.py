"""A leaf's bytes: one spelling, read back strictly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from somat.audit.leaf import BadLeaf, Decision, Facts, body, parse
from somat.audit.verify.leaves import TAIL, Stretch, _doubtful

MOMENTS = some.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=some.just(UTC))
HASHES = some.one_of(some.just(""), some.binary(min_size=32, max_size=32).map(bytes.hex))
TEXTS = some.text(some.characters(codec="utf-8"), max_size=40)
FACTS = some.builds(
    Facts,
    leaf=some.uuids(),
    at=MOMENTS,
    actor=some.uuids(),
    verb=some.sampled_from(["entry.issue", "a", "account.reset-admin"]),
    session=some.none() | some.uuids(),
    station=TEXTS,
    object=some.none() | some.uuids(),
    decision=some.sampled_from(sorted(Decision.ALL)),
    rule=TEXTS,
    row=HASHES,
    detail=HASHES,
)


@given(FACTS)
def test_what_is_written_is_read_back(facts: Facts) -> None:
    assert parse(body(facts)) == facts


@given(FACTS)
def test_the_quick_look_has_no_doubt_of_a_true_leaf(facts: Facts) -> None:
    columns = (facts.at.strftime("%Y-%m-%d %H:%M:%S.%f"), facts.actor.hex, facts.verb)
    more = (facts.object.hex if facts.object else None, facts.decision, facts.row)
    assert _doubtful([(facts.leaf.hex, body(facts), *columns, *more)], Stretch(0), frozenset()) == []


@given(FACTS, some.integers(0, 10_000), some.integers(1, 255))
def test_no_other_bytes_are_taken_for_the_same_leaf(facts: Facts, at: int, change: int) -> None:
    data = bytearray(body(facts))
    data[at % len(data)] ^= change
    try:
        read = parse(bytes(data))
    except BadLeaf:
        return
    assert read != facts and body(read) == bytes(data)


@given(FACTS, some.integers(0, 10_000), some.integers(1, 255))
def test_the_quick_look_takes_no_other_bytes(facts: Facts, at: int, change: int) -> None:
    """What it lets pass beside the columns is still a canonical leaf: the tree's hash decides about that."""
    data = bytearray(body(facts))
    data[at % len(data)] ^= change
    columns = (facts.at.strftime("%Y-%m-%d %H:%M:%S.%f"), facts.actor.hex, facts.verb)
    more = (facts.object.hex if facts.object else None, facts.decision, facts.row)
    if _doubtful([(facts.leaf.hex, bytes(data), *columns, *more)], Stretch(0), frozenset()) == []:
        read = parse(bytes(data))
        assert (read.leaf, read.at, read.actor, read.verb) == (facts.leaf, facts.at, facts.actor, facts.verb)
        assert (read.object, read.decision, read.row) == (facts.object, facts.decision, facts.row)


def test_it_writes_moments_in_utc() -> None:
    at = datetime(2026, 11, 22, 8, 2, 3, 5, timezone(timedelta(hours=7)))
    assert b'"at":"2026-11-22T01:02:03.000005Z"' in body(Facts(UUID(int=1), at, UUID(int=2), "a"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: b"null",
        lambda data: b"[]",
        lambda data: data + b"\n",
        lambda data: b" " + data,
        lambda data: data.replace(b'"v":1', b'"v":1.0'),
        lambda data: data.replace(b'"v":1', b'"v":true'),
        lambda data: data.replace(b'"v":1', b'"v":2'),
        lambda data: data.replace(b'"rule":""', b'"rule":null'),
        lambda data: data.replace(b'"rule":""', b'"rule":"","rule":""'),
        lambda data: data.replace(b'"rule":""', b'"rule":"\\u0041"'),
        lambda data: data.replace(b'"rule":""', b'"rule":"\\/"'),
        lambda data: data.replace(b'"rule":""', b'"rule":"\\ud800"'),
        lambda data: data.replace(b'"rule":""', b'"rule":"\xff"'),
        lambda data: data.replace(b"00:00:00.000000Z", b"00:00:00Z"),
        lambda data: data.replace(b"2026-01-01", b"2026-13-01"),
        lambda data: data.replace(b'"verb":"a"', b'"verb":""'),
        lambda data: data.replace(b'"verb":"a"', b'"verb":"a."'),
        lambda data: data.replace(b"granted", b"Granted"),
        lambda data: data.replace(b'"row":""', b'"row":"ab"'),
        lambda data: data.replace(b"00000000-0000-0000-0000-000000000001", b"00000000000000000000000000000001"),
        lambda data: b"[" * 100_000,
    ],
)
def test_it_refuses(spoil: object) -> None:
    data = body(Facts(UUID(int=1), datetime(2026, 1, 1, tzinfo=UTC), UUID(int=2), "a"))
    assert parse(data)
    spoilt = spoil(data)  # type: ignore[operator]
    assert spoilt != data
    with pytest.raises(BadLeaf):
        parse(spoilt)


@given(TEXTS)
def test_the_quick_look_knows_every_text_that_the_writer_writes(text: str) -> None:
    data = body(Facts(UUID(int=1), datetime(2026, 1, 1, tzinfo=UTC), UUID(int=2), "a", station=text, rule=text))
    assert TAIL.fullmatch(data[data.index(b'"rule":"') + 8 :])
