"""The sender against the real relay: nothing lost, nothing twice, nothing that stops the rest."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from activities.post.relay import Relay
from activities.post.sender import LONGEST_BACK_OFF, PATIENCE, Sender, back_off
from local.relay import Control, Refusal
from local.relay import Relay as RelayProcess
from models.messages import Message, MessageKind, ToPerson, message_id
from register.database import Register
from tests.house import House
from tests.post.material import FACTS, HOUSE, message
from tests.post.owed import LETTER, Outbox
from tests.post.sender_process import send

SETTLE = timedelta(seconds=0.1)


def owed(person: str, kind: MessageKind = MessageKind.NO_CONSENSUS) -> Message:
    to = ToPerson(person=person, capacity="member", seat="SEKR-M2")
    return message(kind, to)


@pytest.fixture
def relay(house: House) -> RelayProcess:
    return house.relay


@pytest.fixture
async def outbox(register: Register) -> Outbox:
    made = Outbox(register)
    await made.register_case()
    return made


@pytest.fixture
def senders(outbox: Outbox, relay: RelayProcess) -> Iterator[Callable[[], ForkServerProcess]]:
    """Starts a sender in a process of its own; what they import is imported once for all of them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.post.sender_process"])
    started: list[ForkServerProcess] = []

    def start() -> ForkServerProcess:
        started.append(context.Process(target=send, args=(outbox.register.url, relay.port), daemon=True))
        started[-1].start()
        return started[-1]

    yield start
    for process in started:
        kill(process)


def kill(process: ForkServerProcess) -> None:
    process.kill()
    process.join()


@pytest.fixture
async def behave(relay: RelayProcess) -> AsyncIterator[Callable[..., None]]:
    def control(**how: Any) -> None:
        Control(**how).write(relay.mailbox)

    control()
    yield control
    control()


def session(relay: RelayProcess, timeout: float = 3.0) -> Relay:
    return Relay(relay.host, relay.port, from_address=HOUSE.from_address, timeout_seconds=timeout)


def sender(outbox: Outbox, session: Relay, *, asks: bool = True) -> Sender:
    return Sender(outbox, session, HOUSE, asks=asks, settle=SETTLE, idle=timedelta(seconds=0.02))


