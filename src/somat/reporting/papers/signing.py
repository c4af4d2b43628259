"""Who signs a paper, with his authority, and the list of recipients beside him (30/2020/NĐ-CP, Appendix I, boxes 7 and 9b)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from somat.reporting.papers.form import Paper
from somat.reporting.papers.values import DOTS, SHORT_DOTS, Facts, filled, filled_cell, said

ABREAST = 3  # signatures beside each other
LONG_NAME = 300  # letters in a signature or a recipient: a block with more may part over pages


def signs(block: Mapping[str, Any], values: Facts, _: Paper) -> dict[str, Any]:
    """Fixed columns, or one signature for each row of the field `rows` (members of a council), three abreast."""
    columns = [_sign(column, values) for column in block.get("columns", ())]
    if "rows" in block:
        given = values.get(block["rows"]) or [{}] * ABREAST
        columns += [_sign(block["each"], {**values, **row}) for row in given]
    recipients = _recipients(block, values) if "recipients" in block else []
    signed = [sum(map(len, (*one["lines"], one["name"]))) for one in columns]
    return {
        "kind": "signs",
        "recipients": recipients,
        "rows": [columns[start : start + ABREAST] for start in range(0, len(columns), ABREAST)],
        "tall": max(*signed, *map(len, recipients), 0) > LONG_NAME,
    }


def _sign(column: Mapping[str, Any], values: Facts) -> dict[str, Any]:
    """Who signs: a fixed title, or the signer with his authority (TM., KT., TL., TUQ., Q.) as 30/2020/NĐ-CP has it."""
    if column.get("signer"):
        lines, name = _authority(values), values.get("signer") or ""
    else:
        lines, name = [filled(column["title"], values).upper()], filled_cell(column.get("name", ""), values)
    return {"lines": lines, "hint": column.get("hint", ""), "name": name}


def _authority(values: Facts) -> list[str]:
    """TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH: a line each, only those that are known."""
    above = f"{values.get('authority') or ''} {(values.get('signer_body') or '').upper()}".strip()
    between = (values.get("acting_for") or "").upper()
    return [line for line in (above, between, (values.get("signer_title") or DOTS).upper()) if line]


def _recipients(block: Mapping[str, Any], values: Facts) -> list[str]:
    """Nơi nhận, with the four facts that a secret paper must state (26/2020/NĐ-CP, Điều 2.1) where the form has them."""
    lines = [f"- {said(row['body'])};" for row in values.get(block["recipients"], ())] or ["- Như trên;"]
    lines.append(f"- Lưu: {filled(block.get('keep', 'VT'), values)}.")
    if block.get("secret"):
        lines += four_facts(values)
    return lines


def four_facts(values: Facts) -> list[str]:
    """Beside the recipients themselves: how many copies, who drafted, whether it may be copied."""
    copy = values.get("may_copy")
    may = "Được phép sao, chụp." if copy else "Không được phép sao, chụp."
    return [
        f"Số lượng bản phát hành: {said(values.get('copies'), 'two') or SHORT_DOTS}.",
        f"Người soạn thảo: {values.get('drafter') or DOTS}.",
        may if copy is not None else "……… được phép sao, chụp.",
    ]
