"""The marks that every page is written with: days, numbers, level badges, stamps, states, citations, fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, ChoiceWidget
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from somat.law.dated import NoLawInForce
from somat.law.levels import Level
from somat.law.refusal import Refusal
from somat.law.row import State

register = template.Library()

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
SPRITE = Path(__file__).parent.parent / "templates" / "parts" / "icons.html"
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


def _local(when: date) -> date:
    return when.astimezone(HERE) if isinstance(when, datetime) and when.tzinfo else when


@register.filter
def day(when: date | str | None) -> str:
    """A day, or the Vietnamese day of a moment, as 05/03/2026; a text (an old value of a line) stays as it is."""
    return f"{_local(when):%d/%m/%Y}" if isinstance(when, date) else when or ""


@register.filter
def day_month(when: date | None) -> str:
    return f"{_local(when):%d/%m}" if when else ""


@register.filter
def weekday(when: date | None) -> str:
    """As "Thứ Hai, 23/11/2026"."""
    return f"{WEEKDAYS[_local(when).weekday()]}, {day(when)}" if when else ""


@register.filter
def clock(when: datetime | None) -> str:
    return f"{_local(when):%H:%M}" if when else ""


@register.filter
def seconds(when: datetime | None) -> str:
    return f"{_local(when):%H:%M:%S}" if when else ""


@register.filter
def moment(when: datetime | None) -> str:
    """As "08:12 ngày 23/11/2026"."""
    return f"{clock(when)} ngày {day(when)}" if when else ""


@register.filter
def iso(when: date | None) -> str:
    """For `<time datetime>`: with the Vietnamese offset, so that the page's clock needs no clock of its own."""
    return _local(when).isoformat() if when else ""


@register.filter
def thousands(number: int | str | None) -> str:
    """148212 → 148.212"""
    return f"{number:,}".replace(",", ".") if isinstance(number, int) else number or ""


@register.filter
def no(number: int | str | None) -> str:
    """A number of the books: below ten with a leading zero."""
    return f"{number:02d}" if isinstance(number, int) else number or ""


@register.filter
def initials(name: str | None) -> str:
    """As a hand signs: "Đặng Văn Hòa" → "Đ. V. Hòa"; shorter words and bodies stay as they are."""
    words = (name or "").split()
    return " ".join([*(f"{word[0]}." for word in words[:-1]), words[-1]]) if 2 < len(words) < 6 else " ".join(words)


def _as_level(value: Level | int | str | None) -> Level | None:
    if value in (None, ""):
        return None
    text = str(value.value) if isinstance(value, Level) else str(value)
    return Level(int(text)) if text.isdigit() else Level[text.upper()]


@register.simple_tag
def level(value: Level | int | str | None) -> SafeString | str:
    """The badge of a level, given as Level, number or code; nothing for None."""
    known = _as_level(value)
    return format_html('<span class="lvl {}">{}</span>', BADGES[known], known.title) if known else ""


@register.simple_tag
def stamp(value: Level | int | str | None) -> SafeString | str:
    """The mark of a level at true size, for once per page beside the title."""
    known = _as_level(value)
    if known is None:
        return ""
    return render_to_string("parts/stamp.html", {"width": STAMP_WIDTHS[known], "title": known.title})


@register.simple_tag
def icon(name: str) -> SafeString:
    """A glyph of parts/icons.html; a word must stand beside it."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"no icon named {name!r} in parts/icons.html")
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def state(kind: str, text: str) -> SafeString:
    """Glyph, word and colour; kinds stand in STATES."""
    css, glyph = STATES[kind]
    return format_html('<span class="st {}">{}{}</span>', css, icon(glyph), text)


@register.simple_tag
def law_state(value: State) -> SafeString:
    """How far a row of the law has been checked."""
    css, glyph = LAW_STATES[State(value)]
    return format_html('<span class="st {}">{}{}</span>', css, icon(glyph), State(value).word)


@register.simple_tag
def cite(text: str) -> SafeString | str:
    """A legal basis in a column that is headed so."""
    return format_html('<span class="cite">{}</span>', text) if text else ""


@register.simple_tag
def ground(text: str) -> SafeString | str:
    """A legal basis with the word before it."""
    return format_html('<span class="cite"><b>{}</b> {}</span>', gettext("Ground:"), text) if text else ""


@register.simple_tag(takes_context=True)
def ground_of(context: Context, rules: str | Sequence[str]) -> SafeString | str:
    """The basis of a rule or of several on the day of `on`, else of the page: {% ground_of "R-OUT-2" %}."""
    when: date = _local(context.get("on") or context["frame"]["now"])
    on = when.date() if isinstance(when, datetime) else when
    known = [rules] if isinstance(rules, str) else rules
    return ground("; ".join(dict.fromkeys(Refusal(rule).cite(on) for rule in known)))


@register.simple_tag
def cell(value: Any, was: Any = None) -> SafeString | Any:
    """A value of a line; where it was corrected, the old one struck before it."""
    if was in (None, ""):
        return "" if value is None else value
    return format_html(
        '<del><span class="vh">{} </span>{}</del> <ins><span class="vh">{} </span>{}</ins>',
        gettext("before"), was, gettext("corrected to"), value,
    )  # fmt: skip


@register.simple_tag
def once() -> SafeString:
    """The idempotency key of one form, new for each form on each page: a form sent twice acts once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())


@register.simple_tag
def field(bound: BoundField | str | None) -> SafeString | str:
    """One field with label, hint and reason, wired by aria; nothing where the form has no such field."""
    if not isinstance(bound, BoundField):
        return ""
    if bound.is_hidden:
        return bound.as_widget()
    part = "parts/choices.html" if bound.use_fieldset else "parts/field.html"
    part = "parts/check.html" if isinstance(bound.field.widget, CheckboxInput) else part
    own = bound.id_for_label or bound.auto_id
    names = [f"{own}-why"] * bool(bound.errors) + [f"{own}-hint"] * bool(bound.help_text)
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(names)} if names else {}
    one_by_one = isinstance(bound.field.widget, ChoiceWidget) and bound.use_fieldset
    control = "" if one_by_one else bound.as_widget(attrs={} if bound.use_fieldset else attrs)
    return render_to_string(part, {"field": bound, "control": control, "own": own, "described": " ".join(names)})


@register.simple_tag
def kbd(key: str | None) -> SafeString | str:
    """The key of a button, one cap each: Ctrl+Enter is two."""
    return format_html_join("", " <kbd>{}</kbd>", ((cap,) for cap in key.split("+"))) if key else ""


@register.simple_tag(takes_context=True)
def ground_for(context: Context, refusal: Refusal) -> SafeString | str:
    """The basis of a refusal on the day of the page; its rule id on a day before any law."""
    try:
        return ground_of(context, refusal.rule)
    except NoLawInForce:
        return ground(refusal.rule)


@register.simple_tag
def fix(refusal: Refusal, form: BaseForm | None = None) -> SafeString | str:
    """A link from a reason to the field that it is about."""
    if not form or refusal.field not in form.fields:
        return ""
    return format_html(
        '<a href="#f-{}">{}: {}</a>', form.add_prefix(refusal.field), gettext("Mend"), form[refusal.field].label
    )
