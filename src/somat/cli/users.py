"""Three operating-system users, so that a web process that was taken over reads neither keys nor blobs (R1, decision 2)."""

from __future__ import annotations

import grp
import os
import pwd
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

import somat
from somat.cli.parent import end_with_parent

GROUP = "somat"
WEB, VAULT, CONVERTER = "somat-web", "somat-vault", "somat-convert"
LOWEST_PORT = 1024
THROUGH = 'for step in "$@"; do [ -x "$step" ] || { echo "$step"; break; }; done'


class OneUser(Exception):
    """The processes share one user; the Vietnamese sentence says why."""


@dataclass(frozen=True, slots=True)
class User:
    """Who a process runs as."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Users:
    """The web and the vault share a group, which the database file belongs to; the converter shares nothing."""

    web: User
    vault: User
    converter: User


def users(folder: Path, *, port: int) -> Users:
    """The three users, made where they are missing. Raises OneUser."""
    if os.geteuid() != 0:
        raise OneUser("vì không chạy bằng root")
    if port < LOWEST_PORT:
        raise OneUser(f"vì cổng {port} chỉ root mở được; chọn cổng từ {LOWEST_PORT}")
    found = Users(_user(WEB, GROUP), _user(VAULT, GROUP), _user(CONVERTER, CONVERTER))
    for user in (found.web, found.vault, found.converter):
        if blocked := _blocked(user, folder):
            raise OneUser(f"vì tài khoản riêng không đi qua được thư mục {blocked}")
    return found


def _user(name: str, group: str) -> User:
    """An account without a password, a shell or a home."""
    try:
        return _known(name, group)
    except KeyError:
        pass
    if not all(map(shutil.which, ("useradd", "groupadd", "setpriv"))):
        raise OneUser("vì máy thiếu lệnh useradd, groupadd hoặc setpriv để lập tài khoản riêng")
    try:
        grp.getgrnam(group)
    except KeyError:
        _run("groupadd", "--system", group)
    _run(
        "useradd",
        "--system",
        "--no-create-home",
        "--home",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
        "-g",
        group,
        name,
    )
    return _known(name, group)


def _known(name: str, group: str) -> User:
    return User(pwd.getpwnam(name).pw_uid, grp.getgrnam(group).gr_gid)


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True)  # noqa: S603  names of our own
    if done.returncode != 0:
        raise OneUser(f"vì không lập được tài khoản riêng ({done.stderr.strip() or words[0]})")


def _blocked(user: User, folder: Path) -> str:
    """The first place of the program or of the site that this user cannot get through, asked as that user."""
    needed = [Path(sys.executable), Path(somat.__file__), Path(click.__file__), folder.resolve().parent]
    steps = list(dict.fromkeys(str(step) for place in needed for step in _steps(place)))
    words = [
        "setpriv",
        f"--reuid={user.uid}",
        f"--regid={user.gid}",
        "--clear-groups",
        "sh",
        "-c",
        THROUGH,
        "sh",
        *steps,
    ]
    return subprocess.run(words, capture_output=True, text=True).stdout.strip()  # noqa: S603


def _steps(place: Path) -> list[Path]:
    """Every folder on the way to a place and to what it is a link to."""
    ends = {place.absolute(), place.resolve()}
    return sorted({step for end in ends for step in (end if end.is_dir() else end.parent, *end.parents)})


def become(user: User) -> None:
    """Only in a fresh child: for good, with no other groups, and what it makes is open to its group."""
    os.setgroups([])
    os.setgid(user.gid)
    os.setuid(user.uid)
    os.umask(0o007)


def before(user: User | None, *, locks_memory: bool = False) -> Callable[[], None]:
    """What a child does between fork and exec. The wish to end with the parent comes last: a change of user drops it."""

    def act() -> None:
        if user is not None:
            if locks_memory:
                _let_lock()
            become(user)
        end_with_parent()

    return act


def _let_lock() -> None:
    """Where even root may not raise the limit the vault says on its status page that its memory is not locked."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def arrange(folder: Path, people: Users) -> None:
    """Give each file of the site to its user. The folder itself is sticky: nobody renames what another owns."""
    web, vault = people.web, people.vault
    _give(folder, User(0, web.gid), 0o1770)
    for name in ("run", "tmp"):
        _give(folder / name, User(0, web.gid), 0o1770)
    for name in ("site.toml", "database.url"):
        _give(folder / name, User(0, web.gid), 0o640)
    for name in ("log", "law", "static"):
        _give_all(folder / name, web, 0o750, 0o640)
    for name in ("checkpoints",):
        _give_all(folder / name, vault, 0o750, 0o640)
    for name in ("blobs", "pages", "words", "backups", "backups-keys"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
        _give_all(folder / name, vault, 0o700, 0o600)
    _give_all(folder / "vault", vault, 0o711, 0o600)
    _give(folder / "vault" / "log.pub", vault, 0o644)
    for path in folder.glob("somat.sqlite3*"):
        _give(path, web, 0o660)
    for name in ("write.lock", "backup.lock"):
        (folder / "run" / name).touch()
        _give(folder / "run" / name, web, 0o660)
    _give(folder / "run" / "vault.lock", vault, 0o600)
    _give(folder / "run" / "web.secret", web, 0o640)
    _give(folder / "restore.json", web, 0o640)


def _give_all(folder: Path, user: User, folders: int, files: int) -> None:
    if not folder.is_dir():
        return
    for path in (folder, *folder.rglob("*")):
        _give(path, user, folders if path.is_dir() else files)


def _give(path: Path, user: User, mode: int) -> None:
    """A link is left alone: what it leads to is not ours to give."""
    if path.exists() and not path.is_symlink():
        os.chown(path, user.uid, user.gid)
        path.chmod(mode)
