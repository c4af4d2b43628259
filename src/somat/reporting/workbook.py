"""The parts of a workbook with one sheet, as the Office Open XML format wants them: plain strings, no files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PLAIN, BOLD, RED, HEADER = range(4)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="3"><font><sz val="11"/><name val="Times New Roman"/></font>'
    '<font><b/><sz val="11"/><name val="Times New Roman"/></font>'
    '<font><b/><sz val="13"/><color rgb="FFE00000"/><name val="Times New Roman"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border/><border>{}</border></borders>'.format(
        "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    )
    + '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="49" fontId="0" borderId="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf><xf fontId="1"/><xf fontId="2"/>'
    '<xf fontId="1" borderId="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/>'
    "</xf></cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What goes into the file: texts are safe already; row number `header` (from 1) holds the column headers."""

    name: str
    title: str
    mark: str
    header: int
    widths: Sequence[int]
    rows: Sequence[Sequence[str | int]]


def parts(book: Workbook) -> Iterator[tuple[str, str]]:
    """Each part of the package: its name and its XML."""
    level, title = escape(book.mark), escape(book.title)
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{OFFICE}.{kind}+xml"/>'
        for name, kind in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("styles", "styles"))
    )
    yield (
        "[Content_Types].xml",
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{types}</Types>",
    )
    yield (
        "_rels/.rels",
        _links(
            (f"{LINKS}/officeDocument", "xl/workbook.xml"),
            (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
    )
    yield (
        "docProps/core.xml",
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:subject>{level}</dc:subject>'
        f"<cp:keywords>{level}</cp:keywords></cp:coreProperties>",
    )
    yield (
        "xl/workbook.xml",
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        f'<sheet name={quoteattr(book.name)} sheetId="1" r:id="rId1"/></sheets></workbook>',
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        _links((f"{LINKS}/worksheet", "worksheets/sheet1.xml"), (f"{LINKS}/styles", "styles.xml")),
    )
    yield "xl/styles.xml", HEAD + STYLES
    yield "xl/worksheets/sheet1.xml", _sheet(book)


def _links(*links: tuple[str, str]) -> str:
    rows = "".join(f'<Relationship Id="rId{i}" Type="{kind}" Target="{to}"/>' for i, (kind, to) in enumerate(links, 1))
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _sheet(book: Workbook) -> str:
    cols = "".join(
        f'<col min="{i}" max="{i}" width="{wide}" customWidth="1"/>' for i, wide in enumerate(book.widths, 1)
    )
    rows = "".join(_row(row, no, book.header) for no, row in enumerate(book.rows, 1))
    mark = escape("&C&B" + book.mark)
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="{book.header}" '
        f'topLeftCell="A{book.header + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{cols}</cols><sheetData>{rows}</sheetData><pageSetup paperSize="9" orientation="landscape"/>'
        f"<headerFooter><oddHeader>{mark}</oddHeader><oddFooter>&amp;C&amp;P/&amp;N</oddFooter></headerFooter></worksheet>"
    )


def _row(row: Sequence[str | int], no: int, header: int) -> str:
    style = RED if no == 1 else BOLD if no < header else HEADER if no == header else PLAIN
    return f'<row r="{no}">{"".join(_cell(value, style, f"{_letters(i)}{no}") for i, value in enumerate(row))}</row>'


def _cell(value: str | int, style: int, place: str) -> str:
    if isinstance(value, int):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    if not value:
        return f'<c r="{place}" s="{style}"/>'
    text = escape(value.replace("\r\n", "\n").replace("\r", "\n"))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
