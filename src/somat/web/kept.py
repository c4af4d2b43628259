"""Half-filled forms: kept sealed while they are typed, given back to who typed them, cleared when their act is done."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from somat.audit.change import ReadOnly
from somat.audit.moment import VIETNAM, now
from somat.law.access import Actor
from somat.registry.actions.drafts import TABLE, drop_form, keep_form
from somat.registry.opening import open_words
from somat.registry.queries import halves
from somat.registry.verbs import READ_DRAFT
from somat.web import writing
from somat.web.errors import note

NEVER = ("csrfmiddlewaretoken", "once", "half")
LONGEST = 500  # letters of an address with the form's name behind it
Page = Callable[[HttpRequest], HttpResponse]


def name_of(text: str) -> UUID | None:
    """The name that a page has given its half-filled form; None for what is no such name."""
    try:
        return UUID(text)
    except ValueError:
        return None


def place(request: HttpRequest) -> str:
    return str(request.GET.get("trang", ""))[:LONGEST]


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a half-filled form, sealed; the page calls this while it is typed and before the idle limit."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in NEVER}
    half = name_of(str(request.GET.get("half", ""))) or uuid4()
    made = keep_form(place(request), fields, half=half, by=request.actor)  # type: ignore[attr-defined]
    if made is None:
        return JsonResponse({}, status=409)  # its act was done meanwhile
    return JsonResponse({"at": f"{now().astimezone(VIETNAM):%H:%M}"})


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """What this person has half typed on the page `trang`, by form; a recorded reading where there is anything at all."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = halves.waiting(by=by)
    words = open_words(found, table=TABLE, verb=READ_DRAFT, by=by)
    forms = {}
    for draft in reversed(found):  # the newest of a form has the last word
        where = str(words[draft.uuid].get("path"))
        if where.partition("#")[0] == place(request):
            half, fields = (words[draft.uuid].get(name) for name in ("half", "fields"))
            forms[where] = {"half": half, "fields": fields or {}, "at": writing.moment(draft.changed_at)}
    return JsonResponse(forms, json_dumps_params={"ensure_ascii": False})


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """The person does not want it back."""
    drop_form(by=request.actor, half=name_of(request.POST.get("half", "")))  # type: ignore[attr-defined]
    return JsonResponse({})


def cleared(get_response: Page) -> Page:
    """Middleware: a form whose act is done is kept no longer. Done is what leads on or gives a file; a refusal shows the form."""

    def page(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        by = getattr(request, "actor", None)
        if request.method == "POST" and by is not None and done(request, response):
            half = name_of(request.POST.get("half", ""))
            if half is not None and halves.waits(half, by=by):
                forget(half, by=by)
        return response

    return page


def done(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code == 200:
        shows = response.headers.get("Content-Type", "").startswith("text/html")
        return not shows or getattr(request, "act_done", False)
    return response.status_code in (302, 303)


def forget(half: UUID, *, by: Actor) -> None:
    """The act has been answered for already: what hinders here leaves a draft that its writer can drop himself."""
    try:
        drop_form(by=by, half=half)
    except (DatabaseError, ReadOnly) as why:
        note(why)
