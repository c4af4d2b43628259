"""The socket and the states: who may ask what, and when."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from somat.vault.process import protocol
from somat.vault.process.errors import Malformed
from somat.vault.process.hardening import Hardening
from somat.vault.process.protocol import LENGTH, MAX_FRAME
from somat.vault.process.server import Server
from somat.vault.process.site import read_site
from somat.vault.process.vault import Vault
from tests.vault.ground import NOTHING, PASSPHRASE, Ground, Line, Machine, Refused

ITEM = ["registry_entry", "0" * 32, "abstract", 1, 1, "1" * 32, "Trích yếu"]


def items(**changed: Any) -> list[list[Any]]:
    names = ("table", "row", "column", "version", "level", "key", "text")
    return [[changed.get(name, value) for name, value in zip(names, ITEM, strict=True)]]


def test_it_says_how_it_is(ground: Ground) -> None:
    status = ground.settle()
    assert status["state"] == "open" and status["provider"] == "embedded"
    assert status["installation"] == ground.site.installation.hex
    assert status["memory"]["dumpable"] is False and status["memory"]["core"] is False
    assert status["memory"]["swap"] in ("none", "encrypted", "open")
    assert status["index"] == {"state": "ready", "done": 0, "total": 0}
    assert status["log"]["size"] == 0 and status["log"]["broken"] == ""
    assert ground.machine.process is not None
    limits = Path(f"/proc/{ground.machine.process.pid}/limits").read_text()
    (core,) = [line.split() for line in limits.splitlines() if line.startswith("Max core")]
    assert core[4:6] == ["0", "0"]


def test_it_keeps_no_door_but_the_socket(ground: Ground) -> None:
    """Only the owner's socket file; none of the kernel's tables of TCP and UDP knows the process."""
    assert stat.S_IMODE(ground.site.socket.stat().st_mode) == 0o600
    assert ground.machine.process is not None
    folder = Path(f"/proc/{ground.machine.process.pid}/fd")
    try:
        links = [str(one.readlink()) for one in folder.iterdir()]
    except PermissionError:  # not root, and the process is not dumpable: which is what was wanted
        return
    mine = {link[8:-1] for link in links if link.startswith("socket:[")}
    tables = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
    lines = [line.split() for name in tables for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    assert mine and not mine & {line[9] for line in lines}


def test_it_seals_a_batch_of_ten_thousand(ground: Ground) -> None:
    many = [row for n in range(10_000) for row in items(row=f"{n:032x}")]
    sealed = ground.ask("seal", items=many)["sealed"]
    assert len(set(sealed)) == 10_000
    with pytest.raises(Refused, match="malformed"):
        ground.ask("seal", items=[*many, many[0]])


@pytest.mark.parametrize(
    "changed",
    [
        {"level": 0}, {"level": 4}, {"level": True}, {"level": "1"}, {"version": 0}, {"version": 2**31},
        {"row": "0" * 31}, {"row": "g" * 32}, {"row": None}, {"key": 5}, {"table": ""}, {"table": "a b"},
        {"table": "x" * 64}, {"column": 'a"b'}, {"column": "Rest"}, {"text": 5}, {"text": "a" * 262_145},
    ],
    ids=str,
)  # fmt: skip
def test_it_refuses_a_value_that_is_none(ground: Ground, changed: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="malformed"):
        ground.ask("seal", items=items(**changed))


def test_it_refuses_an_abstract_of_tuyet_mat(ground: Ground) -> None:
    with pytest.raises(Refused, match="no-abstract-at-this-level") as no:
        ground.ask("seal", items=[*items(), *items(level=3)])
    assert no.value.facts["rule"] == "R-OUT-2"
    assert ground.ask("seal", items=items(level=3, column="rest"))["sealed"]


@pytest.mark.parametrize("op", ["", "Open", "open ", "close", "_end", "__class__", None, 5, ["open"]])
def test_it_refuses_what_it_does_not_know(ground: Ground, op: Any) -> None:
    with pytest.raises(Refused, match="unknown-operation"):
        ground.ask(op)


@pytest.mark.parametrize(
    ("op", "fields"),
    [
        ("status", {"more": 1}),
        ("seal", {}),
        ("seal", {"items": {}}),
        ("seal", {"items": [[]]}),
        ("open", {"leaf": "0" * 32, "rows": []}),
        ("open", {"leaf": "0" * 32, "rows": [["a", "0" * 32]] * 2}),
        ("open", {"leaf": "0" * 33, "rows": [["a", "0" * 32]]}),
        ("open", {"leaf": "0" * 32, "rows": [["a", "0" * 32, "x"]]}),
        ("unseal", {"passphrase": 5}),
        ("unseal", {"passphrase": "x" * 2000}),
    ],
)
def test_it_refuses_fields_that_are_wrong(ground: Ground, op: str, fields: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="malformed"):
        ground.ask(op, **fields)


@pytest.mark.parametrize(
    "changed",
    [
        {"words": 5}, {"words": "a" * 401}, {"limit": 0}, {"limit": 501}, {"before": -1}, {"actor": "me"},
        {"filters": {}}, {"filters": NOTHING | {"levels": [9]}}, {"filters": NOTHING | {"first": "2026"}},
        {"filters": NOTHING | {"more": 1}}, {"filters": NOTHING | {"kind": 5}},
    ],
    ids=str,
)  # fmt: skip
def test_it_refuses_a_search_that_is_none(ground: Ground, changed: dict[str, Any]) -> None:
    fields = {"actor": "0" * 32, "session": "0" * 32, "words": "a", "filters": NOTHING, "before": 0, "limit": 5}
    with pytest.raises(Refused, match="malformed"):
        ground.ask("search", **(fields | changed))


@pytest.mark.parametrize(
    "sent",
    [
        LENGTH.pack(MAX_FRAME + 1),
        LENGTH.pack(2**32 - 1),
        LENGTH.pack(0),
        LENGTH.pack(5) + b"hello",
        LENGTH.pack(2) + b"[]",
        LENGTH.pack(4) + b"null",
        LENGTH.pack(3) + b"\xff\xfe\xfd",
        LENGTH.pack(200_000) + b"[" * 200_000,
        b"GET / HTTP/1.1\r\n\r\n",
    ],
    ids=["long", "longest", "empty", "words", "list", "null", "not text", "deep", "web"],
)
def test_it_hangs_up_on_what_is_no_frame(ground: Ground, sent: bytes) -> None:
    line = Line(ground.site.socket)
    line.socket.sendall(sent)
    answer = protocol.read_frame(line.socket)
    assert answer is not None and answer["error"] == "malformed"
    with suppress(ConnectionResetError):  # what it did not read is thrown away with the line
        assert line.socket.recv(1) == b""
    assert ground.ask("status")["state"] == "open", "and goes on with the others"


def test_a_line_cut_in_the_middle_harms_nobody(ground: Ground) -> None:
    body = json.dumps({"v": 1, "op": "status"}).encode()
    for cut in (1, 3, 4, 6, len(body) + 3):
        line = Line(ground.site.socket)
        line.socket.sendall((LENGTH.pack(len(body)) + body)[:cut])
        line.close()
    assert ground.ask("status")["state"] == "open"


def test_many_lines_are_answered_at_once(ground: Ground) -> None:
    lines = [Line(ground.site.socket) for _ in range(20)]
    done: list[int] = []

    def talk(line: Line) -> None:
        for _ in range(5):
            line.ask("seal", items=items() * 20)
        done.append(1)

    threads = [threading.Thread(target=talk, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 20
    for line in lines:
        line.close()


def test_a_frame_too_long_is_not_sent() -> None:
    one, other = socket.socketpair()
    with one, other, pytest.raises(Malformed):
        protocol.write_frame(one, {"text": "x" * (MAX_FRAME + 1)})


def test_it_opens_to_the_passphrase_alone_and_slower_each_time(ground: Ground) -> None:
    ground.ask("seal-again")
    with pytest.raises(Refused, match="wrong-passphrase") as no:
        ground.ask("unseal", passphrase="không phải câu này đâu")
    assert no.value.facts == {"seconds": 1}
    with pytest.raises(Refused, match="wait"):
        ground.unseal()
    assert ground.ask("status")["state"] == "sealed"
    time.sleep(1.05)
    with pytest.raises(Refused, match="wrong-passphrase") as no:
        ground.ask("unseal", passphrase="cũng không phải")
    assert no.value.facts == {"seconds": 2}
    time.sleep(2.05)
    ground.unseal()
    assert ground.ask("status")["state"] == "open"


def test_it_does_nothing_while_sealed(ground: Ground) -> None:
    ground.ask("seal-again")
    search = {"actor": "0" * 32, "session": "0" * 32, "words": "a", "filters": NOTHING, "before": 0, "limit": 5}
    for op, fields in (
        ("seal", {"items": items()}),
        ("open", {"leaf": "0" * 32, "rows": [["a", "0" * 32]]}),
        ("search", search),
        ("poke", {}),
    ):
        with pytest.raises(Refused, match=r"^sealed$"):
            ground.ask(op, **fields)
    assert "pending" not in ground.ask("status")["log"]


def test_keys_are_made_once_and_from_enough_words(ground: Ground) -> None:
    with pytest.raises(Refused, match="exists-already"):
        ground.ask("init", passphrase=PASSPHRASE)
    ground.ask("seal-again")
    for path in ground.site.keys.iterdir():
        path.unlink()
    assert ground.ask("status")["state"] == "new"
    for op, fields, code in (
        ("unseal", {"passphrase": PASSPHRASE}, "new"),
        ("seal", {"items": items()}, "new"),
        ("init", {"passphrase": "ngắn quá"}, "passphrase-too-short"),
    ):
        with pytest.raises(Refused, match=code):
            ground.ask(op, **fields)
    ground.ask("init", passphrase=PASSPHRASE)
    ground.unseal()
    cost = json.loads((ground.site.keys / "root.json").read_text())["wrappings"][0]["cost"]
    assert cost == {"time": 3, "memory_kib": 65_536, "lanes": 4}


def test_it_ends_cleanly_and_comes_back_after_a_kill(ground: Ground) -> None:
    assert ground.machine.end(signal.SIGTERM) == 0
    assert not ground.site.socket.exists()
    ground.machine.start()
    assert ground.machine.end(signal.SIGKILL) == -signal.SIGKILL
    assert ground.site.socket.exists(), "nobody was left to remove it"
    ground.machine.start()
    ground.unseal()
    assert ground.ask("seal", items=items())["sealed"]


def test_one_folder_has_one_vault(ground: Ground) -> None:
    command = [sys.executable, "-m", "somat.vault.process", "--dir", str(ground.site.folder)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (second.returncode, ground.ask("status")["state"]) == (1, "open")
    assert "đang chạy" in second.stderr


def test_a_folder_that_is_no_site_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "somat.vault.process", "--dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1 and str(tmp_path) in done.stderr and "Traceback" not in done.stderr


def test_another_user_is_hung_up_on(machine: Machine) -> None:
    """The kernel's word counts: the same socket, but the one who connects is not in the list."""
    folder = machine.site.folder / "other"
    (folder / "run").mkdir(parents=True, exist_ok=True)
    (folder / "site.toml").write_text(f'installation = "{uuid4()}"\n[vault]\nweb_uid = {os.geteuid() + 4321}\n')
    site = read_site(folder)
    with Server(site) as server:
        vault = Vault(site, hardening=Hardening(dumpable=False, core=False, locked=False, swap="none"))
        serving = threading.Thread(target=server.serve, args=(vault,))
        serving.start()
        own = Line(site.socket)
        assert own.ask("status")["state"] == "new"
        server._allowed = {os.geteuid() + 4321}
        stranger = Line(site.socket)
        with pytest.raises((AssertionError, OSError)):
            stranger.ask("status")
        server.stop()
        serving.join(10)
        assert not serving.is_alive()
        vault.close()
