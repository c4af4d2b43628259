"""Every address of the site, with a path one can ask for: what the walls of the door are tried on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {"int": "1", "uuid": str(UUID(int=1)), "slug": "x", "str": "x", "path": "x"}
PART = re.compile(r"<(?:(\w+):)?\w+>")


def routes(top: URLResolver | None = None, before: str = "/", desk: str = "") -> Iterator[tuple[str, str]]:
    """(desk:name, path) of each address; a named part is filled with a value of its kind, for a thing that does not exist."""
    for pattern in (top or get_resolver()).url_patterns:
        path = before + PART.sub(lambda match: SAMPLES.get(match[1] or "str", "x"), str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, path, f"{pattern.app_name}:" if pattern.app_name else desk)
        elif isinstance(pattern, URLPattern):
            yield desk + (pattern.name or "-"), path


def gaps(names: set[str], table: dict[str, object]) -> list[str]:
    """The addresses without a row in the access table, and the rows without an address."""
    missing = [f"no row: {name}" for name in sorted(names - table.keys())]
    return missing + [f"no address: {name}" for name in sorted(table.keys() - names)]
