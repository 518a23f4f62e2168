"""Forgeries of a bundle: what is done, what the verifier holds, and what the message must say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from audit.bundle.content import Bundle, address
from audit.bundle.logged import Held
from audit.bundle.make import make_log
from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import PrivateKey
from audit.log.trust import trust_in
from audit.outcomes import Check
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import (
    CASE,
    DECISION,
    FIRST_MEETING,
    MEETING,
    POSITION,
    Json,
    backdate,
    body,
    changed,
    double,
    drop,
    edit,
    from_another_record,
    insert,
    merge,
    objected,
    swap,
    then,
    with_acts,
    with_leaves,
    with_log,
    with_member,
    with_message,
)
from tests.audit.bundle.made import HOLDS_KEY, KEY, OTHER_KEY, Leaf

THIRD_KEY = made.key(3)


@dataclass(frozen=True)
class Forgery:
    """What is done, what the verifier holds, and what the first broken check says."""

    make: Callable[[], Bundle | bytes]
    says: tuple[str, ...]
    held: Callable[[], Held] = lambda: HOLDS_KEY


def verified(forgery: Bundle | bytes, held: Held) -> list[Check]:
    return made.verified(forgery if isinstance(forgery, bytes) else forging.file(forgery), held)


# --- a record changed, and its hashes left or computed anew -------------------------------------------------------

LEFT: dict[str, tuple[Any, ...]] = {  # hashes as they were: the chain finds it; whoever has the bundle alone does
    "an entry dropped": (drop(5), "entry 5 of " + CASE, "entry 6 of"),
    "an entry doubled": (double(5), "entry 6 of " + CASE, "entry 5 of"),
    "entries in another order": (swap(5, 6), "entry 5 of " + CASE, "entry 6 of"),
    "an entry put in": (insert, "entry 28 of " + CASE, "entry 27 of"),
    "an entry backdated": (backdate(POSITION), f"entry {POSITION} of {CASE} (position taken)", "not what its digest"),
    "a position changed": (objected, f"entry {POSITION} of {CASE} (position taken)", "not what its digest says"),
    "an entry of another record": (from_another_record, "entry 5 of " + CASE, f"entry 3 of {MEETING}"),
    "a link of the chain changed": (edit(7, prev="0" * 64), f"entry 7 of {CASE}", "not what its digest says"),
    "the digest changed": (edit(7, hash="0" * 64), f"entry 7 of {CASE} (drofting held)", "not what its digest says"),
}
ANEW: dict[
    str, tuple[Any, ...]
] = {  # every hash of the record computed anew: the log finds it, and says at which leaf
    "an entry dropped": (drop(10), f"entry 10 of {CASE} (forankring reminded) is not the one in the log"),
    "the decision dropped": (drop(DECISION), f"entry {DECISION} of {CASE} (follow up due) is not the one in the log"),
    "an entry doubled": (double(27), f"entry 28 of {CASE} (binding effect) is not the one in the log"),
    "entries in another order": (swap(27, 28), f"entry 27 of {CASE} (binding effect) is not the one in the log"),
    "an entry put in": (insert, f"entry 28 of {CASE} (binding effect) is not the one in the log"),
    "what the engine did, backdated": (
        backdate(27),
        f"entry 27 of {CASE} (binding effect) is not the one in the log",
    ),
    "a position backdated": (backdate(POSITION), f"entry {POSITION} of {CASE} (position_taken) is of 2030"),
    "all of it backdated": (backdate(), f"entry 1 of {CASE} (case_registered) is of 2030"),
    "a position changed": (objected, f"entry {POSITION} of {CASE} (position taken) is not the one in the log"),
    "two positions made one": (merge, f"entry {POSITION} of {CASE} (position taken) is not the one in the log"),
    "the title changed": (body(1, title="En annen sak"), f"entry 1 of {CASE} (case registered) is not the one"),
    "the outcome changed": (body(DECISION, consenting=[]), f"entry {DECISION} of {CASE} (beslutning made) is not"),
    "a party less": (body(41, parties=[]), f"entry 41 of {CASE} (announced) is not the one in the log"),
    "who acted changed": (edit(POSITION, actor={"person": "p-2h9c"}), f"entry {POSITION} of {CASE}", "somebody else"),
    "which act changed": (
        lambda entries: entries[POSITION - 1]["act"].update(act_id="0" * 64),
        f"entry {POSITION} of {CASE}",
        "answers act 0000",
    ),
    "its end cut off": (drop(41, 55), f"is entry 41 of {CASE}; the bundle ends with entry 40"),
    "all but its beginning cut off": (drop(4, 55), f"is entry 4 of {CASE}; the bundle ends with entry 3"),
}


def records_changed() -> Iterator[Any]:
    """Each as a parameter; its name says what the verifier holds."""
    for name, (change, *said) in LEFT.items():
        made_so = partial(changed, change, reseal=False)
        yield pytest.param(Forgery(made_so, tuple(said), Held), id=f"hashes left, holds nothing: {name}")
    for name, (change, *said) in ANEW.items():
        yield pytest.param(Forgery(partial(changed, change), tuple(said)), id=f"hashes anew, holds the key: {name}")
    for record, end in ((MEETING, 8), (FIRST_MEETING, 9)):
        cut = Forgery(
            partial(changed, drop(end), record=record),
            (f"entry {end} of {record}; the bundle ends with entry {end - 1}",),
        )
        yield pytest.param(cut, id=f"hashes anew, holds the key: the end of {record} cut off")
    met = Forgery(
        partial(changed, body(6, conclusion="none"), record=MEETING),
        (f"entry 6 of {MEETING} (meeting item concluded) is not the one in the log",),
    )
    yield pytest.param(met, id="hashes anew, holds the key: the meeting's conclusion")


# --- acts, versions, texts, papers, messages ----------------------------------------------------------------------


def act(number: int, **update: Any) -> forging.Change:
    return lambda acts: acts[number - 1].update(update)


def another_name(document: Json) -> None:
    document["names"]["nb"] += " (endret)"


def another_holder(document: Json) -> None:
    document["holdings"][0]["person"] = "p-2h9c"


def replaced_document(ending: str, content: bytes | None) -> bytes:
    """A paper or minutes replaced under its old name, or under that of what takes its place."""
    name = next(name for name in made.bundle().documents if name.endswith(ending))
    return with_member(f"documents/{name}", content)


def another_document(ending: str, content: bytes) -> Bundle:
    bundle = made.bundle()
    kept = {name: inside for name, inside in bundle.documents.items() if not name.endswith(ending)}
    return replace(bundle, documents={**kept, f"{address(content)}.{ending}": content})


def another_text() -> Bundle:
    text = b"Partene avviser den felles prosedyren."
    return replace(made.bundle(), texts={address(text): text})


TEXT = next(iter(made.bundle().texts))
BESIDE: dict[str, tuple[Any, ...]] = {
    "what was submitted changed": (
        lambda: with_acts(lambda acts: acts[13]["act"].update(stance={"kind": "stand_aside"})),
        (f"act 14 of {CASE} (take_position) is not what was submitted",),
    ),
    "who submitted it changed": (
        lambda: with_acts(lambda acts: acts[13]["actor"].update(person="p-2h9c")),
        (f"act 14 of {CASE}", "not what was submitted"),
    ),
    "in which office changed": (
        lambda: with_acts(lambda acts: acts[0]["actor"].update(offices=[])),
        (f"entry 1 of {CASE}", "somebody else acted"),
    ),
    "when it came changed": (
        lambda: with_acts(act(14, received_at="2031-01-03T08:00:00Z")),
        (f"entry {POSITION} of {CASE}", "act 14 came 2031-01-03"),
    ),
    "its digest changed": (lambda: with_acts(act(14, digest="0" * 64)), (f"act 14 of {CASE}", "not what was")),
    "the last act dropped": (
        lambda: with_acts(drop(24)),
        (f"entry 25 of {CASE}", "answers act 24, which is not here"),
    ),
    "an act doubled": (lambda: with_acts(double(3)), (f"act 4 of {CASE}: act 3 of {CASE} stands in its place",)),
    "acts in another order": (lambda: with_acts(swap(14, 15)), (f"act 14 of {CASE}: act 15 of",)),
    "the procedure swapped": (
        lambda: forging.with_version("procedure", another_name),
        (f"{CASE} was opened under procedure {made.bundle().records[0].head['procedure']} by its entry 1",),
    ),
    "the roster swapped": (
        lambda: forging.with_version("roster", another_holder),
        (f"{CASE} was opened under roster {made.bundle().records[0].head['roster']} by its entry 1",),
    ),
    "the procedure changed under its name": (
        lambda: with_member(
            f"procedures/{address(made.bundle().procedures[0])}.json",
            made.bundle().procedures[0].replace(b"14", b"10"),
        ),
        ("procedures/", "is not what the digest in its name says"),
    ),
    "the procedure left out": (lambda: replace(made.bundle(), procedures=()), ("names procedure", "not here")),
    "the roster left out": (lambda: replace(made.bundle(), rosters=()), ("names roster", "which is not here")),
    "a version nobody names put in": (
        lambda: replace(made.bundle(), rosters=forging.with_version("roster", another_holder).rosters),
        ("no record or entry here names roster",),
    ),
    "the record opened under another moment's versions": (
        lambda: replace(
            made.bundle(),
            records=(
                *made.bundle().records[:2],
                replace(
                    made.bundle().records[2],
                    head={**made.bundle().records[2].head, "procedure": made.bundle().records[2].head["roster"]},
                ),
                made.bundle().records[3],
            ),
        ),
        (f"{MEETING} as opened names procedure", "not here"),
    ),
    "the text swapped": (
        lambda: with_member(f"texts/{TEXT}.txt", b"Noe annet."),
        (f"texts/{TEXT}.txt is not what the digest in its name says",),
    ),
    "the text swapped with its name": (
        another_text,
        (f"the text {TEXT}, which positions were taken on, is not here",),
    ),
    "the minutes swapped": (
        lambda: replaced_document(".txt", b"Protokoll\nSaken ble avvist.\n"),
        ("documents/", "is not what the digest in its name says"),
    ),
    "the minutes swapped with their name": (
        lambda: another_document("txt", b"Protokoll\nSaken ble avvist.\n"),
        ("no entry here names the document",),
    ),
    "the paper swapped with its name": (
        lambda: another_document("pdf", b"%PDF-1.7 et annet"),
        ("no entry here names the document",),
    ),
    "a message to somebody else": (
        lambda: with_message(lambda message: message["recipient"].update(party="halden")),
        ("message 1", f"is not what entry 3 of {CASE} owes that recipient"),
    ),
    "a message of another kind": (
        lambda: with_message(lambda message: message.update(kind="postponed")),
        ("message 1", "is not what entry 3"),
    ),
    "a message because of an entry that is not here": (
        lambda: with_message(lambda message: message.update(seq=99)),
        ("message 1", f"entry 99 of {CASE}, which is not here"),
    ),
    "a message twice": (
        lambda: replace(made.bundle(), messages=made.bundle().messages * 2),
        ("message 2", "stands here twice"),
    ),
}

# --- the log ------------------------------------------------------------------------------------------------------


def with_key(secret: PrivateKey) -> str:
    """Our checkpoint's text signed by another key of the same name."""
    checkpoint = made.bundle().log.checkpoint
    lines = checkpoint.split("\n")[:3]
    return str(sign_checkpoint(Checkpoint(lines[0], int(lines[1]), Tree().root()), secret)).replace(
        made.signed([], secret).split("\n")[2], lines[2]
    )


