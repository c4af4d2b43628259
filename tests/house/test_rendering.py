"""No query runs while a template renders."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template import engines

from tests.rendering import QueryInTemplate


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_template_that_asks_the_database_is_caught() -> None:
    template = engines["jinja2"].from_string("{{ count() }}")
    before = count()
    assert template.render({"count": lambda: before}) == "1"
    with pytest.raises(QueryInTemplate):
        template.render({"count": count})
