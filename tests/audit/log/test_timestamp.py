"""Timestamps of checkpoints: what an authority's word proves, to whom, and for how long."""

from __future__ import annotations

import random
import re
import shlex
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography.x509 import Certificate

from audit.log.checkpoint import Checkpoint, sign_checkpoint
from audit.log.merkle import Tree, leaf_hash, proves_consistency
from audit.log.note import KeyUse, Note, PrivateKey, Unproved, UnreadableNote, signed
from audit.log.timestamp import (
    MOST_BYTES,
    check_timestamp,
    in_der_order,
    read_certificates,
    read_timestamp,
    request_for,
    stamped_bytes,
)
from audit.outcomes import Proof, outcome_of
from cli.audit_timestamp import checks_of
from cli.stamping import NoTimestamp, stamped
from tests.audit.log.authority import Authority
from tests.cli.desk import Desk

DOCUMENT = Path(__file__).parents[3] / "docs" / "evidence-log.md"
ORIGIN = "saksgang.example/log/ostfold"
KEY = PrivateKey.new(ORIGIN, KeyUse.LOG)
Known = tuple[Certificate, ...]
NOWHERE = Desk({"TEMPORAL_ADDRESS": "127.0.0.1:1", "SAKSGANG_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"})


def checkpoint(size: int = 7) -> str:
    return str(sign_checkpoint(Checkpoint(ORIGIN, size, leaf_hash(bytes([size]))), KEY))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def known(authority: Authority) -> Known:
    return read_certificates(authority.root.read_bytes())


@pytest.fixture(scope="module")
def response(authority: Authority) -> bytes:
    return authority.reply(request_for(checkpoint()).as_bytes())


class TestProves:
    """That a checkpoint was there at that time, to whoever trusts the authority's root."""

    def test_the_time_and_who_says_it(self, authority: Authority, known: Known, response: bytes) -> None:
        found = check_timestamp(read_timestamp(response), checkpoint(), known)

        assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=5)
        assert found.authority == "CN=Stamps of a test"
        assert found.holds_until == authority.holds_until

    def test_in_whatever_order_the_certificates_come(self, known: Known, tmp_path: Path) -> None:
        """OpenSSL does not order them, so of several authorities some have them otherwise than DER asks."""
        unordered = 0
        for number in range(6):
            another = Authority(tmp_path / str(number))
            given = another.reply(request_for(checkpoint()).as_bytes())
            found = read_timestamp(given)
            unordered += given != in_der_order(given)

            assert len(found.certificates) == 3
            check_timestamp(found, checkpoint(), read_certificates(another.root.read_bytes()))
            with pytest.raises(Unproved):
                check_timestamp(found, checkpoint(), known)

        assert unordered, "or nothing was shown"

    def test_cosignatures_under_it_change_nothing(self, known: Known, response: bytes) -> None:
        witness = PrivateKey.new("witness.example", KeyUse.WITNESS)
        cosigned = checkpoint() + f"— witness.example {checkpoint().rsplit(' ', 1)[1]}"

        assert witness.name in cosigned
        assert stamped_bytes(cosigned) == checkpoint().encode()
        check_timestamp(read_timestamp(response), cosigned, known)

    def test_openssl_says_so_too(self, authority: Authority, response: bytes, tmp_path: Path) -> None:
        (tmp_path / "FILE.checkpoint").write_text(checkpoint(), encoding="utf-8")
        (tmp_path / "FILE.tsr").write_bytes(response)
        (tmp_path / "root.pem").write_bytes(authority.root.read_bytes())
        [command] = re.findall(r"^openssl ts .*$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)

        said = subprocess.run(shlex.split(command), cwd=tmp_path, capture_output=True, text=True, check=False)

        assert (said.returncode, said.stdout.strip()) == (0, "Verification: OK")

    def test_a_certificate_that_has_run_out_is_told_and_is_no_failure(self, known: Known, response: bytes) -> None:
        found = check_timestamp(read_timestamp(response), checkpoint(), known)

        now = checks_of("it was there", found, datetime.now(UTC))
        later = checks_of("it was there", found, datetime(2044, 1, 1, tzinfo=UTC))

        assert (outcome_of(now), outcome_of(later)) == (Proof.PROVED, Proof.NOT_FULLY_CHECKED)
        assert [check.outcome for check in later] == ["proved", "not checked"]
        assert "one ran out on" in later[1].why

    def test_what_a_lost_certificate_vouched_for_a_later_checkpoint_stamped_by_another_covers(
        self, tmp_path: Path
    ) -> None:
        """Evidence is renewed by the log itself: what the earlier checkpoint binds is in every later one."""
        tree = Tree(leaf_hash(bytes([number])) for number in range(20))
        earlier, later = Checkpoint(ORIGIN, 7, tree.root(7)), Checkpoint(ORIGIN, 20, tree.root(20))
        signed, another = str(sign_checkpoint(later, KEY)), Authority(tmp_path)
        renewed = read_timestamp(another.reply(request_for(signed).as_bytes()))

        found = check_timestamp(renewed, signed, read_certificates(another.root.read_bytes()))

        assert proves_consistency(7, earlier.root, 20, later.root, tree.consistency(7, 20))
        assert outcome_of(checks_of("it was there", found, datetime.now(UTC))) is Proof.PROVED


class TestDoesNotProve:
    """Of something else, by somebody else, or changed: refused, and never with another time."""

    def test_another_checkpoint(self, known: Known, response: bytes) -> None:
        with pytest.raises(Unproved, match="of something else than this checkpoint"):
            check_timestamp(read_timestamp(response), checkpoint(8), known)

    def test_another_authority(self, response: bytes, tmp_path: Path) -> None:
        other = Authority(tmp_path)

        with pytest.raises(Unproved, match="no certificate that is trusted vouches for the timestamp"):
            check_timestamp(read_timestamp(response), checkpoint(), read_certificates(other.root.read_bytes()))

    @pytest.mark.filterwarnings("ignore:Parsed a serial number")
    def test_any_byte_changed(self, known: Known, response: bytes) -> None:
        honest = read_timestamp(response)
        chance = random.Random(3161)
        refused = 0
        for place in range(len(response)):
            changed = bytearray(response)
            changed[place] ^= 1 << chance.randrange(8)
            try:
                found = read_timestamp(bytes(changed))
                check_timestamp(found, checkpoint(), known)
            except (Unproved, UnreadableNote):
                refused += 1
            else:
                assert (found.at, found.digest) == (honest.at, honest.digest), place

        assert refused > 0.75 * len(response), "but for the copy of the root, which nobody trusts for being there"

    @pytest.mark.parametrize("content", [b"", b"\x30\x03\x02\x01\x02", b"<html>busy</html>", bytes(MOST_BYTES)])
    def test_what_is_no_timestamp(self, content: bytes) -> None:
        with pytest.raises(UnreadableNote, match="it is no timestamp"):
            read_timestamp(content)

    def test_what_is_larger_than_any_timestamp(self) -> None:
        with pytest.raises(UnreadableNote, match="a timestamp has at most 262144 bytes"):
            read_timestamp(bytes(MOST_BYTES + 1))

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            pytest.param(b"\x30\x05\x30\x03\x02\x01\x02", "the authority gave none: 2", id="without a reason"),
            pytest.param(
                b"\x30\x0d\x30\x0b\x02\x01\x02\x30\x06\x0c\x04busy", "the authority gave none: busy", id="busy"
            ),
        ],
    )
    def test_an_answer_that_refuses_is_told_with_its_reason(self, answer: bytes, why: str) -> None:
        """RFC 3161, 2.4.2: a status of 2 (rejection), and no token."""
        with pytest.raises(UnreadableNote, match=why):
            read_timestamp(answer)

    def test_a_checkpoint_that_its_log_has_not_signed(self) -> None:
        text = checkpoint().partition("\n\n")[0] + "\n"
        other = PrivateKey.new("another.example", KeyUse.LOG)

        with pytest.raises(UnreadableNote, match=f"no line of {ORIGIN} stands under it"):
            stamped_bytes(str(Note(text, (signed(text, other),))))

    def test_what_holds_no_certificate(self) -> None:
        with pytest.raises(UnreadableNote, match="it holds no certificate"):
            read_certificates(b"x")


