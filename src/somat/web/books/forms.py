"""Forms of the two books: they check shapes only; what the law says is asked in the rooms below."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django import forms

from somat.exchange.oldbook import dates as oldbook
from somat.exchange.oldbook.dates import read_day
from somat.law.levels import Level
from somat.web.books.history import ITEMS, TYPES
from somat.web.widgets import (
    Choice,
    DayInput,
    FindInput,
    LevelBoxes,
    LevelRadio,
    PersonField,
    Pick,
    PickedRows,
    UnitField,
)

Made = TypeVar("Made", bound=type[forms.Form])


class Fields(dict[str, forms.Field]):
    """Fields that no form alters: each form has them as they are, where Django would copy them all for it."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class Steady(forms.Form):
    """A form of one's own fields as they came: no prefix, no file, no field that is switched off or has a rule of its own."""

    def _clean_fields(self) -> None:
        """What Django does, without making an object for the page of each field that no page will show."""
        for name, field in self.fields.items():
            try:
                self.cleaned_data[name] = field.clean(field.widget.value_from_datadict(self.data, self.files, name))
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)


def steady(form: Made) -> Made:
    """For a form whose fields are the same in each of its instances."""
    form.base_fields = Fields(form.base_fields)
    return form


LEVELS = [(str(int(level)), level.title) for level in Level]
TYPE_CHOICES = [(code, name) for code, name in sorted(TYPES.items(), key=lambda pair: pair[1])]


USUAL = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")


@lru_cache(400)
def usual_day(text: str) -> oldbook.Day:
    """A day in its usual form is read once: most of a day's forms carry the same. Nothing but such text may be kept."""
    return read_day(text)


class Day(forms.Field):
    """A day in the usual Vietnamese spellings."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        text = str(value)
        found = usual_day(text) if USUAL.fullmatch(text) else read_day(text)
        if found.day is None:
            raise forms.ValidationError(found.problem or f"“{value}” không phải là ngày. Ghi như 05/03/2026.")
        return found.day


class Period(forms.Form):
    """Two days of a list, both included, the last not before the first."""

    since = Day(label="Từ ngày")
    until = Day(label="đến ngày")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "Ngày cuối không trước ngày đầu.")
        return data


class Moment(forms.DateTimeField):
    """A day and an hour, in Vietnamese time."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y"], **kwargs)
        self.error_messages["invalid"] = "Ghi ngày và giờ như 05/03/2026 14:30."


def level_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Độ mật", choices=LEVELS, widget=LevelRadio, coerce=lambda text: Level(int(text))
    )


@steady
class OutForm(Steady):
    """A line of the outgoing book."""

    doc_type = forms.ChoiceField(label="Tên loại", choices=TYPE_CHOICES)
    symbol = forms.CharField(label="Ký hiệu", max_length=60, help_text="Phần sau số, thí dụ BC-VP.")
    abstract = forms.CharField(
        label="Trích yếu nội dung", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    basis = forms.CharField(label="Căn cứ danh mục", max_length=400, required=False, widget=Pick("/goi-y/danh-muc/"))
    level = level_field()
    day = Day(label="Ngày xác định")
    signer = PersonField(label="Người ký")
    unit = forms.CharField(label="Đơn vị lưu", max_length=120, widget=Pick("/goi-y/don-vi/"))
    copies = forms.IntegerField(label="Số lượng bản", min_value=1, max_value=10_000)
    kept = forms.IntegerField(label="Trong đó bản lưu", min_value=0, max_value=10_000, initial=1)
    copying = forms.BooleanField(label="Được phép sao, chụp", required=False)
    return_on = Day(label="Tài liệu thu hồi, hạn trả", required=False)
    recipients = PickedRows(label="Nơi nhận", url="/goi-y/noi-nhan/")
    item = forms.ChoiceField(label="Là", choices=ITEMS, required=False)
    note = forms.CharField(label="Ghi chú", max_length=1000, required=False)
    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)


