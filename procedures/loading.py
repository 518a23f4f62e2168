"""Procedure and roster files read, checked and returned as values.

Either everything in a file is right and it is used, or all that is wrong is said at once and nothing starts.
A file is checked in three steps, each only when the one before found nothing: can it be read, has it the
right keys and kinds of values, does it make sense (the rules' own checks). Equal meaning gives equal values,
whatever the order of keys, the comments, the line endings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from email_validator import EmailNotValidError, validate_email
from pydantic import Field

from models.base import Frozen
from models.procedure import Procedure
from models.roster import PartyCard, PersonCard, Roster
from procedures.faults import FileFault, FileRefused
from procedures.shaping import shape
from procedures.tree import Node, read_tree
from rules.findings import Finding
from rules.procedure_check import check_procedure
from rules.roster_check import check_roster, check_roster_against, warn_roster

HERE = Path(__file__).parent
OSTFOLD_2018 = HERE / "ostfold-2018.yaml"
OSTFOLD_DEMO_ROSTER = HERE / "rosters" / "ostfold-demo.yaml"
OSTFOLD_2020, NATIONAL_TEMPLATE, BERGEN = (
    HERE / "ostfold-2020.yaml",
    HERE / "national-template.yaml",
    HERE / "bergen.yaml",
)
PROCEDURE_FILES = tuple(sorted(HERE.glob("*.yaml")))
ROSTER_FILES = tuple(sorted((HERE / "rosters").glob("*.yaml")))

# What the demo and the measurements are told with; nothing outside this room knows whose it is.
DEMO_PROCEDURE, DEMO_ROSTER = OSTFOLD_2018, OSTFOLD_DEMO_ROSTER
DEMO_STORY = HERE / "stories" / "ostfold-2018"


def roster_for(procedure: Path) -> Path:
    """The demonstration's roster that fits a shipped procedure."""
    return OSTFOLD_DEMO_ROSTER if procedure == OSTFOLD_2018 else HERE / "rosters" / f"{procedure.stem}-demo.yaml"


def shipped(file: Path) -> str:
    """A shipped file as one names it from the project folder."""
    return file.relative_to(HERE.parent).as_posix()


class RosterFile(Frozen):
    """A roster as it comes in a file: who sits where, by ids, and beside it the names and addresses."""

    roster: Roster
    persons: tuple[PersonCard, ...] = Field(min_length=1)
    party_cards: tuple[PartyCard, ...] = Field(min_length=1)


class Community(Frozen):
    """A procedure and a roster that fit each other. The warnings stop nothing but want to be read."""

    procedure: Procedure
    roster_file: RosterFile
    warnings: tuple[FileFault, ...]


def load_procedure(path: Path) -> Procedure:
    """The procedure in a file.

    Raises:
        FileRefused: with everything that is wrong with it.
    """
    tree = _with_listed_numbers(path.name, read_tree(path))
    procedure = shape(path.name, tree, Procedure)
    findings = (*check_procedure(procedure), *_check_timezone(procedure))
    _refuse_if_any(_placed(path.name, tree, findings))
    return procedure


def load_roster(path: Path, procedure: Procedure | None = None) -> RosterFile:
    """The roster in a file; with a procedure also checked against its seats and bodies.

    Raises:
        FileRefused: with everything that is wrong with it.
    """
    return _load_roster(path, procedure)[0]


def load_community(procedure_path: Path, roster_path: Path) -> Community:
    """Both files, checked against each other, with warnings about what is allowed but unlikely to be meant.

    Raises:
        FileRefused: with everything that is wrong with the procedure, else with the roster.
    """
    procedure = load_procedure(procedure_path)
    roster_file, tree = _load_roster(roster_path, procedure)
    warnings = warn_roster(roster_file.roster, procedure, roster_file.persons)
    return Community(
        procedure=procedure,
        roster_file=roster_file,
        warnings=_placed(roster_path.name, tree, warnings),
    )


