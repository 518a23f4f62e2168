"""A decided case with everything that proves it, in memory: played by the rules, logged and signed; and changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.bundle.content import Bundle, RecordPart, address, members_of, record_part
from audit.bundle.logged import Held
from audit.bundle.make import Gathered, make_bundle
from audit.bundle.manifest import packed
from audit.bundle.verify import checks_of, read_bundle
from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import KeyUse, PrivateKey
from audit.log.trust import trust_in
from audit.outcomes import Check
from models import acts as a
from models.acts import Act, ReceivedAct
from models.canonical import EMPTY_HEAD, canonical_bytes, digest_of, text_digest
from models.entries import CommunityFounded, Entry, EntryBody, MinutesDrafted, Unsealed, seal
from models.evidence import Evidence, RecordEvidence
from models.messages import MessageKind, ToParty, message_id
from models.submission import Claim, Submission, submission_digest
from rules.case.context import DECIDED
from tests.rules.world import BEGINS, COMMUNITY, Record, Who, World

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
    """A world whose acts are kept as they were received, under the digests of what was submitted."""

    def __init__(self) -> None:
        super().__init__()
        self.received: dict[str, dict[int, ReceivedAct]] = {}

    def _received(self, record: Record, act: Act, by: Who) -> ReceivedAct:
        found = super()._received(record, act, by)
        claim = Claim(**by.model_dump())
        named = None if found.number == 1 else found.record
        digest = submission_digest(named, Submission(act_id=found.act_id, claim=claim, act=act))
        kept = found.model_copy(update={"digest": digest})
        self.received.setdefault(found.record, {})[found.number] = kept
        return kept

    def _enter(self, record: Record, bodies: Iterable[EntryBody]) -> None:
        """Minutes that there are."""
        kept = {"text": address(MINUTES["txt"]), "html": address(MINUTES["html"])}
        super()._enter(record, [b.model_copy(update=kept) if isinstance(b, MinutesDrafted) else b for b in bodies])


@cache
def evidence() -> Evidence:
    """A case decided by consensus after drøfting, with its two meetings and the community's record."""
    world = KeptWorld()
    first, second = world.meeting("SEKR", 28), world.meeting("SEKR", 56)
    case = world.case()
    world.act(case, a.AddPaper(document=address(PAPER), title="Utredning"))
    world.deliberate(case, first)
    world.open_item(second, case)
    world.roll_call(case, {"SEKR-M2": a.Consent(statement="Vi merker oss kostnaden.")})
    world.act(second, a.CloseMeeting())
    founded = CommunityFounded(
        community=COMMUNITY, procedure=digest_of(world.procedure), roster=digest_of(world.roster)
    )
    own = seal(Unsealed(record=FOUNDED, seq=1, at=BEGINS, prev=EMPTY_HEAD, body=founded))
    records = (_record(world, case), *(_record(world, name) for name in (first, second)))
    assert world.state(case).stage in DECIDED
    return Evidence(
        about=case,
        community=COMMUNITY,
        records=(*records, _evidence(world, FOUNDED, "community", (own,), ())),
        procedures=(world.procedure,),
        rosters=(world.roster,),
    )


def _record(world: KeptWorld, name: str) -> RecordEvidence:
    record = world.records[name]
    acts = tuple(act for _, act in sorted(world.received[name].items()) if act.number <= record.head.judged)
    return _evidence(world, name, record.kind, tuple(record.entries), acts)


def _evidence(
    world: World, name: str, kind: str, entries: tuple[Entry, ...], acts: tuple[ReceivedAct, ...]
) -> RecordEvidence:
    return RecordEvidence(
        record=name,
        kind=kind,
        procedure=digest_of(world.procedure),
        roster=digest_of(world.roster),
        opened_at=entries[0].at,
        entries=entries,
        acts=acts,
    )


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


@cache
def bundle() -> Bundle:
    """The bundle of that case."""
    records, document = parts(), keys()
    leaves = heads(records, document)
    message = {
        "attempts": 1,
        "kind": MessageKind.DECISION_ANNOUNCED.value,
        "message_id": message_id(f"{records[0].record}:3", MessageKind.DECISION_ANNOUNCED, ToParty(party="moss")),
        "recipient": {"kind": "party", "party": "moss"},
        "record": records[0].record,
        "seq": 3,
        "sent_at": "2031-03-04T10:00:00Z",
        "state": "sent",
    }
    documents = {"pdf": PAPER, **MINUTES}
    return make_bundle(
        Gathered(
            evidence=evidence(),
            records=records,
            leaves=leaves,
            checkpoint=signed(leaves),
            keys=document,
            documents={f"{address(content)}.{ending}": content for ending, content in documents.items()},
            messages=(canonical_bytes(message),),
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
