"""Whoever owns the database can take a row away; what is left then tells of it, as far as anything does (bar C2)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cli.signing import Signing
from cli.soundness import left_open
from models import acts as a
from models.submission import Claim, Submission
from register.append import submit
from register.database import Register
from register.documents import keep_document
from register.post import came_to_rest, put_back
from tests.house import House
from tests.register.brought import acted, brought
from tests.register.test_soundness import VIEWS, columns, first_found, found_after, owned, sign
from tests.story import Story
from tests.workflows.test_archive import until_kept

COMMUNITY = "ostfold"
OF_NOTHING_ELSE = {"log_timestamp"}
"""A row of it may be gone unseen: an authority has the other copy, and nothing here says that it stamped."""
ALL_CHECKPOINTS = ("DELETE FROM log_timestamp", "DELETE FROM log_cosignature", "DELETE FROM log_checkpoint")
LAST_LEAF = "DELETE FROM log_leaf WHERE position = (SELECT max(position) FROM log_leaf)"
LONG_AGO = "UPDATE entry SET recorded_at = recorded_at - interval '1 hour' WHERE record_id = 'case-ostfold-2031-1'"

A_RESOLUTION = (
    "INSERT INTO entry (record_id, seq, community, kind, at, recorded_at, hash, canonical)"
    " VALUES ('agreement-ostfold-1', 3, 'ostfold', 'approval_recorded', now(), now(), '',"
    ' \'{"body": {"resolution": {"document": "\' || repeat(\'9\', 64) || \'"}}}\')'
)
A_LATER_RUN = (
    "INSERT INTO history_run (run, record_id, workflow, first_run, previous_run, began_at, ended_at, events,"
    " build_ids, closed, digest, size, kept_in) VALUES ('a-run', 'case-ostfold-2031-1', 'case', 'first-run',"
    " 'first-run', now(), now(), 3, '[]', 'continued_as_new', repeat('d', 64), 7, 'register')"
)


async def test_a_row_that_is_gone_is_missed(story_with_mail: Story, house: House, tmp_path: Path) -> None:
    story = story_with_mail
    await much(story, tmp_path / "keys")
    async with owned(house, story.register) as connection:
        assert await first_found(connection) is None
        tables = sorted({table for table, _, _ in await columns(connection)} - VIEWS)
        empty = [t for t in tables if await connection.scalar(text(f'SELECT NOT EXISTS (SELECT FROM "{t}")'))]
        unmissed = set()
        for table in tables:
            for which in ("", "ORDER BY ctid DESC LIMIT 1"):
                gone = f'DELETE FROM "{table}" WHERE ctid IN (SELECT ctid FROM "{table}" {which})'
                if not await found_after(connection, gone):
                    unmissed.add(table)
        checkpoints = await found_after(connection, *ALL_CHECKPOINTS)
        lines = await found_after(connection, "DELETE FROM log_cosignature")

    assert (unmissed, empty) == (OF_NOTHING_ELSE, [])
    assert len(checkpoints) >= 2 and all("it carries a checkpoint of" in found for found in checkpoints), (
        "by each kind"
    )
    assert len(lines) == 1 and "it carries what witness.example/moss wrote under" in lines[0], "by the receipt"


async def much(story: Story, keys: Path) -> None:
    """Something in every table: a case with a paper, its last run, a letter and a receipt that a witness preceded."""
    case = await story.open_case()
    async with story.register.transaction() as connection:
        paper = await keep_document(connection, COMMUNITY, b"En utredning.", "text/plain", "utredning.txt")
    await story.do(case, a.AddPaper(document=paper, title="Utredning"))
    await story.do(case, a.WithdrawCase(reason="Trukket."), story.contact("halden"))
    await story.days_pass(40)  # nobody takes it over
    await until_kept(story, case)
    await sign(story, keys)
    await story.clock.idle(mail=True)
    async with story.register.transaction() as connection:
        one_of_each = "SELECT DISTINCT ON (kind) message_id FROM message_view"
        for mail in (await connection.scalars(text(one_of_each))).all():
            await came_to_rest(connection, mail, "given_up", "550 no such user")
            await put_back(connection, mail, "given_up")  # written anew, now that a witness has cosigned
    await story.clock.idle(mail=True)


async def found_in_log(connection: AsyncConnection, *statements: str) -> list[str]:
    """What is found of the log's own rows once the owner has done this."""
    return [found for found in await found_after(connection, *statements) if found.startswith("log_")]


