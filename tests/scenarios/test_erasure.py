"""A person is erased, and what happened is not: a name, an address, a number that nobody has anywhere else.

They are looked for as bytes in every row of every table, in every history that Temporal holds or that is archived, in
the files of the database server, and in what the house said in its log.
"""

from __future__ import annotations

import asyncio
import gzip
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from audit.bundle.verify import DERIVED
from audit.histories import bytes_of
from local.postgres import OWNER
from models import acts as a
from models import entries as e
from models.entries import chain_fault
from register.persons import card_of
from register.queries import names_shown
from register.rebuild import rebuild
from settings import settings
from tests.cli.desk import Desk
from tests.house import House
from tests.story import Story, telling

SEAT = "SEKR-M3"
CANARY = {"name": "Xaveria Qvistzdal", "email": "xq.canary@halden.example", "phone": "+47 90 81 72 63"}
BASIS = "personvernforordningen art. 17 nr. 1 a"


def told_in(content: bytes) -> set[str]:
    """Which of the three are said."""
    return {what for what, text in CANARY.items() if text.encode() in content}


def scanned(house: House, story: Story) -> dict[str, set[str]]:
    """Which tables say which of the three: every row of every table of the catalogue, as the bytes it is."""
    found: dict[str, set[str]] = {}
    with psycopg.connect(house.postgres.conninfo(str(story.register.engine.url.database), OWNER)) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert len(tables) > 30
        for (table,) in tables:
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as rows:
                content = b"".join(bytes(part) for part in rows)
            if told_in(content):
                found[table] = told_in(content)
        for (packed,) in connection.execute("SELECT compressed FROM history_content"):
            assert not told_in(gzip.decompress(packed))
    return found


async def remembered(story: Story) -> bytes:
    """The histories that Temporal holds."""
    handles = [story.client.get_workflow_handle(record) for record in story.records]
    return b"".join([bytes_of(list((await handle.fetch_history()).events)) for handle in handles])


def on_disk(house: House) -> set[str]:
    """Which of the three stand in any file of the database server: its tables, its log of changes, its messages."""
    files = [file for file in house.postgres.folder.rglob("*") if file.is_file()]
    assert any("pg_wal" in str(file) for file in files)
    return set().union(*(told_in(file.read_bytes()) for file in files))


def in_bundle(file: Path) -> set[str]:
    """Which of the three stand in any member of a bundle, and in what those that are compressed hold."""
    with zipfile.ZipFile(file) as bundle:
        members = [(member, bundle.read(member)) for member in bundle.namelist()]
    histories = [gzip.decompress(content) for _, content in members if content[:2] == b"\x1f\x8b"]
    return set().union(*(told_in(content) for content in [*(content for _, content in members), *histories]))


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    """Where the log's keys are; settings are read once a process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAKSGANG_CHECKPOINTS__KEY_FOLDER", str(tmp_path / "keys"))
        patch.setenv("SAKSGANG_ERASED_FILE", str(tmp_path / "erased.jsonl"))
        settings.cache_clear()
        yield tmp_path / "keys" / "ostfold.keys.json"
    settings.cache_clear()


async def proved(desk: Desk, case: str, keys: Path) -> tuple[dict[str, Any], set[str]]:
    """The case's bundle as it is verified, with nothing broken; and which of the three stand in it."""
    file = keys.parent / "sak.zip"
    for line in ("log sign --once", f"audit export {case} -o {file}"):
        assert (await desk.give(line)).status == 0
    verified = (await desk.give(f"audit verify {file} --key {keys} --json")).document
    outcomes = {check["what"]: (check["outcome"], check["why"]) for check in verified["checks"]}
    assert "broken" not in {outcome for outcome, _ in outcomes.values()}
    assert outcomes[DERIVED][0] == "proved", outcomes[DERIVED]
    return verified, in_bundle(file)


async def test_what_named_a_person_is_found_nowhere_once_they_are_erased(
    house: House, tmp_path: Path, keys: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    roster = house.community.roster_file
    person = next(h.person for h in roster.roster.holdings if h.seat == SEAT and h.rank == 0)
    cards = tuple(c.model_copy(update=CANARY) if c.person == person else c for c in roster.persons)
    files = house.community.model_copy(update={"roster_file": roster.model_copy(update={"persons": cards})})
    async with telling(house, mail=True, files=files) as story:
        meeting, case = await story.meeting("SEKR", 28), await story.open_case()
        await story.hold_drofting(case, meeting)
        minutes = await story.minutes(meeting)
        await story.clock.idle(mail=True)
        desk = at_desk(story, tmp_path)
        before = await asyncio.to_thread(scanned, house, story)
        shown = (await desk.give(f"person show {person} --proof --json")).document
        early = await desk.give(f'person erase {person} --basis "{BASIS}" --as {story.secretariat.person} --json')
        await left(story, person)

        said = await desk.give(f'person erase {person} --basis "{BASIS}" --as {story.secretariat.person} --json')
        after = await asyncio.to_thread(scanned, house, story)
        histories = await remembered(story)
        verified, in_it = await proved(desk, case, keys)
        page = (await desk.give(f"case record {case}")).out
        listed = (await desk.give("person list --json")).document
        told = (await desk.give(f"person show {CANARY['email']} --json")).status
        async with story.register.transaction() as connection:
            await rebuild(connection)
            names = await names_shown(connection, story.community)
            card = await card_of(connection, story.community, person)
        [erased] = await story.bodies(f"community-{story.community}", e.PersonErased)
        fault = chain_fault(await story.entries(f"community-{story.community}"))
        await story.check()

    assert CANARY["name"] in minutes, "minutes say who sat there, and are kept by law"
    assert before == {"document": {"name"}}
    assert after == before, "and nothing was written on the way out"
    assert on_disk(house) <= {"name"}, "of the minutes"
    assert told_in(histories) == set()
    assert in_it <= {"name"}, "of the minutes"
    assert [(g["person"], g["commitment"]) for g in verified["erased"]] == [(person, erased.commitment)]
    assert told_in("".join(capfd.readouterr()).encode()) == set()
    assert (shown["card"]["name"], shown["commitment"]) == (CANARY["name"], erased.commitment)
    assert (early.status, early.document["rule"]) == (3, "P-23")
    assert said.status == 0, said.out
    assert [d["document"] for d in said.document["documents"]] == list(erased.documents) != []
    assert {(one["kind"], one["to"]["kind"]) for one in said.document["letters"]} == {("notice", "party")}
    assert told_in((keys.parent.parent / "erased.jsonl").read_bytes()) == set()
    assert (erased.person, erased.basis) == (person, BASIS)
    assert (card, fault) == (None, None)
    assert names[person] == "person erased"
    assert f"person erased ({person})" in page
    assert [p["person"] for p in listed["erased"]] == [person]
    assert told != 0


async def left(story: Story, person: str) -> None:
    """The person has left the seat yesterday, and what is written about it has gone out."""
    today = (await story.clock.now()).date()
    gone = a.RecordLeaving(seat=SEAT, person=person, last_day=today - timedelta(days=1), reason="Sluttet.")
    await story.do(f"community-{story.community}", gone)
    await story.clock.idle(mail=True)


def at_desk(story: Story, folder: Path) -> Desk:
    """Commands that find the story's parts."""
    return Desk(
        {
            "TEMPORAL_ADDRESS": story.server.address,
            "SAKSGANG_DATABASE_URL": story.register.url,
            "SAKSGANG_STATE_FOLDER": str(folder / "nothing-here"),
            "SAKSGANG_LOG__FORMAT": "json",
        }
    )
