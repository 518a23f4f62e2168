"""A log shown in two forms is found (bar C5); what signs it signs nothing else (bar C8)."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from audit.log.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from audit.log.merkle import Tree, leaf_hash, proves_consistency
from audit.log.note import KeyUse, Note, PrivateKey, UnreadableNote, signed
from audit.log.signer import Memory, WouldFork, extended
from audit.log.trust import HEADING, trust_in
from audit.log.witness import Request, Witness
from cli.audit_log import among_each_other, with_tree

ORIGIN = "saksgang.example/log/ostfold"
KEY = PrivateKey.new(ORIGIN, KeyUse.LOG)
TRUST = trust_in(KEY.public)
WITNESS = Witness(PrivateKey.new("moss.example/w", KeyUse.WITNESS), {ORIGIN: TRUST}, {})
MOST = 14
NOW = 1_900_000_000


def view(name: str, split: int) -> Tree:
    """The log as it is shown to one half: the same to `split`, and something else after."""
    return Tree(leaf_hash(f"{'' if n < split else name}{n}".encode()) for n in range(MOST))


def shown(tree: Tree, size: int) -> str:
    return str(sign_checkpoint(Checkpoint(ORIGIN, size, tree.root(size)), KEY))


SPLITS = [(split, view("a", split), view("b", split)) for split in range(MOST)]
AFTER = [(a, b, split, one, two) for split, one, two in SPLITS for a, b in
         [*combinations(range(split + 1, MOST + 1), 2), *((n, n) for n in range(split + 1, MOST + 1))]]  # fmt: skip


def test_any_two_holders_find_it_when_they_compare() -> None:
    """At one size by themselves; at two, the one with the log as the other is shown it."""
    found = 0
    for a, b, _split, one, two in AFTER:
        theirs, ours = shown(one, a), shown(two, b)
        if a == b:
            outcomes = [check.outcome for check in among_each_other([("theirs", theirs), ("ours", ours)], TRUST)]
            assert "broken" in outcomes
        assert with_tree("theirs", theirs, two, TRUST).outcome == "broken"
        assert with_tree("ours", ours, one, TRUST).outcome == "broken"
        assert not proves_consistency(a, one.root(a), b, two.root(b), two.consistency(a, b))
        found += 1

    assert found == sum(n * (n + 1) // 2 for n in range(1, MOST + 1)) == 560


def test_it_is_found_among_many_of_one_name() -> None:
    _, one, two = SPLITS[3]
    notes = [("a folder", shown(one, 4 + number % 5)) for number in range(50)]

    checks = among_each_other([*notes, ("a folder", shown(two, 6))], None)

    assert [check.outcome for check in checks] == ["proved"] * 45 + ["broken"]


def test_a_witness_cosigns_one_of_them() -> None:
    """Whichever it has seen first, it never cosigns the other, with whatever proof the log makes of either."""
    refused = 0
    for a, b, _split, one, two in AFTER:
        seen = WITNESS.after(WITNESS.answered(str(Request(0, (), shown(one, a))), NOW))
        for proof in {two.consistency(a, b), one.consistency(a, b), ()}:
            answer = seen.answered(str(Request(a, proof, shown(two, b))), NOW)
            assert answer.status in (409, 422)
            assert answer.seen == seen.seen
            refused += 1

    assert refused > 1_000


def test_the_same_log_is_no_second_view() -> None:
    for a, b, _split, one, _two in AFTER:
        assert with_tree("held", shown(one, a), one, TRUST).outcome == "proved"
        seen = WITNESS.after(WITNESS.answered(str(Request(0, (), shown(one, a))), NOW))
        assert seen.answered(str(Request(a, one.consistency(a, b), shown(one, b))), NOW).status == 200


def test_of_a_thousand_trees_only_those_are_signed_that_the_last_has_grown_into() -> None:
    chance = random.Random(8)
    leaves = [leaf_hash(bytes([n])) for n in range(30)]
    memory = extended(Memory(ORIGIN), Tree(leaves[:20]), KEY)
    signed_anew = 0
    for _ in range(1_000):
        tried = leaves[: chance.randrange(12, 31)]
        match chance.randrange(4):
            case 0:
                tried[chance.randrange(len(tried))] = leaf_hash(b"another")
            case 1:
                tried.insert(chance.randrange(len(tried)), leaf_hash(b"one more"))
            case 2:
                chance.shuffle(tried)
            case _:
                pass
        honest = len(tried) >= 20 and tried[:20] == leaves[:20]
        try:
            note = str(extended(memory, Tree(tried), KEY).note)
        except WouldFork:
            assert not honest
            continue
        checkpoint, read = read_checkpoint(note)
        assert honest
        assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, len(tried), Tree(tried).root())
        assert read.text == checkpoint.text
        signed_anew += 1

    assert 100 < signed_anew < 500


@pytest.mark.parametrize("origin", ["saksgang.example/log/bergen", "saksgang.example/log", "moss.example/w"])
def test_the_key_signs_for_no_other_log(origin: str) -> None:
    with pytest.raises(UnreadableNote, match="does not sign for"):
        sign_checkpoint(Checkpoint(origin, 1, leaf_hash(b"")), KEY)


def test_what_is_said_of_keys_is_never_taken_for_a_checkpoint() -> None:
    text = f"{HEADING}\n{ORIGIN}\nfollows from 7\n{KEY.public}\n"

    with pytest.raises(UnreadableNote):
        read_checkpoint(str(Note(text, (signed(text, KEY),))))
