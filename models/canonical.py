"""Canonical JSON (RFC 8785) and the digests over it.

One way to write a value as bytes, so that everybody who hashes the same value gets the same digest, in any
language and in ten years. The bytes that were hashed are the bytes that are stored.
"""

import hashlib
import json
import re
from typing import Any

import rfc8785
from pydantic import BaseModel

EMPTY_HEAD = "0" * 64
"""What the first entry of a record names as the entry before it."""

_WRITER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
# Where the standard library may write otherwise than RFC 8785: fractions, integers past 2^53, and names beyond the
# first plane of Unicode, which sort by UTF-16. What only looks like one (in a text) is written the slow way, too.
_PERHAPS_A_NUMBER = re.compile(rb'[:\[,](?:(?<=":)|(?<=[\[,]))-?\d(?:\d{15}|\d*[.eE])')
_BEYOND = re.compile(rb"[\xf0-\xf4]")


def canonical_bytes(value: BaseModel | dict[str, Any]) -> bytes:
    """The value as RFC 8785 JSON; fields that are None are left out, so that a later field changes no old digest."""
    plain = value.model_dump(mode="json", exclude_none=True) if isinstance(value, BaseModel) else value
    return canonical_json(plain)


def canonical_json(plain: Any) -> bytes:
    """Plain values as RFC 8785 JSON: what `rfc8785` writes, several times as fast where the two cannot differ.

    Raises:
        rfc8785.CanonicalizationError: an integer past 2^53, a number that is none, half a surrogate pair.
    """
    try:
        written = _WRITER.encode(plain).encode()
    except ValueError:  # not a number, or half a surrogate pair
        return rfc8785.dumps(plain)
    if not isinstance(plain, dict | list) or _PERHAPS_A_NUMBER.search(written) or _BEYOND.search(written):
        return rfc8785.dumps(plain)
    return written


def digest_of(value: BaseModel | dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 over the UTF-8 bytes of a text as it stands: what a position names as the text it is given on."""
    return hashlib.sha256(text.encode()).hexdigest()
