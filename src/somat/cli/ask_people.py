"""The first people of a site asked one by one at the terminal, for an office that writes no file (R28)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from somat.law.refusal import Refusal
from somat.law.roles import Role
from somat.people import policy
from somat.people.first_run import READERS, FirstPerson, FirstRun, FirstUnit, judge

INTRODUCTION = (
    "Ghi từng người. Cần ít nhất năm người, trong đó có hai lãnh đạo (LD), văn thư (VT), cán bộ bảo mật (BM), "
    "kiểm soát nhật ký (KT) và quản trị (QT)."
)
OPTIONAL = "có thể để trống"
FIRST = (
    ("name", "Họ và tên"),
    ("username", "Tên đăng nhập, chữ thường không dấu"),
    ("post", f"Chức vụ ({OPTIONAL})"),
    ("unit", f"Đơn vị ({OPTIONAL})"),
    ("roles", "Vai trò, thí dụ VT hoặc VT BM"),
    ("clearance", f"Độ mật được tiếp cận: Mật, Tối mật hay Tuyệt mật ({OPTIONAL})"),
)
CLEARED = (("clearance_until", "Được tiếp cận đến ngày"),)
PAPER = (("decision", "Số quyết định phân công"), ("decided_on", "Ngày quyết định"))
HINTS = {
    "roles": "Vai trò là một hay nhiều mã trong: " + ", ".join(f"{role.value} {role.word}" for role in Role) + ".",
    "clearance": "Độ mật là Mật, Tối mật hoặc Tuyệt mật.",
    "clearance_until": "Ghi ngày dạng 31/12/2027.",
    "decided_on": "Ghi ngày dạng 31/12/2026.",
}


def ask_people(*, today: date) -> FirstRun:
    """Ask until the people may begin a site; nothing is written here. `today` is the local day."""
    click.echo(INTRODUCTION)
    people: list[FirstPerson] = []
    while True:
        click.echo(f"— Người thứ {len(people) + 1}")
        people.append(ask_person())
        if click.confirm("Còn người nữa?", default=len(people) < 5):
            continue
        plan = FirstRun((), tuple(people))
        wrong = [refusal for refusal in judge(plan, on=today) if refusal]
        if not wrong:
            return with_units(plan)
        for refusal in wrong:
            click.echo(f"Chưa được: {refusal.sentence()}")
        drop(people)


def drop(people: list[FirstPerson]) -> None:
    """Who was written wrongly is taken out and asked again; nobody, when somebody is missing."""
    names = ", ".join(person.username for person in people)
    written = click.prompt(f"Tên đăng nhập của người cần ghi lại ({names}; để trống: ghi thêm người)", default="")
    people[:] = [person for person in people if person.username != policy.tidy_username(written)]


def ask_person() -> FirstPerson:
    facts = ask_all(FIRST)
    if facts.get("clearance"):
        facts |= ask_all(CLEARED)
    return FirstPerson(**facts | ask_all(PAPER))


def ask_all(questions: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    asked = ((field, ask(field, question)) for field, question in questions)
    return {field: value for field, value in asked if value is not None}


def ask(field: str, question: str) -> Any:
    """One answer, asked again until it can be used; None when it was left empty and may be."""
    reader: Callable[[Any], Any] = READERS[field]
    while True:
        written = str(click.prompt(question, default="", show_default=False)).strip()
        if not written and OPTIONAL in question:
            return None
        problem = problem_of(field, written, reader)
        if problem is None:
            return reader(written)
        click.echo(problem)


def problem_of(field: str, written: str, reader: Callable[[Any], Any]) -> str | None:
    if not written:
        return "Mục này phải ghi."
    try:
        value = reader(written)
    except (ValueError, KeyError):
        return HINTS[field]
    refusal: Refusal | None = policy.may_be_username(value) if field == "username" else None
    return refusal.sentence() if refusal else None


def with_units(plan: FirstRun) -> FirstRun:
    """Each unit that a person was said to belong to."""
    names = dict.fromkeys(person.unit for person in plan.people if person.unit)
    return FirstRun(tuple(map(FirstUnit, names)), plan.people)
