"""What the system desk asks for."""

from __future__ import annotations

from datetime import date

from django import forms

from somat.audit.moment import today


class AwayForm(forms.Form):
    """The day on which a copy was stored in another room."""

    on = forms.DateField(
        label="Ngày cất",
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        help_text="Tệp dữ liệu và tệp khóa ở hai vật mang khác nhau, ít nhất một bản ở phòng khác.",
    )

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > today():
            raise forms.ValidationError("Ngày cất không thể sau hôm nay.")
        return on


class ConfirmForm(forms.Form):
    """Name and password of one of the two persons; no session stays open."""

    username = forms.CharField(
        label="Tên đăng nhập", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": ""})
    )
    password = forms.CharField(
        label="Mật khẩu", max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
