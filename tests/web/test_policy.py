"""Every answer says what its page may load: the policy of the settings, whole, and nothing in its place."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

ASKED = {name: set(sources) for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/hom-nay/", "/khong-co/", "/con-song/"])
def test_every_answer_carries_the_policy(path: str) -> None:
    said = Client().get(path).headers["Content-Security-Policy"]
    assert {part.split()[0]: set(part.split()[1:]) for part in said.split("; ")} == ASKED
    assert ASKED["default-src"] == {"'none'"} and ASKED["script-src"] == {"'self'"}


@pytest.mark.django_db
def test_a_forged_form_is_answered_with_it_too() -> None:
    answer = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"username": "a", "password": "b"})
    assert answer.status_code == 403 and "default-src 'none'" in answer.headers["Content-Security-Policy"]
