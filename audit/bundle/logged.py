"""Whether what a bundle says stands in the log, and whether the log is the one that others have seen.

The log's leaves are in the bundle, from somewhere before the end of the record it is about up to the checkpoint: so
it is shown not only that an entry stands in the log, but that the log has no further one of that record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from audit.bundle.content import LEAVES, Bundle, NotKnown, RecordPart
from audit.bundle.manifest import read_json
from audit.bundle.records import Fault, checked, kind_of
from audit.log.checkpoint import Checkpoint, read_checkpoint
from audit.log.leaves import head_leaf
from audit.log.merkle import Frontier, leaf_hash
from audit.log.note import Unproved, UnreadableNote
from audit.log.receipt import Receipt, check_receipt, read_receipt
from audit.log.trust import Trust, read_trust, together
from audit.naming import counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, SIGNED, Check, signature_check
from models.canonical import text_digest
from models.evidence import records_named

_USUAL = re.compile(
    rb'\{"hash":"([0-9a-f]{64})","kind":"head","record":"([A-Za-z0-9][A-Za-z0-9._-]*)","seq":([1-9][0-9]{0,14})\}'
)
"""A leaf as they all are. What is written so is canonical as it stands, whatever the texts are."""
HAS = "the log has these entries, and no other of these records"
ROOT = "the leaves lead to the checkpoint"
RECEIPTS = "the receipts lead to the checkpoint"
KEYS = "the file of keys is in the log, and goes on from the key given"


@dataclass(frozen=True)
class Held:
    """What whoever verifies has from elsewhere: the key, and what they kept of the log before."""

    trust: Trust | None = None
    checkpoints: tuple[tuple[str, str], ...] = ()  # what it was found in, and the note
    receipts: tuple[tuple[str, Receipt], ...] = ()

    @cached_property
    def kept(self) -> tuple[tuple[str, Checkpoint], ...]:
        """Every checkpoint in it, those of the receipts as well, with what it was found in."""
        notes = (*self.checkpoints, *((name, receipt.proof.checkpoint) for name, receipt in self.receipts))
        return tuple((name, read_checkpoint(note)[0]) for name, note in notes)


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry's head at its place in the log."""

    position: int
    record: str
    seq: int
    digest: str


@dataclass(frozen=True)
class Log:
    """The log's last leaves, as the bundle has them, and the sizes at which its root is asked for."""

    bundle: Bundle
    sizes: tuple[int, ...] = ()

    @cached_property
    def checkpoint(self) -> Checkpoint:
        """What the bundle's checkpoint says; who has signed it is another question."""
        return read_checkpoint(self.bundle.log.checkpoint)[0]

    @cached_property
    def leaves(self) -> tuple[Standing, ...]:
        """Each leaf by what it is made of, in the one way it is written.

        PERFORMANCE: a log has hundreds of thousands; as JSON they are read only where one is not as they all are.
        """
        found = []
        for number, line in enumerate(self.bundle.log.leaves):
            usual = _USUAL.fullmatch(line)
            if usual is None:
                found.append(self._unusual(number, line))
            else:
                digest, record, seq = usual[1].decode(), usual[2].decode(), int(usual[3])
                found.append(Standing(self.bundle.log.start + number, record, seq, digest))
        return tuple(found)

    def _unusual(self, number: int, line: bytes) -> Standing:
        leaf = read_json(line, f"{LEAVES}, line {number + 2}")
        record, digest = str(leaf.get("record")), str(leaf.get("hash"))
        seq = leaf["seq"] if type(leaf.get("seq")) is int else 0
        if head_leaf(record, seq, digest) != line:
            raise Fault(f"leaf {self.bundle.log.start + number} of the log is no head of a record")
        return Standing(self.bundle.log.start + number, record, seq, digest)

    @cached_property
    def by_record(self) -> Mapping[str, Sequence[Standing]]:
        """The leaves of each record, in their order."""
        found: dict[str, list[Standing]] = {}
        for leaf in self.leaves:
            found.setdefault(leaf.record, []).append(leaf)
        return found

    @cached_property
    def known(self) -> Mapping[int, bytes]:
        """The roots at the sizes that are asked for and at the bundle's own; the leaves are gone through once."""
        return self.roots([self.checkpoint.size, *self.sizes])

    def roots(self, sizes: Sequence[int]) -> dict[int, bytes]:
        """The roots of the log at these sizes, of those that can be told from the leaves here."""
        log = self.bundle.log
        try:
            edge = Frontier(log.start, log.before)
        except ValueError as error:
            raise Fault(f"{LEAVES}: {error}") from None
        hashes = [leaf_hash(line) for line in log.leaves]
        found: dict[int, bytes] = {}
        for size in sorted({s for s in sizes if log.start <= s <= log.start + len(hashes)}):
            edge = edge.grown(hashes[edge.size - log.start : size - log.start])
            found[size] = edge.root
        return found


