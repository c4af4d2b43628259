"""Key changes ordered on the page: by two custodians, for what they agreed to only, each holder by his own log-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.vault.ground import PASSPHRASE, TODAY, Ground, Refused, now

BY_WORDS = {"passphrase": PASSPHRASE}


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
    kinds = {each["kind"] for each in ground.ask("status")["keys"]["wrappings"]}
    assert done["done"] and kinds == {"passphrase", "shares"}
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
