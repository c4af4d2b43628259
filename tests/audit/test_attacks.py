"""Whoever changes the journal or the rows by hand is found, and the first bad place is named."""

from __future__ import annotations

import random
from pathlib import Path
from uuid import uuid4

import pytest

from tests.audit.attacks import ATTACKS, THIEF, Attack, cut_tables, flip, leaf_at, resign
from tests.audit.flips import missed
from tests.audit.ground import KEY, Copy, Hand

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_finds(journal: Copy, attack: Attack) -> None:
    with journal.owner() as hand:
        place = attack(journal, hand)
    report = journal.verify()
    assert not report.ok
    assert report.first is not None and report.first.says()
    if place is not None:
        assert report.first.index == place, [finding.as_json() for finding in report.findings]


def paper(journal: Copy, at: int) -> str:
    """The checkpoint of so many leaves, as it left the machine."""
    return str(journal.run("SELECT note FROM audit_checkpoint WHERE size = ?", (at,))[0][0])


def test_it_takes_an_older_checkpoint_for_what_it_is(journal: Copy) -> None:
    report = journal.verify(against=paper(journal, 120))
    assert report.ok and report.against == 120


def test_it_finds_a_tree_signed_anew_with_the_stolen_key(journal: Copy) -> None:
    """The thief has the log's own key: the tree alone is sound, only the paper of before tells."""
    old = paper(journal, 120)
    with journal.owner() as hand:
        change_both_sides(hand, 60)
        resign(journal, hand, KEY)
    assert journal.verify(every=True).ok
    report = journal.verify(against=old)
    assert [finding.kind for finding in report.findings] == ["against-root"]
    assert report.findings[0].index <= 60


def change_both_sides(hand: Hand, index: int) -> None:
    """Another person did it, says the leaf now, in its bytes and in its columns."""
    leaf, person = leaf_at(hand, index), uuid4()
    body, actor = hand.run("SELECT body, actor FROM audit_leaf WHERE uuid = ?", (leaf,))[0]
    old = f"{actor[:8]}-{actor[8:12]}-{actor[12:16]}-{actor[16:20]}-{actor[20:]}".encode()
    hand.run(
        "UPDATE audit_leaf SET body = ?, actor = ? WHERE uuid = ?",
        (bytes(body).replace(old, str(person).encode()), person.hex, leaf),
    )


def test_it_finds_a_leaf_changed_in_bytes_and_columns(journal: Copy) -> None:
    """Nothing is wrong with the leaf itself: the checkpoint after it tells, and names it."""
    with journal.owner() as hand:
        change_both_sides(hand, 60)
    report = journal.verify()
    assert [(finding.kind, finding.index) for finding in report.findings] == [("checkpoint-root", 60)]


def test_it_finds_a_tail_cut_everywhere_by_the_paper(journal: Copy) -> None:
    old = paper(journal, 280)
    with journal.owner() as hand:
        for table in ("people_unit", "audit_manifest"):
            hand.run(f"DELETE FROM {table}")
        cut_tables(hand, 250)
        resign(journal, hand, KEY)
    assert "against-beyond" in {finding.kind for finding in journal.verify(against=old).findings}


def test_it_finds_a_key_exchanged_for_another(journal: Copy) -> None:
    """The thief changed the public key too: inside, all is well; the paper bears the signature of the true key."""
    old = paper(journal, 120)
    with journal.owner() as hand:
        resign(journal, hand, THIEF)
    assert journal.verify(every=True).ok
    assert [finding.kind for finding in journal.verify(against=old).findings] == ["against-signature"]


def test_it_looks_at_older_signatures_when_asked(journal: Copy) -> None:
    note = paper(journal, 100)
    head, _, signature = note.rpartition(" ")
    spoilt = f"{head} {signature[:40]}{'A' if signature[40] != 'A' else 'B'}{signature[41:]}"
    journal.run("UPDATE audit_checkpoint SET note = ? WHERE size = 100", (spoilt,))
    assert journal.verify().ok
    assert [finding.kind for finding in journal.verify(every=True).findings] == ["checkpoint-signature"]


@pytest.mark.parametrize(
    "harm, kind",
    [
        ("ALTER TABLE audit_leaf RENAME COLUMN body TO nobody", "leaf-unreadable"),
        ("ALTER TABLE audit_leafindex RENAME TO hidden", "unreadable"),
        ("ALTER TABLE people_unit RENAME COLUMN name TO nobody", "row-differs"),
    ],
)
def test_it_says_so_when_the_database_cannot_be_read(journal: Copy, harm: str, kind: str) -> None:
    journal.run(harm)
    first = journal.verify().first
    assert first is not None and first.kind == kind


def every_byte(journal: Copy, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Flip one byte of one leaf after another; answers those that went unnoticed or were named wrongly."""
    missed = []
    with journal.owner() as hand:
        rows = hand.run(
            'SELECT i."index", l.uuid, l.body FROM audit_leaf l JOIN audit_leafindex i ON i.leaf = l.uuid ORDER BY 1'
        )
        for index, at in places:
            _, uuid, body = rows[index]
            body = bytes(body)
            where = at % len(body)
            hand.run("UPDATE audit_leaf SET body = ? WHERE uuid = ?", (flip(body, where, 1 << at % 8), uuid))
            first = journal.verify().first
            if first is None or first.index != index:
                missed.append((index, where))
            hand.run("UPDATE audit_leaf SET body = ? WHERE uuid = ?", (body, uuid))
    return missed


def test_it_finds_a_sample_of_flipped_bytes(journal: Copy) -> None:
    chance = random.Random(6962)
    count = journal.leaves
    places = [(chance.randrange(count), chance.randrange(1 << 16)) for _ in range(60)]
    assert every_byte(journal, places) == []
    assert journal.verify().ok


@pytest.mark.deep
@pytest.mark.parametrize("part", range(12))
def test_it_finds_every_flipped_byte_of_every_leaf(journal: Copy, part: int) -> None:
    """Some 120,000 bytes in all, each with one bit turned round."""
    bodies = journal.run('SELECT l.body FROM audit_leaf l JOIN audit_leafindex i ON i.leaf = l.uuid ORDER BY i."index"')
    chosen = range(len(bodies) * part // 12, len(bodies) * (part + 1) // 12)
    flips = [(index, at, 1 << at % 8) for index in chosen for at in range(len(bytes(bodies[index][0])))]
    assert len(flips) > 8_000
    assert list(missed(journal, flips)) == []


def test_the_journal_under_attack_has_every_verb(journal: Copy) -> None:
    from somat.audit.verbs import VERBS

    held = {(verb, decision) for verb, decision in journal.run("SELECT DISTINCT verb, decision FROM audit_leaf")}
    missing = {(verb, decision) for verb in VERBS for decision in ("granted", "refused", "absent")} - held
    assert {verb for verb, _ in missing} <= {verb for verb in VERBS if verb.startswith("test.")}


def test_a_file_of_the_database_spoilt_is_found(journal: Copy, tmp_path: Path) -> None:
    """A page of the file overwritten: what cannot be read is said, never passed over."""
    if journal.engine != "sqlite":
        journal.run("DROP TABLE audit_manifest")
    else:
        data = bytearray(journal.database.read_bytes())
        for start in range(8192, len(data), 4096):
            data[start : start + 200] = bytes(200)
        journal.database.write_bytes(data)
    assert not journal.verify().ok
