"""What two persons must have said before the vault opens: to a restored database (R34), and to an open swap (R10)."""

from __future__ import annotations

from somat.vault.process.database import Database
from somat.vault.process.errors import Denied
from somat.vault.process.site import Site

MARK = "restore.json"
ACCOUNTS = "SELECT 1 FROM people_account LIMIT 1"
ACCEPTED = "SELECT 1 FROM vault_openswap WHERE second_by IS NOT NULL LIMIT 1"
WAITING = "SELECT 1 FROM oversight_restore WHERE second_by IS NULL LIMIT 1"


def demand_confirmed(site: Site, database: Database) -> None:
    """Raise Denied('restore-waiting') while the mark lies in the folder or the database itself says that it waits."""
    if (site.folder / MARK).exists():
        raise Denied("restore-waiting")
    with database.reading() as reader:
        if reader.all(WAITING):
            raise Denied("restore-waiting")


def demand_no_swap(database: Database, *, swap: str) -> None:
    """Raise Denied('swap-open') while memory can reach a disk unencrypted and no two persons have accepted that.

    A site in the making has nobody who could: it opens until its first account is there.
    """
    if swap != "open":
        return
    with database.reading() as reader:
        if reader.all(ACCOUNTS) and not reader.all(ACCEPTED):
            raise Denied("swap-open")
