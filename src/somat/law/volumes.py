"""Volumes and their lines: a volume fills and closes, a line is cancelled by two and never taken out (R-NUM-9)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from somat.law.dated import dated
from somat.law.numbering import printed
from somat.law.refusal import Refusal, Refused, rule
from somat.law.roles import may_confirm

MOST_LINES = dated("volumes.most-lines", int)
CLOSING_WORDS = dated("volumes.closing-words", str)


class Volume(StrEnum):
    """The life of a volume."""

    OPEN = "open"
    FULL = "full"
    OLD = "old"  # of an old book taken in: it takes no new line, and nobody has closed it here
    CLOSED = "closed"


class VolumeAct(StrEnum):
    """What can happen to a volume; it never opens again."""

    FILL = "fill"
    CLOSE = "close"


VOLUME_MOVES = {
    (Volume.OPEN, VolumeAct.FILL): Volume.FULL,
    (Volume.OPEN, VolumeAct.CLOSE): Volume.CLOSED,
    (Volume.FULL, VolumeAct.CLOSE): Volume.CLOSED,
    (Volume.OLD, VolumeAct.CLOSE): Volume.CLOSED,
}


class Line(StrEnum):
    """The life of a line of a book."""

    LIVE = "live"
    CANCEL_ASKED = "cancel-asked"
    CANCELLED = "cancelled"


class LineAct(StrEnum):
    """What can happen to a line; a cancelled one stays in the book with its reason."""

    ASK_CANCEL = "ask-cancel"
    CONFIRM_CANCEL = "confirm-cancel"
    REJECT_CANCEL = "reject-cancel"


LINE_MOVES = {
    (Line.LIVE, LineAct.ASK_CANCEL): Line.CANCEL_ASKED,
    (Line.CANCEL_ASKED, LineAct.CONFIRM_CANCEL): Line.CANCELLED,
    (Line.CANCEL_ASKED, LineAct.REJECT_CANCEL): Line.LIVE,
}


@rule("R-NUM-9", case="volume-closed", says="Quyển sổ đã đóng.")
@rule("R-NUM-9", case="volume-full", says="Quyển sổ đã đủ {most} dòng: mở quyển mới.")
@rule("R-NUM-9", case="volume-year", says="Quyển sổ của năm {year}: ngày {on} phải ghi vào quyển của năm đó.")
def may_write_line(state: Volume, *, lines: int, year: int, on: date) -> Refusal | None:
    """A new line goes into an open volume of this year that has room; `lines` is how many it holds already."""
    if state in (Volume.CLOSED, Volume.OLD):
        return Refusal("R-NUM-9", case="volume-closed")
    if state is Volume.FULL or is_full(lines=lines, on=on):
        return full(on=on)
    if on.year != year:
        return Refusal("R-NUM-9", case="volume-year", year=year, on=on)
    return None


def full(*, on: date) -> Refusal:
    """The refusal of one line more."""
    return Refusal("R-NUM-9", case="volume-full", most=MOST_LINES.on(on).value)


def room(*, lines: int, on: date) -> int:
    """How many lines more a volume with so many takes."""
    return max(0, MOST_LINES.on(on).value - lines)


def is_full(*, lines: int, on: date) -> bool:
    """Whether a volume with so many lines takes no more."""
    return room(lines=lines, on=on) == 0


@rule("R-NUM-9", case="pending", says="Còn {pending} dòng đang chờ xác nhận hủy: giải quyết xong mới đóng sổ.")
@rule("R-OUT-10", case="pages", says="Phải in sổ và ghi số trang trước khi đóng.")
def may_close(state: Volume, *, pending: int, pages: int) -> Refusal | None:
    """A volume closes once, printed, and with no cancellation waiting for its second person."""
    if (state, VolumeAct.CLOSE) not in VOLUME_MOVES:
        return Refusal("R-NUM-9", case="volume-closed")
    if pending > 0:
        return Refusal("R-NUM-9", case="pending", pending=pending)
    return Refusal("R-OUT-10", case="pages", field="pages") if pages < 1 else None


def closing(*, first: int, last: int, pages: int, on: date) -> str:
    """The words of the closing page."""
    numbers = {"first": printed(first, on=on), "last": printed(last, on=on), "pages": pages}
    return CLOSING_WORDS.on(on).value.format_map(numbers)


@rule("R-NUM-9", case="live", says="Dòng này chưa có đề nghị hủy.")
@rule("R-NUM-9", case="cancel-asked", says="Dòng này đang chờ xác nhận hủy.")
@rule("R-NUM-9", case="cancelled", says="Dòng này đã hủy.")
def may_move_line(state: Line, act: LineAct) -> Refusal | None:
    """What is not in LINE_MOVES is refused."""
    return None if (state, act) in LINE_MOVES else Refusal("R-NUM-9", case=state.value)


def moved_line(state: Line, act: LineAct) -> Line:
    """The state after the act. Raises Refused if the act is not allowed there."""
    if refusal := may_move_line(state, act):
        raise Refused(refusal)
    return LINE_MOVES[state, act]


@rule("R-NUM-9", case="reason", says="Phải ghi lý do hủy.")
@rule("R27")
def may_cancel(state: Line, *, reason: str) -> Refusal | None:
    """A live line may be proposed for cancelling, with a reason; the second person is asked by `may_confirm_cancel`."""
    if refusal := may_move_line(state, LineAct.ASK_CANCEL):
        return refusal
    return None if reason.strip() else Refusal("R-NUM-9", case="reason", field="reason")


def may_confirm_cancel(state: Line, *, proposer: UUID, confirmer: UUID) -> Refusal | None:
    """Cancelling is four eyes (R26)."""
    return may_move_line(state, LineAct.CONFIRM_CANCEL) or may_confirm(proposer=proposer, confirmer=confirmer)


@rule("R-NUM-9", case="closed", says="Sổ đã đóng: sửa dòng này phải có lãnh đạo xác nhận.")
def may_correct(state: Line, *, volume: Volume, proposer: UUID, confirmer: UUID | None) -> Refusal | None:
    """A live line is corrected by the clerk; after closing only with the confirmation of another person, a leader."""
    if state is not Line.LIVE:
        return Refusal("R-NUM-9", case=state.value)
    if confirmer is not None:
        return may_confirm(proposer=proposer, confirmer=confirmer)
    return Refusal("R-NUM-9", case="closed") if volume is Volume.CLOSED else None
