"""Templates whose fixed words are looked up once: the site speaks one language, so a constant tag is its text."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template import Context, Node, NodeList, Origin, Template
from django.template.base import FilterExpression, TextNode, Variable
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import ExtendsNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils import translation

SAME = frozenset(
    {"icon", "kbd", "level", "stamp", "state", "cite", "ground"}
)  # of our own tags: `once` is new each time


class Loader(cached.Loader):
    """Django's caching loader; a template is folded when it is first compiled."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        found = super().get_template(template_name, skip)
        if not getattr(found, "folded", False):
            with translation.override(settings.LANGUAGE_CODE):
                fold(found.nodelist)
            found.folded = True  # type: ignore[attr-defined]
        return found


def fold(nodes: NodeList) -> None:
    """Put text in place of every constant tag, and one text in place of neighbours; in place."""
    folded: list[Node] = []
    for node in nodes:
        kept: Node = TextNode(str(node.render(Context()))) if constant(node) else node
        if isinstance(kept, TextNode) and folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + kept.s)
        else:
            folded.append(kept)
        for inner in _inside(kept):
            fold(inner)
    nodes[:] = folded


def _inside(node: Node) -> list[NodeList]:
    """The lists of nodes that a block tag holds."""
    if isinstance(node, ExtendsNode):
        return [node.nodelist]
    lists = [getattr(node, name, None) for name in node.child_nodelists]
    branches = [inner for _, inner in getattr(node, "conditions_nodelists", ())]
    return [each for each in [*lists, *branches] if isinstance(each, NodeList)]


def constant(node: Node) -> bool:
    """Whether a tag says the same on every page: no variable in it, and nothing kept for later."""
    if isinstance(node, TranslateNode):
        return node.asvar is None and node.message_context is None and _fixed(node.filter_expression)
    if isinstance(node, StaticNode):
        return node.varname is None and _fixed(node.path)
    if isinstance(node, URLNode):
        return node.asvar is None and all(map(_fixed, [node.view_name, *node.args, *node.kwargs.values()]))
    if isinstance(node, SimpleNode):
        same = node.func.__name__ in SAME and not node.takes_context and node.target_var is None
        return same and all(map(_fixed, [*node.args, *node.kwargs.values()]))
    return False


def _fixed(expression: Any) -> bool:
    """A literal, without filters."""
    if not isinstance(expression, FilterExpression) or expression.filters:
        return False
    return not isinstance(expression.var, Variable) or expression.var.literal is not None
