"""Mở sổ: another book beside those there are, for all levels or for one; who keeps it is proposed and confirmed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.registry import queries
from somat.registry.actions.books import NewBook, open_book
from somat.web.acts import attempt, key_of, put_errors

KINDS = (("out", "Sổ đăng ký bí mật nhà nước đi"), ("in", "Sổ đăng ký bí mật nhà nước đến"))
SAYS = (
    "Một sổ cho cả ba độ, hoặc mỗi độ một sổ. Sổ dùng chung dãy số thì số văn bản (số đến) chạy tiếp nhau trong cả cơ quan; "
    "số thứ tự trong sổ luôn của riêng sổ. Mở xong, cán bộ bảo mật đề nghị người giữ sổ, lãnh đạo đồng ý rồi mới ghi."
)


class OpenForm(forms.Form):
    """What a new book is; `series` is a book whose numbers it shares, none for numbers of its own."""

    kind = forms.ChoiceField(label="Loại sổ", choices=KINDS)
    level = forms.TypedChoiceField(
        label="Độ mật",
        choices=[("", "cả ba độ"), *((str(int(level)), f"chỉ độ {level.title}") for level in Level)],
        coerce=lambda text: Level(int(text)),
        empty_value=None,
        required=False,
    )
    name = forms.CharField(label="Tên gọi trong cơ quan", max_length=120)
    symbol = forms.CharField(label="Ký hiệu gợi ý (sổ đi)", max_length=20, required=False)
    series = forms.TypedChoiceField(label="Dãy số", coerce=UUID, empty_value=None, required=False)

    def __init__(self, *args: Any, books: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].choices = [*books, ("", "dãy số riêng")]  # type: ignore[attr-defined]


def new(request: HttpRequest) -> HttpResponse:
    """Open a book and its first volume."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.BOOK_OPEN, duties=by.duties))
    books = {book.uuid: book for book in queries.books(by=by)}
    usual = next((uuid for uuid, book in books.items() if book.kind == "out"), None)
    choices = [(str(uuid), f"chung với {book.name}") for uuid, book in books.items()]
    form = OpenForm(request.POST or None, books=choices, initial={"series": usual})
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        data = form.cleaned_data
        shared = books.get(data["series"])
        made, refusals = attempt(
            lambda: open_book(
                NewBook(data["kind"], data["name"], data["level"], symbol=data["symbol"]),
                beside=shared,
                by=by,
                key=key_of(request),
            )
        )
        if made is not None:
            return redirect("today:show")
        put_errors(form, refusals)
    back = reverse("books:out")
    context = {
        "heading": "Mở sổ",
        "lead": "",
        "crumb": {"label": "Sổ đi", "url": back},
        "form": form,
        "strips": [{"fields": [form[name] for name in form.fields], "says": SAYS, "rules": ["R-NUM-1", "R-NUM-9"]}],
        "send": "Mở sổ",
        "back_url": back,
        "refusals": refusals,
        "refused": "Chưa mở được",
    }
    return render(request, "form.html", context, status=409 if refusals else 200)
