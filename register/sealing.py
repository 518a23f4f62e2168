"""What is kept under a person's key: AES-256-GCM, a nonce of twelve random bytes before each text.

What a text is (whose card, which mail) is sealed with it, so that no row can be put in the place of another.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BITS = 256
_NONCE = 12


class SealBroken(ValueError):
    """It was not sealed with this key, for this place, or it has been changed."""


def new_key() -> bytes:
    """A key of the machine's randomness."""
    return AESGCM.generate_key(KEY_BITS)


def sealed(content: bytes, key: bytes, place: str) -> bytes:
    """The content, readable by nobody without the key."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def opened(content: bytes, key: bytes, place: str) -> bytes:
    """What was sealed for that place.

    Raises:
        SealBroken: as said.
    """
    try:
        return AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(f"{place} is not what was sealed there") from error
