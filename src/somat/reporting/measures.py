"""The measures of the two drawings, envelopes (D-30) and the sheet of places (D-19), as an agency may correct them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from somat.reporting.form import FORMS
from somat.reporting.given import is_number
from somat.reporting.papers.form import BadForm

A4 = (210.0, 297.0)
PARTS = {"D-30": ("sizes", "cover", "labels"), "D-19": ("first", "last")}
BOUNDS = {  # of D-30: millimetres, points, parts of a side; how many labels
    "edge": (2, 30),
    "sender": (0.25, 0.6),
    "to-top": (0.25, 0.7),
    "small": (5, 14),
    "body": (6, 16),
    "addressee": (8, 24),
    "width": (50, 210),
    "height": (30, 297),
    "across": (1, 4),
    "down": (1, 9),
}
SIDES = ((100, 450), (80, 350))  # mm: width and height of an envelope
NAMED, ADDRESSED, SIGNED = (
    110.0,
    54.0,
    47.0,
)  # mm: the widest stamp, the height that addressee and stamp take, two signs side by side


@cache
def shipped(code: str) -> Mapping[str, Any]:
    """The file of a drawing."""
    return tomllib.loads((FORMS / code / "form.toml").read_text("utf-8"))


def measures(code: str, correction: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """The file with what an agency changed in it: {"cover": {"edge": 12}, "sizes": {"158x115": [160, 120]}}. Raises BadForm."""
    own = shipped(code)
    if not correction:
        return own
    if set(correction) - set(PARTS[code]):
        raise BadForm(f"Không đổi được “{min(set(correction) - set(PARTS[code]))}”.")
    made = dict(own)
    for part, changes in correction.items():
        unknown = set(changes) - set(own[part])
        if unknown:
            raise BadForm(f"Không có số đo “{min(unknown)}”.")
        made[part] = {**own[part], **changes}
    (_judge_envelopes if code == "D-30" else _judge_boxes)(made)
    return made


def _judge_envelopes(made: Mapping[str, Any]) -> None:
    for part in ("cover", "labels"):
        for key, value in made[part].items():
            _within(key, value, BOUNDS[key])
    edge, before = made["cover"]["edge"], (0.0, 0.0)
    for name, sides in made["sizes"].items():
        _sides(name, sides, 2)
        for value, bounds in zip(sides, SIDES, strict=True):
            _within(f"bì {name}", value, bounds)
        if sides[0] <= before[0] or sides[1] <= before[1]:
            raise BadForm(f"Bì {name}: mỗi cỡ lớn hơn cỡ trước ở cả hai chiều, để làm bì ngoài được.")
        before = (sides[0], sides[1])
        if sides[0] < NAMED + 2 * edge:
            raise BadForm(f"Bì {name}: rộng ít nhất {NAMED + 2 * edge:g} mm mới đủ chỗ cho dấu C-07b.")
        if sides[1] * (1 - made["cover"]["to-top"]) < ADDRESSED:
            raise BadForm(f"Bì {name}: phần dưới dòng Kính gửi còn ít hơn {ADDRESSED:g} mm.")
    labels = made["labels"]
    if any(labels[key] != int(labels[key]) for key in ("across", "down")):
        raise BadForm("Số nhãn trên một tờ là số nguyên.")
    if labels["across"] * labels["width"] > A4[0] or labels["down"] * labels["height"] > A4[1]:
        raise BadForm("Các nhãn cộng lại rộng hoặc cao hơn tờ A4 (210 × 297 mm).")
    if labels["width"] - 2 * labels["edge"] < SIGNED:
        raise BadForm(f"Nhãn: trừ hai mép còn ít hơn {SIGNED:g} mm, không đủ chỗ cho hai dấu.")


def _judge_boxes(made: Mapping[str, Any]) -> None:
    for part in PARTS["D-19"]:
        for name, box in made[part].items():
            _sides(name, box, 4)
            left, top, width, height = box
            for value in box:
                _within(f"ô {name}", value, (0, A4[1]))
            if not (width and height) or left + width > A4[0] or top + height > A4[1]:
                raise BadForm(f"Ô {name}: ra ngoài tờ A4 (210 × 297 mm).")


def _sides(name: str, sides: Any, count: int) -> None:
    if not isinstance(sides, list | tuple) or len(sides) != count:
        raise BadForm(f"{name}: ghi đủ {count} số đo.")


def _within(name: str, value: Any, bounds: tuple[float, float]) -> None:
    least, most = bounds
    if not is_number(value) or not least <= value <= most:
        raise BadForm(f"Số đo “{name}”: từ {least:g} đến {most:g}.")
