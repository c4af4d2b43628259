"""Old books as clerks really leave them: each layout writes known lines in its own disorder."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from openpyxl import Workbook

from tests.exchange.legacy import to_cp1258, to_tcvn3, to_vni
from tests.exchange.sheets import (
    A1,
    COUNT,
    Messy,
    csv_text,
    day,
    in_cells,
    numbered,
    out_cells,
    put,
    saved,
    table,
    texts,
)
from tests.exchange.truth import LETTERS, LEVELS, TYPES, lines


def legal_form() -> Messy:
    """The legal form with its row (1) … (10)."""
    truth = lines(COUNT, seed=1)
    rows = [A1, [f"({column})" for column in range(1, 11)], *map(out_cells, truth)]
    return Messy("so_di_2019.xlsx", saved(table(rows)), "out", numbered(truth, 3), asides=0)


def merged_titles_two_header_rows() -> Messy:
    """Agency and title lines merged above, a header of two rows with merged groups."""
    truth = lines(COUNT, seed=2)
    book = Workbook()
    sheet = book.active
    put(sheet, 1, ["UBND TỈNH GIANG BẮC", None, None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    put(sheet, 2, ["VĂN PHÒNG", None, None, None, None, "Độc lập - Tự do - Hạnh phúc"])
    put(sheet, 4, ["SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐI NĂM 2019"])
    put(sheet, 5, ["Từ ngày 01/01/2019 đến ngày 31/12/2019"])
    put(sheet, 7, ["STT", "Văn bản", None, None, "Độ mật", "Người ký", "Nơi nhận", "Nơi lưu", "Số bản", "Ghi chú"])
    put(sheet, 8, [None, "Số, ký hiệu", "Ngày tháng", "Trích yếu nội dung"])
    for block in ("A4:J4", "A5:J5", "A1:E1", "F1:J1", "B7:D7", *(f"{letter}7:{letter}8" for letter in "AEFGHIJ")):
        sheet.merge_cells(block)
    for index, line in enumerate(truth):
        put(sheet, 9 + index, out_cells(line))
    return Messy("vanban.xlsx", saved(book), "out", numbered(truth, 9))


def tcvn3_book() -> Messy:
    """Everything typed in .VnTime, the header in .VnTimeH."""
    truth = lines(COUNT, seed=3)
    rows = [[to_tcvn3("Sổ đăng ký công văn mật đi năm 2019")], [to_tcvn3(text) for text in A1],
            *(texts(out_cells(line), to_tcvn3) for line in truth)]  # fmt: skip
    book = table(rows, fonts=lambda row: ".VnTimeH" if row <= 2 else ".VnTime")
    return Messy("cu.xlsx", saved(book), "out", numbered(truth, 3), loses_case=True)


def vni_book() -> Messy:
    """Everything in VNI-Times, without a title."""
    truth = lines(COUNT, seed=4)
    rows = [[to_vni(text) for text in A1], *(texts(out_cells(line), to_vni) for line in truth)]
    return Messy("so di.xlsx", saved(table(rows, fonts=lambda row: "VNI-Times")), "out", numbered(truth, 2))


def mixed_fonts() -> Messy:
    """Unicode and TCVN3 lines by turns, each in its font."""
    truth = lines(COUNT, seed=5)
    rows = [A1, *(texts(out_cells(line), to_tcvn3 if index % 3 == 0 else str) for index, line in enumerate(truth))]
    book = table(rows, fonts=lambda row: ".VnArial" if row > 1 and (row - 2) % 3 == 0 else "Times New Roman")
    return Messy("so di 2019.xlsx", saved(book), "out", numbered(truth, 2), loses_case=True)


def mixed_without_fonts() -> Messy:
    """A CSV in UTF-8 where some lines came from TCVN3 and some from VNI."""
    truth = lines(COUNT, seed=6)
    ways = (str, to_tcvn3, to_vni)
    rows = [A1, *(texts(out_cells(line), ways[index % 3]) for index, line in enumerate(truth))]
    return Messy("so di 2019.csv", csv_text(rows, ",").encode("utf-8-sig"), "out", numbered(truth, 2), loses_case=True)


def other_order_extra_columns() -> Messy:
    """Columns in another order, others that no register asks for between them."""
    truth = lines(COUNT, seed=7)
    head = ["Độ khẩn", "Trích yếu", "Ngày ký", "Số ký hiệu", "Nơi nhận", "Số tờ", "Mức độ mật", "TT", "Người ký", "Ký nhận",
            "SL", "Lưu tại", "Ghi chú"]  # fmt: skip
    rows = [head, *(["", line.title, day(line.day), line.number, "\n".join(f"- {name};" for name in line.recipients), 4,
                     LEVELS[line.level].upper(), line.no, line.signer, "", f"{line.copies:02d} bản", line.unit, line.note]
                    for line in truth)]  # fmt: skip
    return Messy("MẬT ĐI 2019.xlsx", saved(table(rows)), "out", numbered(truth, 2))


def days_of_all_kinds() -> Messy:
    """Each line writes its day another way: text, serial number, date cell, with and without year."""
    truth = lines(COUNT, seed=8)

    def written(index: int, d: date) -> object:
        ways = (day(d), f"{d.day}/{d.month}", f"{d.day}.{d.month}.{d:%y}", f"ngày {d:%d} tháng {d.month} năm {d.year}",
                (d - date(1899, 12, 30)).days, datetime(d.year, d.month, d.day), d.isoformat(), f"{d:%d/%m/%Y} 00:00:00",
                f"{d:%d-%m-%Y}")  # fmt: skip
        return ways[index % len(ways)]

    rows = [["SỔ VĂN BẢN MẬT ĐI"], ["Năm: 2019"], A1]
    for index, line in enumerate(truth):
        cells = out_cells(line)
        cells[2] = written(index, line.day)
        rows.append(cells)
    return Messy("x.xlsx", saved(table(rows)), "out", numbered(truth, 4))


def levels_in_letters() -> Messy:
    """The level by envelope letter, by old spelling, by both."""
    truth = lines(COUNT, seed=9)
    rows: list[Sequence[object]] = [A1]
    for index, line in enumerate(truth):
        cells = out_cells(line)
        word, letter = LEVELS[line.level], LETTERS[line.level]
        cells[4] = (letter, f"{word} ({letter})", word.upper(), letter.lower(), f"Độ {word}", f"{word}, hỏa tốc")[
            index % 6
        ]
        rows.append(cells)
    return Messy("di-2019.xlsx", saved(table(rows)), "out", numbered(truth, 2))


def headings_totals_signatures() -> Messy:
    """Blank lines, month headings, the header printed again, totals and signatures."""
    truth = lines(COUNT, seed=10)
    book = Workbook()
    sheet = book.active
    put(sheet, 1, ["SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐI"])
    put(sheet, 3, A1)
    row, placed, asides = 4, [], 0
    for index, line in enumerate(truth):
        if index % 20 == 0:
            sheet.cell(row, 1, f"Tháng {index // 20 + 1}/2019")
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=10)
            row, asides = row + 1, asides + 1
        if index == 30:
            put(sheet, row + 1, A1)
            row, asides = row + 2, asides + 1
        put(sheet, row, out_cells(line))
        placed.append(line.at(row))
        row += 2 if index % 7 == 0 else 1
    put(sheet, row, ["Cộng: 60 văn bản", None, None, None, None, None, None, None, sum(line.copies for line in truth)])
    put(sheet, row + 2, [None, None, "Giang Bắc, ngày 31 tháng 12 năm 2019"])
    put(sheet, row + 3, [None, "NGƯỜI LẬP SỔ", None, None, None, "CHÁNH VĂN PHÒNG"])
    put(sheet, row + 6, [None, "Trần Thị Hạnh", None, None, None, "Nguyễn Văn Bình"])
    return Messy("so 2019.xlsx", saved(book), "out", placed, asides=asides + 4)


def numbers_with_dots() -> Messy:
    """Running numbers as "1.", document numbers as "Số: 1.204 / BC - VP"."""
    truth = lines(COUNT, seed=11)
    rows: list[Sequence[object]] = [A1]
    for index, line in enumerate(truth):
        cells = out_cells(line)
        cells[0] = f"{line.no}."
        cells[1] = (f"Số: {line.number}", f"{line.doc_number} / {line.symbol.replace('-', ' - ')}", f"{line.number}.",
                    f"số {line.number}")[index % 4]  # fmt: skip
        cells[8] = f"{line.copies}.0"
        rows.append(cells)
    return Messy("so di 2019.xlsx", saved(table(rows)), "out", numbered(truth, 2))


def split_columns() -> Messy:
    """Number and symbol apart, type and abstract apart."""
    truth = lines(COUNT, seed=12)
    head = ["STT", "Số VB", "Ký hiệu", "Ngày VB", "Loại văn bản", "Nội dung", "Độ mật", "Người ký", "Nơi nhận", "Đơn vị lưu",
            "Số lượng bản", "Ghi chú"]  # fmt: skip
    rows = [head, *([line.no, line.doc_number, line.symbol, day(line.day), TYPES[line.doc_type], line.abstract,
                     LEVELS[line.level], line.signer, ", ".join(line.recipients), line.unit, line.copies, line.note]
                    for line in truth)]  # fmt: skip
    return Messy("VB phát hành 2019.xlsx", saved(table(rows)), "out", numbered(truth, 2))


def incoming_two_header_rows() -> Messy:
    """The incoming register with a header of two rows."""
    truth = lines(COUNT, seed=13)
    book = Workbook()
    sheet = book.active
    put(sheet, 1, ["SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐẾN"])
    put(sheet, 2, ["Số TT", "Văn bản đến", None, "Nơi gửi", "Văn bản", None, None, "Độ mật", "Chuyển cho", "Ghi chú"])
    put(sheet, 3, [None, "Ngày đến", "Số đến", None, "Số, ký hiệu", "Ngày tháng", "Trích yếu"])
    for block in ("A1:J1", "B2:C2", "E2:G2", *(f"{letter}2:{letter}3" for letter in "ADHIJ")):
        sheet.merge_cells(block)
    for index, line in enumerate(truth):
        put(sheet, 4 + index, in_cells(line))
    return Messy("den.xlsx", saved(book), "in", numbered(truth, 4))


def incoming_vni_disordered() -> Messy:
    """The incoming register in VNI, columns in another order, header in two plain rows."""
    truth = lines(COUNT, seed=14)
    head = [["Số", "Ngày", "Tác giả", "Trích yếu", "Mức", "Số, ký hiệu", "Ngày", "Người nhận", "Ghi"],
            ["đến", "đến", "văn bản", "nội dung", "mật", "văn bản", "văn bản", "văn bản", "chú"]]  # fmt: skip
    rows = [*([to_vni(text) for text in row] for row in head),
            *(texts([line.arrival_no, day(line.arrival_on), line.body, line.title, LEVELS[line.level], line.number,
                     day(line.day), line.unit, line.note], to_vni) for line in truth)]  # fmt: skip
    book = table(rows, fonts=lambda row: "VNI-Helve")
    return Messy("CV mat den 2019.xlsx", saved(book), "in", numbered(truth, 3), blank=frozenset({"no"}))


def tcvn3_bytes_csv() -> Messy:
    """A semicolon CSV saved from an old Excel: TCVN3 in the bytes of Windows-1252."""
    truth = lines(COUNT, seed=15)
    rows = [[to_tcvn3(text) for text in A1], *(texts(out_cells(line), to_tcvn3) for line in truth)]
    return Messy("so di 2019.csv", csv_text(rows, ";").encode("cp1252"), "out", numbered(truth, 2), loses_case=True)


def utf16_tab_csv() -> Messy:
    """Excel's "Unicode text": UTF-16 with tabs."""
    truth = lines(COUNT, seed=16)
    rows = [A1, *(texts(out_cells(line)) for line in truth)]
    return Messy("so di 2019.txt", csv_text(rows, "\t").encode("utf-16"), "out", numbered(truth, 2))


