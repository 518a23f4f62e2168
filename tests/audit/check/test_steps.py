"""What the house may enter by itself, and where: nothing else, and not before it is due (P-13, P-19, P-33..P-35)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest

from audit.check import check
from audit.check.steps import Bodies, Place, steps_at
from models import acts as a
from models import entries as e
from models.agreement_state import AgreementState
from models.canonical import EMPTY_HEAD
from models.dispute_state import DisputeState
from models.entries import Entry, EntryBody
from models.state import (
    CaseStage,
    CaseState,
    Clock,
    CommunityState,
    HeldDecision,
    MeetingStage,
    MeetingState,
    PartyBinding,
    RecordHead,
    RefusalTally,
)
from rules.agreement.calendar import calendar_of
from rules.case.fold import fold_case
from rules.legal_dates import minutes_comments_due
from tests.house import with_numbers
from tests.rules.evidence import evidence_from
from tests.rules.test_terms import one_signs_a_term
from tests.rules.world import BEGINS, COMMUNITY, PROCEDURE, ROSTER, World, in_roll_call
from tests.shipped import community

HEAD = RecordHead(record="case-ostfold-2031-1", seq=0, hash=EMPTY_HEAD, judged=0)
TALLY = RefusalTally(sender="SEKR-M1", hour=BEGINS, listed=20, summarised=3)
COUNTED = e.RefusalsSummarised(sender="SEKR-M1", hour=BEGINS, count=3)
DRAFTED = e.MinutesDrafted(text="a" * 64, html="b" * 64, comments_due=minutes_comments_due(BEGINS.date(), PROCEDURE))
ISSUED = e.MinutesIssued(text="c" * 64, html="d" * 64)
HELD = e.DecisionHeld(record="meeting-x-1", broken_rule="P-08", what="Ikke varslet.")
PROVED = e.DecisionProved()
RESTARTED = e.RestartedFromRecord(cause=e.RestartCause.TERMINATED)
ANYTHING = e.LeftAgenda(meeting="meeting-x-1", reason="x", rule="P-30")


def entered(body: EntryBody, at: datetime = BEGINS) -> Entry:
    """An entry of the house's own."""
    return Entry(record=HEAD.record, seq=1, at=at, prev=EMPTY_HEAD, body=body, hash=EMPTY_HEAD)


def steps(state: Any, *bodies: EntryBody, kind: str = "case", at: datetime = BEGINS, **how: Any) -> list[Bodies]:
    """What may be entered where a record stands so, and these are."""
    following = tuple(entered(body, at) for body in bodies or (ANYTHING,))
    place: dict[str, Any] = {"procedure": PROCEDURE, "roster": ROSTER, "head": HEAD, "rung": frozenset()}
    return list(steps_at(Place(kind=kind, state=state, following=following, **place | how)))


@cache
def story() -> tuple[World, str]:
    """A case decided, announced and carried out by all, and its meeting closed."""
    world, case = in_roll_call()
    world.roll_call(case)
    meeting = world.state(case).decided_in
    assert meeting is not None
    world.act(meeting, a.CloseMeeting())
    for item in world.state(case).follow_ups:
        world.act(case, a.ReportFollowUp(party=item.party, status=a.FollowUpStatus.DONE))
    return world, case


def before(kind: type) -> CaseState:
    """The case as it stood before the first entry of a kind."""
    world, case = story()
    state: Any = None
    for entry in world.records[case].entries:
        if isinstance(entry.body, kind):
            break
        state = fold_case(state, entry, COMMUNITY)
    assert state is not None
    return state  # type: ignore[no-any-return]


def bodies(kind: type) -> Bodies:
    """What the story has of a kind."""
    world, case = story()
    return tuple(entry.body for entry in world.records[case].entries if isinstance(entry.body, kind))


def so(state: CaseState, **changes: Any) -> CaseState:
    """The case standing a little otherwise."""
    return state.model_copy(update=changes)


