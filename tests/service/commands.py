"""`up` and other commands as a person runs them: processes of their own, one state folder a test."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from local.installation import State, running_state
from local.supervise import PROJECT_FOLDER
from tests.local.processes import eventually, gone

READY = "Saksgang runs."
STARTS_WITHIN = 60.0  # seconds
STOPS_WITHIN = 30.0


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAKSGANG_", "TEMPORAL_"))}
    return {**kept, "SAKSGANG_STATE_FOLDER": str(folder), **more}


async def run(folder: Path, *arguments: str, **more: str) -> Said:
    """A command, to its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", *arguments,
        cwd=PROJECT_FOLDER, env=environment(folder, **more), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), STARTS_WITHIN)
    assert process.returncode is not None
    return Said(process.returncode, out.decode(), err.decode())


@dataclass
class Up:
    """A running `up`."""

    process: asyncio.subprocess.Process
    state: State
    told: str

    async def interrupted(self) -> Said:
        """Ctrl-C, and how it ended."""
        self.process.send_signal(signal.SIGINT)
        out, err = await asyncio.wait_for(self.process.communicate(), STOPS_WITHIN)
        assert self.process.returncode is not None
        return Said(self.process.returncode, self.told + out.decode(), err.decode())

    def left(self) -> list[int]:
        """The processes of it that still run."""
        pids = [process.pid for process in self.state.processes.values()]
        eventually(lambda: all(gone(pid) for pid in pids), seconds=3.0)
        return [pid for pid in pids if not gone(pid)]


@asynccontextmanager
async def service(folder: Path) -> AsyncIterator[Up]:
    """`up` in a folder, until the block ends or it is stopped."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "up",
        cwd=PROJECT_FOLDER, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        told = await asyncio.wait_for(_until_ready(process), STARTS_WITHIN)
        state = running_state(folder)
        assert state is not None
        yield Up(process, state, told)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.communicate()


async def _until_ready(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None and process.stderr is not None
    told = ""
    while READY not in told:
        line = await process.stdout.readline()
        if not line:
            raise AssertionError(f"ended before it was ready: {told}\n{(await process.stderr.read()).decode()}")
        told += line.decode()
    return told
