"""What a child could leave behind: files of its nameless user, or anything in the places where everybody may write."""

from __future__ import annotations

from pathlib import Path

from somat.vault.converter.sandbox import rungs

PLACES = (Path("/tmp"), Path("/var/tmp"), rungs.ROOM, Path("/run/lock"))
USERS = range(rungs.NOBODY, rungs.NOBODY + 64)


def traces(folder: Path) -> set[Path]:
    """The files there now: those of children anywhere they might write, and all of the daemon's own folder."""
    found = set(folder.rglob("*"))
    for place in PLACES:
        if place.is_dir():
            found |= {path for path in place.iterdir() if _is_of_a_child(path)}
    return found


def _is_of_a_child(path: Path) -> bool:
    """A room in memory or a socket may be that of another test's children on the second rung, and holds nothing."""
    try:
        return path.lstat().st_uid in USERS and not path.is_socket() and not path.name.startswith(rungs.PREFIX)
    except OSError:
        return False
