"""What could not be delivered is seen first, and can be sent again once what was wrong is put right."""

from __future__ import annotations

import asyncio
import time
from email import message_from_bytes, policy
from typing import Any

import pytest

from cli.mail import State, _check
from cli.output import Failed
from register import mailroom
from register.database import Register
from register.persons import card_of, keep_persons
from register.post import opened, set_delivery
from tests.story import COMMUNITY, Story


async def listed(register: Register, *states: str) -> list[Any]:
    async with register.reading() as connection:
        return await mailroom.mails(connection, COMMUNITY, states=states)


async def counts(register: Register) -> dict[str, int]:
    async with register.reading() as connection:
        return await mailroom.counts_by_state(connection, COMMUNITY)


async def again(register: Register, message_id: str, was: str) -> bool:
    async with register.transaction() as connection:
        return await mailroom.send_again(connection, message_id, was)


async def readdressed(register: Register, person: str, email: str) -> None:
    async with register.transaction() as connection:
        kept = await card_of(connection, COMMUNITY, person)
        assert kept is not None
        await keep_persons(connection, COMMUNITY, [kept.card.model_copy(update={"email": email})])


async def until_all_left(register: Register) -> dict[str, int]:
    deadline = time.monotonic() + 20
    while (now := await counts(register))["waiting"] + now["claimed"]:
        assert time.monotonic() < deadline, now
        await asyncio.sleep(0.05)
    return now


class TestUndeliverable:
    """Undeliverable mail becomes visible to the secretariat and never stops a case."""

    async def test_it_stands_first_and_leaves_once_the_address_is_right(self, story_with_mail: Story) -> None:
        story = story_with_mail
        meeting = await story.meeting("SEKR", 30)
        person = story.holder("SEKR-M1")
        await readdressed(story.register, person, "nobody at all")
        await story.days_pass(17)
        left = await until_all_left(story.register)

        [failed] = await listed(story.register, "given_up")
        rows = await listed(story.register)
        await readdressed(story.register, person, "rett.adresse@ostfold.example")
        resent = await again(story.register, failed.message_id, "given_up")
        after = await until_all_left(story.register)

        assert (left["given_up"], after["given_up"]) == (1, 0)
        assert rows[0].message_id == failed.message_id
        assert failed.recipient["person"] == person
        assert "one name@domain.no" in failed.error
        assert resent
        assert after["sent"] == left["sent"] + 1
        assert (await story.meeting_state(meeting)).stage.value == "notified"
        async with story.register.reading() as connection:
            [row] = await mailroom.mails_like(connection, failed.message_id[:8])
            raw = await opened(connection, row)
        assert raw is not None
        written = message_from_bytes(raw, policy=policy.default)
        assert "rett.adresse@ostfold.example" in str(written["To"])
        assert failed.message_id in str(written["Message-ID"])


class TestSendingAgain:
    """A message that is on its way is left alone; one that may have arrived goes out again only as it was."""

    async def test_only_from_the_state_that_was_seen(self, story: Story) -> None:
        message = await owed(story)

        moved = [await again(story.register, message, was) for was in ("given_up", "unknown", "sent")]

        assert moved == [False, False, False]

    async def test_what_may_have_arrived_keeps_its_bytes_and_what_did_not_is_written_anew(self, story: Story) -> None:
        message = await owed(story)
        kept: dict[str, bytes | None] = {}
        for was in ("unknown", "sent", "given_up"):
            async with story.register.transaction() as connection:
                await set_delivery(connection, message, state=was, raw=b"as it was", attempts=4, error="why")
            assert await again(story.register, message, was)
            async with story.register.reading() as connection:
                [row] = await mailroom.mails_like(connection, message)
            assert (row.state, row.attempts, row.error, row.sent_at) == ("waiting", 0, None, None)
            kept[was] = row.raw

        assert kept == {"unknown": b"as it was", "sent": b"as it was", "given_up": None}

    @pytest.mark.parametrize(
        ("state", "again", "code"),
        [
            pytest.param(State.WAITING, False, "on_its_way", id="waiting"),
            pytest.param(State.WAITING, True, "on_its_way", id="waiting, whatever is said"),
            pytest.param(State.CLAIMED, True, "on_its_way", id="being sent"),
            pytest.param(State.UNKNOWN, False, "may_have_arrived", id="perhaps delivered"),
            pytest.param(State.UNKNOWN, True, None, id="perhaps delivered, and it may come twice"),
            pytest.param(State.SENT, False, "sent_already", id="sent"),
            pytest.param(State.SENT, True, None, id="sent, and it may come twice"),
            pytest.param(State.GIVEN_UP, False, None, id="given up"),
        ],
    )
    def test_what_may_be_sent_again(self, state: State, again: bool, code: str | None) -> None:
        found: str | None = None
        try:
            _check(state, again=again)
        except Failed as failed:
            found = failed.problem.code

        assert found == code


async def owed(story: Story) -> str:
    """A message that waits."""
    await story.meeting("SEKR", 30)
    await story.days_pass(17)
    [*_, row] = await listed(story.register, "waiting")
    return str(row.message_id)
