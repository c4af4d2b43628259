"""Blobs travel beside a backup: once each, whole, and back only where their hash is the one in the book."""

from __future__ import annotations

import os
import time
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from somat.oversight.transfer import blobs as pools
from somat.oversight.transfer.blobs import KEPT, gather, give_back, pool_of, thin
from somat.registry.queries.blobs import Stored


def put(folder: Path, content: bytes) -> Stored:
    blob = uuid4()
    path = folder / blob.hex[:2] / blob.hex
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Stored(UUID(int=9), blob, len(content), sha256(content).hexdigest())


@pytest.fixture(params=["same disk", "another disk"])
def places(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    if request.param == "another disk":

        def no_second_names(self: Path, target: Path) -> None:
            raise OSError(18, "Invalid cross-device link")

        monkeypatch.setattr(Path, "hardlink_to", no_second_names)
    return tmp_path / "blobs", pool_of(tmp_path / "stick" / "file")


def test_each_goes_once(places: tuple[Path, Path]) -> None:
    site, pool = places
    held = [put(site, bytes([n]) * 100) for n in range(3)]
    (site / held[0].blob.hex[:2] / f"{held[0].blob.hex}.12ab.new").write_bytes(b"half")
    assert gather(site, pool) == 3
    assert gather(site, pool) == 0
    held.append(put(site, b"fourth"))
    assert gather(site, pool) == 1
    assert give_back(pool, site.with_name("new"), held) == []
    for each in held:
        path = site.with_name("new") / each.blob.hex[:2] / each.blob.hex
        assert sha256(path.read_bytes()).hexdigest() == each.sha256
    assert not [path for path in pool.rglob("*") if path.suffix in (".new", ".part")]


def test_one_that_was_cut_on_the_stick_is_brought_again(places: tuple[Path, Path]) -> None:
    site, pool = places
    one = put(site, b"content")
    cut = pool / one.blob.hex[:2] / one.blob.hex
    cut.parent.mkdir(parents=True)
    cut.write_bytes(b"con")
    assert gather(site, pool) == 1
    assert cut.read_bytes() == b"content"


def test_a_changed_or_missing_one_is_named(places: tuple[Path, Path]) -> None:
    site, pool = places
    good, bad = put(site, b"good"), put(site, b"bad")
    gather(site, pool)
    path = pool / bad.blob.hex[:2] / bad.blob.hex
    path.unlink()
    path.write_bytes(b"BAD")
    absent = Stored(UUID(int=9), UUID(int=5), 0, "")
    assert give_back(pool, site.with_name("new"), [good, bad, absent]) == [bad.blob, absent.blob]


def test_what_the_site_let_go_of_stays_thirty_five_days(places: tuple[Path, Path]) -> None:
    site, pool = places
    ended, kept = put(site, b"ended"), put(site, b"kept")
    gather(site, pool)
    (site / ended.blob.hex[:2] / ended.blob.hex).unlink()
    assert thin(site, pool) == 0
    assert give_back(pool, site.with_name("old"), [ended, kept]) == []  # an older backup still finds it
    gone = pool / ended.blob.hex[:2] / f"{ended.blob.hex}.gone"
    assert KEPT == 35 * 24 * 3600
    os.utime(gone, (time.time() - KEPT + 60,) * 2)
    assert thin(site, pool) == 0 and gone.exists()
    os.utime(gone, (time.time() - KEPT - 60,) * 2)
    assert thin(site, pool) == 1 and not gone.exists()
    assert give_back(pool, site.with_name("new"), [kept]) == []


def test_a_reader_that_trusts_names_would_be_caught(places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the hash is not looked at."""
    site, pool = places
    one = put(site, b"good")
    gather(site, pool)
    path = pool / one.blob.hex[:2] / one.blob.hex
    path.unlink()
    path.write_bytes(b"evil")
    assert give_back(pool, site.with_name("new"), [one]) == [one.blob]
    monkeypatch.setattr(pools, "_sha256", lambda path: one.sha256)
    assert give_back(pool, site.with_name("new"), [one]) == []
