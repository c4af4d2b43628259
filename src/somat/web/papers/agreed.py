"""What the administrator corrected in a form, as long as the form is still the one that he had before him."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from somat.reporting.papers.corrected import corrected
from somat.reporting.papers.form import BadForm, Paper, file_hash
from somat.web.papers.correction import KINDS, SIDES, WORDS

OUTDATED = (
    "Mẫu này đã đổi theo phiên bản mới của chương trình nên phần cơ quan đã chỉnh không còn khớp: "
    "người quản trị phải xem lại và nhận lại mẫu trước khi xem thử hoặc in."
)
INNER = {"header": "Tiêu đề cột", "title": "Tiêu đề", "hint": "Ghi chú dưới tiêu đề"}


class Outdated(ValueError):
    """The correction belongs to another form than the one that is shipped; the text is a Vietnamese sentence."""


def agreed(form: Paper, accepted: Any) -> Mapping[str, Any] | None:
    """The correction to print with, None for none. Raises Outdated: by block number it would change other words than he read."""
    if not corrects(accepted):
        return None
    if accepted.hash != file_hash(form.code):
        raise Outdated(OUTDATED)
    correction: Mapping[str, Any] = json.loads(accepted.correction)
    try:
        corrected(form, correction)
    except BadForm:  # the rules of a form may have become stricter while its file stayed
        raise Outdated(OUTDATED) from None
    return correction


def corrects(accepted: Any) -> bool:
    return bool(accepted and accepted.correction)


def outdated(form: Paper, accepted: Any) -> str:
    """Why the agency's correction cannot be used, or nothing."""
    try:
        agreed(form, accepted)
    except Outdated as why:
        return str(why)
    return ""


def held(form: Paper, accepted: Any) -> dict[str, Any]:
    """What the page of corrections starts from: the correction, or the shipped form where it no longer fits."""
    return {} if outdated(form, accepted) else dict(agreed(form, accepted) or {})


def former(form: Paper, accepted: Any) -> list[tuple[str, str]]:
    """Label and words of a correction that no longer fits: what the administrator wrote, to write again where it belongs."""
    if not outdated(form, accepted):
        return []
    correction = json.loads(accepted.correction)
    measures = [(label, correction.get("page", {}).get(side)) for side, label in SIDES.items()]
    measures.append(("Cỡ chữ (pt)", correction.get("size")))
    told = [(label, f"{value:g}".replace(".", ",")) for label, value in measures if value is not None]
    return told + list(_blocks(correction.get("blocks", {}), "Khối "))


def _blocks(changed: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for number, changes in sorted(changed.items(), key=lambda one: (len(one[0]), one[0])):
        label = f"{before}{number}"
        for key, what in WORDS.items():
            if isinstance(changes.get(key), str):
                yield f"{label}: {what}", changes[key]
        for place, line in enumerate(changes.get("lines", ()), 1):
            yield f"{label}, dòng {place}", line
        for place, column in enumerate(changes.get("columns", ()), 1):
            for key, what in INNER.items():
                if column.get(key):
                    yield f"{label}, cột {place}: {what}", column[key]
            if changes.get("unit") == "mm" and "width" in column:
                yield f"{label}, cột {place}: Rộng (mm)", f"{column['width']:g}".replace(".", ",")
        yield from _blocks(changes.get("blocks", {}), f"{label}, {KINDS['slip'].lower()}, ")
