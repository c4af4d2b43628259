"""Incoming envelopes: checked, then registered, passed on unopened, held back or returned (R-IN)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from somat.law.access import Clearance
from somat.law.dated import Dated, dated
from somat.law.levels import Level
from somat.law.numbering import printed
from somat.law.refusal import Refusal, Refused, rule
from somat.law.sending import packing

HEAD_OPENS: Dated[list[str]] = dated("receiving.head-opens", list)
URGENCIES: Dated[dict[str, str]] = dated("receiving.urgencies", dict)
STAMP_LINES: Dated[list[str]] = dated("receiving.stamp-lines", list)


class Envelope(StrEnum):
    """Where an envelope is in its life."""

    RECEIVED = "received"
    CHECKED = "checked"
    AWAITING_CORRECTION = "awaiting-correction"
    WITH_HEAD = "with-head"
    RETURNED = "returned"
    PASSED_UNOPENED = "passed-unopened"
    REGISTERED = "registered"


class Act(StrEnum):
    """What can happen to an envelope."""

    CHECK = "check"
    ASK_SENDER = "ask-sender"
    CORRECTED = "corrected"
    REPORT = "report"
    CLEAR = "clear"
    RETURN = "return"
    FORWARD = "forward"
    REGISTER = "register"
    COMPLETE = "complete"


MOVES = {
    (Envelope.RECEIVED, Act.CHECK): Envelope.CHECKED,
    (Envelope.CHECKED, Act.REGISTER): Envelope.REGISTERED,
    (Envelope.CHECKED, Act.FORWARD): Envelope.PASSED_UNOPENED,
    (Envelope.CHECKED, Act.ASK_SENDER): Envelope.AWAITING_CORRECTION,
    (Envelope.CHECKED, Act.REPORT): Envelope.WITH_HEAD,
    (Envelope.CHECKED, Act.RETURN): Envelope.RETURNED,
    (Envelope.AWAITING_CORRECTION, Act.CORRECTED): Envelope.RECEIVED,
    (Envelope.AWAITING_CORRECTION, Act.RETURN): Envelope.RETURNED,
    (Envelope.WITH_HEAD, Act.CLEAR): Envelope.CHECKED,
    (Envelope.WITH_HEAD, Act.RETURN): Envelope.RETURNED,
    (Envelope.PASSED_UNOPENED, Act.COMPLETE): Envelope.REGISTERED,
}

_BARRED_BY = {
    Envelope.RECEIVED: "R-IN-6",
    Envelope.CHECKED: "R-IN-6",
    Envelope.AWAITING_CORRECTION: "R-IN-5",
    Envelope.WITH_HEAD: "R-IN-4",
    Envelope.RETURNED: "R-IN-3",
    Envelope.PASSED_UNOPENED: "R-IN-2",
    Envelope.REGISTERED: "R-IN-1",
}


@rule("R-IN-1", case="registered", says="Bì này đã vào sổ đến.")
@rule("R-IN-2", case="passed-unopened", says="Bì này đã chuyển nguyên cho người có tên: chờ người đó bổ sung nội dung.")
@rule("R-IN-3", case="returned", says="Bì này đã trả nơi gửi.")
@rule("R-IN-4", case="with-head", says="Bì này đã báo người đứng đầu: chờ ý kiến rồi mới làm tiếp.")
@rule("R-IN-5", case="awaiting-correction", says="Đang chờ nơi gửi bổ sung: chưa được vào sổ, chưa ký nhận.")
@rule("R-IN-6", case="received", says="Phải kiểm tra bì trước: số lượng, tình trạng bì, dấu niêm phong, ký hiệu.")
@rule("R-IN-6", case="checked", says="Bì này đã kiểm tra xong, không làm được việc đó.")
def may_move(state: Envelope, act: Act) -> Refusal | None:
    """What is not in MOVES is refused, by the rule that holds the envelope where it is."""
    return None if (state, act) in MOVES else Refusal(_BARRED_BY[state], case=state.value)


def moved(state: Envelope, act: Act) -> Envelope:
    """The state after the act. Raises Refused if the act is not allowed there."""
    if refusal := may_move(state, act):
        raise Refused(refusal)
    return MOVES[state, act]


class Seal(StrEnum):
    """What the clerk sees of the closure."""

    WHOLE = "whole"
    OPENED = "opened"
    SWAPPED = "swapped"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the clerk found: layers and letter of the envelope, its closure, symbols and copies outside and inside.

    An envelope for a named person stays closed: its inner symbols and copies are None.
    """

    layers: int
    letter: str
    seal: Seal
    symbols_outside: str
    copies_stated: int
    symbols_inside: str | None = None
    copies_found: int | None = None


