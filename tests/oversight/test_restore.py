"""A restored database waits for two different persons; before that the vault gives nothing (R34)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from somat.audit.absent import NotFound
from somat.audit.history import history
from somat.audit.moment import now
from somat.law.refusal import Refused
from somat.oversight import queries
from somat.oversight.actions import confirm_restore, record_restore
from somat.oversight.models import Restore
from somat.vault import client
from tests.office import Office, machine, office  # noqa: F401
from tests.vault.ground import PASSPHRASE


@pytest.fixture
def waiting(office: Office) -> Iterator[Restore]:  # noqa: F811
    """The office's own database, marked as the command marks a restored one."""
    office.ground.settle()
    office.ground.ask("seal-again")
    mark = settings.SITE.folder / "restore.json"
    mark.write_text("{}")
    yield record_restore(backup=uuid4(), made_at=now(), name="site.backup", tree_size=7, root="0" * 64)
    mark.unlink(missing_ok=True)


def refused_to_open() -> bool:
    try:
        client.unseal(PASSPHRASE)
    except client.Sealed as still:
        return still.reason == "restore-waiting"
    return False


def test_two_persons_lift_the_seal(office: Office, waiting: Restore) -> None:  # noqa: F811
    assert refused_to_open()
    confirm_restore(waiting.uuid, by=office.an)
    assert refused_to_open()
    confirm_restore(waiting.uuid, by=office.ha)
    assert not (settings.SITE.folder / "restore.json").exists()
    client.unseal(PASSPHRASE)
    assert client.status()["state"] == "open"
    assert [event.actor for event in history([waiting.uuid])][:2] == [office.ha.person, office.an.person]


def test_one_person_twice_is_refused_and_recorded(office: Office, waiting: Restore) -> None:  # noqa: F811
    confirm_restore(waiting.uuid, by=office.an)
    with pytest.raises(Refused) as no:
        confirm_restore(waiting.uuid, by=office.an)
    assert [refusal.rule for refusal in no.value.refusals] == ["R26"]
    kept = queries.restore_waiting()
    assert kept is not None and kept.second_by is None
    assert refused_to_open()


@pytest.mark.parametrize("name", ["quan", "hanh", "tan", "duy"])
def test_who_has_not_the_duty_confirms_nothing(office: Office, waiting: Restore, name: str) -> None:  # noqa: F811
    with pytest.raises(Refused) as no:
        confirm_restore(waiting.uuid, by=getattr(office, name))
    assert [refusal.rule for refusal in no.value.refusals] == ["R24"]
    kept = queries.restore_waiting()
    assert kept is not None and kept.first_by is None


def test_taking_the_mark_away_opens_nothing(office: Office, waiting: Restore) -> None:  # noqa: F811
    """The mark is for people; the database itself says that it waits."""
    (settings.SITE.folder / "restore.json").unlink()
    assert refused_to_open()


def test_the_mark_alone_keeps_it_sealed(office: Office) -> None:  # noqa: F811
    office.ground.ask("seal-again")
    mark = settings.SITE.folder / "restore.json"
    mark.write_text(json.dumps({}))
    try:
        assert refused_to_open()
    finally:
        mark.unlink()
    client.unseal(PASSPHRASE)


def test_a_database_behind_its_newest_checkpoint_stays_sealed(office: Office) -> None:  # noqa: F811
    """Checkpoints of the machine's own that the database has not reached: it was set back (R34)."""
    office.issued()
    office.ground.settle()
    office.ground.ask("seal-again")
    newest = max(int(path.name) for path in settings.SITE.checkpoints.iterdir())
    held = settings.SITE.checkpoints / str(newest)
    ahead: Path = settings.SITE.checkpoints / str(newest + 5)
    ahead.write_text(held.read_text().replace(f"\n{newest}\n", f"\n{newest + 5}\n"))
    with pytest.raises(client.Sealed) as still:
        client.unseal(PASSPHRASE)
    assert still.value.reason == "log-broken"


def test_another_restoration_than_the_one_that_waits_is_not_found(office: Office, waiting: Restore) -> None:  # noqa: F811
    with pytest.raises(NotFound):
        confirm_restore(uuid4(), by=office.an)
    assert confirm_restore(waiting.uuid, by=office.an).first_by == office.an.person
