"""The process that reads PDFs of others is walled in as the converter's is, where the kernel has such walls."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TRIED = """
import json, socket, sys
from somat.reporting.pdfchild import wall_in
def tries():
    found = []
    for name, act in (
        ("network", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
        ("read", lambda: open(sys.argv[1], "rb").read()),
        ("write", lambda: open(sys.argv[2], "wb").write(b"x")),
    ):
        try:
            act()
        except OSError:
            continue
        found.append(name)
    return found
before = tries()
wall_in()
print(json.dumps([before, tries()]))
"""


def test_inside_there_is_no_network_no_foreign_file_and_nothing_to_write(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("không ai đọc", "utf-8")
    command = [sys.executable, "-c", TRIED, str(secret), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    before, inside = json.loads(done.stdout)
    assert before == ["network", "read", "write"], "the planted ways are there without the walls"
    assert inside == []


def test_the_start_of_the_program_loads_no_package_that_only_few_papers_need() -> None:
    program = (
        "import sys\n"
        "from somat.reporting import book, daily_sheet, entry, key_share, overlay\n"
        "from somat.reporting.signing import trust\n"
        "print(sorted({'segno', 'asn1crypto', 'pikepdf', 'pyhanko', 'docx'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
