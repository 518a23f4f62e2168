"""Follow-up of what was decided: who reports what, what the house reckons from it, each condition alone (P-35)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Consequence, FollowUpStatus, YearlyAmount
from models.dispute import Bilateral, RelationStage
from models.state import CaseStage, CaseState, FollowUpItem, NemndaHold, PartyBinding
from rules.case.context import Case
from rules.case.followup import costs_for, due_dates, follow_ups, outcome_of, settled, unbudgeted, unreported
from rules.verdict import NOTHING_LEFT, Verdict
from tests.rules.asking import DAY, Standing, agreed, clock, item_of, waiting, why, words
from tests.rules.world import BEGINS, SECRETARIAT, Who

MOSS, STRANGER = Who(person="p-q22r", party="moss"), Who(person="p-3peu", party="moss")
OPEN, PLANNED, IN_BUDGET = FollowUpStatus.OPEN, FollowUpStatus.PLANNED, FollowUpStatus.IN_BUDGET
DONE, DROPPED = FollowUpStatus.DONE, FollowUpStatus.DROPPED

BLANK = item_of("moss", budget_year=1, due=date(2050, 1, 1))


def following(*items: FollowUpItem, **but: Any) -> Standing:
    return agreed().with_(**({"follow_ups": items or (item_of("moss"),), "decided_on": DAY} | but))


def report(standing: Standing, by: Who = MOSS, **said: Any) -> Verdict:
    return standing.asked(a.ReportFollowUp(**({"party": "moss"} | said)), by)


class TestReporting:
    """The party's contact or the secretariat says what has changed; what is dropped or undone has a reason."""

    @pytest.mark.parametrize(
        ("by", "refused"),
        [
            (MOSS, None),
            (SECRETARIAT, None),
            (STRANGER, ("no_capacity", "P-35")),
            (Who(person="p-q22r", party="halden"), ("no_capacity", "P-35")),
        ],
    )
    def test_who(self, by: Who, refused: Any) -> None:
        assert why(report(following(), by, unit="Økonomi")) == refused

    def test_another_partys_contact_does_not(self) -> None:
        halden = agreed().world.contact("halden")

        assert why(report(following(), halden, unit="Økonomi")) == ("no_capacity", "P-35")

    @pytest.mark.parametrize(
        ("standing", "refused", "said"),
        [
            pytest.param({}, None, "", id="bound"),
            pytest.param(
                {"party": "halden"}, ("unknown_party", "P-35"), "those who follow it up are: halden", id="not"
            ),
            pytest.param({"none": True}, ("wrong_stage", "P-35"), "binds nobody yet | follow-up begins", id="nobody"),
            pytest.param({"ended": True}, ("ended", "P-29"), "", id="over"),
        ],
    )
    def test_of_what(self, standing: dict[str, Any], refused: Any, said: str) -> None:
        there = following(item_of(standing.get("party", "moss")))
        if "none" in standing:
            there = there.with_(follow_ups=())
        if "ended" in standing:
            there = there.with_(ended=True)

        verdict = report(there, unit="Økonomi")

        assert (why(verdict), said in words(verdict)) == (refused, True)

    @pytest.mark.parametrize(
        ("item", "said", "refused", "detail"),
        [
            pytest.param({}, {}, ("nothing_to_change", "P-35"), "nothing is reported", id="nothing"),
            pytest.param({}, {"status": OPEN}, ("nothing_to_change", "P-35"), "says that already", id="the same"),
            pytest.param(
                {"unit": "A"}, {"unit": "A"}, ("nothing_to_change", "P-35"), "nothing is", id="the same unit"
            ),
            pytest.param({"unit": "A"}, {"unit": "B", "status": OPEN}, None, "", id="one of two changed"),
            pytest.param({}, {"status": DROPPED}, ("no_reason", "P-35"), "is dropped with a reason", id="dropped"),
            pytest.param({}, {"status": DROPPED, "reason": "R"}, None, "", id="dropped with a reason"),
            pytest.param({"status": DONE}, {"status": PLANNED}, ("no_reason", "P-35"), "is done; it is", id="undone"),
            pytest.param({"status": DONE}, {"status": PLANNED, "reason": "R"}, None, "", id="undone with a reason"),
            pytest.param({"status": DONE}, {"unit": "B"}, None, "", id="done, and something added"),
            pytest.param({"status": PLANNED}, {"status": OPEN}, None, "", id="not settled, back again"),
            pytest.param({"status": DROPPED}, {"status": DONE}, None, "", id="done after all"),
            pytest.param(
                {}, {"status": IN_BUDGET}, ("no_reason", "P-35"), "by a decision of the party", id="budgeted"
            ),
            pytest.param({}, {"status": IN_BUDGET, "reference": "PS 1"}, None, "", id="with its decision"),
            pytest.param({"reference": "PS 1"}, {"status": IN_BUDGET}, None, "", id="said before"),
        ],
    )
    def test_what(self, item: dict[str, Any], said: dict[str, Any], refused: Any, detail: str) -> None:
        verdict = report(following(item_of("moss", **item)), **said)

        assert (why(verdict), detail in words(verdict)) == (refused, True)
        assert refused or verdict.bodies == (e.FollowUpReported(party="moss", **said),)

    @pytest.mark.parametrize(
        ("said", "refused"),
        [
            ({"budget_year": 2031}, None),
            ({"budget_year": 2030}, "the budget of 2030"),
            ({"due": DAY}, None),
            ({"due": DAY - timedelta(days=1)}, "due 2031-02-02"),
            ({"unit": "A"}, None),
        ],
    )
    def test_after_the_decision(self, said: dict[str, Any], refused: str | None) -> None:
        verdict = report(following(BLANK), **said)

        assert why(verdict) == (("too_soon", "P-35") if refused else None)
        assert words(verdict).startswith(refused or "")
        assert why(report(following(BLANK, decided_on=None), **said)) is None

    def test_within_a_working_life(self) -> None:
        last = next(
            year for year in range(2031, 2200) if why(report(following(BLANK), budget_year=year + 1)) is not None
        )

        verdict = report(following(BLANK), budget_year=last + 1)

        assert why(report(following(BLANK), budget_year=last)) is None
        assert f"a budget year from 2031 to {last}," in words(verdict)


