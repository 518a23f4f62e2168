"""How commands end, as processes: the status, what stands where, and nothing but JSON on standard output (D84)."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import uuid

import pytest
import typer
from pydantic_core import SchemaError
from typer.testing import CliRunner

from cli.door import Door, command
from cli.main import app
from tests.cli.desk import PROJECT, Desk
from tests.story import Story

OPEN = 'case open --as p-2h9c --title "Felles prosedyre" --summary s --proposal p'
CLOSED_PORT = "127.0.0.1:1"


async def test_0_done(told: Story, desk: Desk) -> None:
    answer = await desk.run(OPEN, "--json")

    assert answer.status == 0
    assert answer.document["outcome"] == "accepted"
    assert answer.document["next"] != []
    assert answer.err == ""


async def test_2_wrong_usage(told: Story, desk: Desk) -> None:
    answer = await desk.run("case open --json --nonsense")

    assert answer.status == 2
    assert answer.document["status"] == 2
    assert answer.document["title"] == "No such option: --nonsense"


async def test_3_refused(told: Story, desk: Desk) -> None:
    answer = await desk.run(f"{OPEN} --proposer-party atlantis --json")

    assert answer.status == 3
    assert answer.document["rule"] == "P-03"
    assert "Traceback" not in answer.err


async def test_4_conflict(told: Story, desk: Desk) -> None:
    act = uuid.uuid4()
    await desk.give(f"{OPEN} --act-id {act}")

    answer = await desk.give(f"{OPEN} --act-id {act} --proposer-party halden")

    assert answer.status == 4
    assert "That act id is taken; nothing was written" in answer.err


async def test_5_nothing_runs(desk: Desk) -> None:
    answer = await desk.run("case list --json", without=("TEMPORAL_ADDRESS", "SAKSGANG_DATABASE_URL"))

    assert answer.status == 5
    assert answer.document["code"] == "nothing_running"
    assert "./saksgang up" in answer.document["remedy"]


async def test_5_the_database_is_away(told: Story, desk: Desk) -> None:
    away = Desk({**desk.environment, "SAKSGANG_DATABASE_URL": f"postgresql://nobody@{CLOSED_PORT}/none"})

    answer = await away.give("case list")

    assert answer.status == 5
    assert "The database does not answer" in answer.err
    assert "saksgang doctor" in answer.err
    assert answer.out == ""


async def test_6_received_while_temporal_is_away_and_judged_later(told: Story, desk: Desk) -> None:
    act = str(uuid.uuid4())

    answer = await desk.run(f"{OPEN} --act-id {act} --json", TEMPORAL_ADDRESS=CLOSED_PORT)

    assert answer.status == 6
    assert answer.document["outcome"] is None
    await told.clock.idle()
    later = await desk.give(f"act show {act} --json")
    assert later.document["outcome"] == "accepted"
    assert later.document["received_at"] == answer.document["received_at"]


# A process of its own that is interrupted while its act is under way.
INTERRUPTED = """
import asyncio, typer
from cli.door import Door, command
app = typer.Typer()
@command(app, "wait", acts=True)
async def wait(door: Door) -> None:
    door.sent = True
    print("waiting", flush=True)
    await asyncio.sleep(60)
app()
"""


async def test_ctrl_c_says_how_to_go_on() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", INTERRUPTED, "--act-id", "0b0f6a52-7a0f-4b0e-9d3a-3f1a2b4c5d6e",
        cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert await process.stdout.readline() == b"waiting\n"

    process.send_signal(signal.SIGINT)
    _, err = await process.communicate()

    assert process.returncode == 130
    assert b"--act-id 0b0f6a52-7a0f-4b0e-9d3a-3f1a2b4c5d6e" in err
    assert b"Traceback" not in err


@pytest.mark.parametrize("told", [KeyboardInterrupt(), SchemaError('Error building "model": KeyboardInterrupt: ')])
def test_ctrl_c_before_anything_was_sent_says_so(monkeypatch: pytest.MonkeyPatch, told: BaseException) -> None:
    def interrupted(_name: str) -> None:
        raise told

    monkeypatch.setattr("cli.main.importlib.import_module", interrupted)

    answer = CliRunner().invoke(app, ["case", "list"])

    assert answer.exit_code == 130
    assert "nothing was sent" in answer.stderr


def test_1_a_fault_of_ours_is_said_to_be_one() -> None:
    falling = typer.Typer()

    @command(falling, "fall")
    async def fall(door: Door) -> None:
        raise KeyError("x")

    answer = CliRunner().invoke(falling, ["--json"])

    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["code"] == "fault"
    assert "KeyError" in answer.stderr


async def test_the_list_of_commands_comes_at_once() -> None:
    """It loads neither Temporal's SDK nor the database's; those take seconds."""
    code = (
        "import sys; from cli.main import app\n"
        "try: app(sys.argv[1:])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "print(sorted({'temporalio', 'sqlmodel', 'sqlalchemy', 'alembic'} & set(sys.modules)))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, "--help",
        cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(PROJECT)}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()

    assert process.returncode == 0
    assert out.decode().splitlines()[-1] == "[]"
    assert b"  test " in out
    assert b"  check " in out
    assert b"  case open " in out


async def test_a_closed_pipe_is_no_fault() -> None:
    script = f"for i in 1 2 3; do {sys.executable} -m cli | true; done"
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", script, cwd=PROJECT, stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    _, err = await process.communicate()

    assert err == b""


@pytest.mark.parametrize(
    ("streams", "status", "told"),
    [
        (">/dev/full", 120, "cannot be written (No space left on device)"),
        (">&-", 120, "cannot be written (Bad file descriptor)"),
        ("| true", 141, ""),
        ("2>&-", 3, "not fully checked"),
        (">&- 2>&-", 120, ""),
    ],
)
def test_what_cannot_be_written_says_nothing_of_a_proof(streams: str, status: int, told: str) -> None:
    """No 1, which would say that it is broken; and without standard error the words go on to standard output."""
    receipt = next((PROJECT / "docs/evidence-vectors/proved/log/receipts").iterdir())
    script = f'{sys.executable} -m cli audit receipt verify "$1" {streams}; exit ${{PIPESTATUS[0]}}'

    ended = subprocess.run(
        ["bash", "-c", script, "bash", receipt], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    said = ended.stdout + ended.stderr
    assert (ended.returncode, told in said, "Traceback" in said) == (status, True, False)
    assert bool(said) == bool(told)


def test_no_command_lists_them_and_says_so() -> None:
    answer = CliRunner().invoke(app, [])

    assert answer.exit_code == 0
    assert "./saksgang help COMMAND tells more" in answer.stdout
