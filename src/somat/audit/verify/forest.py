"""The tree put together from its stretches, and every checkpoint held against the root at its size."""

from __future__ import annotations

from hashlib import sha256

from somat.audit.tree import EMPTY_ROOT
from somat.audit.verify.findings import Finding, found
from somat.audit.verify.leaves import fold
from somat.audit.verify.notes import Claim
from somat.audit.verify.tasks import Judged

EXACT = ("leaf-missing", "leaf-unreadable", "leaf-malformed", "leaf-columns", "leaf-twice")


class Forest:
    """Takes the stretches in order; all but the last are whole."""

    def __init__(self) -> None:
        self.root = EMPTY_ROOT
        self.claims: list[Claim] = []
        self._peaks: list[bytes] = []
        self._count = 0
        self._roots: dict[int, bytes] = {0: EMPTY_ROOT}

    def take(self, judged: Judged) -> None:
        """The next stretch."""
        for size, right in judged.roots.items():
            self._roots[size] = fold(self._peaks, right)
        self.claims += judged.claims
        self.root = fold(self._peaks, judged.root)
        node, rest = judged.root, self._count
        while rest & 1:
            node, rest = sha256(b"\x01" + self._peaks.pop() + node).digest(), rest >> 1
        self._peaks.append(node)
        self._count += 1

    def holds(self, claim: Claim) -> bool:
        return self._roots.get(claim.size) == claim.root

    def differing(self, claims: list[Claim], *, exact: list[int]) -> list[Finding]:
        """What the claims about trees inside this one find wrong: where the tree first differs, or which claim was altered.

        `exact` are the places of leaves known to be bad: they name the place better than two checkpoints around it.
        """
        good = [claim.size for claim in claims if self.holds(claim)]
        bad = sorted((claim for claim in claims if not self.holds(claim)), key=lambda claim: claim.size)
        altered = [claim for claim in bad if good and claim.size < max(good)]
        findings = [_against(claim, 0) or found("checkpoint-altered", claim.size, size=claim.size) for claim in altered]
        rewritten = [claim for claim in bad if claim not in altered]
        if rewritten:
            first = max((size for size in good if size < rewritten[0].size), default=0)
            inside = [index for index in exact if first <= index < rewritten[0].size]
            index = min(inside, default=first)
            claim = rewritten[0]
            findings.append(_against(claim, index) or found("checkpoint-root", index, size=claim.size))
            findings += [each for claim in rewritten[1:] if (each := _against(claim, index))]
        return findings


def _against(claim: Claim, index: int) -> Finding | None:
    return found("against-root", index, size=claim.size) if claim.where == "against" else None
