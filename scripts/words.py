"""English msgids and their Vietnamese: is every one translated? Also writes the .mo that Django reads, without gettext.

`words.py` checks and compiles · `words.py compile` only compiles · `words.py add` appends what is missing, empty, for a translator.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment

from scripts import po
from scripts.po import Entry, Key

SOURCE = Path(__file__).resolve().parent.parent / "src" / "somat"
PO = SOURCE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
CALLS = {  # function → positions of context, msgid, plural
    "_": (None, 0, None), "gettext": (None, 0, None), "gettext_lazy": (None, 0, None), "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1), "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None), "pgettext_lazy": (0, 1, None), "npgettext": (0, 1, 2), "npgettext_lazy": (0, 1, 2),
}  # fmt: skip
ENGINE: Any = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])  # finds msgids, renders nothing
FIELD = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")


def used(source: Path) -> dict[Key, str]:
    """Every msgid that code and templates under `source` ask for, with one place that does."""
    found: dict[Key, str] = {}
    for file in sorted(source.rglob("*.py")):
        for key, line in in_code(file.read_text("utf-8")):
            found.setdefault(key, f"{file.relative_to(source)}:{line}")
    for file in sorted([*source.rglob("templates/**/*.html"), *source.rglob("templates/**/*.txt")]):
        for key in in_template(file.read_text("utf-8")):
            found.setdefault(key, str(file.relative_to(source)))
    return found


def in_code(text: str) -> Iterator[tuple[Key, int]]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in CALLS:
            words = [
                arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in node.args
            ]
            if key := _key(name, words):
                yield key, node.lineno


def in_template(text: str) -> Iterator[Key]:
    for _, name, words in ENGINE.extract_translations(text):
        if key := _key(name, [words] if isinstance(words, str) else list(words)):
            yield key


def _key(name: str, words: list[str | None]) -> Key | None:
    context, msgid, _ = CALLS[name]
    text = words[msgid] if len(words) > msgid else None
    return None if text is None else ((words[context] or "") if context is not None else "", text)


def complaints(entries: list[Entry], asked: dict[Key, str]) -> list[str]:
    """One line for each msgid without a good Vietnamese, and each translation that nothing asks for."""
    wrong: list[str] = []
    known: dict[Key, Entry] = {}
    for entry in entries:
        if entry.key in known:
            wrong.append(f"{PO.name}:{entry.line}: twice: {entry.msgid!r}")
        known[entry.key] = entry
    for key, place in sorted(asked.items()):
        if key not in known:
            wrong.append(f"{place}: no Vietnamese: {key[1]!r}")
    for key, entry in known.items():
        if key == ("", ""):
            continue
        if not entry.strings or not all(entry.strings) or entry.fuzzy:
            wrong.append(f"{PO.name}:{entry.line}: empty or fuzzy: {entry.msgid!r}")
        elif any(_fields(text) - _fields(entry.msgid + entry.plural) for text in entry.strings):
            wrong.append(f"{PO.name}:{entry.line}: a placeholder that the msgid has not: {entry.msgid!r}")
        if key not in asked:
            wrong.append(f"{PO.name}:{entry.line}: nothing asks for {entry.msgid!r}")
    return wrong


def _fields(text: str) -> set[str]:
    return {match[0] for match in FIELD.finditer(text.replace("%%", ""))}


def compile_all() -> None:
    """Write the .mo beside the .po, when the .po is newer; another process never sees half a file."""
    target = PO.with_suffix(".mo")
    if not PO.exists() or (target.exists() and target.stat().st_mtime > PO.stat().st_mtime):
        return
    draft = target.with_suffix(".mo.new")
    draft.write_bytes(po.write_mo(po.read(PO.read_text("utf-8"))))
    draft.replace(target)


def add(entries: list[Entry], asked: dict[Key, str]) -> None:
    known = {entry.key for entry in entries}
    with PO.open("a", encoding="utf-8") as out:
        for (context, msgid), place in asked.items():
            if (context, msgid) not in known:
                head = f"msgctxt {_quoted(context)}\n" if context else ""
                out.write(f'\n#: {place}\n{head}msgid {_quoted(msgid)}\nmsgstr ""\n')


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def main(words: list[str]) -> int:
    compile_all()
    if words == ["compile"]:
        return 0
    entries, asked = po.read(PO.read_text("utf-8")), used(SOURCE)
    if words == ["add"]:
        add(entries, asked)
        return 0
    wrong = complaints(entries, asked)
    for line in wrong:
        print(line)
    print(f"words: {len(asked)} asked for, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
