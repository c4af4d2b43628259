"""Instances of models without Django's constructor, which asks at each row what is true of no model of ours.

No model here has a constructor, a manager or a listener of its own (walls of the house), so that an instance is its columns
and its state and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models.base import ModelState

if TYPE_CHECKING:
    from django.db.models import Model

Made = TypeVar("Made", bound="Model")


def as_read(model: type[Made], names: Sequence[str], values: Sequence[Any], *, alias: str) -> Made:
    """An instance with all its columns as the database holds them: what `from_db` makes."""
    row = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, alias
    row.__dict__.update(zip(names, values, strict=True), _state=state)
    return row


def new(model: type[Made], **values: Any) -> Made:
    """A row to be written, by the names of its columns (`book_id`, never `book`); the others get their defaults.

    Raises TypeError for a name that is no column.
    """
    fixed, called = _defaults(model)
    row = model.__new__(model)
    held = row.__dict__
    held.update(fixed, **values)
    for name, make in called:
        if name not in values:
            held[name] = make()
    if len(held) != len(fixed) + len(called):
        raise TypeError(
            f"{model.__name__} has no {sorted(values.keys() - fixed.keys() - {name for name, _ in called})}"
        )
    held["_state"] = ModelState()
    return row


@cache
def _defaults(model: type[Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The columns whose default is one value for all rows, and those whose default is made anew for each."""
    fixed: dict[str, Any] = {}
    called: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.concrete_fields:
        if field.has_default() and callable(field.default):
            called.append((field.attname, field.get_default))
        else:
            fixed[field.attname] = field.get_default()
    return fixed, called
