"""Forty-odd clean office files with all that offices put into them."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from datetime import date, time

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from openpyxl import Workbook
from openpyxl.chart import BarChart, PieChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Drawing
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.vault.converter import clean

WORDS = clean.WORDS


def word(fill: Callable[[Docx], object]) -> bytes:
    document = Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet(fill: Callable[[Worksheet], object]) -> bytes:
    book = Workbook()
    for row in range(12):
        book.active.append([row + 1, WORDS, row * 2.5])
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def landscape(document: Docx) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_paragraph(WORDS * 4)


def two_sections(document: Docx) -> None:
    document.add_paragraph(WORDS)
    landscape_part = document.add_section()
    landscape_part.page_width, landscape_part.page_height = Cm(29.7), Cm(21)
    document.add_paragraph(WORDS)


def header_and_footer(document: Docx) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "BÍ MẬT NHÀ NƯỚC"
    page_number(section.footer.paragraphs[0])
    document.add_paragraph(WORDS * 60)


def page_number(paragraph: object) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = paragraph.add_run()  # type: ignore[attr-defined]
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = text
        run._r.append(made)


def contents(document: Docx) -> None:
    """A table of contents as Word writes it: a field with switches and a hyperlink."""
    paragraph = document.add_paragraph()
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), ' TOC \\o "1-3" \\h \\z \\u ')
    paragraph._p.append(field)
    for level in (1, 2, 3):
        document.add_heading(f"Phần {level}", level)


def clicked(document: Docx) -> None:
    paragraph = document.add_paragraph("Trang: ")
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to("https://chinhphu.vn/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(paragraph.add_run("chinhphu.vn")._r)
    paragraph._p.append(link)


def coloured(document: Docx) -> None:
    run = document.add_paragraph().add_run(WORDS)
    run.font.name, run.font.size, run.font.color.rgb = "Times New Roman", Pt(14), RGBColor(0xC0, 0, 0)
    run.bold = run.italic = run.underline = True


def merged(document: Docx) -> None:
    table = document.add_table(6, 4, style="Table Grid")
    table.cell(0, 0).merge(table.cell(0, 3)).text = WORDS
    table.cell(1, 0).merge(table.cell(4, 0)).text = "Gộp"
    table.cell(5, 3).add_table(2, 2).cell(0, 0).text = "Bảng trong bảng"


def lists(document: Docx) -> None:
    for style in ("List Bullet", "List Number", "List Bullet 2", "Intense Quote", "Caption"):
        document.add_paragraph(WORDS, style=style)


def aligned(document: Docx) -> None:
    for where in (WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY):
        document.add_paragraph(WORDS * 3).alignment = where


def broken_pages(document: Docx) -> None:
    for _ in range(7):
        document.add_paragraph(WORDS)
        document.add_page_break()


def charted(page: Worksheet) -> None:
    for number, chart in enumerate((BarChart(), PieChart())):
        chart.add_data(Reference(page, min_col=3, min_row=1, max_row=12))
        page.add_chart(chart, f"E{2 + 16 * number}")


def printed(page: Worksheet) -> None:
    page.print_area, page.print_title_rows = "A1:C12", "1:1"
    page.page_setup.orientation, page.page_setup.fitToWidth = "landscape", 1
    page.oddFooter.center.text = "Trang &P/&N"


def framed(page: Worksheet) -> None:
    thin = Side(style="thin")
    for row in page["A1:C12"]:
        for cell in row:
            cell.border, cell.fill = Border(thin, thin, thin, thin), PatternFill("solid", fgColor="FFEEAA")
            cell.font = Font(name="Arial", bold=True)


def counted(page: Worksheet) -> None:
    for row, text in enumerate(("=SUM(A1:A12)", '=IF(A1>1,"có","không")', "=VLOOKUP(3,A1:C12,3)", "=TODAY()", '=COUNTIF(A1:A12,">4")'), 20):  # fmt: skip
        page.cell(row, 1, text)


def dated(page: Worksheet) -> None:
    page["E1"], page["E2"] = date(2026, 3, 1), time(8, 30)
    page["E1"].number_format = "dd/mm/yyyy"


def checked(page: Worksheet) -> None:
    rule = DataValidation("list", formula1='"Mật,Tối mật,Tuyệt mật"')
    page.add_data_validation(rule)
    rule.add("D1:D9")


def named(page: Worksheet) -> None:
    page.parent.defined_names["so_lieu"] = DefinedName("so_lieu", attr_text="Sheet!$A$1:$C$12")
    page.add_table(Table(displayName="Bang", ref="A20:B22"))
    page["A20"], page["B20"] = "Số", "Tên"


def drawn(text: str) -> bytes:
    return clean.odt(body=text)


OFFICE_FILES: dict[str, bytes] = {
    "docx-empty": word(lambda document: None),
    "docx-one-line": word(lambda document: document.add_paragraph(WORDS)),
    "docx-long": clean.docx(400),
    "docx-headings": word(lambda document: [document.add_heading(WORDS, level) for level in range(5)]),
    "docx-decomposed": word(lambda document: document.add_paragraph(unicodedata.normalize("NFD", WORDS))),
    "docx-landscape": word(landscape),
    "docx-two-sections": word(two_sections),
    "docx-header-and-footer": word(header_and_footer),
    "docx-contents": word(contents),
    "docx-hyperlink": word(clicked),
    "docx-coloured": word(coloured),
    "docx-merged-table": word(merged),
    "docx-lists": word(lists),
    "docx-aligned": word(aligned),
    "docx-pages": word(broken_pages),
    "docx-table": clean.docx(3, table=60),
    "docx-png": clean.docx(1, image=clean.picture()),
    "docx-jpeg": clean.docx(1, image=clean.photo()),
    "docx-tiff": clean.docx(1, image=clean.picture("TIFF")),
    "docx-gif": clean.docx(1, image=clean.picture("GIF")),
    "xlsx-plain": clean.xlsx(3),
    "xlsx-long": clean.xlsx(900),
    "xlsx-sheets": clean.xlsx(20, sheets=9),
    "xlsx-wide": sheet(lambda page: page.append(list(range(60)))),
    "xlsx-merged": sheet(lambda page: page.merge_cells("A14:C16")),
    "xlsx-frozen": sheet(lambda page: setattr(page, "freeze_panes", "B2")),
    "xlsx-charts": sheet(charted),
    "xlsx-printed": sheet(printed),
    "xlsx-framed": sheet(framed),
    "xlsx-formulas": sheet(counted),
    "xlsx-dates": sheet(dated),
    "xlsx-checked": sheet(checked),
    "xlsx-named": sheet(named),
    "xlsx-picture": sheet(lambda page: page.add_image(Drawing(io.BytesIO(clean.picture())), "E2")),
    "xlsx-comment": sheet(lambda page: setattr(page["A1"], "comment", Comment(WORDS, "Người xem"))),
    "xlsx-hyperlink": sheet(lambda page: setattr(page["A1"], "hyperlink", "https://chinhphu.vn/")),
    "xlsx-colours": sheet(lambda page: page.conditional_formatting.add("C1:C12", ColorScaleRule("min", None, "FFFF0000", "max", None, "FF00FF00"))),
    "odt-plain": clean.odt(2),
    "odt-long": clean.odt(300),
    "odt-headings": drawn("".join(f'<text:h text:outline-level="{level}">Phần {level}</text:h>' for level in (1, 2, 3))),
    "odt-list": drawn(f"<text:list><text:list-item><text:p>{WORDS}</text:p></text:list-item></text:list>"),
    "odt-section": drawn(f'<text:section text:name="a"><text:p>{WORDS}</text:p></text:section>'),
    "odt-hyperlink": drawn('<text:p><text:a xlink:type="simple" xlink:href="https://chinhphu.vn/">x</text:a></text:p>'),
    "odt-note": drawn('<text:p>a<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>b</text:p></text:note-body></text:note></text:p>'),
    "odt-spaces": drawn(f"<text:p>{WORDS}<text:tab/><text:s text:c='9'/><text:line-break/>{WORDS}</text:p>"),
    "odt-picture": clean.odt(
        body='<text:p><draw:frame draw:name="a"><draw:image xlink:type="simple" xlink:href="Pictures/a.png"/></draw:frame></text:p>',
        manifest='<manifest:file-entry manifest:full-path="Pictures/a.png" manifest:media-type="image/png"/>',
        Pictures__a_dot_png=clean.picture(),
    ),
}  # fmt: skip
