"""What has finished is kept before Temporal forgets it, and proves itself from the register alone."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from archiver import Archiver
from audit.histories import opened
from audit.replay_of_record import replay_record
from models.histories import KeptHistory
from register import archive
from tests.cli.desk import Desk, Said
from tests.histories.record import decided
from tests.story import PATIENCE, Story


async def kept_of(story: Story, record: str) -> tuple[KeptHistory, ...]:
    async with story.register.reading() as connection:
        return await archive.histories_of(connection, record)


async def until_kept(story: Story, record: str) -> tuple[KeptHistory, ...]:
    """The record's runs, when the one that ended it is among them."""
    deadline = time.monotonic() + PATIENCE
    while True:
        chain = await kept_of(story, record)
        if chain and chain[-1].closed == "completed":
            return chain
        assert time.monotonic() < deadline, f"after {PATIENCE:.0f} s not in the archive: {record}"
        await asyncio.sleep(0.02)


class TestForgotten:
    """A decision is replayed from the archive alone: Temporal and all it knew are gone."""

    async def test_a_decided_case_and_its_meeting_replay_without_temporal(self, story: Story, tmp_path: Path) -> None:
        await decided(story)
        case, meeting = story.records[2], story.records[1]
        for record in (case, meeting):
            await until_kept(story, record)
        third = await Archiver(story._give_client, story.register).all_of(story.records[3])
        told = await self._replayed(story, f"case-{story.community}-2031-1", tmp_path / "before.html")
        story.server.stop()
        again = await self._replayed(story, case, tmp_path / "after.html")
        listed, verified, stands = [
            await self._desk(story).give(line)
            for line in (f"archive list {case} --json", "archive verify --json", "recover --json")
        ]

        in_words = await self._desk(story).give("archive list")
        swept = await self._desk(story).give("archive sweep --json")

        # Its first meeting's minutes are not approved: that run goes on, and only Temporal has its last events.
        unchecked = [c["what"] for c in again.document["checks"] if c["outcome"] == "not checked"]
        assert {what.partition(":")[0] for what in unchecked} == {story.records[0]}
        assert (told.status, again.status) == (0, 3), again.out
        assert {check["outcome"] for check in again.document["checks"]} == {"proved", "not checked"}
        assert told.document["timeline"] == again.document["timeline"]
        assert [run["closed"] for run in listed.document["runs"]] == ["continued_as_new", "completed"]
        assert (in_words.status, in_words.out.count(case)) == (0, 2)
        assert (swept.status, swept.document["code"]) == (5, "temporal_away")
        assert (verified.status, verified.document["result"]) == (0, "proved")
        [decision] = stands.document["decisions"]
        assert (stands.status, decision["what"], decision["outcome"]) == (5, f"the decision in {case}", "proved")
        assert (stands.document["open"], stands.document["temporal"]) == (2, False)
        for record in (case, meeting):
            chain, entries = await kept_of(story, record), await story.entries(record)
            replayed = await replay_record(record, chain, entries)
            assert replayed.first_difference() is None
            assert replayed.complete
            assert [kept.index for kept in chain] == list(range(1, len(chain) + 1))
            assert [kept.closed for kept in chain] == ["continued_as_new"] * (len(chain) - 1) + ["completed"]
        assert [(kept.index, kept.closed) for kept in third][-1] == (len(third), None)
        assert opened(third[-1]).history.workflow_id == story.records[3]

    async def _replayed(self, story: Story, case: str, html: Path) -> Said:
        return await self._desk(story).give(f"audit replay {case} --json --html {html}")

    @staticmethod
    def _desk(story: Story) -> Desk:
        return Desk(
            {
                "TEMPORAL_ADDRESS": story.server.address,
                "SAKSGANG_DATABASE_URL": story.register.url,
                "SAKSGANG_STATE_FOLDER": str(story.server.folder / "nothing-here"),
            }
        )
