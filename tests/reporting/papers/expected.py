"""What each paper must show, typed by hand from forms.md, 26/2020/NĐ-CP, 63/2026/NĐ-CP and 30/2020/NĐ-CP; never from what we printed."""

from __future__ import annotations

from tests.reporting.papers import expected_councils, expected_daily, expected_reports
from tests.reporting.papers.kinds import Expected

__all__ = ["MARKS", "PAPERS", "VARIANTS", "Expected"]

PAPERS = (*expected_daily.PAPERS, *expected_councils.PAPERS, *expected_reports.PAPERS)

# What only one way of filling a form says; the others must not.
VARIANTS = {
    "D-01": (
        "Đối với vật chứa",
        "Đối với địa điểm chứa",
        "Đối với lời nói chứa",
        "Đối với hoạt động chứa",
        "Đối với hình thức khác chứa",
    ),
    "D-17": (
        "2. Người đại diện: Lò Thị Nga",
        "Giấy tờ tùy thân (loại, số, ngày, nơi cấp):",
        "Quốc tịch:",
        "2. Số hộ chiếu:",
    ),
    "D-23": ("Về việc điều chỉnh độ mật", "Về việc gia hạn thời hạn bảo vệ bí mật nhà nước", "Về việc giải mật"),
    "D-27": ("Sơ kết công tác", "Tổng kết 05 năm công tác", "Đột xuất về công tác"),
    "CV": ("V/v phối hợp", "THÔNG BÁO"),
}
MARKS = {"MẬT": (20, 8), "TỐI MẬT": (30, 8), "TUYỆT MẬT": (40, 8)}  # mm, outer edges (24/2020/TT-BCA, form 02)
