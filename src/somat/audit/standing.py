"""May the site write now? Not while leaves have waited too long for their place in the tree (architecture, decision 5)."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from somat.audit import moment
from somat.audit.models import Leaf, LeafIndex
from somat.audit.prepared import Prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST_WAIT = timedelta(seconds=60)
FRESH = 1.0  # seconds for which a good answer is believed; a bad one is asked again
BEHIND = (
    500  # how far behind the newest place a waiting leaf is still looked for; older ones are the verifier's to find
)

SAYS = (
    "Chỉ xem, chưa ghi được: nhật ký có việc chờ xếp chỗ đã {seconds} giây (giới hạn 60 giây). "
    "Kiểm tra két khóa đang chạy và đã mở, rồi làm lại."
)

CHECKS: list[Callable[[], str]] = []

_good_until = 0.0


def read_only_reason() -> str:
    """A Vietnamese sentence why nothing may be written now; '' when all is well. Cheap: asked before every act."""
    global _good_until
    if time.monotonic() < _good_until or moment.is_told():
        return ""
    waited = waited_for()
    if waited > LONGEST_WAIT:
        return SAYS.format(seconds=int(waited.total_seconds()))
    reason = next(filter(None, (check() for check in CHECKS)), "")
    if not reason:
        _good_until = time.monotonic() + FRESH
    return reason


def also(check: Callable[[], str]) -> None:
    """A room above adds a reason of its own at start: '' or a sentence, as cheap as a system call."""
    if check not in CHECKS:
        CHECKS.append(check)


def ask_again() -> None:
    """Forget the last good answer."""
    global _good_until
    _good_until = 0.0


def waited_for() -> timedelta:
    """How long the oldest leaf without a place has waited; zero where none waits."""
    since = waiting_since()
    return moment.now() - since if since is not None else timedelta(0)


def waiting_since() -> datetime | None:
    """The moment of the oldest leaf without a place, None where none waits.

    A leaf of a lower id may be committed after one of a higher id has its place, so the look begins somewhat behind.
    """
    newest = NEWEST.first()
    floor = 0
    if newest is not None and newest[0] >= BEHIND:
        ((leaf,),) = AT.rows(index=newest[0] - BEHIND)
        ((place,),) = PLACE.rows(leaf=leaf)
        floor = place - BEHIND
    oldest = OLDEST.first(floor=floor)
    return oldest[0] if oldest is not None else None


def _oldest(floor: int) -> QuerySet[Any]:
    placed = LeafIndex.unchecked.filter(leaf=OuterRef("uuid"))
    return Leaf.unchecked.filter(~Exists(placed), id__gt=floor).order_by("id").values_list("at")[:1]


NEWEST = Prepared[Any](lambda: LeafIndex.unchecked.order_by("-index").values_list("index")[:1])
AT = Prepared[Any](lambda index: LeafIndex.unchecked.filter(index=index).values_list("leaf"))
PLACE = Prepared[Any](lambda leaf: Leaf.unchecked.filter(uuid=leaf).values_list("id"))
OLDEST = Prepared[Any](_oldest)
