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
    MOST_BYTES,
    MOST_SIGNATURES,
    KeyUse,
    Note,
    PrivateKey,
    PublicKey,
    Signature,
    Unproved,
    UnreadableNote,
    check_name,
    decimal,
    decoded,
    encoded,
    opened,
    read_note,
    read_private_key,
    read_public_key,
    read_signature,
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

    @pytest.mark.parametrize(
        "text",
        [
            NOTE_SECRET.removeprefix("PRIVATE+KEY+"),
            NOTE_SECRET.replace("+AYEK", "+Ax"),
            NOTE_SECRET[:-4],
            NOTE_SECRET.replace("PeterNeumann", ""),
            "PRIVATE+KEY+",
            "",
        ],
    )
    def test_a_private_key(self, text: str) -> None:
        with pytest.raises(UnreadableNote):
            read_private_key(text)

    def test_a_private_key_says_that_it_is_one(self) -> None:
        with pytest.raises(UnreadableNote, match="begins with PRIVATE"):
            read_private_key(NOTE_SECRET.removeprefix("PRIVATE+KEY+"))

    def test_keys_may_have_blanks_around_them(self) -> None:
        assert str(read_public_key(f" {NOTE_KEY}\n")) == NOTE_KEY
        assert read_private_key(f"\n{NOTE_SECRET} ").written() == NOTE_SECRET

    @pytest.mark.parametrize("use", [0, 2, 5, 255])
    def test_a_key_of_no_use_that_is_known(self, use: int) -> None:
        with pytest.raises(UnreadableNote, match="a public key is written name"):
            read_public_key(f"a.example+00000000+{encoded(bytes([use]) + bytes(32))}")

    @pytest.mark.parametrize(
        ("identity", "material"),
        [
            pytest.param("000000", bytes([1]) + bytes(32), id="an id of three bytes"),
            pytest.param("0000000000", bytes([1]) + bytes(32), id="an id of five"),
            pytest.param("00 000000", bytes([1]) + bytes(32), id="an id with a blank"),
            pytest.param("00000000", bytes([1]) + bytes(31), id="a key of 31 bytes"),
            pytest.param("00000000", bytes([1]) + bytes(33), id="a key of 33 bytes"),
            pytest.param("00000000", b"", id="no key"),
        ],
    )
    def test_a_key_of_another_length(self, identity: str, material: bytes) -> None:
        with pytest.raises(UnreadableNote, match="a public key is written name"):
            read_public_key(f"a.example+{identity}+{encoded(material)}")

    @pytest.mark.parametrize("name", ["", " ", "a b", "a+b", "a\tb", "a\u00a0b", "a\u2028b", "a\x00b"])
    def test_a_name(self, name: str) -> None:
        with pytest.raises(UnreadableNote, match="text without spaces and plus signs"):
            check_name(name)

    @pytest.mark.parametrize("name", ["a", "saksgang.example/log/\u00f8stfold", "-"])
    def test_a_name_is_text(self, name: str) -> None:
        assert check_name(name) == name

    @pytest.mark.parametrize(
        "text", ["", "00", "01", "+1", "-0", "1 ", "1.0", "1_0", "\u0661", "\u00b2", "1" * 40, f"{2**63}"]
    )
    def test_a_number(self, text: str) -> None:
        with pytest.raises(UnreadableNote, match=r"^the size is no number: "):
            decimal(text, "the size")

    @pytest.mark.parametrize("number", [0, 1, 10, 2**62, 2**63 - 1])
    def test_a_number_is_written_in_one_way(self, number: int) -> None:
        assert decimal(str(number), "the size") == number

    @pytest.mark.parametrize("text", ["QQ", "QQ=", "QR==", "QQ==\n", "Q Q=", "QQ==QQ==", "Q\u00e9==", "-_8="])
    def test_base64(self, text: str) -> None:
        with pytest.raises(UnreadableNote, match=r"^a hash is "):
            decoded(text, "a hash")

    def test_base64_is_written_in_one_way(self) -> None:
        assert [decoded(text, "x") for text in ("", "QQ==", "+/8=")] == [b"", b"A", b"\xfb\xff"]

    @pytest.mark.parametrize(
        "line",
        [
            pytest.param("a.example QUJDREU=", id="no dash"),
            pytest.param("\u2014 a.example", id="no value"),
            pytest.param("\u2014 a.example ", id="an empty value"),
            pytest.param("\u2014 a.example QUJDRA==", id="an id and no value"),
            pytest.param("\u2014 a+b QUJDREU=", id="a name that is none"),
            pytest.param("\u2014 a.example QUJDREU", id="no base64"),
        ],
    )
    def test_a_signature(self, line: str) -> None:
        with pytest.raises(UnreadableNote):
            read_signature(line)

    def test_a_signature_has_an_id_and_a_value(self) -> None:
        assert read_signature("\u2014 a.example QUJDREU=") == Signature("a.example", b"ABCD", b"E")

    @pytest.mark.parametrize("sign", ["\x00", "\t", "\r", "\x1f", chr(0xD800), chr(0xDFFF)])
    def test_signs_that_no_note_has(self, sign: str) -> None:
        with pytest.raises(UnreadableNote, match="UTF-8 without control characters"):
            read_note(f"a{sign}\n\n{NOTE_LINE}")

    @pytest.mark.parametrize("sign", [" ", "\u00e5", "\ud7ff", "\ue000", "\U0001f600"])
    def test_signs_that_a_note_may_have(self, sign: str) -> None:
        assert read_note(f"a{sign}\n\n{NOTE_LINE}").text == f"a{sign}\n"

    def test_a_note_may_have_so_many_signs_and_signatures(self) -> None:
        rest = f"\n\n{NOTE_LINE}"

        assert read_note("x" * (MOST_BYTES - len(rest)) + rest).signatures
        assert len(read_note("x\n\n" + NOTE_LINE * MOST_SIGNATURES).signatures) == MOST_SIGNATURES
        with pytest.raises(UnreadableNote, match="at most 65536 bytes"):
            read_note("x" * (MOST_BYTES - len(rest) + 1) + rest)
        with pytest.raises(UnreadableNote, match="at most 64 signatures"):
            read_note("x\n\n" + NOTE_LINE * (MOST_SIGNATURES + 1))

    @pytest.mark.parametrize("text", [f"\n\n{NOTE_LINE}", f"x\n{NOTE_LINE}", f"x\n\n{NOTE_LINE[:-1]}", "x\n\n", "x"])
    def test_a_note(self, text: str) -> None:
        with pytest.raises(UnreadableNote):
            read_note(text)

    def test_a_complaint_shows_the_beginning_of_a_long_line(self) -> None:
        for read in (lambda text: decoded(text, "x"), lambda text: decimal(text, "x"), read_signature):
            with pytest.raises(UnreadableNote) as refused:
                read("!" + "x" * 99)
            assert str(refused.value).endswith(f": '!{'x' * 59}'")
        with pytest.raises(UnreadableNote) as refused:
            decoded("A" * 99 + "B" + "=" * 4, "x")
        assert "A" * 60 in str(refused.value) and "A" * 61 not in str(refused.value)


