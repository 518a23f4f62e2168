"""Which witnesses are asked, and how many are enough, from a file (C2SP tlog-policy)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.log.note import KeyUse, PublicKey, UnreadableNote, read_public_key

MOST_LINES = 1_000


@dataclass(frozen=True)
class AskedWitness:
    """A witness, and where it answers; None where it is only looked for in checkpoints."""

    key: PublicKey
    url: str | None


@dataclass(frozen=True)
class Policy:
    """The witnesses of a policy file, and what makes a checkpoint count."""

    witnesses: dict[str, AskedWitness]  # by the name they have in the file
    groups: dict[str, tuple[int, tuple[str, ...]]]  # how many of which
    quorum: str  # a witness, a group, or `none`

    def met_by(self, cosigned: Sequence[PublicKey]) -> bool:
        """Whether cosignatures of these witnesses are enough."""
        return self.quorum == "none" or self._has_seen(self.quorum, cosigned)

    def _has_seen(self, name: str, cosigned: Sequence[PublicKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].key in cosigned
        asked, members = self.groups[name]
        return sum(self._has_seen(member, cosigned) for member in members) >= asked


def read_policy(text: str) -> Policy:
    """A policy from its file; lines `log` are passed over, since the log's own keys have a file of their own.

    Raises:
        UnreadableNote: it is none; says which line.
    """
    witnesses: dict[str, AskedWitness] = {}
    groups: dict[str, tuple[int, tuple[str, ...]]] = {}
    quorum: str | None = None
    for number, line in enumerate(text.split("\n")[:MOST_LINES], start=1):
        try:
            quorum = _read_line(line.split(), witnesses, groups, quorum)
        except UnreadableNote as error:
            raise UnreadableNote(f"line {number}: {error}") from None
    if quorum is None:
        raise UnreadableNote("there is no line `quorum NAME`; `quorum none` asks for no cosignature")
    return Policy(witnesses, groups, quorum)


def _read_line(
    words: list[str],
    witnesses: dict[str, AskedWitness],
    groups: dict[str, tuple[int, tuple[str, ...]]],
    quorum: str | None,
) -> str | None:
    """Enter what a line says; the quorum as known after it."""
    match words:
        case [] | ["log", *_]:
            pass
        case [first, *_] if first.startswith("#"):
            pass
        case ["witness", name, key, *url] if len(url) <= 1:
            _new(name, {*witnesses, *groups})
            witnesses[name] = _witness(key, url, witnesses)
        case ["group", name, asked, *members] if members:
            _new(name, {*witnesses, *groups})
            groups[name] = _group(asked, members, {*witnesses, *groups})
        case ["quorum", name] if quorum is None:
            _known([name], {*witnesses, *groups, "none"})
            return name
        case _:
            raise UnreadableNote("a line is `witness NAME KEY [URL]`, `group NAME K NAME ...` or `quorum NAME`")
    return quorum


def _new(name: str, taken: set[str]) -> None:
    if name == "none" or name in taken:
        raise UnreadableNote(f"{name} is the name of another")


def _known(names: Sequence[str], known: set[str]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown or len(set(names)) < len(names):
        raise UnreadableNote(f"{', '.join(unknown or names)}: not named before, or named twice")


def _witness(key: str, url: Sequence[str], others: dict[str, AskedWitness]) -> AskedWitness:
    read = read_public_key(key)
    if read.use is not KeyUse.WITNESS or any(read.public == other.key.public for other in others.values()):
        raise UnreadableNote(f"{read.name} is no key of a witness, or another has it")
    if url and not url[0].startswith(("http://", "https://")):
        raise UnreadableNote("a witness answers at http:// or https://")
    return AskedWitness(read, url[0].rstrip("/") if url else None)


def _group(asked: str, members: Sequence[str], known: set[str]) -> tuple[int, tuple[str, ...]]:
    _known(members, known)
    count = {"any": 1, "all": len(members)}.get(asked) or (int(asked) if asked.isascii() and asked.isdigit() else 0)
    if not 1 <= count <= len(members):
        raise UnreadableNote(f"{asked} of {len(members)} cannot be asked for")
    return count, tuple(members)
