"""Signing for a copy: by one's own log-in, or on paper and then confirmed by the clerk (R-OUT-8, R-NUM-7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.audit.moment import now, today, told
from somat.registry import queries
from somat.registry.actions.answer import confirm
from somat.registry.actions.sign import record_paper, sign
from somat.registry.line import To
from somat.registry.models import Receipt, Recipient
from tests.office import A, Office
from tests.registry.evidence import asked, granted, refused, words


def copies_of(entry: Any) -> list[Recipient]:
    return list(Recipient.unchecked.filter(entry=entry).order_by("ordinal"))


def to_duy(office: Office, **more: Any) -> UUID:
    """A paper of which Duy gets one copy and the province one; answers Duy's place in column 7."""
    people = (To("Lê Quang Duy", person=office.duy.person), To("Công an tỉnh"))
    return copies_of(office.issued(to=people, copies=3, **more))[0].uuid


def to_police(office: Office) -> UUID:
    return copies_of(office.issued())[0].uuid


def on_paper(office: Office, place: UUID, *, name: str = "Trần Thị Mai", at: datetime | None = None) -> Receipt:
    return record_paper(place, name=name, signed_at=at or now(), page=4, by=office.hanh)


def test_the_receiver_signs_by_his_own_log_in(office: Office) -> None:
    place = to_duy(office)
    assert [r.uuid for r in queries.to_sign(by=office.duy, on=today())] == [place]
    receipt = sign(place, by=office.duy)
    assert (receipt.how, receipt.signed_by, receipt.page) == ("login", office.duy.person, None)
    assert now() - receipt.signed_at < timedelta(minutes=1)
    assert queries.to_sign(by=office.duy, on=today()) == []
    assert granted("entry.sign-for", receipt.uuid) == 1


def test_nobody_signs_for_another(office: Office) -> None:
    place = to_duy(office)
    refused(lambda: sign(place, by=office.hanh), "R-OUT-8", verb="entry.sign-for")


def test_a_body_outside_does_not_sign_by_log_in(office: Office) -> None:
    place = to_police(office)
    refused(lambda: sign(place, by=office.hanh), "R-OUT-8", verb="entry.sign-for")


def test_to_somebody_outside_the_circle_the_copy_is_not_there(office: Office) -> None:
    place = to_duy(office)
    for who, where in ((office.khoi, place), (office.duy, uuid4())):
        with pytest.raises(queries.NotFound):
            sign(where, by=who)
    assert not Receipt.unchecked.exists()


def test_one_copy_is_signed_for_once(office: Office) -> None:
    place = to_duy(office)
    sign(place, by=office.duy)
    refused(lambda: sign(place, by=office.duy), "R-OUT-8", verb="entry.sign-for")
    refused(lambda: on_paper(office, place), "R-OUT-8", verb="entry.sign-paper")


def test_the_clerk_confirms_a_signature_on_paper_with_name_time_and_page(office: Office) -> None:
    place = to_police(office)
    at = now()
    receipt = on_paper(office, place, at=at)
    assert (receipt.how, receipt.signed_at, receipt.page, receipt.signed_by) == ("paper", at, 4, None)
    assert receipt.recorded_by == office.hanh.person
    assert words(receipt, by=office.at_desk("hanh"), table="registry_receipt").get("name") == "Trần Thị Mai"
    assert granted("entry.sign-paper", receipt.uuid) == 1


@pytest.mark.parametrize("page, slip", [(None, ""), (None, "  "), (4, "12/PG")])
def test_a_signature_on_paper_stands_on_a_page_or_on_a_slip(office: Office, page: int | None, slip: str) -> None:
    place = to_police(office)
    sent = {"name": "Trần Thị Mai", "signed_at": now(), "page": page, "slip": slip}
    refused(lambda: record_paper(place, **sent, by=office.hanh), "R-OUT-8", verb="entry.sign-paper")


def test_the_number_of_a_slip_is_sealed_with_the_name(office: Office) -> None:
    receipt = record_paper(
        to_police(office), name="Trần Thị Mai", signed_at=now(), page=None, slip=" 12/PG ", by=office.hanh
    )
    opened = words(receipt, by=office.at_desk("hanh"), table="registry_receipt")
    assert (receipt.page, opened.get("name"), opened.get("slip")) == (None, "Trần Thị Mai", "12/PG")


