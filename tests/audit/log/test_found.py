"""Checkpoints in what somebody kept: whole, quoted, in a mail, with words around and lines broken on the way."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from audit.log.checkpoint import Checkpoint, cosign, sign_checkpoint
from audit.log.found import checkpoints_in, texts_in
from audit.log.note import KeyUse, PrivateKey, Signature

KEY = PrivateKey.new("saksgang.example/log/ostfold", KeyUse.LOG)
WITNESS = PrivateKey.new("moss.example/w", KeyUse.WITNESS)
ROOT = bytes(range(32))


def checkpoint(size: int = 8) -> str:
    return str(sign_checkpoint(Checkpoint(KEY.name, size, ROOT), KEY))


NOTE = checkpoint()
LINES = NOTE.split("\n")  # name, size, root, nothing, signature, nothing
SIGNED = LINES[4]
DOTS = "\u2026"


def lines(*changed: str) -> str:
    return "\n".join(changed)


class TestFound:
    """Each as it was signed, whatever the way here did to its lines."""

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(NOTE, id="alone"),
            pytest.param(NOTE[:-1], id="without its last newline"),
            pytest.param(f"Hei!\n\n{NOTE}\nHilsen Kari\n", id="with words before and behind"),
            pytest.param(f"Hei\n{NOTE}", id="straight behind a line"),
            pytest.param(NOTE.replace("\n", "\r\n"), id="with carriage returns"),
            pytest.param("".join(f"> {line}\n" for line in LINES), id="quoted"),
            pytest.param("".join(f">>|  {line}  \n" for line in LINES), id="quoted twice, with blanks around"),
            pytest.param(lines(*LINES[:3], *LINES[4:]), id="its empty line lost"),
            pytest.param(lines(*LINES[:3], "", "", "", *LINES[4:]), id="three empty lines"),
            pytest.param(lines(*LINES[:4], SIGNED[:50], SIGNED[50:], ""), id="the signature broken"),
            pytest.param(lines(*LINES[:4], SIGNED[:50], SIGNED[50:70], SIGNED[70:], ""), id="broken twice"),
            pytest.param(lines(*LINES[:4], f"— {KEY.name}", SIGNED.split(" ")[2], ""), id="broken behind the name"),
            pytest.param(lines(*LINES[:5], "Hilsen Kari"), id="words straight behind"),
            pytest.param(lines(*LINES[:5], "Kari"), id="a word straight behind that could be base64"),
        ],
    )
    def test_one(self, text: str) -> None:
        assert checkpoints_in(text) == (NOTE,)

    def test_one_with_cosignatures(self) -> None:
        note = sign_checkpoint(Checkpoint(KEY.name, 8, ROOT), KEY)
        cosigned = str(note.with_signatures([cosign(note.text, WITNESS, 1_900_000_000)]))

        assert checkpoints_in(f"{cosigned}\nx") == (cosigned,)

    def test_one_with_a_line_that_needs_no_padding_and_words_straight_behind(self) -> None:
        note = NOTE + str(Signature("a.example", b"ABCD", b"EF"))

        assert checkpoints_in(f"{note}Hilsen Kari!\n") == (note,)

    def test_each_once_in_the_order_found(self) -> None:
        assert checkpoints_in(f"{checkpoint(9)}\n{NOTE}\n{checkpoint(9)}") == (checkpoint(9), NOTE)

    def test_of_the_empty_log(self) -> None:
        assert checkpoints_in(checkpoint(0)) == (checkpoint(0),)

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("", id="nothing"),
            pytest.param("Hei", id="a word"),
            pytest.param(lines(*LINES[:3]), id="no signature"),
            pytest.param(lines(*LINES[:4], ""), id="an empty line for it"),
            pytest.param(lines(*LINES[:3], "Hei", *LINES[3:]), id="a line between"),
            pytest.param(lines(*LINES[:4], "Hei", *LINES[4:]), id="a line before the signature"),
            pytest.param(lines(*LINES[:4], "QUJD", *LINES[4:]), id="base64 before the signature"),
            pytest.param(lines(*LINES[:4], SIGNED[:50], DOTS, SIGNED[50:], ""), id="a strange line within it"),
            pytest.param(lines("", *LINES[1:]), id="no name"),
            pytest.param(lines(LINES[0], "08", *LINES[2:]), id="a size written in a way of its own"),
            pytest.param(lines(LINES[0], "8", LINES[2][:-2], *LINES[3:]), id="a root cut off"),
            pytest.param(lines(*LINES[:4], "—  QUJDRA==", ""), id="a signature of nobody"),
            pytest.param(lines(*LINES[:4], f"— {KEY.name}", ""), id="a name alone"),
        ],
    )
    def test_none(self, text: str) -> None:
        assert checkpoints_in(text) == ()


class TestTexts:
    """Of a mail the plain texts and the receipts enclosed; any other file is one text."""

    def test_of_a_mail(self) -> None:
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = "Vedtak", "a@saksgang.example", "b@moss.example"
        mail.set_content("plain\n")
        mail.add_alternative("<p>html</p>", subtype="html")
        mail.add_attachment(b"receipt", maintype="application", subtype="octet-stream", filename="x-1.tlog-proof")
        mail.add_attachment(b"page", maintype="application", subtype="pdf", filename="x.pdf")
        mail.add_attachment(b"unnamed", maintype="application", subtype="octet-stream")

        assert texts_in(mail.as_bytes()) == ("plain\n", "receipt")

    def test_of_a_mail_in_letters_that_it_says_wrongly(self) -> None:
        assert texts_in(b"From: a\nTo: b\n\nbl\xe5\n") == ("bl\ufffd\n",)

    @pytest.mark.parametrize("content", [NOTE.encode(), b"a: b\n\nx", "blå".encode(), b""])
    def test_of_a_file(self, content: bytes) -> None:
        assert texts_in(content) == (content.decode(),)

    def test_of_what_is_neither(self) -> None:
        with pytest.raises(UnicodeDecodeError):
            texts_in(b"\xff")
