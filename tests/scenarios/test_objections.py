"""Objections, reservations, texts and what comes late, told to the end (P-17, P-20, P-28, P-29)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from models import acts as a
from models import entries as e
from models.acts import (
    Consent,
    ConsentWithReservation,
    LateGround,
    LateRoute,
    LodgeLateObjection,
    LodgeObjection,
    Objection,
    StandAside,
)
from models.messages import MessageKind
from models.state import CaseStage, ObjectionStep
from models.submission import Submission
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


async def reserved(story: Story) -> str:
    """Decided, with Halden's consent subject to its council ten days later."""
    case, meeting = await ready(story)
    await story.open_roll_call(case, meeting)
    council = (await story.local(10)).date()
    stance = ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=council)
    await story.take_positions(case, {"SEKR-M3": stance})
    await story.close_item(meeting, case)
    await announced(story, case)
    return case


async def answer(story: Story, case: str, *, approved: bool) -> None:
    """What the council said, two weeks after the meeting."""
    today = (await story.local(0)).date()
    said = a.AnswerReservation(
        party="halden", approved=approved, treated_by="kommunestyret", treated_on=today, reference="PS 12/31"
    )
    await story.do(case, said, story.contact("halden"))


async def test_s10_a_reservation_waits_and_its_day_passes_and_the_council_says_yes(story: Story) -> None:
    case = await reserved(story)
    waiting = await story.case_state(case)

    await story.days_pass(10, hour=23)
    on_the_day = await story.kinds(case)
    await story.days_pass(1)
    await story.days_pass(3)
    overdue = await story.case_state(case)
    await answer(story, case, approved=True)
    await story.until(case, lambda state: any(f.party == "halden" for f in state.follow_ups))

    assert (waiting.stage, [b.party for b in waiting.bindings if b.effect_at is None]) == (
        CaseStage.BESLUTTET_MED_FORBEHOLD,
        ["halden"],
    )
    assert "reservation-due:halden" in [c.name for c in waiting.clocks]
    assert "reservation_overdue" not in on_the_day
    [late] = await story.bodies(case, e.ReservationOverdue)
    assert (late.party, late.waits_for) == ("halden", "kommunestyret")
    assert [b.effect_at for b in overdue.bindings if b.party == "halden"] == [None]
    reminded = [m.to for m in await story.messages(MessageKind.RESERVATION_OVERDUE)]
    assert reminded[0] == "party:halden"
    assert f"person:{story.secretariat.person}" in reminded
    kinds = await story.kinds(case)
    assert kinds.index("reservation_overdue") < kinds.index("reservation_answered")
    bound = {b.party: b for b in (await story.case_state(case)).bindings}
    assert bound["halden"].effect_at is not None
    everyone = len(story.seats("SEKR")) + len(story.roster.parties)
    told = await story.messages(MessageKind.RESERVATION_ANSWERED)
    assert (len(told), told[0].facts["step"]) == (everyone, "approved")


async def test_s11_the_council_says_no_and_there_is_no_consensus(story: Story) -> None:
    case = await reserved(story)

    await story.days_pass(5)
    await answer(story, case, approved=False)

    state = await story.case_state(case)
    assert (state.stage, state.path_asked) == (CaseStage.IKKE_KONSENSUS, True)
    [halden] = [b for b in state.bindings if b.party == "halden"]
    assert (halden.effect_at, halden.refused) == (None, True)
    assert "reservation-due:halden" not in [c.name for c in state.clocks]
    told = await story.messages(MessageKind.RESERVATION_ANSWERED)
    assert {m.facts["step"] for m in told} == {"rejected"}
    assert "party:moss" in {m.to for m in told}
    assert [m.to for m in await story.messages(MessageKind.CHOOSE_PATH)] == [f"person:{story.holder('SEKR-M1')}"]


