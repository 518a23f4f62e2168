"""Timestamps of checkpoints by an authority that is nobody's here (RFC 3161): a time that is not our clock's.

What is stamped are the bytes of the checkpoint as the log signed it, with its line and without cosignatures, so that
`openssl ts -verify -data FILE` takes the file as it is. A timestamp proves that the checkpoint, and with it all that
came before it, was there at that time; to whoever trusts the authority's certificate, and nothing else of ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import Certificate, Name, load_der_x509_certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from audit.log.note import Note, Unproved, UnreadableNote, read_note

MOST_BYTES = 262_144
GRANTED = 0


@dataclass(frozen=True)
class Timestamp:
    """What an authority has said of a checkpoint; nothing of it is checked."""

    at: datetime
    digest: bytes  # of what was stamped
    response: TimeStampResponse
    certificates: tuple[Certificate, ...]  # that came with it


@dataclass(frozen=True)
class Stamped:
    """A timestamp that has been checked."""

    at: datetime
    authority: str
    holds_until: datetime  # the last moment at which every certificate it rests on is in force


def stamped_bytes(checkpoint: str) -> bytes:
    """What is stamped of a checkpoint: its text and the log's own line.

    Raises:
        UnreadableNote: it is none, or nobody has signed it.
    """
    note = read_note(checkpoint)
    origin = note.text.partition("\n")[0]
    own = [signature for signature in note.signatures if signature.name == origin]
    if not own:
        raise UnreadableNote(f"no line of {origin} stands under it")
    return str(Note(note.text, tuple(own))).encode()


def request_for(checkpoint: str) -> TimeStampRequest:
    """What an authority is asked: SHA-256, its certificates wanted, a random number against old answers."""
    asked = TimestampRequestBuilder().data(stamped_bytes(checkpoint)).hash_algorithm(HashAlgorithm.SHA256)
    return asked.nonce(nonce=True).cert_request(cert_request=True).build()


def read_timestamp(content: bytes) -> Timestamp:
    """An authority's answer (`.tsr`, DER).

    Raises:
        UnreadableNote: it is none, or it says that there is no timestamp.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableNote(f"a timestamp has at most {MOST_BYTES} bytes")
    try:
        response = decode_timestamp_response(in_der_order(content))
        if response.status == GRANTED:
            info = response.tst_info
            certificates = tuple(load_der_x509_certificate(der) for der in response.signed_data.certificates)
            return Timestamp(info.gen_time, bytes(info.message_imprint.message), response, certificates)
    except Exception as error:  # noqa: BLE001  whatever two parsers say of what a stranger sent
        raise UnreadableNote(f"it is no timestamp: {error}") from None
    raise UnreadableNote(f"the authority gave none: {'; '.join(response.status_string) or response.status}")


def in_der_order(content: bytes) -> bytes:
    """The answer with the certificates in it in the order that DER asks for; nobody has signed their order.

    OpenSSL leaves them as they come, and the reader of timestamps refuses that. No length changes by it.

    Raises:
        IndexError: it is cut off, or no DER at all.
    """
    answer = _value(content, 0)
    status = _value(content, answer.start)
    if status.stop == answer.stop:
        return content  # no timestamp is in it, and the status says why
    token = _value(content, status.stop)
    signed_data = _value(content, _value(content, _value(content, token.start).stop).start)
    at = signed_data.start
    while at < signed_data.stop:
        part = _value(content, at)
        if content[at] == _CERTIFICATES:
            ordered = b"".join(sorted(_elements(content, part)))
            return content[: part.start] + ordered + content[part.stop :]
        at = part.stop
    return content


_CERTIFICATES = 0xA0  # [0], of SignedData


def _elements(content: bytes, inside: range) -> Iterator[bytes]:
    at = inside.start
    while at < inside.stop:
        end = _value(content, at).stop
        yield content[at:end]
        at = end


def _value(content: bytes, at: int) -> range:
    """Where the value of the DER element that begins there stands; the element ends where it does."""
    length, start = content[at + 1], at + 2
    if length > 0x80:
        start += length - 0x80
        length = int.from_bytes(content[at + 2 : start], "big")
    if start + length > len(content):
        raise IndexError(f"an element at {at} goes beyond the end")
    return range(start, start + length)


def read_certificates(content: bytes) -> tuple[Certificate, ...]:
    """An authority's certificates, as they are trusted (PEM).

    Raises:
        UnreadableNote: there is none.
    """
    try:
        return tuple(load_pem_x509_certificates(content))
    except ValueError as error:
        raise UnreadableNote(f"it holds no certificate: {error}") from None


def answers(timestamp: Timestamp, asked: TimeStampRequest) -> bool:
    """Whether it is the answer to this request, and not to another, or an old one."""
    info = timestamp.response.tst_info
    return timestamp.digest == bytes(asked.message_imprint.message) and info.nonce == asked.nonce


def check_timestamp(timestamp: Timestamp, checkpoint: str, trusted: Sequence[Certificate]) -> Stamped:
    """What a timestamp proves of a checkpoint to whoever trusts these certificates.

    Certificates are asked to have been in force at the time that is told: one that has run out since proves what it
    proved, and `holds_until` says that it has.

    Raises:
        Unproved: it is of something else, or no trusted certificate leads to whoever signed it.
        UnreadableNote: the checkpoint is none.
    """
    content = stamped_bytes(checkpoint)
    if timestamp.digest != hashlib.sha256(content).digest():
        raise Unproved("the timestamp is of something else than this checkpoint")
    builder = VerifierBuilder()
    for certificate in dict.fromkeys(trusted):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(timestamp.response, content)
        chain = _chain(timestamp, trusted)
    except (VerificationError, ValueError) as error:  # of which Unproved is one
        raise Unproved(f"no certificate that is trusted vouches for the timestamp: {error}") from None
    return Stamped(timestamp.at, _said(chain[0].subject), min(each.not_valid_after_utc for each in chain))


def _chain(timestamp: Timestamp, trusted: Sequence[Certificate]) -> list[Certificate]:
    """From whoever signed up to one that is trusted."""
    known = dict.fromkeys((*timestamp.certificates, *trusted))
    [signer] = timestamp.response.signed_data.signer_infos
    chain = [c for c in known if (c.issuer, c.serial_number) == (signer.issuer, signer.serial_number)][:1]
    while chain and chain[-1] not in trusted:
        above = next((c for c in known if c.subject == chain[-1].issuer and c not in chain), None)
        if above is None:
            break
        chain.append(above)
    if not chain:
        raise Unproved("the certificate of whoever signed is not there")
    return chain


def _said(name: Name) -> str:
    return name.rfc4514_string()
