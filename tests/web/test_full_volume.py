"""A volume that took its last line: what waits for the clerk, and what the pages say and offer."""

from __future__ import annotations

import pytest
from django.db import connection

from somat.audit.moment import today
from somat.registry.actions.books import close_volume, open_volume
from somat.registry.models import Volume
from somat.web.people.handing import written
from somat.web.today import views
from tests.office import Office, machine, office

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