def checks_of_log(bundle: Bundle, held: Held) -> Iterator[Check]:
    """What the log proves of the bundle, and what others hold proves of the log."""
    log = Log(bundle, tuple(one.size for _, one in held.kept))
    try:
        read_checkpoint(bundle.log.checkpoint)
    except UnreadableNote as error:
        yield Check("the checkpoint", BROKEN, f"it is none: {error}")
        return
    yield checked(HAS, lambda: _entries(log))
    yield from _unsigned(log)
    yield from _ends_before(log)
    yield _complete(log)
    yield checked(ROOT, lambda: _root(log))
    yield checked(RECEIPTS, lambda: _receipts(log))
    trust, keys = _keys(log, held.trust)
    yield keys
    yield _signature(log, trust)
    for name, note in held.checkpoints:
        yield _with_checkpoint(log, name, note, trust)
    for name, receipt in held.receipts:
        yield from _with_receipt(log, name, receipt, trust)


def logged_to(bundle: Bundle, checks: Iterable[Check]) -> dict[str, int]:
    """The last entry of each record that the signed log has; empty where nothing shows who signed it.

    Args:
        bundle: The bundle.
        checks: What came of its checks.
    """
    proved = {check.what for check in checks if check.outcome == PROVED}
    if not {HAS, ROOT, RECEIPTS, KEYS, SIGNED} <= proved:
        return {}
    log = Log(bundle)
    return {part.record: _logged(log, part) for part in bundle.records}


def _logged(log: Log, part: RecordPart) -> int:
    leaves = log.by_record.get(part.record)
    return leaves[-1].seq if leaves else _receipted(log, part)


# --- the bundle and its own log -----------------------------------------------------------------------------------


def _entries(log: Log) -> str:
    """Entry by entry what the leaves say; the first that is another is named."""
    for part in log.bundle.records:
        leaves = log.by_record.get(part.record, ())
        if not leaves and part.record == log.bundle.about and part.record in log.bundle.log.receipts:
            raise Fault(f"the leaves here hold no entry of {part.record}, and there is a receipt of one")
        for before, leaf in zip((None, *leaves), leaves, strict=False):
            _one(part, leaf, before.seq + 1 if before else (leaf.seq if log.bundle.log.start else 1))
    whole = sum(part.record in log.by_record for part in log.bundle.records)
    here = counted(len(log.leaves), "leaf", "leaves")
    return f"{here}, the end of {whole} of {counted(len(log.bundle.records), 'record')} among them"


def _one(part: RecordPart, leaf: Standing, expected: int) -> None:
    where = f"leaf {leaf.position} of the log"
    if leaf.seq != expected:
        raise Fault(f"{where} is entry {leaf.seq} of {part.record}, and entry {expected} comes before it")
    if leaf.seq > len(part.entries):
        raise Fault(f"{where} is entry {leaf.seq} of {part.record}; the bundle ends with entry {len(part.entries)}")
    entry = part.told[leaf.seq - 1]
    if entry.get("hash") != leaf.digest:
        raise Fault(
            f"entry {leaf.seq} of {part.record} ({kind_of(entry)}) is not the one in the log: it has digest "
            f"{entry.get('hash')}, and {where} says {leaf.digest}"
        )


