"""Signed notes and the keys that sign them (C2SP signed-note): a text, an empty line, a line for each signature.

A text counts for nothing until a signature by a key that the reader already trusts has been checked: `opened` is the
only way from a note to a text that may be believed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MOST_BYTES = 65_536
MOST_SIGNATURES = 64
KEY_ID_BYTES = 4
_DASH = "— "
_PRIVATE = "PRIVATE+KEY+"
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


class UnreadableNote(ValueError):
    """The bytes are no signed note, no checkpoint, no receipt or no key: says where."""


class Unproved(ValueError):
    """It can be read, and it does not prove what it says: says what fails."""


class KeyUse(IntEnum):
    """What a key signs; a byte of the key's id, so that a log's key is never taken for a witness's."""

    LOG = 1
    WITNESS = 4


def encoded(value: bytes) -> str:
    """Bytes as standard base64."""
    return base64.b64encode(value).decode("ascii")


def decoded(text: str, what: str) -> bytes:
    """Standard base64 as bytes, in the one way they are written.

    Raises:
        UnreadableNote: it is something else.
    """
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableNote(f"{what} is no base64: {text[:60]!r}") from None
    if encoded(value) != text:
        raise UnreadableNote(f"{what} is base64 written in a way of its own: {text[:60]!r}")
    return value


def decimal(text: str, what: str) -> int:
    """A number from 0 to 2**63 - 1 in the one way it is written.

    Raises:
        UnreadableNote: it is something else.
    """
    if not _DECIMAL.fullmatch(text) or (number := int(text)) >= 2**63:
        raise UnreadableNote(f"{what} is no number: {text[:60]!r}")
    return number


