"""Counts the syllables of a corpus of Vietnamese texts into src/somat/exchange/oldbook/syllables.txt, commonest first.

Usage: python tools/count_syllables.py LAWS.jsonl.gz… [--names NAMES.csv]  (texts: field "text"; names: column "name")
"""

import csv
import gzip
import json
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from somat.exchange.oldbook.syllables import is_syllable, words_of

KEPT = 3_000
TARGET = Path(__file__).resolve().parent.parent / "src/somat/exchange/oldbook/syllables.txt"
NAME_WEIGHT = 20  # a name of a place or person stands in nearly every line of a register
NAMES = """Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương Trịnh Trương Đinh Lâm Phùng
Mai Tô Hà Tạ Quách Lương Thái Châu Kiều Cao Bạch Tống Nghiêm Khổng Viên Giáp Văn Thị Hữu Đức Quốc Minh Ngọc Xuân Thu Hồng Kim
Thanh Bảo Gia Khánh Anh Tuấn Hùng Dũng Cường Mạnh Thắng Hải Long Sơn Hòa Bình Phúc Lộc Thọ An Khang Nam Bắc Đông Tây Trung Tâm
Nhân Nghĩa Lễ Trí Tín Hiếu Trung Kiên Cương Quyết Quyền Quân Tùng Bách Phương Lan Huệ Cúc Trúc Đào Liễu Hạnh Phượng Loan Oanh Yến
Nga Hằng Nguyệt Hương Hoa Thảo Trang Linh Chi Diệp Diễm Thúy Thùy Thủy Tuyết Vân Nhung Thoa Thơm Hường Hiền Hậu Duyên Dung Dịu
Nhàn Nhã Uyên Vy Vi Giang Hậu Luân Lâm Lực Lượng Lợi Toàn Toản Tuyên Truyền Thịnh Thuận Thuật Thực Thành Thái Tài Tấn Tiến Tiệp
Tịnh Tình Vinh Việt Vượng Vũ Vỹ Ý Đạt Đại Điệp Định Độ Đồng Ân Ấn Bích Bửu Chiến Chinh Chính Chung Chương Công Cảnh Cẩm Dân Diệu
Doanh Duy Duẩn Dương Giáp Hoan Hoàn Hoạt Huân Huấn Huy Huyền Hưng Khải Khiêm Khoa Khôi Khuê Kỳ Liêm Liên Lương Lưu Mẫn Mỹ Nghị Nguyên
Nhất Nhật Nhiên Ninh Phấn Phong Phú Phước Quang Quảng Quế Quý Quỳnh Sáng Sang Sinh Tân Thạch Thiện Thiều Thông Thuần Thư Tiên Tín Toán
Trâm Trân Triều Triết Trinh Trọng Trường Tú Tường Xuyến Ái"""


def main(arguments: list[str]) -> int:
    names = arguments[arguments.index("--names") + 1 :] if "--names" in arguments else []
    texts = arguments[: arguments.index("--names")] if names else arguments
    counts: Counter[str] = Counter()
    for path in texts:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                counts.update(_marked(json.loads(line)["text"]))
    for path in names:
        with Path(path).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                counts.update(dict.fromkeys(_marked(row["name"]), NAME_WEIGHT))
    counts.update(dict.fromkeys(_marked(NAMES), NAME_WEIGHT * 5))
    kept = [word for word, count in counts.most_common(KEPT) if count > 2]
    lines_out = [" ".join(kept[at : at + 20]) for at in range(0, len(kept), 20)]
    TARGET.write_text("\n".join([HEAD, *lines_out]) + "\n", encoding="utf-8")
    print(f"{len(kept)} syllables -> {TARGET.name}")
    return 0


HEAD = """# Vietnamese syllables with marks, commonest first: counted in legal and administrative texts (texts of law carry no
# copyright), names of administrative units and common personal names. Made by tools/count_syllables.py."""


def _marked(text: str) -> list[str]:
    """The syllables with at least one Vietnamese letter, in lower case and NFC."""
    words = words_of(unicodedata.normalize("NFC", text).lower())
    return [word for word in words if not word.isascii() and is_syllable(word)]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
