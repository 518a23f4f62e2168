"""`saksgang`: the list of commands, and the way to each. A command's module is loaded when it is asked for.

Loading Temporal's SDK and SQLAlchemy takes seconds; whoever only asks what there is shall not wait for them. So the
list stands in `cli/contents.py`, and a test holds it to what the modules say.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.text import Text
from typer.core import TyperGroup

from cli.contents import ALONE, HELP, LAUNCHER, MODULES, SECTIONS
from cli.output import Out, Problem, Status, tell_problem, was_interrupted
from cli.streams import guard_streams
from local.ending import leave


class Saksgang(TyperGroup):
    """The commands, each loaded when it is used."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (typer's signature, here and below)
        """Every command, in the order of the list."""
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command or group of that name; its module is loaded here."""
        if cmd_name not in MODULES:
            return None
        module, attribute = MODULES[cmd_name]
        app = getattr(importlib.import_module(module), attribute)
        group = typer.main.get_group(app)
        group.name = cmd_name
        _say_no_type_of_flags(group)
        return group.commands.get(cmd_name, group) if attribute == "app" and cmd_name in group.commands else group

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command, or what was probably meant."""
        name = args[0] if args else ""
        if name in LAUNCHER:
            ctx.fail(f"{name} is done by ./saksgang in the project folder")
        if tuple(args[:2]) in ALONE:
            return " ".join(args[:2]), _alone(*args[:2]), args[2:]
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Every command with one line each."""
        list_commands()

    def invoke(self, ctx: Any) -> Any:
        """Run the command; interrupted before it began, it says so. One that had begun has said it itself."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(_stopped(as_json="--json" in sys.argv)) from None
        except Exception as error:
            if not was_interrupted(error):
                raise
            raise typer.Exit(_stopped(as_json="--json" in sys.argv)) from None

    def main(self, *arguments: Any, **extra: Any) -> Any:
        """Run what was asked; wrong usage ends with status 2, in words or as one JSON document."""
        alone = extra.pop("standalone_mode", True)
        given = _asked(next((a for a in (*arguments, extra.get("args")) if a is not None), sys.argv[1:]))
        options: dict[str, Any] = {**extra, "args": given, "standalone_mode": False}
        try:
            status = super().main(**options)
        except typer.TyperException as error:
            status = _misused(error, given)
        except typer.Abort:
            status = _stopped(as_json="--json" in given)
        if alone:
            sys.exit(status if isinstance(status, int) else 0)
        return status


def _alone(group: str, name: str) -> Any:
    """A command of a group; no other of the group is loaded."""
    alone = typer.Typer()
    importlib.import_module(ALONE[group, name]).add_to(alone)
    found = typer.main.get_group(alone)
    _say_no_type_of_flags(found)
    return found.commands[name]


def _say_no_type_of_flags(group: Any) -> None:
    """A flag takes nothing: no <bool> behind it in the help."""
    for command in group.commands.values():
        for option in command.params:
            if getattr(option, "is_flag", False):
                option.metavar = ""


app = typer.Typer(
    cls=Saksgang, name="saksgang", add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="markdown"
)


def _asked(given: Sequence[str]) -> list[str]:
    """`help case open` asks for the same as `./saksgang case open --help`."""
    if given and given[0] == "help":
        return [*given[1:], "--help"] if len(given) > 1 else []
    return list(given)


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415  (which few ask for)

        Out().line(f"saksgang {version('saksgang')}")
        raise typer.Exit


@app.callback(invoke_without_command=True, help="Carries a case from melding to binding beslutning.")
def _start(
    ctx: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell which version this is.")
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        list_commands()


def list_commands() -> None:
    """Every command with one line each, those of the launcher included."""
    out = Out()
    width = max(len(name) for name in HELP) + 2
    out.line("./saksgang carries a case from melding to binding beslutning.\n")
    for title, names in SECTIONS:
        out.line(title, style="bold")
        for name in names:
            out.line(Text(f"  {name:<{width}}", style="cyan") + Text(HELP[name], style="not cyan"))
        out.line()
    out.line(
        "./saksgang help COMMAND tells more, with examples; --version says which this is. Every command takes --json."
    )


def _stopped(*, as_json: bool) -> int:
    tell_problem(Problem(Status.INTERRUPTED, "interrupted", "Stopped", "nothing was sent"), as_json=as_json)
    return int(Status.INTERRUPTED)


def _misused(error: typer.TyperException, given: Sequence[str]) -> int:
    as_json, message = "--json" in given, error.format_message().replace("Value error, ", "")
    context = getattr(error, "ctx", None)
    if not message and not as_json:
        return int(Status.USAGE)  # a group without a command: its help has been shown
    path, usage = "./saksgang", ""
    if context is not None:
        path, usage = context.command_path, context.get_usage().strip().removeprefix("Usage: ")
    problem = Problem(
        Status.USAGE,
        "wrong_usage",
        message or "No command is named",
        remedy=f"{path} --help",
        more={"usage": usage},
        proof=(("usage", usage),),
    )
    tell_problem(problem, as_json=as_json)
    if context is not None and getattr(context.command.callback, "acts", False):
        _log_at_door(problem)
    return int(Status.USAGE)


def _log_at_door(problem: Problem) -> None:
    from cli.door import log_at_door, quiet_log  # noqa: PLC0415  (the command has loaded it)

    quiet_log()
    log_at_door(problem)


def main() -> None:
    """The entry point."""
    gc.set_threshold(50_000, 10, 10)  # what a command loads stays to its end: 0.1 s of its start
    guard_streams()
    try:
        try:
            app(prog_name="./saksgang")
        finally:
            sys.stdout.flush()
    except SystemExit as ended:
        leave(ended.code if isinstance(ended.code, int) else int(ended.code is not None))