def renamed(leaf: int, **update: Any) -> Bundle:
    return with_leaves(lambda leaves: leaves.__setitem__(leaf, replace(leaves[leaf], **update)))


def other_log() -> Bundle:
    """Another community's log of the same entries, signed by its own key."""
    heads = forging.leaves_of(made.bundle())
    name = "saksgang.example/log/vestre"
    tree = Tree(head_hash(leaf.record, leaf.seq, leaf.hash) for leaf in heads)
    note = str(sign_checkpoint(Checkpoint(name, tree.size, tree.root()), made.key(9, name)))
    bundle = made.bundle()
    return replace(bundle, log=make_log(bundle.about, bundle.records, heads, note, bundle.log.keys))


def foreign_receipt() -> Bundle:
    """The meeting's receipt for the case's."""
    receipts = made.bundle().log.receipts
    return with_log(receipts={**receipts, CASE: receipts[MEETING]})


def all_anew(secret: PrivateKey, **more: Any) -> Bundle:
    """A position changed, with every hash, the log, its checkpoint and receipts made anew."""
    return forging.relogged(changed(objected), secret, **more)


def keys_slipped_in() -> Bundle:
    """The file of keys with a further key that nobody vouches for, who signs."""
    trust = trust_in(KEY.public)
    document = replace(trust, keys=(*trust.keys, replace(trust.keys[0], key=OTHER_KEY.public, since=5))).written()
    return all_anew(OTHER_KEY, keys=document)


