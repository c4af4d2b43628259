"""Three users of the operating system: what each can open of a site's folder, tried as that user."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from somat.cli import users as wall
from somat.cli.users import OneUser, User, Users, arrange, become

PEOPLE = Users(web=User(64_101, 64_100), vault=User(64_102, 64_100), converter=User(64_103, 64_103))

# What a taken-over process of each user gets of the folder: read, write, or nothing. By hand, from R1, R10 and decision 2.
TABLE = [
    ("vault/root.json", "", "rw", ""),
    ("vault/keyring.sqlite3", "", "rw", ""),
    ("vault/log.pub", "r", "rw", ""),
    ("blobs/ab/cd", "", "rw", ""),
    ("backups/one", "", "rw", ""),
    ("backups-keys/one.keys", "", "rw", ""),
    ("somat.sqlite3", "rw", "rw", ""),
    ("run/write.lock", "rw", "rw", ""),
    ("run/web.secret", "rw", "r", ""),
    ("checkpoints/12", "r", "rw", ""),
    ("site.toml", "r", "r", ""),
    ("demo.passphrase", "", "", ""),
    ("owner.url", "", "", ""),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for step in (
        tmp_path,
        *tmp_path.parents,
    ):  # pytest keeps its folders to itself; a real site lies where others may pass
        if step != Path("/tmp") and step.stat().st_uid == os.geteuid():
            step.chmod(step.stat().st_mode | 0o111)
    site = tmp_path / "site"
    for name, *_ in TABLE:
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        path.chmod(0o600)
    for name in ("tmp", "log", "law", "static"):
        (site / name).mkdir()
    site.chmod(0o700)
    return site


def as_user(user: User, act: Callable[[], str]) -> str:
    """What a process of this user answers."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        become(user)
        os.write(write, act().encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        answer = told.read()
    os.waitpid(child, 0)
    return answer


def may(path: Path) -> str:
    found = ""
    for letter, mode in (("r", "rb"), ("w", "r+b")):
        try:
            path.open(mode).close()
        except PermissionError:
            continue
        found += letter
    return found


def test_each_user_gets_what_the_table_says(folder: Path) -> None:
    arrange(folder, PEOPLE)
    for name, *wanted in TABLE:
        people = (PEOPLE.web, PEOPLE.vault, PEOPLE.converter)
        found = [as_user(user, lambda path=folder / name: may(path)) for user in people]  # type: ignore[misc]
        assert found == wanted, name


def test_the_web_moves_nothing_of_the_vault_away(folder: Path) -> None:
    arrange(folder, PEOPLE)

    def moved() -> str:
        for name in ("vault", "blobs", "checkpoints", "run/vault.lock"):
            try:
                (folder / name).rename(folder / "mine")
            except (PermissionError, FileNotFoundError):
                continue
            return name
        return ""

    assert as_user(PEOPLE.web, moved) == ""
    folder.chmod(0o770)  # the planted fault: without the sticky bit it goes
    assert as_user(PEOPLE.web, moved) == "vault"


def test_a_key_file_left_open_to_the_group_would_be_seen(folder: Path) -> None:
    arrange(folder, PEOPLE)
    (folder / "vault" / "root.json").chmod(0o640)
    assert as_user(PEOPLE.web, lambda: may(folder / "vault" / "root.json")) == "r"


def test_a_folder_that_lets_nobody_through_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall.sys, "executable", "/usr/bin/python3")  # type: ignore[attr-defined]
    monkeypatch.setattr(wall.somat, "__file__", "/usr/share/somat.py")  # type: ignore[attr-defined]
    monkeypatch.setattr(wall.click, "__file__", "/usr/share/click.py")  # type: ignore[attr-defined]
    assert wall._blocked(PEOPLE.web, folder) == ""
    folder.parent.chmod(0o700)
    assert wall._blocked(PEOPLE.web, folder / "deeper") == str(folder.parent)


def test_a_port_of_root_means_one_user(tmp_path: Path) -> None:
    with pytest.raises(OneUser, match="cổng 443"):
        wall.users(tmp_path, port=443)


def test_without_root_there_is_one_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(OneUser, match="không chạy bằng root"):
        wall.users(tmp_path, port=8000)
