"""What a verification came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from somat.audit.verify.findings import Finding

SHOWN = 50  # findings that a report carries; the count is of all


@dataclass
class Report:
    """Counts of what was looked at, and everything found wrong, the first bad place first."""

    leaves: int = 0  # leaves with a place
    root: str = ""  # root of the whole tree, hexadecimal
    checkpoints: int = 0
    signatures: int = 0  # signatures looked at
    signed: int = 0  # leaves under the newest checkpoint
    waiting: int = 0  # leaves without a place yet
    waiting_since: datetime | None = None
    waiting_seconds: float = 0.0
    objects: int = 0  # objects compared with their newest leaf
    rows: int = 0  # rows hashed for that
    blobs: int = 0  # encrypted files of documents looked at
    against: int | None = None  # size of the older checkpoint held against it
    seconds: float = 0.0
    leaves_seconds: float = 0.0  # of these, until every leaf was read, hashed and judged
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def first(self) -> Finding | None:
        """The first bad place of the tree; a fault of the rows only where the tree has none."""
        return self.findings[0] if self.findings else None

    def as_json(self) -> dict[str, Any]:
        """For machines: every number, and the first findings."""
        return {
            "ok": self.ok,
            "leaves": self.leaves,
            "root": self.root,
            "checkpoints": self.checkpoints,
            "signatures": self.signatures,
            "signed": self.signed,
            "waiting": self.waiting,
            "waiting_since": self.waiting_since.isoformat() if self.waiting_since else None,
            "waiting_seconds": round(self.waiting_seconds, 3),
            "objects": self.objects,
            "rows": self.rows,
            "blobs": self.blobs,
            "against": self.against,
            "seconds": round(self.seconds, 3),
            "leaves_seconds": round(self.leaves_seconds, 3),
            "found": len(self.findings),
            "findings": [finding.as_json() for finding in self.findings[:SHOWN]],
        }
