"""Envelopes of secret papers (26/2020/NĐ-CP Art. 4) and the same as labels: what may stand on each, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from somat.law.levels import Level
from somat.reporting.board import Item, mark, sheet, text
from somat.reporting.ledger import BadPrint
from somat.reporting.measures import measures
from somat.reporting.stamps import Size, Stamp, level_stamp, resized, stamp
from somat.reporting.typeset import preview, typeset_paper

# what `measures.measures` gives, as shipped or as an agency corrected it; `stamps`: sizes of stamps that it corrected, by code
Measures = Mapping[str, Any]
Urgency = Literal["", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"]
NAMED_ONLY = "C-07b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is sent. `size` is a key of the form's sizes, as "220x158", that the paper fits in; `named`, a person who alone may open it."""

    level: Level
    agency: str
    to: str
    superior: str = ""
    address: str = ""
    symbol: str = ""
    to_address: str = ""
    named: str = ""
    urgency: Urgency = ""
    size: str = "220x158"


@dataclass(frozen=True, slots=True)
class Cover:
    """One envelope of a letter: its size (mm), the stamps on it, and whether it says number and person."""

    letter: Letter
    width: float
    height: float
    sign: str
    others: tuple[str, ...]
    form: Measures
    outer: bool = False

    def stamp(self, code: str) -> Stamp:
        """A stamp in its size here."""
        return resized(stamp(code), self.size_of(code))

    def size_of(self, code: str) -> Size | None:
        sizes: Mapping[str, Size] = self.form.get("stamps", {})
        return sizes.get(code)

    def mark(self, code: str, *, left: float, top: float) -> Item:
        return mark(code, left=left, top=top, size=self.size_of(code))


def covers(letter: Letter, *, form: Measures | None = None) -> tuple[Cover, ...]:
    """The envelopes of a letter. Tuyệt mật: an inner one with everything, an outer one as ordinary mail with the circle alone.

    Raises BadPrint where the size is unknown, or no larger one is known for the outer envelope.
    """
    form = form or measures("D-30")
    sizes: dict[str, list[float]] = form["sizes"]
    if letter.size not in sizes:
        raise BadPrint(f"no envelope of the size {letter.size!r}")
    urgent = (letter.urgency,) if letter.urgency else ()
    named = (NAMED_ONLY,) if letter.named else ()
    circle = f"C-03{letter.level.letter}"
    width, height = sizes[letter.size]
    if letter.level is not Level.TUYET_MAT:
        return (Cover(letter, width, height, circle, (*urgent, *named), form),)
    larger = list(sizes)[list(sizes).index(letter.size) + 1 :]
    if not larger:
        raise BadPrint("no larger envelope is known for the outer one")
    outer_width, outer_height = sizes[larger[0]]
    inner = Cover(letter, width, height, level_stamp(letter.level.code).code, named, form)
    return inner, Cover(letter, outer_width, outer_height, circle, urgent, form, outer=True)


def sizes() -> tuple[str, ...]:
    """The known sizes of an envelope, from small to large, as `Letter.size` takes them."""
    return tuple(measures("D-30")["sizes"])


def labels_of_a_sheet(form: Measures | None = None) -> int:
    """How many labels a sheet has."""
    grid = (form or measures("D-30"))["labels"]
    return int(grid["across"] * grid["down"])


def stamps_on(letters: Sequence[Letter]) -> tuple[str, ...]:
    """The codes of all stamps that stand on the envelopes or labels of these letters, each once. Raises BadPrint as `covers`."""
    found = (code for letter in letters for one in covers(letter) for code in (one.sign, *one.others))
    return tuple(dict.fromkeys(found))


def render_envelopes(letters: Sequence[Letter], *, at: datetime) -> bytes:
    """A page of its own size for each envelope of each letter, inner before outer, as PDF/A-2u. Raises BadPrint, PrintFailed."""
    return sheets_printed(envelope_sheets(letters), at=at)


def render_labels(letters: Sequence[Letter], *, at: datetime, first: int = 1) -> bytes:
    """The same envelopes as labels of 70 × 37 mm on A4, beginning at label `first` (1 to 24) of the first sheet.

    Raises BadPrint also for a letter to a named person: that stamp is wider than a label.
    """
    return sheets_printed(label_sheets(letters, first=first), at=at)


def envelope_sheets(letters: Sequence[Letter], *, form: Measures | None = None) -> list[dict[str, Any]]:
    return [sheet(one.width, one.height, _faced(one)) for letter in letters for one in covers(letter, form=form)]


def label_sheets(letters: Sequence[Letter], *, first: int = 1, form: Measures | None = None) -> list[dict[str, Any]]:
    form = form or measures("D-30")
    grid, many = form["labels"], labels_of_a_sheet(form)
    if not 1 <= first <= many:
        raise BadPrint(f"a sheet has labels 1 to {many}")
    if any(letter.named for letter in letters):
        raise BadPrint("the stamp of a named person does not fit a label")
    labels: list[Cover | None] = [None] * (first - 1)
    labels += [one for letter in letters for one in covers(letter, form=form)]
    top = (297 - grid["down"] * grid["height"]) / 2
    return [
        sheet(210, 297, [item for at, one in enumerate(page) if one for item in _label(one, *_corner(at, grid, top))])
        for page in (labels[start : start + many] for start in range(0, len(labels), many))
    ]


