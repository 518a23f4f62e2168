"""Whether a bundle that other commands read is what the log has: one check, as far as a key was given."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from audit.bundle.content import Bundle
from audit.bundle.logged import Held, logged_to
from audit.bundle.records import OWED
from audit.bundle.verify import checks_without_rules
from audit.log.trust import Trust
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check
from cli.audit_results import readable, trust_given
from cli.door import Status, failed
from cli.output import Out

WHAT = "the file is what the log has, its letters apart, and the log's own key signed it"
BundleKey = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="KEY",
        help="Of a bundle: the log's public key, a letter (.eml) with it, or the file of keys, as you trust it.",
    ),
]


def key_given(out: Out, key: str | None) -> Trust | None:
    """The key that was given.

    Raises:
        typer.Exit: it cannot be read.
    """
    with readable(out, "what --key names"):
        return None if key is None else trust_given(key)


def refuse_of_no_bundle(given: Mapping[str, object]) -> None:
    """What somebody has of the log says nothing of what is no bundle.

    Args:
        given: What was given by each option; None or nothing where it was not.

    Raises:
        Failed: something was given.
    """
    option = next((option for option, value in given.items() if value), None)
    if option is not None:
        code = f"{option.lstrip('-')}_of_no_bundle"
        remedy = "leave it out, or name a bundle: `./saksgang audit export CASE -o FILE.zip` writes one"
        raise failed(Status.USAGE, code, f"{option} is for a bundle, and none was named", remedy=remedy)


def against_the_log(bundle: Bundle, file: Path, trust: Trust | None) -> tuple[Check, dict[str, int]]:
    """What `audit verify` says of a bundle's file and its log, in one line; without a key it is not asked.

    Returns:
        The check, and the last entry of each record that the signed log has.

    Raises:
        UnreadableBundle: a line of a member is not in the form that it has in a bundle.
    """
    tells = f"`./saksgang audit verify {shlex.quote(str(file))} --key KEY` tells"
    if trust is None:
        return Check(WHAT, NOT_CHECKED, f"no key was given (--key), and anybody can make such a file; {tells}"), {}
    checks = list(checks_without_rules(bundle, Held(trust=trust)))
    found = first_open(checks)
    if found is not None:
        return Check(WHAT, found.outcome, f"{found.what}: {found.why}"), logged_to(bundle, checks)
    return Check(WHAT, PROVED, f"{len(checks)} checks; {tells} of each"), logged_to(bundle, checks)


def first_open(checks: Sequence[Check]) -> Check | None:
    """The first that is broken, else the first that was not made; whether letters are missing, no log can tell."""
    broken = (check for check in checks if check.outcome == BROKEN)
    open_ = (check for check in checks if check.outcome == NOT_CHECKED and check.what != OWED)
    return next(chain(broken, open_), None)
