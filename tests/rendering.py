"""The wall round templates: while one renders, the database may not be asked anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.db import connections
from django.template.backends.django import Template


class QueryInTemplate(AssertionError):
    """A template asked the database: the view must have looked before."""


def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise QueryInTemplate(sql)


@contextmanager
def walled() -> Iterator[None]:
    """Every template rendered inside, by a view or by hand, stands behind the wall."""
    plain = Template.render

    def render(self: Template, context: Any = None, request: Any = None) -> Any:
        with ExitStack() as stack:
            for connection in connections.all(initialized_only=True):
                stack.enter_context(connection.execute_wrapper(refuse))
            return plain(self, context, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", render)
        yield