@pytest.mark.parametrize("name", ["", "   "])
def test_a_signature_on_paper_has_a_name(office: Office, name: str) -> None:
    place = to_police(office)
    refused(lambda: on_paper(office, place, name=name), "R-OUT-8", verb="entry.sign-paper")


@pytest.mark.parametrize("counted, fits", [(None, True), (2, True), (1, False), (3, False), (0, False)])
def test_the_receiver_counts_as_many_as_he_was_handed(office: Office, counted: int | None, fits: bool) -> None:
    place = copies_of(office.issued(to=(To("Công an tỉnh", copies=2),), copies=3))[0].uuid
    sent = {"name": "Trần Thị Mai", "signed_at": now(), "page": 4, "counted": counted}
    if fits:
        assert record_paper(place, **sent, by=office.hanh).page == 4
    else:
        refused(lambda: record_paper(place, **sent, by=office.hanh), "R-OUT-8", verb="entry.sign-paper")


@pytest.mark.parametrize("off", [timedelta(minutes=-2), timedelta(minutes=5)], ids=["before issue", "yet to come"])
def test_a_signature_on_paper_lies_between_issue_and_now(office: Office, off: timedelta) -> None:
    place = to_police(office)
    refused(lambda: on_paper(office, place, at=now() + off), "R-OUT-8", verb="entry.sign-paper")


def test_it_may_be_confirmed_days_after_it_was_given(office: Office) -> None:
    with told(now() - timedelta(days=3)):
        place = to_police(office)
    office.ground.settle()  # else the old moment of that leaf looks like a journal that waits
    given = now() - timedelta(days=2)
    receipt = on_paper(office, place, at=given)
    assert receipt.signed_at == given
    assert receipt.recorded_at - given > timedelta(days=1)


def test_forty_recipients_sign_one_by_one(office: Office) -> None:
    entry = office.issued(to=tuple(To(f"Ủy ban nhân dân xã số {n}") for n in range(1, 41)), copies=41)
    places = copies_of(entry)
    assert [p.copy_no for p in places] == list(range(1, 41))
    for place in places[:39]:
        on_paper(office, place.uuid, name=f"Người nhận {place.ordinal}")
    assert [e.uuid for e in queries.unsigned(office.out, by=office.hanh, on=today())] == [entry.uuid]
    on_paper(office, places[39].uuid)
    assert queries.unsigned(office.out, by=office.hanh, on=today()) == []
    assert Receipt.unchecked.filter(entry=entry).count() == 40


@pytest.mark.parametrize("copies", [2, 4])
def test_copies_issued_equal_those_of_the_recipients_and_the_one_kept(office: Office, copies: int) -> None:
    refused(lambda: office.issued(copies=copies), "R-NUM-7", verb="entry.issue")


def test_a_recipient_of_several_copies_signs_for_all_of_them(office: Office) -> None:
    entry = office.issued(to=(To("Công an tỉnh", copies=3), To("Sở Nội vụ")), copies=5)
    assert [(p.copy_no, p.copies) for p in copies_of(entry)] == [(1, 3), (4, 1)]


def test_a_cancelled_number_is_not_signed_for(office: Office) -> None:
    place = to_police(office)
    entry = Recipient.unchecked.get(uuid=place).entry
    confirm(asked(office, entry, "cancel").uuid, by=office.at_desk("an"))
    refused(lambda: on_paper(office, place), "R-OUT-8", verb="entry.sign-paper")


def test_the_name_on_a_tuyet_mat_receipt_is_nowhere_in_plain(office: Office) -> None:
    place = copies_of(office.issued(level=A, abstract=""))[1].uuid
    receipt = on_paper(office, place, name="Đinh Bộ Lĩnh")
    columns = [str(getattr(receipt, f.attname)) for f in Receipt._meta.concrete_fields]
    assert "Đinh Bộ Lĩnh" not in " ".join(columns)
    assert words(receipt, by=office.at_desk("hanh"), table="registry_receipt").get("name") == "Đinh Bộ Lĩnh"
