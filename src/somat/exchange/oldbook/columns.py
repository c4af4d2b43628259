"""The columns of the two legal registers (forms A1, A2) and how the header of an old book names them."""

import re
from enum import StrEnum

from somat.exchange.oldbook.words import key


class Kind(StrEnum):
    """Which register: outgoing or incoming."""

    OUT = "out"
    IN = "in"


class Column(StrEnum):
    """What a column of an old book can be mapped to. TITLE is type and abstract in one; the marks are tick columns."""

    NO = "no"
    SYMBOL = "symbol"
    NUMBER = "number"
    DAY = "day"
    TITLE = "title"
    TYPE = "type"
    ABSTRACT = "abstract"
    LEVEL = "level"
    SIGNER = "signer"
    RECIPIENTS = "recipients"
    UNIT = "unit"
    COPIES = "copies"
    NOTE = "note"
    BODY = "body"
    ARRIVAL_DAY = "arrival-day"
    ARRIVAL_NO = "arrival-no"
    BASIS = "basis"
    MARK_MAT = "mark-mat"
    MARK_TOI_MAT = "mark-toi-mat"
    MARK_TUYET_MAT = "mark-tuyet-mat"
    IGNORE = "ignore"


MARKS = (Column.MARK_MAT, Column.MARK_TOI_MAT, Column.MARK_TUYET_MAT)
_BOTH = {
    Column.NUMBER: "Riêng số văn bản",
    Column.TYPE: "Riêng tên loại",
    Column.ABSTRACT: "Riêng trích yếu",
    Column.BASIS: "Căn cứ danh mục",
    Column.MARK_MAT: "Cột đánh dấu Mật",
    Column.MARK_TOI_MAT: "Cột đánh dấu Tối mật",
    Column.MARK_TUYET_MAT: "Cột đánh dấu Tuyệt mật",
    Column.IGNORE: "Không nhận cột này",
}
_OUT = {
    Column.NO: "(1) Số thứ tự",
    Column.SYMBOL: "(2) Số, ký hiệu",
    Column.DAY: "(3) Ngày tháng xác định",
    Column.TITLE: "(4) Tên loại và trích yếu",
    Column.LEVEL: "(5) Độ mật",
    Column.SIGNER: "(6) Người ký",
    Column.RECIPIENTS: "(7) Nơi nhận và ký nhận",
    Column.UNIT: "(8) Đơn vị lưu",
    Column.COPIES: "(9) Số lượng",
    Column.NOTE: "(10) Ghi chú",
}
_IN = {
    Column.NO: "(1) Số thứ tự",
    Column.ARRIVAL_DAY: "(2) Ngày đến",
    Column.ARRIVAL_NO: "(3) Số đến",
    Column.BODY: "(4) Cơ quan, tổ chức ban hành",
    Column.SYMBOL: "(5) Số, ký hiệu",
    Column.DAY: "(6) Ngày tháng",
    Column.TITLE: "(7) Tên loại và trích yếu",
    Column.LEVEL: "(8) Độ mật",
    Column.UNIT: "(9) Đơn vị và ký nhận",
    Column.NOTE: "(10) Ghi chú",
}
TITLES = {Kind.OUT: {**_OUT, **_BOTH}, Kind.IN: {**_IN, **_BOTH}}

