"""Sheets of strangers are parsed by defusedxml, whatever else is installed beside openpyxl."""

from __future__ import annotations

import subprocess
import sys

SAY = "import somat.exchange.oldbook.xlsx, openpyxl, openpyxl.xml.functions as f; print(openpyxl.LXML, openpyxl.DEFUSEDXML, f.fromstring.__module__)"


def test_the_parser_is_the_defused_one() -> None:
    done = subprocess.run([sys.executable, "-c", SAY], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "defusedxml.common"]


def test_lxml_is_there_to_be_taken() -> None:
    """Else the test above would prove nothing."""
    plain = SAY.replace("import somat.exchange.oldbook.xlsx, ", "import ")
    done = subprocess.run([sys.executable, "-c", plain], capture_output=True, text=True, check=True, env={})
    assert done.stdout.split()[0] == "True"
