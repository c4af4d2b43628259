"""Numbers without gap or duplicate: one statement takes the next of each series under its row's lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

LINE = "line"
DOCUMENT = "document"
ARRIVAL = "arrival"

UPSERT = """
INSERT INTO registry_series (kind, scope, year, last, at) VALUES {rows}
ON CONFLICT (kind, scope, year) DO UPDATE
SET last = registry_series.last + 1, at = {later}(COALESCE(registry_series.at, excluded.at), excluded.at)
RETURNING kind, last, at
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """The numbers just taken, by kind, and the latest moment at which this series has given one."""

    numbers: dict[str, int]
    last_at: datetime


def take(*series: tuple[str, UUID], year: int, at: datetime) -> Taken:
    """Take the next number of each (kind, scope) of a year. The locks hold until the act's transaction ends."""
    wanted = sorted(series)  # one order for all writers: two acts can never wait for each other
    row = ", ".join(["(%s, %s, %s, 1, %s)"] * len(wanted))
    later = "MAX" if connection.vendor == "sqlite" else "GREATEST"
    moment = connection.ops.adapt_datetimefield_value(at)
    values = [v for kind, scope in wanted for v in (kind, native(scope), year, moment)]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT.format(rows=row, later=later), values)
        rows = cursor.fetchall()
    return Taken({kind: last for kind, last, _ in rows}, max(as_moment(moved, at) for _, _, moved in rows))


def native(scope: UUID) -> UUID | str:
    return scope if connection.features.has_native_uuid_field else scope.hex


def as_moment(value: datetime | str, like: datetime) -> datetime:
    """SQLite gives the moment back as text in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)
