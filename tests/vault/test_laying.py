"""The vault lays marks over what it keeps: against a leaf of its own, the old content only read, the new one sealed; nothing comes out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.audit.verbs import VERBS
from somat.vault.converter import limits
from somat.vault.process.content import frames
from somat.vault.process.content.laying import LAY
from tests.vault.doubled import pdf
from tests.vault.ground import Line
from tests.vault.shelves import VERSION, DoubledMachine, Sent, Shelves, answer
from tests.vault.test_blob_desk import code

MACHINE = DoubledMachine
FILE = pdf(3, words="Kế hoạch bảo vệ mục tiêu giả định")
JOB: dict[str, Any] = {"marks": [{"page": 2, "left": 30.5, "top": None}], "strikes": []}
Who = tuple[UUID, UUID]


@pytest.fixture
def paper(shelves: Shelves) -> dict[str, Any]:
    """An entry at Tối mật with a kept document of three pages; `duy` is in its circle."""
    ground = shelves.ground
    entry = ground.entry(ground.book(), level=2, rest='{"note":"n"}')
    duy = shelves.reader(cleared=2, entry=entry)
    return {"entry": entry, "duy": duy, "sent": shelves.keep(shelves.send(duy, entry, [FILE]))}


def leaf(shelves: Shelves, who: Who, sent: Sent, **more: Any) -> UUID:
    facts: dict[str, Any] = {"actor": who[0], "session": who[1], "verb": LAY}
    return shelves.ground.leaf([(VERSION, sent.version)], **(facts | more))


def lay(shelves: Shelves, sent: Sent, by: UUID, *, drawn: bytes = b"DRAWN", op: str = "lay", **more: Any) -> Any:
    """What the vault answers, or the picture's bytes."""
    given: dict[str, Any] = {"leaf": by.hex, "version": sent.version.hex, "job": JOB}
    given |= {"page": 2} if op == "lay-look" else {"number": 2, "blob": uuid4().hex}
    line = Line(shelves.ground.site.socket)
    try:
        line.ask(op, **(given | more))
        with suppress(OSError):  # the vault has said why
            frames.send(line.socket, [drawn])
        found = answer(line)
        if op == "lay":
            return found
        return b"".join(bytes(piece) for piece in frames.received(line.socket, most=2**30))
    finally:
        line.close()


def test_the_new_file_is_sealed_and_the_old_one_is_as_it_was(shelves: Shelves, paper: dict[str, Any]) -> None:
    sent = paper["sent"]
    (before,) = shelves.files()
    old, blob = before.read_bytes(), uuid4()
    facts = lay(shelves, sent, leaf(shelves, paper["duy"], sent), blob=blob.hex)
    assert before.read_bytes() == old
    assert (facts["places"], facts["pages"], facts["media"]) == ([[2, 30.5, 20]], 3, "application/pdf")
    (new,) = (path for path in shelves.files() if path.name == blob.hex)
    assert FILE[:16] not in new.read_bytes() and b"LAID" not in new.read_bytes() and b"DRAWN" not in new.read_bytes()
    made = shelves.keep(Sent(paper["entry"], sent.document, uuid4(), blob, facts), number=2)
    an = shelves.reader(cleared=3, entry=paper["entry"])
    export = shelves.approved(made, paper["duy"][0], by=an[0])
    content = shelves.take(paper["duy"], made, export)
    assert content.startswith(FILE) and content.endswith(b"DRAWN") and b'"left": 30.5' in content
    assert shelves.look(paper["duy"], made, 3)[:4] == b"\x89PNG"


def test_a_look_is_a_picture_and_keeps_nothing(shelves: Shelves, paper: dict[str, Any]) -> None:
    before = shelves.files(), shelves.files("pages")
    by = shelves.leaf(paper["duy"], paper["sent"], 2)
    assert lay(shelves, paper["sent"], by, op="lay-look")[:4] == b"\x89PNG"
    assert (shelves.files(), shelves.files("pages")) == before
    other = shelves.leaf(paper["duy"], paper["sent"], 1)
    assert code(lambda: lay(shelves, paper["sent"], other, op="lay-look")) == "rows-differ"


def test_only_against_its_own_leaf_once_and_by_who_may_read(shelves: Shelves, paper: dict[str, Any]) -> None:
    sent, duy = paper["sent"], paper["duy"]
    before = shelves.files()
    used = leaf(shelves, duy, sent)
    lay(shelves, sent, used)
    after = shelves.files()
    assert len(after) == len(before) + 1
    chi = shelves.reader(cleared=1, entry=paper["entry"])
    nobody = shelves.reader(cleared=3)
    page = shelves.ground.leaf([(VERSION, sent.version)], actor=duy[0], session=duy[1], verb="document.page")
    refused = leaf(shelves, duy, sent, decision="refused")
    for by, why in [
        (used, "leaf-used"),
        (uuid4(), "leaf-missing"),
        (page, "verb-does-not-read"),
        (refused, "leaf-not-granted"),
        (leaf(shelves, chi, sent), "no-right"),
        (leaf(shelves, nobody, sent), "no-right"),
        (shelves.leaf(duy, sent, 1, verb=LAY), "rows-differ"),
    ]:
        assert code(lambda by=by: lay(shelves, sent, by)) == why  # type: ignore[misc]
    assert shelves.files() == after


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"number": 1}, "malformed"),
        ({"job": "x"}, "malformed"),
        ({"more": 1}, "malformed"),
        ({"drawn": bytes(limits.DRAWN + 1)}, "too-large"),
    ],
)
def test_a_wrong_request_leaves_nothing(
    shelves: Shelves, paper: dict[str, Any], more: dict[str, Any], why: str
) -> None:
    before = shelves.files()
    by = leaf(shelves, paper["duy"], paper["sent"])
    assert code(lambda: lay(shelves, paper["sent"], by, **more)) == why
    assert shelves.files() == before


def test_what_the_converter_refuses_leaves_nothing(shelves: Shelves, paper: dict[str, Any]) -> None:
    duy, entry = paper["duy"], paper["entry"]
    full = shelves.keep(shelves.send(duy, entry, [pdf(1, words="NO-ROOM")]))
    before = shelves.files()
    assert code(lambda: lay(shelves, full, leaf(shelves, duy, full))) == "mark-full"
    shelves.away(True)
    assert code(lambda: lay(shelves, paper["sent"], leaf(shelves, duy, paper["sent"]))) == "converter-away"
    shelves.away(False)
    assert shelves.files() == before


def test_its_verb_is_declared() -> None:
    assert LAY in VERBS
