"""One page of a register in the making: each column is one flow of text with gaps, which typst lays out cheapest."""

from __future__ import annotations

from typing import Any

from somat.reporting.form import Form
from somat.reporting.rows import SIGN_PAD, Measured, Strips
from somat.reporting.wrap import Drawn, add, drawn, height


class Flow:
    """Lines of one size at given heights. A gap is a line of its own, so the leading stands on both its sides."""

    def __init__(self, *, size: float, leading: float) -> None:
        self.size, self.leading = size, leading
        self.pieces: Drawn = []
        self._bottom: float | None = None

    def put(self, pieces: Drawn, count: int, *, top: float) -> None:
        """Place so many lines with the top of the first at `top` points; each call must lie below the one before."""
        if not count:
            return
        if self._bottom is None:
            gap = top - self.leading
        else:
            gap = top - self._bottom - 2 * self.leading
            add(self.pieces, "", "\n")
        if gap <= 0:
            raise ValueError("a text would touch the one above it")
        self.pieces.append(round(gap, 3))
        self.pieces += pieces
        self._bottom = top + height(count, size=self.size, leading=self.leading)


class Sheet:
    """The rows of one page. Heights are counted in points from under the column headers."""

    def __init__(self, layout: Form) -> None:
        text = layout.text
        self._inset = text.inset_y
        self._flows = [Flow(size=text.size, leading=text.leading) for _ in layout.columns]
        self._hand = Flow(size=text.receipt, leading=text.leading)
        self._edges: list[float] = []
        self._dots: list[float] = []
        self.high = 0.0

    def add(self, row: Measured) -> None:
        top = self.high + self._inset
        for flow, block in zip(self._flows, row.blocks, strict=True):
            if isinstance(block, Strips):
                self._sign(flow, block, top)
            else:
                flow.put(block.pieces, len(block.rows), top=top)
        self.high += row.high
        self._edges.append(round(self.high, 3))

    def _sign(self, flow: Flow, block: Strips, top: float) -> None:
        for number, strip in enumerate(block.strips):
            if number:
                self._dots.append(round(top, 3))
            start = top + (SIGN_PAD if number else 0)
            flow.put(drawn(strip.name), len(strip.name), top=start)
            hand = start + (flow.size - self._hand.size) / 2
            self._hand.put(drawn(strip.receipt), len(strip.receipt), top=hand)
            top += strip.high

    def draw(self) -> dict[str, Any]:
        """What the drawing takes: a flow for each column, one for the receipts, the row edges, the dotted lines."""
        return {
            "flows": [flow.pieces for flow in self._flows],
            "hand": self._hand.pieces,
            "edges": self._edges,
            "dots": self._dots,
        }
