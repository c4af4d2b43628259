"""Three users of the operating system: what each can open of a site's folder, tried as that user."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from somat.cli import users as wall
from somat.cli.users import OneUser, User, Users, arrange

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


def as_user(user: User, script: str, *places: Path) -> str:
    """What a shell of this user answers; a process of its own, because threads and a change of user do not go together."""
    words = ["setpriv", f"--reuid={user.uid}", f"--regid={user.gid}", "--clear-groups", "sh", "-c", script, "sh"]
    return subprocess.run([*words, *map(str, places)], capture_output=True, text=True, check=False).stdout.strip()


def may(user: User, path: Path) -> str:
    return as_user(user, '[ -r "$1" ] && printf r; [ -w "$1" ] && printf w', path)


def test_each_user_gets_what_the_table_says(folder: Path) -> None:
    arrange(folder, PEOPLE)
    for name, *wanted in TABLE:
        found = [may(user, folder / name) for user in (PEOPLE.web, PEOPLE.vault, PEOPLE.converter)]
        assert found == wanted, name


def test_the_web_moves_nothing_of_the_vault_away(folder: Path) -> None:
    arrange(folder, PEOPLE)

    move = 'for one in vault blobs checkpoints run/vault.lock; do mv "$1/$one" "$1/mine" 2>/dev/null && echo $one && break; done'
    assert as_user(PEOPLE.web, move, folder) == ""
    folder.chmod(0o770)  # the planted fault: without the sticky bit it goes
    assert as_user(PEOPLE.web, move, folder) == "vault"


def test_a_key_file_left_open_to_the_group_would_be_seen(folder: Path) -> None:
    arrange(folder, PEOPLE)
    (folder / "vault" / "root.json").chmod(0o640)
    assert may(PEOPLE.web, folder / "vault" / "root.json") == "r"


def test_a_folder_that_lets_nobody_through_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((wall.sys, "executable"), (wall.somat, "__file__"), (wall.click, "__file__")):  # type: ignore[attr-defined]
        monkeypatch.setattr(module, name, "/usr/share/one")
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
