"""What a bundle holds, and under which names: read and written alike, so that nothing else has a place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from pydantic import ValidationError

from audit.bundle.container import BrokenBundle, UnreadableBundle
from audit.bundle.manifest import DOCUMENTS, Packed, read_json
from audit.bundle.readme import README
from audit.check import Checked, Listed, check, sendings_in
from models.acts import ReceivedAct
from models.base import Frozen
from models.canonical import canonical_bytes
from models.entries import Entry
from models.evidence import Evidence, RecordEvidence
from models.procedure import Procedure
from models.roster import Roster

MOST_LINES = 500_000
MOST_LINES_TOLD = 100_000  # of entries, acts and messages together: what is read of each is kept in memory
MOST_BYTES_TOLD, MOST_BYTES_OF_LEAVES = 67_108_864, 134_217_728
READ_ME, RECORDS, MESSAGES = "README.txt", "records.json", "messages.jsonl"
CHECKPOINT, KEYS, LEAVES = "log/checkpoint", "log/keys.json", "log/leaves.jsonl"
ENTRIES, ACTS, RECEIPTS = "entries/", "acts/", "log/receipts/"
PROCEDURES, ROSTERS, TEXTS, HISTORIES = "procedures/", "rosters/", "texts/", "histories/"
RECEIPT_ENDING = ".tlog-proof"

_DIGEST = re.compile(r"[0-9a-f]{64}")
_DOCUMENT = re.compile(r"[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?")
_KINDS = ("agreement", "case", "community", "dispute", "meeting")
_HEADS = ("kind", "opened_at", "procedure", "record", "roster")


Model = TypeVar("Model", bound=Frozen)


class NotKnown(Exception):
    """Something in a bundle is of a kind that this program does not know: what, in which member and line."""

    def __str__(self) -> str:
        return f"this program does not know {self.args[0]}"


@dataclass(frozen=True)
class RecordPart:
    """A record: under what it was opened, its entries as the bytes that were hashed, the acts it answered."""

    head: Mapping[str, str]  # kind, opened_at, procedure, record, roster
    entries: tuple[bytes, ...]
    acts: tuple[bytes, ...]

    @property
    def record(self) -> str:
        """Its id."""
        return self.head["record"]

    @cached_property
    def told(self) -> tuple[dict[str, Any], ...]:
        """The entries as JSON has them."""
        return _objects(self.entries, f"{ENTRIES}{self.record}.jsonl")

    @cached_property
    def received(self) -> tuple[dict[str, Any], ...]:
        """The acts as JSON has them."""
        return _objects(self.acts, f"{ACTS}{self.record}.jsonl")


@dataclass(frozen=True)
class LogPart:
    """What the bundle says of the log: a checkpoint, the keys, its last leaves, a receipt of each record's end."""

    checkpoint: str
    keys: str
    receipts: Mapping[str, str]  # by record
    leaves: tuple[bytes, ...]  # from `start` up to the checkpoint's size
    start: int = 0
    before: tuple[bytes, ...] = ()  # the complete subtrees over the leaves before, the largest first


@dataclass(frozen=True)
class Bundle:
    """Everything in a bundle; the record it is about stands first among the records."""

    about: str
    community: str
    records: tuple[RecordPart, ...]
    procedures: tuple[bytes, ...]
    rosters: tuple[bytes, ...]
    texts: Mapping[str, bytes]  # by digest
    log: LogPart
    documents: Mapping[str, bytes] = field(default_factory=dict)  # by digest, with an ending
    messages: tuple[bytes, ...] = ()
    histories: Mapping[str, bytes] = field(default_factory=dict)  # by RECORD/RUN
    read_me: bytes = README

    @cached_property
    def told(self) -> tuple[dict[str, Any], ...]:
        """The messages as JSON has them."""
        return _objects(self.messages, MESSAGES)

    @cached_property
    def evidence(self) -> Evidence:
        """What the checker is given: each line and member read by itself, so that none can speak for another.

        Raises:
            UnreadableBundle: one is not JSON in the one way it is written.
            NotKnown: something in it is of a kind that this program does not know.
        """
        return Evidence(
            about=self.about,
            community=self.community,
            records=tuple(map(_evidence, self.records)),
            procedures=tuple(_version(PROCEDURES, body, Procedure) for body in self.procedures),
            rosters=tuple(_version(ROSTERS, body, Roster) for body in self.rosters),
        )

    @cached_property
    def checked(self) -> Checked:
        """What the rules, applied anew to all of it, come to.

        Raises:
            NotKnown: as `evidence`.
        """
        return check(self.evidence, listed=listed_in(self.told), sendings=sendings_in(self.told))