# folded header text -> column, first match wins; the number is how sure the words alone are
_RULES: tuple[tuple[str, Column, float], ...] = (
    (r"so (to|trang)\b|^(to|trang)$|^(do|muc do) khan$|mat khau|file|tep|duong dan|so (luong )?ban luu", Column.IGNORE, 0.9),
    (r"ngay (giai mat|tra|thu hoi|het han|chuyen|giao|ky nhan|luu|xu ly)|han (tra|xu ly)|thoi han", Column.IGNORE, 0.9),
    (r"^so (va )?ngay", Column.SYMBOL, 0.85),
    (r"^ky nhan$|^chu ky( nguoi nhan)?$|^ky ten$|^nguoi nhan ky|^xac nhan", Column.IGNORE, 0.9),
    (r"can cu|muc danh muc|danh muc bi mat|dieu khoan", Column.BASIS, 0.9),
    (r"ngay( thang)?( nam)? (den|nhan|tiep nhan|vao so)|^den ngay|ngay nhan van ban|ngay cong van den", Column.ARRIVAL_DAY, 0.95),
    (r"don vi.*nhan ban luu|nguoi nhan ban luu|don vi( va nguoi)? luu|noi luu|ho so luu|^luu|ban luu", Column.UNIT, 0.95),
    (r"noi dung|trich yeu|ve viec|tom tat|tieu de", Column.TITLE, 0.95),
    (r"so.{0,4} ?(va )?(ky )?hieu|ky hieu|so hieu|so kh\b|^skh$|so va kh", Column.SYMBOL, 0.95),
    (r"^s ?t ?t\b|^so ?tt$|^tt$|so thu tu|^thu tu", Column.NO, 0.97),
    (r"\bso (cong van |van ban |cv |vb )?den\b|^den so", Column.ARRIVAL_NO, 0.95),
    (r"(co quan|noi|don vi|to chuc|tac gia).*(ban hanh|phat hanh|gui den|gui)\b|tac gia|^noi gui|co quan goc", Column.BODY, 0.9),
    (r"chuc vu", Column.SIGNER, 0.75),
    (r"nguoi ky|ky ban hanh|lanh dao ky|ho (va )?ten.*ky\b|^ky$|^ky boi|duyet", Column.SIGNER, 0.95),
    (r"so luong|so ban\b|^sl\b|^so lg|luong ban|ban phat hanh", Column.COPIES, 0.93),
    (r"noi (nhan|den)|co quan( to chuc)?( don vi)? nhan|don vi nhan|gui (di|toi|cho)|chuyen den|noi chuyen", Column.RECIPIENTS, 0.92),
    (r"don vi.*(nhan|xu ly)|nguoi nhan|chuyen (cho|giao)|ky nhan|nguoi xu ly|phan cong|noi xu ly", Column.RECIPIENTS, 0.85),
    (r"(do|muc do|cap do|muc|cap) (bao )?mat|^dm$|^do khan.*mat", Column.LEVEL, 0.95),
    (r"^(muc|cap) do$", Column.LEVEL, 0.6),
    (r"ten loai|^loai( van ban| vb| tai lieu)?$|hinh thuc( van ban)?$|the loai", Column.TYPE, 0.9),
    (r"^ten (van ban|tai lieu|vat chua)", Column.TITLE, 0.8),
    (r"ghi chu|chu thich|^gc$|luu y|^khac$", Column.NOTE, 0.95),
    (r"ngay|thoi gian", Column.DAY, 0.85),
    (r"^so$|^so (cong van|van ban|cv|quyet dinh|tai lieu|di|phat hanh)( di)?( mat)?$", Column.NUMBER, 0.7),
    (r"^don vi$|^bo phan$|^phong ban$", Column.UNIT, 0.6),
)  # fmt: skip
RULES = tuple((re.compile(pattern), column, sure) for pattern, column, sure in _RULES)
_LEVEL_MARKS = {"tuyet mat": Column.MARK_TUYET_MAT, "toi mat": Column.MARK_TOI_MAT, "mat": Column.MARK_MAT,
                "a": Column.MARK_TUYET_MAT, "b": Column.MARK_TOI_MAT, "c": Column.MARK_MAT}  # fmt: skip
NOTHING = (Column.IGNORE, 0.0)


def column_of(texts: tuple[str, ...]) -> tuple[Column, float]:
    """What a header means, from its texts top to bottom ("Văn bản", "Số, ký hiệu"), and how sure that is, 0 to 1."""
    keys = [_spelled(key(text)) for text in texts if key(text)]
    if not keys:
        return NOTHING
    leaf, whole = keys[-1], " ".join(keys)
    above = " ".join(keys[:-1])
    if leaf in _LEVEL_MARKS and _match(above)[0] is Column.LEVEL:
        return _LEVEL_MARKS[leaf], 0.95
    if len(keys) == 1:
        return _match(leaf)
    own, joined = _match(leaf), _match(whole)
    return own if own[1] >= 0.9 or own[1] >= joined[1] else joined


_SHORT = {
    "vb": "van ban",
    "cq": "co quan",
    "cqbh": "co quan ban hanh",
    "dv": "don vi",
    "kh": "ky hieu",
    "bmnn": "bi mat nha nuoc",
}


def _spelled(folded: str) -> str:
    """Clerks' short words written out."""
    return " ".join(_SHORT.get(word, word) for word in folded.split())


def _match(text: str) -> tuple[Column, float]:
    for pattern, column, sure in RULES:
        if pattern.search(text):
            return column, sure
    return NOTHING


def in_kind(column: Column, kind: Kind) -> Column:
    """A column of the other register where it stands for one of this: in the incoming one "nơi nhận" is our own unit."""
    if kind is Kind.IN:
        return {Column.RECIPIENTS: Column.UNIT, Column.COPIES: Column.IGNORE, Column.SIGNER: Column.IGNORE}.get(
            column, column
        )
    return {Column.BODY: Column.IGNORE, Column.ARRIVAL_DAY: Column.IGNORE, Column.ARRIVAL_NO: Column.IGNORE}.get(
        column, column
    )
