"""A whole site whose root key lives in a token: made, opened by the PIN, used, backed up, verified; no second way in (SoftHSM2)."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import sites, workplace
from tests.vault.ground import Machine, Refused
from tests.vault.tokens import MODULE, PIN, new_token

pytestmark = pytest.mark.once
LINE = ["registry_entry", "0" * 32, "abstract", 1, 1, "1" * 32, "Trích yếu"]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    folder = workplace.root() / f"token-{workplace.worker()}"
    label = new_token().label
    notes = folder.with_name(f"{folder.name}.notes")
    notes.mkdir(parents=True)
    (notes / "people.csv").write_text(sites.PEOPLE, "utf-8")
    (notes / "pin").write_text(PIN, "utf-8")
    done = made(folder, notes, label)
    assert done.returncode == 0, done.stderr
    sites.accept_open_swap(folder)
    yield folder


def made(folder: Path, notes: Path, label: str) -> subprocess.CompletedProcess[str]:
    words = [
        "--people",
        notes / "people.csv",
        "--token-module",
        MODULE,
        "--token-label",
        label,
        "--pin-file",
        notes / "pin",
    ]
    return sites.somat("init", folder, "--agency", "Ủy ban nhân dân xã Thử", *words, SOFTHSM2_CONF=conf())


def conf() -> str:
    return os.environ["SOFTHSM2_CONF"]


def test_it_opens_by_its_pin_alone_and_every_time(folder: Path) -> None:
    with Machine(folder) as machine:
        for _ in range(2):
            assert machine.line.ask("status")["state"] == "sealed"
            with pytest.raises(Refused, match="wrong-passphrase"):
                machine.line.ask("unseal", passphrase=sites.PASSPHRASE)
            machine.end()
            machine.start()
            machine.line.ask("token", pin=PIN)
            status = machine.line.ask("status")
            assert (status["state"], status["provider"]) == ("open", "pkcs11")
            assert [(way["kind"], way["inside"]) for way in status["keys"]["wrappings"]] == [("pkcs11", True)]
            assert len(machine.line.ask("seal", items=[LINE])["sealed"]) == 1
            machine.end()
            machine.start()


def test_there_is_no_second_way(folder: Path) -> None:
    authority = {"pin": PIN}
    with Machine(folder) as machine:
        machine.line.ask("token", pin=PIN)
        for op, fields in (
            ("ceremony-begin", {"needed": 2, "total": 3, "holders": []}),
            ("add-wrapping", {"kind": "passphrase", "secret": "một câu thật dài để mở"}),
            ("drop-wrapping", {"kind": "pkcs11"}),
        ):
            with pytest.raises(Refused) as no:
                machine.line.ask(op, authority=authority, **fields)
            assert no.value.code == "root-stays", op
        assert machine.line.ask("status")["state"] == "open"
        machine.line.ask("rotate", authority=authority)
        machine.line.ask("rekey", authority=authority, openings=authority)
        with pytest.raises(Refused, match="wrong-passphrase"):
            machine.line.ask("rekey", authority=authority, openings={"passphrase": "một câu thật dài để mở"})
        machine.end()
        machine.start()
        machine.line.ask("token", pin=PIN)


def test_its_journal_holds_and_a_backup_is_made(folder: Path) -> None:
    verified = sites.somat("verify", folder, "--json")
    assert verified.returncode == 0, verified.stderr
    assert json.loads(verified.stdout)
    done = sites.somat("backup", folder, folder.with_name(f"{folder.name}.backup"), SOFTHSM2_CONF=conf())
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("lines", ['provider = "module-x"', 'provider = "pkcs11"'], ids=["unknown", "without a driver"])
def test_a_provider_that_is_none_starts_nothing(folder: Path, tmp_path: Path, lines: str) -> None:
    from somat.vault.process.site import read_site

    (tmp_path / "site.toml").write_text(
        (folder / "site.toml").read_text("utf-8").partition("[vault]")[0] + f"[vault]\n{lines}\n"
    )
    with pytest.raises(ValueError, match="provider"):
        read_site(tmp_path)
