"""Early involvement: what a party says, says anew and takes back, and who is reminded of it when (P-36)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import acts as a
from models import entries as e
from tests.rules.world import BEGINS, World

OPENED = BEGINS.date()


def asked(own_in_days: int = 60) -> tuple[World, str]:
    """Halden considers a change; Moss and Råde are asked."""
    world, case = World(), "case-ostfold-2031-1"
    world.new(case, "case")
    form = a.IntakeForm(case_kind=a.CaseKind.EARLY_INVOLVEMENT, own_decision_on=OPENED + timedelta(days=own_in_days))
    act = a.RegisterCase(
        title="Færre plasser",
        summary="Kort.",
        proposal="Fire plasser legges ned.",
        proposer_party="halden",
        affected=("halden", "moss", "rade"),
        form=form,
    )
    assert world.act(case, act).rule is None
    return world, case


def heard(world: World, case: str) -> tuple[str, ...]:
    """The parties whose input stands."""
    it = world.state(case).involvement
    assert it is not None
    return it.heard


def said(party: str, text: str = "Vi får flere innleggelser.") -> a.GiveInput:
    return a.GiveInput(party=party, text=text)


class TestP36Input:
    """A party says something else, or takes it back, while the time for input runs; all of it stays on record."""

    def test_said_anew_it_replaces_what_was_said_before(self) -> None:
        world, case = asked()
        by = world.contact("moss")

        first, second = world.act(case, said("moss"), by), world.act(case, said("moss", "Vi klarer det."), by)

        given = [x.body for said in (first, second) for x in said.entries if isinstance(x.body, e.InputGiven)]
        assert [(g.text, g.replaces) for g in given] == [
            ("Vi får flere innleggelser.", None),
            ("Vi klarer det.", True),
        ]
        assert heard(world, case) == ("moss",)

    def test_taken_back_the_party_has_said_nothing_and_can_speak_again(self) -> None:
        world, case = asked()
        by = world.contact("moss")
        world.act(case, said("moss"), by)

        back = world.act(case, a.WithdrawInput(party="moss"), by)
        silent = heard(world, case)
        twice = world.act(case, a.WithdrawInput(party="moss"), by)
        world.act(case, said("moss"), by)

        assert (back.kinds, silent, heard(world, case)) == (["input_withdrawn"], (), ("moss",))
        assert twice.verdict.refusal is not None
        assert (twice.rule, twice.verdict.refusal.remedy) == (
            "P-36", "give input while the time for it runs, or say nothing",
        )  # fmt: skip

    def test_only_by_the_party_itself_and_in_time(self) -> None:
        world, case = asked()
        world.act(case, said("moss"), world.contact("moss"))
        back = a.WithdrawInput(party="moss")

        by_another = world.act(case, back, world.contact("rade"))
        world.advance(world.now + timedelta(days=22))
        late = world.act(case, back, world.contact("moss"))

        assert (by_another.rule, late.rule) == ("P-36", "P-36")
        assert late.verdict.refusal is not None
        assert late.verdict.refusal.remedy == "write to the party that considers the change"
        assert heard(world, case) == ("moss",)


class TestP36Reminder:
    """Who has said nothing is reminded some days before input closes, which it does before the party decides."""

    @pytest.mark.parametrize(
        ("own_in_days", "closes", "reminded"),
        [
            pytest.param(60, 21, 16, id="the usual days"),
            pytest.param(12, 11, 6, id="before its own decision"),
            pytest.param(6, 5, None, id="no room for a reminder"),
        ],
    )
    def test_its_day_follows_the_partys_own_decision(
        self, own_in_days: int, closes: int, reminded: int | None
    ) -> None:
        world, case = asked(own_in_days)

        [entry] = [x.body for x in world.records[case].entries if isinstance(x.body, e.InvolvementAsked)]

        assert entry.own_decision_on == OPENED + timedelta(days=own_in_days)
        assert entry.due.day == OPENED + timedelta(days=closes)
        assert (entry.reminder and entry.reminder.day) == (
            None if reminded is None else OPENED + timedelta(days=reminded)
        )
        clocks = ["involvement-reminder-5", "involvement-due"]
        assert [c.name for c in world.state(case).clocks] == clocks[0 if reminded else 1 :]

    def test_only_whose_input_does_not_stand(self) -> None:
        world, case = asked()
        world.act(case, said("moss"), world.contact("moss"))
        world.act(case, said("rade"), world.contact("rade"))
        world.act(case, a.WithdrawInput(party="rade", reason="Feil tall."), world.contact("rade"))

        world.advance(world.now + timedelta(days=17))

        assert [x.body.parties for x in world.records[case].entries if isinstance(x.body, e.InvolvementReminded)] == [
            ("rade",)
        ]
        assert [c.name for c in world.state(case).clocks] == ["involvement-due"]
