"""What a line of the register cannot do without, and what is only noted."""

from datetime import datetime

from somat.exchange.oldbook.columns import Column, Kind
from somat.exchange.oldbook.oldline import Flag, OldLine
from somat.exchange.oldbook.rowtext import RowText
from somat.law.levels import Level

# characters that a line of the register holds
_LONGEST = {
    "symbol": ("ký hiệu", 60),
    "body": ("cơ quan ban hành", 200),
    "signer": ("người ký", 120),
    "unit": ("đơn vị", 120),
}
NO_RECIPIENTS = "không ghi nơi nhận"


def judge(line: OldLine, text: RowText) -> None:
    """What a line cannot do without, and what its columns hold too much of."""
    if isinstance(text.value(Column.SYMBOL), datetime):
        line.problems.append("ô số, ký hiệu bị Excel đổi thành ngày; hãy ghi lại số, ký hiệu")
    elif line.doc_number is None and line.kind is Kind.OUT:
        line.problems.append(
            f"không thấy số trong “{_short(line.number_written)}”" if line.number_written else "thiếu số, ký hiệu"
        )
    elif line.doc_number is None:
        line.notes.append("văn bản đến không ghi số")
    elif not line.symbol:
        line.notes.append("không ghi ký hiệu")
    if line.kind is Kind.IN and line.no is None and line.arrival_no is None:
        written = text.text(Column.ARRIVAL_NO)
        line.problems.append(f"số đến “{_short(written)}” không phải số nguyên" if written else "thiếu số đến")
    for name, (title, longest) in _LONGEST.items():
        if len(getattr(line, name)) > longest:
            line.problems.append(f"{title} dài quá {longest} ký tự")
    _note_empty(line, text)


def _note_empty(line: OldLine, text: RowText) -> None:
    """Columns of the form that the book has and the line leaves empty; a cancelled line may."""
    if Flag.CANCELLED in line.flags:
        return
    if not line.abstract and line.level is not Level.TUYET_MAT:
        line.notes.append("không ghi trích yếu")
    for column, title, held in ((Column.SIGNER, "người ký", line.signer), (Column.RECIPIENTS, "nơi nhận", line.recipients),
                                (Column.BODY, "cơ quan ban hành", line.body)):  # fmt: skip
        if column in text.places and not held:
            line.notes.append(f"không ghi {title}")


def _short(written: str) -> str:
    return written if len(written) <= 30 else written[:26] + "…"
