"""The list of commands says what the commands say of themselves, and leaves none out."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from cli.contents import ALONE, HELP, LAUNCHER, MODULES, SECTIONS
from cli.main import app
from settings import PROJECT_FOLDER
from tests.audit.bundle import made


def described() -> dict[str, str]:
    """Every command, with the first sentence of its help."""
    found: dict[str, str] = {}
    for name, (module, attribute) in MODULES.items():
        group = typer.main.get_group(getattr(importlib.import_module(module), attribute))
        if attribute == "app" and name in group.commands:
            found[name] = group.commands[name].get_short_help_str(200)
        else:
            found |= {f"{name} {c}": of.get_short_help_str(200) for c, of in commands_in(group)}
    return found


def commands_in(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command of a group and of the groups in it, by the words after the group's name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_in(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def test_the_list_is_what_the_commands_say() -> None:
    assert {name: help_ for name, help_ in HELP.items() if name not in LAUNCHER} == described()


def test_every_command_stands_in_one_section() -> None:
    listed = [name for _, names in SECTIONS for name in names]

    assert sorted(listed) == sorted(HELP)


def test_every_command_gives_json() -> None:
    for name, (module, attribute) in MODULES.items():
        group = typer.main.get_group(getattr(importlib.import_module(module), attribute))
        for words, command in commands_in(group):
            options = {option for parameter in command.params for option in parameter.opts}
            assert "--json" in options, f"{name} {words}"


def test_no_help_breaks_a_line_where_the_source_does() -> None:
    """The reader's window is narrower: a line broken by us and by it is broken twice."""
    for name, (module, attribute) in MODULES.items():
        group = typer.main.get_group(getattr(importlib.import_module(module), attribute))
        for words, command in commands_in(group):
            assert command.help and not any("\n" in part for part in command.help.split("\n\n")), f"{name} {words}"


def test_what_is_loaded_alone_is_the_same_command() -> None:
    whole: Any = typer.main.get_group(app)
    for group, name in ALONE:
        among = whole.get_command(typer.Context(whole), group).commands[name]
        words, alone, rest = whole.resolve_command(typer.Context(whole), [group, name, "FILE"])

        assert (words, rest) == (f"{group} {name}", ["FILE"])
        assert (alone.help, [p.opts for p in alone.params]) == (among.help, [p.opts for p in among.params])


def test_a_file_is_told_of_without_a_register(tmp_path: Path) -> None:
    """Nothing of the register is loaded, nor what writes pages and papers."""
    file = tmp_path / "sak.zip"
    file.write_bytes(made.written())
    code = (
        "import sys; from cli.main import app\n"
        "for asked in ('verify', 'questions', 'replay'):\n"
        f"  try: app(['audit', asked, {str(file)!r}])\n"
        "  except SystemExit as ended: assert ended.code == 3\n"
        f"print(sorted(sys.modules.keys() & {{'register', 'sqlalchemy', 'psycopg', 'jinja2', 'typst', 'babel'}}))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_FOLDER, capture_output=True, check=True)

    assert done.stdout.splitlines()[-1] == b"[]"
