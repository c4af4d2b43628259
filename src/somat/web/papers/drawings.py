"""Forms that are drawings of their own (D-19, D-30), and the stamps: what the page of forms says and shows of each."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.urls import reverse

from somat.catalogue.actions import Shipped, may_leave
from somat.law.row import State
from somat.reporting import stamps
from somat.reporting.form import FORMS
from somat.reporting.papers.form import file_hash

DRAWINGS = ("D-19", "D-30")


@cache
def drawing(code: str) -> Mapping[str, Any]:
    """What the file of a form says: code, title, source, article, from, state. KeyError for one that is not there."""
    file = FORMS / code / "form.toml"
    if not file.is_file():
        raise KeyError(code)
    return tomllib.loads(file.read_text("utf-8"))


def title(code: str) -> str:
    """The title in small letters, as the page of forms writes all of them."""
    return str(drawing(code)["title"]).capitalize()


def source(code: str) -> str:
    facts = drawing(code)
    return f"{facts['source']}; {facts['article']}"


def shipped(code: str) -> Shipped:
    """The form as `record_form` takes it."""
    return Shipped(code, str(drawing(code)["state"]), file_hash(code))


def shipped_stamp(code: str) -> Shipped:
    """A stamp that stands on a form, as `record_form` takes it."""
    return Shipped(code, stamps.stamp(code).state, stamps.file_hash(code))


def ready(form: Shipped, accepted: Any) -> bool:
    """Whether a form, a register or a stamp may be printed (R-FORM-1), by its newest acceptance or None."""
    return may_leave(form.state, accepted=accepted.hash if accepted else "", shipped=form.file_hash) is None


def uri(png: bytes) -> str:
    """A picture inside the page itself: nothing is kept in a file."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


@lru_cache(maxsize=4)
def stamp_pictures(sizes: tuple[tuple[str, stamps.Size], ...] = ()) -> Mapping[str, str]:
    """Each stamp as a picture inside the page, by code: they change with the program and with the sizes that an agency gave."""
    return {code: uri(png) for code, png in stamps.pictures(dict(sizes)).items()}


def rows(accepted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The drawings as the page of forms lists them; what is looked at and accepted is their sample."""
    return [row(code, accepted) for code in DRAWINGS]


def row(code: str, accepted: Mapping[str, Any]) -> dict[str, Any]:
    sample = reverse("papers:sample", args=[code])
    return {
        "code": code,
        "title": title(code),
        "source": source(code),
        "since": drawing(code)["from"],
        "state": State(drawing(code)["state"]),
        "corrected": bool(code in accepted and accepted[code].correction),
        "ready": ready(shipped(code), accepted.get(code)),
        "url": reverse("papers:envelopes") if code == "D-30" else sample,
        "correct_url": reverse("papers:correct", args=[code]),
    }
