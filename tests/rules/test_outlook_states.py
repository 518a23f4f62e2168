"""What an outlook says of a case as it stands, or as it stands but for something: each condition of it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models.acts import LateGround, Mark
from models.canonical import EMPTY_HEAD
from models.outlook import Duty, LackKind, Outlook, StepKind
from models.roster import AuthorityGround, Office
from models.state import (
    AwaitedWitnesses,
    CaseStage,
    CaseState,
    HeldDecision,
    LateObjection,
    MeetingStage,
    NemndaHold,
    PartyBinding,
    Placement,
)
from rules.case.missing import users_missing
from rules.legal_dates import local_day, start_of
from rules.outlook.agenda import next_mark
from rules.outlook.around import Around
from rules.outlook.case import case_outlook
from rules.outlook.ends import first_possible_day
from rules.outlook.meeting import meeting_outlook
from tests.house import with_numbers
from tests.rules.asking import (
    ASKED,
    BOUND,
    HELD,
    NOT_BOUND,
    OVER,
    RUNNING,
    WAITS,
    Standing,
    at_the_table,
    classified,
    clock,
    decided,
    free,
    item_of,
    objection,
    placed,
    position,
    waiting,
    with_,
)
from tests.rules.sitting import STATE as MEETING
from tests.rules.test_outlook import around
from tests.rules.world import BEGINS, FILES, PROCEDURE, ROSTER, World

TODAY = local_day(BEGINS, PROCEDURE.timezone)
NOW = Around(PROCEDURE, ROSTER, (), BEGINS)
UNMANDATED = PartyBinding(
    party="aremark", by_seat="SEKR-M3", waits_for="fullmakt", because=AuthorityGround.DELEGATION_LAPSED
)
ABSENT = PartyBinding(party="hvaler", by_seat="SEKR-M1", waits_for="answer after the meeting", after=True)


def ahead(standing: Standing) -> Outlook:
    return case_outlook(standing.state, around(standing.world))


def waits_for(state: CaseState) -> list[tuple[Duty, str | None]]:
    return [(one.duty, one.party or one.seat) for one in case_outlook(state, NOW).awaited]


def lacks(outlook: Outlook) -> dict[LackKind, tuple[str, ...]]:
    return {lack.kind: (*lack.seats, *lack.parties) for lack in outlook.lacks}


def unbound(binding: PartyBinding) -> PartyBinding:
    return binding.model_copy(update=NOT_BOUND)


class TestWhomADecisionWaitsFor:
    """The council (P-20), the mandate (P-24), the seat that was absent (P-22); nobody that is bound or refused."""

    @pytest.mark.parametrize(
        ("binding", "waited", "missing"),
        [
            (WAITS, (Duty.ANSWER_RESERVATION, "halden"), LackKind.RESERVATIONS),
            (UNMANDATED, (Duty.RATIFY_CONSENT, "aremark"), LackKind.MANDATES),
            (ABSENT, (Duty.ANSWER_AFTER, "SEKR-M1"), LackKind.RESERVATIONS),
        ],
        ids=["council", "mandate", "absent"],
    )
    def test_each_until_it_is_in_effect_or_refused(
        self, binding: PartyBinding, waited: tuple[Duty, str], missing: LackKind
    ) -> None:
        state = decided(bindings=(binding,), follow_ups=())
        effective = binding.model_copy(update={"effect_at": BEGINS})

        assert waits_for(state) == [waited]
        assert lacks(case_outlook(state, NOW)) == {missing: (binding.party,)}
        for other in (unbound(binding), effective):
            left = case_outlook(decided(bindings=(other,), follow_ups=()), NOW)
            assert (left.awaited, left.lacks) == ((), ())

    def test_all_of_them_beside_each_other(self) -> None:
        state = decided(bindings=(BOUND, WAITS, UNMANDATED, ABSENT, unbound(WAITS)), follow_ups=())

        outlook = case_outlook(state, NOW)

        assert [one.duty for one in outlook.awaited] == [
            Duty.ANSWER_RESERVATION,
            Duty.RATIFY_CONSENT,
            Duty.ANSWER_AFTER,
        ]
        assert outlook.awaited[0].waits_for == "kommunestyret"
        assert outlook.awaited[2].due == clock("answers-due").due_at
        assert lacks(outlook) == {
            LackKind.RESERVATIONS: ("halden", "hvaler"),
            LackKind.MANDATES: ("aremark",),
        }
        [reminded] = [one for one in outlook.silences if one.clock == "reservation-due:moss"]
        assert reminded.parties == ("halden", "hvaler")
        [lapses] = [one for one in outlook.silences if one.clock == "answers-due"]
        assert lapses.parties == ("hvaler",)

    @pytest.mark.parametrize(
        ("bindings", "running", "rule", "limited"),
        [
            ((BOUND, UNMANDATED), (), "P-24", False),
            ((BOUND, UNMANDATED, WAITS), (), "P-24", False),
            ((BOUND, WAITS), (), "P-20", False),
            ((BOUND,), (), "P-27", False),
            ((BOUND, UNMANDATED, WAITS), ("statements-due",), "P-27", True),
        ],
    )
    def test_what_must_have_come_and_by_when(
        self, bindings: tuple[PartyBinding, ...], running: tuple[str, ...], rule: str, *, limited: bool
    ) -> None:
        state = decided(stage=CaseStage.BESLUTTET_MED_FORBEHOLD, bindings=bindings, clocks=tuple(map(clock, running)))

        latest = case_outlook(state, NOW).latest

        assert (latest.rule, latest.limited) == (rule, limited)

    def test_at_the_earliest_at_once_where_nothing_is_lacking_and_else_when_they_answer(self) -> None:
        done = case_outlook(decided(stage=CaseStage.BESLUTTET, bindings=(BOUND,)), NOW).earliest
        open_yet = case_outlook(decided(stage=CaseStage.BESLUTTET, bindings=(WAITS,)), NOW).earliest

        assert (done.rule, done.at, done.steps) == ("P-34", BEGINS, ())
        assert (open_yet.rule, open_yet.at, [s.kind for s in open_yet.steps]) == ("P-20", BEGINS, [StepKind.ANSWERS])

    @pytest.mark.parametrize(
        ("late", "waited"),
        [
            ({"about": LateGround.NO_AUTHORITY}, True),
            ({"about": LateGround.NO_AUTHORITY, "settled": a.AuthorityOutcome.HELD}, False),
            ({"about": LateGround.OTHER}, False),
        ],
    )
    def test_the_review_of_a_mandate_until_it_is_over(self, late: dict[str, Any], *, waited: bool) -> None:
        lodged = LateObjection(objection=1, grounds="Uten.", at=BEGINS, **late)

        found = waits_for(decided(bindings=(BOUND,), follow_ups=(), late_objections=(lodged,)))

        assert found == ([(Duty.SETTLE_AUTHORITY, None)] if waited else [])

    def test_statements_and_follow_up_that_are_not_there_yet(self) -> None:
        done = item_of("halden", status=a.FollowUpStatus.DONE)
        state = decided(bindings=(BOUND,), follow_ups=(item_of("moss"), done), statements_awaited=("SEKR-M2",))

        outlook = case_outlook(state, NOW)

        assert waits_for(state) == [(Duty.DELIVER_STATEMENT, "SEKR-M2"), (Duty.CARRY_OUT, "moss")]
        assert outlook.awaited[0].due == clock("statements-due").due_at
        assert [one.must for one in outlook.awaited] == [True, False]
        assert lacks(outlook) == {LackKind.STATEMENTS: ("SEKR-M2",)}

    def test_witnesses_until_they_have_seen_it_or_it_binds(self) -> None:
        few = AwaitedWitnesses(needed=2, entry=9, digest=EMPTY_HEAD, since=BEGINS)
        enough = few.model_copy(update={"seen": 2})
        nothing = decided(bindings=(), follow_ups=())

        waited = case_outlook(nothing.model_copy(update={"witnesses": few}), NOW)

        assert [(one.duty, one.must) for one in waited.awaited] == [(Duty.SEE_TO_WITNESSES, False)]
        assert [(lack.kind, lack.number) for lack in waited.lacks] == [(LackKind.WITNESSES, 2)]
        for but in ({"witnesses": None}, {"witnesses": enough}, {"witnesses": few, "bindings": (BOUND,)}):
            left = case_outlook(nothing.model_copy(update=but), NOW)
            assert (left.awaited, left.lacks) == ((), ())

    def test_a_decision_that_is_held_until_it_is_checked_again(self) -> None:
        held = HeldDecision(record="case-1", broken_rule="P-20", what="Noe.", since=BEGINS + timedelta(hours=1))

        outlook = case_outlook(decided(bindings=(), follow_ups=(), held=held), NOW)

        assert [(one.duty, one.since) for one in outlook.awaited] == [(Duty.CHECK_DECISION, held.since)]
        assert list(lacks(outlook)) == [LackKind.PROOF]


class TestTheWayToADecision:
    """Classification, drøfting, a meeting, consensus; and who stands against it (P-04, P-05, P-12, P-28)."""

    def test_a_chair_that_has_to_choose_is_lacking_and_waited_for_on_the_road_too(self) -> None:
        standing = classified().with_(path_asked=True)

        outlook = ahead(standing)

        assert [one.duty for one in outlook.awaited] == [Duty.CHOOSE_PATH, Duty.PLACE]
        assert next(iter(lacks(outlook))) is LackKind.PATH
        assert [step.kind for step in outlook.earliest.steps] == [
            StepKind.PATH,
            StepKind.DROFTING,
            StepKind.BESLUTNING,
        ]
        assert LackKind.PATH not in lacks(ahead(classified()))

    def test_what_it_is_placed_for_is_what_its_meeting_counts_for(self) -> None:
        for mark, kind in ((Mark.DROFTING, LackKind.DROFTING), (Mark.BESLUTNING, LackKind.BESLUTNING)):
            outlook = case_outlook(with_(placement=placed(mark), drofting=None), NOW)
            assert [lack.kind for lack in outlook.lacks if lack.meeting == placed(mark).meeting] == [kind]
        told = case_outlook(with_(placement=placed(Mark.ORIENTERING), drofting=None), NOW)
        assert [lack.meeting for lack in told.lacks] == [None, None]

    def test_a_meeting_that_only_informs_is_no_step_on_the_way(self) -> None:
        standing = classified()
        informing = placed(Mark.ORIENTERING).model_copy(update={"meeting": "meeting-9", "day": date(2032, 1, 8)})

        assert ahead(standing.with_(placement=informing)).earliest == ahead(standing).earliest
        deciding = waiting().with_(placement=informing)
        assert [step.meeting for step in ahead(deciding).earliest.steps] != ["meeting-9"]

    def test_who_was_asked_at_home_is_waited_for_until_it_closes(self) -> None:
        for forankring, parties in ((ASKED, ["halden", "moss"]), (OVER, []), (None, [])):
            outlook = case_outlook(with_(stage=CaseStage.UNDER_FORANKRING, drofting=HELD, forankring=forankring), NOW)
            asked = [one for one in outlook.awaited if one.duty is Duty.ANSWER_FORANKRING]
            assert [one.party for one in asked] == parties
            assert {one.due for one in asked} <= {ASKED.due.at}

    def test_deliberated_without_a_meeting_to_come_one_is_planned(self) -> None:
        outlook = case_outlook(free().state, NOW)

        assert [(one.duty, one.body) for one in outlook.awaited] == [(Duty.PLAN_MEETING, "SEKR")]
        assert next(iter(lacks(outlook))) is LackKind.MEETING
        assert LackKind.MEETING not in lacks(ahead(free())), "one is planned"

    @pytest.mark.parametrize("stage", list(CaseStage))
    def test_an_objection_is_to_be_withdrawn_while_a_decision_lies_ahead(self, stage: CaseStage) -> None:
        by_party = objection(2).model_copy(update={"party": "moss"})
        gone = objection(3, "SEKR-M4").model_copy(update={"standing": False})
        standing = waiting().with_(stage=stage, objections=(objection(1, "SEKR-M3"), by_party, gone))

        asked = [one for one in ahead(standing).awaited if one.duty is Duty.WITHDRAW_OBJECTION]

        before = ("droftet", "loftet", "under_forankring", "til_beslutning", "utsatt")
        against = [(1, "SEKR-M3", None), (2, None, "moss")] if stage.value in before else []
        assert [(one.objection, one.seat, one.party) for one in asked] == against
        assert not any(one.must for one in asked)

    def test_objections_that_stand_are_named_with_who_made_them(self) -> None:
        by_party = objection(2).model_copy(update={"party": "moss"})
        gone = objection(3, "SEKR-M4").model_copy(update={"standing": False})

        outlook = ahead(waiting().with_(objections=(objection(1, "SEKR-M3"), by_party, gone)))

        [lack] = [lack for lack in outlook.lacks if lack.kind is LackKind.OBJECTIONS]
        assert (lack.seats, lack.parties, lack.objections) == (("SEKR-M3",), ("moss",), (1, 2))
        assert LackKind.OBJECTIONS not in lacks(ahead(waiting().with_(objections=(gone,))))

    def test_in_a_written_procedure_whoever_has_not_answered_and_by_when(self) -> None:
        running = RUNNING.model_copy(update={"asked": ("SEKR-M1", "SEKR-M2")})
        standing = free(written=running, positions=(position("SEKR-M2"),), clocks=(clock("written-due"),))

        [asked] = [one for one in ahead(standing).awaited if one.duty is Duty.ANSWER_IN_WRITING]

        assert (asked.seat, asked.due) == ("SEKR-M1", clock("written-due").due_at)
        [silence] = ahead(standing).silences
        assert silence.seats == ("SEKR-M1",)
        assert [one for one in ahead(free()).awaited if one.duty is Duty.ANSWER_IN_WRITING] == []

    def test_in_the_roll_call_a_party_is_covered_by_who_sits_there_and_by_who_has_answered(self) -> None:
        standing = at_the_table()
        assert standing.state.item is not None
        left = tuple(sat for sat in standing.state.item.attendance if sat.seat != "SEKR-M3")

        absent = lacks(ahead(standing.item(attendance=left)))
        answered = lacks(ahead(standing.item(attendance=left).with_(positions=(position("SEKR-M3"),))))

        assert absent[LackKind.COVERAGE] == ("halden", "aremark")
        assert LackKind.COVERAGE not in answered
        assert LackKind.COVERAGE not in lacks(ahead(standing))

    def test_an_objection_in_writing_stands_against_a_roll_call_in_which_nobody_objects(self) -> None:
        standing = at_the_table().with_(objections=(objection(1, "SEKR-M3", written=True),))

        [against] = [lack for lack in ahead(standing).lacks if lack.kind is LackKind.OBJECTIONS]

        assert against.objections == (1,)
        assert LackKind.OBJECTIONS not in lacks(ahead(at_the_table()))

    def test_what_stands_on_an_agenda_lacks_no_meeting(self) -> None:
        outlook = case_outlook(free(placement=placed(Mark.BESLUTNING)).state, NOW)

        assert LackKind.MEETING not in lacks(outlook)

    def test_users_that_were_not_heard_are_to_be_heard_before_the_decision(self) -> None:
        asked = [k for k in a.CaseKind if users_missing(with_(form=a.IntakeForm(case_kind=k)))]

        assert asked, "some kinds of case ask for it"
        state = with_(form=a.IntakeForm(case_kind=asked[0]))
        assert (Duty.RECORD_USERS, None) in waits_for(state)
        assert (Duty.RECORD_USERS, None) not in waits_for(with_())


class TestOnHold:
    """The case waits for its dispute, and then for a meeting that is informed of what it gave (N-13, N-14)."""

    @pytest.mark.parametrize(
        ("held", "at", "waited", "missing"),
        [
            ({}, None, [], [LackKind.DISPUTE]),
            ({"answered": "TN 3/31"}, None, [Duty.PLAN_MEETING], [LackKind.DISPUTE, LackKind.INFORMED]),
            ({"answered": "TN 3/31"}, placed(Mark.ORIENTERING), [], [LackKind.DISPUTE, LackKind.INFORMED]),
            ({"answered": "TN 3/31", "presented": True}, None, [], [LackKind.DISPUTE]),
            ({"answered": "TN 3/31", "returned": ()}, None, [Duty.PLAN_MEETING], [LackKind.INFORMED]),
        ],
    )
    def test_what_is_waited_for(
        self, held: dict[str, Any], at: Placement | None, waited: list[Duty], missing: list[LackKind]
    ) -> None:
        hold = NemndaHold(dispute="dispute-1", title="En tvist", **held)
        state = with_(stage=CaseStage.IKKE_KONSENSUS, hold=hold, placement=at)

        outlook = case_outlook(state, NOW)

        assert [one.duty for one in outlook.awaited] == waited
        assert [lack.kind for lack in outlook.lacks] == missing
        assert (outlook.latest.rule, outlook.on_hold_for) == ("N-13" if "returned" in held else "N-14", "dispute-1")

    def test_ended_it_is_on_hold_for_nothing(self) -> None:
        hold = NemndaHold(dispute="dispute-1", title="En tvist")

        outlook = case_outlook(with_(stage=CaseStage.AVSLUTTET, hold=hold, ended=True), NOW)

        assert (outlook.on_hold_for, outlook.awaited, outlook.lacks) == (None, (), ())


class TestWhoHoldsAnOffice:
    """Everyone who does on the day, once (P-23)."""

    @pytest.mark.parametrize(
        ("since", "until", "holds"),
        [(0, None, True), (0, 0, True), (1, None, False), (-9, -1, False), (-9, 0, True)],
    )
    def test_from_the_first_day_to_the_last(self, since: int, until: int | None, *, holds: bool) -> None:
        first = next(o for o in ROSTER.offices if o.office is Office.SECRETARIAT)
        last = None if until is None else TODAY + timedelta(days=until)
        dated = first.model_copy(update={"since": TODAY + timedelta(days=since), "until": last})
        there = replace(NOW, roster=ROSTER.model_copy(update={"offices": (dated, dated)}))

        assert there.of_office(Office.SECRETARIAT) == ((first.person,) if holds else ())
        assert there.of_office(Office.SAMHANDLINGSSJEF_HOSPITAL) == ()


class TestP22WhoIsNotSpokenForInAMeeting:
    """Before it: whose seat nobody holds on its day; in it: whom nobody there speaks for; over, nothing."""

    @pytest.mark.parametrize(
        ("stage", "vacant", "uncovered", "parties"),
        [
            (MeetingStage.PLANNED, (), (), ()),
            (MeetingStage.PLANNED, ("SEKR-M3",), (), ("halden", "aremark")),
            (MeetingStage.NOTIFIED, ("SEKR-M3",), ("moss",), ("halden", "aremark")),
            (MeetingStage.OPEN, ("SEKR-M3",), ("moss",), ("moss",)),
            (MeetingStage.CLOSED, (), ("moss",), ()),
            (MeetingStage.CANCELLED, ("SEKR-M3",), ("moss",), ()),
        ],
    )
    def test_who(
        self, stage: MeetingStage, vacant: tuple[str, ...], uncovered: tuple[str, ...], parties: tuple[str, ...]
    ) -> None:
        left = tuple(h for h in ROSTER.holdings if h.seat not in vacant)
        there = replace(NOW, roster=ROSTER.model_copy(update={"holdings": left}))
        state = MEETING.model_copy(update={"stage": stage, "uncovered": uncovered})

        found = meeting_outlook(state, there).lacks

        assert tuple(party for lack in found for party in lack.parties) == parties


class TestWhatItIsMarkedForNext:
    """Deliberation first, in each body it comes to; then the decision (P-01, P-16)."""

    def test_raised_it_is_deliberated_there_first_and_then_decided(self) -> None:
        assert next_mark(with_(stage=CaseStage.LOFTET, drofting=None)) is Mark.DROFTING
        assert next_mark(with_(stage=CaseStage.LOFTET, drofting=HELD)) is Mark.BESLUTNING
        assert next_mark(with_(stage=CaseStage.IKKE_KONSENSUS, drofting=HELD)) is Mark.ORIENTERING


class TestTheFirstDay:
    """The first working day for which notice can still leave, and after drøfting with the gap kept (P-06, P-12)."""

    @pytest.mark.parametrize(("before", "days"), [(timedelta(), 15), (timedelta(seconds=1), 14)])
    def test_notice_that_would_leave_this_very_moment_is_too_late(self, before: timedelta, days: int) -> None:
        eight = start_of(TODAY, PROCEDURE.timezone, hour=8)

        assert first_possible_day(replace(NOW, now=eight - before)) == TODAY + timedelta(days=days)

    @pytest.mark.parametrize(
        ("held", "numbers", "days"),
        [
            (0, {"min_gap_days": 21, "min_forankring_days": 7}, 22),
            (0, {"min_gap_days": 28, "min_forankring_days": 7}, 28),
            (10, {"min_gap_days": 18, "min_forankring_days": 7}, 32),
            (10, {"min_gap_days": 18, "min_forankring_days": 9}, 35),
            (-20, {"min_gap_days": 18, "min_forankring_days": 7}, 22),
        ],
        ids=["at home, from today", "the gap", "at home, from the drøfting", "and no Saturday", "held long ago"],
    )
    def test_after_drofting_with_the_gap_and_with_days_for_treatment_at_home(
        self, held: int, numbers: dict[str, int], days: int
    ) -> None:
        drofting = HELD.model_copy(update={"day": TODAY + timedelta(days=held)})
        there = replace(NOW, procedure=with_numbers(FILES, **numbers).procedure)

        assert first_possible_day(there, after=drofting) == TODAY + timedelta(days=days)

    def test_a_meeting_of_today_still_counts_and_one_of_yesterday_does_not(self) -> None:
        for day, counts in ((TODAY, True), (TODAY - timedelta(days=1), False)):
            there = placed(Mark.DROFTING).model_copy(update={"day": day, "starts_at": BEGINS - timedelta(hours=3)})
            steps = case_outlook(with_(placement=there, drofting=None), NOW).earliest.steps
            assert (steps[0].meeting == there.meeting) is counts

    @pytest.mark.parametrize(
        ("planned", "body", "at"),
        [
            ({"SEKR": 70, "SU": 56}, "SU", 56),
            ({"SEKR": 56, "SU": 70}, "SEKR", 56),
            ({"SEKR": 70}, "SU", 50),
            ({"SU": 70}, "SEKR", 50),
        ],
    )
    def test_not_classified_it_goes_by_the_body_that_can_decide_first(
        self, planned: dict[str, int], body: str, at: int
    ) -> None:
        world = World()
        first = world.meeting("SEKR", 28)
        for where, days in planned.items():
            world.meeting(where, days)
        standing = Standing(world, world.case()).with_(stage=CaseStage.MELDT, classification=None)

        end = ahead(standing).earliest

        sorted_first, deliberated, decided_there = end.steps
        assert (sorted_first.kind, sorted_first.day) == (StepKind.CLASSIFICATION, TODAY)
        assert (deliberated.meeting, decided_there.body) == (first, body)
        day = end.day or local_day(end.at or BEGINS, PROCEDURE.timezone)
        assert day == TODAY + timedelta(days=at)
