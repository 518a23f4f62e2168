"""Which cases are ready for a coming meeting, and why the others are not (P-08, P-12)."""

from __future__ import annotations

from datetime import timedelta

from cli.agenda import why
from models import acts as a
from models.acts import Mark, MeetingFacts, Objection
from models.outlook import Candidate
from models.state import CaseStage
from rules.outlook.agenda import agenda_candidates
from tests.rules.world import World, deliberated, in_roll_call


def built(world: World, meeting: str) -> dict[str, Candidate]:
    facts = world.meeting_facts(meeting)
    assert facts is not None
    cases = [world.rules_of(r) for r in world.records.values() if r.case is not None]
    return {c.case: c for c in agenda_candidates(cases, facts, world.now)}


def unplanned(world: World, body: str, in_days: int) -> MeetingFacts:
    """A meeting that is not planned: cases look for a planned one by themselves."""
    other = World()
    other.now = world.now
    facts = other.meeting_facts(other.meeting(body, in_days))
    assert facts is not None
    return facts.model_copy(update={"meeting": f"meeting-ostfold-{body}-2031-{in_days}"})


def unclassified(world: World) -> str:
    name = f"case-ostfold-2031-{len(world.records) + 1}"
    world.new(name, "case")
    world.act(name, a.RegisterCase(title="T", summary="s", proposal="p", proposer_party="halden"))
    return name


class TestP08WhatAMeetingIsFor:
    """Each case has one thing it would be marked for next, in one body."""

    def test_a_classified_case_is_ready_for_drofting_and_a_registered_one_is_told_why_not(self) -> None:
        world = World()
        case, raw = world.case(), unclassified(world)
        meeting = world.meeting("SEKR", 28)

        found = built(world, meeting)

        assert (found[case].ready, found[case].mark) == (True, Mark.DROFTING)
        assert "(P-05)" in why(found[case], meeting)
        no = found[raw].refusal
        assert no is not None
        assert (found[raw].ready, no.rule) == (False, "P-04")
        assert no.detail == "the case is registered (meldt) and not classified"
        assert no.remedy == "classify it first: `case classify`"

    def test_a_case_of_another_body_is_not_named(self) -> None:
        world = World()
        case = world.case(larger=True)
        meeting = world.meeting("SU", 28)

        assert case not in built(world, meeting)

    def test_what_stands_on_it_is_said_and_what_stands_elsewhere_is_not_taken(self) -> None:
        world = World()
        case = world.case()
        here, there = world.meeting("SEKR", 28), world.meeting("SEKR", 60)
        world.act(case, a.PlaceCase(meeting=here, mark=Mark.DROFTING))

        on, off = built(world, here)[case], built(world, there)[case]

        assert (on.ready, on.placed_in, on.mark) == (False, here, Mark.DROFTING)
        assert (off.ready, off.placed_in) == (False, here)
        assert f"on the agenda of {here}" in why(off, there)

    def test_no_consensus_is_told_to_its_bodies_until_the_way_on_is_chosen(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {"SEKR-M1": Objection(grounds="For dyrt.", would_be_removed_by="Lavere pris.")})
        meeting = world.meeting("SEKR", 90)

        found = built(world, meeting)[case]

        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS
        assert (found.ready, found.mark) == (True, Mark.ORIENTERING)

    def test_a_decided_case_waits_for_no_meeting(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case)
        meeting = world.meeting("SEKR", 90)

        assert case not in built(world, meeting)


class TestP12WhatIsReadyToBeDecided:
    """Ready here is accepted there; what is too soon or too late says by which rule."""

    def test_too_soon_after_drofting_is_not_ready_and_the_first_with_room_is(self) -> None:
        world = World()
        case = world.case()
        world.deliberate(case, world.meeting("SEKR", 28))
        soon = unplanned(world, "SEKR", 15)
        later = unplanned(world, "SEKR", 60)
        running = [world.rules_of(world.records[case])]

        (too_soon,) = agenda_candidates(running, soon, world.now)
        (ready,) = agenda_candidates(running, later, world.now)

        assert (ready.ready, ready.mark) == (True, Mark.BESLUTNING)
        assert too_soon.refusal is not None
        assert (too_soon.ready, too_soon.mark, too_soon.refusal.rule) == (False, Mark.BESLUTNING, "P-12")
        assert too_soon.refusal.remedy == "choose a later meeting"

    def test_after_the_notice_a_case_cannot_come_up_for_decision(self) -> None:
        world, case = deliberated()
        placed = world.state(case).placement
        assert placed is not None
        later = world.meeting("SEKR", 120)
        world.act(case, a.PlaceCase(meeting=later, mark=Mark.BESLUTNING))
        world.advance(world.meeting_state(placed.meeting).notice_due.at + timedelta(hours=1))

        found = built(world, placed.meeting)[case]

        assert found.refusal is not None
        assert (found.ready, found.refusal.rule) == (False, "P-08")
        assert "choose a later meeting" in found.refusal.remedy
