"""What works in the background ends when it is told to, whatever comes in the same moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Never

import pytest
from aiosmtplib.protocol import SMTPProtocol

from activities.post.relay import Relay
from activities.post.sender import Sender
from cases import Cases
from models import acts as a
from models.acts import ReceivedAct
from models.messages import MessageKind, ToPerson
from models.submission import Submission
from register.database import Register
from tests.faults.hands import new_id, watched
from tests.faults.oracle import ClientLog
from tests.house import SECRETARIAT, House
from tests.post.material import HOUSE, message
from tests.post.owed import Outbox
from tests.story import COMMUNITY, PROPOSAL
from worker import Dispatcher, end


async def nobody() -> Never:
    raise AssertionError("nothing waits to be judged")


async def test_a_dispatcher_that_is_woken_as_it_is_cancelled_ends(register: Register) -> None:
    dispatcher = Dispatcher(Cases(register, nobody), register)
    running = asyncio.create_task(dispatcher.run())
    await asyncio.sleep(0.05)  # it rests

    dispatcher.woken.set()
    running.cancel()
    await asyncio.wait({running}, timeout=5)

    assert running.cancelled()


class Refused(Cases):
    """Judging that comes to nothing at once, as where a workflow's task fails and Temporal takes no update."""

    asked = 0

    async def judge(self, record: str, waiting: tuple[ReceivedAct, ...] = ()) -> bool:
        self.asked += 1
        return False


async def test_a_dispatcher_that_is_refused_at_once_waits_before_it_asks_again(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.FORSAKEN", timedelta())
    act = a.RegisterCase(title="En sak", summary="Kort.", proposal=PROPOSAL, proposer_party="halden")
    submission = Submission(act_id=new_id(), claim=SECRETARIAT, act=act)
    await watched(register, None, ClientLog()).open_case(COMMUNITY, submission)
    cases = Refused(register, nobody)
    running = asyncio.create_task(Dispatcher(cases, register).run())

    await asyncio.sleep(1.5)
    await end(running)

    assert 0 < cases.asked < 5, "some hundred times, where nothing is waited for"


async def test_what_did_not_hear_that_it_was_to_end_is_told_again() -> None:
    came = asyncio.Event()

    async def deaf_when_woken() -> None:
        while True:
            await asyncio.wait_for(came.wait(), timeout=60)  # what libraries do
            came.clear()

    running = asyncio.create_task(deaf_when_woken())
    await asyncio.sleep(0.05)

    came.set()
    ending = asyncio.create_task(end(running))
    await asyncio.wait({ending}, timeout=10)

    assert ending.done() and running.cancelled()


async def test_a_sender_cancelled_as_the_relay_answers_ends(
    house: House, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    # aiosmtplib waits for answers with wait_for, which in Python 3.11 keeps such a cancellation to itself.
    outbox = Outbox(register)
    await outbox.register_case()
    member = ToPerson(person="p-1", capacity="member", seat="SEKR-M2")
    await outbox.owe(message(MessageKind.NO_CONSENSUS, member))
    relay = Relay(house.relay.host, house.relay.port, from_address=HOUSE.from_address, timeout_seconds=5)
    sender = Sender(outbox, relay, HOUSE, asks=True, settle=timedelta(seconds=1))
    answered = asyncio.Event()
    taken_in = SMTPProtocol.data_received

    def cancelled_as_it_answers(protocol: SMTPProtocol, data: bytes) -> None:
        taken_in(protocol, data)
        if not answered.is_set():
            answered.set()
            sending.cancel()

    monkeypatch.setattr(SMTPProtocol, "data_received", cancelled_as_it_answers)
    sending = asyncio.create_task(sender.run())
    await answered.wait()
    await asyncio.sleep(0.2)
    assert not sending.done(), "it was asked once, and did not hear it"

    await asyncio.wait_for(end(sending), timeout=10)

    assert sending.done()
