"""What the log proves of a bundle, check by check: what is said of what is there, and of what is not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from audit.bundle import logged, make
from audit.bundle.container import UnreadableBundle
from audit.bundle.content import Bundle
from audit.bundle.logged import Held, Log, checks_of_log
from audit.bundle.records import kind_of
from audit.bundle.verify import DERIVED, checks_of
from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.leaves import head_hash, head_leaf
from audit.log.merkle import Tree
from audit.log.proof import read_proof
from audit.log.receipt import FORMAT, make_receipt
from audit.log.trust import followed, revoked, trust_in, trust_in_one
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED
from models.canonical import canonical_bytes
from tests.audit.bundle import forging, made
from tests.audit.bundle.forging import CASE, END, MEETING, SIZE
from tests.audit.bundle.made import FOUNDED, HOLDS_KEY, KEY, ORIGIN, OTHER_KEY, Leaf
from tests.rules.world import COMMUNITY

RECORDS = [part.record for part in made.bundle().records]
LEAVES = forging.leaves_of(made.bundle())
ENTRIES = "the log has these entries, and no other of these records"
HERE = "every record that the story leads to is here"
ROOT = "the leaves lead to the checkpoint"
RECEIPTS = "the receipts lead to the checkpoint"
KEYS = "the file of keys is in the log, and goes on from the key given"
SIGNED = "the checkpoint is signed by the log"
CUT_OFF = "no record's end is cut off"
VESTRE = "saksgang.example/log/vestre"


def found(bundle: Bundle, held: Held = HOLDS_KEY) -> list[tuple[str, str, str]]:
    """Every check, by what was checked."""
    return [(check.what, check.outcome, check.why) for check in checks_of_log(bundle, held)]


def of(what: str, bundle: Bundle, held: Held = HOLDS_KEY) -> tuple[str, str]:
    """How one of the checks ended, and why."""
    [(outcome, why)] = [(outcome, why) for name, outcome, why in found(bundle, held) if name == what]
    return outcome, why


def late(monkeypatch: pytest.MonkeyPatch, bundle: Bundle | None = None, most: int = 20) -> Bundle:
    """A bundle that has the last of the log's leaves only."""
    monkeypatch.setattr(make, "AT_MOST", most)
    return forging.relogged(bundle or made.bundle(), KEY, leaves=LEAVES)


def older(size: int) -> Bundle:
    """The bundle with a checkpoint of when the log had so many leaves."""
    bundle = made.bundle()
    log = make.make_log(bundle.about, bundle.records, LEAVES[:size], made.signed(LEAVES[:size]), bundle.log.keys)
    return replace(bundle, log=log)


def left_out(bundle: Bundle, record: str) -> Bundle:
    """The bundle without a record, and without its receipt."""
    receipts = {name: text for name, text in bundle.log.receipts.items() if name != record}
    records = tuple(part for part in bundle.records if part.record != record)
    return replace(bundle, records=records, log=replace(bundle.log, receipts=receipts))


def without_receipt(bundle: Bundle, record: str) -> Bundle:
    """The bundle without the receipt of a record."""
    receipts = {name: text for name, text in bundle.log.receipts.items() if name != record}
    return replace(bundle, log=replace(bundle.log, receipts=receipts))


def holding(*notes: str, **more: Any) -> Held:
    """Somebody who has kept these checkpoints."""
    return replace(HOLDS_KEY, checkpoints=tuple(("a letter", note) for note in notes), **more)


def receipt(place: int, size: int | None = None, leaves: list[Leaf] | None = None, entries: Any = None) -> str:
    """The receipt of the entry at a place in the log, under a checkpoint of so many leaves."""
    kept = (leaves or LEAVES)[: size or place + 1]
    tree = Tree(head_hash(leaf.record, leaf.seq, leaf.hash) for leaf in kept)
    leaf = kept[place]
    part = forging.part_of(made.bundle(), leaf.record) if entries is None else None
    said = entries or ((part.entries[leaf.seq - 1].decode(),) if part else ())
    return str(make_receipt(tree, place, made.signed(kept), said))


