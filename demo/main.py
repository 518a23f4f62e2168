"""The demo: starts the parts, has the story carried, checks how it ended, and writes what it left behind."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from temporalio.client import Client

from cases import Cases
from demo.auditor import FOLDER, Audited, Auditor, Letter, all_signed, log_begun
from demo.clock import StoryClock
from demo.desk import Desk, OnAct
from demo.ending import Ending, look
from demo.files import DemoFolder, Written
from demo.story import Story
from demo.tale import Tale
from local.supervise import NEMNDA, NEMNDA_ADDRESS, Parts, on_stop_signal
from models.base import RecordId
from models.roster import PartyKind
from procedures.loading import DEMO_PROCEDURE, DEMO_ROSTER, Community, load_community
from register.database import Register
from register.queries import messages_for
from register.schema import upgrade
from settings import settings
from worker import connect, quiet_runtime

DAYS_OF_A_MONTH = 30.4
CADENCE = "SAKSGANG_CHECKPOINTS__CADENCE_SECONDS"


class Stopped(Exception):
    """Somebody asked us to stop."""


@dataclass(frozen=True)
class Performance:
    """What came of the demo."""

    ending: Ending
    audited: Audited
    written: Written
    months: int  # of the story
    seconds: float  # of the machine


def the_community() -> Community:
    """The health community of the story."""
    return load_community(DEMO_PROCEDURE, DEMO_ROSTER)


def make_schema(owner_url: str) -> None:
    """A register whose clock may be moved."""
    upgrade(owner_url, story=True)


async def perform(place: Path, tale: Tale, community: Community) -> Performance:
    """The whole demo. Nothing is left running, whatever happens; a folder is written only when the story is told.

    Raises:
        FolderRefused: the folder is not ours to write; nothing was started.
        LocalError: a part does not run on this machine.
        Stopped: SIGINT, SIGTERM or SIGHUP came.
        Exception: the story did not go its way; what the parts logged is in the folder.
    """
    folder = DemoFolder(place)
    try:
        playing = asyncio.ensure_future(_perform(folder, tale, community))
        with on_stop_signal(playing.cancel):
            await asyncio.wait({playing})
        if playing.cancelled():
            raise Stopped
        return playing.result()
    finally:
        folder.discard()


async def _perform(folder: DemoFolder, tale: Tale, community: Community) -> Performance:
    began = time.monotonic()
    tale.title()
    parts = Parts(migrate=make_schema)
    with tale.working("starting"):
        await parts.__aenter__()
    try:
        with tale.working("starting"):
            await parts.start_worker({NEMNDA_ADDRESS: NEMNDA})
            parts.start_signer({CADENCE: "1"})
        tale.aside("started", seconds=f"{time.monotonic() - began:.0f}")
        performed = await _play_and_write(parts, folder, tale, community)
    except BrokenPipeError:  # whoever listened has gone: nothing went wrong here
        raise
    except Exception:
        folder.keep_logs(parts.folder)
        folder.publish()
        raise
    finally:
        await parts.__aexit__(None, None, None)
    folder.publish()
    ending, audited, written, months = performed
    return Performance(ending, audited, written, months, time.monotonic() - began)


async def _play_and_write(
    parts: Parts, folder: DemoFolder, tale: Tale, community: Community
) -> tuple[Ending, Audited, Written, int]:
    register = Register(parts.database_url)
    try:
        story = await play(parts, register, tale, community, agreement=True)
        ending = await end(story, parts)
        audited = await audit(story, parts, folder, tale)
        ending = replace(ending, differs=(*ending.differs, *audited.differs))
        written = await folder.write(register, story.desk.community, parts.mailbox, tale)
        days = (await story.desk.clock.now() - story.began).days
    finally:
        await register.close()
    if ending.differs:
        folder.keep_logs(parts.folder)
    return ending, audited, written, round(days / DAYS_OF_A_MONTH)


async def play(
    parts: Parts,
    register: Register,
    tale: Tale,
    community: Community,
    *,
    on_act: OnAct | None = None,
    cases: Sequence[int] = (1, 2),
    agreement: bool = False,
    client: Client | None = None,
) -> Story:
    """Carry the cases on parts that run.

    Args:
        parts: PostgreSQL, the test server, the relay; and somewhere a worker.
        register: The register on them.
        tale: Who tells it.
        community: Whose cases they are.
        on_act: Is told of each act before it is submitted.
        cases: Which of the two.
        agreement: Whether the agreement's story is told too.
        client: How Temporal is reached; one of our own when None.
    """
    client = client or await connect_to(parts)

    async def give_client() -> Client:
        return client

    queue = settings().temporal.task_queue
    clock = StoryClock(register, parts.clock, client, patience=60)
    door = Cases(register, give_client, task_queue=queue)
    desk = Desk(door, register, clock, community=community.roster_file.roster.community, on_act=on_act)

    async def signed() -> None:
        if parts.signer.started:  # then no letter leaves without a checkpoint
            await log_begun(register, desk.community)

    story = Story(desk, tale, community, before_letters=signed)
    await story.carry(cases, agreement=agreement)
    with tale.working("posting"):
        await clock.idle(mail=True)
    return story


async def audit(story: Story, parts: Parts, folder: DemoFolder, tale: Tale) -> Audited:
    """An auditor looks at the case that was contested, and at a forgery of it."""
    with tale.working("signing"):
        await all_signed(story.desk.register)
        auditor = Auditor(folder.inside(FOLDER), parts.environment)
        letters = await _letters_to_municipalities(story, story.cases[-1], parts.mailbox)
        return await auditor.look(story.cases[-1], letters, tale.say("forged_sentence"))


async def _letters_to_municipalities(story: Story, case: RecordId, mailbox: Path) -> list[Letter]:
    """What they received about a case, in the order in which it was owed."""
    municipalities = {party.party for party in story.roster.parties if party.kind is PartyKind.MUNICIPALITY}
    async with story.desk.register.reading() as connection:
        rows = await messages_for(connection, story.desk.community, record=case)
    to = [(row.recipient.get("party"), mailbox / f"{row.message_id}.eml") for row in rows]
    return [Letter(party, file) for party, file in to if party in municipalities]


async def connect_to(parts: Parts) -> Client:
    """A Temporal client for these parts and no others."""
    with environment(parts.environment):
        return await connect(parts.temporal_address, runtime=quiet_runtime())


async def end(story: Story, parts: Parts) -> Ending:
    """How it ended, by what the register and the mailbox hold."""
    desk = story.desk
    return await look(
        desk.register,
        desk.community,
        story.cases,
        parts.mailbox,
        story.procedure,
        story.roster,
        agreements=story.agreements,
    )


@contextmanager
def environment(told: Mapping[str, str]) -> Iterator[None]:
    """This process sees the parts and no Temporal profile of the person who runs it, while the block runs."""
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("TEMPORAL_")}
    before |= {name: os.environ[name] for name in told if name in os.environ}
    os.environ.update(told)
    try:
        yield
    finally:
        for name in told:
            os.environ.pop(name, None)
        os.environ.update(before)
