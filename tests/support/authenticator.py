"""A passkey authenticator in software: makes keys and signs, and can lie about anything that a browser could."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from struct import pack
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text_of(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """Holds one key for one site."""

    def __init__(self, origin: str = "http://localhost", host: str = "localhost") -> None:
        self.origin, self.host = origin, host
        self.key = generate_private_key(SECP256R1())
        self.id = secrets.token_bytes(32)
        self.user: bytes | None = None
        self.count = 0

    def make(
        self, options: dict[str, Any], *, flags: int = PRESENT | VERIFIED, **lies: Any
    ) -> dict[str, Any]:
        """What a browser sends after `navigator.credentials.create`."""
        self.user = bytes_of(options["user"]["id"])
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        data = self._data(flags | ATTESTED, **lies) + attested
        return {
            "id": text_of(self.id),
            "rawId": text_of(self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": text_of(self._client("webauthn.create", options, **lies)),
                "attestationObject": text_of(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            },
        }

    def sign(
        self, options: dict[str, Any], *, flags: int = PRESENT | VERIFIED, **lies: Any
    ) -> dict[str, Any]:
        """What a browser sends after `navigator.credentials.get`."""
        client = self._client("webauthn.get", options, **lies)
        data = self._data(flags, **lies)
        signature = self.key.sign(data + sha256(client).digest(), ECDSA(SHA256()))
        if lies.get("forged"):
            signature = generate_private_key(SECP256R1()).sign(
                data + sha256(client).digest(), ECDSA(SHA256())
            )
        user = lies.get("user", self.user)
        return {
            "id": text_of(self.id),
            "rawId": text_of(self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": text_of(client),
                "authenticatorData": text_of(data),
                "signature": text_of(signature),
                **({} if user is None else {"userHandle": text_of(user)}),
            },
        }

    def _data(self, flags: int, *, host: str | None = None, count: int | None = None, **_: Any) -> bytes:
        number = self.count if count is None else count
        return sha256((host or self.host).encode()).digest() + bytes([flags]) + pack(">I", number)

    def _client(
        self,
        kind: str,
        options: dict[str, Any],
        *,
        origin: str | None = None,
        challenge: str | None = None,
        **_: Any,
    ) -> bytes:
        said = {
            "type": kind,
            "challenge": challenge or options["challenge"],
            "origin": origin or self.origin,
            "crossOrigin": False,
        }
        return json.dumps(said).encode()
