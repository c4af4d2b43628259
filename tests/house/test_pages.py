"""The pages' walls stand, and each falls when it is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import pages

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"


def test_the_pages_keep_inside_the_walls() -> None:
    assert pages.complaints(SOURCE) == []


@pytest.mark.parametrize(
    "what, text",
    [
        ("unescaped", "<p>{{ words|safe }}</p>"),
        ("unescaped", "{% autoescape off %}{{ words }}{% endautoescape %}"),
        ("unescaped", "{% autoescape false %}{{ words }}{% endautoescape %}"),
        ("inline style", '<p class="a" style="color: red">'),
        ("inline script", "<script>go()</script>"),
        ("inline script", '<button type="button" onclick="go()">'),
        ("from outside", '<script src="//example.org/a.js"></script>'),
        ("from outside", "<style></style><i>a{background:url(https://example.org/a.png)}</i>"),
        ("form that sends words in the address", '<form action="/search">'),
    ],
)
def test_a_planted_line_is_found(tmp_path: Path, what: str, text: str) -> None:
    file = tmp_path / "somat" / "web" / "planted.html"
    file.parent.mkdir(parents=True)
    file.write_text(f"<p>good</p>\n{text}\n", "utf-8")
    assert f"web/planted.html:2: {what}" in pages.complaints(tmp_path)


def test_a_good_page_passes(tmp_path: Path) -> None:
    file = tmp_path / "somat" / "good.html"
    file.parent.mkdir(parents=True)
    file.write_text(
        '<script src="/static/a.js" defer></script>{# style="x" #}<form method="post" action="/a/"></form>', "utf-8"
    )
    assert pages.complaints(tmp_path) == []


BODY = '<body class="" data-keep="/nhap/"><script src="/static/somat/js/draft.js"></script>'
ONCE = '<input type="hidden" name="once" value="1">'
TWO = '<input type="text" name="reason"><select name="leader"></select>'


@pytest.mark.parametrize(
    "body, form, lost",
    [
        (BODY, f'<form method="post">{ONCE}{TWO}</form>', []),
        (BODY, f'<form method="post" data-unkept>{ONCE}{TWO}</form>', ["not kept: leader, reason"]),
        ("<body>", f'<form method="post">{ONCE}{TWO}</form>', ["not kept: leader, reason"]),
        (BODY.replace("draft.js", "other.js"), f'<form method="post">{ONCE}{TWO}</form>', ["not kept: leader, reason"]),
        (BODY.replace("/nhap/", ""), f'<form method="post">{ONCE}{TWO}</form>', ["not kept: leader, reason"]),
        ("<body>", f'<form method="post">{ONCE}<input name="share"></form>', []),
        ("<body>", f'<form method="post">{TWO}</form>', []),  # it finds, it does nothing
        ("<body>", f'<form method="post">{ONCE}{TWO}<input type="password" name="p"></form>', []),
    ],
)
def test_a_form_that_would_be_lost_at_the_idle_limit_is_named(body: str, form: str, lost: list[str]) -> None:
    assert pages.unkept(body + form) == lost
