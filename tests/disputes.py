"""What stories about disputes share: one brought, consented to, made ready, submitted, answered."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from cases import Answer
from models import acts as a
from models.acts import Mark, Objection, PathAfterDisagreement
from models.agreement import Resolution
from models.dispute import DisputeKind, Opinion, Outcome
from models.dispute_state import Dispatch
from models.roster import Office
from models.submission import Claim, Submission
from register.documents import keep_document
from tests.agreements import TRUST, party_of, resolution
from tests.story import OSLO, PATIENCE, NotAsTold, Story

QUESTION = "Hvem har ansvaret etter punkt 4 i samarbeidsavtalen?"
OBJECTION = {"SEKR-M4": Objection(grounds="Avtalen tolkes ulikt.")}


async def today(story: Story) -> date:
    """The local day of the story."""
    return (await story.clock.now()).astimezone(OSLO).date()


async def decided_by(story: Story) -> Resolution:
    """What a party resolved today."""
    return resolution(await today(story))


async def bring(
    story: Story,
    by: str = "halden",
    counterparts: Iterable[str] = (TRUST,),
    *,
    claim: Claim | None = None,
    **changes: Any,
) -> Answer:
    """A dispute, brought through the secretariat; raises as `Cases.open_dispute`."""
    fields: dict[str, Any] = {
        "matter": DisputeKind.EXISTING,
        "title": "Forståelsen av punkt 4",
        "by": by,
        "counterparts": tuple(counterparts),
        "question": QUESTION,
        "authority": await decided_by(story),
    }
    act = a.BringDispute(**(fields | changes))
    submission = Submission(act_id=str(uuid.uuid4()), claim=claim or party_of(story, by), act=act)
    answer = await story.cases.open_dispute(story.community, submission)
    story.records.append(answer.record)
    await story.clock.idle()
    return answer


async def consents(story: Story, dispute: str, *parties: str) -> None:
    """These parties consent, each on a decision of its own."""
    for party in parties:
        act = a.AnswerConsent(party=party, consents=True, authority=await decided_by(story))
        await story.do(dispute, act, party_of(story, party))


async def refuses(story: Story, dispute: str, party: str) -> Answer:
    """A party does not consent."""
    act = a.AnswerConsent(party=party, consents=False, reason="Vi vil løse det her.")
    return await story.do(dispute, act, party_of(story, party))


async def waives(story: Story, dispute: str, *parties: str) -> None:
    """These parties do without the local steps."""
    for party in parties:
        await story.do(dispute, a.WaiveLocalSteps(party=party, reason="Begge er enige."), party_of(story, party))


async def ready(story: Story, by: str) -> str:
    """A dispute with every consent and the local steps waived: only its papers are missing."""
    dispute = (await bring(story, by)).record
    await consents(story, dispute, TRUST)
    await waives(story, dispute, by, TRUST)
    return dispute


async def paper(story: Story, dispute: str, words: str = "Partene leser avtalen ulikt.") -> str:
    """A document that is part of the submission, not yet checked; its digest."""
    async with story.register.transaction() as connection:
        document = await keep_document(connection, story.community, words.encode(), "text/plain", "notat.txt")
    await story.do(dispute, a.AddDisputeDocument(document=document, title="Notat"))
    return document


async def submits(story: Story, dispute: str) -> Answer:
    """The secretariat submits it, with itself to ask."""
    return await story.act(dispute, a.SubmitDispute(contact=story.officer(Office.SECRETARIAT)))


def outcome(on: date, **changes: Any) -> Outcome:
    """An opinion in favour of the municipality."""
    fields: dict[str, Any] = {
        "on": on,
        "reference": "TN 3/2031",
        "summary": "Nemnda leser punkt 4 slik kommunen gjør.",
        "result": Opinion(recommendations=("Sykehuset bærer ansvaret.",)),
    }
    return Outcome(**(fields | changes))


async def advised(story: Story, dispute: str, **changes: Any) -> None:
    """The nemnda has spoken."""
    await story.do(dispute, a.RecordOutcome(outcome=outcome(await today(story), **changes)))


async def says(story: Story, dispute: str, party: str, *, follows: bool) -> None:
    """A party says whether it follows the advice."""
    act = a.FollowAdvice(party=party, follows=follows, reason="Etter behandling i kommunestyret.")
    await story.do(dispute, act, party_of(story, party))


async def disagreement(story: Story) -> str:
    """A case in which no consensus was found, left to the parties to bring to the nemnda."""
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    await story.roll_call(case, second, OBJECTION)
    await story.do(second, a.CloseMeeting())
    chosen = a.ChoosePath(path=PathAfterDisagreement.NEMNDA, reason="Avtalen tolkes ulikt.")
    await story.do(case, chosen, story.member("SEKR-M1"))
    return case


async def informed(story: Story, case: str) -> None:
    """The next meeting is informed of what the nemnda gave."""
    meeting = await story.meeting("SEKR", 28)
    await story.place(case, meeting, Mark.ORIENTERING)
    await story.open_meeting(meeting)
    await story.open_item(meeting, case)
    await story.close_item(meeting, case)
    await story.do(meeting, a.CloseMeeting())


async def until_sent(story: Story, dispute: str) -> Dispatch:
    """Until the relay has taken the submission; the proof."""
    deadline = time.monotonic() + PATIENCE
    while (proof := (await story.dispute_state(dispute)).dispatch) is None:
        if time.monotonic() > deadline:
            raise NotAsTold(f"{dispute} after {PATIENCE:.0f} s: {await story.kinds(dispute)}")
        await asyncio.sleep(0.02)
    return proof
