"""A position and the close of the roll call, in either order: what each caller was told is what the case became.

The order is that of the intake numbers, whatever order the judging is asked for in.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from cases import Answer
from models import acts as a
from models import entries as e
from models.acts import ItemOutcome, Mark, Objection, ReceivedAct
from models.state import CaseStage
from models.submission import Claim, Submission
from models.work import Judge, JudgedUpTo, Outcome
from register import intake
from tests.faults.hands import FaultStory, failing, new_id
from tests.house import SECRETARIAT, House
from tests.story import COMMUNITY, PROPOSAL

SEED = 2018
LANES = 4  # meetings of one day that deliberate side by side
SPEAKING = ("SEKR-M1", "SEKR-M2", "SEKR-M3", "SEKR-M4", "SEKR-M5", "SEKR-H1")  # enough to speak for every party
OBJECTOR = "SEKR-M3"
OBJECTION = Objection(grounds="Vi kan ikke bære kostnaden.")


@dataclass
class Day:
    """A meeting day with many cases marked beslutning; each is taken up once."""

    story: FaultStory
    meeting: str
    cases: list[str]

    async def open_roll_call(self) -> RollCall:
        """The next case, everybody heard and consenting: one objection now decides it."""
        story, case = self.story, self.cases.pop()
        item = await story.item(self.meeting, case)
        await sent(story, self.meeting, a.OpenItem(item=item.item))
        state = await story.case_state(case)
        seen: dict[str, Any] = {"text_digest": state.text.digest, "case_version": state.version}
        consent = a.TakePosition(stance=a.Consent(), **seen)
        await asyncio.gather(*(sent(story, case, consent, story.member(seat)) for seat in SPEAKING))
        return RollCall(
            story,
            case,
            objection=a.TakePosition(stance=OBJECTION, **seen),
            close=a.CloseItem(meeting=self.meeting, item=item.item),
        )


@dataclass
class RollCall:
    """One open roll call and the two acts that meet in it."""

    story: FaultStory
    case: str
    objection: a.TakePosition
    close: a.CloseItem

    def send_objection(self) -> tuple[str, asyncio.Task[Answer]]:
        return self.story.sending(self.case, self.objection, self.story.member(OBJECTOR))

    def send_close(self) -> tuple[str, asyncio.Task[Answer]]:
        return self.story.sending(self.case, self.close, self.story.member("SEKR-M1"))

    async def receive_objection(self) -> Answer:
        return await self.story.receive(self.case, self.objection, self.story.member(OBJECTOR))

    async def receive_close(self) -> Answer:
        return await self.story.receive(self.case, self.close, self.story.member("SEKR-M1"))

    async def unjudged(self) -> tuple[ReceivedAct, ...]:
        async with self.story.register.reading() as connection:
            judged = await self.story.scalar("SELECT judged FROM head WHERE record_id = :case", case=self.case)
            return await intake.unjudged(connection, self.case, judged)

    def ask_to_judge(self, acts: tuple[ReceivedAct, ...]) -> asyncio.Task[JudgedUpTo]:
        """What a caller or the dispatcher asks of the workflow, sent by hand in an order of our choice."""
        return asyncio.create_task(self._judged(acts))

    async def _judged(self, acts: tuple[ReceivedAct, ...]) -> JudgedUpTo:
        handle = self.story.client.get_workflow_handle(self.case)
        name = f"by-hand-{acts[0].number}-{acts[-1].number}"
        told: JudgedUpTo = await handle.execute_update("judge", Judge(acts=acts), id=name, result_type=JudgedUpTo)
        assert told.judged >= acts[-1].number, "an answer is given again to whoever asks under the same id"
        return told

    async def agrees(self, told_objection: Answer, told_close: Answer) -> bool:
        """Whether the objection was in time; everything told and entered says the same, or the test fails."""
        await self.story.judged(told_objection.act_id, told_close.act_id)
        objection = await self.story.cases.what_became(told_objection.act_id)
        close = await self.story.cases.what_became(told_close.act_id)
        for told, became in ((told_objection, objection), (told_close, close)):
            assert told.outcome in (None, became.outcome)
            assert (told.number, told.received_at) == (became.number, became.received_at)
        decided = await self.story.bodies(self.case, e.BeslutningMade)
        blocked = await self.story.bodies(self.case, e.NoConsensus)
        refused = await self.story.bodies(self.case, e.ActRefused)
        assert close.outcome is Outcome.ACCEPTED
        if objection.number < close.number:
            assert objection.outcome is Outcome.ACCEPTED
            assert ([b.objecting for b in blocked], decided, refused) == ([(OBJECTOR,)], [], [])
            return True
        assert objection.outcome is Outcome.REFUSED
        assert objection.refusal is not None
        assert (objection.refusal.code, objection.refusal.rule) == ("roll_call_closed", "P-20")
        assert ([OBJECTOR in d.consenting for d in decided], blocked) == ([True], [])
        assert [r.refusal for r in refused] == [objection.refusal]
        return False


async def day_with(story: FaultStory, count: int) -> Day:
    """So many cases through drøfting, and the meeting opened that shall decide them."""
    drofting = [await story.meeting("SEKR", 30, hour=9 + 3 * lane) for lane in range(LANES)]
    decides = await story.meeting("SEKR", 70)
    lanes = await asyncio.gather(*(_placed(story, drofting[n], count // LANES) for n in range(LANES)))
    await story.clock.advance((await story.meeting_state(drofting[-1])).starts_at)
    await asyncio.gather(*(_deliberated(story, drofting[n], lanes[n]) for n in range(LANES)))
    absent = [seat for seat in story.seats("SEKR") if seat not in SPEAKING]
    await story.open_meeting(decides, absent=absent)
    return Day(story, decides, [case for lane in lanes for case in lane])


async def _placed(story: FaultStory, meeting: str, count: int) -> list[str]:
    """New cases, marked drøfting in a meeting."""
    cases: list[str] = []
    for n in range(count):
        act = a.RegisterCase(title=f"Sak {n}", summary="Kort om saken.", proposal=PROPOSAL, proposer_party="halden")
        opened = await story.cases.open_case(COMMUNITY, Submission(act_id=new_id(), claim=SECRETARIAT, act=act))
        cases.append(opened.record)
        await sent(story, opened.record, story.classification())
        await sent(story, opened.record, a.PlaceCase(meeting=meeting, mark=Mark.DROFTING))
    return cases


async def _deliberated(story: FaultStory, meeting: str, cases: list[str]) -> None:
    """The meeting, item by item."""
    await sent(story, meeting, a.OpenMeeting(attendance=story.everyone("SEKR")))
    agenda = {item.case: item.item for item in (await story.meeting_state(meeting)).agenda}
    for case in cases:
        await sent(story, meeting, a.OpenItem(item=agenda[case]))
        await sent(story, case, a.CloseItem(meeting=meeting, item=agenda[case], outcome=ItemOutcome.READY))
    await sent(story, meeting, a.CloseMeeting())


async def sent(story: FaultStory, record: str, act: a.Act, by: Claim = SECRETARIAT) -> None:
    """An act, judged, and what it sent to other records judged there; the rest of the house may be busy."""
    answer = await story.cases.act(record, Submission(act_id=new_id(), claim=by, act=act))
    assert answer.outcome is Outcome.ACCEPTED, answer
    assert await story.cases.settle(record)


@pytest_asyncio.fixture(scope="module")
async def day(house: House) -> AsyncIterator[Day]:
    async with failing(house) as story:
        yield await day_with(story, ROUNDS + len(DELIVERIES) * 2 + 6)  # a few to spare: a multiple of the lanes


# --- the worker is down; the acts wait, and the judging is asked for in some order --------------------------------

Asked = list["asyncio.Task[JudgedUpTo]"]


async def nobody_asks(_call: RollCall, _acts: tuple[ReceivedAct, ...]) -> Asked:
    return []


async def in_order(call: RollCall, acts: tuple[ReceivedAct, ...]) -> Asked:
    first = call.ask_to_judge(acts[:1])
    await asyncio.sleep(0.1)
    return [first, call.ask_to_judge(acts)]


async def last_first(call: RollCall, acts: tuple[ReceivedAct, ...]) -> Asked:
    both = call.ask_to_judge(acts)
    await asyncio.sleep(0.1)
    return [both, call.ask_to_judge(acts[:1])]


async def with_a_gap(call: RollCall, acts: tuple[ReceivedAct, ...]) -> Asked:
    """The later act alone comes first, as where a task was lost that the register has."""
    last = call.ask_to_judge(acts[1:])
    await asyncio.sleep(0.1)
    return [last, call.ask_to_judge(acts[:1])]


DELIVERIES = (nobody_asks, in_order, last_first, with_a_gap)
ROUNDS = 30


@pytest.mark.parametrize("objection_first", [True, False], ids=["objection, close", "close, objection"])
@pytest.mark.parametrize("delivery", DELIVERIES)
async def test_sent_while_the_worker_is_down(
    day: Day,
    delivery: Callable[[RollCall, tuple[ReceivedAct, ...]], Awaitable[Asked]],
    objection_first: bool,
) -> None:
    """The callers get a receipt of time and go; the judging is asked for by others, or found by the dispatcher."""
    call = await day.open_roll_call()
    received = [call.receive_objection, call.receive_close]

    with call.story.frozen(call.story.worker):
        told = {receive: await receive() for receive in (received if objection_first else received[::-1])}
        asked = await delivery(call, await call.unjudged())
    await asyncio.gather(*asked)

    assert [answer.outcome for answer in told.values()] == [None, None]
    assert await call.agrees(*(told[receive] for receive in received)) is objection_first


@pytest.mark.parametrize("objection_first", [True, False], ids=["objection, close", "close, objection"])
async def test_callers_who_wait_while_the_worker_is_down(day: Day, hasty: None, objection_first: bool) -> None:
    call = await day.open_roll_call()
    senders = [call.send_objection, call.send_close]

    with call.story.frozen(call.story.worker):
        sent = {}
        for send in senders if objection_first else senders[::-1]:
            sent[send] = send()
            await call.story.stored(sent[send][0])
        await asyncio.wait([task for _, task in sent.values()])
    told = [await sent[send][1] for send in senders]

    assert [answer.outcome for answer in told] == [None, None]
    assert await call.agrees(*told) is objection_first


async def test_an_act_that_comes_while_the_case_ends(day: Day) -> None:
    """The end of the run is refused by Temporal, since something new has come; what was entered stands already.

    The task is done again later and with the new act at hand: on its own it would come to other entries than those
    the register has, and the case would stand still.
    """
    call = await day.open_roll_call()
    story = call.story
    await sent(story, call.case, call.close, story.member("SEKR-M1"))
    items = (await story.ended(call.case)).follow_ups
    done = [a.ReportFollowUp(party=item.party, status=a.FollowUpStatus.DONE) for item in items]
    await asyncio.gather(*(sent(story, call.case, report) for report in done[1:]))

    async with story.register.transaction() as connection:  # the append waits for us, and the task for the append
        await connection.execute(text("SELECT FROM head WHERE record_id = :case FOR UPDATE"), {"case": call.case})
        last, ending = story.sending(call.case, done[0], SECRETARIAT)
        await story.blocked_by(await connection.scalar(text("SELECT pg_backend_pid()")))
        again = done[0].model_copy(update={"goal": "Ferdig før jul."})
        late, reporting = story.sending(call.case, again, SECRETARIAT)
        await story.stored(late)
        await asyncio.sleep(0.3)
    told = await ending, await reporting

    await story.judged(last, late)
    state = await story.until(call.case, lambda s: s.ended)
    assert state.stage is CaseStage.AVSLUTTET
    became = [await story.cases.what_became(act) for act in (last, late)]
    assert became[0].outcome is Outcome.ACCEPTED
    assert [a.outcome in (None, b.outcome) for a, b in zip(told, became, strict=True)] == [True, True]
    assert (await story.kinds(call.case)).count("case_closed") == 1
    await story.finished(call.case)


async def test_two_callers_at_once(day: Day) -> None:
    chance = random.Random(SEED)
    in_time = []
    for _ in range(ROUNDS):
        call = await day.open_roll_call()

        senders = [call.send_objection, call.send_close]
        chance.shuffle(senders)
        sent = {send: send() for send in senders}
        told = [await sent[send][1] for send in (call.send_objection, call.send_close)]

        assert None not in [t.outcome for t in told], "with the worker up both are judged at once"
        in_time.append(await call.agrees(*told))

    assert {True, False} == set(in_time), "both orders came up"
