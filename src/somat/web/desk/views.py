"""Quầy nhận bì: check first, register and sign afterwards; one place to stop, with its ground."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from somat.audit.moment import VIETNAM, today
from somat.exchange import queries, verbs
from somat.exchange.actions.envelopes import NewEnvelope, check, receive, step
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.receiving import Act, Envelope, Inspection
from somat.law.refusal import Refusal, demand
from somat.law.roles import Duty, may_do
from somat.law.sending import packing
from somat.people import queries as people
from somat.registry import queries as registry
from somat.registry.opening import open_words
from somat.registry.words import Words
from somat.web.acts import attempt, key_of, put_errors
from somat.web.desk.forms import EnvelopeForm, InspectForm, ReasonForm

TABLE = "exchange_envelope"
WORDS = {
    Envelope.RECEIVED: ("wait", "chờ kiểm"),
    Envelope.CHECKED: ("ok", "đã kiểm, chờ vào sổ"),
    Envelope.AWAITING_CORRECTION: ("bad", "chờ nơi gửi bổ sung"),
    Envelope.WITH_HEAD: ("bad", "đã báo người đứng đầu"),
    Envelope.PASSED_UNOPENED: ("wait", "đã chuyển nguyên cho người có tên"),
    Envelope.REGISTERED: ("ok", "đã vào sổ"),
    Envelope.RETURNED: ("wait", "đã trả nơi gửi"),
}


def show(request: HttpRequest) -> HttpResponse:
    """The desk with the oldest envelope open."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    waiting = queries.on_desk(by=by, on=today())
    return desk(request, waiting, waiting[0] if waiting else None, by=by)


