"""A certificate authority of the tests: a root, certificates for keys that lie on a soft token, lists of revocation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

TODAY = datetime(2026, 11, 22, 3, tzinfo=UTC)
YEAR = timedelta(days=365)


class Authority:
    """One root with its key in memory."""

    def __init__(self, name: str = "Cơ quan chứng thực Thử Nghiệm") -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.name = subject(name, "Ban Thử Nghiệm")
        start = (
            x509.CertificateBuilder().subject_name(self.name).issuer_name(self.name).public_key(self.key.public_key())
        )
        self.root = (
            start.serial_number(x509.random_serial_number())
            .not_valid_before(TODAY - 5 * YEAR)
            .not_valid_after(TODAY + 5 * YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage(signs=False), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def der(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.DER)

    def certificate(self, key: rsa.RSAPublicKey, name: str, *, until: datetime = TODAY + YEAR) -> x509.Certificate:
        made = x509.CertificateBuilder().subject_name(subject(name, "UBND xã Minh Họa")).issuer_name(self.name)
        return (
            made.public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(TODAY - YEAR)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage(signs=True), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def revoking(self, serials: Sequence[int] = (), *, until: datetime = TODAY + timedelta(days=30)) -> bytes:
        """A list of revocation that names these serial numbers, as DER."""
        made = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        made = made.last_update(TODAY - timedelta(days=60)).next_update(until)
        made = made.add_extension(x509.CRLNumber(1), critical=False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        )
        for serial in serials:
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(TODAY - timedelta(days=61))
            made = made.add_revoked_certificate(one.build())
        return made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def subject(name: str, body: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, body)]
    )


def usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )
