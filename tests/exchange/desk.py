"""The desk of Hạnh with envelopes on it, and old books as files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from somat.exchange.actions.envelopes import NewEnvelope, check, receive
from somat.exchange.models import Envelope
from somat.law.receiving import Inspection, Seal
from tests.office import Office

WHOLE = Inspection(
    layers=1, letter="C", seal=Seal.WHOLE, symbols_outside="212/KH-UBND", copies_stated=2,
    symbols_inside="212/KH-UBND", copies_found=2,
)  # fmt: skip


def received(office: Office, **more: Any) -> Envelope:
    """A Mật envelope of the province, one paper in two copies."""
    outside = NewEnvelope(
        book=office.in_.uuid, letter="C", body="Ủy ban nhân dân tỉnh Thử", symbols="212/KH-UBND", copies=2,
        courier="Nguyễn Văn Giao",
    )  # fmt: skip
    return receive(replace(outside, **more), by=office.hanh)


def checked(office: Office, **found: Any) -> Envelope:
    """The same envelope, checked; `found` is what differs from a whole one."""
    return check(received(office).uuid, replace(WHOLE, **found), by=office.hanh)


CSV_HEAD = "Số thứ tự,Số ký hiệu,Ngày tháng,Trích yếu nội dung,Độ mật,Người ký,Nơi nhận,Số lượng,Ghi chú"


def old_book(count: int, *, year: int = 2019, first: int = 1) -> bytes:
    """An outgoing book of one year as it is saved from a spreadsheet."""
    rows = [
        f"{n},{n:02d}/BC-UBND,{(n % 28) + 1:02d}/{(n % 12) + 1:02d}/{year},Tình hình giả định số {n},Mật,Nguyễn Văn Cũ,Công an tỉnh,2,"
        for n in range(first, first + count)
    ]
    return "\n".join([CSV_HEAD, *rows]).encode()
