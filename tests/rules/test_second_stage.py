"""The rules of the second stage, one class a rule: text, objections, roll call (P-09, P-17..P-20, P-25..P-30)."""

from __future__ import annotations

from datetime import date

import pytest

from models import acts as a
from models import entries as e
from models.acts import Consent, ConsentWithReservation, Mark, Objection, Stance, StandAside
from models.canonical import text_digest
from models.state import CaseStage
from rules.parties import without_party
from tests.rules.world import SECRETARIAT, Who, World, deliberated, in_roll_call

NO = Objection(grounds="Vi er imot.")
RESERVED = ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=date(2031, 4, 1))


def amended(world: World, case: str, *, substantial: bool, proposal: str = "En annen tekst.") -> a.AmendText:
    return a.AmendText(
        rests_on=world.state(case).text.digest, proposal=proposal, substantial=substantial, reason="Etter drøfting."
    )


def made(world: World, case: str) -> list[e.BeslutningMade]:
    return [x.body for x in world.records[case].entries if isinstance(x.body, e.BeslutningMade)]


class TestP09LatePapers:
    """Late papers never stop drøfting; a decision on them needs that no counted seat objects to taking it up."""

    def late(self) -> tuple[World, str]:
        world, case = deliberated()
        world.advance(world.day(20))
        world.act(case, a.AddPaper(document=text_digest("vedlegg"), title="Nye tall"))
        placement = world.state(case).placement
        assert placement is not None
        world.open_item(placement.meeting, case)
        return world, case

    def test_one_counted_seat_puts_the_decision_off(self) -> None:
        world, case = self.late()

        said = world.act(case, a.ObjectToLatePapers(reason="Ikke lest."), world.member("SEKR-M2"))

        assert said.kinds == ["late_papers_opposed", "decision_postponed"]
        assert world.state(case).stage is CaseStage.UTSATT

    def test_with_nobody_against_it_is_decided(self) -> None:
        world, case = self.late()

        world.roll_call(case)

        assert len(made(world, case)) == 1

    @pytest.mark.parametrize(
        ("by", "rule"),
        [
            pytest.param("SEKR-GP", "P-09", id="a seat that is only heard"),
            pytest.param("SU-M1", "P-09", id="a seat of another body"),
        ],
    )
    def test_nobody_else_does(self, by: str, rule: str) -> None:
        world, case = self.late()

        said = world.act(case, a.ObjectToLatePapers(reason="Ikke lest."), world.member(by))

        assert said.rule == rule

    def test_papers_that_came_in_time_are_not_late(self) -> None:
        world, case = in_roll_call()

        said = world.act(case, a.ObjectToLatePapers(reason="Ikke lest."), world.member("SEKR-M2"))

        assert said.rule == "P-09"

    def test_late_papers_are_in_time_for_the_next_meeting(self) -> None:
        world, case = self.late()
        third = world.meeting("SEKR", 28)
        world.act(case, a.ObjectToLatePapers(reason="Ikke lest."), world.member("SEKR-M2"))
        world.open_item(third, case)

        said = world.act(case, a.ObjectToLatePapers(reason="Fremdeles ikke."), world.member("SEKR-M2"))

        assert said.rule == "P-09"


