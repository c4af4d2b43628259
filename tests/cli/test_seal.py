"""`somat seal …` at a terminal: everything is typed, nothing of a share stays in the folder, each act leaves a leaf."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from somat.audit.models import Leaf
from somat.cli import sealing
from somat.cli import vault as command_vault
from somat.cli.main import main
from somat.cli.start import Stopped
from somat.cli.vault import opened_vault
from somat.law.access import SYSTEM
from somat.vault import client, queries
from somat.vault.client_keys import REFUSED
from somat.vault.wording import SAYS, refusal_words
from tests import sites
from tests.cast import CAST, World
from tests.vault.ground import PASSPHRASE, Ground, Machine
from tests.vault.tokens import PIN, new_token

LINE = re.compile(r"^  \d\.  ((?:[a-z]+  ){5}[a-z]+)$", re.MULTILINE)
SHOWN = re.compile(r"\d\.  ((?:[a-z]+  ){5}[a-z]+)$")  # after a prompt that ended no line
NAMES = [CAST[name].name for name in ("giang", "nam", "an", "khoi", "ha")]


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
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
def site(transactional_db: None, machine: Machine) -> Iterator[Path]:
    """The run's own site with its people and an open vault that has seen no wrong attempt."""
    if machine.process is not None:
        machine.end(signal.SIGKILL)
    machine.start()
    with Ground(machine) as ground:
        ground.unseal()
        World()
        yield ground.site.folder
        client.hang_up()


class Holders:
    """The terminal: answers what is asked, reading each share off the screen as its holder does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: str) -> None:
        self.answers = answers
        self.screen: list[str] = []
        self.shares: list[list[str]] = []
        self._names = iter(NAMES)
        self._typing: list[str] = []
        monkeypatch.setattr(sealing, "hidden", self.hidden)
        monkeypatch.setattr(sealing.click, "prompt", self.prompt)
        monkeypatch.setattr(sealing.click, "echo", self.echo)
        monkeypatch.setattr(sealing.click, "pause", lambda words: None)
        monkeypatch.setattr(sealing.click, "clear", self.clear)
        monkeypatch.setattr(sealing.click, "confirm", lambda words, default=True: "cụm mật khẩu" not in words)

    def echo(self, words: str = "", **_: Any) -> None:
        self.screen.append(words)

    def clear(self) -> None:
        """What was on the screen is gone; a share that stood there has been written down by its holder."""
        if found := LINE.findall("\n".join(self.screen)):
            self.shares.append(found)
            self._typing = list(found)
        self.screen = []

    def prompt(self, words: str, **_: Any) -> Any:
        return 1 if "bằng" in words else next(self._names)

    def hidden(self, ask: str) -> str:
        if "Dòng" in ask:
            return self._typing.pop(0)
        return PIN if "PIN" in ask else self.answers.get("words", PASSPHRASE)

    def hold(self, *numbers: int) -> None:
        """The next shares that are asked for, in this order."""
        self._typing = [line for number in numbers for line in self.shares[number - 1]]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["seal", *map(str, words)])


def verbs() -> list[str]:
    return list(Leaf.unchecked.filter(verb__startswith="vault.").order_by("id").values_list("verb", flat=True))


def test_a_ceremony_and_an_opening_by_three_of_five(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holders = Holders(monkeypatch)
    done = run("shares", site)
    assert done.exit_code == 0, done.output
    assert len(holders.shares) == 5 and all(len(lines) == 8 for lines in holders.shares)
    made = queries.in_force(by=SYSTEM)
    assert made is not None and (made.needed, made.total, len(made.holders)) == (3, 5, 5)
    assert [each["kind"] for each in client.status()["keys"]["wrappings"]] == ["shares"]
    assert verbs() == ["vault.shares", "vault.wrapping"]
    assert [name for _, name in sealing.holders()] == NAMES
    assert run("close", site).exit_code == 0 and client.status()["state"] == "sealed"
    holders.hold(5, 1, 3)
    assert run("open", site).exit_code == 0 and client.status()["state"] == "open"
    assert verbs()[-1] == "vault.open"
    holders.screen = []
    assert run("status", site).exit_code == 0
    said = "\n".join(holders.screen)
    assert "Két: đang mở" in said and "3 trong 5 mảnh" in said and f"Mảnh 2: {NAMES[1]}" in said
    words = {line for share in holders.shares for line in share}
    assert not words & set(re.findall(r"[^\n]+", said))


def test_a_command_of_its_own_opens_by_shares_too(
    site: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no vault runs, a command starts one for itself; without a terminal nobody can open it."""
    holders = Holders(monkeypatch)
    assert run("shares", site, "--of", "2/2").exit_code == 0
    machine.end()
    client.hang_up()
    with pytest.raises(Stopped, match="Cần người mở két"), opened_vault(site):
        raise AssertionError("opened by nobody")
    monkeypatch.setattr(command_vault, "demand_terminal", lambda: None)
    holders.hold(2, 1)
    with opened_vault(site):
        assert client.status()["state"] == "open"
    machine.start()