def _load_roster(path: Path, procedure: Procedure | None) -> tuple[RosterFile, Node]:
    tree = read_tree(path)
    file = shape(path.name, tree, RosterFile)
    findings = [
        *check_roster(file.roster, file.persons, file.party_cards),
        *_check_addresses(file),
        *(check_roster_against(file.roster, procedure) if procedure is not None else ()),
    ]
    _refuse_if_any(_placed(path.name, tree, findings))
    return file, tree


def _with_listed_numbers(file: str, tree: Node) -> Node:
    """Clocks, numbers and their dated values stand by name and by day in the file, and in a list in the model."""
    faults: list[FileFault] = []

    def listed(node: Node, key: str, owner: str, pair: Callable[[str, Node], Node]) -> None:
        held = node.value.get(key) if isinstance(node.value, dict) else None
        if held is None or held.value is None:
            return
        if isinstance(held.value, dict):
            held.value = [pair(name, child) for name, child in held.value.items()]
        else:
            remedy = 'write lines of the form "key: value" below it, indented'
            faults.append(_form_fault(file, held.line, f'"{key}" of {owner} has no keys of its own', remedy))

    def dated(day: str, value: Node) -> Node:
        return Node(value.line, {"since": Node(value.line, day), "value": value})

    def named(name: str, number: Node) -> Node:
        if not isinstance(number.value, dict):
            return number
        if "name" in number.value:
            line = number.value["name"].line
            faults.append(_form_fault(file, line, f'unknown key "name" of {name}', "the key above is its name"))
        listed(number, "values", name, dated)
        return Node(number.line, {**number.value, "name": Node(number.line, name)})

    listed(tree, "clocks", "the file", named)
    listed(tree, "numbers", "the file", named)
    _refuse_if_any(faults)
    _by_name(tree)
    return tree


def _by_name(tree: Node) -> None:
    """Clocks and numbers in the order of their names, so that the order in the file changes no digest."""
    for part in ("clocks", "numbers"):
        held = tree.value.get(part) if isinstance(tree.value, dict) else None
        if held is not None and isinstance(held.value, list):
            held.value.sort(key=lambda one: str(one.plain()["name"]) if _is_mapping(one) else "")


def _is_mapping(node: Node) -> bool:
    return isinstance(node.value, dict)


def _form_fault(file: str, line: int, what: str, remedy: str) -> FileFault:
    return FileFault(file=file, line=line, what=what, rule="ENGINE", remedy=remedy)


def _check_timezone(procedure: Procedure) -> Iterable[Finding]:
    try:
        ZoneInfo(procedure.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Finding(
            place=("timezone",),
            what=f'no time zone is called "{procedure.timezone}"',
            rule="T-01",
            remedy="write a name of the tz database, such as Europe/Oslo",
        )


def _check_addresses(file: RosterFile) -> Iterable[Finding]:
    parts = {
        "persons": [card.email for card in file.persons],
        "party_cards": [card.email for card in file.party_cards],
    }
    for part, addresses in parts.items():
        for index, address in enumerate(addresses):
            try:
                validate_email(address, check_deliverability=False, allow_smtputf8=False)
            except EmailNotValidError as error:
                yield Finding(
                    place=(part, index, "email"),
                    what=f'"{address}" is no e-mail address: {str(error).rstrip(".")}',
                    rule="P-07",
                    remedy="write one address, as name@house.example",
                )


def _placed(file: str, tree: Node, findings: Iterable[Finding]) -> tuple[FileFault, ...]:
    return tuple(
        FileFault(
            file=file,
            line=tree.line_at(finding.place),
            what=finding.what,
            rule=finding.rule,
            remedy=finding.remedy,
        )
        for finding in findings
    )


def _refuse_if_any(faults: Iterable[FileFault]) -> None:
    found = tuple(faults)
    if found:
        raise FileRefused(found)
