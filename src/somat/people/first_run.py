"""The first people of a site, read from a TOML or CSV file and judged before anything is written (R28)."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from somat.law.fold import fold
from somat.law.levels import Level
from somat.law.refusal import Refusal, rule
from somat.law.roles import Role, may_start
from somat.people import policy

# What a column may be called in the file, without marks; the first name is ours.
COLUMNS = {
    "name": ("name", "ho ten", "ho va ten"),
    "unit": ("unit", "don vi"),
    "post": ("post", "chuc vu"),
    "roles": ("roles", "vai tro"),
    "username": ("username", "ten dang nhap"),
    "clearance": ("clearance", "do mat duoc tiep can", "do mat"),
    "clearance_until": ("clearance until", "den ngay"),
    "decision": ("decision", "so quyet dinh"),
    "decided_on": ("decided on", "ngay quyet dinh"),
    "since": ("since", "tu ngay"),
    "substitute": ("substitute", "thay lanh dao"),
    "entered_by": ("entered by", "hai nguoi ghi"),
    "outside": ("outside", "co quan ngoai"),
    "until": ("until", "han tai khoan"),
}
KNOWN = {written: column for column, names in COLUMNS.items() for written in names}
LEVELS = {fold(word): level for level in Level for word in (level.code, level.title, level.letter)}
YES = frozenset({"true", "1", "co", "x"})


class BadPeople(Exception):
    """The file cannot be used. `problems` are Vietnamese sentences, each naming its line."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class FirstUnit:
    """A unit; `parent` is the name of the one above it, or empty."""

    name: str
    short: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """A person as the file names him, with the paper decision on which his roles and clearance rest.

    They hold from `since`, or from the day on which the file is written down.
    """

    name: str
    username: str
    roles: frozenset[Role]
    decision: str
    decided_on: date
    since: date | None = None
    unit: str = ""
    post: str = ""
    clearance: Level | None = None
    clearance_until: date | None = None
    substitute: bool = False
    entered_by: tuple[str, ...] = ()
    outside: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FirstRun:
    """All of a file."""

    units: tuple[FirstUnit, ...]
    people: tuple[FirstPerson, ...]


def read(path: Path) -> FirstRun:
    """Read a file by its ending. Raises BadPeople with every problem of shape at once."""
    try:
        text = path.read_text("utf-8-sig")
        facts = tomllib.loads(text) if path.suffix == ".toml" else {"person": list(csv.DictReader(text.splitlines()))}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as error:
        raise BadPeople(f"Không đọc được tệp {path.name}: {error}.") from None
    problems: list[str] = []
    people = [
        person_of(row, line, problems) for line, row in enumerate(facts.get("person", []), start=1) if any(row.values())
    ]
    if problems:
        raise BadPeople(*problems)
    given = [FirstUnit(unit["name"], unit.get("short", ""), unit.get("parent", "")) for unit in facts.get("unit", [])]
    named = {unit.name for unit in given}
    missing = dict.fromkeys(p.unit for p in people if p is not None and p.unit and p.unit not in named)
    return FirstRun((*given, *map(FirstUnit, missing)), tuple(p for p in people if p is not None))


def person_of(row: Mapping[str | None, Any], line: int, problems: list[str]) -> FirstPerson | None:
    """One person, or None with what is wrong added to the problems."""
    facts: dict[str, Any] = {}
    for written, value in row.items():
        column = KNOWN.get(fold((written or "").replace("_", " ")))
        if column is None:
            problems.append(f"Người thứ {line}: không hiểu cột “{written}”.")
            continue
        try:
            facts |= {column: READERS[column](value)} if value not in ("", None) else {}
        except (ValueError, KeyError):
            problems.append(f"Người thứ {line}, mục “{written}”: không hiểu “{value}”.")
    lacking = [c for c in ("name", "username", "roles", "decision", "decided_on") if c not in facts]
    problems += [f"Người thứ {line}: thiếu mục “{c}”." for c in lacking]
    return None if lacking else FirstPerson(**facts)


