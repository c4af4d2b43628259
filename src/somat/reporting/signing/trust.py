"""What is trusted: certificates of roots and lists of revocation, as files that somebody brought in; no network is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from asn1crypto import x509  # type: ignore[import-untyped]

MOST = 30_000_000  # bytes of one file; lists of revocation grow


class BadTrust(ValueError):
    """A file that is neither a root's certificate nor a list of revocation; the text is a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One file as it was read: DER, what it is, whose, until when it holds (None: it does not say), its SHA-256."""

    kind: Literal["root", "crl"]
    der: bytes
    name: str
    since: datetime
    until: datetime | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Trust:
    """Certificates of roots and intermediates, and lists of revocation, each as DER."""

    roots: Sequence[bytes] = ()
    crls: Sequence[bytes] = ()


def brought(data: bytes) -> list[Brought]:
    """Every certificate or list in a PEM or DER file. Raises BadTrust."""
    from asn1crypto import pem  # here and below: for the few who bring files, not at the start of every process

    if len(data) > MOST:
        raise BadTrust("Tệp lớn hơn 30 MB.")
    try:
        parts = [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
        found = [_one(part) for part in parts]
    except (ValueError, TypeError):
        raise BadTrust("Tệp không phải chứng thư số hoặc danh sách thu hồi (PEM, DER).") from None
    if not found:
        raise BadTrust("Tệp không có chứng thư số hoặc danh sách thu hồi nào.")
    return found


def _one(der: bytes) -> Brought:
    try:
        return _certificate(der)
    except (ValueError, TypeError):
        return _list(der)


def _certificate(der: bytes) -> Brought:
    from asn1crypto import x509

    it = x509.Certificate.load(der, strict=True)
    span = it["tbs_certificate"]["validity"]
    if not it.ca:
        raise BadTrust("Chứng thư này không phải của nơi cấp chứng thư: chỉ nhận chứng thư gốc và trung gian.")
    return Brought("root", der, named(it.subject), span["not_before"].native, span["not_after"].native, sha256(der))


def _list(der: bytes) -> Brought:
    from asn1crypto import crl

    it = crl.CertificateList.load(der, strict=True)["tbs_cert_list"]
    until = it["next_update"].native
    return Brought("crl", der, named(it["issuer"]), it["this_update"].native, until, sha256(der))


def named(name: x509.Name) -> str:
    """The common name with the organisation where they differ."""
    facts = name.native
    parts = [facts.get("common_name"), facts.get("organization_name")]
    return ", ".join(dict.fromkeys(str(part) for part in parts if part)) or name.human_friendly


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