class TestAsked:
    """Over HTTP; what is not the answer to the very question is not kept."""

    def test_it_answers_the_question(self, authority: Authority) -> None:
        with authority.answering() as url:
            given = stamped(url, checkpoint(), authority.root)

        assert (
            read_timestamp(given).digest
            == read_timestamp(authority.reply(request_for(checkpoint()).as_bytes())).digest
        )

    @pytest.mark.parametrize(
        ("spoiled", "why"),
        [
            pytest.param(lambda old: old, "answers another request", id="an old answer again"),
            pytest.param(lambda _old: b"busy", "it is no timestamp", id="something else"),
        ],
    )
    def test_and_nothing_else_is_kept(
        self, authority: Authority, response: bytes, spoiled: Callable[[bytes], bytes], why: str
    ) -> None:
        with authority.answering(spoiled(response)) as url, pytest.raises(NoTimestamp, match=why):
            stamped(url, checkpoint(), authority.root)

    def test_one_that_another_root_vouches_for_is_not_kept(self, authority: Authority, tmp_path: Path) -> None:
        other = Authority(tmp_path)

        with other.answering() as url, pytest.raises(NoTimestamp, match="no certificate that is trusted"):
            stamped(url, checkpoint(), authority.root)

    def test_an_authority_that_is_away_is_told(self) -> None:
        with pytest.raises(NoTimestamp, match="refused"):
            stamped("http://127.0.0.1:9/", checkpoint(), None)


async def test_the_command_tells_what_is_proved_and_what_was_not_looked_at(
    authority: Authority, response: bytes, tmp_path: Path
) -> None:
    for name, content in (("7.checkpoint", checkpoint()), ("8.checkpoint", checkpoint(8)), ("key", str(KEY.public))):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "7.tsr").write_bytes(response)
    ask = f"audit timestamp verify {tmp_path}/7.tsr --checkpoint {tmp_path}/7.checkpoint"
    root, key = f"--certificate {authority.root}", f"--key {tmp_path}/key"

    whole = await NOWHERE.give(f"{ask} {root} {key}")
    with time_machine.travel(datetime(2044, 2, 29, tzinfo=UTC)):
        later = await NOWHERE.give(f"{ask} {root} {key}")
    without = [await NOWHERE.give(f"{ask} {less}") for less in (root, key, "")]
    other = await NOWHERE.give(f"{ask.replace('7.checkpoint', '8.checkpoint')} {root} {key} --json")
    unreadable = await NOWHERE.give(f"{ask.replace('7.tsr', '8.checkpoint')} {root}")

    assert whole.status == 0, whole.out
    assert "CN=Stamps of a test" in whole.out
    assert (later.status, "one ran out on" in later.out) == (3, True)
    assert [said.status for said in without] == [3, 3, 3]
    assert (other.status, other.document["result"]) == (1, "broken")
    assert unreadable.status == 2