async def seen(what: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    """Wait until something is true; fail when it does not become so."""
    deadline = time.monotonic() + seconds
    while not await what():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def sent(outbox: Outbox, running: Sender, count: int = 1) -> None:
    """Run the sender until so many messages are sent, then stop it."""

    async def enough() -> bool:
        return (await outbox.states()).get("sent", 0) >= count

    task = asyncio.create_task(running.run())
    try:
        await seen(enough)
    finally:
        running.stop()
        await task


async def is_true(what: bool) -> bool:
    return what


def taken(relay: RelayProcess, messages: list[Message]) -> list[dict[str, Any]]:
    """What the relay says it took of these, every attempt counted."""
    names = {f"{m.message_id}.eml" for m in messages}
    log_file = relay.mailbox / "relay.log"
    lines = log_file.read_text().splitlines() if log_file.exists() else []
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

    async def test_many_messages(self, relay: RelayProcess, outbox: Outbox) -> None:
        messages = fresh("many", 30)
        await outbox.owe(*messages)

        with capture_logs() as logged:
            await sent(outbox, sender(outbox, session(relay)), 30)

        kept = taken(relay, messages)
        assert [line["file"] for line in kept] == [f"{m.message_id}.eml" for m in messages]
        assert not any(line["duplicate"] for line in kept)
        assert [line["event"] for line in logged] == ["mail_sent"] * 30
        assert "@" not in str(logged)

    async def test_what_was_sent_is_what_was_stored(self, relay: RelayProcess, outbox: Outbox) -> None:
        (each,) = fresh("stored", 1)
        await outbox.owe(each)

        await sent(outbox, sender(outbox, session(relay)))

        raw = await outbox.raw(each)
        assert (relay.mailbox / f"{each.message_id}.eml").read_bytes() == raw

    async def test_a_session_that_died_in_between_is_replaced(self, relay: RelayProcess, outbox: Outbox) -> None:
        first, second = fresh("died", 2)
        link = session(relay)
        running = sender(outbox, link)
        await outbox.owe(first)
        await running.step()
        assert link._smtp is not None
        link._smtp.close()
        await outbox.owe(second)

        await running.step()

        assert await outbox.states() == {"sent": 2}
        assert (await outbox.row(second))[1] == 1
        await link.close()


class TestKilled:
    """A sender killed anywhere, again and again, loses nothing and sends nothing twice."""

    async def test_kills_at_any_moment_lose_nothing_and_send_nothing_twice(
        self,
        relay: RelayProcess,
        outbox: Outbox,
        behave: Callable[..., None],
        senders: Callable[[], ForkServerProcess],
    ) -> None:
        messages = fresh("killed", 30)
        await outbox.owe(*messages)
        chance = random.Random(20270121)

        for life in range(1, 4):
            process = senders()
            await self.kept(relay, messages, 6 * life)
            behave(stall_seconds=0.5)  # the next is kept, and its answer does not come
            await self.kept(relay, messages, len(taken(relay, messages)) + 1)
            kill(process)
            behave()
            names = {line["file"] for line in taken(relay, messages)}
            assert any(f"{m}.eml" in names for m in await outbox.claimed())  # sent, and not marked
        for _ in range(2):
            process = senders()
            await self.kept(relay, messages, len(taken(relay, messages)) + 1)
            await asyncio.sleep(0.05 * chance.random())
            kill(process)
        senders()
        await seen(lambda: self.all_sent(outbox, 30))

        kept = taken(relay, messages)
        assert sorted(line["file"] for line in kept) == sorted(f"{m.message_id}.eml" for m in messages)
        assert not any(line["duplicate"] for line in kept)

    @staticmethod
    async def kept(relay: RelayProcess, messages: list[Message], count: int) -> None:
        async def enough() -> bool:
            return len(taken(relay, messages)) >= min(count, len(messages))

        await seen(enough)

    @staticmethod
    async def all_sent(outbox: Outbox, count: int) -> bool:
        return await outbox.states() == {"sent": count}

    async def test_kept_and_no_answer_is_reconciled(
        self, relay: RelayProcess, outbox: Outbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("hangup", 1)
        await outbox.owe(each)
        behave(after_data="hang_up")
        link = session(relay)
        running = sender(outbox, link)
        await running.step()
        assert (await outbox.row(each))[0] == "claimed"
        behave()
        await outbox.make_due()

        with capture_logs() as logged:
            await running.step()

        assert (await outbox.row(each))[0] == "sent"
        assert [(line["event"], line["taken"]) for line in logged] == [("mail_reconciled", True)]
        assert len(taken(relay, [each])) == 1
        await link.close()

    async def test_lost_and_no_answer_is_sent_again(
        self, relay: RelayProcess, outbox: Outbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("lost", 1)
        await outbox.owe(each)
        behave(after_data="lose")
        link = session(relay)
        running = sender(outbox, link)
        await running.step()
        before = await outbox.raw(each)
        behave()
        await outbox.make_due()

        with capture_logs() as logged:
            await running.step()

        assert [line["event"] for line in logged] == ["mail_reconciled", "mail_sent"]
        assert (relay.mailbox / f"{each.message_id}.eml").read_bytes() == before
        assert (await outbox.row(each))[0] == "sent"
        await link.close()

    async def test_a_slow_answer_is_not_a_second_mail(
        self, relay: RelayProcess, outbox: Outbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("slow", 1)
        await outbox.owe(each)
        behave(stall_seconds=0.6)
        link = session(relay, timeout=0.2)
        running = sender(outbox, link)
        await running.step()
        assert (await outbox.row(each))[0] == "claimed"
        behave()
        await outbox.make_due()

        await running.step()

        assert (await outbox.row(each))[0] == "sent"
        assert len(taken(relay, [each])) == 1
        await link.close()

    @pytest.mark.parametrize("asks", [True, False])
    async def test_a_relay_that_cannot_say_leaves_it_to_people(self, outbox: Outbox, asks: bool) -> None:
        (each,) = fresh("foreign", 1)
        await outbox.owe(each)
        await outbox.claim_next()
        await outbox.store_raw(each, b"To: a@b.no\r\n\r\n")
        await outbox.make_due()
        # Says 550 to every VRFY, as other relays do of mailboxes they do not know.
        async with Scripted({"VRFY": "550 5.1.1 unknown user"}) as foreign:
            link = Relay("127.0.0.1", foreign.port, from_address=HOUSE.from_address, timeout_seconds=2)

            with capture_logs() as logged:
                await sender(outbox, link, asks=asks).step()

            await link.close()
        assert (await outbox.row(each))[0] == "unknown"
        assert [line["event"] for line in logged] == ["mail_unknown"]
        assert "DATA" not in foreign.heard
        assert await outbox.claim_next() is None


class TestRefusedAndDelayed:
    """What cannot be delivered is told; what cannot be delivered now is tried again."""

    async def test_5xx_is_given_up_and_told(
        self, relay: RelayProcess, outbox: Outbox, behave: Callable[..., None]
    ) -> None:
        gone, fine = fresh("gone", 2)
        behave(refuse=(Refusal(recipient="gone000@*", code=550, text="no such mailbox"),))
        await outbox.owe(gone)
        await outbox.owe(fine)

        with capture_logs() as logged:
            await sent(outbox, sender(outbox, session(relay)))

        assert await outbox.row(gone) == ("given_up", 1, "550 no such mailbox")
        assert (await outbox.row(fine))[0] == "sent"
        assert [(line["event"], line.get("code")) for line in logged] == [
            ("mail_undeliverable", 550),
            ("mail_sent", None),
        ]

    async def test_4xx_is_tried_again_until_it_goes(
        self, relay: RelayProcess, outbox: Outbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("later", 1)
        behave(refuse=(Refusal(recipient="later*", code=451, text="busy"),))
        await outbox.owe(each)
        link = session(relay)
        running = sender(outbox, link)
        await running.step()
        assert await outbox.row(each) == ("waiting", 1, "451 busy")
        assert await running.step() is False  # not due yet
        behave()
        await outbox.make_due()

        await running.step()

        assert (await outbox.row(each))[:2] == ("sent", 2)
        await link.close()

    async def test_4xx_without_end_is_given_up_and_told(
        self, relay: RelayProcess, outbox: Outbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("never", 1)
        behave(refuse=(Refusal(recipient="never*", code=452, text="mailbox full"),))
        await outbox.owe(each)
        link = session(relay)
        running = sender(outbox, link)
        await running.step()
        await outbox.let_fail_for(PATIENCE - timedelta(minutes=1))
        await outbox.make_due()
        await running.step()
        assert (await outbox.row(each))[0] == "waiting"
        await outbox.let_fail_for(PATIENCE)
        await outbox.make_due()

        with capture_logs() as logged:
            await running.step()

        assert await outbox.row(each) == ("given_up", 3, "452 mailbox full (tried 3 times)")
        assert [(line["event"], line["code"]) for line in logged] == [("mail_undeliverable", 452)]
        await link.close()

    async def test_what_is_in_doubt_without_end_is_left_to_people(
        self, relay: RelayProcess, outbox: Outbox, behave: Callable[..., None]
    ) -> None:
        (each,) = fresh("doubt", 1)
        behave(after_data="lose")
        await outbox.owe(each)
        link = session(relay)
        running = sender(outbox, link)
        await running.step()
        await outbox.let_fail_for(PATIENCE)
        await outbox.make_due()

        await running.step()

        state, attempts, error = await outbox.row(each)
        assert (state, attempts) == ("unknown", 2)
        assert error is not None and error.startswith("it may have been delivered: ")
        await link.close()

    async def test_a_relay_that_is_away_wears_out_no_patience(self, outbox: Outbox) -> None:
        (each,) = fresh("outage", 1)
        await outbox.owe(each)
        link = Relay("127.0.0.1", 1, from_address=HOUSE.from_address, timeout_seconds=1)
        running = sender(outbox, link)
        running.stop()  # so that it does not rest
        await running.step()
        await outbox.make_due()

        claimed = await outbox.claim_next()

        assert claimed is not None
        assert claimed.failing_for is None

    async def test_a_relay_that_is_away_delays_everything_and_loses_nothing(
        self, relay: RelayProcess, outbox: Outbox
    ) -> None:
        messages = fresh("away", 3)
        await outbox.owe(*messages)
        link = Relay("127.0.0.1", 1, from_address=HOUSE.from_address, timeout_seconds=1)
        running = sender(outbox, link)

        with capture_logs() as logged:
            task = asyncio.create_task(running.run())
            await seen(lambda: is_true(bool(logged)))
            link._port = relay.port  # it is back
            running.poke()
            await seen(lambda: TestKilled.all_sent(outbox, 3))
            running.stop()
            await task

        assert logged[0]["event"] == "mail_delayed"
        assert len(taken(relay, messages)) == 3

    async def test_a_poison_message_stops_no_other(self, relay: RelayProcess, outbox: Outbox) -> None:
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
            await outbox.owe(each)

        with capture_logs() as logged:
            await sent(outbox, sender(outbox, session(relay)))

        assert await outbox.states() == {"given_up": 3, "sent": 1}
        assert "due_at" in ((await outbox.row(without))[2] or "")
        assert "NO-SUCH" in ((await outbox.row(unknown_seat))[2] or "")
        assert (await outbox.row(nobody))[2] == "LookupError: no address is known for person:p-nobody"
        assert [line["event"] for line in logged] == ["mail_undeliverable"] * 3 + ["mail_sent"]

    async def test_rows_that_cannot_be_read_stop_no_other(self, relay: RelayProcess, outbox: Outbox) -> None:
        torn, fine = fresh("torn", 2)
        await outbox.owe(torn, fine)
        async with outbox.register.transaction() as connection:
            await connection.execute(
                update(LETTER).where(LETTER.c.letter == torn.message_id).values(facts={"seat": 7})
            )

        await sent(outbox, sender(outbox, session(relay)))

        state, _, error = await outbox.row(torn)
        assert state == "given_up"
        assert error is not None and error.startswith("cannot be read: ValidationError")
        assert (await outbox.row(fine))[0] == "sent"

    async def test_what_we_did_not_foresee_of_one_message_holds_up_no_other(
        self, relay: RelayProcess, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        odd, fine = fresh("odd", 2)
        await outbox.owe(odd)
        await outbox.owe(fine)
        whole = outbox.attachments

        async def broken(each: Message) -> Any:
            if each.message_id == odd.message_id:
                raise RuntimeError("the paper store is broken")
            return await whole(each)

        monkeypatch.setattr(outbox, "attachments", broken)

        with capture_logs() as logged:
            await sent(outbox, sender(outbox, session(relay)))

        assert (await outbox.row(odd))[::2] == ("claimed", "RuntimeError: the paper store is broken")
        assert (await outbox.row(fine))[0] == "sent"
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
