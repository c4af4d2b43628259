"""Where a stamp stands on a page by default."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Distances in millimetres from the edges of the page as one reads it; page -1 is the last."""

    left: float | None = None
    right: float | None = None
    top: float | None = None
    bottom: float | None = None
    page: int = 1

    def corner(self, width: float, height: float, *, page: tuple[float, float]) -> tuple[float, float]:
        """Left and top of a stamp of this size on a page of that size; moved in where the page is too small for the distances."""
        left = self.left if self.left is not None else page[0] - width - (self.right or 0)
        top = self.top if self.top is not None else page[1] - height - (self.bottom or 0)
        return max(0.0, min(left, page[0] - width)), max(0.0, min(top, page[1] - height))