class TestP17TheTextIsFixed:
    """A position names the text it is given on; a change of substance needs every counted seat, or drøfting anew."""

    def test_after_the_notice_the_text_waits_for_the_meeting(self) -> None:
        world, case = deliberated()
        world.advance(world.day(20))

        said = world.act(case, amended(world, case, substantial=False))

        assert said.rule == "P-17"

    def test_a_change_of_substance_after_drofting_goes_back_to_drofting(self) -> None:
        world, case = deliberated()

        world.act(case, amended(world, case, substantial=True))

        state = world.state(case)
        assert (state.stage, state.drofting, state.placement) == (CaseStage.KLASSIFISERT, None, None)
        assert [c.name for c in state.clocks] == []

    def test_an_editorial_change_after_drofting_does_not(self) -> None:
        world, case = deliberated()

        world.act(case, amended(world, case, substantial=False, proposal="Partene bruker den felles prosedyra."))

        state = world.state(case)
        assert state.drofting is not None
        assert state.placement is not None

    def test_an_editorial_change_in_the_meeting_asks_everybody_again(self) -> None:
        world, case = in_roll_call()
        world.position(case, "SEKR-M1")
        old = world.state(case)
        world.act(case, amended(world, case, substantial=False))

        outdated = a.TakePosition(stance=Consent(), text_digest=old.text.digest, case_version=old.version)
        said = world.act(case, outdated, world.member("SEKR-M2"))
        world.roll_call(case)

        assert said.rule == "P-17"
        assert [m.text_digest for m in made(world, case)] == [text_digest("En annen tekst.")]

    def test_a_change_of_substance_with_everybody_there_is_decided(self) -> None:
        world, case = in_roll_call()
        world.act(case, amended(world, case, substantial=True))

        world.roll_call(case)

        assert [m.proposal for m in made(world, case)] == ["En annen tekst."]

    def test_a_change_of_substance_with_a_counted_seat_away_is_not(self) -> None:
        world, case = deliberated()
        placement = world.state(case).placement
        assert placement is not None
        world.open_item(placement.meeting, case, absent=["SEKR-H5"])
        world.act(case, amended(world, case, substantial=True))

        world.roll_call(case)

        state = world.state(case)
        assert made(world, case) == []
        assert (state.stage, state.drofting) == (CaseStage.KLASSIFISERT, None)

    def test_whoever_asks_for_time_gets_it(self) -> None:
        world, case = in_roll_call()
        world.act(case, amended(world, case, substantial=True))

        said = world.act(case, a.AskForTime(reason="Kommunestyret må se dette."), world.member("SEKR-M5"))

        assert said.kinds == ["time_asked"]
        state = world.state(case)
        assert (state.stage, state.drofting, state.item) == (CaseStage.KLASSIFISERT, None, None)

    @pytest.mark.parametrize(
        ("changed", "by"),
        [
            pytest.param(False, "SEKR-M5", id="without a change of substance"),
            pytest.param(True, "SEKR-GP", id="a seat that is only heard"),
        ],
    )
    def test_time_is_not_asked_for(self, *, changed: bool, by: str) -> None:
        world, case = in_roll_call()
        world.act(case, amended(world, case, substantial=changed))

        said = world.act(case, a.AskForTime(reason="Vent."), world.member(by))

        assert said.rule == "P-17"

    @pytest.mark.parametrize(
        ("change", "by"),
        [
            pytest.param({"rests_on": text_digest("noe annet")}, SECRETARIAT, id="on another version"),
            pytest.param({"proposal": "Partene bruker den felles prosedyren."}, SECRETARIAT, id="nothing changed"),
            pytest.param({}, Who(person="p-zfn9", seat="SEKR-M4"), id="neither secretariat nor proposer"),
        ],
    )
    def test_what_does_not_change_the_text(self, change: dict[str, object], by: Who) -> None:
        world, case = deliberated()

        said = world.act(case, amended(world, case, substantial=False).model_copy(update=change), by)

        assert said.rule == "P-17"

    def test_a_deliberated_text_is_not_changed_in_substance_under_orientering(self) -> None:
        world, case = deliberated()
        other = world.meeting("SU", 28)
        world.act(case, a.PlaceCase(meeting=other, mark=Mark.ORIENTERING))
        world.open_item(other, case)

        said = world.act(case, amended(world, case, substantial=True))
        world.close_item(case)

        assert said.rule == "P-17"
        assert world.state(case).text.version == 1


