"""What the pages of an import have in common: its steps, how many lines there are of each outcome, a page of lines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from somat.exchange.oldbook.face import Face
from somat.exchange.oldbook.oldline import Outcome
from somat.exchange.oldbook.told import Whole

STEPS = ("Chọn tệp", "Ghép cột", "Xem từng dòng", "Nhận")
KINDS = {Outcome.ACCEPTED: "ok", Outcome.NOTED: "warn", Outcome.DROPPED: "cut", Outcome.REFUSED: "bad"}
PAGE = 50


def steps(at: int) -> dict[str, Any]:
    return {"says": "Bốn bước", "names": STEPS, "at": at}


def about(row: Any, found: Face | Whole, book: Any) -> dict[str, Any]:
    """What every page of one import says: the file, its lines, and what would happen now."""
    counts = found.counts
    rows = [
        ("Nhận nguyên", counts.accepted, ""),
        ("Nhận, có ghi chú", counts.noted, "chưa ghi căn cứ, nơi nhận cấp huyện…"),
        ("Nhận, bỏ trích yếu", counts.dropped, "dòng Tuyệt mật"),
        ("Từ chối", counts.refused, "Tải danh sách để sửa" if counts.refused else ""),
    ]
    refused_url = reverse("imports:refused", args=[row.uuid])
    return {
        "batch": {"file": found.name, "lead": f"{book.name}, {counts.lines} dòng. Đã nhận {row.done} dòng."},
        "result": {
            "rows": [
                {"says": says, "n": n, "words": words, "url": refused_url if says == "Từ chối" and n else None}
                for says, n, words in rows
            ],
            "all": counts.lines,
            "accepted": counts.taken - row.done,
            "matches": counts.rows == counts.lines + counts.joined + counts.asides,
        },
        "accept_url": reverse("imports:accept", args=[row.uuid]) if counts.taken > row.done else None,
        "highest": found.highest,
    }


def start_of(request: HttpRequest) -> int:
    """The line that a page begins with, from 0."""
    text = request.GET.get("tu", "0")
    return int(text) if text.isdigit() and len(text) < 8 else 0


def pager(start: int, shown: int, *, of: int) -> dict[str, Any]:
    return {
        "says": f"dòng {start + 1} đến {start + shown}",
        "older": {"url": f"?tu={max(0, start - PAGE)}"} if start else None,
        "newer": {"url": f"?tu={start + PAGE}"} if start + PAGE < of else None,
    }