def day(value: Any) -> date:
    """A TOML day, 2026-01-31 or 31/01/2026."""
    if isinstance(value, date):
        return value
    text = str(value).strip()
    return datetime.strptime(text, "%d/%m/%Y").date() if "/" in text else date.fromisoformat(text)  # noqa: DTZ007


def words(value: Any) -> list[str]:
    """A TOML list, or words between semicolons."""
    parts = value if isinstance(value, list) else str(value).split(";")
    return [str(part).strip() for part in parts if str(part).strip()]


def text(value: Any) -> str:
    return str(value).strip()


READERS: dict[str, Any] = {
    "roles": lambda value: frozenset(Role(code.upper()) for part in words(value) for code in part.split()),
    "username": lambda value: policy.tidy_username(str(value)),
    "clearance": lambda value: LEVELS[fold(str(value))],
    "clearance_until": day,
    "decided_on": day,
    "since": day,
    "until": day,
    "substitute": lambda value: fold(str(value)) in YES,
    "entered_by": lambda value: tuple(words(value)),
    **dict.fromkeys(("name", "unit", "post", "decision", "outside"), text),
}


def judge(plan: FirstRun, *, on: date) -> list[Refusal | None]:
    """Everything that forbids a site to begin with these people; each answer names the person or the pair."""
    usernames = Counter(person.username for person in plan.people)
    twice = Counter(person.name for person in plan.people)
    by_name = {p.name if twice[p.name] == 1 else f"{p.name} ({p.username})": p.roles for p in plan.people}
    answers = [may_start(by_name), may_stand_above(plan.units)]
    for person in plan.people:
        answers += [
            policy.may_be_username(person.username),
            may_be_once(person.username, times=usernames[person.username]),
            policy.may_decide(
                person.decision,
                decided_on=person.decided_on,
                since=person.since or on,
                until=person.clearance_until,
                on=on,
            ),
            may_clear(person),
            may_substitute(person, names=frozenset(twice)),
            may_come_from(person),
        ]
    return answers


@rule("R28", case="first-username", says="Tên đăng nhập {username} ghi hai lần.")
def may_be_once(username: str, *, times: int) -> Refusal | None:
    return Refusal("R28", case="first-username", username=username) if times > 1 else None


@rule("R28", case="first-clearance", says="{person}: ghi ngày hết hạn của độ mật được tiếp cận.")
def may_clear(person: FirstPerson) -> Refusal | None:
    """A clearance has a last day."""
    lacking = person.clearance is not None and person.clearance_until is None
    return Refusal("R28", case="first-clearance", person=person.name) if lacking else None


@rule(
    "R28", case="first-substitute", says="{person} thay lãnh đạo theo quyết định: phải có đúng hai người khác cùng ghi."
)
def may_substitute(person: FirstPerson, *, names: frozenset[str]) -> Refusal | None:
    """Who stands in for a leader by a paper decision is entered by two others of the list."""
    others = set(person.entered_by) & (names - {person.name})
    wrong = person.substitute and (len(others) != 2 or Role.LD not in person.roles)
    return Refusal("R28", case="first-substitute", person=person.name) if wrong else None


@rule(
    "R28",
    case="first-outside",
    says="{person}: người ngoài cơ quan chỉ giữ vai trò thanh tra và phải có hạn tài khoản.",
)
def may_come_from(person: FirstPerson) -> Refusal | None:
    wrong = bool(person.outside) and (person.roles != {Role.TT} or person.until is None)
    return Refusal("R28", case="first-outside", person=person.name) if wrong else None


@rule("R28", case="first-unit", says="Đơn vị “{unit}” ghi trực thuộc “{parent}”, nhưng không có đơn vị đó ở dòng trên.")
def may_stand_above(units: tuple[FirstUnit, ...]) -> Refusal | None:
    """A parent stands in the file before its children."""
    seen: set[str] = set()
    for unit in units:
        if unit.parent and unit.parent not in seen:
            return Refusal("R28", case="first-unit", unit=unit.name, parent=unit.parent)
        seen.add(unit.name)
    return None


@rule("R28", case="not-first", says="Nơi này đã có người; chỉ ghi được danh sách đầu tiên một lần.")
def may_be_first(*, empty: bool) -> Refusal | None:
    return None if empty else Refusal("R28", case="not-first")
