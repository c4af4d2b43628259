"""Saved groups of recipients: sealed, the person's own, forgotten when dropped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from somat.audit.guard import opened
from somat.registry import queries
from somat.registry.actions.groups import TABLE, drop, keep
from somat.registry.models import Group
from somat.vault.models import Sealed
from tests.office import Office
from tests.registry.evidence import granted, refused, words
from tests.registry.test_at_once import together

PROVINCE = {"name": "Các sở trong tỉnh", "to": ["Sở Nội vụ", "Sở Tài chính", "Công an tỉnh"]}


def test_a_group_comes_back_as_it_was_saved(office: Office) -> None:
    group = keep("to", PROVINCE, by=office.hanh)
    assert [g.uuid for g in queries.groups("to", by=office.hanh)] == [group.uuid]
    assert dict(words(group, by=office.at_desk("hanh"), table=TABLE).rest) == PROVINCE
    assert granted("group.keep", group.uuid) == 1


def test_its_name_and_bodies_are_nowhere_in_plain(office: Office) -> None:
    keep("to", PROVINCE, by=office.hanh)
    assert "Sở" not in " ".join(str(v) for v in Group.unchecked.values_list()[0])
    assert "Sở Nội vụ".encode() not in b"".join(bytes(s.ciphertext) for s in Sealed.unchecked.all())


def test_it_is_its_owners_alone(office: Office) -> None:
    group = keep("to", PROVINCE, by=office.hanh)
    assert queries.groups("to", by=office.an) == []
    with pytest.raises(queries.NotFound):
        drop(group.uuid, by=replace(office.hanh, person=office.an.person))
    assert not Group.unchecked.get().dropped


def test_groups_and_filters_are_kept_apart(office: Office) -> None:
    keep("filter", {"name": "Chưa ký nhận"}, by=office.hanh)
    assert queries.groups("to", by=office.hanh) == []
    assert len(queries.groups("filter", by=office.hanh)) == 1


def test_dropped_its_words_are_destroyed(office: Office) -> None:
    group = keep("to", PROVINCE, by=office.hanh)
    drop(group.uuid, by=office.hanh)
    assert queries.groups("to", by=office.hanh) == []
    assert not Sealed.unchecked.filter(row=group.uuid).exists()
    with pytest.raises(queries.NotFound):
        drop(group.uuid, by=office.hanh)


def held(office: Office, purpose: str, count: int) -> None:
    """As if the clerk had saved so many; what stands in them is not looked at."""
    with opened():
        Group.unchecked.bulk_create(Group(owner=office.hanh.person, purpose=purpose) for _ in range(count))


@pytest.mark.parametrize(
    "purpose, what", [("to", "nhóm nơi nhận"), ("filter", "bộ lọc tìm kiếm"), ("book", "bộ lọc của sổ")]
)
def test_no_more_are_saved_than_are_shown_each_kind_by_itself(office: Office, purpose: str, what: str) -> None:
    others = {"to", "filter", "book"} - {purpose}
    held(office, purpose, 49)
    keep(purpose, PROVINCE, by=office.hanh)
    assert len(queries.groups(purpose, by=office.hanh)) == queries.MOST_KEPT == 50
    verb = "group.keep" if purpose == "to" else "filter.keep"
    no = refused(lambda: keep(purpose, PROVINCE, by=office.hanh), "R54", verb=verb)
    assert no.refusals[0].sentence() == f"Đã lưu đủ 50 {what}: bỏ một mục không còn dùng rồi lưu lại."
    for other in others:
        keep(other, PROVINCE, by=office.hanh)
    keep(purpose, PROVINCE, by=replace(office.hanh, person=office.khoi.person))
    drop(queries.groups(purpose, by=office.hanh)[0].uuid, by=office.hanh)
    last = keep(purpose, PROVINCE, by=office.hanh)
    assert [g.uuid for g in queries.groups(purpose, by=office.hanh)][-1] == last.uuid


def test_of_two_saved_at_once_only_the_fiftieth_is_kept(office: Office) -> None:
    held(office, "filter", 49)
    done = together([lambda: keep("filter", PROVINCE, by=office.hanh)] * 4)
    assert sum(isinstance(one, Group) for one in done) == 1
    assert len(queries.groups("filter", by=office.hanh)) == Group.unchecked.count() == 50


def test_only_who_issues_saves_groups(office: Office) -> None:
    refused(lambda: keep("to", PROVINCE, by=office.duy), "R24", verb="group.keep")
