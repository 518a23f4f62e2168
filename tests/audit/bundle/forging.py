"""What a forger does to a bundle: entries changed, hashes computed anew, a log of their own, keys of their own."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from audit.bundle.content import Bundle, RecordPart, address, members_of
from audit.bundle.logged import Held
from audit.bundle.make import make_log
from audit.bundle.manifest import Packed, packed
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import PrivateKey
from audit.log.receipt import make_receipt, read_receipt
from models.canonical import EMPTY_HEAD, canonical_bytes, digest_of
from tests.audit.bundle import made
from tests.audit.bundle.made import KEY, Leaf

CASE = "case-ostfold-2031-1"
MEETING = "meeting-ostfold-SEKR-2031-2"
FIRST_MEETING = "meeting-ostfold-SEKR-2031-1"
POSITION, DECISION = 15, 25  # entries of the case
END = len(made.bundle().records[0].entries)
SIZE = len(made.bundle().log.leaves)

Json = dict[str, Any]
Change = Callable[[list[Json]], None]


def with_member(name: str, content: bytes | None, bundle: Bundle | None = None) -> bytes:
    """The file with one member replaced, added, or left out, and the manifest made anew."""
    found = members_of(bundle or made.bundle())
    members = {n: c for n, c in found.members.items() if n != name}
    return packed(Packed(found.about, found.community, members if content is None else {**members, name: content}))


def file(bundle: Bundle) -> bytes:
    """Its file, with the manifest made anew."""
    return packed(members_of(bundle))


def changed(change: Change, *, record: str | None = None, reseal: bool = True, of: Bundle | None = None) -> Bundle:
    """The bundle with the entries of a record changed; with all hashes of that record computed anew, unless not."""
    bundle = of or made.bundle()
    name = record or bundle.about
    entries = [copy.deepcopy(entry) for entry in part_of(bundle, name).told]
    change(entries)
    if reseal:
        entries = resealed(entries)
    return _with_entries(bundle, name, tuple(map(canonical_bytes, entries)))


def part_of(bundle: Bundle, record: str) -> RecordPart:
    """A record of the bundle."""
    return next(part for part in bundle.records if part.record == record)


def resealed(entries: list[Json]) -> list[Json]:
    """Entries numbered and chained anew."""
    head, found = EMPTY_HEAD, []
    for seq, entry in enumerate(entries, start=1):
        unsealed = {**{k: v for k, v in entry.items() if k != "hash"}, "seq": seq, "prev": head}
        head = digest_of(unsealed)
        found.append({**unsealed, "hash": head})
    return found


def _with_entries(bundle: Bundle, record: str, entries: tuple[bytes, ...]) -> Bundle:
    return replace(
        bundle,
        records=tuple(replace(p, entries=entries) if p.record == record else p for p in bundle.records),
    )


def with_acts(change: Change, record: str | None = None) -> Bundle:
    """The bundle with the acts of a record changed."""
    bundle = made.bundle()
    name = record or bundle.about
    acts = [copy.deepcopy(act) for act in part_of(bundle, name).received]
    change(acts)
    lines = tuple(map(canonical_bytes, acts))
    return replace(bundle, records=tuple(replace(p, acts=lines) if p.record == name else p for p in bundle.records))


def with_head(number: int, **update: str) -> Bundle:
    """The bundle with another opening of one of its records."""
    parts = list(made.bundle().records)
    parts[number] = replace(parts[number], head={**parts[number].head, **update})
    return replace(made.bundle(), records=tuple(parts))


def relogged(
    bundle: Bundle, secret: PrivateKey, *, keys: str | None = None, leaves: list[Leaf] | None = None
) -> Bundle:
    """The bundle with a log of its own over its entries, signed with this key."""
    document = keys or made.keys()
    heads = leaves or made.heads(bundle.records, document)
    log = make_log(bundle.about, bundle.records, heads, made.signed(heads, secret), document)
    return replace(bundle, log=log)


def leaves_of(bundle: Bundle) -> list[Leaf]:
    """The leaves of its log."""
    return [Leaf(leaf["record"], leaf["seq"], leaf["hash"]) for leaf in map(json.loads, bundle.log.leaves)]


def with_leaves(change: Callable[[list[Leaf]], None]) -> Bundle:
    """The bundle with the log's leaves changed, and nothing else."""
    bundle = made.bundle()
    leaves = leaves_of(bundle)
    change(leaves)
    lines = tuple(canonical_bytes({"hash": x.hash, "kind": "head", "record": x.record, "seq": x.seq}) for x in leaves)
    return replace(bundle, log=replace(bundle.log, leaves=lines))


def with_log(**parts: Any) -> Bundle:
    """The bundle with parts of what it says of the log replaced."""
    return replace(made.bundle(), log=replace(made.bundle().log, **parts))