class TestSignatures:
    """A note's lines: each key's own, each once; whose are not checked is nobody's."""

    SECOND = PrivateKey.new(ORIGIN, KeyUse.LOG)

    def test_every_key_that_has_signed_once(self) -> None:
        note = NOTE.with_signatures([signed(NOTE.text, self.SECOND), signed(NOTE.text, KEY)])

        assert len(note.signatures) == 2
        assert opened(note, [self.SECOND.public, KEY.public]) == (KEY.public, self.SECOND.public)
        assert opened(note, [self.SECOND.public]) == (self.SECOND.public,)
        assert opened(Note(note.text, note.signatures * 2), [KEY.public]) == (KEY.public,)

    def test_a_false_line_of_a_known_key_spoils_the_true_one(self) -> None:
        false = Signature(KEY.name, KEY.public.key_id, bytes(64))

        for lines in ((false, *NOTE.signatures), (*NOTE.signatures, false)):
            with pytest.raises(Unproved, match=f"the signature of {ORIGIN} .{KEY.public.key_id.hex()}. is not over"):
                opened(Note(NOTE.text, lines), [KEY.public])

    def test_another_key_of_the_same_name_is_another(self) -> None:
        other = signed(NOTE.text, self.SECOND)

        assert not other.names(KEY.public) and other.names(self.SECOND.public)
        with pytest.raises(Unproved, match=f"no signature of a key that is trusted here: {ORIGIN} "):
            opened(Note(NOTE.text, (other,)), [KEY.public])

    @pytest.mark.parametrize("public", [bytes(31), b"", bytes(33)])
    def test_a_key_that_is_none_accepts_nothing(self, public: bytes) -> None:
        assert PublicKey("x", KeyUse.LOG, public).accepts(b"", bytes(64)) is False
        assert KEY.public.accepts(b"", bytes(64)) is False
        assert KEY.public.accepts(b"", KEY.sign(b"")) is True


