"""The rules of passwords and log-in sessions: plain values in, a refusal or None out (R37, R38, R38a)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime, timedelta

from somat.law.refusal import Refusal, rule
from somat.law.roles import Role

MOST_FAILURES = 5
IDLE_MINUTES = 15
IDLE_MINUTES_ADMIN = 5
ABSOLUTE = timedelta(hours=8)
UNUSED = timedelta(days=45)
ADMIN_PASSWORD_LIFE = timedelta(days=60)
PASSWORDS_KEPT = 10
FEWEST_CHARACTERS = 14
MOST_CHARACTERS = 200
KINDS = (
    ("chữ thường", lambda c: c.islower()),
    ("chữ hoa", lambda c: c.isupper()),
    ("chữ số", lambda c: c.isdecimal()),
    ("dấu hoặc ký hiệu", lambda c: not c.isalnum()),
)
USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,59}")


def tidy_username(written: str) -> str:
    """A log-in name as it is kept: no spaces round it, lower case."""
    return unicodedata.normalize("NFC", written).strip().casefold()


@rule("R38", case="username", says="Tên đăng nhập gồm 2 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch; bắt đầu bằng chữ.")
def may_be_username(username: str) -> Refusal | None:
    """Plain letters only, so that it can be typed on any keyboard."""
    return None if USERNAME.fullmatch(username) else Refusal("R38", case="username", field="username")


@rule("R38", case="short", says="Mật khẩu phải có ít nhất {need} ký tự.")
@rule("R38", case="long", says="Mật khẩu dài nhất {most} ký tự.")
@rule("R38", case="kinds", says="Mật khẩu còn thiếu: {missing}.")
@rule("R38", case="name", says="Mật khẩu không được chứa tên đăng nhập.")
def may_be_password(password: str, *, username: str) -> tuple[Refusal, ...]:
    """Every reason against a password of an account without hardware factor; an empty tuple allows it."""
    missing = [name for name, is_of in KINDS if not any(map(is_of, password))]
    answers = (
        (len(password) < FEWEST_CHARACTERS, {"case": "short", "need": FEWEST_CHARACTERS}),
        (len(password) > MOST_CHARACTERS, {"case": "long", "most": MOST_CHARACTERS}),
        (bool(missing), {"case": "kinds", "missing": missing}),
        (username in password.casefold(), {"case": "name"}),
    )
    return tuple(Refusal("R38", field="new", **facts) for wrong, facts in answers if wrong)


@rule("R38", case="reused", says="Không dùng lại {kept} mật khẩu gần nhất.")
def may_reuse(*, used: int) -> Refusal | None:
    """`used`: how many of the passwords kept are this one."""
    return Refusal("R38", case="reused", kept=PASSWORDS_KEPT, field="new") if used else None


def idle_minutes(roles: Collection[Role]) -> int:
    """How long a session may rest before it locks."""
    return IDLE_MINUTES_ADMIN if Role.QT in roles else IDLE_MINUTES


def is_unused(*, last_login: datetime | None, changed: datetime, now: datetime) -> bool:
    """No log-in for 45 days, counted from the making or resetting of the account where there was none since."""
    return now - max(filter(None, (last_login, changed))) > UNUSED


def must_change(*, one_time: bool, changed: datetime, roles: Collection[Role], now: datetime) -> bool:
    """A secret given by another, or an administrator's password after 60 days."""
    return one_time or (Role.QT in roles and now - changed > ADMIN_PASSWORD_LIFE)


def in_force(*, since: date, until: date | None, on: date) -> bool:
    return since <= on and (until is None or on <= until)


@rule(
    "R38",
    case="log-in",
    says="Không đăng nhập được: sai tên hoặc mật khẩu, hoặc tài khoản không dùng được."
    " Sai {most} lần liên tiếp thì tài khoản bị khóa; hai người khác mới mở lại được.",
)
def no_log_in() -> Refusal:
    """The one answer to every failed log-in: a wrong name, a wrong password and a locked account look alike."""
    return Refusal("R38", case="log-in", most=MOST_FAILURES)


@rule("R38", case="old", says="Mật khẩu đang dùng nhập không đúng.")
def wrong_old_password() -> Refusal:
    return Refusal("R38", case="old", field="old")
