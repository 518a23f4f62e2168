"""Who sits where and for whom, on a day: the roster's commands."""

from __future__ import annotations

from tests.cli.desk import Desk
from tests.story import Story


async def test_who_could_act_is_said_in_rank_order_with_the_reason(told: Story, desk: Desk) -> None:
    said = await desk.give("roster who --for hvaler --on 2031-03-03")
    document = (await desk.give("roster who --for SEKR-M1 --on 2031-03-03 --json")).document

    assert said.status == 0
    assert "SEKR-M1 (SEKR): Astrid Fjellvang (p-mj9p) acts." in said.out
    assert "delegated by p-mj9p" in said.out
    assert document["could_act"] == ["p-mj9p", "p-eqn3"]
    [seat] = document["answer"]["seats"]
    assert (seat["acts"], seat["parties"], document["later"]) == ("p-mj9p", ["fredrikstad", "hvaler"], None)


async def test_neither_party_nor_seat_is_refused_with_a_remedy(desk: Desk) -> None:
    said = await desk.give("roster who --for oslo")

    assert said.status == 3
    assert "`roster show` lists parties and seats by id" in said.err
