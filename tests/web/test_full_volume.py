"""A volume that took its last line: what waits for the clerk, and what the pages say and offer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.db import connection

from somat.audit.guard import opened
from somat.audit.moment import today
from somat.law.roles import Duty
from somat.registry.actions.books import close_volume, open_volume
from somat.registry.actions.old import OldEntry, take_in
from somat.registry.models import Entry, Volume
from somat.web.books import following
from somat.web.books.views import book
from somat.web.people.handing import written
from somat.web.today import views
from tests.office import Office, machine, office
from tests.registry.evidence import granted
from tests.registry.test_old import LINE
from tests.web.visits import Visitor, plain, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


def filled(office: Office) -> Volume:
    """The first volume of the outgoing book after its line 5,000."""
    office.issued()
    office.ground.run("UPDATE registry_series SET last = ?", 4999)
    office.issued()
    return Volume.unchecked.get(book=office.out, no=1)


def jobs(office: Office, name: str = "hanh") -> list[tuple[str, str]]:
    return [(job["title"], job["url"]) for job in views.full(getattr(office, name), today())]


def test_the_day_names_the_next_volume_then_the_closing(office: Office) -> None:
    assert jobs(office) == []
    full = filled(office)
    year = full.year
    closing = (f"In, ký và khóa quyển 01/{year}: {office.out.name}", f"/quyen/{full.uuid}/khoa/")
    assert jobs(office) == [
        (f"Mở quyển tiếp theo của {office.out.name}", f"/so/{office.out.uuid}/quyen/"),
        closing,
    ]
    open_volume(office.out.uuid, by=office.hanh)
    assert jobs(office) == [closing]
    close_volume(full.uuid, pages=400, by=office.hanh)
    assert jobs(office) == []


def old_volume(office: Office, *lines: OldEntry) -> Volume:
    """The volume that lines of an old book were taken into."""
    (first, *_) = take_in(office.out.uuid, lines or (LINE,), batch=uuid4(), by=office.hanh)
    return Volume.unchecked.get(uuid=Entry.unchecked.get(uuid=first).volume_id)


def test_a_volume_of_an_old_book_waits_for_its_closing_until_the_clerk_writes_it(office: Office) -> None:
    second = replace(LINE, no=9, doc_number=16, day=date(2012, 11, 20))
    volume = old_volume(office, LINE, second, replace(LINE, year=2013, day=date(2013, 2, 1)))
    hanh, close = visit(office, "hanh"), f"/quyen/{volume.uuid}/khoa/"
    assert [(job["title"], job["detail"], job["url"]) for job in views.old(office.hanh, today())] == [
        (f"In, ký và khóa quyển 01/2012: {office.out.name}", "Sổ cũ đã nhập, còn 2 quyển chưa khóa", close)
    ]
    assert list(views.old(office.an, today())) == []
    page = hanh.text(f"/so/{office.out.uuid}/quyen/")
    assert page.count("sổ cũ, chưa khóa") == 2 and close in page and "31/12/2012" not in page
    assert "01/2012, sổ cũ, chưa khóa" in hanh.text(f"/so/{office.out.uuid}/")
    assert "Dòng khóa mang ngày hôm nay và tên người khóa" in hanh.text(close)
    assert printed(hanh, volume).count("…") > 20  # dots for a hand to fill: nobody has closed it
    assert hanh.send(close, pages="3").headers["Location"] == f"/so/{office.out.uuid}/quyen/"
    page = hanh.text(f"/so/{office.out.uuid}/quyen/")
    assert page.count("sổ cũ, chưa khóa") == 1 and f"{today():%d/%m/%Y}" in page and close not in page
    assert [job["url"] for job in views.old(office.hanh, today())] != [close]
    text = printed(hanh, volume)
    assert "Từ ngày 03/5/2012 đến ngày 20/11/2012" in text and "Từ số 07 đến số 09" in text
    assert "Sổ này có 03 trang, từ số 07 đến số 09." in text
    assert f"ngày {today():%d} tháng {today():%m} năm {today().year}" in text and "31/12/2012" not in text
    assert f"Khóa sổ ngày {today():%d/%m/%Y}" in hanh.text(f"/so/{office.out.uuid}/?quyen={volume.uuid}")


def printed(hanh: Visitor, volume: Volume) -> str:
    """The words of the volume's print, cover and closing page too."""
    answer = hanh.send(f"/quyen/{volume.uuid}/in/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    pages = pypdfium2.PdfDocument(answer.content)
    return plain(" ".join(page.get_textpage().get_text_range() for page in pages))


def test_only_who_opens_and_closes_books_is_told(office: Office) -> None:
    filled(office)
    assert jobs(office, "an") == jobs(office, "duy") == jobs(office, "quan") == []


def test_a_full_book_still_stands_among_those_in_use_with_its_next_number(office: Office) -> None:
    full = filled(office)
    rows = {row["name"]: row["next_no"] for row in views.books(office.hanh, today())}
    assert rows[f"{office.out.name}, quyển 01/{full.year}"] == 5001
    close_volume(full.uuid, pages=400, by=office.hanh)
    assert not any(office.out.name in row["name"] for row in views.books(office.hanh, today()))


def test_a_full_book_is_handed_over_with_its_last_number(office: Office) -> None:
    filled(office)
    assert written(office.out.uuid, by=office.hanh) == (5000, office.out.name)


def test_two_full_volumes_of_a_book_ask_once_for_the_next(office: Office) -> None:
    filled(office)
    open_volume(office.out.uuid, by=office.hanh)
    office.ground.run("UPDATE registry_series SET last = ?", 9999)
    office.issued()
    seen: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *more: (seen.append(sql), execute(sql, *more))[1]):
        titles = [title for title, _ in jobs(office)]
    assert [title.split(" ")[0] for title in titles] == ["In,", "Mở", "In,"]
    assert sum("registry_" in sql for sql in seen) == 1, seen


