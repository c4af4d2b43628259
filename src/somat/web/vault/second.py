"""A second person acts at somebody else's machine: his own name and password, a session for one act only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from somat.access.actors import actor_of
from somat.audit.moment import now
from somat.law.access import Actor
from somat.people import sessions
from somat.people.actions.sessions import log_in, log_out


class NotHim(Exception):
    """The account cannot act yet; the sentence says why."""


@contextmanager
def as_person(username: str, password: str, request: HttpRequest) -> Iterator[Actor]:
    """The person with a live, fresh session for as long as the block lasts. Raises Refused, NotHim."""
    workstation = request.workstation  # type: ignore[attr-defined]
    opened = log_in(username, password, workstation=workstation, at=now())
    live = sessions.live(opened.token, workstation=workstation, now=now())
    if live is None:
        raise NotHim("Chưa đăng nhập được. Thử lại.")
    by = actor_of(live)
    try:
        if opened.must_change:
            raise NotHim("Tài khoản này chưa có mật khẩu do chính người dùng đặt. Người khác làm thay.")
        yield by
    finally:
        log_out(opened.uuid, by=by, at=now())
