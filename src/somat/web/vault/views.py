"""The closed book: while the server is sealed nothing can be read, and this page opens it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from somat.law.access import SYSTEM
from somat.oversight.queries import restore_waiting
from somat.vault import actions, client, client_keys, queries, verbs
from somat.vault.wording import refusal_words
from somat.web.vault.forms import OpenForm, PinForm, ShareForm

REASONS = {
    "away": "Két khóa chưa chạy. Báo quản trị khởi động lại máy chủ.",
    "log-broken": "Nhật ký không toàn vẹn: két không mở. Báo người kiểm soát nhật ký.",
    "loading": "Két đã mở, đang dựng chỉ mục tìm kiếm. Chờ trong giây lát.",
    "no-database": "Két không đọc được cơ sở dữ liệu. Báo quản trị.",
    "restore-waiting": "Dữ liệu vừa khôi phục chờ hai người xác nhận tại trang /khoi-phuc/.",
    "keys-too-old": "Két này do bản dùng thử cũ lập, bản này không mở được. Lập cài đặt mới: somat init.",
    "no-room": "Két không ghi được tệp khóa: đĩa đầy hoặc hỏng. Báo quản trị.",
    "swap-open": "Bộ nhớ của máy này có thể ghi xuống đĩa không mã hóa. Hai người phải chấp nhận trước khi mở két.",
    "new": "Cài đặt chưa có khóa gốc. Chạy lại: somat init.",
}
FORMS: dict[str, type[forms.Form]] = {"shares": ShareForm, "passphrase": OpenForm, "pkcs11": PinForm}
FIELDS = {"shares": "share", "passphrase": "passphrase", "pkcs11": "pin"}


def sealed(request: HttpRequest) -> HttpResponse:
    """Open the vault by any way in force. Wrong ones wait longer each time; the vault keeps the time, not this page."""
    facts = status()
    if facts["state"] == "open":
        return redirect("people:enter")
    if restore_waiting() is not None:
        return redirect("system:restore")
    shown = {kind: FORMS[kind]() for kind in ways(facts)}
    if request.method == "POST":
        for kind, form in shown.items():
            if FIELDS[kind] in request.POST:
                shown[kind] = form = FORMS[kind](request.POST)
                if form.is_valid() and opened(kind, form):
                    actions.record(verbs.OPEN, by=SYSTEM, detail=kind)
                    return redirect("people:enter")
    return render(request, "vault/sealed.html", context(shown), status=503)


def opened(kind: str, form: forms.Form) -> bool:
    """Try what was typed; what is wrong with it is said on its field. A share that is right empties its form."""
    field, typed = FIELDS[kind], form.cleaned_data[FIELDS[kind]]
    try:
        if kind == "shares":
            return client_keys.give_share(typed).opened
        if kind == "pkcs11":
            client_keys.open_by_token(typed)
        else:
            client.unseal(typed)
    except client.WrongPassphrase as no:
        form.add_error(field, f"{form.fields[field].label} không đúng. Thử lại sau {no.seconds} giây.")
    except client_keys.KeysRefused as no:
        form.add_error(field, refusal_words(no.code, no.facts))
    except client.Sealed as still:
        form.add_error(None, REASONS.get(still.reason, REASONS["away"]))
    else:
        return True
    return False


def context(shown: dict[str, forms.Form]) -> dict[str, Any]:
    """The forms of the ways in force; how many shares are in; why it does not open."""
    facts = status()
    keys = facts.get("keys", {})
    found = [way for way in keys.get("wrappings", ()) if way["kind"] == "shares"]
    share, passphrase = shown.get("shares"), shown.get("passphrase")
    if share is not None and passphrase is not None:
        passphrase.fields["passphrase"].widget.attrs.pop("autofocus", None)  # the stronger way comes first
    if share is not None and share.is_bound and not share.errors:
        share = ShareForm()  # taken: the next holder finds an empty page
    why = REASONS.get(facts["state"], "")
    swap = swap_waits(facts)
    return {
        "form": passphrase,
        "share_form": share,
        "pin_form": shown.get("pkcs11"),
        "given": keys.get("given", []),
        "needed": found[0]["needed"] if found else 0,
        "why": REASONS["swap-open"] if swap else why,
        "swap": swap,
    }


def ways(facts: dict[str, Any]) -> list[str]:
    """The kinds of wrapping in force; the passphrase where nothing is known, as at the smallest site."""
    return [way["kind"] for way in facts.get("keys", {}).get("wrappings", ())] or ["passphrase"]


def swap_waits(facts: dict[str, Any]) -> bool:
    """Whether two persons must accept an open swap before the vault opens."""
    if facts.get("memory", {}).get("swap") != "open" or facts["state"] == "open":
        return False
    kept = queries.swap_accepted()
    return kept is None or kept.second_by is None


def status() -> dict[str, Any]:
    """What the vault says; only a state of one word where nothing answers."""
    try:
        return client.status()
    except client.Sealed as none:
        return {"state": none.reason}
