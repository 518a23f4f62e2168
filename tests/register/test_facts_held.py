"""What the register adds to an act, and why it refused one, stand in no digest of what was handed in (bar C2)."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from local.postgres import OWNER
from models import acts as a
from models.submission import Submission
from register.append import submit
from register.database import Register
from register.persons import keep_persons, kept_of
from tests.histories.record import decided
from tests.house import SECRETARIAT, House
from tests.register.databases import real_register
from tests.register.test_soundness import first_found, found_after, owned
from tests.story import Story

OTHER_FACTS = {  # each such as there might be, and said of no act of the story
    "{facts,day}": '"2026-01-02"',
    "{facts,meeting,opened}": "false",
    "{facts,meeting,notice_sent}": "false",
    "{facts,dates,0,day}": '"2026-01-02"',
    "{actor,rank}": "7",
    "{actor,chairs}": '["KNU"]',
    "{actor,offices}": "[]",
}
EARLIER = "2026-01-02T08:00:00Z"


async def test_what_the_register_added_to_an_act_is_held_though_nobody_handed_it_in(
    story: Story, house: House
) -> None:
    await decided(story)
    silent, tried, told_by_an_entry = [], set(), set()
    async with owned(house, story.register) as connection:
        assert await first_found(connection) is None
        for path, value in OTHER_FACTS.items():
            new = f"jsonb_set(body, '{path}', '{value}', false)"
            for act in await connection.scalars(
                text(f"SELECT act_id FROM intake WHERE body #> '{path}' <> '{value}' ORDER BY number DESC LIMIT 3")
            ):
                change = f"UPDATE intake SET body = {new}"
                tried.add(path)
                if not await found_after(connection, f"{change} WHERE act_id = '{act}'"):
                    silent.append((path, act))
                if await found_after(
                    connection, f"{change}, body_digest = json_digest({new}) WHERE act_id = '{act}'"
                ):
                    told_by_an_entry.add(path)

    assert silent == [] and tried == set(OTHER_FACTS)
    assert told_by_an_entry == {"{actor,rank}", "{actor,chairs}", "{actor,offices}"}


async def test_a_persons_card_is_the_one_that_was_entered_last(register: Register, house: House) -> None:
    async with register.reading() as connection:
        [old] = await connection.execute(text("SELECT * FROM person ORDER BY person LIMIT 1"))
        kept = await kept_of(connection, old.community, old.person)
        assert kept is not None
    async with register.transaction() as connection:
        fresh = await keep_persons(
            connection, old.community, (kept.card.model_copy(update={"name": "Et nytt navn"}),)
        )
        entering = Submission(act_id="b" * 32, claim=SECRETARIAT, act=a.EnterPersons(persons=fresh))
        await submit(connection, f"community-{old.community}", entering)
    his = f"WHERE person = '{old.person}'"
    no_more = f"DELETE FROM person {his}", f"DELETE FROM person_key {his}"
    put_back = f"UPDATE person SET sealed = '\\x{old.sealed.hex()}', commitment = '{old.commitment}' {his}"
    async with owned(house, register) as connection:
        assert await first_found(connection) is None
        unbound = await found_after(connection, f"UPDATE person SET commitment = NULL {his}")
        before = await found_after(connection, put_back)
        gone = await found_after(connection, *no_more)
        all_gone = await found_after(connection, "DELETE FROM person", "DELETE FROM person_key")

    last = f"person ostfold:{old.person}: its digest is not the one that was entered last in the community's record"
    missing = f"person ostfold:{old.person}: it is missing; the community's record binds one, and no entry erases it"
    assert (unbound, before, gone) == ([last], [last], [missing])
    assert missing in all_gone and len(all_gone) > 20


@pytest.mark.parametrize("shift", ["5 days", "1 mon -30 days", "120 mons -3600 days", "-120 mons 3600 days"])
async def test_a_real_registers_clock_is_moved_by_nothing_that_compares_as_nothing(house: House, shift: str) -> None:
    """PostgreSQL compares a month as thirty days, and adds it as what it is."""
    moved = f"UPDATE installation SET shift = interval '{shift}'"
    async with real_register(house) as register:
        for url in (register.url, house.postgres.url(str(register.engine.url.database), OWNER)):
            engine = create_async_engine(url)
            async with engine.connect() as connection:
                with pytest.raises(DBAPIError, match="only the clock of a register made for a story can be moved"):
                    await connection.execute(text(moved))
            await engine.dispose()
        async with owned(house, register) as connection:
            [found] = await found_after(
                connection, f"{moved}, digest = installation_digest(kind, interval '{shift}')"
            )

    assert found.endswith("its clock is not the one by which acts were received")


async def test_an_act_that_came_at_another_time_than_its_entry_says(story: Story, house: House) -> None:
    await decided(story)
    new = f"""jsonb_set(body, '{{received_at}}', '"{EARLIER}"')"""
    async with owned(house, story.register) as connection:
        found = await found_after(
            connection,
            f"UPDATE intake SET body = {new}, body_digest = json_digest({new}), received_at = '{EARLIER}'"
            " WHERE kind = 'open_meeting'",
        )

    assert [one for one in found if one.endswith(" says who acted and when: otherwise than the act")]


async def test_why_an_act_was_refused_is_held_also_where_no_entry_says_so(story: Story, house: House) -> None:
    await decided(story)
    meeting = story.records[0]
    for _ in range(22):  # beyond twenty an hour they are counted, in one entry
        await story.act(meeting, a.CloseMeeting())
    async with owned(house, story.register) as connection:
        assert await first_found(connection) is None
        [uncounted, *_] = await connection.scalars(
            text("SELECT act_id FROM verdict WHERE outcome = 'refused' AND first_seq IS NULL")
        )
        found = await found_after(
            connection,
            """UPDATE verdict SET refusal = jsonb_set(refusal, '{detail}', '"it came too late"')"""
            f" WHERE act_id = '{uncounted}'",
        )

    assert found == [f"verdict {uncounted}: its refusal is not what was kept then"]