def _unsigned(log: Log) -> Iterator[Check]:
    """Entries that came after the checkpoint, and records of which only the beginning is told."""
    if log.checkpoint.size != log.bundle.log.start + len(log.bundle.log.leaves):
        return  # leaves are missing, or too many: told where they are to lead to the checkpoint
    try:
        _ = log.by_record
    except Fault:
        return  # told already
    for part in log.bundle.records:
        last = _logged(log, part)
        if last < len(part.entries):
            one = last + 1 == len(part.entries)
            these = f"entry {last + 1}" if one else f"entries {last + 1} to {len(part.entries)}"
            what = f"{these} of {part.record} {'stands' if one else 'stand'} in the log"
            yield Check(what, NOT_CHECKED, _why_unsigned(log, whole=not last))


def _why_unsigned(log: Log, *, whole: bool) -> str:
    """Why nothing here shows that entries are in the log; before the leaves here anything may stand."""
    if whole and log.bundle.log.start:
        return "no checkpoint has them yet, or their leaves and receipt were left out; export again when one does"
    return "no checkpoint has them yet; export again when one does"


def _ends_before(log: Log) -> Iterator[Check]:
    """Records whose leaves all stand before those that are here: what they have is proved, not that it is all."""
    try:
        hidden = [part.record for part in log.bundle.records if part.record not in log.by_record]
    except Fault:
        return  # told already
    if hidden and log.bundle.log.start:
        why = f"the leaves here begin with {log.bundle.log.start}, and there is none of {', '.join(hidden)}"
        yield Check("no record's end is cut off", NOT_CHECKED, f"{why}; a later entry of it would not be seen")


def _complete(log: Log) -> Check:
    """Whether every record that the one it is about names is here, as far as the log has any of it."""
    what = "every record that the story leads to is here"
    try:
        first, *_ = log.bundle.evidence.records
        known = log.by_record
    except (NotKnown, Fault) as error:
        return Check(what, NOT_CHECKED, str(error))
    here = {part.record for part in log.bundle.records}
    own = f"community-{log.bundle.community}"
    if own not in here:
        return Check(what, BROKEN, f"{own}, the record of the community, is not here")
    missing = sorted({naming.named for naming in records_named(first)} - here)
    logged = next((name for name in missing if name in known), None)
    if logged is not None:
        leaf = known[logged][0]
        return Check(what, BROKEN, f"{first.record} names {logged}, which is not here; leaf {leaf.position} is of it")
    if missing and log.bundle.log.start:
        why = f"{first.record} names {', '.join(missing)}, which may stand in the log before the leaves here"
        return Check(what, NOT_CHECKED, why)
    names = f"; nothing is in the log of {', '.join(missing)}" if missing else ""
    return Check(what, PROVED, f"{counted(len(here), 'record')}{names}")


def _receipted(log: Log, part: RecordPart) -> int:
    """The last entry of a record that its receipt speaks of; 0 where there is none."""
    text = log.bundle.log.receipts.get(part.record)
    try:
        return 0 if text is None else read_receipt(text).seqs[1]
    except UnreadableNote:
        return 0


def _root(log: Log) -> str:
    checkpoint = log.checkpoint
    roots = log.known
    if checkpoint.size != log.bundle.log.start + len(log.bundle.log.leaves):
        count = log.bundle.log.start + len(log.bundle.log.leaves)
        raise Fault(f"the checkpoint is of {checkpoint.size} leaves, and the bundle ends with leaf {count - 1}")
    if roots[checkpoint.size] != checkpoint.root:
        raise Fault(f"the {checkpoint.size} leaves have another root than the checkpoint: a leaf is not the log's")
    return f"{checkpoint.origin} at {checkpoint.size} leaves"


def _receipts(log: Log) -> str:
    parts = {part.record: part for part in log.bundle.records}
    for record, text in log.bundle.log.receipts.items():
        try:
            receipt = read_receipt(text)
            check_receipt(receipt)
        except (UnreadableNote, Unproved) as error:
            raise Fault(f"the receipt of {record}: {error}") from None
        _same_entries(f"the receipt of {record}", parts[record], receipt)
        if receipt.proof.checkpoint != log.bundle.log.checkpoint:
            raise Fault(f"the receipt of {record} leads to another checkpoint")
    missing = [name for name in parts if name not in log.bundle.log.receipts and _receipt_wanted(log, name)]
    if missing:
        raise Fault(f"the receipt of {missing[0]} is missing")
    return counted(len(log.bundle.log.receipts), "receipt")


