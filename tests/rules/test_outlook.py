"""What lies ahead: who must act, what silence means and when, what is missing, when it can end at the earliest."""

from __future__ import annotations

from datetime import date

import pytest

from audit.called import names_of
from cli.duties import DUTIES
from cli.outlook import LACKS, STEPS, end_words, missing, must_lines, silence_lines
from models import acts as a
from models.acts import Mark, Objection
from models.outlook import Duty, LackKind, Outlook, StepKind
from models.roster import Mandate
from models.state import CaseStage, MeetingStage
from rules.case.deadlines import RINGS
from rules.effects.addressees import Addressees
from rules.effects.letters import letters_of_case_entry
from rules.legal_dates import local_day
from rules.meeting import fold as meeting_fold
from rules.meeting import fold_minutes
from rules.outlook import case as ahead_of_cases
from rules.outlook import meeting as ahead_of_meetings
from rules.outlook.around import BEGAN_WITH, Around
from rules.outlook.case import case_outlook
from rules.outlook.meeting import meeting_outlook
from rules.outlook.silence import CASE_CLOCKS, MEETING_CLOCKS
from tests.rules.world import PROCEDURE, ROSTER, SECRETARIAT, World, deliberated, in_roll_call

NAMES = names_of(PROCEDURE, ROSTER, {})


def around(world: World) -> Around:
    facts = [f for name in world.records if (f := world.meeting_facts(name)) is not None and not f.cancelled]
    return Around(world.procedure, world.roster, tuple(facts), world.now)


def ahead(world: World, case: str) -> Outlook:
    return case_outlook(world.state(case), around(world))


def duties(outlook: Outlook) -> list[Duty]:
    return list(dict.fromkeys(a.duty for a in outlook.awaited if a.must))


class TestNothingIsWithoutWords:
    """Whoever adds a clock, a stage or a duty adds what people are told of it, or is told here."""

    def test_every_clock_of_a_case_has_a_meaning(self) -> None:
        assert set(CASE_CLOCKS) == set(RINGS), "rules/outlook/silence.py: say what silence leads to"

    def test_every_clock_of_a_meeting_has_a_meaning(self) -> None:
        rooms = (vars(meeting_fold) | vars(fold_minutes)).items()
        named = {v for k, v in rooms if k.endswith("_DUE") and isinstance(v, str)}

        assert set(MEETING_CLOCKS) == named, "rules/outlook/silence.py: say what silence leads to"

    def test_every_stage_has_its_line(self) -> None:
        assert set(ahead_of_cases.STAGES) == set(CaseStage), "rules/outlook/case.py: who is waited for at that stage?"
        assert set(ahead_of_meetings.STAGES) == set(MeetingStage), "rules/outlook/meeting.py: likewise"

    def test_every_value_has_words(self) -> None:
        assert (set(DUTIES), set(LACKS), set(STEPS)) == (set(Duty), set(LackKind), set(StepKind))
        assert set(BEGAN_WITH) == set(Duty)


