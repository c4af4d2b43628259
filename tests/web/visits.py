"""A person of the cast in front of his pages: a client with his session."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client

from somat.web.people import cookie
from tests.office import Office

LOCAL = "127.0.0.1"


class Visitor:
    """One person's browser, without a browser."""

    def __init__(self, office: Office, name: str) -> None:
        token, self.actor = office.world.log_in(name, workstation=here())
        self.client = Client()
        self.client.cookies[cookie.NAME] = token

    def text(self, path: str, *, status: int = 200) -> str:
        """The page at an address."""
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.headers.get("Location"))
        return plain(answer.content.decode())

    def send(self, path: str, **fields: Any) -> Any:
        """A form sent with a key of its own; the answer is not followed."""
        return self.client.post(path, {"once": str(uuid4()), **fields})

    def told(self, path: str, *, status: int = 409, **fields: Any) -> str:
        """What a form that is refused says."""
        answer = self.send(path, **fields)
        assert answer.status_code == status, answer.status_code
        return plain(answer.content.decode())


def here() -> str:
    """What the door calls the machine that the client asks from."""
    return str(settings.SITE.workstations.get(LOCAL, LOCAL))


def visit(office: Office, name: str) -> Visitor:
    return Visitor(office, name)


def plain(html: str) -> str:
    """The words of a page, one space between them; addresses and buttons stay as they are."""
    return re.sub(r"\s+", " ", html)
