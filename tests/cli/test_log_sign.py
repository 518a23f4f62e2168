"""The log's signer as it runs: once in each cadence, however fast the log grows (C8)."""

from __future__ import annotations

import asyncio
import os
import sys
from itertools import pairwise
from pathlib import Path

from sqlalchemy import text

from register.database import Register
from settings import CheckpointSettings
from tests.cli.desk import PROJECT
from tests.register.brought import brought

CADENCE, SIGNATURES = 1.0, 4
EARLY = 0.01  # by which a timer may ring before its time, by another clock


async def test_it_signs_once_in_each_cadence_however_fast_the_log_grows(register: Register, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SAKSGANG_DATABASE_URL": register.url,
        "SAKSGANG_STATE_FOLDER": str(tmp_path),
        "SAKSGANG_CHECKPOINTS__CADENCE_SECONDS": str(CADENCE),
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
    }
    await brought(register, "En sak")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "log", "sign",
        cwd=PROJECT, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            while len(signed := await _signed_at(register)) < SIGNATURES:
                await brought(register, "En sak til")
                await asyncio.sleep(CADENCE / 10)
    finally:
        process.terminate()
        await process.wait()

    assert min(after - before for before, after in pairwise(signed)) > CADENCE - EARLY
    assert CheckpointSettings().cadence_seconds == 10


async def _signed_at(register: Register) -> list[float]:
    async with register.reading() as connection:
        rows = await connection.scalars(
            text("SELECT extract(epoch FROM stored_at) FROM log_checkpoint ORDER BY place")
        )
        return [float(row) for row in rows]
