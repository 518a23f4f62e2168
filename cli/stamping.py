"""How the signer has its checkpoints stamped by an authority (RFC 3161 over HTTP)."""

from __future__ import annotations

import urllib.request
from pathlib import Path

from audit.log.note import Unproved, UnreadableNote
from audit.log.timestamp import (
    MOST_BYTES,
    answers,
    check_timestamp,
    read_certificates,
    read_timestamp,
    request_for,
)

SECONDS = 5.0  # an authority that is away costs no more
ASKED = "application/timestamp-query"


class NoTimestamp(Exception):
    """The authority does not answer, or gives something else."""


def stamped(url: str, checkpoint: str, certificates: Path | None) -> bytes:
    """The authority's timestamp of a checkpoint, checked as far as it can be: with its certificates where given.

    Raises:
        NoTimestamp: there is none that could be kept.
    """
    request = request_for(checkpoint)
    asking = urllib.request.Request(url, request.as_bytes(), {"Content-Type": ASKED}, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(asking, timeout=SECONDS) as answer:  # noqa: S310  the operator named the address
            content = bytes(answer.read(MOST_BYTES + 1))
        timestamp = read_timestamp(content)
        if not answers(timestamp, request):
            raise NoTimestamp("it answers another request than ours")
        if certificates is not None:
            check_timestamp(timestamp, checkpoint, read_certificates(certificates.read_bytes()))
    except (OSError, UnreadableNote, Unproved) as error:
        raise NoTimestamp(f"{type(error).__name__}: {error}") from None
    return content
