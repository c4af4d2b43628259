"""Electronic documents before they are sent: number, time and the red mark first, then two digital signatures (R-EDOC)."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from somat.law.refusal import Refusal, rule


class Part(StrEnum):
    """Whose signature: the competent person's, or the agency's."""

    PERSON = "person"
    AGENCY = "agency"


class Mark(StrEnum):
    """What must stand on the paper before it is signed."""

    LEVEL = "level"
    NUMBER = "number"
    DAY = "day"


WORDS = {Mark.LEVEL: "dấu độ mật", Mark.NUMBER: "số, ký hiệu", Mark.DAY: "ngày, tháng, năm"}


@rule(
    "R-EDOC-1",
    says="Văn bản điện tử chưa có đủ trên trang đầu: {missing}. Đóng dấu, ghi số và ngày trước, rồi mới ký số.",
)
def may_be_signed(*, found: Collection[Mark], digitised: bool = False) -> Refusal | None:
    """Whatever is drawn onto a signed file breaks its signatures: so mark, number and day come before the first one.

    A digitised (scanned) document is exempt.
    """
    missing = [WORDS[mark] for mark in Mark if mark not in found]
    return Refusal("R-EDOC-1", missing=", ".join(missing)) if missing and not digitised else None


@rule(
    "R-EDOC-2", case="person", says="Người có thẩm quyền phải ký số trước, còn nguyên vẹn, rồi mới ký số của cơ quan."
)
@rule("R-EDOC-2", case="again", says="Văn bản đã có chữ ký số này rồi.")
@rule("R-EDOC-2", case="after", says="Sau chữ ký số của cơ quan không ký thêm: bản này đã hoàn thành.")
def may_sign(part: Part, *, held: Collection[Part]) -> Refusal | None:
    """The competent person first, then the agency, each once; `held`: whole signatures that are on the file already."""
    if part in held:
        return Refusal("R-EDOC-2", case="again")
    if part == Part.PERSON and Part.AGENCY in held:
        return Refusal("R-EDOC-2", case="after")
    if part == Part.AGENCY and Part.PERSON not in held:
        return Refusal("R-EDOC-2", case="person")
    return None


@rule(
    "R-EDOC-2",
    case="unsigned",
    says="Văn bản điện tử chưa có đủ chữ ký số của người có thẩm quyền và của cơ quan, tổ chức.",
)
def may_send(*, held: Collection[Part], digitised: bool = False) -> Refusal | None:
    """Both signatures, whole and trusted; a digitised document is exempt."""
    return None if digitised or set(held) >= set(Part) else Refusal("R-EDOC-2", case="unsigned")
