"""Every page template with a realistic context, an empty one and one with long words; all names and numbers are invented."""

# fmt: off
# Samples are tables: one line each.

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html

from somat.law.levels import Level
from somat.law.refusal import Refusal
from somat.law.row import State
from somat.web import widgets

Context = dict[str, Any]
NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
TABS = ("Hôm nay", "Sổ đi", "Sổ đến", "Quầy nhận bì", "Nhập sổ cũ", "Nhật ký", "Người và quyền", "Căn cứ pháp lý", "Hệ thống")
LONG = "Ban Chỉ đạo Phòng thủ dân sự, ứng phó sự cố, thiên tai và tìm kiếm cứu nạn tỉnh Giang Bắc"
TOKEN = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', "x" * 64)
ROOT = "4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2"


def frame(current: str = "Hôm nay", **more: Any) -> Context:
    """What the context processor gives to every page."""
    counts = {"Hôm nay": 9, "Sổ đến": 4}
    return {
        "agency": "Văn phòng Ủy ban nhân dân tỉnh Giang Bắc",
        "superior": "Ủy ban nhân dân tỉnh Giang Bắc",
        "user": {"name": "Nguyễn Thị Hạnh", "title": "văn thư"},
        "now": NOW,
        "tabs": [{"label": t, "url": f"/{n}/", "current": t == current, "count": counts.get(t)} for n, t in enumerate(TABS)],
        "workstation": "VP-02",
        "checkpoint": {"size": 148212, "at": NOW},
        "demo": True,
        "notices": [],
        "home_url": "/",
        "search_url": "/tim/",
        "lock_url": "/khoa/",
        "alive_url": "/con-song/",
        "idle_seconds": 900,
        "keep": {"url": "/nhap/", "drop_url": "/nhap/bo/", "take_url": "/nhap/lay/", "half": ""},
        "highest": None,
        **more,
    }


def page(current: str, **more: Any) -> Context:
    return {"frame": frame(current), "csrf_input": TOKEN, "on": NOW.date(), **more}


def long_frame() -> Context:
    """Long names everywhere, notices, and no checkpoint yet."""
    user = {"name": "Công Huyền Tôn Nữ Nguyễn Thị Hoàng Oanh", "title": "Phó Trưởng phòng Hành chính, Tổ chức"}
    notices = ["Sổ tạm thời chỉ đọc. Có lá nhật ký chờ quá 60 giây; ghi sẽ mở lại khi nhật ký theo kịp."]
    return frame(agency=LONG, superior=LONG, user=user, notices=notices, checkpoint=None, demo=False)


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────
LEVELS = [(level.value, level.title) for level in Level]


class Outgoing(forms.Form):
    doc_type = forms.ChoiceField(label="Tên loại", choices=[("BC", "Báo cáo (BC)"), ("CV", "Công văn")])
    symbol = forms.CharField(label="Ký hiệu", help_text="Số do chương trình cấp, đứng trước ký hiệu.")
    abstract = forms.CharField(label="Trích yếu nội dung", required=False)
    basis = forms.CharField(label="Căn cứ xác định độ mật", widget=widgets.Pick("/goi-y/can-cu/"))
    level = forms.ChoiceField(label="Độ mật", choices=LEVELS, widget=widgets.LevelRadio())
    day = forms.DateField(label="Ngày xác định", widget=widgets.DayInput())
    signer = forms.CharField(label="Người ký", widget=widgets.Pick("/goi-y/nguoi-ky/"))
    unit = forms.CharField(label="Đơn vị lưu", widget=widgets.Pick("/goi-y/don-vi/"))
    copies = forms.IntegerField(label="Số lượng bản", widget=forms.TextInput({"inputmode": "numeric", "class": "few"}))
    recipients = widgets.PickedRows(
        url="/goi-y/noi-nhan/", label="Nơi nhận", help_text="Gõ không dấu cũng được. Mỗi nơi nhận một bản số."
    )
    note = forms.CharField(label="Ghi chú", required=False)


class Arrival(Outgoing):
    arrival_on = forms.DateField(label="Ngày đến", widget=widgets.DayInput())
    body = forms.CharField(label="Cơ quan, tổ chức ban hành", widget=widgets.Pick("/goi-y/co-quan/"))
    number = forms.CharField(label="Số, ký hiệu")
    symbol = basis = signer = note = None  # type: ignore[assignment]


class Filter(forms.Form):
    volume = forms.ChoiceField(choices=[("02", "02/2026, đang ghi"), ("01", "01/2026, đã khóa")])
    month = forms.ChoiceField(choices=[("11", "10 và 11"), ("", "cả quyển")])
    as_of = forms.DateField(widget=widgets.DayInput())
    levels = forms.MultipleChoiceField(choices=LEVELS, widget=widgets.LevelBoxes())
    unsigned = forms.BooleanField(required=False)
    words = forms.CharField(required=False, widget=widgets.FindInput({"placeholder": "Số, trích yếu, nơi nhận"}))


class Search(forms.Form):
    words = forms.CharField(widget=widgets.FindInput())
    since = forms.DateField(label="Từ ngày", required=False, widget=widgets.DayInput())
    until = forms.DateField(label="đến ngày", required=False, widget=widgets.DayInput())
    levels = Filter.base_fields["levels"]


