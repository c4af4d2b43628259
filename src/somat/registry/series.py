"""Numbers without gap or duplicate: one statement takes the next of each series under its row's lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from somat.audit import durable
from somat.audit.statement import Rows, Statement, database_now, natives, statement

LINE = "line"
DOCUMENT = "document"
ARRIVAL = "arrival"

UPSERT = """
INSERT INTO registry_series (kind, scope, year, last, at) VALUES {rows}
ON CONFLICT (kind, scope, year) DO UPDATE
SET last = registry_series.last + 1, at = {later}(COALESCE(registry_series.at, excluded.at), excluded.at)
RETURNING kind, last, at{more}
"""


@dataclass(slots=True)
class Taken:
    """The numbers just taken, by kind, and the latest moment at which this series has given one."""

    numbers: dict[str, int]
    last_at: datetime

    def note(self, rows: Rows) -> None:
        for kind, last, moved, *_ in rows:
            self.numbers[kind] = last
            self.last_at = max(self.last_at, as_moment(moved, self.last_at))


def take(*series: tuple[str, UUID], year: int, at: datetime) -> Taken:
    """Take the next number of each (kind, scope) of a year. The locks hold until the act's transaction ends, on disk or not yet.

    Inside `at_once` the numbers are known when that ends.
    """
    wanted = sorted(series)  # one order for all writers: two acts can never wait for each other
    database = database_now()
    values = natives([v for kind, scope in wanted for v in (kind, scope, year, at)], vendor=database.vendor)
    taken = Taken({}, at)
    _taking(len(wanted), database.vendor).send(database, values, then=taken.note)
    if database.vendor == "postgresql":
        durable.before_the_answer()
    return taken


@cache
def _taking(count: int, vendor: str) -> Statement:
    row = ", ".join(["(%s, %s, %s, 1, %s)"] * count)
    if vendor == "sqlite":
        return statement(UPSERT.format(rows=row, later="MAX", more=""))
    return statement(UPSERT.format(rows=row, later="GREATEST", more=f", {durable.NO_WAIT}"))


def as_moment(value: datetime | str, like: datetime) -> datetime:
    """SQLite gives the moment back as text in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)