def listed_in(messages: Iterable[Mapping[str, Any]]) -> Listed:
    """The messages as the checker asks of them, by record, entry and id; whatever form they are in."""
    found: dict[str, dict[int, dict[str, tuple[str, bytes]]]] = {}
    for message in messages:
        record, seq, name = str(message.get("record")), message.get("seq"), str(message.get("message_id"))
        of_entry = found.setdefault(record, {}).setdefault(seq if isinstance(seq, int) else 0, {})
        of_entry[name] = str(message.get("kind")), _recipient(message)
    return found


def _recipient(message: Mapping[str, Any]) -> bytes:
    to = message.get("recipient")
    return canonical_bytes(to) if isinstance(to, dict) else b""


def _evidence(part: RecordPart) -> RecordEvidence:
    """The record as the checker knows it; no line is taken that the strict reader has not read.

    PERFORMANCE: what reads a record is made of what reads an entry and an act, where these have been made before it.
    """
    entries = _each(f"{ENTRIES}{part.record}.jsonl", zip(part.entries, part.told, strict=True), Entry)
    acts = _each(f"{ACTS}{part.record}.jsonl", zip(part.acts, part.received, strict=True), ReceivedAct)
    head = canonical_bytes({**part.head, "acts": [], "entries": []})
    opened = _known(f"{RECORDS}, {part.record}", head, RecordEvidence)
    return opened.model_copy(update={"entries": entries, "acts": acts})


def _each(name: str, lines: Iterable[tuple[bytes, object]], model: type[Model]) -> tuple[Model, ...]:
    return tuple(_known(f"{name}, line {number}", line, model) for number, (line, _) in enumerate(lines, start=1))


def _version(folder: str, body: bytes, model: type[Model]) -> Model:
    """The version that a member is, which is one JSON object and nothing else."""
    name = f"{folder}{address(body)}.json"
    read_json(body, name)
    return _known(name, body, model)


def _known(where: str, content: bytes, model: type[Model]) -> Model:
    """What a member or a line of one says; what this program does not know is told with its place."""
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise NotKnown(f"{where}: {what_is_unknown(error)}") from None


def record_part(record: RecordEvidence, entries: Sequence[bytes] = (), acts: Sequence[bytes] = ()) -> RecordPart:
    """A record of the evidence; its entries and acts as they are stored, or as they are written now."""
    dumped = record.model_dump(mode="json", include=set(_HEADS))
    return RecordPart(
        {name: dumped[name] for name in _HEADS},
        tuple(entries) or tuple(map(canonical_bytes, record.entries)),
        tuple(acts) or tuple(map(canonical_bytes, record.acts)),
    )


