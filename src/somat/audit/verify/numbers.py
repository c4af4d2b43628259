"""Numbers of books without gap or duplicate, and leaves that have one place each."""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol

from somat.audit.verify.findings import Finding, found
from somat.audit.verify.source import Row, Source

MOST = 20  # findings of one kind in one table


class Counted(Protocol):
    """Numbers that must run without gap inside each group (somat.audit.rows.Count)."""

    @property
    def table(self) -> str: ...
    @property
    def groups(self) -> tuple[str, ...]: ...
    @property
    def number(self) -> str: ...
    @property
    def only(self) -> tuple[str, str] | None: ...


def wrong(source: Source, counted: Counted) -> list[Finding]:
    """The first missing and the first doubled number of each group that has one."""
    groups = ", ".join(f'"{column}"' for column in counted.groups)
    where, values = _where(counted)
    number = f'"{counted.number}"'
    rows = source.all(
        f'SELECT {groups} FROM "{counted.table}"{where} GROUP BY {groups}'  # noqa: S608
        f" HAVING max({number}) - min({number}) + 1 <> count(*) OR count(DISTINCT {number}) <> count(*) LIMIT {MOST}",
        values,
    )
    return [finding for group in rows for finding in _in_group(source, counted, group)]


def _where(counted: Counted) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if counted.only is None else (f' WHERE "{counted.only[0]}" = ?', (counted.only[1],))


def _in_group(source: Source, counted: Counted, group: Row) -> list[Finding]:
    where, values = _where(counted)
    same = " AND ".join(f'"{column}" = ?' for column in counted.groups)
    sql = f'SELECT "{counted.number}" FROM "{counted.table}"{where}{" AND " if where else " WHERE "}{same}'  # noqa: S608
    taken = sorted(row[0] for row in source.all(sql, (*values, *group)))
    name = ", ".join(str(value) for value in group)
    findings = []
    for before, after in pairwise(taken):
        if after == before:
            findings.append(found("number-twice", table=counted.table, group=name, number=after))
        elif after > before + 1:
            findings.append(found("number-gap", table=counted.table, group=name, number=before + 1))
    return findings[:MOST]


def twice(source: Source) -> list[Finding]:
    """Leaves with two places, and leaves written down twice."""
    findings = []
    for table, column in (("audit_leafindex", "leaf"), ("audit_leaf", "uuid")):
        sql = f"SELECT {column} FROM {table} GROUP BY {column} HAVING count(*) > 1 LIMIT {MOST}"  # noqa: S608
        for (leaf,) in source.all(sql):
            index = source.all('SELECT min("index") FROM audit_leafindex WHERE leaf = ?', (leaf,))[0][0]
            facts = {} if index is None else {"index": index}
            findings.append(found("leaf-twice", **facts, leaf=_hex(leaf)))
    return findings


def _hex(leaf: object) -> str:
    return str(leaf).replace("-", "")
