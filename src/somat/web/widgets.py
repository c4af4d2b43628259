"""Input fields of the house: days, levels, type-ahead, recipients, search and scanner fields; all are plain inputs without script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, NotRequired, TypedDict

from django import forms
from django.forms.utils import flatatt
from django.utils.datastructures import MultiValueDict
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from somat.web import marks


class DayInput(forms.DateInput):
    """A day typed as 05/03/2026; the server takes freer forms too."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        plain = {"inputmode": "numeric", "autocomplete": "off", "class": "day", "maxlength": "20"}
        super().__init__(attrs={**plain, **(attrs or {})}, format="%d/%m/%Y")


class _Levels:
    """Gives each option its level, so that parts/choices.html shows the badge."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return {**option, "level": str(value)}


class LevelRadio(_Levels, forms.RadioSelect):
    """One level. `data-levels` lets a page lock the abstract when Tuyệt mật is chosen."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Sequence[Any] = ()) -> None:
        super().__init__({"data-levels": "", **(attrs or {})}, choices)


class LevelBoxes(_Levels, forms.CheckboxSelectMultiple):
    """Any of the levels, in a filter."""


class FindInput(forms.TextInput):
    """The search field of a page: F4 goes here."""

    input_type = "search"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-key": "F4", "autocomplete": "off", "spellcheck": "false", **(attrs or {})})


class ScanInput(forms.TextInput):
    """A field for a barcode scanner: its Enter moves to the next field and never sends."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-scan": "next", "autocomplete": "off", "spellcheck": "false", **(attrs or {})})


class Choice(forms.Select):
    """A plain choice of one: the same bytes as Django's own, without a template for each of some hundred options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        options = SafeString("\n".join([option(key, label, chosen) for key, label in self.choices]))
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>\n{}\n</select>', name, attributes, options)


def option(key: Any, label: Any, chosen: Sequence[str]) -> str:
    """One line of a choice; a hundred of them stand on a page, so this is plain text put together."""
    selected = " selected" if str(key) in chosen else ""
    return f'  <option value="{conditional_escape(key)}"{selected}>{conditional_escape(label)}</option>\n'


class Pick(forms.TextInput):
    """Type-ahead over what `url` answers; the text stays free, the server decides what it means."""

    def __init__(self, url: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-pick": url, "autocomplete": "off", "spellcheck": "false", **(attrs or {})})


class Named(NamedTuple):
    """A name as typed, and the uuid of whoever was picked for it; "" where nobody was."""

    text: str
    person: str = ""


Choices = Sequence[tuple[str, str]]  # uuid and what tells a person from his namesakes
WHICH = "Chọn đúng người"


def who(name: str, person: str, *, own: str, offered: Choices = ()) -> SafeString:
    """What goes along with a name: hidden, or a plain choice between namesakes where `offered` has them."""
    if not offered:
        return format_html('<input type="hidden" name="{}_person" value="{}">', name, person)
    return marks.part("parts/namesakes.html", label=WHICH, name=name, person=person, own=own, offered=offered)


class PersonPick(Pick):
    """Type-ahead on our own people. The uuid picked goes beside the text; it counts only while the text is that person's name."""

    offered: Choices = ()

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Named:
        return Named(str(data.get(name) or ""), str(data.get(f"{name}_person") or ""))

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        given = value if isinstance(value, Named) else Named(str(value or ""))
        wired = {**(attrs or {}), "data-pick-person": f"{name}_person"}
        own = wired.get("id", f"id_{name}")
        control = super().render(name, given.text, wired, renderer)
        return SafeString(control + who(name, given.person, own=own, offered=self.offered))


class PersonField(forms.CharField):
    """The name of a person; cleaned to `Named`. With `known`, it must be one of our own people (`whom.settled`)."""

    def __init__(self, *, known: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=120, widget=PersonPick("/goi-y/nguoi/"), **kwargs)
        self.known = known

    def clean(self, value: Any) -> Any:
        given = value if isinstance(value, Named) else Named(str(value or ""))
        return Named(super().clean(given.text), given.person)


class UnitField(forms.CharField):
    """The name of one of our own units (`whom.settled`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, widget=Pick("/goi-y/don-vi/"), **kwargs)


COUNT = re.compile(r"(?:0*[1-9][0-9]{0,3})?", re.ASCII)  # copies for one recipient; nothing is one


class Place(TypedDict):
    """One row of `PickRows`: the text as typed, how many copies it gets (as typed; a number once cleaned), the uuid picked if any."""

    text: str
    copies: int | str
    person: NotRequired[Any]


class PickRows(forms.Widget):
    """Recipients, one row each, with how many copies it gets. Without script: blank rows to fill, an emptied row is left out."""

    BLANKS = 3
    offered: Mapping[str, Choices] = {}  # by name, where namesakes are to be chosen between
    use_fieldset = True

    def __init__(self, url: str, *, counted: bool = True) -> None:
        super().__init__()
        self.url, self.counted = url, counted

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> list[Place]:
        texts, blanks = _many(data, name), [""] * len(_many(data, name))
        copies, persons = _many(data, f"{name}_copies") + blanks, _many(data, f"{name}_person") + blanks
        rows = [row for row in zip(texts, copies, persons, strict=False) if row[0].strip()]
        return [placed(text.strip(), count.strip(), person.strip()) for text, count, person in rows]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        rows: list[Place] = [*(value or []), *[Place(text="", copies="")] * self.BLANKS]
        own = (attrs or {}).get("id", f"id_{name}")
        whose = [
            who(name, str(row.get("person") or ""), own=f"{own}_{at}", offered=self.offered.get(row["text"], ()))
            for at, row in enumerate(rows)
        ]
        facts = {"name": name, "rows": rows, "whose": whose, "own": own, "url": self.url, "counted": self.counted}
        return marks.part("parts/pick_rows.html", **facts)


def placed(text: str, copies: str, person: str) -> Place:
    return Place(text=text, copies=copies, person=person) if person else Place(text=text, copies=copies)


def _many(data: Mapping[str, Any], name: str) -> list[str]:
    if isinstance(data, MultiValueDict):
        return [str(text) for text in data.getlist(name)]
    found = data.get(name, [])
    return [str(text) for text in (found if isinstance(found, list | tuple) else [found])]


class PickedRows(forms.Field):
    """Rows of `PickRows`; cleaned to a list of `Place`, one copy where nothing else is said. The domain judges names and sums.

    `counted`: whether copies are asked for.
    """

    def __init__(self, *, url: str, counted: bool = True, **kwargs: Any) -> None:
        super().__init__(widget=PickRows(url, counted=counted), **kwargs)

    def clean(self, value: Any) -> Any:
        rows = super().clean(value) or []
        wrong = [row["text"] for row in rows if not COUNT.fullmatch(str(row["copies"]))]
        if wrong:
            raise forms.ValidationError([f"{text}: ghi số bản từ 1 đến 9999." for text in wrong])
        return [{**row, "copies": int(row["copies"] or 1)} for row in rows]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != list(data or [])
