"""Two people of one name: whoever was picked is meant, in every form; where nobody was, nothing is written (R-SEC-1, R-IN-2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from somat.access import queries as access
from somat.audit.moment import today
from somat.exchange.actions.envelopes import check
from somat.exchange.models import Envelope
from somat.people import queries as people
from somat.people.actions.persons import enter_person
from somat.registry import queries
from somat.registry.models import Draft, Entry, Forward, Question, Recipient
from somat.registry.opening import open_words
from somat.registry.verbs import READ_DRAFT
from tests.exchange.desk import WHOLE, received
from tests.office import Office, machine, office
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Lê Quang Duy"
PLACES = ("Chuyên viên, Văn phòng", "Kế toán, Phòng Kinh tế")
DAY = f"{today():%d/%m/%Y}"


class Pair:
    """Duy of the office, and one who came later to another unit and bears the same name."""

    def __init__(self, office: Office) -> None:
        self.office = office
        economy = next(u for u in people.units(by=office.ha, on=today()) if u.name == "Phòng Kinh tế")
        self.first: UUID = office.duy.person
        self.second: UUID = enter_person(NAME, unit=economy.uuid, post="Kế toán", by=office.ha).uuid
        self.hanh = visit(office, "hanh")

    def both(self) -> set[UUID]:
        return {self.first, self.second}


@pytest.fixture
def pair(office: Office) -> Pair:
    return Pair(office)


def out(**more: Any) -> dict[str, Any]:
    line = {
        "doc_type": "BC",
        "symbol": "BC-UBND",
        "abstract": "Điều đã gõ về người trùng tên",
        "level": "1",
        "day": DAY,
        "signer": "Nguyễn Văn An",
        "unit": "Văn phòng",
        "copies": 2,
        "kept": 1,
        "recipients": ["Công an tỉnh"],
    }
    return {**line, **more}


def arrival(**more: Any) -> dict[str, Any]:
    line = {
        "arrival_on": DAY,
        "body": "Ủy ban nhân dân tỉnh Thử",
        "number": "12/BC-UBND",
        "day": DAY,
        "doc_type": "BC",
        "item": "paper",
        "abstract": "Điều đã gõ về người trùng tên",
        "level": "1",
        "copies": 1,
        "unit": "Văn phòng",
    }
    return {**line, **more}


def circle(why: str = "") -> set[UUID]:
    entry = Entry.unchecked.latest("id")
    return {m.person for m in access.members(entry.uuid) if why in ("", m.why)}


def signing(pair: Pair, picked: str) -> Any:
    return pair.hanh.send(f"/so/{pair.office.out.uuid}/moi/", **out(signer=NAME, signer_person=picked))


def receiving(pair: Pair, picked: str) -> Any:
    rows = {"recipients": ["Công an tỉnh", NAME], "recipients_copies": ["", ""], "recipients_person": ["", picked]}
    return pair.hanh.send(f"/so/{pair.office.out.uuid}/moi/", **out(copies=3, **rows))


def arriving(pair: Pair, picked: str) -> Any:
    return pair.hanh.send(f"/so/{pair.office.in_.uuid}/moi/", **arrival(recipients=NAME, recipients_person=picked))


FORMS: dict[str, tuple[Callable[[Pair, str], Any], str]] = {
    "the signer of an outgoing paper": (signing, "signer"),
    "a recipient of an outgoing paper": (receiving, "recipient"),
    "who gets an arrival": (arriving, "recipient"),
}


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("name", FORMS)
def test_who_was_picked_is_let_in_and_no_namesake(pair: Pair, name: str, which: int) -> None:
    send, why = FORMS[name]
    wanted = (pair.first, pair.second)[which]
    assert send(pair, str(wanted)).status_code == 302
    assert circle() & pair.both() == circle(why) & pair.both() == {wanted}


@pytest.mark.parametrize("picked", ["", "someone else", "no uuid"])
@pytest.mark.parametrize("name", FORMS)
def test_an_open_name_is_refused_with_the_choices_and_nothing_typed_is_lost(pair: Pair, name: str, picked: str) -> None:
    send, _ = FORMS[name]
    told = send(pair, str(pair.office.an.person) if picked == "someone else" else picked)
    assert told.status_code == 200 and not Entry.unchecked.exists()
    page = told.content.decode()
    assert f"Có 2 người tên {NAME}: {'; '.join(PLACES)}." in page
    assert "Điều đã gõ về người trùng tên" in page
    for person, place in zip((pair.first, pair.second), PLACES, strict=True):
        assert f'<option value="{person}">{place}</option>' in page


def test_the_choice_that_was_offered_to_one_is_not_shown_to_the_next(pair: Pair) -> None:
    """The forms of a line share their fields."""
    assert signing(pair, "").status_code == receiving(pair, "").status_code == arriving(pair, "").status_code == 200
    for book in (pair.office.out, pair.office.in_):
        assert str(pair.first) not in pair.hanh.text(f"/so/{book.uuid}/moi/")


def test_what_was_picked_goes_with_the_name_it_was_picked_for(pair: Pair) -> None:
    """The text was edited afterwards, without script: the name counts, not the pick."""
    path = f"/so/{pair.office.out.uuid}/moi/"
    assert pair.hanh.send(path, **out(signer="Nguyễn Văn An", signer_person=str(pair.second))).status_code == 302
    assert circle("signer") == {pair.office.an.person}


def test_a_further_recipient_is_who_was_picked(pair: Pair) -> None:
    entry = pair.office.issued()
    path = f"/dong/{entry.uuid}/them-ban/"
    ask = {"reason": "Thêm một bản", "leader": str(pair.office.an.person), "recipients": [NAME]}
    assert PLACES[1] in pair.hanh.told(path, status=200, **ask) and not Question.unchecked.exists()
    assert pair.hanh.send(path, **ask, recipients_person=[str(pair.first)]).status_code == 302
    leader = visit(pair.office, "an")
    assert leader.send(f"/de-nghi/{Question.unchecked.get().uuid}/dong-y/").status_code == 302
    assert [to.person for to in Recipient.unchecked.filter(person__isnull=False)] == [pair.first]


@pytest.mark.parametrize("which", [0, 1])
def test_an_arrival_is_handed_on_to_who_was_picked(pair: Pair, which: int) -> None:
    entry, wanted = pair.office.registered(), (pair.first, pair.second)[which]
    path = f"/dong/{entry.uuid}/chuyen/"
    assert PLACES[0] in pair.hanh.told(path, status=200, unit="Văn phòng", person=NAME, due_on="")
    assert not Forward.unchecked.exists()
    assert pair.hanh.send(path, unit="Văn phòng", person=NAME, person_person=str(wanted), due_on="").status_code == 302
    assert Forward.unchecked.get().person == wanted and circle("handler") == {wanted}


@pytest.mark.parametrize("which", [0, 1])
def test_an_envelope_for_one_of_them_is_entered_as_the_page_offers_it(pair: Pair, which: int) -> None:
    wanted = (pair.first, pair.second)[which]
    assert PLACES[which] in pair.hanh.text("/quay/moi/")
    envelope = received(pair.office, named=wanted)
    check(envelope.uuid, replace(WHOLE, symbols_inside=None, copies_found=None), by=pair.office.hanh)
    path = f"/so/{pair.office.in_.uuid}/moi/"
    page = pair.hanh.text(f"{path}?bi={envelope.uuid}")
    assert f'name="recipients_person" value="{wanted}"' in page
    typed = arrival(named_only="on", abstract="", recipients=NAME, envelope=str(envelope.uuid), copies=2)
    other = (pair.second, pair.first)[which]
    assert "Chỉ người có tên mới được bóc bì này" in pair.hanh.told(path, **typed, recipients_person=str(other))
    assert not Entry.unchecked.exists()
    assert pair.hanh.send(path, **typed, recipients_person=str(wanted)).status_code == 302
    assert circle("recipient") == {wanted}
    assert Envelope.unchecked.get().registered == 1


def test_whom_the_drafter_picked_the_clerk_is_offered(pair: Pair) -> None:
    duy = visit(pair.office, "duy")
    paper = out(book=str(pair.office.out.uuid), signed_on=DAY, approved=3, signer=NAME, recipients=[NAME])
    assert PLACES[1] in duy.told("/cho-so/moi/", status=200, **paper) and not Draft.unchecked.exists()
    picked = {"signer_person": str(pair.first), "recipients_person": [str(pair.second)]}
    assert duy.send("/cho-so/moi/", **paper, **picked).status_code == 302
    draft = queries.drafts_waiting(by=pair.office.hanh)[0]
    kept = open_words([draft], table="registry_draft", verb=READ_DRAFT, by=pair.hanh.actor, object=draft.uuid)[
        draft.uuid
    ]
    assert (kept.get("signer_person"), kept.get("to_persons")) == (str(pair.first), [str(pair.second)])
    page = pair.hanh.text(f"/so/{pair.office.out.uuid}/moi/?ban-thao={draft.uuid}")
    assert f'name="signer_person" value="{pair.first}"' in page
    assert f'name="recipients_person" value="{pair.second}"' in page


def test_a_group_added_to_the_form_keeps_who_was_picked(pair: Pair) -> None:
    typed = out(signer=NAME, signer_person=str(pair.first), recipients=[NAME], recipients_person=[str(pair.second)])
    page = pair.hanh.send(f"/so/{pair.office.out.uuid}/moi/", **typed, them_nhom="1", nhom="").content.decode()
    assert f'name="signer_person" value="{pair.first}"' in page
    assert f'name="recipients_person" value="{pair.second}"' in page


def test_a_line_copied_keeps_the_person_of_its_recipient(pair: Pair) -> None:
    assert receiving(pair, str(pair.first)).status_code == 302
    entry = Entry.unchecked.get()
    page = pair.hanh.text(f"/so/{pair.office.out.uuid}/moi/?nhu={entry.uuid}")
    assert f'name="recipients_person" value="{pair.first}"' in page


@pytest.mark.parametrize("path", ["/goi-y/nguoi/", "/goi-y/noi-nhan/"])
def test_a_suggestion_says_where_each_of_them_is_and_who_he_is(pair: Pair, path: str) -> None:
    options = [o for o in pair.hanh.send(path, q="le quang duy").json()["options"] if o["text"] == NAME]
    assert [(o["note"], o["id"]) for o in options] == list(
        zip(PLACES, (str(pair.first), str(pair.second)), strict=True)
    )


def test_the_circle_says_where_each_of_them_is(pair: Pair) -> None:
    rows = {"recipients": ["Nguyễn Văn An", NAME], "recipients_person": ["", str(pair.second)]}
    assert pair.hanh.send(f"/so/{pair.office.out.uuid}/moi/", **out(copies=3, **rows)).status_code == 302
    entry = Entry.unchecked.get()
    assert PLACES[1] in pair.hanh.text(f"/dong/{entry.uuid}/")
    assert f'{NAME}<span class="sub">{PLACES[1]}' in visit(pair.office, "an").text(f"/dong/{entry.uuid}/duoc-biet/")
