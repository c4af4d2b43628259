"""Files that are not opened: each is refused with one sentence that says what to do, quickly and in little memory."""

import os
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from somat.exchange.oldbook import gate, sheet
from somat.exchange.oldbook.reading import open_book
from somat.exchange.oldbook.sheet import BadSheet
from tests.exchange.messy import legal_form

GOOD = legal_form().data
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def changed(change: Callable[[str, bytes], bytes | None], *, extra: dict[str, bytes] | None = None) -> bytes:
    """The good book with its parts changed; None leaves a part out."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = change(name, old.read(name))
            if body is not None:
                new.writestr(name, body)
        for name, body in (extra or {}).items():
            new.writestr(name, body)
    return stream.getvalue()


def with_part(name: str, body: bytes = b"x") -> bytes:
    return changed(lambda _, old: old, extra={name: body})


def with_sheet(body: bytes) -> bytes:
    return changed(lambda name, old: body if name == SHEET else old)


def refusal(data: bytes, *, name: str = "so.xlsx") -> str:
    with pytest.raises(BadSheet) as caught:
        open_book(data, name=name)
    return caught.value.sentence


def test_the_book_that_the_others_are_made_from_is_read() -> None:
    assert len(open_book(changed(lambda _, body: body), name="so.xlsx").sheets[0].rows) == 62


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "trống"),
        (b"\xef\xbb\xbf  \r\n", "trống"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "trang web"),
        (b"<?xml version='1.0'?><Workbook/>", ".xlsx"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 not a zip", "hỏng"),
        (GOOD[: len(GOOD) // 2], "hỏng"),
        (b"a,b\n\0\0\0\0\0,c\n", "CSV"),
    ],
)
def test_it_refuses_what_is_no_book(data: bytes, words: str) -> None:
    assert words in refusal(data)


@pytest.mark.parametrize(
    "part, words",
    [
        ("xl/vbaProject.bin", "macro"),
        ("xl/macrosheets/sheet1.xml", "macro"),
        ("xl/externalLinks/externalLink1.xml", "liên kết"),
        ("xl/connections.xml", "liên kết"),
        ("xl/embeddings/oleObject1.bin", "nhúng"),
        ("xl/chartsheets/sheet1.xml", "biểu đồ"),
        ("xl/workbook.bin", ".xlsb"),
    ],
)
def test_it_refuses_parts_that_reach_out_or_run(part: str, words: str) -> None:
    assert words in refusal(with_part(part))


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_it_refuses_a_document_type_in_any_part(part: str) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert "DTD" in refusal(changed(lambda name, body: doctype + body if name == part else body))


def test_it_refuses_a_document_type_hidden_by_another_encoding() -> None:
    hidden = ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x []>' + HEAD.decode() + TAIL.decode()).encode("utf-16")
    assert "DTD" in refusal(with_sheet(hidden))


def test_it_refuses_a_document_type_cut_by_the_edge_of_a_piece() -> None:
    padding = b"<!--" + b"x" * (gate.PIECE - 10 - 4) + b"-->"
    assert "DTD" in refusal(with_sheet(padding + b"<!DOCTYPE x []>" + HEAD + TAIL))


def test_it_refuses_a_million_rows_quickly_and_in_little_memory() -> None:
    body = (
        HEAD + b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n) for n in range(1, 1_000_001)) + TAIL
    )
    data = with_sheet(body)
    del body
    tracemalloc.start()
    began = time.monotonic()
    sentence = refusal(data)
    spent, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "200.000 dòng" in sentence
    assert spent < 10 and peak < 16 * 2**20, (spent, peak)


def test_it_refuses_a_bomb_without_unpacking_it() -> None:
    data = with_part("xl/media/zeros.xml", b"\0" * (80 * 2**20))
    assert len(data) < 2**20
    tracemalloc.start()
    sentence = refusal(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "quá lớn" in sentence or "DTD" in sentence
    assert peak < 8 * 2**20, peak


@pytest.mark.parametrize(
    "body, words",
    [
        (HEAD + b'<row r="99999999999"><c r="A1"><v>1</v></c></row>' + TAIL, "dòng"),
        (HEAD + b'<row r="1"><c r="ZZ1"><v>1</v></c><c r="CW1"><v>1</v></c></row>' + TAIL, "100 cột"),
        (HEAD + b"<row>" * 250_000 + b"</row>" * 250_000 + TAIL, "dòng"),
        (HEAD + b"<a>" * 9_000_000, "quá lớn"),
        (HEAD + b"<row>" + b"<c/>" * 2_100_000 + b"</row>" + TAIL, "Tệp"),
        (
            HEAD
            + b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
            + b"m\xe1\xba\xadt " * 9000
            + b"</t></is></c></row>"
            + TAIL,
            "quá 32767",
        ),
        (HEAD + b'<row r="1"><c r="A1" t="s"><v>5</v></c></row>' + TAIL, "hỏng"),
        (HEAD + b'<row r="1"><c r="A1"><v>' + b"9" * 6000 + b"</v></c></row>" + TAIL, "hỏng"),
        (HEAD + b'<row r="1"><c r="A1" s="999"><v>1</v></c></row>' + TAIL, "hỏng"),
        (HEAD + b"<row", "hỏng"),
        (HEAD + TAIL, "trống"),
    ],
)
def test_it_refuses_sheets_that_are_traps(body: bytes, words: str) -> None:
    assert words in refusal(with_sheet(body))


def test_it_refuses_blocks_merged_over_everything() -> None:
    merges = b"<mergeCells>" + b'<mergeCell ref="A1:CV200000"/>' * 3 + b"</mergeCells>"
    assert "nhiều ô" in refusal(
        with_sheet(HEAD + b'<row r="1"><c r="A1"><v>1</v></c></row></sheetData>' + merges + b"</worksheet>")
    )


def test_it_refuses_too_many_parts_and_names_given_twice() -> None:
    many = changed(lambda _, body: body, extra={f"xl/media/{n}.png": b"" for n in range(gate.MAX_PARTS)})
    assert "quá lớn" in refusal(many)
    stream = BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(SHEET, b"<worksheet/>")
    assert "hỏng" in refusal(stream.getvalue())


def test_it_refuses_sizes_that_lie() -> None:
    """The directory says 10 bytes; what counts is what comes out."""
    data = bytearray(with_sheet(HEAD + b" " * 3_000_000 + TAIL))
    place = data.rindex(SHEET.encode()) - 46
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(data))


def test_it_refuses_more_shared_strings_than_a_book_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MAX_STRINGS", 1000)
    assert "quá lớn" in refusal(with_part("xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 1001 + b"</sst>"))


def test_it_refuses_a_csv_beyond_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "100 cột" in refusal(b",".join([b"a"] * 101), name="a.csv")
    assert "ngoặc kép" in refusal(b'so,ngay\n"1,2\n3,4\n5,6\n', name="a.csv")
    assert "ngoặc kép" in refusal(b'so,ngay\n"' + b"x,\n" * 60_000, name="a.csv")
    assert "200.000 dòng" in refusal(b"1,2\n" * (sheet.MAX_ROWS + 1), name="a.csv")


def test_nothing_is_written_to_disk_while_a_book_is_read(tmp_path: Path) -> None:
    """An audit hook of the interpreter sees every file opened for writing and every temporary name asked for."""
    (tmp_path / "so.xlsx").write_bytes(GOOD)
    watch = """
