"""The machine looked at from inside: each planted setting is named, and a machine of the LAN is left in peace."""

from __future__ import annotations

from pathlib import Path

import pytest

from somat.oversight import machine

ROUTE = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
LAN = "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
OUT = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
OUT_DOWN = OUT.replace("0003", "0002")
ZERO = "0" * 32
SIX = f"{ZERO} 00 {ZERO} 00 fe80000000000000000000000000000f 00000400 00000001 00000000 {{flags}} {{name}}\n"
TCP = "  sl  local_address rem_address   st\n"


def root(tmp_path: Path, **files: str) -> Path:
    """A file system with a kept clock, a LAN route and these files; `_` in a name is a slash."""
    every = {"proc_net_route": ROUTE + LAN, "run_chrony_chronyd.pid": "1", **files}
    for name, text in every.items():
        path = tmp_path / name.replace("_net_ipv6_", "_net_ipv6~").replace("_", "/").replace("~", "_")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def kinds(tmp_path: Path, **files: str) -> list[str]:
    return [found.kind for found in machine.look(root(tmp_path, **files))]


def test_a_machine_of_the_lan_is_left_in_peace(tmp_path: Path) -> None:
    servers = "nameserver 192.168.1.1\nnameserver 10.0.0.1\nnameserver 127.0.0.53\nnameserver fe80::1%eth0\n# nameserver 8.8.8.8\n"
    ports = TCP + "   0: 0100007F:1F40 00000000:0000 0A\n   1: 0101A8C0:1F41 0201A8C0:0050 01\n"
    assert kinds(tmp_path, **{"etc_resolv.conf": servers, "proc_net_tcp": ports}) == []


def test_a_way_out_is_named(tmp_path: Path) -> None:
    assert kinds(tmp_path, proc_net_route=ROUTE + LAN + OUT) == ["route"]


def test_a_way_that_is_down_is_none(tmp_path: Path) -> None:
    assert kinds(tmp_path, proc_net_route=ROUTE + OUT_DOWN) == []


@pytest.mark.parametrize(
    "flags, name, found",
    [("00000003", "eth0", ["route"]), ("00200200", "lo", []), ("00000203", "eth0", []), ("00000001", "lo", [])],
)
def test_a_way_out_by_ipv6_is_named(tmp_path: Path, flags: str, name: str, found: list[str]) -> None:
    assert kinds(tmp_path, proc_net_ipv6_route=SIX.format(flags=flags, name=name)) == found


@pytest.mark.parametrize("server", ["8.8.8.8", "2001:4860:4860::8888", "[2606:4700::1111]"])
def test_a_name_server_outside_is_named(tmp_path: Path, server: str) -> None:
    (found,) = machine.look(root(tmp_path, **{"etc_resolv.conf": f"nameserver {server}\n"}))
    assert found.kind == "dns" and server in found.what and found.todo


def test_ports_that_others_reach_are_named_but_for_our_own(tmp_path: Path) -> None:
    here = root(
        tmp_path,
        proc_net_tcp=TCP + "   0: 00000000:0016 00000000:0000 0A\n   1: 0100007F:1F90 00000000:0000 0A\n",
        proc_net_tcp6=TCP
        + f"   0: {ZERO}:1F40 {ZERO}:0000 0A\n   1: 0000000000000000FFFF00000100007F:0050 {ZERO}:0000 0A\n",
    )
    assert machine.listening(here) == {22, 8000}
    assert [found.what for found in machine.look(here, own_ports=[8000])] == ["Máy này còn mở cổng 22 ra mạng."]


def test_a_clock_that_nobody_keeps_is_said(tmp_path: Path) -> None:
    here = root(tmp_path)
    (here / "run/chrony/chronyd.pid").unlink()
    assert [found.kind for found in machine.look(here)] == ["time"]


@pytest.mark.parametrize(
    "line, outside",
    [
        ("pool 2.debian.pool.ntp.org iburst", True),
        ("server 192.168.1.1", False),
        ("server gio.lan", False),
        ("#pool a.b", False),
    ],
)
def test_the_time_from_outside_is_named(tmp_path: Path, line: str, outside: bool) -> None:
    assert kinds(tmp_path, **{"etc_chrony_chrony.conf": f"{line}\n"}) == ["time"] * outside
