"""The sender against the real relay: nothing lost, nothing twice, nothing that stops the rest."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from activities.post.relay import Relay
from activities.post.sender import LONGEST_BACK_OFF, Sender, back_off
from local.relay import Control, Refusal
from local.relay import Relay as RelayProcess
from models.messages import Message, MessageKind, ToPerson, message_id
from tests.post.material import FACTS, HOUSE, message
from tests.post.sqlite_outbox import SqliteOutbox

FOLDER = Path(__file__).resolve().parents[2]
SETTLE = timedelta(seconds=0.1)
PEOPLE = [f"p-{number:03}" for number in range(100)]


def owed(person: str, kind: MessageKind = MessageKind.NO_CONSENSUS) -> Message:
    to = ToPerson(person=person, capacity="member", seat="SEKR-M2")
    return message(kind, to)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RelayProcess]:
    folder = tmp_path_factory.mktemp("relay")
    with RelayProcess(folder / "mailbox", log_file=folder / "relay-process.log") as running:
        yield running


@pytest.fixture
def outbox(tmp_path: Path) -> SqliteOutbox:
    return SqliteOutbox(tmp_path / "outbox.db")


@pytest.fixture
async def behave(relay: RelayProcess) -> AsyncIterator[Callable[..., None]]:
    def control(**how: Any) -> None:
        Control(**how).write(relay.mailbox)

    control()
    yield control
    control()


def session(relay: RelayProcess, timeout: float = 3.0) -> Relay:
    return Relay(relay.host, relay.port, from_address=HOUSE.from_address, timeout_seconds=timeout)


def sender(outbox: SqliteOutbox, session: Relay, *, asks: bool = True) -> Sender:
    return Sender(outbox, session, HOUSE, asks=asks, settle=SETTLE, idle=timedelta(seconds=0.02))


async def seen(what: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is true; fail when it does not become so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def until(ended: Callable[[], bool], running: Sender) -> None:
    """Run the sender until something is true, then stop it."""
    task = asyncio.create_task(running.run())
    try:
        await seen(ended)
    finally:
        running.stop()
        await task


def taken(relay: RelayProcess, messages: list[Message]) -> list[dict[str, Any]]:
    """What the relay says it took of these, every attempt counted."""
    names = {f"{m.message_id}.eml" for m in messages}
    lines = (relay.mailbox / "relay.log").read_text().splitlines()
    return [line for line in map(json.loads, lines) if line["file"] in names]


def fresh(name: str, count: int) -> list[Message]:
    """Messages no other test sends."""
    made = []
    for number in range(count):
        base = owed(f"{name}{number:03}")
        made.append(base.model_copy(update={"message_id": message_id(name, base.kind, base.to)}))
    return made


class TestDelivery:
    """Every message owed is handed over once, in order, over one session."""

    async def test_a_hundred_messages(self, relay: RelayProcess, outbox: SqliteOutbox) -> None:
        messages = fresh("hundred", 100)
        for each in messages:
            outbox.owe(each)

        with capture_logs() as logged:
            await until(lambda: outbox.states() == {"sent": 100}, sender(outbox, session(relay)))

        kept = taken(relay, messages)
        assert [line["file"] for line in kept] == [f"{m.message_id}.eml" for m in messages]
        assert not any(line["duplicate"] for line in kept)
        assert [line["event"] for line in logged] == ["mail_sent"] * 100
        assert "@" not in str(logged)

    async def test_what_was_sent_is_what_was_stored(self, relay: RelayProcess, outbox: SqliteOutbox) -> None:
        (each,) = fresh("stored", 1)
        outbox.owe(each)

        await until(lambda: outbox.states() == {"sent": 1}, sender(outbox, session(relay)))

        raw = outbox.raw(each.message_id)
        assert (relay.mailbox / f"{each.message_id}.eml").read_bytes() == raw

    async def test_a_session_that_died_in_between_is_replaced(
        self, relay: RelayProcess, outbox: SqliteOutbox
    ) -> None:
        first, second = fresh("died", 2)
        link = session(relay)
        running = sender(outbox, link)
        outbox.owe(first)
        await running.step()
        assert link._smtp is not None
        link._smtp.close()
        outbox.owe(second)

        await running.step()

        assert outbox.states() == {"sent": 2}
        assert outbox.row(second.message_id)[1] == 1
        await link.close()


class TestKilled:
    """A sender killed anywhere, again and again, loses nothing and sends nothing twice."""

    def test_kills_among_a_hundred_messages(
        self, relay: RelayProcess, tmp_path: Path, outbox: SqliteOutbox, behave: Callable[..., None]
    ) -> None:
        messages = fresh("killed", 100)
        for each in messages:
            outbox.owe(each)
        # The relay answers a moment after it has kept a message, so that kills fall in between.
        behave(stall_seconds=0.02)
        chance = random.Random(20270121)
        kills = 0

        deadline = time.monotonic() + 20
        while outbox.states() != {"sent": 100} and time.monotonic() < deadline:
            process = self.start(tmp_path / "outbox.db", relay)
            lives = 0.2 + 0.3 * chance.random() if kills < 6 else 10
            dies_at = time.monotonic() + lives
            while time.monotonic() < dies_at and outbox.states() != {"sent": 100}:
                time.sleep(0.01)
            if outbox.states() != {"sent": 100}:
                kills += 1
            process.kill()
            process.wait()

        kept = taken(relay, messages)
        assert outbox.states() == {"sent": 100}
        assert kills >= 4
        assert sorted(line["file"] for line in kept) == sorted(f"{m.message_id}.eml" for m in messages)
        assert not any(line["duplicate"] for line in kept)

    @staticmethod
    def start(outbox: Path, relay: RelayProcess) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.post.sender_process", str(outbox), str(relay.port)],
            cwd=FOLDER,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    async def test_kept_and_no_answer_is_reconciled(
        self, relay: RelayProcess, outbox: SqliteOutbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("hangup", 1)
        outbox.owe(each)
        behave(after_data="hang_up")
        link = session(relay)
        running = sender(outbox, link)
        await running.step()
        assert outbox.row(each.message_id)[0] == "claimed"
        behave()
        outbox.make_due()

        with capture_logs() as logged:
            await running.step()

        assert outbox.row(each.message_id)[0] == "sent"
        assert [(line["event"], line["taken"]) for line in logged] == [("mail_reconciled", True)]
        assert len(taken(relay, [each])) == 1
        await link.close()

    async def test_lost_and_no_answer_is_sent_again(
        self, relay: RelayProcess, outbox: SqliteOutbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("lost", 1)
        outbox.owe(each)
        behave(after_data="lose")
        link = session(relay)
        running = sender(outbox, link)
        await running.step()
        before = outbox.raw(each.message_id)
        behave()
        outbox.make_due()

        with capture_logs() as logged:
            await running.step()

        assert [line["event"] for line in logged] == ["mail_reconciled", "mail_sent"]
        assert (relay.mailbox / f"{each.message_id}.eml").read_bytes() == before
        assert outbox.row(each.message_id)[0] == "sent"
        await link.close()

    async def test_a_slow_answer_is_not_a_second_mail(
        self, relay: RelayProcess, outbox: SqliteOutbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("slow", 1)
        outbox.owe(each)
        behave(stall_seconds=0.6)
        link = session(relay, timeout=0.2)
        running = sender(outbox, link)
        await running.step()
        assert outbox.row(each.message_id)[0] == "claimed"
        behave()
        outbox.make_due()

        await running.step()

        assert outbox.row(each.message_id)[0] == "sent"
        assert len(taken(relay, [each])) == 1
        await link.close()

    @pytest.mark.parametrize("asks", [True, False])
    async def test_a_relay_that_cannot_say_leaves_it_to_people(self, outbox: SqliteOutbox, asks: bool) -> None:
        (each,) = fresh("foreign", 1)
        outbox.owe(each)
        await outbox.claim_next()
        await outbox.store_raw(each.message_id, b"To: a@b.no\r\n\r\n")
        # Says 550 to every VRFY, as other relays do of mailboxes they do not know.
        async with Scripted({"VRFY": "550 5.1.1 unknown user"}) as foreign:
            link = Relay("127.0.0.1", foreign.port, from_address=HOUSE.from_address, timeout_seconds=2)

            with capture_logs() as logged:
                await sender(outbox, link, asks=asks).step()

            await link.close()
        assert outbox.row(each.message_id)[0] == "unknown"
        assert [line["event"] for line in logged] == ["mail_unknown"]
        assert "DATA" not in foreign.heard
        assert await outbox.claim_next() is None


class TestRefusedAndDelayed:
    """What cannot be delivered is told; what cannot be delivered now is tried again."""

    async def test_5xx_is_given_up_and_told(
        self, relay: RelayProcess, outbox: SqliteOutbox, behave: Callable[..., None]
    ) -> None:
        gone, fine = fresh("gone", 2)
        behave(refuse=(Refusal(recipient="gone000@*", code=550, text="no such mailbox"),))
        outbox.owe(gone)
        outbox.owe(fine)

        with capture_logs() as logged:
            await until(lambda: "sent" in outbox.states(), sender(outbox, session(relay)))

        assert outbox.row(gone.message_id) == ("given_up", 1, "550 no such mailbox")
        assert outbox.row(fine.message_id)[0] == "sent"
        assert [(line["event"], line.get("code")) for line in logged] == [
            ("mail_undeliverable", 550),
            ("mail_sent", None),
        ]

    async def test_4xx_is_tried_again_until_it_goes(
        self, relay: RelayProcess, outbox: SqliteOutbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("later", 1)
        behave(refuse=(Refusal(recipient="later*", code=451, text="busy"),))
        outbox.owe(each)
        link = session(relay)
        running = sender(outbox, link)
        await running.step()
        assert outbox.row(each.message_id) == ("waiting", 1, "451 busy")
        assert await running.step() is False  # not due yet
        behave()
        outbox.make_due()

        await running.step()

        assert outbox.row(each.message_id)[:2] == ("sent", 2)
        await link.close()

    async def test_a_relay_that_is_away_delays_everything_and_loses_nothing(
        self, relay: RelayProcess, outbox: SqliteOutbox
    ) -> None:
        messages = fresh("away", 3)
        for each in messages:
            outbox.owe(each)
        link = Relay("127.0.0.1", 1, from_address=HOUSE.from_address, timeout_seconds=1)
        running = sender(outbox, link)

        with capture_logs() as logged:
            task = asyncio.create_task(running.run())
            await seen(lambda: bool(logged))
            link._port = relay.port  # it is back
            running.poke()
            await seen(lambda: outbox.states() == {"sent": 3})
            running.stop()
            await task

        assert logged[0]["event"] == "mail_delayed"
        assert len(taken(relay, messages)) == 3

    async def test_a_poison_message_stops_no_other(self, relay: RelayProcess, outbox: SqliteOutbox) -> None:
        good = fresh("poison", 1)[0]
        without = owed("p-1", MessageKind.FORANKRING_ASKED)
        facts = without.facts.model_copy(update={"due_at": None})
        unknown_seat = owed("p-2", MessageKind.RECEIPT)
        lost = unknown_seat.facts.model_copy(update={"seat": "NO-SUCH"})
        nobody = owed("p-nobody")
        for each in (
            without.model_copy(update={"facts": facts}),
            unknown_seat.model_copy(update={"facts": lost}),
            nobody,
            good,
        ):
            outbox.owe(each)

        with capture_logs() as logged:
            await until(lambda: "sent" in outbox.states(), sender(outbox, session(relay)))

        assert outbox.states() == {"given_up": 3, "sent": 1}
        assert "due_at" in (outbox.row(without.message_id)[2] or "")
        assert "NO-SUCH" in (outbox.row(unknown_seat.message_id)[2] or "")
        assert outbox.row(nobody.message_id)[2] == "LookupError: no such person"
        assert [line["event"] for line in logged] == ["mail_undeliverable"] * 3 + ["mail_sent"]

    async def test_what_we_did_not_foresee_of_one_message_holds_up_no_other(
        self, relay: RelayProcess, outbox: SqliteOutbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        odd, fine = fresh("odd", 2)
        outbox.owe(odd)
        outbox.owe(fine)
        whole = outbox.attachments

        async def broken(each: Message) -> Any:
            if each.message_id == odd.message_id:
                raise RuntimeError("the paper store is broken")
            return await whole(each)

        monkeypatch.setattr(outbox, "attachments", broken)

        with capture_logs() as logged:
            await until(lambda: "sent" in outbox.states(), sender(outbox, session(relay)))

        assert outbox.row(odd.message_id)[::2] == ("claimed", "RuntimeError: the paper store is broken")
        assert outbox.row(fine.message_id)[0] == "sent"
        assert [line["event"] for line in logged][:2] == ["mail_delayed", "mail_sent"]

    def test_the_back_off_grows_to_a_quarter_of_an_hour(self) -> None:
        waits = [back_off(attempts).total_seconds() for attempts in (1, 2, 3, 10, 11, 5000)]

        assert waits == [1, 2, 4, 512, 900, 900]
        assert timedelta(minutes=15) == LONGEST_BACK_OFF


class Scripted:
    """A relay that is not ours: answers as told, keeps nothing."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = {"EHLO": "250 other.example", "QUIT": "221 bye", **answers}
        self.heard: list[str] = []
        self.port = 0

    async def __aenter__(self) -> Scripted:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 other.example ESMTP\r\n")
        while line := await reader.readline():
            verb = line.split()[0].decode().upper()
            self.heard.append(verb)
            writer.write(f"{self.answers.get(verb, '502 no')}\r\n".encode())
            await writer.drain()
            if verb == "QUIT":
                break
        writer.close()


def test_the_facts_of_every_kind_are_material_for_these_tests() -> None:
    assert set(FACTS) == set(MessageKind)