class LawFilter(forms.Form):
    as_of = forms.DateField(widget=widgets.DayInput(), initial="23/11/2026")
    states = forms.MultipleChoiceField(
        choices=[(s.value, s.word) for s in State], widget=forms.CheckboxSelectMultiple(), initial=[s.value for s in State]
    )


class Login(forms.Form):
    username = forms.CharField(label="Tên đăng nhập", widget=forms.TextInput({"autocomplete": "username", "autofocus": True}))
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput({"autocomplete": "current-password"}))


class Passphrase(forms.Form):
    passphrase = forms.CharField(
        label="Câu mật khẩu", help_text="Phân biệt chữ hoa, chữ thường và dấu cách.",
        widget=forms.PasswordInput({"autocomplete": "off", "autofocus": True}),
    )


class OldBook(forms.Form):
    file = forms.FileField(label="Tệp sổ cũ")
    kind = forms.ChoiceField(label="Sổ", choices=[("out", "Sổ đi"), ("in", "Sổ đến")], widget=forms.RadioSelect())
    year = forms.CharField(label="Năm của sổ", widget=forms.TextInput({"class": "few", "inputmode": "numeric"}))


class Scan(forms.Form):
    code = forms.CharField(label="Mã trên bì", widget=widgets.ScanInput())


class Columns(forms.Form):
    a = forms.ChoiceField(choices=[("1", "(1) Số thứ tự"), ("", "Không nhận cột này")])
    b = forms.ChoiceField(choices=[("4", "(4) Tên loại và trích yếu"), ("", "Không nhận cột này")])


# ── lines of a book ──────────────────────────────────────────────────────────────────────────────────────────────────
def signed(body: str, by: str | None = None, on: date | None = None) -> Context:
    return {"body": body, "signed_by": by, "signed_on": on}


def line(no: int, symbol: str, day: date, level: Level, abstract: str, *recipients: Context, **more: Any) -> Context:
    return {
        "uuid": UUID(int=no), "no": no, "url": f"/so/dong/{no}/", "number": f"{no}/{symbol}", "day": day, "level": level,
        "doc_type": "Báo cáo", "abstract": None if level is Level.TUYET_MAT else abstract, "signer": "Phạm Minh Khôi",
        "recipients": recipients, "unit": "Phòng Nội chính", "copies": len(recipients) + 1, "note": "", "was": {},
        "body": "Bộ Chỉ huy quân sự tỉnh", "arrival_on": day, "arrival_no": no, **more,
    }


def october() -> list[Context]:
    police, army = signed("Công an tỉnh", "Đ. V. Hòa", date(2026, 10, 6)), signed("Bộ CHQS tỉnh", "T. Q. Vinh", date(2026, 10, 7))
    note = {"columns": "9", "by": "Hạnh", "confirmed_by": "Khôi", "on": date(2026, 10, 28)}
    void = {"reason": "văn bản không mật, ghi nhầm sổ.", "by": "Khôi", "on": date(2026, 10, 15)}
    return [
        line(9, "BC-VP", date(2026, 10, 6), Level.MAT, "Tình hình an ninh, trật tự trên địa bàn tỉnh quý III năm 2026", police, army),
        line(130, "TTr-VP", date(2026, 10, 12), Level.TOI_MAT, "Bố trí lực lượng dự phòng phục vụ diễn tập khu vực phòng thủ", army,
             note="Tài liệu thu hồi, hạn 31/12/2026"),
        line(131, "VP-NC", date(2026, 10, 15), Level.MAT, "Đề nghị phối hợp bảo vệ sự kiện", signed("Công an tỉnh"), cancelled=void),
        line(132, "BC-VP", date(2026, 10, 20), Level.TUYET_MAT, "", signed("Tỉnh ủy", "L. T. Mai", date(2026, 10, 20)), note="Bì hai lớp, ký hiệu A"),
        line(133, "KH-VP", date(2026, 10, 27), Level.MAT, "Bảo vệ bí mật nhà nước trong kỳ thi tuyển công chức năm 2026", police,
             corrections=[note], was={"copies": 3}),
    ]


def november() -> list[Context]:
    asked = {"by": "Hạnh", "on": date(2026, 11, 20)}
    return [
        line(134, "VP-TH", date(2026, 11, 2), Level.MAT, "Cung cấp số liệu phục vụ đoàn thanh tra chuyên đề số 4", signed("Thanh tra tỉnh"), basis_missing=True),
        line(140, "BC-VP", date(2026, 11, 19), Level.TOI_MAT, "Dự trữ lương thực, nhiên liệu cho phương án phòng thủ dân sự năm 2027",
             signed("Công an tỉnh", "Đ. V. Hòa", date(2026, 11, 19)), signed(LONG), current=True, sign_url="/so/dong/140/ky-nhan/"),
        line(1142, "UBND-NCTH", date(2026, 11, 20), Level.MAT, "Kiểm tra công tác bảo vệ bí mật nhà nước tại 12 xã, phường", signed("Ban Nội chính Tỉnh ủy"),
             cancel_asked=asked, sign_url="/so/dong/1142/ky-nhan/"),
    ]


def refusals() -> list[Refusal]:
    return [
        Refusal("R-OUT-9", field="copies", issued=6, approved=5),
        Refusal("R-OUT-9", case="recipients", field="recipients", outside="Công ty cổ phần Lương thực Hà Khê"),
        Refusal("R-NUM-1"),
    ]
