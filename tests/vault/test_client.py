"""What the rooms above have of the vault: the calls, their errors, and the wall round transactions."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from somat.audit import guard
from somat.law.access import Actor
from somat.law.levels import Level
from somat.vault import actions, client
from somat.vault.client import Filters, Hit, Plain
from tests.vault.ground import DAY, ENTRY, PASSPHRASE, Ground

BOOK = uuid4()


@pytest.fixture(autouse=True)
def own_line(ground: Ground) -> Any:
    """No connection is left from the test before."""
    client.hang_up()
    yield
    client.hang_up()


def plain(row: UUID, text: str, *, level: Level = Level.MAT, column: str = "abstract", key: UUID = BOOK) -> Plain:
    return Plain(ENTRY, row, column, 1, level, key, text)


def actor(person: UUID, session: UUID | None) -> Actor:
    return Actor(person, "Bình", frozenset(), frozenset(), None, (), session=session)


@pytest.fixture
def paper(ground: Ground) -> dict[str, Any]:
    """An entry sealed and kept through the client, and Bình, who may read it."""
    book = ground.book()
    binh = ground.person(cleared=1)
    session = ground.session(binh)
    entry = ground.entry(book)
    values = client.seal([plain(entry, "Kế hoạch", key=book[1]), plain(entry, "{}", column="rest", key=book[1])])
    with guard.opened(), transaction.atomic():
        assert [row.row for row in actions.keep(values)] == [entry, entry]
    ground.member(entry, binh)
    return {"entry": entry, "binh": binh, "session": session, "book": book}


def test_what_is_sealed_and_kept_is_opened(ground: Ground, paper: dict[str, Any]) -> None:
    row = (ENTRY, paper["entry"])
    leaf = ground.leaf([row], actor=paper["binh"], session=paper["session"])
    assert client.open_rows(leaf, [row, row]) == {row: {"abstract": "Kế hoạch", "rest": "{}"}}
    with pytest.raises(client.NotOpened) as no:
        client.open_rows(leaf, [row])
    assert no.value.reason == "leaf-used"


def test_nothing_is_asked_for_nothing(ground: Ground) -> None:
    assert client.open_rows(uuid4(), []) == {} and client.seal([]) == []


def test_it_searches_for_an_actor(ground: Ground, paper: dict[str, Any]) -> None:
    ground.acts(1, about=paper["entry"])
    client.poke()
    ground.settle()
    binh = actor(paper["binh"], paper["session"])
    hit = Hit(paper["entry"], ground.place(paper["entry"]))
    narrow = Filters(levels=(Level.MAT,), books=(paper["book"][0],), first=DAY, last=DAY, year=DAY.year, kind="out")
    assert client.search(by=binh, words="ke hoach", limit=5) == [hit]
    assert client.search(by=binh, words="ke hoach", filters=narrow, limit=5) == [hit]
    assert client.search(by=binh, words="ke hoach", filters=Filters(first=date(2999, 1, 1)), limit=5) == []
    assert client.search(by=binh, words="ke hoach", before=hit.place, limit=5) == []
    with pytest.raises(client.NotOpened, match="no-session"):
        client.search(by=actor(paper["binh"], None), words="a", limit=5)
    with pytest.raises(client.NotOpened, match="no-session"):
        client.search(by=actor(paper["binh"], uuid4()), words="a", limit=5)


@pytest.mark.parametrize(
    "call",
    [
        lambda: client.seal([plain(uuid4(), "x")]),
        lambda: client.open_rows(uuid4(), [(ENTRY, uuid4())]),
        lambda: client.search(by=actor(uuid4(), uuid4()), words="a", limit=1),
        lambda: client.status(),
        lambda: client.poke(),
        lambda: client.unseal(PASSPHRASE),
    ],
    ids=["seal", "open", "search", "status", "poke", "unseal"],
)
def test_it_refuses_to_be_called_inside_a_transaction(ground: Ground, call: Any) -> None:
    with transaction.atomic(), pytest.raises(client.InsideTransaction):
        call()


def test_a_broken_seal_is_a_fault(ground: Ground, paper: dict[str, Any]) -> None:
    ground.run("UPDATE vault_sealed SET version = 2 WHERE row = ?", paper["entry"])
    row = (ENTRY, paper["entry"])
    with pytest.raises(client.Fault) as fault:
        client.open_rows(ground.leaf([row], actor=paper["binh"], session=paper["session"]), [row])
    assert fault.value.code == "broken-seal"
    assert fault.value.facts == {"table": ENTRY, "row": paper["entry"].hex, "column": "abstract"}


def test_an_abstract_of_tuyet_mat_is_a_fault(ground: Ground) -> None:
    with pytest.raises(client.Fault) as fault:
        client.seal([plain(uuid4(), "x", level=Level.TUYET_MAT)])
    assert fault.value.code == "no-abstract-at-this-level"


def test_it_says_when_the_vault_is_sealed_or_away(ground: Ground) -> None:
    client.seal_again()
    with pytest.raises(client.Sealed, match="sealed"):
        client.seal([plain(uuid4(), "x")])
    client.poke()
    ground.machine.end()
    for call in (client.status, lambda: client.seal([plain(uuid4(), "x")])):
        with pytest.raises(client.Sealed, match="away"):
            call()
    client.poke()


def test_it_finds_the_vault_again_after_a_restart(ground: Ground) -> None:
    assert client.status()["state"] == "open"
    ground.machine.end()
    ground.machine.start()
    client.unseal(PASSPHRASE)
    assert client.seal([plain(uuid4(), "x")])


def test_a_wrong_passphrase_says_how_long_to_wait(ground: Ground) -> None:
    client.seal_again()
    for _ in range(2):
        with pytest.raises(client.WrongPassphrase) as no:
            client.unseal("không phải câu này đâu")
        assert no.value.seconds == 1
    time.sleep(1.05)
    client.unseal(PASSPHRASE)
    assert client.status()["state"] == "open"


def test_keys_are_made_once(ground: Ground) -> None:
    with pytest.raises(client.Fault) as fault:
        client.init(PASSPHRASE)
    assert fault.value.code == "exists-already"


def test_a_large_batch_goes_in_several_frames(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "BATCH", 3)
    rows = [uuid4() for _ in range(8)]
    assert [value.row for value in client.seal([plain(row, "x") for row in rows])] == rows


def test_each_thread_and_each_child_has_its_own_line(ground: Ground) -> None:
    client.status()
    own = client._LINE.socket
    found: list[Any] = []

    def other() -> None:
        client.status()
        found.append(client._LINE.socket)
        client.hang_up()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    assert found and found[0] is not own
    child = os.fork()
    if not child:
        signal.alarm(30)  # what other threads held at the fork is held for ever here
        client.status()
        os._exit(0 if client._LINE.socket is not own else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert client.status()["state"] == "open"


def test_destroying_takes_every_version_of_a_row(ground: Ground, paper: dict[str, Any]) -> None:
    with guard.opened(), transaction.atomic():
        assert actions.destroy(table=ENTRY, row=paper["entry"]) == 2
    row = (ENTRY, paper["entry"])
    leaf = ground.leaf([row], actor=paper["binh"], session=paper["session"])
    assert client.open_rows(leaf, [row]) == {row: {}}


def test_the_texts_stand_in_no_repr() -> None:
    value = plain(uuid4(), "không được in ra")
    assert "không được" not in repr(value)
