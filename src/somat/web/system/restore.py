"""Two persons confirm that this database was rightly restored; until then the vault stays sealed. Opens without a session (R34)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from somat.access.actors import actor_of
from somat.audit.moment import now
from somat.law.access import Actor
from somat.law.refusal import Refused
from somat.oversight import queries
from somat.oversight.actions import confirm_restore
from somat.people import sessions
from somat.people.actions.sessions import log_in, log_out
from somat.web.system.forms import ConfirmForm

MUST_CHANGE = "Tài khoản này chưa có mật khẩu do chính người dùng đặt. Người khác xác nhận thay."


def confirm(request: HttpRequest) -> HttpResponse:
    """Each of the two types his own name and password; he is logged out again at once."""
    waiting = queries.restore_waiting()
    if waiting is None:
        return redirect("vault:sealed")
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        try:
            kept = confirmed(form.cleaned_data, request)
        except Refused as no:
            for refusal in no.refusals:
                form.add_error(None, refusal.sentence())
        else:
            if kept:
                return redirect("system:restore")
            form.add_error(None, MUST_CHANGE)
    return render(
        request, "system/restore.html", {"form": form, "restore": waiting}, status=409 if form.errors else 200
    )


def confirmed(typed: dict[str, str], request: HttpRequest) -> bool:
    """Log in, confirm, log out; False where the account may do nothing before its password is changed."""
    workstation = request.workstation  # type: ignore[attr-defined]
    opened = log_in(typed["username"], typed["password"], workstation=workstation, at=now())
    live = sessions.live(opened.token, workstation=workstation, now=now())
    if live is None:
        return False
    by: Actor = actor_of(live)
    try:
        waiting = queries.restore_waiting()
        if waiting is not None and not opened.must_change:
            confirm_restore(waiting.uuid, by=by)
    finally:
        log_out(opened.uuid, by=by, at=now())
    return not opened.must_change
