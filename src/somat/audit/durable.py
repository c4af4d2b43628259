"""On PostgreSQL an act that holds a series of numbers lets go of it before the disk has the act, and is answered for after that.

The next number waits for the row of the last one. Were the row held until the disk had written, acts of one book would wait
for the disk one after another. So the commit does not wait, and a second one of the same session does, beside those of
others: PostgreSQL writes its log in order, so what was lost by a fall would be lost from some act on, and no such act has
been acknowledged by then (architecture decision 5; docs/decisions/0013).
"""

from __future__ import annotations

from django.db import transaction

from somat.audit.statement import commit_here, database_now, statement

# A column of the statement that takes the lock; the setting ends with the transaction.
NO_WAIT = "set_config('synchronous_commit', 'off', true)"
# A commit is waited for only where something was logged; a message that nobody reads is.
WAIT = statement("SELECT pg_logical_emit_message(true, 'somat', '')")


def before_the_answer() -> None:
    """When the open transaction is committed, wait until the disk has it; asked for twice, waited for once."""
    if not any(on_disk in waiting for waiting in database_now().run_on_commit):
        transaction.on_commit(on_disk)


def commit_at_once() -> None:
    """Inside `at_once`: the outermost transaction ends in the same go, and what must be waited for after it is waited for there.

    On SQLite, and where the statements go one by one, Django commits and the wait follows.
    """
    database = database_now()
    if not commit_here(database):
        return
    left = [waiting for waiting in database.run_on_commit if on_disk not in waiting]
    if len(left) < len(database.run_on_commit):
        database.run_on_commit = left
        WAIT.send(database, (), then=lambda rows: None)


def on_disk() -> None:
    """Return when all that this session has committed is on disk."""
    WAIT.run(database_now(), ())
