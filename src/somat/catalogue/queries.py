"""Looking things up in the reference data; it is public, so nobody's rights are asked."""

from __future__ import annotations

import base64

from django.conf import settings
from django.db.models import Max, Q

from somat.catalogue.models import AcceptedForm, Agency, LawFolder, ListLine, TrustFile
from somat.law.access import Actor
from somat.law.fold import fold
from somat.law.folder import load

SUGGESTIONS = 8


def agencies(words: str, *, by: Actor, limit: int = SUGGESTIONS) -> list[Agency]:
    """Bodies whose name holds every word, typed with or without tone marks; names that begin with them first."""
    folded = fold(words).strip()
    if not folded:
        return []
    every = Q()
    for word in folded.split():
        every &= Q(folded__contains=word)
    starting = list(Agency.unchecked.filter(folded__startswith=folded).order_by("folded", "id")[:limit])
    more = Agency.unchecked.filter(every).exclude(pk__in=[a.pk for a in starting]).order_by("folded", "id")
    return starting + list(more[: limit - len(starting)])


def list_lines(words: str, *, by: Actor, limit: int = SUGGESTIONS) -> list[ListLine]:
    """Lines of lists that hold every word of the search."""
    every = Q()
    for word in fold(words).split():
        every &= Q(folded__contains=word)
    return list(ListLine.unchecked.filter(every).order_by("-level", "decision", "id")[:limit]) if words.strip() else []


def law_folders(*, by: Actor) -> list[LawFolder]:
    """What was proposed and accepted of the agency's own law rows, newest first."""
    return list(LawFolder.unchecked.order_by("-id")[:25])


def waiting_law(*, by: Actor) -> LawFolder | None:
    """The newest proposal of the agency's own law rows, while it waits for a second person who is not its proposer."""
    newest = LawFolder.unchecked.order_by("-id").first()
    return newest if newest and newest.accepted_by is None and newest.proposed_by != by.person else None


def waiting_trust(*, by: Actor) -> list[TrustFile]:
    """Roots and lists of revocation that somebody else proposed and nobody has accepted, oldest first."""
    waiting = TrustFile.unchecked.filter(ended_at=None, accepted_by=None).exclude(proposed_by=by.person)
    return list(waiting.defer("content").order_by("id")[:20])


def accepted_hashes() -> list[str]:
    """Hashes of the agency's law folder that two persons have accepted: only these bind."""
    return list(LawFolder.unchecked.filter(accepted_by__isnull=False).values_list("hash", flat=True))


def bind_own_law() -> None:
    """At the start of a process: the agency's own law rows bind if two persons have accepted the hash of their folder."""
    load(settings.SITE.folder / "law", accepted_hashes())


def trust_files(*, by: Actor) -> list[TrustFile]:
    """Roots and lists that wait or are used, newest first, without their content."""
    return list(TrustFile.unchecked.filter(ended_at=None).defer("content").order_by("kind", "-id")[:200])


def trusted() -> tuple[list[bytes], list[bytes]]:
    """Accepted roots and lists of revocation as DER: no secret, and what every signature is judged by."""
    rows = TrustFile.unchecked.filter(ended_at=None, accepted_by__isnull=False).values_list("kind", "content")
    roots, lists = ([base64.b64decode(der) for kind, der in rows if kind == one] for one in TrustFile.Kind.values)
    return roots, lists


def accepted_form(code: str, *, by: Actor) -> AcceptedForm | None:
    """How a printed form was last accepted; forms are no secret."""
    return AcceptedForm.unchecked.filter(code=code).order_by("-id").first()


def accepted_forms(*, by: Actor) -> dict[str, AcceptedForm]:
    """The newest acceptance of each form."""
    newest = AcceptedForm.unchecked.values("code").annotate(newest=Max("id")).values("newest")
    return {row.code: row for row in AcceptedForm.unchecked.filter(pk__in=newest)}
