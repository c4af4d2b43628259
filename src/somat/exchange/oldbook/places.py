"""Bodies and recipients of old lines: cut apart with care, kept as they stood, district bodies told."""

import re
from dataclasses import dataclass

from somat.exchange.oldbook.memory import remembered
from somat.exchange.oldbook.words import fold, tidy

# how the name of a body or of a person to receive begins; a comma before anything else belongs to a name
_BEGINS = re.compile(
    r"""(?:các\s+)?(?:ubnd|ủy\s+ban|uỷ\s+ban|hđnd|hội\s+đồng|sở|bộ|công\s+an|quân\s+khu|ban|văn\s+phòng|vp|huyện|tỉnh|thành|thị|
    quận|xã|phường|đảng\s+ủy|đảng\s+uỷ|đảng|chi\s+bộ|tt|thường\s+trực|cục|vụ|chi\s+cục|tổng|viện|tòa|toà|tand|vksnd|vks|phòng|
    trung\s+tâm|thanh\s+tra|đồng\s+chí|đ/c|ông|bà|lưu|như|bch|bộ\s+đội|bđbp|kho\s+bạc|ngân\s+hàng|chủ\s+tịch|phó|trưởng|trường|
    bệnh\s+viện|mttq|mặt\s+trận|hội|đoàn|liên\s+đoàn|ban\s+chỉ\s+huy|bqp|bca|chính\s+phủ|thủ\s+tướng|quốc\s+hội|cảnh\s+sát|
    hải\s+quan|thuế|kiểm\s+lâm|đồn|trạm|nhà\s+máy|công\s+ty|báo|đài|lãnh\s+đạo|giám\s+đốc|bí\s+thư|cơ\s+quan|đơn\s+vị)(?!\w)""",
    re.I | re.X,
)
_BEGINS_BARE = re.compile(fold(_BEGINS.pattern), re.I | re.X)  # for books typed without marks
_ACRONYM = re.compile(r"[A-ZĐ][A-ZĐ0-9.&/-]{1,9}(?:\s|$|\()")
_PERSON = re.compile(r"(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]+\s+){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹđ]+$")
_BULLET = re.compile(r"^\s*(?:[-+*•·–—]+|\(?\d{1,2}[.)]|[a-zđ]\))\s*")
_FILED = re.compile(r"^lưu(?!\s+trữ)\s*[:\s]\s*", re.I)
_MUNICIPALITIES = r"hà nội|hồ chí minh|hcm|hải phòng|đà nẵng|cần thơ|huế|đồng nai"
_DISTRICT = re.compile(
    rf"(?<!\w)(?:huyện|quận|thị xã|thị ủy|thị uỷ|tx\.|h\. ?\w)|(?<!\w)(?:thành phố|tp)(?:\. ?| )(?!{_MUNICIPALITIES}|trực thuộc|trung ương)[^\W\d]"
)
_ASSEMBLY = re.compile(r"(?:đbqh|đại biểu quốc hội)$", re.I)
_OPEN_COMMA = re.compile(r",(?![^()]*\))")  # not within brackets
_ENDS = re.compile(r"[\n;]+")
MANY = 100  # commas of one line; beyond them it is no list of recipients
WINDOW = 160  # characters on either side of a comma that tell what it parts
_SIGNED = re.compile(r"^\(?\s*(đã\s+)?(ký\s*nhận|đã\s+ký|đã\s+nhận)\b", re.I)


@dataclass(frozen=True, slots=True)
class Recipients:
    """Those who receive, in order, and what was only filed ("Lưu: VT, NC" gives "VT, NC")."""

    names: tuple[str, ...]
    filed: str = ""


@remembered
def split_recipients(written: str) -> Recipients:
    """Cut at new lines and semicolons; at a comma only where what follows begins as a body or a person does."""
    names: list[str] = []
    filed: list[str] = []
    for line in _ENDS.split(written.replace("\u00a0", " ")):
        for part in _by_commas(line):
            name, stored = _one(part)
            names += [name] if name else []
            filed += [stored] if stored else []
    return Recipients(tuple(dict.fromkeys(names)), ", ".join(filed))


@remembered
def _one(part: str) -> tuple[str, str]:
    """Whom one part names, or what was only filed; both are empty where somebody wrote that he has signed."""
    name = _clean(part)
    store = _FILED.match(name)
    if store:
        return "", name[store.end() :].strip(" .,:")
    return ("" if _SIGNED.match(name) else name), ""


@remembered
def is_district(name: str) -> bool:
    """Whether the name is of the district level, which has ended: huyện, quận, thị xã, a city within a province."""
    return bool(_DISTRICT.search(tidy(name).lower()))


def is_person(text: str) -> bool:
    return bool(_PERSON.fullmatch(tidy(text)))


def begins_as_body(text: str) -> bool:
    pattern = _BEGINS_BARE if text.isascii() else _BEGINS
    return bool(pattern.match(text.strip()))


def _by_commas(line: str) -> list[str]:
    if not 0 < line.count(",") <= MANY:
        return [line]
    parts: list[str] = []
    depth, start = 0, 0
    filed = bool(_FILED.match(_BULLET.sub("", line)))
    for place, sign in enumerate(line):
        depth += (sign == "(") - (sign == ")")
        if (
            sign == ","
            and depth <= 0
            and not filed
            and _is_new(line[start:place][-WINDOW:], line[place + 1 : place + WINDOW])
        ):
            parts.append(line[start:place])
            start = place + 1
            filed = bool(_FILED.match(line[start : start + WINDOW].strip()))
    return [*parts, line[start:]]


def _is_new(before: str, after: str) -> bool:
    """Whether a comma stands between two recipients and not inside one name."""
    following = _BULLET.sub("", after).strip()
    if _ASSEMBLY.search(before.strip()):
        return False  # "Văn phòng Đoàn ĐBQH, HĐND và UBND tỉnh" is one office
    if ":" in before and not begins_as_body(following):
        return False  # "Các sở: Tài chính, Tư pháp": what follows lists parts of one entry
    if begins_as_body(following) or _ACRONYM.match(following + " "):
        return True
    first = _OPEN_COMMA.split(following)[0].strip()
    return bool(
        _PERSON.fullmatch(first)
        and (_PERSON.fullmatch(_clean(before)) or before.lower().lstrip().startswith(("đ/c", "đồng chí", "ông", "bà")))
    )


def _clean(part: str) -> str:
    return tidy(_BULLET.sub("", part)).strip(" .,:;")
