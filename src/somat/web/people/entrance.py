"""Coming in and going out: log-in, the first password, the sign of life, log-out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from somat.audit.moment import now, today
from somat.law.refusal import Refused
from somat.law.sessions import IDLE_MINUTES
from somat.people.actions.password import change_password
from somat.people.actions.sessions import log_in, log_out
from somat.vault import client
from somat.web.acts import attempt
from somat.web.people import cookie


class LoginForm(forms.Form):
    """Name and password; what is wrong with them is never said apart."""

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": ""}),
    )
    password = forms.CharField(
        label="Mật khẩu",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """A password of one's own."""

    old = forms.CharField(label="Mật khẩu hiện tại", max_length=200, strip=False, widget=forms.PasswordInput)
    new = forms.CharField(label="Mật khẩu mới", max_length=200, strip=False, widget=forms.PasswordInput)
    again = forms.CharField(label="Mật khẩu mới, gõ lại", max_length=200, strip=False, widget=forms.PasswordInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") != data.get("again"):
            self.add_error("again", "Hai lần gõ không giống nhau.")
        return data


def enter(request: HttpRequest) -> HttpResponse:
    """Log in. While the server is sealed, its page comes first: nothing can be read anyway."""
    if is_sealed():
        return redirect("vault:sealed")
    form = LoginForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            opened = log_in(data["username"], data["password"], workstation=request.workstation, at=now())  # type: ignore[attr-defined]
        except Refused as no:
            form.add_error(None, no.refusals[0].sentence())
        else:
            response = redirect("people:password" if opened.must_change else "today:show")
            cookie.give(response, opened.token, request=request)
            return response
    context = {"form": form, "idle_minutes": IDLE_MINUTES.on(today()).value}
    return render(request, "people/login.html", context, status=403 if form.errors and request.POST else 200)


def is_sealed() -> bool:
    try:
        return bool(client.status().get("state") != "open")
    except client.Sealed:
        return True


def password(request: HttpRequest) -> HttpResponse:
    """Choose a password; a one-time secret from the administrator opens nothing else."""
    by = request.actor  # type: ignore[attr-defined]
    if by is None:
        return redirect("people:enter")
    form = PasswordForm(request.POST or None)
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        _, refusals = attempt(lambda: change_password(form.cleaned_data["old"], form.cleaned_data["new"], by=by))
        if not refusals:
            return redirect("today:show")
    context = {
        "heading": "Đặt mật khẩu",
        "lead": "Mật khẩu do chính người dùng chọn, không ai khác biết.",
        "form": form,
        "strips": [{"fields": [form["old"], form["new"], form["again"]], "rules": ["R38"]}],
        "send": "Đặt mật khẩu",
        "back_url": "",
        "refusals": refusals,
        "refused": "Chưa đặt được",
    }
    return render(request, "form.html", context, status=409 if refusals else 200)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Lock the session: it ends, and the browser forgets what it saw."""
    by = request.actor  # type: ignore[attr-defined]
    if by is not None and isinstance(by.session, UUID):
        log_out(by.session, by=by, at=now())
    response = redirect("people:enter")
    cookie.take(response)
    return response


def alive(request: HttpRequest) -> HttpResponse:
    """For the page's clock: is the session still open, and what time is it here."""
    return JsonResponse({"open": request.actor is not None, "at": now().isoformat()})  # type: ignore[attr-defined]