def last_of(record: str) -> int:
    """Where a record's last leaf stands."""
    return max(place for place, leaf in enumerate(LEAVES) if leaf.record == record)


class TestAllOfIt:
    """A bundle with all of the log's leaves."""

    def test_every_check_says_what_it_found(self) -> None:
        count = len(RECORDS)

        assert found(made.bundle()) == [
            (ENTRIES, PROVED, f"{SIZE} leaves, the end of {count} of {count} records among them"),
            (HERE, PROVED, f"{count} records"),
            (ROOT, PROVED, f"{ORIGIN} at {SIZE} leaves"),
            (RECEIPTS, PROVED, f"{count} receipts"),
            (KEYS, PROVED, "1 key, 0 revoked"),
            (SIGNED, PROVED, f"{ORIGIN} ({KEY.public.key_id.hex()})"),
        ]

    def test_without_a_key_nothing_of_the_keys_is_proved(self) -> None:
        assert of(KEYS, made.bundle(), Held()) == (NOT_CHECKED, "no key was given")
        assert of(SIGNED, made.bundle(), Held())[0] == NOT_CHECKED

    def test_a_checkpoint_that_is_none_is_all_that_is_said(self) -> None:
        [only] = found(forging.with_log(checkpoint="saksgang\n5\n"))

        assert only[:2] == ("the checkpoint", BROKEN)

    def test_where_a_leaf_is_none_nothing_is_said_of_what_rests_on_it(self) -> None:
        bundle = forging.with_log(leaves=(canonical_bytes({"seq": 1}), *made.bundle().log.leaves[1:]))

        assert of(ENTRIES, bundle) == (BROKEN, "leaf 0 of the log is no head of a record")
        assert of(HERE, bundle) == (NOT_CHECKED, "leaf 0 of the log is no head of a record")
        assert of(KEYS, bundle)[1].startswith("it is not what it says: leaf 0")

    def test_what_this_program_does_not_know_is_not_checked(self) -> None:
        newer = forging.changed(forging.body(3, kind="something_newer"))
        outcome, why = of(HERE, newer)

        assert (outcome, why.startswith("this program does not know ")) == (NOT_CHECKED, True)
        *_, last, _ = checks_of(forging.relogged(newer, KEY), HOLDS_KEY)
        assert (last.what, last.outcome, last.why.split(" does ")[0]) == (DERIVED, NOT_CHECKED, "this program")

    @pytest.mark.parametrize(
        "update",
        [{"seq": "1"}, {"seq": True}, {"seq": None}, {"record": 5}, {"hash": 5}, {"hash": None}, {"more": 1}],
        ids=str,
    )
    def test_a_leaf_is_a_head_and_nothing_else(self, update: dict[str, Any]) -> None:
        head = json.loads(head_leaf(CASE, 1, "0" * 64))
        bundle = forging.with_log(leaves=(*made.bundle().log.leaves, canonical_bytes(head | update)))

        assert of(ENTRIES, bundle) == (BROKEN, f"leaf {SIZE} of the log is no head of a record")

    @pytest.mark.parametrize(
        "update", [{}, {"seq": 0}, {"seq": -1}, {"seq": 10**15}, {"record": "sak-ø"}, {"hash": "x"}]
    )
    def test_one_that_is_not_as_they_all_are_is_read_alike(self, update: dict[str, Any]) -> None:
        head = json.loads(head_leaf(CASE, 7, "0" * 64)) | update
        line = canonical_bytes(head)

        *_, last = Log(forging.with_log(leaves=(*made.bundle().log.leaves, line))).leaves

        assert (last.position, last.record, last.seq, last.digest) == (
            SIZE,
            head["record"],
            head["seq"],
            head["hash"],
        )

    def test_those_that_are_as_they_all_are_are_not_read_as_json(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(logged, "read_json", None)

        assert [leaf.position for leaf in Log(made.bundle()).leaves] == [*range(SIZE)]

    def test_a_leaf_that_is_no_json_is_unreadable(self) -> None:
        with pytest.raises(UnreadableBundle, match=r"log/leaves\.jsonl, line 3"):
            _ = Log(forging.with_log(leaves=(made.bundle().log.leaves[0], b"x"))).leaves


class TestEntries:
    """Leaf by leaf, what the bundle has."""

    def test_no_leaf_of_the_record_it_is_about(self) -> None:
        """An export begins with one of its leaves, where the log has any."""
        ended = forging.with_log(start=SIZE - 1, leaves=made.bundle().log.leaves[-1:])

        assert LEAVES[-1].record != CASE
        assert of(ENTRIES, ended) == (
            BROKEN,
            f"the leaves here hold no entry of {CASE}, and there is a receipt of one",
        )

    def test_one_that_was_exported_before_the_log_had_it(self) -> None:
        early = older(1)

        assert of(ENTRIES, early)[0] == PROVED
        assert f"entries 1 to {len(early.records[0].entries)} of {CASE} stand in the log" in [
            what for what, outcome, _ in found(early) if outcome == NOT_CHECKED
        ]

    def test_records_that_the_checkpoint_does_not_have_yet(self) -> None:
        bundle = older(3)
        with_leaves = sorted({leaf.record for leaf in LEAVES[:3]} & set(RECORDS))

        outcome, why = of(ENTRIES, bundle)
        assert (outcome, why) == (
            PROVED,
            f"3 leaves, the end of {len(with_leaves)} of {len(RECORDS)} records among them",
        )
        told = [what for what, _, why in found(bundle) if why.startswith("no checkpoint has them yet; export again")]
        lengths = {part.record: len(part.entries) for part in made.bundle().records}
        assert told == [
            f"entries {2 if record in with_leaves else 1} to {lengths[record]} of {record} stand in the log"
            for record in RECORDS
        ]
        assert of(RECEIPTS, bundle) == (PROVED, f"{len(with_leaves)} receipts")

    def test_what_is_not_in_the_log_yet_is_not_said_to_be_cut_off(self) -> None:
        assert CUT_OFF not in [what for what, _, _ in found(older(3))]

    def test_the_first_leaf_of_a_record_is_of_its_first_entry(self) -> None:
        leaves = [leaf for leaf in LEAVES if (leaf.record, leaf.seq) != (CASE, 1)]
        bundle = forging.with_log(leaves=tuple(head_leaf(x.record, x.seq, x.hash) for x in leaves))

        place = next(n for n, leaf in enumerate(leaves) if leaf.record == CASE)
        assert of(ENTRIES, bundle)[1] == f"leaf {place} of the log is entry 2 of {CASE}, and entry 1 comes before it"

    def test_whatever_an_entry_is_said_to_be_it_has_the_digest_in_the_log(self) -> None:
        place = last_of(CASE)
        outcome, why = of(ENTRIES, forging.with_leaves(lambda x: x.__setitem__(place, Leaf(CASE, END, "0" * 64))))

        assert (outcome, why.split(" is not the one")[0]) == (
            BROKEN,
            f"entry {END} of {CASE} ({kind_of(forging.part_of(made.bundle(), CASE).told[-1])})",
        )
        assert why.endswith(f"leaf {place} of the log says {'0' * 64}")


class TestLate:
    """A bundle that has only the last of the leaves: what may have stood before them is not called proved."""

    def test_the_leaves_begin_where_the_record_has_its_last_or_earlier(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bundle = late(monkeypatch)
        start = bundle.log.start
        hidden = [record for record in RECORDS if last_of(record) < start]

        assert 0 < start == min(last_of(CASE), SIZE - 20)
        assert of(ROOT, bundle) == (PROVED, f"{ORIGIN} at {SIZE} leaves")
        assert of(RECEIPTS, bundle) == (PROVED, f"{len(RECORDS)} receipts")
        assert of(KEYS, bundle) == (NOT_CHECKED, "its leaf is before those that are here")
        outcome, why = of(CUT_OFF, bundle)
        assert outcome == NOT_CHECKED
        assert why.startswith(f"the leaves here begin with {start}, and there is none of {', '.join(hidden)}; ")
        assert len(hidden) == len(RECORDS) - 1
        assert [what for what, _, _ in found(bundle) if what.startswith("entries ")] == []

    def test_where_each_record_has_a_leaf_nothing_is_hidden(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bundle = late(monkeypatch, most=SIZE - 1)

        assert bundle.log.start == 1
        assert CUT_OFF not in [what for what, _, _ in found(bundle)]
        assert of(HERE, bundle) == (PROVED, f"{len(RECORDS)} records")

    def test_all_of_it_says_nothing_of_the_kind(self) -> None:
        assert [what for what, _, _ in found(made.bundle()) if what == CUT_OFF] == []

    def test_of_a_record_without_a_receipt_nothing_is_proved(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It may have come after the checkpoint, as a meeting that a case has just been placed in."""
        bundle = late(monkeypatch)
        less = without_receipt(bundle, MEETING)

        assert of(RECEIPTS, less) == (PROVED, f"{len(RECORDS) - 1} receipts")
        [told] = [check for check in found(less) if check[0].startswith("entries ")]
        assert told == (
            f"entries 1 to {len(forging.part_of(bundle, MEETING).entries)} of {MEETING} stand in the log",
            NOT_CHECKED,
            "no checkpoint has them yet, or their leaves and receipt were left out; export again when one does",
        )

    def test_the_communitys_receipt_is_wanted_since_its_leaves_are_the_first(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        less = without_receipt(late(monkeypatch), FOUNDED)

        assert of(RECEIPTS, less) == (BROKEN, f"the receipt of {FOUNDED} is missing")

    def test_a_receipt_that_cannot_be_read_speaks_of_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bundle = late(monkeypatch)
        spoiled = replace(bundle, log=replace(bundle.log, receipts={**bundle.log.receipts, MEETING: "x"}))

        assert of(RECEIPTS, spoiled)[1].startswith(f"the receipt of {MEETING}: ")
        assert any(what.startswith("entries 1 to ") and MEETING in what for what, _, _ in found(spoiled))

    def test_a_record_that_is_named_may_stand_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def name_one(acts: list[dict[str, Any]]) -> None:
            acts[0]["act"]["agreement"] = "agreement-ostfold-9"

        naming = forging.with_acts(name_one)
        outcome, why = of(HERE, late(monkeypatch, naming))

        assert (outcome, why) == (
            NOT_CHECKED,
            f"{CASE} names agreement-ostfold-9, which may stand in the log before the leaves here",
        )

    def test_the_communitys_record_is_there_whatever_the_leaves_say(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bundle = late(monkeypatch)
        less = left_out(bundle, FOUNDED)

        assert of(HERE, less) == (BROKEN, f"{FOUNDED}, the record of the community, is not here")

    def test_a_record_left_out_of_which_there_is_a_leaf(self) -> None:
        less = left_out(made.bundle(), MEETING)
        place = next(n for n, leaf in enumerate(LEAVES) if leaf.record == MEETING)

        assert of(HERE, less) == (BROKEN, f"{CASE} names {MEETING}, which is not here; leaf {place} is of it")

    @pytest.mark.parametrize(
        ("size", "outcome", "why"),
        [
            (
                -1,
                NOT_CHECKED,
                "the bundle has only the leaves from {start} on; `saksgang audit compare` asks the log",
            ),
            (0, PROVED, "of {end}"),
            (7, PROVED, "of {end}"),
            (None, PROVED, "of {end}"),
        ],
    )
    def test_a_letter_of_before_them(
        self, monkeypatch: pytest.MonkeyPatch, size: int | None, outcome: str, why: str
    ) -> None:
        bundle = late(monkeypatch)
        start = bundle.log.start
        held = SIZE if size is None else start + size

        found_outcome, said = of(
            f"the log begins with the {held} leaves of a letter", bundle, holding(made.signed(LEAVES, size=held))
        )
        assert (found_outcome, said) == (outcome, why.format(start=start, end=SIZE))

    def test_several_letters_are_each_compared(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bundle = late(monkeypatch)
        sizes = (SIZE, bundle.log.start + 3, bundle.log.start + 9)
        checks = found(bundle, holding(*(made.signed(LEAVES, size=size) for size in sizes)))

        assert [check[1] for check in checks[-3:]] == [PROVED] * 3

    def test_hashes_before_them_that_are_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bundle = late(monkeypatch)
        less = replace(bundle, log=replace(bundle.log, before=bundle.log.before[1:]))
        letter = holding(made.signed(LEAVES, size=bundle.log.start + 3))

        for what in (ROOT, f"the log begins with the {bundle.log.start + 3} leaves of a letter"):
            outcome, why = of(what, less, letter)
            assert (outcome, "log/leaves.jsonl: " in why) == (BROKEN, True)


class TestRoot:
    """The leaves are those that the checkpoint was signed over, all of them and no other."""

    def test_one_too_few_or_too_many(self) -> None:
        for leaves, count in ((LEAVES[:-1], SIZE - 1), ([*LEAVES, Leaf("x", 1, "0" * 64)], SIZE + 1)):
            bundle = forging.with_log(leaves=tuple(head_leaf(x.record, x.seq, x.hash) for x in leaves))

            assert of(ROOT, bundle) == (
                BROKEN,
                f"the checkpoint is of {SIZE} leaves, and the bundle ends with leaf {count - 1}",
            )

    def test_the_roots_that_can_be_told(self) -> None:
        roots = Log(made.bundle()).roots([5, SIZE, SIZE + 1, 0, 5])

        assert set(roots) == {0, 5, SIZE}
        for size, root in roots.items():
            assert root == Tree(head_hash(x.record, x.seq, x.hash) for x in LEAVES[:size]).root()


class TestReceipts:
    """Those in the bundle, each of its record's end."""

    def test_one_that_proves_nothing_is_named(self) -> None:
        def spoil(text: str) -> str:
            extra, *others = text.split("\n")
            return "\n".join([extra, *others[:1], "A" * 43 + "=", *others[2:]]) if others else text

        receipts = {**made.bundle().log.receipts, MEETING: receipt(last_of(MEETING), leaves=LEAVES)}
        assert of(RECEIPTS, forging.with_log(receipts=receipts)) == (
            BROKEN,
            f"the receipt of {MEETING} leads to another checkpoint",
        )
        spoiled = {**made.bundle().log.receipts, MEETING: spoil(made.bundle().log.receipts[MEETING])}
        outcome, why = of(RECEIPTS, forging.with_log(receipts=spoiled))
        assert (outcome, why.startswith(f"the receipt of {MEETING}: ")) == (BROKEN, True)

    def test_one_whose_entries_are_none_is_named(self) -> None:
        proof = replace(
            read_proof(made.bundle().log.receipts[MEETING]), extra=b'{"entries":5,"format":"saksgang-receipt/1"}'
        )

        outcome, why = of(RECEIPTS, forging.with_log(receipts={**made.bundle().log.receipts, MEETING: str(proof)}))

        assert (outcome, why) == (BROKEN, f"the receipt of {MEETING}: a receipt holds entries in the form {FORMAT}")

    def test_one_of_an_entry_that_is_not_here(self) -> None:
        cut = forging.changed(forging.drop(END), record=CASE)

        assert of(RECEIPTS, cut) == (
            BROKEN,
            f"the receipt of {CASE} has entry {END} of {CASE}; the bundle ends with entry {END - 1}",
        )

    def test_one_of_the_first_entry(self) -> None:
        first = receipt(next(n for n, leaf in enumerate(LEAVES) if leaf.record == CASE), SIZE)
        outcome, why = of(RECEIPTS, forging.with_log(receipts={**made.bundle().log.receipts, CASE: first}))

        assert (outcome, why) == (PROVED, f"{len(RECORDS)} receipts")


def other_keys(document: str, leaves: Iterable[Leaf] = ()) -> Bundle:
    """The log over these leaves, with another file of keys."""
    heads = list(leaves) or LEAVES
    bundle = made.bundle()
    log = make.make_log(bundle.about, bundle.records, heads, made.signed(heads), bundle.log.keys)
    return replace(bundle, log=replace(log, keys=document))


class TestKeys:
    """The file of keys is the log's own, and goes with what whoever verifies holds."""

    def test_none_of_it_in_the_log(self) -> None:
        assert of(KEYS, other_keys(made.keys(), LEAVES[1:])) == (BROKEN, "no leaf of the log is of it")

    def test_the_last_in_the_log_is_another(self) -> None:
        newer = Leaf(f"keys-{COMMUNITY}", 2, "0" * 64)

        for leaves in ([*LEAVES, newer], [replace(newer, seq=1), *LEAVES[1:]]):
            assert of(KEYS, other_keys(made.keys(), leaves)) == (
                BROKEN,
                "the log's last leaf of its keys is of another file of keys",
            )

    def test_of_another_log(self) -> None:
        theirs = made.key(9, VESTRE)
        vestre = forging.with_log(keys=trust_in(theirs.public).written())

        assert of(KEYS, vestre, Held()) == (BROKEN, f"it is of {VESTRE}, and the checkpoint of {ORIGIN}")
        assert of(KEYS, made.bundle(), Held(trust=trust_in(theirs.public))) == (
            BROKEN,
            f"the keys given are those of {VESTRE}, and the bundle is of {ORIGIN}",
        )

    def test_that_go_on_from_nothing_given(self) -> None:
        outcome, why = of(KEYS, made.bundle(), Held(trust=trust_in(OTHER_KEY.public)))

        assert (outcome, "neither go on from the other" in why) == (BROKEN, True)

    def test_one_key_that_is_not_among_them_may_be_a_later_one_or_theirs_a_forgers(self) -> None:
        """A letter of after a change of keys, and a bundle of before it: nothing is shown to be false."""
        held = Held(trust=trust_in_one(OTHER_KEY.public))

        outcome, why = of(KEYS, made.bundle(), held)
        assert (outcome, "older than that key, or somebody has made it with keys of their own" in why) == (
            NOT_CHECKED,
            True,
        )
        outcome, why = of(SIGNED, made.bundle(), held)
        assert (outcome, "no signature of the one key given" in why) == (NOT_CHECKED, True)
        assert BROKEN not in {outcome for _, outcome, _ in found(made.bundle(), held)}

    def test_whatever_key_is_given_the_bundle_is_signed_by_one_of_its_own(self) -> None:
        held = Held(trust=trust_in_one(made.key(3).public))

        assert of(SIGNED, forging.relogged(made.bundle(), OTHER_KEY), held)[0] == BROKEN
        assert of(SIGNED, forging.with_log(keys="{}"), held)[0] == NOT_CHECKED

    def test_the_file_of_before_has_to_be_that_of_the_leaf_whatever_key_is_given(self) -> None:
        held = Held(trust=trust_in_one(OTHER_KEY.public))

        assert of(KEYS, other_keys(made.keys(), LEAVES[1:]), held) == (BROKEN, "no leaf of the log is of it")

    def test_a_letter_of_one_key_that_is_not_among_them_is_compared(self) -> None:
        held = replace(holding(made.signed(LEAVES[1:], OTHER_KEY, size=100)), trust=trust_in_one(OTHER_KEY.public))

        assert of("the log begins with the 100 leaves of a letter", made.bundle(), held)[0] == BROKEN

    ROTATED = followed(trust_in(KEY.public), KEY, OTHER_KEY, SIZE + 10)
    REVOKED = revoked(ROTATED, KEY.public, SIZE - 5, "stolen", OTHER_KEY)

    def test_a_thief_who_leaves_a_revocation_out_is_not_believed_by_who_has_the_key_after_it(self) -> None:
        document = self.ROTATED.written()
        stolen = forging.relogged(made.bundle(), KEY, keys=document, leaves=made.heads(made.parts(), document))

        told = {what: (outcome, why) for what, outcome, why in found(stolen, Held(trust_in_one(OTHER_KEY.public)))}

        assert "no key from there on has signed the checkpoint" in told[KEYS][1]
        assert "and only the log's file of keys tells if it was revoked" in told[SIGNED][1]
        assert [outcome for outcome, _ in told.values()] == [PROVED] * 4 + [NOT_CHECKED] * 2

    def test_what_a_key_after_it_has_signed_vouches_for_the_file_and_so_for_the_keys_before(self) -> None:
        """The letter is of the first key, and the bundle of the second, which alone is given."""
        trust = followed(trust_in(KEY.public), KEY, OTHER_KEY, 60)
        leaves = made.heads(made.parts(), trust.written())
        bundle = forging.relogged(made.bundle(), OTHER_KEY, keys=trust.written(), leaves=leaves)
        held = replace(holding(made.signed(leaves, KEY, size=50)), trust=trust_in_one(OTHER_KEY.public))

        assert {outcome for _, outcome, _ in found(bundle, held)} == {PROVED}

    def test_an_honest_bundle_that_a_key_signed_after_the_size_it_was_revoked_from_is_not_called_false(self) -> None:
        outcome, why = of(SIGNED, made.bundle(), Held(trust=self.REVOKED))

        assert (outcome, "was revoked for trees of more than" in why) == (NOT_CHECKED, True)

    def test_that_are_none(self) -> None:
        outcome, why = of(KEYS, forging.with_log(keys="{}"))

        assert (outcome, why.startswith("it is not what it says: ")) == (BROKEN, True)


class TestLetters:
    """A checkpoint that somebody has kept."""

    def letter(self, note: str, bundle: Bundle | None = None, **held: Any) -> tuple[str, str]:
        """How the comparison ends, and why."""
        *_, check = checks_of_log(bundle or made.bundle(), holding(note, **held))
        assert check.what.endswith("leaves of a letter")
        return check.outcome, check.why

    def test_of_the_same_log(self) -> None:
        for size in (0, 1, 100, SIZE):
            assert self.letter(made.signed(LEAVES, size=size)) == (PROVED, f"of {SIZE}")

    def test_of_another_form_of_it(self) -> None:
        other = [*LEAVES[:90], *(replace(leaf, hash="0" * 64) for leaf in LEAVES[90:])]

        assert self.letter(made.signed(other, size=90))[0] == PROVED
        assert self.letter(made.signed(other, size=91)) == (
            BROKEN,
            "its root is another one: the past was rewritten, or shown in two forms",
        )

    def test_that_anybody_may_have_signed(self) -> None:
        other = [replace(leaf, hash="0" * 64) for leaf in LEAVES]

        for notes, said in ((LEAVES, "it agrees"), (other, "its root is another one")):
            outcome, why = self.letter(made.signed(notes, OTHER_KEY, size=100))
            assert (outcome, why.startswith(f"{said}; but it may be invented: ")) == (NOT_CHECKED, True)

    def test_of_a_longer_log(self) -> None:
        assert self.letter(made.signed(LEAVES), older(100)) == (
            NOT_CHECKED,
            "the bundle ends at 100; export it again, and compare that",
        )

    def test_of_another_log(self) -> None:
        note = str(sign_checkpoint(Checkpoint(VESTRE, 5, Tree().root()), made.key(9, VESTRE)))

        assert self.letter(note) == (NOT_CHECKED, f"it is of {VESTRE}, and the bundle of {ORIGIN}")
