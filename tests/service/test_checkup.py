"""`doctor` where something is wrong: each part is asked by itself, and what is wrong is named with its remedy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import typer
from sqlalchemy import text

from cli.checkup import Checkup, ago, examine, judge_archive
from cli.door import Door, Who
from cli.output import Out
from cli.service import doctor
from local.installation import Addresses
from local.postgres import OWNER
from local.temporal import DevServer
from register.archive import Unarchived
from register.database import Register, move_legal_clock
from register.order import alone
from register.post import set_delivery
from tests.house import House
from tests.register.test_rebuild import withdrawal
from tests.story import Story

NOBODY = "127.0.0.1:1"


@asynccontextmanager
async def door_to(database_url: str, temporal: str = NOBODY) -> AsyncIterator[Door]:
    door = Door(Out(), Who())
    door.__dict__["found"] = Addresses(
        temporal=temporal, database_url=database_url, owner_database_url=None, state=None
    )
    try:
        yield door
    finally:
        await door.close()


async def checked(database_url: str, temporal: str = NOBODY) -> Checkup:
    async with door_to(database_url, temporal) as door:
        return await examine(door)


def codes(seen: Checkup) -> set[str]:
    return {fault.code for fault in seen.faults}


class TestPartsAway:
    """Works when one part is away, and hides nothing of the others."""

    async def test_temporal_away(self, register: Register) -> None:
        seen = await checked(register.url)

        assert "temporal_away" in codes(seen)
        assert {p.part: p.answers for p in seen.parts}["postgres"] is True
        assert seen.open is not None and seen.open.communities == 1
        assert not seen.nothing_answers

    async def test_the_database_and_the_worker_away(self, tmp_path: Path) -> None:
        with DevServer(tmp_path, durable=False) as server:
            seen = await checked("postgresql+psycopg://saksgang_app@/gone?host=/nowhere", server.address)

        assert codes(seen) == {"database_away", "no_worker", "no_relay"}
        assert {p.part: p.answers for p in seen.parts} == {"postgres": False, "temporal": True, "worker": False}
        assert seen.open is None

    async def test_both_away(self) -> None:
        seen = await checked("postgresql+psycopg://saksgang_app@/gone?host=/nowhere")

        assert seen.nothing_answers
        assert {"database_away", "temporal_away"} <= codes(seen)

    async def test_people_are_told_what_is_wrong_and_what_to_do(
        self, register: Register, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async with door_to(register.url) as door:
            with pytest.raises(typer.Exit) as ended:
                await doctor(door)

        told = capsys.readouterr().out
        assert ended.value.exit_code == 1
        assert "wrong: Temporal does not answer" in told
        assert "  remedy: see that it runs" in told
        assert "0 cases and 0 meetings in 1 community" in told


class TestSchema:
    """The schema found and the one this program knows."""

    @pytest.mark.parametrize(
        ("found", "code"),
        [
            pytest.param("0000", "schema_old", id="older"),
            pytest.param("9999", "schema_too_new", id="made by a later version"),
        ],
    )
    async def test_another_than_the_programs(self, house: House, register: Register, found: str, code: str) -> None:
        name = str(register.engine.url.database)
        with psycopg.connect(house.postgres.conninfo(name, OWNER)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", (found,))

        seen = await checked(register.url)

        assert code in codes(seen)
        assert seen.versions["schema found"] == found
        assert seen.open is None, "what it holds may mean something else"

    async def test_an_empty_database(self, house: House) -> None:
        name = f"empty_{next(house.numbers)}"
        house.postgres.create_database(name)

        seen = await checked(house.postgres.url(name))

        house.postgres.drop_database(name)
        assert "schema_missing" in codes(seen)


class TestWhatWaits:
    """Acts received and not judged, deadlines that have not rung, mail that has not arrived."""

    async def test_a_deadline_that_has_passed_and_not_rung(self, story: Story) -> None:
        meeting = await story.meeting("SEKR", 30)
        [due] = (await story.meeting_state(meeting)).clocks
        async with story.register.transaction() as connection:
            await move_legal_clock(connection, due.due_at + timedelta(hours=5))

        seen = await checked(story.register.url, story.server.address)

        assert "deadline_overdue" in codes(seen)
        assert seen.overdue is not None
        assert (seen.overdue.record, seen.overdue.name) == (meeting, due.name)
        assert timedelta(hours=5) <= seen.overdue.late < timedelta(hours=5, minutes=2)

    async def test_acts_that_nobody_judges(self, story: Story) -> None:
        case = await story.open_case()
        async with story.register.transaction() as connection:
            await alone(connection)  # whoever judges waits for us
            answer = await story.cases.act(case, withdrawal(story))
            seen = await checked(story.register.url, story.server.address)

        assert answer.outcome is None
        assert seen.unjudged is not None
        assert (seen.unjudged.acts, seen.unjudged.oldest) == (1, case)
        assert "acts_unjudged" not in codes(seen), "a few seconds are nothing"

    async def test_mail_that_did_not_arrive_or_perhaps_did(self, story: Story) -> None:
        await story.meeting("SEKR", 30)
        await story.days_pass(17)
        async with story.register.transaction() as connection:
            first, second = list(await connection.scalars(text("SELECT message_id FROM delivery LIMIT 2")))
            await set_delivery(connection, first, state="given_up", error="550")
            await set_delivery(connection, second, state="unknown")

        seen = await checked(story.register.url, story.server.address)

        assert {"mail_undeliverable", "mail_unknown"} <= codes(seen)
        assert seen.mail is not None and (seen.mail["given_up"], seen.mail["unknown"]) == (1, 1)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=5), "5 s"),
        (timedelta(minutes=3, seconds=20), "3 min"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=4, hours=3), "4 days"),
    ],
)
def test_spans_in_words(span: timedelta, words: str) -> None:
    assert ago(span) == words


class TestArchive:
    """A record that has ended and whose last history is not kept is a fault after a quarter of an hour."""

    def test_it_is_named_with_how_many_wait(self) -> None:
        now = datetime.now(UTC)
        waits = [
            Unarchived(f"case-x-2031-{n}", "x", now, timedelta(minutes=minutes)) for n, minutes in enumerate((20, 3))
        ]
        seen, soon = Checkup(unarchived=tuple(waits)), Checkup(unarchived=(waits[1],))

        judge_archive(seen)
        judge_archive(soon)

        [fault] = seen.faults
        assert fault.code == "history_unarchived"
        assert fault.what.startswith("1 record has ended") and fault.what.endswith("of case-x-2031-0, 20 min")
        assert "archive sweep" in fault.remedy
        assert soon.faults == []
