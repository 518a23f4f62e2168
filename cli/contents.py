"""What there is to ask for: every command with its one line, and the module behind it."""

from __future__ import annotations

from typing import Final

# Command or group -> the module, and the typer app in it.
MODULES: Final[dict[str, tuple[str, str]]] = {
    "demo": ("cli.demo", "app"),
    "up": ("cli.service", "app"),
    "doctor": ("cli.service", "app"),
    "bench": ("cli.service", "app"),
    "community": ("cli.community", "app"),
    "roster": ("cli.roster", "app"),
    "case": ("cli.case", "app"),
    "meeting": ("cli.meeting", "app"),
    "position": ("cli.acts", "position"),
    "objection": ("cli.acts", "objection"),
    "forankring": ("cli.acts", "forankring"),
    "act": ("cli.acts", "act"),
    "document": ("cli.document", "app"),
    "mail": ("cli.mail", "app"),
    "register": ("cli.register", "app"),
}

# Done by ./saksgang itself, before there is a Python to run.
LAUNCHER: Final = ("test", "check")

HELP: Final[dict[str, str]] = {
    "demo": "Watch two cases go through the Østfold procedure, with real parts and skipped time.",
    "test": "Run every test, on the same real parts.",
    "check": "What CI runs: format, lint, types, import arrows, tests.",
}

SECTIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (("Try it", ("demo", "test", "check")),)