def windows_1258_csv() -> Messy:
    """A CSV of a Vietnamese Windows."""
    truth = lines(COUNT, seed=17)
    rows = [A1, *(texts(out_cells(line)) for line in truth)]
    return Messy("so di 2019.csv", to_cp1258(csv_text(rows, ",")), "out", numbered(truth, 2))


def one_row_per_recipient() -> Messy:
    """Each recipient in a row of his own; the rest of the line merged down, or left empty."""
    truth = lines(COUNT, seed=18)
    book = Workbook()
    sheet = book.active
    put(sheet, 1, A1)
    row, placed, joined = 2, [], 0
    for index, line in enumerate(truth):
        cells = out_cells(line)
        cells[6] = line.recipients[0]
        put(sheet, row, cells)
        for offset, name in enumerate(line.recipients[1:], start=1):
            sheet.cell(row + offset, 7, name)
        last = row + len(line.recipients) - 1
        if index % 2 and last > row:
            for column in (1, 2, 3, 4, 5, 6, 8, 9, 10):
                sheet.merge_cells(start_row=row, start_column=column, end_row=last, end_column=column)
        placed.append(line.at(row))
        joined += last - row
        row = last + 1
    return Messy("so di 2019.xlsx", saved(book), "out", placed, joined=joined)


def no_header() -> Messy:
    """No header at all: only what the cells look like can tell."""
    truth = lines(COUNT, seed=19)
    rows = [[line.no, line.number, day(line.day), line.title, LEVELS[line.level], line.signer] for line in truth]
    blank = frozenset({"recipients", "unit", "copies", "note"})
    return Messy("van ban mat di 2019.xlsx", saved(table(rows)), "out", numbered(truth, 1), blank=blank)


