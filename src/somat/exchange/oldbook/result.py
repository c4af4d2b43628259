"""The result of reading an old book: a plain table, one row per line of the file, and counts that add up."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from somat.exchange.oldbook.kinds import title_of
from somat.exchange.oldbook.oldline import Flag, OldBook, OldLine, Outcome
from somat.law.levels import Level

HEADINGS = (
    "Dòng trong tệp",
    "Số, ký hiệu",
    "Ngày",
    "Tên loại và trích yếu",
    "Độ mật",
    "Kết quả",
    "Lý do, ghi chú",
    "Căn cứ danh mục",
)
ASIDE = "không phải dòng sổ"
DROPPED = "trích yếu đã bỏ"
HIDDEN = "không hiện"


@dataclass(frozen=True)
class Summary:
    """Counts of lines by outcome, and of the file's rows that are no lines. `lines` is the sum of the four."""

    accepted: int
    noted: int
    dropped: int
    refused: int
    joined: int
    asides: int
    reasons: Mapping[str, int]

    @property
    def lines(self) -> int:
        return self.accepted + self.noted + self.dropped + self.refused

    @property
    def taken(self) -> int:
        return self.accepted + self.noted + self.dropped

    @property
    def rows(self) -> int:
        """Filled rows of the file below the header."""
        return self.lines + self.joined + self.asides


def summary(book: OldBook) -> Summary:
    """The counts of a book that was read."""
    counted = Counter(line.outcome for line in book.lines)
    told = Counter(reason for line in book.lines for reason in line.problems or line.notes)
    reasons: Counter[str] = Counter()
    for reason, count in told.items():
        reasons[_general(reason)] += count
    return Summary(
        accepted=counted[Outcome.ACCEPTED],
        noted=counted[Outcome.NOTED],
        dropped=counted[Outcome.DROPPED],
        refused=counted[Outcome.REFUSED],
        joined=book.joined,
        asides=len(book.asides),
        reasons=dict(reasons.most_common()),
    )


def table(book: OldBook) -> list[tuple[str, ...]]:
    """HEADINGS, then one row per line and per row set aside, in the order of the file.

    No abstract of a Tuyệt mật line stands in it, nor of a line whose level could not be read.
    """
    rows = [(line.row, _cells(line)) for line in book.lines]
    rows += [(aside.row, (str(aside.row), "", "", "", "", ASIDE, aside.reason, "")) for aside in book.asides]
    return [HEADINGS, *(cells for _, cells in sorted(rows))]


def _cells(line: OldLine) -> tuple[str, ...]:
    return (
        str(line.row),
        line.number_written,
        f"{line.day:%d/%m/%Y}" if line.day else "",
        title_cell(line),
        line.level.title if line.level else "",
        line.outcome.word,
        line.sentence.removeprefix(line.outcome.word).removeprefix(": "),
        "chưa ghi căn cứ" if Flag.NO_BASIS in line.flags else line.basis,
    )


def title_cell(line: OldLine) -> str:
    """Type and abstract as the result sheet may show them."""
    title = title_of(line.doc_type)
    if line.level is Level.TUYET_MAT:
        shown = DROPPED if line.has_dropped_abstract else ""
    else:
        shown = line.abstract if line.level else HIDDEN
    return f"{title}. {shown}".strip(" .") if title else shown


def _general(reason: str) -> str:
    """A reason without what is particular to one line, so that equal reasons are counted together."""
    return _PARTICULAR.sub("…", reason)


_PARTICULAR = re.compile(r"“[^”]*”|\d[\w/.-]*")
