"""Proposals from outside come through the secretariat, which says why it declines (P-02)."""

from __future__ import annotations

import pytest

from models import acts as a
from models.acts import Act, Actor
from models.rulebook import RefusalCode
from rules.verdict import Verdict
from tests.rules.desk import SECRETARIAT, Desk

BROUGHT = a.ReceiveProposal(title="Felles vaktnummer", from_whom="en brukerorganisasjon", summary="Ett nummer.")
CASE = "case-ostfold-2031-1"


def waiting(desk: Desk) -> list[int]:
    return [p.number for p in desk.it.proposals or () if p.waits]


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

        assert waiting(desk) == [2]
        proposals = desk.it.proposals or ()
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
        assert waiting(desk) == [1]

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

    def test_why_it_is_not_dealt_with_and_what_is(self) -> None:
        desk = Desk()
        nothing = desk.refusal(a.DeclineProposal(number=1, reason="Nei."))
        for _ in range(4):
            desk.do(BROUGHT)
        desk.do(a.DeclineProposal(number=1, reason="Nei."))
        desk.do(a.TakeUpProposal(number=2, case=CASE), Actor(record=CASE))

        said = [desk.refusal(a.DeclineProposal(number=number, reason="Nei.")) for number in (1, 2, 9)]

        assert [(r.code, r.detail, r.remedy) for r in (*said, nothing)] == [
            (
                RefusalCode.ENDED, "proposal 1 was declined",
                "enter it anew if it is brought again, or register the case for a seat or a party",
            ),
            (RefusalCode.NOTHING_TO_CHANGE, f"proposal 2 is taken up already, in {CASE}", f"go on with {CASE}"),
            (RefusalCode.UNKNOWN_ITEM, "there is no proposal 9 here", "name one that waits: 3, 4"),
            (RefusalCode.UNKNOWN_ITEM, "there is no proposal 1 here", "enter it first: `proposal receive`"),
        ]  # fmt: skip

    def test_nobody_says_for_a_case_that_it_takes_one_up(self) -> None:
        desk = Desk()
        desk.do(BROUGHT)

        assert rule(desk.do(a.TakeUpProposal(number=1, case=CASE))) == "ENGINE"
