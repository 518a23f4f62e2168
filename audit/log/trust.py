"""Which keys a log has had, from which size to which, and who vouches for each: the file that an auditor trusts.

A key is followed by the next from a size of the log on, and the old key signs that it is. A key that somebody else
may have had is revoked from a size on: what it signed of smaller trees stays proved, since those checkpoints were
published; what it signs of larger ones proves nothing. Whoever has the file trusts its first key because of where
they got the file from, and every further key because of the ones before. Whoever has but one key, from a letter,
knows which keys it lets follow; of those before it they do not know whether one was revoked.

A key that is lost can sign nothing more, not even who follows it. While it was there it could name guardians, parties
with keys of their own; as many of them as it asked for put another key in its place.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from audit.log.checkpoint import Checkpoint, Cosigned, cosignatures, read_checkpoint
from audit.log.note import (
    KeyUse,
    Note,
    PrivateKey,
    PublicKey,
    Signature,
    Unproved,
    UnreadableNote,
    opened,
    read_note,
    read_public_key,
    signed,
)

FORMAT = "saksgang-log-keys/1"
MOST_KEYS = 100  # a year for each; those of a file are gone through for one another
MOST_CHARACTERS = 1_048_576
HEADING = "saksgang log key"  # has a space: no log is called so, and no statement about keys is ever a checkpoint


class NotWitnessed(Unproved):
    """The log has signed it, and too few witnesses have; they may yet."""


class Undecided(Unproved):
    """What is known of the keys does not tell whether the log has signed it, or somebody else."""


@dataclass(frozen=True)
class KeySince:
    """A key of the log, and the size of the tree from which on it signs."""

    key: PublicKey
    since: int = 0
    statement: str | None = None  # that it follows, signed by the key before; the first has none
    lost: str | None = None  # why the key before could not sign: then as many guardians as were asked for have


@dataclass(frozen=True)
class Guardians:
    """Parties who can put another key in the place of one that is lost, from a size of the log on."""

    keys: tuple[PublicKey, ...]
    needed: int  # so many of them together
    since: int
    statement: str  # signed by the log, and where there were guardians before, by as many of those as were needed


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
    guardians: tuple[Guardians, ...] = ()  # the last from a size on are those that count
    lone: PublicKey | None = None  # all that the reader has from elsewhere, where it is one key and no file

    @property
    def current(self) -> PublicKey:
        """The key that signs now."""
        return self.keys[-1].key

    def written(self) -> str:
        """The file."""
        keys = [_written_key(k) for k in self.keys]
        revoked = [
            {"key": str(r.key), "after": r.after, "reason": r.reason, "statement": r.statement} for r in self.revoked
        ]
        document: dict[str, Any] = {
            "format": FORMAT,
            "origin": self.origin,
            "keys": keys,
            "revoked": revoked,
            "witnesses": [str(witness) for witness in self.witnesses],
            "quorum": self.quorum,
        }
        if self.guardians:  # a file without any is as it was before there were any
            document["guardians"] = [_written_guardians(g) for g in self.guardians]
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def believed(self, text: str) -> Believed:
        """What a checkpoint proves to whoever trusts this file.

        Raises:
            UnreadableNote: it is no checkpoint.
            Unproved: it is another log's, or no key has signed it that signed for trees of its size.
            Undecided: that cannot be told, by what is known of the keys.
            NotWitnessed: the log has signed it, and fewer witnesses have cosigned it than are asked for.
        """
        believed = self.signed(text)
        if len(believed.cosigned) < self.quorum:
            raise NotWitnessed(f"{len(believed.cosigned)} of the {self.quorum} witnesses asked for have cosigned it")
        return believed

    def signed(self, text: str) -> Believed:
        """A checkpoint that the log has signed, however many witnesses have seen it.

        Raises:
            UnreadableNote, Unproved, Undecided: as `believed`.
        """
        checkpoint, note = read_checkpoint(text)
        if checkpoint.origin != self.origin:
            raise Unproved(f"it is a checkpoint of {checkpoint.origin}, and the keys are those of {self.origin}")
        self._check_told(note)
        signers = opened(note, [k.key for k in self.keys])
        reasons = [self._why_not(key, checkpoint.size) for key in signers]
        counting = tuple(key for key, reason in zip(signers, reasons, strict=True) if reason is None)
        if not counting:
            said = "; ".join(reason for reason in reasons if reason)
            if all(self.why_outside(key, checkpoint.size) for key in signers):
                raise Unproved(said)
            raise Undecided(f"{said}: the log may have signed it, or somebody who had the key")
        return Believed(checkpoint, note, counting, cosignatures(note, self.witnesses))

    def _check_told(self, note: Note) -> None:
        """Whoever knows one key alone cannot say of what it has not signed that no other key of the log has."""
        alone = self.lone is not None and len(self.keys) == 1
        if self.lone is not None and alone and not any(signature.names(self.lone) for signature in note.signatures):
            one = self.lone.key_id.hex()
            raise Undecided(
                f"it bears no signature of the one key given ({one}): a key of the log before or after it may have "
                "signed it, or somebody with a key of their own; the log's file of keys tells"
            )

    def _why_not(self, key: PublicKey, size: int) -> str | None:
        return self.why_revoked(key, size) or self.why_outside(key, size) or self._why_before(key)

    def _why_before(self, key: PublicKey) -> str | None:
        """Why a key proves nothing to whoever has but a later one: a thief leaves out that it was revoked."""
        keys = [k.key for k in self.keys]
        if self.lone is None or keys.index(key) >= keys.index(self.lone):
            return None
        name, one = key.key_id.hex(), self.lone.key_id.hex()
        return (
            f"key {name} came before the one given ({one}), and only the log's file of keys tells if it was revoked"
        )

    def why_revoked(self, key: PublicKey, size: int) -> str | None:
        """Why a key counts no more for a tree of that size, though it was its turn; None where it does."""
        for revoked in self.revoked:
            if revoked.key == key and size > revoked.after:
                name, after = key.key_id.hex(), revoked.after
                return f"key {name} was revoked for trees of more than {after} leaves ({revoked.reason})"
        return None

    def why_outside(self, key: PublicKey, size: int) -> str | None:
        """Why it is not a key's turn to sign for a tree of that size; None where it is."""
        name = key.key_id.hex()
        at = next(n for n, k in enumerate(self.keys) if k.key == key)
        if size < self.keys[at].since:
            return f"key {name} signs for trees of {self.keys[at].since} leaves and more"
        if at + 1 < len(self.keys) and size > self.keys[at + 1].since:
            return f"key {name} was followed by another at {self.keys[at + 1].since} leaves"
        return None

    def goes_on_from(self, earlier: Trust) -> bool:
        """Whether it has everything that an earlier file of keys says, and only adds to it."""
        keys = [(k.key, k.since) for k in self.keys[: len(earlier.keys)]]
        return (
            self.origin == earlier.origin
            and keys == [(k.key, k.since) for k in earlier.keys]
            and self.guardians[: len(earlier.guardians)] == earlier.guardians
        )


