"""`proposal`: received, listed, declined, and taken up by a case, once (P-02)."""

from __future__ import annotations

from models.entries import CaseRegistered, ProposalDeclined, ProposalReceived, ProposalTakenUp
from tests.cli.desk import Desk
from tests.story import Story

RECEIVE = 'proposal receive --title "Felles vaktnummer" --from "{}" --summary "Ett nummer." --as p-2h9c --json'
OPEN = 'case open --title "Felles vaktnummer" --summary "S" --proposal "P" --as p-2h9c --json'
DECLINE = 'proposal decline {} --reason "Hører til i kommunen." --as p-2h9c'


async def test_received_declined_and_taken_up_once(told: Story, desk: Desk) -> None:
    assert "There are no such proposals." in (await desk.give("proposal list")).out
    first = await desk.give(RECEIVE.format("en brukerorganisasjon"))
    await desk.give(RECEIVE.format("fastlegerådet"))
    address = await desk.give(RECEIVE.format("noen@eksempel.no"))
    declined = await desk.give(DECLINE.format(1))

    missing = await desk.give(f"{OPEN} --from-proposal 1")
    opened = await desk.give(f"{OPEN} --from-proposal 2")
    twice = await desk.give(f"{OPEN} --from-proposal 2")
    late = await desk.give(f"{DECLINE.format(2)} --json")

    assert (first.status, first.document["proposal"]) == (0, 1)
    assert "Proposal 1 is declined." in declined.out
    assert [(s.status, s.document["rule"]) for s in (address, missing, twice, late)] == [(3, "P-02")] * 4
    assert "taken up already" in twice.out
    case = opened.document["record"]
    listed = (await desk.give("proposal list --json")).document["proposals"]
    assert [(p["number"], p["waits"], p["declined"], p["case"]) for p in listed] == [
        (1, False, "Hører til i kommunen.", None),
        (2, False, None, case),
    ]
    assert "There are no such proposals." in (await desk.give("proposal list --waiting")).out
    [registered] = await told.bodies(case, CaseRegistered)
    assert registered.from_proposal == 2
    counts = [len(await told.bodies("community-ostfold", kind)) for kind in (ProposalReceived, ProposalDeclined)]
    assert counts == [2, 1]
    [taken] = await told.bodies("community-ostfold", ProposalTakenUp)
    assert (taken.number, taken.case) == (2, case)
    assert "It takes up proposal 2 from outside." in (await desk.give(f"case record {case}")).out