class TestP18WhoCounts:
    """Only seats of the municipalities and the trust count; the others are heard and block nothing."""

    @pytest.mark.parametrize("seat", ["SEKR-GP", "SEKR-ANSATT", "SEKR-BRUKER"])
    def test_an_objection_from_a_heard_seat_is_recorded_and_blocks_nothing(self, seat: str) -> None:
        world, case = in_roll_call()

        world.roll_call(case, {seat: NO})

        [decided] = made(world, case)
        assert decided.heard == (seat,)
        taken = [p for p in world.state(case).positions if p.seat == seat]
        assert [(p.counted, p.parties, p.stance) for p in taken] == [(False, (), NO)]

    @pytest.mark.parametrize("seat", ["SEKR-M1", "SEKR-M5", "SEKR-H1", "SEKR-H5"])
    def test_an_objection_from_any_counted_seat_blocks(self, seat: str) -> None:
        world, case = in_roll_call()

        world.roll_call(case, {seat: NO})

        assert made(world, case) == []
        assert world.state(case).stage is CaseStage.IKKE_KONSENSUS

    def test_a_heard_seat_reserves_for_nobody(self) -> None:
        world, case = in_roll_call()

        said = world.position(case, "SEKR-GP", RESERVED)

        assert said.rule == "P-18"


class TestP20Positions:
    """Consent and standing aside bind, a reservation waits, an objection blocks, silence is no position."""

    @pytest.mark.parametrize(
        ("stance", "stage", "halden"),
        [
            pytest.param(Consent(), CaseStage.UNDER_OPPFOLGING, "bound", id="tilslutning"),
            pytest.param(
                Consent(statement="Vi merker oss kostnaden."),
                CaseStage.UNDER_OPPFOLGING,
                "bound",
                id="tilslutning med protokolltilforsel",
            ),
            pytest.param(StandAside(), CaseStage.UNDER_OPPFOLGING, "bound", id="avstar"),
            pytest.param(RESERVED, CaseStage.BESLUTTET_MED_FORBEHOLD, "waits", id="tilslutning med forbehold"),
            pytest.param(NO, CaseStage.IKKE_KONSENSUS, "free", id="innsigelse"),
            pytest.param(None, CaseStage.UTSATT, "free", id="fravaer"),
        ],
    )
    def test_what_each_position_does(self, stance: Stance | None, stage: CaseStage, halden: str) -> None:
        world, case = in_roll_call()
        item = world.state(case).item
        assert item is not None
        if stance is None:
            world.act(item.meeting, a.ChangeAttendance(seat="SEKR-M3"))

        world.roll_call(case, {"SEKR-M3": stance} if stance else {})

        state = world.state(case)
        assert state.stage is stage
        binding = next((b for b in state.bindings if b.party == "halden"), None)
        stands = "free" if binding is None else "bound" if binding.effect_at else "waits"
        assert stands == halden

    def test_a_reservation_holds_back_its_own_party_only(self) -> None:
        world, case = in_roll_call()

        world.roll_call(case, {"SEKR-M3": RESERVED})

        [decided] = made(world, case)
        assert (decided.reserving, decided.reserved_parties) == (("SEKR-M3",), ("halden",))
        free = {b.party for b in world.state(case).bindings if b.effect_at is None}
        assert free == {"halden"}

    @pytest.mark.parametrize(
        ("approved", "stage"),
        [
            pytest.param(True, CaseStage.UNDER_OPPFOLGING, id="the council says yes"),
            pytest.param(False, CaseStage.IKKE_KONSENSUS, id="the council says no"),
        ],
    )
    def test_the_council_answers(self, *, approved: bool, stage: CaseStage) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {"SEKR-M3": RESERVED})
        answer = a.AnswerReservation(
            party="halden",
            approved=approved,
            treated_by="kommunestyret",
            treated_on=date(2031, 3, 3),
            reference="2031/17",
        )

        said = world.act(case, answer, world.contact("halden"))

        assert said.rule is None
        state = world.state(case)
        assert state.stage is stage
        assert [b.effect_at is not None for b in state.bindings if b.party == "halden"] == [approved]

    def test_a_reservation_names_parties_the_seat_speaks_for(self) -> None:
        world, case = in_roll_call()

        said = world.position(case, "SEKR-M4", RESERVED)

        assert said.rule == "P-20"

    def test_a_position_may_change_until_the_roll_call_closes(self) -> None:
        world, case = in_roll_call()
        world.position(case, "SEKR-M4", NO)

        world.roll_call(case)

        assert len(made(world, case)) == 1
        assert [p.stance for p in world.state(case).positions if p.seat == "SEKR-M4"] == [Consent()]

    def test_the_same_position_again_changes_nothing(self) -> None:
        world, case = in_roll_call()
        world.position(case, "SEKR-M4")

        said = world.position(case, "SEKR-M4")

        assert said.rule == "P-20"

    def test_after_the_close_there_is_no_position(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case)

        said = world.position(case, "SEKR-M4", NO)

        assert said.rule == "P-20"
        assert world.state(case).stage is CaseStage.UNDER_OPPFOLGING

    def test_a_position_rests_on_the_version_that_was_seen(self) -> None:
        world, case = in_roll_call()
        state = world.state(case)
        act = a.TakePosition(stance=Consent(), text_digest=state.text.digest, case_version=state.version - 1)

        said = world.act(case, act, world.member("SEKR-M1"))

        assert said.rule == "P-20"

    @pytest.mark.parametrize(
        "by",
        [
            pytest.param(Who(person="p-eqn3", seat="SEKR-M1"), id="the deputy of a member who sits there"),
            pytest.param(Who(person="p-2h9c", seat="SEKR-M1"), id="the secretariat itself"),
            pytest.param(Who(person="p-e7zh", seat="SU-M1"), id="a member of another body"),
        ],
    )
    def test_only_who_sits_in_the_seat_answers(self, by: Who) -> None:
        world, case = in_roll_call()

        said = world.position(case, by.seat or "", by=by)

        assert said.rule in ("P-20", "P-22")
        assert world.state(case).positions == ()

    def test_an_objection_without_grounds_cannot_be_built(self) -> None:
        with pytest.raises(ValueError, match="grounds"):
            Objection.model_validate({"kind": "objection"})


