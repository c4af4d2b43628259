"""What can be found wrong: a kind for machines and one Vietnamese sentence for the person who must act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SAYS = {
    "leaf-missing": "Chỗ số {index} của nhật ký không còn lá.",
    "leaf-twice": "Lá {leaf} có ở nhiều chỗ trong nhật ký, trong đó có chỗ số {index}.",
    "leaf-unreadable": "Không đọc được lá số {index}.",
    "leaf-malformed": "Lá số {index} không đúng dạng chuẩn.",
    "leaf-columns": "Lá số {index}: các cột tra cứu không khớp với nội dung lá.",
    "waiting-malformed": "Lá {leaf} đang chờ xếp chỗ không đúng dạng chuẩn hoặc không khớp các cột tra cứu.",
    "checkpoint-malformed": "Điểm chốt {size} lá không đúng dạng.",
    "checkpoint-root": "Cây nhật ký không khớp điểm chốt {size} lá: có lá bị sửa, xóa, thêm hoặc đổi chỗ từ lá số {index}.",
    "checkpoint-altered": "Điểm chốt {size} lá đã bị sửa: cây nhật ký khớp các điểm chốt sau nó mà không khớp nó.",
    "checkpoint-none": "Nhật ký có {leaves} lá đã xếp chỗ mà không còn điểm chốt nào.",
    "checkpoint-signature": "Chữ ký của điểm chốt {size} lá không đúng.",
    "checkpoint-beyond": "Điểm chốt ghi {size} lá, nhật ký chỉ còn {leaves} lá: phần cuối đã bị cắt.",
    "checkpoint-key": "Không có khóa công khai của nhật ký (vault/log.pub) để kiểm chữ ký.",
    "against-malformed": "Tờ điểm chốt đem đối chiếu không đúng dạng.",
    "against-root": "Nhật ký không nối tiếp điểm chốt cũ {size} lá: lịch sử trước đó đã bị viết lại, có thể từ lá số {index}.",
    "against-beyond": "Điểm chốt cũ ghi {size} lá, nhật ký chỉ còn {leaves} lá: phần cuối đã bị cắt.",
    "against-signature": "Chữ ký trên điểm chốt cũ {size} lá không phải của khóa nhật ký đang dùng.",
    "row-differs": "Dòng {object} (bảng {table}) không khớp lá mới nhất nói về nó, lá số {index}.",
    "row-without-leaf": "Dòng {object} (bảng {table}) không có lá nào trong nhật ký.",
    "row-gone": "Dòng {object} đã bị xóa khỏi dữ liệu; lá mới nhất nói về nó là lá số {index}.",
    "row-twice": "Dòng {object} (bảng {table}) có hai lần trong dữ liệu.",
    "part-without-root": "Bảng {table} có dòng không thuộc đối tượng nào đã ghi nhật ký ({object}).",
    "manifest-differs": "Bảng kê của lá số {index} không khớp với lá.",
    "manifest-without-leaf": "Bảng kê của lá {leaf} không có lá tương ứng trong nhật ký.",
    "number-gap": "Bảng {table}, {group}: thiếu số {number}.",
    "number-twice": "Bảng {table}, {group}: số {number} có hai lần.",
    "blob-missing": "Tài liệu {object}: tệp mã hóa không còn trong thư mục.",
    "blob-differs": "Tài liệu {object}: tệp mã hóa đã bị sửa, cắt hoặc thay.",
    "blob-unreadable": "Tài liệu {object}: không đọc được tệp mã hóa.",
    "unreadable": "Không đọc được cơ sở dữ liệu: {why}.",
}
OF_ROWS = ("row", "part", "manifest", "number", "blob")
NOWHERE = 1 << 63  # the place of what has no place in the tree: after everything that has one


@dataclass(frozen=True)
class Finding:
    """One thing found wrong. `index` is the first place in the tree that it concerns, NOWHERE where it has none."""

    kind: str
    index: int
    facts: dict[str, Any]

    def says(self) -> str:
        """One Vietnamese sentence."""
        place = "chưa xếp chỗ" if self.index >= NOWHERE else self.index
        return SAYS[self.kind].format(**{"index": place, **self.facts})

    def order(self) -> tuple[bool, int]:
        """Faults of the tree come before those of rows, which may only follow from them; then by place."""
        return (self.kind.startswith(OF_ROWS), self.index)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "index": None if self.index >= NOWHERE else self.index,
            "says": self.says(),
            **self.facts,
        }


def found(kind: str, index: int = NOWHERE, **facts: Any) -> Finding:
    """A finding; its facts must fill the sentence of its kind."""
    return Finding(kind, index, facts)
