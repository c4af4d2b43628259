"""Each form filled with invented data, for `somat form CODE --sample`: what a clerk sees before any book is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from somat.law.levels import Level
from somat.reporting.book import render_book
from somat.reporting.daily_sheet import DailySheet, render_daily_sheet
from somat.reporting.diagram import diagram_pictures, render_diagram
from somat.reporting.entry import render_entry
from somat.reporting.envelope import Letter, envelope_sheets, label_sheets, sheets_pictured, sheets_printed
from somat.reporting.form import FORMS
from somat.reporting.ledger import Checkpoint
from somat.reporting.measures import measures
from somat.reporting.papers.form import paper
from somat.reporting.papers.reading import facts_from
from somat.reporting.papers.render import many, pictures
from somat.reporting.papers.values import Facts
from somat.reporting.wire import unpacked

SAMPLED = datetime(2026, 3, 2, 8, tzinfo=UTC)


def codes() -> list[str]:
    """The forms that have a sample."""
    return sorted(path.parent.name for path in FORMS.glob("*/sample.json"))


def sample_facts(code: str) -> dict[str, Any]:
    """The invented data of a paper, as `facts_from` takes it."""
    facts: dict[str, Any] = json.loads((FORMS / code / "sample.json").read_bytes())
    return facts


def render_sample(code: str) -> bytes:
    """The form of this code with its sample as PDF/A-2u. KeyError for a code that has none."""
    if code not in codes():
        raise KeyError(code)
    data = (FORMS / code / "sample.json").read_bytes()
    match code:
        case "daily-sheet":
            return render_daily_sheet(_daily_sheet(data))
        case "entry":
            return render_entry(unpacked(data))
        case "A1" | "A2":
            return render_book(unpacked(data))
        case "D-19":
            return render_diagram(at=SAMPLED)
        case "D-30":
            return sheets_printed(_sheets(data), at=SAMPLED)
        case _:
            return many(code, sample_sets(code), at=SAMPLED)


def sample_pictures(code: str, correction: Mapping[str, Any] | None = None) -> list[bytes]:
    """The same as PNG pages, as an agency corrected it. KeyError for a code that is no paper, D-19 or D-30; BadForm, PrintFailed."""
    if code == "D-19":
        return diagram_pictures(correction)
    if code == "D-30":
        return sheets_pictured(_sheets((FORMS / code / "sample.json").read_bytes(), correction))
    return [page for facts in sample_sets(code) for page in pictures(code, facts, correction=correction)]


def sample_sets(code: str) -> list[Facts]:
    """The facts of a paper's sample: the first set whole, its `variants` each with what differs from it."""
    raw = sample_facts(code)
    sets = [raw, *({**raw, **variant} for variant in raw.get("variants", ()))]
    return [facts_from(paper(code), one) for one in sets]


def _sheets(data: bytes, correction: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    letters, form = _letters(data), measures("D-30", correction)
    return [
        *envelope_sheets(letters, form=form),
        *label_sheets([one for one in letters if not one.named], form=form),
    ]


def _letters(data: bytes) -> list[Letter]:
    return [Letter(**{**facts, "level": Level(facts["level"])}) for facts in json.loads(data)["letters"]]


def _daily_sheet(data: bytes) -> DailySheet:
    facts = json.loads(data)
    facts["day"] = date.fromisoformat(facts["day"])
    facts["printed_at"] = datetime.fromisoformat(facts["printed_at"])
    facts["checkpoint"] = Checkpoint(*facts["checkpoint"])
    return DailySheet(**facts)
