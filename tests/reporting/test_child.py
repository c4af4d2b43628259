"""The throw-away process: the same bytes, and nothing of them anywhere else."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from somat.law.levels import Level
from somat.reporting import child, ledger
from somat.reporting import typeset as typesetting
from somat.reporting.book import SHORT, Cell, Old, Receipt, Totals, press, render_book, render_book_in_child
from somat.reporting.marks import Codes
from somat.reporting.typeset import PrintFailed, typeset
from somat.reporting.wire import Rank, packed, unpacked, unpacked_with_codes
from tests.reporting.paper import pages
from tests.reporting.stock import book, many, out_line

ROOT = Path(__file__).resolve().parent.parent.parent


def test_it_gives_the_bytes_that_the_process_itself_would() -> None:
    print_ = book(many(40))
    assert render_book_in_child(print_) == render_book(print_)


def test_a_print_survives_the_way_there_and_back() -> None:
    cell = Cell("mới", "Báo cáo", old=(Old("cũ", "Công văn"),), struck=True)
    to = Cell(receipts=(Receipt("a", "b", struck=True), Receipt("\ud800#]\x00")))
    print_ = book(
        [out_line(1, what=cell, to=to, cancelled=True), *many(3)], totals=Totals(5, 1, 2), last_day=None, part="pages"
    )
    assert unpacked(packed(print_)) == print_
    bare = book(checkpoint=None, first_day=None)
    assert unpacked(packed(bare)) == bare


def test_the_child_knows_the_levels_of_the_law_and_loads_no_law() -> None:
    assert [(rank.name, rank.value, rank.code) for rank in Rank] == [(one.name, one.value, one.code) for one in Level]
    assert ledger.TUYET_MAT == Level.TUYET_MAT
    program = "import sys; from somat.reporting import book, drawer, wire; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "somat.reporting.book" in loaded
    assert not {"somat.law", "segno", "subprocess", "django"} & loaded


def test_the_child_draws_the_codes_that_it_is_given() -> None:
    print_ = book(many(40))
    codes = Codes(print_)
    told = Codes.told(json.loads(json.dumps(codes.kept())))
    assert [told.png(page) for page in (1, 2, 19, 417, 99_999)] == [codes.png(page) for page in (1, 2, 19, 417, 99_999)]
    assert codes.png(1) != codes.png(2)
    assert unpacked_with_codes(packed(print_, codes=codes.kept())) == (print_, codes.kept())


def test_no_word_of_the_book_stands_on_the_command_line_or_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = subprocess.Popen

    def watched(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        seen.extend([*command, *options["env"], *options["env"].values()])
        return real(command, **options)

    monkeypatch.setattr(subprocess, "Popen", watched)
    render_book_in_child(book([out_line(1, what=Cell("chuyện rất kín", "Báo cáo"))]))
    assert seen
    assert not any("kín" in part or "Báo" in part or "Hạnh" in part for part in seen)


def test_a_child_that_nothing_was_given_to_is_gone_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def kept(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(real(*args, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", kept)
    with pytest.raises(LookupError), child.waiting():
        raise LookupError("the vault was sealed meanwhile")
    assert [one.returncode for one in started] == [-signal.SIGKILL]


def test_a_short_range_is_made_here_and_a_long_one_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a child was started"))
    with press(SHORT) as make:
        assert make(book(many(2))).startswith(b"%PDF-")
    with pytest.raises(pytest.fail.Exception), press(SHORT + 1):
        pass


def test_what_goes_to_typst_beside_the_drawing_can_never_be_read_as_source() -> None:
    given = typesetting._source("A1", {"said": "\n*/ #panic() \u2028 \r\x85"})["data"]
    assert given.startswith(b"//")
    assert given.isascii()
    assert given.splitlines() == [given]


def test_in_the_child_no_file_can_be_written(tmp_path: Path) -> None:
    program = (
        "import sys, signal; from somat.reporting.drawer import limit; limit(2**31, 60)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "file = open(sys.argv[1], 'w', buffering=1)\n"
        "try: file.write('a line\\n')\n"
        "except OSError: sys.stderr.close(); import os; os._exit(7)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "leak")], env={"PYTHONPATH": str(child.SOURCE)}
    )
    assert done.returncode == 7
    assert (tmp_path / "leak").read_text() == ""


def test_a_print_too_big_for_its_memory_fails_as_such() -> None:
    with pytest.raises(PrintFailed) as failed:
        child.run(packed(book(many(800))), memory=150 * 2**20)
    assert failed.value.why == "memory"


def test_a_print_that_takes_too_long_is_ended() -> None:
    with pytest.raises(PrintFailed) as failed:
        child.run(packed(book(many(2000))), seconds=0)
    assert failed.value.why == "time"


def test_what_is_no_print_fails_without_saying_what_it_was() -> None:
    with pytest.raises(PrintFailed) as failed:
        child.run(b'{"lines": "secret"}')
    assert failed.value.why == "fault"
    assert "secret" not in str(failed.value)


def test_a_failed_drawing_does_not_quote_its_data() -> None:
    with pytest.raises(PrintFailed) as failed:
        typeset("A1", {"print": {"level": "kín"}, "sheets": []}, at=book().printed_at)
    assert "kín" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


# In a process of its own: what other tests have let go of would be room to grow into unseen.
GROWTH = """
import resource
from pathlib import Path
from somat.reporting import typeset
from somat.reporting.book import render_book
from tests.reporting.stock import book, many

def used():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20

{before}
for start in range(4):
    render_book(book(many(150 + start)))
before = used()
for start in range(10):
    render_book(book(many(160 + start)))
print(used() - before)
"""


def growth(before: str) -> int:
    """Megabytes that ten more prints take."""
    done = subprocess.run(
        [sys.executable, "-c", GROWTH.format(before=before)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_printing_again_and_again_does_not_grow() -> None:
    assert growth("") < 40 < growth("typeset._forget = lambda: None")  # the second is the planted fault


@pytest.mark.deep
def test_five_thousand_lines_are_one_file_under_700_mb() -> None:
    sheets = pages(render_book_in_child(book(many(5000))))
    assert [row[0] for row in sheets[-2].cells()][-1] == "5000"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 700 * 1024