def _written_key(k: KeySince) -> dict[str, Any]:
    said = {} if k.statement is None else {"statement": k.statement}
    return {"key": str(k.key), "since": k.since} | said | ({} if k.lost is None else {"lost": k.lost})


def _written_guardians(g: Guardians) -> dict[str, Any]:
    keys = [str(key) for key in g.keys]
    return {"keys": keys, "needed": g.needed, "since": g.since, "statement": g.statement}


@dataclass(frozen=True)
class Believed:
    """A checkpoint, who has signed it, and who has cosigned."""

    checkpoint: Checkpoint
    note: Note
    signers: tuple[PublicKey, ...]
    cosigned: tuple[Cosigned, ...]


def trust_in(key: PublicKey) -> Trust:
    """Trust in a log's first key, from the first leaf on.

    Raises:
        UnreadableNote: it is a witness's key.
    """
    if key.use is not KeyUse.LOG:
        raise UnreadableNote(f"{key.name} is the key of a witness, not of a log")
    return Trust(key.name, (KeySince(key),))


def trust_in_one(key: PublicKey) -> Trust:
    """Trust in one key of a log, of whose other keys nothing is known.

    Raises:
        UnreadableNote: as `trust_in`.
    """
    return replace(trust_in(key), lone=key)


def followed(trust: Trust, old: PrivateKey, new: PrivateKey, size: int) -> Trust:
    """A new key follows the one that signs now, from trees of `size` on; both sign that it does."""
    if old.public != trust.current:
        raise UnreadableNote(f"key {old.public.key_id.hex()} is not the one that signs now")
    text = _succession(trust.origin, size, new.public)
    statement = str(Note(text, (signed(text, old), signed(text, new))))
    return replace(trust, keys=(*trust.keys, KeySince(new.public, size, statement)))


