"""Pictures and other single files that are too big, broken, or something else than they seem."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib

from PIL import Image, PngImagePlugin

from tests.vault.converter import clean
from tests.vault.converter.cases import SHOWN, Case

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is so big."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


def png_of_many_bits() -> bytes:
    """10,000 by 10,000 pixels of eight bytes each, packed to almost nothing."""
    head = struct.pack(">IIBBBBB", 10_000, 10_000, 16, 6, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(80_001)
    data = b"".join(packer.compress(row) for _ in range(10_000)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def jpeg(width: int, height: int) -> bytes:
    """A JPEG whose frame says it is so big."""
    data = bytearray(clean.picture("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def tiff(*, width: int = 8, height: int = 8, following: int = 0, strip: int = 8) -> bytes:
    """A TIFF of one directory at 8; `following` is where it says the next one lies."""
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    entries += [(273, 4, 1, strip), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, width * height % 2**32)]
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + struct.pack("<I", following) + bytes(64)


def tiff_of_two(second: tuple[int, int]) -> bytes:
    """Two directories; the second page says it is as big as asked."""
    first = tiff(following=200)[:200].ljust(200, b"\0")
    return first + tiff(width=second[0], height=second[1])[8:]


def tiff_of_many(count: int) -> bytes:
    """So many directories of one small page, each naming the next."""
    one = tiff()[8:]
    size = len(one)
    sheets = [one[:-68] + struct.pack("<I", 8 + size * (number + 1)) + one[-64:] for number in range(count - 1)]
    return b"II*\0" + struct.pack("<I", 8) + b"".join(sheets) + one


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "A" * 60_000_000, zip=True)
    out = io.BytesIO()
    Image.new("L", (9, 9)).save(out, "PNG", pnginfo=words)
    return out.getvalue()


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as found:
        found.addfile(tarfile.TarInfo("a"))
    return out.getvalue()


def saved(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, kind)
    return out.getvalue()


def wrong_sum() -> bytes:
    data = bytearray(clean.picture())
    data[data.index(b"IDAT") + 20] ^= 0xFF
    return bytes(data)


CASES = [
    Case("png-of-60000-by-60000", lambda: png(60_000, 60_000), {"pixels"}),
    Case("png-of-a-line-20000-long", lambda: png(20_000, 1), {"pixels"}),
    Case("png-of-nothing", lambda: png(0, 0), {"damaged", "pixels"}),
    Case("png-without-its-pixels", lambda: png(900, 900), {"damaged", SHOWN}),
    Case("png-cut-short", lambda: clean.picture()[:-60], {"damaged", SHOWN}),
    Case("png-with-a-wrong-sum", wrong_sum, {"damaged"}),
    Case("png-with-60-MB-of-words", png_with_words, {"damaged", SHOWN}),
    Case("png-and-zip-in-one", lambda: clean.picture() + clean.packed({"a": b"b"}), {"archive"}),
    Case("jpeg-of-65000-by-65000", lambda: jpeg(65_000, 65_000), {"pixels"}),
    Case("jpeg-cut-short", lambda: clean.photo()[:2000], {"damaged"}),
    Case("jpeg-and-zip-in-one", lambda: clean.photo() + clean.packed({"a": b"b"}), {"archive"}),
    Case("jpeg-with-html-behind", lambda: clean.photo() + b"<html><script>x</script>", {SHOWN}),
    Case("jpeg-only-its-first-bytes", lambda: b"\xff\xd8\xff\xe0", {"damaged"}),
    Case("tiff-directories-in-a-circle", lambda: tiff(following=8), {"damaged", "too-many-pages", SHOWN}),
    Case("tiff-of-100000-by-100000", lambda: tiff(width=100_000, height=100_000), {"pixels"}),
    Case("tiff-with-a-second-page-of-20000", lambda: tiff_of_two((20_000, 20_000)), {"pixels"}),
    Case("tiff-strip-out-of-the-file", lambda: tiff(strip=2**31), {"damaged", SHOWN}),
    Case("tiff-of-2001-pages", lambda: tiff_of_many(2001), {"too-many-pages"}),
    Case("tiff-without-directories", lambda: b"II*\0" + bytes(4), {"damaged"}),
    Case("gif", lambda: saved("GIF"), {"unknown-type"}),
    Case("bmp", lambda: saved("BMP"), {"unknown-type"}),
    Case("webp", lambda: saved("WEBP"), {"unknown-type"}),
    Case("svg", lambda: SVG.encode(), {"svg"}),
    Case("svg-in-utf-16", lambda: SVG.encode("utf-16"), {"svg"}),
    Case("svg-behind-a-declaration", lambda: f'\ufeff<?xml version="1.0"?>\n<!-- x -->{SVG}'.encode(), {"svg"}),
    Case("html", lambda: b"<!DOCTYPE html><html><body onload=x></body></html>", {"html"}),
    Case("html-in-capitals", lambda: b"  \n<HTML><SCRIPT>x</SCRIPT></HTML>", {"html"}),
    Case("xml", lambda: b'<?xml version="1.0"?><a/>', {"unknown-type"}),
    Case("rtf", lambda: b"{\\rtf1\\object}", {"unknown-type"}),
    Case("program", lambda: b"MZ" + bytes(99), {"unknown-type"}),
    Case("script", lambda: b"#!/bin/sh\nrm -rf /\n", {"unknown-type"}),
    Case("nothing", lambda: b"", {"unknown-type"}),
    Case("zeros", lambda: bytes(4096), {"unknown-type"}),
    Case("gzip", lambda: gzip.compress(b"x"), {"archive"}),
    Case("bzip2", lambda: bz2.compress(b"x"), {"archive"}),
    Case("xz", lambda: lzma.compress(b"x"), {"archive"}),
    Case("tar", tar, {"archive"}),
    Case("7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(30), {"archive"}),
    Case("rar", lambda: b"Rar!\x1a\x07\x01\0" + bytes(30), {"archive"}),
    Case("old-word-file", lambda: CONTAINER, {"ole"}),
    Case("office-file-with-a-password", lambda: CONTAINER + "EncryptedPackage".encode("utf-16-le"), {"encrypted"}),
]  # fmt: skip