def _corner(at: int, grid: dict[str, Any], top: float) -> tuple[float, float]:
    down, across = divmod(at, grid["across"])
    return across * grid["width"], top + down * grid["height"]


def _faced(cover: Cover) -> list[Item]:
    """Sender and number at the top left, the sign under them, the addressee at the right below, other stamps in the corners."""
    sizes = cover.form["cover"]
    edge = sizes["edge"]
    wide = cover.width * sizes["sender"] - edge
    items = list(_stacked(_sender(cover), left=edge, top=edge, width=wide, align="center"))
    sign = cover.stamp(cover.sign)
    items.append(cover.mark(cover.sign, left=edge + (wide - sign.width) / 2, top=_under(items) + 3))
    left = cover.width * sizes["sender"] + 4
    to = list(
        _stacked(_addressee(cover), left=left, top=cover.height * sizes["to-top"], width=cover.width - left - edge)
    )
    return [*items, *to, *(_cornered(code, cover, edge) for code in cover.others)]


def _cornered(code: str, cover: Cover, edge: float) -> Item:
    """The named person's stamp along the lower edge, a mark of urgency at the upper right."""
    it = cover.stamp(code)
    if code == NAMED_ONLY:
        return cover.mark(code, left=edge, top=cover.height - edge - it.height)
    return cover.mark(code, left=cover.width - edge - it.width, top=edge)


Said = tuple[str, str, float, int]  # text, style, size in points, lines at most


def _sender(cover: Cover) -> list[Said]:
    letter, sizes = cover.letter, cover.form["cover"]
    return [
        (letter.superior.upper(), "", sizes["body"], 2),
        (letter.agency.upper(), "b", sizes["body"], 3),
        (letter.address, "i", sizes["small"], 2),
        ("" if cover.outer or not letter.symbol else f"Số: {letter.symbol}", "", sizes["body"], 2),
    ]


def _addressee(cover: Cover) -> list[Said]:
    letter, sizes = cover.letter, cover.form["cover"]
    return [
        ("Kính gửi:", "i", sizes["body"], 1),
        (letter.to, "b", sizes["addressee"], 2 if cover.height < 130 else 3),  # a small one has less room
        ("" if cover.outer else letter.named, "b", sizes["body"], 2),
        (letter.to_address, "", sizes["body"], 2),
    ]


def _label(cover: Cover, left: float, top: float) -> Iterator[Item]:
    """The same on a label: texts above, stamps along its lower edge."""
    grid, letter, it = cover.form["labels"], cover.letter, cover.stamp(cover.sign)
    edge, right, bottom = grid["edge"], left + grid["width"] - grid["edge"], top + grid["height"] - grid["edge"] + 1
    sender: list[Said] = [
        (letter.agency.upper(), "b", grid["small"], 2),
        ("" if cover.outer or not letter.symbol else f"Số: {letter.symbol}", "", grid["small"], 1),
    ]
    addressee: list[Said] = [
        (f"Kính gửi: {letter.to}", "b", grid["body"], 2),
        (letter.to_address, "", grid["small"], 1),
    ]
    wide = grid["width"] - 2 * edge
    above = list(_stacked(sender, left=left + edge, top=top + edge - 1, width=wide, gap=0.6))
    yield from above
    beside = wide - it.width - 2 if it.frame == "circle" else wide  # the circle is high
    yield from _stacked(addressee, left=left + edge, top=_under(above) + 0.6, width=beside, gap=0.6)
    yield cover.mark(cover.sign, left=right - it.width, top=bottom - it.height)
    for code in cover.others:
        yield cover.mark(code, left=left + edge, top=bottom - cover.stamp(code).height)


def _stacked(
    said: list[Said],
    *,
    left: float,
    top: float,
    width: float,
    align: Literal["left", "center"] = "left",
    gap: float = 1.5,
) -> Iterator[Item]:
    """Texts one below the other; an empty one takes no room."""
    for words, style, size, lines in said:
        if words:
            item = text(words, left=left, top=top, width=width, size=size, style=style, align=align, lines=lines)
            yield item
            top += item["high"] + gap


def _under(items: list[Item]) -> float:
    return max((float(item["top"] + item["high"]) for item in items), default=0.0)


def sheets_printed(sheets: list[dict[str, Any]], *, at: datetime) -> bytes:
    """Sheets of envelopes and labels as one PDF/A-2u. Raises BadPrint, PrintFailed."""
    if not sheets:
        raise BadPrint("no letter to print for")
    return typeset_paper("D-30", _drawn(sheets), at=at)


def sheets_pictured(sheets: list[dict[str, Any]]) -> list[bytes]:
    """The same as PNG, 96 dots an inch, to look at. Raises PrintFailed."""
    return preview("D-30", _drawn(sheets))


def _drawn(sheets: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": "Bì đựng tài liệu", "author": "", "sheets": sheets}
