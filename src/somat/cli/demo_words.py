"""Words of the demonstration: clearly invented, over real kinds of papers and the real tree of agencies."""

from __future__ import annotations

# agency, superior, place, symbol
AGENCIES = {
    "xa": ("Ủy ban nhân dân xã Minh Họa", "Ủy ban nhân dân tỉnh Giả Định", "Minh Họa", "UBND"),
    "bo": ("Văn phòng Bộ Minh Họa", "Bộ Minh Họa", "Hà Nội", "VP"),
}
UNITS = {
    "xa": ("Văn phòng", "Phòng Nội chính", "Phòng Tổng hợp"),
    "bo": ("Phòng Văn thư – Lưu trữ", "Vụ Tổng hợp", "Vụ Pháp chế"),
}
OUTSIDE = {"xa": "Thanh tra tỉnh Giả Định", "bo": "Đoàn kiểm tra liên ngành Giả Định"}
# Posts that differ from the commune's, by log-in name.
POSTS: dict[str, dict[str, str]] = {
    "xa": {},
    "bo": {
        "an": "Chánh Văn phòng",
        "khoi": "Phó Chánh Văn phòng",
        "hanh": "Văn thư bảo mật",
        "duy": "Chuyên viên Vụ Tổng hợp",
        "chi": "Chuyên viên Vụ Pháp chế",
        "dung": "Thành viên Đoàn kiểm tra liên ngành Giả Định",
    },
}
# type of paper, what it is about; {n} is a number, {q} a quarter
OUT = (
    ("BC", "Tình hình an ninh, trật tự trên địa bàn giả định số {n}, quý {q}"),
    ("BC", "Kết quả rà soát hồ sơ nhân sự minh họa đợt {n}"),
    ("BC", "Công tác bảo vệ bí mật nhà nước sáu tháng (số liệu minh họa {n})"),
    ("KH", "Diễn tập phòng thủ dân sự giả định cụm xã số {n}"),
    ("KH", "Bảo vệ bí mật nhà nước trong kỳ thi giả định năm minh họa {n}"),
    ("PA", "Bảo vệ hội nghị giả định ngày {n} tháng {q}"),
    ("TTr", "Bố trí lực lượng dự phòng phục vụ diễn tập giả định {n}"),
    ("TTr", "Phê duyệt đề thi và đáp án minh họa số {n}"),
    ("TB", "Kết luận giả định về vụ việc khiếu nại số {n}"),
    ("CV", "Đề nghị phối hợp bảo vệ công trình giả định số {n}"),
    ("CV", "Cung cấp số liệu minh họa phục vụ đoàn kiểm tra số {n}"),
    ("QĐ", "Phân công người làm công tác bảo vệ bí mật (quyết định minh họa {n})"),
)
IN = (
    ("CV", "Hướng dẫn nội dung giả định số {n} về công tác bảo vệ bí mật nhà nước"),
    ("BC", "Tổng hợp tình hình địa bàn giả định quý {q}, số {n}"),
    ("KH", "Kế hoạch kiểm tra minh họa số {n}"),
    ("TB", "Thông báo kết luận giả định số {n}"),
    ("CV", "Đề nghị rà soát danh sách minh họa số {n}"),
    ("HD", "Hướng dẫn lập hồ sơ giả định số {n}"),
    ("QĐ", "Quyết định minh họa số {n} về phương án giả định"),
)
SIGNED = (
    "Nguyễn Văn Hòa",
    "Trần Quốc Vinh",
    "Lê Thị Mai",
    "Phạm Anh Dũng",
    "Hoàng Yến Nhi",
    "Vũ Hữu Nam",
    "Đặng Thị Ánh Tuyết",
)
REASONS = ("văn bản không mật, ghi nhầm sổ", "ghi trùng dòng trước", "văn bản thu hồi trước khi giao")
