"""A browser that sends every form twice, as an impatient hand or a lost answer does, and looks whether that was one act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.whole.browsing import Answer, Browser, Fields, File
from tests.whole.running import Site

# Looking is recorded each time; so is what the program does on its own account.
LOOKS = ("entry.read", "book.page", "list.page", "entry.search", "draft.read", "envelope.past", "envelope.read", "import.read", "group.read", "entry.show-to", "journal.read")  # fmt: skip
ACTS = (
    "SELECT count(*) FROM audit_leaf WHERE decision = 'granted' AND verb NOT LIKE 'session.%' AND verb NOT LIKE 'system.%' "
    f"AND verb NOT LIKE 'backup.make' AND verb NOT LIKE 'backup.test' AND verb NOT IN ({', '.join(map(repr, LOOKS))})"
)


@dataclass
class Repeats:
    """What was sent twice: the address, whether its form had a key, and how many acts the second sending made."""

    site: Site
    rows: list[tuple[str, bool, int, int]] = field(default_factory=list)  # address, key, acts of the repeat, its status

    def acts(self) -> int:
        return int(str(self.site.rows(ACTS)[0][0]))


class Twice(Browser):
    """Sends each form that acted once more, with the same fields; gives the first answer back."""

    repeats: Repeats | None = None

    def post(self, path: str, fields: Fields, *, files: Mapping[str, File] | None = None) -> Answer:
        if self.repeats is None:
            return super().post(path, fields, files=files)
        before = self.repeats.acts()
        answer = super().post(path, fields, files=files)
        between = self.repeats.acts()
        if answer.status < 400 and between > before:
            again = super().post(path, fields, files=files)
            more = self.repeats.acts() - between
            self.repeats.rows.append((path, "once" in dict(fields), more, again.status))
        return answer


def twice(browser: Browser, repeats: Repeats) -> Twice:
    """The same person with the same cookies, sending twice from now on."""
    made = Twice(browser.port, source=browser.source, timeout=browser.timeout)
    made.cookies, made.repeats = browser.cookies, repeats
    return made