def key_id(name: str, use: KeyUse, public: bytes) -> bytes:
    """The first four bytes of SHA-256 over the key's name, a newline, its use and the key itself."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([use]) + public).digest()[:KEY_ID_BYTES]


@dataclass(frozen=True)
class PublicKey:
    """A key that a reader trusts, by name: written `name+id+key` (C2SP vkey)."""

    name: str
    use: KeyUse
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The id that its signatures bear."""
        return key_id(self.name, self.use, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encoded(bytes([self.use]) + self.public)}"

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's over these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class PrivateKey:
    """A key that signs. Never printed, never logged, never in the database: its `repr` is the public half's."""

    name: str
    use: KeyUse
    secret: Ed25519PrivateKey

    @classmethod
    def new(cls, name: str, use: KeyUse) -> PrivateKey:
        """A key made now, of the machine's randomness."""
        return cls(check_name(name), use, Ed25519PrivateKey.generate())

    @property
    def public(self) -> PublicKey:
        """What others are given."""
        return PublicKey(self.name, self.use, self.secret.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The signature over these bytes: 64 of them."""
        return self.secret.sign(message)

    def written(self) -> str:
        """The key as it stands in its file."""
        seed = encoded(bytes([self.use]) + self.secret.private_bytes_raw())
        return f"{_PRIVATE}{self.name}+{self.public.key_id.hex()}+{seed}"

    def __repr__(self) -> str:
        return f"PrivateKey of {self.public}"


def check_name(name: str) -> str:
    """A key's name, or a log's.

    Raises:
        UnreadableNote: it is empty, or has a space, a plus or a control character in it.
    """
    if not name or "+" in name or not name.isprintable() or any(sign.isspace() for sign in name):
        raise UnreadableNote(f"a key's name is text without spaces and plus signs, such as example.no/log: {name!r}")
    return name


def read_public_key(text: str) -> PublicKey:
    """A key in its written form.

    Raises:
        UnreadableNote: it is none, or its id is another key's.
    """
    name, use, material, given = _key_parts(text.strip(), "a public key")
    key = PublicKey(name, use, material)
    if key.key_id != given:
        raise UnreadableNote(f"the id of key {name} is {key.key_id.hex()}, not {given.hex()}")
    return key


def read_private_key(text: str) -> PrivateKey:
    """A private key in its written form; what is wrong with it is said without it.

    Raises:
        UnreadableNote: it is none.
    """
    text = text.strip()
    if not text.startswith(_PRIVATE):
        raise UnreadableNote("a file with a private key begins with PRIVATE+KEY+")
    name, use, seed, given = _key_parts(text.removeprefix(_PRIVATE), "a private key")
    key = PrivateKey(name, use, Ed25519PrivateKey.from_private_bytes(seed))
    if key.public.key_id != given:
        raise UnreadableNote(f"the id of private key {name} is {key.public.key_id.hex()}, not {given.hex()}")
    return key


def _key_parts(text: str, what: str) -> tuple[str, KeyUse, bytes, bytes]:
    parts = text.split("+", 2)
    try:
        name, identity, material = parts
        given, raw = bytes.fromhex(identity), base64.b64decode(material, validate=True)
        use = KeyUse(raw[0])
    except (ValueError, IndexError, binascii.Error):
        raise UnreadableNote(f"{what} is written name+id+key") from None
    if len(raw) != 33 or len(given) != KEY_ID_BYTES or len(identity) != 2 * KEY_ID_BYTES:
        raise UnreadableNote(f"{what} is written name+id+key, with 4 bytes of id and 32 bytes of key")
    return check_name(name), use, raw[1:], given


@dataclass(frozen=True)
class Signature:
    """One signature line of a note."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {encoded(self.key_id + self.value)}\n"

    def names(self, key: PublicKey) -> bool:
        """Whether it says that it is this key's."""
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True)
class Note:
    """A note as read: nothing in it is to be believed yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def with_signatures(self, more: Iterable[Signature]) -> Note:
        """The note with further signatures, each once."""
        return Note(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


def signed(text: str, key: PrivateKey) -> Signature:
    """A signature line over a text that ends in a newline."""
    return Signature(key.name, key.public.key_id, key.sign(text.encode()))


def read_note(text: str) -> Note:
    """A signed note in its written form.

    Raises:
        UnreadableNote: it is none.
    """
    if len(text) > MOST_BYTES:
        raise UnreadableNote(f"a note has at most {MOST_BYTES} bytes")
    if any(sign != "\n" and (sign < " " or "\ud800" <= sign <= "\udfff") for sign in text):
        raise UnreadableNote("a note is UTF-8 without control characters other than newlines")
    body, blank, lines = text.rpartition("\n\n")
    if not blank or not body or not lines.endswith("\n"):
        raise UnreadableNote("a note is a text, an empty line, and a line for each signature; it ends in a newline")
    signatures = tuple(read_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise UnreadableNote(f"a note has at most {MOST_SIGNATURES} signatures")
    return Note(body + "\n", signatures)


def read_signature(line: str) -> Signature:
    """One signature line, without its newline.

    Raises:
        UnreadableNote: it is none.
    """
    name, blank, value = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not blank:
        raise UnreadableNote(f"a signature is written '— name base64': {line[:60]!r}")
    raw = decoded(value, "a signature")
    if len(raw) <= KEY_ID_BYTES:
        raise UnreadableNote(f"a signature has an id and a value: {line[:60]!r}")
    return Signature(check_name(name), raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])


def opened(note: Note, keys: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    """Which of the keys of a log have signed the note; signatures of keys unknown here are passed over.

    Raises:
        Unproved: none has, or a signature that bears the name and id of one of them is not its own.
    """
    known = tuple(key for key in keys if key.use is KeyUse.LOG)
    found: list[PublicKey] = []
    for signature in note.signatures:
        for key in known:
            if signature.names(key):
                if not key.accepts(note.text.encode(), signature.value):
                    raise Unproved(f"the signature of {key.name} ({key.key_id.hex()}) is not over this text")
                found.append(key)
    if not found:
        wanted = ", ".join(f"{key.name} ({key.key_id.hex()})" for key in known) or "no key at all"
        raise Unproved(f"it bears no signature of a key that is trusted here: {wanted}")
    return tuple(dict.fromkeys(found))
