"""Documents through backup and restore, and what the end of a document's key does to the backups made before it (R11)."""

from __future__ import annotations

import os
import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from somat.audit.moment import now
from somat.oversight import actions
from somat.oversight.transfer.backup import back_up, keys_of
from somat.oversight.transfer.blobs import POOL, gather
from somat.registry.actions import documents
from somat.registry.actions.stamping import Laying, stamp
from somat.registry.models import DocumentVersion
from somat.site import load
from somat.vault.process.content.store import Store
from somat.vault.process.content.stream import Place
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.keys.provider import KeyDestroyed
from tests.office import office
from tests.oversight.test_transfer import addresses
from tests.postgres import Cluster
from tests.registry.papers import Papers, machine, papers
from tests.sites import somat
from tests.vault.doubled import pdf
from tests.vault.ground import PASSPHRASE

pytestmark = pytest.mark.once  # it restores onto both engines itself

__all__ = ["machine", "office", "papers"]


def taken(folder: Path, pool: Path) -> Path:
    """A backup with its key file beside it and its blobs in the pool of the stick."""
    folder.mkdir()
    back_up(settings.SITE, folder / "file", keys=keys_of(folder / "file"), at=now())
    gather(settings.SITE.folder / "blobs", pool)
    return folder / "file"


def content(site: Path, version: DocumentVersion) -> bytes:
    """What whoever has the folder and its passphrase reads of a version."""
    installation = load(site).installation
    keys = Embedded(site / "vault", installation=installation)
    keys.unwrap(Passphrase(PASSPHRASE))
    place = Place(installation, version.document_id, version.number)
    try:
        assert keys.document_level(version.blob) == 1
        with Store(site, keys=keys).open(version.blob, place) as blob:
            return b"".join(blob.pieces())
    finally:
        keys.forget()


def restored(file: Path, keys: Path, pool: Path, to: Path, *more: str | Path) -> Path:
    done = somat("restore", file, to, "--keys", keys, "--blobs", pool, *more)
    assert done.returncode == 0, done.stderr
    return to


def test_the_end_of_a_key_reaches_the_backups_of_before(papers: Papers, tmp_path: Path, pg_cluster: Cluster) -> None:
    """The line stays in every book; its content opens from an old backup only with an old copy of the keyring."""
    khoi, pool = papers.office.at_desk("khoi"), tmp_path / POOL
    entry = papers.office.issued(drafter=khoi.person)
    ended, kept = papers.added(entry), papers.added(entry, content=pdf(5))
    papers.office.ground.settle()
    before = taken(tmp_path / "before", pool)
    documents.ask_end(ended.document_id, by=papers.hanh)
    documents.end(ended.document_id, by=khoi)
    papers.office.ground.settle()
    after = taken(tmp_path / "after", pool)

    both_old = restored(before, keys_of(before), pool, tmp_path / "one")
    assert content(both_old, ended) == pdf(3) and content(both_old, kept) == pdf(5)  # the control: till then it opens

    old_data = restored(before, keys_of(after), pool, tmp_path / "two")
    with pytest.raises(KeyDestroyed):
        content(old_data, ended)
    assert content(old_data, kept) == pdf(5)

    new = restored(after, keys_of(after), pool, tmp_path / "three", *addresses(pg_cluster, tmp_path / "urls"))
    assert content(new, kept) == pdf(5)
    assert somat("verify", new).returncode == 0


def test_a_stamped_version_and_its_original_come_over(papers: Papers, tmp_path: Path, pg_cluster: Cluster) -> None:
    """Onto either engine, each byte for byte, and the restored site verifies with its files."""
    first = papers.added(papers.office.issued())
    job = {"marks": [{"page": 2, "left": 30.5, "top": 40}], "strikes": []}
    made = stamp(first.uuid, laying=Laying(job, b"DRAWN", [("C-02a", 40, 8)], [], ()), name="hai.pdf", by=papers.hanh)
    second = DocumentVersion.unchecked.get(uuid=made.version_id)
    papers.office.ground.settle()
    file = taken(tmp_path / "now", tmp_path / POOL)
    for to, more in (("lite", ()), ("post", addresses(pg_cluster, tmp_path / "urls"))):
        site = restored(file, keys_of(file), tmp_path / POOL, tmp_path / to, *more)
        assert content(site, first) == pdf(3)
        assert content(site, second).startswith(pdf(3)) and content(site, second).endswith(b"DRAWN")
        assert somat("verify", site, "--blobs").returncode == 0
    blob = tmp_path / "lite" / "blobs" / second.blob.hex[:2] / second.blob.hex
    spoilt = bytearray(blob.read_bytes())
    spoilt[-1] ^= 1
    blob.write_bytes(spoilt)
    assert somat("verify", tmp_path / "lite", "--blobs").returncode != 0


def test_after_thirty_five_days_the_site_has_no_old_copy_of_the_key(papers: Papers) -> None:
    folder = settings.SITE.folder
    for name in ("backups", "backups-keys"):
        shutil.rmtree(folder / name, ignore_errors=True)
    entry = papers.office.issued()
    papers.added(entry)
    file, keys = actions.new_places(folder, at=now() - timedelta(days=36))
    back_up(settings.SITE, file, keys=keys, at=now())
    os.utime(keys, (time.time() - 36 * 86_400,) * 2)
    young, young_keys = actions.new_places(folder, at=now())
    back_up(settings.SITE, young, keys=young_keys, at=now())
    actions.rotate(folder)
    assert file.exists() and not keys.exists() and young_keys.exists()


def test_a_book_without_its_contents_is_restored_only_when_told_to(papers: Papers, tmp_path: Path) -> None:
    papers.added(papers.office.issued())
    papers.office.ground.settle()
    file, nowhere = taken(tmp_path / "one", tmp_path / POOL), tmp_path / "nowhere"
    refused = somat("restore", file, tmp_path / "new", "--keys", keys_of(file), "--blobs", nowhere)
    assert refused.returncode == 1 and "1 tài liệu" in refused.stderr
    assert not (tmp_path / "new").exists()
    done = somat("restore", file, tmp_path / "new", "--keys", keys_of(file), "--blobs", nowhere, "--without-contents")
    assert done.returncode == 0 and "THIẾU" in done.stdout, done.stderr
    assert somat("verify", tmp_path / "new").returncode == 1
