"""As many papers and rows as the work has: 500 notices in one batch, 300 rows in a table; more is refused in words, nothing lost."""

from __future__ import annotations

from time import process_time
from uuid import uuid4

from somat.registry.line import To
from somat.web.papers.forms import MOST as ROWS
from somat.web.papers.many import MOST
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.paper import pages
from tests.web.test_papers import browser, post, prints

NOTICE = "/bieu-mau/D-23/nhieu/"


def batch(office: Office, holders: int) -> tuple[int, bytes]:  # noqa: F811
    bodies = tuple(To(f"Cơ quan nhận số {n:03d}") for n in range(1, holders + 1))
    entry = office.issued(to=bodies, copies=holders + 1)
    office.ground.settle()
    chosen = {f"n-{place}": "on" for place in range(holders)}
    facts = {"dong": str(entry.uuid), "m-act": "Giải mật", "m-since": "22/11/2026", **chosen}
    answer = browser(office, "hanh").post(NOTICE, {"once": str(uuid4()), **facts})
    return answer.status_code, answer.content


def test_five_hundred_notices_are_one_print(office: Office) -> None:  # noqa: F811
    started = process_time()
    status, content = batch(office, 500)
    assert process_time() - started <= 10
    sheets = pages(content)
    assert (status, len(sheets), prints()) == (200, 500, 1)
    assert "Kính gửi: Cơ quan nhận số 001" in sheets[0].text and "bản số 1" in sheets[0].text
    assert "Kính gửi: Cơ quan nhận số 500" in sheets[499].text and "bản số 500" in sheets[499].text


def test_one_more_is_refused_in_words_and_every_recipient_stays(office: Office) -> None:  # noqa: F811
    status, content = batch(office, 501)
    page = content.decode()
    assert (status, prints(), MOST) == (200, 0, 500)
    assert "Mỗi lần in từ 1 đến 500 nơi nhận; đã chọn 501." in page
    assert 'name="n-500" checked' in page and "Cơ quan nhận số 501" in page


def rows(count: int) -> dict[str, str]:
    return {f"r-items-{n}-{name}": f"{name} {n}" for n in range(count) for name in ("name", "note")}


def test_every_row_that_was_typed_is_printed(office: Office) -> None:  # noqa: F811
    status, content, _ = post(browser(office, "duy"), "D-24", kind="pdf", **rows(300))
    text = " ".join(sheet.text for sheet in pages(content))
    assert (status, prints(), ROWS) == (200, 1, 300)
    assert [n for n in range(300) if f"name {n} " not in text or f"note {n}" not in text] == []


def test_more_rows_are_refused_in_words_and_none_is_lost(office: Office) -> None:  # noqa: F811
    for kind in ("pdf", "look"):
        status, content, _ = post(browser(office, "duy"), "D-24", kind=kind, **rows(301))
        page = content.decode()
        assert (status, prints()) == (200, 0)
        assert "nhiều nhất 300 dòng, đã ghi 301" in page and "data:image" not in page
        assert [n for n in range(301) if f'value="name {n}"' not in page or f'value="note {n}"' not in page] == []
