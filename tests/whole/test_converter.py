"""The converter under `somat serve`: it comes back when it is killed, its children end with it, and a bad file does not end it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from somat.vault.converter.client import Converter
from somat.vault.converter.codes import ConverterAway
from tests.vault.converter import bad_picture, clean
from tests.whole import running
from tests.whole.running import Site, parent_of, until

pytestmark = pytest.mark.once
MODULE = "somat.vault.converter --dir"


def answering(place: Site) -> Converter:
    """The converter of a running site, once it answers."""
    converter = Converter(place.folder / "run" / "converter.sock")

    def answers() -> bool:
        try:
            return bool(converter.status())
        except ConverterAway:
            return False

    until(answers, what="the converter")
    return converter


def children(pid: int) -> set[int]:
    """Those that it started; they stand in sessions of their own."""
    return {int(path.name) for path in Path("/proc").glob("[0-9]*") if parent_of(int(path.name)) == pid}


def test_a_killed_converter_comes_back_and_leaves_no_child() -> None:
    with running.site() as place:
        assert answering(place).probe([clean.blank_pdf(2)], size=len(clean.blank_pdf(2))).pages == 2
        (old,) = place.named(MODULE)
        until(lambda: children(old), what="a child that waits")
        had = children(old)
        os.kill(old, signal.SIGKILL)
        until(lambda: not any(Path(f"/proc/{pid}/ns/mnt").exists() for pid in had), what="the end of its children")
        until(lambda: [pid for pid in place.named(MODULE) if pid != old], what="a new converter")
        converter = answering(place)
        assert (
            converter.probe([bad_picture.png(60_000, 60_000)], size=len(bad_picture.png(60_000, 60_000))).refused
            == "pixels"
        )
        assert converter.probe([clean.blank_pdf(1)], size=len(clean.blank_pdf(1))).pages == 1
        (new,) = place.named(MODULE)
        left = children(new)
    until(lambda: not any(Path(f"/proc/{pid}/ns/mnt").exists() for pid in left), what="nothing left of the site")