class TestReckoned:
    """What the house makes of it: what is settled, what it came to, whose costs are in no budget."""

    @staticmethod
    def state(*items: FollowUpItem, **but: Any) -> CaseState:
        return following(*items, **but).state

    def test_settled_and_reported_and_budgeted(self) -> None:
        dropped, done = item_of("moss", status=DROPPED, costs=True), item_of("rade", status=DONE, costs=True)
        planned, told = item_of("valer", status=PLANNED, costs=True), item_of("vestby", reported_at=BEGINS)
        budgeted = item_of("halden", status=IN_BUDGET, costs=True)

        assert settled(self.state(dropped, done)) is True
        assert settled(self.state(dropped, planned)) is False
        assert unbudgeted(self.state(dropped, done, planned, told, budgeted)) == ("valer",)
        assert unreported(self.state(planned, told)) == ("valer",)

    @pytest.mark.parametrize(
        ("items", "stage", "stages", "outcome"),
        [
            ((DROPPED, DROPPED), CaseStage.UNDER_OPPFOLGING, None, "dropped"),
            ((DROPPED, DONE), CaseStage.UNDER_OPPFOLGING, None, "carried_out"),
            ((DONE,), CaseStage.UTSATT, None, "utsatt"),
            ((DONE,), CaseStage.IKKE_KONSENSUS, (RelationStage.UNSOLVED, RelationStage.AGREED), "ulost_tvist"),
            ((DONE,), CaseStage.IKKE_KONSENSUS, (RelationStage.AGREED,), "avtale_til_godkjenning"),
            ((DONE,), CaseStage.IKKE_KONSENSUS, (), "ikke_konsensus"),
        ],
    )
    def test_what_it_came_to(self, items: Any, stage: CaseStage, stages: Any, outcome: str) -> None:
        relations = tuple(Bilateral(relation="r", parties=("moss",), stage=s) for s in stages or ()) or None
        hold = None if stages is None else NemndaHold(dispute="d-1", title="T", returned=relations)

        assert outcome_of(self.state(*(item_of("moss", status=s) for s in items), stage=stage, hold=hold)) == outcome

    @pytest.mark.parametrize(
        ("economic", "amounts", "costs"),
        [
            (None, (), False),
            ("Noe", (), True),
            (None, (1,), True),
            (None, (0, 1), True),
            ("Noe", (0,), False),
            (None, (-1,), False),
        ],
    )
    def test_what_it_costs_in_amounts_where_there_are_any_else_in_words(
        self, economic: str | None, amounts: tuple[int, ...], *, costs: bool
    ) -> None:
        years = tuple(YearlyAmount(year=2032 + n, amount=amount) for n, amount in enumerate(amounts))
        mine = Consequence(party="moss", economic=economic, amounts=years)
        other = Consequence(party="halden", economic="Mye")

        assert costs_for("moss", (other, mine)) is costs
        assert costs_for("rade", (other, mine)) is False

    @pytest.mark.parametrize(
        ("due", "opened"),
        [(date(2031, 12, 31), ("moss",)), (None, ())],
        ids=["whoever is bound and has none yet", "before there is a date"],
    )
    def test_opened(self, due: date | None, opened: tuple[str, ...]) -> None:
        bindings = (
            PartyBinding(party="moss", by_seat="SEKR-M2", effect_at=BEGINS),
            PartyBinding(party="rade", by_seat="SEKR-M2"),
            PartyBinding(party="halden", by_seat="SEKR-M3", effect_at=BEGINS),
        )
        costs = (Consequence(party="moss", economic="Noe"),)
        standing = following(item_of("halden"), bindings=bindings, follow_up_due=due, consequences=costs)
        case = Case(standing.state, standing.world.procedure, standing.world.roster)

        assert follow_ups(case) == tuple(
            e.FollowUpOpened(party=p, budget_year=2032, due=date(2031, 12, 31), costs=True) for p in opened
        )

    def test_its_dates_and_the_reminders_to_come(self) -> None:
        standing = waiting()
        act = a.CloseItem(meeting="meeting-1", item=1)
        received = standing.received(act)
        dates = [d for d in received.facts.dates if d.name.startswith("followup-reminder")]
        assert len(dates) == 2

        before = due_dates(received)
        at = due_dates(received.model_copy(update={"received_at": dates[0].at}))

        assert (before.budget_year, before.due.name) == (before.due.day.year + 1, "followup-due")
        assert (before.reminders, at.reminders) == (tuple(dates), tuple(dates[1:]))


class TestClocks:
    """Those who have not reported are reminded; the year over, costs in no budget are flagged."""

    @staticmethod
    def rings(name: str, **but: Any) -> Verdict:
        items = (item_of("moss", costs=True), item_of("rade", reported_at=BEGINS, status=IN_BUDGET, costs=True))
        due = clock(name)
        fields: dict[str, Any] = {"clocks": (due,), "follow_up_due": date(2031, 12, 31)}
        standing = following(*items, **(fields | but))
        return standing.asked(a.DeadlineReached(clock=name, due_at=due.due_at), Who(record=standing.case))

    def test_reminded(self) -> None:
        assert self.rings("followup-reminder-14").bodies == (
            e.FollowUpReminded(parties=("moss",), due_at=clock("x").due_at),
        )

    def test_the_year_is_over(self) -> None:
        flagged = e.FollowUpYearEnded(body="SEKR", budget_year=2032, unbudgeted=("moss",))

        assert self.rings("followup-due").bodies == (flagged,)
        assert self.rings("followup-due", follow_up_due=None) == NOTHING_LEFT
        assert self.rings("followup-due", classification=None) == NOTHING_LEFT
