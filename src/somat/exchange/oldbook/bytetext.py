"""The bytes of a text file into characters: UTF-8, UTF-16, or the one-byte code pages that old fonts lived in."""

import unicodedata

from somat.exchange.oldbook.detect import SCHEMES, told_by
from somat.exchange.oldbook.encodings import Scheme
from somat.exchange.oldbook.sheet import BadSheet

SAMPLE_LINES = 400
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def text_of(data: bytes) -> str:
    """All the text of the file, line ends as they were. Raises BadSheet where it is no text.

    Lines of one file may differ: a line that is not UTF-8 is read in the code page of the file, so that a TCVN3 or VNI
    line stays as it looks in Excel and is decoded later with its column.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :] if name != "utf-32" else data, name)
    name = _utf16_without_mark(data)
    if name:
        return _strict(data, name)
    if b"\0" in data:
        raise BadSheet(
            "Tệp này không phải tệp chữ CSV. Hãy mở bằng Excel, lưu dạng .xlsx hoặc “CSV UTF-8” rồi nạp lại."
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _line_by_line(data)


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as broken:
        raise BadSheet("Tệp CSV bị hỏng bảng mã. Hãy mở bằng Excel, lưu lại dạng “CSV UTF-8” rồi nạp lại.") from broken


def _utf16_without_mark(data: bytes) -> str:
    """A file of mostly Latin letters in UTF-16 has a zero at every other byte."""
    head = data[:4000]
    pairs = len(head) // 2
    if pairs < 2:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > pairs * 0.3 and even < pairs * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > pairs * 0.3 and odd < pairs * 0.05 else ""


def _line_by_line(data: bytes) -> str:
    lines = data.split(b"\n")
    code_page = _code_page([line for line in lines if not line.isascii()][:SAMPLE_LINES])
    return "\n".join(_line(line, code_page) for line in lines)


def _line(line: bytes, code_page: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return (
            western(line) if code_page == "cp1252" else unicodedata.normalize("NFC", line.decode("cp1258", "replace"))
        )


def _code_page(lines: list[bytes]) -> str:
    """Windows-1258 where the lines read better as Vietnamese that way than as an old font over Windows-1252."""
    raw = b"\n".join(lines)
    read = unicodedata.normalize("NFC", raw.decode("cp1258", "replace"))
    vietnamese = told_by(read).weights[SCHEMES.index(Scheme.UNICODE)]
    return "cp1258" if vietnamese > max(told_by(western(raw)).weights) else "cp1252"


def western(raw: bytes) -> str:
    """Windows-1252; its five undefined bytes stay control characters, as Windows itself does."""
    return raw.decode("latin-1").translate(_C1)


_C1 = {byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
