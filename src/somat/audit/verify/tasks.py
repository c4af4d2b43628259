"""The pieces of work that can run side by side, each from plain values to plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from somat.audit.part import Part
from somat.audit.verify import leaves, notes, numbers, states
from somat.audit.verify.findings import Finding
from somat.audit.verify.notes import Claim, Signer
from somat.audit.verify.source import Place, source


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the tree to judge; `sizes` are tree sizes inside it whose roots somebody claims."""

    first: int
    end: int
    sizes: tuple[int, ...]
    batches: frozenset[str]
    signer: Signer
    every: bool  # also each signature


@dataclass
class Judged:
    """What a stretch came to: its own root, the roots of its first leaves by tree size, what it binds, what is wrong."""

    first: int
    root: bytes
    roots: dict[int, bytes]
    bound: dict[bytes, bytes]
    batches: dict[str, tuple[int, str]]
    claims: list[Claim]
    findings: list[Finding] = field(default_factory=list)


def judge(place: Place, job: Stretch) -> Judged:
    """Leaves and checkpoints of one stretch."""
    opened = source(place)
    found = leaves.stretch(opened, job.first, job.end, batches=job.batches)
    claims, findings = notes.in_table(opened, job.first, job.end)
    findings += notes.misshapen(claims, job.signer)
    if job.every and job.signer.key:
        findings += notes.unsigned(claims, job.signer)
    sizes = {claim.size for claim in claims} | set(job.sizes)
    return Judged(
        first=job.first,
        root=found.root(job.end - job.first),
        roots={size: found.root(size - job.first) for size in sizes},
        bound=found.bound,
        batches=found.batches,
        claims=[Claim(claim.size, claim.root, "", claim.where) for claim in claims],
        findings=[*found.findings, *findings],
    )


def rows(place: Place, part: Part, low: int, high: int) -> states.Hashed:
    """What one stretch of a table hashes to."""
    return states.hashes(source(place), part, low, high)


def manifest(place: Place, leaf: str) -> tuple[bytes, str]:
    """The manifest of one batch."""
    return states.manifest(source(place), leaf)


def twice(place: Place) -> list[Finding]:
    """Leaves that stand twice in the table of places or of leaves: the tables' own unique index may be gone."""
    return numbers.twice(source(place))


def count(place: Place, counts: Sequence[numbers.Counted]) -> list[Finding]:
    """Gaps and duplicates in the numbers of books."""
    return [finding for each in counts for finding in numbers.wrong(source(place), each)]
