"""What hangs on an entry opens as the entry does; what a person keeps for himself opens for him alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.vault.ground import TODAY, Ground, Refused, now

WORDS = '{"note":"giữ kín"}'
GROUP, DRAFT = "registry_group", "registry_draft"


@pytest.fixture
def line(ground: Ground) -> dict[str, Any]:
    """A line at Tối mật with a question asked about it; Bình is in its circle, Chi is cleared but is not."""
    book = ground.book()
    entry, question = ground.entry(book, level=2), uuid4()
    people = {name: ground.person(cleared=2) for name in ("binh", "chi")}
    for person in people.values():
        ground.session(person)
    ground.member(entry, people["binh"])
    facts = {"kind": "cancel", "level": 2, "state": "waiting", "entry_version": 1, "asked_by": people["binh"]}
    ground.put("registry_question", uuid=question, entry_id=entry, asked_at=now(), **facts)
    ground.seal(("registry_question", question, "rest", 1, 2, book[1], WORDS))
    return {**people, "book": book, "entry": entry, "row": ("registry_question", question)}


def refused(ground: Ground, person: UUID, row: tuple[str, UUID], verb: str) -> bool:
    with pytest.raises(Refused) as no:
        ground.read(person, row, verb=verb)
    return str(no.value.code) == "no-right"


def test_a_question_opens_as_its_entry_does(ground: Ground, line: dict[str, Any]) -> None:
    assert ground.read(line["binh"], line["row"]) == [{"rest": WORDS}]
    assert refused(ground, line["chi"], line["row"], "entry.read")


def test_a_receipt_opens_as_its_entry_does(ground: Ground, line: dict[str, Any]) -> None:
    recipient, receipt = uuid4(), uuid4()
    entry = line["entry"]
    ground.put("registry_recipient", uuid=recipient, entry_id=entry, ordinal=1, level=2, body="", copy_no=1, copies=1)
    ground.put(
        "registry_receipt", uuid=receipt, entry_id=entry, recipient_id=recipient, how="paper", signed_at=now(), page=3
    )
    ground.seal(("registry_receipt", receipt, "rest", 1, 2, line["book"][1], WORDS))
    assert ground.read(line["binh"], ("registry_receipt", receipt)) == [{"rest": WORDS}]
    assert refused(ground, line["chi"], ("registry_receipt", receipt), "entry.read")


def test_a_question_of_no_entry_opens_for_nobody(ground: Ground, line: dict[str, Any]) -> None:
    assert refused(ground, line["binh"], ("registry_question", uuid4()), "entry.read")


def test_a_group_and_a_saved_search_open_for_their_owner_alone(ground: Ground, line: dict[str, Any]) -> None:
    group = uuid4()
    ground.put(GROUP, uuid=group, owner=line["chi"], purpose="to")
    ground.seal((GROUP, group, "rest", 1, 3, line["chi"], WORDS))
    assert ground.read(line["chi"], (GROUP, group), verb="group.read") == [{"rest": WORDS}]
    assert refused(ground, line["binh"], (GROUP, group), "group.read")
    assert refused(ground, line["chi"], (GROUP, uuid4()), "group.read")


def draft(ground: Ground, line: dict[str, Any], *, purpose: str, level: int = 2) -> tuple[str, UUID]:
    """A draft of Bình's for the line's book."""
    uuid, key = uuid4(), line["book"][0] if purpose == "out" else line["binh"]
    facts = {"owner": line["binh"], "book": line["book"][0], "level": level, "signed_on": TODAY, "state": "open"}
    ground.put(DRAFT, uuid=uuid, purpose=purpose, changed_at=now(), **facts)
    ground.seal((DRAFT, uuid, "rest", 1, level, key, WORDS))
    return DRAFT, uuid


def test_a_paper_that_waits_opens_for_its_owner_and_for_who_keeps_its_book(
    ground: Ground, line: dict[str, Any]
) -> None:
    row = draft(ground, line, purpose="out")
    clerk = ground.person(cleared=2)
    ground.session(clerk)
    assert refused(ground, clerk, row, "draft.read")
    ground.right(clerk, kind="book", level=2, book=line["book"][0])
    assert [ground.read(who, row, verb="draft.read") for who in (line["binh"], clerk)] == [[{"rest": WORDS}]] * 2
    assert refused(ground, line["chi"], row, "draft.read")


def test_a_paper_above_the_owners_clearance_opens_no_more(ground: Ground, line: dict[str, Any]) -> None:
    row = draft(ground, line, purpose="out", level=3)
    assert refused(ground, line["binh"], row, "draft.read")


def test_a_half_filled_form_opens_for_its_owner_alone(ground: Ground, line: dict[str, Any]) -> None:
    row = draft(ground, line, purpose="form", level=3)
    clerk = ground.person(cleared=3)
    ground.session(clerk)
    ground.right(clerk, kind="book", level=3, book=line["book"][0], since=TODAY - timedelta(9))
    assert ground.read(line["binh"], row, verb="draft.read") == [{"rest": WORDS}]
    assert refused(ground, clerk, row, "draft.read")
