"""A log's key that is lost is replaced by k of n parties, on what was agreed while it was there (bar C7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.merkle import Tree, leaf_hash
from audit.log.note import KeyUse, Note, PrivateKey, Unproved, UnreadableNote, signed
from audit.log.trust import (
    Trust,
    followed,
    guarded,
    guarding,
    read_trust,
    replaced,
    replacing,
    revoked,
    together,
    trust_in,
)

ORIGIN = "saksgang.example/log/ostfold"
FIRST, SECOND, THIRD = (PrivateKey.new(ORIGIN, KeyUse.LOG) for _ in range(3))
HALDEN, MOSS, RADE, STRANGER = (PrivateKey.new(f"{name}.example/key", KeyUse.LOG) for name in "hmrs")
PARTIES = (HALDEN.public, MOSS.public, RADE.public)
LEAVES = [leaf_hash(bytes([number])) for number in range(40)]
WHY = "the machine with the key burnt"

ONE = trust_in(FIRST.public)
GUARDED = guarded(ONE, PARTIES, 2, 4, FIRST)
REVOKED = revoked(followed(GUARDED, FIRST, SECOND, 9), FIRST.public, 3, "the backup was stolen", SECOND)


def lost(
    trust: Trust = GUARDED,
    new: PrivateKey = SECOND,
    since: int = 10,
    *,
    by: tuple[PrivateKey, ...] = (HALDEN, MOSS),
    said: str | None = None,
) -> Trust:
    """The key is replaced, on the word of these parties."""
    text = replacing(trust, new.public, since, WHY) if said is None else said
    return replaced(trust, new, since, WHY, [signed(text, party) for party in by])


def at(size: int, key: PrivateKey) -> str:
    return str(sign_checkpoint(Checkpoint(ORIGIN, size, Tree(LEAVES[:size]).root()), key))


def changed_guardians(by: tuple[PrivateKey, ...], key: PrivateKey = FIRST, since: int = 8) -> Trust:
    text = guarding(GUARDED, (MOSS.public, RADE.public), 2, since)
    return guarded(GUARDED, (MOSS.public, RADE.public), 2, since, key, [signed(text, party) for party in by])


@pytest.mark.parametrize(
    ("text", "proved"),
    [
        pytest.param(at(9, FIRST), True, id="the lost key before the loss"),
        pytest.param(at(10, FIRST), True, id="the lost key at the loss"),
        pytest.param(at(11, FIRST), False, id="the lost key after the loss: somebody has found it"),
        pytest.param(at(9, SECOND), False, id="the new key before the loss"),
        pytest.param(at(10, SECOND), True, id="the new key at the loss"),
        pytest.param(at(11, SECOND), True, id="the new key after the loss"),
        pytest.param(at(11, THIRD), False, id="a key nobody vouched for"),
    ],
)
def test_which_key_proves_what(text: str, proved: bool) -> None:
    trust = read_trust(lost().written())

    assert trust == lost()
    if proved:
        assert trust.believed(text).signers
    else:
        with pytest.raises(Unproved):
            trust.believed(text)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(lambda: lost(by=(MOSS, RADE)), id="by other two of the three"),
        pytest.param(lambda: lost(by=(HALDEN, MOSS, RADE)), id="by all three"),
        pytest.param(lambda: lost(by=(HALDEN, MOSS, STRANGER)), id="by two, and somebody who does not count"),
        pytest.param(lambda: followed(lost(), SECOND, THIRD, 12), id="then followed as always"),
        pytest.param(lambda: revoked(lost(), FIRST.public, 6, "found by somebody", SECOND), id="then revoked"),
        pytest.param(lambda: lost(lost(), THIRD, 15), id="lost once more"),
        pytest.param(
            lambda: lost(changed_guardians((HALDEN, RADE)), by=(MOSS, RADE)), id="by guardians after others"
        ),
        pytest.param(lambda: REVOKED, id="named by a key that is revoked since: they count no more"),
        pytest.param(lambda: lost(followed(GUARDED, FIRST, SECOND, 6), THIRD), id="named by the key before the lost"),
    ],
)
def test_what_is_right(history: Callable[[], Trust]) -> None:
    trust = history()

    assert read_trust(trust.written()) == trust
    assert together(ONE, trust) == trust
    assert together(GUARDED, trust) == trust


@pytest.mark.parametrize(
    ("history", "why"),
    [
        pytest.param(lambda: lost(by=(HALDEN,)), "1 of the 2 guardians", id="one of the two needed"),
        pytest.param(lambda: lost(by=(HALDEN, HALDEN)), "1 of the 2 guardians", id="the same one twice"),
        pytest.param(lambda: lost(by=(HALDEN, STRANGER)), "1 of the 2 guardians", id="one is no guardian"),
        pytest.param(lambda: lost(by=()), "0 of the 2 guardians", id="nobody"),
        pytest.param(lambda: lost(ONE), "nobody had been named", id="no guardians were named"),
        pytest.param(lambda: lost(since=3), "nobody had been named", id="before guardians were named"),
        pytest.param(
            lambda: lost(said=replacing(GUARDED, SECOND.public, 9, WHY)),
            "is not over this text",
            id="of another size",
        ),
        pytest.param(
            lambda: lost(said=replacing(GUARDED, THIRD.public, 10, WHY)), "is not over this text", id="another key"
        ),
        pytest.param(
            lambda: lost(said=replacing(GUARDED, SECOND.public, 10, "x")),
            "is not over this text",
            id="another reason",
        ),
        pytest.param(
            lambda: lost(said=replacing(trust_in(THIRD.public), SECOND.public, 10, WHY)),
            "is not over this text",
            id="in the place of another key",
        ),
        pytest.param(
            lambda: read_trust(_without_the_new_keys_line()),
            "no signature of a key that is trusted here",
            id="the new key has not signed itself",
        ),
        pytest.param(
            lambda: read_trust(lost().written().replace(WHY, "another reason", 1)),
            "another key, log or size",
            id="the reason changed afterwards",
        ),
        pytest.param(
            lambda: guarded(ONE, PARTIES, 2, 4, STRANGER), "no signature of a key", id="guardians the log never named"
        ),
        pytest.param(
            lambda: guarded(followed(ONE, FIRST, SECOND, 3), PARTIES, 2, 4, FIRST),
            "no signature of a key",
            id="guardians named by a key that signed no more",
        ),
        pytest.param(lambda: lost(REVOKED, THIRD, 12), "nobody had been named", id="named by a key revoked since"),
        pytest.param(
            lambda: lost(changed_guardians((HALDEN, RADE)), since=7),
            "no signature of a key",
            id="from a size before guardians the lost key has named",
        ),
        pytest.param(lambda: changed_guardians(()), "0 of the 2 guardians", id="others named without those before"),
        pytest.param(
            lambda: changed_guardians((HALDEN,)), "1 of the 2 guardians", id="others named by too few before"
        ),
        pytest.param(lambda: changed_guardians((HALDEN, RADE), since=4), "in the log's order", id="others as early"),
        pytest.param(
            lambda: lost(changed_guardians((HALDEN, RADE)), by=(HALDEN, RADE)),
            "1 of the 2 guardians",
            id="by guardians of before",
        ),
        pytest.param(
            lambda: guarded(ONE, (*PARTIES, replace(HALDEN.public, name="again.example/key")), 2, 4, FIRST),
            "named twice",
            id="one key under two names",
        ),
        pytest.param(
            lambda: guarded(ONE, (FIRST.public, *PARTIES), 2, 4, FIRST), "key of the log", id="the log itself"
        ),
        pytest.param(lambda: guarded(ONE, PARTIES, 0, 4, FIRST), "one of them at least", id="none needed"),
        pytest.param(lambda: guarded(ONE, PARTIES, 4, 4, FIRST), "all at most", id="more needed than there are"),
    ],
)
def test_what_is_refused(history: Callable[[], Trust], why: str) -> None:
    with pytest.raises((Unproved, UnreadableNote), match=why):
        history()


def _without_the_new_keys_line() -> str:
    trust = lost()
    text = replacing(GUARDED, SECOND.public, 10, WHY)
    only_parties = str(Note(text, (signed(text, HALDEN), signed(text, MOSS))))
    return replace(trust, keys=(trust.keys[0], replace(trust.keys[1], statement=only_parties))).written()


class TestWhoTrustsAnEarlierFile:
    """What goes on from it is believed; what says something else is not."""

    def test_other_guardians_than_the_reader_knows_are_not_believed(self) -> None:
        other = guarded(ONE, (STRANGER.public,), 1, 4, FIRST)
        text = replacing(other, THIRD.public, 10, WHY)
        forged = replaced(other, THIRD, 10, WHY, [signed(text, STRANGER)])

        assert together(GUARDED, forged) is None
        assert together(lost(), forged) is None

    def test_what_the_reader_has_may_go_further(self) -> None:
        assert together(lost(), GUARDED) == lost()

    def test_another_logs_keys_are_not(self) -> None:
        other = PrivateKey.new("saksgang.example/log/bergen", KeyUse.LOG)

        assert together(trust_in(other.public), GUARDED) is None

    def test_a_file_without_guardians_is_as_it_was(self) -> None:
        assert "guardians" not in ONE.written()
        assert read_trust(ONE.written()) == ONE
