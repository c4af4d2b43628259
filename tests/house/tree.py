"""Walls over the tracked files as text: places of machines, hosts of registries, spellings, and what is left to do."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path

# Each pattern is written so that it does not find itself.
PLACE = re.compile(r"/wor[k]/|/far[m]/|/roo[t]/|/hom[e]/\w+/|bash_job[s]", re.IGNORECASE)
REGISTRY = re.compile(r"registr[y]\.npm|pyp[i]\.org|deb\.debia[n]|pythonhoste[d]\.org|crate[s]\.io", re.IGNORECASE)
LEFT_TO_DO = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b")
OLD_SPELLING = re.compile(
    r"\b[Hh]o[á]\b|\b[Hh]u[ỷ]\b|\b[Uu][ỷ]\b|\b[Kk]ho[á]\b|\bHO[Á]\b|\bHU[Ỷ]\b|\bU[Ỷ]\b|\bKHO[Á]\b"
)
LOCK_FILES = {"uv.lock"}  # its own lines name where each package was found


def tracked(top: Path) -> list[Path]:
    """The text files that git follows, largest data files left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=top, capture_output=True, check=True).stdout.decode()
    return [top / name for name in listed.split("\0") if name and name not in LOCK_FILES and _is_text(top / name)]


def _is_text(path: Path) -> bool:
    return path.is_file() and path.stat().st_size < 2_000_000 and b"\0" not in path.read_bytes()[:4096]


def complaints(text: str, pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{number}: {match[0]}" for number, line in enumerate(text.splitlines(), 1) for match in pattern.finditer(line)
    ]


def not_composed(text: str) -> list[str]:
    """Vietnamese on disk is NFC: two spellings of one letter would make two words."""
    return [
        f"{number}: not NFC"
        for number, line in enumerate(text.splitlines(), 1)
        if not unicodedata.is_normalized("NFC", line)
    ]
