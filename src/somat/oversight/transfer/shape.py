"""Which tables a site has, with the kind of every column, in the order in which they are copied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from somat.audit.part import Part
from somat.audit.rows import kind

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
KINDS = re.compile(r"[udmboit]+")


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its key, its columns, and the kind of each as `somat.audit.part` writes it."""

    table: str
    key: str
    columns: tuple[str, ...]
    kinds: str

    @property
    def part(self) -> Part:
        return Part(self.table, self.key, self.columns, self.kinds)

    def facts(self) -> dict[str, Any]:
        return {"table": self.table, "key": self.key, "columns": list(self.columns), "kinds": self.kinds}


def shapes() -> list[Shape]:
    """Every table of the rooms, by name."""
    models = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("somat.")]
    return sorted((_shape(model) for model in models), key=lambda each: each.table)


def _shape(model: Any) -> Shape:
    fields = model._meta.concrete_fields
    columns = tuple(str(field.column) for field in fields)
    return Shape(model._meta.db_table, str(model._meta.pk.column), columns, "".join(kind(field) for field in fields))


def shape_of(facts: Mapping[str, Any]) -> Shape:
    """A shape read from a manifest. Raises ValueError for names that could be anything but names."""
    table, key, columns, kinds = facts["table"], facts["key"], tuple(facts["columns"]), facts["kinds"]
    names = (table, key, *columns)
    if not all(isinstance(name, str) and NAME.fullmatch(name) for name in names) or not KINDS.fullmatch(kinds):
        raise ValueError("names")
    if key not in columns or len(kinds) != len(columns) or len(set(columns)) != len(columns):
        raise ValueError("columns")
    return Shape(table, key, columns, kinds)
