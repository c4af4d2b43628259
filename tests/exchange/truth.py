"""Made-up register lines with their truth: typed here, so that no parser's opinion is in them."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

LEVELS = {"mat": "Mật", "toi_mat": "Tối mật", "tuyet_mat": "Tuyệt mật"}
LETTERS = {"mat": "C", "toi_mat": "B", "tuyet_mat": "A"}
TYPES = {
    "BC": "Báo cáo", "KH": "Kế hoạch", "TTr": "Tờ trình", "QĐ": "Quyết định", "TB": "Thông báo", "CT": "Chỉ thị",
    "HD": "Hướng dẫn", "PA": "Phương án",
}  # fmt: skip
SUBJECTS = """tình hình an ninh trật tự quý này trên địa bàn tỉnh
công tác bảo vệ bí mật nhà nước năm qua
kết quả kiểm tra việc quản lý tài liệu tại các sở, ban, ngành
về việc thành lập tổ công tác liên ngành
diễn tập khu vực phòng thủ
phối hợp bảo vệ công trình trọng điểm
rà soát hồ sơ cán bộ diện quy hoạch
xử lý vụ việc phức tạp về đất đai ở xã vùng cao
bảo đảm an toàn hội nghị cấp cao
dự trữ xăng dầu và lương thực dự phòng
đàm phán hợp đồng với đối tác nước ngoài
giải quyết khiếu nại đông người kéo dài
sơ kết nửa năm công tác nội chính
điều chỉnh bố trí lực lượng ở tuyến biên giới
quản lý, sử dụng con dấu và chữ ký số
chuẩn bị nhân sự đại hội nhiệm kỳ mới
tăng cường quản lý người nước ngoài cư trú, hoạt động
phòng, chống thiên tai và cứu nạn ở vùng ven biển
kiểm kê vũ khí, công cụ hỗ trợ của lực lượng tự vệ
thẩm định dự án đầu tư trong khu vực quân sự""".splitlines()
SIGNERS = """Nguyễn Văn Bình|Trần Thị Hạnh|Lê Quang Dũng|Phạm Ngọc Ánh|Vũ Đức Thọ|Đặng Thu Hà|Hoàng Minh Tuấn|Bùi Xuân Trường
Đỗ Hữu Ước|Lý Thị Mỵ""".replace("\n", "|").split("|")
RECEIVERS = """Công an tỉnh|Sở Nội vụ|Bộ Chỉ huy quân sự tỉnh|Văn phòng Tỉnh ủy|Sở Tài chính|Ban Tổ chức Tỉnh ủy|Bộ Nội vụ
Viện kiểm sát nhân dân tỉnh|Sở Văn hóa, Thể thao và Du lịch|Thanh tra tỉnh|Cục Thống kê|Ban Dân tộc""".replace(
    "\n", "|"
).split("|")
SENDERS = """Bộ Công an|Văn phòng Chính phủ|Bộ Quốc phòng|Quân khu 3|Ban Nội chính Trung ương|Công an tỉnh|Sở Ngoại vụ
Bộ Văn hóa, Thể thao và Du lịch|Tỉnh ủy Giang Bắc""".replace("\n", "|").split("|")
UNITS = ("Phòng Nội chính", "Văn thư", "Phòng Tổng hợp", "Phòng Hành chính - Tổ chức")
NOTES = ("", "", "", "Gửi qua quân bưu", "Có phụ lục kèm theo", "Thu hồi trước 30/6")


@dataclass(frozen=True)
class Line:
    """What one line truly says. `file_row` is filled in by the layout that writes it."""

    no: int
    doc_number: int
    symbol: str
    day: date
    doc_type: str
    abstract: str  # as it stands in the old book, Tuyệt mật lines too
    level: str
    signer: str
    recipients: tuple[str, ...]
    unit: str
    copies: int
    note: str
    body: str
    arrival_on: date
    arrival_no: int
    file_row: int = 0
    is_spoiled: bool = False  # one of its cells was made wrong on purpose: the line is to be refused

    @property
    def title(self) -> str:
        return f"{TYPES[self.doc_type]} {self.abstract}"

    @property
    def number(self) -> str:
        return f"{self.doc_number:02d}/{self.symbol}"

    def at(self, row: int) -> "Line":
        return replace(self, file_row=row)


def lines(count: int, *, seed: int, year: int = 2019) -> list[Line]:
    """`count` lines of one year in rising order; a third of them not Mật."""
    chance = random.Random(seed)
    made = []
    day = date(year, 1, 3)
    for index in range(count):
        day = min(day + timedelta(days=chance.choice((0, 1, 2, 5))), date(year, 12, 30))
        code = chance.choice(list(TYPES))
        made.append(
            Line(
                no=index + 1,
                doc_number=index + 7,
                symbol=f"{code}-{chance.choice(('VP', 'UBND', 'NC'))}",
                day=day,
                doc_type=code,
                abstract=chance.choice(SUBJECTS),
                level=chance.choices(("mat", "toi_mat", "tuyet_mat"), (6, 2, 1))[0],
                signer=chance.choice(SIGNERS),
                recipients=tuple(chance.sample(RECEIVERS, chance.randint(1, 3))),
                unit=chance.choice(UNITS),
                copies=chance.randint(1, 12),
                note=chance.choice(NOTES),
                body=chance.choice(SENDERS),
                arrival_on=min(day + timedelta(days=chance.randint(0, 4)), date(year, 12, 31)),
                arrival_no=index + 31,
            )
        )
    return made
