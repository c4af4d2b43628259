"""Every address of the site, with a path one can ask for: what the walls of the door are tried on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

NOTHING = str(UUID(int=1))  # the address of no thing at all
SAMPLES = {"int": "1", "uuid": NOTHING, "slug": "x", "str": "out", "path": "x"}
PART = re.compile(r"<(?:(\w+):)?(\w+)>")


def routes(
    things: Mapping[str, object] | None = None, top: URLResolver | None = None, before: str = "/", desk: str = ""
) -> Iterator[tuple[str, str]]:
    """(desk:name, path) of each address; a named part is filled with the thing of its name, or with one that is not there."""
    known = things or {}
    for pattern in (top or get_resolver()).url_patterns:
        path = before + PART.sub(
            lambda match: str(known.get(match[2], SAMPLES[match[1] or "str"])), str(pattern.pattern)
        )
        if isinstance(pattern, URLResolver):
            yield from routes(known, pattern, path, f"{pattern.app_name}:" if pattern.app_name else desk)
        elif isinstance(pattern, URLPattern):
            yield desk + (pattern.name or "-"), path


def gaps(names: set[str], table: Mapping[str, object]) -> list[str]:
    """The addresses without a row in the access table, and the rows without an address."""
    missing = [f"no row: {name}" for name in sorted(names - table.keys())]
    return missing + [f"no address: {name}" for name in sorted(table.keys() - names)]
