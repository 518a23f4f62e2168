"""How parties agree that a log's key is lost: who they are, what they sign, and what is made of their signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audit.log.note import (
    Note,
    PrivateKey,
    PublicKey,
    Signature,
    UnreadableNote,
    decimal,
    read_note,
    read_public_key,
    signed,
)
from audit.log.trust import HEADING, Trust, guarding, replacing

_LOST = re.compile(r"lost, and replaced from ([0-9]+)")
_GUARDED = re.compile(r"guarded from ([0-9]+) by ([0-9]+) of")


@dataclass(frozen=True)
class Loss:
    """What parties are asked to say: that the key is lost, and another takes its place."""

    origin: str
    since: int
    old: PublicKey
    new: PublicKey
    reason: str

    @property
    def words(self) -> str:
        """As whoever signs it reads it."""
        return (
            f"The key {self.old.key_id.hex()} of {self.origin} is lost ({self.reason}); from {self.since} leaves on"
            f" the key {self.new.key_id.hex()} signs in its place, and the lost one counts no more."
        )


@dataclass(frozen=True)
class Guarding:
    """What the log and its guardians before are asked to say: who can replace a key from now on."""

    origin: str
    since: int
    needed: int
    keys: tuple[PublicKey, ...]

    @property
    def words(self) -> str:
        """As whoever signs it reads it."""
        names = ", ".join(f"{key.name} ({key.key_id.hex()})" for key in self.keys)
        return f"From {self.since} leaves of {self.origin} on, {self.needed} of {names} can replace a lost key."


def read_policy_of_guardians(text: str) -> tuple[tuple[PublicKey, ...], int]:
    """The parties and how many of them are needed, from a file: a line `needed K`, and a public key on each other.

    Raises:
        UnreadableNote: it is none; says which line.
    """
    keys: list[PublicKey] = []
    needed: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.partition("#")[0].strip()
        try:
            if said.startswith("needed ") and needed is None:
                needed = decimal(said.removeprefix("needed ").strip(), "how many are needed")
            elif said:
                keys.append(read_public_key(said))
        except UnreadableNote as error:
            raise UnreadableNote(f"line {number}: {error}") from None
    if needed is None or not keys:
        raise UnreadableNote("it has a line `needed K`, and a public key on each other line")
    return tuple(keys), needed


def read_statement(text: str) -> tuple[Loss | Guarding, Note]:
    """What is to be signed, or has been, in words that can be shown; nothing of it is checked.

    Raises:
        UnreadableNote: it is no statement about a log's keys.
    """
    note = read_note(text)
    match note.text[:-1].split("\n"):
        case [heading, origin, said, *lines] if heading == HEADING:
            pass
        case _:
            raise UnreadableNote(f"its first line is not {HEADING!r}")
    lost, named = _LOST.fullmatch(said), _GUARDED.fullmatch(said)
    if lost is not None and len(lines) == 3:
        since = decimal(lost[1], "the size")
        return Loss(origin, since, read_public_key(lines[0]), read_public_key(lines[1]), lines[2]), note
    if named is not None and lines:
        since, needed = decimal(named[1], "the size"), decimal(named[2], "how many are needed")
        return Guarding(origin, since, needed, tuple(read_public_key(line) for line in lines)), note
    raise UnreadableNote("it says neither that a key is lost nor who can replace one")


def vouched(text: str, key: PrivateKey, trust: Trust | None) -> Note:
    """The statement with a party's signature; compared with the file of keys that the party has, where it has one.

    Raises:
        UnreadableNote: it is no such statement, or not of the keys that are given.
    """
    said, note = read_statement(text)
    if trust is not None and note.text != _as_asked(said, trust):
        raise UnreadableNote("it is not of the key that signs now by the file of keys you have")
    return note.with_signatures([signed(note.text, key)])


def _as_asked(said: Loss | Guarding, trust: Trust) -> str:
    if isinstance(said, Loss):
        return replacing(trust, said.new, said.since, said.reason)
    return guarding(trust, said.keys, said.needed, said.since)


def gathered(texts: Sequence[str]) -> tuple[Loss | Guarding, tuple[Signature, ...]]:
    """One statement out of the copies that parties have signed, with all their signatures.

    Raises:
        UnreadableNote: they are not of one statement.
    """
    read = [read_statement(text) for text in texts]
    if len({note.text for _, note in read}) != 1:
        raise UnreadableNote("what the parties have signed is not one and the same statement")
    return read[0][0], tuple(dict.fromkeys(s for _, note in read for s in note.signatures))
