"""Reads TOML tables into rows and says in Vietnamese, by file and row, what is wrong with a bad one."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from somat.law.row import Origin, Row, State

RULES = "rules"  # the one subject whose rows carry a sentence instead of a value
_TOP = {"group", "fixed", "open", "free"}
_FIELDS = {"from", "until", "value", "source", "article", "state", "says", "rule", "group"}
_INHERITED = ("says", "rule", "group")  # a later row of a key may leave these out


class BadLaw(Exception):
    """A folder of law that cannot be read; `problems` are Vietnamese sentences naming file and row."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)


@dataclass(frozen=True, slots=True)
class Subject:
    """One file: its rows by key.

    `fixed` bars an agency's rows; `open` lets an agency add keys; `free` names the tables whose keys it may choose.
    """

    name: str
    keys: Mapping[str, tuple[Row[Any], ...]]
    fixed: bool
    open: bool
    free: tuple[str, ...] = ()


def read_folder(folder: Path, *, origin: Origin = Origin.SHIPPED) -> dict[str, Subject]:
    """Every subject of a folder by name. Raises BadLaw with all problems at once."""
    return read_texts({file.name: file.read_bytes() for file in sorted(folder.glob("*.toml"))}, origin=origin)


def read_texts(texts: Mapping[str, bytes], *, origin: Origin) -> dict[str, Subject]:
    """The same from file names and contents already in hand, so that what was hashed is what is read."""
    problems: list[str] = []
    subjects = [_subject(name, text, origin, problems) for name, text in texts.items()]
    if problems:
        raise BadLaw(*problems)
    return {subject.name: subject for subject in subjects}


def _subject(file: str, text: bytes, origin: Origin, problems: list[str]) -> Subject:
    name = file.removesuffix(".toml")
    try:
        table = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        problems.append(f"Tệp {file}: không đọc được ({broken}).")
        table = {}
    keys: dict[str, tuple[Row[Any], ...]] = {}
    for key, entries in table.items():
        if key in _TOP:
            continue
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            problems.append(f"Tệp {file}: không hiểu mục “{key}”; mỗi dòng phải bắt đầu bằng [[{key}]].")
            continue
        keys[key] = _rows(file, f"{name}.{key}", entries, str(table.get("group", "")), origin, problems)
    fixed, open_, free = table.get("fixed") is True, table.get("open") is True, tuple(table.get("free", ()))
    return Subject(name, keys, fixed=fixed, open=open_, free=free)


def _rows(
    file: str, key: str, entries: Sequence[dict[str, Any]], group: str, origin: Origin, problems: list[str]
) -> tuple[Row[Any], ...]:
    above: dict[str, Any] = {"group": group}
    rows = []
    for number, entry in enumerate(entries, 1):
        full = {**{field: above[field] for field in _INHERITED if field in above}, **entry}
        wrong = list(_wrong(key, full))
        problems += [f"Tệp {file}, mục {key.partition('.')[2]}, dòng {number}: {what}." for what in wrong]
        if not wrong:
            rows.append(_row(key, full, origin))
        above = full
    return _closed(file, key, rows, problems)


def _wrong(key: str, entry: Mapping[str, Any]) -> Iterator[str]:
    is_rule = key.startswith(f"{RULES}.")
    for field in sorted(entry.keys() - _FIELDS):
        yield f"không hiểu trường “{field}”"
    if is_rule and "value" in entry:
        yield "quy tắc không có trường “value”"
    if not is_rule and "value" not in entry:
        yield "thiếu giá trị (value)"
    for field, word in (("source", "nguồn"), ("says", "câu giải thích"), ("group", "nhóm")):
        if not _text(entry.get(field)):
            yield f"thiếu {word} ({field})"
    if not is_rule and not _text(entry.get("rule")):
        yield "thiếu mã quy tắc (rule)"
    if entry.get("state") not in list(State):
        yield f"trạng thái (state) phải là một trong: {', '.join(State)}"
    if not _day(entry.get("from")):
        yield "thiếu ngày bắt đầu (from) dạng năm-tháng-ngày"
    elif "until" in entry and not (_day(entry["until"]) and entry["until"] >= entry["from"]):
        yield "ngày kết thúc (until) phải là một ngày không sớm hơn ngày bắt đầu"


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _row(key: str, entry: Mapping[str, Any], origin: Origin) -> Row[Any]:
    is_rule = key.startswith(f"{RULES}.")
    return Row(
        key=key,
        from_=entry["from"],
        until=entry.get("until"),
        value=entry["says"] if is_rule else entry["value"],
        source=entry["source"],
        article=entry.get("article", ""),
        state=State(entry["state"]),
        says=entry["says"],
        rule=key.partition(".")[2] if is_rule else entry["rule"],
        group=entry["group"],
        origin=origin,
    )


def _closed(file: str, key: str, rows: Sequence[Row[Any]], problems: list[str]) -> tuple[Row[Any], ...]:
    """Rows in order of time, each open one ended on the eve of the next; overlapping days are a problem."""
    ordered = sorted(rows, key=lambda row: row.from_)
    closed = []
    for row, following in pairwise([*ordered, None]):
        assert row is not None
        if following is None:
            closed.append(row)
        elif following.from_ == row.from_ or (row.until is not None and row.until >= following.from_):
            problems.append(
                f"Tệp {file}, mục {key.partition('.')[2]}: hai dòng cùng có hiệu lực ngày {following.from_:%d/%m/%Y}."
            )
        else:
            closed.append(replace(row, until=row.until or following.from_ - timedelta(days=1)))
    return tuple(closed)
