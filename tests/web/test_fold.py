"""A folded template says what it said before; what is new each time, or hangs on a variable, is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import Context, Engine, Template
from django.utils import translation

from somat.web import fold as folding
from somat.web.fold import constant, fold

LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "static": "django.templatetags.static",
    "somat_ui": "somat.web.templatetags.somat_ui",
}
ENGINE = Engine(libraries=LIBRARIES)
HEAD = "{% load i18n static somat_ui %}"

# What stands in the template, and whether it says the same on every page. By hand.
TAGS = [
    ('{% translate "Find" %}', True),
    ('{% icon "book" %}', True),
    ('{% kbd "F8" %}', True),
    ("{% static 'somat/somat.css' %}", True),
    ("{% url 'people:enter' %}", True),
    ("{% once %}", False),
    ("{% icon name %}", False),
    ("{% translate words %}", False),
    ('{% translate "Find" as kept %}', False),
    ("{% url 'books:entry' entry %}", False),
    ("{{ words }}", False),
    ("{% csrf_token %}", False),
]


@pytest.mark.parametrize(("tag", "same"), TAGS)
def test_it_knows_what_is_the_same_on_every_page(tag: str, same: bool) -> None:
    assert constant(Template(HEAD + tag, engine=ENGINE).nodelist[-1]) is same


def test_a_folded_template_says_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + (
        '{% if a %}<b>{% translate "Find" %}</b> {{ words }}{% elif b %}{% icon "book" %}{% else %}{% translate "Keys" %}{% endif %}'
        '{% for one in many %}{% icon "warn" %}{{ one }}{% empty %}{% translate "Rooms" %}{% endfor %}'
        '{% with x=1 %}{% translate "Find" %}{{ x }}{% endwith %}{% block c %}{% kbd "F8" %}{% endblock %}'
    )
    with translation.override("vi"):
        for facts in ({"a": 1, "words": "<i>"}, {"b": 1, "many": ["x", "<y>"]}, {}):
            before, after = (Template(text, engine=ENGINE) for _ in range(2))
            fold(after.nodelist)
            assert after.render(Context(facts)) == before.render(Context(facts))
            count = len(after.nodelist.get_nodes_by_type(folding.TranslateNode))
            assert count == 0 < len(before.nodelist.get_nodes_by_type(folding.TranslateNode))


def test_a_tag_wrongly_taken_for_constant_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: `once` folded gives two forms the same key, and the second act would be lost."""
    monkeypatch.setattr(folding, "SAME", folding.SAME | {"once"})
    template = Template(HEAD + "{% once %}", engine=ENGINE)
    fold(template.nodelist)
    assert template.render(Context()) == template.render(Context())


def test_every_page_is_folded() -> None:
    from django.template.loader import get_template

    found = get_template("page.html").template  # type: ignore[attr-defined]
    assert found.folded and not found.nodelist.get_nodes_by_type(folding.TranslateNode)
    assert Path(found.origin.name).name == "page.html"
