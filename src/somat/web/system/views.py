"""Hệ thống: the state of vault, journal, database, disk, network and backups. States only: nothing here opens content."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit import queries as journal
from somat.audit import sheet
from somat.audit.moment import now, today
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.oversight import actions, disk, machine, queries, standard
from somat.oversight.light import Light
from somat.vault import client
from somat.web.acts import key_of
from somat.web.system import converting
from somat.web.system.forms import AwayForm

STATES = {
    "open": ("ok", "Đang mở"),
    "sealed": ("warn", "Niêm phong"),
    "new": ("bad", "Chưa có khóa gốc"),
    "log-broken": ("bad", "Nhật ký không toàn vẹn"),
    "away": ("bad", "Không chạy"),
}
ENGINES = {"sqlite": "SQLite, trong thư mục cài đặt", "postgresql": "PostgreSQL"}
LONG_WAIT = 60  # seconds after which the site takes no writes


def show(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may_watch(by):
        demand(may_do(Duty.SYSTEM_WATCH, duties=by.duties))
    vault = vault_status()
    lights = queries.lights(by=by, at=now())
    rows = queries.backups(by=by)
    context = {
        "states": [*running(vault), *converting.lights(), *lights],
        "backups": [line(row, by) for row in rows],
        "findings": machine.look(own_ports=own_ports(request)),
        "standard": standard.held_against(has(request, vault, lights)),
        "back_up_url": reverse("system:back_up") if Duty.BACKUP_MAKE in by.duties else None,
        "asked": any(row.state == row.State.ASKED for row in rows),
    }
    return render(request, "system/show.html", context)


@require_POST
def back_up(request: HttpRequest) -> HttpResponse:
    """Ask for a backup; the due loop makes it."""
    actions.ask(by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("system:show")


def put_away(request: HttpRequest, backup: UUID) -> HttpResponse:
    """A copy of this backup lies in another room since that day."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.BACKUP_MAKE, duties=by.duties))
    kept = queries.backup(backup, by=by)
    form = AwayForm(request.POST or None, initial={"on": f"{today():%d/%m/%Y}"})
    if form.is_valid():
        actions.put_away(backup, on=form.cleaned_data["on"], by=by, key=key_of(request))
        return redirect("system:show")
    context = {
        "heading": "Đã cất bản sao nơi khác",
        "lead": f"Bản sao {kept.name}",
        "crumb": {"label": "Hệ thống", "url": reverse("system:show")},
        "form": form,
        "strips": [{"fields": [form["on"]], "says": "Tên người ghi và ngày cất vào nhật ký.", "rules": []}],
        "send": "Ghi",
        "back_url": reverse("system:show"),
    }
    return render(request, "form.html", context, status=409 if form.errors else 200)


def vault_status() -> dict[str, Any]:
    try:
        return client.status()
    except client.Sealed as none:
        return {"state": none.reason}


def running(vault: dict[str, Any]) -> list[Light]:
    """What runs, as one line each."""
    kind, words = STATES.get(str(vault.get("state")), ("warn", "Niêm phong"))
    newest = journal.newest_checkpoint()
    waited = int(journal.waiting().total_seconds())
    room = disk.disk(settings.SITE.folder)
    worst = "bad" if room.percent < disk.READ_ONLY_BELOW else "warn" if room.percent < disk.WARN_BELOW else "ok"
    return [
        Light("Két khóa", kind, words),
        Light("Nhật ký", "ok" if newest else "warn", f"{newest.size} lá đã chốt" if newest else "Chưa có điểm chốt"),
        Light("Lá chờ lâu nhất", "bad" if waited > LONG_WAIT else "ok", f"{waited} giây"),
        Light("Cơ sở dữ liệu", "ok", ENGINES[settings.SITE.engine]),
        Light("Ổ đĩa", worst, f"Còn trống {room.percent} %, {room.free >> 30} GiB"),
        Light("Phiên bản", "ok", version("somat")),
    ]


def line(row: Any, by: Actor) -> dict[str, Any]:
    """A backup as a line of the table."""
    made = row.state == row.State.MADE
    states = {"asked": ("wait", "Chờ làm"), "made": ("ok", "Đã làm"), "failed": ("bad", row.wrong)}
    tests = {"": ("wait", "Chưa thử"), "good": ("ok", "Đạt"), "bad": ("bad", row.wrong)}
    kind, words = states[row.state]
    test_kind, test_words = tests[row.result]
    return {
        "at": row.at,
        "name": row.name,
        "kind": kind,
        "words": words,
        "size": f"{row.size / (1 << 20):.1f} MiB".replace(".", ",") if row.size else "",
        "leaves": row.tree_size,
        "test_kind": test_kind if made else "",
        "test_words": test_words if made else "",
        "away_on": row.away_on,
        "away_url": reverse("system:put_away", args=[row.uuid]) if made and Duty.BACKUP_MAKE in by.duties else None,
    }


def has(request: HttpRequest, vault: dict[str, Any], lights: list[Light]) -> standard.Has:
    address = str(request.META.get("REMOTE_ADDR", ""))
    return standard.Has(
        engine=settings.SITE.engine,
        ways=frozenset(str(way["kind"]) for way in vault.get("keys", {}).get("wrappings", ())),
        encrypted=request.is_secure(),
        remote=address not in ("", "127.0.0.1", "::1"),
        sheet_printed=not sheet.due(today()),
        lights=tuple(lights),
    )


def own_ports(request: HttpRequest) -> list[int]:
    """The port that this page came through."""
    port = str(request.META.get("SERVER_PORT", ""))
    return [int(port)] if port.isdigit() else []
