"""Keys and certificates laid on a soft token of the tests, as an office's token has them: one label for both."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.reporting.signing.authority import TODAY, YEAR, Authority
from tests.vault.tokens import MODULE, PIN

DRIVER = Path(MODULE)


def put(token: str, label: str, authority: Authority, name: str, *, until: datetime = TODAY + YEAR) -> int:
    """A new key and its certificate under one label of a token; the certificate's serial number."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = authority.certificate(key.public_key(), name, until=until)
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    placed = {
        pkcs11.Attribute.LABEL: label,
        pkcs11.Attribute.TOKEN: True,
        pkcs11.Attribute.ID: label.encode(),
    }
    with pkcs11.lib(MODULE).get_token(token_label=token).open(rw=True, user_pin=PIN) as session:
        session.create_object({**decode_rsa_private_key(der), **placed})
        session.create_object(
            {**decode_x509_certificate(certificate.public_bytes(serialization.Encoding.DER)), **placed}
        )
    return certificate.serial_number
