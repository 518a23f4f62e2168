"""One process that works: workflows, activities, dispatcher of unjudged acts, watchdog, archiver, the sender of mail.

The composition root: it reads the settings, wires, starts. `python worker.py`, or as a part of `saksgang up`.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import structlog
import uvloop
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.worker import Interceptor, Worker

from activities.checking import Checking
from activities.dates import compute_dates
from activities.ledger import Ledger
from activities.minuting import Minuting
from activities.outbox import RegisterOutbox
from activities.packing import Packing
from activities.post.address import House
from activities.post.relay import Relay
from activities.post.sender import Sender
from activities.witnessing import AskedOf, Witnessing
from archiver import Archiver, EndsTold
from audit.log.note import UnreadableNote
from audit.log.policy import read_policy
from cases import Cases, TemporalAway
from local.ending import leave
from local.installation import Addresses, find
from logs import configure
from models.histories import HOUSE
from register.archive import Bucket
from register.bucket import bucket_of
from register.community import ring
from register.database import Register
from register.post import hold_sender_lock
from register.standing import unattended
from settings import Settings, SettingsError, settings
from watchdog import Watchdog
from workflows.every import BUILD_ID, WORKFLOWS
from workflows.payloads import data_converter
from workflows.sandbox import runner

log = structlog.get_logger(__name__)

LOCK_CHECK = timedelta(seconds=5)
ASKED_AGAIN = 1.0  # seconds between two cancellations of what shall end
WITNESSES_LOOKED_FOR = 2.0  # seconds between two looks for cosignatures that a case waits for
FORSAKEN = timedelta(seconds=3)  # a caller judges its own act; after this the dispatcher does


@dataclass(frozen=True)
class Mail:
    """Where mail is handed over."""

    host: str
    port: int
    house: House
    asks: bool
    timeout: timedelta
    nemnda: str | None = None


def quiet_runtime() -> Runtime:
    """The SDK's own log lines only where something is wrong; ours go through structlog."""
    level = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=level)))


async def connect(address: str | None = None, *, runtime: Runtime | None = None) -> Client:
    """A Temporal client: by address, else as Temporal's own environment says."""
    config = ClientConfig.load_client_connect_config()
    if address is not None:
        config["target_host"] = address
    return await Client.connect(**config, data_converter=data_converter, runtime=runtime, identity=HOUSE)


def temporal_worker(
    client: Client,
    register: Register,
    task_queue: str,
    cached_workflows: int = 2_000,
    workflows: Sequence[type] = WORKFLOWS,
    *,
    interceptors: Sequence[Interceptor] = (),
    witnesses: AskedOf | None = None,
) -> Worker:
    """Workflows and activities on one task queue."""
    ledger, minuting, packing = Ledger(register), Minuting(register), Packing(register)
    checking, witnessing = Checking(register), Witnessing(register, witnesses)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=workflows,
        activities=[
            ledger.append,
            ledger.close_gate,
            minuting.write_minutes,
            compute_dates,
            packing.make_package,
            checking.check_record,
            witnessing.seek_witnesses,
        ],
        workflow_runner=runner(),
        interceptors=interceptors,
        build_id=BUILD_ID,
        max_cached_workflows=cached_workflows,
        # Without a cache the next task puts out a workflow that waits for a local activity, and its task is lost.
        max_concurrent_workflow_tasks=None if cached_workflows else 1,
        max_concurrent_local_activities=64,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
    )


class Dispatcher:
    """Sees to it that every received act is judged: those one record sent another, and those whose caller is gone.

    It also rings the clocks of communities, whose records no workflow holds.
    """

    def __init__(self, cases: Cases, register: Register) -> None:
        """`cases` judges; `register` says what waits."""
        self._cases, self._register = cases, register
        self._busy: dict[str, asyncio.Task[None]] = {}
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Look when woken, and every half second; an outage ends nothing."""
        while True:
            # Not wait_for, which keeps a cancellation to itself where the event comes in the same moment.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await self.woken.wait()
            self.woken.clear()
            try:
                await self._look()
            except Exception:
                log.exception("dispatch_failed")
                await asyncio.sleep(1)

    async def _look(self) -> None:
        async with self._register.reading() as connection:
            found = await unattended(connection, older_than=FORSAKEN)
        for record, clock, due_at in found.due:
            async with self._register.transaction() as connection:
                await ring(connection, record, clock, due_at)
        for record in found.records:
            if record not in self._busy:
                self._busy[record] = asyncio.create_task(self._judge(record))

    async def _judge(self, record: str) -> None:
        try:
            if not await self._cases.judge(record):
                await asyncio.sleep(1)  # a workflow whose task fails is refused at once
        except Exception:
            log.exception("judging_failed", record=record)
            await asyncio.sleep(1)
        finally:
            del self._busy[record]
            self.woken.set()


async def tell_of_witnesses(cases: Cases, witnessing: Witnessing) -> None:
    """Wake the cases that wait for witnesses once enough have seen them; an outage ends nothing (P-19)."""
    while True:
        await asyncio.sleep(WITNESSES_LOOKED_FOR)
        try:
            for record in await witnessing.seen_enough():
                await cases.poke(record)
        except (SQLAlchemyError, TemporalAway) as error:
            log.warning("witnesses_wait", error=type(error).__name__)
        except Exception:
            log.exception("witnessing_failed")


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel tasks until they have ended.

    Once is not enough: `asyncio.wait_for`, which libraries wait with (aiosmtplib for every answer), keeps a
    cancellation to itself where what it waits for comes in the same moment, and the task goes on for ever.
    """
    running = {task for task in tasks if not task.done()}
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=ASKED_AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)


