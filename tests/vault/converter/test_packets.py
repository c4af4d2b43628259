"""No packet leaves a child, and the look-out for packets is not blind: a child without its walls that sends one is seen.

As root the daemon of these tests runs in a network of its own that is listened to (`packets.Watched`), so that every test that asks
`running.packets()` is about the network too. Without root only the trial of the rung speaks: no socket, no interface but `lo`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from somat.vault.converter.sandbox import ladder, rungs
from tests.vault.converter import clean
from tests.vault.converter.packets import descendants
from tests.vault.converter.running import Running

pytestmark = pytest.mark.once
NAMESPACES = rungs.Rung(rungs.NAMESPACES)
SENDER = """
import socket, sys
door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for address in sys.argv[1:]:
    door.sendto(b"out", (address, 53))
print("sent", flush=True)
sys.stdin.read()
"""


def test_each_child_is_met_in_a_network_of_its_own_and_sends_nothing(running: Running) -> None:
    """The hostile files are each asked about in test_hostile."""
    if running.watched is None:
        assert ladder.breaches(NAMESPACES, hidden=running.folder) == []
        return
    before = running.watched.networks()
    for _ in range(3):
        assert running.shown(clean.text_pdf()) == "application/pdf"
    assert running.packets() == []
    assert running.watched.networks() - before >= 6, "a child for each probe and each look"


@pytest.mark.parametrize(
    ("spaces", "addresses", "seen"),
    [
        (rungs.SPACES, ["127.0.0.1"], "packets on lo in network"),
        ([one for one in rungs.SPACES if one != "--unshare-net"], ["192.0.2.1"], "on way-out"),
        ([one for one in rungs.SPACES if one != "--unshare-net"], ["127.0.0.1"], "on lo"),
    ],
    ids=["inside its own network", "out of the machine", "to the machine itself"],
)
def test_a_child_that_sends_a_packet_is_seen(
    running: Running, spaces: Sequence[str], addresses: list[str], seen: str
) -> None:
    """The planted fault: no filter of system calls, and without a network of its own in two of three."""
    watched = running.watched
    if watched is None:
        assert "network" in ladder.breaches(replace(NAMESPACES, names=[]), hidden=running.folder)
        return
    assert running.packets() == []
    command = [*rungs.bubble(replace(NAMESPACES, spaces=spaces)), sys.executable, "-c", SENDER, *addresses]

    def send() -> None:
        """All of it in one thread: such a child dies with the thread that started it."""
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None and child.stdin is not None
            assert child.stdout.readline() == b"sent\n"
            until = time.monotonic() + 10
            while not any(map(watched.meet, descendants(child.pid))) and "--unshare-net" in spaces:
                assert time.monotonic() < until, "no network of the child's own was met"
            child.stdin.close()

    watched.run_in(send)
    assert any(seen in one for one in sent_soon(running, seen))
    watched.forget()
    assert running.packets() == []


def sent_soon(running: Running, wanted: str) -> list[str]:
    """What was sent, up to what is wanted: a busy kernel hands a frame on a moment after it was sent."""
    found: list[str] = []
    until = time.monotonic() + 10
    while not any(wanted in one for one in found) and time.monotonic() < until:
        found += running.packets()
    return found
