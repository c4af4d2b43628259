"""The verbs of the house: what can be done, whose duty it is, and how the journal says it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.apps import apps

from somat.law.roles import Duty


@dataclass(frozen=True, slots=True)
class Verb:
    """One kind of act. `duty` None means that any person with a live session may do it (a log-in, a refusal's record).

    `rescue` marks what must be possible on a site that takes no writes, because it brings the site back or watches it.
    """

    code: str
    duty: Duty | None
    says: str
    eyes: int = 1
    rescue: bool = False


VERBS: dict[str, Verb] = {}


def declare(code: str, duty: Duty | None, says: str, *, eyes: int = 1, rescue: bool = False) -> Verb:
    """Name a verb; a room does this once, in its `verbs.py`."""
    verb = Verb(code, duty, says, eyes, rescue)
    if VERBS.setdefault(code, verb) != verb:
        raise ValueError(f"{code} is declared twice")
    return verb


def collect() -> None:
    """Import `verbs.py` of every room, so that no act can use a verb nobody declared."""
    for config in apps.get_app_configs():
        if config.name.startswith("somat."):
            try:
                import_module(f"{config.name}.verbs")
            except ModuleNotFoundError as missing:
                if missing.name != f"{config.name}.verbs":
                    raise


def says(code: str) -> str:
    """The words of a verb for the journal desk; an unknown code of an older release shows as itself."""
    verb = VERBS.get(code)
    return verb.says if verb else code


VERIFY = declare("journal.verify", Duty.JOURNAL_VERIFY, "Kiểm nhật ký", rescue=True)
SHEET = declare("journal.sheet", Duty.JOURNAL_SHEET, "In tờ điểm chốt", rescue=True)
LOOK_JOURNAL = declare("journal.read", Duty.JOURNAL_READ, "Mở nhật ký", rescue=True)
