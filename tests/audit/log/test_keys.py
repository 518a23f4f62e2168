"""The file of a log's keys: what it holds, who vouches for each line of it, and what is none of it (bar C7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from audit.log.checkpoint import Checkpoint, cosign, sign_checkpoint
from audit.log.merkle import Tree, leaf_hash
from audit.log.note import KeyUse, Note, PrivateKey, Unproved, UnreadableNote, signed
from audit.log.trust import (
    HEADING,
    Guardians,
    KeySince,
    NotWitnessed,
    Revoked,
    Trust,
    Undecided,
    check_trust,
    followed,
    guarded,
    guarding,
    read_trust,
    replaced,
    replacing,
    revoked,
    together,
    trust_in,
    trust_in_one,
)

ORIGIN = "saksgang.example/log/ostfold"
FIRST, SECOND, THIRD, STRANGER = (PrivateKey.new(ORIGIN, KeyUse.LOG) for _ in range(4))
HALDEN, MOSS, RADE = (PrivateKey.new(f"{name}.example/key", KeyUse.LOG) for name in "hmr")
ONE_W, TWO_W = (PrivateKey.new(f"{name}.example/w", KeyUse.WITNESS) for name in "ot")
LEAVES = [leaf_hash(bytes([number])) for number in range(20)]
PARTIES = (HALDEN.public, MOSS.public)

ONE = trust_in(FIRST.public)
TWO = followed(ONE, FIRST, SECOND, 10)
THREE = followed(TWO, SECOND, THIRD, 14)
REVOKED = revoked(THREE, FIRST.public, 6, "stolen", THIRD)
GUARDED = guarded(ONE, PARTIES, 2, 4, FIRST)


def at(size: int, *keys: PrivateKey) -> str:
    checkpoint = Checkpoint(ORIGIN, size, Tree(LEAVES[:size]).root())
    return str(Note(checkpoint.text, tuple(signed(checkpoint.text, key) for key in keys or (FIRST,))))


def lost(trust: Trust, new: PrivateKey, since: int = 10, by: tuple[PrivateKey, ...] = (HALDEN, MOSS)) -> Trust:
    text = replacing(trust, new.public, since, "burnt")
    return replaced(trust, new, since, "burnt", [signed(text, party) for party in by])


def said(trust: Trust) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(trust.written())
    return document


class TestWritten:
    """The file holds what the keys are, and nothing that is not said."""

    def test_of_one_key(self) -> None:
        assert said(ONE) == {
            "format": "saksgang-log-keys/1",
            "origin": ORIGIN,
            "keys": [{"key": str(FIRST.public), "since": 0}],
            "revoked": [],
            "witnesses": [],
            "quorum": 0,
        }

    def test_of_what_is_said_of_keys(self) -> None:
        document = said(replace(REVOKED, witnesses=(ONE_W.public,), quorum=1))

        assert [set(key) for key in document["keys"]] == [{"key", "since"}, *[{"key", "since", "statement"}] * 2]
        assert [key["since"] for key in document["keys"]] == [0, 10, 14]
        assert set(document["revoked"][0]) == {"key", "after", "reason", "statement"}
        assert (document["witnesses"], document["quorum"]) == ([str(ONE_W.public)], 1)

    def test_of_guardians_and_of_a_loss(self) -> None:
        document = said(lost(GUARDED, SECOND))

        assert document["keys"][1]["lost"] == "burnt"
        assert document["guardians"] == [
            {
                "keys": [str(key) for key in PARTIES],
                "needed": 2,
                "since": 4,
                "statement": GUARDED.guardians[0].statement,
            }
        ]

    @pytest.mark.parametrize("trust", [ONE, TWO, THREE, REVOKED, GUARDED, lost(GUARDED, SECOND)], ids=range(6))
    def test_is_read_as_it_is_written(self, trust: Trust) -> None:
        assert read_trust(trust.written()) == read_trust(f"\n {trust.written()}") == trust
        assert trust.current == trust.keys[-1].key


class TestRead:
    """Whole, in its form and in its types; anything else is said to be unreadable, not shown as an error of ours."""

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            pytest.param(
                {"format": "saksgang-log-keys/2"}, "are in the form 'saksgang-log-keys/2'", id="another form"
            ),
            pytest.param({"keys": None}, "cannot be read", id="no list of keys"),
            pytest.param({"keys": [1]}, "cannot be read", id="a key that is a number"),
            pytest.param({"keys": [{"key": "x", "since": 0}]}, "a public key is written", id="a key that is none"),
            pytest.param({"keys": [{"key": str(FIRST.public), "since": "x"}]}, "cannot be read", id="since when"),
            pytest.param({"keys": []}, "has no key of", id="no key"),
            pytest.param({"revoked": [{}]}, "cannot be read", id="a revocation of nothing"),
            pytest.param({"witnesses": ["x"]}, "a public key is written", id="a witness without a key"),
            pytest.param({"quorum": None}, "cannot be read", id="no quorum"),
            pytest.param({"quorum": 1e999}, "cannot be read", id="a quorum beyond all"),
            pytest.param({"quorum": 1}, "no more witnesses are asked than named", id="more witnesses than named"),
            pytest.param({"quorum": -1}, "no more witnesses are asked than named", id="fewer than none"),
            pytest.param({"guardians": [{}]}, "cannot be read", id="guardians that are none"),
            pytest.param({"origin": "another.example"}, "has no key of another.example", id="another log"),
        ],
    )
    def test_nothing_else(self, change: dict[str, Any], why: str) -> None:
        with pytest.raises(UnreadableNote, match=why):
            read_trust(json.dumps(said(ONE) | change))

    @pytest.mark.parametrize("name", ["format", "origin", "keys", "revoked", "witnesses", "quorum"])
    def test_nothing_less(self, name: str) -> None:
        with pytest.raises(UnreadableNote, match="the file of keys cannot be read"):
            read_trust(json.dumps({key: value for key, value in said(ONE).items() if key != name}))

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("", id="nothing"),
            "x",
            "{",
            pytest.param('{"a":' * 50_000, id="deep"),
            pytest.param(str(ONE_W.public), id="a witness"),
        ],
    )
    def test_no_other_text(self, text: str) -> None:
        with pytest.raises(UnreadableNote):
            read_trust(text)

    def test_as_many_witnesses_as_are_named_may_be_asked(self) -> None:
        asked = replace(ONE, witnesses=(ONE_W.public, TWO_W.public), quorum=2)

        assert read_trust(asked.written()) == asked


class TestCounts:
    """A key counts for trees of its sizes: from where it began to where it was followed or revoked."""

    @pytest.mark.parametrize(
        ("size", "key", "why"),
        [
            (9, SECOND, "signs for trees of 10 leaves and more"),
            (10, SECOND, None),
            (14, SECOND, None),
            (15, SECOND, "was followed by another at 14 leaves"),
            (13, THIRD, "signs for trees of 14 leaves and more"),
            (14, THIRD, None),
            (6, FIRST, None),
            (7, FIRST, "was revoked for trees of more than 6 leaves (stolen)"),
            (11, FIRST, "was revoked for trees of more than 6 leaves (stolen)"),
        ],
        ids=range(9),
    )
    def test_for_trees_of_which_size(self, size: int, key: PrivateKey, why: str | None) -> None:
        if why is None:
            assert REVOKED.believed(at(size, key)).signers == (key.public,)
        else:
            with pytest.raises(Unproved) as refused:
                REVOKED.believed(at(size, key))
            assert str(refused.value).startswith(f"key {key.public.key_id.hex()} {why}")

    def test_each_reason_is_said_where_none_of_those_who_signed_counts(self) -> None:
        with pytest.raises(Unproved, match=r"was revoked for .*; key .* signs for trees of 14 leaves and more"):
            REVOKED.believed(at(9, FIRST, THIRD))

    def test_those_who_count_are_named_and_no_others(self) -> None:
        assert REVOKED.believed(at(14, FIRST, THIRD, SECOND)).signers == (THIRD.public, SECOND.public)

    @pytest.mark.parametrize(
        ("size", "keys", "told"),
        [
            pytest.param(7, (FIRST,), False, id="revoked, in its turn"),
            pytest.param(10, (FIRST,), False, id="revoked, at the end of its turn"),
            pytest.param(11, (FIRST,), True, id="revoked, and followed by another"),
            pytest.param(7, (FIRST, THIRD), False, id="revoked, with one that has no turn"),
            pytest.param(7, (THIRD,), True, id="one that has no turn"),
            pytest.param(7, (STRANGER,), True, id="a stranger"),
        ],
    )
    def test_what_a_revoked_key_signed_is_not_shown_to_be_false(
        self, size: int, keys: tuple[PrivateKey, ...], told: bool
    ) -> None:
        with pytest.raises(Unproved) as refused:
            REVOKED.believed(at(size, *keys))

        assert isinstance(refused.value, Undecided) is not told
        assert told or str(refused.value).endswith(": the log may have signed it, or somebody who had the key")

    def test_a_revocation_is_of_one_key(self) -> None:
        both = revoked(REVOKED, SECOND.public, 12, "lent", THIRD)

        assert both.believed(at(12, SECOND)).signers == (SECOND.public,)
        with pytest.raises(Unproved, match=r"more than 12 leaves .lent."):
            both.believed(at(13, SECOND))
        with pytest.raises(Unproved, match=r"more than 6 leaves .stolen."):
            both.believed(at(7, FIRST))

    @pytest.mark.parametrize(("by", "enough"), [((), False), ((ONE_W,), False), ((ONE_W, TWO_W), True)])
    def test_with_as_many_witnesses_as_asked_for(self, by: tuple[PrivateKey, ...], enough: bool) -> None:
        asked = replace(ONE, witnesses=(ONE_W.public, TWO_W.public), quorum=2)
        note = sign_checkpoint(Checkpoint(ORIGIN, 1, LEAVES[0]), FIRST)
        text = str(note.with_signatures([cosign(note.text, key, 5) for key in by]))

        if enough:
            assert [one.witness for one in asked.believed(text).cosigned] == [key.public for key in by]
        else:
            with pytest.raises(NotWitnessed, match=f"{len(by)} of the 2 witnesses asked for"):
                asked.believed(text)
        assert len(asked.signed(text).cosigned) == len(by)


class TestOneKey:
    """Whoever has one key alone knows what it signed, and which keys it let follow; of others nothing."""

    WITH_SECOND = together(trust_in_one(SECOND.public), THREE)

    def test_what_it_signed_counts_and_what_it_has_not_is_not_shown_to_be_false(self) -> None:
        alone = trust_in_one(SECOND.public)

        assert read_trust(f"{SECOND.public}\n") == alone
        assert alone.believed(at(12, SECOND, STRANGER)).signers == (SECOND.public,)
        for keys in ((FIRST,), (THIRD,), (STRANGER, FIRST)):
            with pytest.raises(Undecided, match=rf"no signature of the one key given .{SECOND.public.key_id.hex()}."):
                alone.believed(at(12, *keys))

    def test_what_bears_its_name_and_is_not_its_own_is_false(self) -> None:
        note = Note(at(12, SECOND).split("\n\n")[0] + "\n", (signed("x\n", SECOND),))

        with pytest.raises(Unproved, match="is not over this text") as refused:
            trust_in_one(SECOND.public).believed(str(note))
        assert not isinstance(refused.value, Undecided)

    def test_with_the_file_it_proves_from_itself_on_and_nothing_of_what_came_before(self) -> None:
        """A thief of a key that was revoked leaves that out; a later key alone does not tell."""
        known = self.WITH_SECOND
        assert known is not None
        assert known.believed(at(12, SECOND)).signers == (SECOND.public,)
        assert known.believed(at(14, FIRST, THIRD)).signers == (THIRD.public,)
        with pytest.raises(
            Undecided, match=r"came before the one given .*, and only the log's file of keys tells if"
        ):
            known.believed(at(9, FIRST))
        with pytest.raises(Unproved, match="no signature of a key that is trusted here") as refused:
            known.believed(at(9, STRANGER))
        assert not isinstance(refused.value, Undecided)


def statement(text: str, *keys: PrivateKey) -> str:
    return str(Note(text, tuple(signed(text, key) for key in keys)))


def succession(since: int, key: PrivateKey, *by: PrivateKey) -> KeySince:
    text = f"{HEADING}\n{ORIGIN}\nfollows from {since}\n{key.public}\n"
    return KeySince(key.public, since, statement(text, *by))


def revocation(key: PrivateKey, *by: PrivateKey) -> Revoked:
    text = f"{HEADING}\n{ORIGIN}\nrevoked after 6\n{key.public}\nstolen\n"
    return Revoked(key.public, 6, "stolen", statement(text, *by))


def guardians(trust: Trust, needed: int = 1, since: int = 4, *by: PrivateKey) -> Guardians:
    text = guarding(trust, PARTIES, needed, since)
    return Guardians(PARTIES, needed, since, statement(text, *by or (FIRST,)))


OTHER_LOG = PrivateKey.new("another.example", KeyUse.LOG)
AS_WITNESS = PrivateKey(ORIGIN, KeyUse.WITNESS, THIRD.secret)


class TestVouchedFor:
    """Every line by whom the rules of the file ask, for that very key and size; by nobody else, and no fewer."""

    @pytest.mark.parametrize(
        "trust",
        [
            pytest.param(
                replace(ONE, keys=(*ONE.keys, succession(0, SECOND, FIRST, SECOND))), id="from the first leaf"
            ),
            pytest.param(replace(TWO, keys=(*TWO.keys, succession(10, THIRD, SECOND, THIRD))), id="at the same size"),
            pytest.param(replace(THREE, revoked=(revocation(FIRST, SECOND),)), id="revoked by the next"),
            pytest.param(replace(THREE, revoked=(revocation(FIRST, THIRD),)), id="revoked by the one after"),
            pytest.param(replace(THREE, revoked=(revocation(SECOND, THIRD),)), id="the second revoked"),
            pytest.param(replace(ONE, guardians=(guardians(ONE, 1, 0),)), id="guarded from the first leaf"),
            pytest.param(replace(TWO, guardians=(guardians(TWO, 1, 10),)), id="by the old key at the change"),
            pytest.param(replace(TWO, guardians=(guardians(TWO, 1, 10, SECOND),)), id="by the new key at the change"),
            pytest.param(
                replace(ONE, guardians=(guardians(ONE), guardians(ONE, 1, 5, FIRST, HALDEN))),
                id="guarded anew a leaf later",
            ),
        ],
    )
    def test_so(self, trust: Trust) -> None:
        check_trust(trust)

        assert read_trust(trust.written()) == trust

    @pytest.mark.parametrize(
        ("trust", "why"),
        [
            pytest.param(
                replace(ONE, keys=(KeySince(FIRST.public, 1),)), "the first key signs from the first leaf", id="later"
            ),
            pytest.param(
                replace(ONE, keys=(*ONE.keys, succession(3, OTHER_LOG, FIRST, OTHER_LOG))),
                "one of another log",
                id="of another log",
            ),
            pytest.param(
                replace(ONE, keys=(*ONE.keys, succession(3, AS_WITNESS, FIRST, AS_WITNESS))),
                "has no key of",
                id="a witness's",
            ),
            pytest.param(
                replace(TWO, keys=(*TWO.keys, succession(12, FIRST, SECOND, FIRST))), "one twice", id="one twice"
            ),
            pytest.param(
                replace(ONE, keys=(*ONE.keys, succession(3, SECOND, FIRST))),
                "to be signed by both",
                id="by the old alone",
            ),
            pytest.param(
                replace(ONE, keys=(*ONE.keys, succession(3, SECOND, SECOND))),
                "to be signed by both",
                id="by the new alone",
            ),
            pytest.param(
                replace(TWO, keys=(*TWO.keys, succession(9, THIRD, SECOND, THIRD))),
                "follows from a smaller tree",
                id="back",
            ),
            pytest.param(
                replace(TWO, keys=(*TWO.keys, succession(12, THIRD, FIRST, THIRD))),
                "to be signed by both",
                id="by the one before that",
            ),
            pytest.param(
                replace(TWO, revoked=(revocation(SECOND, SECOND),)),
                "is revoked, and none follows it",
                id="the last revoked",
            ),
            pytest.param(
                replace(TWO, revoked=(revocation(STRANGER, SECOND),)),
                "is revoked, and none follows it",
                id="a stranger revoked",
            ),
            pytest.param(
                replace(THREE, revoked=(revocation(SECOND, FIRST),)),
                "no signature of a key",
                id="revoked by one before",
            ),
            pytest.param(
                replace(TWO, revoked=(revocation(FIRST, FIRST),)), "no signature of a key", id="revoked by itself"
            ),
            pytest.param(
                replace(TWO, revoked=(replace(revocation(FIRST, SECOND), after=5),)),
                "is revoked is said of another",
                id="of another size",
            ),
            pytest.param(replace(ONE, guardians=(guardians(ONE, 0),)), "one of them at least", id="none needed"),
            pytest.param(replace(ONE, guardians=(guardians(ONE, 3),)), "all at most", id="three of two"),
            pytest.param(
                replace(ONE, guardians=(guardians(ONE, 1, -1),)), "in the log's order", id="before the first leaf"
            ),
            pytest.param(
                replace(ONE, guardians=(guardians(ONE), guardians(ONE, 1, 4, FIRST, HALDEN))),
                "in the log's order",
                id="as early",
            ),
            pytest.param(
                replace(ONE, guardians=(guardians(ONE), guardians(ONE, 1, 5))),
                "0 of the 1 guardians",
                id="anew without those before",
            ),
            pytest.param(
                replace(TWO, guardians=(guardians(TWO, 1, 11),)),
                "no signature of a key",
                id="by a key followed since",
            ),
            pytest.param(
                replace(TWO, guardians=(guardians(TWO, 1, 9, SECOND),)),
                "no signature of a key",
                id="by a key too early",
            ),
        ],
    )
    def test_not_so(self, trust: Trust, why: str) -> None:
        with pytest.raises((Unproved, UnreadableNote), match=why):
            check_trust(trust)

    @pytest.mark.parametrize(
        ("keys", "why"),
        [
            pytest.param((HALDEN.public, HALDEN.public), "is named twice", id="one twice"),
            pytest.param((HALDEN.public, FIRST.public), "has a key of the log", id="the log itself"),
            pytest.param((HALDEN.public, ONE_W.public), "or one that is a witness's", id="a witness"),
        ],
    )
    def test_who_is_no_guardian(self, keys: tuple[Any, ...], why: str) -> None:
        with pytest.raises(UnreadableNote, match=why):
            guarded(ONE, keys, 1, 4, FIRST)

    def test_a_key_is_revoked_again_for_a_smaller_size_alone(self) -> None:
        again = revoked(REVOKED, FIRST.public, 4, "stolen earlier", THIRD)

        check_trust(again)
        assert [r.after for r in again.revoked] == [6, 4]
        assert "of more than 4 leaves" in str(again.why_revoked(FIRST.public, 5))
        for trust, known in ((REVOKED, 6), (again, 4)):
            for after in (known, known + 1):
                with pytest.raises(UnreadableNote, match=f"revoked already for trees of more than {known} leaves"):
                    revoked(trust, FIRST.public, after, "x", THIRD)

    @pytest.mark.parametrize(("key", "until"), [(FIRST, 10), (SECOND, 14)])
    def test_a_key_is_revoked_for_trees_that_it_signs_for(self, key: PrivateKey, until: int) -> None:
        check_trust(revoked(THREE, key.public, until, "x", THIRD))
        for after in (until + 1, 10**26):
            with pytest.raises(
                UnreadableNote, match=f"followed by another at {until} leaves, and counts for no more"
            ):
                revoked(THREE, key.public, after, "x", THIRD)

    def test_only_the_key_that_signs_now_is_followed_and_revokes(self) -> None:
        refused: tuple[Callable[[], Trust], ...] = (
            lambda: followed(TWO, FIRST, THIRD, 12),
            lambda: revoked(TWO, SECOND.public, 5, "x", SECOND),
            lambda: revoked(TWO, STRANGER.public, 5, "x", SECOND),
            lambda: revoked(THREE, FIRST.public, 5, "x", SECOND),
            lambda: trust_in(ONE_W.public),
        )
        for ask in refused:
            with pytest.raises(UnreadableNote):
                ask()


class TestLost:
    """Who can replace a lost key: whom it, or a key before it, had named by then, and who was not replaced since."""

    @pytest.mark.parametrize("since", [4, 5])
    def test_from_the_size_on_at_which_they_were_named(self, since: int) -> None:
        assert lost(GUARDED, SECOND, since).current == SECOND.public

    @pytest.mark.parametrize(
        ("history", "why"),
        [
            pytest.param(
                lambda: lost(GUARDED, SECOND, 3), "nobody had been named who could replace a key at 3", id="before"
            ),
            pytest.param(lambda: lost(ONE, SECOND), "nobody had been named", id="never"),
            pytest.param(lambda: lost(GUARDED, SECOND, by=(HALDEN,)), "1 of the 2 guardians", id="by too few"),
            pytest.param(lambda: lost(GUARDED, SECOND, by=(HALDEN, RADE)), "1 of the 2 guardians", id="by another"),
            pytest.param(
                lambda: lost(replace(GUARDED, keys=followed(ONE, FIRST, STRANGER, 20).keys), SECOND, 12),
                "follows from a smaller tree",
                id="in the place of one that came after",
            ),
        ],
    )
    def test_nobody_else(self, history: Callable[[], Trust], why: str) -> None:
        with pytest.raises(Unproved, match=why):
            history()

    def test_whom_a_later_key_named_replaces_no_earlier_one(self) -> None:
        """The guardians that the new key names are not those who could say that the old one was lost."""
        after = lost(GUARDED, SECOND, 10)
        text = guarding(after, (RADE.public,), 1, 10)
        renamed = guarded(after, (RADE.public,), 1, 10, SECOND, [signed(text, HALDEN), signed(text, MOSS)])

        assert read_trust(renamed.written()) == renamed
        assert lost(renamed, THIRD, 12, by=(RADE,)).current == THIRD.public


class TestTogether:
    """Of two files the one that goes further; of files that say different things neither."""

    @pytest.mark.parametrize(
        ("given", "shown", "found"),
        [
            pytest.param(ONE, ONE, ONE, id="the same"),
            pytest.param(ONE, THREE, THREE, id="further"),
            pytest.param(THREE, ONE, THREE, id="less far"),
            pytest.param(TWO, THREE, THREE, id="one further"),
            pytest.param(trust_in_one(FIRST.public), THREE, THREE, id="one key that is the first"),
            pytest.param(
                trust_in_one(SECOND.public), THREE, replace(THREE, lone=SECOND.public), id="one key that is in it"
            ),
            pytest.param(trust_in_one(STRANGER.public), THREE, None, id="one key that is not"),
            pytest.param(trust_in(SECOND.public), THREE, None, id="a file that begins with another key"),
            pytest.param(TWO, followed(ONE, FIRST, SECOND, 11), None, id="another size"),
            pytest.param(TWO, followed(ONE, FIRST, STRANGER, 10), None, id="another key"),
            pytest.param(GUARDED, ONE, GUARDED, id="guardians beside"),
            pytest.param(guarded(trust_in(SECOND.public), PARTIES, 2, 4, SECOND), THREE, None, id="one key, guarded"),
            pytest.param(replace(TWO, origin="another.example"), THREE, None, id="another log"),
            pytest.param(
                replace(trust_in_one(SECOND.public), origin="another.example"), THREE, None, id="one of another log"
            ),
        ],
    )
    def test_which(self, given: Trust, shown: Trust, found: Trust | None) -> None:
        assert together(given, shown) == found

    def test_whoever_reads_asks_for_their_own_witnesses_and_knows_of_their_own_revocations(self) -> None:
        given = replace(revoked(THREE, FIRST.public, 6, "stolen", THIRD), witnesses=(ONE_W.public,), quorum=1)
        shown = replace(revoked(THREE, SECOND.public, 12, "lent", THIRD), witnesses=(TWO_W.public,))

        found = together(given, shown)

        assert found is not None
        assert (found.witnesses, found.quorum) == ((ONE_W.public,), 1)
        assert found.revoked == (*given.revoked, *shown.revoked)
        assert together(given, given) == given
