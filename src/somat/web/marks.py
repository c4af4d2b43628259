"""The marks that every page is written with: badges, stamps, states, citations, cells, fields; pages.py gives them to the templates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, ChoiceWidget
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from jinja2 import Undefined, pass_context
from jinja2.runtime import Context

from somat.law.dated import NoLawInForce
from somat.law.levels import Level
from somat.law.refusal import Refusal
from somat.law.row import State
from somat.web import writing

SPRITE = Path(__file__).parent / "templates" / "parts" / "icons.html"
ICONS = frozenset(re.findall(r'<symbol id="i-([a-z-]+)"', SPRITE.read_text("utf-8")))
BADGES = {Level.MAT: "mat", Level.TOI_MAT: "toi", Level.TUYET_MAT: "tuyet"}
STAMP_WIDTHS = {Level.MAT: 20, Level.TOI_MAT: 30, Level.TUYET_MAT: 40}  # millimetres; all are 8 mm high
STATES = {  # kind → (class, icon)
    "ok": ("ok", "ok"),
    "warn": ("warn", "warn"),
    "soon": ("warn", "clock"),
    "bad": ("bad", "stop"),
    "late": ("bad", "warn"),
    "pen": ("pen", "pen"),
    "cut": ("warn", "cut"),
    "now": ("pen", "next"),
    "wait": ("", "wait"),
    "": ("", "wait"),
}
LAW_STATES = {State.VERIFIED: ("ok", "full"), State.FALLBACK: ("warn", "half"), State.UNVERIFIED: ("", "ring")}


def part(name: str, /, **facts: Any) -> SafeString:
    """A template of parts/ with these facts and nothing else of the page; what it writes is escaped already."""
    return SafeString(render_to_string(name, facts))


def _absent(value: Any) -> bool:
    """Whether a column was left empty, or a view said nothing of it."""
    return value is None or value == "" or isinstance(value, Undefined)


def _as_level(value: Level | int | str | None) -> Level | None:
    if _absent(value):
        return None
    text = str(value.value) if isinstance(value, Level) else str(value)
    return Level(int(text)) if text.isdigit() else Level[text.upper()]


def level(value: Level | int | str | None) -> SafeString | str:
    """The badge of a level, given as Level, number or code; nothing for None."""
    known = _as_level(value)
    return format_html('<span class="lvl {}">{}</span>', BADGES[known], known.title) if known else ""


def stamp(value: Level | int | str | None) -> SafeString | str:
    """The mark of a level at true size, for once per page beside the title."""
    known = _as_level(value)
    return "" if known is None else _drawn(known)


@cache
def _drawn(known: Level) -> SafeString:
    return part("parts/stamp.html", width=STAMP_WIDTHS[known], title=known.title)


def icon(name: str) -> SafeString:
    """A glyph of parts/icons.html; a word must stand beside it."""
    if name not in ICONS:
        raise LookupError(f"no icon named {name!r} in parts/icons.html")
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


def state(kind: str, text: str) -> SafeString:
    """Glyph, word and colour; kinds stand in STATES."""
    css, glyph = STATES[kind]
    return format_html('<span class="st {}">{}{}</span>', css, icon(glyph), text)


def law_state(value: State) -> SafeString:
    """How far a row of the law has been checked."""
    css, glyph = LAW_STATES[State(value)]
    return format_html('<span class="st {}">{}{}</span>', css, icon(glyph), State(value).word)


def cite(text: str) -> SafeString | str:
    """A legal basis in a column that is headed so."""
    return format_html('<span class="cite">{}</span>', text) if text else ""


def ground(text: str) -> SafeString | str:
    """A legal basis with the word before it."""
    return format_html('<span class="cite"><b>{}</b> {}</span>', gettext("Ground:"), text) if text else ""


@pass_context
def ground_of(context: Context, rules: str | Sequence[str]) -> SafeString | str:
    """The basis of a rule or of several on the day of `on`, else of the page: {{ ground_of("R-OUT-2") }}."""
    when: date = writing.local(context.get("on") or context["frame"]["now"])
    on = when.date() if isinstance(when, datetime) else when
    known = [rules] if isinstance(rules, str) else rules
    return ground("; ".join(dict.fromkeys(Refusal(rule).cite(on) for rule in known)))


def cell(value: Any, was: Any = None) -> SafeString | Any:
    """A value of a line; where it was corrected, the old one struck before it."""
    if _absent(was):
        return "" if value is None else value
    return format_html(
        '<del><span class="vh">{} </span>{}</del> <ins><span class="vh">{} </span>{}</ins>',
        gettext("before"), was, gettext("corrected to"), value,
    )  # fmt: skip


def _part(thing: Any, name: str) -> Any:
    """An attribute or key, None where there is none: a missing one is the rule here, and costs no exception."""
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


def _written(value: Any, form: str) -> Any:
    if isinstance(value, date):
        return writing.day(value)
    return format(value, form) if form and isinstance(value, int) else value


def of(line: Any, name: str, form: str = "") -> SafeString | Any:
    """A column of a line of a book, its old value struck before it where the line's `was` has one."""
    was = _part(_part(line, "was"), name)
    return cell(_written(_part(line, name), form), _written(was, form) if was is not None else None)


def level_of(line: Any) -> SafeString | str:
    """The badge of a line; a former level struck beside it."""
    was = _part(_part(line, "was"), "level")
    badge = level(_part(line, "level"))
    return format_html("{} <del>{}</del>", badge, getattr(was, "word", was)) if was else badge


def once() -> SafeString:
    """The idempotency key of one form, new for each form on each page: a form sent twice acts once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())


def field(bound: BoundField | str | None) -> SafeString | str:
    """One field with label, hint and reason, wired by aria; nothing where the form has no such field."""
    if not isinstance(bound, BoundField):
        return ""
    if bound.is_hidden:
        return bound.as_widget()
    name = "parts/choices.html" if bound.use_fieldset else "parts/field.html"
    name = "parts/check.html" if isinstance(bound.field.widget, CheckboxInput) else name
    own = bound.id_for_label or bound.auto_id
    names = [f"{own}-why"] * bool(bound.errors) + [f"{own}-hint"] * bool(bound.help_text)
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(names)} if names else {}
    one_by_one = isinstance(bound.field.widget, ChoiceWidget) and bound.use_fieldset
    control = "" if one_by_one else bound.as_widget(attrs={} if bound.use_fieldset else attrs)
    return part(name, field=bound, control=control, own=own, described=" ".join(names))


def kbd(key: str | None) -> SafeString | str:
    """The key of a button, one cap each: Ctrl+Enter is two."""
    return format_html_join("", " <kbd>{}</kbd>", ((cap,) for cap in key.split("+"))) if key else ""


@pass_context
def ground_for(context: Context, refusal: Refusal) -> SafeString | str:
    """The basis of a refusal on the day of the page; its rule id on a day before any law."""
    try:
        return ground_of(context, refusal.rule)
    except NoLawInForce:
        return ground(refusal.rule)


def fix(refusal: Refusal, form: BaseForm | None = None) -> SafeString | str:
    """A link from a reason to the field that it is about."""
    if not form or refusal.field not in form.fields:
        return ""
    return format_html(
        '<a href="#f-{}">{}: {}</a>', form.add_prefix(refusal.field), gettext("Mend"), form[refusal.field].label
    )
