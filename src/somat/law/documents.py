"""When a document's file may be added, ended or let out of the machine (R48, R50, R27)."""

from __future__ import annotations

from somat.law.levels import Level
from somat.law.refusal import Refusal, rule


@rule("R50", case="top", says="Tài liệu {level} không xuất tệp gốc; chỉ xem trong chương trình.")
def may_leave(level: Level) -> Refusal | None:
    """An original never leaves by the highest level, whoever asks."""
    return Refusal("R50", case="top", level=level) if level == Level.TUYET_MAT else None


@rule("R50", case="approved", says="Tệp gốc chỉ xuất sau khi người khác đã duyệt, một lần cho mỗi lần duyệt.")
def may_take(*, approved: bool, own: bool) -> Refusal | None:
    """An approved original is taken once, by the one who asked for it."""
    return None if approved and own else Refusal("R50", case="approved")


@rule("R-SEC-2", case="cancelled", says="Dòng sổ đã hủy: không thêm tài liệu.")
@rule("R-SEC-2", case="ended", says="Tài liệu này đã kết thúc hoặc đang chờ kết thúc.")
def may_add_to(*, cancelled: bool, ended: bool) -> Refusal | None:
    """A file belongs to a line that stands, and a further version to a document that goes on."""
    if cancelled:
        return Refusal("R-SEC-2", case="cancelled")
    return Refusal("R-SEC-2", case="ended") if ended else None


@rule(
    "R-SEC-2",
    case="newer",
    says="Trong lúc tải lên đã có tài liệu hoặc phiên bản mới hơn. Mở lại trang rồi tải lên lần nữa.",
)
def may_follow(number: int, *, last: int) -> Refusal | None:
    """Versions are numbered without gap; a content is bound to the number it was sent with."""
    return None if number == last + 1 else Refusal("R-SEC-2", case="newer")
