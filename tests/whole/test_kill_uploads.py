"""Vault and web killed in the middle of uploads: what was acknowledged is there and opens, no row without its blob, orphans are swept."""

from __future__ import annotations

import http.client
import io
import os
import threading
import time
from collections.abc import Iterator
from random import Random
from uuid import uuid4

import pytest
from PIL import Image

from tests import sites
from tests.whole import running
from tests.whole.browsing import Browser
from tests.whole.issuing import Issuing
from tests.whole.running import Site, end, until

pytestmark = pytest.mark.once  # blobs, not engines

NAMES = "SELECT count(*) FROM registry_document"
BLOBS = "SELECT v.blob FROM registry_documentversion v"


def noise() -> bytes:
    """A PDF of one page that does not pack: an upload takes a while."""
    out = io.BytesIO()
    Image.frombytes("RGB", (900, 700), os.urandom(900 * 700 * 3)).save(out, "PDF", quality=95)
    return out.getvalue()


class Uploading:
    """Clients that add documents to one line again and again; each remembers what it was told."""

    def __init__(self, site: Site, browser: Browser, line: str, *, clients: int) -> None:
        self.site, self.line = site, line
        self.acknowledged = 0
        self.refused: list[str] = []
        self._end = threading.Event()
        self._guard = threading.Lock()
        self._threads = [threading.Thread(target=self._run, args=(browser.twin(),)) for _ in range(clients)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(120)

    def grow(self, more: int) -> None:
        wanted = self.acknowledged + more
        until(lambda: self.acknowledged >= wanted or self.refused, what=f"{more} more uploads\n{self.site.said()}")
        assert self.refused == []

    def _run(self, browser: Browser) -> None:
        while not self._end.is_set():
            key = str(uuid4())
            while not self._end.is_set() and not self._once(browser, key):
                time.sleep(0.2)

    def _once(self, browser: Browser, key: str) -> bool:
        """One try; the same key until it is acknowledged."""
        fields = [("once", key), ("kind", "main")]
        try:
            answer = browser.post(f"{self.line}tai-lieu/moi/", fields, files={"file": ("a.pdf", noise())})
        except (OSError, http.client.HTTPException):
            return False
        if answer.status == 302 and answer.location == self.line:
            with self._guard:
                self.acknowledged += 1
            return True
        if answer.status not in (302, 502, 503):  # 302 to the sealed page: not now
            self.refused.append(f"{answer.status} {answer.words[:300]}")
        return False


@pytest.fixture(scope="module")
def place() -> Iterator[Site]:
    with running.site(name="kill-uploads") as made:
        yield made


@pytest.fixture(scope="module")
def load(place: Site) -> Iterator[Uploading]:
    browser = place.log_in("hanh")
    with Issuing(place, browser, clients=1) as issuing:
        issuing.grow(1)
    line = str(place.rows("SELECT uuid FROM registry_entry")[0][0])
    dashed = line if "-" in line else f"{line[:8]}-{line[8:12]}-{line[12:16]}-{line[16:20]}-{line[20:]}"
    loading = Uploading(place, browser, f"/dong/{dashed}/", clients=2)
    try:
        loading.grow(2)
        yield loading
    finally:
        loading.stop()


def kill(site: Site, what: str, chance: Random) -> None:
    _, workers = site.web()
    if what == "vault":
        end(site.named("somat.vault.process")[0])
        site.unseal()
    elif what == "converter":
        end(site.named("somat.vault.converter")[0])
    else:
        end(chance.choice(workers))


def complaints(site: Site, acknowledged: int) -> list[str]:
    """Acknowledged uploads that are not there, and rows whose blob is not."""
    found = []
    (count,) = site.rows(NAMES)[0]
    if int(str(count)) < acknowledged:
        found.append(f"{acknowledged} acknowledged, {count} there")
    for (blob,) in site.rows(BLOBS):
        digits = str(blob).replace("-", "")
        if not (site.folder / "blobs" / digits[:2] / digits).exists():
            found.append(f"row without blob {digits}")
    return found


@pytest.mark.parametrize("what", ["vault", "worker", "converter"])
def test_a_kill_in_the_middle_of_uploads_loses_nothing(place: Site, load: Uploading, what: str) -> None:
    chance = Random(2411)
    kill(place, what, chance)
    load.grow(2)
    assert complaints(place, load.acknowledged) == []
    assert load.refused == []


@pytest.mark.deep
def test_two_hundred_kills_in_the_middle_of_uploads(place: Site, load: Uploading) -> None:
    chance = Random(200)
    for number in range(200):
        time.sleep(chance.random())
        kill(place, ("vault", "worker", "vault", "converter")[number % 4], chance)
        if number % 10 == 9:
            load.grow(1)
            assert complaints(place, load.acknowledged) == []
    load.grow(2)
    assert load.refused == []


def test_afterwards_blobs_and_rows_agree_by_hash_and_orphans_go(place: Site, load: Uploading) -> None:
    load.stop()
    assert complaints(place, load.acknowledged) == []
    named = {str(blob).replace("-", "") for (blob,) in place.rows(BLOBS)}
    lying = {path.name: path for path in (place.folder / "blobs").glob("??/*")}
    long_ago = time.time() - 25 * 3600
    for path in lying.values():
        os.utime(path, (long_ago, long_ago))
    done = sites.somat("due", place.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    left = {path.name for path in (place.folder / "blobs").glob("??/*") if path.suffix != ".new"}
    assert left == named
    found = sites.somat("verify", place.folder, "--blobs")
    assert found.returncode == 0, found.stdout


def test_a_row_without_its_blob_would_have_been_found(place: Site, load: Uploading) -> None:
    """The control of the tests above: one blob taken away past the program."""
    load.stop()
    path = next(path for path in (place.folder / "blobs").glob("??/*") if path.suffix != ".new")
    data = path.read_bytes()
    path.unlink()
    assert any("row without blob" in found for found in complaints(place, load.acknowledged))
    assert "tệp mã hóa không còn" in place.verified()
    path.write_bytes(data)
    assert complaints(place, load.acknowledged + 10_000) != []