def ticked_levels() -> Messy:
    """The level ticked in one of three columns under a merged heading."""
    truth = lines(COUNT, seed=20)
    book = Workbook()
    sheet = book.active
    put(
        sheet,
        1,
        ["STT", "Số, ký hiệu", "Ngày ban hành", "Nội dung", "Độ mật", None, None, "Người ký", "Nơi nhận", "Số bản"],
    )
    put(sheet, 2, [None, None, None, None, "Tuyệt mật", "Tối mật", "Mật"])
    for block in ("E1:G1", *(f"{letter}1:{letter}2" for letter in "ABCDHIJ")):
        sheet.merge_cells(block)
    for index, line in enumerate(truth):
        ticks = ["x" if line.level == level else None for level in ("tuyet_mat", "toi_mat", "mat")]
        put(sheet, 3 + index, [line.no, line.number, day(line.day), line.title, *ticks, line.signer, "; ".join(line.recipients),
                               line.copies])  # fmt: skip
    return Messy("so phat hanh 2019.xlsx", saved(book), "out", numbered(truth, 3), blank=frozenset({"unit", "note"}))


def ditto_marks() -> Messy:
    """What stands above is written "nt"; days merged over the lines of one day."""
    truth = lines(COUNT, seed=21)
    book = Workbook()
    sheet = book.active
    put(sheet, 1, A1)
    for index, line in enumerate(truth):
        cells = out_cells(line)
        if index and truth[index - 1].signer == line.signer:
            cells[5] = "nt"
        if index and truth[index - 1].level == line.level and index % 2:
            cells[4] = '"'
        put(sheet, 2 + index, cells)
    start = 0
    for index in range(1, COUNT + 1):
        if index == COUNT or truth[index].day != truth[start].day:
            if index - start > 1:
                sheet.merge_cells(start_row=2 + start, start_column=3, end_row=1 + index, end_column=3)
            start = index
    return Messy("so di 2019.xlsx", saved(book), "out", numbered(truth, 2))


