"""What the administrator has not answered for yet: no form, register, drawing or stamp of it is printed before he has."""

from __future__ import annotations

from typing import Any

from somat.catalogue import queries as catalogue
from somat.law.access import Actor
from somat.reporting.papers.form import codes, paper
from somat.reporting.stamps import stamps
from somat.web.papers import drawings, registers, stamping, views


def unaccepted(*, by: Actor) -> list[str]:
    """The codes of what waits for his acceptance, in the order of the page of forms."""
    accepted = catalogue.accepted_forms(by=by)
    rows: list[dict[str, Any]] = [
        *registers.rows(accepted),
        *(views.row(paper(code), accepted.get(code)) for code in codes()),
        *drawings.rows(accepted),
        *(stamping.row(one, accepted.get(one.code)) for one in stamps()),
    ]
    return [row["code"] for row in rows if not row["ready"]]
