"""The law as dated data: `dated("numbering.first-number").on(day)` is the row in force on that day."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from somat.law.row import Row
from somat.law.rows import BadLaw, Subject, read_folder

T = TypeVar("T")
VALUES = Path(__file__).parent / "values"


class NoLawInForce(LookupError):
    """No row binds on that day: silence is never a default."""

    def __init__(self, key: str, day: date) -> None:
        super().__init__(key, day)
        self.key, self.day = key, day

    def __str__(self) -> str:
        return f"Không có quy định “{self.key}” có hiệu lực ngày {self.day:%d/%m/%Y}."


class Layers:
    """The shipped subjects and, above them, those of an agency whose hash has been accepted."""

    def __init__(self, shipped: dict[str, Subject]) -> None:
        self.shipped = shipped
        self.own: dict[str, Subject] = {}

    def rows(self, key: str) -> tuple[Row[Any], ...]:
        """Rows of a key, the agency's first: on the days that they cover, they stand before the shipped ones."""
        subject, _, name = key.partition(".")
        found = [layer[subject].keys.get(name, ()) for layer in (self.own, self.shipped) if subject in layer]
        return tuple(row for rows in found for row in rows)

    def all(self) -> Iterator[Row[Any]]:
        for layer in (self.own, self.shipped):
            for subject in layer.values():
                for rows in subject.keys.values():
                    yield from rows


LAYERS = Layers(read_folder(VALUES))


class Dated(Generic[T]):
    """One value of the law through time."""

    def __init__(self, key: str) -> None:
        self.key = key

    def on(self, day: date) -> Row[T]:
        """The row in force on `day`. Raises NoLawInForce where there is none."""
        for row in LAYERS.rows(self.key):
            if row.covers(day):
                return row
        raise NoLawInForce(self.key, day)

    @property
    def latest(self) -> Row[T]:
        """The row with the latest first day: for words that no regime has changed."""
        return max(LAYERS.rows(self.key), key=lambda row: row.from_)


@overload
def dated(key: str) -> Dated[Any]: ...
@overload
def dated(key: str, kind: Callable[..., T]) -> Dated[T]: ...
def dated(key: str, kind: Callable[..., Any] | None = None) -> Dated[Any]:
    """The dated value of "subject.key"; `kind` is the type of its values. Raises BadLaw at import if it is missing."""
    rows = LAYERS.rows(key)
    if not rows:
        raise BadLaw(f"Thiếu quy định “{key}” trong tệp {key.partition('.')[0]}.toml.")
    wrong = [row for row in rows if kind is not None and type(row.value) is not kind]
    if wrong:
        raise BadLaw(f"Quy định “{key}” có giá trị sai kiểu từ ngày {wrong[0].from_:%d/%m/%Y}.")
    return Dated(key)


def rows_on(subject: str, day: date) -> tuple[Row[Any], ...]:
    """Every row of a subject in force on `day`, keys in the order of the files; an empty tuple if none is."""
    names = {name: None for layer in (LAYERS.shipped, LAYERS.own) if subject in layer for name in layer[subject].keys}
    keys = [f"{subject}.{name}" for name in names]
    found = (next((row for row in LAYERS.rows(key) if row.covers(day)), None) for key in keys)
    return tuple(row for row in found if row is not None)


def all_rows() -> tuple[Row[Any], ...]:
    """Every row, for the page "Căn cứ pháp lý": by group, key and first day."""
    return tuple(sorted(LAYERS.all(), key=lambda row: (row.group, row.key, row.from_)))
