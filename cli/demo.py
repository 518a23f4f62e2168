"""`saksgang demo`: two cases carried through a whole procedure on real parts, told as they go."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvloop
from rich.console import Console

from cli.door import quiet_log
from cli.output import Out, Problem, Status, tell_problem
from cli.refusals import explain
from demo.epilogue import document, tell_ending
from demo.files import FolderRefused
from demo.main import Stopped, perform, the_community
from demo.material import Language
from demo.tale import Tale, telling_console
from local.process import LocalError
from settings import SettingsError

app = typer.Typer(add_completion=False)


@app.command("demo", help="Watch two cases and an agreement go the whole way, with real parts and skipped time.")
def demo(
    out: Annotated[
        Path, typer.Option(help="The folder to write; one that an earlier demo wrote is replaced.")
    ] = Path("saksgang-demo"),
    language: Annotated[Language, typer.Option(help="The language of the telling: nb, nn or en.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of the telling.")] = False,
) -> None:
    """Status 0 only if both cases ended as they should; 2 where the folder is not ours to write."""
    quiet_log()
    community = the_community()
    console = Console(file=io.StringIO()) if as_json else telling_console(sys.stdout)
    tale = Tale(console, language, community)
    try:
        performed = uvloop.run(perform(out, tale, community))
    except FolderRefused as error:
        _fail(Problem(Status.USAGE, "folder_refused", "The demo was not started", str(error)), as_json=as_json)
    except Stopped:
        _fail(Problem(Status.INTERRUPTED, "interrupted", tale.say("stopped")), as_json=as_json)
    except (LocalError, SettingsError) as error:
        _fail(explain(error) or _broken(error, out), as_json=as_json)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  (the last place there is: whatever it is, the user is told)
        _fail(_broken(error, out), as_json=as_json)
    Out(as_json=as_json).document(document(performed))
    tell_ending(tale, performed)
    if performed.ending.differs:
        raise typer.Exit(int(Status.FAILURE))


def _broken(error: Exception, out: Path) -> Problem:
    title = "The story did not go its way"
    detail = f"{type(error).__name__}: {error}"
    remedy = f"what the parts logged is in {out / 'logs'}; tell whoever looks after the project"
    return Problem(Status.FAILURE, "story_broken", title, detail, remedy=remedy)


def _fail(problem: Problem, *, as_json: bool) -> NoReturn:
    tell_problem(problem, as_json=as_json)
    raise typer.Exit(int(problem.status))
