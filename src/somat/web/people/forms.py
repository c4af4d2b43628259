"""Forms of the desk of people and rights; each rests on a written decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from somat.law.levels import Level
from somat.law.roles import Role
from somat.people.actions.roles import Paper
from somat.web.books.forms import LEVELS, Day
from somat.web.widgets import LevelRadio


class PersonForm(forms.Form):
    """A person entered by the security officer."""

    name = forms.CharField(label="Họ tên", max_length=120)
    unit = forms.TypedChoiceField(label="Đơn vị", coerce=UUID, empty_value=None, required=False)
    post = forms.CharField(label="Chức vụ", max_length=120, required=False)
    outside = forms.CharField(
        label="Cơ quan ngoài", max_length=200, required=False, help_text="Chỉ ghi cho người ngoài cơ quan."
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "—"), *units]  # type: ignore[attr-defined]


class AccountForm(forms.Form):
    """An account made by the administrator, without rights."""

    username = forms.CharField(label="Tên đăng nhập", max_length=60)
    until = Day(label="Hạn tài khoản", required=False)


class PaperForm(forms.Form):
    """The written decision a right rests on."""

    decision = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = Day(label="Ngày quyết định")
    since = Day(label="Từ ngày")
    until = Day(label="Đến ngày")

    def paper(self) -> Paper:
        data = self.cleaned_data
        return Paper(data["decision"], data["decided_on"], data["since"], data["until"])


class RoleForm(PaperForm):
    role = forms.TypedChoiceField(label="Vai trò", choices=[(r.value, r.word) for r in Role], coerce=Role)


class ClearanceForm(PaperForm):
    level = forms.TypedChoiceField(
        label="Độ mật được tiếp cận", choices=LEVELS, widget=LevelRadio, coerce=lambda text: Level(int(text))
    )


class BookForm(PaperForm):
    """Keeping a book; `instead_of` names the clerk whose place is taken, `away` that it is only for these days."""

    book = forms.TypedChoiceField(label="Sổ", coerce=UUID)
    instead_of = forms.TypedChoiceField(label="Thay", coerce=UUID, empty_value=None, required=False)
    away = forms.BooleanField(label="Thay tạm trong những ngày trên (người được thay nghỉ phép)", required=False)

    def __init__(self, *args: Any, books: list[tuple[str, str]], clerks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].choices = books  # type: ignore[attr-defined]
        self.fields["instead_of"].choices = [("", "không thay ai"), *clerks]  # type: ignore[attr-defined]


class InspectorForm(PaperForm):
    """An inspector from outside: one book, the days of its lines that he may see, the days of his account."""

    book = forms.TypedChoiceField(label="Sổ", coerce=UUID)
    first = Day(label="Xem các dòng từ ngày")
    last = Day(label="đến ngày")

    def __init__(self, *args: Any, books: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].choices = books  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Leaving the agency: one procedure ends everything."""

    until = Day(label="Ngày làm việc cuối cùng")


class HandOverForm(forms.Form):
    """A book handed over at the beginning of a substitution."""

    last_no = forms.IntegerField(label="Số thứ tự cuối cùng khi bàn giao", min_value=0)
