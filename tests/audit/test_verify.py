"""What `verify` says of a sound journal, of one that is at work, and of ten thousand leaves with a spoilt byte each."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection

from somat.audit.change import change
from somat.audit.leaf import Facts, body
from somat.audit.tree import Tree, leaf_hash
from somat.audit.verify import leaves, states, whole
from somat.audit.verify.whole import House, verify
from tests.audit.flips import missed
from tests.audit.ground import DO, Copy, Hand, actor, house, place_and_sign, sign, unit

pytestmark = pytest.mark.django_db


def test_it_finds_a_sound_journal_sound(journal: Copy) -> None:
    report = journal.verify(every=True)
    assert [finding.as_json() for finding in report.findings] == []
    assert report.leaves >= 300
    assert report.signed == report.leaves == report.checkpoints - 3
    assert report.signatures == report.checkpoints
    assert report.objects > 80 and report.rows > 150
    assert report.waiting == 0 and report.first is None
    bodies = journal.run('SELECT l.body FROM audit_leaf l JOIN audit_leafindex i ON i.leaf = l.uuid ORDER BY i."index"')
    tree = Tree()
    tree.extend(leaf_hash(bytes(row[0])) for row in bodies)
    assert report.root == tree.root().hex()


def test_it_looks_at_the_newest_signatures_only_unless_asked(journal: Copy) -> None:
    assert journal.verify().signatures == 2


def test_it_comes_to_the_same_in_several_processes_and_small_stretches(
    journal: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = journal.verify().as_json()
    for module in (leaves, whole):
        monkeypatch.setattr(module, "STRETCH", 32)
    monkeypatch.setattr(states, "STRETCH", 10)
    small = journal.verify().as_json()
    monkeypatch.setattr(whole, "SMALL", 0)
    several = journal.verify(jobs=2).as_json()
    for report in (one, small, several):
        assert 0 < report.pop("leaves_seconds") <= report.pop("seconds")
    assert one == small == several


@pytest.mark.parametrize("size", [0, 1, 2, 31, 32, 33, 64, 65, 96, 299])
def test_it_knows_the_root_at_every_size(journal: Copy, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (leaves, whole):
        monkeypatch.setattr(module, "STRETCH", 32)
    count = journal.leaves
    with journal.owner() as hand:
        hand.run('DELETE FROM audit_leafindex WHERE "index" >= ?', (size,))
        hand.run("DELETE FROM audit_checkpoint WHERE size > ?", (size,))
        for file in journal.checkpoints.iterdir():
            file.unlink()
        bodies = hand.run(
            'SELECT l.body FROM audit_leaf l JOIN audit_leafindex i ON i.leaf = l.uuid ORDER BY i."index"'
        )
    report = journal.verify()
    tree = Tree()
    tree.extend(leaf_hash(bytes(row[0])) for row in bodies)
    assert report.ok and (report.leaves, report.root) == (size, tree.root().hex())
    assert report.waiting == count - size


def test_it_counts_leaves_that_wait_and_says_since_when(journal: Copy) -> None:
    keep = journal.leaves - 10
    with journal.owner() as hand:
        hand.run('DELETE FROM audit_leafindex WHERE "index" >= ?', (keep,))
        hand.run("DELETE FROM audit_checkpoint WHERE size > ?", (keep,))
    for file in journal.checkpoints.iterdir():
        file.unlink()
    report = journal.verify()
    assert report.ok and report.waiting == 10
    assert report.waiting_since is not None
    assert timedelta(0) < datetime.now(UTC) - report.waiting_since < timedelta(hours=1)
    assert report.waiting_seconds > 0


def test_a_spoilt_leaf_that_waits_is_found(journal: Copy) -> None:
    with journal.owner() as hand:
        hand.run('DELETE FROM audit_leafindex WHERE "index" >= 290')
        hand.run("DELETE FROM audit_checkpoint WHERE size > 290")
        hand.run("UPDATE audit_leaf SET body = ? WHERE id = (SELECT max(id) FROM audit_leaf)", (b"{}",))
    for file in journal.checkpoints.iterdir():
        file.unlink()
    assert [finding.kind for finding in journal.verify().findings] == ["waiting-malformed"]


def test_roots_of_odd_length_are_not_read_into_each_other(journal: Copy) -> None:
    """Many rows are hashed by one statement: a digit moved from one root to the next must not garble those between."""
    if journal.engine != "sqlite":
        return  # PostgreSQL's uuid column holds nothing else
    entry = "SELECT uuid FROM registry_entry WHERE no = ?"
    with journal.owner() as hand:
        one, two = (str(hand.run(entry, (no,))[0][0]) for no in (7, 9))
        for before, after in ((one, one[:-1]), (two, two + one[-1])):
            hand.run("UPDATE registry_entry SET uuid = ? WHERE uuid = ?", (after, before))
    found = journal.verify().findings
    assert {finding.facts["object"] for finding in found if finding.kind == "row-gone"} == {one, two}
    assert not [finding for finding in found if finding.facts.get("object") not in (one, two, states.NO_ROOT.hex())]


def test_it_finds_places_that_do_not_follow_the_ids(journal: Copy) -> None:
    """Ids are no proof of anything: a journal placed in another order is as sound, only slower to read."""
    with journal.owner() as hand:
        hand.run("DELETE FROM audit_checkpoint")
        rows = hand.run(
            'SELECT i.leaf, l.body FROM audit_leafindex i JOIN audit_leaf l ON l.uuid = i.leaf ORDER BY "index"'
        )
        hand.run("DELETE FROM audit_leafindex")
        tail = rows[-40:]
        random.Random(1).shuffle(tail)  # the readings at the end bind no rows
        for index, (leaf, _) in enumerate([*rows[:-40], *tail]):
            hand.run('INSERT INTO audit_leafindex ("index", leaf) VALUES (?, ?)', (index, leaf))
        for file in journal.checkpoints.iterdir():
            file.unlink()
        sign(journal, hand, [bytes(data) for _, data in [*rows[:-40], *tail]])
    assert journal.verify().ok


# --- while others write


class Busy:
    """The test database as a site, with somebody writing to it all the time."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.acts = 0

    def write(self) -> None:
        by = actor()
        with change(DO, by=by) as act:
            kept = unit("Phòng 0")
            act.about(kept)
        while not self.stop.is_set():
            with change(DO, by=by) as act:
                kept.name = f"Phòng {self.acts}"
                kept.save()
                act.about(kept)
            with change(DO, by=by) as act:
                act.about(unit())
            self.acts += 2
        connection.close()


