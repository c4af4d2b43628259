"""Two persons accept that memory of this machine can reach its disk unencrypted (R10). Opens without a session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from somat.law.refusal import Refused
from somat.vault import actions, queries
from somat.web.system.forms import ConfirmForm
from somat.web.vault.second import NotHim, as_person
from somat.web.vault.views import status, swap_waits


def accept(request: HttpRequest) -> HttpResponse:
    """Each of the two types his own name and password; he is logged out again at once."""
    if not swap_waits(status()):
        return redirect("vault:sealed")
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        try:
            with as_person(form.cleaned_data["username"], form.cleaned_data["password"], request) as by:
                actions.accept_swap(by=by)
            return redirect("vault:swap")
        except (Refused, NotHim) as no:
            for sentence in [r.sentence() for r in no.refusals] if isinstance(no, Refused) else [str(no)]:
                form.add_error(None, sentence)
    kept = queries.swap_accepted()
    first_at = kept.first_at if kept is not None and kept.second_by is None else None
    shown = {"form": form, "first_at": first_at}
    return render(request, "vault/swap.html", shown, status=409 if form.errors else 200)
