"""An office file as the zip that it is: bounds, names, overlaps, and each part by what it holds. Nothing is unpacked to a disk."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

from somat.vault.converter import limits
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats import kind, markup

LOCAL = struct.Struct("<4s5H3L2H")
STORED, DEFLATED = 0, 8
ENCRYPTED = 0x41  # of the flags: the old and the strong way
PIECE = 1_048_576
OBJECTS = re.compile(r"(^|/)(embeddings?|activex|oleobject[^/]*|objectreplacements|object \d+)(/|$|\.)", re.IGNORECASE)
MACROS = re.compile(
    r"(^|/)(vbaproject|vbadata|basic|scripts|macrosheets|dialogsheets|attachedtoolbars|intlmacrosheet)[^/]*(/|$)",
    re.IGNORECASE,
)
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp")
MARKUP = (".xml", ".rels", ".rdf", ".vml")
BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
)
BROKEN += (NotImplementedError, struct.error)


def demand_sound(data: bytes, media: str) -> None:
    """The whole file, part by part. Raises ConverterRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            entries = parcel.infolist()
            bounds(entries)
            names(entries)
            overlaps(entries, data, parcel.start_dir)
            for entry in entries:
                part(entry, parcel, media)
    except BROKEN:
        raise ConverterRefused("damaged") from None


def bounds(entries: list[zipfile.ZipInfo]) -> None:
    """What the directory says; `contents` finds out whether it tells the truth."""
    if len(entries) > limits.ENTRIES or sum(entry.file_size for entry in entries) > limits.UNPACKED:
        raise ConverterRefused("bomb")
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise ConverterRefused("encrypted")
        if entry.compress_type not in (STORED, DEFLATED):
            raise ConverterRefused("damaged")
        if entry.file_size > limits.SMALL_PART and entry.file_size > limits.RATIO * entry.compress_size:
            raise ConverterRefused("bomb")


def names(entries: list[zipfile.ZipInfo]) -> None:
    """No name leads out, none stands for a link, none comes twice."""
    seen = set()
    for entry in entries:
        name = entry.orig_filename
        parts = name.replace("\\", "/").split("/")
        if (
            name.startswith(("/", "\\"))
            or ".." in parts
            or "\0" in name
            or re.match(r"[A-Za-z]:", name)
            or "\\" in name
        ):
            raise ConverterRefused("path")
        if stat.S_ISLNK(entry.external_attr >> 16) or name.casefold() in seen:
            raise ConverterRefused("path")
        seen.add(name.casefold())


def overlaps(entries: list[zipfile.ZipInfo], data: bytes, directory: int) -> None:
    """Each part has its own bytes, the first begins the file, and the head at each place names the same part."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        at = entry.header_offset
        if at < end or (end == 0 and at != 0):
            raise ConverterRefused("overlap")
        head = LOCAL.unpack_from(data, at)
        name = data[at + LOCAL.size : at + LOCAL.size + head[9]]
        if head[0] != kind.ZIP or name != entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437"):
            raise ConverterRefused("overlap")
        end = at + LOCAL.size + head[9] + head[10] + entry.compress_size
    if end > directory:
        raise ConverterRefused("overlap")


def part(entry: zipfile.ZipInfo, parcel: zipfile.ZipFile, media: str) -> None:
    """One part, by its name and by what it holds."""
    name = entry.filename
    if MACROS.search(name):
        raise ConverterRefused("macro")
    if OBJECTS.search(name):
        raise ConverterRefused("ole")
    lower = name.lower()
    if lower.endswith(MARKUP):
        markup.look(contents(entry, parcel), name=name, media=media)
        return
    pieces = contents(entry, parcel)
    start = next(pieces, b"")
    _foreign(start, lower)
    if lower.endswith(PICTURES) or lower.startswith(("word/media", "xl/media", "pictures/")):
        _within(start)
    for _ in pieces:
        pass


def contents(entry: zipfile.ZipInfo, parcel: zipfile.ZipFile) -> Iterator[bytes]:
    """The bytes of a part, counted as they come: a part that is more than it said is a bomb."""
    left = entry.file_size
    with parcel.open(entry) as stream:
        while piece := stream.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise ConverterRefused("bomb")
            yield piece


def _foreign(start: bytes, name: str) -> None:
    """What has no place within a document."""
    if start.startswith(kind.CONTAINER):
        raise ConverterRefused("macro" if b"V\0B\0A\0" in start else "ole")
    if start.startswith(kind.ARCHIVES) and not name.endswith((".emz", ".wmz")):
        raise ConverterRefused("archive")
    if name.endswith((".svg", ".svgz")) or kind.SVG.search(start[:4096]):
        raise ConverterRefused("svg")
    if name.endswith((".htm", ".html", ".xhtml", ".mht", ".mhtml")):
        raise ConverterRefused("html")
    if name.endswith((".exe", ".dll", ".js", ".vbs", ".jar", ".class", ".rtf")) or start.startswith(
        (b"MZ", b"\x7fELF", b"{\\rtf")
    ):
        raise ConverterRefused("ole")
    if name.endswith(".bin") and "printersettings" not in name:
        raise ConverterRefused("ole")


def _within(start: bytes) -> None:
    """The head of a picture tells its size; what Pillow does not know is left to LibreOffice and the walls."""
    try:
        with Image.open(io.BytesIO(start), formats=["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"]) as image:
            width, height = image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ConverterRefused("pixels") from None
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, struct.error, OverflowError):
        return
    if width > limits.SIDE or height > limits.SIDE:
        raise ConverterRefused("pixels")
