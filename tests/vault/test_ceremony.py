"""The running vault: opened by shares and by a token, new sets of shares, wrappings, re-keying and rotation on the socket."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from somat.vault.process.keys.share import Share, read
from tests.vault.ground import PASSPHRASE, Ground, Machine, Refused
from tests.vault.tokens import PIN, new_token

BY_WORDS = {"passphrase": PASSPHRASE}
ITEM = ["registry_entry", "0" * 32, "abstract", 1, 1, "1" * 32, "Trích yếu"]


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """A running process that knows a token."""
    folder = Path(os.environ["SOMAT_DIR"])
    settings, place = folder / "site.toml", new_token()
    before = settings.read_text("utf-8")
    settings.write_text(
        f'{before}\n[vault]\npkcs11_module = "{place.module}"\npkcs11_token = "{place.label}"\n', "utf-8"
    )
    try:
        with Machine(folder) as machine:
            yield machine
    finally:
        settings.write_text(before, "utf-8")


@pytest.fixture
def ground(transactional_db: None, machine: Machine) -> Iterator[Ground]:
    """As everywhere, but a wrong attempt of the test before costs nobody a wait."""
    if machine.process is None:
        machine.start()
    with Ground(machine) as ground:
        try:
            ground.unseal()
        except Refused:
            ground.restart(signal.SIGKILL)
        yield ground


def ceremony(ground: Ground, *, needed: int = 3, total: int = 5, authority: Any = None, until: int = 99) -> list[str]:
    """A set made at the terminal, as far as holder `until`; answers the typed words of every share."""
    begun = ground.ask("ceremony-begin", authority=authority or BY_WORDS, needed=needed, total=total, holders=[])
    typed = []
    for number in range(1, total + 1):
        shown = ground.ask("ceremony-share", number=number, token=begun["token"], leaf="")
        typed.append("\n".join(" ".join(line) for line in shown["words"]))
        if number <= until:
            ground.ask("ceremony-proof", number=number, token=begun["token"], leaf="", share=typed[-1])
    return typed


def kinds(ground: Ground) -> set[str]:
    return {each["kind"] for each in ground.ask("status")["keys"]["wrappings"]}


def patient(ground: Ground, op: str, **fields: Any) -> dict[str, Any]:
    """Ask, and wait out what a wrong attempt before has cost."""
    for _ in range(30):
        try:
            return ground.ask(op, **fields)
        except Refused as no:
            if no.code != "wait":
                raise
            time.sleep(0.3)
    raise AssertionError("never let in")


def test_the_status_tells_the_ways_and_nothing_that_opens(ground: Ground) -> None:
    shares = ceremony(ground)
    keys = ground.ask("status")["keys"]
    assert {each["kind"] for each in keys["wrappings"]} == {"passphrase", "shares"}
    (facts,) = [each for each in keys["wrappings"] if each["kind"] == "shares"]
    assert (facts["needed"], facts["total"]) == (3, 5)
    said = str(ground.ask("status"))
    assert "wrapped" not in said and "marks" not in said and not any(line in said for line in shares[0].split("\n"))


def test_three_holders_open_each_on_his_own(ground: Ground) -> None:
    """Each by a connection of his own; nobody learns more than numbers."""
    shares = ceremony(ground)
    ground.ask("drop-wrapping", authority=BY_WORDS, kind="passphrase")
    sealed = ground.ask("seal", items=[ITEM])["sealed"][0]
    ground.machine.end(signal.SIGKILL)
    ground.machine.start()
    assert ground.ask("status")["state"] == "sealed"
    assert ground.ask("share", share=shares[3]) == {"ok": True, "opened": False, "given": [4], "needed": 3}
    with pytest.raises(Refused, match="sealed"):
        ground.ask("seal", items=[ITEM])
    assert ground.ask("share", share=shares[0])["given"] == [1, 4]
    assert ground.ask("status")["keys"]["given"] == [1, 4]
    assert ground.ask("share", share=shares[0])["given"] == [1, 4]
    assert ground.ask("share", share=shares[2]) == {"ok": True, "opened": True, "given": [], "needed": 3}
    assert ground.ask("status")["state"] == "open" and sealed
    with pytest.raises(Refused, match="wrong-passphrase"):
        ground.ask("unseal", passphrase=PASSPHRASE)


def test_every_triple_opens_the_running_vault(ground: Ground) -> None:
    shares = ceremony(ground)
    for chosen in combinations(shares, 3):
        ground.ask("seal-again")
        for share in chosen:
            answer = ground.ask("share", share=share)
        assert answer["opened"] and ground.ask("status")["state"] == "open"


def test_what_is_typed_wrong_costs_no_wait_and_an_altered_share_does(ground: Ground) -> None:
    shares = ceremony(ground)
    ground.ask("seal-again")
    ground.ask("share", share=shares[1])
    lines = shares[0].split("\n")
    for text, code in (("ba la", "share-length"), ("xyz " * 48, "share-word"), ("\n".join(lines[::-1]), "share-line")):
        with pytest.raises(Refused, match=code):
            ground.ask("share", share=text)
    share = read(shares[2])
    altered = Share(share.set, share.number, share.needed, share.total, bytes(32))
    with pytest.raises(Refused, match="share-wrong") as no:
        ground.ask("share", share=altered.code())
    assert no.value.facts["seconds"] >= 1
    with pytest.raises(Refused, match="wait"):
        ground.ask("share", share=shares[2])
    assert patient(ground, "share", share=shares[2])["given"] == [2, 3]
    assert patient(ground, "share", share=shares[4])["opened"]


def test_shares_given_are_gone_with_the_process_and_with_sealing(ground: Ground) -> None:
    shares = ceremony(ground)
    ground.ask("seal-again")
    ground.ask("share", share=shares[0])
    ground.ask("seal-again")
    assert ground.ask("status")["keys"]["given"] == []
    ground.ask("share", share=shares[0])
    ground.machine.end(signal.SIGKILL)
    ground.machine.start()
    assert ground.ask("status")["keys"]["given"] == []
    ground.unseal()


def test_a_new_set_makes_the_old_void_and_an_unfinished_one_does_not(ground: Ground) -> None:
    old = ceremony(ground)
    unfinished = ceremony(ground, until=4)
    ground.ask("seal-again")
    with pytest.raises(Refused, match="share-of-another-set"):
        ground.ask("share", share=unfinished[0])
    for share in old[:3]:
        answer = ground.ask("share", share=share)
    assert answer["opened"]
    new = ceremony(ground, needed=2, total=3, authority={"shares": old[2:]})
    ground.ask("seal-again")
    with pytest.raises(Refused, match="share-of-another-set"):
        ground.ask("share", share=old[0])
    ground.ask("share", share=new[2])
    assert ground.ask("share", share=new[0])["opened"]


@pytest.mark.parametrize(
    ("authority", "code"),
    [
        ({}, "malformed"),
        (None, "malformed"),
        ({"passphrase": "sai rồi sai rồi"}, "wrong-passphrase"),
        ({"passphrase": PASSPHRASE, "pin": PIN}, "malformed"),
        ({"shares": []}, "no-such-wrapping"),
        ({"about": "0" * 32, "asked": "0" * 32, "agreed": "0" * 32}, "two-persons"),
        ({"word": "x"}, "malformed"),
    ],
)
def test_keys_are_changed_by_nobody_without_authority(ground: Ground, authority: Any, code: str) -> None:
    for op, fields in (
        ("ceremony-begin", {"needed": 2, "total": 2, "holders": []}),
        ("add-wrapping", {"kind": "passphrase", "secret": "một câu khác thật dài"}),
        ("drop-wrapping", {"kind": "passphrase"}),
        ("rekey", {"openings": BY_WORDS}),
        ("rotate", {}),
    ):
        with pytest.raises(Refused) as no:
            patient(ground, op, authority=authority, **fields)
        assert no.value.code == code
        if code == "wrong-passphrase":
            ground.machine.end()
            ground.machine.start()
            ground.unseal()


def test_nothing_is_changed_while_it_is_sealed(ground: Ground) -> None:
    ground.ask("seal-again")
    for op, fields in (("rotate", {}), ("rekey", {"openings": BY_WORDS}), ("drop-wrapping", {"kind": "passphrase"})):
        with pytest.raises(Refused, match="sealed"):
            ground.ask(op, authority=BY_WORDS, **fields)


def test_the_last_way_in_stays(ground: Ground) -> None:
    with pytest.raises(Refused, match="last-wrapping"):
        ground.ask("drop-wrapping", authority=BY_WORDS, kind="passphrase")


def test_a_token_is_a_second_way_in(ground: Ground) -> None:
    with pytest.raises(Refused, match="no-such-wrapping"):
        ground.ask("token", pin=PIN)
    ground.ask("add-wrapping", authority=BY_WORDS, kind="pin", secret=PIN)
    assert kinds(ground) == {"passphrase", "pkcs11"}
    ground.machine.end(signal.SIGKILL)
    ground.machine.start()
    with pytest.raises(Refused, match="wrong-passphrase"):
        ground.ask("token", pin="999999")
    assert patient(ground, "token", pin=PIN)["opened"]
    ground.ask("drop-wrapping", authority={"pin": PIN}, kind="passphrase")
    assert kinds(ground) == {"pkcs11"}


def test_a_new_root_is_opened_by_what_was_given_and_by_nothing_else(ground: Ground) -> None:
    shares = ceremony(ground)
    ground.ask("add-wrapping", authority=BY_WORDS, kind="pin", secret=PIN)
    person = ground.person(cleared=3)
    ground.session(person)
    entry = ground.entry(ground.book(), abstract="Tóm tắt")
    ground.member(entry, person)
    with pytest.raises(Refused, match="wrong-passphrase"):
        ground.ask("rekey", authority=BY_WORDS, openings={"pin": "000000"})
    patient(ground, "rekey", authority=BY_WORDS, openings={"shares": shares[:3], "pin": PIN})
    assert kinds(ground) == {"shares", "pkcs11"}
    assert ground.read(person, ("registry_entry", entry)) == [{"abstract": "Tóm tắt"}]
    ground.machine.end(signal.SIGKILL)
    ground.machine.start()
    with pytest.raises(Refused, match="wrong-passphrase"):
        ground.ask("unseal", passphrase=PASSPHRASE)
    for share in shares[2:]:
        answer = patient(ground, "share", share=share)
    assert answer["opened"]
    assert ground.read(person, ("registry_entry", entry)) == [{"abstract": "Tóm tắt"}]


def test_rotation_runs_beside_the_work_and_says_how_far_it_is(ground: Ground) -> None:
    person = ground.person(cleared=3)
    ground.session(person)
    entries = [ground.entry(ground.book(), abstract=f"Tóm tắt {n}") for n in range(5)]
    for entry in entries:
        ground.member(entry, person)
    ground.ask("rotate", authority=BY_WORDS)
    end = time.monotonic() + 20
    while (rotation := ground.ask("status")["keys"]["rotation"])["running"] and time.monotonic() < end:
        time.sleep(0.02)
    assert not rotation["unfinished"] and rotation["done"] == rotation["total"] >= 5
    ground.restart(signal.SIGKILL)
    for number, entry in enumerate(entries):
        assert ground.read(person, ("registry_entry", entry)) == [{"abstract": f"Tóm tắt {number}"}]
