"""Processes killed under load: nothing acknowledged is lost, no gap, no number twice, and the site comes back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psycopg
import pytest

from tests.whole import running
from tests.whole.issuing import LINES, Issuing, complaints
from tests.whole.running import Site, end, until

KINDS = ("vault", "worker", "web", "database", "supervisor")
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE usename = 'somat_app' AND backend_type = 'client backend'"


@pytest.fixture(scope="module")
def place() -> Iterator[Site]:
    with running.site(name="kill") as made:
        yield made


@pytest.fixture(scope="module")
def load(place: Site) -> Iterator[Issuing]:
    """Clients that issue from the first test to the last one."""
    with Issuing(place, place.log_in("hanh"), clients=3) as issuing:
        issuing.grow(5)
        yield issuing


def kill(site: Site, what: str, chance: Random) -> None:
    """kill -9. The database is a server's process of its own on PostgreSQL; on SQLite it lives in the web's workers, all of them."""
    main, workers = site.web()
    if what == "vault":
        end(site.named("somat.vault.process")[0])
    elif what == "worker":
        end(chance.choice(workers))
    elif what == "web":
        end(main)
    elif what == "supervisor":
        assert site.process is not None
        end(site.process.pid)
    elif site.cluster is None:
        for worker in workers:
            end(worker)
    else:
        with psycopg.connect(site.cluster.url("postgres", role="postgres")) as link:
            found = link.execute(BACKENDS).fetchall()
        end(chance.choice(found)[0])  # all connections end with it: the server starts anew from its log
        until(lambda: not any(Path(f"/proc/{pid}").exists() for (pid,) in found), what="every connection ends")
        until(lambda: answers(site), what="the database has gone through its log")


def answers(site: Site) -> bool:
    assert site.cluster is not None
    try:
        psycopg.connect(site.cluster.url("postgres", role="postgres")).close()
    except psycopg.OperationalError:
        return False
    return True


def come_back(site: Site, what: str) -> None:
    """By itself; after its supervisor, by `somat serve` on the same port; a vault that fell is opened on its page."""
    if what == "supervisor":
        assert site.process is not None
        site.process.wait(10)
        until(lambda: not site.pids(), what="every process ends with its supervisor")
        site.process = None
        site.start()
        site.wait_open()
    elif what == "vault":
        site.unseal()


def held_against(site: Site, load: Issuing) -> list[str]:
    acknowledged = dict(load.acknowledged)  # first what was acknowledged, then what is there: the clients go on
    return complaints(site.rows(LINES), acknowledged=acknowledged, asked=set(load.asked))


@pytest.mark.parametrize("what", KINDS)
def test_a_kill_under_load_loses_nothing(place: Site, load: Issuing, what: str) -> None:
    load.grow(5)
    kill(place, what, Random(63))
    come_back(place, what)
    load.grow(5)
    assert held_against(place, load) == []
    assert load.refused == []


@pytest.mark.deep
def test_forty_kills_lose_nothing(place: Site, load: Issuing) -> None:
    chance = Random(2026)
    for number in range(40):
        time.sleep(chance.random() * 2)
        what = KINDS[number % len(KINDS)]
        kill(place, what, chance)
        come_back(place, what)
        load.grow(3)
    assert held_against(place, load) == []
    assert load.refused == []


def test_afterwards_the_journal_is_sound(place: Site, load: Issuing) -> None:
    load.__exit__()
    assert held_against(place, load) == []
    assert until(lambda: place.verified() == "", what=place.verified())


def test_a_changed_line_would_have_been_found(place: Site, load: Issuing) -> None:
    """The control of the test above: one number too many, written past the program."""
    load.__exit__()
    place.write("UPDATE registry_entry SET copies = copies + 1 WHERE no = 2")
    assert "SAI" in place.verified()
    place.write("UPDATE registry_entry SET copies = copies - 1 WHERE no = 2")
    assert place.verified() == ""


SOUND = [(1, 1, "KH", "aa", "x"), (2, 2, "KH", "bb", "y"), (3, 3, "KH", "cc", "z")]
FAULTS = {
    "a gap": [SOUND[0], SOUND[2]],
    "a number twice": [*SOUND, (3, 4, "KH", "dd", "w")],
    "a document number twice": [*SOUND, (4, 3, "KH", "dd", "w")],
    "a line twice": [*SOUND, (4, 4, "KH", "dd", "x")],
    "another line under the acknowledged name": [(1, 1, "KH", "ee", "x"), *SOUND[1:]],
    "an acknowledged line that is not there": [*SOUND[1:], (1, 1, "KH", "aa", "w")],
    "a line that nobody asked for": [*SOUND, (4, 4, "KH", "dd", "nobody")],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_book_is_complained_of(fault: str) -> None:
    known = {"acknowledged": {"x": "aa", "y": "bb"}, "asked": {"x", "y", "z", "w"}}
    assert complaints(SOUND, **known) == []  # type: ignore[arg-type]
    assert complaints(FAULTS[fault], **known)  # type: ignore[arg-type]
