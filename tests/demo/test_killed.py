"""Acceptance 4: the worker is killed in the middle of the second case and started again; the case ends the same."""

from __future__ import annotations

import asyncio
import io
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from rich.console import Console

from demo.ending import mail_faults
from demo.main import connect_to, make_schema, play, the_community
from demo.tale import Tale
from local.relay import TAKEN_LOG
from local.supervise import Parts
from models.entries import Entry, chain_fault
from models.submission import Submission
from register.database import Register
from register.queries import cases_of, entries_of, meetings_of, messages_for
from tests.short_tasks import with_short_tasks

pytestmark = pytest.mark.timeout(300)

# Temporal's test server never gives away what a killed worker had in its cache, so this one caches nothing.
UNCACHED = {"SAKSGANG_TEMPORAL__CACHED_WORKFLOWS": "0"}
# In the middle of the first roll call; at its close, without consensus; at the close of the last, as it binds.
# Which act of its kind, and how many seconds after it is submitted.
KILLS: dict[tuple[str, int], float] = {("take_position", 5): 0.01, ("close_item", 2): 0.02, ("close_item", 4): 0.05}

# What the record of the second case holds, whatever happens to the worker.
SECOND_CASE: Sequence[tuple[str, int]] = (
    ("case_registered", 1),
    ("case_classified", 1),
    ("paper_added", 1),
    ("placed_on_agenda", 1),
    ("papers_went_out", 1),
    ("case_item_opened", 1),
    ("contributed", 3),
    ("drofting_held", 1),
    ("placed_on_agenda", 1),
    ("forankring_asked", 1),
    ("left_agenda", 1),
    ("higher_body_demanded", 1),
    ("placed_on_agenda", 1),
    ("forankring_asked", 1),
    ("forankring_answered", 11),
    ("forankring_reminded", 1),
    ("forankring_answered", 3),
    ("forankring_closed", 1),
    ("papers_went_out", 1),
    ("case_item_opened", 1),
    ("position_taken", 13),
    ("no_consensus", 1),
    ("path_chosen", 1),
    ("text_amended", 1),
    ("objection_lapsed", 1),
    ("placed_on_agenda", 1),
    ("papers_went_out", 1),
    ("case_item_opened", 1),
    ("contributed", 2),
    ("drofting_held", 1),
    ("placed_on_agenda", 1),
    ("forankring_asked", 1),
    ("forankring_answered", 12),
    ("forankring_reminded", 1),
    ("forankring_answered", 1),
    ("forankring_reminded", 1),
    ("forankring_closed", 1),
    ("papers_went_out", 1),
    ("case_item_opened", 1),
    ("position_taken", 13),
    ("beslutning_made", 1),
    ("follow_up_due", 1),
    ("binding_effect", 11),
    ("binding_withheld", 1),
    ("binding_effect", 2),
    ("announced", 1),
    ("follow_up_opened", 13),
    ("follow_up_reminded", 1),
    ("reservation_answered", 1),
    ("binding_effect", 1),
    ("follow_up_due", 1),
    ("follow_up_opened", 1),
)


class Murderer:
    """Kills the worker while certain acts are on their way, and starts another."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._seen: Counter[str] = Counter()
        self._deeds: list[asyncio.Task[None]] = []

    async def watch(self, submission: Submission) -> None:
        """Is told of every act before it is submitted."""
        kind = submission.act.kind
        self._seen[kind] += 1
        wait = KILLS.get((kind, self._seen[kind]))
        if wait is not None:
            self._deeds.append(asyncio.create_task(self._kill(wait)))

    async def _kill(self, wait: float) -> None:
        await asyncio.sleep(wait)
        await self._parts.kill_worker()
        await self._parts.start_worker(UNCACHED)

    async def confess(self) -> int:
        """How often it killed."""
        return len(await asyncio.gather(*self._deeds))


@dataclass(frozen=True)
class Killed:
    """The second case and what stood around it, after three kills."""

    kills: int
    case: tuple[Entry, ...]
    chains: dict[str, tuple[Entry, ...]]
    messages: list[Any]
    mailbox: Path


@pytest_asyncio.fixture(scope="module")
async def killed() -> AsyncIterator[Killed]:
    community = the_community()
    async with Parts(migrate=make_schema) as parts:
        await parts.start_worker(UNCACHED)
        register = Register(parts.database_url)
        murderer = Murderer(parts)
        client = with_short_tasks(await connect_to(parts))
        tale = Tale(Console(file=io.StringIO()), "en", community)
        story = await play(parts, register, tale, community, on_act=murderer.watch, cases=(2,), client=client)
        async with register.reading() as connection:
            rows = [*await cases_of(connection, "ostfold"), *await meetings_of(connection, "ostfold")]
            chains = {row.record_id: await entries_of(connection, row.record_id) for row in rows}
            messages = await messages_for(connection, "ostfold")
        await register.close()
        yield Killed(await murderer.confess(), chains[story.cases[0]], chains, messages, parts.mailbox)


class TestWorkerKilledInTheSecondCase:
    """S-56: what was received and recorded does not depend on who works."""

    def test_the_worker_was_killed_three_times(self, killed: Killed) -> None:
        assert killed.kills == len(KILLS)

    def test_the_case_ends_the_same_entry_by_entry(self, killed: Killed) -> None:
        expected = [kind for kind, times in SECOND_CASE for _ in range(times)]

        assert [entry.body.kind for entry in killed.case] == expected

    def test_no_entry_is_missing_or_there_twice(self, killed: Killed) -> None:
        assert {record: chain_fault(chain) for record, chain in killed.chains.items()} == dict.fromkeys(killed.chains)

    def test_no_act_is_counted_twice(self, killed: Killed) -> None:
        positions = Counter(x.act.act_id for x in killed.case if x.act and x.body.kind == "position_taken")

        assert set(positions.values()) == {1}

    def test_every_mail_left_exactly_once(self, killed: Killed) -> None:
        taken = [json.loads(line) for line in (killed.mailbox / TAKEN_LOG).read_text().splitlines()]

        assert list(mail_faults(killed.messages, killed.mailbox)) == []
        assert not any(line["duplicate"] for line in taken)
        assert len(taken) == len(killed.messages) > 300