class TestP25NewMember:
    """Positions belong to the seat: a new member confirms what was said before answering for it."""

    def replaced(self, seat: str) -> tuple[World, str, Who]:
        world, case = in_roll_call()
        world.position(case, "SEKR-M3", StandAside())
        item = world.state(case).item
        assert item is not None
        deputy = world.member(seat, 1)
        world.act(case, a.ReplaceSeatHolder(seat=seat, person=deputy.person or ""))
        world.act(item.meeting, a.ChangeAttendance(seat=seat, person=deputy.person))
        return world, case, deputy

    def test_a_new_member_has_seen_what_was_said(self) -> None:
        world, case, new = self.replaced("SEKR-M3")

        unseen = world.position(case, "SEKR-M3", by=new)
        state = world.state(case)
        act = a.TakePosition(
            stance=Consent(), text_digest=state.text.digest, case_version=state.version, inherited_seen=True
        )
        seen = world.act(case, act, new)

        assert unseen.rule == "P-25"
        assert seen.kinds == ["inheritance_confirmed", "position_taken"]

    def test_where_nothing_was_said_there_is_nothing_to_confirm(self) -> None:
        world, case, new = self.replaced("SEKR-M2")

        said = world.position(case, "SEKR-M2", by=new)

        assert said.kinds == ["position_taken"]


