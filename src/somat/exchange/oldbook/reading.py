"""A file of any kind into a book of sheets, or one sentence that says why not."""

from somat.exchange.oldbook.delimited import read_csv
from somat.exchange.oldbook.gate import LOCKED, MAX_FILE
from somat.exchange.oldbook.sheet import BadSheet, Book, Sheet

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = "Hãy mở bằng Excel, chọn Lưu thành (Save As), dạng “Excel Workbook (.xlsx)”, rồi nạp lại."
EMPTY_FILE = "Tệp trống, không có dòng nào. Hãy chọn đúng tệp sổ rồi nạp lại."


def open_book(data: bytes, *, name: str) -> Book:
    """Read an .xlsx or CSV file held in memory; what it is is told by its bytes, never by its name.

    Raises BadSheet; its sentence never quotes the content.
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise BadSheet(EMPTY_FILE)
    if len(data) > MAX_FILE:
        raise BadSheet(f"Tệp lớn quá {MAX_FILE // 2**20} MB. Hãy bỏ hình ảnh hoặc tách mỗi năm một tệp rồi nạp lại.")
    _demand_known(data)
    zipped = data.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    book = Book(name, "xlsx", _workbook(data)) if zipped else Book(name, "csv", read_csv(data))
    if not any(sheet.rows for sheet in book.sheets):
        raise BadSheet(EMPTY_FILE)
    return book


def _workbook(data: bytes) -> list[Sheet]:
    from somat.exchange.oldbook.xlsx import read_xlsx  # a library that takes a second to load, for a few days a year

    return read_xlsx(data)


def _demand_known(data: bytes) -> None:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_OLE):
        raise BadSheet(LOCKED if _ENCRYPTED in data else f"Tệp dạng .xls của Excel cũ không đọc được. {SAVE_AS}")
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise BadSheet(f"Tệp này là trang web hoặc XML mang tên bảng tính. {SAVE_AS}")
    if head.startswith((b"%pdf", b"{\\rtf")):
        raise BadSheet("Tệp PDF, Word không phải bảng tính. Hãy lập bảng trong Excel, lưu .xlsx hoặc .csv rồi nạp lại.")
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise BadSheet("Tệp này là ảnh hoặc tệp nén. Hãy nạp chính tệp sổ .xlsx hoặc .csv.")
