"""Objections, reservations, texts and what comes late, told to the end (P-17, P-20, P-28, P-29)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from models import acts as a
from models import entries as e
from models.acts import LodgeObjection, Objection, StandAside
from models.messages import MessageKind
from models.state import CaseStage, ObjectionStep
from procedures.loading import Community
from tests.house import House, with_numbers
from tests.scenarios.test_consensus import ready
from tests.story import Story

Tell = Callable[[Community], AbstractAsyncContextManager[Story]]


async def objected(story: Story, case: str) -> LodgeObjection:
    """Moss objects in writing three days before the meeting."""
    await story.days_pass(25)
    return LodgeObjection(
        grounds="Kostnadene er ikke fordelt.",
        would_be_removed_by="En fordelingsnøkkel i avtalen.",
        text_digest=(await story.case_state(case)).text.digest,
    )


async def announced(story: Story, case: str) -> None:
    """Until the outcome is told to everyone."""
    await story.until(case, lambda state: state.announced)


async def test_s09_where_standing_aside_does_not_bind_its_parties_stay_outside(house: House, tell: Tell) -> None:
    async with tell(with_numbers(house.community, abstention_binds=False)) as story:
        case, meeting = await ready(story)

        await story.roll_call(case, meeting, {"SEKR-M3": StandAside()})
        await announced(story, case)

        [made] = await story.bodies(case, e.BeslutningMade)
        state = await story.case_state(case)
        assert (made.standing_aside, made.outside_parties) == (("SEKR-M3",), ("halden", "aremark"))
        assert {b.party for b in state.bindings if b.effect_at}.isdisjoint({"halden", "aremark"})
        told = (await story.messages(MessageKind.DECISION_ANNOUNCED))[0].facts
        assert told["outside"] == ["halden", "aremark"]
        await story.do(meeting, a.CloseMeeting())
        assert "Beslutningen binder ikke Halden kommune og Aremark kommune, som avsto." in await story.minutes(
            meeting
        )


async def test_s12_an_objection_is_answered_and_the_amended_text_removes_it(story: Story) -> None:
    case, meeting = await ready(story)
    objector = story.member("SEKR-M2")
    await story.do(case, await objected(story, case), objector)

    answering = a.AnswerObjection(objection=1, answer="Vi legger inn en nøkkel.", proposal="Nytt punkt 2.")
    await story.do(case, answering, story.contact("halden"))
    await story.open_roll_call(case, meeting)
    state = await story.case_state(case)
    amending = a.AmendText(
        rests_on=state.text.digest,
        proposal=f"{state.text.text}\nKostnaden deles.",
        substantial=True,
        reason="Enighet.",
    )
    await story.do(case, amending)
    now = (await story.case_state(case)).text.digest
    await story.do(case, a.ResolveObjection(objection=1, text_digest=now), objector)
    await story.take_positions(case)
    await story.close_item(meeting, case)
    await announced(story, case)

    [objection] = (await story.case_state(case)).objections
    assert [d.step for d in objection.steps] == [ObjectionStep.LODGED, ObjectionStep.ANSWERED, ObjectionStep.RESOLVED]
    entries = {entry.seq: entry for entry in await story.entries(case)}
    assert [entries[d.seq].at for d in objection.steps] == [d.at for d in objection.steps]
    everyone = len(story.seats("SEKR")) + len(story.roster.parties)
    answered = await story.messages(MessageKind.OBJECTION_ANSWERED)
    settled = await story.messages(MessageKind.OBJECTION_SETTLED)
    assert (len(answered), len(settled)) == (everyone, everyone)
    assert (answered[0].facts["suggestion"], settled[0].facts["step"]) == ("Nytt punkt 2.", "resolved")


async def test_s07_where_an_objection_must_be_tried_first_it_blocks_once_it_is_kept(house: House, tell: Tell) -> None:
    async with tell(with_numbers(house.community, consensus_mode="no_sustained_objection")) as story:
        case, meeting = await ready(story)

        untried = await story.roll_call(case, meeting, {"SEKR-M4": Objection(grounds="Mangler dekning.")})
        await story.do(case, a.AnswerObjection(objection=1, answer="Dekningen står i vedlegget."))
        await story.do(case, a.KeepObjection(objection=1, reason="Den rekker ikke."), story.member("SEKR-M4"))
        await story.close_item(meeting, case)

        assert untried.refusal is not None
        assert untried.refusal.rule == "P-20"
        assert (await story.case_state(case)).stage is CaseStage.IKKE_KONSENSUS
        assert [n.objecting for n in await story.bodies(case, e.NoConsensus)] == [("SEKR-M4",)]