@steady
class InForm(Steady):
    """A line of the incoming book."""

    arrival_on = Day(label="Ngày đến")
    body = forms.CharField(label="Cơ quan, tổ chức ban hành", max_length=200, widget=Pick("/goi-y/noi-nhan/"))
    number = forms.CharField(
        label="Số, ký hiệu", max_length=60, required=False, help_text="Để trống nếu văn bản không có số."
    )
    day = Day(label="Ngày tháng văn bản", required=False, help_text="Bì chỉ người có tên được bóc: để trống.")
    doc_type = forms.ChoiceField(label="Tên loại", choices=[("", "—"), *TYPE_CHOICES], required=False)
    item = forms.ChoiceField(label="Là", choices=ITEMS)
    abstract = forms.CharField(
        label="Trích yếu nội dung", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    basis = forms.CharField(label="Căn cứ danh mục", max_length=400, required=False, widget=Pick("/goi-y/danh-muc/"))
    level = level_field()
    copies = forms.IntegerField(label="Số bản", min_value=1, max_value=10_000, initial=1)
    unit = forms.CharField(label="Đơn vị nhận", max_length=120, widget=Pick("/goi-y/don-vi/"))
    recipients = PersonField(label="Người nhận, người xử lý", required=False, known=True)
    named_only = forms.BooleanField(label="Chỉ người có tên mới được bóc bì", required=False)
    due_on = Day(label="Hạn xử lý", required=False)
    return_on = Day(label="Tài liệu thu hồi, hạn trả", required=False)
    note = forms.CharField(label="Ghi chú", max_length=1000, required=False)
    envelope = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Only of an envelope that stays closed the day of what lies inside is not known yet (R-IN-2)."""
        data: dict[str, Any] = self.cleaned_data
        if data.get("day") is None and "day" not in self.errors and not data.get("named_only"):
            self.add_error("day", self.fields["day"].error_messages["required"])
        return data


class FilterForm(forms.Form):
    """What is shown of a book; sent by POST, so that no word of a search stands in an address."""

    volume = forms.ChoiceField(label="Quyển", required=False, widget=Choice)
    month = forms.ChoiceField(label="Tháng", required=False, widget=Choice)
    as_of = Day(label="Tính đến", required=False)
    levels = forms.MultipleChoiceField(label="Độ mật", choices=LEVELS, required=False, widget=LevelBoxes)
    unsigned = forms.BooleanField(label="Chưa ký đủ", required=False)
    words = forms.CharField(
        label="Chữ cần tìm",
        required=False,
        max_length=200,
        widget=FindInput(attrs={"placeholder": "Số, trích yếu, nơi nhận"}),
    )

    def __init__(self, *args: Any, volumes: list[Any], months: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["volume"].choices = [  # type: ignore[attr-defined]
            (str(v.uuid), f"{v.no:02d}/{v.year}, {STATES[v.life]}") for v in volumes
        ]
        self.fields["month"].choices = [("", "Mới nhất"), *months]  # type: ignore[attr-defined]


STATES = {"open": "đang ghi", "full": "đã đủ", "old": "sổ cũ, chưa khóa", "closed": "đã khóa"}


class AskForm(forms.Form):
    """Asking a leader to cancel a number."""

    reason = forms.CharField(label="Lý do", max_length=1000)
    leader = forms.TypedChoiceField(label="Trình", coerce=UUID)

    def __init__(self, *args: Any, leaders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = leaders  # type: ignore[attr-defined]


class CorrectForm(AskForm):
    """Asking a leader to correct one column."""

    column = forms.TypedChoiceField(label="Cột", coerce=int)
    value = forms.CharField(label="Giá trị đúng", max_length=2000, required=False)
    field_order = ("column", "value", "reason", "leader")

    def __init__(self, *args: Any, columns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column"].choices = columns  # type: ignore[attr-defined]


class CopiesForm(AskForm):
    """Asking for further copies by a new decision (R-OUT-9)."""

    recipients = PickedRows(label="Nơi nhận thêm", url="/goi-y/noi-nhan/")
    field_order = ("recipients", "reason", "leader")


class PaperForm(forms.Form):
    """A signature made on paper."""

    recipient = forms.TypedChoiceField(label="Nơi nhận", coerce=UUID)
    name = forms.CharField(label="Họ tên người ký nhận", max_length=120)
    signed_at = Moment(label="Ngày giờ ký")
    page = forms.IntegerField(label="Trang sổ in", min_value=1, max_value=100_000, required=False)
    slip = forms.CharField(label="Hoặc số phiếu gửi", max_length=60, required=False)
    counted = forms.IntegerField(
        label="Số bản người nhận đếm được",
        min_value=0,
        max_value=10_000,
        required=False,
        help_text="Để trống nếu trên giấy không ghi.",
    )

    def __init__(self, *args: Any, recipients: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].choices = recipients  # type: ignore[attr-defined]


class ForwardForm(forms.Form):
    """Handing an arrival on."""

    unit = UnitField(label="Đơn vị nhận")
    person = PersonField(label="Người nhận", required=False, known=True)
    due_on = Day(label="Hạn xử lý", required=False)


class TakenForm(forms.Form):
    """Who of our own signed on paper for an arrival that was handed on."""

    step = forms.TypedChoiceField(label="Đã chuyển", coerce=UUID)
    person = PersonField(label="Người ký nhận", known=True)
    taken_at = Moment(label="Ngày giờ ký")

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = steps  # type: ignore[attr-defined]


class CompleteForm(forms.Form):
    """What the named person found inside."""

    day = Day(label="Ngày tháng văn bản")
    doc_type = forms.ChoiceField(label="Tên loại", choices=TYPE_CHOICES)
    abstract = forms.CharField(label="Trích yếu nội dung", max_length=2000, required=False)
    copies = forms.IntegerField(label="Số bản", min_value=1, max_value=10_000)


class CloseForm(forms.Form):
    """Closing a volume: the pages of its printed book."""

    pages = forms.IntegerField(label="Số trang sổ in", min_value=1, max_value=100_000)


class ReasonForm(forms.Form):
    """An export needs a reason."""

    reason = forms.CharField(label="Lý do kết xuất", max_length=1000)
    form = forms.ChoiceField(label="Tệp", choices=[("xlsx", "XLSX"), ("csv", "CSV")])
