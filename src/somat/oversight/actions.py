"""Backups made, tested and put away; a restoration recorded and confirmed by two; the machine's state noted."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.conf import settings

from somat.audit.absent import NotFound
from somat.audit.change import change
from somat.audit.moment import VIETNAM, day_of, now
from somat.law.access import SYSTEM, Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_confirm
from somat.oversight import queries, verbs
from somat.oversight.models import Backup, BackupKey, Drill, Restore, Watch
from somat.oversight.transfer.backup import Made, back_up
from somat.oversight.transfer.blobs import pool_of, thin
from somat.oversight.transfer.envelope import PublicKey, public_of
from somat.oversight.transfer.keyring import KEPT as KEYS_KEPT
from somat.oversight.transfer.rehearse import Checked, check_backup

KEPT = 14  # backups that stay in the site's own folder
SUFFIX = ".somat"
LEFT_BEHIND = 86_400  # seconds after which nobody writes at a part of a backup any more
# The program at night: it makes and tests backups; the journal names the program, not a person.
NIGHT = replace(SYSTEM, duties=frozenset({Duty.BACKUP_MAKE}))


class Busy(Exception):
    """Another backup of this site is under way."""


def ask(*, by: Actor, key: UUID | None = None) -> Backup:
    """Ask for a backup; the due loop makes it within a minute. One that already waits is enough."""
    with change(verbs.BACKUP_ASK, by=by, key=key) as act:
        waiting = queries.asked(by=by)
        backup = waiting or Backup(state=Backup.State.ASKED, day=day_of(act.at), at=act.at, asked_by=by.person)
        if waiting is None:
            backup.save(force_insert=True)
        act.about(backup)
    return backup


def make(
    file: Path,
    *,
    keys: Path,
    by: Actor,
    asked: UUID | None = None,
    progress: Callable[[int], object] = lambda done: None,
) -> Backup:
    """Write the two files, closed where the site has a backup key, and record them, with the row of who asked.

    Raises Busy, FileExistsError, OSError, database errors.
    """
    key = queries.backup_key(by=by)
    to = public_of(key.public) if key else None
    with alone(settings.SITE.folder):
        made = back_up(settings.SITE, file, keys=keys, at=now(), uuid=asked, to=to, progress=progress)
    with change(verbs.BACKUP_MAKE, by=by) as act:
        backup = queries.backup(asked, by=by, lock=True) if asked else Backup(uuid=made.uuid)
        _put(backup, made)
        backup.closed_to = key.fingerprint if key else ""
        backup.save()
        act.about(backup)
    return backup


def _put(backup: Backup, made: Made) -> None:
    backup.state, backup.day, backup.at = Backup.State.MADE, day_of(made.at), made.at
    backup.name, backup.size, backup.sha256 = made.file.name, made.size, made.sha256
    backup.rows, backup.tree_size, backup.root = made.rows, made.tree_size, made.root


def fail(why: str, *, by: Actor, asked: UUID | None = None) -> Backup:
    """Record that a backup could not be made, and why in one sentence."""
    with change(verbs.BACKUP_MAKE, by=by) as act:
        backup = queries.backup(asked, by=by, lock=True) if asked else Backup()
        backup.state, backup.day, backup.at, backup.wrong = Backup.State.FAILED, day_of(act.at), act.at, why[:300]
        backup.save()
        act.about(backup)
    return backup


def test(backup: UUID, *, by: Actor) -> Backup:
    """Restore a backup of the site's own folder into a folder that is thrown away, verify, and record what came of it.

    The server cannot open a closed one: then a backup that is not closed is made of the same site on the spot, tried
    and thrown away, and the closed one is read through as it lies there.
    """
    kept = queries.backup(backup, by=by)
    folder = settings.SITE.folder
    file, keys = places(folder, kept.name)
    with alone(folder):
        checked = _tried_open(folder) if kept.closed_to else check_backup(file, keys, within=folder)
    wrong = checked.wrong or _unlike(kept, file)
    with change(verbs.BACKUP_TEST, by=by) as act:
        kept = queries.backup(backup, by=by, lock=True)
        kept.tested_at, kept.wrong = act.at, wrong[:300]
        kept.result = Backup.Result.BAD if wrong else Backup.Result.GOOD
        kept.save(update_fields=["tested_at", "wrong", "result"])
        act.about(kept)
    return kept


def _tried_open(folder: Path) -> Checked:
    """What the site holds now, written and restored; it lies in the site's own folder meanwhile, as the database does."""
    (folder / "tmp").mkdir(mode=0o700, exist_ok=True)
    with TemporaryDirectory(prefix="untried-", dir=folder / "tmp") as aside:
        file, keys = Path(aside) / "data", Path(aside) / "data.keys"
        back_up(settings.SITE, file, keys=keys, at=now())
        return check_backup(file, keys, within=folder)


def _unlike(kept: Backup, file: Path) -> str:
    """'' where the file is byte for byte what was written."""
    with file.open("rb") as data:
        return "" if file_digest(data, "sha256").hexdigest() == kept.sha256 else f"Tệp {file.name} đã bị sửa hoặc hỏng."


