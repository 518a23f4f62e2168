"""Positions apart from the roll call, decisions in writing, meetings at short notice (P-22, P-31)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import acts as a
from models import entries as e
from models.acts import Consent, ConsentWithReservation, Mark, Objection, Stance
from models.state import CaseStage
from tests.house import with_numbers
from tests.rules.world import Said, Who, World, deliberated
from tests.shipped import community

FILES = community()


def with_quorum(mode: str) -> World:
    return World(with_numbers(FILES, quorum=mode).procedure)


def meeting_of(world: World, case: str) -> str:
    placement = world.state(case).placement
    assert placement is not None
    return placement.meeting


class TestP22AnswerAfter:
    """Where the procedure lets it, who was absent answers afterwards; until then, and in silence, it is not bound."""

    def decided(self) -> tuple[World, str]:
        world, case = deliberated(with_quorum("answer_after"))
        world.open_item(meeting_of(world, case), case, absent=["SEKR-M3"])
        world.roll_call(case)
        return world, case

    def answer(self, world: World, case: str, stance: Stance, seat: str = "SEKR-M3") -> Said:
        act = a.AnswerAfterMeeting(stance=stance, text_digest=world.state(case).text.digest)
        return world.act(case, act, world.member(seat))

    def bound(self, world: World, case: str) -> set[str]:
        return {b.party for b in world.state(case).bindings if b.effect_at}

    def test_decided_and_not_yet_for_the_absent(self) -> None:
        world, case = self.decided()

        state = world.state(case)

        [made] = [x.body for x in world.records[case].entries if isinstance(x.body, e.BeslutningMade)]
        assert made.answers_after == ("halden", "aremark")
        assert state.stage is CaseStage.BESLUTTET_MED_FORBEHOLD
        assert {b.party for b in state.bindings if b.after} == {"halden", "aremark"}
        assert not self.bound(world, case) & {"halden", "aremark"}
        assert "answers-due" in [c.name for c in state.clocks]

    def test_yes_binds(self) -> None:
        world, case = self.decided()

        said = self.answer(world, case, Consent())

        assert said.kinds == ["answered_after_meeting", "binding_effect", "binding_effect"]
        assert self.bound(world, case) >= {"halden", "aremark"}
        assert "answers-due" not in [c.name for c in world.state(case).clocks]

    def test_silence_binds_nobody_and_undoes_nothing(self) -> None:
        world, case = self.decided()

        world.advance(world.day(15))

        assert e.AnswersLapsed(parties=("halden", "aremark")) in [x.body for x in world.records[case].entries]
        assert self.bound(world, case) == {p.party for p in world.roster.parties} - {"halden", "aremark"}
        late = self.answer(world, case, Consent())
        assert late.rule is not None

    def test_an_objection_afterwards_is_no_consensus(self) -> None:
        world, case = self.decided()

        self.answer(world, case, Objection(grounds="Ikke dekning."))

        state = world.state(case)
        assert (state.stage, state.path_asked) == (CaseStage.IKKE_KONSENSUS, True)

    def test_a_reservation_afterwards_waits_for_the_council(self) -> None:
        world, case = self.decided()
        treated = (world.now + timedelta(days=30)).date()
        stance = ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=treated)

        said = self.answer(world, case, stance)

        assert said.kinds == ["answered_after_meeting", "binding_withheld", "binding_effect"]
        assert not self.bound(world, case) & {"halden"}

    @pytest.mark.parametrize("seat", ["SEKR-M1", "SEKR-GP"])
    def test_nobody_else_answers(self, seat: str) -> None:
        world, case = self.decided()

        assert self.answer(world, case, Consent(), seat).rule == "P-22"

    def test_one_objection_in_the_room_and_there_is_nothing_to_answer(self) -> None:
        world, case = deliberated(with_quorum("answer_after"))
        world.open_item(meeting_of(world, case), case, absent=["SEKR-M3"])

        world.roll_call(case, {"SEKR-M1": Objection(grounds="Nei.")})

        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS


class TestP22WrittenPosition:
    """Where the procedure lets it, a position in writing before the meeting counts for a seat that is then empty."""

    def in_writing(self, mode: str = "written_position", stance: Stance | None = None) -> tuple[World, str, Said]:
        world, case = deliberated(with_quorum(mode))
        world.advance(world.meeting_state(meeting_of(world, case)).notice_due.at)
        act = a.TakeWrittenPosition(stance=stance or Consent(), text_digest=world.state(case).text.digest)
        return world, case, world.act(case, act, world.member("SEKR-M3"))

    def test_it_counts_where_nobody_sits(self) -> None:
        world, case, said = self.in_writing()
        world.open_item(meeting_of(world, case), case, absent=["SEKR-M3"])

        world.roll_call(case)

        assert said.rule is None
        [made] = [x.body for x in world.records[case].entries if isinstance(x.body, e.BeslutningMade)]
        assert "SEKR-M3" in made.consenting
        assert "halden" in made.parties

    def test_who_comes_is_asked_in_the_room(self) -> None:
        world, case, _ = self.in_writing()

        world.open_item(meeting_of(world, case), case)

        assert world.state(case).positions == ()

    def test_without_it_the_item_is_put_off(self) -> None:
        world, case = deliberated(with_quorum("written_position"))
        world.open_item(meeting_of(world, case), case, absent=["SEKR-M3"])

        world.roll_call(case)

        assert world.kinds(case)[-1] in ("decision_postponed", "placed_on_agenda", "meeting_awaited")
        assert not any(isinstance(x.happened, e.BeslutningMade) for x in world.records[case].entries)

    @pytest.mark.parametrize(
        ("mode", "stance", "rule"),
        [
            pytest.param("every_party_covered", Consent(), "P-22", id="not in this procedure"),
            pytest.param("written_position", Objection(grounds="Nei."), "P-28", id="objections are lodged"),
        ],
    )
    def test_what_is_refused(self, mode: str, stance: Stance, rule: str) -> None:
        _, _, said = self.in_writing(mode, stance)

        assert said.rule == rule


class TestP31InWriting:
    """A deliberated case is decided in writing only when every counted seat accepts the text and the way."""

    def proposed(self, days: int = 15) -> tuple[World, str, Said]:
        world, case = deliberated()
        world.advance(world.day(days))
        return world, case, world.act(case, a.ProposeInWriting(reason="Det haster."))

    def answer(self, world: World, case: str, seat: str, *, text: bool = True, way: bool = True) -> Said:
        digest = world.state(case).text.digest
        act = a.AnswerInWriting(text_digest=digest, accepts_text=text, accepts_procedure=way)
        return world.act(case, act, world.member(seat))

    def test_all_accept_both_and_it_is_decided(self) -> None:
        world, case, said = self.proposed()
        counted = world.seats("SEKR", counted=True)

        answers = [self.answer(world, case, seat) for seat in counted]

        assert said.kinds == ["written_procedure_opened"]
        assert answers[-1].kinds == ["answered_in_writing", "left_agenda", "beslutning_made", "follow_up_due"]
        [made] = [x.body for x in world.records[case].entries if isinstance(x.body, e.BeslutningMade)]
        assert (made.in_writing, made.meeting, made.consenting) == (True, case, counted)
        assert {b.party for b in world.state(case).bindings if b.effect_at} == {p.party for p in world.roster.parties}

    @pytest.mark.parametrize(
        ("text", "way", "why"),
        [
            pytest.param(True, False, e.WhyNotInWriting.PROCEDURE_REFUSED, id="not this way, though the text"),
            pytest.param(False, True, e.WhyNotInWriting.TEXT_REFUSED, id="not the text"),
        ],
    )
    def test_one_no_ends_it(self, text: bool, way: bool, why: e.WhyNotInWriting) -> None:
        world, case, _ = self.proposed()
        self.answer(world, case, "SEKR-M1")

        said = self.answer(world, case, "SEKR-M2", text=text, way=way)

        assert said.entries[-1].body == e.WrittenProcedureEnded(why=why, seats=("SEKR-M2",))
        state = world.state(case)
        assert (state.written, state.positions, state.decided_in) == (None, (), None)
        assert state.placement is not None

    def test_silence_is_not_consent(self) -> None:
        world, case, _ = self.proposed()
        for seat in world.seats("SEKR", counted=True)[1:]:
            self.answer(world, case, seat)

        world.advance(world.day(8))

        ended = [x.body for x in world.records[case].entries if isinstance(x.body, e.WrittenProcedureEnded)]
        assert [(x.why, x.seats) for x in ended] == [(e.WhyNotInWriting.SILENCE, ("SEKR-M1",))]
        assert self.answer(world, case, "SEKR-M1").rule == "P-31"

    def test_never_without_drofting_and_never_too_soon_after(self) -> None:
        world = World()
        case = world.case()
        undeliberated = world.act(case, a.ProposeInWriting(reason="Det haster."))
        _, _, soon = self.proposed(days=1)

        assert (undeliberated.rule, soon.rule) == ("P-01", "P-12")

    def test_what_the_law_asks_stands_between_as_in_a_meeting(self) -> None:
        world, case, _ = self.proposed()
        kind = a.SetCaseKind(case_kind=a.CaseKind.JOINT_MEASURE, reason="Et felles tiltak.")
        world.act(case, kind)

        meanwhile = self.answer(world, case, "SEKR-M1")
        other, second = deliberated()
        other.act(second, kind)
        other.advance(other.day(15))
        proposed = other.act(second, a.ProposeInWriting(reason="Det haster."))

        assert meanwhile.rule == proposed.rule
        assert proposed.rule in ("P-03", "A-04")

    def test_a_standing_objection_stops_it(self) -> None:
        world, case = deliberated()
        world.advance(world.meeting_state(meeting_of(world, case)).notice_due.at + timedelta(hours=1))
        digest = world.state(case).text.digest
        lodged = a.LodgeObjection(grounds="Nei.", would_be_removed_by="Ja.", text_digest=digest)
        world.act(case, lodged, world.member("SEKR-M2"))
        world.act(case, a.ProposeInWriting(reason="Det haster."))

        for seat in world.seats("SEKR", counted=True):
            self.answer(world, case, seat)

        assert world.state(case).decided_in is None
        assert "written_procedure_ended" in world.kinds(case)

    def test_the_meeting_overtakes_it(self) -> None:
        world, case, _ = self.proposed(days=27)

        world.open_item(meeting_of(world, case), case)

        self.over(world, case)

    def over(self, world: World, case: str) -> None:
        """It ended because the case went another way; no answer counts, and none can be given."""
        ended = [x.body for x in world.records[case].entries if isinstance(x.body, e.WrittenProcedureEnded)]
        assert [(x.why, x.seats) for x in ended] == [(e.WhyNotInWriting.OVERTAKEN, ())]
        state = world.state(case)
        assert (state.written, state.positions, state.decided_in) == (None, (), None)
        assert all(c.name != "written-due" for c in state.clocks)
        assert self.answer(world, case, "SEKR-M1").rule == "P-31"

    @pytest.mark.parametrize(
        "way",
        [
            pytest.param(a.RaiseCase(trigger=a.RaiseTrigger.CHAIR, reason="Gjelder alle."), id="raised"),
            pytest.param(a.DemandHigherBody(reason="Gjelder alle."), id="demanded up"),
            pytest.param(a.WithdrawCase(reason="Ikke moden."), id="withdrawn"),
            pytest.param(None, id="amended"),
        ],
    )
    def test_it_is_over_when_the_case_goes_another_way(self, way: a.Act | None) -> None:
        world, case, _ = self.proposed(days=10)
        for seat in world.seats("SEKR", counted=True)[1:]:
            self.answer(world, case, seat)
        amended = a.AmendText(
            rests_on=world.state(case).text.digest, proposal="En annen.", substantial=False, reason="Språk."
        )
        by: dict[type, Who] = {a.DemandHigherBody: world.member("SEKR-M2"), a.WithdrawCase: world.contact("halden")}

        said = world.act(case, way or amended, by.get(type(way), world.secretariat))

        assert said.rule is None
        self.over(world, case)


class TestP31WhereWritingEnds:
    """A written procedure goes with what it was about, and is decided no sooner than a meeting could (P-12, P-30)."""

    def running(self, days: int = 15, *, answered: int = 9) -> tuple[World, str]:
        world, case = deliberated()
        world.advance(world.day(days))
        world.act(case, a.ProposeInWriting(reason="Det haster."))
        self.answer(world, case, answered)
        return world, case

    def answer(self, world: World, case: str, first: int = 10, *, yes: bool = True) -> Said:
        said = None
        for seat in world.seats("SEKR", counted=True)[:first]:
            digest = world.state(case).text.digest
            act = a.AnswerInWriting(text_digest=digest, accepts_text=yes, accepts_procedure=True)
            said = world.act(case, act, world.member(seat))
        assert said is not None
        return said

    def why(self, world: World, case: str) -> list[e.WhyNotInWriting]:
        return [x.body.why for x in world.records[case].entries if isinstance(x.body, e.WrittenProcedureEnded)]

    def over(self, world: World, case: str) -> bool:
        state = world.state(case)
        clocks = [c for c in state.clocks if c.name == "written-due"]
        return (state.written, state.positions, clocks) == (None, (), [])

    def test_withdrawn_it_is_decided_neither_in_writing_nor_later(self) -> None:
        world, case = self.running()

        withdrawn = world.act(case, a.WithdrawCase(reason="Umoden."), world.contact("halden"))
        last = self.answer(world, case)
        ended = self.over(world, case)
        world.advance(world.day(30))

        assert withdrawn.kinds == ["written_procedure_ended", "case_withdrawn"]
        assert self.why(world, case) == [e.WhyNotInWriting.OVERTAKEN]
        assert (last.rule, ended) == ("P-31", True)
        assert (world.state(case).bindings, world.kinds(case)[-1]) == ((), "case_closed")

    def test_going_on_in_another_case_ends_it(self) -> None:
        world, case = self.running()

        world.act(case, a.MoveCase(how=a.MoveKind.MERGED, into=(world.case(),), reason="Hører sammen."))

        assert self.why(world, case) == [e.WhyNotInWriting.OVERTAKEN]

    def test_orientering_leaves_it_and_its_answers_alone(self) -> None:
        world, case = deliberated()
        meeting = world.meeting("SEKR", 20)
        world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.ORIENTERING))
        world.advance(world.day(15))
        world.act(case, a.ProposeInWriting(reason="Det haster."))
        self.answer(world, case, 5)

        world.open_item(meeting, case)
        during = len(world.state(case).positions)
        world.close_item(case)

        assert (during, len(world.state(case).positions)) == (5, 5)
        assert world.state(case).written is not None

    def test_a_meeting_called_off_leaves_the_answers_alone(self) -> None:
        world, case = self.running(10, answered=5)

        world.act(meeting_of(world, case), a.CancelMeeting(reason="Snø."))

        assert len(world.state(case).positions) == 5

    @pytest.mark.parametrize("gone", ["recused", "left"])
    def test_what_somebody_said_goes_with_them_and_the_seat_is_asked_anew(self, gone: str) -> None:
        world, case = self.running(answered=1)
        person = world.member("SEKR-M1").person
        assert person is not None
        recused = a.DecideRecusal(
            seat="SEKR-M1", person=person, disqualified=True, ground=a.RecusalGround.SPECIAL, reason="Eier."
        )
        left = a.SeatHolderLeft(seat="SEKR-M1", person=person, last_day=world.day(-1).date())

        before = [p.seat for p in world.state(case).positions]
        world.act(case, recused) if gone == "recused" else world.act(case, left, Who(record="community-ostfold"))

        assert (before, world.state(case).positions) == (["SEKR-M1"], ())
        assert world.state(case).written is not None
        if gone == "recused":
            assert self.answer(world, case, 1).rule == "P-26"

    def test_before_the_gap_has_passed_all_may_agree_and_nothing_is_decided_yet(self) -> None:
        world, case = self.running(7, answered=10)
        drofting, written = world.state(case).drofting, world.state(case).written
        assert drofting is not None and written is not None
        before = world.state(case).decided_in

        world.advance(written.due_at)

        state = world.state(case)
        assert before is None
        assert state.decided_on == written.last_day
        assert (written.last_day - drofting.day).days >= world.procedure.number("min_gap_days", written.last_day)
        assert {b.party for b in state.bindings if b.effect_at} == {p.party for p in world.roster.parties}

    def test_forankring_is_over_when_it_is_decided(self) -> None:
        world, case = deliberated()
        world.act(meeting_of(world, case), a.CancelMeeting(reason="Snø."))
        world.meeting("SEKR", 90)
        world.advance(world.day(15))
        world.act(case, a.ProposeInWriting(reason="Det haster."))
        self.answer(world, case)
        asked_at_home = world.state(case).forankring
        assert asked_at_home is not None and asked_at_home.open
        undecided = world.state(case).decided_in

        world.advance(world.day(60))

        kinds = world.kinds(case)
        assert undecided is None
        assert kinds.index("forankring_closed") < kinds.index("beslutning_made")
        assert "forankring_reminded" not in kinds[kinds.index("beslutning_made") :]
        assert not [c for c in world.state(case).clocks if c.name.startswith("forankring")]

    def test_a_yes_can_be_taken_back_until_then(self) -> None:
        world, case = self.running(7, answered=10)

        again = self.answer(world, case, 1)
        no = self.answer(world, case, 1, yes=False)

        assert (again.rule, no.kinds) == ("P-31", ["answered_in_writing", "written_procedure_ended"])
        assert self.why(world, case) == [e.WhyNotInWriting.TEXT_REFUSED]

    def test_what_the_law_asks_is_there_when_the_days_are_over(self) -> None:
        world, case = self.running(7, answered=10)
        world.act(case, a.SetCaseKind(case_kind=a.CaseKind.JOINT_MEASURE, reason="Et felles tiltak."))

        world.advance(world.day(10))

        assert self.why(world, case) == [e.WhyNotInWriting.INCOMPLETE]
        assert world.state(case).decided_in is None

    def test_a_written_position_does_not_go_along_to_another_body(self) -> None:
        world, case = deliberated(with_quorum("written_position"))
        world.meeting("SU", 90)
        world.advance(world.meeting_state(meeting_of(world, case)).notice_due.at)
        act = a.TakeWrittenPosition(stance=Consent(), text_digest=world.state(case).text.digest)
        world.act(case, act, world.member("SEKR-M3"))
        given = len(world.state(case).written_positions)

        world.act(case, a.DemandHigherBody(reason="Vi vil."), world.member("SEKR-M1"))

        assert (given, world.state(case).written_positions) == (1, ())


class TestP31ShortNotice:
    """What cannot wait: notice down to the floor, by recorded consent of every counted seat; both stages kept."""

    def planned(self, days: int) -> tuple[World, str, str | None]:
        world = World()
        name = "meeting-ostfold-SEKR-2031-1"
        record = world.new(name, "meeting")
        act = world.planned("SEKR", days).model_copy(update={"extraordinary": "Avtalen løper ut."})
        refusal = world.judge(record, act).refusal
        if refusal is None:
            world.act(name, act)
        return world, name, refusal.rule if refusal else None

    @pytest.mark.parametrize(("days", "rule"), [(8, None), (7, "P-06"), (3, "P-06")])
    def test_never_below_the_floor(self, days: int, rule: str | None) -> None:
        assert self.planned(days)[2] == rule

    def test_opened_only_when_all_have_consented(self) -> None:
        world, meeting, _ = self.planned(8)
        counted = world.seats("SEKR", counted=True)
        consent = a.ConsentToShortNotice(agrees=True)
        for seat in counted[:-1]:
            world.act(meeting, consent, world.member(seat))
        heard = world.act(meeting, consent, world.member("SEKR-GP"))
        world.advance(world.meeting_state(meeting).starts_at)
        opening = a.OpenMeeting(attendance=world.everyone("SEKR"))

        before = world.act(meeting, opening)
        world.act(meeting, consent, world.member(counted[-1]))
        after = world.act(meeting, opening)

        assert (heard.rule, before.rule, after.rule) == ("P-31", "P-31", None)

    def test_beslutning_needs_its_drofting_all_the_same(self) -> None:
        world, meeting, _ = self.planned(8)
        case = world.case()

        said = world.act(case, a.PlaceCase(meeting=meeting, mark=Mark.BESLUTNING))

        assert said.rule == "P-01"


class TestP06OneAtATime:
    """Two meetings of a body are never at the same time."""

    @pytest.mark.parametrize(("hour", "rule"), [(9, "P-06"), (11, "P-06"), (12, None)])
    def test_overlapping_is_refused(self, hour: int, rule: str | None) -> None:
        world = World()
        first = world.meeting("SEKR", 28, hour=9)

        refusal = world.judge(
            world.new("meeting-ostfold-SEKR-2031-9", "meeting"), world.planned("SEKR", 28, hour=hour)
        )

        assert first
        assert (refusal.refusal.rule if refusal.refusal else None) == rule