async def listen(url: str, channels: dict[str, asyncio.Event]) -> None:
    """Set an event whenever the register notifies its channel; reconnects by itself."""
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
                for channel in channels:
                    await connection.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(channel)))
                async for notice in connection.notifies():
                    channels[notice.channel].set()
        except psycopg.Error as error:
            log.warning("listening_lost", error=type(error).__name__)
            await asyncio.sleep(1)


async def send_mail(register: Register, mail: Mail, woken: asyncio.Event) -> None:
    """Be the one sender while the lock is ours; wait while another process is, begin again when it is lost."""
    while True:
        try:
            async with register.engine.connect() as holding:
                while not await hold_sender_lock(holding):
                    await holding.rollback()
                    await asyncio.sleep(1)
                await holding.commit()
                await _send_while_held(register, mail, woken, holding)
        except SQLAlchemyError as error:
            log.warning("sender_lock_lost", error=type(error).__name__)
            await asyncio.sleep(1)


async def _send_while_held(register: Register, mail: Mail, woken: asyncio.Event, holding: AsyncConnection) -> None:
    sender = Sender(
        RegisterOutbox(register, lease=mail.timeout + timedelta(seconds=10), nemnda=mail.nemnda),
        Relay(
            mail.host, mail.port, from_address=mail.house.from_address, timeout_seconds=mail.timeout.total_seconds()
        ),
        mail.house,
        asks=mail.asks,
        settle=mail.timeout,
    )
    poking, sending = asyncio.create_task(_poke(sender, woken)), asyncio.create_task(sender.run())
    try:
        while not sending.done():
            await asyncio.wait({sending}, timeout=LOCK_CHECK.total_seconds())
            await holding.execute(text("SELECT 1"))  # raises when the connection, and with it the lock, is gone
            await holding.commit()
        sending.result()
    finally:
        sender.stop()
        await end(poking, sending)


async def _poke(sender: Sender, woken: asyncio.Event) -> None:
    while True:
        await woken.wait()
        woken.clear()
        sender.poke()


@contextlib.asynccontextmanager
async def working(
    client: Client,
    register: Register,
    task_queue: str,
    mail: Mail,
    *,
    cached_workflows: int = 2_000,
    workflows: Sequence[type] = WORKFLOWS,
    bucket: Bucket | None = None,
    witnesses: AskedOf | None = None,
) -> AsyncIterator[None]:
    """Everything a worker does, for as long as the block runs."""

    async def give_client() -> Client:
        return client

    cases = Cases(register, give_client, task_queue=task_queue)
    dispatcher = Dispatcher(cases, register)
    archiver = Archiver(give_client, register, bucket)
    outbox = asyncio.Event()
    hands = temporal_worker(
        client,
        register,
        task_queue,
        cached_workflows,
        workflows,
        interceptors=[EndsTold(archiver.tell)],
        witnesses=witnesses,
    )
    async with hands:
        tasks = [
            asyncio.create_task(dispatcher.run()),
            asyncio.create_task(Watchdog(cases, register, compares=cached_workflows > 0).run()),
            asyncio.create_task(listen(register.url, {"intake": dispatcher.woken, "outbox": outbox})),
            asyncio.create_task(send_mail(register, mail, outbox)),
            asyncio.create_task(archiver.run()),
            asyncio.create_task(tell_of_witnesses(cases, Witnessing(register, witnesses))),
        ]
        try:
            yield
        finally:
            await end(*tasks)


async def main(chosen: Settings) -> None:
    """Work until told to stop."""
    # PERFORMANCE: what is loaded stays to the end; to look through it for what is not needed any more, every some
    # hundred values made, took a tenth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    found = find(chosen.state_folder, chosen.environment())
    register = Register(found.database_url)
    client = await connect(found.temporal, runtime=quiet_runtime())
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    working_now = working(
        client,
        register,
        chosen.temporal.task_queue,
        mail_of(chosen, found),
        cached_workflows=chosen.temporal.cached_workflows,
        bucket=bucket_of(**chosen.archive.plain()),
        witnesses=witnesses_of(chosen),
    )
    async with working_now:
        log.info("worker_ready", task_queue=chosen.temporal.task_queue)
        await stop.wait()
    await register.close()
    log.info("worker_stopped")


def witnesses_of(chosen: Settings) -> AskedOf | None:
    """The witnesses whose cosignatures count, where the settings name a file of them."""
    asked = chosen.checkpoints
    if asked.witness_file is None:
        return None
    try:
        policy = read_policy(asked.witness_file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, UnreadableNote) as error:
        raise SettingsError(f"{asked.witness_file} names no witnesses: {error}") from error
    return AskedOf(asked.origin, tuple(witness.key for witness in policy.witnesses.values()))


def mail_of(chosen: Settings, found: Addresses) -> Mail:
    """Where the settings, or else this folder's own relay, take the mail."""
    port = chosen.mail.port or (found.state.relay_port if found.state else None)
    if port is None:
        raise SettingsError("no relay is named: set SAKSGANG_MAIL__PORT, or run './saksgang up' in this folder")
    return Mail(
        host=chosen.mail.host,
        port=port,
        house=House(domain=chosen.mail.domain, from_address=chosen.mail.from_address),
        asks=chosen.mail.reconcile == "vrfy",
        timeout=timedelta(seconds=chosen.mail.timeout_seconds),
        nemnda=chosen.mail.nemnda_address,
    )


if __name__ == "__main__":
    configure(settings().log)
    uvloop.run(main(settings()))
    leave(0)
