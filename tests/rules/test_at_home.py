"""Drøfting and forankring, each condition alone (P-10, P-11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import (
    Mark,
    Objection,
)
from rules.verdict import Verdict
from tests.rules.asking import (
    HASH,
    Standing,
    at_the_table,
    kinds,
    waiting,
    why,
    words,
)
from tests.rules.world import SECRETARIAT, Who

NO = Objection(grounds="Nei.")


def member(seat: str) -> Who:
    return at_the_table().world.member(seat)


class TestP10P11FirstStage:
    """Views bind nobody; a party's own treatment informs, and is a condition of nothing."""

    def contribute(self, standing: Standing, by: Who) -> Verdict:
        return standing.asked(a.Contribute(about=a.ContributionKind.VIEW, text="Ja."), by)

    def test_in_an_open_drofting_by_whoever_sits_there(self) -> None:
        open_ = at_the_table().item(mark=Mark.DROFTING)

        assert self.contribute(open_, member("SEKR-GP")).bodies == (
            e.Contributed(seat="SEKR-GP", about=a.ContributionKind.VIEW, text="Ja."),
        )
        assert why(self.contribute(open_, SECRETARIAT)) == ("unknown_seat", "P-10")
        assert why(self.contribute(at_the_table(), member("SEKR-M1"))) == ("wrong_stage", "P-10")
        assert why(self.contribute(waiting(), member("SEKR-M1"))) == ("wrong_stage", "P-10")

    def test_whoever_is_recused_is_not_there_though_they_sit_there(self) -> None:
        m3 = member("SEKR-M3")
        assert m3.person is not None
        away = a.Recusal(
            seat="SEKR-M3", person=m3.person, ground=a.RecusalGround.PARTY, reason="R", decided_by="SEKR", deputy=None
        )
        open_ = at_the_table().item(mark=Mark.DROFTING).with_(recusals=(away,))

        assert why(self.contribute(open_, m3)) == ("recused", "P-26")

    def answer(self, standing: Standing, **but: Any) -> Verdict:
        at = but.pop("at", None)
        fields: dict[str, Any] = {
            "party": "moss",
            "answer": a.ForankringAnswer.SUPPORTS,
            "treated_by": "kommunestyret",
            "treated_on": standing.world.now.date() + timedelta(days=but.pop("days", 0)),
            "text_digest": standing.state.text.digest,
            "comment": "C",
        }
        return standing.asked(a.AnswerForankring(**(fields | but)), standing.world.contact("moss"), at=at)

    @pytest.mark.parametrize(
        ("but", "refused", "said"),
        [
            pytest.param({}, None, "", id="while it is asked"),
            pytest.param({"forankring": None}, ("wrong_stage", "P-11"), "the question is sent when", id="not yet"),
            pytest.param({"open": False}, ("too_late", "P-11"), "tell your seat's holder", id="closed"),
        ],
    )
    def test_while_it_is_asked(self, but: dict[str, Any], refused: Any, said: str) -> None:
        asked = waiting().state.forankring
        assert asked is not None
        former = None if "forankring" in but else asked.model_copy(update=but)

        verdict = self.answer(waiting().with_(forankring=former))

        assert why(verdict) == refused
        assert said in words(verdict)

    @pytest.mark.parametrize(("seconds", "refused"), [(-1, None), (0, ("too_late", "P-11"))])
    def test_until_it_is_due(self, seconds: int, refused: Any) -> None:
        asked = waiting().state.forankring
        assert asked is not None

        assert why(self.answer(waiting(), at=asked.due.at + timedelta(seconds=seconds))) == refused

    @pytest.mark.parametrize(
        ("but", "refused"),
        [
            ({"party": "oslo"}, ("unknown_party", "P-11")),
            ({"text_digest": HASH}, ("outdated_text", "P-17")),
            ({"days": 1}, ("too_soon", "P-11")),
            ({"party": "halden"}, ("no_capacity", "P-11")),
        ],
    )
    def test_by_those_who_are_asked_on_the_text_as_it_stands(self, but: dict[str, Any], refused: Any) -> None:
        assert why(self.answer(waiting(), **but)) == refused

    def test_with_the_last_answer_it_is_closed(self) -> None:
        asked = waiting().state.forankring
        assert asked is not None
        answered = tuple(
            p if p.party == "moss" else p.model_copy(update={"answer": a.ForankringAnswer.SUPPORTS})
            for p in asked.parties
        )

        last = self.answer(waiting().with_(forankring=asked.model_copy(update={"parties": answered})))

        given = last.bodies[0]
        assert isinstance(given, e.ForankringAnswered)
        assert (given.party, given.answer, given.comment) == ("moss", a.ForankringAnswer.SUPPORTS, "C")
        assert last.bodies[1:] == (e.ForankringClosed(unanswered=()),)
        assert kinds(self.answer(waiting())) == ["forankring_answered"]
