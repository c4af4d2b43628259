"""The engine of the pages: what is the same on every page is settled once; what is new each time, or hangs on a variable, is not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template import engines
from jinja2 import Environment

from somat.web import pages

# What stands in the template, and whether it says the same on every page. By hand.
MARKS = [
    ('{{ _("Find") }}', True),
    ('{{ ui.icon("book") }}', True),
    ('{{ ui.kbd("F8") }}', True),
    ('{{ ui.static("somat/somat.css") }}', True),
    ('{{ ui.state("ok", _("Find")) }}', True),
    ("{{ ui.once() }}", False),
    ("{{ ui.icon(name) }}", False),
    ("{{ _(words) }}", False),
    ('{{ ui.url("books:entry", entry) }}', False),
    ('{{ ui.ground_of("R-OUT-2") }}', False),
]
# Words a hostile clerk might type, and what the page must hold in their place. By hand.
HOSTILE = [
    ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
    ('" onload="x', "&#34; onload=&#34;x"),
    ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
    ("%(name)s", "%(name)s"),
]


def engine() -> Environment:
    return engines["jinja2"].env


def shown(code: str, **facts: Any) -> str:
    return engines["jinja2"].from_string(code).render(facts)


@pytest.mark.parametrize(("mark", "same"), MARKS)
def test_it_settles_what_is_the_same_on_every_page(mark: str, same: bool) -> None:
    assert ("context.call" not in str(engine().compile(mark, raw=True))) is same


def test_what_is_settled_says_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    code = '{{ _("Find") }}{{ ui.icon("book") }}{{ ui.state("ok", _("Keys")) }}'
    settled = shown(code)
    monkeypatch.setattr(pages.Settle, "visit_Call", pages.Settle.generic_visit)
    assert shown(code) == settled and "Tìm" in settled and "i-book" in settled


def test_a_mark_wrongly_taken_for_settled_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: `once` settled gives two pages the same key, and the second act would be lost."""

    def keys() -> list[str]:
        template = engines["jinja2"].from_string("{{ ui.once() }}")
        return [re.findall('value="([^"]*)"', template.render({}))[0] for _ in range(2)]

    one, other = keys()
    assert one != other
    monkeypatch.setattr(pages, "SAME", pages.SAME | {"once"})
    one, other = keys()
    assert one == other


@pytest.mark.parametrize(("typed", "safe"), HOSTILE)
@pytest.mark.parametrize(
    "code", ["{{ words }}", "{% trans words=words %}[{{ words }}]{% endtrans %}", "{{ ui.cell(1, words) }}"]
)
def test_what_somebody_typed_is_text_wherever_it_stands(code: str, typed: str, safe: str) -> None:
    made = shown(code, words=typed).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    assert safe in made and ("<" not in typed or typed not in made)


def test_a_name_that_a_view_leaves_out_is_empty() -> None:
    assert (
        shown("[{{ nothing }}{{ nothing.at|moment }}{% if nothing.of.it %}x{% endif %}{{ ui.cell(nothing) }}]") == "[]"
    )
