"""Spoiling one byte after another, and judging anew only the stretch of the tree that holds it.

What lies before a stretch is the same, so the tree's root at a size differs exactly where the stretch's own root does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from somat.audit.tree import origin_of
from somat.audit.verify import tasks
from somat.audit.verify.notes import Signer
from somat.audit.verify.source import close, place_of
from tests.audit.ground import Copy, Hand

LENGTH = 8  # leaves of a stretch
Flip = tuple[int, int, int]  # place of the leaf, place of the byte in it, bits to turn round


def missed(copy: Copy, flips: Sequence[Flip]) -> Iterator[Flip]:
    """The flips, sorted by leaf, that go unnoticed or whose leaf is not the first one named; a checkpoint follows each leaf."""
    place = place_of(copy)
    signer = Signer(origin_of(copy.installation), (copy.folder / "vault" / "log.pub").read_text())
    with copy.owner() as hand:
        leaves = hand.run(
            'SELECT l.uuid, l.body FROM audit_leafindex i JOIN audit_leaf l ON l.uuid = i.leaf ORDER BY i."index"'
        )
        for number, inside in groupby(flips, key=lambda flip: flip[0] // LENGTH):
            end = min((number + 1) * LENGTH, len(leaves))
            job = tasks.Stretch(number * LENGTH, end, (), frozenset(), signer, False)
            sound = tasks.judge(place, job)
            assert not sound.findings
            for flip in inside:
                uuid, body = leaves[flip[0]]
                put(hand, uuid, spoilt(bytes(body), flip))
                if not named(tasks.judge(place, job), sound, flip[0]):
                    yield flip
                put(hand, uuid, bytes(body))
    close(place)


def named(judged: tasks.Judged, sound: tasks.Judged, index: int) -> bool:
    """Whether this leaf is what is found wrong: by the checkpoint behind it, and by no finding about another."""
    differing = min((size for size in sound.roots if judged.roots[size] != sound.roots[size]), default=0)
    return differing == index + 1 and {finding.index for finding in judged.findings} <= {index}


def spoilt(body: bytes, flip: Flip) -> bytes:
    data = bytearray(body)
    data[flip[1]] ^= flip[2]
    return bytes(data)


def put(hand: Hand, uuid: str, body: bytes) -> None:
    hand.run("UPDATE audit_leaf SET body = ? WHERE uuid = ?", (body, uuid))
