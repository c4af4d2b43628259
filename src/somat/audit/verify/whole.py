"""`somat verify`: the tree re-derived and every row held against its newest leaf, by as many processes as it pays for."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from somat.audit.part import Part
from somat.audit.tree import BadNote, origin_of, parse_verifier_key
from somat.audit.verify import notes, states, tasks
from somat.audit.verify.again import confirmed
from somat.audit.verify.compare import Compared
from somat.audit.verify.findings import Finding, found
from somat.audit.verify.forest import EXACT, Forest
from somat.audit.verify.leaves import STRETCH
from somat.audit.verify.notes import Claim, Signer
from somat.audit.verify.numbers import Counted
from somat.audit.verify.report import Report
from somat.audit.verify.source import Source, Stored, Unreadable, close, place_of, source
from somat.audit.verify.waiting import Waiting, waiting

SMALL = 40_000  # leaves and rows up to which starting another process costs more than it saves
MOST_JOBS = 8


class Site(Stored, Protocol):
    """What the verifier needs of a site (somat.site.Site)."""

    @property
    def folder(self) -> Path: ...
    @property
    def installation(self) -> UUID: ...
    @property
    def checkpoints(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class House:
    """What the rooms declared: their aggregates by root table, and the numbers that must not have gaps."""

    aggregates: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    counts: Sequence[Counted] = ()


class Inline(Executor):
    """The same work in this process, for a journal that is read in a second."""

    def submit(self, work: Any, /, *args: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*args, **named))
        return done


def verify(
    site: Site, *, house: House, every: bool = False, against: str | None = None, jobs: int | None = None
) -> Report:
    """Re-derive everything. `every`: each signature, not only the newest; `against`: an older note; `jobs`: processes.

    Never raises for what it finds, a database that cannot be read included: that is a finding too.
    """
    begun = time.monotonic()
    run = _Run(site, house, every, begun)
    try:
        run.take_folder(site.checkpoints, against)
        run.whole(jobs or min(os.cpu_count() or 1, MOST_JOBS))
    except Unreadable as error:
        run.report.findings.append(found("unreadable", why=(str(error) or "?").splitlines()[0]))
    finally:
        close(run.place)
    run.report.findings = sorted({each.says(): each for each in run.report.findings}.values(), key=Finding.order)
    run.report.seconds = time.monotonic() - begun
    return run.report


@dataclass
class Seen:
    """The database as one snapshot showed it at the beginning."""

    size: int  # the highest place, and one
    places: int  # rows of places; as many as `size` where none is missing
    leaves: int
    highest: int  # id of a leaf
    batches: frozenset[str]
    tables: list[tuple[Part, int, int, int]]  # lowest and highest id, rows

    def stretches(self) -> Iterator[tuple[Part, int, int]]:
        """The tables in pieces by id; one whose ids are scattered in a single piece."""
        for part, low, high, count in self.tables:
            step = states.STRETCH if high - low < 4 * count + states.STRETCH else high - low + 1
            for first in range(low, high + 1, step):
                yield part, first, min(first + step - 1, high)

    @property
    def work(self) -> int:
        return self.size + sum(count for _, _, _, count in self.tables)


def look(opened: Source, aggregates: Mapping[str, tuple[Part, ...]]) -> Seen:
    """How much there is; every table once, however many aggregates share it."""
    high, count = opened.all('SELECT max("index"), count(*) FROM audit_leafindex')[0]
    parts = {(part.table, part.root): part for parts in aggregates.values() for part in parts}
    highest, leaves = opened.all("SELECT max(id), count(*) FROM audit_leaf")[0]
    return Seen(
        size=high + 1 if count and 0 <= high < 2 * count + STRETCH else count,
        places=count,
        leaves=leaves,
        highest=highest or 0,
        batches=states.batches(opened),
        tables=[(part, *states.bounds(opened, part.table)) for part in parts.values()],
    )


@contextmanager
def workers(jobs: int) -> Iterator[Executor]:
    """As many processes; with one, the work is done here. None of it makes cycles: the collector would only look on."""
    if jobs == 1:
        enabled = gc.isenabled()
        gc.disable()
        try:
            yield Inline()
        finally:
            if enabled:
                gc.enable()
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=gc.disable) as pool:
        yield pool


class _Run:
    """One verification: what is known so far."""

    def __init__(self, site: Site, house: House, every: bool, begun: float) -> None:
        self.begun = begun
        self.place = place_of(site)
        self.signer = _signer(site)
        self.house, self.every = house, every
        self.report = Report()
        self.outside: list[Claim] = []  # checkpoints from elsewhere than the database
        self.forest = Forest()
        self.compared = Compared(house.aggregates)

    def take_folder(self, folder: Path, against: str | None) -> None:
        """The checkpoints beside the database, and the older one brought along."""
        self.outside, self.report.findings = notes.in_folder(folder)
        if against is not None:
            claim, findings = notes.from_outside(against)
            self.report.findings += findings
            if claim is not None:
                self.report.against = claim.size
                self.outside.append(claim)

    def whole(self, jobs: int) -> None:
        opened = source(self.place)
        opened.begin()
        try:
            seen = look(opened, self.house.aggregates)
            held_back = waiting(opened, seen.leaves - seen.places, batches=seen.batches)
            newest = notes.newest(opened)
            beyond, findings = notes.in_table(opened, seen.size, notes.LARGEST)
        finally:
            opened.end()
        self.outside += beyond
        self.report.findings += findings
        with workers(jobs if seen.work > SMALL else 1) as pool:
            self._work(pool, seen, held_back)
        self._judge_checkpoints(seen, newest)
        self._judge_rows(opened, seen)

    def _work(self, pool: Executor, seen: Seen, held_back: Waiting) -> None:
        stretches = self._send_leaves(pool, seen)
        rows = [(part, pool.submit(tasks.rows, self.place, part, *ids)) for part, *ids in seen.stretches()]
        others = [
            pool.submit(tasks.twice, self.place),
            pool.submit(tasks.count, self.place, tuple(self.house.counts)),
        ]
        for stretch in stretches:
            judged = stretch.result()
            self.report.findings += judged.findings
            self.forest.take(judged)
            self.compared.held.bind(judged.bound)
            self.compared.held.batches.update(judged.batches)
        self.report.leaves_seconds = time.monotonic() - self.begun
        self._take_waiting(held_back)
        self._take_batches(pool, seen)
        for part, hashed in rows:
            self.compared.rows(part, hashed.result())
        self.report.findings += [finding for other in others for finding in other.result()]

    def _send_leaves(self, pool: Executor, seen: Seen) -> list[Future[tasks.Judged]]:
        sizes = sorted({claim.size for claim in self.outside})
        sent = []
        for first in range(0, seen.size, STRETCH):
            end = min(first + STRETCH, seen.size)
            inside = tuple(size for size in sizes if first < size <= end)
            job = tasks.Stretch(first, end, inside, seen.batches, self.signer, self.every)
            sent.append(pool.submit(tasks.judge, self.place, job))
        return sent

    def _take_waiting(self, held_back: Waiting) -> None:
        self.report.findings += held_back.findings
        self.report.waiting, self.report.waiting_since = held_back.count, held_back.since
        if held_back.since is not None:
            self.report.waiting_seconds = (datetime.now(UTC) - held_back.since).total_seconds()
        self.compared.held.bind(held_back.held.bound)
        self.compared.held.batches.update(held_back.held.batches)

    def _take_batches(self, pool: Executor, seen: Seen) -> None:
        """A manifest must hash to what its leaf binds; then its lines bind their objects."""
        held = self.compared.held
        sent = {leaf: pool.submit(tasks.manifest, self.place, leaf) for leaf in held.batches}
        for leaf, (index, row) in held.batches.items():
            lines, hashed = sent[leaf].result()
            if hashed != row:
                self.report.findings.append(found("manifest-differs", index))
            held.bind_batch(index, lines)
        strays = sorted(seen.batches - held.batches.keys())
        self.report.findings += [found("manifest-without-leaf", leaf=leaf) for leaf in strays]

    def _judge_checkpoints(self, seen: Seen, newest: list[Claim]) -> None:
        claims = self.forest.claims + [claim for claim in self.outside if claim.size <= seen.size]
        beyond = [claim for claim in self.outside if claim.size > seen.size]
        exact = [finding.index for finding in self.report.findings if finding.kind in EXACT]
        self.report.findings += self.forest.differing(claims, exact=exact)
        self.report.findings += [_beyond(claim, seen.size) for claim in beyond]
        if seen.size and not claims:
            self.report.findings.append(found("checkpoint-none", leaves=seen.size))
        self.report.leaves, self.report.root = seen.size, self.forest.root.hex()
        self.report.checkpoints = len(claims) + len(beyond)
        self.report.signed = max((claim.size for claim in self.forest.claims), default=0)
        self._judge_signatures(newest)

    def _judge_signatures(self, newest: list[Claim]) -> None:
        """The newest of the table and of the folder, and whatever came from outside; the table's others are judged before."""
        folder = sorted((claim for claim in self.outside if claim.where == "folder"), key=lambda claim: claim.size)
        against = [claim for claim in self.outside if claim.where == "against"]
        chosen = (folder if self.every else folder[-1:]) + against + ([] if self.every else newest)
        if not self.signer.key:
            self.report.findings += [found("checkpoint-key")] if chosen or self.forest.claims else []
            return
        self.report.findings += notes.unsigned(chosen, self.signer)
        self.report.signatures = len(chosen) + (len(self.forest.claims) if self.every else 0)

    def _judge_rows(self, opened: Source, seen: Seen) -> None:
        """Compare; if somebody wrote meanwhile, what does not agree gets a second look in one snapshot."""
        findings: list[Finding] = self.compared.findings()
        self.report.objects, self.report.rows = self.compared.objects, self.compared.seen
        moved = opened.all("SELECT max(id), count(*) FROM audit_leaf")[0] != (seen.highest or None, seen.leaves)
        if findings and moved:
            findings = confirmed(opened, findings, self.house.aggregates)
        self.report.findings += findings


def _beyond(claim: Claim, leaves: int) -> Finding:
    kind = "against-beyond" if claim.where == "against" else "checkpoint-beyond"
    return found(kind, leaves, size=claim.size, leaves=leaves)


def _signer(site: Site) -> Signer:
    """The log's public key of the site, checked against its name; '' where there is none that could be used."""
    origin = origin_of(site.installation)
    try:
        line = (site.folder / "vault" / "log.pub").read_text("utf-8")
        name, _ = parse_verifier_key(line)
    except (OSError, UnicodeDecodeError, BadNote):
        return Signer(origin, "")
    return Signer(origin, line if name == origin else "")
