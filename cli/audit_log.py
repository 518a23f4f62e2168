"""`saksgang audit checkpoint`, `prove` and `compare`: what others keep of the log, and whether it still agrees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from audit.log.checkpoint import Checkpoint, read_checkpoint
from audit.log.leaves import grow
from audit.log.merkle import Tree
from audit.log.receipt import make_receipt
from audit.log.timestamp import read_timestamp
from audit.log.trust import Trust, read_trust, together
from audit.naming import counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check, signature_check
from cli.audit_held import Given, read_given
from cli.audit_results import conclude, readable, trust_given
from cli.door import Door, Failed, Status, command, failed
from cli.log_published import Published, published
from cli.moments import exact
from register.directory import any_record_named
from register.log import (
    Leaf,
    StoredCheckpoint,
    community_of,
    differing,
    entries_of_act,
    keys_document,
    last_entry,
    latest_checkpoint,
    leaves_of,
    log_size,
    receipt_parts,
)
from register.timestamps import StampedCheckpoint, stamped_checkpoints


def add_to(app: typer.Typer) -> None:
    """Make the commands commands of `app`."""
    command(app, "compare")(compare)
    command(app, "prove", in_community=False)(prove)
    command(app, "checkpoint")(checkpoint)


async def checkpoint(
    door: Door,
    stamped: Annotated[
        Path | None,
        typer.Option("--stamped", metavar="FILE", help="The newest one with a timestamp, which goes to FILE (.tsr)."),
    ] = None,
) -> None:
    """Print the newest checkpoint of the log, to be kept by whoever wants to check it later.

    Example: ./saksgang audit checkpoint > today.checkpoint
    """
    community = await door.community()
    async with door.reading() as connection:
        newest = await latest_checkpoint(connection, community)
        size = await log_size(connection, community)
        timestamps = await stamped_checkpoints(connection, community)
    if newest is None:
        raise unsigned_yet(f"the log of {community}")
    last = timestamps[-1] if timestamps else None
    about = None if last is None else _about_timestamp(last)
    if stamped is not None:
        _give_stamped(door, last, stamped)
        door.out.document({"checkpoint": last and last.note, "written_to": stamped, "timestamp": about})
        return
    door.out.line(newest.text.rstrip("\n"))
    door.out.document(
        {
            "checkpoint": newest.text,
            "size": newest.size,
            "stored_at": newest.stored_at,
            "cosignatures": len(newest.cosignatures),
            "leaves_since": size - newest.size,
            "timestamp": about,
        }
    )


def _give_stamped(door: Door, last: StampedCheckpoint | None, file: Path) -> None:
    if last is None:
        title = "No checkpoint here has a timestamp yet"
        remedy = "name an authority: SAKSGANG_CHECKPOINTS__TIMESTAMP_URL; docs/evidence-log.md, «Timestamps»"
        raise failed(Status.UNAVAILABLE, "not_stamped_yet", title, remedy=remedy)
    file.write_bytes(last.response)
    door.out.line(last.note.rstrip("\n"))


def _about_timestamp(last: StampedCheckpoint) -> dict[str, Any]:
    """What is said of the newest timestamp; it is proved by `audit timestamp verify`, not here."""
    at = read_timestamp(last.response).at
    return {"at": at, "digest": last.digest, "size": last.size}


async def prove(
    door: Door,
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="An act id, a record (2026-1 is a case), or RECORD:NUMBER.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it to a file (.tlog-proof).")
    ] = None,
) -> None:
    """Write the receipt of an act, or of an entry: a text that proves where it stands in the log.

    It proves itself to whoever has the log's public key: `./saksgang audit receipt verify`.

    Example: ./saksgang audit prove 2026-1:3 -o drofting.tlog-proof
    """
    async with door.reading() as connection:
        record, first, last = await _meant(connection, what.strip())
        community = str(await community_of(connection, record))
        parts = await receipt_parts(connection, community, record, first, last)
        if parts is None:
            raise unsigned_yet(f"entry {last} of {record}")
        tree = await grow(Tree(), leaves_of(connection, community, until=parts.signed.size))
    receipt = make_receipt(tree, parts.leaf.position, parts.signed.text, parts.entries)
    if out is not None:
        out.write_text(receipt, encoding="utf-8")
    _tell_receipt(door, parts.leaf, parts.signed, receipt, out)


def _tell_receipt(door: Door, leaf: Leaf, signed: StoredCheckpoint, receipt: str, out: Path | None) -> None:
    if out is None:
        door.out.line(receipt.rstrip("\n"))
    else:
        door.out.line(
            f"Entry {leaf.seq} of {leaf.record} is leaf {leaf.position}, counted from 0, of {signed.size}; {out}."
        )
        door.out.line(f"`./saksgang audit receipt verify {out} --key KEY` proves it, without any server.")
    document = {"record": leaf.record, "seq": leaf.seq, "index": leaf.position, "size": signed.size}
    door.out.document({**document, "written_to": out, "receipt": receipt})


async def _meant(connection: AsyncConnection, what: str) -> tuple[str, int, int]:
    """The entries that are meant: of an act, the last of a record, or the one numbered."""
    of_act = await entries_of_act(connection, what.lower())
    if of_act is not None:
        return of_act
    name, _, number = what.partition(":")
    record = await any_record_named(connection, name) or name
    last = await last_entry(connection, record)
    if last is None or (number and not (number.isdigit() and 1 <= int(number) <= last)):
        remedy = "give an act id from a receipt, a record as `./saksgang case list` shows it, or RECORD:NUMBER"
        raise failed(Status.REFUSED, "no_such_entry", f"There is no act or entry {what[:80]!r} here", remedy=remedy)
    return record, int(number or last), int(number or last)


def unsigned_yet(what: str) -> Failed:
    """What ends a command that needs a checkpoint which has not been signed yet."""
    title = f"No checkpoint has been signed yet that has {what} in it"
    remedy = "ask again in some seconds; if nothing comes, see whether `./saksgang log sign` runs"
    return failed(Status.UNAVAILABLE, "not_signed_yet", title, remedy=remedy)


# --- comparing --------------------------------------------------------------------------------------------------


async def compare(
    door: Door,
    held: Annotated[
        list[str], typer.Argument(metavar="FILE-OR-TEXT", help="Letters, receipts, checkpoints, bundles.")
    ],
    key: Annotated[
        str | None,
        typer.Option(
            "--key", metavar="KEY", help="The log's public key, a letter (.eml) with it, or the file of keys."
        ),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--without-log", help="Compare them with each other only; no server is asked.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option("--log", metavar="DIR", help="The log as `log export` published it; no server is asked."),
    ] = None,
) -> None:
    """Say whether what somebody holds (a letter, receipt, checkpoint or bundle) agrees with the log.

    The log is the one in the register here, which has to run for that (5: it does not); with --log it is the one that
    was published, of which a copy is enough. Several are compared with each other, too: two checkpoints of one size
    and different roots prove that the log was shown in two forms. What stands in a receipt or a bundle is compared
    with its own checkpoint, too; whether it follows the rules, `audit verify` tells. Without --key it is not checked
    who signed them.
    Status 0 agrees, 1 does not, 2 unreadable, 3 not fully checked, as a letter of another log.

    Example: ./saksgang audit compare letter-from-january.eml --log public/log --key log.keys.json
    """
    if alone and folder is not None:
        raise failed(Status.USAGE, "two_ways", "--log and --without-log do not go together", remedy="leave one out")
    with readable(door.out, "what was given"):
        given = [read_given(one) for one in held]
        notes = [one for found in given for one in found.checkpoints]
        trust = None if key is None else trust_given(key)
        inside = [check for found in given for check in found.checks(trust)]
        there = None if folder is None else published(folder)
        checks = [] if there is None else _with_published(there, given, trust)
    if alone:
        checks = among_each_other(notes, trust)
        inside.append(Check("the log itself", "not checked", "it was not to be asked"))
    elif there is None:
        shown = await _shown_keys(door)
        further = together(trust, shown) if trust is not None and shown is not None else None
        checks = among_each_other(notes, None if trust is None else further or trust)
        checks += await _with_the_log(door, given, further or trust or shown)
    facts = {"checkpoints": [_about(name, note) for name, note in notes], "key_given": trust is not None}
    whose = (
        "Whose they are is not checked: no key was given (--key), and anybody can sign with a key of their own.",
    )
    compared = f"Compared {counted(len(notes), 'checkpoint')}"
    conclude(door.out, compared, [*checks, *inside], facts, notes=() if trust is not None else whose)


def _about(name: str, note: str) -> dict[str, Any]:
    held, _ = read_checkpoint(note)
    return {"in": name, "origin": held.origin, "size": held.size, "root": held.root.hex()}


def among_each_other(notes: Sequence[tuple[str, str]], trust: Trust | None) -> list[Check]:
    """Each says the same as the first of its log and size, or the log was shown in two forms."""
    checks: list[Check] = []
    first: dict[tuple[str, int], tuple[str, Checkpoint]] = {}
    for name, note in notes:
        held, _ = read_checkpoint(note)
        before = first.setdefault((held.origin, held.size), (name, held))
        if before[1] is not held:
            what = f"{before[0]} and {name} say the same of {held.origin} at {held.size} leaves"
            same = held.root == before[1].root
            why = "the log was shown in two forms, if both are signed by it"
            checks.append(Check(what, "proved" if same else "broken", "" if same else why))
        if trust is not None:
            signature = signature_check(note, trust)
            checks.append(Check(f"{name}: {signature.what}", signature.outcome, signature.why))
    return checks


def _with_published(there: Published, given: Sequence[Given], trust: Trust | None) -> list[Check]:
    """As with the register's log, but for its entries: a folder has their digests alone.

    Raises:
        Unreadable: a file of the log is not there.
    """
    further = None if trust is None else together(trust, there.trust)
    believed = further or trust or there.trust
    newest = (f"the checkpoint in {there.folder}", there.checkpoint)
    notes = [one for found in given for one in found.checkpoints]
    checks = among_each_other([*notes, newest], None if trust is None else believed)
    checks += [
        there.beyond(name, note) or with_tree(name, note, there.tree, believed, found)
        for found in given
        for name, note in found.checkpoints
    ]
    return [*checks, with_tree(*newest, there.tree, believed), there.tiles_agree()]


async def _shown_keys(door: Door) -> Trust | None:
    """The log's keys as it shows them now; believed where they go on from those that are trusted."""
    async with door.reading() as connection:
        document = await keys_document(connection, await door.community())
    return None if document is None else read_trust(document)