@pytest.fixture
def busy(transactional_db: None) -> Iterator[Busy]:
    busy = Busy()
    thread = threading.Thread(target=busy.write)
    thread.start()
    yield busy
    busy.stop.set()
    thread.join()


def test_a_site_at_work_is_not_called_wrong(busy: Busy) -> None:
    """Rows that change between two looks get a second look in one snapshot."""
    while busy.acts < 4:
        pass
    before = busy.acts
    reports = [verify(settings.SITE, house=house()) for _ in range(12)]
    assert busy.acts > before
    assert [finding.as_json() for report in reports for finding in report.findings] == []
    assert reports[-1].waiting > reports[0].waiting > 0


def test_a_fault_is_found_on_a_site_at_work(busy: Busy) -> None:
    from somat.audit import guard
    from somat.people.models import Unit

    while busy.acts < 4:
        pass
    with guard.opened():
        Unit.unchecked.create(name="Không có lá", short="", since="2026-01-01")
    report = verify(settings.SITE, house=house())
    assert [finding.kind for finding in report.findings] == ["row-without-leaf"]


# --- ten thousand leaves


def many(copy: Copy, count: int) -> list[bytes]:
    """Fill an emptied journal with so many leaves, a checkpoint after each."""
    bodies = []
    chance = random.Random(9162)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with copy.owner() as hand:
        for table in ("audit_checkpoint", "audit_leafindex", "audit_manifest", "audit_leaf"):
            hand.run(f"DELETE FROM {table}")
        for file in copy.checkpoints.iterdir():
            file.unlink()
        for number in range(count):
            bodies.append(one(hand, start + timedelta(seconds=37 * number), chance))
        leaf_ids = [row[0] for row in hand.run("SELECT uuid FROM audit_leaf ORDER BY id")]
        for index, leaf in enumerate(leaf_ids):
            hand.run('INSERT INTO audit_leafindex ("index", leaf) VALUES (?, ?)', (index, leaf))
        sign(copy, hand, bodies)
    return bodies


def one(hand: Hand, at: datetime, chance: random.Random) -> bytes:
    ids = [UUID(int=chance.getrandbits(128), version=4) for _ in range(4)]
    facts = Facts(ids[0], at, ids[1], "entry.read", session=ids[2], station="Máy 3", object=ids[3], detail="ab" * 32)
    hand.run(
        'INSERT INTO audit_leaf (uuid, body, at, actor, verb, object, decision, "row") VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        (
            facts.leaf.hex,
            body(facts),
            at.strftime("%Y-%m-%d %H:%M:%S.%f") + ("+00" if hand.engine == "postgresql" else ""),
            facts.actor.hex,
            facts.verb,
            ids[3].hex,
            facts.decision,
            "",
        ),
    )
    return body(facts)