class TestWhoMustAct:
    """Persons by seat, party and office, and what they are asked for."""

    def test_a_new_case_waits_for_the_secretariat(self) -> None:
        world = World()
        world.new("case-ostfold-2031-1", "case")
        world.act(
            "case-ostfold-2031-1", a.RegisterCase(title="T", summary="s", proposal="p", proposer_party="halden")
        )

        outlook = ahead(world, "case-ostfold-2031-1")

        assert duties(outlook) == [Duty.CLASSIFY]
        assert "p-2h9c" in outlook.awaited[0].persons
        assert missing(outlook, NAMES).startswith(
            "classification (P-04), drøfting in a meeting of SEKR, then consensus in a following"
        )

    def test_where_no_meeting_is_planned_one_is_asked_for(self) -> None:
        world = World()
        case = world.case()
        without = duties(ahead(world, case))
        world.meeting("SEKR", 28)

        assert (without, duties(ahead(world, case))) == ([Duty.PLAN_MEETING], [Duty.PLACE])

    def test_forankring_waits_for_every_party_that_has_not_answered_with_the_moment_it_closes(self) -> None:
        world, case = deliberated()

        outlook = ahead(world, case)

        asked = [a for a in outlook.awaited if a.duty is Duty.ANSWER_FORANKRING]
        forankring = world.state(case).forankring
        assert forankring is not None
        assert [a.party for a in asked] == [p.party for p in forankring.parties]
        assert {a.due for a in asked} == {forankring.due.at}
        assert world.contact("moss").person in next(a for a in asked if a.party == "moss").persons
        (line,) = [line for line in must_lines(outlook, NAMES) if "own treatment" in line]
        assert line.startswith(
            "all 14 parties say what came of their own treatment; it binds nobody, before 2031-02-"
        )
        assert "24:00 Norwegian time: `./saksgang forankring answer" in line

    def test_the_open_roll_call_waits_for_those_who_sit_there(self) -> None:
        world, case = in_roll_call()
        for seat in world.seats("SEKR", counted=True)[1:]:
            world.position(case, seat)

        outlook = ahead(world, case)

        first, close = outlook.awaited
        assert (first.duty, first.seat, first.persons) == (
            Duty.TAKE_POSITION,
            "SEKR-M1",
            (world.member("SEKR-M1").person,),
        )
        assert (close.duty, close.record) == (Duty.CLOSE_ITEM, world.state(case).item.meeting)  # type: ignore[union-attr]
        assert missing(outlook, NAMES) == "one more consent, from SEKR-M1 (Fredrikstad og Hvaler) or its deputy"

    def test_after_no_consensus_the_chair_is_waited_for_and_no_date_is_set(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {"SEKR-M2": Objection(grounds="Nei.")})

        outlook = ahead(world, case)

        assert duties(outlook) == [Duty.CHOOSE_PATH]
        assert outlook.awaited[0].persons[0] == world.member("SEKR-M1").person
        assert not outlook.latest.limited
        assert missing(outlook, NAMES) == "that the chair of SEKR chooses the way on (P-13)"

    def test_a_withdrawn_case_ends_at_the_moment_said_unless_it_is_taken_over(self) -> None:
        world = World()
        case = world.case()
        world.act(case, a.WithdrawCase(reason="Løst."), world.contact("halden"))

        outlook = ahead(world, case)

        assert outlook.earliest.at == outlook.latest.at == world.state(case).clocks[0].due_at
        assert duties(outlook) == []
        assert {a.party for a in outlook.awaited} == {p.party for p in ROSTER.parties} - {"halden"}
        assert silence_lines(outlook, NAMES) == [
            (
                "2031-01-20 24:00 Norwegian time: the case ends as withdrawn; "
                "the matter can be brought as a new case (P-30)"
            )
        ]


