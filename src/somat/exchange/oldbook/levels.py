"""The level of an old line, as it was written: the words, the envelope letters, ticks in three columns."""

import re
from dataclasses import dataclass
from functools import lru_cache

from somat.exchange.oldbook.memory import remembered
from somat.exchange.oldbook.words import key, tidy
from somat.law.levels import Level


@dataclass(frozen=True, slots=True)
class LevelRead:
    """The level that was read, or the sentence why not; `note` for what else stood in the cell."""

    level: Level | None
    problem: str = ""
    note: str = ""


MISSING = LevelRead(None, "thiếu độ mật")
_LONGEST = 120  # characters; a longer cell is no level
_SHORT = {
    "tuyet": Level.TUYET_MAT,
    "toi": Level.TOI_MAT,
    "m": Level.MAT,
    "tuyetmat": Level.TUYET_MAT,
    "toimat": Level.TOI_MAT,
}
_EITHER = ("tm", "t mat", "t m")  # short for Tối mật and for Tuyệt mật alike
_URGENT = ("hoa toc", "thuong khan", "khan", "hoa toc hen gio")
_ENDED = re.compile(r"^(?:da )?giai mat\b|^(?:da )?(?:giam|tang|dieu chinh|thay doi)\b.*mat|^het (thoi )?han")
_CUT = re.compile(r"[(),;/+\n\[\]]|\s-\s|->|=>|→")
_TICKS = ("x", "v", "√", "✓", "✔", "*", "1", "+")


@remembered
def read_level(written: str) -> LevelRead:
    """The level of one cell: "Tối mật", "B", "TỐI MẬT (B)", "Mật, hỏa tốc", "Mật (đã giải mật)".

    Anything that is not surely one of the three levels is a problem: "Mật A", "TM", "Thường".
    """
    text = tidy(written)
    if len(text) > _LONGEST:
        return LevelRead(None, _unknown(text))
    plain = _level_of(text)
    if plain:
        return LevelRead(plain)
    if not key(text):
        return MISSING
    levels: set[Level] = set()
    notes: list[str] = []
    for part in _parts(written):
        found = _level_of(part)
        if found:
            levels.add(found)
        elif not levels or not _is_remark(part):
            return LevelRead(None, _unknown(text))
        else:
            notes.append(part)
    if len(levels) != 1:
        return LevelRead(None, _unknown(text))
    return LevelRead(levels.pop(), note=f"ô độ mật ghi thêm “{', '.join(notes)}”" if notes else "")


def read_ticks(marks: dict[Level, str]) -> LevelRead:
    """The level of three tick columns: exactly one of them is marked."""
    ticked = [level for level, mark in marks.items() if mark.strip()]
    if not ticked:
        return MISSING
    if len(ticked) > 1:
        return LevelRead(None, "đánh dấu hai độ mật")
    mark = tidy(marks[ticked[0]])
    if mark.lower() in _TICKS or _level_of(mark) is ticked[0]:
        return LevelRead(ticked[0])
    return LevelRead(ticked[0], note=f"ô độ mật ghi “{mark}”" if len(mark) <= 20 else "ô độ mật có thêm chữ")


def _parts(written: str) -> list[str]:
    """The words of the cell: levels first, so that a remark is read after the level it belongs to."""
    parts = [tidy(part) for part in _CUT.split(written) if key(part)]
    return sorted(parts, key=lambda part: _level_of(part) is None)


@lru_cache(maxsize=1)
def _names() -> dict[str, Level]:
    """Every word for a level, folded: the law's titles and letters, and what clerks make of them."""
    named = {key(level.title): level for level in Level} | {level.letter.lower(): level for level in Level}
    return named | _SHORT


def _level_of(part: str) -> Level | None:
    return _names().get(key(part).removeprefix("do ").removeprefix("muc "))


def _is_remark(part: str) -> bool:
    return key(part) in _URGENT or bool(_ENDED.match(key(part)))


def _unknown(text: str) -> str:
    if key(text) in _EITHER:
        return f"“{text}” có thể là Tối mật hoặc Tuyệt mật; hãy ghi đủ chữ"
    shown = text if len(text) <= 24 else text[:20] + "…"
    return f"không có độ mật “{shown}”; hãy ghi Mật, Tối mật, Tuyệt mật hoặc C, B, A"
