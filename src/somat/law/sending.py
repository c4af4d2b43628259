"""Outgoing documents: registered first, no abstract for Tuyệt mật, packed by level, copies that add up (R-OUT)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from somat.law.dated import Dated, dated
from somat.law.levels import LETTERS, Level
from somat.law.refusal import Refusal, rule

ABSTRACT: Dated[dict[str, str]] = dated("sending.abstract", dict)
WITHOUT_ABSTRACT: Dated[list[str]] = dated("levels.without-abstract", list)
PACKING: Dated[dict[str, dict[str, Any]]] = dated("sending.packing", dict)
NAMED_MARK = dated("sending.named-mark", str)


class Register(StrEnum):
    """The two registers of the law."""

    OUT = "out"
    IN = "in"


COLUMNS: dict[Register, Dated[list[str]]] = {
    register: dated(f"sending.{register.value}-columns", list) for register in Register
}


@rule("R-OUT-1", says="Chưa vào Sổ đăng ký bí mật nhà nước đi thì chưa được giao.")
def may_hand_over(*, registered: date | None, on: date) -> Refusal | None:
    """Registered on or before the day of handing over."""
    return Refusal("R-OUT-1") if registered is None or on < registered else None


class Abstract(StrEnum):
    """What the law of a day says of the abstract in a register."""

    RECORDED = "recorded"
    WITH_CONSENT = "with-consent"
    NEVER = "never"


@rule("R-OUT-2")
def abstract_law(level: Level, *, on: date) -> Abstract:
    """What the law of that day allows; our own books are stricter, see `may_record_abstract`."""
    return Abstract(ABSTRACT.on(on).value[level.code])


@rule("R-OUT-2", says="Tài liệu Tuyệt mật không ghi trích yếu.")
def may_record_abstract(level: Level, *, abstract: str) -> Refusal | None:
    """Our books hold no abstract of a Tuyệt mật document of any age. The abstract itself never enters the refusal."""
    if level.code in WITHOUT_ABSTRACT.latest.value and abstract.strip():
        return Refusal("R-OUT-2", field="abstract")
    return None


@rule("R-OUT-3", says="Văn bản chưa có số và ngày thì chưa được phát hành.")
def may_issue(*, number: int | None, dated_on: date | None) -> Refusal | None:
    """Number and date come before issue."""
    return Refusal("R-OUT-3", field="number") if number is None or dated_on is None else None


@dataclass(frozen=True, slots=True)
class Packing:
    """How an envelope is made up: its layers and what is written on each; `inner` is empty for one layer."""

    layers: int
    letter: str
    inner: tuple[str, ...]
    outer: tuple[str, ...]


@rule("R-OUT-5")
@rule("R-OUT-6")
def packing(level: Level, *, on: date, named: str = "") -> Packing:
    """What the level asks for on that day; `named` is the one person who may open it, marked on the innermost layer."""
    asked = PACKING.on(on).value[level.code]
    inner, outer = tuple(asked["inner"]), tuple(asked["outer"])
    if named:
        mark = (NAMED_MARK.on(on).value,)
        inner, outer = (inner + mark, outer) if inner else (inner, outer + mark)
    return Packing(asked["layers"], LETTERS.on(on).value[level.code], inner, outer)


@rule("R-OUT-5", says="Tài liệu {level} phải có {due} lớp bì, không phải {layers}.")
@rule("R-OUT-6", says="Tài liệu {level} chỉ có {due} lớp bì, không phải {layers}.")
@rule("R-OUT-6", case="letter", says="Ngoài bì tài liệu {level} phải đóng chữ {due}, không phải “{letter}”.")
def may_pack(level: Level, *, layers: int, letter: str, on: date) -> Refusal | None:
    """Layers and letter as the level asks."""
    due = packing(level, on=on)
    if layers != due.layers:
        rule_id = "R-OUT-5" if due.inner else "R-OUT-6"
        return Refusal(rule_id, level=level, due=due.layers, layers=layers, field="layers")
    if letter != due.letter:
        return Refusal("R-OUT-6", case="letter", level=level, due=due.letter, letter=letter, field="letter")
    return None


@rule("R-OUT-7")
@rule("R-OUT-8", says="Người nhận chưa ký nhận.")
def may_take_delivery(*, receiver: str) -> Refusal | None:
    """A delivery counts once the receiver has signed by name."""
    return None if receiver.strip() else Refusal("R-OUT-8", field="receiver")


@rule(
    "R-OUT-8", case="count", says="Giao {handed} bản nhưng người nhận đếm được {counted}: hai bên phải đối chiếu lại."
)
def may_agree_count(*, handed: int, counted: int) -> Refusal | None:
    """Sender and receiver compare, and what they count is the same."""
    return None if handed == counted else Refusal("R-OUT-8", case="count", handed=handed, counted=counted)


@rule("R-OUT-9", says="Số bản phát hành là {issued}, số được duyệt là {approved}.")
def may_issue_copies(*, issued: int, approved: int) -> Refusal | None:
    """Exactly the number approved: neither more nor fewer, and at least one."""
    if issued == approved and issued > 0:
        return None
    return Refusal("R-OUT-9", issued=issued, approved=approved, field="copies")


@rule("R-OUT-9", case="recipients", says="Chưa được duyệt gửi cho: {outside}. Muốn gửi thêm phải có quyết định mới.")
def may_send_to(recipients: Iterable[str], *, approved: Collection[str]) -> Refusal | None:
    """Every recipient stands in the approved list."""
    outside = [recipient for recipient in recipients if recipient not in approved]
    return Refusal("R-OUT-9", case="recipients", outside=outside, field="recipients") if outside else None


@rule("R-NUM-7", says="Phát hành {issued} bản nhưng nơi nhận và bản lưu cộng lại là {shared}.")
def copies_add_up(*, issued: int, sent: Iterable[int], kept: int) -> Refusal | None:
    """Copies issued = copies of all recipients + copies kept."""
    shared = sum(sent) + kept
    return None if shared == issued else Refusal("R-NUM-7", issued=issued, shared=shared, field="copies")


@rule("R-OUT-10", says="Bản in sổ còn thiếu cột: {missing}.")
@rule("R-NUM-6")
def may_print_register(register: Register, *, columns: Collection[str], on: date) -> Refusal | None:
    """A printed register shows every column of its form."""
    missing = [column for column in COLUMNS[register].on(on).value if column not in columns]
    return Refusal("R-OUT-10", missing=missing) if missing else None
