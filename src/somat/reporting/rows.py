"""One line of a register measured: what each cell draws, how high the row is, and where a giant may be parted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from somat.reporting.form import Column, Form, Text
from somat.reporting.ledger import Cell, Line, Old, Receipt
from somat.reporting.plain import visible
from somat.reporting.wording import number
from somat.reporting.wrap import Drawn, Row, Run, drawn, height, wrap

SIGN_GAP = 3.0  # points between a recipient and the place to sign
SIGN_PAD = 2.4  # points above and below within one recipient's strip
CONTINUED = "(tiếp)"


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text that stand in a cell, and as the drawing takes them."""

    rows: list[Row]
    high: float
    pieces: Drawn


@dataclass(frozen=True, slots=True)
class Strip:
    """One recipient with the place to sign beside him."""

    name: list[Row]
    receipt: list[Row]
    high: float


@dataclass(frozen=True, slots=True)
class Strips:
    """The recipients of a signing cell, one under the other."""

    strips: list[Strip]
    high: float


Block = Words | Strips
Known = dict[tuple[str, str, float], Words]  # cells of one print by text, style and width: every other one repeats


@dataclass(frozen=True, slots=True)
class Measured:
    """A row ready to be placed: its height in points and what stands in each cell."""

    high: float
    blocks: list[Block]


def measure(line: Line, form: Form, known: Known) -> Measured:
    """The whole line as one row; `known` is what the print has measured already, and is kept no longer than it."""
    cells = zip(line.cells, form.columns, strict=True)
    blocks = [_block(cell, column, line, form.text, known) for cell, column in cells]
    return _row(blocks, form.text)


def _row(blocks: list[Block], text: Text) -> Measured:
    return Measured(max(text.min_row, 2 * text.inset_y + max(block.high for block in blocks)), blocks)


def _block(cell: Cell, column: Column, line: Line, text: Text, known: Known) -> Block:
    struck = cell.struck or (line.cancelled and column.kind != "notes")
    width = column.width - 2 * text.inset_x
    if column.kind == "sign" and (cell.receipts or cell.old or cell.text):
        return _signing(cell, struck, width, text)
    now, style = said(cell), "s" if struck else ""
    if column.kind == "number" and not now:
        now = number(line.no)
    if cell.old:
        runs: list[Run] = [("s", visible(said(old))) for old in cell.old]
        return words(wrap([*runs, (style, visible(now))], width=width, size=text.size), text)
    if (now, style, width) not in known:
        known[now, style, width] = words(wrap([(style, visible(now))], width=width, size=text.size), text)
    return known[now, style, width]


def words(rows: list[Row], text: Text) -> Words:
    return Words(rows, height(len(rows), size=text.size, leading=text.leading), drawn(rows))


def said(cell: Cell | Old) -> str:
    """Type and abstract as one sentence: "Báo cáo. Tình hình …"; the type alone where there is no abstract."""
    if cell.kind and cell.text:
        return f"{cell.kind.rstrip('.')}. {cell.text}"
    return cell.kind or cell.text


def _signing(cell: Cell, struck: bool, width: float, text: Text) -> Strips:
    receipts = [Receipt(old.text, struck=True) for old in cell.old]
    receipts += [Receipt(cell.text)] if cell.text else []
    receipts += cell.receipts
    strips = [_strip(receipt, struck or receipt.struck, width, text) for receipt in receipts]
    return Strips(strips, sum(strip.high for strip in strips))


def _strip(receipt: Receipt, struck: bool, width: float, text: Text) -> Strip:
    share = width * text.sign_share
    name = wrap([("s" if struck else "", visible(receipt.recipient))], width=share, size=text.size)
    signed = visible(receipt.receipt)
    hand = wrap([("si" if struck else "i", signed)], width=width - share - SIGN_GAP, size=text.receipt)
    return _strip_of(name, hand, text)


def _strip_of(name: list[Row], hand: list[Row], text: Text) -> Strip:
    tall = max(
        height(len(name), size=text.size, leading=text.leading),
        height(len(hand), size=text.receipt, leading=text.leading),
    )
    return Strip(name, hand, max(text.min_receipt, tall + 2 * SIGN_PAD))


def part(row: Measured, line: Line, form: Form, *, first: float, room: float) -> Iterable[Measured]:
    """A row too tall for a page, in pieces: the first at most `first` points high, the others `room`.

    Recipients part between one another; a text parts between its lines only when it alone is taller than a page.
    Where not even the smallest part fits under what the page holds already, the first piece takes a page of its own.
    """
    text = form.text
    pads = 2 * text.inset_y
    queues = [_atoms(block, room - pads, text) for block in row.blocks]
    if any(queue and queue[0].high > first - pads for queue in queues):
        first = room
    limit = first - pads
    begun = False
    while any(queues):
        blocks = [_fill(queue, limit, text) for queue in queues]
        if begun:
            blocks = [_again(line, block, column, text) for block, column in zip(blocks, form.columns, strict=True)]
        yield _row(blocks, text)
        begun, limit = True, room - pads


def _again(line: Line, block: Block, column: Column, text: Text) -> Block:
    if column.kind != "number" or block.high:
        return block
    return words([[("", number(line.no))], [("i", CONTINUED)]], text)


def _atoms(block: Block, room: float, text: Text) -> list[Block]:
    """The smallest pieces of a cell that must stay whole."""
    if isinstance(block, Strips):
        return [Strips([piece], piece.high) for strip in block.strips for piece in _pieces(strip, room, text)]
    if block.high <= room:
        return [block] if block.rows else []
    return [words([row], text) for row in block.rows]


def _pieces(strip: Strip, room: float, text: Text) -> list[Strip]:
    if strip.high <= room:
        return [strip]
    step = max(1, int((room - 2 * SIGN_PAD) // (text.size + text.leading)))
    count = range(0, max(len(strip.name), len(strip.receipt)), step)
    return [_strip_of(strip.name[i : i + step], strip.receipt[i : i + step], text) for i in count]


def _fill(queue: list[Block], limit: float, text: Text) -> Block:
    """Take from the queue what fits under the limit, and join it to one block."""
    taken: list[Block] = []
    used = 0.0
    while queue and (used + queue[0].high <= limit or not taken):
        used += queue[0].high + (text.leading if isinstance(queue[0], Words) else 0)
        taken.append(queue.pop(0))
    strips = [strip for block in taken if isinstance(block, Strips) for strip in block.strips]
    if strips:
        return Strips(strips, sum(strip.high for strip in strips))
    return words([row for block in taken if isinstance(block, Words) for row in block.rows], text)