def revoked(trust: Trust, key: PublicKey, after: int, reason: str, by: PrivateKey) -> Trust:
    """The keys with one of them revoked for trees of more than `after` leaves; the key that signs now says so.

    Once more it is revoked for a smaller size alone, where it turns out to have been lost earlier than was thought:
    both statements stand, and the smaller size counts. With the same or a larger one the file would seem to take back
    what it said, and whoever reads it could not tell from when on the key proves nothing.

    Raises:
        UnreadableNote: it is none of the keys, or the one that signs now: let another follow it first; it signs for
            no trees of that size anyway; or it is revoked already, for that size or a smaller one.
    """
    if key not in {k.key for k in trust.keys} or key == trust.current or by.public != trust.current:
        raise UnreadableNote("a key is revoked by the one that follows it; let another follow it first")
    name, keys = key.key_id.hex(), [k.key for k in trust.keys]
    followed_at = trust.keys[keys.index(key) + 1].since
    if after > followed_at:
        raise UnreadableNote(
            f"key {name} was followed by another at {followed_at} leaves, and counts for no more anyway"
        )
    already = min((r.after for r in trust.revoked if r.key == key), default=None)
    if already is not None and after >= already:
        raise UnreadableNote(f"key {name} is revoked already for trees of more than {already} leaves; name fewer")
    text = _revocation(trust.origin, key, after, reason)
    statement = str(Note(text, (signed(text, by),)))
    return replace(trust, revoked=(*trust.revoked, Revoked(key, after, reason, statement)))


def guarding(trust: Trust, keys: Sequence[PublicKey], needed: int, since: int) -> str:
    """What is signed when guardians are named: by the log, and by those that were guardians before."""
    listed = "".join(f"{key}\n" for key in keys)
    return f"{HEADING}\n{trust.origin}\nguarded from {since} by {needed} of\n{listed}"


def guarded(
    trust: Trust,
    keys: Sequence[PublicKey],
    needed: int,
    since: int,
    by: PrivateKey,
    vouching: Sequence[Signature] = (),
) -> Trust:
    """The keys with guardians from a size on.

    Raises:
        UnreadableNote, Unproved: as `check_trust`.
    """
    text = guarding(trust, keys, needed, since)
    statement = str(_vouched(text, by, vouching))
    after = replace(trust, guardians=(*trust.guardians, Guardians(tuple(keys), needed, since, statement)))
    check_trust(after)
    return after


def _vouched(text: str, key: PrivateKey, vouching: Sequence[Signature]) -> Note:
    return Note(text, (signed(text, key),)).with_signatures(vouching)


def replacing(trust: Trust, key: PublicKey, since: int, reason: str) -> str:
    """What guardians sign to put a key in the place of the one that signed last."""
    return _replacement(trust.origin, trust.current, key, since, reason)


