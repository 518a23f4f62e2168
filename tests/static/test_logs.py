"""The log: one line an event, alike for all who speak, silent on replay, harmless to whoever reads it."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

import logs
from settings import PROJECT_FOLDER, LogSettings
from tests.static.talking_workflow import TalkingWorkflow, speak


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    logs.configure(LogSettings(format="json"), stream)
    return stream


def written(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_our_lines_and_the_libraries_lines_come_out_alike(out: io.StringIO) -> None:
    structlog.get_logger("worker").info("position_taken", case_id="case-1", seat_id="M3")
    logging.getLogger("temporalio.worker").warning("Slow %s", "poller")

    ours, theirs = written(out)

    assert ours.items() >= {"event": "position_taken", "level": "info", "logger": "worker", "seat_id": "M3"}.items()
    assert theirs.items() >= {"event": "Slow poller", "level": "warning", "logger": "temporalio.worker"}.items()
    assert datetime.fromisoformat(ours["timestamp"]).utcoffset() == timedelta(0)


def test_a_line_is_one_line_whatever_it_holds(out: io.StringIO) -> None:
    text = "æøå\n\x1b[31m\x85\u2028\u202e\ud800"

    structlog.get_logger().info("text_refused", text=text)

    line = out.getvalue()
    assert line.count("\n") == 1
    assert "æøå\\n\\u001b[31m\\u0085\\u2028\\u202e\\ud800" in line
    assert json.loads(line)["text"] == text


def test_a_terminal_is_shown_control_characters_and_does_not_obey_them() -> None:
    out = io.StringIO()
    logs.configure(LogSettings(format="terminal"), out)

    logging.getLogger("library").warning("hei \x1b[2J\u202e")
    structlog.get_logger("worker").info("text_refused", text="\x1b]0;x\x07")

    assert "\x1b" not in out.getvalue()
    assert "\u202e" not in out.getvalue()


def test_a_traceback_tells_no_local_variable(out: io.StringIO) -> None:
    address = "noen@example.org"

    try:
        assert not address
    except AssertionError:
        structlog.get_logger().exception("append_failed")

    assert written(out)[0]["exception"][0]["exc_type"] == "AssertionError"
    assert '"locals"' not in out.getvalue()


def test_libraries_that_tell_of_addresses_are_heard_from_warnings_on(out: io.StringIO) -> None:
    logging.getLogger("mail.log").info("sender: noen@example.org")
    logging.getLogger("sqlalchemy.engine").info("INSERT INTO person")
    logging.getLogger("mail.log").warning("connection lost")

    assert [line["event"] for line in written(out)] == ["connection lost"]


def test_configuring_again_replaces_and_does_not_double(out: io.StringIO) -> None:
    again = io.StringIO()
    logs.configure(LogSettings(format="json", level="error"), again)

    logging.getLogger("worker").error("append_failed")
    logging.getLogger("worker").warning("relay_slow")

    assert out.getvalue() == ""
    assert [line["event"] for line in written(again)] == ["append_failed"]


def test_a_command_that_needs_no_temporal_and_no_database_does_not_load_them() -> None:
    """`audit verify` replays histories at its end, and asks a database at no time."""
    code = (
        "import importlib, sys, logs, settings, structlog; logs.configure(settings.LogSettings());"
        "from cli.contents import ALONE; [*map(importlib.import_module, ALONE.values())];"
        "structlog.get_logger().info('x'); sys.exit(sorted(sys.modules.keys() & {'temporalio', 'sqlalchemy'}) or 0)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_FOLDER, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


async def test_a_workflow_is_named_and_silent_on_replay(out: io.StringIO) -> None:
    """Without a cache each task replays the whole history before it: every line still comes once."""
    server = str(Path(sys.executable).with_name("temporal-test-server"))

    async with (
        await WorkflowEnvironment.start_time_skipping(test_server_existing_path=server) as environment,
        Worker(
            environment.client,
            task_queue="talk",
            workflows=[TalkingWorkflow],
            activities=[speak],
            max_cached_workflows=0,
        ),
    ):
        await environment.client.execute_workflow(TalkingWorkflow.run, id="talk-1", task_queue="talk")

    said = [line for line in written(out) if line["event"] in {"step_taken", "step_told", "activity_spoke"}]
    assert [line["step"] for line in said if line["event"] == "step_taken"] == [1, 2, 3]
    assert [line["step"] for line in said if line["event"] == "step_told"] == [1, 2, 3]
    assert len(said) == 9
    assert {line["workflow_id"] for line in said} == {"talk-1"}
