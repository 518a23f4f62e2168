"""The signer's process: what it keeps in files, and what it does in each round (`saksgang log sign`).

Its folder holds the private key of each log (readable by its owner alone), the public keys with their history, and
what was signed last. Nothing of the first leaves the process, and no log line holds any of it.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from audit.log.checkpoint import cosignatures, read_checkpoint
from audit.log.leaves import grow
from audit.log.merkle import Tree
from audit.log.note import KeyUse, Note, PrivateKey, PublicKey, Signature, UnreadableNote, read_private_key, signed
from audit.log.policy import AskedWitness
from audit.log.signer import Memory, WouldFork, extended, read_memory, remembered
from audit.log.trust import (
    Trust,
    followed,
    guarded,
    guarding,
    read_trust,
    replaced,
    replacing,
    revoked,
    trust_in,
)
from cli.asking import ask_all
from cli.posting import Away, in_time
from cli.stamping import NoTimestamp, stamped
from register.database import Register
from register.log import follow, keep_checkpoint, keep_cosignature, keep_keys, latest_checkpoint, leaves_of
from register.timestamps import keep_timestamp, stamped_lately

log = structlog.get_logger(__name__)

FIND_OUT = "keep the database as it is, and find out why: docs/evidence-log.md, «When the signer refuses»"
READ_AGAIN_SECONDS = 3600.0  # so often every leaf is read again, and compared with what was signed


ASK_AGAIN_SECONDS = 60.0  # so long an authority is left alone that was away


@dataclass(frozen=True)
class Authority:
    """Who is asked for timestamps, and how often."""

    url: str
    certificates: Path | None
    every: timedelta


class KeyMissing(Exception):
    """The log has been signed before, and what its signer needs is not in the folder."""


class Keyring:
    """The files of one log's signer."""

    def __init__(self, folder: Path, origin: str, community: str) -> None:
        """`folder` is made where there is none; nothing is written yet."""
        self.folder = folder
        self.origin = f"{origin}/{community}"
        self.key_file = folder / f"{community}.key"
        self.next_file = folder / f"{community}.key.next"
        self.trust_file = folder / f"{community}.keys.json"
        self.memory_file = folder / f"{community}.signed.json"

    @property
    def empty(self) -> bool:
        """Whether nothing of this log's is here."""
        return not any(file.exists() for file in (self.key_file, self.trust_file, self.memory_file))

    def make(self) -> None:
        """Make the first key."""
        key = PrivateKey.new(self.origin, KeyUse.LOG)
        write_whole(self.key_file, key.written() + "\n")
        write_whole(self.trust_file, trust_in(key.public).written(), mode=0o644)
        log.info("log_key_made", origin=self.origin, key_id=key.public.key_id.hex())

    def key(self) -> PrivateKey:
        """The key that signs now; a change of keys that was cut off is brought to its end.

        Raises:
            KeyMissing: it is not here.
            UnreadableNote: what is here is none, or another.
        """
        current = self.trust().current
        for file in (self.key_file, self.next_file):
            if file.exists() and (key := read_private_key(self._read(file))).public == current:
                if file == self.next_file:
                    file.replace(self.key_file)
                return key
        self._read(self.key_file)  # KeyMissing
        raise UnreadableNote(f"{self.key_file} is not the key {current.key_id.hex()} that signs for {self.origin}")

    def trust(self) -> Trust:
        """The public keys."""
        return read_trust(self._read(self.trust_file))

    def memory(self, public: PublicKey) -> Memory:
        """What was signed last; nothing where this log has never been signed here."""
        if not self.memory_file.exists():
            return Memory(self.origin)
        return read_memory(self._read(self.memory_file), public)

    def remember(self, memory: Memory) -> None:
        """Keep what is signed, before anybody is told of it."""
        write_whole(self.memory_file, memory.written())

    def rotate(self) -> Trust:
        """A new key follows the one that signs now, from the tree signed last."""
        old, trust = self.key(), self.trust()
        new = PrivateKey.new(self.origin, KeyUse.LOG)
        size = self.memory(old.public).edge.size
        trust = followed(trust, old, new, size)
        write_whole(self.folder / f"{self.key_file.name}.{old.public.key_id.hex()}.old", old.written() + "\n")
        write_whole(self.next_file, new.written() + "\n")
        write_whole(self.trust_file, trust.written(), mode=0o644)  # from here on the new key signs
        self.next_file.replace(self.key_file)
        return trust

    def revoke(self, key_id: str, after: int, reason: str) -> Trust:
        """A key counts no more for trees of more than `after` leaves."""
        trust = self.trust()
        found = next((k.key for k in trust.keys if k.key.key_id.hex() == key_id), None)
        if found is None:
            raise UnreadableNote(f"no key of {self.origin} has the id {key_id}")
        trust = revoked(trust, found, after, reason, self.key())
        write_whole(self.trust_file, trust.written(), mode=0o644)
        return trust

    def size(self) -> int:
        """How many leaves have been signed."""
        return self.memory(self.trust().current).edge.size

    def guard(self, keys: Sequence[PublicKey], needed: int, since: int, vouching: Sequence[Signature] = ()) -> Trust:
        """Parties who can replace the key, should it be lost."""
        trust = guarded(self.trust(), keys, needed, since, self.key(), vouching)
        write_whole(self.trust_file, trust.written(), mode=0o644)
        return trust

    def statement_of_guardians(self, keys: Sequence[PublicKey], needed: int) -> str:
        """What the parties named before are to sign where others are named."""
        text = guarding(self.trust(), keys, needed, self.size())
        return str(Note(text, (signed(text, self.key()),)))

    def statement_of_loss(self, since: int, reason: str) -> str:
        """What parties are to sign where the key is lost; the key that takes its place is made, and waits."""
        if not self.next_file.exists():
            write_whole(self.next_file, PrivateKey.new(self.origin, KeyUse.LOG).written() + "\n")
        new = read_private_key(self._read(self.next_file))
        text = replacing(self.trust(), new.public, since, reason)
        return str(Note(text, (signed(text, new),)))

    def replace_lost(self, since: int, reason: str, vouching: Sequence[Signature]) -> Trust:
        """The key that waits takes the place of the lost one, on the word of the parties."""
        new = read_private_key(self._read(self.next_file))
        trust = replaced(self.trust(), new, since, reason, vouching)
        write_whole(self.trust_file, trust.written(), mode=0o644)  # from here on the new key signs
        self.next_file.replace(self.key_file)
        return trust

    def _read(self, file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise KeyMissing(f"{file} is not there") from None


def write_whole(file: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a file so that it is the old one or the new one, whenever the power goes."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def alone_in(folder: Path, what: str = "signer", *, wait: bool = False) -> Iterator[None]:
    """Be the only signer of a folder, or the only one who changes what is in it, while the block runs.

    Raises:
        BlockingIOError: another is, and it is not to be waited for.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"{what}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


@dataclass
class _Read:
    """The leaves of a log as this process has read them, and when all of them last."""

    tree: Tree
    at: float


class Signing:
    """Rounds over the logs of a register."""

    def __init__(
        self,
        register: Register,
        folder: Path,
        origin: str,
        witnesses: Sequence[AskedWitness] = (),
        authority: Authority | None = None,
    ) -> None:
        """`origin` is what the name of each log begins with; `witnesses` are asked to cosign what is signed."""
        self._register, self._folder, self._origin = register, folder, origin
        self._witnesses, self._authority = tuple(witnesses), authority
        self._ask_authority_at = 0.0  # machine time; later where it was away
        self._read: dict[str, _Read] = {}

    def keyring(self, community: str) -> Keyring:
        """The files of one log's signer."""
        return Keyring(self._folder, self._origin, community)

    async def round(self, community: str) -> Memory:
        """Make leaves of what has happened, and sign the tree where it has grown.

        Raises:
            WouldFork: the register's log is not what was signed last, grown.
            KeyMissing: the log has been signed before, by what is not here.
        """
        with alone_in(self._folder, "round", wait=True):
            return await self._round(self.keyring(community), community)

    async def _round(self, keyring: Keyring, community: str) -> Memory:
        await self._ready(keyring, community)
        key, trust = keyring.key(), keyring.trust()
        memory = keyring.memory(key.public)
        async with self._register.transaction() as connection:
            await keep_keys(connection, community, trust.written())
            await follow(connection, community)
        tree = await self._tree(community)
        try:
            signed = extended(memory, tree, key)
        except WouldFork:
            del self._read[community]  # whoever finds out why may have mended it
            raise
        if signed != memory:
            keyring.remember(signed)
            log.info("checkpoint_signed", community=community, size=signed.edge.size)
        if signed.note is not None:
            async with self._register.transaction() as connection:
                await keep_checkpoint(connection, community, signed.edge.size, signed.note)
        return signed

    async def cosigned(self, community: str) -> int:
        """Ask the witnesses that have not cosigned the newest checkpoint yet; how many have by now."""
        async with self._register.reading() as connection:
            newest = await latest_checkpoint(connection, community)
        if newest is None or not self._witnesses:
            return 0
        done = cosignatures(read_checkpoint(newest.text)[1], [witness.key for witness in self._witnesses])
        missing = [w for w in self._witnesses if w.key not in {cosigned.witness for cosigned in done}]
        given = await ask_all(await self._tree(community), newest.note, missing)
        async with self._register.transaction() as connection:
            for cosigned, line in given:
                await keep_cosignature(connection, newest.place, str(cosigned.witness), line)
        return len(done) + len(given)

    async def stamped(self, community: str) -> bool:
        """Have the newest checkpoint stamped, where its log has had no timestamp lately; whether it was now.

        An authority that is away is asked again some time later, and holds up nothing meanwhile.
        """
        authority = self._authority
        if authority is None or time.monotonic() < self._ask_authority_at:
            return False
        async with self._register.reading() as connection:
            newest = await latest_checkpoint(connection, community)
            if newest is None or await stamped_lately(connection, community, authority.every):
                return False
        try:
            given = await in_time(lambda: stamped(authority.url, newest.note, authority.certificates))
        except (Away, NoTimestamp) as error:
            log.warning("authority_gave_no_timestamp", community=community, authority=authority.url, why=str(error))
            self._ask_authority_at = time.monotonic() + ASK_AGAIN_SECONDS
            return False
        async with self._register.transaction() as connection:
            await keep_timestamp(connection, newest.place, given)
        log.info("checkpoint_stamped", community=community, size=newest.size, authority=authority.url)
        return True

    async def resume(self, community: str, checkpoint: str) -> Memory:
        """Go on from a checkpoint that somebody has kept, where what the signer remembered is lost."""
        keyring = self.keyring(community)
        memory = remembered(await self._tree(community), checkpoint, [k.key for k in keyring.trust().keys])
        keyring.remember(memory)
        return memory

    async def _ready(self, keyring: Keyring, community: str) -> None:
        async with self._register.reading() as connection:
            signed_before = await latest_checkpoint(connection, community) is not None
        if signed_before and not keyring.memory_file.exists():
            raise KeyMissing(f"the log of {community} has been signed before, and {keyring.memory_file} is not there")
        if keyring.empty:
            keyring.make()

    async def _tree(self, community: str) -> Tree:
        """Every leaf; read anew from time to time, so that a leaf changed meanwhile is seen."""
        now = time.monotonic()
        known = self._read.get(community)
        if known is None or now - known.at > READ_AGAIN_SECONDS:
            known = self._read[community] = _Read(Tree(), now)
        async with self._register.reading() as connection:
            return await grow(known.tree, leaves_of(connection, community, known.tree.size))