def members_of(bundle: Bundle) -> Packed:
    """The members of a bundle by their names.

    Raises:
        UnreadableBundle: they are more than is read of one.
    """
    log = bundle.log
    head = {"before": [node.hex() for node in log.before], "start": log.start}
    members = {
        READ_ME: bundle.read_me,
        RECORDS: canonical_bytes({"records": [dict(part.head) for part in bundle.records]}),
        MESSAGES: _lines(bundle.messages),
        CHECKPOINT: log.checkpoint.encode(),
        KEYS: log.keys.encode(),
        LEAVES: _lines((canonical_bytes(head), *log.leaves)),
        **{f"{ENTRIES}{part.record}.jsonl": _lines(part.entries) for part in bundle.records},
        **{f"{ACTS}{part.record}.jsonl": _lines(part.acts) for part in bundle.records},
        **{f"{RECEIPTS}{record}{RECEIPT_ENDING}": text.encode() for record, text in log.receipts.items()},
        **{f"{PROCEDURES}{address(body)}.json": body for body in bundle.procedures},
        **{f"{ROSTERS}{address(body)}.json": body for body in bundle.rosters},
        **{f"{TEXTS}{digest}.txt": text for digest, text in bundle.texts.items()},
        **{f"{DOCUMENTS}{name}": content for name, content in bundle.documents.items()},
        **{f"{HISTORIES}{name}": content for name, content in bundle.histories.items()},
    }
    _check_sizes(members)
    return Packed(bundle.about, bundle.community, members)


