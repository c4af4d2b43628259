"""Issuing an outgoing paper: numbers, recipients, sealing, refusals, repeats."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from somat.audit.change import AlreadyDone
from somat.audit.models import Leaf
from somat.audit.moment import now, today, told
from somat.law.refusal import Refused
from somat.registry import queries
from somat.registry.actions.books import close_volume, open_volume
from somat.registry.actions.issue import issue
from somat.registry.line import To
from somat.registry.models import Entry, Recipient
from somat.registry.opening import open_words
from somat.registry.verbs import READ_ENTRY
from tests.office import A, M


def words(entry, by):
    return open_words([entry], table="registry_entry", verb=READ_ENTRY, by=by, object=entry.uuid)[entry.uuid]


def test_it_gives_line_and_document_numbers_from_one(office):
    first, second = office.issued(), office.issued()
    assert [(e.no, e.doc_number) for e in (first, second)] == [(1, 1), (2, 2)]


def test_it_seals_the_abstract_and_gives_it_back_to_the_clerk(office):
    entry = office.issued(abstract="Diễn tập giả định cụm Bắc")
    assert words(entry, office.at_desk("hanh")).abstract == "Diễn tập giả định cụm Bắc"


def test_it_leaves_no_word_of_the_abstract_in_the_database(office):
    office.issued(abstract="Chim Lạc bay về nguồn", note="ghi chú Hồng Hà")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ciphertext FROM vault_sealed")
        blobs = b"".join(bytes(row[0]) for row in cursor.fetchall())
    entry = Entry.unchecked.get()
    plain = " ".join(str(getattr(entry, f.attname)) for f in Entry._meta.concrete_fields)
    assert "Lạc".encode() not in blobs and "Hồng".encode() not in blobs
    assert "Lạc" not in plain and "Hồng" not in plain


def test_it_keeps_what_names_the_outside_of_a_tuyet_mat_line_sealed(office):
    entry = office.issued(level=A, abstract="")
    assert (entry.doc_type, entry.symbol, entry.signer) == ("", "", "")
    assert [r.body for r in Recipient.unchecked.filter(entry=entry)] == ["", ""]
    assert words(entry, office.at_desk("hanh")).get("to") == ["Công an tỉnh", "Sở Nội vụ"]


@pytest.mark.parametrize(
    "change, rule",
    [
        ({"level": A}, "R-OUT-2"),  # an abstract on a Tuyệt mật line
        ({"copies": 2}, "R-NUM-7"),  # two recipients and one kept make three
        ({"approved": 5}, "R-OUT-9"),
        ({"approved_bodies": ("Công an tỉnh",)}, "R-OUT-9"),
        ({"symbol": "BC UBND"}, "R-NUM-2"),
        ({"signed_on": today() + timedelta(days=1)}, "R-NUM-3"),
        ({"day": today() + timedelta(days=1)}, "R-NUM-3"),
    ],
)
def test_it_refuses(office, change, rule):
    with pytest.raises(Refused) as no:
        office.issued(**change)
    assert rule in [r.rule for r in no.value.refusals]
    assert not Entry.unchecked.exists()


def test_it_gathers_all_refusals_and_leaves_one_record(office):
    with pytest.raises(Refused) as no:
        office.issued(level=A, copies=9, symbol="?")
    assert {r.rule for r in no.value.refusals} == {"R-OUT-2", "R-NUM-7", "R-NUM-2"}
    leaf = Leaf.unchecked.filter(verb="entry.issue").get()
    assert leaf.decision == "refused" and b"gi\xe1\xba\xa3" not in bytes(leaf.body)


def test_it_takes_no_number_when_refused(office):
    with pytest.raises(Refused):
        office.issued(copies=9)
    assert office.issued().no == 1


def test_it_refuses_a_person_without_the_duty(office):
    with pytest.raises((Refused, queries.NotFound)):
        issue(office.out_line(), by=office.duy)
    assert not Entry.unchecked.exists()


def test_it_answers_a_repeated_key_with_the_first_entry(office):
    key = uuid4()
    first = issue(office.out_line(), by=office.hanh, key=key)
    with pytest.raises(AlreadyDone) as again:
        issue(office.out_line(), by=office.hanh, key=key)
    assert again.value.object == first.uuid and Entry.unchecked.count() == 1


def test_a_repeat_takes_no_number_and_leaves_no_trace(office):
    """Also when the act could not be done again: its volume is closed, its line is one the law no longer takes."""
    key = uuid4()
    first = issue(office.out_line(), by=office.hanh, key=key)
    before = Leaf.unchecked.count()
    for line in (office.out_line(), office.out_line(copies=2), office.out_line(abstract="Khác")):
        with pytest.raises(AlreadyDone) as again:
            issue(line, by=office.hanh, key=key)
        assert again.value.object == first.uuid
    assert Leaf.unchecked.count() == before and office.issued().no == 2
    close_volume(first.volume_id, pages=1, by=office.hanh)
    open_volume(office.out.uuid, by=office.hanh)
    with pytest.raises(AlreadyDone) as again:
        issue(office.out_line(), by=office.hanh, key=key)
    assert again.value.object == first.uuid and Entry.unchecked.count() == 2


def test_it_numbers_forty_recipients_and_their_copies(office):
    to = tuple(To(f"Ủy ban nhân dân xã số {n}", copies=2 if n == 3 else 1) for n in range(1, 41))
    entry = office.issued(to=to, copies=42)
    rows = list(Recipient.unchecked.filter(entry=entry).order_by("ordinal"))
    assert len(rows) == 40 and rows[2].copy_no == 3 and rows[3].copy_no == 5 and rows[-1].copy_no == 41


def test_it_puts_signer_drafter_and_own_recipients_into_the_circle(office):
    entry = office.issued(
        to=(To("Lê Quang Duy", person=office.duy.person),),
        copies=2,
        signer_person=office.an.person,
        drafter=office.duy.person,
    )
    assert queries.entry(entry.uuid, by=office.duy, on=today()).uuid == entry.uuid
    assert queries.entry(entry.uuid, by=office.an, on=today()).uuid == entry.uuid
    with pytest.raises(queries.NotFound):
        queries.entry(entry.uuid, by=office.khoi, on=today())


def test_it_refuses_when_the_clock_has_gone_back_more_than_two_minutes(office):
    office.issued()
    with told(now() - timedelta(minutes=3)), pytest.raises(Refused) as no:
        office.issued()
    assert [r.rule for r in no.value.refusals] == ["R40"]
    with told(now() - timedelta(minutes=1)):
        assert office.issued().no == 2


def test_it_refuses_a_level_that_the_book_is_not_for(office):
    office.out.level = int(A)
    office.ground.run("UPDATE registry_book SET level = ? WHERE uuid = ?", int(A), office.out.uuid)
    with pytest.raises(Refused) as no:
        office.issued(level=M)
    assert "R-LEVEL-2" in [r.rule for r in no.value.refusals]
