"""The wall round templates: while one renders, the database may not be asked anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from django.db import connections
from jinja2 import Template

RENDERING: ContextVar[bool] = ContextVar("a template renders", default=False)


class QueryInTemplate(AssertionError):
    """A template asked the database: the view, or a context processor, must have looked before."""


def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise QueryInTemplate(sql)


@contextmanager
def walled() -> Iterator[None]:
    """Every template rendered inside, by a view or by hand, stands behind the wall; context processors run before it."""
    plain = Template.render

    def render(self: Template, *args: Any, **kwargs: Any) -> str:
        if RENDERING.get():
            return plain(self, *args, **kwargs)
        token = RENDERING.set(True)
        try:
            with ExitStack() as stack:
                for connection in connections.all(initialized_only=True):
                    stack.enter_context(connection.execute_wrapper(refuse))
                return plain(self, *args, **kwargs)
        finally:
            RENDERING.reset(token)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", render)
        yield
