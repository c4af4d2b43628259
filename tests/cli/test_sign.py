"""`somat sign`: a file signed with a token at the terminal; what is wrong is said, and the given file stays as it is."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from somat.cli.main import main
from tests.reporting.signing.conftest import Ground, both, ground, paper  # noqa: F401
from tests.reporting.signing.softtoken import DRIVER
from tests.reporting.signing.test_checking import judged
from tests.vault.tokens import PIN


@pytest.fixture(name="site")
def _site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "site.toml").write_text(f'installation = "{uuid4()}"\nagency = "UBND xã Minh Họa"\n', "utf-8")
    return folder


def run(site: Path, token: str, file: Path, out: Path, *more: str, number: str = "131/UBND-NC") -> Result:
    command = ["sign", str(site), str(file), "--out", str(out), "--level", "mat", "--number", number]
    command += ["--date", "15/10/2026", "--name", "Lê Văn Bình", "--module", str(DRIVER), "--token", token, *more]
    return CliRunner().invoke(main, command, input=f"{PIN}\n")


def test_both_signatures_at_the_terminal(site: Path, ground: Ground, paper: bytes) -> None:  # noqa: F811
    given, once, twice = (site.parent / name for name in ("van-ban.pdf", "mot.pdf", "hai.pdf"))
    given.write_bytes(paper)
    done = run(site, ground.token, given, once, "--person", "--key", "nguoi")
    assert done.exit_code == 0, done.output
    assert PIN not in done.output
    done = run(site, ground.token, once, twice, "--agency", "--key", "co-quan")
    assert done.exit_code == 0, done.output
    assert given.read_bytes() == paper
    assert judged(twice.read_bytes(), ground.trust).good


@pytest.mark.parametrize(
    "more, number, words",
    [
        (("--agency", "--key", "co-quan"), "131/UBND-NC", "Người có thẩm quyền phải ký số trước"),
        (("--person", "--key", "nguoi"), "7/UBND-NC", "số, ký hiệu"),
        (("--person", "--key", "khac"), "131/UBND-NC", "không có chứng thư nhãn"),
        ((), "131/UBND-NC", "--person"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    site: Path,
    ground: Ground,  # noqa: F811
    paper: bytes,  # noqa: F811
    more: tuple[str, ...],
    number: str,
    words: str,
) -> None:
    given, out = site.parent / "van-ban.pdf", site.parent / "ky.pdf"
    given.write_bytes(paper)
    done = run(site, ground.token, given, out, *more, number=number)
    assert done.exit_code != 0 and words in done.output
    assert not out.exists()
