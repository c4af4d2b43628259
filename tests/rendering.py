"""The wall round templates: while one renders, the database may not be asked anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from django.db import connections
from django.template.base import NodeList

RENDERING: ContextVar[bool] = ContextVar("a template renders", default=False)


class QueryInTemplate(AssertionError):
    """A template asked the database: the view, or a context processor, must have looked before."""


def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise QueryInTemplate(sql)


@contextmanager
def walled() -> Iterator[None]:
    """Every template rendered inside, by a view or by hand, stands behind the wall; context processors run before it."""
    plain = NodeList.render

    def render(self: NodeList, context: Any) -> Any:
        if RENDERING.get():
            return plain(self, context)
        token = RENDERING.set(True)
        try:
            with ExitStack() as stack:
                for connection in connections.all(initialized_only=True):
                    stack.enter_context(connection.execute_wrapper(refuse))
                return plain(self, context)
        finally:
            RENDERING.reset(token)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NodeList, "render", render)
        yield
