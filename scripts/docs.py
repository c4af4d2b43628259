"""Writes the pages of docs/ that are tables of the code: the law's rows, and the verbs of the journal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
VERBS_HEAD = """# What the journal can say

Generated from each room's `verbs.py` by `make docs`; a test keeps it true. *Duty* is what the actor must hold (`law/values/roles.toml`
says who holds it); "–" is open to any live session. *Eyes* 2 means that another officer must have proposed it.

| Verb | Says | Duty | Eyes |
| --- | --- | --- | --- |
"""


def law_page() -> str:
    from somat.law.table import law_table

    return law_table()


def verbs_page() -> str:
    from somat.audit.verbs import VERBS

    rows = []
    for verb in sorted(VERBS.values(), key=lambda verb: verb.code):
        duty = f"`{verb.duty.value}`" if verb.duty else "–"
        rows.append(f"| `{verb.code}` | {verb.says} | {duty} | {verb.eyes} |\n")
    return VERBS_HEAD + "".join(rows)


PAGES: dict[str, Callable[[], str]] = {"law-table.md": law_page, "verbs.md": verbs_page}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "somat.project.settings")
    import django

    django.setup()
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), "utf-8")
        print(f"docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
