"""Forgeries of what a bundle says of the log, with the forger's key or the right one, and what finds them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from audit.bundle.content import Bundle, address
from audit.bundle.make import make_log
from audit.bundle.verify import DERIVED
from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.leaves import head_hash
from audit.log.merkle import Tree
from audit.log.note import PrivateKey
from audit.log.trust import trust_in
from models.acts import ReceivedAct
from models.submission import Claim, Submission, submission_digest
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import (
    CASE,
    DECISION,
    END,
    MEETING,
    POSITION,
    SIZE,
    Json,
    backdate,
    changed,
    drop,
    objected,
    then,
    with_acts,
    with_leaves,
    with_log,
)
from tests.audit.bundle.made import HOLDS_KEY, KEY, OTHER_KEY, Leaf

THIRD_KEY = made.key(3)


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


def leaf_of(record: str, *, last: bool = False) -> int:
    """Where a record's first leaf stands in the log, or its last."""
    places = [n for n, leaf in enumerate(forging.leaves_of(made.bundle())) if leaf.record == record]
    return places[-1 if last else 0]


LAST = leaf_of(CASE, last=True)
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
        (f"checkpoint is of {SIZE} leaves",),
    ),
    "the case's end cut off, and its leaves": (
        lambda: replace(changed(drop(41, END)), log=with_leaves(drop_leaf(CASE, *range(41, END + 1))).log),
        (f"the checkpoint is of {SIZE} leaves, and the bundle ends with leaf {SIZE - (END - 40) - 1}",),
    ),
    "leaves in another order": (
        lambda: with_leaves(lambda leaves: leaves.reverse()),
        (f"is entry 55 of {CASE}, and entry 1 comes before",),
    ),
    "an invented beginning": (
        lambda: with_log(start=LAST, before=(bytes(32),) * LAST.bit_count(), leaves=made.bundle().log.leaves[LAST:]),
        ("another root than the checkpoint",),
    ),
    "a beginning that is none": (
        lambda: with_log(start=LAST, before=(), leaves=made.bundle().log.leaves[LAST:]),
        (f"0 hashes are not the right edge of a tree of {LAST}",),
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
        ("are not those given", "the key given is not this log's, or the bundle is not of the log that it names"),
    ),
    "all made anew, a key slipped into the file of keys": (keys_slipped_in, ("the file of keys", "a note is")),
    "the file of keys replaced": (
        lambda: with_log(keys=trust_in(KEY.public).written().replace('"quorum": 0', '"quorum":  0')),
        ("the log's last leaf of its keys is of another file",),
    ),
    "a checkpoint that is none": (lambda: with_log(checkpoint="saksgang\n5\n"), ("the checkpoint", "it is none")),
}


def drop_leaf(record: str, *seqs: int) -> Callable[[list[Leaf]], None]:
    def change(leaves: list[Leaf]) -> None:
        leaves[:] = [leaf for leaf in leaves if (leaf.record, leaf.seq) not in {(record, seq) for seq in seqs}]

    return change


# --- the right key ------------------------------------------------------------------------------------------------


def rolled_back() -> Bundle:
    """The register restored to before the decision; another decision is made, signed with the right key."""
    decided = changed(then(drop(16, END), objected))
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
        lambda: forging.relogged(changed(drop(20, END)), KEY, leaves=_longer(changed(drop(20, END)))),
        (f"a receipt has entry {DECISION} of {CASE}; the bundle ends with entry 19",),
        lambda: forging.holds_receipt(DECISION),
    ),
    "the register rolled back, another decision made; holds a letter from between": (
        rolled_back,
        ("the log begins with the 60 leaves of a letter",),
        lambda: forging.holds_checkpoint(60),
    ),
    "the end of the case cut off; holds only the key, and the meeting says more": (
        lambda: forging.relogged(forging.without_letters_from(20, changed(drop(20, END))), KEY),
        (DERIVED,),
        lambda: HOLDS_KEY,
    ),
    "a position changed; holds only the key, and the act says otherwise": (
        lambda: all_anew(KEY),
        (DERIVED, f"{CASE}, entry {POSITION}"),
        lambda: HOLDS_KEY,
    ),
    "two logs shown to two parties; holds the letter of the other": (
        made.bundle,
        ("the log begins with the 110 leaves of a letter", "shown in two forms"),
        lambda: replace(HOLDS_KEY, checkpoints=(("a letter", made.signed(forked(90), size=110)),)),
    ),
    "two bundles of one case; holds the other": (
        lambda: all_anew(KEY),
        (f"the log begins with the {SIZE} leaves of a letter",),
        lambda: replace(HOLDS_KEY, checkpoints=(("a letter", made.bundle().log.checkpoint),)),
    ),
}


def _all_backdated() -> Bundle:
    """Every entry and every act of the case a year before, each act under a digest of its own."""
    acts = with_acts(_acts_back).records[0]
    digests = {received["number"]: received["digest"] for received in acts.received}

    def link(entries: list[Json]) -> None:
        for entry in entries:
            if "act" in entry:
                entry["act"]["digest"] = digests[entry["act"]["number"]]

    earlier = changed(then(backdate(), link))
    case = earlier.records[0]
    head = {**case.head, "opened_at": "2030" + case.head["opened_at"][4:]}
    return replace(earlier, records=(replace(case, head=head, acts=acts.acts), *earlier.records[1:]))


def _acts_back(acts: list[Json]) -> None:
    for received in acts:
        received["received_at"] = "2030" + received["received_at"][4:]
        if "due_at" in received["act"]:
            received["act"]["due_at"] = "2030" + received["act"]["due_at"][4:]
        read = ReceivedAct.model_validate_json(json.dumps(received))
        claim = Claim(**{name: getattr(read.actor, name) for name in Claim.model_fields})
        submission = Submission(act_id=read.act_id, claim=claim, act=read.act)
        received["digest"] = submission_digest(None if read.number == 1 else read.record, submission)


def _longer(bundle: Bundle) -> list[Leaf]:
    """Its log, with other cases' entries in the places of those cut off."""
    heads = made.heads(bundle.records, made.keys())
    return [*heads, *[Leaf("case-ostfold-2031-78", n, address(b"%d" % n)) for n in range(1, 60)]]
