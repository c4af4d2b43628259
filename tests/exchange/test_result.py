"""The result sheet and the counts."""

from somat.exchange.oldbook.result import DROPPED, HEADINGS, HIDDEN, summary, table
from tests.exchange.messy import headings_totals_signatures, one_row_per_recipient
from tests.exchange.scoring import read
from tests.exchange.test_lines import GOOD, book, row

MIXED = (
    GOOD,
    row(no="2", symbol="130/BC-VP", level="Tuyệt mật", title="Báo cáo chuyện rất kín"),
    row(no="3", symbol="131/BC-VP", day="31/6/2019"),
    row(no="4", symbol="132/BC-VP", level="Mật A", title="Báo cáo chuyện rất kín"),
    row(no="5", symbol="133/BC-VP", recipients="UBND huyện Hà Khê"),
    ["Cộng: 5 văn bản", *[""] * 9],
)


def test_the_counts_add_up_to_the_rows_of_the_file() -> None:
    counted = summary(book(*MIXED))
    assert (counted.accepted, counted.noted, counted.dropped, counted.refused) == (1, 1, 1, 2)
    assert counted.lines == 5 and counted.taken == 3 and counted.asides == 1
    assert counted.rows == len(MIXED)


def test_the_counts_add_up_in_messy_books() -> None:
    for layout in (headings_totals_signatures(), one_row_per_recipient()):
        counted = summary(read(layout))
        assert (counted.lines, counted.joined, counted.asides) == (len(layout.truth), layout.joined, layout.asides)
        assert (
            counted.rows
            == counted.accepted + counted.noted + counted.dropped + counted.refused + layout.joined + layout.asides
        )


def test_the_table_has_a_row_for_every_line_in_the_order_of_the_file() -> None:
    rows = table(book(*MIXED))
    assert rows[0] == HEADINGS
    assert [cells[0] for cells in rows[1:]] == ["2", "3", "4", "5", "6", "7"]
    assert [cells[5] for cells in rows[1:]] == ["nhận nguyên", "nhận, bỏ trích yếu", "từ chối", "từ chối", "nhận, có ghi chú",
                                                "không phải dòng sổ"]  # fmt: skip
    assert rows[1] == (
        "2",
        "129/BC-VP",
        "05/03/2019",
        "Báo cáo. tình hình nội chính",
        "Mật",
        "nhận nguyên",
        "",
        "chưa ghi căn cứ",
    )


def test_no_abstract_that_may_be_tuyet_mat_stands_in_the_table() -> None:
    rows = table(book(*MIXED))
    assert "rất kín" not in str(rows)
    assert rows[2][3] == f"Báo cáo. {DROPPED}" and rows[4][3] == f"Báo cáo. {HIDDEN}"


def test_equal_reasons_are_counted_together() -> None:
    counted = summary(book(row(day="31/6/2019"), row(day="30/2/2019"), row(day="")))
    assert counted.reasons == {"không có ngày …": 2, "thiếu ngày": 1}
