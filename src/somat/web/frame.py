"""What every page has round it: the agency, the person, the tabs he may use, the newest checkpoint, notices."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from somat.audit import standing
from somat.audit.moment import VIETNAM, now
from somat.audit.queries import newest_checkpoint
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.oversight import disk
from somat.web import links

# label, url name, any of these duties, path beginnings that count as this tab
TABS = (
    ("Hôm nay", "today:show", {Duty.TODAY_READ}, ("/hom-nay/",)),
    ("Sổ đi", "books:out", {Duty.ENTRY_READ}, ("/so-di/", "/cua-toi/out/")),
    ("Sổ đến", "books:in", {Duty.ENTRY_READ}, ("/so-den/", "/cua-toi/in/")),
    ("Chờ lấy số", "drafts:show", {Duty.DRAFT_WRITE, Duty.ENTRY_ISSUE}, ("/cho-so/",)),
    ("Quầy nhận bì", "desk:show", {Duty.ENVELOPE_RECEIVE}, ("/quay/",)),
    ("Nhập sổ cũ", "imports:choose", {Duty.BOOK_IMPORT}, ("/nhap-so/",)),
    ("Kiểm tra sổ", "checks:show", {Duty.BOOK_READ}, ("/kiem-tra/", "/nhat-ky-in/")),
    ("Biểu mẫu", "papers:show", {Duty.FORM_PRINT, Duty.FORM_ACCEPT}, ("/bieu-mau/",)),
    ("Nhật ký", "journal:show", {Duty.JOURNAL_READ}, ("/nhat-ky/",)),
    (
        "Người và quyền",
        "people:show",
        {Duty.PERSON_ENTER, Duty.CLEARANCE_CONFIRM, Duty.ACCOUNT_CREATE},
        ("/nguoi/",),
    ),
    ("Két khóa", "vault:keys", {Duty.VAULT_UNSEAL, Duty.SYSTEM_WATCH}, ("/ket-khoa/",)),
    (
        "Hệ thống",
        "system:show",
        {Duty.SYSTEM_WATCH, Duty.RESTORE_CONFIRM},
        ("/he-thong/",),
    ),
    ("Căn cứ pháp lý", "law:show", set(Duty), ("/can-cu/",)),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context `frame`; it opens nothing and costs one small query."""
    by: Actor | None = getattr(request, "actor", None)
    moment = now().astimezone(VIETNAM)
    site = settings.SITE
    context: dict[str, Any] = {
        "agency": site.agency,
        "superior": site.superior,
        "demo": site.demo,
        "now": moment,
        "workstation": getattr(request, "workstation", ""),
        "home_url": links.page("today:show"),
        "notices": notices(),
        "highest": None,
    }
    if by is not None:
        shut = getattr(request, "must_change", False)
        context |= {
            "user": {"name": by.name, "title": by.title},
            "tabs": [] if shut else tabs(request, by),
            "search_url": links.page("search:show") if Duty.ENTRY_SEARCH in by.duties else None,
            "lock_url": links.page("people:log_out"),
            "alive_url": links.page("people:alive"),
            "keep": None if shut else keep(request),
            "idle_seconds": getattr(request, "idle_seconds", 900),
            "checkpoint": newest_checkpoint(),
        }
    return {"frame": context}


def tabs(request: HttpRequest, by: Actor) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": links.page(name),
            "current": getattr(request, "tab", "") == name or any(request.path.startswith(start) for start in starts),
            "count": None,
        }
        for label, name, duties, starts in TABS
        if by.duties & duties
    ]


def keep(request: HttpRequest) -> dict[str, str]:
    """Where the page's script keeps what is half typed, takes it back and drops it; a page that answers a form takes none back."""
    sent = request.POST.get("half", "") if request.method == "POST" else ""
    return {
        "url": links.page("books:keep_form"),
        "drop_url": links.page("books:drop_form"),
        "take_url": links.page("books:take_form") if request.method == "GET" else "",
        "half": sent[:36],
    }


def notices() -> list[str]:
    """What everybody must know at once: the site is read-only, and why."""
    reason = standing.read_only_reason() or disk.warning()
    return [reason] if reason else []
