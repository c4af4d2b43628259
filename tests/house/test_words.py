"""Every English msgid has its Vietnamese, and the checker of that can fail."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest
from scripts import po, words

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Hello %(name)s"
msgstr "Chào %(name)s"

msgctxt "verb"
msgid "Issue"
msgstr "Phát "
"hành"

msgid "%(n)s copy"
msgid_plural "%(n)s copies"
msgstr[0] "%(n)s bản"
"""
ASKED = {("", "Hello %(name)s"): "a.py:1", ("verb", "Issue"): "b.html", ("", "%(n)s copy"): "c.html"}


def test_the_screens_have_every_word() -> None:
    assert words.complaints(po.read(words.PO.read_text("utf-8")), words.used(words.SOURCE)) == []


def test_a_complete_catalogue_passes() -> None:
    assert words.complaints(po.read(PO), ASKED) == []


@pytest.mark.parametrize(
    "text, asked, complaint",
    [
        (PO, ASKED | {("", "Bye"): "d.html"}, "d.html: no Vietnamese: 'Bye'"),
        (PO + '\nmsgid "Bye"\nmsgstr ""\n', ASKED | {("", "Bye"): "d"}, "empty or fuzzy: 'Bye'"),
        (PO + '\n#, fuzzy\nmsgid "Bye"\nmsgstr "Chào"\n', ASKED | {("", "Bye"): "d"}, "empty or fuzzy: 'Bye'"),
        (PO + '\nmsgid "Bye"\nmsgstr "Chào"\n', ASKED, "nothing asks for 'Bye'"),
        (PO.replace("Chào %(name)s", "Chào %(nam)s"), ASKED, "a placeholder that the msgid has not"),
        (PO + '\nmsgid "Hello %(name)s"\nmsgstr "Chào"\n', ASKED, "twice"),
    ],
)
def test_a_fault_is_named(text: str, asked: dict[po.Key, str], complaint: str) -> None:
    assert any(complaint in line for line in words.complaints(po.read(text), asked))


def test_django_reads_what_is_compiled() -> None:
    read = gettext.GNUTranslations(io.BytesIO(po.write_mo(po.read(PO))))
    assert read.gettext("Hello %(name)s") == "Chào %(name)s"
    assert read.pgettext("verb", "Issue") == "Phát hành"
    assert read.ngettext("%(n)s copy", "%(n)s copies", 3) == "%(n)s bản"


def test_it_finds_msgids_in_code_and_templates(tmp_path: Path) -> None:
    desk = tmp_path / "web" / "templates" / "desk"
    desk.mkdir(parents=True)
    (desk / "page.html").write_text(
        '{{ _("One") }}{{ x|default(_("Two")) }}{% trans trimmed a=b %}\n Three {{ a }}\n'
        "{% endtrans %}{% trans n=n %}{{ n }} copy{% pluralize n %}{{ n }} copies{% endtrans %}"
        '{{ pgettext("month", "May") }}'
    )
    (tmp_path / "code.py").write_text('gettext("Five" " six")\n_("Seven")\npgettext("verb", "Issue")\ngettext(name)\n')
    found = {("", "One"), ("", "Two"), ("", "Three %(a)s"), ("", "%(n)s copy"), ("month", "May")}
    assert words.used(tmp_path).keys() == found | {("", "Five six"), ("", "Seven"), ("verb", "Issue")}