LOG: dict[str, tuple[Any, ...]] = {
    "a leaf changed": (lambda: renamed(leaf_of(CASE), hash="0" * 64), ("is not the one in the log",)),
    "another record's leaf changed": (
        lambda: renamed(leaf_of("case-ostfold-2031-77"), hash="0" * 64),
        ("another root than the checkpoint",),
    ),
    "a leaf dropped": (
        lambda: with_leaves(drop_leaf(CASE, 30)),
        (f"is entry 31 of {CASE}, and entry 30 comes before",),
    ),
    "the last leaf dropped": (
        lambda: with_leaves(lambda leaves: leaves.__delitem__(-1)),
        ("checkpoint is of 129 leaves",),
    ),
    "the case's end cut off, and its leaves": (
        lambda: replace(changed(drop(41, 55)), log=with_leaves(drop_leaf(CASE, *range(41, 56))).log),
        ("the checkpoint is of 129 leaves, and the bundle ends with leaf 113",),
    ),
    "leaves in another order": (
        lambda: with_leaves(lambda leaves: leaves.reverse()),
        (f"is entry 55 of {CASE}, and entry 1 comes before",),
    ),
    "an invented beginning": (
        lambda: with_log(start=127, before=(bytes(32),) * 7, leaves=made.bundle().log.leaves[127:]),
        ("another root than the checkpoint",),
    ),
    "a beginning that is none": (
        lambda: with_log(start=127, before=(), leaves=made.bundle().log.leaves[127:]),
        ("0 hashes are not the right edge of a tree of 127",),
    ),
    "another log's proof": (other_log, ("is of saksgang.example/log/ostfold, and the checkpoint of",)),
    "another record's receipt": (foreign_receipt, (f"the receipt of {CASE}", "the bundle says")),
    "a receipt left out": (lambda: with_log(receipts={}), (f"the receipt of {CASE} is missing",)),
    "a receipt of another checkpoint": (
        lambda: with_log(receipts=forging.relogged(made.bundle(), OTHER_KEY).log.receipts),
        (f"the receipt of {CASE}", "leads to another checkpoint"),
    ),
    "all made anew and signed with the forger's key": (
        lambda: all_anew(OTHER_KEY),
        ("the checkpoint is signed by the log", "no signature of a key that is trusted here"),
    ),
    "all made anew, the forger's key in the file of keys": (
        lambda: all_anew(OTHER_KEY, keys=made.keys(OTHER_KEY)),
        ("the bundle's keys are not those given", "two forms"),
    ),
    "all made anew, a key slipped into the file of keys": (keys_slipped_in, ("the file of keys", "a note is")),
    "the file of keys replaced": (
        lambda: with_log(keys=trust_in(KEY.public).written().replace('"quorum": 0', '"quorum":  0')),
        ("the log's last leaf of its keys is of another file",),
    ),
    "a checkpoint that is none": (lambda: with_log(checkpoint="saksgang\n5\n"), ("the checkpoint", "it is none")),
}


