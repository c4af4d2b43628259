"""What the supervisor's due loop does each round: every job asks first whether it is due, so that a round costs little."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from django.conf import settings
from django.db import Error, close_old_connections

from somat.audit.change import ReadOnly
from somat.audit.moment import VIETNAM, now, today
from somat.oversight import actions, disk, machine, queries
from somat.oversight.actions import NIGHT, Busy
from somat.oversight.models import Watch
from somat.oversight.transfer.blobs import gather, pool_of
from somat.oversight.transfer.snapshot import NotReadable
from somat.people.actions.accounts import put_to_sleep
from somat.people.actions.sessions import close_forgotten
from somat.vault import client_content
from somat.vault.client import Sealed

NIGHTLY = clock_time(1)  # Vietnamese local time
AGAIN = 3600.0  # seconds before a backup that failed is tried again
SWEEP = 3600.0  # seconds between two sweeps of blobs
ALARM = logging.getLogger("somat.alarm")

_not_before = 0.0
_swept_at = -SWEEP
_slept_on: date | None = None


def do_due() -> list[str]:
    """Do what is due now; a Vietnamese line for each thing done, none where nothing was. Repeatable."""
    close_old_connections()  # a server that was restarted has ended ours
    done: list[str] = []
    for job in JOBS:
        try:
            done += job()
        except (ReadOnly, Busy, OSError, NotReadable, Error) as error:
            ALARM.error("due: %s: %s", job.__name__, type(error).__name__)
            done.append(f"Chưa làm được ({job.__name__}): {error or 'đang bận'}")
    return done


def sleep_accounts() -> list[str]:
    global _slept_on
    if _slept_on == today():  # it asks after every account, so once a day
        return []
    slept = put_to_sleep()
    _slept_on = today()
    return [f"Đã khóa {len(slept)} tài khoản lâu không dùng."] if slept else []


def end_sessions() -> list[str]:
    closed = close_forgotten(at=now())
    return [f"Đã đóng {closed} phiên làm việc bỏ quên."] if closed else []


def watch_disk() -> list[str]:
    """On the way into read-only the reserve is freed, so that the stop can be recorded; on the way out it is made again."""
    folder = settings.SITE.folder
    reason = disk.read_only_reason()
    if reason:
        disk.free_reserve(folder)
    changed = _note(Watch.Kind.DISK, reason)
    if not disk.warning():
        disk.keep_reserve(folder)
    return changed


def watch_machine() -> list[str]:
    """Ways out of the LAN and the clock; the open ports are shown on the page only, where the program knows its own."""
    found = [each for each in machine.look() if each.kind != "port"]
    return _note(Watch.Kind.MACHINE, " ".join(each.what for each in found))


def sweep_blobs() -> list[str]:
    """Each hour: contents that no row names, and what is left of ended documents; a vault that is away sweeps later."""
    global _swept_at
    if time.monotonic() < _swept_at + SWEEP:
        return []
    try:
        swept = client_content.sweep()
    except Sealed:
        return []
    _swept_at = time.monotonic()
    count = sum(swept.values())
    return [f"Đã dọn {count} tệp mã hóa không thuộc tài liệu nào."] if count else []


def _note(kind: str, found: str) -> list[str]:
    """A record only when it is not what was recorded last."""
    last = queries.last_look(kind, by=NIGHT)
    if (last.found if last else "") == found[:400]:
        return []
    actions.note(kind, found)
    return [found or "Máy đã trở lại bình thường."]


def back_up() -> list[str]:
    """The backup that somebody asked for, or the one of the night."""
    global _not_before
    asked = queries.asked(by=NIGHT)
    if asked is None and not (is_night_due(now()) and time.monotonic() >= _not_before):
        return []
    if reason := disk.read_only_reason():
        return [reason]
    file, keys = actions.new_places(settings.SITE.folder, at=now())
    try:
        made = actions.make(file, keys=keys, by=NIGHT, asked=asked.uuid if asked else None)
        gather(settings.SITE.folder / "blobs", pool_of(file))  # after the snapshot: a row's blob was there before it
    except (OSError, NotReadable) as error:
        _not_before = time.monotonic() + AGAIN
        actions.fail(f"Không sao lưu được: {type(error).__name__}.", by=NIGHT, asked=asked.uuid if asked else None)
        raise
    actions.rotate(settings.SITE.folder)
    return [f"Đã sao lưu: {made.name}, {made.rows} dòng."]


def is_night_due(at: datetime) -> bool:
    """Whether an hour of backup has passed since the last one was made, or since the site began."""
    local = at.astimezone(VIETNAM)
    hour = datetime.combine(local.date(), NIGHTLY, VIETNAM)
    hour = hour if hour <= local else hour - timedelta(days=1)
    last = queries.newest(by=NIGHT)
    return last.at < hour if last else _began() < hour


def _began() -> datetime:
    """When the keys were made or restored: a site of this morning owes no backup of last night."""
    key = settings.SITE.folder / "vault" / "log.pub"
    return datetime.fromtimestamp(key.stat().st_mtime, VIETNAM) if key.exists() else now()


def test_backup() -> list[str]:
    """The newest backup of the folder, once."""
    newest = queries.newest(by=NIGHT)
    if newest is None or newest.tested_at is not None:
        return []
    if not actions.places(settings.SITE.folder, newest.name)[0].exists():
        return []  # made by hand onto another medium
    tested = actions.test(newest.uuid, by=NIGHT)
    return [f"Khôi phục thử {tested.name}: {tested.wrong or 'đạt'}."]


JOBS: tuple[Callable[[], list[str]], ...] = (
    sleep_accounts,
    end_sessions,
    watch_disk,
    watch_machine,
    sweep_blobs,
    back_up,
    test_backup,
)