@rule("R-IN-4", says="Bì có dấu hiệu bị bóc, mở, tráo đổi hoặc hư hỏng: báo ngay người đứng đầu.")
def shows_tampering(found: Inspection) -> Refusal | None:
    """Signs of opening, swap or damage: nothing more happens until the head has been told."""
    return None if found.seal is Seal.WHOLE else Refusal("R-IN-4", field="seal")


@rule("R-IN-3", says="Ký hiệu ngoài bì không khớp với văn bản trong bì: báo người đứng đầu và báo nơi gửi.")
def is_as_marked(found: Inspection) -> Refusal | None:
    """What stands outside is what lies inside."""
    if found.symbols_inside is None or found.symbols_inside == found.symbols_outside:
        return None
    return Refusal("R-IN-3", field="symbols_inside")


@rule("R-IN-5", says="Số lượng không khớp: ngoài bì ghi {stated}, trong bì có {found}. Đề nghị nơi gửi bổ sung.")
def is_complete(found: Inspection) -> Refusal | None:
    """As many copies inside as stated outside; a surplus is as wrong as a lack."""
    if found.copies_found is None or found.copies_found == found.copies_stated:
        return None
    return Refusal("R-IN-5", stated=found.copies_stated, found=found.copies_found, field="copies_found")


@rule("R-IN-5", case="packing", says="Đóng bì sai: tài liệu {level} phải có {layers} lớp bì và chữ {letter}.")
def is_packed_right(found: Inspection, *, level: Level, on: date) -> Refusal | None:
    """Packed as its level asks."""
    due = packing(level, on=on)
    if (found.layers, found.letter) == (due.layers, due.letter):
        return None
    return Refusal("R-IN-5", case="packing", level=level, layers=due.layers, letter=due.letter, field="layers")


@rule("R-IN-6")
def after_check(found: Inspection, *, level: Level, on: date) -> tuple[Act | None, tuple[Refusal, ...]]:
    """The act that the findings force, with every fault: REPORT before ASK_SENDER; None if all is well."""
    grave = [fault for fault in (shows_tampering(found), is_as_marked(found)) if fault]
    mendable = [fault for fault in (is_packed_right(found, level=level, on=on), is_complete(found)) if fault]
    forced = Act.REPORT if grave else Act.ASK_SENDER if mendable else None
    return forced, (*grave, *mendable)


@rule("R-IN-1")
@rule("R-IN-5", case="number", says="Bì chưa kiểm tra xong hoặc đang chờ bổ sung thì không cấp số đến.")
def may_give_arrival_number(state: Envelope) -> Refusal | None:
    """A number is given to a sound envelope or to one passed on unopened, never while a correction is awaited."""
    if state in (Envelope.CHECKED, Envelope.PASSED_UNOPENED):
        return None
    return Refusal("R-IN-5", case="number")


@rule("R-IN-2", says="Chỉ người có tên mới được bóc bì này.")
def may_open(
    *, by: UUID, named: UUID | None, away: bool, urgency: str, heads: Collection[UUID], on: date
) -> Refusal | None:
    """The named person opens; if he is away, a head may open an envelope of the urgency that the law names.

    `named` None means that the envelope is for no one person; `urgency` is a code of values/receiving.toml or "".
    """
    if named is None or by == named:
        return None
    if away and urgency in HEAD_OPENS.on(on).value and by in heads:
        return None
    return Refusal("R-IN-2")


@rule("R-IN-7", says="Bì gửi đích danh chuyển nguyên cho người có tên, không bóc để đóng dấu ĐẾN.")
def may_stamp(*, named: UUID | None, state: Envelope) -> Refusal | None:
    """Every arriving paper is stamped, except one for a named person, until that person has opened it."""
    return Refusal("R-IN-7") if named is not None and state is not Envelope.REGISTERED else None


@rule("R-IN-7")
def arrival_stamp(agency: str, *, number: int, day: date, unit: str = "", file: str = "") -> tuple[str, ...]:
    """The lines of the ĐẾN stamp: the agency's name in capitals, then number, day, unit and file."""
    words = {"number": printed(number, on=day), "day": f"{day:%d/%m/%Y}", "unit": unit, "file": file}
    lines = [line.format_map(words).strip() for line in STAMP_LINES.on(day).value]
    return (agency.upper(), *lines)


@rule("R-IN-8", says="Văn thư chưa được tiếp cận độ {level} thì không bóc bì, không vào sổ văn bản này.")
def may_handle(level: Level, *, clearance: Clearance | None, on: date) -> Refusal | None:
    """The clerk at the desk is cleared, on that day, for the level of what he opens."""
    if clearance is not None and clearance.covers(level, on=on):
        return None
    return Refusal("R-IN-8", level=level)