HELD_STATE = HeldDecision(record="meeting-x-1", broken_rule="P-08", what="Ikke varslet.", since=BEGINS)
CLOSED = e.CaseClosed(outcome="carried_out")
WAITS = PartyBinding(party="moss", by_seat="SEKR-M2", waits_for="kommunestyret")


class TestDecided:
    """One step after the other: binding, announcement, follow-up."""

    def test_first_it_binds(self) -> None:
        assert steps(before(e.BindingEffect)) == [bodies(e.BindingEffect)]

    def test_then_it_is_announced(self) -> None:
        assert steps(before(e.Announced)) == [bodies(e.Announced)]

    def test_then_followed_up(self) -> None:
        assert steps(before(e.FollowUpOpened)) == [bodies(e.FollowUpOpened)]

    def test_nothing_of_that_before_it_is_decided(self) -> None:
        assert steps(before(e.BeslutningMade)) == []

    def test_what_was_found_may_hold_it_before_it_binds(self) -> None:
        assert steps(before(e.BindingEffect), HELD) == [(HELD,)]
        assert (HELD,) not in steps(before(e.Announced), HELD)

    @pytest.mark.parametrize("kind", [e.BindingEffect, e.Announced])
    def test_while_it_is_held_nothing_else_comes(self, kind: type) -> None:
        held = so(before(kind), held=HELD_STATE)

        assert steps(held) == []
        assert steps(held, HELD) == [(HELD,)]
        assert steps(held, PROVED) == [(PROVED,)]

    def test_nothing_is_proved_that_was_not_held(self) -> None:
        assert (PROVED,) not in steps(before(e.BindingEffect), PROVED)

    def test_where_nobody_is_bound_it_is_announced(self) -> None:
        """All have stood aside, and by this procedure that binds nobody."""
        files = with_numbers(community(), abstention_binds=False)
        world, case = in_roll_call(World(files.procedure))
        world.roll_call(case, {seat: a.StandAside() for seat in world.seats("SEKR", counted=True)})

        assert (world.state(case).bindings, "announced" in world.kinds(case)) == ((), True)
        assert check(evidence_from(world, case), answered=False).difference is None


class TestWitnesses:
    """They are waited for, and then seen by so many (P-19)."""

    NEEDED = with_numbers(community(), witnesses_before_binding=2).procedure

    def awaited(self) -> CaseState:
        """The case while they are waited for."""
        entry = entered(e.WitnessesAwaited(needed=2))
        return fold_case(before(e.BindingEffect), entry, COMMUNITY)

    def seen(self, *names: str) -> e.WitnessesSeen:
        """Witnesses of these names."""
        by = tuple(e.WitnessName(name=name, key_id=name * 8) for name in names)
        return e.WitnessesSeen(size=9, root="0" * 64, witnesses=by)

    def test_first_that_they_are_waited_for(self) -> None:
        assert steps(before(e.BindingEffect), procedure=self.NEEDED) == [(e.WitnessesAwaited(needed=2),)]

    def test_then_those_who_have_seen_it(self) -> None:
        assert steps(self.awaited(), self.seen("a", "b"), procedure=self.NEEDED) == [(self.seen("a", "b"),)]

    def test_what_binds_already_is_announced_whoever_has_seen_it(self) -> None:
        assert steps(before(e.Announced), procedure=self.NEEDED) == [bodies(e.Announced)]

    def test_not_fewer_and_nothing_else(self) -> None:
        assert steps(self.awaited(), self.seen("a"), procedure=self.NEEDED) == []
        assert steps(self.awaited(), ANYTHING, procedure=self.NEEDED) == []


