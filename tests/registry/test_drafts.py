"""Drafts: a signed paper waits for its number, and a half-filled form comes back after the idle limit (R-NUM-3, R54)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from somat.audit.moment import today
from somat.law.levels import Level
from somat.registry import queries
from somat.registry.actions.drafts import TABLE, drop, drop_form, keep_form, keep_paper
from somat.registry.actions.issue import issue
from somat.registry.models import Draft, Entry
from somat.registry.queries import halves
from somat.registry.words import Words
from somat.vault.models import Sealed
from tests.office import A, M, Office, T
from tests.registry.evidence import granted, refused, words


def handed_in(office: Office, *, by: str = "duy", level: Level = M, abstract: str = "Báo cáo giả định") -> Draft:
    """A paper that Duy had signed yesterday, three copies approved."""
    return keep_paper(
        book=office.out.uuid,
        level=level,
        signed_on=today() - timedelta(days=1),
        approved=3,
        words=Words(abstract, {"note": "Gấp"}),
        by=getattr(office, by),
    )


def sealed_of(draft: Draft) -> int:
    return int(Sealed.unchecked.filter(table=TABLE, row=draft.uuid).count())


def test_a_signed_paper_waits_at_the_clerk_of_its_book(office: Office) -> None:
    draft = handed_in(office)
    assert [d.uuid for d in queries.drafts_waiting(by=office.hanh)] == [draft.uuid]
    assert queries.drafts_waiting(by=office.khoi) == []
    assert (draft.signed_on, draft.approved, draft.state) == (today() - timedelta(days=1), 3, "open")
    assert granted("draft.hand-in", draft.uuid) == 1


def test_the_clerk_reads_it_and_nothing_of_it_is_in_plain(office: Office) -> None:
    draft = handed_in(office)
    opened = words(draft, by=office.at_desk("hanh"), table=TABLE)
    assert (opened.abstract, opened.get("note")) == ("Báo cáo giả định", "Gấp")
    assert "Báo cáo" not in " ".join(str(v) for v in Draft.unchecked.values_list()[0])


def test_the_draft_gets_its_number_at_issue(office: Office) -> None:
    draft = handed_in(office)
    entry = issue(office.out_line(), by=office.hanh, draft=draft.uuid)
    used = Draft.unchecked.get()
    assert (used.state, used.entry, entry.no) == ("used", entry.uuid, 1)
    assert queries.drafts_waiting(by=office.hanh) == []
    assert granted("draft.use", draft.uuid) == granted("entry.issue", entry.uuid) == 1


def test_of_two_clerks_who_issue_the_same_draft_the_second_is_refused(office: Office) -> None:
    draft = handed_in(office)
    issue(office.out_line(), by=office.hanh, draft=draft.uuid)
    refused(lambda: issue(office.out_line(), by=office.hanh, draft=draft.uuid), "R54", verb="entry.issue")
    assert office.issued().no == 2


def test_a_refused_issue_leaves_the_draft_waiting(office: Office) -> None:
    draft = handed_in(office)
    refused(lambda: issue(office.out_line(copies=9), by=office.hanh, draft=draft.uuid), "R-NUM-7", verb="entry.issue")
    assert Draft.unchecked.get().state == "open"


def test_its_owner_takes_it_back_and_its_words_are_destroyed(office: Office) -> None:
    draft = handed_in(office)
    assert sealed_of(draft) == 2
    assert drop(draft.uuid, by=office.duy).state == "dropped"
    assert sealed_of(draft) == 0
    refused(lambda: issue(office.out_line(), by=office.hanh, draft=draft.uuid), "R54", verb="entry.issue")
    assert granted("draft.drop", draft.uuid) == 1


def test_the_clerk_does_not_take_it_back(office: Office) -> None:
    draft = handed_in(office)
    refused(lambda: drop(draft.uuid, by=office.hanh), "R26", verb="draft.drop")


def test_what_has_its_number_is_not_taken_back(office: Office) -> None:
    draft = handed_in(office)
    issue(office.out_line(), by=office.hanh, draft=draft.uuid)
    refused(lambda: drop(draft.uuid, by=office.duy), "R54", verb="draft.drop")


def test_for_others_the_draft_is_not_there(office: Office) -> None:
    draft = handed_in(office)
    with pytest.raises(queries.NotFound):
        drop(draft.uuid, by=office.khoi)
    assert Draft.unchecked.get().state == "open"


def test_a_tuyet_mat_paper_is_handed_in_without_abstract(office: Office) -> None:
    refused(lambda: handed_in(office, by="an", level=A), "R-OUT-2", verb="draft.hand-in")
    assert handed_in(office, by="an", level=A, abstract="").level == A


def test_nobody_hands_in_above_his_own_clearance(office: Office) -> None:
    assert handed_in(office, level=T).level == T
    refused(lambda: handed_in(office, level=A, abstract=""), "R-IN-8", verb="draft.hand-in")
    refused(lambda: handed_in(office, by="chi"), "R-IN-8", verb="draft.hand-in")


@pytest.mark.parametrize("who", ["tan", "quan", "giang"])
def test_without_the_duty_nothing_is_handed_in(office: Office, who: str) -> None:
    refused(lambda: handed_in(office, by=who), "R24", verb="draft.hand-in")


def form(office: Office, who: str, path: str = "/so/1/ghi/", *, half: UUID | None = None, copies: str = "3") -> Draft:
    kept = keep_form(path, {"abstract": "Viết dở", "copies": copies}, by=getattr(office, who), half=half)
    assert kept is not None
    return kept


def of(office: Office, who: str) -> list[UUID]:
    return [draft.uuid for draft in halves.waiting(by=getattr(office, who))]


def test_a_form_left_at_the_idle_limit_comes_back_to_its_writer(office: Office) -> None:
    kept = form(office, "hanh")
    found = halves.waiting(by=office.hanh)
    assert [draft.uuid for draft in found] == [kept.uuid]
    opened = words(found[0], by=office.at_desk("hanh"), table=TABLE)
    assert (opened.get("path"), opened.get("fields")) == ("/so/1/ghi/", {"abstract": "Viết dở", "copies": "3"})


def test_to_nobody_else(office: Office) -> None:
    half = uuid4()
    kept = form(office, "hanh", half=half)
    assert of(office, "an") == [] and not halves.waits(half, by=office.an)
    with pytest.raises(queries.NotFound):
        queries.draft(kept.uuid, by=office.an)
    assert form(office, "an", half=half).uuid != kept.uuid  # the name of another's form names nothing of his
    drop_form(by=office.an)
    assert of(office, "hanh") == [kept.uuid]


def test_it_comes_back_even_to_a_person_without_clearance(office: Office) -> None:
    kept = form(office, "quan")
    assert queries.draft(kept.uuid, by=office.quan).uuid == kept.uuid


def test_the_newest_state_of_a_form_is_the_only_one_kept(office: Office) -> None:
    half = uuid4()
    old, new = form(office, "hanh", half=half), form(office, "hanh", half=half, copies="4")
    assert (old.uuid, sealed_of(new), new.version) == (new.uuid, 1, 2)
    assert of(office, "hanh") == [new.uuid]
    opened = words(new, by=office.at_desk("hanh"), table=TABLE)
    assert opened.get("fields")["copies"] == "4"


def test_two_forms_of_one_person_are_both_kept_and_the_sixth_takes_the_place_of_the_oldest(office: Office) -> None:
    kept = [form(office, "hanh", f"/so/{n}/ghi/") for n in range(6)]
    assert of(office, "hanh") == [draft.uuid for draft in reversed(kept[1:])]
    assert (sealed_of(kept[0]), sealed_of(kept[1])) == (0, 1)
    assert Draft.unchecked.get(uuid=kept[0].uuid).state == "dropped"


def test_it_can_be_thrown_away(office: Office) -> None:
    half = uuid4()
    kept, other = form(office, "hanh", half=half), form(office, "hanh", "/so/2/ghi/")
    drop_form(by=office.hanh, half=half)
    assert of(office, "hanh") == [other.uuid]
    assert sealed_of(kept) == 0
    drop_form(by=office.hanh)
    assert of(office, "hanh") == []


def test_what_comes_after_its_act_is_kept_no_more(office: Office) -> None:
    """The script's last word may reach the server after the form itself."""
    half = uuid4()
    form(office, "hanh", half=half)
    drop_form(by=office.hanh, half=half)
    assert keep_form("/so/1/ghi/", {"abstract": "Muộn"}, by=office.hanh, half=half) is None
    assert of(office, "hanh") == []


def test_a_form_is_no_line_and_takes_no_number(office: Office) -> None:
    form(office, "hanh")
    assert not Entry.unchecked.exists()
    assert office.issued().no == 1
