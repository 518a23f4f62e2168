"""Cases that leave the straight road: raised to a higher body, with and without a new drøfting (P-14, P-15)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from cases import Refused
from models import acts as a
from models import entries as e
from models.acts import ItemOutcome, Mark, Objection, PathAfterDisagreement, RaiseTrigger
from models.messages import MessageKind
from models.state import CaseStage
from models.submission import Submission
from procedures.loading import Community
from tests.house import House, with_numbers
from tests.story import Story

OBJECTION = {"SEKR-M4": Objection(grounds="Ikke dekning i budsjettet.")}


async def test_s23_raised_before_the_decision_with_the_text_unchanged_su_decides_next(story: Story) -> None:
    sekr, later, su = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56), await story.meeting("SU", 63)
    case = await story.open_case()
    await story.hold_drofting(case, sekr)
    waits_in = (await story.case_state(case)).placement

    raising = a.RaiseCase(trigger=RaiseTrigger.CHAIR, reason="Gjelder alle kommunene.")
    by_another = await story.act(case, raising, story.member("SEKR-M2"))
    await story.do(case, raising, story.member("SEKR-M1"))
    raised = await story.case_state(case)
    await story.roll_call(case, su)
    state = await story.ended(case)

    assert waits_in is not None
    assert waits_in.meeting == later
    assert by_another.refusal is not None
    assert by_another.refusal.rule == "P-14"
    assert raised.placement is not None
    assert (raised.placement.meeting, raised.placement.mark) == (su, Mark.BESLUTNING)
    assert [item.case for item in (await story.meeting_state(later)).agenda if not item.removed] == []
    [held] = await story.bodies(case, e.DroftingHeld)
    [made] = await story.bodies(case, e.BeslutningMade)
    assert (held.meeting, made.meeting, made.body) == (sekr, su, "SU")
    assert state.stage is CaseStage.UNDER_OPPFOLGING
    told = {m.to for m in await story.messages(MessageKind.CASE_RAISED)}
    assert {f"person:{story.holder(seat)}" for body in ("SEKR", "SU") for seat in story.seats(body)} <= told


async def test_s24_raised_for_want_of_consensus_su_deliberates_and_decides_in_the_meeting_after(story: Story) -> None:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    next_su, after = await story.meeting("SU", 84), await story.meeting("SU", 112)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    await story.roll_call(case, second, OBJECTION)

    chosen = a.ChoosePath(path=PathAfterDisagreement.RAISE, reason="SEKR kom ikke til enighet.")
    await story.do(case, chosen, story.member("SEKR-M1"))
    at_first_sight = await story.place(case, next_su, Mark.BESLUTNING)
    await story.hold_drofting(case, next_su, ItemOutcome.READY)
    await story.roll_call(case, after)
    await story.ended(case)

    assert at_first_sight.refusal is not None
    assert at_first_sight.refusal.rule == "P-01"
    [raised] = await story.bodies(case, e.CaseRaised)
    assert (raised.trigger, raised.from_body, raised.decision_body) == (RaiseTrigger.NO_CONSENSUS, "SEKR", "SU")
    held = [(h.meeting, h.body) for h in await story.bodies(case, e.DroftingHeld)]
    assert held == [(first, "SEKR"), (next_su, "SU")]
    [made] = await story.bodies(case, e.BeslutningMade)
    assert (made.meeting, made.body) == (after, "SU")


async def test_s24_where_the_earlier_drofting_counts_su_decides_in_its_next_meeting(
    house: House, tell: Callable[[Community], AbstractAsyncContextManager[Story]]
) -> None:
    async with tell(with_numbers(house.community, raise_after_no_consensus="earlier_drofting_counts")) as story:
        first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
        su = await story.meeting("SU", 84)
        case = await story.open_case()
        await story.hold_drofting(case, first)
        await story.roll_call(case, second, OBJECTION)

        chosen = a.ChoosePath(path=PathAfterDisagreement.RAISE, reason="SEKR kom ikke til enighet.")
        await story.do(case, chosen, story.member("SEKR-M1"))
        raised = await story.case_state(case)
        await story.roll_call(case, su)
        await story.ended(case)

        assert raised.placement is not None
        assert (raised.placement.meeting, raised.placement.mark) == (su, Mark.BESLUTNING)
        assert len(await story.bodies(case, e.DroftingHeld)) == 1
        [made] = await story.bodies(case, e.BeslutningMade)
        assert (made.meeting, made.body) == (su, "SU")


async def test_s30_a_joint_measure_without_its_four_answers_is_not_put_up_for_decision(story: Story) -> None:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case("Felles ambulant team")
    await story.do(case, a.SetCaseKind(case_kind=a.CaseKind.JOINT_MEASURE, reason="Oppretter et felles team."))
    given = a.JointAnswers(responsibility="Partene i fellesskap.", organisation="Ett team.", financing="Etter bruk.")
    await story.hold_drofting(case, first)

    nothing_said = await story.place(case, second, Mark.BESLUTNING)
    await story.do(case, a.AnswerJointMeasure(answers=given), story.contact("halden"))
    unemployed = await story.place(case, second, Mark.BESLUTNING)
    waits = await story.case_state(case)
    await story.do(case, a.AnswerJointMeasure(answers=a.JointAnswers(employer="Halden kommune.")))
    placed = await story.case_state(case)

    assert nothing_said.refusal is not None
    assert nothing_said.refusal.rule == "A-04"
    assert "responsibility, employer, organisation, financing" in nothing_said.refusal.detail
    assert unemployed.refusal is not None
    assert "does not say: employer (" in unemployed.refusal.detail
    assert waits.placement is None
    assert placed.placement is not None
    assert (placed.placement.meeting, placed.placement.mark) == (second, Mark.BESLUTNING)


async def test_p16_two_cases_become_one_that_refers_to_both_and_copies_neither(story: Story) -> None:
    first, second = await story.open_case("Akuttplasser nord"), await story.open_case("Akuttplasser sør")
    before = {case: await story.entries(case) for case in (first, second)}
    parents = tuple(a.ParentCase(record=case, head=entries[-1].hash) for case, entries in before.items())
    merged = a.RegisterCase(title="Akuttplasser", summary="Begge sakene.", proposal="Ett opplegg.", parents=parents)
    forged = merged.model_copy(update={"parents": (parents[0].model_copy(update={"head": "0" * 64}),)})

    opened = await story.cases.open_case(story.community, submission(story, merged))
    with pytest.raises(Refused, match="has no entry"):
        await story.cases.open_case(story.community, submission(story, forged))
    moving = a.MoveCase(how=a.MoveKind.MERGED, into=(opened.record,), reason="Samme sak.")
    for case in (first, second):
        await story.do(case, moving)
        await story.until(case, lambda state: state.ended)

    assert (await story.case_state(opened.record)).parents == parents
    for case, entries in before.items():
        after = await story.entries(case)
        assert after[: len(entries)] == entries
        assert [x.body.kind for x in after[len(entries) :]] == ["case_moved", "case_closed"]
    assert [b.into for b in await story.bodies(first, e.CaseMoved)] == [(opened.record,)]


def submission(story: Story, act: a.RegisterCase) -> Submission:
    return Submission(act_id=str(uuid.uuid4()), claim=story.secretariat, act=act)