class TestP27Statements:
    """A statement announced in the meeting comes within two working days, in its author's words."""

    @pytest.mark.parametrize("seat", ["SEKR-M3", "SEKR-GP"])
    def test_it_is_awaited_and_delivered(self, seat: str) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {seat: Consent(statement_follows=True)})
        awaited = world.state(case).statements_awaited

        said = world.act(case, a.DeliverStatement(text="Vi forutsetter dekning."), world.member(seat))

        assert awaited == (seat,)
        assert said.kinds == ["statement_delivered"]
        assert world.state(case).statements_awaited == ()

    def test_it_lapses_after_two_working_days(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {"SEKR-M3": Consent(statement_follows=True)})
        [due] = [c.due_at for c in world.state(case).clocks if c.name == "statements-due"]

        world.advance(due)
        said = world.act(case, a.DeliverStatement(text="For sent."), world.member("SEKR-M3"))

        # Monday 3 March: two working days after are Wednesday 5 March, to 24:00 in Oslo.
        assert due.isoformat() == "2031-03-05T23:00:00+00:00"
        assert "statement_lapsed" in world.kinds(case)
        assert said.rule == "P-27"

    def test_another_seat_delivers_nothing(self) -> None:
        world, case = in_roll_call()
        world.roll_call(case, {"SEKR-M3": Consent(statement_follows=True)})

        said = world.act(case, a.DeliverStatement(text="Ikke min."), world.member("SEKR-M2"))

        assert said.rule == "P-27"


class TestP28WrittenObjection:
    """From the papers on a counted seat or a party may object in writing; while it stands it blocks."""

    def lodging(self, world: World, case: str) -> a.LodgeObjection:
        digest = world.state(case).text.digest
        return a.LodgeObjection(grounds="Dyrt.", would_be_removed_by="En nøkkel.", text_digest=digest)

    def test_before_the_papers_there_is_nothing_to_object_to(self) -> None:
        world, case = deliberated()

        said = world.act(case, self.lodging(world, case), world.member("SEKR-M4"))

        assert said.rule == "P-28"

    @pytest.mark.parametrize(
        ("by", "rule"),
        [
            pytest.param(Who(person="p-zfn9", seat="SEKR-M4"), None, id="a counted seat"),
            pytest.param(Who(person="p-hz73", party="rakkestad"), None, id="a represented party's contact"),
            pytest.param(Who(person="p-8fq7", seat="SEKR-GP"), "P-28", id="a seat that is only heard"),
            pytest.param(Who(person="p-2h9c"), "P-28", id="the secretariat for itself"),
            pytest.param(Who(person="p-zfn9", seat="SEKR-M3"), "P-23", id="a seat one does not hold"),
            pytest.param(Who(person="p-zfn9", party="rakkestad"), "P-28", id="a party one does not answer for"),
        ],
    )
    def test_who_objects(self, by: Who, rule: str | None) -> None:
        world, case = deliberated()
        world.advance(world.day(20))

        said = world.act(case, self.lodging(world, case), by)

        assert said.rule == rule

    def test_nobody_whom_the_deciding_body_does_not_ask(self) -> None:
        world, case = deliberated()
        world.advance(world.day(20))

        above = world.act(case, self.lodging(world, case), world.member("SU-M1")).verdict.refusal
        world.roster = without_party(world.roster, "rakkestad", world.day(-1).date())
        gone = world.act(case, self.lodging(world, case), world.contact("rakkestad")).verdict.refusal

        assert above is not None
        assert gone is not None
        assert (above.rule, above.detail) == ("P-28", "SEKR decides the case, and SU-M1 is not asked there")
        assert (gone.rule, gone.detail) == ("P-28", "SEKR decides the case, and rakkestad is not asked there")
        assert "the contact of a party that you speak for" in above.remedy

    def test_while_it_stands_it_blocks(self) -> None:
        world, case = deliberated()
        world.advance(world.day(20))
        world.act(case, self.lodging(world, case), world.member("SEKR-M4"))
        placement = world.state(case).placement
        assert placement is not None
        world.open_item(placement.meeting, case)

        said = world.roll_call(case)

        assert said.kinds == ["no_consensus"]

    def test_only_the_objector_withdraws_it(self) -> None:
        world, case = deliberated()
        world.advance(world.day(20))
        world.act(case, self.lodging(world, case), world.member("SEKR-M4"))

        by_other = world.act(case, a.WithdrawObjection(objection=1), world.member("SEKR-M3"))
        by_objector = world.act(case, a.WithdrawObjection(objection=1), world.member("SEKR-M4"))
        again = world.act(case, a.WithdrawObjection(objection=1), world.member("SEKR-M4"))

        assert [s.rule for s in (by_other, by_objector, again)] == ["P-28", None, "P-28"]

    def test_one_stands_at_a_time(self) -> None:
        world, case = deliberated()
        world.advance(world.day(20))
        world.act(case, self.lodging(world, case), world.member("SEKR-M4"))

        said = world.act(case, self.lodging(world, case), world.member("SEKR-M4"))

        assert said.rule == "P-28"

    def test_it_rests_on_the_text_that_went_out(self) -> None:
        world, case = deliberated()
        world.advance(world.day(20))
        act = self.lodging(world, case).model_copy(update={"text_digest": text_digest("noe annet")})

        said = world.act(case, act, world.member("SEKR-M4"))

        assert said.rule == "P-17"


