"""What this program itself asks before it writes a line, beyond the law's own rules; sentences stand under the nearest rule."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from somat.law import volumes
from somat.law.levels import Level
from somat.law.refusal import Refusal, rule
from somat.registry.models import Draft, Entry, Volume


@rule("R-NUM-9", case="no-volume", says="Sổ này chưa có quyển nào đang mở. Mở quyển mới rồi mới vào sổ.")
def no_volume(last: Volume | None, *, on: date) -> Refusal:
    """Why a book without an open volume takes no line; `last` is the volume it was written in last."""
    full = last is not None and last.state == Volume.State.FULL
    return volumes.full(on=on) if full else Refusal("R-NUM-9", case="no-volume")


@rule(
    "R-NUM-9", case="volume-open", says="Quyển đang ghi chưa đủ, chưa khóa: khóa quyển đó rồi mới mở quyển tiếp theo."
)
@rule("R-NUM-9", case="volume-again", says="Quyển đã khóa thì không mở lại và không khóa lần nữa.")
def may_open_next(state: str | None) -> Refusal | None:
    """The next volume opens once the one before it is full or closed."""
    return None if state in (None, Volume.State.FULL, Volume.State.CLOSED) else Refusal("R-NUM-9", case="volume-open")


@rule("R-NUM-1", case="kind", says="Sổ đi và sổ đến không chung một dãy số: chọn sổ cùng loại, hoặc dãy số riêng.")
def may_share(kind: str, *, with_kind: str) -> Refusal | None:
    """Numbers of documents and numbers of arrival are two series."""
    return None if kind == with_kind else Refusal("R-NUM-1", case="kind", field="series")


@rule("R-LEVEL-2", case="book", says="Sổ này chỉ ghi độ {book}, không ghi độ {level}.")
def may_hold_level(level: Level, *, book: Level | None) -> Refusal | None:
    """A book opened for one level takes no other."""
    return None if book in (None, level) else Refusal("R-LEVEL-2", case="book", book=book, level=level, field="level")


@rule("R-NUM-3", case="future", says="Ngày {day} chưa tới: ghi ngày không sau hôm nay, {on}.")
def may_date(day: date, *, on: date, field: str = "day") -> Refusal | None:
    """A date in a book is never after the day of writing."""
    return None if day <= on else Refusal("R-NUM-3", case="future", day=day, on=on, field=field)


@rule("R-NUM-5", case="before", says="Ngày đến {arrived} trước ngày của văn bản {day}.")
def may_arrive_after(*, arrived: date, day: date) -> Refusal | None:
    """Nothing arrives before it was dated."""
    return None if day <= arrived else Refusal("R-NUM-5", case="before", arrived=arrived, day=day, field="arrived_on")


@rule("R-NUM-9", case="why", says="Phải ghi lý do.")
def may_reason(reason: str) -> Refusal | None:
    return None if reason.strip() else Refusal("R-NUM-9", case="why", field="reason")


@rule("R-NUM-9", case="asked", says="Dòng này đang có một đề nghị chờ trả lời.")
def may_ask(entry: Entry, *, waiting: bool) -> Refusal | None:
    """One question at a time, and none about a cancelled line."""
    if entry.state == Entry.State.CANCELLED:
        return Refusal("R-NUM-9", case="cancelled")
    return Refusal("R-NUM-9", case="asked") if waiting else None


@rule("R26", case="asked", says="Người được trình không phải lãnh đạo, cũng không được ủy quyền quyết định việc này.")
def may_be_asked(*, leads: bool) -> Refusal | None:
    """A question is put to somebody who may answer it."""
    return None if leads else Refusal("R26", case="asked", field="leader")


@rule("R-NUM-9", case="column", says="Cột này không sửa được: số đã cấp và ký nhận giữ nguyên.")
@rule("R-NUM-9", case="value", says="Giá trị mới chưa đúng: ngày ghi dd/mm/yyyy, số lượng ghi chữ số.")
def may_correct_column(name: str, *, readable: bool) -> Refusal | None:
    """Numbers that were given and signatures stay; everything else can be corrected."""
    if not name:
        return Refusal("R-NUM-9", case="column", field="column")
    return None if readable else Refusal("R-NUM-9", case="value", field="value")


@rule("R-OUT-9", case="in-book", says="Chỉ văn bản đi mới phát hành thêm bản.")
@rule("R-OUT-9", case="none", says="Ghi ít nhất một nơi nhận cho bản phát hành thêm.")
def may_add_copies(kind: str, *, copies: int) -> Refusal | None:
    if kind != "out":
        return Refusal("R-OUT-9", case="in-book")
    return Refusal("R-OUT-9", case="none", field="to") if copies < 1 else None


@rule("R-OUT-8", case="signed", says="Nơi nhận này đã ký nhận rồi.")
@rule("R-OUT-8", case="void", says="Số này đã hủy, không ký nhận nữa.")
def may_sign(entry: Entry, *, signed: bool) -> Refusal | None:
    if entry.state == Entry.State.CANCELLED:
        return Refusal("R-OUT-8", case="void")
    return Refusal("R-OUT-8", case="signed") if signed else None


@rule("R-OUT-8", case="other", says="Chỉ người có tên ở nơi nhận mới ký được bằng tài khoản của mình.")
def may_sign_as(named: UUID | None, *, signer: UUID) -> Refusal | None:
    return None if named == signer else Refusal("R-OUT-8", case="other")


@rule("R-OUT-8", case="name", says="Ghi họ tên người ký nhận.")
@rule("R-OUT-8", case="where", says="Ghi trang sổ in đã ký; ký trên phiếu gửi thì ghi số phiếu, không ghi trang.")
@rule("R-OUT-8", case="when", says="Giờ ký nhận phải sau lúc lấy số và không sau lúc này.")
def may_have_signed(
    name: str, *, page: int | None, slip: str, signed: datetime, issued: datetime, now: datetime
) -> Refusal | None:
    """A paper signature has a name, a page of the book or a slip, and its moment lies between issue and now (to the minute)."""
    if not name.strip():
        return Refusal("R-OUT-8", case="name", field="name")
    if (page is None) == (not slip.strip()):
        return Refusal("R-OUT-8", case="where", field="page")
    start = issued.replace(second=0, microsecond=0)
    return None if start <= signed <= now else Refusal("R-OUT-8", case="when", field="signed_at")


@rule("R54", case="draft", says="Bản thảo này đã lấy số hoặc đã bỏ.")
def may_use_draft(draft: Draft) -> Refusal | None:
    return None if draft.state == Draft.State.OPEN else Refusal("R54", case="draft")


@rule("R26", case="owner", says="Chỉ người đưa bản thảo mới bỏ được nó.")
def may_drop_draft(draft: Draft, *, person: UUID) -> Refusal | None:
    return None if draft.owner == person else Refusal("R26", case="owner")


@rule("R-IN-8", case="propose", says="Độ {level} vượt độ được tiếp cận.")
def may_write_level(level: Level, *, clearance: Level | None) -> Refusal | None:
    """Nobody writes a paper of a level above his own clearance."""
    if clearance is not None and level <= clearance:
        return None
    return Refusal("R-IN-8", case="propose", level=level, field="level")


@rule("R-IN-2", case="name", says="Bì chỉ người có tên được bóc: phải chọn người có tên, và không ghi trích yếu.")
def may_register_unopened(*, named_only: bool, abstract: str, person: UUID | None) -> Refusal | None:
    if named_only and (person is None or abstract.strip()):
        return Refusal("R-IN-2", case="name", field="to_person")
    return None


@rule("R-IN-2", case="done", says="Dòng này không chờ bổ sung, hoặc đã bổ sung rồi.")
def may_complete(entry: Entry, *, named: bool) -> Refusal | None:
    """Once, and by the person whose name stood on the envelope."""
    if not entry.named_only or entry.completed:
        return Refusal("R-IN-2", case="done")
    return None if named else Refusal("R-IN-2")


@rule("R-IN-1", case="forward", says="Ghi đơn vị nhận, và hạn xử lý không trước hôm nay.")
def may_forward(entry: Entry, *, unit: str, due: date | None, on: date) -> Refusal | None:
    good = entry.kind == "in" and entry.state == Entry.State.LIVE and unit.strip() and (due is None or due >= on)
    return None if good else Refusal("R-IN-1", case="forward", field="unit")


@rule(
    "R-IN-1",
    case="taken",
    says="Chỉ người được chuyển mới nhận (chuyển cho đơn vị thì người của đơn vị đó), và chỉ một lần.",
)
def may_take_over(*, named: bool, received: bool) -> Refusal | None:
    return None if named and not received else Refusal("R-IN-1", case="taken", field="person")


@rule("R-IN-1", case="taken-when", says="Giờ nhận phải sau lúc chuyển và không sau lúc này.")
def may_have_taken(*, taken: datetime, handed: datetime, now: datetime) -> Refusal | None:
    """A hand-over signed on paper lies between the handing on and now (to the minute)."""
    start = handed.replace(second=0, microsecond=0)
    return None if start <= taken <= now else Refusal("R-IN-1", case="taken-when", field="taken_at")


@rule("R-IN-1", case="handled", says="Chỉ văn bản đến còn hiệu lực, chưa có văn bản trả lời mới ghi đã xử lý.")
@rule(
    "R-IN-1",
    case="handled-by",
    says="Người được giao xử lý tự ghi việc của mình; ghi cho người khác là việc của người giữ sổ.",
)
@rule("R-IN-1", case="handled-on", says="Ngày xử lý không trước ngày đến {arrived} và không sau hôm nay, {on}.")
@rule("R-IN-1", case="handled-how", says="Ghi ngắn gọn đã xử lý thế nào.")
def may_call_handled(entry: Entry, *, keeps: bool, own: bool, done_on: date, how: str, on: date) -> list[Refusal]:
    """Every reason against it. `keeps`: the keeper of the book writes it; `own`: a handler writes what he himself did."""
    arrived = entry.arrival_on or entry.day
    found = []
    if entry.kind != "in" or entry.state != Entry.State.LIVE or entry.answered_by is not None:
        found.append(Refusal("R-IN-1", case="handled"))
    if not (keeps or own):
        found.append(Refusal("R-IN-1", case="handled-by", field="person"))
    if not arrived <= done_on <= on:
        found.append(Refusal("R-IN-1", case="handled-on", arrived=arrived, on=on, field="done_on"))
    if not how.strip():
        found.append(Refusal("R-IN-1", case="handled-how", field="how"))
    return found


@rule("R-IN-1", case="not-handled", says="Dòng này chưa ghi đã xử lý, hoặc đã rút lại rồi.")
@rule("R-IN-1", case="take-back", says="Chỉ người giữ sổ hoặc người được giao xử lý mới rút lại.")
def may_take_back(*, handled: bool, keeps: bool, handler: bool) -> Refusal | None:
    """What was written can be taken back while it stands, by the same people who can write it."""
    if not handled:
        return Refusal("R-IN-1", case="not-handled")
    return None if keeps or handler else Refusal("R-IN-1", case="take-back")


@rule("R-IN-1", case="link", says="Chỉ nối văn bản đến với một văn bản đi còn hiệu lực.")
def may_link(arrival: Entry, *, reply: Entry) -> Refusal | None:
    good = arrival.kind == "in" and reply.kind == "out" and reply.state == Entry.State.LIVE
    return None if good else Refusal("R-IN-1", case="link", field="reply")


@rule("R54", case="saved", says="Đã lưu đủ {most} {what}: bỏ một mục không còn dùng rồi lưu lại.")
def may_keep(held: int, *, most: int, what: str) -> Refusal | None:
    """Nobody keeps more groups or filters of one kind than a page shows."""
    return None if held < most else Refusal("R54", case="saved", most=most, what=what)


@rule("R54", case="version", says="Dòng này vừa được người khác ghi sau khi trang này mở. Mở lại trang rồi làm lại.")
def same_version(entry: Entry, seen: Entry) -> Refusal | None:
    """Somebody else wrote between the reading and the act: nothing is overwritten."""
    return None if entry.version == seen.version else Refusal("R54", case="version")
