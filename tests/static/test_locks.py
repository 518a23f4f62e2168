"""The lock files install anywhere with plain pip, and name no place to fetch from."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "lock" / f"{name}.txt" for name in ("runtime", "demo", "dev", "build")]
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker> ; .+)? \\$")
ADDRESS = re.compile(r"://|\.(org|com|io|net|dev)\b|^-|@ |file:|(^|\s)[./~]*/", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    found = [PIN.match(line) for line in lock.read_text().splitlines() if "==" in line]
    assert all(found), f"a line of {lock.name} is no plain pin"
    return {match["name"]: match["version"] for match in found if match}


def canonical(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address_no_option_and_no_path(lock: Path) -> None:
    said = "\n".join(line.removesuffix("(pyproject.toml)") for line in lock.read_text().splitlines())

    assert ADDRESS.search(said) is None


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_hashes(lock: Path) -> None:
    blocks = re.split(r"^(?=\S)(?!#)", lock.read_text(), flags=re.MULTILINE)[1:]

    assert len(blocks) == len(pins(lock))
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_each_lock_holds_all_of_the_one_before_it() -> None:
    """The launcher takes an installed dev lock for an installed demo lock."""
    for smaller, larger in pairwise(LOCKS[:3]):
        assert pins(smaller).items() <= pins(larger).items()


def test_the_build_lock_never_moves_a_pin_of_the_others() -> None:
    build, dev = pins(LOCKS[3]), pins(LOCKS[2])

    assert {name: build[name] for name in build.keys() & dev.keys()} == {
        name: dev[name] for name in build.keys() & dev.keys()
    }
    assert {"hatchling", "editables"} <= build.keys()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """A dependency added without `lock/refresh` would be missing on the next fresh clone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = {
        "runtime": project["dependencies"],
        "demo": extras["demo"],
        "dev": [line for line in extras["dev"] if not line.startswith("saksgang[")],
    }

    for name, lines in asked.items():
        assert {canonical(line) for line in lines} - pins(ROOT / "lock" / f"{name}.txt").keys() == set()