class TestMissing:
    """What is missing to pass, in one sentence."""

    def test_an_objection_that_stands(self) -> None:
        world, case = in_roll_call()
        for seat in world.seats("SEKR", counted=True):
            world.position(case, seat, Objection(grounds="Nei.") if seat == "SEKR-M3" else None)

        assert missing(ahead(world, case), NAMES) == (
            "the objection of SEKR-M3 (Halden og Aremark) taken back, or met by another text; "
            "until then nothing can be decided"
        )

    def test_nothing_but_the_close(self) -> None:
        world, case = in_roll_call()
        for seat in world.seats("SEKR", counted=True):
            world.position(case, seat)

        assert [lack.kind for lack in ahead(world, case).lacks] == [LackKind.CLOSE]

    def test_several_consents_are_counted_and_named(self) -> None:
        world, case = in_roll_call()
        for seat in world.seats("SEKR", counted=True)[2:]:
            world.position(case, seat)

        assert missing(ahead(world, case), NAMES) == (
            "two more consents, from SEKR-M1 (Fredrikstad og Hvaler) and SEKR-M2 (Mosseregionen) or their deputies"
        )

    def test_a_council_that_has_not_answered(self) -> None:
        world, case = in_roll_call()
        reserved = a.ConsentWithReservation(
            treated_by="kommunestyret", parties=("halden",), treated_on=date(2031, 6, 1)
        )
        world.roll_call(case, {"SEKR-M3": reserved})

        outlook = ahead(world, case)

        assert missing(outlook, NAMES) == "the answer of Halden kommune on its reservation (P-20)"
        assert Duty.ANSWER_RESERVATION in duties(outlook)

    def test_a_mandate_that_had_ended_is_no_reservation(self) -> None:
        world = World()
        ended = Mandate(
            seat="SEKR-M3",
            person=world.member("SEKR-M3").person or "",
            since=date(2030, 1, 1),
            until=date(2031, 1, 10),
        )
        world.roster = world.roster.model_copy(update={"mandates": (ended,)})
        world, case = in_roll_call(world)
        world.roll_call(case)
        to = Addressees(world.procedure, world.roster, world.now.date())
        announced = next(x for x in world.records[case].entries if x.body.kind == "announced")

        outlook = ahead(world, case)
        [letter] = letters_of_case_entry(announced, world.state(case), to)

        assert "a mandate for Halden kommune and Aremark kommune" in missing(outlook, NAMES)
        assert Duty.RATIFY_CONSENT in duties(outlook)
        assert Duty.ANSWER_RESERVATION not in duties(outlook)
        assert (letter.facts.waiting, letter.facts.unmandated) == ((), ("halden", "aremark"))

    def test_what_the_law_asks_is_named_until_it_is_given(self) -> None:
        world, case = deliberated()
        world.act(case, a.SetCaseKind(case_kind=a.CaseKind.JOINT_MEASURE, reason="Felles tiltak."))
        world.act(case, a.AnswerJointMeasure(answers=a.JointAnswers(employer="Halden", organisation="Vertskommune")))

        outlook = ahead(world, case)
        [asked] = [x for x in outlook.awaited if x.duty is Duty.ANSWER_JOINT_MEASURE]

        assert asked.answers == ("responsibility", "financing")
        assert "who is responsible (A-04) and how it is paid for (A-04)" in missing(outlook, NAMES)


class TestEnds:
    """Earliest by the coming meetings, notice and the smallest gap; latest a date, or why there is none."""

    def test_by_the_meetings_that_are_planned(self) -> None:
        world = World()
        case, first, second = world.case(), world.meeting("SEKR", 28), world.meeting("SEKR", 35)
        third = world.meeting("SEKR", 56)

        end = ahead(world, case).earliest

        assert [s.meeting for s in end.steps] == [first, third], f"{second} leaves no room for notice"
        assert end.at == world.meeting_state(third).starts_at

    def test_without_meetings_by_the_first_days_for_which_notice_can_leave(self) -> None:
        world = World()
        case = world.case()
        today = local_day(world.now, PROCEDURE.timezone)

        end = ahead(world, case).earliest

        days = [(s.day - today).days for s in end.steps if s.day]
        assert days == [15, 37], "14 days of notice, its hour past; then a week at home and 14 days more"
        first, *_, drofting, beslutning = end_words(end).split("\n")
        assert first == "2031-02-12"
        assert drofting == "- drøfting: 2031-01-21 at the earliest; SEKR has no meeting planned for it"
        assert beslutning.startswith("- beslutning: 2031-02-12 at the earliest")

    def test_nothing_forces_a_decision(self) -> None:
        world, case = deliberated()

        assert end_words(ahead(world, case).latest).startswith("no limit: nothing forces a decision")

    @pytest.mark.parametrize("mark", [Mark.DROFTING])
    def test_a_placed_case_goes_by_its_own_meeting(self, mark: Mark) -> None:
        world = World()
        case, _, second = world.case(), world.meeting("SEKR", 28), world.meeting("SEKR", 56)
        world.act(case, a.PlaceCase(meeting=second, mark=mark), SECRETARIAT)

        assert ahead(world, case).earliest.steps[0].meeting == second


