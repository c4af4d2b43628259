"""Forms that are drawings of their own (A1, A2, D-19, D-30): what the page of forms says of each, and pictures for a page."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from somat.catalogue.actions import Shipped
from somat.reporting import stamps
from somat.reporting.form import FORMS
from somat.reporting.papers.form import file_hash


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


def ready(form: Shipped, accepted: Mapping[str, Any]) -> bool:
    """Whether it may be printed (R-FORM-1), by the newest acceptance of each code."""
    known = accepted.get(form.code)
    return form.state != "unverified" or (known is not None and known.hash == form.file_hash)


def uri(png: bytes) -> str:
    """A picture inside the page itself: nothing is kept in a file."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