import os, sys
from somat.exchange.oldbook import reading, decode, layout
seen = []
def hook(event, args):
    if event.startswith(("tempfile.", "shutil.", "os.mkdir", "os.rename")):
        seen.append((event, args))
    if event == "open" and ("w" in str(args[1]) or "a" in str(args[1]) or "+" in str(args[1]) or (args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        seen.append((event, args))
data = open("so.xlsx", "rb").read()
sys.dont_write_bytecode = True
sys.addaudithook(hook)
sheet, _ = decode.decode_sheet(reading.open_book(data, name="so.xlsx").first_shown())
layout.survey(sheet)
print(len(sheet.rows), seen)
open("control", "w").close()
print(len(seen))
"""
    path = os.pathsep.join([str(Path(gate.__file__).parents[3]), *sys.path])
    ran = subprocess.run(
        [sys.executable, "-c", watch], cwd=tmp_path, env={"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert ran.stdout.splitlines() == ["62 []", "1"], ran.stderr


def test_a_refusal_never_quotes_what_the_file_holds() -> None:
    body = "chuyện rất kín ".encode() * 4000
    assert "kín" not in refusal(
        with_sheet(HEAD + b'<row r="1"><c r="A1" t="str"><v>' + body + b"</v></c></row>" + TAIL)
    )