class TestMeetings:
    """A meeting waits for its notice, its opening, its items and its close."""

    def test_from_planned_to_closed(self) -> None:
        world, case = deliberated()
        second = next(name for name in world.records if name.startswith("meeting-") and name.endswith("-2"))
        found = [meeting_outlook(world.meeting_state(second), around(world))]
        world.open_item(second, case)
        found.append(meeting_outlook(world.meeting_state(second), around(world)))
        world.roll_call(case)
        found.append(meeting_outlook(world.meeting_state(second), around(world)))

        assert [s.clock for s in found[0].silences] == ["notice-due"]
        assert [duties(o) for o in found] == [[], [Duty.CLOSE_ITEM], [Duty.CLOSE_MEETING]]

    def test_what_was_taken_off_the_agenda_is_not_waited_for(self) -> None:
        world, case = deliberated()
        second = next(name for name in world.records if name.startswith("meeting-") and name.endswith("-2"))
        world.open_item(second, case)
        world.roll_call(case)
        state = world.meeting_state(second)
        (item,) = state.agenda
        off = item.model_copy(update={"removed": True, "conclusion": None})

        found = meeting_outlook(state.model_copy(update={"agenda": (off,)}), around(world))

        assert duties(found) == [Duty.CLOSE_MEETING]


def test_of_a_placed_case_the_notice_of_its_meeting_is_told_among_its_own_clocks_until_it_has_left() -> None:
    """With it go the case's papers (P-06): who waits for the case would otherwise think that nothing happens."""
    world, case = deliberated()
    placed = world.state(case).placement
    assert placed is not None
    before = ahead(world, case)
    facts = world.meeting_facts(placed.meeting)
    assert facts is not None
    world.advance(facts.notice_due)
    after = ahead(world, case)

    clocks = [(s.clock, s.at) for s in before.silences]
    assert ("notice-due", facts.notice_due) in clocks
    assert clocks == sorted(clocks, key=lambda told: told[1]), "in the order in which they ring"
    assert {c for c, _ in clocks} > {"notice-due"}, "beside its own"
    assert [s.meeting for s in before.silences if s.clock == "notice-due"] == [placed.meeting]
    assert f", {placed.meeting}: notice, agenda and papers leave" in "".join(silence_lines(before, NAMES))
    assert "notice-due" not in {s.clock for s in after.silences}


def test_a_case_whose_meeting_nobody_opened_says_that_it_waits_for_that() -> None:
    world, case = deliberated()
    placement = world.state(case).placement
    assert placement is not None
    world.advance(placement.starts_at)
    assert ahead(world, case).awaited == ()

    world.advance(world.day(200))

    [waited] = ahead(world, case).awaited
    assert (waited.duty, waited.record, waited.rule) == (Duty.CALL_OFF_MEETING, placement.meeting, "P-12")
    assert waited.persons
    assert waited.must
    assert any("meeting" in line for line in must_lines(ahead(world, case), NAMES))
    late = world.act(placement.meeting, a.OpenMeeting(attendance=world.everyone("SEKR"))).verdict.refusal
    assert late is not None
    assert "`meeting cancel`" in late.remedy
    [of_meeting] = meeting_outlook(world.meeting_state(placement.meeting), around(world)).awaited
    assert (of_meeting.duty, of_meeting.must, of_meeting.rule) == (Duty.CALL_OFF_MEETING, True, "P-12")
    world.act(placement.meeting, a.CancelMeeting(reason="Glemt."))
    assert Duty.CALL_OFF_MEETING not in {x.duty for x in ahead(world, case).awaited}
