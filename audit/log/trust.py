"""Which keys a log has had, from which size to which, and who vouches for each: the file that an auditor trusts.

A key is followed by the next from a size of the log on, and the old key signs that it is. A key that somebody else
may have had is revoked from a size on: what it signed of smaller trees stays proved, since those checkpoints were
published; what it signs of larger ones proves nothing. Whoever has the file trusts its first key because of where
they got the file from, and every further key because of the ones before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audit.log.checkpoint import Checkpoint, Cosigned, cosignatures, read_checkpoint
from audit.log.note import (
    KeyUse,
    Note,
    PrivateKey,
    PublicKey,
    Unproved,
    UnreadableNote,
    opened,
    read_note,
    read_public_key,
    signed,
)

FORMAT = "saksgang-log-keys/1"
HEADING = "saksgang log key"  # has a space: no log is called so, and no statement about keys is ever a checkpoint


class NotWitnessed(Unproved):
    """The log has signed it, and too few witnesses have; they may yet."""


@dataclass(frozen=True)
class KeySince:
    """A key of the log, and the size of the tree from which on it signs."""

    key: PublicKey
    since: int = 0
    statement: str | None = None  # that it follows, signed by the key before; the first has none


@dataclass(frozen=True)
class Revoked:
    """That a key counts no more for trees of more than a size."""

    key: PublicKey
    after: int
    reason: str
    statement: str  # signed by the key that follows


@dataclass(frozen=True)
class Trust:
    """The keys of one log in their order, those revoked, and whose cosignatures are asked for."""

    origin: str
    keys: tuple[KeySince, ...]
    revoked: tuple[Revoked, ...] = ()
    witnesses: tuple[PublicKey, ...] = ()
    quorum: int = 0

    @property
    def current(self) -> PublicKey:
        """The key that signs now."""
        return self.keys[-1].key

    def written(self) -> str:
        """The file."""
        keys = [
            {"key": str(k.key), "since": k.since} | ({} if k.statement is None else {"statement": k.statement})
            for k in self.keys
        ]
        revoked = [
            {"key": str(r.key), "after": r.after, "reason": r.reason, "statement": r.statement} for r in self.revoked
        ]
        document = {
            "format": FORMAT,
            "origin": self.origin,
            "keys": keys,
            "revoked": revoked,
            "witnesses": [str(witness) for witness in self.witnesses],
            "quorum": self.quorum,
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def believed(self, text: str) -> Believed:
        """What a checkpoint proves to whoever trusts this file.

        Raises:
            UnreadableNote: it is no checkpoint.
            Unproved: it is another log's, or no key has signed it that signed for trees of its size.
            NotWitnessed: the log has signed it, and fewer witnesses have cosigned it than are asked for.
        """
        believed = self.signed(text)
        if len(believed.cosigned) < self.quorum:
            raise NotWitnessed(f"{len(believed.cosigned)} of the {self.quorum} witnesses asked for have cosigned it")
        return believed

    def signed(self, text: str) -> Believed:
        """A checkpoint that the log has signed, however many witnesses have seen it.

        Raises:
            UnreadableNote, Unproved: as `believed`.
        """
        checkpoint, note = read_checkpoint(text)
        if checkpoint.origin != self.origin:
            raise Unproved(f"it is a checkpoint of {checkpoint.origin}, and the keys are those of {self.origin}")
        signers = opened(note, [k.key for k in self.keys])
        reasons = [self._why_not(key, checkpoint.size) for key in signers]
        counting = tuple(key for key, reason in zip(signers, reasons, strict=True) if reason is None)
        if not counting:
            raise Unproved("; ".join(reason for reason in reasons if reason))
        return Believed(checkpoint, note, counting, cosignatures(note, self.witnesses))

    def _why_not(self, key: PublicKey, size: int) -> str | None:
        name = key.key_id.hex()
        for revoked in self.revoked:
            if revoked.key == key and size > revoked.after:
                return f"key {name} was revoked for trees of more than {revoked.after} leaves ({revoked.reason})"
        at = next(n for n, k in enumerate(self.keys) if k.key == key)
        if size < self.keys[at].since:
            return f"key {name} signs for trees of {self.keys[at].since} leaves and more"
        if at + 1 < len(self.keys) and size > self.keys[at + 1].since:
            return f"key {name} was followed by another at {self.keys[at + 1].since} leaves"
        return None


@dataclass(frozen=True)
class Believed:
    """A checkpoint, who has signed it, and who has cosigned."""

    checkpoint: Checkpoint
    note: Note
    signers: tuple[PublicKey, ...]
    cosigned: tuple[Cosigned, ...]


def trust_in(key: PublicKey) -> Trust:
    """Trust in one key, from the first leaf on.

    Raises:
        UnreadableNote: it is a witness's key.
    """
    if key.use is not KeyUse.LOG:
        raise UnreadableNote(f"{key.name} is the key of a witness, not of a log")
    return Trust(key.name, (KeySince(key),))


def followed(trust: Trust, old: PrivateKey, new: PrivateKey, size: int) -> Trust:
    """A new key follows the one that signs now, from trees of `size` on; both sign that it does."""
    if old.public != trust.current:
        raise UnreadableNote(f"key {old.public.key_id.hex()} is not the one that signs now")
    text = _succession(trust.origin, size, new.public)
    statement = str(Note(text, (signed(text, old), signed(text, new))))
    return replace(trust, keys=(*trust.keys, KeySince(new.public, size, statement)))


def revoked(trust: Trust, key: PublicKey, after: int, reason: str, by: PrivateKey) -> Trust:
    """The keys with one of them revoked for trees of more than `after` leaves; the key that signs now says so.

    Raises:
        UnreadableNote: it is none of the keys, or the one that signs now: let another follow it first.
    """
    if key not in {k.key for k in trust.keys} or key == trust.current or by.public != trust.current:
        raise UnreadableNote("a key is revoked by the one that follows it; let another follow it first")
    text = _revocation(trust.origin, key, after, reason)
    statement = str(Note(text, (signed(text, by),)))
    return replace(trust, revoked=(*trust.revoked, Revoked(key, after, reason, statement)))


def _succession(origin: str, since: int, key: PublicKey) -> str:
    return f"{HEADING}\n{origin}\nfollows from {since}\n{key}\n"


def _revocation(origin: str, key: PublicKey, after: int, reason: str) -> str:
    return f"{HEADING}\n{origin}\nrevoked after {after}\n{key}\n{reason}\n"


def read_trust(text: str) -> Trust:
    """The keys from their file, or from one key in its written form.

    Raises:
        UnreadableNote: it is neither.
        Unproved: a key follows another that has not said so, or is revoked by a key that could not.
    """
    if not text.lstrip().startswith("{"):
        return trust_in(read_public_key(text))
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise UnreadableNote(f"the keys are in the form {document['format']!r}; {FORMAT} is read here")
        trust = Trust(
            document["origin"],
            tuple(KeySince(read_public_key(k["key"]), int(k["since"]), k.get("statement")) for k in document["keys"]),
            tuple(
                Revoked(read_public_key(r["key"]), int(r["after"]), str(r["reason"]), r["statement"])
                for r in document["revoked"]
            ),
            tuple(read_public_key(witness) for witness in document["witnesses"]),
            int(document["quorum"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, UnreadableNote):
            raise
        raise UnreadableNote(f"the file of keys cannot be read: {error}") from None
    check_trust(trust)
    return trust


def check_trust(trust: Trust) -> None:
    """Every key but the first is vouched for by the one before.

    Raises:
        UnreadableNote: there is no key, or one is not the log's.
        Unproved: as said.
    """
    keys = [k.key for k in trust.keys]
    if not keys or any((k.name, k.use) != (trust.origin, KeyUse.LOG) for k in keys) or len(set(keys)) < len(keys):
        raise UnreadableNote(f"the file of keys has no key of {trust.origin}, one twice, or one of another log")
    if trust.keys[0].since or not 0 <= trust.quorum <= len(trust.witnesses):
        raise UnreadableNote("the first key signs from the first leaf on, and no more witnesses are asked than named")
    for before, this in zip(trust.keys, trust.keys[1:], strict=False):
        _check_statement(
            this.statement, _succession(trust.origin, this.since, this.key), (before.key, this.key), "follows"
        )
        if this.since < before.since:
            raise Unproved(f"key {this.key.key_id.hex()} follows from a smaller tree than the one before it")
    for r in trust.revoked:
        if r.key not in keys[:-1]:
            raise Unproved(f"key {r.key.key_id.hex()} is revoked, and none follows it")
        after = keys[keys.index(r.key) + 1 :]
        _check_statement(r.statement, _revocation(trust.origin, r.key, r.after, r.reason), after, "is revoked")


def _check_statement(statement: str | None, text: str, keys: Sequence[PublicKey], what: str) -> None:
    note = read_note(statement or "")
    if note.text != text:
        raise Unproved(f"that a key {what} is said of another key, log or size:\n{note.text}")
    signers = opened(note, keys)
    if what == "follows" and len(signers) < len(keys):
        raise Unproved("that a key follows another is to be signed by both")
