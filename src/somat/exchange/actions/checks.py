"""What an import must keep to, as rules of the law of moving old books (R-TRANS-5)."""

from __future__ import annotations

from uuid import UUID

from somat.exchange.models import Import
from somat.law.refusal import Refusal, rule

NOBODY = UUID(int=0)


@rule("R-TRANS-5", case="again", says="Tệp này đã nhập, hoặc đang nhập dở, vào sổ này rồi.")
def may_import(sha256: str, *, book: UUID, but: UUID = NOBODY) -> Refusal | None:
    """The same file is not taken into the same book twice; `but` is the import that asks."""
    begun = (Import.State.RUNNING, Import.State.DONE)
    other = Import.unchecked.filter(sha256=sha256, book=book, state__in=begun).exclude(uuid=but).exists()
    return Refusal("R-TRANS-5", case="again", field="file") if other else None


@rule("R54", case="import", says="Đợt này vừa được nhận ở nơi khác. Mở lại trang để xem đã nhận đến đâu.")
def goes_on(now: Import, seen: Import) -> Refusal | None:
    """Two runs of one import at the same moment: the lines are counted once."""
    return None if now.done == seen.done else Refusal("R54", case="import")


@rule("R-TRANS-5", case="begun", says="Tệp này đã nhận {done} dòng vào sổ: nhận tiếp cho hết, không bỏ được nữa.")
def may_drop(row: Import) -> Refusal | None:
    """A file of which nothing is in the book yet can be left out."""
    return None if row.done == 0 else Refusal("R-TRANS-5", case="begun", done=row.done)


@rule("R-TRANS-5", case="settled", says="Tệp này đã nhận {done} dòng vào sổ: giữ nguyên cách ghép cột đã chọn.")
def may_settle(row: Import) -> Refusal | None:
    """How the file is read stays as it was once lines of it are in the book: the rest is counted from there."""
    return None if row.done == 0 else Refusal("R-TRANS-5", case="settled", done=row.done)