def replaced(trust: Trust, new: PrivateKey, since: int, reason: str, vouching: Sequence[Signature]) -> Trust:
    """A new key in the place of one that is lost, on the word of guardians; the new key signs, too.

    Raises:
        UnreadableNote, Unproved: as `check_trust`.
    """
    text = replacing(trust, new.public, since, reason)
    statement = str(_vouched(text, new, vouching))
    after = replace(trust, keys=(*trust.keys, KeySince(new.public, since, statement, reason)))
    check_trust(after)
    return after


def _replacement(origin: str, old: PublicKey, new: PublicKey, since: int, reason: str) -> str:
    return f"{HEADING}\n{origin}\nlost, and replaced from {since}\n{old}\n{new}\n{reason}\n"


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
    if len(text) > MOST_CHARACTERS:
        raise UnreadableNote(f"a file of keys has at most {MOST_CHARACTERS} characters")
    if not text.lstrip().startswith("{"):
        return trust_in_one(read_public_key(text))
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise UnreadableNote(f"the keys are in the form {document['format']!r}; {FORMAT} is read here")
        trust = Trust(
            document["origin"],
            tuple(_read_key(k) for k in document["keys"]),
            tuple(
                Revoked(read_public_key(r["key"]), int(r["after"]), str(r["reason"]), _statement(r["statement"]))
                for r in document["revoked"]
            ),
            tuple(read_public_key(witness) for witness in document["witnesses"]),
            int(document["quorum"]),
            tuple(_read_guardians(g) for g in document.get("guardians", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        if isinstance(error, UnreadableNote):
            raise
        raise UnreadableNote(f"the file of keys cannot be read: {error}") from None
    check_trust(trust)
    return trust


def _read_key(k: dict[str, Any]) -> KeySince:
    said, lost = k.get("statement"), k.get("lost")
    return KeySince(
        read_public_key(k["key"]),
        int(k["since"]),
        None if said is None else _statement(said),
        None if lost is None else str(lost),
    )


def _read_guardians(g: dict[str, Any]) -> Guardians:
    keys = tuple(read_public_key(key) for key in g["keys"])
    return Guardians(keys, int(g["needed"]), int(g["since"]), _statement(g["statement"]))


def _statement(said: Any) -> str:
    if not isinstance(said, str):
        raise UnreadableNote(f"the file of keys cannot be read: a statement is text, not {str(said)[:60]}")
    return said


def check_trust(trust: Trust) -> None:
    """Every key but the first is vouched for by the one before, or by guardians that it had named.

    Raises:
        UnreadableNote: there is no key, or one is not the log's.
        Unproved: as said.
    """
    keys = [k.key for k in trust.keys]
    if max(len(keys), len(trust.revoked), len(trust.guardians)) > MOST_KEYS:
        raise UnreadableNote(f"a log has at most {MOST_KEYS} keys, as many revoked, and as often other guardians")
    if not keys or any((k.name, k.use) != (trust.origin, KeyUse.LOG) for k in keys) or len(set(keys)) < len(keys):
        raise UnreadableNote(f"the file of keys has no key of {trust.origin}, one twice, or one of another log")
    if trust.keys[0].since or not 0 <= trust.quorum <= len(trust.witnesses):
        raise UnreadableNote("the first key signs from the first leaf on, and no more witnesses are asked than named")
    for before, this in zip(trust.keys, trust.keys[1:], strict=False):
        if this.lost is None:
            text = _succession(trust.origin, this.since, this.key)
            _check_statement(this.statement, text, (before.key, this.key), "follows")
        else:
            _check_replaced(trust, before, this)
        if this.since < before.since:
            raise Unproved(f"key {this.key.key_id.hex()} follows from a smaller tree than the one before it")
    for r in trust.revoked:
        if r.key not in keys[:-1]:
            raise Unproved(f"key {r.key.key_id.hex()} is revoked, and none follows it")
        after = keys[keys.index(r.key) + 1 :]
        _check_statement(r.statement, _revocation(trust.origin, r.key, r.after, r.reason), after, "is revoked")
    former: Guardians | None = None
    for guardians in trust.guardians:
        _check_guardians(trust, former, guardians)
        former = guardians


def _check_replaced(trust: Trust, before: KeySince, this: KeySince) -> None:
    """As many guardians as were asked for say that the key before is lost, and which one takes its place."""
    text = _replacement(trust.origin, before.key, this.key, this.since, str(this.lost))
    _check_statement(this.statement, text, (this.key,), "replaces a lost one")
    guardians = guardians_of(trust, before.key, this.since)
    if guardians is None:
        raise Unproved(f"nobody had been named who could replace a key at {this.since} leaves")
    _check_enough(guardians, str(this.statement))


def guardians_of(trust: Trust, key: PublicKey, size: int) -> Guardians | None:
    """Who can replace a key at a size of the log: the last that it, or a key before it, had named by then."""
    keys = [k.key for k in trust.keys]
    before = keys[: keys.index(key) + 1]
    found = None
    for g in trust.guardians:
        named_by = [k for k in before if trust.why_revoked(k, g.since) is None]
        if g.since <= size and _signers(read_note(g.statement), named_by):
            found = g
    return found


def together(given: Trust, shown: Trust) -> Trust | None:
    """Of the keys that a reader trusts and those that a log shows the ones that go further; None: neither does.

    Whoever has but one key trusts what is shown from that key on, where it is in it; all of it where it is the first.
    Witnesses are those the reader asks for.
    """
    first, *later = [k.key for k in shown.keys]
    known = shown.goes_on_from(given) if given.lone is None else given.lone in (first, *later)
    if given.origin == shown.origin and known:
        revoked = tuple(dict.fromkeys((*given.revoked, *shown.revoked)))
        lone = given.lone if given.lone in later else None
        return replace(shown, witnesses=given.witnesses, quorum=given.quorum, revoked=revoked, lone=lone)
    return given if given.goes_on_from(shown) else None


def _check_guardians(trust: Trust, before: Guardians | None, this: Guardians) -> None:
    """Parties with keys of their own, named by a key that signed for trees of that size, and by those before them."""
    own = {k.key.public for k in trust.keys}
    keys = {key.public for key in this.keys}
    if len(keys) < len(this.keys) or keys & own or any(key.use is not KeyUse.LOG for key in this.keys):
        raise UnreadableNote("a guardian is named twice, has a key of the log, or one that is a witness's")
    if not 1 <= this.needed <= len(keys) or this.since < (0 if before is None else before.since + 1):
        raise UnreadableNote("guardians are asked for one of them at least, all at most, and in the log's order")
    text = guarding(trust, this.keys, this.needed, this.since)
    counting = [k.key for k in trust.keys if trust.why_outside(k.key, this.since) is None]
    _check_statement(this.statement, text, counting, "may be replaced by others")
    if before is not None:
        _check_enough(before, this.statement)


def _check_enough(guardians: Guardians, statement: str) -> None:
    vouching = _signers(read_note(statement), guardians.keys)
    if len(vouching) < guardians.needed:
        raise Unproved(f"{len(vouching)} of the {guardians.needed} guardians that are needed have signed it")


def _signers(note: Note, keys: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
    """Which of these keys have signed; none where none has."""
    if not any(signature.names(key) for signature in note.signatures for key in keys):
        return ()
    return opened(note, keys)


def _check_statement(statement: str | None, text: str, keys: Sequence[PublicKey], what: str) -> None:
    note = read_note(statement or "")
    if note.text != text:
        raise Unproved(f"that a key {what} is said of another key, log or size:\n{note.text}")
    signers = opened(note, keys)
    if what == "follows" and len(signers) < len(keys):
        raise Unproved("that a key follows another is to be signed by both")
