"""A sound journal is found sound; what the report says of it."""

from __future__ import annotations

import pytest

from tests.audit.ground import Copy

pytestmark = pytest.mark.django_db


def test_it_finds_a_sound_journal_sound(journal: Copy) -> None:
    report = journal.verify(every=True)
    assert [finding.as_json() for finding in report.findings] == []
    assert report.leaves >= 300
    assert report.signed == report.leaves == report.checkpoints - 3
    assert report.objects > 80
    assert report.waiting == 0
