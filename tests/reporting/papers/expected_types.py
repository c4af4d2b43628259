"""Sizes and faces by hand from 30/2020/NĐ-CP, Appendix I (as forms.md has it); where the law is silent, what we chose, said beside it."""

from __future__ import annotations

UPRIGHT, BOLD, ITALIC, BOTH = "", "Bold", "Italic", "BoldItalic"
SUPERIOR, AGENCY = "ỦY BAN NHÂN DÂN TỈNH GIẢ ĐỊNH", "ỦY BAN NHÂN DÂN XÃ MINH HỌA"
BODIES = {  # what stands in box 2 of the samples that are not of the commune
    "D-20b": "SỞ NGOẠI VỤ",
    "D-26": "ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH SỐ 70/QĐ-UBND",
}
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
HEAD = {  # box: size, face
    "nation": (12, BOLD),  # 12–13
    "motto": (13, BOLD),  # 13–14
    "superior": (12, UPRIGHT),  # 12–13
    "agency": (12, BOLD),  # 12–13
    "number": (13, UPRIGHT),
    "place": (13, ITALIC),  # 13–14
    "title": (14, BOLD),  # 13–14
    "authority": (13, BOLD),  # 13–14
    "hint": (12, ITALIC),  # not in the decree
    "recipients": (12, BOTH),
    "recipient": (11, UPRIGHT),
}
BODY = {"CV": 14}  # 13–14; ours is 13 where nothing is said
TABLES = {  # sizes of the tables, not in the decree; 12 where nothing is said
    "D-12": (10,),
    "D-16": (11,),
    "D-18": (10, 11),
    "D-21b": (11,),
    "D-22b": (11,),
    "D-26": (12, 11),
    "D-27": (11, 11),
}
COVERS = {  # outer frame: left, top, right, bottom in mm, which are the page's margins; title; words below it
    "D-12": ((30, 21, 282, 190), "SỔ QUẢN LÝ SAO, CHỤP BÍ MẬT NHÀ NƯỚC", ("Năm: 2026", "Quyển số: 01")),
    "D-16": ((30, 21, 190, 277), "SỔ CHUYỂN GIAO BÍ MẬT NHÀ NƯỚC", ("Năm: 2026", "Quyển số: 01")),
}
BETWEEN = 1.2  # mm from the outer edge of a cover's frame to that of the inner one; ours
SINGLE = 1.149  # of the size: single spacing of Times New Roman; the decree allows up to one and a half, 1.724
PITCH = 1.22  # of the size, from line to line of the text: ours, between the two
GAP = 6 * 25.4 / 72  # mm between paragraphs, at least
INDENT = 12.7  # mm, 1 or 1.27 cm
INDENTED = {  # how the first indented paragraph of each form that has one begins
    "CV": "Thực hiện Kế hoạch",
    "D-10": "Mục III. Phân công",
    "D-13": "Việc chụp được thực hiện",
    "D-20": "Tôi cam kết bảo vệ",
    "D-20b": "Hồi 08 giờ 30",
    "D-21a": "Căn cứ Luật Bảo vệ",
    "D-21c": "Hôm nay, hồi",
    "D-21d": "Căn cứ Luật Bảo vệ",
    "D-21e": "Ủy ban nhân dân xã Minh Họa thông báo:",
    "D-22a": "Căn cứ Luật Bảo vệ",
    "D-22c": "Hôm nay, hồi",
    "D-22d": "Căn cứ Luật Bảo vệ",
    "D-22e": "Hôm nay, hồi",
    "D-23": "Đề nghị nơi nhận đóng dấu",
    "D-24": "1. Tôi đã bàn giao",
    "D-25": "Không mang thiết bị",
    "D-26": "Căn cứ Quyết định số",
}
