"""`saksgang log`: who signs the log of what happened, with which keys, and its files for others to publish."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import structlog
import typer
from sqlalchemy.exc import SQLAlchemyError

from audit.log.note import Unproved, UnreadableNote
from audit.log.signer import Memory, WouldFork
from audit.log.trust import Trust
from cli import log_export, log_guardians
from cli.door import Door, Status, command, failed
from cli.sight import read_text
from cli.signing import FIND_OUT, Authority, KeyMissing, Keyring, Signing, alone_in
from cli.witnesses import witnesses
from logs import configure
from register import queries
from register.log import LogBroken
from settings import settings

app = typer.Typer(no_args_is_help=True, help="Sign the log of what happened, keep its keys, publish it.")
log_export.add_to(app)
log_guardians.add_to(app)
log = structlog.get_logger(__name__)

BEFORE_THE_FIRST = 1.0  # seconds between looks while there is no log: the first letter is to carry a checkpoint


@command(app, "sign")
async def sign(
    door: Door,
    once: Annotated[bool, typer.Option("--once", help="One round, and end.")] = False,
) -> None:
    """Sign a checkpoint whenever something has happened; only ever one that extends the last.

    Runs until it is stopped, as a process of its own; `./saksgang up` starts it beside the worker. The first time, it
    makes a key.

    Example: ./saksgang log sign --once
    """
    origin = settings().checkpoints.origin
    signing = Signing(door.register, settings().keys, origin, witnesses(), _authority())
    try:
        with alone_in(settings().keys):
            if once:
                await _once(door, signing)
            else:
                await _go_on(door, signing)
    except BlockingIOError:
        where = f"a signer of {settings().keys} runs already"
        raise failed(
            Status.CONFLICT, "signer_runs", "Another signs already", where, remedy="let it, or stop it first"
        ) from None


async def _once(door: Door, signing: Signing) -> None:
    signed: dict[str, Memory] = {}
    for community in await _communities(door):
        try:
            signed[community] = await signing.round(community)
            await signing.cosigned(community)
            await signing.stamped(community)
        except (WouldFork, LogBroken) as refused:
            title = f"Nothing is signed: the log of {community} does not extend what was signed"
            raise failed(Status.FAILURE, "would_fork", title, str(refused), remedy=FIND_OUT) from refused
        except (KeyMissing, UnreadableNote, Unproved) as missing:
            remedy = "put the folder of keys back; or `./saksgang log resume`, from a checkpoint somebody has kept"
            title = f"The log of {community} cannot be signed here"
            raise failed(Status.UNAVAILABLE, "key_missing", title, str(missing), remedy=remedy) from missing
    for memory in signed.values():
        door.out.line(f"{memory.origin}: {memory.edge.size} leaves signed.", style="bold green")
    door.out.document({"logs": [{"origin": m.origin, "size": m.edge.size, "note": m.note} for m in signed.values()]})


async def _go_on(door: Door, signing: Signing) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    configure(settings().log)
    log.info("signer_ready", folder=str(settings().keys))
    while not stop.is_set():
        begun = await _round(door, signing)
        with_pause = asyncio.ensure_future(stop.wait())
        await asyncio.wait(
            {with_pause}, timeout=settings().checkpoints.cadence_seconds if begun else BEFORE_THE_FIRST
        )
        with_pause.cancel()
    log.info("signer_stopped")


async def _round(door: Door, signing: Signing) -> bool:
    """A round over every log, if there is any; what one of them is refused for keeps no other from being signed."""
    try:
        communities = await _communities(door)
    except (SQLAlchemyError, OSError) as error:
        log.warning("signer_waits", why=type(error).__name__)
        return True
    for community in communities:
        try:
            await signing.round(community)
            await signing.cosigned(community)
            await signing.stamped(community)
        except (WouldFork, LogBroken) as refused:
            log.error("signing_refused", community=community, why=str(refused))  # noqa: TRY400
        except (KeyMissing, UnreadableNote, Unproved) as missing:
            log.error("key_missing", community=community, why=str(missing))  # noqa: TRY400
        except (SQLAlchemyError, OSError) as error:
            log.warning("signer_waits", why=type(error).__name__)
    return bool(communities)


def _authority() -> Authority | None:
    asked = settings().checkpoints
    if asked.timestamp_url is None:
        return None
    return Authority(asked.timestamp_url, asked.timestamp_certificate, timedelta(seconds=asked.timestamp_seconds))


async def _communities(door: Door) -> tuple[str, ...]:
    if door.named_community is not None:
        return (await door.community(),)
    async with door.reading() as connection:
        return tuple([row.community for row in await queries.communities(connection)])


# --- keys -------------------------------------------------------------------------------------------------------


@command(app, "keys")
async def keys(door: Door) -> None:
    """Print the log's public keys with their history: the file that others check checkpoints with.

    Example: ./saksgang log keys > log.keys.json
    """
    trust = _ring(await door.community()).trust()
    door.out.line(trust.written().rstrip("\n"))
    door.out.document({"origin": trust.origin, "keys": [str(k.key) for k in trust.keys], "document": trust.written()})


@command(app, "rotate-key")
async def rotate_key(door: Door) -> None:
    """Let a new key follow the one that signs now; both sign that it does, and the old one is put away.

    Example: ./saksgang log rotate-key
    """
    community = await door.community()
    with alone_in(settings().keys, "round", wait=True):
        trust = _ring(community).rotate()
    before, new = trust.keys[-2:]
    signs = f"The new key {new.key.key_id.hex()} signs from size {new.since} on, {before.key.key_id.hex()} no more"
    _tell(door, trust, signs, f"It is {new.key}")


@command(app, "revoke-key")
async def revoke_key(
    door: Door,
    key_id: Annotated[str, typer.Argument(metavar="KEY-ID", help="Its eight signs, as `log keys` shows them.")],
    after: Annotated[
        int, typer.Option("--after", metavar="SIZE", help="The last size of the log that it counts for.")
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why, in one line; everybody reads it.")],
) -> None:
    """Say that a key that was followed by another counts no more for a log larger than SIZE.

    SIZE is at most where the other followed it. Given again it has to be smaller: what is revoked stays so.

    Example: ./saksgang log revoke-key c74f20a3 --after 1200 --reason "the backup with the key was lost"
    """
    if "\n" in reason or not reason.isprintable() or not reason.strip() or after < 0:
        raise failed(Status.USAGE, "unreadable_reason", "The reason is one line of text, and the size a number")
    community = await door.community()
    with alone_in(settings().keys, "round", wait=True):
        try:
            trust = _ring(community).revoke(key_id, after, reason)
        except UnreadableNote as error:
            raise failed(Status.USAGE, "not_revoked", "The key is not revoked so", str(error)) from error
    _tell(door, trust, f"Key {key_id} counts no more for trees of more than {after} leaves")


@command(app, "resume")
async def resume(
    door: Door,
    checkpoint: Annotated[Path, typer.Argument(metavar="FILE", help="A checkpoint of this log that somebody kept.")],
) -> None:
    """Let the signer go on from a checkpoint that somebody has kept, where what it remembered is lost.

    Example: ./saksgang log resume checkpoint.txt
    """
    signing = Signing(door.register, settings().keys, settings().checkpoints.origin)
    try:
        memory = await signing.resume(await door.community(), read_text(checkpoint, "checkpoint"))
    except (WouldFork, Unproved) as refused:
        title = "The signer does not go on from there"
        raise failed(Status.FAILURE, "would_fork", title, str(refused), remedy=FIND_OUT) from refused
    door.out.line(f"The signer goes on from {memory.edge.size} leaves.", style="bold green")
    door.out.document({"origin": memory.origin, "size": memory.edge.size})


def _ring(community: str) -> Keyring:
    return Keyring(settings().keys, settings().checkpoints.origin, community)


def _tell(door: Door, trust: Trust, happened: str, *more: str) -> None:
    door.out.line(f"{happened}.", style="bold green")
    for line in more:
        door.out.line(line)
    door.out.line("Give the new file of keys to whoever has the old one: `./saksgang log keys`")
    door.out.document({"origin": trust.origin, "keys": [str(k.key) for k in trust.keys], "document": trust.written()})
