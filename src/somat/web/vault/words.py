"""Finding by the words inside documents: off until the security officer asks and a leader agrees; a leader ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.vault import actions, queries
from somat.web.acts import key_of
from somat.web.system import converting
from somat.web.vault.views import status

if TYPE_CHECKING:
    from somat.vault.models import WordSearch

MACHINE = (Duty.VAULT_UNSEAL, Duty.SYSTEM_WATCH)
SEEN_BY = (Duty.LAW_PROPOSE, Duty.LAW_ACCEPT, *MACHINE)
STATES = {"off": ("wait", "Tắt"), "reading": ("warn", "Bật, đang đọc"), "done": ("ok", "Bật")}
AWAY = ("bad", "Két chưa mở")


def show(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    if not by.duties & set(SEEN_BY):
        demand(may_do(Duty.LAW_PROPOSE, duties=by.duties))
    kept = queries.word_search()
    facts = status().get("words", {})
    kind, words = STATES.get(str(facts.get("state", "")), AWAY)
    shown = {
        "kind": kind,
        "words": words,
        "counted": bool(by.duties & set(MACHINE)),  # how many there are in all is for those who keep the machine (R17)
        "documents": facts.get("documents", 0),
        "failed": facts.get("failed", 0),
        "tesseract": bool(tools().get("tesseract")),
        "steps": steps(kept),
        **urls(kept, by),
    }
    return render(request, "vault/words.html", shown)


def steps(kept: WordSearch | None) -> list[dict[str, Any]]:
    """Who asked and who agreed, with the moments."""
    if kept is None:
        return []
    names = people.names({kept.asked_by, *([kept.agreed_by] if kept.agreed_by else [])})
    found = [{"what": "Đề nghị", "name": names.get(kept.asked_by, ""), "at": kept.asked_at}]
    if kept.agreed_by is not None:
        found.append({"what": "Cho phép", "name": names.get(kept.agreed_by, ""), "at": kept.agreed_at})
    return found


def urls(kept: WordSearch | None, by: Actor) -> dict[str, str | None]:
    """The buttons that this person has now."""
    leader, waits = Duty.LAW_ACCEPT in by.duties, kept is not None and kept.agreed_by is None
    agrees = leader and waits and kept is not None and kept.asked_by != by.person
    return {
        "ask_url": reverse("vault:ask_words") if kept is None and Duty.LAW_PROPOSE in by.duties else None,
        "agree_url": reverse("vault:agree_words", args=[kept.uuid]) if kept is not None and agrees else None,
        "end_url": reverse("vault:end_words", args=[kept.uuid]) if kept is not None and leader else None,
    }


def tools() -> dict[str, Any]:
    found = converting.asked().get("tools")
    return found if isinstance(found, dict) else {}


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    actions.ask_word_search(by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("vault:words")


@require_POST
def agree(request: HttpRequest, asked: UUID) -> HttpResponse:
    actions.agree_word_search(asked, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("vault:words")


@require_POST
def end(request: HttpRequest, asked: UUID) -> HttpResponse:
    actions.end_word_search(asked, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("vault:words")
