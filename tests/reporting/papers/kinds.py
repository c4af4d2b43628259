"""The shape of what each paper must show, and the words that several share."""

from __future__ import annotations

from dataclasses import dataclass, field

Columns = tuple[tuple[str, float], ...]  # header, relative width


@dataclass(frozen=True)
class Expected:
    """One paper: its title lines, its labels in order, its tables, who signs; the state that forms.md allows at best."""

    code: str
    state: str
    title: str
    about: str = ""
    labels: tuple[str, ...] = ()
    tables: tuple[Columns, ...] = ()
    signers: tuple[str, ...] = ()
    landscape: bool = False
    level: str = ""  # of the sample, as the mark says it
    number: str = ""
    person: bool = False  # a letter of a person: no body above it
    book: bool = False
    sheets: int = 1  # pages of the first set of the sample
    extra: tuple[str, ...] = field(default=())


STT = "Số thứ tự"
COUNCIL: Columns = ((STT, 0.6), ("Họ và tên", 2), ("Chức vụ, đơn vị", 2.6), ("Vai trò trong Hội đồng", 1.6))
ACTS: tuple[str, ...] = (
    "Phát hành",
    "Tiếp nhận",
    "Sao, chụp",
    "Gia hạn",
    "Điều chỉnh độ mật",
    "Giải mật",
    "Tiêu hủy",
    "Còn lại",
)
