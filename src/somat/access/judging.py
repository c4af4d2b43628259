"""What must hold before a right is proposed and again before it is confirmed: plain values in, a refusal or None out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from somat.law.levels import Level
from somat.law.refusal import Refusal, rule
from somat.law.roles import Role


@rule(
    "R-SEC-1", case="book", says="{name} chưa được tiếp cận độ {level}, là độ cao nhất của sổ này, trong những ngày đó."
)
def may_keep(level: Level, *, cleared: int, name: str) -> Refusal | None:
    """A book is seen whole, so its keeper is cleared for its highest level."""
    return Refusal("R-SEC-1", case="book", name=name, level=level, field="person") if cleared < level else None


@rule("R-SEC-1", case="circle", says="{name} chưa được tiếp cận độ {level}.")
def may_know(level: Level, *, cleared: int, name: str) -> Refusal | None:
    """Nobody is named in a circle for a level that he may not read."""
    return Refusal("R-SEC-1", case="circle", name=name, level=level, field="persons") if cleared < level else None


@rule("R28", case="clerk", says="{name} không giữ vai trò {role} trong những ngày đó.")
def must_hold(role: Role, *, roles: Collection[Role], name: str) -> Refusal | None:
    return None if role in roles else Refusal("R28", case="clerk", name=name, role=role, field="person")


@rule("R-SEC-1", case="deputy", says="{name} chưa được tiếp cận độ {level} trong những ngày đó.")
def may_reach(level: Level, *, cleared: int, name: str) -> Refusal | None:
    """Neither who delegates nor who decides for him goes above what he may read himself."""
    return Refusal("R-SEC-1", case="deputy", name=name, level=level, field="level") if cleared < level else None


@rule("R28", case="stranger", says="{name} là người ngoài cơ quan; chỉ ủy quyền cho cấp phó của cơ quan mình.")
def must_be_inside(outside: str, *, name: str) -> Refusal | None:
    return Refusal("R28", case="stranger", name=name, field="person") if outside else None


@rule(
    "R-AUTH-3", case="leader", says="{name} không giữ vai trò lãnh đạo trong những ngày đó nên không có gì để ủy quyền."
)
@rule("R-AUTH-3", case="again", says="Người đang được ủy quyền không được ủy quyền tiếp.")
def may_give(*, leader: bool, deputy: bool, name: str) -> Refusal | None:
    """Only a leader in his own right delegates; whoever decides by delegation hands nothing on."""
    if leader:
        return None
    case = "again" if deputy else "leader"
    return Refusal("R-AUTH-3", case=case, name=name, field="instead_of")


@rule("R-AUTH-2", case="giver", says="Người ủy quyền phải tự xác nhận việc ủy quyền của mình.")
def must_be_giver(giver: UUID | None, *, person: UUID) -> Refusal | None:
    """The power is his: no other leader gives it away."""
    return None if giver == person else Refusal("R-AUTH-2", case="giver")


@rule("R-AUTH-3", case="own", says="Vai trò lãnh đạo chỉ do lãnh đạo tự xác nhận, không do người được ủy quyền.")
def must_be_own(*, lent: bool, role: str) -> Refusal | None:
    """Who decides by delegation makes no leader: that would hand the delegation on for good."""
    return Refusal("R-AUTH-3", case="own") if lent and role == Role.LD else None


@rule(
    "R-AUTH-3", case="ended", says="Ủy quyền này chỉ có đến ngày {until}: ghi ngày cuối từ hôm qua đến trước ngày đó."
)
def may_end(*, until: date, last: date, on: date) -> Refusal | None:
    """A delegation is ended by a day before its last; yesterday means that it carries nothing from now on."""
    good = on - timedelta(days=1) <= until < last
    return None if good else Refusal("R-AUTH-3", case="ended", until=last, field="until")


@rule("R28", case="until", says="Ghi ngày hết hạn.")
def must_end(until: date | None) -> Refusal | None:
    """Clearances and book duties always have a last day."""
    return Refusal("R28", case="until", field="until") if until is None else None


@rule("R28", case="left", says="{name} đã nghỉ từ sau ngày {left}.")
def must_stay(*, left: date | None, since: date, name: str) -> Refusal | None:
    return Refusal("R28", case="left", name=name, left=left) if left is not None and left < since else None


@rule("R28", case="absent", says="{name} không giữ sổ này trong những ngày đó.")
def must_be_on_duty(*, duties: int, name: str) -> Refusal | None:
    """Only a keeper of the book can be stood in for, or hand it over."""
    return Refusal("R28", case="absent", name=name, field="instead_of") if not duties else None


@rule("R28", case="same", says="Người thay phải là người khác.")
def must_differ(*, same: bool) -> Refusal | None:
    return Refusal("R28", case="same", field="person") if same else None


@rule("R28", case="range", says="Ghi ngày đầu và ngày cuối của các dòng được xem; ngày cuối không trước ngày đầu.")
def must_have_range(first: date | None, last: date | None) -> Refusal | None:
    """An inspector sees the lines between two days."""
    wrong = first is None or last is None or last < first
    return Refusal("R28", case="range", field="first") if wrong else None


@rule("R28", case="insider", says="{name} là người trong cơ quan; chỉ ghi người của đoàn kiểm tra từ ngoài.")
def must_be_outside(outside: str, *, name: str) -> Refusal | None:
    return None if outside else Refusal("R28", case="insider", name=name, field="person")


@rule("R27", case="answered", says="Đề nghị này đã được trả lời.")
def must_wait(*, waiting: bool) -> Refusal | None:
    """One answer to one proposal."""
    return None if waiting else Refusal("R27", case="answered")


@rule(
    "R29",
    case="not-yours",
    says="Chỉ người nhận sổ theo quyết định mới ghi bàn giao, trong thời gian được giao, một lần.",
)
def may_take_over(*, named: bool, in_time: bool, done: bool) -> Refusal | None:
    """The one who takes the book writes down up to which line he found it written."""
    return None if named and in_time and not done else Refusal("R29", case="not-yours")


@rule(
    "R29",
    case="another-line",
    says="Sổ trong máy ghi đến số {in_book}, không phải {found}: đối chiếu lại với người giao rồi ghi số của dòng cuối cùng.",
)
def must_be_last(found: int, *, in_book: int) -> Refusal | None:
    """What the taker found written is what the register holds."""
    return (
        None if found == in_book else Refusal("R29", case="another-line", field="last_no", in_book=in_book, found=found)
    )