class TestP29AfterTheDecision:
    """What was decided stands: nothing said later undoes it."""

    @pytest.mark.parametrize(
        "act",
        [
            pytest.param(a.WithdrawCase(reason="Angrer."), id="withdrawing"),
            pytest.param(a.DemandHigherBody(reason="Angrer."), id="demanding the higher body"),
            pytest.param(
                a.LodgeObjection(grounds="Angrer.", would_be_removed_by="Nei.", text_digest=text_digest("x")),
                id="objecting",
            ),
        ],
    )
    def test_a_late_act_is_refused(self, act: a.Act) -> None:
        world, case = in_roll_call()
        world.roll_call(case)
        before = world.state(case)

        said = world.act(case, act, world.member("SEKR-M4"))

        assert said.rule == "P-29"
        assert world.state(case) == before


class TestP30Withdrawing:
    """The proposer withdraws before the beslutning; another party takes the case over within 14 days."""

    @pytest.mark.parametrize(
        ("seat", "by", "rule"),
        [
            pytest.param(None, Who(person="p-mjm6", party="halden"), None, id="the proposing party's contact"),
            pytest.param(None, Who(person="p-rh9p", seat="SEKR-M3"), None, id="the seat that speaks for it"),
            pytest.param(None, Who(person="p-q22r", party="moss"), "P-30", id="another party's contact"),
            pytest.param(None, SECRETARIAT, "P-30", id="the secretariat"),
            pytest.param("SEKR-M4", Who(person="p-zfn9", seat="SEKR-M4"), None, id="the proposing seat"),
            pytest.param("SEKR-M4", Who(person="p-rh9p", seat="SEKR-M3"), "P-30", id="another seat"),
            pytest.param("SEKR-M4", Who(person="p-rh9p", seat="SEKR-M4"), "P-30", id="one who does not hold it"),
        ],
    )
    def test_who_withdraws(self, seat: str | None, by: Who, rule: str | None) -> None:
        world, case = in_roll_call(seat=seat)

        said = world.act(case, a.WithdrawCase(reason="Ikke aktuelt."), by)

        assert said.rule == rule

    @pytest.mark.parametrize(
        ("days", "rule"), [pytest.param(14, None, id="on the last day"), pytest.param(15, "P-30", id="the day after")]
    )
    def test_within_fourteen_days(self, days: int, rule: str | None) -> None:
        world = World()
        case = world.case()
        world.act(case, a.WithdrawCase(reason="Ikke aktuelt."), world.contact("halden"))
        world.advance(world.day(days, hour=23))

        said = world.act(case, a.TakeOverCase(party="moss", reason="Moss vil."), world.contact("moss"))

        assert said.rule == rule
        assert world.state(case).ended is (rule is not None)

    def test_it_goes_on_where_it_was(self) -> None:
        world, case = deliberated()
        before = world.state(case)
        world.act(case, a.WithdrawCase(reason="Ikke aktuelt."), world.contact("halden"))

        world.act(case, a.TakeOverCase(party="moss", reason="Moss vil."), world.contact("moss"))

        state = world.state(case)
        assert (state.stage, state.placement, state.drofting) == (before.stage, before.placement, before.drofting)
        assert state.proposer_party == "moss"
