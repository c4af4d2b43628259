"""`somat sign`: a file signed with a token at the terminal, for a line of the book; what is wrong is said, and nothing is written then."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from somat.audit.models import Leaf
from somat.cli.main import main
from somat.law.levels import Level
from tests.office import Office, machine, office
from tests.reporting.signing.conftest import Ground, both, ground, paper  # noqa: F401
from tests.reporting.signing.softtoken import DRIVER
from tests.reporting.signing.test_checking import judged
from tests.vault.tokens import PIN

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line(office: Office) -> Any:
    """The line of the sample letter: 131/UBND-NC of 15/10/2026, Mật."""
    entry = office.issued(symbol="UBND-NC", doc_type="CV", signer="Lê Văn Bình")
    sql = "UPDATE registry_entry SET doc_number = ?, day = ? WHERE uuid = ?"
    office.ground.tamper("registry_entry", sql, 131, date(2026, 10, 15), entry.uuid)
    return entry


@dataclass
class Terminal:
    """Somebody at the terminal with a token, the sample letter as a file and the line it belongs to."""

    office: Office
    signing: Ground
    line: UUID
    given: Path

    def sign(self, *more: str, file: Path | None = None, out: Path, line: object = None, by: str = "hanh") -> Result:
        command = ["sign", str(self.office.ground.site.folder), str(file or self.given), "--out", str(out)]
        command += [
            "--line",
            f"http://so-mat.lan/dong/{line or self.line}/",
            "--as",
            self.office.world.accounts[by].username,
        ]
        command += ["--module", str(DRIVER), "--token", self.signing.token, *more]
        return CliRunner().invoke(main, command, input=f"{PIN}\n")


@pytest.fixture
def terminal(office: Office, line: Any, tmp_path: Path, ground: Ground, paper: bytes) -> Terminal:  # noqa: F811
    given = tmp_path / "van-ban.pdf"
    given.write_bytes(paper)
    return Terminal(office, ground, line.uuid, given)


def test_both_signatures_at_the_terminal(terminal: Terminal, tmp_path: Path) -> None:
    once, twice = (tmp_path / name for name in ("mot.pdf", "hai.pdf"))
    before = terminal.given.read_bytes()
    done = terminal.sign("--person", "--key", "nguoi", out=once)
    assert done.exit_code == 0, done.output
    assert PIN not in done.output
    done = terminal.sign("--agency", "--key", "co-quan", file=once, out=twice)
    assert done.exit_code == 0, done.output
    assert terminal.given.read_bytes() == before
    assert judged(twice.read_bytes(), terminal.signing.trust).good
    leaves = list(Leaf.unchecked.filter(verb="signature.make", decision="granted", object=terminal.line).order_by("id"))
    assert [leaf.actor for leaf in leaves] == [terminal.office.hanh.person] * 2
    for leaf, file, part in zip(leaves, (once, twice), ("person", "agency"), strict=True):
        told = f"{hashlib.sha256(file.read_bytes()).hexdigest()} {part}"
        assert json.loads(bytes(leaf.body))["detail"] == hashlib.sha256(told.encode()).hexdigest()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--agency", "--key", "co-quan"), "Người có thẩm quyền phải ký số trước"),
        (("--person", "--key", "khac"), "không có chứng thư nhãn"),
        ((), "--person"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    terminal: Terminal, tmp_path: Path, more: tuple[str, ...], words: str
) -> None:
    out = tmp_path / "ky.pdf"
    done = terminal.sign(*more, out=out)
    assert done.exit_code != 0 and words in done.output
    assert not out.exists()


def test_number_and_level_are_those_of_the_line(terminal: Terminal, tmp_path: Path) -> None:
    """The planted faults: another line's paper, a line that is not seen, one that does not exist, one that came in, somebody unknown."""
    out, office = tmp_path / "ky.pdf", terminal.office
    other, higher = office.issued(), office.issued(symbol="UBND-NC", level=Level.TOI_MAT)
    for line, by, words in (
        (other.uuid, "hanh", "số, ký hiệu"),
        (higher.uuid, "hanh", "dấu độ mật"),
        (terminal.line, "chi", "Không có dòng sổ nào"),
        (uuid4(), "hanh", "Không có dòng sổ nào"),
        (office.registered().uuid, "hanh", "Chỉ ký số văn bản đi"),
    ):
        done = terminal.sign("--person", "--key", "nguoi", out=out, line=line, by=by)
        assert done.exit_code != 0 and words in done.output, words
    assert not out.exists() and not Leaf.unchecked.filter(verb="signature.make", decision="granted").exists()
