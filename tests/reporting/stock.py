"""Books to print in the tests: lines as a clerk writes them, the same at each run."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from somat.law.levels import Level
from somat.reporting.book import BookPrint, Cell, Checkpoint, Line, Old, Receipt

ROOT = "4813494d137e0f5bb2a7c6d9e8f01234" * 2
POINT = Checkpoint(148212, ROOT)
TYPES = ["Báo cáo", "Kế hoạch", "Quyết định", "Tờ trình", "Công văn", "Thông báo", "Phương án"]
SYLLABLES = (
    "tình hình an ninh trật tự địa bàn phương án bảo vệ mục tiêu diễn tập khu vực phòng thủ kế hoạch phối hợp lực lượng"
    " kiểm tra nội bộ công tác cán bộ quý năm hội nghị chuyên đề ứng phó sự cố rà soát danh mục bổ sung kinh phí"
)
PEOPLE = ["Phạm Minh Khôi", "Tạ Văn Thịnh", "Nguyễn Thị Ngọc Ánh", "Đặng Quốc Vượng", "Lê Thị Mỹ Hằng"]
BODIES = [
    "Công an tỉnh",
    "Bộ CHQS tỉnh",
    "Sở Nội vụ",
    "Tỉnh ủy",
    "Sở Tài chính",
    "Văn phòng Quốc hội",
    "UBND xã Ea Súp",
]
UNITS = ["Phòng Nội chính", "Phòng Tổng hợp", "Văn phòng", "Thanh tra"]


def line(no: int, *cells: Cell | str, level: Level = Level.MAT, cancelled: bool = False) -> Line:
    return Line(no, tuple(Cell(cell) if isinstance(cell, str) else cell for cell in cells), level, cancelled)


def out_line(no: int = 1, /, **change: Any) -> Line:
    """A line of the register of what goes out; a keyword replaces one column (symbol, day, what, to, notes …)."""
    cells: dict[str, Cell | str] = {
        "no": f"{no:02d}",
        "symbol": f"{no:02d}/BC-VP",
        "day": "06/10/2026",
        "what": Cell("Tình hình an ninh, trật tự quý III", "Báo cáo"),
        "level": "Mật",
        "signer": "Phạm Minh Khôi",
        "to": Cell(receipts=(Receipt("Công an tỉnh", "Đ. V. Hòa, 06/10"),)),
        "unit": "Phòng Nội chính",
        "copies": "3",
        "notes": "",
    }
    facts = {key: change.pop(key) for key in list(change) if key in {"secrecy", "cancelled"}}
    return line(
        no, *(cells | change).values(), level=facts.get("secrecy", Level.MAT), cancelled=facts.get("cancelled", False)
    )


def book(lines: Sequence[Line] = (), **change: Any) -> BookPrint:
    facts: dict[str, Any] = {
        "form": "A1",
        "level": Level.TUYET_MAT,
        "superior": "Ủy ban nhân dân tỉnh Giang Bắc",
        "agency": "Văn phòng",
        "place": "Giang Bắc",
        "year": 2026,
        "volume_no": 2,
        "first_day": date(2026, 7, 1),
        "last_day": date(2026, 11, 23),
        "first_no": lines[0].no if lines else None,
        "last_no": lines[-1].no if lines else None,
        "print_no": 1,
        "printed_by": "Nguyễn Thị Hạnh",
        "printed_at": datetime(2026, 11, 23, 1, 12, tzinfo=UTC),
        "workstation": "VP-02",
        "checkpoint": POINT,
        "lines": tuple(lines),
        "head_title": "CHÁNH VĂN PHÒNG",
    }
    return BookPrint(**(facts | change))


def many(count: int) -> list[Line]:
    """A year as it comes: one to three recipients, every twentieth line cancelled, every twentieth corrected."""
    chance = random.Random(count)
    return [_one(no, chance) for no in range(1, count + 1)]


def _one(no: int, chance: random.Random) -> Line:
    kind, day = chance.choice(TYPES), date(2026, 1, 5) + timedelta(days=no % 320)
    secrecy = chance.choices(list(Level), weights=[70, 25, 5])[0]
    said = " ".join(chance.choices(SYLLABLES.split(), k=chance.randint(8, 26))).capitalize()
    bodies = chance.sample(BODIES, chance.choices([1, 2, 3], weights=[6, 3, 1])[0])
    cancelled, corrected = no % 20 == 7, no % 20 == 13
    return out_line(
        no,
        symbol=f"{no:02d}/{kind[0]}{kind[-1].upper()}-VP",
        day=f"{day:%d/%m/%Y}",
        what=Cell("" if secrecy is Level.TUYET_MAT else said, kind),
        level=secrecy.title,
        signer=chance.choice(PEOPLE),
        to=Cell(receipts=tuple(Receipt(body, f"{chance.choice('ABCDĐ')}. V. Hòa, {day:%d/%m}") for body in bodies)),
        unit=chance.choice(UNITS),
        copies=Cell("3", old=(Old("2"),)) if corrected else str(len(bodies)),
        notes="Hủy số: ghi nhầm sổ" if cancelled else "Sửa cột 9" if corrected else "",
        cancelled=cancelled,
        secrecy=secrecy,
    )
