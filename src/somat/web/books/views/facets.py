"""The parts of a line's page: its columns, what was asked and changed, who signed, where it went, what the journal says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from somat.audit.history import Event, history
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.people.queries import deputies
from somat.registry import queries
from somat.registry.answering import may_answer
from somat.registry.columns import COLUMNS
from somat.registry.queries import papers
from somat.registry.states import CANCEL, CONFIRMED, COPIES, CORRECT, REFUSED, WAITING
from somat.registry.verbs import READ_ENTRY, READ_HITS, READ_PAGE
from somat.web import links
from somat.web.books.history import ITEMS
from somat.web.books.lines import UNOPENED, Line, Opened
from somat.web.writing import day

ASKS = {CANCEL: "Đề nghị hủy số", CORRECT: "Đề nghị sửa cột", COPIES: "Đề nghị phát hành thêm bản"}
CHANGES = {CANCEL: "Hủy số", CORRECT: "Sửa cột", COPIES: "Phát hành thêm bản"}
ANSWERS = {WAITING: ("soon", "chờ trả lời"), CONFIRMED: ("ok", "đồng ý"), REFUSED: ("bad", "không đồng ý")}
COPYING = {True: "Được phép sao, chụp", False: "Không được phép sao, chụp"}
WHY = {
    "recipient": "người nhận",
    "signer": "người ký",
    "drafter": "người soạn thảo",
    "handler": "người xử lý",
    "decider": "người quyết định",
    "granted": "được cấp phạm vi",
}
READINGS = {READ_ENTRY.code, READ_PAGE.code, READ_HITS.code}
LATEST = 8


def pending(found: Any, opened: Opened, *, by: Actor) -> list[dict[str, Any]]:
    """What waits for a leader's answer; who asked cannot answer."""
    rows = []
    for asked in opened.questions.get(found.uuid, ()):
        if asked.state != WAITING:
            continue
        words = opened.words[asked.uuid]
        may = may_answer(asked, found, by=by, on=today())
        rows.append(
            {
                "says": f"{ASKS[asked.kind]}{what(found, asked, words)}. Lý do: {words.get('reason')}",
                "by": opened.names.get(asked.asked_by, ""),
                "at": asked.asked_at,
                "confirm_url": links.to("books:confirm", asked.uuid) if may else None,
                "drop_url": links.to("books:turn_down", asked.uuid) if may else None,
            }
        )
    return rows


def what(found: Any, asked: Any, words: Any) -> str:
    """What a question wants: the column with its new value, or the further recipients."""
    if asked.kind == CORRECT:
        return f" {column_of(found, asked)}: “{written(found, asked, words.get('value'))}”"
    if asked.kind == COPIES:
        return ": " + named_with_copies(words)
    return ""


def column_of(found: Any, asked: Any) -> str:
    column = COLUMNS[found.kind].get(asked.column or 0)
    return f"({column.no if column.no <= 10 else 4}) {column.title}" if column else ""


def written(found: Any, asked: Any, value: Any) -> str:
    """A value as a reader knows it: a level by its name."""
    column = COLUMNS[found.kind].get(asked.column or 0)
    known = column is not None and column.name == "level" and str(value).isdigit()
    return Level(int(value)).title if known else str(value or "")


def changes(found: Any, opened: Opened) -> list[dict[str, Any]]:
    """Everything that was asked about the line, newest first, with old and new value, who asked and who answered."""
    rows = []
    grounds = deputies.papers(q.uuid for q in opened.questions.get(found.uuid, ()))
    for asked in reversed(opened.questions.get(found.uuid, ())):
        words = opened.words[asked.uuid]
        kind, says = ANSWERS[asked.state]
        rows.append(
            {
                "what": f"{CHANGES[asked.kind]} {column_of(found, asked)}".strip(),
                "old": written(found, asked, words.get("old")),
                "new": written(found, asked, words.get("value")) if asked.kind == CORRECT else what_else(asked, words),
                "hidden": asked.kind == CORRECT
                and asked.state == CONFIRMED
                and not {"old", "value"} & words.rest.keys(),
                "reason": words.get("reason"),
                "by": opened.names.get(asked.asked_by, ""),
                "at": asked.asked_at,
                "kind": kind,
                "says": says,
                "answered_by": opened.names.get(asked.answered_by, "") if asked.answered_by else "",
                "ground": grounds.get(asked.uuid, ""),
                "answered_at": asked.answered_at,
                "after_closing": asked.after_closing,
            }
        )
    return rows


def named_with_copies(words: Any) -> str:
    """The recipients of a request for further copies, each with how many where it is more than one."""
    asked = words.get("to") or []
    return ", ".join(f"{body} ({copies} bản)" if copies > 1 else body for body, _, copies in asked)


def what_else(asked: Any, words: Any) -> str:
    return named_with_copies(words) if asked.kind == COPIES else ""


