"""Document keys for tests of the blob format alone: AES-256-GCM by uuid, and nothing around it."""

from __future__ import annotations

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from somat.vault.process.content.stream import Buffer
from somat.vault.process.keys.provider import NotAuthentic


class PlainKeys:
    """Fulfils `ChunkKeys`."""

    def __init__(self, keys: dict[UUID, bytes]) -> None:
        self._ciphers = {uuid: AESGCM(key) for uuid, key in keys.items()}

    def encrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: Buffer) -> bytes:
        return self._ciphers[key].encrypt(nonce, data, aad)

    def decrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: Buffer) -> bytes:
        try:
            return self._ciphers[key].decrypt(nonce, data, aad)
        except InvalidTag:
            raise NotAuthentic("tag") from None
