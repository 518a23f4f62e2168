"""`saksgang log guard`, `guardian-key`, `vouch`, `replace-key`: a lost key replaced by parties who agreed to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from audit.log.guardians import Guarding, Loss, gathered, read_policy_of_guardians, read_statement, vouched
from audit.log.note import KeyUse, PrivateKey, Unproved, UnreadableNote, read_private_key
from audit.log.trust import read_trust
from cli.door import Door, Status, command, failed
from cli.signing import KeyMissing, Keyring, alone_in, write_whole
from register.log import keys_document, latest_checkpoint
from settings import settings

Vouched = Annotated[
    list[Path] | None, typer.Option("--vouched", metavar="FILE", help="What a party has signed; repeat for each.")
]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where the statement goes.")]


def add_to(app: typer.Typer) -> None:
    """Make them commands of `app`."""
    command(app, "guardian-key", in_community=False)(guardian_key)
    command(app, "guard")(guard)
    command(app, "vouch", in_community=False)(vouch)
    command(app, "replace-key")(replace_key)


async def guardian_key(
    door: Door,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the private key goes; keep it, and apart.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="Whose it is: moss.example/key.")],
) -> None:
    """Make the key with which a party vouches for a new key of the log, should the old one be lost.

    Example: ./saksgang log guardian-key moss.key --name moss.example/key
    """
    if file.exists():
        raise failed(Status.CONFLICT, "key_is_there", f"{file} is there already", remedy="name another file")
    try:
        key = PrivateKey.new(name, KeyUse.LOG)
    except UnreadableNote as error:
        raise failed(Status.USAGE, "unreadable_name", str(error)) from None
    write_whole(file, key.written() + "\n")
    door.out.line(str(key.public))
    door.out.document({"key": str(key.public), "written_to": file})


async def guard(
    door: Door,
    policy: Annotated[
        Path | None, typer.Argument(metavar="[POLICY]", help="Lines: `needed K`, and a party's public key on each.")
    ] = None,
    voucher: Vouched = None,
    out: Out = None,
) -> None:
    """Name the parties who can put another key in the place of the log's, K of them together, should it be lost.

    Where there are such parties already they have to agree: the statement goes to --out FILE, each of them signs it
    (`log vouch`), and it is given back with --vouched.

    Example: ./saksgang log guard guardians.txt
    """
    ring = await _ring(door)
    with alone_in(settings().keys, "round", wait=True), _told():
        if voucher:
            said, signatures = gathered([_text(file) for file in voucher])
            if not isinstance(said, Guarding):
                raise UnreadableNote("it says that a key is lost, not who can replace one")
            trust = ring.guard(said.keys, said.needed, said.since, signatures)
        elif policy is None:
            raise failed(Status.USAGE, "no_policy", "It is not said who", remedy="name a file: `log guard POLICY`")
        else:
            keys, needed = read_policy_of_guardians(_text(policy))
            if ring.trust().guardians:
                _hand_out(door, ring.statement_of_guardians(keys, needed), out)
                return
            trust = ring.guard(keys, needed, ring.size())
    named = trust.guardians[-1]
    door.out.line(f"{named.needed} of {len(named.keys)} parties can replace a lost key.", style="bold green")
    door.out.line("Give the new file of keys to whoever has the old one: `./saksgang log keys`")
    door.out.document({"needed": named.needed, "since": named.since, "keys": [str(key) for key in named.keys]})


async def vouch(
    door: Door,
    statement: Annotated[Path, typer.Argument(metavar="FILE", help="What the operator asks you to sign.")],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="Your private key: `log guardian-key`.")],
    log: Annotated[
        Path | None, typer.Option("--log", metavar="FILE", help="The log's file of keys, as you have it.")
    ] = None,
    out: Out = None,
) -> None:
    """Sign, as a party, that a key of the log is lost and which one takes its place; it is told in words first.

    Ask the operator on another way, by telephone, whether it is so. No server is asked.

    Example: ./saksgang log vouch lost.txt --key moss.key --log log.keys.json -o lost-moss.txt
    """
    with _told():
        said, _ = read_statement(_text(statement))
        trust = None if log is None else read_trust(_text(log))
        signed = vouched(_text(statement), read_private_key(_text(key)), trust)
    if out is not None:
        out.write_text(str(signed), encoding="utf-8")
        door.out.line(f"{said.words} Signed: {out}.")
    else:
        door.out.line(str(signed).rstrip("\n"))
    door.out.document({"says": said.words, "statement": str(signed), "written_to": out})


async def replace_key(
    door: Door,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why the key is lost, in one line; everybody reads it.")
    ] = None,
    since: Annotated[
        int | None, typer.Option("--since", metavar="SIZE", help="The last size it counts for. Usual: signed last.")
    ] = None,
    voucher: Vouched = None,
    out: Out = None,
) -> None:
    """Put a new key in the place of one that is lost, on the word of the parties who were named for it (`log guard`).

    First a new key is made, and what the parties are to sign goes to --out FILE. Each signs it with `log vouch`; with
    what they have signed, --vouched FILE for each, the new key signs from then on.

    Example: ./saksgang log replace-key --reason "the machine burnt" -o lost.txt
    """
    ring = await _ring(door)
    with alone_in(settings().keys, "round", wait=True), _told():
        if not voucher:
            if reason is None or "\n" in reason or not reason.isprintable() or not reason.strip():
                raise failed(Status.USAGE, "unreadable_reason", "The reason is one line of text: --reason TEXT")
            size = since if since is not None else await _signed_size(door)
            _hand_out(door, ring.statement_of_loss(size, reason), out)
            return
        said, signatures = gathered([_text(file) for file in voucher])
        if not isinstance(said, Loss):
            raise UnreadableNote("it says who can replace a key, not that one is lost")
        trust = ring.replace_lost(said.since, said.reason, signatures)
    door.out.line(f"The key {trust.current.key_id.hex()} signs from {said.since} leaves on.", style="bold green")
    door.out.line("Give the new file of keys to whoever has the old one: `./saksgang log keys`")
    door.out.line("Where the signer's memory is lost, too: `./saksgang log resume` from a checkpoint somebody kept.")
    door.out.document({"key": str(trust.current), "since": said.since, "document": trust.written()})


def _hand_out(door: Door, statement: str, out: Path | None) -> None:
    said, _ = read_statement(statement)
    if out is None:
        door.out.line(statement.rstrip("\n"))
    else:
        out.write_text(statement, encoding="utf-8")
        door.out.line(said.words)
        door.out.line(f"Parties sign it: `./saksgang log vouch {out} --key KEY`; give it back with --vouched FILE")
    door.out.document({"says": said.words, "statement": statement, "written_to": out})


async def _ring(door: Door) -> Keyring:
    """The files of the log's signer; its public keys are put back from the register where they are lost."""
    community = await door.community()
    ring = Keyring(settings().keys, settings().checkpoints.origin, community)
    if not ring.trust_file.exists():
        async with door.reading() as connection:
            document = await keys_document(connection, community)
        if document is not None:
            write_whole(ring.trust_file, document, mode=0o644)
    return ring


async def _signed_size(door: Door) -> int:
    async with door.reading() as connection:
        newest = await latest_checkpoint(connection, await door.community())
    return 0 if newest is None else newest.size


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise failed(Status.USAGE, "unreadable_file", f"{file} cannot be read: {type(error).__name__}") from None


@contextmanager
def _told() -> Iterator[None]:
    """What of keys and statements cannot be read, or does not prove itself, ends the command in words."""
    try:
        yield
    except (UnreadableNote, Unproved, KeyMissing) as error:
        title = "Nothing was changed: the statement and the log's keys do not come together"
        remedy = "docs/evidence-log.md, «A key that is lost»"
        raise failed(Status.REFUSED, "not_vouched", title, str(error), remedy=remedy) from None
