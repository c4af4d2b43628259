"""Peers that do not speak the protocol get nothing, and take nothing from the next one."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from somat.vault.converter import limits, wire
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats import kind, office, reading
from tests.vault.converter import clean
from tests.vault.converter.running import Running

pytestmark = pytest.mark.once
PROBE: dict[str, Any] = {"v": 1, "op": "probe", "size": 5}
PAGES: dict[str, Any] = {**PROBE, "op": "pages", "media": kind.PDF, "first": 1, "count": 1, "dpi": 100}


def framed(head: object, mark: bytes = wire.JSON) -> bytes:
    body = json.dumps(head).encode()
    return wire.FRAME.pack(mark, len(body)) + body


def said(running: Running, *pieces: bytes) -> bytes:
    """What comes back until the daemon hangs up."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(20)
        line.connect(str(running.socket))
        for piece in pieces:
            line.sendall(piece)
        line.shutdown(socket.SHUT_WR)
        found = b""
        try:
            while more := line.recv(65536):
                found += more
        except ConnectionResetError:
            pass
        return found


@pytest.mark.parametrize(
    "head",
    [
        {},
        {"v": 1},
        {**PROBE, "op": "shell"},
        {**PROBE, "v": 2},
        {**PROBE, "size": -1},
        {**PROBE, "size": True},
        {**PROBE, "more": 1},
        {**PAGES, "dpi": 71},
        {**PAGES, "dpi": 201},
        {**PAGES, "first": 0},
        {**PAGES, "count": limits.PAGES + 1},
        {**PAGES, "media": "image/svg+xml"},
        [],
        "x",
    ],
)
def test_a_wrong_request_gets_no_answer(running: Running, head: object) -> None:
    assert said(running, framed(head)) == b""


@pytest.mark.parametrize(
    "pieces",
    [
        (b"",),
        (b"GET / HTTP/1.1\r\n\r\n",),
        (b"J\xff\xff\xff\xff",),
        (framed(PROBE)[:-3],),
        (framed(PROBE, wire.RAW),),
        (os.urandom(4096),),
    ],
    ids=["nothing", "http", "too-long", "cut", "raw-first", "noise"],
)
def test_bytes_that_are_no_frame_get_no_answer(running: Running, pieces: tuple[bytes, ...]) -> None:
    assert said(running, *pieces) == b""


@pytest.mark.parametrize(
    "blocks", [(b"%PDF-1.7 too much", b""), (b"%PD", b""), (b"%PDF-",)], ids=["more", "less", "no-end"]
)
def test_a_file_of_another_size_than_said_gets_no_answer(running: Running, blocks: tuple[bytes, ...]) -> None:
    sent = b"".join(wire.FRAME.pack(wire.RAW, len(block)) + block for block in blocks)
    assert b"refused" not in (found := said(running, framed(PROBE), sent)) and b"media" not in found


def test_the_next_peer_is_served_after_all_that(running: Running) -> None:
    for _ in range(6):
        said(running, os.urandom(64))
        said(running, framed(PROBE))
    assert running.probe(clean.blank_pdf(1)).pages == 1


def test_a_peer_that_leaves_in_the_middle_leaves_a_place(running: Running) -> None:
    data = clean.text_pdf(40)
    asked = {"size": len(data), "media": kind.PDF, "first": 1, "count": 40, "dpi": 200}
    for _ in range(6):
        pages = running.converter.pages([data], **asked)
        assert next(pages).number == 1
        pages.close()  # type: ignore[attr-defined]
    assert running.probe(data).pages == 40


def test_an_error_of_the_one_who_asks_is_his_own(running: Running) -> None:
    """A blob that does not authenticate is no fault of the converter."""

    class Broken(Exception):
        pass

    def pieces() -> Any:
        yield b"%PDF-"
        raise Broken

    with pytest.raises(Broken):
        running.converter.probe(pieces(), size=10)


def test_without_libreoffice_the_code_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConverterRefused, match="no-office"):
        office.as_pdf(b"", kind.DOCX, scratch=None)
    monkeypatch.setattr(office, "FOLDERS", ())
    assert office.program() is None
    with pytest.raises(ConverterRefused, match="no-office"):
        office.as_pdf(b"", kind.DOCX, scratch=tmp_path)


def test_without_tesseract_the_code_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    monkeypatch.setattr(reading, "WORDS", ())
    with pytest.raises(ConverterRefused, match="no-ocr"):
        reading.read(Image.new("L", (9, 9)), scratch=None)
