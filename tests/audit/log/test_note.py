"""Notes, checkpoints and cosignatures against published examples and an implementation we did not write."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from proofbundle import checkpoint as other

from audit.log.checkpoint import (
    Checkpoint,
    Cosigned,
    cosign,
    cosignatures,
    read_checkpoint,
    sign_checkpoint,
    trusted_checkpoint,
)
from audit.log.note import (
    KeyUse,
    Note,
    PrivateKey,
    Unproved,
    UnreadableNote,
    opened,
    read_note,
    read_private_key,
    read_public_key,
    signed,
)
from tests.audit.log.vectors import NOTE_KEY, NOTE_LINE, NOTE_SECRET, NOTE_TEXT, ROOTS

ORIGIN = "saksgang.example/log/ostfold"
KEY = PrivateKey(ORIGIN, KeyUse.LOG, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
WITNESS = PrivateKey("kommune.example/w1", KeyUse.WITNESS, Ed25519PrivateKey.from_private_bytes(bytes(32)))
CHECKPOINT = Checkpoint(ORIGIN, 8, ROOTS[7])
NOTE = sign_checkpoint(CHECKPOINT, KEY)


class TestThePublishedNote:
    """The example of C2SP signed-note's first implementation, to the byte."""

    def test_is_signed_as_published(self) -> None:
        key = read_private_key(NOTE_SECRET)

        assert str(key.public) == NOTE_KEY
        assert key.written() == NOTE_SECRET
        assert str(Note(NOTE_TEXT, (signed(NOTE_TEXT, key),))) == f"{NOTE_TEXT}\n{NOTE_LINE}"

    def test_is_read_and_believed(self) -> None:
        note = read_note(f"{NOTE_TEXT}\n{NOTE_LINE}")

        assert note.text == NOTE_TEXT
        assert [str(key) for key in opened(note, [read_public_key(NOTE_KEY)])] == [NOTE_KEY]

    def test_is_not_believed_with_another_letter(self) -> None:
        note = read_note(f"{NOTE_TEXT}\n{NOTE_LINE}".replace("answer", "Answer"))

        with pytest.raises(Unproved, match="the signature of PeterNeumann"):
            opened(note, [read_public_key(NOTE_KEY)])


class TestAgainstAnother:
    """A program we did not write signs the same bytes, and takes ours."""

    def test_a_checkpoint(self) -> None:
        theirs = other.sign_checkpoint(ORIGIN, 8, ROOTS[7], KEY.secret, ORIGIN)

        assert str(NOTE) == theirs
        assert str(KEY.public) == other.vkey(ORIGIN, KEY.public.public)
        assert other.verify_checkpoint(str(NOTE), str(KEY.public))["ok"]

    def test_a_cosignature(self) -> None:
        cosigned = NOTE.with_signatures([cosign(NOTE.text, WITNESS, 1_679_315_147)])

        assert str(WITNESS.public) == other.cosign_vkey(WITNESS.name, WITNESS.public.public)
        theirs = other.verify_witnessed_checkpoint(str(cosigned), str(KEY.public), [str(WITNESS.public)], threshold=1)
        assert theirs["ok"]
        assert cosignatures(cosigned, [WITNESS.public]) == (Cosigned(WITNESS.public, 1_679_315_147),)


