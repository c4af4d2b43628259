"""Sessions, passwords, the clock and repeated requests (R38, R40, R54, R-SEC-5). Moments come in; nothing is read."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from somat.law.access import Strength
from somat.law.dated import Dated, dated
from somat.law.refusal import Refusal, rule
from somat.law.roles import Role

IDLE_MINUTES = dated("sessions.idle-minutes", int)
IDLE_MINUTES_BY_ROLE: Dated[dict[str, int]] = dated("sessions.idle-minutes-by-role", dict)
LONGEST_HOURS = dated("sessions.longest-hours", int)
FRESH_MINUTES = dated("sessions.fresh-minutes", int)
WRONG_LOGINS = dated("sessions.wrong-logins", int)
UNUSED_DAYS = dated("sessions.unused-days", int)
PASSWORD_LEAST: Dated[dict[str, int]] = dated("sessions.password-least", dict)
PASSWORD_KINDS: Dated[dict[str, int]] = dated("sessions.password-kinds", dict)
MOST_SECONDS_BACK = dated("sessions.most-seconds-back", int)


def idle_limit(roles: Collection[Role], *, on: date) -> timedelta:
    """How long a session may rest: the shortest of the person's roles."""
    by_role = IDLE_MINUTES_BY_ROLE.on(on).value
    return timedelta(minutes=min([IDLE_MINUTES.on(on).value, *(by_role[role] for role in roles if role in by_role)]))


@rule("R38", case="idle", says="Phiên làm việc đã khóa vì lâu không dùng. Hãy đăng nhập lại.")
@rule("R38", case="long", says="Phiên làm việc đã hết thời hạn. Hãy đăng nhập lại.")
def may_go_on(*, opened: datetime, seen: datetime, now: datetime, roles: Collection[Role]) -> Refusal | None:
    """A session lives while it is used and not too old; `seen` is the moment of its last request."""
    if now - seen > idle_limit(roles, on=now.date()):
        return Refusal("R38", case="idle")
    longest = timedelta(hours=LONGEST_HOURS.on(now.date()).value)
    return Refusal("R38", case="long") if now - opened > longest else None


@rule("R38", case="fresh", says="Việc này phải nhập lại mật khẩu.")
def is_fresh(*, proven: datetime, now: datetime) -> Refusal | None:
    """The person has shown who he is a few minutes ago at most."""
    limit = timedelta(minutes=FRESH_MINUTES.on(now.date()).value)
    return Refusal("R38", case="fresh") if now - proven > limit else None


@rule("R38", case="locked", says="Tài khoản đã khóa vì nhập sai {most} lần. Mở khóa phải có hai người.")
def may_try(*, wrong: int, on: date) -> Refusal | None:
    """One more login while wrong ones in a row are fewer than the limit."""
    most = WRONG_LOGINS.on(on).value
    return Refusal("R38", case="locked", most=most) if wrong >= most else None


@rule("R38", case="unused", says="Tài khoản đã khóa vì {days} ngày không dùng.")
def may_use_account(*, last_used: date, on: date) -> Refusal | None:
    """An account sleeps when nobody has used it for so many days."""
    days = UNUSED_DAYS.on(on).value
    return Refusal("R38", case="unused", days=days) if (on - last_used).days > days else None


@rule("R38", case="short", says="Mật khẩu phải có ít nhất {least} ký tự.")
@rule("R38", case="kinds", says="Mật khẩu phải có {kinds} loại: chữ thường, chữ hoa, chữ số, ký tự khác.")
def may_choose_password(password: str, *, strength: Strength, on: date) -> Refusal | None:
    """Long enough and of enough kinds for how the person logs in. The password never enters the refusal."""
    least, kinds = PASSWORD_LEAST.on(on).value, PASSWORD_KINDS.on(on).value
    code = strength.name.lower()
    if len(password) < least[code]:
        return Refusal("R38", case="short", least=least[code], field="password")
    if _kinds(password) < kinds[code]:
        return Refusal("R38", case="kinds", kinds=kinds[code], field="password")
    return None


def _kinds(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum())
    return sum(any(test(character) for character in password) for test in tests)


@rule("R40", says="Đồng hồ máy lùi {back} giây so với lần ghi trước: ngừng cấp số, báo người quản trị.")
@rule("R-SEC-5")
def may_number_at(*, now: datetime, last: datetime | None) -> Refusal | None:
    """No number is given when the clock has gone back too far behind the last recorded moment; both are aware."""
    if last is None or last - now <= timedelta(seconds=MOST_SECONDS_BACK.on(now.date()).value):
        return None
    return Refusal("R40", back=int((last - now).total_seconds()))


@rule("R54", says="Yêu cầu này trùng mã với một việc khác đã làm. Hãy mở lại trang rồi làm lại.")
def may_repeat(*, done: str, asked: str) -> Refusal | None:
    """A key that was used for one act is not accepted for another; the same act answers with its first result."""
    return None if done == asked else Refusal("R54")