async def _with_the_log(door: Door, given: Sequence[Given], trust: Trust | None) -> list[Check]:
    community = await door.community()
    async with door.reading() as connection:
        tree = await grow(Tree(), leaves_of(connection, community))
        newest = await latest_checkpoint(connection, community)
        changed = await differing(connection, community)
    checks = [with_tree(name, note, tree, trust, found) for found in given for name, note in found.checkpoints]
    if newest is not None:
        checks.append(with_tree(f"the newest checkpoint ({exact(newest.stored_at)})", newest.text, tree, trust))
    entries = "every entry is what its leaf in the log says"
    checks.append(Check(entries, "proved") if changed is None else Check(entries, "broken", changed))
    return checks


def with_tree(name: str, note: str, tree: Tree, trust: Trust | None, found: Given | None = None) -> Check:
    """One checkpoint, found in what was given, against the log as it stands now."""
    held, _ = read_checkpoint(note)
    what = f"{name}: the log still begins with the {held.size} leaves it names"
    if trust is not None and held.origin != trust.origin:
        return Check(what, "not checked", f"it is of {held.origin}, and the log here is {trust.origin}")
    signature = signature_check(note, trust)
    if held.size <= tree.size and tree.root(held.size) == held.root:
        if signature.outcome == BROKEN:
            return Check(what, NOT_CHECKED, f"so it says, but it is not as the log signed it: {signature.why}")
        return Check(what, PROVED, f"of {tree.size}")
    if held.size > tree.size:
        why = f"the log here has only {tree.size}: what came after was removed, or it is another log"
    else:
        where = "" if found is None else found.where(note, tree)
        why = f"its root is another one: the past was rewritten, or it was shown in two forms{where}"
    if signature.outcome != "proved":
        return Check(what, "not checked", f"{why}; but this checkpoint may be invented: {signature.why}")
    return Check(what, "broken", why)