def test_the_book_says_it_is_full_and_one_press_opens_the_next_volume(office: Office) -> None:
    hanh, path = visit(office, "hanh"), f"/so/{office.out.uuid}/"
    assert "đã đủ dòng" not in hanh.text(path)
    year = filled(office).year
    page = hanh.text(path)
    assert f"Quyển 01/{year} đã đủ dòng. Dòng tiếp theo ghi vào quyển mới, bắt đầu từ số 5001." in page
    assert f"Mở quyển 02/{year}" in page and "Vào sổ mới" not in page
    assert hanh.client.get(f"{path}moi/").headers["Location"] == path  # a form that could give no number is not shown
    assert hanh.send(f"{path}quyen/moi/").headers["Location"] == path
    page = hanh.text(path)
    assert "đã đủ dòng" not in page and "5001" in page
    assert hanh.client.get(f"{path}moi/").status_code == 200
    assert f"01/{year}, đã đủ" in page


def test_who_opens_no_books_is_offered_none(office: Office) -> None:
    full = filled(office)
    reader = replace(office.hanh, duties=office.hanh.duties - {Duty.BOOK_OPEN})
    assert book.ended(full, newest=full, by=office.hanh) is not None
    assert book.ended(full, newest=full, by=reader) is None


def typed(kind: str = "out", **more: Any) -> dict[str, Any]:
    """What a clerk has typed into the form of a book."""
    day = f"{today():%d/%m/%Y}"
    both = {"doc_type": "BC", "abstract": "Gõ từ trước, giả định", "level": "1", "day": day, "unit": "Văn phòng"}
    if kind == "in":
        one: dict[str, Any] = {"arrival_on": day, "body": "Sở Nội vụ", "number": "9/BC", "item": "paper", "copies": 1}
    else:
        rows = {"recipients": ["Công an tỉnh"], "recipients_copies": [""]}
        one = {"symbol": "BC-UBND", "signer": "Nguyễn Văn An", "copies": 2, "kept": 1, **rows}
    return {**both, **one, **more}


def test_a_form_sent_after_another_clerks_last_line_goes_to_the_next_volume_as_it_stands(office: Office) -> None:
    hanh, path = visit(office, "hanh"), f"/so/{office.out.uuid}/moi/"
    assert "Ghi vào quyển" not in hanh.text(path)
    full = filled(office)  # meanwhile, by somebody else
    label = f"Ghi vào quyển 02/{full.year}"
    page = hanh.told(path, **typed())
    assert "Quyển sổ đã đủ 5000 dòng" in page and "Điều đã gõ còn nguyên" in page
    assert "Gõ từ trước, giả định" in page and 'value="Công an tỉnh"' in page
    assert page.count('name="quyen_moi" value="1"') == page.count(label) == 2
    assert "Lấy số và vào sổ" not in page and "5001" in page
    again = hanh.told(path, **typed(khac="1"))
    assert 'name="khac" value="1" id="id_khac" checked' in again
    made = hanh.send(path, **typed(), quyen_moi="1")
    line = Entry.unchecked.get(no=5001)
    assert made.headers["Location"] == f"/dong/{line.uuid}/"
    second = Volume.unchecked.get(book=office.out, no=2)
    assert (line.volume_id, line.symbol, second.state) == (second.uuid, "BC-UBND", "open")
    assert granted("volume.open", second.uuid) == granted("entry.issue", line.uuid) == 1
    assert "Ghi vào quyển" not in hanh.text(path)


