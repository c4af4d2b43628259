"""The certificate under which other PCs of the LAN reach the site: made here, signed by itself, compared by its fingerprint (R39)."""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from somat.cli.start import Stopped

DAYS = 825  # the longest that all browsers still take
FOLDER = "tls"


class Pair(NamedTuple):
    """Where a site keeps its certificate and the key to it (PEM)."""

    certificate: Path
    key: Path


def pair(folder: Path) -> Pair:
    return Pair(folder / FOLDER / "cert.pem", folder / FOLDER / "key.pem")


def make(folder: Path, names: tuple[str, ...]) -> str:
    """Write a new pair for these host names and addresses, over an older one; answers what to tell the administrator."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = signed(key, [subject(name) for name in names], first=names[0])
    (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    there = pair(folder)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    put(there.key, secret, mode=0o600)
    put(there.certificate, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
    return (
        f"Đã lập chứng thư cho {', '.join(names)}, dùng đến ngày {last_day(certificate)}.\n"
        f"Cài tệp {there.certificate} vào từng máy trạm, so vân tay SHA-256 trước khi tin:\n  {fingerprint(certificate)}"
    )


def subject(name: str) -> x509.GeneralName:
    """An address or a host name; raises Stopped for what is neither."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    labels = name.split(".")
    plain = all(part and part.isascii() and part.replace("-", "a").isalnum() and part[0] != "-" for part in labels)
    if not plain or len(name) > 253:
        raise Stopped(f"“{name}” không phải tên máy hay địa chỉ IP. Viết tên máy không dấu, thí dụ so-mat.lan")
    return x509.DNSName(name)


def signed(key: ec.EllipticCurvePrivateKey, names: list[x509.GeneralName], *, first: str) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, first[:64])])
    since = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def put(path: Path, content: bytes, *, mode: int) -> None:
    """Whole or not at all: a serving site may read it at any moment."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


class Usable(NamedTuple):
    """What a site serves with: the pair, the first name in it, and the last day as printed."""

    pair: Pair
    name: str
    until: str


def usable(folder: Path) -> Usable:
    """The certificate of a site that other PCs shall reach; raises Stopped with what to do."""
    there = pair(folder)
    how = f"Lập chứng thư: somat init {folder} --lan TÊN-MÁY-HOẶC-ĐỊA-CHỈ"
    try:
        certificate = x509.load_pem_x509_certificate(there.certificate.read_bytes())
    except FileNotFoundError:
        raise Stopped(f"Muốn cho máy khác trên mạng LAN truy cập thì phải có chứng thư. {how}") from None
    except (OSError, ValueError):
        raise Stopped(f"Không đọc được chứng thư {there.certificate}. {how}") from None
    if certificate.not_valid_after_utc <= datetime.now(UTC):
        raise Stopped(f"Chứng thư đã hết hạn ngày {last_day(certificate)}. {how}")
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return Usable(there, str(next(iter(names)).value), last_day(certificate))


def last_day(certificate: x509.Certificate) -> str:
    return certificate.not_valid_after_utc.astimezone().strftime("%d/%m/%Y")


def fingerprint(certificate: x509.Certificate) -> str:
    return ":".join(f"{byte:02X}" for byte in certificate.fingerprint(hashes.SHA256()))
