"""Ways round the back that lead nowhere: moved into nothing, taken over by oneself, recused and seated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import AuthorityOutcome, FollowUpStatus, LateGround, MoveKind, RecusalGround
from models.base import RecordId
from models.roster import Holding
from models.state import CaseStage
from tests.rules.world import Said, Who, World, deliberated, in_roll_call


def moved(world: World, case: RecordId, *into: RecordId, how: MoveKind = MoveKind.MERGED) -> Said:
    return world.act(case, a.MoveCase(how=how, into=into, reason="Samme sak."))


def test_a_case_goes_on_only_in_cases_that_are_under_way() -> None:
    world = World()
    one, other, third = world.case(), world.case(), world.case()
    meeting = world.meeting("SEKR", 28)

    assert moved(world, one, other).rule is None
    for into in (one, meeting, "case-ostfold-2099-77"):
        said = moved(world, other, into)
        assert said.verdict.refusal is not None
        assert (said.rule, into in said.verdict.refusal.detail) == ("P-16", True)
        assert "under way" in said.verdict.refusal.detail
    assert moved(world, other, third).rule is None


@pytest.mark.parametrize(
    ("how", "into"), [(MoveKind.SPLIT, (0, 0)), (MoveKind.SPLIT, (0,)), (MoveKind.MERGED, (0, 1))]
)
def test_a_case_is_split_into_several_and_merged_with_one(how: MoveKind, into: tuple[int, ...]) -> None:
    world = World()
    case, *others = world.case(), world.case(), world.case()

    said = moved(world, case, *(others[i] for i in into), how=how)

    assert said.verdict.refusal is not None
    assert (said.rule, "split into several" in said.verdict.refusal.remedy) == ("P-16", True)
    assert moved(world, case, *others, how=MoveKind.SPLIT).rule is None


def test_who_withdrew_through_its_seat_does_not_take_over_through_it() -> None:
    world = World()
    case = world.case(seat="SEKR-M3")
    world.act(case, a.WithdrawCase(reason="Trekkes."), world.member("SEKR-M3"))

    said = world.act(case, a.TakeOverCase(party="halden", reason="Likevel."), world.member("SEKR-M3"))

    assert said.verdict.refusal is not None
    assert (said.rule, "another party" in said.verdict.refusal.remedy) == ("P-30", True)
    assert world.act(case, a.TakeOverCase(party="moss", reason="Vi vil."), world.contact("moss")).rule is None


def test_a_case_taken_over_after_forankring_was_closed_waits_for_its_beslutning() -> None:
    world, case = deliberated()
    closes = next(c.due_at for c in world.state(case).clocks if c.name == "forankring-due")
    world.advance(closes - timedelta(days=1))
    world.act(case, a.WithdrawCase(reason="Trekkes."), world.contact("halden"))
    world.advance(closes)
    forankring = world.state(case).forankring
    assert forankring is not None
    assert not forankring.open

    assert world.act(case, a.TakeOverCase(party="moss", reason="Vi vil."), world.contact("moss")).rule is None

    assert world.state(case).stage is CaseStage.TIL_BESLUTNING


# --- recusal ----------------------------------------------------------------------------------------------------


def recused(world: World, case: RecordId, person: str | None, deputy: str | None = None, *, yes: bool = True) -> Said:
    decision = a.DecideRecusal(
        seat="SEKR-M3",
        person=person or "",
        disqualified=yes,
        ground=RecusalGround.PARTY,
        reason="Eier grunnen.",
        deputy=deputy,
    )
    return world.act(case, decision)


def sits(world: World, case: RecordId) -> str | None:
    item = world.state(case).item
    assert item is not None
    return next((s.person for s in item.attendance if s.seat == "SEKR-M3"), None)


def test_a_deputy_who_is_recused_too_is_not_seated() -> None:
    world, case = deliberated()
    placement = world.state(case).placement
    assert placement is not None
    member, deputy = world.member("SEKR-M3").person, world.member("SEKR-M3", 1).person
    recused(world, case, member, deputy)
    recused(world, case, deputy)

    world.open_item(placement.meeting, case)

    assert sits(world, case) is None


@pytest.mark.parametrize("with_deputy", [True, False])
def test_who_is_recused_no_more_is_back_in_the_seat(with_deputy: bool) -> None:
    world, case = in_roll_call()
    member = world.member("SEKR-M3").person
    deputy = world.member("SEKR-M3", 1).person if with_deputy else None
    recused(world, case, member, deputy)
    assert sits(world, case) == deputy

    said = recused(world, case, member, yes=False)

    assert said.kinds == ["recusal_decided", "case_attendance_changed"]
    assert sits(world, case) == member
    assert world.position(case, "SEKR-M3").rule is None


def test_who_is_recused_reads_no_withheld_paper_in_any_capacity() -> None:
    world, case = deliberated()
    paper = a.AddPaper(document="b" * 64, title="Vedlegg")
    assert world.act(case, paper).rule is None
    world.act(case, a.WithholdPaper(document="b" * 64, ground="offl. § 13 jf. fvl. § 13", reason="Navn."))
    member = world.member("SEKR-M3")
    assert world.act(case, a.ReadDocument(document="b" * 64), member).rule is None
    recused(world, case, member.person)

    said = world.act(case, a.ReadDocument(document="b" * 64), member)
    without_seat = world.act(case, a.ReadDocument(document="b" * 64), Who(person=member.person))

    assert (said.rule, without_seat.rule) == ("P-26", "P-26")
    assert world.act(case, a.ReadDocument(document="b" * 64), world.member("SEKR-M1")).rule is None


def test_the_contact_of_a_party_reads_for_it_though_recused_in_a_seat() -> None:
    world, case = deliberated()
    world.act(case, a.AddPaper(document="b" * 64, title="Vedlegg", withheld="offl. § 13 jf. fvl. § 13"))
    contact = world.contact("halden")
    assert contact.person is not None
    also = Holding(seat="SEKR-M3", person=contact.person, rank=7, since=date(2030, 1, 1))
    world.roster = world.roster.model_copy(update={"holdings": (*world.roster.holdings, also)})
    recused(world, case, contact.person)
    read = a.ReadDocument(document="b" * 64)

    as_party = world.act(case, read, contact)
    in_the_seat = world.act(case, read, Who(person=contact.person, seat="SEKR-M3"))

    assert (as_party.kinds, in_the_seat.rule) == (["document_read"], "P-26")


def test_that_somebody_takes_part_is_decided_once() -> None:
    world, case = deliberated()
    member = world.member("SEKR-M3").person

    first, again = recused(world, case, member, yes=False), recused(world, case, member, yes=False)
    recused(world, case, member)
    undone, undone_again = recused(world, case, member, yes=False), recused(world, case, member, yes=False)

    assert [said.rule for said in (first, again, undone, undone_again)] == [None, "P-26", None, "P-26"]
    assert again.verdict.refusal is not None
    assert "is not recused in this case" in again.verdict.refusal.detail
    assert world.state(case).recusals is None


# --- after the decision -------------------------------------------------------------------------------------------


def reserved() -> tuple[World, RecordId]:
    world, case = in_roll_call()
    waits = a.ConsentWithReservation(
        parties=("halden", "aremark"), treated_by="kommunestyret", treated_on=world.day(60).date()
    )
    world.roll_call(case, {"SEKR-M3": waits})
    return world, case


def test_a_council_has_not_treated_a_decision_before_it_was_made() -> None:
    world, case = reserved()
    decided_on = world.state(case).decided_on
    assert decided_on is not None
    early = a.AnswerReservation(
        party="halden",
        approved=True,
        treated_by="kommunestyret",
        treated_on=decided_on.replace(year=decided_on.year - 1),
        reference="PS 1",
    )

    said = world.act(case, early, world.contact("halden"))

    assert said.verdict.refusal is not None
    assert (said.rule, "before the decision" in said.verdict.refusal.detail) == ("P-20", True)
    assert world.act(case, early.model_copy(update={"treated_on": decided_on}), world.contact("halden")).rule is None


def test_when_the_last_that_was_waited_for_turns_out_to_lack_authority_the_case_goes_on_and_ends() -> None:
    world, case = reserved()
    for number, party in enumerate(("halden", "aremark"), 1):
        late = a.LodgeLateObjection(about=LateGround.NO_AUTHORITY, grounds="Uten fullmakt.", party=party)
        assert world.act(case, late, world.contact(party)).rule is None
        lacking = a.SettleAuthority(
            objection=number, outcome=AuthorityOutcome.LACKING, reason="Ingen fullmakt.", reference="1/31"
        )
        assert world.act(case, lacking).rule is None

    assert world.state(case).stage is CaseStage.UNDER_OPPFOLGING

    for item in world.state(case).follow_ups:
        world.act(case, a.ReportFollowUp(party=item.party, status=FollowUpStatus.DONE))
    assert world.state(case).ended


@pytest.mark.parametrize(
    ("report", "remedy"),
    [
        pytest.param({"budget_year": 0}, "look at the year again", id="the year 0"),
        pytest.param({"budget_year": 2030}, "look at the year again", id="a budget from before the decision"),
        pytest.param({"budget_year": 2147}, "look at the year again", id="a budget of another century"),
        pytest.param({"due": date(2031, 1, 1)}, "a due date after the decision", id="due before the decision"),
        pytest.param({"status": FollowUpStatus.OPEN}, "say why it is not settled", id="open again, without a reason"),
    ],
)
def test_follow_up_comes_after_the_decision_and_is_not_quietly_undone(report: dict[str, Any], remedy: str) -> None:
    world, case = in_roll_call()
    world.roll_call(case)
    world.act(case, a.ReportFollowUp(party="moss", status=FollowUpStatus.DONE))
    before = world.state(case).follow_ups

    refusal = world.act(case, a.ReportFollowUp(party="moss", **report)).verdict.refusal

    assert refusal is not None
    assert (refusal.rule, remedy in refusal.remedy) == ("P-35", True)
    assert world.state(case).follow_ups == before


def test_what_was_done_is_taken_up_again_with_a_reason() -> None:
    world, case = in_roll_call()
    world.roll_call(case)
    world.act(case, a.ReportFollowUp(party="moss", status=FollowUpStatus.DONE, budget_year=2031))

    said = world.act(case, a.ReportFollowUp(party="moss", status=FollowUpStatus.OPEN, reason="Ført på feil sak."))

    assert said.kinds == ["follow_up_reported"]
    [item] = [item for item in world.state(case).follow_ups if item.party == "moss"]
    assert (item.status, item.budget_year) == (FollowUpStatus.OPEN, 2031)


# --- minutes ------------------------------------------------------------------------------------------------------


def minuted() -> tuple[World, RecordId, RecordId]:
    world, case = in_roll_call()
    item = world.state(case).item
    assert item is not None
    world.roll_call(case)
    world.act(item.meeting, a.CloseMeeting())
    return world, case, item.meeting


def test_a_correction_falls_with_the_claim_it_was_proposed_for() -> None:
    world, case, meeting = minuted()
    world.act(meeting, a.ContestMinutes(item=1, claim="Jeg sa nei.", objected=True), world.member("SEKR-M1"))
    world.act(meeting, a.ProposeCorrection(item=1, old_text="ja", new_text="nei", reason="Hun sa nei.", contest=1))

    withdrawn = world.act(meeting, a.WithdrawContest(contest=1, reason="Jeg husket feil."), world.member("SEKR-M1"))

    assert withdrawn.kinds == ["correction_rejected", "minutes_contest_withdrawn"]
    agreed = world.act(meeting, a.AnswerCorrection(correction=1, agrees=True), world.member("SEKR-M1"))
    assert agreed.rule == "P-33"
    minutes = world.meeting_state(meeting).minutes
    assert minutes is not None
    assert [c.settled for c in minutes.contests] == ["withdrawn"]
    assert [f.settled for f in world.state(case).flags] == [False]
    assert e.BeslutningMade in {type(x.body) for x in world.records[case].entries}


def test_the_same_words_are_not_changed_twice_nor_into_themselves() -> None:
    world, _case, meeting = minuted()
    world.act(meeting, a.CommentOnMinutes(text="En feil."), world.member("SEKR-M1"))

    same = world.act(meeting, a.AnswerMinutesComment(comment=1, answer="Ja.", old_text="ja", new_text="ja"))
    once = world.act(meeting, a.EditMinutes(old_text="kl. 9", new_text="kl. 10", reason="Feil."))
    twice = world.act(meeting, a.EditMinutes(old_text="kl. 9", new_text="kl. 10", reason="Feil."))
    back = world.act(meeting, a.EditMinutes(old_text="kl. 10", new_text="kl. 9", reason="Riktig likevel."))
    again = world.act(meeting, a.EditMinutes(old_text="kl. 9", new_text="kl. 10", reason="Nei."))

    assert [s.rule for s in (same, once, twice, back, again)] == ["P-33", None, "P-33", None, None]
    assert twice.verdict.refusal is not None
    assert "already" in twice.verdict.refusal.detail


# --- holders ------------------------------------------------------------------------------------------------------


def test_a_new_holder_is_somebody_with_a_place_in_the_seat_and_no_case_that_is_over_hears_of_one() -> None:
    world, case = deliberated()
    stranger = a.ReplaceSeatHolder(seat="SEKR-M3", person="p-ukjent")
    deputy = a.ReplaceSeatHolder(seat="SEKR-M3", person=world.member("SEKR-M3", 1).person or "")

    said = world.act(case, stranger)

    assert said.verdict.refusal is not None
    assert (said.rule, "p-ukjent" in said.verdict.refusal.detail) == ("P-25", True)
    assert world.act(case, deputy).rule is None
    other = world.case()
    moved(world, case, other)
    assert world.act(case, deputy).kinds == ["act_refused"]
