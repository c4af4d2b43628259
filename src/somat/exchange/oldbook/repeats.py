"""Numbers that stand twice in one file: a register takes each once, so the later line is refused and both are told."""

from collections.abc import Callable, Hashable, Iterable

from somat.exchange.oldbook.columns import Kind
from somat.exchange.oldbook.oldline import Flag, OldLine


def mark_repeats(lines: Iterable[OldLine]) -> None:
    """Flag repeated document numbers, arrival numbers and running numbers of one year."""
    kept = list(lines)
    _mark(kept, _document, says=lambda line: f"số {line.number_written}")
    _mark(kept, _arrival, says=lambda line: f"số đến {line.arrival_no}")
    _mark(kept, _running, says=lambda line: f"số thứ tự {line.no}")


def _document(line: OldLine) -> Hashable:
    """Only the outgoing book numbers documents; numbers of other bodies may well meet in the incoming one."""
    if line.kind is Kind.IN or line.doc_number is None:
        return None
    return line.year, line.doc_number, line.suffix, line.symbol.casefold()


def _arrival(line: OldLine) -> Hashable:
    return (line.year, line.arrival_no) if line.arrival_no is not None else None


def _running(line: OldLine) -> Hashable:
    return (line.year, line.no) if line.no is not None else None


def _mark(lines: list[OldLine], name: Callable[[OldLine], Hashable], *, says: Callable[[OldLine], str]) -> None:
    first: dict[Hashable, OldLine] = {}
    for line in lines:
        place = None if line.problems else name(line)
        if place is None:
            continue
        if place in first:
            line.problems.append(f"trùng {says(line)} với dòng {first[place].row}")
            _tell(first[place], f"{says(first[place])} trùng với dòng {line.row}")
            line.flags.add(Flag.DUPLICATE)
        else:
            first[place] = line


def _tell(line: OldLine, note: str) -> None:
    line.flags.add(Flag.DUPLICATE)
    line.notes.append(note)
