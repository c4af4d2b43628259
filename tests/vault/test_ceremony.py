"""The running vault: opened by shares and by a token, new sets of shares, wrappings, re-keying and rotation on the socket."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.vault.process.keys.share import Share, read
from tests.vault.ground import PASSPHRASE, TODAY, Ground, Machine, Refused, now
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


# on the page: two custodians, each holder by his own log-in


def custodian(ground: Ground, *roles: str) -> tuple[UUID, UUID]:
    """A person with these roles and a live session."""
    person = uuid4()
    ground.put("people_person", uuid=person)
    for role in roles or ("GK",):
        ground.put("people_roleheld", uuid=uuid4(), person_id=person, role=role, since=TODAY, until=None)
    return person, ground.session(person)


def order(ground: Ground, first: tuple[UUID, UUID], second: tuple[UUID, UUID], **more: Any) -> dict[str, str]:
    """The leaves of one asking and the other agreeing."""
    about = uuid4()
    asked = ground.leaf(actor=first[0], session=first[1], verb="vault.ask", object=about)
    facts = {"actor": second[0], "session": second[1], "verb": "vault.agree", "object": about}
    agreed = ground.leaf(**(facts | more))
    return {"about": about.hex, "asked": asked.hex, "agreed": agreed.hex}


def begin(ground: Ground, authority: dict[str, str], holders: list[UUID]) -> dict[str, Any]:
    """The rows of the order, as the act writes them, and what is asked of the vault."""
    about = UUID(authority["about"])
    if not ground.all("SELECT 1 FROM vault_ceremony WHERE uuid = ?", about):
        ground.put("vault_ceremony", uuid=about, needed=2, total=len(holders))
        for number, person in enumerate(holders, start=1):
            ground.put("vault_holder", uuid=uuid4(), ceremony_id=about, number=number, person=person)
    return ground.ask(
        "ceremony-begin", authority=authority, needed=2, total=len(holders), holders=[one.hex for one in holders]
    )


def own(ground: Ground, who: tuple[UUID, UUID], about: str, **more: Any) -> str:
    facts = {"actor": who[0], "session": who[1], "verb": "vault.share", "object": UUID(about)}
    return ground.leaf(**(facts | more)).hex


def test_two_custodians_order_and_each_holder_sees_his_own(ground: Ground) -> None:
    first, second, third = (custodian(ground) for _ in range(3))
    authority = order(ground, first, second)
    assert begin(ground, authority, [first[0], second[0], third[0]])["token"] == ""
    assert ground.ask("status")["keys"]["ceremony"]["about"] == authority["about"]
    words = {}
    for number, who in enumerate((first, second, third), start=1):
        leaf = own(ground, who, authority["about"])
        words[number] = ground.ask("ceremony-share", number=number, token="", leaf=leaf)["code"]
    with pytest.raises(Refused, match="no-ceremony"):
        ground.ask("ceremony-share", number=1, token="", leaf=own(ground, second, authority["about"]))
    for number, who in enumerate((first, second, third), start=1):
        leaf = own(ground, who, authority["about"])
        done = ground.ask("ceremony-proof", number=number, token="", leaf=leaf, share=words[number])
    assert done["done"] and kinds(ground) == {"passphrase", "shares"}
    ground.ask("seal-again")
    ground.ask("share", share=words[1])
    assert ground.ask("share", share=words[3])["opened"]


def test_an_order_of_one_person_is_none(ground: Ground) -> None:
    first, second = custodian(ground), custodian(ground)
    late = now().replace(year=now().year - 1)
    plain, ended = custodian(ground, "VT"), (second[0], ground.session(second[0], ended_at=now()))
    stale = custodian(ground)
    ground.run("UPDATE people_session SET proven_at = ? WHERE uuid = ?", now() - timedelta(minutes=16), stale[1])
    for authority, why in (
        (order(ground, first, first), "same-person"),
        (order(ground, first, second, verb="vault.ask"), "other-leaf"),
        (order(ground, first, second, object=uuid4()), "other-leaf"),
        (order(ground, first, second, decision="refused"), "other-leaf"),
        (order(ground, first, second, at=late), "too-old"),
        (order(ground, first, plain), "no-custodian"),
        (order(ground, first, stale), "log-in-too-old"),
        (order(ground, first, second) | {"agreed": uuid4().hex}, "no-leaf"),
    ):
        with pytest.raises(Refused, match="two-persons") as no:
            begin(ground, authority, [first[0], second[0]])
        assert no.value.facts["why"] == why
    with pytest.raises(Refused, match="no-session"):
        begin(ground, order(ground, first, ended), [first[0], second[0]])


def test_an_order_is_carried_out_once(ground: Ground) -> None:
    first, second = custodian(ground), custodian(ground)
    authority = order(ground, first, second)
    begin(ground, authority, [first[0], second[0]])
    with pytest.raises(Refused, match="two-persons"):
        begin(ground, authority, [first[0], second[0]])


def test_the_administrator_holds_one_share_at_most(ground: Ground) -> None:
    first, second, admin = custodian(ground), custodian(ground), custodian(ground, "QT")
    with pytest.raises(Refused, match="too-many-shares"):
        begin(ground, order(ground, first, second), [admin[0], admin[0], first[0]])
    assert begin(ground, order(ground, first, second), [admin[0], first[0], second[0]])["set"]


def test_holders_are_named_for_every_number(ground: Ground) -> None:
    first, second = custodian(ground), custodian(ground)
    with pytest.raises(Refused, match="malformed"):
        ground.ask("ceremony-begin", authority=order(ground, first, second), needed=2, total=3, holders=[first[0].hex])
    with pytest.raises(Refused, match="malformed"):
        ground.ask("ceremony-begin", authority=BY_WORDS, needed=2, total=2, holders=[first[0].hex, second[0].hex])


def test_a_stale_look_at_a_share_is_refused(ground: Ground) -> None:
    first, second = custodian(ground), custodian(ground)
    authority = order(ground, first, second)
    begin(ground, authority, [first[0], second[0]])
    for changed in ({"at": now().replace(year=now().year - 1)}, {"verb": "vault.ask"}, {"object": uuid4()}):
        with pytest.raises(Refused, match="two-persons"):
            leaf = own(ground, first, authority["about"], **changed)
            ground.ask("ceremony-share", number=1, token="", leaf=leaf)


def test_an_order_holds_for_what_was_agreed_and_for_nothing_else(ground: Ground) -> None:
    """R27: approval binds to the content. Other holders, fewer shares to open, or another change of keys is not what two agreed to."""
    first, second, third = (custodian(ground) for _ in range(3))
    agreed = order(ground, first, second)
    ground.put("vault_ceremony", uuid=UUID(agreed["about"]), needed=3, total=3)
    for number, who in enumerate((first, second, third), start=1):
        ground.put("vault_holder", uuid=uuid4(), ceremony_id=UUID(agreed["about"]), number=number, person=who[0])
    for op, fields, why in (
        ("drop-wrapping", {"kind": "passphrase"}, "not-by-two"),
        ("add-wrapping", {"kind": "passphrase", "secret": "một câu khác thật dài"}, "not-by-two"),
        ("rekey", {"openings": BY_WORDS}, "not-by-two"),
        ("rotate", {}, "other-leaf"),
        (
            "ceremony-begin",
            {"needed": 2, "total": 3, "holders": [w[0].hex for w in (first, second, third)]},
            "other-set",
        ),
    ):
        with pytest.raises(Refused, match="two-persons") as no:
            ground.ask(op, authority=agreed, **fields)
        assert no.value.facts["why"] == why
    swapped = order(ground, first, second)
    begin(ground, swapped, [first[0], second[0]])
    ground.ask("ceremony-end")


def test_two_custodians_turn_the_level_keys(ground: Ground) -> None:
    first, second = custodian(ground), custodian(ground)
    about = uuid4()
    asked = ground.leaf(actor=first[0], session=first[1], verb="vault.rotate-ask", object=about)
    agreed = ground.leaf(actor=second[0], session=second[1], verb="vault.rotate-agree", object=about)
    authority = {"about": about.hex, "asked": asked.hex, "agreed": agreed.hex}
    with pytest.raises(Refused, match="two-persons"):
        ground.ask("rotate", authority=authority | {"agreed": asked.hex})
    ground.ask("rotate", authority=authority)
    with pytest.raises(Refused, match="two-persons"):
        ground.ask("rotate", authority=authority)
