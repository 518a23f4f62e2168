"""`saksgang audit timestamp verify`: a checkpoint's timestamp, checked with the authority's certificate alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from audit.log.note import Unproved, UnreadableNote
from audit.log.timestamp import (
    MOST_BYTES,
    Stamped,
    check_timestamp,
    read_certificates,
    read_timestamp,
)
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check, signature_check
from cli.audit_held import checkpoints_given
from cli.audit_results import bytes_in, conclude, readable, trust_given
from cli.door import Door, command
from cli.moments import exact

app = typer.Typer(no_args_is_help=True, help="Check the timestamps of checkpoints.")


def add_to(group: typer.Typer) -> None:
    """Make them commands of `group`."""
    group.add_typer(app, name="timestamp")


@app.callback()
def _group() -> None:
    """Typer makes a group of one command only when it is told so."""


@command(app, "verify", in_community=False, files_alone=True)
async def verify(
    door: Door,
    timestamp: Annotated[Path, typer.Argument(metavar="FILE", help="The authority's answer (.tsr).")],
    checkpoint: Annotated[
        str, typer.Option("--checkpoint", metavar="FILE", help="The checkpoint that it stamps, as it was signed.")
    ],
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="The authority's root certificate (PEM)."),
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", metavar="KEY", help="The log's public key, or the file of keys.")
    ] = None,
) -> None:
    """Check when a checkpoint was there at the latest, by the word of an authority; no server is asked.

    Status 0 proved, 1 broken, 2 unreadable, 3 not fully checked: without --certificate and --key nobody knows who
    signed; and a certificate that has run out since proves what it did, to whoever knows that its key was not lost.

    Example: ./saksgang audit timestamp verify 1200.tsr --checkpoint 1200.checkpoint --certificate tsa.pem --key KEY
    """
    with readable(door.out, "what was given"):
        trust = None if key is None else trust_given(key)
        read = read_timestamp(bytes_in(timestamp, MOST_BYTES))
        trusted = () if certificate is None else read_certificates(bytes_in(certificate, MOST_BYTES))
        [(_, note), *_more] = checkpoints_given(checkpoint)
        what = f"an authority had the checkpoint before it at {exact(read.at)}"
        if not trusted:
            checks = [
                Check(what, NOT_CHECKED, "no certificate was given, and anybody can sign with one of their own")
            ]
        else:
            try:
                checks = checks_of(what, check_timestamp(read, note, trusted), datetime.now(UTC))
            except (Unproved, UnreadableNote) as error:
                checks = [Check(what, BROKEN, str(error))]
        conclude(door.out, f"Timestamp {timestamp}", [*checks, signature_check(note, trust)], {"at": read.at})


def checks_of(what: str, stamped: Stamped, now: datetime) -> list[Check]:
    """What a timestamp proves now: that it was given, and that nothing it rests on has run out meanwhile."""
    holds = "the certificates it rests on are in force"
    if stamped.holds_until > now:
        return [Check(what, PROVED, stamped.authority), Check(holds, PROVED, f"until {exact(stamped.holds_until)}")]
    since = f"they were when it was given, and one ran out on {exact(stamped.holds_until)}"
    return [Check(what, PROVED, stamped.authority), Check(holds, NOT_CHECKED, since)]