class TestCosignatures:
    """C2SP tlog-cosignature: whose they are, when, and over what."""

    OTHER = PrivateKey.new("moss.example/w", KeyUse.WITNESS)

    def test_each_witness_once_by_the_first_line_that_is_its(self) -> None:
        lines = [cosign(NOTE.text, WITNESS, 5), cosign(NOTE.text, WITNESS, 6), cosign(NOTE.text, self.OTHER, 7)]
        note = NOTE.with_signatures(lines)

        assert cosignatures(note, [WITNESS.public]) == (Cosigned(WITNESS.public, 5),)
        assert cosignatures(note, [self.OTHER.public, WITNESS.public]) == (
            Cosigned(self.OTHER.public, 7),
            Cosigned(WITNESS.public, 5),
        )
        assert cosignatures(note, []) == cosignatures(NOTE, [WITNESS.public]) == ()

    def test_the_logs_own_line_is_no_witnesss(self) -> None:
        assert cosignatures(NOTE, [KEY.public]) == ()

    @pytest.mark.parametrize("at", [0, 1, 2**63 - 1])
    def test_at_any_second(self, at: int) -> None:
        assert cosignatures(NOTE.with_signatures([cosign(NOTE.text, WITNESS, at)]), [WITNESS.public])[0].at == at

    @pytest.mark.parametrize(
        "value",
        [
            pytest.param(cosign(NOTE.text, WITNESS, 2**63).value, id="beyond all time"),
            pytest.param(cosign(NOTE.text, WITNESS, 5).value[:-1], id="a byte less"),
            pytest.param(cosign(NOTE.text, WITNESS, 5).value + b"x", id="a byte more"),
            pytest.param(b"x", id="no time"),
        ],
    )  # fmt: skip
    def test_at_no_other(self, value: bytes) -> None:
        line = Signature(WITNESS.name, WITNESS.public.key_id, value)

        with pytest.raises(Unproved, match="is not over this checkpoint"):
            cosignatures(NOTE.with_signatures([line]), [WITNESS.public])


class TestCheckpoints:
    """C2SP tlog-checkpoint: three lines, and what others may add behind them."""

    @pytest.mark.parametrize("extensions", [(), ("one",), ("one", "two")])
    def test_lines_behind_are_kept_and_signed(self, extensions: tuple[str, ...]) -> None:
        checkpoint = Checkpoint(ORIGIN, 8, ROOTS[7], extensions)

        assert read_checkpoint(str(sign_checkpoint(checkpoint, KEY)))[0] == checkpoint

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            pytest.param(f"{ORIGIN}\n8\n", "three lines", id="two lines"),
            pytest.param(f"{ORIGIN}\n8\n{encoded(bytes(31))}\n", "a root has 32 bytes, not 31", id="31 bytes"),
            pytest.param(f"{ORIGIN}\n8\n{encoded(bytes(33))}\n", "a root has 32 bytes, not 33", id="33 bytes"),
            pytest.param(f"\n8\n{encoded(bytes(32))}\n", "three lines", id="an empty name"),
        ],
    )
    def test_are_nothing_else(self, text: str, why: str) -> None:
        with pytest.raises(UnreadableNote, match=why):
            read_checkpoint(str(Note(text, (signed(text, KEY),))))

    def test_are_believed_of_the_key_of_their_own_log_alone(self) -> None:
        other = PrivateKey.new("another.example", KeyUse.LOG)
        note = NOTE.with_signatures([signed(NOTE.text, other)])

        assert trusted_checkpoint(str(note), [other.public, KEY.public])[2] == (KEY.public,)