def test_no_share_is_left_in_the_folder(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Printed only where it was told to; the planted control is found in the printed file's own words."""
    holders = Holders(monkeypatch)
    sheet = tmp_path / "printer"
    done = run("shares", site, "--of", "2/3", "--print-to", sheet)
    assert done.exit_code == 0, done.output
    assert sheet.read_bytes().count(b"%PDF-") == 3
    needles = [line.encode() for share in holders.shares for line in share]
    needles += [line.replace(b"  ", b" ") for line in needles]
    planted = site / "log" / "planted"
    for expected in (False, True):
        found = [
            path
            for path in site.rglob("*")
            if path.is_file() and any(needle in path.read_bytes() for needle in needles)
        ]
        assert bool(found) is expected
        planted.parent.mkdir(exist_ok=True)
        planted.write_bytes(b"x" + needles[0])
    planted.unlink()


def test_a_share_is_never_printed_into_the_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holders = Holders(monkeypatch)
    for place in ("tmp/in.pdf", "vault/in.pdf", f"../{site.name}/in.pdf"):
        done = run("shares", site, "--print-to", site / place)
        assert done.exit_code == 1 and "Không in mảnh khóa vào thư mục cài đặt" in holders.screen[-1]


def test_the_administrator_gets_one_share_at_most(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holders = Holders(monkeypatch)
    holders._names = iter([CAST["quan"].name, CAST["quan"].name])
    done = run("shares", site, "--of", "2/2")
    assert done.exit_code == 1 and "nhiều nhất 1 mảnh" in holders.screen[-1]
    assert queries.in_force(by=SYSTEM) is None and client.status()["keys"]["ceremony"] == {}


def test_a_new_set_makes_the_old_void(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holders = Holders(monkeypatch)
    assert run("shares", site, "--of", "2/3").exit_code == 0
    old = list(holders.shares)
    holders.shares, holders._names = [], iter(reversed(NAMES))
    holders._typing = [line for share in old[:2] for line in share]
    assert run("replace-holder", site, "--of", "2/3").exit_code == 0
    assert len(holders.shares) == 3 and not {line for share in old for line in share} & set(holders.shares[0])
    run("close", site)
    holders._typing = old[0] + holders.shares[0] + holders.shares[1]
    assert run("open", site).exit_code == 0
    assert client.status()["state"] == "open"


def test_a_new_root_drops_what_was_not_given(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holders = Holders(monkeypatch)
    assert run("token", site).exit_code == 0
    assert run("rekey", site).exit_code == 0
    assert [each["kind"] for each in client.status()["keys"]["wrappings"]] == ["pkcs11"]
    run("close", site)
    assert run("open", site).exit_code == 0 and client.status()["state"] == "open"
    assert verbs() == ["vault.wrapping", "vault.rekey", "vault.open"]
    assert holders.screen


def test_level_keys_are_rotated(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Holders(monkeypatch)
    assert run("rotate", site).exit_code == 0
    assert not client.status()["keys"]["rotation"]["unfinished"] and verbs() == ["vault.rotate"]


def test_wrong_words_change_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Holders(monkeypatch, words="không phải câu này đâu")
    for word in ("shares", "rotate", "token", "replace-holder"):
        done = run(word, site)
        assert done.exit_code == 1, word
    assert [each["kind"] for each in client.status()["keys"]["wrappings"]] == ["passphrase"] and verbs() == []


def test_a_number_of_shares_that_is_none(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holders = Holders(monkeypatch)
    for of in ("", "3", "a/b", "6/5", "1/3", "3/11"):
        holders._names = iter(NAMES * 3)
        done = run("shares", site, "--of", of)
        assert done.exit_code == 1 and queries.in_force(by=SYSTEM) is None, of


@pytest.mark.once
def test_every_refusal_has_its_sentence() -> None:
    facts = dict.fromkeys(("line", "word", "seconds", "needed", "have"), 1)
    assert set(SAYS) == set(REFUSED) and all(refusal_words(code, facts) for code in REFUSED)


@pytest.mark.once  # a site of SQLite, whatever the engine of the run
def test_a_new_site_by_shares_alone(tmp_path: Path) -> None:
    """`somat init --shares 2/2` at a terminal of its own: no passphrase is ever asked for or left."""
    people = tmp_path / "people.csv"
    people.write_text(sites.PEOPLE, "utf-8")
    folder = tmp_path / "site"
    command = [sites.SOMAT, "init", folder, "--agency", "Xã Thử", "--people", people, "--shares", "2/2"]
    with subprocess.Popen(
        list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=sites.plain(), start_new_session=True, text=True, bufsize=1,
    ) as process:  # fmt: skip
        assert process.stdin and process.stdout
        process.stdin.write("".join(f"{line.split(',')[0]}\n" for line in sites.PEOPLE.splitlines()[1:3]))
        process.stdin.flush()
        said, lines = "", []
        for line in process.stdout:
            said += line
            if found := SHOWN.search(line.rstrip("\n")):
                lines.append(found[1])
            if len(lines) == 8:
                process.stdin.write("".join(f"{each}\n" for each in lines))
                process.stdin.flush()
                lines = []
        assert process.wait(60) == 0, said
    stored = json.loads((folder / "vault" / "root.json").read_text())
    assert [each["kind"] for each in stored["wrappings"]] == ["shares"]
    assert "Đã lập cài đặt" in said and "Cụm mật khẩu" not in said
