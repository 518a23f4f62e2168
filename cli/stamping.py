"""How the signer has its checkpoints stamped by an authority (RFC 3161 over HTTP)."""

from __future__ import annotations

import http
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
from cli.posting import Away, post

ASKED = "application/timestamp-query"


class NoTimestamp(Exception):
    """The authority does not answer, or gives something else."""


def stamped(url: str, checkpoint: str, certificates: Path | None) -> bytes:
    """The authority's timestamp of a checkpoint, checked as far as it can be: with its certificates where given.

    Raises:
        NoTimestamp: there is none that could be kept.
    """
    request = request_for(checkpoint)
    try:
        said = post(url, request.as_bytes(), ASKED, most=MOST_BYTES + 1)
        if said.status != http.HTTPStatus.OK:
            raise NoTimestamp(f"it answers with status {said.status}")
        timestamp = read_timestamp(said.body)
        if not answers(timestamp, request):
            raise NoTimestamp("it answers another request than ours")
        if certificates is not None:
            check_timestamp(timestamp, checkpoint, read_certificates(certificates.read_bytes()))
    except (OSError, Away, UnreadableNote, Unproved) as error:
        raise NoTimestamp(f"{type(error).__name__}: {error}") from None
    return said.body