@pytest.mark.parametrize("count", [200, pytest.param(10_000, marks=pytest.mark.deep)])
def test_one_spoilt_byte_in_each_of_many_leaves_is_found(journal: Copy, count: int) -> None:
    bodies = many(journal, count)
    report = verify(journal, house=House())
    assert report.ok and report.leaves == count
    chance = random.Random(6962)
    flips = [(index, chance.randrange(len(body)), chance.randrange(1, 256)) for index, body in enumerate(bodies)]
    assert list(missed(journal, flips)) == []


# --- the command


@pytest.fixture
def site(journal: Copy) -> Path:
    """The copy as a site folder that the command can be pointed at."""
    lines = [f'installation = "{journal.installation}"', 'agency = "Ủy ban nhân dân xã Thử"']
    if journal.engine == "postgresql":
        (journal.folder / "app.url").write_text(journal.database_url)
        lines += ["[database]", 'engine = "postgresql"', 'url_file = "app.url"']
    (journal.folder / "site.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return journal.folder


def run(*words: object) -> subprocess.CompletedProcess[str]:
    code = "from somat.cli.main import main; main()"
    kept = {name: value for name, value in os.environ.items() if name not in ("SOMAT_DIR", "DJANGO_SETTINGS_MODULE")}
    return subprocess.run(
        [sys.executable, "-c", code, "verify", *map(str, words)], capture_output=True, text=True, env=kept
    )


def test_the_command_says_that_all_is_well(site: Path, tmp_path: Path) -> None:
    done = run(site, "--all", "--export", tmp_path / "export")
    assert done.returncode == 0, done.stderr
    assert "Mọi thứ khớp" in done.stdout and " lá đã xếp chỗ" in done.stdout
    assert (tmp_path / "export" / "checkpoint").exists()


def test_the_command_names_the_first_bad_place(site: Path, journal: Copy) -> None:
    paper = site / "paper"
    paper.write_text(journal.run("SELECT note FROM audit_checkpoint WHERE size = 90")[0][0], "utf-8")
    journal.run(
        'UPDATE audit_leaf SET verb = ? WHERE uuid = (SELECT leaf FROM audit_leafindex WHERE "index" = 9)', ("x",)
    )
    done = run(site, "--json", "--against", paper)
    assert done.returncode == 1, done.stderr
    said = json.loads(done.stdout)
    assert (said["ok"], said["found"], said["against"]) == (False, 1, 90)
    assert (said["findings"][0]["kind"], said["findings"][0]["index"]) == ("leaf-columns", 9)
    assert said["findings"][0]["says"] == "Lá số 9: các cột tra cứu không khớp với nội dung lá."


@pytest.mark.parametrize("words", [("/nowhere",), ("{site}", "--against", "/nowhere"), ("{site}", "--what"), ()])
def test_the_command_tells_misuse_from_wrong(site: Path, words: tuple[str, ...]) -> None:
    from somat.cli.verify import command

    done = CliRunner().invoke(command, [word.format(site=site) for word in words])
    assert done.exit_code == 2, done.output


def test_every_kind_of_finding_has_its_sentence() -> None:
    from somat.audit.verify.findings import SAYS, Finding

    facts = {name: name for name in ("leaf", "size", "leaves", "object", "table", "group", "number", "why")}
    for kind in SAYS:
        sentence = Finding(kind, 5, facts).says()
        assert sentence.endswith(".") and "{" not in sentence


def test_it_uses_what_is_left_when_only_the_site_folder_is_copied(journal: Copy) -> None:
    """No key at all: everything but the signatures is judged, and that is said."""
    (journal.folder / "vault" / "log.pub").unlink()
    report = journal.verify()
    assert [finding.kind for finding in report.findings] == ["checkpoint-key"] and report.objects > 80


def test_a_new_checkpoint_is_taken_in(journal: Copy) -> None:
    with journal.owner() as hand:
        hand.run("DELETE FROM audit_leafindex")
        hand.run("DELETE FROM audit_checkpoint")
    for file in journal.checkpoints.iterdir():
        file.unlink()
    place_and_sign(journal, batch=256)
    report = journal.verify()
    assert report.ok and report.signed == report.leaves
    sizes = [row[0] for row in journal.run("SELECT size FROM audit_checkpoint ORDER BY size")]
    assert sizes == [*range(256, report.leaves, 256), report.leaves]
