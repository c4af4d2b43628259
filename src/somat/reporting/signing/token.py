"""A PKCS#11 token in this machine: what certificates lie on it, and a signer with one of its keys. The PIN is kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class NoToken(RuntimeError):
    """The token, its PIN or its key cannot be used; the text is a Vietnamese sentence."""


@contextmanager
def session(module: Path, *, token: str, pin: str) -> Iterator[Any]:
    """A session with the token of this label. Raises NoToken."""
    import pkcs11
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    criteria = TokenCriteria(label=token) if token else None
    try:
        opened = open_pkcs11_session(str(module), token_criteria=criteria, user_pin=pin)
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
        raise NoToken("Mã PIN không đúng. Nhập sai nhiều lần thì thiết bị tự khóa.") from None
    except pkcs11.PinLocked:
        raise NoToken("Thiết bị đã khóa vì nhập sai mã PIN nhiều lần.") from None
    except (pkcs11.PKCS11Error, SigningError, RuntimeError, OSError):
        raise NoToken(
            "Không mở được thiết bị ký. Cắm thiết bị, kiểm tra tên và thư viện PKCS#11 rồi làm lại."
        ) from None
    try:
        yield opened
    finally:
        opened.close()


def signer(opened: Any, *, label: str) -> Any:
    """A pyHanko signer with the key and certificate of this label (the only ones without). Raises NoToken."""
    import pkcs11
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.pkcs11 import PKCS11Signer

    found = certificates(opened)
    if not label and len(found) != 1:
        raise NoToken(f"Trên thiết bị có {len(found)} chứng thư: ghi nhãn của chứng thư cần dùng.")
    name = label or found[0]
    if name not in found:
        raise NoToken(f"Trên thiết bị không có chứng thư nhãn “{name}”. Đang có: {', '.join(found) or 'không có'}.")
    made = PKCS11Signer(opened, cert_label=name, key_label=name)
    try:
        if made.signing_cert is None:
            raise NoToken(f"Không đọc được chứng thư nhãn “{name}”.")
    except (pkcs11.PKCS11Error, SigningError):
        raise NoToken(f"Không đọc được chứng thư nhãn “{name}”.") from None
    return made


def certificates(opened: Any) -> list[str]:
    """Labels of the certificates on the token."""
    from pkcs11 import Attribute, ObjectClass

    return [str(one[Attribute.LABEL]) for one in opened.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})]
