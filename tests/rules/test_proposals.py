"""Proposals from outside come through the secretariat, which says why it declines (P-02)."""

from __future__ import annotations

import pytest

from models import acts as a
from models.acts import Act, Actor, Facts, ReceivedAct
from models.canonical import EMPTY_HEAD, digest_of, text_digest
from models.entries import Unsealed, seal
from models.roster import Office
from models.state import CommunityState
from rules.community import Community, fold_community, judge_community
from rules.verdict import Verdict
from tests.rules.world import BEGINS, PROCEDURE, ROSTER

SECRETARIAT = Actor(person="p-2h9c", offices=(Office.SECRETARIAT,))
BROUGHT = a.ReceiveProposal(title="Felles vaktnummer", from_whom="en brukerorganisasjon", summary="Ett nummer.")
CASE = "case-ostfold-2031-1"


class Desk:
    """A community's record with nothing in it but proposals."""

    def __init__(self) -> None:
        self.state = CommunityState(
            record="community-ostfold",
            community="ostfold",
            procedure=digest_of(PROCEDURE),
            roster=digest_of(ROSTER),
            founded_at=BEGINS,
        )

    def do(self, act: Act, actor: Actor = SECRETARIAT) -> Verdict:
        received = ReceivedAct(
            act_id="0" * 32,
            record=self.state.record,
            number=2,
            received_at=BEGINS,
            digest=text_digest("x"),
            actor=actor,
            facts=Facts(day=BEGINS.date()),
            act=act,
        )
        verdict = judge_community(received, Community(PROCEDURE, ROSTER, self.state))
        for body in verdict.bodies:
            unsealed = Unsealed(record=self.state.record, seq=1, at=BEGINS, prev=EMPTY_HEAD, body=body)
            self.state = fold_community(self.state, seal(unsealed))
        return verdict

    def waiting(self) -> list[int]:
        return [p.number for p in self.state.proposals or () if p.waits]


def rule(verdict: Verdict) -> str | None:
    assert verdict.refusal is None or verdict.refusal.remedy
    return verdict.refusal.rule if verdict.refusal else None


class TestP02ThroughTheSecretariat:
    """Received with a number, declined with a reason, or taken up by one case."""

    def test_each_gets_a_number_and_waits_until_something_comes_of_it(self) -> None:
        desk = Desk()
        for _ in range(3):
            desk.do(BROUGHT)

        desk.do(a.DeclineProposal(number=1, reason="Hører til i kommunen."))
        desk.do(a.TakeUpProposal(number=3, case=CASE), Actor(record=CASE))

        assert desk.waiting() == [2]
        proposals = desk.state.proposals or ()
        assert [(p.number, p.declined, p.case) for p in proposals] == [
            (1, "Hører til i kommunen.", None),
            (2, None, None),
            (3, None, CASE),
        ]

    @pytest.mark.parametrize("act", [BROUGHT, a.DeclineProposal(number=1, reason="Nei.")], ids=["receive", "decline"])
    def test_only_the_secretariat(self, act: Act) -> None:
        desk = Desk()
        desk.do(BROUGHT)

        assert desk.do(act, Actor(person="p-x", seat="SEKR-M1", rank=0)).refusal is not None
        assert desk.waiting() == [1]

    @pytest.mark.parametrize("from_whom", ["ola@eksempel.no", "en pårørende, 99 99 99 99", "tlf. 22334455"])
    def test_no_address_and_no_number(self, from_whom: str) -> None:
        assert rule(Desk().do(BROUGHT.model_copy(update={"from_whom": from_whom}))) == "P-02"

    @pytest.mark.parametrize("first", ["declined", "taken up", "unknown"])
    def test_what_has_come_to_something_is_not_dealt_with_again(self, first: str) -> None:
        desk = Desk()
        declined, taken = a.DeclineProposal(number=1, reason="Nei."), a.TakeUpProposal(number=1, case=CASE)
        if first != "unknown":
            desk.do(BROUGHT)
            desk.do(
                declined if first == "declined" else taken, SECRETARIAT if first == "declined" else Actor(record=CASE)
            )

        assert rule(desk.do(declined)) == "P-02"
        assert rule(desk.do(taken, Actor(record=CASE))) == "P-02"

    def test_nobody_says_for_a_case_that_it_takes_one_up(self) -> None:
        desk = Desk()
        desk.do(BROUGHT)

        assert rule(desk.do(a.TakeUpProposal(number=1, case=CASE))) == "ENGINE"
