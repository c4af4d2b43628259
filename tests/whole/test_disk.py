"""A whole site on a small disk that runs full: said in a sentence, nothing acknowledged lost, and it goes on when there is room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from tests import sites
from tests.whole import running
from tests.whole.browsing import Answer
from tests.whole.issuing import LINE, LINES, complaints, entry_in, new_line
from tests.whole.running import Site, until

SIZE = 160 << 20  # bytes of the small disk


@dataclass
class Small:
    """A site on a file system of its own, mounted where only its processes and this test see it."""

    site: Site
    seen: Path  # the folder as this test sees it, through /proc
    holder: subprocess.Popen[bytes]

    @property
    def filler(self) -> Path:
        return self.seen / "filler"

    def room(self) -> int:
        """Bytes free."""
        facts = os.statvfs(self.seen)
        return facts.f_bavail * facts.f_frsize

    def fill(self, *, leave: int) -> None:
        """Take room until only so many bytes are left."""
        with self.filler.open("ab") as out:
            while (more := self.room() - leave) > 0:
                try:
                    out.write(b"\0" * min(more, 1 << 20))
                    out.flush()
                except OSError:
                    break


def namespace() -> list[str]:
    """The words that give a command a mount table of its own; as another user than root together with a user table."""
    return ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]


def enter(pid: int) -> tuple[str, ...]:
    words = ["nsenter", "--target", str(pid), "--mount"]
    return (*words, "--") if os.geteuid() == 0 else (*words, "--user", "--preserve-credentials", "--")


@pytest.fixture(scope="module")
def small() -> Iterator[Small]:
    made = running.make(name="disk")
    place = made.folder.with_name(f"{made.folder.name}.disk")
    place.mkdir()
    script = f'mount -t tmpfs -o size={SIZE},mode=700 tmpfs "$1" && cp -a "$0/." "$1/" && echo ready && exec sleep 3600'
    words = [*namespace(), "sh", "-c", script, str(made.folder), str(place)]
    holder = subprocess.Popen(words, stdout=subprocess.PIPE, preexec_fn=running.end_with_parent)
    site = replace(made, folder=place, around=enter(holder.pid))
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n", (
            "no file system could be mounted: root or user namespaces are needed"
        )
        seen = Path(f"/proc/{holder.pid}/root{place}")
        site.up()
        yield Small(site, seen, holder)
    finally:
        site.stop()
        holder.kill()
        holder.wait()
        running.away(made)


READ = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))"


def lines_of(small: Small) -> list[tuple[object, ...]]:
    """The lines of the book; SQLite's file is read by a process that sees the small disk under its own name."""
    if small.site.cluster is not None:
        return replace(small.site, folder=small.seen).rows(LINES)
    words = [*small.site.around, sys.executable, "-c", READ, str(small.site.folder / "somat.sqlite3"), LINES]
    return [tuple(row) for row in json.loads(subprocess.run(words, capture_output=True, check=True, timeout=60).stdout)]


@pytest.mark.deep
def test_a_full_disk_is_said_loses_nothing_and_is_got_over(small: Small) -> None:
    clerk = small.site.log_in("hanh")
    acknowledged = {}
    form = new_line(clerk)

    def send(signer: str) -> Answer:
        answer = clerk.post(
            form.action, form.filled(LINE | {"signer": signer, "once": "", "recipients": ["Công an tỉnh"]})
        )
        if entry := entry_in(answer):
            acknowledged[signer] = entry
        return answer

    asked = {f"Người ký {n}" for n in range(2000)}
    numbers = count(100)  # the look at the disk is believed for a second: the first of these may still be written
    assert [send(f"Người ký {n}").status for n in range(3)] == [302] * 3, "the control: there is room"
    small.fill(leave=SIZE * 7 // 100)
    until(lambda: send(f"Người ký {next(numbers)}").status == 503, what="read-only below a tenth", seconds=20)
    stopped = send("Người ký 4")
    assert "Chỉ xem, chưa ghi được: ổ đĩa còn trống" in stopped.words and "Quản trị dọn ổ đĩa" in stopped.words
    assert "Chỉ xem, chưa ghi được" in clerk.get("/can-cu/").text, "a page says it too"
    small.fill(leave=0)
    for number in range(5, 15):
        full = send(f"Người ký {number}")
        assert full.status == 503 and "ổ đĩa" in full.words, f"{full.status} {full.words[:800]}"
        assert clerk.get("/can-cu/").status == 200
    small.filler.unlink()
    until(lambda: send(f"Người ký {next(numbers)}").status == 302, what="a line once there is room again", seconds=30)
    assert [send(f"Người ký {n}").status for n in range(30, 33)] == [302] * 3
    assert complaints(lines_of(small), acknowledged=acknowledged, asked=asked) == []
    small.site.stop()
    done = subprocess.run([*small.site.around, str(sites.SOMAT), "verify", str(small.site.folder)], env=sites.plain(), capture_output=True, text=True, timeout=300)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.deep
def test_a_write_that_meets_the_end_of_the_disk_is_never_acknowledged(small: Small) -> None:
    """The room ends in the middle of acts, between two looks at it: rough, without the warning."""
    if small.site.process is None:
        small.site.up()
    clerk = small.site.log_in("hanh")
    form, acknowledged = new_line(clerk), {}
    before = {str(row[4]) for row in lines_of(small)}
    for number in range(40):
        signer = f"Bất chợt {number}"
        if number % 10 == 5:
            small.fill(leave=0)
        if number % 10 == 8:
            small.filler.unlink()
        answer = clerk.post(
            form.action, form.filled(LINE | {"signer": signer, "once": "", "recipients": ["Công an tỉnh"]})
        )
        assert answer.status in (302, 500, 503), answer.words[:800]
        if entry := entry_in(answer):
            acknowledged[signer] = entry
    small.filler.unlink(missing_ok=True)
    assert len(acknowledged) >= 15
    asked = before | {f"Bất chợt {number}" for number in range(40)}
    assert complaints(lines_of(small), acknowledged=acknowledged, asked=asked) == []