def several_sheets_one_hidden() -> Messy:
    """A cover sheet, a hidden old copy, and the book itself."""
    truth = lines(COUNT, seed=22)
    book = Workbook()
    book.active.title = "Bìa"
    book.active["B3"] = "SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐI"
    hidden = book.create_sheet("bản nháp")
    hidden.sheet_state = "hidden"
    for row, cells in enumerate([A1, *map(out_cells, lines(COUNT * 2, seed=99))], start=1):
        put(hidden, row, cells)
    sheet = book.create_sheet("Đi 2019")
    for row, cells in enumerate([A1, *map(out_cells, truth)], start=1):
        put(sheet, row, cells)
    return Messy("so.xlsx", saved(book), "out", numbered(truth, 2))


def number_and_day_in_one() -> Messy:
    """Number, symbol and day in one column."""
    truth = lines(COUNT, seed=23)
    head = [
        "TT",
        "Số, ký hiệu, ngày tháng văn bản",
        "Tên loại, trích yếu",
        "Độ mật",
        "Người ký",
        "Nơi nhận",
        "Lưu",
        "Số lượng",
    ]
    rows = [head, *([line.no, f"{line.number}\nngày {day(line.day)}", line.title, LEVELS[line.level], line.signer,
                     "; ".join(line.recipients), line.unit, line.copies] for line in truth)]  # fmt: skip
    return Messy("so di 2019.xlsx", saved(table(rows)), "out", numbered(truth, 2), blank=frozenset({"note"}))


