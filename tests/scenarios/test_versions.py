"""Rules have versions: running cases keep theirs, and are moved by an act that stands in the record (P-38, S-55)."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from cli.soundness import unsound
from models import acts as a
from models import entries as e
from models.acts import ItemOutcome, Mark
from models.canonical import digest_of
from models.messages import MessageKind
from models.work import Outcome
from register.rebuild import rebuild
from tests.story import Story


async def versions(story: Story) -> dict[str, str]:
    """The version that each running case goes by, as the register has it."""
    async with story.register.reading() as connection:
        rows = await connection.execute(text("SELECT record_id, procedure FROM record WHERE kind = 'case'"))
        return {row.record_id: row.procedure for row in rows}


async def test_s55_twenty_cases_keep_fourteen_days_and_one_is_moved_to_ten(story: Story) -> None:
    first = await story.meeting("SEKR", 28)
    cases = await asyncio.gather(*(story.open_case(f"Sak {number}") for number in range(20)))
    old = digest_of(story.procedure)

    new = await story.adopt(notice_days=10, min_gap_days=10, min_forankring_days=1)
    moved, kept = cases[0], cases[1]
    answer = await story.act(moved, a.MoveToProcedure(procedure=new, reason="Kortere frist er avtalt."))
    later = await story.open_case("Sak 21")

    assert answer.outcome is Outcome.ACCEPTED
    assert await versions(story) == dict.fromkeys(cases, old) | {moved: new, later: new}
    assert await story.bodies(moved, e.ProcedureChanged) == [
        e.ProcedureChanged(procedure=new, replaces=old, reason="Kortere frist er avtalt.")
    ]

    told = {m.to for m in await story.messages(MessageKind.PROCEDURE_CHANGED)}
    assert {f"person:{story.holder(seat)}" for seat in story.seats("SEKR")} <= told, "whoever sits in its bodies"
    assert {f"party:{party.party}" for party in story.roster.parties} <= told, "and every party it concerns"

    second = await story.meeting("SEKR", 40)  # twelve days after drøfting
    for case in (moved, kept):
        await story.place(case, first, Mark.DROFTING)
    await story.open_meeting(first)
    for case in (moved, kept):
        await story.open_item(first, case)
        await story.close_item(first, case, ItemOutcome.READY)
    refused = await story.place(kept, second, Mark.BESLUTNING)

    placement = (await story.case_state(moved)).placement
    assert placement is not None
    assert (placement.meeting, placement.mark) == (second, Mark.BESLUTNING)
    assert refused.refusal is not None
    assert refused.refusal.rule == "P-12"
    assert (await story.case_state(kept)).placement is None

    async with story.register.transaction() as connection:
        await connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        assert (await rebuild(connection)).changed == ()
    async with story.register.as_of_one_moment() as connection:
        assert [str(found) async for found in unsound(connection)] == []


async def test_s55_a_case_goes_only_to_a_version_that_is_adopted_and_keeps_what_it_rests_on(story: Story) -> None:
    case = await story.open_case()
    before = digest_of(story.procedure)

    unknown = await story.act(case, a.MoveToProcedure(procedure="0" * 64, reason="Ukjent."))
    same = await story.act(case, a.MoveToProcedure(procedure=before, reason="Den samme."))
    member = await story.act(
        case, a.MoveToProcedure(procedure=before, reason="Av et medlem."), story.member("SEKR-M1")
    )

    codes = [answer.refusal.code.value for answer in (unknown, same, member) if answer.refusal]
    assert codes == ["unknown_procedure", "nothing_to_change", "not_your_office"]
    assert (await versions(story))[case] == before
