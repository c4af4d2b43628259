"""A machine whose memory can reach a disk unencrypted: the vault stays sealed until two persons accept that (R10)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from somat.audit import rows
from somat.audit.models import Leaf
from somat.cli.open_swap import accepted_by_two
from somat.law.refusal import Refused as RuleSaysNo
from somat.vault import actions, queries
from somat.vault.process import hardening
from somat.vault.process.errors import Denied
from somat.vault.process.hardening import Hardening
from somat.vault.process.vault import Vault
from tests.cast import World
from tests.vault.ground import PASSPHRASE, Ground, now

UNSEAL = {"v": 1, "op": "unseal", "passphrase": PASSPHRASE}


@pytest.fixture(params=["open", "encrypted", "none"])
def vault(ground: Ground, request: pytest.FixtureRequest) -> Iterator[Vault]:
    """A vault on a machine with this kind of swap; the running process is sealed meanwhile."""
    ground.ask("seal-again")
    ground.tamper("vault_openswap", "DELETE FROM vault_openswap")
    vault = Vault(ground.site, hardening=Hardening(dumpable=False, core=False, locked=True, swap=request.param))
    yield vault
    vault.close()


def opens(vault: Vault) -> bool:
    try:
        vault.answer(dict(UNSEAL))
    except Denied as no:
        assert no.code == "swap-open" and vault.answer({"v": 1, "op": "status"})["state"] == "sealed"
        with pytest.raises(Denied, match="sealed"):
            vault.answer({"v": 1, "op": "seal", "items": []})
        return False
    vault.answer({"v": 1, "op": "seal-again"})
    return True


def test_an_open_swap_keeps_it_sealed_until_two_have_accepted(vault: Vault, ground: Ground) -> None:
    """A site in the making has nobody yet; with its first account the two are demanded, and one is not enough."""
    swap = vault.answer({"v": 1, "op": "status"})["memory"]["swap"]
    assert opens(vault)
    ground.put("people_person", uuid=(person := uuid4()))
    ground.put("people_account", uuid=uuid4(), person_id=person, username="an")
    assert opens(vault) is (swap != "open")
    ground.put("vault_openswap", uuid=uuid4(), second_by=None, second_at=None)
    assert opens(vault) is (swap != "open")
    ground.put("vault_openswap", uuid=uuid4(), second_by=uuid4(), second_at=now())
    assert opens(vault)


def test_two_different_persons_accept_and_both_are_recorded(db: None) -> None:
    world = World()
    first = actions.accept_swap(by=world.an)
    assert first.second_by is None
    for other in (world.an, world.hanh, world.quan):
        with pytest.raises(RuleSaysNo):
            actions.accept_swap(by=other)
    assert actions.accept_swap(by=world.ha).uuid == first.uuid
    kept = queries.swap_accepted()
    assert kept is not None and (kept.first_by, kept.second_by) == (world.an.person, world.ha.person)
    row = rows.digest_now("vault_openswap", kept.uuid)
    assert Leaf.unchecked.filter(verb="vault.swap", object=kept.uuid, decision="granted").count() == 2
    assert json.loads(bytes(Leaf.unchecked.filter(verb="vault.swap", decision="granted").last().body))["row"] == row


def test_invented_people_accept_where_it_is_needed_and_nobody_else(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    World()
    for kind in ("none", "encrypted"):
        monkeypatch.setattr(hardening, "swap", lambda kind=kind: kind)
        assert accepted_by_two() is False and queries.swap_accepted() is None
    monkeypatch.setattr(hardening, "swap", lambda: "open")
    assert accepted_by_two() is True
    kept = queries.swap_accepted()
    assert kept is not None and kept.second_by not in (None, kept.first_by)