class TestWhatIsBelieved:
    """Only what a key that is trusted here has signed, in its own use, for its own log."""

    def test_a_checkpoint_of_ours(self) -> None:
        assert trusted_checkpoint(str(NOTE), [KEY.public]) == (CHECKPOINT, NOTE, (KEY.public,))

    @pytest.mark.parametrize("place", range(0, len(str(NOTE).encode()), 3))
    def test_no_checkpoint_with_a_bit_changed(self, place: int) -> None:
        changed = bytearray(str(NOTE).encode())
        changed[place] ^= 1

        with pytest.raises((Unproved, UnreadableNote, UnicodeDecodeError)):
            trusted_checkpoint(changed.decode(), [KEY.public])

    def test_no_checkpoint_of_a_key_that_is_not_known_here(self) -> None:
        forger = PrivateKey.new(ORIGIN, KeyUse.LOG)

        with pytest.raises(Unproved, match="no signature of a key that is trusted here"):
            trusted_checkpoint(str(sign_checkpoint(CHECKPOINT, forger)), [KEY.public])

    def test_no_checkpoint_of_another_log_with_the_key_of_this_one(self) -> None:
        text = Checkpoint("saksgang.example/log/bergen", 8, ROOTS[7]).text

        with pytest.raises(Unproved, match="no key at all"):
            trusted_checkpoint(str(Note(text, (signed(text, KEY),))), [KEY.public])

    def test_a_signature_of_somebody_unknown_is_passed_over(self) -> None:
        stranger = signed(NOTE.text, PrivateKey.new("somebody.example", KeyUse.LOG))

        assert opened(NOTE.with_signatures([stranger]), [KEY.public]) == (KEY.public,)

    def test_a_witness_does_not_sign_for_the_log_nor_the_log_for_a_witness(self) -> None:
        same_secret = PrivateKey(ORIGIN, KeyUse.WITNESS, KEY.secret)

        with pytest.raises(Unproved):
            opened(Note(NOTE.text, (signed(NOTE.text, same_secret),)), [same_secret.public])
        with pytest.raises(UnreadableNote, match="does not sign for"):
            sign_checkpoint(CHECKPOINT, same_secret)
        with pytest.raises(UnreadableNote, match="a witness has one of its own"):
            cosign(NOTE.text, KEY, 1)

    def test_a_cosignature_moved_to_another_checkpoint_or_time(self) -> None:
        line = cosign(NOTE.text, WITNESS, 1_679_315_147)
        moved = sign_checkpoint(Checkpoint(ORIGIN, 7, ROOTS[6]), KEY).with_signatures([line])
        later = type(line)(line.name, line.key_id, (9**9).to_bytes(8, "big") + line.value[8:])

        for note in (moved, NOTE.with_signatures([later])):
            with pytest.raises(Unproved, match="the cosignature of"):
                cosignatures(note, [WITNESS.public])


class TestWhatCannotBeRead:
    """Every text has one form; what is written in a way of its own is refused before it is checked."""

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(str(NOTE)[:-1], id="no newline at the end"),
            pytest.param(str(NOTE).replace("\n\n", "\n"), id="no empty line"),
            pytest.param(str(NOTE).replace("\n8\n", "\n08\n"), id="a size with a zero before it"),
            pytest.param(str(NOTE).replace("\n8\n", "\n-8\n"), id="a size below zero"),
            pytest.param(str(NOTE).replace("\n8\n", "\n８\n"), id="a size in other digits"),
            pytest.param(str(NOTE).replace("\n8\n", f"\n{2**63}\n"), id="a size beyond all"),
            pytest.param(str(NOTE).replace("=\n\n", "\n\n"), id="base64 without its padding"),
            pytest.param(str(NOTE).replace("=\n\n", "=\r\n\n"), id="a carriage return"),
            pytest.param(str(NOTE).replace("— ", "- "), id="a hyphen for a dash"),
            pytest.param(str(NOTE) + "\n", id="an empty line behind"),
            pytest.param(str(NOTE).replace(f"— {ORIGIN} ", "—  "), id="a signature of nobody"),
            pytest.param(ORIGIN + "\n" + str(NOTE), id="an extra line"),
            pytest.param("x\n" * 40_000 + "\n" + str(NOTE), id="more than a note may have"),
            pytest.param(str(NOTE) + str(NOTE.signatures[0]) * 64, id="more signatures than a note may have"),
            pytest.param("", id="nothing"),
        ],
    )
    def test_a_checkpoint(self, text: str) -> None:
        with pytest.raises(UnreadableNote):
            read_checkpoint(text)

    @pytest.mark.parametrize(
        "text",
        [
            NOTE_KEY.replace("c74f20a3", "c74f20a4"),
            NOTE_KEY.replace("c74f20a3", "C74F20A3 "),
            NOTE_KEY.replace("PeterNeumann", "Peter Neumann"),
            NOTE_KEY.replace("+AR", "+Ax"),
            NOTE_KEY[:-4],
            "PeterNeumann",
        ],
    )
    def test_a_key(self, text: str) -> None:
        with pytest.raises(UnreadableNote):
            read_public_key(text)

    def test_a_private_key_is_never_in_the_complaint_nor_in_a_print(self) -> None:
        secret = NOTE_SECRET.rpartition("+")[2]

        with pytest.raises(UnreadableNote) as refused:
            read_private_key(NOTE_SECRET.replace("c74f20a3", "c74f20a4"))
        assert secret not in f"{refused.value}{refused.value.__context__}{read_private_key(NOTE_SECRET)!r}"
