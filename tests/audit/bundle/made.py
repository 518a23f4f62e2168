"""A decided case with everything that proves it, in memory: played by the rules, logged and signed; and changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.bundle.content import Bundle, RecordPart, address, members_of, record_part
from audit.bundle.logged import Held
from audit.bundle.make import Gathered, make_bundle
from audit.bundle.manifest import packed
from audit.bundle.records import checks_of_chains, checks_of_named
from audit.bundle.verify import checks_of, read_bundle
from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import KeyUse, PrivateKey
from audit.log.trust import trust_in
from audit.outcomes import PROVED, Check
from models import acts as a
from models.canonical import canonical_bytes, text_digest
from models.entries import Entry, EntryBody, MinutesDrafted
from models.evidence import Evidence
from models.messages import Message, MessageKind, ToParty, message_id
from rules.case.context import DECIDED
from rules.effects.letters import messages_of
from rules.effects.letters_of_receipts import with_receipts
from tests.rules.evidence import evidence_from
from tests.rules.played import letters_of
from tests.rules.world import COMMUNITY, Record, World

ORIGIN = f"saksgang.example/log/{COMMUNITY}"
FOUNDED = f"community-{COMMUNITY}"
PAPER = b"%PDF-1.7\n% et sakspapir\n"
MINUTES = {"txt": b"Protokoll\nSaken ble vedtatt.\n", "html": b"<h1>Protokoll</h1><p>Saken ble vedtatt.</p>"}


def key(seed: int, name: str = ORIGIN) -> PrivateKey:
    """A key that is the same in each process: of a test, never of a log."""
    return PrivateKey(name, KeyUse.LOG, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


KEY, OTHER_KEY = key(1), key(2)


@dataclass(frozen=True)
class Leaf:
    """A head in the log."""

    record: str
    seq: int
    hash: str


class KeptWorld(World):
    """A world whose minutes are kept."""

    def _enter(self, record: Record, bodies: Iterable[EntryBody]) -> None:
        """Minutes that there are."""
        kept = {"text": address(MINUTES["txt"]), "html": address(MINUTES["html"])}
        super()._enter(record, [b.model_copy(update=kept) if isinstance(b, MinutesDrafted) else b for b in bodies])


@cache
def told() -> tuple[World, str]:
    """A case decided by consensus after drøfting, with its two meetings."""
    world = KeptWorld()
    first, second = world.meeting("SEKR", 28), world.meeting("SEKR", 56)
    case = world.case()
    world.act(case, a.AddPaper(document=address(PAPER), title="Utredning"))
    world.deliberate(case, first)
    world.open_item(second, case)
    world.roll_call(case, {"SEKR-M2": a.Consent(statement="Vi merker oss kostnaden.")})
    world.act(second, a.CloseMeeting())
    assert world.state(case).stage in DECIDED
    return world, case


@cache
def evidence() -> Evidence:
    """The case with its meetings and the community's record."""
    return evidence_from(*told())


@cache
def owed() -> tuple[bytes, ...]:
    """The messages that these records make owed, as they are listed; each was sent an hour after its entry."""
    world, _ = told()
    found = []
    for record in world.records.values():
        letters = [(entry, letters_of(entry, state, world)) for entry, state in record.course]
        found += [line_of(entry, m) for entry, sent in with_receipts(letters, None) for m in messages_of(entry, sent)]
    return tuple(
        canonical_bytes(line) for line in sorted(found, key=lambda m: (m["record"], m["seq"], m["message_id"]))
    )


def line_of(entry: Entry, message: Message) -> dict[str, Any]:
    """A message as it is listed."""
    return {
        "attempts": 1,
        "kind": message.kind.value,
        "message_id": message.message_id,
        "recipient": message.to.model_dump(mode="json", exclude_none=True),
        "record": message.record,
        "seq": message.seq,
        "sent_at": (entry.at + timedelta(hours=1)).isoformat().replace("+00:00", "Z"),
        "state": "sent",
    }


def parts() -> tuple[RecordPart, ...]:
    """The records as they are stored."""
    return tuple(record_part(record) for record in evidence().records)


def keys(secret: PrivateKey = KEY) -> str:
    """The file of keys of a log with one key."""
    return trust_in(secret.public).written()


def heads(records: Sequence[RecordPart], document: str) -> list[Leaf]:
    """The log of a community that has these records and one more: turn by turn, as they would have been written."""
    found = [Leaf(f"keys-{COMMUNITY}", 1, text_digest(document))]
    longest = max(len(part.entries) for part in records)
    for seq in range(1, longest + 1):
        found += [Leaf(p.record, seq, str(p.told[seq - 1]["hash"])) for p in records if seq <= len(p.entries)]
        found.append(Leaf("case-ostfold-2031-77", seq, address(f"another case {seq}".encode())))
    return found


def signed(leaves: Sequence[Leaf], secret: PrivateKey = KEY, *, size: int | None = None) -> str:
    """A checkpoint over the first leaves."""
    tree = Tree(head_hash(leaf.record, leaf.seq, leaf.hash) for leaf in leaves[:size])
    return str(sign_checkpoint(Checkpoint(ORIGIN, tree.size, tree.root()), secret))


def invented() -> dict[str, Any]:
    """A message in the form that messages have, which no entry makes owed."""
    record = told()[1]
    return {
        "attempts": 1,
        "kind": MessageKind.DECISION_ANNOUNCED.value,
        "message_id": message_id(f"{record}:3", MessageKind.DECISION_ANNOUNCED, ToParty(party="moss")),
        "recipient": {"kind": "party", "party": "moss"},
        "record": record,
        "seq": 3,
        "sent_at": "2031-03-04T10:00:00Z",
        "state": "sent",
    }


@cache
def bundle() -> Bundle:
    """The bundle of that case."""
    records, document = parts(), keys()
    leaves = heads(records, document)
    documents = {"pdf": PAPER, **MINUTES}
    return make_bundle(
        Gathered(
            evidence=evidence(),
            records=records,
            leaves=leaves,
            checkpoint=signed(leaves),
            keys=document,
            documents={f"{address(content)}.{ending}": content for ending, content in documents.items()},
            messages=owed(),
        )
    )


@cache
def written() -> bytes:
    """Its file."""
    return packed(members_of(bundle()))


def verified(content: bytes | memoryview, held: Held) -> list[Check]:
    """Every check of a file."""
    found = read_bundle(content)
    return [found] if isinstance(found, Check) else list(checks_of(found, held))


HOLDS_KEY = Held(trust=trust_in(KEY.public))


def of_records(bundle: Bundle) -> list[Check]:
    """Every check that needs no log; after a broken chain the rest means nothing."""
    chains, *rest = checks_of_chains(bundle)
    return [chains, *rest, *(checks_of_named(bundle) if chains.outcome == PROVED else ())]
