"""What changes on the way: members, proposers, meetings, and the network (P-12, P-22, P-25, P-30, P-32)."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date

import pytest

from models import acts as a
from models import entries as e
from models.acts import Consent, ItemOutcome, Mark
from models.messages import MessageKind
from models.state import CaseStage
from models.submission import Claim, Submission
from register.intake import ActConflict
from tests.story import Story


async def test_s20_a_new_member_confirms_what_was_said_and_the_case_goes_on(story: Story) -> None:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.place(case, first, Mark.DROFTING)
    await story.open_meeting(first)
    await story.open_item(first, case)
    former = story.member("SEKR-M3")
    said = a.Contribute(about=a.ContributionKind.QUESTION, text="Hvem betaler for transporten?")
    await story.do(case, said, former)
    await story.close_item(first, case, ItemOutcome.READY)

    await story.replace_member("SEKR-M3", "p-ny01")
    inherited = await story.case_state(case)
    await story.open_roll_call(case, second)
    unseen = await story.position(case, "SEKR-M3", Consent())
    seen = await story.position(case, "SEKR-M3", Consent(), inherited_seen=True)
    others = {seat: Consent() for seat in story.seats("SEKR", counted=True) if seat != "SEKR-M3"}
    for seat, stance in others.items():
        await story.position(case, seat, stance)
    by_former = await story.position(case, "SEKR-M3", Consent(statement="Jeg var med."), by=former)
    await story.close_item(second, case)
    state = await story.ended(case)

    assert inherited.unconfirmed == ("SEKR-M3",)
    assert [c.said for c in inherited.contributions if c.seat == "SEKR-M3"] == [said]
    assert unseen.refusal is not None
    assert unseen.refusal.rule == "P-25"
    assert seen.refusal is None
    assert [c.person for c in await story.bodies(case, e.InheritanceConfirmed)] == ["p-ny01"]
    assert by_former.refusal is not None
    assert by_former.refusal.rule == "P-22"
    assert (state.rounds, state.unconfirmed) == (1, ())
    assert len(await story.bodies(case, e.CaseRegistered)) == 1


async def test_s22_two_cases_in_one_meeting_have_each_their_attendance_and_roll_call(story: Story) -> None:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    decided = await story.open_case("Sak til beslutning")
    deliberated = await story.open_case("Sak til drøfting")
    await story.hold_drofting(decided, first)
    await story.place(deliberated, second, Mark.DROFTING)
    leaving = story.member("SEKR-M5")

    await story.open_roll_call(decided, second)
    too_early = await story.open_item(second, deliberated)
    await story.take_positions(decided)
    await story.close_item(second, decided)
    await story.do(second, a.ChangeAttendance(seat="SEKR-M5", person=None))
    await story.open_item(second, deliberated)
    spoken = a.Contribute(about=a.ContributionKind.VIEW, text="Vi støtter dette.")
    by_absent = await story.act(deliberated, spoken, leaving)
    by_present = await story.act(deliberated, spoken, story.member("SEKR-M1"))
    position = await story.position(deliberated, "SEKR-M1", Consent())
    await story.close_item(second, deliberated, ItemOutcome.READY)
    await story.ended(decided)

    assert too_early.refusal is not None
    assert too_early.refusal.rule == "P-32"
    [with_all] = [i for i in await story.bodies(decided, e.CaseItemOpened) if i.mark is Mark.BESLUTNING]
    [without] = await story.bodies(deliberated, e.CaseItemOpened)
    assert len(with_all.attendance) == 13
    assert {s.seat for s in with_all.attendance} - {s.seat for s in without.attendance} == {"SEKR-M5"}
    [made] = await story.bodies(decided, e.BeslutningMade)
    assert made.absent == ()
    assert "indre-ostfold" in made.parties
    assert by_absent.refusal is not None
    assert by_absent.refusal.rule == "P-22"
    assert by_present.refusal is None
    assert position.refusal is not None
    assert position.refusal.rule == "P-01"
    assert len(await story.bodies(decided, e.PositionTaken)) == 10
    assert await story.bodies(deliberated, e.PositionTaken) == []
    assert (await story.case_state(deliberated)).stage is CaseStage.DROFTET


async def test_s27_another_municipality_takes_a_withdrawn_case_over_in_the_meeting(story: Story) -> None:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case(proposer="halden")
    await story.hold_drofting(case, first)
    await story.open_roll_call(case, second)
    history = await story.entries(case)

    withdrawn = await story.act(case, a.WithdrawCase(reason="Halden trekker saken."), story.contact("halden"))
    meanwhile = await story.position(case, "SEKR-M1", Consent())
    taking = a.TakeOverCase(party="moss", reason="Moss fører saken videre.")
    by_itself = await story.act(case, taking.model_copy(update={"party": "halden"}), story.contact("halden"))
    taken = await story.act(case, taking, story.contact("moss"))
    await story.take_positions(case)
    await story.close_item(second, case)
    state = await story.ended(case)

    assert (withdrawn.refusal, taken.refusal) == (None, None)
    assert [r.refusal.rule for r in (meanwhile, by_itself) if r.refusal] == ["P-20", "P-30"]
    assert (state.record, state.proposer_party) == (case, "moss")
    assert (await story.entries(case))[: len(history)] == history
    assert state.stage is CaseStage.UNDER_OPPFOLGING
    [left] = await story.bodies(case, e.CaseWithdrawn)
    assert (left.reason, left.takeover_due.rule) == ("Halden trekker saken.", "P-30")


async def test_s27_a_case_nobody_takes_over_ends_as_withdrawn_and_is_kept(story: Story) -> None:
    case = await story.open_case(proposer="halden")
    await story.do(case, a.WithdrawCase(reason="Ikke lenger aktuelt."), story.contact("halden"))

    await story.days_pass(14)
    still = await story.case_state(case)
    await story.days_pass(1, hour=1)
    state = await story.ended(case)
    late = await story.act(case, a.TakeOverCase(party="moss", reason="For sent."), story.contact("moss"))

    assert (still.stage, still.ended) == (CaseStage.TRUKKET, False)
    assert (state.stage, state.ended) == (CaseStage.TRUKKET, True)
    assert late.refusal is not None
    assert late.refusal.rule == "P-30"
    assert (await story.kinds(case))[-1] == "act_refused"


async def test_s29_the_items_of_a_cancelled_meeting_move_to_the_next(story: Story) -> None:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    third = await story.meeting("SEKR", 84)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    await story.open_meeting(second, absent=["SEKR-M4"])

    await story.do(second, a.CancelMeeting(reason="Ingen kunne møte for Sarpsborg og Rakkestad."))
    moved = await story.case_state(case)
    cancelled = await story.messages(MessageKind.MEETING_CANCELLED)
    before_notice = await story.bodies(third, e.NoticeSent)
    await story.roll_call(case, third)
    state = await story.ended(case)

    [postponed] = await story.bodies(case, e.DecisionPostponed)
    assert (postponed.meeting, postponed.rule) == (second, "P-22")
    assert moved.placement is not None
    assert moved.placement.meeting == third
    assert before_notice == []
    assert [n.items for n in await story.bodies(third, e.NoticeSent)] == [(1,)]
    meeting = await story.meeting_state(third)
    sent = [entry.at for entry in await story.entries(third) if isinstance(entry.happened, e.NoticeSent)]
    assert sent == [meeting.notice_due.at]
    assert (meeting.day - meeting.notice_due.day).days == 14
    assert [p.meeting for p in await story.bodies(case, e.PapersWentOut)] == [first, second, third]
    [held] = await story.bodies(case, e.DroftingHeld)
    [made] = await story.bodies(case, e.BeslutningMade)
    assert (held.meeting, made.meeting) == (first, third)
    assert state.rounds == 1
    seats_and_deputies = {m.to for m in cancelled}
    assert {f"person:{story.holder(seat)}" for seat in story.seats("SEKR")} <= seats_and_deputies


async def test_s57_the_same_objection_sent_again_is_one_objection(story: Story) -> None:
    first, _second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    await story.days_pass(25)
    lodging = a.LodgeObjection(
        grounds="Kostnadene er ikke fordelt.",
        would_be_removed_by="En fordelingsnøkkel.",
        text_digest=(await story.case_state(case)).text.digest,
    )
    submission = Submission(act_id=str(uuid.uuid4()), claim=story.member("SEKR-M2"), act=lodging)

    answers = await asyncio.gather(*(story.cases.act(case, submission) for _ in range(5)))
    await story.clock.idle()
    again = await story.cases.act(case, submission)
    other = submission.model_copy(update={"act": lodging.model_copy(update={"grounds": "Noe annet."})})
    with pytest.raises(ActConflict):
        await story.cases.act(case, other)

    assert {answer.number for answer in (*answers, again)} == {again.number}
    assert again.refusal is None
    assert len(await story.bodies(case, e.ObjectionLodged)) == 1
    assert await story.bodies(case, e.ActRefused) == []
    assert [o.objection for o in (await story.case_state(case)).objections] == [1]
    everybody = len(story.seats("SEKR")) + len(story.roster.parties)
    assert len(await story.messages(MessageKind.OBJECTION_LODGED)) == everybody


async def test_s57_what_the_secretariat_enters_is_receipted_once(story: Story) -> None:
    case = await story.open_case()
    reason = a.DemandHigherBody(reason="Saken binder alle kommunene.")
    claim = Claim(person=story.holder("SEKR-M2"), seat="SEKR-M2", entered_by="p-2h9c")
    submission = Submission(act_id=str(uuid.uuid4()), claim=claim, act=reason)

    for _ in range(2):
        await story.cases.act(case, submission)
    await story.clock.idle()

    assert [m.to for m in await story.messages(MessageKind.RECEIPT)] == [f"person:{story.holder('SEKR-M2')}"]
    assert len(await story.bodies(case, e.HigherBodyDemanded)) == 1


async def test_whoever_acts_for_a_seat_gets_the_receipt_and_who_acts_in_office_does_not(story: Story) -> None:
    case = await story.open_case()
    asked = a.AnswerForankring(
        party="moss",
        answer=a.ForankringAnswer.SUPPORTS,
        treated_by="formannskapet",
        treated_on=date(2027, 1, 4),
        text_digest="0" * 64,
    )

    await story.do(case, a.DemandHigherBody(reason="Saken binder alle kommunene."), story.member("SEKR-M2"))
    refused = await story.act(case, asked, story.contact("moss"))
    again = await story.act(case, a.DemandHigherBody(reason="Igjen."), Claim(person=story.holder("SEKR-M2")))
    receipts = await story.messages(MessageKind.RECEIPT)

    assert refused.refusal is not None and again.refusal is not None
    assert [(m.to, m.facts["act_kind"], m.facts.get("own")) for m in receipts] == [
        (f"person:{story.holder('SEKR-M2')}", "higher_body_demanded", True),
        (f"person:{story.contact('moss').person}", "answer_forankring", True),
    ]
