"""The engine of the pages: Jinja2, every value escaped, the marks and ways of writing of the house, words from `locale`."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext
from jinja2 import ChainableUndefined, Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from somat.web import links, marks, writing

MARKS = (
    marks.cell, marks.cite, marks.field, marks.fix, marks.ground, marks.ground_for, marks.ground_of, marks.icon, marks.kbd,
    marks.law_state, marks.level, marks.once, marks.stamp, marks.state,
)  # fmt: skip
FILTERS = (
    marks.level_of, marks.of,
    writing.clock, writing.day, writing.day_month, writing.initials, writing.iso, writing.moment, writing.no,
    writing.seconds, writing.sentence, writing.thousands, writing.weekday,
)  # fmt: skip
SAME = frozenset({"icon", "kbd", "level", "stamp", "state", "cite", "ground", "static"})  # `once` is new each time


class Engine(Environment):
    """Jinja2's environment; what says the same on every page is looked up when the template is compiled."""

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(Settle(self).visit(source), *args, **kwargs)


class Settle(NodeTransformer):
    """Puts its text in place of each msgid and each mark with nothing variable in it: the site speaks one language."""

    def __init__(self, engine: Environment) -> None:
        self.known: dict[str, Any] = {"_": engine.globals["gettext"]}
        self.known |= {name: getattr(engine.globals["ui"], name) for name in SAME}

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        name = getattr(node.node, "attr", None) if _of_house(node.node) else getattr(node.node, "name", None)
        if name not in self.known or node.kwargs or not all(isinstance(one, nodes.Const) for one in node.args):
            return node
        with translation.override(settings.LANGUAGE_CODE):
            said = self.known[name](*(one.as_const() for one in node.args))
        return nodes.Const(Markup(said), lineno=node.lineno)  # noqa: S704 (our own words and marks)


def _of_house(node: nodes.Expr) -> bool:
    """Whether it is `ui.something`."""
    return isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "ui"


def environment(**options: Any) -> Environment:
    """For Django's Jinja2 backend. A name that a view leaves out is empty and false, as each template's first lines say."""
    settled = {"autoescape": True, "undefined": ChainableUndefined, "extensions": ["jinja2.ext.i18n"]}
    made = Engine(**{**options, **settled})
    made.install_gettext_callables(words, ngettext, newstyle=False)  # type: ignore[attr-defined]
    made.globals["ui"] = SimpleNamespace(**{mark.__name__: mark for mark in MARKS}, url=url, static=cache(static))
    made.filters |= {each.__name__: each for each in FILTERS}
    return made


@cache
def words(msgid: str) -> Markup:
    """The Vietnamese of a msgid; what is put into it is escaped, itself it is ours."""
    return Markup(gettext(msgid))  # noqa: S704 (from `locale`)


def url(name: str, thing: UUID | str | int | None = None) -> str:
    """The address of a page, or of the page of one thing."""
    if isinstance(thing, UUID):
        return links.to(name, thing)
    return links.page(name) if thing is None else reverse(name, args=[thing])
