"""A database that came out of a backup opens only after two persons have confirmed that (R34)."""

from __future__ import annotations

from somat.vault.process.database import Database
from somat.vault.process.errors import Denied
from somat.vault.process.site import Site

MARK = "restore.json"
WAITING = "SELECT 1 FROM oversight_restore WHERE second_by IS NULL LIMIT 1"


def demand_confirmed(site: Site, database: Database) -> None:
    """Raise Denied('restore-waiting') while the mark lies in the folder or the database itself says that it waits."""
    if (site.folder / MARK).exists():
        raise Denied("restore-waiting")
    with database.reading() as reader:
        if reader.all(WAITING):
            raise Denied("restore-waiting")
