"""The door of every page is shut to who is not logged in; new addresses are tried without being listed anywhere."""

from __future__ import annotations

import pytest
from django.test import Client

from somat.web.middleware import PUBLIC
from tests.house import doors

LOGIN = "/dang-nhap/"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_sends_a_stranger_to_the_log_in(method: str) -> None:
    paths = [path for _, path in doors.routes() if not path.startswith(PUBLIC)]
    answers = {path: getattr(Client(), method)(path) for path in paths}
    open_doors = {
        path: answer.status_code for path, answer in answers.items() if answer.headers.get("Location") != LOGIN
    }
    assert open_doors == {}
    assert paths


def test_few_addresses_are_public() -> None:
    assert len(PUBLIC) <= 6
    assert all(place.startswith("/") and len(place) > 4 and place.endswith("/") for place in PUBLIC)