def facts(found: Any, shown: Line, opened: Opened, *, handled: str = "") -> list[dict[str, Any]]:
    """The line field by field, in the order of the form; a corrected one with its old value struck."""
    words = opened.words.get(found.uuid)
    rows: list[tuple[str, Any, str]] = [("Số thứ tự", f"{shown.no:02d}", "")]
    if found.kind == "in":
        rows += [
            ("Ngày đến, số đến", arrival(shown), "arrival_on"),
            ("Cơ quan ban hành", shown.body, "body"),
            ("Số, ký hiệu", shown.number, "number"),
            ("Ngày tháng văn bản", day(shown.day), "day"),
            ("Hạn xử lý", day(found.due_on), ""),
            *([("Đã xử lý", handled, "")] if handled else []),
            ("Số bản", str(shown.copies), "copies"),
        ]
    else:
        rows += [
            ("Số, ký hiệu", shown.number, "number"),
            ("Ngày xác định", day(shown.day), "day"),
            ("Người ký", shown.signer, "signer"),
            ("Số lượng bản", str(shown.copies), "copies"),
            ("Sao, chụp", COPYING[bool(words and words.get("may_copy"))], ""),
        ]
    rows += [
        ("Đơn vị lưu" if found.kind == "out" else "Đơn vị nhận", shown.unit, "unit"),
        ("Căn cứ danh mục", shown.basis or "chưa ghi căn cứ", "basis"),
        ("Tài liệu thu hồi, hạn trả", day(found.return_by), ""),
        ("Là", ITEMS[found.item], ""),
        ("Ghi chú", words.get("note") if words else "", "note"),
        *([("Nội dung trong bì", UNOPENED, "")] if found.named_only and not found.completed else []),
    ]
    return [{"label": label, "value": value, "was": shown.was.get(name)} for label, value, name in rows]


def arrival(shown: Line) -> str:
    no = f", số đến {shown.arrival_no:02d}" if shown.arrival_no else ""
    return f"{day(shown.arrival_on)}{no}"


def signatures(found: Any, shown: Line, *, by: Actor) -> list[dict[str, Any]]:
    """Column 7: each recipient with its copy and its signature."""
    rows = []
    for one in shown.recipients:
        receipt = one.get("receipt")
        says = f"{one['signed_by']}, {day(one['signed_on'])}" if one["signed_by"] else "Chưa ký"
        mine = one.get("person") == by.person and receipt is None and shown.cancelled is None
        rows.append(
            {
                "body": one["body"],
                "copy_no": one.get("copy_no"),
                "kind": "pen" if one["signed_by"] else "warn",
                "signed": says,
                "handed": how(receipt, one.get("slip", "")),
                "own_sign": links.to("books:sign_own", one["uuid"]) if mine else None,
            }
        )
    return rows


def copy_of(to: Any) -> str:
    return str(to.copy_no) if to.copies == 1 else f"{to.copy_no}–{to.copy_no + to.copies - 1}"


def how(receipt: Any, slip: str) -> str:
    if receipt is None:
        return ""
    if receipt.how == "login":
        return "bằng tài khoản của người nhận"
    if slip:
        return f"trên phiếu gửi {slip}"
    return f"trên giấy, trang {receipt.page}" if receipt.page else "trên giấy"


def forwards(steps: Sequence[Any], names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """Where an arrival went, in order: who handed it on, to whom, by when, and whether it was taken."""
    return [
        {
            "unit": step.unit,
            "person": names.get(step.person, "") if step.person else "",
            "by": names.get(step.by, ""),
            "at": step.at,
            "due_on": step.due_on,
            "received_at": step.received_at,
            "kind": "pen" if step.received_at else ("warn" if step.person else "wait"),
            "says": f"đã nhận {day(step.received_at)}" if step.received_at else "chưa nhận",
        }
        for step in steps
    ]


def replies(found: Any, *, by: Actor) -> list[dict[str, str]]:
    """The outgoing line that answers an arrival, or the arrivals that an outgoing line answers, as far as they are his to see."""
    if found.kind == "in":
        tied = queries.entries([found.answered_by], by=by, on=today()) if found.answered_by else []
        label, where = "Văn bản trả lời", "sổ đi"
    else:
        tied = papers.answered(found.uuid, by=by, on=today())
        label, where = "Trả lời cho", "sổ đến"
    return [
        {
            "label": label,
            "says": f"dòng {one.no:02d} {where} năm {one.year}",
            "url": links.to("books:entry", one.uuid),
        }
        for one in tied
    ]


def parts_of(found: Any, opened: Opened) -> list[UUID]:
    receipts = (opened.receipts.get(to.uuid) for to in opened.recipients.get(found.uuid, ()))
    return [
        found.uuid,
        *(q.uuid for q in opened.questions.get(found.uuid, ())),
        *(receipt.uuid for receipt in receipts if receipt),
        *(one.uuid for one in opened.handlings.get(found.uuid, ())),
    ]


def events(found: Any, opened: Opened, *, documents: Iterable[UUID] = ()) -> list[Event]:
    """What was done to the line and to what belongs to it, newest first, from the journal."""
    return history([*parts_of(found, opened), *documents], without=READINGS)


def readings(found: Any) -> list[Event]:
    """Who opened the line last."""
    return history([found.uuid], only=READINGS, limit=LATEST)


def told(rows: Sequence[Event], names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    return [
        {"at": row.at, "title": row.says, "by": names.get(row.actor, "hệ thống"), "leaf": row.index} for row in rows
    ]
