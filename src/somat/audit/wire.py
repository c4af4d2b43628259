"""How built statements go to PostgreSQL: by name, their values beside them, one alone or several in one go.

The driver's cursor looks at the socket at each statement of a pipeline, which costs more than the pipeline saves. Here the
layer below it is spoken to (`psycopg.pq`): what goes together is written once and read once.
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

Rows = list[tuple[Any, ...]]
Query = tuple[bytes, Sequence[Any]]  # a statement with $1, $2, … and its values

NAMED = 1000  # statements a connection keeps by name; one for each shape of values, some two hundred in all
BEGIN: Query = (b"BEGIN", ())
UNNAMED = b""  # the server forgets it at the next one
GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


@dataclass(frozen=True, slots=True)
class _Bound:
    """A statement with its values as the server takes them."""

    sql: bytes
    types: tuple[int, ...]
    values: Sequence[Any]
    formats: Sequence[Any]


class Wire:
    """One connection, spoken to by the thread that has it."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection = connection
        self._libpq = connection.pgconn
        self._turn = Transformer(connection)
        self._names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}

    def run(self, query: Query) -> Rows:
        """All rows of the answer. Raises the driver's errors."""
        if self._begins():
            return self.run_all([query])[0]
        bound = self._bound(query)
        name = self._names.get((bound.sql, bound.types))
        if name is None:
            name = self._new_name()
            self._good(self._libpq.prepare(name, bound.sql, bound.types))
            self._keep(name, bound)
        return self._rows(self._libpq.exec_prepared(name, bound.values, bound.formats))

    def run_all(self, queries: Sequence[Query]) -> list[Rows]:
        """The rows of each, in order. The first error is raised; the server runs none of those behind it."""
        wanted = [self._bound(query) for query in [BEGIN] * self._begins() + list(queries)]
        self._libpq.enter_pipeline_mode()
        try:
            first_time = [self._send(bound) for bound in wanted]
            self._libpq.pipeline_sync()
            self._write_out()
            answers = iter(list(self._answers()))
        finally:
            self._libpq.exit_pipeline_mode()
        found = []
        for bound, name in zip(wanted, first_time, strict=True):
            if name is not None:
                self._good(next(answers))
                self._keep(name, bound)
            found.append(self._rows(next(answers)))
        return found[len(wanted) - len(queries) :]

    def _begins(self) -> bool:
        """Whether Django has begun a transaction that the server has not been told of: its driver does so with the first statement."""
        return self._libpq.transaction_status == TransactionStatus.IDLE and not self.connection.autocommit

    def _bound(self, query: Query) -> _Bound:
        sql, values = query
        turned = self._turn.dump_sequence(values, [PyFormat.AUTO] * len(values))
        return _Bound(sql, self._turn.types or (), turned, self._turn.formats or ())

    def _send(self, bound: _Bound) -> bytes | None:
        """Put it where the next flush finds it; a name for one that the server has to read first."""
        known = self._names.get((bound.sql, bound.types))
        name = known or self._new_name()
        if known is None:
            self._libpq.send_prepare(name, bound.sql, bound.types)
        self._libpq.send_query_prepared(name, bound.values, bound.formats)
        return name if known is None else None

    def _new_name(self) -> bytes:
        self._last += 1
        return b"somat_%d" % self._last if len(self._names) < NAMED else UNNAMED

    def _keep(self, name: bytes, bound: _Bound) -> None:
        if name != UNNAMED:
            self._names[bound.sql, bound.types] = name

    _last = 0

    def _write_out(self) -> None:
        """All that was sent goes to the server; what it answers meanwhile is taken, lest both wait for one another."""
        while self._libpq.flush():
            if self._wait(select.POLLIN | select.POLLOUT) & select.POLLIN:
                self._libpq.consume_input()

    def _answers(self) -> Iterator[PGresult]:
        """What the server says to each statement, up to the end of the pipeline."""
        while True:
            while self._libpq.is_busy():
                self._wait(select.POLLIN)
                self._libpq.consume_input()
            result = self._libpq.get_result()
            if result is None:  # between two statements
                if self._libpq.status != ConnStatus.OK:
                    raise OperationalError("the server has gone")
                continue
            if result.status == ExecStatus.PIPELINE_SYNC:
                return
            yield result

    def _wait(self, for_what: int) -> int:
        poll = select.poll()
        poll.register(self._libpq.socket, for_what)
        ((_, ready),) = poll.poll()
        return ready

    def _rows(self, result: PGresult) -> Rows:
        if self._good(result).status == ExecStatus.COMMAND_OK:
            return []
        self._turn.set_pgresult(result)
        return self._turn.load_rows(0, result.ntuples, tuple)

    def _good(self, result: PGresult) -> PGresult:
        if result.status not in GOOD:
            raise error_from_result(result, encoding=self.connection.info.encoding)
        return result