async def changed(story: Story, case: str, proposal: str, *, substantial: bool) -> str:
    """The text is changed in the meeting; its digest before."""
    before = (await story.case_state(case)).text.digest
    reason = "Skrivefeil rettet." if not substantial else "Enighet i møtet."
    await story.do(case, a.AmendText(rests_on=before, proposal=proposal, substantial=substantial, reason=reason))
    return before


async def test_s25_a_change_of_substance_and_one_member_asks_for_time(story: Story) -> None:
    case, meeting = await ready(story)
    await story.open_roll_call(case, meeting)
    await story.position(case, "SEKR-M1", Consent())
    before = await changed(story, case, "Partene skal dele kostnaden likt.", substantial=True)

    asked = await story.act(case, a.AskForTime(reason="Kommunestyret må se dette."), story.member("SEKR-M5"))

    state = await story.case_state(case)
    assert asked.refusal is None
    assert (state.stage, state.drofting, state.positions) == (CaseStage.KLASSIFISERT, None, ())
    [amended] = await story.bodies(case, e.TextAmended)
    assert (amended.replaces, amended.text_digest) == (before, state.text.digest)
    assert await story.bodies(case, e.BeslutningMade) == []


async def test_s25_an_editorial_change_that_a_member_contests_goes_back_as_one_of_substance(story: Story) -> None:
    case, meeting = await ready(story)
    await story.open_roll_call(case, meeting)
    await changed(story, case, "Partene skal bruke den felles prosedyren.", substantial=False)
    now = (await story.case_state(case)).text.digest

    await story.do(case, a.ContestEditorial(text_digest=now, reason="Skal er noe annet."), story.member("SEKR-M5"))
    await story.do(case, a.AskForTime(reason="Må drøftes."), story.member("SEKR-M5"))

    assert (await story.case_state(case)).stage is CaseStage.KLASSIFISERT
    kinds = await story.kinds(case)
    assert kinds.index("text_amended") < kinds.index("editorial_contested") < kinds.index("time_asked")


async def test_s26_a_spelling_is_corrected_and_the_difference_stands_in_the_minutes(story: Story) -> None:
    case, meeting = await ready(story)
    await story.open_roll_call(case, meeting)
    early = await story.case_state(case)
    text = early.text.text.replace("felles", "felles,")
    before = await changed(story, case, text, substantial=False)
    outdated = a.TakePosition(stance=Consent(), text_digest=before, case_version=early.version)
    late = await story.act(case, outdated, story.member("SEKR-M1"))
    await story.take_positions(case)
    await story.close_item(meeting, case)
    await announced(story, case)
    await story.do(meeting, a.CloseMeeting())

    assert late.refusal is not None
    assert late.refusal.difference is not None
    [amended] = await story.bodies(case, e.TextAmended)
    [made] = await story.bodies(case, e.BeslutningMade)
    assert (amended.replaces, made.text_digest) == (before, amended.text_digest)
    assert {p.text_digest for p in await story.bodies(case, e.PositionTaken)} == {amended.text_digest}
    assert "den felles{+,+} prosedyren" in await story.minutes(meeting)


async def test_s14_four_weeks_after_the_minutes_were_approved_the_decision_stands(story: Story) -> None:
    case, meeting = await ready(story)
    await story.roll_call(case, meeting)
    await story.do(meeting, a.CloseMeeting())
    await announced(story, case)
    await story.minutes(meeting)
    following = await story.meeting("SEKR", 28)
    await story.open_meeting(following)
    await story.do(meeting, a.ApproveMinutes(meeting=following))
    before = await story.case_state(case)
    await story.days_pass(28)

    late = LodgeLateObjection(about=LateGround.OTHER, grounds="Vi angrer.", route=LateRoute.NEW_CASE)
    lodged = await story.act(case, late, story.member("SEKR-M4"))
    again = a.RegisterCase(
        title="Ny fordeling", summary="Etter innsigelsen.", proposal="Ny nøkkel.", proposer_party="rakkestad",
        arises_from=case,
    )  # fmt: skip
    submission = Submission(act_id=str(uuid.uuid4()), claim=story.contact("rakkestad"), act=again)
    opened = await story.cases.open_case(story.community, submission)
    await story.clock.idle()
    story.records.append(opened.record)

    state = await story.case_state(case)
    assert (lodged.refusal, state.bindings, state.stage) == (None, before.bindings, before.stage)
    assert [(o.about, o.route) for o in state.late_objections] == [(LateGround.OTHER, LateRoute.NEW_CASE)]
    assert (await story.case_state(opened.record)).arises_from == case
    told = await story.messages(MessageKind.LATE_OBJECTION)
    assert {m.facts["step"] for m in told} == {"new_case"}
    assert "party:halden" in {m.to for m in told}


