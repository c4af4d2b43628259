"""Walls over the pages: what the browser would refuse (CSP), what would leave the machine, what would let a text act as code."""

from __future__ import annotations

import re
from pathlib import Path

COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
RULES = {
    "unescaped": re.compile(r"\|\s*safe\b|{%-?\s*autoescape\s+(?:off|false)|\bmark_safe\b|\|\s*safeseq\b"),
    "inline style": re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc\s*=)|<[^>]*\son\w+\s*=|javascript:", re.IGNORECASE),
    "from outside": re.compile(r"""(?:src|href|action|url\(|@import)\s*[=(]?\s*["']?(?:https?:)?//""", re.IGNORECASE),
    "form that sends words in the address": re.compile(
        r"<form\b(?![^>]*\bmethod\s*=\s*[\"']?(?:post|dialog))[^>]*>", re.IGNORECASE
    ),
}


def complaints(source: Path) -> list[str]:
    """Each line of a template, script or stylesheet under `source` that a rule forbids."""
    found = []
    for file in sorted(
        path for path in (source / "somat").rglob("*") if path.suffix in {".html", ".css", ".js", ".svg"}
    ):
        text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), file.read_text("utf-8"))
        for what, rule in RULES.items():
            for match in rule.finditer(text):
                line = text[: match.start()].count("\n") + 1
                found.append(f"{file.relative_to(source / 'somat').as_posix()}:{line}: {what}")
    return found


def unkept(page: str) -> list[str]:
    """The forms of a page that act, have more than one field to fill, and would be lost at the idle limit.

    A form is kept by the script of the page's frame; it is not where the frame does not say where, or the form forbids it.
    """
    wrong = []
    keeps = re.search(r'<body\b[^>]*\sdata-keep="/[^"]+"', page) and "js/draft.js" in page
    for form in FORM.findall(page):
        names = {name for tag, name in FIELD.findall(form) if not UNTYPED.search(tag)}
        if 'name="once"' not in form or 'type="password"' in form or len(names) < FEWEST:
            continue
        if not keeps or "data-unkept" in form.partition(">")[0]:
            wrong.append(f"not kept: {', '.join(sorted(names))}")
    return wrong


FEWEST = 2
FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>.*?</form>', re.DOTALL)
FIELD = re.compile(r'(<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"[^>]*>)')
UNTYPED = re.compile(r'type="(?:hidden|submit|button)"')