def tcvn3_lost_horns() -> Messy:
    """TCVN3 whose soft hyphens, the code of ư, some program turned into plain ones."""
    truth = lines(COUNT, seed=24)

    def change(text: str) -> str:
        return to_tcvn3(text).replace("\u00ad", "-")

    rows = [[change(text) for text in A1], *(texts(out_cells(line), change) for line in truth)]
    return Messy("so di 2019.xlsx", saved(table(rows)), "out", numbered(truth, 2), loses_case=True)


SPOILS = (
    (1, ""), (1, "—"), (2, "31/6/2019"), (2, "29/2"), (2, "6/25/2019"), (2, ""), (2, "chưa rõ"), (4, "Mật A"), (4, "TM"), (4, ""),
    (4, "Thường"), (4, "Mật, Tối mật"),
)  # fmt: skip


def spoiled_lines() -> Messy:
    """Every fifth line has one wrong cell; the others stay good."""
    truth = lines(COUNT, seed=25)
    rows: list[Sequence[object]] = [A1]
    placed = []
    for index, line in enumerate(truth):
        cells = texts(out_cells(line))
        if index % 5 == 4:
            column, wrong = SPOILS[index // 5 % len(SPOILS)]
            cells[column] = wrong
            line = replace(line, is_spoiled=True)
        rows.append(cells)
        placed.append(line.at(2 + index))
    return Messy("so di 2019.xlsx", saved(table(rows)), "out", placed)


LAYOUTS = (
    legal_form, merged_titles_two_header_rows, tcvn3_book, vni_book, mixed_fonts, mixed_without_fonts,
    other_order_extra_columns, days_of_all_kinds, levels_in_letters, headings_totals_signatures, numbers_with_dots,
    split_columns, incoming_two_header_rows, incoming_vni_disordered, tcvn3_bytes_csv, utf16_tab_csv, windows_1258_csv,
    one_row_per_recipient, no_header, ticked_levels, ditto_marks, several_sheets_one_hidden, number_and_day_in_one,
    tcvn3_lost_horns, spoiled_lines,
)  # fmt: skip
