"""What the register adds to an act, and why it refused one, stand in no digest of what was handed in (bar C2)."""

from __future__ import annotations

from sqlalchemy import text

from models import acts as a
from tests.histories.record import decided
from tests.house import House
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
