"""What the system desk shows: backups and their lights, a restoration that waits, what the machine's look found last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from somat.audit.absent import NotFound
from somat.audit.moment import day_of
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.oversight.light import Light, away_light, closed_light, copy_light, drill_light, rehearsal_light
from somat.oversight.models import Backup, BackupKey, Drill, Restore, Watch

WATCHERS = frozenset({Duty.SYSTEM_WATCH, Duty.BACKUP_MAKE, Duty.RESTORE_CONFIRM})


def may_watch(by: Actor) -> bool:
    """Whoever makes backups, confirms a restoration or watches the machine sees its state."""
    return bool(by.duties & WATCHERS)


def backups(*, by: Actor, limit: int = 20) -> list[Backup]:
    """The newest backups, those that failed too."""
    return list(Backup.unchecked.order_by("-id")[:limit]) if may_watch(by) else []


def backup(uuid: UUID, *, by: Actor, lock: bool = False) -> Backup:
    """One backup, or NotFound."""
    rows = Backup.unchecked.select_for_update() if lock else Backup.unchecked.all()
    found = rows.filter(uuid=uuid).first() if may_watch(by) else None
    if found is None:
        raise NotFound(uuid)
    return found


def asked(*, by: Actor) -> Backup | None:
    """The oldest backup that somebody asked for and that has not been made."""
    return Backup.unchecked.filter(state=Backup.State.ASKED).order_by("id").first() if may_watch(by) else None


def newest(*, by: Actor) -> Backup | None:
    """The newest backup that was made."""
    return Backup.unchecked.filter(state=Backup.State.MADE).order_by("-at").first() if may_watch(by) else None


def lights(*, by: Actor, at: datetime) -> list[Light]:
    """Last backup, last test, copy elsewhere, key, drill; none for who does not watch the machine."""
    if not may_watch(by):
        return []
    made = newest(by=by)
    after = Backup.unchecked.filter(state=Backup.State.FAILED)
    failed = (after.filter(at__gt=made.at) if made else after).order_by("-at").first()
    tested = Backup.unchecked.exclude(result="").order_by("-tested_at").first()
    key, drill = backup_key(by=by), last_drill(by=by)
    away = Backup.unchecked.exclude(away_on=None).order_by("-away_on").first()
    return [
        copy_light(made.at if made else None, now=at, failed=failed.wrong if failed else ""),
        rehearsal_light(tested.tested_at if tested else None, wrong=tested.wrong if tested else "", now=at),
        away_light(away.away_on if away else None, on=day_of(at)),
        closed_light(key.fingerprint if key else ""),
        drill_light(drill.at if drill else None, wrong=drill.wrong if drill else "", took=took(drill), now=at),
    ]


def took(drill: Drill | None) -> int:
    """Minutes from the first byte to the last check, begun minutes counted."""
    return -(-(drill.read_seconds + drill.load_seconds + drill.verify_seconds) // 60) if drill else 0


def backup_key(*, by: Actor) -> BackupKey | None:
    """The backup key in force, or None where backups are not closed."""
    return BackupKey.unchecked.order_by("-id").first() if may_watch(by) else None


def last_drill(*, by: Actor) -> Drill | None:
    """The newest restoration that was tried with the key holders."""
    return Drill.unchecked.order_by("-id").first() if may_watch(by) else None


def restore_waiting(*, lock: bool = False) -> Restore | None:
    """A restoration that two persons have not yet confirmed. Asked before anybody can log in, so it takes no `by`."""
    rows = Restore.unchecked.select_for_update() if lock else Restore.unchecked.all()
    return rows.filter(second_by=None).order_by("id").first()


def last_look(kind: str, *, by: Actor) -> Watch | None:
    """What the machine's own look found last of this kind."""
    return Watch.unchecked.filter(kind=kind).order_by("-id").first() if may_watch(by) else None
