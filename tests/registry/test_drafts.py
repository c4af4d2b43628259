"""Drafts: a signed paper waits for its number, and a half-filled form comes back after the idle limit (R-NUM-3, R54)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from somat.audit.moment import today
from somat.law.levels import Level
from somat.registry import queries
from somat.registry.actions.drafts import TABLE, drop, drop_form, keep_form, keep_paper
from somat.registry.actions.issue import issue
from somat.registry.models import Draft, Entry
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


def form(office: Office, who: str, path: str = "/so/1/ghi/") -> Draft:
    return keep_form(path, {"abstract": "Viết dở", "copies": "3"}, by=getattr(office, who))


def test_a_form_left_at_the_idle_limit_comes_back_to_its_writer(office: Office) -> None:
    kept = form(office, "hanh")
    found = queries.form_draft(by=office.hanh)
    assert found is not None and found.uuid == kept.uuid
    opened = words(found, by=office.at_desk("hanh"), table=TABLE)
    assert (opened.get("path"), opened.get("fields")) == ("/so/1/ghi/", {"abstract": "Viết dở", "copies": "3"})


def test_to_nobody_else(office: Office) -> None:
    kept = form(office, "hanh")
    assert queries.form_draft(by=office.an) is None
    with pytest.raises(queries.NotFound):
        queries.draft(kept.uuid, by=office.an)


def test_it_comes_back_even_to_a_person_without_clearance(office: Office) -> None:
    kept = form(office, "quan")
    assert queries.draft(kept.uuid, by=office.quan).uuid == kept.uuid


def test_the_newest_form_is_the_only_one_kept(office: Office) -> None:
    old, new = form(office, "hanh"), form(office, "hanh", "/so/2/ghi/")
    assert (sealed_of(old), sealed_of(new)) == (0, 1)
    found: Any = queries.form_draft(by=office.hanh)
    assert found.uuid == new.uuid
    assert Draft.unchecked.get(uuid=old.uuid).state == "dropped"


def test_it_can_be_thrown_away(office: Office) -> None:
    kept = form(office, "hanh")
    drop_form(by=office.hanh)
    assert queries.form_draft(by=office.hanh) is None
    assert sealed_of(kept) == 0


def test_a_form_is_no_line_and_takes_no_number(office: Office) -> None:
    form(office, "hanh")
    assert not Entry.unchecked.exists()
    assert office.issued().no == 1
