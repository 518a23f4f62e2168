"""Every exception a command can end with, as a problem: the status, the words and the remedy.

What has no line here is a fault of ours and is shown as one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from cli.output import Failed, Problem, Status
from local.installation import AlreadyRunningError, NothingRunningError
from local.process import LocalError
from models.periods import NotComputable
from models.rulebook import Refusal
from procedures.faults import FileRefused
from settings import SettingsError

RUNS = "use it as it runs, or end it with Ctrl-C in its own terminal and start it again"
START = "start it with `./saksgang up` in another terminal, and give the command again"


def explain(error: BaseException) -> Problem | None:
    """The problem an exception means, or None where it is a fault of ours."""
    match error:
        case Failed():
            return error.problem
        case ValidationError():
            return invalid(error)
        case NothingRunningError():
            return _nothing_runs(error)
        case AlreadyRunningError():
            return Problem(Status.CONFLICT, "already_running", "It runs already", str(error), remedy=RUNS)
        case LocalError():
            return Problem(Status.FAILURE, "part_failed", "A part of the installation failed", str(error))
        case SettingsError():
            return Problem(Status.USAGE, "wrong_setting", "A setting cannot be used", str(error))
        case NotComputable():
            no = error.refusal
            title = "No last day can be computed"
            return Problem(Status.REFUSED, no.code.value, title, no.detail, no.rule, no.remedy)
        case FileRefused():
            faults = [fault.model_dump() for fault in error.faults]
            return Problem(
                Status.USAGE, "file_refused", "The file cannot be used", str(error), more={"faults": faults}
            )
        case _:
            return _of_what_is_loaded(error)


def _nothing_runs(error: NothingRunningError) -> Problem:
    if error.starting:
        title, remedy = "It is starting", "try again in some seconds"
        return Problem(Status.UNAVAILABLE, "starting", title, str(error), remedy=remedy)
    return Problem(Status.UNAVAILABLE, "nothing_running", "Nothing runs here", str(error), remedy=START)


def _of_what_is_loaded(error: BaseException) -> Problem | None:
    """Errors of modules that take long to load: looked up, for who has not loaded one cannot have got its errors."""
    if "sqlalchemy" in sys.modules:
        from cli.refusals_of_register import explain_register  # noqa: PLC0415

        problem = explain_register(error)
        if problem is not None:
            return problem
    if _is(error, "temporalio.service", "RPCError"):
        title, remedy = "Temporal does not do what it is asked", "see what runs: `./saksgang doctor`"
        return Problem(Status.UNAVAILABLE, "temporal_failed", title, str(error), remedy=remedy)
    if _is(error, "register.schema", "SchemaTooNew"):
        title, remedy = "The register is too new", "use the version of saksgang that made it, or a later one"
        return Problem(Status.UNAVAILABLE, "schema_too_new", title, str(error), remedy=remedy)
    if _is(error, "cli.signing", "KeyMissing"):
        title, remedy = "The log's keys are not here", "give the command where `./saksgang log sign` runs"
        return Problem(Status.UNAVAILABLE, "key_missing", title, str(error), remedy=remedy)
    if _is(error, "audit.log.note", "Unproved") or _is(error, "register.log", "LogBroken"):
        title = "The log in the register is not what was signed"
        remedy = (
            "keep the database as it is; `./saksgang audit compare` with a checkpoint that somebody holds says more"
        )
        return Problem(Status.FAILURE, "log_differs", title, str(error), remedy=remedy)
    if _is(error, "audit.log.note", "UnreadableNote"):
        return Problem(Status.USAGE, "unreadable", "That cannot be read", str(error))
    refusal = getattr(error, "refusal", None)
    if _is(error, "cases", "Refused") and isinstance(refusal, Refusal):
        title = "Refused at the door; nothing was written"
        return Problem(Status.REFUSED, refusal.code.value, title, refusal.detail, refusal.rule, refusal.remedy)
    return None


def _is(error: BaseException, module: str, name: str) -> bool:
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(error, getattr(loaded, name))


SHAPES = {
    "case": "a case is case-COMMUNITY-YEAR-NUMBER, or short 2026-1",
    "meeting": "a meeting is meeting-COMMUNITY-BODY-YEAR-NUMBER, or short BODY-2027-1",
}


def no_such_record(wanted: str, kind: str = "record", near: Sequence[str] = ()) -> Problem:
    """There is no case, meeting or community of that id; the same words whether or not another community has it."""
    lists = (
        f"`./saksgang {kind} list` shows"
        if kind in SHAPES
        else "`./saksgang case list` and `./saksgang meeting list` show"
    )
    remedy = f"{meant(near)}{lists} what there is"
    title = f"There is no {f'{kind} ' if kind in SHAPES else ''}{shortened(wanted)!r} here"
    return Problem(Status.REFUSED, "no_such_record", title, SHAPES.get(kind, ""), remedy=remedy)


def meant(near: Sequence[str]) -> str:
    """`perhaps 2026-1 was meant; `, or nothing."""
    return f"perhaps {' or '.join(near)} {'was' if len(near) == 1 else 'is'} meant; " if near else ""


def invalid(error: ValidationError) -> Problem:
    """What of the content will not do, field by field, in the words of the options."""
    faults = list(
        dict.fromkeys(_fault(dict(detail)) for detail in error.errors(include_input=False, include_url=False))
    )
    title = "That cannot be read; nothing was written"
    remedy = "put it right and give the command again"
    return Problem(Status.USAGE, "unreadable", title, "\n".join(faults[:10]), remedy=remedy)


# Pydantic's kinds of fault in the words of somebody who fills in options; {} is the limit.
_FAULTS = {
    "extra_forbidden": "is no field here; the command's --help names those there are",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {} characters",
    "too_long": "is longer than {} characters",
    "too_short": "is empty",
}


_NO_ID = "is not an id: letters without accents, digits, '.', '_' and '-', at most 80"


def _fault(detail: dict[str, Any]) -> str:
    where = ".".join(str(step) for step in detail["loc"]).replace("_", "-")
    limit = detail.get("ctx", {}).get("max_length", "")
    known = _FAULTS.get(detail["type"])
    what = known.format(limit) if known else str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "string_pattern_mismatch":
        digest = "{64}" in detail["ctx"]["pattern"]
        what = "is not a digest: 64 of the signs 0-9 and a-f" if digest else _NO_ID
    return f"{where}: {what}" if where else what


def shortened(text: str, most: int = 60) -> str:
    """What somebody wrote, not longer than a screen takes."""
    return text if len(text) <= most else f"{text[:most]}..."
