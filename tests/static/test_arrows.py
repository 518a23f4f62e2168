"""The import arrows of the single files beside the packages, which import-linter does not read."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = set(PROJECT["tool"]["importlinter"]["root_packages"])
FILES = {"cases", "archiver", "watchdog", "settings", "logs", "worker"}


def imported(path: Path) -> set[str]:
    """The rooms that a file imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in names if name.split(".")[0] in PACKAGES | FILES}


@pytest.mark.parametrize(
    ("file", "may_import"),
    [
        ("settings.py", set()),
        ("logs.py", {"settings"}),
        ("cases.py", {"models", "rules", "workflows", "register"}),
        ("watchdog.py", {"models", "register", "cases"}),
        ("archiver.py", {"models", "register", "audit"}),
        ("worker.py", (PACKAGES | FILES) - {"cli"}),
    ],
)
def test_a_single_file_imports_only_what_lies_below_it(file: str, may_import: set[str]) -> None:
    found = imported(ROOT / file)

    assert {name for name in found if name.split(".")[0] not in may_import} == set()
    assert {name for name in found if name.startswith("models.tables")} == set()


def test_every_room_is_checked_typed_and_packed() -> None:
    """A new package that nobody adds to the lists would be held to nothing."""
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    tool = PROJECT["tool"]

    assert rooms - PACKAGES <= {"demo", "foresight"}
    assert rooms <= set(tool["mypy"]["files"])
    assert rooms <= set(tool["hatch"]["build"]["targets"]["wheel"]["only-include"])
    assert {f"!{room}" for room in rooms} <= set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())