def leaf_of(record: str) -> int:
    return next(n for n, leaf in enumerate(forging.leaves_of(made.bundle())) if leaf.record == record)


def drop_leaf(record: str, *seqs: int) -> Callable[[list[Leaf]], None]:
    def change(leaves: list[Leaf]) -> None:
        leaves[:] = [leaf for leaf in leaves if (leaf.record, leaf.seq) not in {(record, seq) for seq in seqs}]

    return change


# --- the right key ------------------------------------------------------------------------------------------------


def rolled_back() -> Bundle:
    """The register restored to before the decision; another decision is made, signed with the right key."""
    decided = changed(then(drop(16, 55), objected))
    return forging.relogged(decided, KEY, leaves=_longer(decided))


def forked(size: int) -> list[Leaf]:
    """A log that begins as ours does and goes on otherwise."""
    ours = forging.leaves_of(made.bundle())
    return [*ours[:size], *[replace(leaf, hash=address(leaf.hash.encode())) for leaf in ours[size:]]]


RIGHT_KEY: dict[str, tuple[Any, ...]] = {
    "a decided case rewritten; holds a letter from before": (
        lambda: all_anew(KEY),
        ("the log begins with the 100 leaves of a letter", "the past was rewritten"),
        lambda: forging.holds_checkpoint(100),
    ),
    "a decided case rewritten; holds the receipt of a later entry": (
        lambda: all_anew(KEY),
        (f"a receipt says that entry 41 of {CASE} is announced with digest", "the bundle says announced"),
        lambda: forging.holds_receipt(41),
    ),
    "a decided case rewritten; holds the receipt of the position": (
        lambda: all_anew(KEY),
        (f"a receipt says that entry {POSITION} of {CASE} is position taken",),
        lambda: forging.holds_receipt(POSITION),
    ),
    "everything backdated; holds a letter from before": (
        lambda: forging.relogged(_all_backdated(), KEY),
        ("the log begins with the 40 leaves of a letter",),
        lambda: forging.holds_checkpoint(40),
    ),
    "the end cut off and the log with it; holds the receipt of the decision": (
        lambda: forging.relogged(changed(drop(20, 55)), KEY, leaves=_longer(changed(drop(20, 55)))),
        (f"a receipt has entry {DECISION} of {CASE}; the bundle ends with entry 19",),
        lambda: forging.holds_receipt(DECISION),
    ),
    "the register rolled back, another decision made; holds a letter from between": (
        rolled_back,
        ("the log begins with the 60 leaves of a letter",),
        lambda: forging.holds_checkpoint(60),
    ),
    "two logs shown to two parties; holds the letter of the other": (
        made.bundle,
        ("the log begins with the 110 leaves of a letter", "shown in two forms"),
        lambda: replace(HOLDS_KEY, checkpoints=(("a letter", made.signed(forked(90), size=110)),)),
    ),
    "two bundles of one case; holds the other": (
        lambda: all_anew(KEY),
        ("the log begins with the 129 leaves of a letter",),
        lambda: replace(HOLDS_KEY, checkpoints=(("a letter", made.bundle().log.checkpoint),)),
    ),
}


def _all_backdated() -> Bundle:
    """Every entry of the case, and every act, a year before."""
    earlier = changed(backdate())
    return replace(
        earlier,
        records=(replace(earlier.records[0], acts=with_acts(_acts_back).records[0].acts), *earlier.records[1:]),
    )


def _acts_back(acts: list[Json]) -> None:
    for received in acts:
        received["received_at"] = "2030" + received["received_at"][4:]


def _longer(bundle: Bundle) -> list[Leaf]:
    """Its log, with other cases' entries in the places of those cut off."""
    heads = made.heads(bundle.records, made.keys())
    return [*heads, *[Leaf("case-ostfold-2031-78", n, address(b"%d" % n)) for n in range(1, 60)]]


def others() -> Iterator[Any]:
    for name, (make, says) in BESIDE.items():
        yield pytest.param(Forgery(make, says, Held), id=f"holds nothing: {name}")
    for name, (make, says) in LOG.items():
        yield pytest.param(Forgery(make, says), id=f"holds the key: {name}")
    for name, (make, says, held) in RIGHT_KEY.items():
        yield pytest.param(Forgery(make, says, held), id=f"right key: {name}")


FORGERIES = [*records_changed(), *others()]
