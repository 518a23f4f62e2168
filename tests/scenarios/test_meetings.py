"""Parties nobody speaks for, and decisions that cannot wait (P-22, P-31)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from cases import Refused
from models import acts as a
from models import entries as e
from models.acts import Mark
from models.messages import MessageKind
from models.state import CaseStage
from models.submission import Submission
from procedures.loading import Community
from tests.house import with_numbers
from tests.shipped import community
from tests.story import Story

Tell = Callable[[Community], AbstractAsyncContextManager[Story]]


async def waiting(story: Story) -> tuple[str, str]:
    """A deliberated case that waits for the meeting two months from now."""
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    return case, second


async def test_s17_a_group_has_nobody_and_the_case_is_postponed(story: Story) -> None:
    case, second = await waiting(story)
    third = await story.meeting("SEKR", 56)
    await story.open_meeting(second, absent=["SEKR-M3"])

    refused = await story.open_item(second, case)
    await story.do(second, a.PostponeItem(item=1, reason="Ingen kunne møte for Halden og Aremark."))
    moved = await story.until(case, lambda state: state.placement is not None and state.placement.meeting == third)

    assert refused.refusal is not None
    assert (refused.refusal.rule, refused.refusal.detail) == ("P-22", "nobody speaks for halden, aremark")
    [postponed] = await story.bodies(case, e.DecisionPostponed)
    assert (postponed.rule, postponed.uncovered) == ("P-22", ("halden", "aremark"))
    assert await story.bodies(case, e.BeslutningMade) == []
    assert moved.bindings == ()
    assert {m.to for m in await story.messages(MessageKind.POSTPONED)} == story.circle("SEKR")


async def test_s17_configured_the_group_answers_afterwards_and_silence_does_not_bind(tell: Tell) -> None:
    files = with_numbers(community(), quorum="answer_after")
    async with tell(files) as story:
        case, second = await waiting(story)

        await story.roll_call(case, second, absent=["SEKR-M3", "SEKR-M4"])
        decided = await story.until(case, lambda state: state.announced)
        digest = decided.text.digest
        yes = a.AnswerAfterMeeting(stance=a.Consent(), text_digest=digest)
        await story.do(case, yes, story.member("SEKR-M4"))
        await story.days_pass(16)
        lapsed = await story.until(case, lambda state: not any(b.after for b in state.bindings))
        late = await story.act(case, yes, story.member("SEKR-M3"))

        assert decided.stage is CaseStage.BESLUTTET_MED_FORBEHOLD
        assert {b.party for b in decided.bindings if b.effect_at is None} == {
            "halden", "aremark", "sarpsborg", "rakkestad",
        }  # fmt: skip
        asked = {m.to for m in await story.messages(MessageKind.ANSWER_ASKED)}
        assert {f"person:{story.holder('SEKR-M3')}", "party:halden"} <= asked
        bound = {b.party for b in lapsed.bindings if b.effect_at}
        assert bound == {p.party for p in story.roster.parties} - {"halden", "aremark"}
        assert [x.parties for x in await story.bodies(case, e.AnswersLapsed)] == [("halden", "aremark")]
        assert late.refusal is not None


async def test_s28_one_seat_refuses_the_written_way_and_an_extraordinary_meeting_decides(story: Story) -> None:
    case, second = await waiting(story)
    await story.days_pass(8)
    digest = (await story.case_state(case)).text.digest
    yes = a.AnswerInWriting(text_digest=digest, accepts_text=True, accepts_procedure=True)
    no = yes.model_copy(update={"accepts_procedure": False, "reason": "Saken bør tas i et møte."})

    await story.do(case, a.ProposeInWriting(reason="Ordningen løper ut."))
    await story.do(case, yes, story.member("SEKR-M1"))
    await story.do(case, no, story.member("SEKR-M2"))
    after = await story.case_state(case)
    starts = await story.local(9)
    plan = a.PlanMeeting(
        body="SEKR",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        place="Kalnes",
        extraordinary="Ordningen løper ut.",
    )
    submission = Submission(act_id=str(uuid.uuid4()), claim=story.secretariat, act=plan)
    extra = (await story.cases.plan_meeting(story.community, "SEKR", submission)).record
    story.records.append(extra)
    await story.clock.idle()
    await story.do(case, a.PlaceCase(meeting=extra, mark=Mark.BESLUTNING))
    for seat in story.seats("SEKR", counted=True):
        await story.do(extra, a.ConsentToShortNotice(agrees=True), story.member(seat))
    await story.roll_call(case, extra)

    [ended] = await story.bodies(case, e.WrittenProcedureEnded)
    assert (ended.why, ended.seats) == (e.WhyNotInWriting.PROCEDURE_REFUSED, ("SEKR-M2",))
    assert (after.written, after.decided_in) == (None, None)
    assert f"person:{story.secretariat.person}" in {m.to for m in await story.messages(MessageKind.WRITTEN_ENDED)}
    counted = story.seats("SEKR", counted=True)
    assert len(await story.messages(MessageKind.SHORT_NOTICE_ASKED)) == len(counted)
    [made] = await story.bodies(case, e.BeslutningMade)
    [held] = await story.bodies(case, e.DroftingHeld)
    assert (made.meeting, made.in_writing) == (extra, None)
    assert made.meeting != held.meeting
    meeting = await story.meeting_state(extra)
    assert (meeting.day - meeting.notice_due.day).days == 7
    assert second not in {made.meeting, held.meeting}


async def test_s28_all_accept_text_and_way_and_it_is_decided_in_writing(story: Story) -> None:
    case, _ = await waiting(story)
    await story.days_pass(8)
    digest = (await story.case_state(case)).text.digest
    yes = a.AnswerInWriting(text_digest=digest, accepts_text=True, accepts_procedure=True)

    await story.do(case, a.ProposeInWriting(reason="Ordningen løper ut."))
    for seat in story.seats("SEKR", counted=True):
        await story.do(case, yes, story.member(seat))
    answered = await story.case_state(case)
    await story.days_pass(8)
    state = await story.until(case, lambda state: state.announced)

    assert answered.written is not None, "the parties are still asked at home"
    [made] = await story.bodies(case, e.BeslutningMade)
    assert (made.in_writing, made.meeting) == (True, case)
    assert {b.party for b in state.bindings if b.effect_at} == {p.party for p in story.roster.parties}
    assert len(await story.messages(MessageKind.WRITTEN_ASKED)) == len(story.seats("SEKR", counted=True))


async def test_a_years_meetings_are_planned_all_or_none(story: Story) -> None:
    def submissions(*days: int) -> list[Submission]:
        acts = [
            a.PlanMeeting(body="SEKR", starts_at=at, ends_at=at + timedelta(hours=3), place="Kalnes")
            for at in (now + timedelta(days=day) for day in days)
        ]
        return [Submission(act_id=str(uuid.uuid4()), claim=story.secretariat, act=act) for act in acts]

    now = await story.local(0)

    with pytest.raises(Refused):
        await story.cases.plan_year(story.community, "SEKR", submissions(28, 56, 3))
    dry = await story.cases.plan_year(story.community, "SEKR", submissions(28, 56), dry=True)
    planned = await story.cases.plan_year(story.community, "SEKR", submissions(28, 56, 84))
    with pytest.raises(Refused, match="is at that time"):
        await story.cases.plan_year(story.community, "SEKR", submissions(112, 56))

    numbers = [answer.record.rpartition("-")[2] for answer in planned]
    assert (dry, numbers) == ((), ["1", "2", "3"])
    assert [answer.refusal for answer in planned] == [None] * 3
    story.records += [answer.record for answer in planned]