def one(request: HttpRequest, envelope: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.envelope(envelope, by=by, on=today())
    return desk(request, queries.on_desk(by=by, on=today()), found, by=by)


def desk(request: HttpRequest, waiting: list[Any], current: Any, *, by: Actor) -> HttpResponse:
    opened = list({e.uuid: e for e in [*waiting, *([current] if current else [])]}.values())
    words = open_words(opened, table=TABLE, verb=verbs.READ, by=by)
    context = {
        "waiting": len(waiting),
        "queue": [in_queue(e, words[e.uuid], current) for e in waiting],
        "envelopes": [shown(current, words[current.uuid], by=by)] if current else [],
        "past_url": reverse("desk:past") if Duty.BOOK_READ in by.duties else None,
        "new_url": reverse("desk:new") if Duty.ENVELOPE_RECEIVE in by.duties else None,
        "highest": max((Level(e.level) for e in opened), default=None),
        **(picture(current, words[current.uuid], request) if current else {}),
    }
    return render(request, "desk/show.html", context)


def in_queue(envelope: Any, words: Words, current: Any) -> dict[str, Any]:
    kind, says = WORDS[Envelope(envelope.state)]
    return {
        "code": envelope.code,
        "body": words.get("body"),
        "icon": "stop" if kind == "bad" else "wait",
        "kind": kind,
        "words": says,
        "url": reverse("desk:one", args=[envelope.uuid]),
        "current": current is not None and envelope.uuid == current.uuid,
    }


def shown(envelope: Any, words: Words, *, by: Actor) -> dict[str, Any]:
    at = envelope.received_at.astimezone(VIETNAM)
    courier = f" từ {words.get('courier')}" if words.get("courier") else ""
    return {
        "code": envelope.code,
        "says": words.get("body"),
        "received": f"nhận {at:%H:%M %d/%m}{courier}",
        "checks": checks(envelope, words, by=by),
    }


def checks(envelope: Any, words: Words, *, by: Actor) -> list[dict[str, Any]]:
    """The steps of one envelope, with the one where it stands now."""
    state = Envelope(envelope.state)
    outside = (
        f"Ngoài bì: ký hiệu {envelope.letter}, số {words.get('symbols') or 'không ghi'}, {envelope.copies_stated} bản"
    )
    steps = [{"says": outside, "kind": "ok", "words": "đã nhận"}]
    if state is Envelope.RECEIVED:
        steps.append(
            now("Kiểm bì, niêm phong, số bản", "Kiểm bì", reverse("desk:check", args=[envelope.uuid]), ["R-IN-6"])
        )
    else:
        steps.append(
            {"says": "Kiểm bì, niêm phong, số bản", "kind": "bad" if envelope.found else "ok", "words": "đã kiểm"}
        )
    if envelope.found:
        steps[-1] |= stopped(envelope, by=by)
    if state is Envelope.CHECKED:
        url = f"{reverse('books:new', args=[envelope.book])}?bi={envelope.uuid}"
        says = f"Vào sổ đến: {envelope.registered} trong {envelope.papers} văn bản"
        rules = ["R-IN-2"] if envelope.named else ["R-IN-1", "R-IN-7"]
        steps.append(now(says, "Vào sổ", url, rules))
    elif state is not Envelope.REGISTERED:
        steps.append({"says": "Đóng dấu ĐẾN, lấy số đến", "kind": "wait", "words": "chờ"})
    else:
        steps.append({"says": "Đã vào sổ đến", "kind": "ok", "words": "xong"})
    return steps


def now(says: str, label: str, url: str, rules: list[str]) -> dict[str, Any]:
    acts = [{"label": label, "url": url, "main": True, "key": "F8"}]
    return {"says": says, "kind": "now", "words": "bây giờ", "rules": rules, "acts": acts}


def stopped(envelope: Any, *, by: Actor) -> dict[str, Any]:
    """Why the envelope does not go on, and what can be done."""
    state, own = Envelope(envelope.state), [envelope.uuid]
    acts = []
    if state is Envelope.AWAITING_CORRECTION:
        acts.append({"label": "Nơi gửi đã bổ sung", "url": reverse("desk:corrected", args=own), "main": True})
    if state is Envelope.WITH_HEAD and queries.may_clear(by, Level(envelope.level), on=today()):
        acts.append({"label": "Cho làm tiếp", "url": reverse("desk:clear", args=own), "main": True})
    if Duty.ENVELOPE_RETURN in by.duties and state in (Envelope.AWAITING_CORRECTION, Envelope.WITH_HEAD):
        acts.append({"label": "Trả nơi gửi…", "url": reverse("desk:return", args=own), "red": True})
    return {
        "kind": "bad",
        "words": "dừng ở đây",
        "heading": "Chưa vào sổ, chưa ký nhận",
        "refusals": [plain_refusal(code, envelope) for code in envelope.found.split(";")],
        "acts": acts,
    }


def plain_refusal(code: str, envelope: Any) -> Refusal:
    """A fault found at the check, told again from its rule."""
    rule, _, case = code.partition(":")
    facts: dict[str, Any] = {"case": case} if case else {}
    due = packing(Level(envelope.level), on=today())
    facts |= {"level": Level(envelope.level), "layers": due.layers, "letter": due.letter}
    facts |= {"stated": envelope.copies_stated, "found": "số khác"}
    return Refusal(rule, **facts)


def picture(envelope: Any, words: Words, request: HttpRequest) -> dict[str, Any]:
    due = packing(Level(envelope.level), on=today())
    layers = "hai lớp bì; bì ngoài như thư thường" if due.layers == 2 else "một lớp bì"
    return {
        "picture": {
            "body": words.get("body"),
            "number": words.get("symbols"),
            "to": "Cơ quan nhận",
            "letter": due.letter,
            "named": envelope.named is not None,
        },
        "picture_says": f"{Level(envelope.level).title}: {layers}, chữ {due.letter} trong vòng tròn. Không ghi tên độ mật ngoài bì.",
        "picture_rule": "R-OUT-5" if due.layers == 2 else "R-OUT-6",
    }


def new(request: HttpRequest) -> HttpResponse:
    """An envelope from the courier's hand."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        demand(may_do(Duty.ENVELOPE_RECEIVE, duties=by.duties))
    books = [(str(b.uuid), b.name) for b in registry.books(by=by) if b.kind == "in"]
    named = [
        (str(p.uuid), ", ".join(filter(None, (p.name, people.place(p))))) for p in people.people(by=by, on=today())
    ]
    form = EnvelopeForm(request.POST or None, books=books, people=named)
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        made, refusals = attempt(lambda: receive(NewEnvelope(**form.cleaned_data), by=by, key=key_of(request)))
        if made is not None:
            return redirect("desk:one", made.uuid)
        put_errors(form, refusals)
    strips = [
        strip(form, ["book", "letter", "body", "symbols"], "Ghi như ngoài bì, chưa bóc.", ["R-IN-6"]),
        strip(form, ["papers", "copies", "courier"], "", ["R-OUT-8"]),
        strip(form, ["named", "urgency", "note"], "Bì có tên người nhận thì chuyển nguyên, không bóc.", ["R-IN-2"]),
    ]
    return page(request, form, strips, refusals, heading="Nhận bì", send="Đặt lên quầy", back=reverse("desk:show"))


def strip(form: Any, names: list[str], says: str, rules: list[str]) -> dict[str, Any]:
    return {"fields": [form[name] for name in names], "says": says, "rules": rules}


def page(
    request: HttpRequest, form: Any, strips: list[Any], refusals: tuple[Any, ...], *, heading: str, send: str, back: str
) -> HttpResponse:
    context = {
        "heading": heading,
        "crumb": {"label": "Quầy nhận bì", "url": reverse("desk:show")},
        "form": form,
        "strips": strips,
        "send": send,
        "back_url": back,
        "refusals": refusals,
        "refused": "Chưa ghi được",
    }
    return render(request, "form.html", context, status=409 if refusals else 200)


def inspect(request: HttpRequest, envelope: UUID) -> HttpResponse:
    """Check an envelope: what is found decides where it goes."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.envelope(envelope, by=by, on=today())
    words = open_words([found], table=TABLE, verb=verbs.READ, by=by, object=envelope)[envelope]
    due = packing(Level(found.level), on=today())
    initial = {"seal": "whole", "layers": due.layers, "letter": found.letter, "copies_found": found.copies_stated}
    if not found.named:
        initial["symbols_inside"] = words.get("symbols")
    form = InspectForm(request.POST or None, initial=initial)
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        data = form.cleaned_data
        closed = found.named is not None
        seen = Inspection(
            layers=data["layers"],
            letter=data["letter"],
            seal=data["seal"],
            symbols_outside=words.get("symbols"),
            copies_stated=found.copies_stated,
            symbols_inside=None if closed else data["symbols_inside"],
            copies_found=None if closed else data["copies_found"],
        )
        made, refusals = attempt(lambda: check(envelope, seen, by=by, key=key_of(request)))
        if made is not None:
            return redirect("desk:one", envelope)
    strips = [
        strip(
            form,
            ["seal", "layers", "letter"],
            "Có dấu hiệu bóc, tráo, hỏng: báo người đứng đầu ngay.",
            ["R-IN-4", "R-OUT-5"],
        ),
        strip(form, ["symbols_inside", "copies_found"], "Thiếu bản: đề nghị nơi gửi bổ sung, chưa vào sổ.", ["R-IN-5"]),
    ]
    back = reverse("desk:one", args=[envelope])
    return page(request, form, strips, refusals, heading=f"Kiểm bì {found.code}", send="Ghi kết quả kiểm", back=back)


def corrected(request: HttpRequest, envelope: UUID) -> HttpResponse:
    return moved(request, envelope, Act.CORRECTED, heading="Nơi gửi đã bổ sung", rules=["R-IN-5"])


def clear(request: HttpRequest, envelope: UUID) -> HttpResponse:
    return moved(request, envelope, Act.CLEAR, heading="Cho làm tiếp", rules=["R-IN-4"])


def give_back(request: HttpRequest, envelope: UUID) -> HttpResponse:
    return moved(request, envelope, Act.RETURN, heading="Trả nơi gửi", rules=["R-IN-3"])


def moved(request: HttpRequest, envelope: UUID, move: Act, *, heading: str, rules: list[str]) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.envelope(envelope, by=by, on=today())
    form = ReasonForm(request.POST or None)
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        made, refusals = attempt(lambda: step(envelope, move, reason=reason, by=by, key=key_of(request)))
        if made is not None:
            return redirect("desk:show")
    strips = [strip(form, ["reason"], f"Bì {found.code}", rules)]
    return page(
        request, form, strips, refusals, heading=heading, send=heading, back=reverse("desk:one", args=[envelope])
    )