def _receipt_wanted(log: Log, record: str) -> bool:
    """Of what has a leaf here; and of the community's record, whose leaves are the first of all."""
    return record in log.by_record or (log.bundle.log.start > 0 and record == f"community-{log.bundle.community}")


def _same_entries(name: str, part: RecordPart, receipt: Receipt) -> None:
    """What a receipt says was entered is what the bundle says."""
    for entry in receipt.entries:
        seq = entry["seq"]
        if not 1 <= seq <= len(part.told):
            raise Fault(f"{name} has entry {seq} of {part.record}; the bundle ends with entry {len(part.told)}")
        here = part.told[seq - 1]
        if here != entry:
            raise Fault(
                f"{name} says that entry {seq} of {part.record} is {kind_of(entry)} with digest {entry['hash']}; "
                f"the bundle says {kind_of(here)} with digest {here.get('hash')}"
            )


# --- whose log it is ----------------------------------------------------------------------------------------------


def _keys(log: Log, given: Trust | None) -> tuple[Trust | None, Check]:
    """The keys to believe, of those given and those in the bundle; and whether the bundle's are the log's."""
    try:
        own = read_trust(log.bundle.log.keys)
        logged = [leaf.digest for name, found in log.by_record.items() if name.startswith("keys-") for leaf in found]
    except (UnreadableNote, Unproved, Fault) as error:
        return given, Check(KEYS, BROKEN, f"it is not what it says: {error}")
    further = None if given is None else together(given, own)
    trust = further or given
    fault = _not_of_the_log(log, own, logged)
    if fault:
        return trust, Check(KEYS, BROKEN, fault)
    if given is not None and further is None:
        return trust, _apart(given, own)
    if not logged:
        return trust, Check(KEYS, NOT_CHECKED, "its leaf is before those that are here")
    if trust is None:
        return trust, Check(KEYS, NOT_CHECKED, "no key was given")
    if trust.lone is not None:
        return _vouched_for(log, trust)
    return trust, _proved(own)


def _proved(own: Trust) -> Check:
    return Check(KEYS, PROVED, f"{counted(len(own.keys), 'key')}, {len(own.revoked)} revoked")


def _not_of_the_log(log: Log, own: Trust, logged: Sequence[str]) -> str:
    """Why the bundle's file of keys is not the one that its log names last; nothing where it is, or may be."""
    if own.origin != log.checkpoint.origin:
        return f"it is of {own.origin}, and the checkpoint of {log.checkpoint.origin}"
    if logged and text_digest(log.bundle.log.keys) != logged[-1]:
        return "the log's last leaf of its keys is of another file of keys"
    return "" if logged or log.bundle.log.start else "no leaf of the log is of it"


def _apart(given: Trust, own: Trust) -> Check:
    """What is said of keys given that are not the bundle's, nor those that its keys go on from."""
    if given.origin != own.origin:
        return Check(KEYS, BROKEN, f"the keys given are those of {given.origin}, and the bundle is of {own.origin}")
    theirs, ours = (", ".join(known.key.key_id.hex() for known in trust.keys) for trust in (own, given))
    if given.lone is not None:
        either = "the bundle is older than that key, or somebody has made it with keys of their own"
        why = f"the key given ({ours}) is not among the bundle's ({theirs}): {either}; the log's file of keys tells"
        return Check(KEYS, NOT_CHECKED, why)
    which = "the key given is not this log's, or the bundle is not of the log that it names"
    why = f"the bundle's keys ({theirs}) are not those given ({ours}), and neither go on from the other: {which}"
    return Check(KEYS, BROKEN, why)


def _vouched_for(log: Log, trust: Trust) -> tuple[Trust, Check]:
    """Of a file in which the one key given is not the first: whether that key, or one after it, has signed it."""
    try:
        trust.signed(log.bundle.log.checkpoint)
    except Unproved:
        one = trust.lone.key_id.hex() if trust.lone else ""
        why = f"the key given ({one}) is in it; no key from there on has signed the checkpoint, and so the file"
        return trust, Check(KEYS, NOT_CHECKED, why)
    return replace(trust, lone=None), _proved(trust)