async def test_s14_an_authority_is_disputed_and_reviewed_while_the_decision_stands(story: Story) -> None:
    case, meeting = await ready(story)
    await story.roll_call(case, meeting)
    await announced(story, case)
    late = LodgeLateObjection(about=LateGround.NO_AUTHORITY, grounds="Uten fullmakt.", party="halden")

    await story.do(case, late, story.member("SEKR-M4"))
    flagged = await story.case_state(case)
    review = a.SettleAuthority(
        objection=1, outcome=a.AuthorityOutcome.RATIFIED, reason="Vedtatt i ettertid.", reference="PS 3/31"
    )
    await story.do(case, review, story.contact("halden"))

    state = await story.case_state(case)
    assert [b.disputed for b in flagged.bindings if b.party == "halden"] == [True]
    assert all(b.effect_at is not None for b in flagged.bindings)
    assert [(b.disputed, b.effect_at is not None) for b in state.bindings if b.party == "halden"] == [(False, True)]
    assert {m.facts["step"] for m in await story.messages(MessageKind.AUTHORITY_SETTLED)} == {"ratified"}


async def test_s14_what_the_minutes_are_said_to_get_wrong_goes_to_their_correction(story: Story) -> None:
    case, meeting = await ready(story)
    await story.roll_call(case, meeting)
    await story.do(meeting, a.CloseMeeting())
    await story.minutes(meeting)
    late = LodgeLateObjection(about=LateGround.MINUTES_WRONG, grounds="Jeg sa nei.", objected=True)

    await story.do(case, late, story.member("SEKR-M2"))

    state = await story.case_state(case)
    assert [(f.meeting, f.seat, f.settled) for f in state.flags] == [(meeting, "SEKR-M2", None)]
    [contested] = await story.bodies(meeting, e.MinutesContested)
    assert (contested.seat, contested.claim) == ("SEKR-M2", "Jeg sa nei.")


async def test_a_position_entered_for_the_wrong_seat_is_struck_and_both_seats_are_told(story: Story) -> None:
    case, meeting = await ready(story)
    await story.open_roll_call(case, meeting)
    by = story.member("SEKR-M2").model_copy(update={"entered_by": story.secretariat.person})
    await story.position(case, "SEKR-M2", Consent(), by=by)
    wrong = (await story.entries(case))[-1]
    correction = a.CorrectEntry(
        seq=wrong.seq, hash=wrong.hash, slip=a.WrongSeat(meant="SEKR-M3"), reason="Ført på feil plass."
    )

    await story.do(case, correction)
    early = await story.close_item(meeting, case)
    await story.take_positions(case)
    await story.close_item(meeting, case)
    await announced(story, case)

    assert early.refusal is not None
    assert wrong in await story.entries(case)
    [corrected] = await story.bodies(case, e.EntryCorrected)
    assert (corrected.seq, corrected.hash) == (wrong.seq, wrong.hash)
    told = {m.to for m in await story.messages(MessageKind.ENTRY_CORRECTED)}
    assert {f"person:{story.holder('SEKR-M2')}", f"person:{story.holder('SEKR-M3')}"} <= told
