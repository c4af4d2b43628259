"""The look: every page template renders without a database, inside the walls, and wired for keys and readers."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.forms import Form
from django.http import QueryDict
from django.template import engines
from django.template.loader import render_to_string
from scripts import po, words

from somat.law.levels import Level
from somat.web import marks, widgets
from somat.web.books.forms import InForm, OutForm
from tests.web.pages import PAGES

WEB = Path(__file__).resolve().parent.parent.parent / "src" / "somat" / "web"
TEMPLATES = WEB / "templates"
SHOWN = pytest.mark.parametrize("name", PAGES)


def html(name: str) -> str:
    template, context = PAGES[name]
    return render_to_string(template, context)


def attributes(name: str, text: str) -> list[str]:
    return re.findall(rf'\s{name}="([^"]*)"', re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL))


def tag(code: str, **context: object) -> str:
    return engines["jinja2"].from_string(code).render(context)


@SHOWN
def test_it_renders_whole(name: str) -> None:
    text = html(name)
    assert text.lstrip().startswith("<!doctype html>") and text.rstrip().endswith("</html>")
    assert not re.search(r"{#|#}|{%|%}|{{|}}", text)


@SHOWN
def test_it_keeps_the_content_policy(name: str) -> None:
    text = html(name)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", text)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)


@SHOWN
def test_every_icon_is_drawn_on_the_page(name: str) -> None:
    text = html(name)
    assert set(re.findall(r'<use href="#i-([^"]+)"', text)) <= set(re.findall(r'<symbol id="i-([^"]+)"', text))


@SHOWN
def test_a_key_and_an_id_stand_once(name: str) -> None:
    text = html(name)
    for attribute in ("data-key", "id"):
        twice = [value for value, n in Counter(attributes(attribute, text)).items() if n > 1]
        assert not twice, attribute


@SHOWN
def test_every_wire_has_an_end(name: str) -> None:
    text = html(name)
    known = set(attributes("id", text))
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        assert {one for value in attributes(attribute, text) for one in value.split()} <= known, attribute
    assert {value[1:] for value in attributes("href", text) if value.startswith("#")} - known - {""} <= {
        f"i-{icon}" for icon in marks.ICONS
    }


@SHOWN
def test_every_form_is_posted_with_a_token(name: str) -> None:
    for method, body in re.findall(r'<form method="(\w+)"(.*?)</form>', html(name), re.DOTALL):
        assert method in ("post", "dialog")
        assert method == "dialog" or "csrfmiddlewaretoken" in body or name in ("500", "offline")


@SHOWN
def test_no_english_reaches_the_screen(name: str) -> None:
    seen = {piece.strip() for piece in re.findall(r">([^<]+)<", html(name))}
    english = {
        entry.msgid for entry in po.read(words.PO.read_text("utf-8")) if entry.msgid and entry.strings != (entry.msgid,)
    }
    assert not seen & english


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.relative_to(TEMPLATES).as_posix()
)
def test_every_template_says_what_it_needs(file: Path) -> None:
    assert file.read_text("utf-8").startswith("{# needs: ")


def test_every_part_is_used() -> None:
    code = "".join(file.read_text("utf-8") for file in [*TEMPLATES.rglob("*.html"), *WEB.rglob("*.py")])
    parts = {f"parts/{file.name}" for file in (TEMPLATES / "parts").iterdir()}
    assert {part for part in parts if f'"{part}"' not in code} == set()


def test_every_script_is_loaded() -> None:
    templates = "".join(file.read_text("utf-8") for file in TEMPLATES.rglob("*.html"))
    loaded = set(re.findall(r"somat/js/([a-z]+\.js)", templates))
    assert loaded == {file.name for file in (WEB / "static" / "somat" / "js").iterdir()}


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(LookupError):
        tag('{{ ui.icon("nowhere") }}')


@pytest.mark.parametrize(
    "code, value, shown",
    [
        ("{{ v|day }}", date(2026, 3, 5), "05/03/2026"),
        ("{{ v|day }}", datetime(2026, 3, 4, 17, 30, tzinfo=UTC), "05/03/2026"),
        ("{{ v|day }}", None, ""),
        ("{{ v|day }}", "05/03/2026", "05/03/2026"),
        ("{{ v|moment }}", datetime(2026, 3, 4, 17, 5, tzinfo=UTC), "00:05 ngày 05/03/2026"),
        ("{{ v|weekday }}", date(2026, 11, 22), "Chủ Nhật, 22/11/2026"),
        ("{{ v|thousands }}", 148212, "148.212"),
        ("{{ v|thousands }}", 0, "0"),
        ("{{ v|no }}", 1, "01"),
        ("{{ v|no }}", 143, "143"),
        ("{{ v|initials }}", "Đặng Văn Hòa", "Đ. V. Hòa"),
        ("{{ v|initials }}", "Đ. V. Hòa", "Đ. V. Hòa"),
        ("{{ v|initials }}", "Lê Mai", "Lê Mai"),
        ("{{ ui.level(v) }}", Level.TOI_MAT, '<span class="lvl toi">Tối mật</span>'),
        ("{{ ui.level(v) }}", "tuyet_mat", '<span class="lvl tuyet">Tuyệt mật</span>'),
        ("{{ ui.level(v) }}", "1", '<span class="lvl mat">Mật</span>'),
        ("{{ ui.level(v) }}", None, ""),
        ("{{ ui.cell(v) }}", "<b>", "&lt;b&gt;"),
        ("{{ ui.kbd(v) }}", "Ctrl+Enter", " <kbd>Ctrl</kbd> <kbd>Enter</kbd>"),
    ],
)
def test_marks(code: str, value: object, shown: str) -> None:
    assert tag(code, v=value) == shown


def test_a_corrected_value_keeps_the_old_one_readable() -> None:
    shown = tag("{{ ui.cell(3, was) }}", was=2)
    assert re.sub(r"<span.*?</span>", "", shown) == "<del>2</del> <ins>3</ins>"


@pytest.mark.parametrize("level, width", [(Level.MAT, 20), (Level.TOI_MAT, 30), (Level.TUYET_MAT, 40)])
def test_a_stamp_is_drawn_at_its_true_size(level: Level, width: int) -> None:
    drawn = tag("{{ ui.stamp(v) }}", v=level)
    assert f'width="{width}mm" height="8mm"' in drawn and level.title.upper() in drawn


def test_two_forms_have_two_keys() -> None:
    one, other = attributes("value", tag("<p>{{ ui.once() }}{{ ui.once() }}</p>"))
    assert one != other


def test_a_tuyet_mat_line_shows_no_abstract() -> None:
    text = html("book-out")
    row = re.search(r"<tr id=[^>]*>(?:(?!</tr>).)*lvl tuyet.*?</tr>", text, re.DOTALL)
    assert row and "Không ghi trích yếu" in row[0]


def test_recipients_come_back_as_rows() -> None:
    data = QueryDict(
        "to=C%C3%B4ng+an+t%E1%BB%89nh&to_copies=1&to=+&to_copies=&to=S%E1%BB%9F+N%E1%BB%99i+v%E1%BB%A5&to_copies=+2"
    )
    rows = widgets.PickRows("/goi-y/").value_from_datadict(data, {}, "to")
    assert rows == [{"text": "Công an tỉnh", "copies": "1"}, {"text": "Sở Nội vụ", "copies": "2"}]


@pytest.mark.parametrize("name, form", [("new-out", OutForm), ("new-in", InForm)])
def test_every_field_of_a_form_has_its_place(name: str, form: type[Form]) -> None:
    template, context = PAGES[name]
    text = render_to_string(template, {**context, "form": form()})
    assert {field for field in form.base_fields if f'name="{field}"' not in text} == set()