class TestOver:
    """A case is closed when nothing is left to do, or by its chair (P-13, P-35)."""

    def test_when_all_have_carried_it_out(self) -> None:
        assert steps(before(e.CaseClosed))[-2:] == [(CLOSED,), (CLOSED,)]

    def test_with_the_refusals_that_were_counted(self) -> None:
        counted = steps(before(e.CaseClosed), head=HEAD.model_copy(update={"tallies": (TALLY,)}))

        assert counted[-2:] == [(COUNTED, CLOSED), (CLOSED,)]

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"ended": True}, id="ended already"),
            pytest.param({"stage": CaseStage.BESLUTTET}, id="not followed up yet"),
            pytest.param({"statements_awaited": ("SEKR-M2",)}, id="a statement is awaited"),
            pytest.param({"bindings": (WAITS,)}, id="a party waits for its council"),
            pytest.param({"bindings": (*before(e.CaseClosed).bindings, WAITS)}, id="one of several waits"),
        ],
    )
    def test_not_while_something_is_left(self, changes: dict[str, Any]) -> None:
        assert [step for step in steps(so(before(e.CaseClosed), **changes)) if CLOSED in step] == []

    def test_not_while_somebody_has_not_carried_it_out(self) -> None:
        state = before(e.CaseClosed)
        open_item = state.follow_ups[0].model_copy(update={"status": a.FollowUpStatus.OPEN})

        left = steps(so(state, follow_ups=(open_item, *state.follow_ups[1:])))
        assert [step for step in left if any(isinstance(body, e.CaseClosed) for body in step)] == []

    def test_a_party_that_refused_is_not_waited_for(self) -> None:
        refused = WAITS.model_copy(update={"refused": True})

        assert (CLOSED,) in steps(so(before(e.CaseClosed), bindings=(refused,)))

    def test_when_its_chair_has_closed_it(self) -> None:
        state = so(before(e.BeslutningMade), closing=True)
        [counted, plain] = steps(state)

        assert counted == plain == (e.CaseClosed(outcome=state.stage.value),)
        assert steps(so(state, ended=True)) == []


CLOCK = Clock(name="x-due", due_at=BEGINS, consequence="x", rule="T-04")


class TestClocks:
    """A clock that has rung and runs on is stopped; no other is."""

    def test_the_one_that_rang(self) -> None:
        state = before(e.DroftingHeld)
        clock = CLOCK
        later = clock.model_copy(update={"due_at": clock.due_at + timedelta(days=1)})
        both = so(state, clocks=(clock, later))
        rung = frozenset({(clock.name, clock.due_at)})

        assert steps(both, rung=rung) == [(e.ClockStopped(clock=clock.name, due_at=clock.due_at),)]
        assert steps(both) == []

    def test_those_of_a_community_too(self) -> None:
        clock = CLOCK
        state = CommunityState(
            record="community-ostfold",
            community="ostfold",
            procedure="0" * 64,
            roster="0" * 64,
            founded_at=BEGINS,
            clocks=(clock,),
        )

        assert len(steps(state, kind="community", rung=frozenset({(clock.name, clock.due_at)}))) == 1
        assert steps(state, kind="community") == []


class TestRestarted:
    """Nothing in a record says that Temporal lost it but the entry itself."""

    def test_anywhere(self) -> None:
        assert steps(before(e.BindingEffect), RESTARTED) == [(RESTARTED,)]
        assert steps(None, RESTARTED) == [(RESTARTED,)]

    def test_where_nothing_has_begun_nothing_else(self) -> None:
        assert steps(None) == []


