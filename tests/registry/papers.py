"""An office whose vault has a double of the converter, with hands that send files as the web does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.law.access import Actor
from somat.registry.actions import documents
from somat.registry.models import DocumentVersion, Entry
from somat.vault import client_content
from somat.vault.client_content import Kept
from tests.office import Office
from tests.vault.doubled import pdf
from tests.vault.ground import Machine
from tests.vault.shelves import DoubledMachine

NAME = "Phương án bảo vệ giả định.pdf"


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with DoubledMachine(Path(os.environ["SOMAT_DIR"])) as machine:
        yield machine


@pytest.fixture
def papers(office: Office) -> Papers:
    return Papers(office)


class Papers:
    """The office; `hanh` has a live session and keeps both books."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.folder = office.ground.site.folder
        for name in ("blobs", "pages"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / "run" / "converter.away").unlink(missing_ok=True)
        self.hanh = office.at_desk("hanh")

    def sent(
        self, entry: UUID, *, by: Actor, document: UUID | None = None, number: int = 1, content: bytes = pdf(3)
    ) -> Kept:
        """A content in the vault, without a row."""
        begun = client_content.upload(entry=entry, document=document or uuid4(), number=number, blob=uuid4(), by=by)
        with begun as upload:
            upload.add(content)
            return upload.finish()

    def added(self, entry: Entry, *, by: Actor | None = None, **more: Any) -> DocumentVersion:
        """A document of a line, with its first version."""
        who = by or self.hanh
        document = documents.add(entry.uuid, self.sent(entry.uuid, by=who, **more), name=NAME, kind="main", by=who)
        return DocumentVersion.unchecked.get(document=document.uuid)

    def let_in(self, name: str, entry: Entry) -> Actor:
        """A person with a live session, in the circle of a line."""
        who = self.office.at_desk(name)
        self.office.ground.member(entry.uuid, who.person)
        return who

    def blobs(self) -> list[Path]:
        return sorted(path for path in (self.folder / "blobs").rglob("*") if path.is_file())


__all__ = ["NAME", "Papers", "machine", "papers"]
