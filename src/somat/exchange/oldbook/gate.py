"""The gate before a workbook is opened: what is inside the zip file, counted by unpacking it piece by piece."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from somat.exchange.oldbook.sheet import MAX_CELLS, MAX_ROWS, TOO_MANY_CELLS, TOO_MANY_ROWS, BadSheet, Merge

MAX_FILE = 50 * 2**20  # bytes as sent
MAX_PARTS = 2_000
MAX_UNPACKED = 256 * 2**20  # bytes of all parts together
MAX_STRINGS_PART = 96 * 2**20
MAX_SMALL_PART = 4 * 2**20  # any part that is read whole: styles, relations, the list of sheets
MAX_TAGS = 8_000_000  # an XML element costs some 70 bytes while its part is read
MAX_RATIO = 200  # unpacked to packed; looked at beyond RATIO_FROM
RATIO_FROM = 2**20
MAX_STRINGS = 2_000_000
MAX_MERGES = 100_000
PIECE = 2**18
OVERLAP = 256  # bytes carried over, so that a tag cut by a piece is still counted

_FOREIGN = (
    (re.compile(r"vbaProject|xl/macrosheets/|activeX", re.I), "Tệp có macro. Hãy lưu lại dạng .xlsx (không macro) rồi nạp lại."),
    (re.compile(r"xl/externalLinks/|xl/connections\.xml|xl/queryTables/", re.I),
     "Tệp có liên kết tới tệp khác. Trong Excel hãy ngắt liên kết (Data, Edit Links, Break Link), lưu rồi nạp lại."),
    (re.compile(r"xl/embeddings/", re.I), "Tệp có đối tượng nhúng. Hãy xóa các đối tượng nhúng, chỉ để bảng, rồi nạp lại."),
    (re.compile(r"xl/chartsheets/", re.I), "Tệp có tờ biểu đồ. Hãy xóa tờ biểu đồ, chỉ để bảng, rồi nạp lại."),
)  # fmt: skip
_SHEET_PART = re.compile(r"^/?xl/worksheets/[^/]+\.xml$", re.I)
_STRINGS_PART = re.compile(r"sharedStrings[^/]*\.xml$", re.I)
_BIG_PART = re.compile(
    r"^/?xl/(worksheets|drawings|comments|threadedComments|printerSettings|theme|media|pivot\w*|tables)", re.I
)
# how an element can begin, without and with a namespace prefix, and what can follow its name
_ROW, _CELL, _STRING = (b"<row", b":row"), (b"<c", b":c"), (b"<si", b":si")
_AFTER = (b" ", b">", b"/")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,80}?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")  # XML knows them in capitals only

TOO_BIG = "Tệp bung ra quá lớn, không phải một quyển sổ. Hãy chép riêng bảng sổ sang tệp mới rồi nạp lại."
BROKEN = "Tệp .xlsx bị hỏng. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi nạp lại."
NOT_XLSX = "Tệp này không phải bảng tính Excel. Hãy lưu sổ thành tệp .xlsx hoặc .csv rồi nạp lại."
ENTITIES = "Tệp có khai báo XML lạ (DTD), không mở. Hãy chép bảng sang tệp Excel mới, lưu .xlsx rồi nạp lại."
LOCKED = "Tệp có mật khẩu. Hãy bỏ mật khẩu trong Excel, lưu lại dạng .xlsx rồi nạp lại."


@dataclass
class Census:
    """What was counted while the parts went by."""

    unpacked: int = 0
    cells: int = 0
    tags: int = 0
    merges: dict[str, list[Merge]] = field(default_factory=dict)


def inspect(data: bytes) -> Census:
    """Count everything inside an .xlsx and find its merged blocks. Raises BadSheet where it must not be opened.

    The sizes written in the zip directory are not trusted: each part is unpacked in pieces of 256 KiB and thrown away.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_directory(parts)
            census = Census()
            for part in parts:
                _count(archive, part, census)
            return census
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as broken:
        raise BadSheet(BROKEN) from broken
    except RuntimeError as locked:  # zipfile's word for an encrypted part
        raise BadSheet(LOCKED) from locked


