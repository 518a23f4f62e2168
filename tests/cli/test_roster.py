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
    assert "`./saksgang roster show` lists parties and seats by id" in said.err


async def test_a_mandate_and_a_leaver_are_put_on_record_and_answered_from_it(desk: Desk) -> None:
    given = await desk.give(
        "roster mandate --in-seat SEKR-M4 --person p-zfn9 --parties sarpsborg --since 2031-01-01 --until 2032-12-31"
        ' --organ kommunestyret --dated 2030-12-12 --reference "PS 4/30" --as p-2h9c'
    )
    unknown = await desk.give(
        "roster mandate --in-seat SEKR-M4 --person p-3peu --organ kommunestyret --dated 2030-12-12 --as p-2h9c"
    )
    gone = await desk.give(
        "roster left --in-seat SU-M2 --person p-yb8w --last-day 2031-01-02 --reason Pensjonist --as p-2h9c --json"
    )
    rakkestad = (await desk.give("roster who --for rakkestad --on 2031-03-03 --json")).document
    su = (await desk.give("roster who --for SU-M2 --on 2031-03-03")).out

    assert given.status == 0, given.err
    assert (unknown.status, "no place in it" in unknown.err) == (3, True)
    assert gone.document["outcome"] == "accepted"
    because = {c["person"]: c["because"] for s in rakkestad["answer"]["seats"] for c in s["candidates"]}
    assert because["p-zfn9"] in ("no_authority", "by_seat")
    assert "left the seat; the last day was 2031-01-02" in su
