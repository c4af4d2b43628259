"""Jobs of the other desks for the page of the day: envelopes, the journal's sheet, backups, the law folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from somat.access import queries as access
from somat.audit import sheet
from somat.audit.moment import day_of, now
from somat.exchange import queries as exchange
from somat.law.access import Actor
from somat.law.receiving import Envelope
from somat.law.roles import Duty
from somat.oversight import queries as oversight
from somat.web.people.handing import waits
from somat.web.today.job import job

WAITS = {
    Envelope.RECEIVED: ("Kiểm bì {code}", "R-IN-6", "Kiểm bì"),
    Envelope.CHECKED: ("Vào sổ văn bản trong bì {code}", "R-IN-1", "Vào sổ"),
    Envelope.AWAITING_CORRECTION: ("Bì {code} chờ nơi gửi bổ sung", "R-IN-5", "Mở bì"),
    Envelope.WITH_HEAD: ("Bì {code} có dấu hiệu bất thường, chờ người đứng đầu", "R-IN-4", "Mở bì"),
}


def elsewhere(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Envelopes on the desk, and the daily sheet of the journal."""
    for envelope in exchange.on_desk(by=by, on=on):
        if Envelope(envelope.state) in WAITS:
            title, rule, act = WAITS[Envelope(envelope.state)]
            url = reverse("desk:one", args=[envelope.uuid])
            yield job(day_of(envelope.received_at), title.format(code=envelope.code), url, rule, act, by=on, soft=True)
    for one in access.handovers(by=by):
        if waits(one, by=by, on=on):
            url = reverse("people:take_book", args=[one.uuid])
            yield job(one.since, "Nhận bàn giao sổ", url, "R29", "Nhận", detail=one.decision, by=on, soft=True)
    for light in oversight.lights(by=by, at=now()):
        if light.kind != "ok":
            yield job(on, f"{light.label}: {light.words}", reverse("system:show"), "R56", "Xem", by=on, soft=True)
    if Duty.JOURNAL_SHEET in by.duties and sheet.due(on):
        yield job(on, "In tờ điểm chốt nhật ký trong ngày", reverse("journal:show"), "R-SEC-2", "In tờ", by=on)
