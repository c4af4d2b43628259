"""Whether a packet leaves: a network of the converter's own with a way out, listened to; and the counters of each child's network.

The daemon is started in a fresh network (root only) with `lo` and a tunnel that every other address is reached by: whatever it or a
child without walls sends is a frame that a packet socket sees. A child of the first rung has a network of its own besides; it is kept
open past the child's end, and its interfaces' counters are read then. Without root none of this can be set up: `Watched.possible` says so.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

NEW_NET = 0x40000000
SET_FLAGS, SET_ADDRESS, SET_MASK, ADD_ROUTE, SET_TUN = 0x8914, 0x8916, 0x891C, 0x890B, 0x400454CA
UP, TUN, EVERY_PROTOCOL = 0x41, 0x1001, 3
OWN = "198.51.100.2"  # of the range for documentation, as any address behind the tunnel
EVERY = 0.01  # seconds between two looks at which children there are
Answer = TypeVar("Answer")


class Watched:
    """A daemon's network and those of its children."""

    possible = os.geteuid() == 0 and Path("/dev/net/tun").exists()

    def __init__(self, daemon: int) -> None:
        self._daemon = daemon
        self._network = os.open(f"/proc/{daemon}/ns/net", os.O_RDONLY)
        self._own = Path("/proc/self/ns/net").stat().st_ino
        assert os.fstat(self._network).st_ino != self._own, "the daemon has no network of its own"
        self._tunnel, self._listener = inside(self._network, listening)
        self._children: dict[int, int] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        for descriptor in (self._network, self._tunnel, *self._children.values()):
            os.close(descriptor)
        self._listener.close()

    def networks(self) -> int:
        """How many networks of children were met so far."""
        return len(self._children)

    def forget(self) -> None:
        """Let go of the children's networks met so far, and of their counters."""
        for number in list(self._children):
            os.close(self._children.pop(number))

    def packets(self) -> list[str]:
        """What was sent since the last question: frames out of the daemon's network, and packets counted in a child's."""
        found = [f"frame of {len(frame)} bytes on {name}" for name, frame in self._frames()]
        for number, descriptor in list(self._children.items()):
            found += [f"{count} packets on {name} in network {number}" for name, count in inside(descriptor, counters)]
        return found

    def _frames(self) -> Iterator[tuple[str, bytes]]:
        while select.select([self._listener], [], [], 0)[0]:
            frame, address = self._listener.recvfrom(65536)
            yield str(address[0]), frame

    def _run(self) -> None:
        while not self._ended.wait(EVERY):
            for child in descendants(self._daemon):
                self.meet(child)

    def meet(self, process: int) -> bool:
        """Keep the network of a process open, if it is one of its own; whether it is."""
        with suppress(OSError):
            path = Path(f"/proc/{process}/ns/net")
            number = path.stat().st_ino
            if number in {self._own, os.fstat(self._network).st_ino}:
                return False
            if number not in self._children:
                self._children[number] = os.open(path, os.O_RDONLY)
            return True
        return False

    def run_in(self, act: Callable[[], Answer]) -> Answer:
        """Do something in the daemon's network."""
        return inside(self._network, act)


def inside(network: int, act: Callable[[], Answer]) -> Answer:
    """What `act` answers in a thread of its own that has gone into a network and ends there."""

    def run() -> Answer:
        if ctypes.CDLL(None, use_errno=True).setns(network, NEW_NET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        return act()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def listening() -> tuple[int, socket.socket]:
    """Bring up `lo`, and a tunnel as the way to everywhere; answers the tunnel and a socket that sees every frame."""
    for name in ("all", "default"):  # or the kernel itself would look for neighbours
        with suppress(OSError):
            Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6").write_text("1")
    tunnel = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
    fcntl.ioctl(tunnel, SET_TUN, struct.pack("16sH14x", b"way-out", TUN))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        fcntl.ioctl(door, SET_ADDRESS, struct.pack("16s", b"way-out") + _address(OWN))
        fcntl.ioctl(door, SET_MASK, struct.pack("16s", b"way-out") + _address("255.255.255.0"))
        for device_name in (b"lo", b"way-out"):
            fcntl.ioctl(door, SET_FLAGS, struct.pack("16sH14x", device_name, UP))
        device = ctypes.create_string_buffer(b"way-out")
        nowhere = _address("0.0.0.0")
        fcntl.ioctl(
            door, ADD_ROUTE, struct.pack("L16s16s16sHhLLhPLLH6x", 0, nowhere, nowhere, nowhere, 1, 0, 0, 0, 0, ctypes.addressof(device), 0, 0, 0)
        )  # fmt: skip
    listener = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERY_PROTOCOL))
    return tunnel, listener


def counters() -> list[tuple[str, int]]:
    """The interfaces of this thread's network over which anything has gone, and how many packets."""
    found = []
    for line in Path("/proc/thread-self/net/dev").read_text().splitlines()[2:]:
        name, _, numbers = line.partition(":")
        received, sent = (int(numbers.split()[at]) for at in (1, 9))
        if received or sent:
            found.append((name.strip(), received + sent))
    return found


def descendants(process: int) -> Iterator[int]:
    """All processes below one."""
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                yield child
                yield from descendants(child)


def _address(text: str) -> bytes:
    return struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(text))
