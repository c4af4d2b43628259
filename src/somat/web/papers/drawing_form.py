"""The measures of a drawing (D-19, D-30) as fields, and what this agency holds of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from somat.reporting.measures import PARTS, measures, shipped
from somat.reporting.papers.form import BadForm, file_hash
from somat.reporting.samples import sample_pictures
from somat.web import writing
from somat.web.papers import drawings
from somat.web.papers.correction import Corrections

LABELS = {
    "cover": "Bì",
    "labels": "Nhãn",
    "sizes": "Cỡ bì",
    "first": "Trang đầu",
    "last": "Trang cuối",
    "edge": "mép để trống (mm)",
    "sender": "phần rộng của bên gửi (0,25–0,6)",
    "to-top": "phần cao phía trên nơi nhận (0,25–0,7)",
    "small": "chữ nhỏ (pt)",
    "body": "chữ thường (pt)",
    "addressee": "chữ nơi nhận (pt)",
    "width": "rộng (mm)",
    "height": "cao (mm)",
    "across": "số nhãn một hàng",
    "down": "số hàng",
}
BOX = ("cách trái (mm)", "cách trên (mm)", "rộng (mm)", "cao (mm)")
ENVELOPE = ("rộng (mm)", "cao (mm)")


def each(code: str, form: Mapping[str, Any]) -> Iterator[tuple[str, str, str, int | None, float]]:
    """Part, key, label, place in a list or None, and value of each measure of a drawing."""
    for part in PARTS[code]:
        for key, value in form[part].items():
            if isinstance(value, list | tuple):
                for at, (one, side) in enumerate(zip(value, ENVELOPE if len(value) == 2 else BOX, strict=True)):
                    yield part, key, f"{LABELS[part]}, {key.replace('x', ' × ')}: {side}", at, one
            else:
                yield part, key, f"{LABELS[part]}: {LABELS[key]}", None, value


class DrawingForm(Corrections):
    """Each measure of a drawing, filled with what holds now."""

    def __init__(self, code: str, *, held: Mapping[str, Any], data: QueryDict | None) -> None:
        super().__init__(data)
        self.words, self.tables = [], []
        self.places: dict[str, tuple[str, str, int | None]] = {}
        for number, (part, key, label, at, value) in enumerate(each(code, measures(code, held))):
            name = f"m-{number}"
            self.places[name] = part, key, at
            self.fields[name] = forms.FloatField(
                label=label, min_value=0, max_value=500, initial=value, widget=forms.NumberInput({"step": "any"})
            )
        self.measures = list(self.places)


def correction_of(code: str, asked: DrawingForm) -> dict[str, Any]:
    """Only what differs from the shipped drawing, as `measures` takes it."""
    own, given = shipped(code), asked.cleaned_data
    made: dict[str, Any] = {}
    for name, (part, key, at) in asked.places.items():
        value = int(given[name]) if given[name] == int(given[name]) else given[name]
        if at is None:
            if value != own[part][key]:
                made.setdefault(part, {})[key] = value
        elif value != own[part][key][at]:
            made.setdefault(part, {}).setdefault(key, list(own[part][key]))[at] = value
    return made


def held(code: str, accepted: Any) -> dict[str, Any]:
    """What this agency corrected in the drawing that is still shipped; a correction of another file counts for nothing."""
    if not accepted or accepted.hash != file_hash(code) or not accepted.correction:
        return {}
    correction: dict[str, Any] = json.loads(accepted.correction)
    try:
        measures(code, correction)
    except BadForm:  # what may be corrected may have become less while the file stayed
        return {}
    return correction


class DrawingSubject:
    """A drawing, as the page of corrections takes it."""

    def __init__(self, code: str) -> None:
        self.code, self.shipped = code, file_hash(code)

    def row(self, accepted: Any) -> dict[str, Any]:
        return drawings.row(self.code, {self.code: accepted} if accepted else {})

    def held(self, accepted: Any) -> Mapping[str, Any]:
        return held(self.code, accepted)

    def former(self, accepted: Any) -> list[tuple[str, str]]:
        if not (accepted and accepted.correction) or held(self.code, accepted):
            return []
        return [
            (
                f"{LABELS.get(part, part)}: {key}",
                writing.decimal(value) if isinstance(value, int | float) else str(value),
            )
            for part, changes in json.loads(accepted.correction).items()
            for key, value in changes.items()
        ]

    def asked(self, held: Mapping[str, Any], data: Any) -> DrawingForm:
        return DrawingForm(self.code, held=held, data=data)

    def correction(self, asked: DrawingForm) -> dict[str, Any]:
        return correction_of(self.code, asked)

    def judge(self, correction: Mapping[str, Any]) -> None:
        measures(self.code, correction)

    def pictures(self, correction: Mapping[str, Any]) -> list[bytes]:
        return sample_pictures(self.code, correction or None)
