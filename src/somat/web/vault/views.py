"""The closed book: while the server is sealed nothing can be read, and this page opens it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from somat.oversight.queries import restore_waiting
from somat.vault import client

REASONS = {
    "away": "Két khóa chưa chạy. Báo quản trị khởi động lại máy chủ.",
    "log-broken": "Nhật ký không toàn vẹn: két không mở. Báo người kiểm soát nhật ký.",
    "loading": "Két đã mở, đang dựng chỉ mục tìm kiếm. Chờ trong giây lát.",
    "no-database": "Két không đọc được cơ sở dữ liệu. Báo quản trị.",
    "restore-waiting": "Dữ liệu vừa khôi phục chờ hai người xác nhận tại trang /khoi-phuc/.",
    "keys-too-old": "Két này do bản dùng thử cũ lập, bản này không mở được. Lập cài đặt mới: somat init.",
    "no-room": "Két không ghi được tệp khóa: đĩa đầy hoặc hỏng. Báo quản trị.",
    "new": "Cài đặt chưa có khóa gốc. Chạy lại: somat init.",
}


class OpenForm(forms.Form):
    """The passphrase of the root key."""

    passphrase = forms.CharField(
        label="Cụm mật khẩu mở két",
        max_length=400,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": ""}),
    )


def sealed(request: HttpRequest) -> HttpResponse:
    """Open the vault with the passphrase. Wrong ones wait longer each time; the vault keeps the time, not this page."""
    form = OpenForm(request.POST or None)
    if request.method == "GET" and state() == "open":
        return redirect("people:enter")
    if restore_waiting() is not None:
        return redirect("system:restore")
    if form.is_valid():
        try:
            client.unseal(form.cleaned_data["passphrase"])
        except client.WrongPassphrase as no:
            form.add_error("passphrase", f"Cụm mật khẩu không đúng. Thử lại sau {no.seconds} giây.")
        except client.Sealed as still:
            form.add_error(None, REASONS.get(still.reason, REASONS["away"]))
        else:
            return redirect("people:enter")
    return render(request, "vault/sealed.html", {"form": form, "why": REASONS.get(state(), "")}, status=503)


def state() -> str:
    """One word: open, sealed, or why nothing answers."""
    try:
        return str(client.status().get("state", "sealed"))
    except client.Sealed as none:
        return none.reason
