"""The log: for operations only; what happened in a case is in its record. Configured once in each process.

Readable in a terminal, otherwise one JSON line for each event, both to standard error and in UTC; what our
own code, Temporal's SDK and other libraries say comes out alike. A workflow that replays is silent. No name,
address or contact detail stands in a log line: tracebacks leave out local variables, and libraries that would
tell of addresses or of SQL are heard from warnings on.
"""

import json
import logging
import re
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from settings import LogSettings

_TALKATIVE: Final = (
    "aiosmtpd", "aiosmtplib", "alembic", "asyncio", "mail", "markdown_it", "psycopg", "sqlalchemy",
)  # fmt: skip

# What JSON lets stand unescaped and a terminal or a log viewer acts upon: C1 controls, line separators,
# marks that turn the direction of writing, halves of surrogate pairs.
_UNSEEN: Final = re.compile("[\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class LogFile:
    """A file that lines are added to, opened for each: a short command has few, and leaves nothing open."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, text: str) -> int:
        """Add it at the end."""
        with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            return file.write(text)

    def flush(self) -> None:
        """Nothing is held back."""

    @staticmethod
    def isatty() -> bool:
        """Nobody sits there."""
        return False


def configure(settings: LogSettings, stream: TextIO | LogFile | None = None) -> None:
    """Send every log line of this process, ours and the libraries', to `stream` (else standard error).

    Called again it replaces what it set up before. Import Temporal's SDK first where it is used: its loggers
    repeat the workflow's particulars in the text, which is turned off here only if it is loaded.
    """
    out = stream or sys.stderr
    as_json = settings.format == "json" or (settings.format == "auto" and not out.isatty())
    handler = _Handler(out)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*_shared(), structlog.stdlib.ExtraAdder(), _temporal_extra],
            processors=[
                _utc_time,
                ProcessorFormatter.remove_processors_meta,
                _facts_first,
                *_rendering(as_json, colours=out.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [*(old for old in root.handlers if not isinstance(old, _Handler)), handler]
    level = getattr(logging, settings.level.upper())
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(capture=True)
    _quieten_temporal()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            replay_gate,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_shared(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def replay_gate(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop the line while a workflow replays its history, else say which workflow or activity speaks.

    Raises:
        structlog.DropEvent: the line was written when the history was.
    """
    # Looked up, not imported: loading the SDK takes a second, and whoever has not loaded it runs no workflow.
    workflow = sys.modules.get("temporalio.workflow")
    if workflow is not None and workflow.in_workflow():
        if workflow.unsafe.is_replaying_history_events():
            raise structlog.DropEvent
        info = workflow.info()
        return {**event, "workflow_id": info.workflow_id, "run_id": info.run_id}
    activity = sys.modules.get("temporalio.activity")
    if activity is not None and activity.in_activity():
        info = activity.info()
        return {
            **event,
            "workflow_id": info.workflow_id,
            "activity_type": info.activity_type,
            "attempt": info.attempt,
        }
    return event


class _Handler(logging.StreamHandler[TextIO | LogFile]):
    """Ours, so that configuring again replaces it and nobody else's."""


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.StackInfoRenderer(),
    ]


def _rendering(as_json: bool, *, colours: bool) -> list[Processor]:
    if as_json:
        transform = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [structlog.processors.ExceptionRenderer(transform), _json_line]
    return [
        structlog.processors.ExceptionRenderer(),
        _visible,
        structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=32),
    ]


def _utc_time(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event["timestamp"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    return event


def _facts_first(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    first = {key: event[key] for key in ("timestamp", "level", "event", "logger") if key in event}
    return {**first, **event}


def _temporal_extra(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Of what Temporal's own loggers attach to their records, keep what names workflow and activity."""
    for attached in ("temporal_workflow", "temporal_activity"):
        particulars: dict[str, Any] = event.pop(attached, {})
        for name in ("workflow_id", "run_id", "activity_type", "attempt"):
            if name in particulars:
                event[name] = particulars[name]
    return event


def _quieten_temporal() -> None:
    for name, switch in (("workflow", "workflow_info_on_message"), ("activity", "activity_info_on_message")):
        module = sys.modules.get(f"temporalio.{name}")
        if module is not None:
            setattr(module.logger, switch, False)


def _json_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    line = json.dumps(event, ensure_ascii=False, default=str)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", line)


def _visible(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Show control characters instead of obeying them; only a traceback keeps its line ends."""
    return {
        key: _escaped(value, keep="\n\t" if key in {"exception", "stack"} else "")
        if isinstance(value, str)
        else value
        for key, value in event.items()
    }


def _escaped(text: str, keep: str) -> str:
    return "".join(
        sign
        if sign in keep or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else ascii(sign)[1:-1]
        for sign in text
    )
