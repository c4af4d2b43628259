"""The ceremony on the page: two custodians order a new set; each holder, logged in himself, sees his own share and proves it.

The words of a share pass through this process on their way to the holder's browser. At the server's own terminal
(`somat seal shares`) they do not: that is the better place.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import VIETNAM, now
from somat.law.access import Actor
from somat.law.refusal import Refused, demand
from somat.law.roles import Duty, may_do
from somat.reporting.key_share import KeyShare, render_key_share
from somat.vault import actions, client_keys, queries, verbs
from somat.vault.client_keys import KeysRefused, OwnShare
from somat.vault.queries import ShareSet
from somat.vault.wording import refusal_words
from somat.web.acts import key_of
from somat.web.vault.forms import CeremonyForm, SecondForm, ShareForm
from somat.web.vault.keys import names
from somat.web.vault.second import NotHim, as_person
from somat.web.vault.views import status


def order(request: HttpRequest) -> HttpResponse:
    """One custodian asks, the other agrees at the same machine; then the set is made and waits for its holders."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.VAULT_UNSEAL, duties=by.duties))
    form = CeremonyForm(request.POST or None, people=sorted(names(by).items(), key=lambda one: one[1]))
    return decided(
        request,
        form,
        lambda: begin(form, by, request),
        heading="Chia khóa gốc cho những người giữ mảnh",
        lead="Bộ mảnh cũ còn hiệu lực cho tới khi mọi người gõ lại đúng mảnh mới.",
        strips=[{"fields": [form["needed"], *form.holder_fields()], "says": "Người quản trị giữ nhiều nhất một mảnh.", "rules": ["R25"]}],
        send="Chia khóa",
    )  # fmt: skip


def begin(form: CeremonyForm, by: Actor, request: HttpRequest) -> None:
    """Ask, agree, make the set."""
    needed = form.cleaned_data["needed"]
    ceremony, asked = actions.ask(needed=needed, holders=form.holders, by=by, key=key_of(request))
    with second(form, request) as other:
        agreed = actions.agree(ceremony, by=other)
        authority = client_keys.by_two(ceremony, asked=asked, agreed=agreed)
        client_keys.begin(authority, needed=needed, total=len(form.holders), holders=form.holders)


def rotate(request: HttpRequest) -> HttpResponse:
    """New level keys by two custodians (R27); nothing that was sealed is rewritten, and it goes on by itself."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.VAULT_UNSEAL, duties=by.duties))
    form = SecondForm(request.POST or None)
    return decided(
        request,
        form,
        lambda: turn(form, by, request),
        heading="Thay khóa mức mật",
        lead="Khóa mới cho từng độ mật. Nội dung và dòng sổ không bị viết lại.",
        strips=[],
        send="Thay khóa",
    )


def turn(form: SecondForm, by: Actor, request: HttpRequest) -> None:
    """Ask, agree, turn the keys, record it."""
    order, asked = actions.ask_rotation(by=by, key=key_of(request))
    with second(form, request) as other:
        agreed = actions.agree_rotation(order, asked_by=by.person, by=other)
        client_keys.rotate(client_keys.by_two(order, asked=asked, agreed=agreed))
    actions.record(verbs.ROTATE, by=by)


def second(form: SecondForm, request: HttpRequest) -> AbstractContextManager[Actor]:
    """The other custodian, by the name and password typed into the form."""
    return as_person(form.cleaned_data["username"], form.cleaned_data["password"], request)


def decided(
    request: HttpRequest, form: SecondForm, act: Callable[[], None], *, strips: list[dict[str, Any]], **shown: str
) -> HttpResponse:
    """A form by which two custodians decide at one machine: done, or shown with what stood in the way."""
    if form.is_valid():
        for sentence in hindrances(act):
            form.add_error(None, sentence)
        if form.is_valid():
            return redirect("vault:keys")
    both = {
        "fields": [form["username"], form["password"]],
        "says": "Hai người giữ khóa cùng quyết định.",
        "rules": ["R26"],
    }
    context = {
        **shown,
        "crumb": {"label": "Két khóa", "url": reverse("vault:keys")},
        "form": form,
        "strips": [*strips, both],
        "back_url": reverse("vault:keys"),
    }
    return render(request, "form.html", context, status=409 if form.errors else 200)  # fmt: skip


def hindrances(act: Callable[[], None]) -> list[str]:
    """Do the act; the sentences of what stood in the way."""
    try:
        act()
    except Refused as no:
        return [refusal.sentence() for refusal in no.refusals]
    except NotHim as no:
        return [str(no)]
    except KeysRefused as no:
        return [refusal_words(no.code, no.facts)]
    return []


def own(request: HttpRequest, number: int) -> HttpResponse:
    """A holder's page: first a button, then his share, and the form in which he types it back."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    made = in_the_making(by, number)
    form, share = ShareForm(), None
    if "share" in request.POST:
        form = ShareForm(request.POST)
        if form.is_valid() and proven(form, made, number, by):
            return redirect("vault:keys")
    elif request.method == "POST":
        share = shown(made, number, by)
    context = {"number": number, "made": made, "form": form, "share": share}
    return render(request, "vault/share.html", context, status=409 if form.errors else 200)


@require_POST
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The paper of the holder's own share, made in memory and shown for printing."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    made = in_the_making(by, number)
    share, site = shown(made, number, by), settings.SITE
    pdf = render_key_share(
        KeyShare(
            superior=site.superior, agency=site.agency, place=site.place, set=share.set, number=number,
            needed=made.needed, total=made.total, holder=by.name, words=share.words, code=share.code,
            printed_at=now().astimezone(VIETNAM),
        )
    )  # fmt: skip
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="manh-{number}.pdf"'
    return response


def in_the_making(by: Actor, number: int) -> ShareSet:
    """The set that waits for its holders, if this person holds that number of it; else there is nothing here."""
    about = status().get("keys", {}).get("ceremony", {}).get("about")
    made = queries.share_set(UUID(about), by=by) if about else None
    if made is None or number not in made.number_of(by.person):
        raise Http404
    return made


def shown(made: ShareSet, number: int, by: Actor) -> OwnShare:
    """Against a leaf of this moment, which the vault looks at itself."""
    try:
        return client_keys.show(number, leaf=actions.receive(made.uuid, by=by))
    except KeysRefused:
        raise Http404 from None


def proven(form: ShareForm, made: ShareSet, number: int, by: Actor) -> bool:
    """What was typed back is right; the last one puts the set in force."""
    facts: dict[str, Any] = status().get("keys", {}).get("ceremony", {})
    try:
        done = client_keys.prove(number, form.cleaned_data["share"], leaf=actions.receive(made.uuid, by=by))
    except KeysRefused as no:
        form.add_error("share", refusal_words(no.code, no.facts))
        return False
    if done:
        actions.put_in_force(made.uuid, set_name=str(facts["set"]), by=by)
    return True
