"""A decision without a meeting, each condition alone (P-01, P-11, P-12, P-31)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Mark
from models.entries import WhyNotInWriting
from models.roster import Authority, AuthorityGround
from models.state import (
    CaseStage,
    Position,
    WrittenProcedure,
)
from rules.verdict import Verdict
from tests.rules.asking import (
    DAY,
    HASH,
    RUNNING,
    SECOND,
    Standing,
    at_the_table,
    kinds,
    objection,
    placed,
    position,
    ringing,
    waiting,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

M2, GP = Who(person="p-3peu", seat="SEKR-M2"), Who(person="p-8fq7", seat="SEKR-GP")
MOSS = Who(person="p-q22r", party="moss")


def in_writing(**but: Any) -> Standing:
    """A written procedure runs, everybody but SEKR-M2 has accepted, and nobody is asked at home any more."""
    counted = waiting().world.seats("SEKR", counted=True)
    said = tuple(_yes(s) for s in counted if s != "SEKR-M2")
    asked = waiting().state.forankring
    assert asked is not None
    written = WrittenProcedure(asked=counted, last_day=DAY, due_at=waiting().world.now, reason="R")
    held = waiting().state.drofting
    assert held is not None
    fields = {
        "written": written,
        "positions": said,
        "forankring": asked.model_copy(update={"open": False}),
        "drofting": held.model_copy(update={"day": date(2031, 1, 7)}),
    }
    return waiting().with_(**(fields | but))


def _yes(seat: str) -> Position:
    return position(seat, digest=waiting().state.text.digest)


def accept(standing: Standing, by: Who = M2, *, text: bool = True, way: bool = True, **but: Any) -> Verdict:
    facts = {"authority": but.pop("authority")} if "authority" in but else {}
    fields = {"text_digest": standing.state.text.digest, "reason": None if text and way else "Nei.", "statement": "S"}
    act = a.AnswerInWriting(accepts_text=text, accepts_procedure=way, **(fields | but))
    return standing.asked(act, by, **facts)


class TestP31InWriting:
    """What was deliberated and is complete, no sooner than a meeting could decide it; every counted seat says yes."""

    ACT = a.ProposeInWriting(reason="R")

    def propose(self, standing: Standing, by: Who = SECRETARIAT, **facts: Any) -> Verdict:
        return standing.asked(self.ACT, by, **facts)

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({}, None, "", id="deliberated"),
            pytest.param({"classification": None}, ("not_deliberated", "P-01"), "", id="not classified"),
            pytest.param({"drofting": None}, ("not_deliberated", "P-01"), "", id="not deliberated"),
            pytest.param({"stage": CaseStage.KLASSIFISERT}, ("not_deliberated", "P-01"), "", id="sent back"),
            pytest.param(
                {"written": RUNNING}, ("wrong_stage", "P-31"), "a written procedure runs already", id="runs"
            ),
            pytest.param({"item": True}, ("wrong_stage", "P-31"), "dealt with now", id="at the table"),
            pytest.param(
                {"form": a.IntakeForm(case_kind=a.CaseKind.JOINT_MEASURE)},
                ("incomplete", "A-04"),
                "",
                id="incomplete",
            ),
        ],
    )
    def test_when(self, but: dict[str, Any], refused: Any, said: str) -> None:
        but = {"item": at_the_table().state.item} if "item" in but else but
        held = waiting().state.drofting
        assert held is not None
        early = {"drofting": held.model_copy(update={"day": date(2031, 1, 7)})}

        verdict = self.propose(waiting().with_(**(early | but)))

        assert (why(verdict), said in words(verdict)) == (refused, True)

    @pytest.mark.parametrize(
        ("seat", "refused"), [("SEKR-M1", None), ("SEKR-M2", ("not_your_office", "P-31")), (None, None)]
    )
    def test_who(self, seat: str | None, refused: Any) -> None:
        standing = in_writing(written=None)

        assert why(self.propose(standing, standing.world.member(seat) if seat else SECRETARIAT)) == refused

    @pytest.mark.parametrize(("short", "refused"), [(0, None), (1, ("too_soon", "P-12"))])
    def test_not_sooner_than_a_meeting_could(self, short: int, refused: Any) -> None:
        standing = in_writing(written=None)
        received = standing.received(self.ACT)
        due, gap = received.facts.due("written-due"), standing.world.procedure.number("min_gap_days", DAY)
        held = standing.state.drofting
        assert held is not None
        day = due.day - timedelta(days=gap - short)

        verdict = self.propose(standing.with_(drofting=held.model_copy(update={"day": day})))

        assert why(verdict) == refused
        if refused:
            assert words(verdict).endswith(f"on or after {day + timedelta(days=gap)}")
        else:
            assert verdict.bodies == (
                e.WrittenProcedureOpened(
                    reason="R",
                    text_digest=standing.state.text.digest,
                    asked=standing.world.seats("SEKR", counted=True),
                    due=due,
                ),
            )

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({"written": None}, ("wrong_stage", "P-31"), "no written procedure runs", id="none runs"),
            pytest.param(
                {"clocks": True}, ("too_late", "P-31"), "the days for answering in writing are over", id="late"
            ),
            pytest.param(
                {"form": a.IntakeForm(case_kind=a.CaseKind.JOINT_MEASURE)},
                ("incomplete", "A-04"),
                "",
                id="incomplete",
            ),
        ],
    )
    def test_while_it_runs(self, but: dict[str, Any], refused: Any, said: str) -> None:
        but = {"clocks": (ringing(waiting(), "written-due"),)} if "clocks" in but else but

        verdict = accept(in_writing(**but))

        assert (why(verdict), said in words(verdict)) == (refused, True)

    @pytest.mark.parametrize(
        ("by", "but", "refused", "said"),
        [
            pytest.param("SEKR-GP", {}, ("heard_not_counted", "P-31"), "", id="a seat that is heard"),
            pytest.param(
                "SU-M2",
                {},
                ("wrong_body", "P-31"),
                "SU-M2 is not asked in this case | asked are",
                id="a seat that is not asked",
            ),
            pytest.param(
                "SEKR-M3",
                {},
                ("nothing_to_change", "P-31"),
                "SEKR-M3 has answered so already | nothing",
                id="a second yes",
            ),
            pytest.param("SEKR-M2", {"text_digest": HASH}, ("outdated_text", "P-17"), "", id="another text"),
        ],
    )
    def test_by_whom(self, by: str, but: dict[str, Any], refused: Any, said: str) -> None:
        verdict = accept(in_writing(), waiting().world.member(by), **but)

        assert (why(verdict), said in words(verdict)) == (refused, True)

    @pytest.mark.parametrize(
        ("text", "way", "because"),
        [
            (False, True, WhyNotInWriting.TEXT_REFUSED),
            (True, False, WhyNotInWriting.PROCEDURE_REFUSED),
            (False, False, WhyNotInWriting.PROCEDURE_REFUSED),
        ],
    )
    def test_one_no_ends_it_also_after_a_yes(self, because: WhyNotInWriting, *, text: bool, way: bool) -> None:
        m3 = waiting().world.member("SEKR-M3")

        for by in (M2, m3):
            [answered, ended] = accept(in_writing(), by, text=text, way=way).bodies
            assert isinstance(answered, e.AnsweredInWriting)
            assert (answered.accepts_text, answered.accepts_procedure) == (text, way)
            assert ended == e.WrittenProcedureEnded(why=because, seats=(by.seat or "",), reason="Nei.")

    @pytest.mark.parametrize(
        ("but", "decides"),
        [
            pytest.param({}, True, id="with the last yes"),
            pytest.param({"positions": 3}, False, id="not before it"),
            pytest.param({"open": True}, False, id="not while the parties are asked at home"),
            pytest.param({"day": 13}, False, id="nor a day too early after drøfting"),
            pytest.param({"day": 14}, True, id="but as soon as a meeting could"),
            pytest.param({"forankring": None}, True, id="nobody was asked at home"),
        ],
    )
    def test_decided(self, but: dict[str, Any], *, decides: bool) -> None:
        standing = in_writing()
        state = standing.state
        assert state.forankring is not None and state.drofting is not None
        today = standing.received(self.ACT).facts.day
        gap = standing.world.procedure.number("min_gap_days", today)
        days = gap + but["day"] - 14 if "day" in but else gap + 5
        fields: dict[str, Any] = {"drofting": state.drofting.model_copy(update={"day": today - timedelta(days=days)})}
        if "positions" in but:
            fields["positions"] = state.positions[:3]
        if "open" in but:
            fields["forankring"] = state.forankring.model_copy(update={"open": True})
        if "forankring" in but:
            fields["forankring"] = None

        found = kinds(accept(standing.with_(**fields)))

        decided = ["answered_in_writing", "left_agenda", "beslutning_made", "follow_up_due"]
        assert found == (decided if decides else ["answered_in_writing"])

    def test_what_its_entry_says(self) -> None:
        lacks = (Authority(party="moss", ground=AuthorityGround.EXPIRED),)
        standing = in_writing(placement=None)

        answered, made, dates = accept(standing, authority=lacks).bodies

        assert isinstance(answered, e.AnsweredInWriting)
        assert (answered.seat, answered.person, answered.statement, answered.authority) == (
            "SEKR-M2",
            "p-3peu",
            "S",
            lacks,
        )
        assert answered.parties == ("moss", "rade", "valer", "vestby")
        assert isinstance(made, e.BeslutningMade)
        assert (made.meeting, made.body, made.in_writing) == (standing.case, "SEKR", True)
        assert (made.consenting, made.absent, made.heard) == (standing.world.seats("SEKR", counted=True), (), ())
        assert (made.reserved_parties, made.without_mandate) == (("moss",), ("moss",))
        assert "moss" not in made.parties and "rade" in made.parties
        assert made.day == standing.received(self.ACT).facts.day
        assert isinstance(dates, e.FollowUpDue)
        [_, plain, _] = accept(standing).bodies
        assert isinstance(plain, e.BeslutningMade)
        assert plain.without_mandate is None

    @pytest.mark.parametrize(("standing", "decides"), [(True, False), (False, True)])
    def test_a_written_objection_that_stands(self, *, standing: bool, decides: bool) -> None:
        one = objection(1, written=True).model_copy(update={"standing": standing})

        bodies = accept(in_writing(objections=(one,), placement=None)).bodies

        ended = e.WrittenProcedureEnded(
            why=WhyNotInWriting.TEXT_REFUSED, seats=(), reason="a written objection stands"
        )
        assert (ended in bodies) is not decides

    @pytest.mark.parametrize(
        ("but", "found"),
        [
            pytest.param({"written": None}, (), id="none runs"),
            pytest.param({}, ("silence", ("SEKR-M2",)), id="one is silent"),
            pytest.param({"all": True}, ("decided", None), id="all have accepted"),
            pytest.param({"all": True, "form": True}, ("incomplete", ()), id="incomplete"),
        ],
    )
    def test_when_the_days_are_over(self, but: dict[str, Any], found: Any) -> None:
        due = ringing(waiting(), "written-due")
        fields: dict[str, Any] = {"clocks": (due,)}
        if "written" in but:
            fields["written"] = None
        if "all" in but:
            fields["positions"] = (*in_writing().state.positions, _yes("SEKR-M2"))
        if "form" in but:
            fields["form"] = a.IntakeForm(case_kind=a.CaseKind.JOINT_MEASURE)
        standing = in_writing(**fields)
        act = a.DeadlineReached(clock=due.name, due_at=due.due_at)

        bodies = standing.asked(act, Who(record=standing.case)).bodies

        if not found:
            assert bodies == ()
        elif found[0] == "decided":
            made = next(b for b in bodies if isinstance(b, e.BeslutningMade))
            assert made.day == DAY
        else:
            [ended] = bodies
            assert isinstance(ended, e.WrittenProcedureEnded)
            assert (ended.why.value, ended.seats, bool(ended.reason)) == (*found, "form" in but)

    @pytest.mark.parametrize(
        ("act", "by", "overtaken"),
        [
            pytest.param(a.DemandHigherBody(reason="R"), M2, True, id="another body"),
            pytest.param(a.WithdrawCase(reason="R"), Who(person="p-q22r", party="moss"), True, id="withdrawn"),
            pytest.param(a.AddPaper(document=HASH, title="T"), SECRETARIAT, False, id="a paper"),
        ],
    )
    def test_what_it_goes_with(self, act: Any, by: Who, *, overtaken: bool) -> None:
        found = kinds(in_writing(proposer_party="moss").asked(act, by))

        assert ("written_procedure_ended" in found[:1]) is overtaken
        assert "written_procedure_ended" not in kinds(in_writing(proposer_party="moss", written=None).asked(act, by))

    @pytest.mark.parametrize(
        ("mark", "overtaken"), [(Mark.BESLUTNING, True), (Mark.DROFTING, True), (Mark.ORIENTERING, False)]
    )
    def test_an_item_in_which_nothing_is_told_only(self, mark: Mark, *, overtaken: bool) -> None:
        here = placed(mark).model_copy(update={"meeting": SECOND, "day": date(2031, 6, 1)})
        act = a.ItemOpened(meeting=SECOND, item=1, mark=mark, attendance=())

        found = kinds(in_writing(placement=here).asked(act, Who(record=SECOND)))

        assert ("written_procedure_ended" in found) is overtaken
