"""The lights of the backup: green, amber or red by the age of the last copy, of its test, and of the copy elsewhere (R56)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from somat.audit.moment import day_of

FRESH, STALE = timedelta(hours=26), timedelta(hours=72)  # one night and a little; three nights
TESTED_DAYS = 8  # a week, and a day for the night
AWAY_DAYS, AWAY_LONGEST = 8, 31
DRILL_DAYS = 100  # a quarter, and a week


@dataclass(frozen=True, slots=True)
class Light:
    """`kind` as the pages' state mark takes it: ok, warn or bad."""

    label: str
    kind: str
    words: str


def copy_light(made_at: datetime | None, *, now: datetime, failed: str = "") -> Light:
    """`failed` says what stopped an attempt later than `made_at`."""
    label = "Bản sao lưu"
    if made_at is None:
        return Light(label, "bad", failed or "Chưa có bản sao lưu nào")
    age = now - made_at
    kind = "ok" if age <= FRESH else "warn" if age <= STALE else "bad"
    if failed:
        return Light(label, "bad" if kind == "bad" else "warn", f"Lần gần nhất hỏng: {failed}")
    return Light(label, kind, "Trong vòng một ngày" if kind == "ok" else f"Đã {int(age / timedelta(hours=1))} giờ")


def rehearsal_light(tested_at: datetime | None, *, wrong: str, now: datetime) -> Light:
    label = "Khôi phục thử"
    if wrong:
        return Light(label, "bad", wrong)
    if tested_at is None:
        return Light(label, "warn", "Chưa thử bản sao lưu nào")
    days = (now - tested_at).days
    return Light(label, "ok" if days <= TESTED_DAYS else "warn", "Đạt" if days < 1 else f"Đạt, {days} ngày trước")


def away_light(away_on: date | None, *, on: date) -> Light:
    label = "Bản sao ở nơi khác"
    if away_on is None:
        return Light(label, "bad", "Chưa cất bản sao nào ở nơi khác")
    days = (on - away_on).days
    kind = "ok" if days <= AWAY_DAYS else "warn" if days <= AWAY_LONGEST else "bad"
    return Light(label, kind, f"Cất ngày {away_on:%d/%m/%Y}")


def closed_light(fingerprint: str) -> Light:
    """Whether backups are closed to a key that is not on the server (R56)."""
    label = "Khóa sao lưu"
    if not fingerprint:
        return Light(label, "warn", "Chưa đặt: bản sao không khóa bằng khóa ngoài máy chủ")
    return Light(label, "ok", fingerprint)


def drill_light(at: datetime | None, *, wrong: str, took: int, now: datetime) -> Light:
    """The quarterly drill with the key holders; `took` in minutes."""
    label = "Diễn tập khôi phục"
    if at is None:
        return Light(label, "warn", "Chưa diễn tập lần nào")
    if wrong:
        return Light(label, "bad", wrong)
    kind = "ok" if (now - at).days <= DRILL_DAYS else "warn"
    return Light(label, kind, f"{day_of(at):%d/%m/%Y}, hết {took} phút")
