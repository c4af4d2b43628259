"""Files that are no old book: too long, a bomb, empty; made here, small on the disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATED = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": f'{RELATED}<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": (
        f'{RELATED}<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="So" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
}
HEAD = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>'
FOOT = "</sheetData></worksheet>"


def workbook(sheet: Iterator[str]) -> bytes:
    """A workbook of one sheet, written piece by piece."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for piece in sheet:
                part.write(piece.encode())
    return out.getvalue()


def long_column(rows: int = 1_000_000) -> Iterator[str]:
    """One column, as many rows as the program of that name can show."""
    yield HEAD
    for first in range(1, rows + 1, 10_000):
        yield "".join(
            f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 999983}</v></c></row>'
            for n in range(first, min(first + 10_000, rows + 1))
        )
    yield FOOT


def bomb(megabytes: int = 1_500) -> Iterator[str]:
    """A sheet that unpacks to far more than its size on the line."""
    yield HEAD
    for _ in range(megabytes):
        yield " " * (1 << 20)
    yield FOOT


def files() -> dict[str, bytes]:
    """Each hostile file by its name."""
    return {
        "mot-trieu-dong.xlsx": workbook(long_column()),
        "bom.xlsx": workbook(bomb()),
        "rong.xlsx": b"",
        "rong.csv": b"",
        "khong-phai.xlsx": b"PK\x03\x04" + b"\0" * 1000,
    }