class TestMeeting:
    """Minuted when it has closed; approved minutes are issued (P-33)."""

    @staticmethod
    def closed(**changes: Any) -> MeetingState:
        """A meeting that has closed, before its minutes."""
        world, case = story()
        meeting = world.state(case).decided_in
        assert meeting is not None
        return world.meeting_state(meeting).model_copy(update={"minutes": None, "ended": False} | changes)

    @staticmethod
    def minuted(**changes: Any) -> MeetingState:
        """The meeting with its draft."""
        world, case = story()
        minutes = world.meeting_state(world.state(case).decided_in or "").minutes
        assert minutes is not None
        return TestMeeting.closed(minutes=minutes.model_copy(update=changes))

    def drafts(self, *, after: int) -> list[int]:
        """How far from its entry a draft can have been written that is entered so many days after the meeting."""
        state = self.closed()
        at = state.ends_at + timedelta(days=after)
        found = steps(state, DRAFTED, kind="meeting", at=at)
        due = {minutes_comments_due(at.date() + timedelta(days=n), PROCEDURE): n for n in range(-40, 40)}
        drafts = [body for step in found for body in step if isinstance(body, e.MinutesDrafted)]
        assert all(draft == DRAFTED.model_copy(update={"comments_due": draft.comments_due}) for draft in drafts)
        return [due[draft.comments_due] for draft in drafts if draft.comments_due is not None]

    def test_the_draft_is_of_the_day_it_is_entered_or_of_one_near_it(self) -> None:
        assert self.drafts(after=3) == [0, -1, -2, -3, *range(1, 32)]
        assert self.drafts(after=0) == [0, *range(1, 32)]

    @pytest.mark.parametrize(
        "changes",
        [{"stage": MeetingStage.OPEN}, {"stage": MeetingStage.CANCELLED}, {"ended": True}],
    )
    def test_nothing_is_minuted_that_has_not_closed_or_has_ended(self, changes: dict[str, Any]) -> None:
        assert steps(self.closed(**changes), DRAFTED, kind="meeting") == []

    def test_nothing_but_a_draft_comes_first(self) -> None:
        assert steps(self.closed(), ISSUED, kind="meeting") == []

    def test_approved_minutes_are_issued_with_what_was_counted(self) -> None:
        state, head = self.minuted(approved_in="meeting-x-3"), HEAD.model_copy(update={"tallies": (TALLY,)})

        assert steps(state, COUNTED, ISSUED, kind="meeting", head=head) == [(COUNTED, ISSUED), (ISSUED,)]
        assert steps(state, ISSUED, kind="meeting") == [(ISSUED,), (ISSUED,)]
        assert steps(state, ANYTHING, kind="meeting") == []

    def test_not_before_they_are_approved_and_no_second_draft(self) -> None:
        assert steps(self.minuted(approved_in=None), ISSUED, kind="meeting") == []
        assert steps(self.minuted(approved_in=None), DRAFTED, kind="meeting") == []


class TestAgreement:
    """Its dates are computed from its facts when they have changed (T-05)."""

    @staticmethod
    def state(**changes: Any) -> AgreementState:
        """An agreement whose dates are computed."""
        agreed = one_signs_a_term().it
        calendar = calendar_of(agreed, PROCEDURE)
        known = {"dates": calendar.dates, "ends": calendar.ends, "stale": False, "ended": False}
        return agreed.model_copy(update=known | changes)

    def test_when_the_facts_have_changed(self) -> None:
        state = self.state()
        computed = (e.DatesComputed(dates=state.dates, ends=state.ends),)

        assert state.dates
        assert steps(self.state(stale=True), kind="agreement") == [computed]
        assert steps(self.state(dates=()), kind="agreement") == [computed]
        assert steps(state, kind="agreement") == []

    def test_at_its_end_what_was_counted(self) -> None:
        head = HEAD.model_copy(update={"tallies": (TALLY,)})

        assert steps(self.state(ended=True, stale=True), kind="agreement", head=head) == [(COUNTED,)]


class TestDispute:
    """The package of what is submitted; its digests are the log's to prove."""

    MADE = e.PackageMade(index="0" * 64, documents=())

    @staticmethod
    def state(**changes: Any) -> DisputeState:
        """A dispute that has been submitted, so far as its package asks."""
        known: dict[str, Any] = {"submitted_at": BEGINS, "index": None, "ended": False, "clocks": ()}
        return DisputeState.model_construct(**known | changes)

    def test_when_it_is_submitted(self) -> None:
        assert steps(self.state(), self.MADE, kind="dispute") == [(self.MADE,)]

    @pytest.mark.parametrize("changes", [{"submitted_at": None}, {"index": "0" * 64}])
    def test_not_before_and_not_twice(self, changes: dict[str, Any]) -> None:
        assert steps(self.state(**changes), self.MADE, kind="dispute") == []

    def test_nothing_else(self) -> None:
        assert steps(self.state(), kind="dispute") == []

    def test_at_its_end_what_was_counted(self) -> None:
        head = HEAD.model_copy(update={"tallies": (TALLY,)})

        assert steps(self.state(ended=True), kind="dispute", head=head) == [(COUNTED,)]
