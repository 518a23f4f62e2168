"""An entry and the chain it stands in: each names the digest of the one before."""

from dataclasses import dataclass

from models.acts import Actor
from models.base import ActId, Count, Digest, Frozen, Instant, RecordId
from models.canonical import EMPTY_HEAD, digest_of
from models.entries.union import EntryBody


class ActRef(Frozen):
    """The act an entry answers; several entries may answer one act, and the engine's own steps answer none."""

    act_id: ActId
    number: Count
    digest: Digest


class Entry(Frozen):
    """One thing that happened, chained to the one before it."""

    record: RecordId
    seq: Count  # 1 and up, without a gap
    at: Instant  # legal time: when the act was received, or when the deadline fell due
    prev: Digest  # `hash` of the entry before; EMPTY_HEAD for the first
    act: ActRef | None = None
    actor: Actor | None = None
    body: EntryBody
    hash: Digest

    @property
    def entry_id(self) -> str:
        """The entry's name in the register, the same however often it is written."""
        return f"{self.record}:{self.seq}"

    @property
    def happened(self) -> Frozen:
        """The body, of whatever kind, to `match`: narrowing the whole union costs the type checker minutes."""
        return self.body


@dataclass(frozen=True, kw_only=True)
class Unsealed:
    """An entry before its digest is computed: exactly what the digest is computed over.

    PERFORMANCE: no model, whose validator would know every kind of entry once more; sealed, all of it is checked.
    """

    record: RecordId
    seq: Count
    at: Instant
    prev: Digest
    act: ActRef | None = None
    actor: Actor | None = None
    body: EntryBody


def seal(unsealed: Unsealed) -> Entry:
    """The entry with its digest."""
    entry = Entry(**vars(unsealed), hash=EMPTY_HEAD)
    return entry.model_copy(update={"hash": digest_of_entry(entry)})


def digest_of_entry(entry: Entry) -> Digest:
    """SHA-256 over the canonical JSON of all its fields but the digest."""
    return digest_of(entry.model_dump(mode="json", exclude={"hash"}, exclude_none=True))


def chain_fault(entries: tuple[Entry, ...], *, after: str = EMPTY_HEAD, first: int = 1) -> str | None:
    """What is wrong with a chain of entries, or None: numbers without a gap, each naming the one before."""
    head, seq = after, first
    for entry in entries:
        if entry.seq != seq:
            return f"entry {seq} is missing: found {entry.seq}"
        if entry.prev != head:
            return f"entry {entry.seq} does not follow the one before it"
        if entry.hash != digest_of_entry(entry):
            return f"entry {entry.seq} is not what its digest says"
        head, seq = entry.hash, seq + 1
    return None
