"""Canonical JSON (RFC 8785) and the digests over it.

One way to write a value as bytes, so that everybody who hashes the same value gets the same digest, in any
language and in ten years. The bytes that were hashed are the bytes that are stored.
"""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785
from pydantic import BaseModel

EMPTY_HEAD = "0" * 64
"""What the first entry of a record names as the entry before it."""


def canonical_bytes(value: BaseModel | dict[str, Any]) -> bytes:
    """The value as RFC 8785 JSON; fields that are None are left out, so that a later field changes no old digest."""
    plain = value.model_dump(mode="json", exclude_none=True) if isinstance(value, BaseModel) else value
    return rfc8785.dumps(plain)


def digest_of(value: BaseModel | dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 over the UTF-8 bytes of a text as it stands: what a position names as the text it is given on."""
    return hashlib.sha256(text.encode()).hexdigest()
