"""Two stages in two meetings: what may be decided, where and when (P-01, P-04, P-05, P-08, P-12)."""

from __future__ import annotations

from models import entries as e
from models.acts import CloseItem, Consent, ItemOutcome, Mark
from models.messages import MessageKind
from models.state import CaseStage
from tests.story import Story


async def test_s01_a_professional_case_is_decided_in_the_next_sekr_meeting(story: Story) -> None:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()

    await story.hold_drofting(case, first)
    await story.roll_call(case, second)
    state = await story.ended(case)

    assert state.stage is CaseStage.UNDER_OPPFOLGING
    [held] = await story.bodies(case, e.DroftingHeld)
    [made] = await story.bodies(case, e.BeslutningMade)
    assert (held.meeting, made.meeting, made.body) == (first, second, "SEKR")
    assert made.consenting == story.seats("SEKR", counted=True)
    parties = [party.party for party in story.roster.parties]
    assert [bound.party for bound in await story.bodies(case, e.BindingEffect)] == parties
    kinds = await story.kinds(case)
    assert kinds.index("beslutning_made") < kinds.index("binding_effect") < kinds.index("announced")
    told = {message.to for message in await story.messages(MessageKind.DECISION_ANNOUNCED)}
    assert {f"party:{party}" for party in parties} <= told
    assert {f"person:{story.holder(seat)}" for seat in story.seats("SEKR")} <= told


async def test_s02_a_case_with_larger_consequences_goes_from_sekr_to_the_next_su_meeting(story: Story) -> None:
    first, sekr = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    su = await story.meeting("SU", 70)
    case = await story.open_case(larger=True)

    await story.hold_drofting(case, first)
    in_sekr = await story.place(case, sekr, Mark.BESLUTNING)

    state = await story.case_state(case)
    assert state.placement is not None
    assert (state.placement.meeting, state.placement.mark) == (su, Mark.BESLUTNING)
    assert state.stage is CaseStage.UNDER_FORANKRING
    assert in_sekr.refusal is not None
    assert in_sekr.refusal.rule == "P-04"
    assert [item.case for item in (await story.meeting_state(sekr)).agenda] == []
    asked = [message.to for message in await story.messages(MessageKind.FORANKRING_ASKED)]
    assert asked == [f"party:{party.party}" for party in story.roster.parties]


async def test_s03_after_drofting_in_su_directly_only_a_later_su_meeting_decides(story: Story) -> None:
    first, later = await story.meeting("SU", 28), await story.meeting("SU", 56)
    sekr = await story.meeting("SEKR", 29)
    case = await story.open_case(larger=True, drofting_in="SU")

    in_sekr = await story.place(case, sekr, Mark.DROFTING)
    at_once = await story.place(case, first, Mark.BESLUTNING)
    await story.hold_drofting(case, first, close=False)
    same_meeting = await story.place(case, first, Mark.BESLUTNING)
    await story.roll_call(case, later)
    await story.ended(case)

    assert [a.refusal.rule for a in (in_sekr, at_once, same_meeting) if a.refusal] == ["P-05", "P-01", "P-12"]
    [classified] = await story.bodies(case, e.CaseClassified)
    assert classified.direct_reason == "Saken gjelder samarbeidsavtalen."
    [made] = await story.bodies(case, e.BeslutningMade)
    assert (made.meeting, made.body) == (later, "SU")


async def test_s03_su_directly_needs_a_reason_and_the_chair(story: Story) -> None:
    case = await story.open_case(larger=True)
    wished = story.classification(larger=True, drofting_in="SU")

    unreasoned = await story.act(case, wished.model_copy(update={"direct_reason": None}))
    unchaired = await story.act(case, wished.model_copy(update={"agreed_by": wished.agreed_by[:2]}))

    assert [a.refusal.rule for a in (unreasoned, unchaired) if a.refusal] == ["P-05", "P-05"]
    state = await story.case_state(case)
    assert state.classification is not None
    assert state.classification.drofting_body == "SEKR"


async def test_s04_a_case_not_yet_deliberated_is_not_decided_and_the_attempt_is_logged(story: Story) -> None:
    meeting = await story.meeting("SEKR", 28)
    case = await story.open_case()
    before = await story.case_state(case)

    placed = await story.place(case, meeting, Mark.BESLUTNING)
    position = await story.position(case, "SEKR-M1", Consent())
    closing = CloseItem(meeting=meeting, item=1)
    closed = await story.act(case, closing, story.member("SEKR-M1"))

    assert [a.refusal.rule for a in (placed, position, closed) if a.refusal] == ["P-01", "P-01", "P-32"]
    assert await story.case_state(case) == before
    refused = await story.bodies(case, e.ActRefused)
    assert [r.act_kind for r in refused] == ["place_case", "take_position", "close_item"]
    assert (await story.entries(case))[-2].actor == (await story.entries(case))[-1].actor
    assert [item.case for item in (await story.meeting_state(meeting)).agenda] == []


async def test_s05_sekr_in_the_morning_and_su_after_lunch_is_no_following_meeting(story: Story) -> None:
    sekr, su = await story.meeting("SEKR", 28, hour=9), await story.meeting("SU", 28, hour=13)
    case = await story.open_case(larger=True)
    await story.hold_drofting(case, sekr)

    afternoon = await story.place(case, su, Mark.BESLUTNING)

    assert afternoon.refusal is not None
    assert afternoon.refusal.rule == "P-12"
    assert "at least 14" in afternoon.refusal.detail
    state = await story.case_state(case)
    assert state.placement is None
    assert state.stage is CaseStage.DROFTET
    assert [wanted.body for wanted in await story.bodies(case, e.MeetingAwaited)] == ["SU"]


async def test_s05_a_meeting_planned_later_takes_the_case_that_waited_for_one(story: Story) -> None:
    sekr = await story.meeting("SEKR", 28)
    case = await story.open_case(larger=True)
    await story.hold_drofting(case, sekr)
    wanted = [message.to for message in await story.messages(MessageKind.MEETING_WANTED)]

    other, fitting = await story.meeting("SEKR", 45), await story.meeting("SU", 45)

    state = await story.case_state(case)
    assert state.placement is not None
    assert state.placement.meeting == fitting
    assert [item.case for item in (await story.meeting_state(other)).agenda] == []
    assert wanted == ["person:p-2h9c", "person:p-9g28"]


async def test_s06_what_is_marked_drofting_is_not_decided_though_all_want_to(story: Story) -> None:
    first, following = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.place(case, first, Mark.DROFTING)
    await story.open_meeting(first)
    await story.open_item(first, case)

    positions = [await story.position(case, seat, Consent()) for seat in story.seats("SEKR", counted=True)[:3]]
    decided = await story.close_item(first, case)
    again = await story.place(case, first, Mark.BESLUTNING)
    await story.close_item(first, case, ItemOutcome.READY)

    assert [p.refusal.rule for p in positions if p.refusal] == ["P-01"] * 3
    assert decided.refusal is not None
    assert decided.refusal.rule == "P-08"
    assert again.refusal is not None
    state = await story.case_state(case)
    assert state.positions == ()
    assert state.placement is not None
    assert (state.placement.meeting, state.placement.mark) == (following, Mark.BESLUTNING)
    assert await story.bodies(case, e.BeslutningMade) == []
