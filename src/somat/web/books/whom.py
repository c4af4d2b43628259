"""Whom a typed name means: the person picked for it, or the only one who bears it. Between namesakes nobody guesses."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any
from unicodedata import normalize
from uuid import UUID

from django import forms

from somat.audit.moment import today
from somat.law.access import Actor
from somat.people import queries as people
from somat.web.books.forms import Fields
from somat.web.widgets import PersonField, PickedRows, UnitField

Bearers = dict[str, list[Any]]


def settled(form: forms.Form, *, by: Actor) -> bool:
    """Put beside each name of a valid form whose it is: `<field>_person`, and `person` in each row; None for a stranger.

    False where a name is left open or unknown: its field then says why, and offers the namesakes as a plain choice.
    """
    names = [name for name, field in form.fields.items() if isinstance(field, PersonField)]
    lists = [name for name, field in form.fields.items() if isinstance(field, PickedRows)]
    typed = {form.cleaned_data[name].text for name in names}
    typed |= {row["text"] for name in lists for row in form.cleaned_data[name]}
    wanted = {normalize("NFC", text) for text in typed if text}
    bearers = people.called(wanted, by=by, on=today()) if wanted else {}
    for name in names:
        one_name(form, name, bearers)
    for name in lists:
        rows(form, name, bearers)
    for name, field in form.fields.items():
        if isinstance(field, UnitField):
            one_unit(form, name, by=by)
    return not form.errors


def meant(text: str, picked: Any, bearers: Bearers) -> tuple[UUID | None, Sequence[Any]]:
    """Who is meant by a name, and the namesakes left to choose between; what was picked for another name does not count."""
    found = bearers.get(normalize("NFC", text), [])
    own = [person for person in found if str(person.uuid) == str(picked)]
    if own or len(found) == 1:
        return (own or found)[0].uuid, ()
    return None, found


def one_name(form: forms.Form, name: str, bearers: Bearers) -> None:
    given = form.cleaned_data[name]
    person, namesakes = meant(given.text, given.person, bearers)
    form.cleaned_data[name], form.cleaned_data[f"{name}_person"] = given.text, person
    field: Any = form.fields[name]
    if namesakes:
        own_field(form, name).widget.offered = choices(namesakes)
        form.add_error(name, says(given.text, namesakes))
    elif person is None and given.text and field.known:
        blank = "" if field.required else ", hoặc để trống"
        form.add_error(name, f"Cơ quan không có ai tên “{given.text}”. Chọn người trong danh sách gợi ý{blank}.")


def rows(form: forms.Form, name: str, bearers: Bearers) -> None:
    """A row that names nobody of ours is a body: its text is all there is."""
    settled_rows, offered = [], {}
    for row in form.cleaned_data[name]:
        person, namesakes = meant(row["text"], row.get("person"), bearers)
        settled_rows.append({**row, "person": person})
        if namesakes:
            offered[row["text"]] = namesakes
    form.cleaned_data[name] = settled_rows
    if offered:
        own_field(form, name).widget.offered = {text: choices(found) for text, found in offered.items()}
        form.add_error(name, [says(text, found) for text, found in offered.items()])


def one_unit(form: forms.Form, name: str, *, by: Actor) -> None:
    """One of our units; where none has been entered yet there is nothing to compare with."""
    text = normalize("NFC", form.cleaned_data[name])
    known = {unit.name for unit in people.units(by=by, on=today())}
    if text and known and text not in known:
        form.add_error(name, f"Cơ quan không có đơn vị “{text}”. Chọn đơn vị trong danh sách gợi ý.")


def choices(namesakes: Sequence[Any]) -> list[tuple[str, str]]:
    return [(str(person.uuid), people.place(person) or person.name) for person in namesakes]


def says(text: str, namesakes: Sequence[Any]) -> str:
    known = "; ".join(place for _, place in choices(namesakes))
    return f"Có {len(namesakes)} người tên {text}: {known}. Chọn đúng người rồi gửi lại."


def own_field(form: forms.Form, name: str) -> Any:
    """The field of this form alone: a steady form shares its fields with every other."""
    if isinstance(form.base_fields, Fields):
        form.fields[name] = deepcopy(form.fields[name])
    return form.fields[name]
