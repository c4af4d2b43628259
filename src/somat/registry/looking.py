"""Looking at a page of a document: recorded and committed first, each page an act of its own; then the vault gives its picture."""

from __future__ import annotations

from uuid import UUID

from somat.audit.absent import NotFound
from somat.audit.change import record_absent
from somat.audit.moment import today
from somat.audit.reading import record_reading
from somat.law.access import Actor
from somat.registry import verbs
from somat.registry.queries import documents
from somat.vault import client_content
from somat.vault.client_content import PAGE_WORD, VERSION_TABLE, Picture


def look(version: UUID, *, page: int, by: Actor) -> Picture:
    """The unmarked picture of one page. Raises NotFound, Sealed, FileRefused (a page that cannot be shown), Fault."""
    try:
        found = documents.version(version, by=by, on=today())
        if not 1 <= page <= found.pages:
            raise NotFound(version)
    except NotFound:
        record_absent(verbs.DOCUMENT_PAGE, by=by, object=version)
        raise
    rows = [(VERSION_TABLE, version), (PAGE_WORD, UUID(int=page))]
    leaf = record_reading(verbs.DOCUMENT_PAGE, by=by, object=version, rows=rows)
    return client_content.page(leaf, version=version, page=page)
