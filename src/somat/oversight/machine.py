"""The machine looked at from inside (R-LAN-4): ways out, name servers, open ports, clock. No packet is sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

LISTENING = "0A"
UP, REJECTED = 0x1, 0x200
TIME_SERVER = re.compile(r"^\s*(?:server|pool|peer|NTP\s*=|FallbackNTP\s*=)\s*(.+)$", re.MULTILINE)
TIME_FILES = (
    "etc/systemd/timesyncd.conf",
    "etc/chrony/chrony.conf",
    "etc/chrony.conf",
    "etc/ntp.conf",
    "etc/ntpsec/ntp.conf",
)
TIME_RUNS = ("run/systemd/timesync/synchronized", "run/chrony/chronyd.pid", "run/chronyd.pid", "run/ntpd.pid")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit an independent LAN: what it is, and what the administrator does."""

    kind: str
    what: str
    todo: str


def look(root: Path = Path("/"), *, own_ports: Collection[int] = ()) -> list[Finding]:
    """Everything found on the machine whose file system is `root`; `own_ports` are those of this program."""
    found = [*routes(root), *name_servers(root), *clock(root)]
    if ports := sorted(listening(root) - set(own_ports)):
        named = ", ".join(map(str, ports))
        found.append(
            Finding("port", f"Máy này còn mở cổng {named} ra mạng.", "Tắt dịch vụ không cần, hoặc chặn bằng tường lửa.")
        )
    return found


def routes(root: Path) -> Iterator[Finding]:
    """A default route means that packets find a way out of the LAN."""
    names = sorted({*default_routes4(root), *default_routes6(root)})
    if names:
        yield Finding(
            "route",
            f"Máy này có đường mặc định ra ngoài mạng qua {', '.join(names)}.",
            "Bỏ cổng mặc định (default gateway) trong cấu hình mạng: máy chỉ được nối mạng LAN độc lập.",
        )


def default_routes4(root: Path) -> Iterator[str]:
    for line in lines(root / "proc/net/route")[1:]:
        facts = line.split()
        if len(facts) > 7 and facts[1] == facts[7] == "00000000" and int(facts[3], 16) & UP:
            yield facts[0]


def default_routes6(root: Path) -> Iterator[str]:
    for line in lines(root / "proc/net/ipv6_route"):
        facts = line.split()
        if len(facts) > 9 and facts[0] == "0" * 32 and facts[1] == "00" and facts[9] != "lo":
            flags = int(facts[8], 16)
            if flags & UP and not flags & REJECTED:
                yield facts[9]


def name_servers(root: Path) -> Iterator[Finding]:
    outside = []
    for line in lines(root / "etc/resolv.conf"):
        facts = line.split()
        if len(facts) > 1 and facts[0] == "nameserver" and is_outside(facts[1]):
            outside.append(facts[1])
    if outside:
        yield Finding(
            "dns",
            f"Máy này hỏi tên miền ở máy chủ ngoài mạng LAN: {', '.join(outside)}.",
            "Xóa dòng nameserver đó trong /etc/resolv.conf, hoặc ghi máy chủ tên miền của mạng LAN.",
        )


def clock(root: Path) -> Iterator[Finding]:
    """Whether something keeps the clock, and whether it asks outside for the time."""
    texts = ["\n".join(lines(root / name)) for name in TIME_FILES]
    servers = [word for text in texts for named in TIME_SERVER.findall(text) for word in named.split()[:1]]
    outside = sorted({server for server in servers if is_outside(server)})
    if outside:
        yield Finding(
            "time",
            f"Máy này lấy giờ từ ngoài mạng LAN: {', '.join(outside)}.",
            "Ghi máy chủ giờ của mạng LAN thay vào (R40: một nguồn giờ).",
        )
    elif not any((root / name).exists() for name in TIME_RUNS):
        yield Finding(
            "time",
            "Không thấy dịch vụ nào giữ đồng hồ của máy này.",
            "Đặt một máy chủ giờ trong mạng LAN, hoặc đối chiếu đồng hồ bằng tay mỗi tuần.",
        )


def listening(root: Path) -> set[int]:
    """TCP ports that other machines can reach."""
    ports = set()
    for name in ("tcp", "tcp6"):
        for line in lines(root / "proc/net" / name)[1:]:
            facts = line.split()
            if len(facts) > 3 and facts[3] == LISTENING:
                address, port = facts[1].split(":")
                if not address_of(address).is_loopback:
                    ports.add(int(port, 16))
    return ports


def address_of(text: str) -> IPv4Address | IPv6Address:
    """An address as the kernel prints it: words of four bytes, each the wrong way round."""
    data = b"".join(bytes.fromhex(text[at : at + 8])[::-1] for at in range(0, len(text), 8))
    if len(data) == 4:
        return IPv4Address(data)
    six = IPv6Address(data)
    return six.ipv4_mapped or six


def is_outside(server: str) -> bool:
    """An address beyond the private ranges; a name is only known by asking for it, so a dotted one counts as outside."""
    try:
        address = ip_address(server.split("%")[0].strip("[]"))
    except ValueError:
        return "." in server and not server.endswith((".lan", ".local", ".internal"))
    return not (address.is_private or address.is_loopback or address.is_link_local)


def lines(path: Path) -> list[str]:
    """The lines of a file; none where it cannot be read."""
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