def set_key(key: PublicKey) -> BackupKey:
    """From now on backups are closed to this key; its secret half stays off the server."""
    with change(verbs.BACKUP_KEY, by=SYSTEM) as act:
        kept = BackupKey(at=act.at, public=key.text(), fingerprint=key.fingerprint)
        kept.save(force_insert=True)
        act.about(kept)
    return kept


def record_drill(checked: Checked, *, name: str, made_at: datetime) -> Drill:
    """Note a restoration that was tried with the key holders, and what each step took."""
    with change(verbs.RESTORE_DRILL, by=SYSTEM) as act:
        drill = Drill(at=act.at, name=name[:120], made_at=made_at, rows=checked.rows, blobs=checked.blobs)
        drill.read_seconds, drill.load_seconds, drill.verify_seconds = map(round, checked.seconds)
        drill.wrong = checked.wrong[:300]
        drill.save(force_insert=True)
        act.about(drill)
    return drill


def put_away(backup: UUID, *, on: date, by: Actor, key: UUID | None = None) -> Backup:
    """A person says that he has stored a copy of this backup in another room on that day."""
    with change(verbs.BACKUP_AWAY, by=by, key=key) as act:
        kept = queries.backup(backup, by=by, lock=True)
        kept.away_on, kept.away_by = on, by.person
        kept.save(update_fields=["away_on", "away_by"])
        act.about(kept)
    return kept


def record_restore(*, backup: UUID, made_at: datetime, name: str, tree_size: int, root: str) -> Restore:
    """Note in the restored database that it was restored, and out of what; from now on it waits for two persons."""
    with change(verbs.RESTORE_MAKE, by=SYSTEM) as act:
        restore = Restore(at=act.at, backup=backup, made_at=made_at, name=name[:120], tree_size=tree_size, root=root)
        restore.save(force_insert=True)
        act.about(restore)
    return restore


def confirm_restore(restore: UUID, *, by: Actor) -> Restore:
    """One of the two persons confirms. The second one's confirmation lets the vault be unsealed again (R34)."""
    with change(verbs.RESTORE_CONFIRM, by=by) as act:
        kept = queries.restore_waiting(lock=True)
        if kept is None or kept.uuid != restore:
            raise NotFound(restore)
        act.about(kept)
        if kept.first_by is None:
            kept.first_by, kept.first_at = by.person, act.at
        else:
            demand(may_confirm(proposer=kept.first_by, confirmer=by.person))
            kept.second_by, kept.second_at = by.person, act.at
        kept.save(update_fields=["first_by", "first_at", "second_by", "second_at"])
    if kept.second_by is not None:
        lift(settings.SITE.folder, kept.uuid)
    return kept


def lift(folder: Path, restore: UUID) -> None:
    """The mark that keeps the vault sealed goes into the log folder; repeatable."""
    mark = folder / "restore.json"
    if mark.exists():
        (folder / "log").mkdir(mode=0o700, exist_ok=True)
        mark.replace(folder / "log" / f"restore-{restore}.json")


def note(kind: str, found: str) -> Watch:
    """Record that what the machine's own look finds has changed; '' means that nothing is wrong any more."""
    with change(verbs.SYSTEM_LOOK, by=SYSTEM) as act:
        watch = Watch(kind=kind, at=act.at, found=found[:400])
        watch.save(force_insert=True)
        act.about(watch)
    return watch


def places(folder: Path, name: str) -> tuple[Path, Path]:
    """Where a backup of the site's own folder lies; the keys have a folder of their own, so that no copy takes both."""
    return folder / "backups" / name, folder / "backups-keys" / f"{name}.keys"


def new_places(folder: Path, *, at: datetime) -> tuple[Path, Path]:
    """The next backup's two files, named by Vietnamese time."""
    file, keys = places(folder, f"somat-{at.astimezone(VIETNAM):%Y%m%d-%H%M%S}{SUFFIX}")
    for path in (file, keys):
        path.parent.mkdir(mode=0o700, exist_ok=True)
    return file, keys


def rotate(folder: Path) -> int:
    """Remove all but the newest backups of the site's own folder, and what killed ones left; answers how many went."""
    old = sorted((folder / "backups").glob(f"somat-*{SUFFIX}"))[:-KEPT]
    for file in old:
        for path in places(folder, file.name):
            path.unlink(missing_ok=True)
    thin(folder / "blobs", pool_of(folder / "backups" / "any"))
    keys_for = time.time() - KEYS_KEPT
    for path in (folder / "backups-keys").glob("somat-*.keys"):
        if path.stat().st_mtime < keys_for:  # a document whose key was destroyed must not open from here again (R11)
            path.unlink(missing_ok=True)
    for part in folder.glob("backups*/.*.part"):
        if time.time() - part.stat().st_mtime > LEFT_BEHIND:
            part.unlink(missing_ok=True)
    return len(old)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One backup of a site at a time."""
    descriptor = os.open(folder / "run" / "backup.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Busy from None
    finally:
        os.close(descriptor)