def with_version(folder: str, change: Callable[[Json], None]) -> Bundle:
    """The bundle with another version of the procedure or the roster, under which its case was opened, it says."""
    bundle = made.bundle()
    (body,) = bundle.procedures if folder == "procedure" else bundle.rosters
    document = json.loads(body)
    change(document)
    other = canonical_bytes(document)
    first = bundle.records[0]
    records = (replace(first, head={**first.head, folder: address(other)}), *bundle.records[1:])
    if folder == "procedure":
        return replace(bundle, records=records, procedures=(body, other))
    return replace(bundle, records=records, rosters=(body, other))


def with_message(change: Callable[[Json], None]) -> Bundle:
    """The bundle with one message that it had not, changed, in place of its own."""
    message = made.invented()
    change(message)
    return replace(made.bundle(), messages=(canonical_bytes(message),))


def without_letters_from(seq: int, bundle: Bundle) -> Bundle:
    """The bundle without the messages that entries of its case from that number on make owed."""
    left = (m for m in bundle.told if m["record"] != CASE or m["seq"] < seq)
    return replace(bundle, messages=tuple(map(canonical_bytes, left)))


def body_of(kind: str, update: Mapping[str, Any]) -> Change:
    """What the first entry of a kind says, said otherwise."""

    def change(entries: list[Json]) -> None:
        first(entries, kind)["body"].update(update)

    return change


def first(entries: list[Json], kind: str) -> Json:
    """The first entry of a kind."""
    return next(entry for entry in entries if entry["body"]["kind"] == kind)


# --- changes of entries --------------------------------------------------------------------------------------------


def edit(seq: int, **update: Any) -> Change:
    """Fields of an entry."""
    return lambda entries: entries[seq - 1].update(update)


def body(seq: int, **update: Any) -> Change:
    """Fields of what an entry says."""
    return lambda entries: entries[seq - 1]["body"].update(update)


def swap(first: int, second: int) -> Change:
    def change(lines: list[Json]) -> None:
        lines[first - 1], lines[second - 1] = lines[second - 1], lines[first - 1]

    return change


def drop(first: int, last: int | None = None) -> Change:
    return lambda lines: lines.__delitem__(slice(first - 1, last or first))


def double(number: int) -> Change:
    return lambda lines: lines.insert(number, copy.deepcopy(lines[number - 1]))


def backdate(*numbers: int) -> Change:
    def change(entries: list[Json]) -> None:
        for number in numbers or range(1, len(entries) + 1):
            entries[number - 1]["at"] = "2030" + entries[number - 1]["at"][4:]

    return change


def then(*changes: Change) -> Change:
    """One change after another."""

    def change(entries: list[Json]) -> None:
        for one in changes:
            one(entries)

    return change


def insert(entries: list[Json]) -> None:
    """A binding effect for a party that has none."""
    invented = copy.deepcopy(entries[27 - 1])
    invented["body"]["party"] = "sarpsborg"
    entries.insert(27, invented)


def merge(entries: list[Json]) -> None:
    """Two positions made one, for the parties of both."""
    entries[POSITION - 1]["body"]["parties"] += entries[POSITION]["body"]["parties"]
    del entries[POSITION]


def from_another_record(entries: list[Json]) -> None:
    entries[4] = copy.deepcopy(part_of(made.bundle(), MEETING).told[2])


def objected(entries: list[Json]) -> None:
    entries[POSITION - 1]["body"]["stance"] = {"kind": "objection", "grounds": "Ikke dekning."}


# --- what others hold ---------------------------------------------------------------------------------------------


def holds_checkpoint(size: int, of: Bundle | None = None) -> Held:
    """Somebody with the key and a letter from when the log had so many leaves."""
    note = made.signed(leaves_of(of or made.bundle()), size=size)
    return replace(made.HOLDS_KEY, checkpoints=(("a letter", note),))


def holds_receipt(seq: int, of: Bundle | None = None) -> Held:
    """Somebody with the key and the receipt of an entry of the case."""
    bundle = of or made.bundle()
    leaves = leaves_of(bundle)
    place = next(n for n, leaf in enumerate(leaves) if (leaf.record, leaf.seq) == (bundle.about, seq))
    kept = leaves[: place + 1]
    tree = Tree(head_hash(leaf.record, leaf.seq, leaf.hash) for leaf in kept)
    text = make_receipt(tree, place, made.signed(kept), (part_of(bundle, bundle.about).entries[seq - 1].decode(),))
    return replace(made.HOLDS_KEY, receipts=(("a receipt", read_receipt(text)),))


def resigned(bundle: Bundle) -> Bundle:
    """The whole log written anew over the bundle as it is, and signed with the right key."""
    return relogged(bundle, KEY)