def test_the_same_press_sent_twice_opens_one_volume_and_writes_one_line(office: Office) -> None:
    hanh, path, once = visit(office, "hanh"), f"/so/{office.out.uuid}/moi/", str(uuid4())
    filled(office)
    first, second = (hanh.send(path, **typed(once=once, quyen_moi="1", khac="1")) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == f"/dong/{Entry.unchecked.get(no=5001).uuid}/"
    assert Volume.unchecked.filter(book=office.out).count() == 2
    third = hanh.send(path, **typed(quyen_moi="1", khac="1"))  # another form of the time before
    assert third.status_code == 302 and Entry.unchecked.get(no=5002).volume.no == 2
    assert Volume.unchecked.filter(book=office.out).count() == 2


def test_a_form_that_lacks_something_opens_no_volume(office: Office) -> None:
    hanh, path = visit(office, "hanh"), f"/so/{office.out.uuid}/moi/"
    filled(office)
    page = hanh.told(path, status=200, **typed(symbol=""), quyen_moi="1")
    assert 'name="quyen_moi"' in page and "Chưa ghi gì" in page
    assert Volume.unchecked.filter(book=office.out).count() == 1


def test_an_arrival_goes_to_the_next_volume_too(office: Office) -> None:
    hanh, path = visit(office, "hanh"), f"/so/{office.in_.uuid}/moi/"
    office.registered()
    office.ground.run("UPDATE registry_series SET last = ?", 4999)
    office.registered()
    page = hanh.told(path, **typed("in"))
    assert "Gõ từ trước, giả định" in page and page.count('name="quyen_moi" value="1"') == 2
    assert hanh.send(path, **typed("in"), quyen_moi="1").status_code == 302
    line = Entry.unchecked.get(book=office.in_, no=5001)
    assert (line.volume.no, line.symbol, line.arrival_no) == (2, "9/BC", 5001)


def test_who_opens_no_books_keeps_what_he_typed_and_is_offered_no_volume(office: Office) -> None:
    filled(office)
    reader = replace(office.hanh, duties=office.hanh.duties - {Duty.BOOK_OPEN})
    assert following.offered(office.out, by=office.hanh) is not None
    assert following.offered(office.out, by=reader) is None


def test_the_page_of_volumes_is_bounded_and_leads_both_ways(office: Office) -> None:
    add_volumes(office, 60)
    hanh, path = visit(office, "hanh"), f"/so/{office.out.uuid}/quyen/"
    year = today().year
    pages = [path]
    shown: list[str] = []
    while True:
        page = hanh.text(pages[-1])
        shown += numbers(page)
        older = re.search(r'href="(\?truoc=[^"]*)"', page)
        if older is None:
            break
        pages.append(path + older[1])
    assert len(pages) == 3
    assert shown == [f"01/{year}"] + [f"{no:02d}/{year - 1}" for no in range(60, 0, -1)]
    back = re.search(r'href="(\?sau=[^"]*)"', hanh.text(pages[2]))
    assert back is not None
    assert numbers(hanh.text(path + back[1])) == numbers(hanh.text(pages[1]))
    heading = "<h2>Các lần in và xuất</h2>"  # what was printed of the newest volume
    assert heading in hanh.text(path) and heading not in hanh.text(pages[1])


def test_the_page_of_volumes_costs_the_same_for_few_and_for_many(office: Office) -> None:
    hanh, path = visit(office, "hanh"), f"/so/{office.out.uuid}/quyen/"
    hanh.text(path)
    counts = []
    for more in (0, 60):
        add_volumes(office, more)
        seen: list[str] = []
        with connection.execute_wrapper(lambda execute, sql, *rest: (seen.append(sql), execute(sql, *rest))[1]):  # noqa: B023
            page = hanh.text(path)
        counts.append(sum('"registry_' in sql for sql in seen))
        assert len(numbers(page)) == (25 if more else 1)
    assert counts[0] == counts[1]


def add_volumes(office: Office, count: int) -> None:
    """Closed volumes of last year."""
    year = today().year - 1
    with opened():
        Volume.unchecked.bulk_create(
            Volume(book=office.out, year=year, no=no, state="closed", opened_on=date(year, 1, 1), first_no=1)
            for no in range(1, count + 1)
        )


def numbers(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]*">(\d+/\d+)</a>', page)
