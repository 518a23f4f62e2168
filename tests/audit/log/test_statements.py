"""What parties are asked to sign of a log's keys, in words they can read, and what is made of their signatures."""

from __future__ import annotations

import pytest

from audit.log.guardians import (
    Guarding,
    Loss,
    gathered,
    read_policy_of_guardians,
    read_statement,
    vouched,
)
from audit.log.note import KeyUse, Note, PrivateKey, UnreadableNote, signed
from audit.log.trust import HEADING, guarded, guarding, replacing, trust_in

ORIGIN = "saksgang.example/log/ostfold"
LOG, NEW = (PrivateKey.new(ORIGIN, KeyUse.LOG) for _ in range(2))
HALDEN, MOSS = (PrivateKey.new(f"{name}.example/key", KeyUse.LOG) for name in ("halden", "moss"))
KEYS = (HALDEN.public, MOSS.public)
TRUST = guarded(trust_in(LOG.public), KEYS, 2, 4, LOG)
LOST = replacing(TRUST, NEW.public, 10, "the machine burnt")
NAMED = guarding(TRUST, KEYS, 2, 12)
LOSS = Loss(ORIGIN, 10, LOG.public, NEW.public, "the machine burnt")
GUARDING = Guarding(ORIGIN, 12, 2, KEYS)


def note(text: str, *by: PrivateKey) -> str:
    return str(Note(text, tuple(signed(text, key) for key in by or (NEW,))))


class TestRead:
    """That a key is lost, or who can replace one; nothing else is put before anybody to be signed."""

    def test_a_loss(self) -> None:
        assert read_statement(note(LOST)) == (LOSS, Note(LOST, (signed(LOST, NEW),)))
        assert LOSS.words == (
            f"The key {LOG.public.key_id.hex()} of {ORIGIN} is lost (the machine burnt); from 10 leaves on the key "
            f"{NEW.public.key_id.hex()} signs in its place, and the lost one counts no more."
        )

    def test_who_guards(self) -> None:
        assert read_statement(note(NAMED))[0] == GUARDING
        assert GUARDING.words == (
            f"From 12 leaves of {ORIGIN} on, 2 of halden.example/key ({HALDEN.public.key_id.hex()}), "
            f"moss.example/key ({MOSS.public.key_id.hex()}) can replace a lost key."
        )

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            pytest.param(LOST.replace(HEADING, "saksgang log keys"), "its first line is not", id="another heading"),
            pytest.param(f"{HEADING}\n{ORIGIN}\n", "its first line is not", id="nothing said"),
            pytest.param(LOST.replace("lost, and", "found, and"), "it says neither", id="another saying"),
            pytest.param(f"{LOST}more\n", "it says neither", id="a line more of a loss"),
            pytest.param(LOST.rsplit("\n", 2)[0] + "\n", "it says neither", id="a loss without its reason"),
            pytest.param(f"{HEADING}\n{ORIGIN}\nguarded from 1 by 1 of\n", "it says neither", id="by nobody"),
            pytest.param(
                f"{HEADING}\n{ORIGIN}\nfollows from 7\n{NEW.public}\n", "it says neither", id="a key that follows"
            ),
            pytest.param(LOST.replace("from 10", "from 010"), "the size is no number", id="a size of its own"),
            pytest.param(NAMED.replace("from 12", "from 012"), "the size is no number", id="another of its own"),
            pytest.param(NAMED.replace("by 2", "by 02"), "how many are needed is no number", id="so many of its own"),
            pytest.param(LOST.replace(str(LOG.public), "x"), "a public key is written", id="no old key"),
            pytest.param(LOST.replace(str(NEW.public), "x"), "a public key is written", id="no new key"),
            pytest.param(NAMED.replace(str(MOSS.public), "x"), "a public key is written", id="no key of a guardian"),
        ],
    )
    def test_nothing_else(self, text: str, why: str) -> None:
        with pytest.raises(UnreadableNote, match=why):
            read_statement(note(text))


class TestSigned:
    """By a party, who may compare it with the keys it has; and gathered when each has signed its copy."""

    @pytest.mark.parametrize("text", [LOST, NAMED])
    def test_what_is_asked_of_the_keys_that_the_party_has(self, text: str) -> None:
        for trust in (TRUST, None):
            assert vouched(note(text), HALDEN, trust) == Note(text, (signed(text, NEW), signed(text, HALDEN)))

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(replacing(trust_in(NEW.public), HALDEN.public, 10, "x"), id="the loss of another key"),
            pytest.param(LOST.replace(ORIGIN + "\n", "another.example\n", 1), id="of another log"),
            pytest.param(NAMED.replace(ORIGIN + "\n", "another.example\n", 1), id="guardians of another log"),
        ],
    )
    def test_not_what_is_of_others(self, text: str) -> None:
        with pytest.raises(UnreadableNote, match="not of the key that signs now"):
            vouched(note(text), HALDEN, TRUST)
        assert vouched(note(text), HALDEN, None).signatures

    def test_the_copies_become_one_with_every_signature_once(self) -> None:
        said, signatures = gathered([note(LOST, NEW, HALDEN), note(LOST, NEW, MOSS), note(LOST, MOSS)])

        assert said == LOSS
        assert signatures == tuple(signed(LOST, key) for key in (NEW, HALDEN, MOSS))

    def test_copies_of_two_statements_do_not(self) -> None:
        with pytest.raises(UnreadableNote, match="not one and the same statement"):
            gathered([note(LOST, HALDEN), note(NAMED, MOSS)])
        with pytest.raises(UnreadableNote, match="not one and the same statement"):
            gathered([])


class TestPolicy:
    """A file that names them: a key on each line, and how many are needed."""

    @pytest.mark.parametrize(
        "text",
        [
            f"needed 2\n{KEYS[0]}\n{KEYS[1]}\n",
            f"# who\n\n{KEYS[0]}  # the first\n{KEYS[1]}\n  needed  2 # of two",
        ],
        ids=("plain", "with remarks"),
    )
    def test_is_read(self, text: str) -> None:
        assert read_policy_of_guardians(text) == (KEYS, 2)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "it has a line `needed K`"),
            ("needed 1", "it has a line `needed K`"),
            (f"{KEYS[0]}", "it has a line `needed K`"),
            (f"needed 1\nneeded 2\n{KEYS[0]}", "line 2: "),
            (f"needed x\n{KEYS[0]}", "line 1: how many are needed is no number"),
            (f"needed 1\n{KEYS[0]}\nx", "line 3: a public key is written"),
        ],
        ids=range(6),
    )
    def test_or_not(self, text: str, why: str) -> None:
        with pytest.raises(UnreadableNote, match=why):
            read_policy_of_guardians(text)
