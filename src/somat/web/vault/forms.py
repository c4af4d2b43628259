"""What the pages of the vault ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

MOST = 10  # shares of one set

SECRET = {"autocomplete": "off"}


class OpenForm(forms.Form):
    """The passphrase of the root key."""

    passphrase = forms.CharField(
        label="Cụm mật khẩu mở két",
        max_length=400,
        strip=True,
        widget=forms.PasswordInput(attrs={**SECRET, "autofocus": ""}),
    )


class ShareForm(forms.Form):
    """One share: eight lines of six syllables, or the line of its QR code."""

    share = forms.CharField(
        label="Mảnh khóa của mình",
        max_length=2000,
        widget=forms.Textarea(
            attrs={**SECRET, "rows": 8, "spellcheck": "false", "autocapitalize": "none", "autofocus": ""}
        ),
        help_text="Tám dòng, mỗi dòng sáu tiếng, có dấu hay không dấu đều được; hoặc quét mã QR trên tờ giấy.",
    )


class PinForm(forms.Form):
    """The PIN of the token."""

    pin = forms.CharField(label="Mã PIN của thiết bị", max_length=100, widget=forms.PasswordInput(attrs=SECRET))


class SecondForm(forms.Form):
    """The second custodian types his own name and password here."""

    username = forms.CharField(
        label="Người giữ khóa thứ hai: tên đăng nhập", max_length=60, widget=forms.TextInput(attrs=SECRET)
    )
    password = forms.CharField(
        label="Mật khẩu của người thứ hai",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs=SECRET),
        help_text="Người thứ hai tự gõ tại máy này.",
    )


class CeremonyForm(SecondForm):
    """How many shares open, who holds each, and the second custodian."""

    needed = forms.IntegerField(label="Số mảnh cần để mở", min_value=2, max_value=MOST, initial=3)

    def __init__(self, data: Any = None, *, people: Sequence[tuple[UUID, str]] = ()) -> None:
        super().__init__(data)
        choices = [("", "–"), *((str(uuid), name) for uuid, name in people)]
        for number in range(1, MOST + 1):
            self.fields[f"holder_{number}"] = forms.ChoiceField(
                label=f"Người giữ mảnh số {number}", choices=choices, required=number <= 2
            )

    def holder_fields(self) -> list[Any]:
        return [self[f"holder_{number}"] for number in range(1, MOST + 1)]

    @property
    def holders(self) -> list[UUID]:
        named = [self.cleaned_data.get(f"holder_{number}") for number in range(1, MOST + 1)]
        return [UUID(one) for one in named if one]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and cleaned["needed"] > len(self.holders):
            self.add_error("needed", "Số mảnh cần để mở nhiều hơn số người giữ.")
        return cleaned
