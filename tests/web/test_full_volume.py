"""A volume that took its last line: what waits for the clerk, and what the pages say and offer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from somat.audit.guard import opened
from somat.audit.moment import today
from somat.law.roles import Duty
from somat.registry.actions.books import close_volume, open_volume
from somat.registry.models import Volume
from somat.web.books.views import book
from somat.web.people.handing import written
from somat.web.today import views
from tests.office import Office, machine, office
from tests.web.visits import visit

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