def address(content: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal: what they are named by."""
    return hashlib.sha256(content).hexdigest()


def _lines(lines: Sequence[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def bundle_in(found: Packed) -> Bundle:
    """The bundle that a file holds; what it says is not checked yet, but for the digests in members' names.

    Raises:
        UnreadableBundle: a member is not in the form that it has in a bundle.
        BrokenBundle: a member that must be there is missing, one is there that nothing speaks of, or one is not what
            the digest in its name says.
    """
    members = found.members
    _check_sizes(members)
    heads = _heads(_needed(members, RECORDS), found.about)
    bundle = Bundle(
        about=found.about,
        community=found.community,
        records=tuple(_record(members, head) for head in heads),
        procedures=tuple(content for _, content in _named(members, PROCEDURES, ".json")),
        rosters=tuple(content for _, content in _named(members, ROSTERS, ".json")),
        texts=dict(_named(members, TEXTS, ".txt")),
        log=_log(members, [head["record"] for head in heads]),
        documents=dict(_documents(members)),
        messages=_split(_needed(members, MESSAGES), MESSAGES),
        histories={name.removeprefix(HISTORIES): inside for name, inside in _under(members, HISTORIES)},
        read_me=_needed(members, READ_ME),
    )
    again = members_of(bundle).members
    strange = next(
        (name for name, was in members.items() if again.get(name) is not was and again.get(name) != was), None
    )
    if strange is not None:
        raise BrokenBundle(f"{strange} has no place in a bundle about {found.about}")
    return bundle


def _check_sizes(members: Mapping[str, bytes]) -> None:
    """What is read into memory is no more, in all, than any case has."""
    read = {name: inside for name, inside in members.items() if not name.startswith((DOCUMENTS, HISTORIES))}
    leaves = len(read.pop(LEAVES, b""))
    told = sum(map(len, read.values()))
    if leaves > MOST_BYTES_OF_LEAVES or told > MOST_BYTES_TOLD:
        most = f"at most {MOST_BYTES_OF_LEAVES} of leaves are read, and {MOST_BYTES_TOLD} in all of the rest"
        raise UnreadableBundle(
            f"it has {leaves} bytes of leaves, {told} of what is neither paper nor history; {most}"
        )
    lines = sum(inside.count(b"\n") for name, inside in read.items() if name.endswith(".jsonl"))
    if lines > MOST_LINES_TOLD:
        raise UnreadableBundle(f"it has {lines} entries, acts and messages; at most {MOST_LINES_TOLD} are read")


def _needed(members: Mapping[str, bytes], name: str) -> bytes:
    if name not in members:
        raise BrokenBundle(f"{name} is missing")
    return members[name]


def _under(members: Mapping[str, bytes], folder: str) -> Iterator[tuple[str, bytes]]:
    return ((name, content) for name, content in members.items() if name.startswith(folder))


def _named(members: Mapping[str, bytes], folder: str, ending: str) -> Iterator[tuple[str, bytes]]:
    """The members of a folder by the digests that they are named by."""
    for name, content in _under(members, folder):
        digest = name[len(folder) :].removesuffix(ending)
        if not name.endswith(ending) or not _DIGEST.fullmatch(digest):
            raise BrokenBundle(f"{name} is not named by a digest")
        if address(content) != digest:
            raise BrokenBundle(f"{name} is not what the digest in its name says")
        if ending == ".json":
            read_json(content, name)
        yield digest, content


def _documents(members: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, content in _under(members, DOCUMENTS):
        short = name.removeprefix(DOCUMENTS)
        if not _DOCUMENT.fullmatch(short):
            raise BrokenBundle(f"{name} is not named by a digest")
        if address(content) != short[:64]:
            raise BrokenBundle(f"{name} is not what the digest in its name says")
        yield short, content


def _heads(content: bytes, about: str) -> list[dict[str, str]]:
    document = read_json(content, RECORDS)
    heads = document.get("records")
    if set(document) != {"records"} or not isinstance(heads, list) or not heads:
        raise UnreadableBundle(f"{RECORDS} lists the records")
    for head in heads:
        typed = isinstance(head, dict) and set(head) == set(_HEADS)
        if not typed or not all(isinstance(value, str) for value in head.values()):
            raise UnreadableBundle(f"{RECORDS} says of each record its {', '.join(_HEADS)}, and nothing else")
        if head["kind"] not in _KINDS or not head["record"].startswith(f"{head['kind']}-"):
            raise BrokenBundle(
                f"{RECORDS}: the kind of {head['record']} is {head['kind']!r}, and its id says otherwise"
            )
    names = [head["record"] for head in heads]
    if names[0] != about or len(set(names)) < len(names):
        raise BrokenBundle(f"{RECORDS} does not begin with {about}, or names a record twice")
    return heads


def _record(members: Mapping[str, bytes], head: dict[str, str]) -> RecordPart:
    entries, acts = (f"{folder}{head['record']}.jsonl" for folder in (ENTRIES, ACTS))
    part = RecordPart(head, _split(_needed(members, entries), entries), _split(_needed(members, acts), acts))
    if not part.told:
        raise BrokenBundle(f"{entries} holds no entry")
    return part


def _log(members: Mapping[str, bytes], records: Sequence[str]) -> LogPart:
    first, *leaves = _split(_needed(members, LEAVES), LEAVES) or (b"",)
    head = read_json(first, f"{LEAVES}, line 1")
    start, before = head.get("start"), head.get("before", [])
    hashes = isinstance(before, list) and all(isinstance(h, str) and _DIGEST.fullmatch(h) for h in before)
    if set(head) != {"before", "start"} or type(start) is not int or start < 0 or not hashes:
        raise UnreadableBundle(f"{LEAVES} begins with the place of its first leaf, and the hashes before it")
    receipts = {record: f"{RECEIPTS}{record}{RECEIPT_ENDING}" for record in records}
    return LogPart(
        checkpoint=_text(members, CHECKPOINT),
        keys=_text(members, KEYS),
        receipts={record: _text(members, name) for record, name in receipts.items() if name in members},
        leaves=tuple(leaves),
        start=start,
        before=tuple(bytes.fromhex(node) for node in before),
    )


def _text(members: Mapping[str, bytes], name: str) -> str:
    try:
        return _needed(members, name).decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableBundle(f"{name} is not UTF-8") from None


def _split(content: bytes, name: str) -> tuple[bytes, ...]:
    """The lines of a member; each ends in a newline."""
    if content and not content.endswith(b"\n"):
        raise UnreadableBundle(f"{name} ends within a line")
    if content.count(b"\n") > MOST_LINES:
        raise UnreadableBundle(f"{name} has more than {MOST_LINES} lines")
    return tuple(content[:-1].split(b"\n")) if content else ()


def _objects(lines: Sequence[bytes], name: str) -> tuple[dict[str, Any], ...]:
    return tuple(read_json(line, f"{name}, line {number}") for number, line in enumerate(lines, start=1))


def what_is_unknown(error: ValidationError) -> str:
    """Where something stands that this program does not know: the first of what a model refuses."""
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))[:120]}: {first['msg'][:200]}"
