"""Input fields of the house: days, levels, type-ahead, recipients, search and scanner fields; all are plain inputs without script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

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


class Place(TypedDict):
    """One row of `PickRows`: the text as typed, the number of the copy ("" when left open)."""

    text: str
    copy: str


class PickRows(forms.Widget):
    """Recipients, one row each, with the number of the copy. Without script: blank rows to fill, an emptied row is left out."""

    BLANKS = 3
    use_fieldset = True

    def __init__(self, url: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.url = url

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> list[Place]:
        texts, copies = _many(data, name), _many(data, f"{name}_copy")
        rows = zip(texts, copies + [""] * len(texts), strict=False)
        return [Place(text=text.strip(), copy=copy.strip()) for text, copy in rows if text.strip()]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        rows: list[Place] = [*(value or []), *[Place(text="", copy="")] * self.BLANKS]
        own = (attrs or {}).get("id", f"id_{name}")
        return marks.part("parts/pick_rows.html", name=name, rows=rows, own=own, url=self.url)


def _many(data: Mapping[str, Any], name: str) -> list[str]:
    if isinstance(data, MultiValueDict):
        return [str(text) for text in data.getlist(name)]
    found = data.get(name, [])
    return [str(text) for text in (found if isinstance(found, list | tuple) else [found])]


class PickedRows(forms.Field):
    """Rows of `PickRows`; cleaned to a list of `Place`. The domain judges names, numbers and counts."""

    def __init__(self, *, url: str, **kwargs: Any) -> None:
        super().__init__(widget=PickRows(url), **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != list(data or [])
