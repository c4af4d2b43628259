"""A tree root as words that two people can read to one another: one plain Vietnamese word for each byte.

No two words are alike once marks are dropped, nor after the mergers of common accents (ch/tr, s/x, d/đ/gi/r/v, l/n;
final n/ng/nh and t/c/ch): what is heard or typed without marks still names one byte. The order is part of the format:
a sheet printed years ago must read the same, so the list never changes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LIST = """
ấm áo bài bạn bao bắp bát bầu bé bến bèo bếp bi bìa biển bò bơi bơm bột búa bụi bùn bưởi buồm bút cá cam cao cau cày
chai chăm chân cháu chè chén chèo chép chiều chim chợ chổi chữ chùa chum chuối chuột cỏ còi cốm cột cúc củi cừu da dao
dầu dê đêm đèn dép đĩa điểm điện điều đỏ đồi đồng đu đuốc ếch én gà gạch găng gạo gấu gậy ghế ghim giày gỗ gối gốm
gừng guốc gươm gương hầm hàng hào hạt hè heo hiên hồ hoa hồng hộp hột hũ huệ hương hươu kem kén kẹo két khách khăn
khay khế khỉ khô khóa khoai khỏe khói khúc khung khuôn khuyên kiến kiệu kim kính lá lam lều lịch liềm lính lọ lúa lưới
lươn má mai mắm măng mắt màu máy mèo mía miền mít mỏ môi mũ mùa mực mùi muối mướp nai nến nếp ngà ngao ngày nghé nghêu
ngô ngói ngọn ngọt ngựa nguồn nhà nhạc nhãn nhện nhím nhịp nho nhóm nhựa nhung nồi nón núi ổi ong ớt phà phấn pháo
phép phễu phiếu phím phố phòng pin quà quai quạt quay quê quýt rìu rơm rùa rừng rượu sách sân sáo sen sét sim sò sóng
sữa suối tai táo tàu tay tem tên tép tết thang thảo tháp thẻ thép thìa thiệp thịt thỏ thóc thơm thư thùng thước thuyền
tiền tím tóc tôm trà trống trứng tuần túi tường ước vải vịt vườn xe xoài yến
"""
WORDS = tuple(LIST.split())


class UnknownWord(ValueError):
    """A word that is not of the list; `place` counts from 1."""

    def __init__(self, word: str, place: int) -> None:
        super().__init__(f"word {place} is not of the list")
        self.word, self.place = word, place


def spoken(root: bytes) -> list[str]:
    """The words of some bytes, one each: a root of 32 bytes gives 32 words."""
    return [WORDS[byte] for byte in root]


def heard(words: Iterable[str]) -> bytes:
    """The bytes that these words say, typed with marks or without, in capitals or not. Raises UnknownWord."""
    found = bytearray()
    for place, word in enumerate(words, 1):
        byte = _BYTES.get(folded(word))
        if byte is None:
            raise UnknownWord(word, place)
        found.append(byte)
    return bytes(found)


def folded(word: str) -> str:
    """Small letters without marks; đ is d."""
    apart = unicodedata.normalize("NFD", word.strip().lower())
    return "".join(char for char in apart if not unicodedata.combining(char)).replace("đ", "d")


_BYTES = {folded(word): byte for byte, word in enumerate(WORDS)}
