"""What the law's session rules leave to us: log-in names, and what else a password must not be (R37, R38a)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, timedelta

from somat.law.refusal import Refusal, rule
from somat.law.roles import Role
from somat.law.sessions import WRONG_LOGINS

ADMIN_PASSWORD_LIFE = timedelta(days=60)
PASSWORDS_KEPT = 10
MOST_CHARACTERS = 200
USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,59}")


def tidy_username(written: str) -> str:
    """A log-in name as it is kept: no spaces round it, lower case."""
    return unicodedata.normalize("NFC", written).strip().casefold()


@rule(
    "R38",
    case="username",
    says="Tên đăng nhập gồm 2 đến 60 chữ thường không dấu, chữ số, dấu chấm, dấu gạch; bắt đầu bằng một chữ.",
)
def may_be_username(username: str) -> Refusal | None:
    """Plain letters only, so that it can be typed on any keyboard."""
    return None if USERNAME.fullmatch(username) else Refusal("R38", case="username", field="username")


@rule("R38", case="contains", says="Mật khẩu không được chứa tên đăng nhập.")
def may_contain(password: str, *, username: str) -> Refusal | None:
    """A name of two letters stands in too many words to mean anything."""
    found = len(username) > 2 and username in password.casefold()
    return Refusal("R38", case="contains", field="password") if found else None


@rule("R38", case="too-long", says="Mật khẩu dài nhất {most} ký tự.")
def may_be_so_long(password: str) -> Refusal | None:
    most = MOST_CHARACTERS
    return Refusal("R38", case="too-long", most=most, field="password") if len(password) > most else None


@rule("R38", case="reused", says="Không dùng lại {kept} mật khẩu gần nhất.")
def may_reuse(*, used: int) -> Refusal | None:
    """`used`: how many of the passwords kept are this one."""
    return Refusal("R38", case="reused", kept=PASSWORDS_KEPT, field="password") if used else None


@rule("R38", case="old", says="Mật khẩu đang dùng nhập không đúng.")
def knows_password(*, right: bool) -> Refusal | None:
    """Whoever sits at an open session must still know the password to change it."""
    return None if right else Refusal("R38", case="old", field="old")


@rule(
    "R38",
    case="log-in",
    says="Không đăng nhập được: sai tên hoặc mật khẩu, hoặc tài khoản không dùng được."
    " Sai {most} lần liên tiếp thì tài khoản bị khóa và phải có hai người mở lại.",
)
def no_log_in(*, on: date) -> Refusal:
    """The one answer to every failed log-in: a wrong name, a wrong password and a locked account look alike."""
    return Refusal("R38", case="log-in", most=WRONG_LOGINS.on(on).value)


def must_change(*, one_time: bool, changed: datetime, roles: Collection[Role], now: datetime) -> bool:
    """A secret given by another must be changed at once, an administrator's password after 60 days."""
    return one_time or (Role.QT in roles and now - changed > ADMIN_PASSWORD_LIFE)


@rule("R28", case="decision", says="Ghi số quyết định.")
@rule("R28", case="decided", says="Ngày quyết định {day} chưa tới.")
@rule("R28", case="period", says="Ngày hết hạn {until} trước ngày bắt đầu {since}.")
def may_decide(decision: str, *, decided_on: date, since: date, until: date | None, on: date) -> Refusal | None:
    """A role, a right or a post rests on a decision that has a number, is made already, and has a real period."""
    if not decision.strip():
        return Refusal("R28", case="decision", field="decision")
    if decided_on > on:
        return Refusal("R28", case="decided", day=decided_on, field="decided_on")
    if until is not None and until < since:
        return Refusal("R28", case="period", until=until, since=since, field="until")
    return None
