"""The relay keeps what it takes, says what it took, and misbehaves when a test asks."""

import json
import smtplib
import socket
import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from local.process import LOOPBACK
from local.relay import CONTROL_FILE, SIZE_LIMIT, TAKEN_LOG, Control, Refusal, Relay

FIRST = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    folder = tmp_path_factory.mktemp("relay")
    with Relay(folder / "mailbox", log_file=folder / "relay.log") as relay:
        yield relay


@pytest.fixture
def relay(running: Relay) -> Relay:
    for file in running.mailbox.iterdir():
        file.unlink()
    return running


def message(message_id: str = f"<{FIRST}@saksgang.example>", text: str = "Møtet er flyttet.") -> EmailMessage:
    made = EmailMessage()
    made["Message-ID"] = message_id
    made["From"] = "sekretariat@saksgang.example"
    made["To"] = "post@kommune.example"
    made["Subject"] = "Drøfting"
    made.set_content(text)
    return made


def send(relay: Relay, sent: EmailMessage) -> None:
    with smtplib.SMTP(relay.host, relay.port, timeout=5) as smtp:
        smtp.send_message(sent)


def taken(relay: Relay, address: str = f"<{FIRST}@saksgang.example>") -> int:
    with smtplib.SMTP(relay.host, relay.port, timeout=5) as smtp:
        return smtp.verify(address)[0]


def log_lines(relay: Relay) -> list[dict[str, object]]:
    return [json.loads(line) for line in (relay.mailbox / TAKEN_LOG).read_text().splitlines()]


class TestTaking:
    """A message that was answered is on disk, once."""

    def test_a_message_is_kept_under_its_id_as_it_came(self, relay: Relay) -> None:
        send(relay, message())

        kept = (relay.mailbox / f"{FIRST}.eml").read_bytes()

        assert b"Message-ID: <" + FIRST.encode() in kept
        assert kept.endswith(b"\r\n")
        assert [file.name for file in relay.mailbox.glob(".*")] == []

    def test_the_log_has_a_line_for_each_message_and_no_address(self, relay: Relay) -> None:
        send(relay, message())

        (line,) = log_lines(relay)

        assert line["message_id"] == f"<{FIRST}@saksgang.example>"
        assert (line["recipients"], line["duplicate"]) == (1, False)
        assert line["size"] == (relay.mailbox / f"{FIRST}.eml").stat().st_size
        assert "kommune" not in json.dumps(line)

    def test_a_second_copy_is_answered_and_does_not_take_the_first_one_s_place(self, relay: Relay) -> None:
        send(relay, message())
        first = (relay.mailbox / f"{FIRST}.eml").read_bytes()

        send(relay, message(text="Something else."))

        assert (relay.mailbox / f"{FIRST}.eml").read_bytes() == first
        assert [line["duplicate"] for line in log_lines(relay)] == [False, True]

    @pytest.mark.parametrize("strange", ["<../../etc/passwd@x>", "<a/b@x>", "plain", ""])
    def test_a_message_with_a_strange_id_gets_a_safe_name(self, relay: Relay, strange: str) -> None:
        send(relay, message(strange))

        (kept,) = relay.mailbox.glob("*.eml")

        assert kept.name.startswith("other-")
        assert kept.parent == relay.mailbox

    def test_a_message_above_the_limit_is_refused_for_good(self, relay: Relay) -> None:
        with smtplib.SMTP(relay.host, relay.port, timeout=5) as smtp:
            smtp.ehlo()

            code, _ = smtp.mail("a@saksgang.example", [f"SIZE={SIZE_LIMIT + 1}"])

        assert code == 552

    def test_it_listens_on_this_machine_only(self, relay: Relay) -> None:
        others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}

        for address in others - {LOOPBACK}:
            assert socket.socket().connect_ex((address, relay.port)) != 0


class TestAsking:
    """VRFY with a Message-ID: 250 if it was taken, 550 if not."""

    def test_a_message_is_known_once_it_was_taken(self, relay: Relay) -> None:
        before = taken(relay)
        send(relay, message())

        assert (before, taken(relay)) == (550, 250)
        assert taken(relay, f"{FIRST}@saksgang.example") == 250

    @pytest.mark.parametrize(
        "address", ["<../relay@x>", "<relay.log@x>", f"<{FIRST.upper()}@x>", f"<{FIRST}/@x>", "<*@x>"]
    )
    def test_what_is_no_id_of_ours_was_never_taken(self, relay: Relay, address: str) -> None:
        send(relay, message())

        assert taken(relay, address) == 550


class TestMisbehaving:
    """Faults for tests, from a file that is read again for each message."""

    @pytest.mark.parametrize("code", [450, 550])
    def test_a_chosen_recipient_is_refused_and_others_are_not(self, relay: Relay, code: int) -> None:
        Control(refuse=(Refusal(recipient="*@kommune.example", code=code),)).write(relay.mailbox)
        sent = message()
        sent["Cc"] = "helse@foretak.example"

        with smtplib.SMTP(relay.host, relay.port, timeout=5) as smtp:
            refused = smtp.send_message(sent)

        assert {address: answer[0] for address, answer in refused.items()} == {"post@kommune.example": code}
        assert taken(relay) == 250

    def test_hanging_up_after_the_data_keeps_the_message(self, relay: Relay) -> None:
        Control(after_data="hang_up").write(relay.mailbox)

        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(relay, message())

        assert taken(relay) == 250

    def test_losing_after_the_data_keeps_nothing(self, relay: Relay) -> None:
        Control(after_data="lose").write(relay.mailbox)

        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(relay, message())

        assert taken(relay) == 550

    def test_stalling_keeps_the_message_before_the_answer(self, relay: Relay) -> None:
        Control(stall_seconds=0.5).write(relay.mailbox)
        began = time.monotonic()

        send(relay, message())

        assert time.monotonic() - began >= 0.5
        assert taken(relay) == 250

    def test_a_control_file_that_makes_no_sense_takes_nothing(self, relay: Relay) -> None:
        (relay.mailbox / CONTROL_FILE).write_text('{"after_data": "explode"}')

        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(relay, message())

        assert taken(relay) == 550
