"""`saksgang audit export`: a decision with all that proves it, in one file. `audit verify` checks it anywhere."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from audit.bundle.container import UnreadableBundle
from audit.bundle.content import Bundle, members_of, record_part
from audit.bundle.make import Gathered, make_bundle
from audit.bundle.manifest import packed
from audit.bundle.records import papers_named
from audit.naming import counted
from cli.audit_log import unsigned_yet
from cli.door import Door, Failed, Status, command, failed
from cli.histories import histories_here
from register.bundle import all_leaves, kept_documents, keys_logged, one_moment, stored_entries, stored_messages
from register.evidence import evidence_of
from register.log import latest_checkpoint

ENDING = ".zip"
ONE = {
    "entries": "entry",
    "records": "record",
    "documents": "document",
    "messages": "message",
    "histories": "history",
    "leaves": "leaf",
}


def add_to(app: typer.Typer) -> None:
    """Make the command a command of `app`."""
    command(app, "export")(export)


async def export(
    door: Door,
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case, as `./saksgang case list` shows it.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Write it to this file (.zip).")],
) -> None:
    """Write the evidence bundle of a case: one file that proves it to who has the log's public key.

    The same register gives the same bytes. Entries, acts and messages in it hold no name and no address; the minutes
    and papers do hold names. No withheld document is in it. A file that is there already is kept.

    Example: ./saksgang audit export 2026-1 -o sak-2026-1.zip
    """
    found = await _gathered(door, case)
    bundle = make_bundle(found)
    content = content_of(bundle)
    write_new_whole(out, content)
    counts = {
        "entries": sum(len(part.entries) for part in bundle.records),
        "records": len(bundle.records),
        "documents": len(bundle.documents),
        "messages": len(bundle.messages),
        "histories": len(bundle.histories),
        "leaves": len(bundle.log.leaves),
    }
    told = (counted(count, ONE[what], what) for what, count in counts.items())
    door.out.line(f"{bundle.about} in {out}: {len(content)} bytes.", style="bold")
    door.out.line(f"It holds {', '.join(told)}.")
    door.out.line(f"`./saksgang audit verify {out} --key KEY` checks it, without network and without this register.")
    door.out.line(
        "KEY is the log's public key, from elsewhere than the file: a letter with a checkpoint, the file of "
        "keys that `./saksgang log keys` writes, or where the log is published.",
        style="dim",
    )
    door.out.document(
        {
            "about": bundle.about,
            "written_to": out,
            "bytes": len(content),
            "records": [part.record for part in bundle.records],
            "counts": counts,
        }
    )


def content_of(bundle: Bundle) -> bytes:
    """What is written of a bundle.

    Raises:
        Failed: it would be none that anybody reads.
    """
    try:
        return packed(members_of(bundle))
    except UnreadableBundle as error:
        raise failed(
            Status.FAILURE, "too_large", f"there is more of {bundle.about} than a bundle holds", str(error)
        ) from error


async def _gathered(door: Door, case: str) -> Gathered:
    """Everything the bundle is made of, as the register had it at one moment."""
    row = await door.record("case", case)
    async with door.reading() as connection:
        names = [record.record for record in (await evidence_of(connection, row.record_id)).records]
    # Before the rest: a run under way may tell of what the record does not have yet, not the other way round.
    histories = await _histories(door, [name for name in names if not name.startswith("community-")])
    async with one_moment(door.register) as connection:
        evidence = await evidence_of(connection, row.record_id)
        door.out.line(f"Reading {len(evidence.records)} records ...", style="dim")
        records = [
            record_part(record, await stored_entries(connection, record.record, len(record.entries)))
            for record in evidence.records
        ]
        newest = await latest_checkpoint(connection, evidence.community)
        keys = None if newest is None else await keys_logged(connection, evidence.community, newest.size)
        if newest is None or keys is None:
            raise unsigned_yet(row.record_id)
        door.out.line(f"Reading {newest.size} leaves of the log ...", style="dim")
        told = [record.record for record in evidence.records if record.kind != "community"]
        return Gathered(
            evidence=evidence,
            records=tuple(records),
            leaves=await all_leaves(connection, evidence.community, newest.size),
            checkpoint=newest.text,
            keys=keys,
            documents=await kept_documents(connection, evidence.community, papers_named(tuple(records))),
            messages=await stored_messages(connection, evidence.community, told),
            histories=histories,
        )


async def _histories(door: Door, records: Sequence[str]) -> dict[str, bytes]:
    """The runs of these records: those that are archived, and as far as Temporal answers the one under way."""
    # Loading Temporal's SDK takes longer than most commands.
    from audit.bundle.replayed import members_of  # noqa: PLC0415

    histories, answers = await histories_here(door, records)
    if not answers:
        door.out.line("Temporal does not answer: of runs under way there is no history in the file.", style="yellow")
    return {name: content for kept in histories.values() for name, content in members_of(kept).items()}


def write_new_whole(out: Path, content: bytes) -> None:
    """Write a new file that is there whole or not at all; one that holds just this already is left as it is.

    Raises:
        Failed: there is another file of that name, or it cannot be written.
    """
    beside: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            beside = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        _named(beside, out)
    except FileExistsError:
        if not out.is_file() or out.read_bytes() != content:
            raise _there_already(out) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise failed(Status.FAILURE, "unwritable_file", f"{out} cannot be written", why) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def _named(beside: Path, out: Path) -> None:
    """Give a file its name, unless there is one of that name; also where a file can have but one name."""
    try:
        os.link(beside, out)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        out.touch(exist_ok=False)  # the name is ours from here on
        beside.replace(out)


def _there_already(out: Path) -> Failed:
    remedy = "name a file that is not there yet"
    return failed(Status.USAGE, "file_exists", f"{out} is there already, and holds something else", remedy=remedy)
