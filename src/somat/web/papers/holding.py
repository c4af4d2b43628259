"""What a paper takes from a volume, or from the books of a period: its rows, its counts, and what stands on a cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from somat.audit.moment import VIETNAM, today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.registry import queries
from somat.registry.queries import figures, lists
from somat.registry.verbs import READ_PAGE
from somat.reporting.papers.form import Field, Paper
from somat.reporting.wording import paper_day
from somat.web.books.lines import Line, lines, open_lines
from somat.web.papers.forms import MOST
from somat.web.papers.known import Sources, facts_of, listed

CHOSEN = frozenset(
    {"declassify", "destroy"}
)  # a list for a council is chosen among the lines: they stand in the page, to be struck
LISTS = ("entries", "deliveries")  # sources of fields whose rows are made of a volume, not typed
COUNTS = "summary"


def takes(form: Paper) -> bool:
    """Whether a volume has something to say for this form."""
    return any(field.source in LISTS or chooses(form, field) for field in form.fields)


def chooses(form: Paper, field: Field) -> bool:
    return field.source == "entry.items" and bool(CHOSEN & set(form.acts))


def cover_of(volume: UUID, *, by: Actor) -> Sources:
    """What a book's cover says of a volume; of one that is open, what is known so far. NotFound as ever."""
    found = queries.volume(volume, by=by)
    return {
        "volume.year": str(found.year),
        "volume.no": f"{found.no:02d}",
        "volume.since": found.opened_on,
        "volume.until": found.ended_on,
        "volume.first": found.first_no,
        "volume.last": found.last_no,
        "volume.pages": found.pages,
    }


def candidates(form: Paper, volume: UUID, *, by: Actor) -> dict[str, Any]:
    """For a form that lists what a council decides on: the newest lines of the volume, as many as one paper takes, oldest first."""
    names = [field.name for field in form.fields if chooses(form, field)]
    if not names:
        return {}
    found = queries.volume(volume, by=by)
    entries = [one for one in lists.all_lines(found, by=by, on=today()) if one.state == "live"][-MOST:]
    opened = read_lines(entries, by=by, object=found.uuid)
    rows = [
        {"name": s["name"], "day": s["day"], "body": s["body"], "level": s["level"], "copies": s["copies"]}
        for s in map(item_of, opened)
    ]
    highest = max((row["level"] for row in rows), default=None)
    return {**dict.fromkeys(names, rows), **({"level": highest} if highest else {})}


def item_of(pair: tuple[Any, Line]) -> dict[str, Any]:
    entry, line = pair
    (item,) = facts_of(line, own=entry.kind == "out")["entry.items"]
    return dict(item)


def with_lines(
    form: Paper, facts: Mapping[str, Any] | None, volume: UUID | None, *, by: Actor
) -> Mapping[str, Any] | None:
    """The facts with the rows and the counts that the books have for them, read on record; what was typed stays."""
    if facts is None:
        return None
    wanted = {field.source: field.name for field in form.fields if field.source in (*LISTS, COUNTS)}
    since, until = facts.get("since") or date.min, facts.get("until") or date.max
    added: dict[str, Any] = {}
    if volume is not None and wanted.keys() & set(LISTS):
        found = queries.volume(volume, by=by)
        entries = [one for one in lists.all_lines(found, by=by, on=today()) if since <= one.day <= until]
        opened = read_lines(entries, by=by, object=found.uuid)
        added = {wanted[source]: ROWS[source](opened) for source in LISTS if source in wanted}
        if COUNTS in wanted and not facts.get(wanted[COUNTS]):
            added[wanted[COUNTS]] = summed(
                Counter((entry.kind, entry.level) for entry in entries if entry.state == "live"),
                kinds=[found.book.kind],
            )
    elif COUNTS in wanted and not facts.get(wanted[COUNTS]) and facts.get("since") and facts.get("until"):
        sums = figures.by_level(since=since, until=until, by=by, on=today())
        added[wanted[COUNTS]] = summed(sums, kinds=["out", "in"])
    return {**facts, **added}


def read_lines(entries: Sequence[Any], *, by: Actor, object: UUID) -> list[tuple[Any, Line]]:
    """Lines of a volume with their words: one recorded reading for all of them, a few statements however many they are."""
    if not entries:
        return []
    opened = open_lines(entries, by=by, verb=READ_PAGE, object=object)
    return list(zip(entries, lines(opened), strict=True))


def entries_of(opened: Iterable[tuple[Any, Line]]) -> list[dict[str, Any]]:
    return listed(facts_of(line, own=entry.kind == "out") | {"entry.kind": entry.kind} for entry, line in opened)


def deliveries_of(opened: Iterable[tuple[Any, Line]]) -> list[dict[str, Any]]:
    """Who was given what: a row for each recipient of what went out, for each step of what came in; none of a cancelled line."""
    return [
        {
            "day": handed(entry, one),
            "symbol": line.number or f"Dòng {line.no:02d}",
            "level": line.level,
            "copies": one.get("copies", 1),
            "to": one["body"],
            "received": received(one),
            "note": "",
        }
        for entry, line in opened
        if line.cancelled is None
        for one in line.recipients
        if entry.kind == "out" or "step" in one
    ]


def handed(entry: Any, one: Mapping[str, Any]) -> date:
    """The day: of the step within the agency, else that of the line."""
    step = one.get("step")
    day: date = entry.day if step is None else step.at.astimezone(VIETNAM).date()
    return day


def received(one: Mapping[str, Any]) -> str:
    """Name, day and hour of a signature that is on record; empty for the pen."""
    if not one["signed_by"]:
        return ""
    at = one["signed_on"]
    return (
        f"{one['signed_by']}, {at.astimezone(VIETNAM):%H:%M} {paper_day(at.astimezone(VIETNAM).date())}"
        if at
        else one["signed_by"]
    )


COLUMNS = {"out": "issued", "in": "received"}


def summed(sums: Mapping[tuple[str, int], int], *, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each level that occurs, from the highest, with what these kinds of books say of it. They count nothing else yet."""
    return [
        {"level": level, **{COLUMNS[kind]: sums.get((kind, level), 0) for kind in kinds}}
        for level in sorted(Level, reverse=True)
        if any((kind, level) in sums for kind in kinds)
    ]


ROWS: Mapping[str, Callable[[Iterable[tuple[Any, Line]]], list[dict[str, Any]]]] = {
    "entries": entries_of,
    "deliveries": deliveries_of,
}