def _signature(log: Log, trust: Trust | None) -> Check:
    """Who has signed the checkpoint; where the key given does not tell, one of the bundle's own must have."""
    found = signature_check(log.bundle.log.checkpoint, trust)
    if trust is None or found.outcome != NOT_CHECKED:
        return found
    try:
        own = replace(read_trust(log.bundle.log.keys), quorum=0)
    except (UnreadableNote, Unproved):
        return found  # told already
    by_own = signature_check(log.bundle.log.checkpoint, own)
    return by_own if by_own.outcome == BROKEN else found


# --- what others hold ---------------------------------------------------------------------------------------------


def _with_checkpoint(log: Log, name: str, note: str, trust: Trust | None) -> Check:
    """One checkpoint that somebody has kept, against the log as the bundle has it."""
    held, _ = read_checkpoint(note)
    what = f"the log begins with the {held.size} leaves of {name}"
    if held.origin != log.checkpoint.origin:
        return Check(what, NOT_CHECKED, f"it is of {held.origin}, and the bundle of {log.checkpoint.origin}")
    signature = signature_check(note, trust)
    if held.size > log.checkpoint.size:
        why = f"the bundle ends at {log.checkpoint.size}; export it again, and compare that"
        return Check(what, NOT_CHECKED, why)
    try:
        root = log.known.get(held.size)
    except Fault as fault:
        return Check(what, BROKEN, str(fault))
    if root is None:
        why = f"the bundle has only the leaves from {log.bundle.log.start} on; `saksgang audit compare` asks the log"
        return Check(what, NOT_CHECKED, why)
    if signature.outcome != PROVED:
        agrees = "it agrees" if root == held.root else "its root is another one"
        return Check(what, NOT_CHECKED, f"{agrees}; but it may be invented: {signature.why}")
    if root != held.root:
        return Check(what, BROKEN, "its root is another one: the past was rewritten, or shown in two forms")
    return Check(what, PROVED, f"of {log.checkpoint.size}")


def contradicting(bundle: Bundle, held: Held) -> tuple[str, ...]:
    """What is held that says another past than the bundle; whose signature is right is another question."""
    log = Log(bundle, tuple(one.size for _, one in held.kept))
    return tuple(name for name, one in held.kept if _another_past(log, one))


def _another_past(log: Log, held: Checkpoint) -> bool:
    if held.origin != log.checkpoint.origin or held.size > log.checkpoint.size:
        return False
    root = log.known.get(held.size)
    return root is not None and root != held.root


def _with_receipt(log: Log, name: str, receipt: Receipt, trust: Trust | None) -> Iterator[Check]:
    """A receipt that somebody has kept: its own proof, its entries in the bundle, its checkpoint in the log."""
    what = f"what {name} says was entered stands in the bundle"
    part = next((part for part in log.bundle.records if part.record == receipt.record), None)
    try:
        check_receipt(receipt)
    except Unproved as error:
        yield Check(f"{name} is a receipt", BROKEN, str(error))
        return
    signature = signature_check(receipt.proof.checkpoint, trust)
    if part is None:
        yield Check(what, NOT_CHECKED, f"it is of {receipt.record}, which is not in the bundle")
    elif signature.outcome != PROVED:
        yield Check(what, NOT_CHECKED, f"it may be invented: {signature.why}")
    elif receipt.proof.index >= log.checkpoint.size:
        yield Check(what, NOT_CHECKED, f"it came after the bundle, which ends at {log.checkpoint.size} leaves")
    else:
        yield checked(what, lambda: _agrees(name, part, receipt))
    yield _with_checkpoint(log, f"the checkpoint in {name}", receipt.proof.checkpoint, trust)


def _agrees(name: str, part: RecordPart, receipt: Receipt) -> str:
    _same_entries(name, part, receipt)
    first, last = receipt.seqs
    return f"{f'entry {first}' if first == last else f'entries {first} to {last}'} of {part.record}"
