"""A decision binds when its record is proved: one whose register was tampered with is held, told of and mended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from local.postgres import OWNER
from models import acts as a
from models import entries as e
from models.messages import MessageKind
from models.outlook import Duty
from models.roster import Office
from models.state import CaseStage
from models.work import Outcome
from register.outlook import outlook_of
from tests.story import Story
from watchdog import Watchdog

REASON = "Registeret er gjenopprettet."


@asynccontextmanager
async def a_superuser(story: Story) -> AsyncIterator[AsyncConnection]:
    """Somebody for whom no trigger fires."""
    engine = create_async_engine(story.house.postgres.url(str(story.register.engine.url.database), OWNER))
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE entry DISABLE TRIGGER USER"))
        yield connection
        await connection.execute(text("ALTER TABLE entry ENABLE ALWAYS TRIGGER append_only"))
    await engine.dispose()


async def rewrite(story: Story, case: str, seq: int, old: str, new: str) -> None:
    """An entry of the register says something else."""
    change = text(
        "UPDATE entry SET canonical = replace(canonical, :old, :new) WHERE record_id = :case AND seq = :seq"
    )
    async with a_superuser(story) as connection:
        done = await connection.execute(change, {"case": case, "seq": seq, "old": old, "new": new})
    assert done.rowcount == 1


async def test_a_decision_whose_record_was_tampered_with_is_held_until_it_is_mended(story: Story) -> None:
    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.hold_drofting(case, first)
    await story.open_roll_call(case, second)
    await story.take_positions(case)
    held = next(x for x in await story.entries(case) if isinstance(x.body, e.DroftingHeld))

    await rewrite(story, case, held.seq, first, second)  # deliberated and decided in one meeting
    closed = await story.close_item(second, case)
    assert closed.outcome is Outcome.ACCEPTED, "the chair is told at once"
    state = await story.until(case, lambda s: s.held is not None)

    assert state.stage is CaseStage.BESLUTTET
    assert state.bindings == () and not state.announced
    assert state.held is not None
    assert (state.held.record, state.held.entry) == (case, held.seq)
    letters = await story.messages(MessageKind.DECISION_HELD, record=case)
    assert f"person:{story.officer(Office.SECRETARIAT)}" in {letter.to for letter in letters}
    assert all("is not what its digest says" in letter.facts["reason"] for letter in letters)
    assert await story.messages(MessageKind.DECISION_ANNOUNCED, record=case) == []
    async with story.register.reading() as connection:
        waits = (await outlook_of(connection, case)).awaited
    assert [waited.duty for waited in waits] == [Duty.CHECK_DECISION]
    stranger = await story.act(case, a.CheckDecision(reason=REASON), story.member("SEKR-M1"))
    assert stranger.refusal is not None and stranger.refusal.rule == "ENGINE"

    await story.do(case, a.CheckDecision(reason="Ser etter igjen."))
    again = await story.until(case, lambda s: s.held is not None and s.held.looked == 1)
    assert again.bindings == ()

    await rewrite(story, case, held.seq, second, first)
    await Watchdog(story.cases, story.register).go_round(sweep=True)
    state = await story.until(case, lambda s: s.announced)

    assert state.held is None
    assert {b.party for b in state.bindings} == set(state.affected)
    kinds = await story.kinds(case)
    proved = kinds.index("decision_proved")
    assert kinds[proved + 1] == "binding_effect" and "announced" not in kinds[:proved]
    late = await story.act(case, a.CheckDecision(reason=REASON))
    assert late.refusal is not None and late.refusal.rule == "P-19"