def _check_directory(parts: list[ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise BadSheet(TOO_BIG)
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise BadSheet(BROKEN)
    for pattern, sentence in _FOREIGN:
        if any(pattern.search(name) for name in names):
            raise BadSheet(sentence)
    if any(name.lower().endswith("workbook.bin") for name in names):
        raise BadSheet("Tệp dạng .xlsb không đọc được. Hãy lưu lại dạng .xlsx rồi nạp lại.")
    if "[Content_Types].xml" not in names or not any(_SHEET_PART.match(name) for name in names):
        raise BadSheet(NOT_XLSX)
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise BadSheet(TOO_BIG)


def _pieces(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            yield piece


def _count(archive: ZipFile, part: ZipInfo, census: Census) -> None:
    tally = _Tally(part.filename, census)
    for piece in _pieces(archive, part):
        tally.take(piece)
        if census.unpacked > MAX_UNPACKED or tally.size > MAX_RATIO * max(part.compress_size, RATIO_FROM // MAX_RATIO):
            raise BadSheet(TOO_BIG)
    if tally.merges:
        census.merges[part.filename.lstrip("/")] = tally.merges


class _Tally:
    """Counts of one part, taken piece by piece into the census of the file."""

    def __init__(self, name: str, census: Census) -> None:
        self.census = census
        self.is_xml = name.lower().endswith((".xml", ".rels"))
        self.is_strings = bool(_STRINGS_PART.search(name))
        self.is_small = self.is_xml and not self.is_strings and not _BIG_PART.match(name)
        self.size = self.rows = self.strings = 0
        self.merges: list[Merge] = []
        self.tail = b""

    def take(self, piece: bytes) -> None:
        """Count one more piece of the part. Raises BadSheet as soon as a limit is passed."""
        if not self.size and self.is_xml and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:64]):
            raise BadSheet(ENTITIES)  # UTF-16 or UTF-32 would hide a DOCTYPE from the look below; Excel never writes it
        self.size += len(piece)
        self.census.unpacked += len(piece)
        if self.is_xml:
            text, before = self.tail + piece, self.tail
            self._take_xml(text, before)
            self.tail = text[-OVERLAP:]
        if (self.is_small and self.size > MAX_SMALL_PART) or (self.is_strings and self.size > MAX_STRINGS_PART):
            raise BadSheet(TOO_BIG)

    def _take_xml(self, text: bytes, before: bytes) -> None:
        if any(mark in text for mark in _DECLARED):
            raise BadSheet(ENTITIES)
        self.rows += _new(_ROW, text, before)
        self.strings += _new(_STRING, text, before)
        self.census.cells += _new(_CELL, text, before)
        self.census.tags += text.count(b"<") - text.count(b"</") - before.count(b"<") + before.count(b"</")
        if b"mergeCell" in text:
            self.merges += [_merge(found) for found in _MERGE.finditer(text) if found.end() > len(before)]
        if self.rows > MAX_ROWS:
            raise BadSheet(TOO_MANY_ROWS)
        if self.census.cells > MAX_CELLS or len(self.merges) > MAX_MERGES:
            raise BadSheet(TOO_MANY_CELLS)
        if self.strings > MAX_STRINGS or self.census.tags > MAX_TAGS:
            raise BadSheet(TOO_BIG)


def _new(openings: tuple[bytes, ...], text: bytes, before: bytes) -> int:
    """How often an element begins in the text beyond what the piece before has shown; never too few."""
    marks = [opening + after for opening in openings if opening in text for after in _AFTER]
    return sum(text.count(mark) - before.count(mark) for mark in marks)


def _merge(found: re.Match[bytes]) -> Merge:
    left, top, right, bottom = found.groups()
    rows, columns = sorted((int(top), int(bottom))), sorted((_column(left), _column(right)))
    return Merge(rows[0], columns[0], rows[1], columns[1])


def _column(letters: bytes) -> int:
    """ "A" is 1, "AA" is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
