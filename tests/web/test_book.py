"""The page of a book: the empty next line stands only under the newest lines of the whole volume."""

from __future__ import annotations

from uuid import uuid4

import pytest

from somat.audit.moment import today
from somat.registry import queries
from somat.registry.actions.books import close_volume, open_volume
from somat.web.books.views import book
from tests.office import M, Office, T, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
NEXT = 'class="next"'
newest = queries.volume_names


def test_the_next_line_is_offered_under_the_newest_lines_only(office: Office) -> None:
    office.issued()
    hanh = visit(office, "hanh")
    path = f"/so/{office.out.uuid}/"
    assert NEXT in hanh.text(path)
    for narrowed in ({"month": today().month}, {"levels": ["2"]}, {"unsigned": "on"}, {"words": "giả định"}):
        assert NEXT not in hanh.told(path, status=200, **narrowed), narrowed


def test_an_arrival_waits_for_no_signature_until_it_is_handed_on(office: Office) -> None:
    entry = office.registered()
    hanh = visit(office, "hanh")
    path = f"/so/{office.in_.uuid}/"
    assert "chưa ký" not in hanh.text(path).split("<table")[1].split("</table>")[0]
    hanh.send(f"/dong/{entry.uuid}/chuyen/", unit="Phòng Kinh tế", person="", due_on="")
    assert "chưa ký" in hanh.text(path).split("<table")[1].split("</table>")[0]


def test_an_older_volume_is_reached_from_the_page_of_volumes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice beside the lines names the newest volumes only, and the one that is shown."""
    monkeypatch.setattr(queries, "volume_names", lambda book, by: newest(book, by=by)[:1])
    office.issued(abstract="Ở quyển trước")
    first = queries.open_volume(office.out, by=office.hanh)
    assert first is not None
    close_volume(first.uuid, pages=3, by=office.hanh)
    open_volume(office.out.uuid, by=office.hanh)
    office.issued(abstract="Ở quyển sau")
    hanh, path = visit(office, "hanh"), f"/so/{office.out.uuid}/"
    assert "Ở quyển sau" in hanh.text(path) and str(first.uuid) not in hanh.text(path)
    older = f"{path}?quyen={first.uuid}"
    assert older in hanh.text(f"{path}quyen/")
    assert "Ở quyển trước" in hanh.text(older) and "Ở quyển sau" not in hanh.text(older)
    assert f'value="{first.uuid}" selected' in hanh.text(older)
    assert "Ở quyển trước" in hanh.told(path, status=200, volume=str(first.uuid))


def test_a_volume_of_another_book_is_as_missing_as_one_that_is_not(office: Office) -> None:
    office.issued()
    office.registered()
    other = queries.open_volume(office.in_, by=office.hanh)
    assert other is not None
    for volume in (other.uuid, uuid4()):
        visit(office, "hanh").text(f"/so/{office.out.uuid}/?quyen={volume}", status=404)


def test_it_says_so_where_more_lines_hold_the_words_than_are_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "MOST_HITS", 3)
    for n in range(4):
        office.issued(abstract=f"Chung một chữ {n}", level=T if n == 0 else M)
    hanh, path = visit(office, "hanh"), f"/so/{office.out.uuid}/"
    page = hanh.told(path, status=200, words="chung")
    assert "Hơn 3 dòng của sổ có chữ này; ở đây chỉ xét 3 dòng mới nhất." in page and 'href="/tim/"' in page
    assert "Chung một chữ 1" in page and "Chung một chữ 0" not in page
    for narrowed in ({"words": "chung", "levels": ["1"]}, {"words": "chữ 3"}, {"words": ""}):
        assert "ở đây chỉ xét" not in hanh.told(path, status=200, **narrowed), narrowed
    page = hanh.told(path, status=200, words="chung", levels=["2"])
    assert "Chung một chữ 0" in page  # the oldest too: the level narrows what is looked at
