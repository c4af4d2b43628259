"""One line of the page of the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from somat.law.refusal import Refusal


def job(
    day: date, title: str, url: str, rule: str, act: str, *, by: date, detail: str = "", soft: bool = False
) -> dict[str, Any]:
    """One line of the page. A job without a legal deadline waits since a day; it is never called overdue."""
    late = (by - day).days
    if soft:
        kind, due = ("soon", "Chờ từ hôm nay") if late <= 0 else ("soon", f"Đã chờ {late} ngày")
        day = by
    elif late > 0:
        kind, due = "late", f"Quá {late} ngày"
    elif late == 0:
        kind, due = "soon", "Trong hôm nay"
    else:
        kind, due = "wait", f"{day:%d/%m}"
    return {
        "day": day,
        "kind": kind,
        "due": due,
        "title": title,
        "url": url,
        "detail": detail,
        "cite": Refusal(rule).cite(by),
        "act": act,
        "act_url": url,
    }