async def test_leaves_that_are_gone_are_missed_and_a_log_that_waits_is_not_accused(
    register: Register, house: House, tmp_path: Path
) -> None:
    signing = Signing(register, tmp_path / "keys", "saksgang.example/log")
    case = await brought(register, "En sak")
    await brought(register, "En sak til")
    await acted(register, case, a.WithdrawCase(reason="Trukket"))
    await signing.round(COMMUNITY)
    async with owned(house, register) as connection:
        assert await found_after(connection) == []
        lost = f"DELETE FROM log_leaf WHERE record_id = '{case}' AND seq = 1"
        closed = "UPDATE log_leaf SET position = position - 1 WHERE position > (SELECT min(p) FROM generate_series(0,"
        closed += " (SELECT max(position) FROM log_leaf)) p WHERE p NOT IN (SELECT position FROM log_leaf))"
        within = await found_in_log(connection, *ALL_CHECKPOINTS, lost, closed)
        waits = await found_in_log(connection, *ALL_CHECKPOINTS, LAST_LEAF, LONG_AGO.replace("1 hour", "5 minutes"))
        last = await found_in_log(connection, *ALL_CHECKPOINTS, LAST_LEAF, LONG_AGO)
        none = await found_in_log(connection, *ALL_CHECKPOINTS, "DELETE FROM log_leaf")

    assert within == [f"log_leaf {case}:1: the log has no leaf of that entry, though it has one of entry 2"]
    assert waits == []
    assert last == [
        f"log_leaf {case}:2: the log has no leaf of that entry, though it went on well after that was entered"
    ]
    assert none == ["log_keys ostfold:1: the log has no leaf of it"]


async def test_what_may_have_come_about_honestly_is_told_and_accuses_nobody(
    register: Register, house: House, tmp_path: Path
) -> None:
    await brought(register, "En sak")
    await Signing(register, tmp_path / "keys", "saksgang.example/log").round(COMMUNITY)
    async with owned(house, register) as connection:
        before = [str(one) async for one in left_open(connection)]
        for statement in (
            A_RESOLUTION,
            *ALL_CHECKPOINTS,
            LONG_AGO.partition(" WHERE")[0],
            A_LATER_RUN,
            "UPDATE head SET ended = true",
        ):
            await connection.execute(text(statement))
        unclear = [str(one) async for one in left_open(connection)]

    assert before == []
    assert [found.partition(",")[0] for found in unclear] == [
        "history_run first-run: a later run of case-ostfold-2031-1 goes on from it",
        "document 999999999999: entry agreement-ostfold-1:3 names it as a resolution's paper: it is gone",
        "history_run case-ostfold-2031-1: its last run is not kept",
        "log_checkpoint ostfold: its log has leaves and no checkpoint: its signer stopped before the first",
    ]


async def test_a_sent_mail_that_is_made_to_wait_again_is_missed(register: Register, house: House) -> None:
    await mails(register, 3)
    async with owned(house, register) as connection:
        first, *others = await connection.scalars(text("SELECT message_id FROM delivery ORDER BY place"))
        for mail in (first, *others):
            await came_to_rest(connection, mail, "sent")
        assert await found_after(connection) == []
        again = "UPDATE delivery SET state = 'waiting', sent_at = NULL, attempts = 0, next_try = clock_timestamp()"
        again += f" WHERE message_id = '{first}'"
        found = await found_after(connection, f"DELETE FROM delivery_step WHERE message_id = '{first}'", again)

    assert found == [f"delivery_step {others[0]}:1: the newest step before it, of another mail, is gone or changed"]


async def mails(register: Register, number: int) -> None:
    """So many letters are owed: receipts of acts that were refused."""
    by = Claim(person="p-mj9p", seat="SEKR-M1")
    async with register.transaction() as connection:
        kept = str(await connection.scalar(text("SELECT digest FROM roster")))
        for one in range(number):
            act = a.AdoptRoster(roster=kept, reason="Ikke i sete")
            await submit(connection, "community-ostfold", Submission(act_id=str(one) * 32, claim=by, act=act))
