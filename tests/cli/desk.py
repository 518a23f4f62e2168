"""Somebody at the command line of a running house: commands in this process, or as processes of their own."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cli.main import app

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output."""
        found: dict[str, Any] = json.loads(self.out)
        return found


class Desk:
    """A place to give commands from."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """`environment`: where the parts are."""
        self.environment = dict(environment)

    async def give(self, line: str, *more: str, stdin: str | None = None) -> Said:
        """A command in this process, in a thread: it has an event loop of its own."""
        given = [*shlex.split(line), *more]
        runner = CliRunner()
        result = await asyncio.to_thread(runner.invoke, app, given, env=self.environment, input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    async def run(self, line: str, *more: str, without: tuple[str, ...] = (), **changed: str) -> Said:
        """A command as a process."""
        environment = {**os.environ, **self.environment, **changed}
        for name in without:
            environment.pop(name, None)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli", *shlex.split(line), *more,
            cwd=PROJECT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        assert process.returncode is not None
        return Said(process.returncode, out.decode(), err.decode())
