"""What the vault can answer instead of doing what it was asked."""

from __future__ import annotations

from uuid import UUID


class Denied(Exception):
    """A request that is not done. `code` is a fixed word of the protocol; the facts hold ids and numbers, never content."""

    def __init__(self, code: str, **facts: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class BrokenSeal(Denied):
    """A sealed value that does not authenticate: it was moved, changed, or sealed elsewhere. Never skipped."""

    def __init__(self, table: str, row: UUID, column: str) -> None:
        super().__init__("broken-seal", table=table, row=row.hex, column=column)


class Malformed(Denied):
    """Bytes that are no request of this protocol."""

    def __init__(self, what: str) -> None:
        super().__init__("malformed", what=what)
