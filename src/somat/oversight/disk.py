"""How much of the disk is free, and the reserve that lets a stop be recorded on a disk that is full (R36)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

WARN_BELOW, READ_ONLY_BELOW = 20, 10  # per cent free
RESERVE = 8 << 20  # bytes

LOW = "Ổ đĩa còn trống {percent} % (dưới 20 %). Quản trị dọn ổ đĩa hoặc thay ổ lớn hơn."
STOP = (
    "Chỉ xem, chưa ghi được: ổ đĩa còn trống {percent} % (giới hạn 10 %). "
    "Quản trị dọn ổ đĩa hoặc thay ổ lớn hơn, rồi làm lại."
)


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes free for this user and bytes in all, of the disk that holds the site."""

    free: int
    total: int

    @property
    def percent(self) -> int:
        """Per cent free, rounded down; 100 where the system names no size."""
        return self.free * 100 // self.total if self.total else 100


def disk(folder: Path) -> Disk:
    """As the system says now; raises OSError."""
    facts = os.statvfs(folder)
    usable = facts.f_blocks - facts.f_bfree + facts.f_bavail  # blocks kept for root are nobody's room
    return Disk(facts.f_bavail * facts.f_frsize, usable * facts.f_frsize)


def read_only_reason() -> str:
    """A sentence where the disk is so full that nothing more may be written; '' otherwise. Costs one system call."""
    found = _now()
    return STOP.format(percent=found.percent) if found.percent < READ_ONLY_BELOW else ""


def warning() -> str:
    """A sentence for every page while the disk runs full; '' otherwise."""
    found = _now()
    if found.percent < READ_ONLY_BELOW:
        return STOP.format(percent=found.percent)
    return LOW.format(percent=found.percent) if found.percent < WARN_BELOW else ""


def _now() -> Disk:
    folder: Path = settings.SITE.folder
    try:
        return disk(folder)
    except OSError:  # no folder yet: a check without a site
        return Disk(0, 0)


def reserve_of(folder: Path) -> Path:
    return folder / "run" / "reserve"


def keep_reserve(folder: Path) -> None:
    """Hold 8 MiB back. Zeros would be no reserve on a disk that packs them, so it is written with noise."""
    path = reserve_of(folder)
    if path.exists() and path.stat().st_size == RESERVE:
        return
    path.touch(0o600)
    with path.open("wb") as out:
        for _ in range(RESERVE >> 20):
            out.write(os.urandom(1 << 20))
        out.flush()
        os.fsync(out.fileno())


def free_reserve(folder: Path) -> None:
    reserve_of(folder).unlink(missing_ok=True)
