"""A bundle verified: its file, its records, the log, and what others hold; no network, no clock, no database.

The checks come in an order in which each rests on those before it, so the first that is broken names where the bundle
parts from what it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.bundle.container import BrokenBundle
from audit.bundle.content import Bundle, NotKnown, bundle_in
from audit.bundle.logged import Held, checks_of_log
from audit.bundle.manifest import FORMAT, unpacked
from audit.bundle.records import checks_of_chains, checks_of_named
from audit.check import Checked
from audit.naming import counted
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check

WHOLE = f"the file is a bundle ({FORMAT}), every byte as its manifest says"
DERIVED = "what was entered follows from the rules"
LETTERS = "the letters listed are those that the rules make owed"


def read_bundle(content: bytes | memoryview) -> Bundle | Check:
    """The bundle in a file, or what is broken about the file.

    Raises:
        UnreadableBundle: it is no bundle in this form.
    """
    try:
        return bundle_in(unpacked(content))
    except BrokenBundle as error:
        return Check(WHOLE, BROKEN, str(error))


def checks_of(bundle: Bundle, held: Held) -> Iterator[Check]:
    """Every check that needs nothing but the bundle, the rules and what is held; the first broken one names where.

    Raises:
        UnreadableBundle: a line of a member is not in the form that it has in a bundle.
    """
    yield Check(WHOLE, PROVED, f"about {bundle.about}")
    sound = True
    for found in checks_without_rules(bundle, held):
        sound = sound and found.outcome != BROKEN
        yield found
    yield _derived(bundle) if sound else Check(DERIVED, NOT_CHECKED, "what it would rest on is broken")
    yield _letters(bundle, sound=sound)


def checks_without_rules(bundle: Bundle, held: Held) -> Iterator[Check]:
    """Chains and acts, then the log: only then what rests on every entry being here, and on no other being here.

    After a broken chain nothing of that means anything.

    Raises:
        UnreadableBundle: a line of a member is not in the form that it has in a bundle.
    """
    chains, *rest = checks_of_chains(bundle)
    yield chains
    yield from rest
    yield from checks_of_log(bundle, held)
    if chains.outcome == PROVED:
        yield from checks_of_named(bundle)


def _derived(bundle: Bundle) -> Check:
    try:
        return derived(bundle.checked)
    except NotKnown as error:
        return Check(DERIVED, NOT_CHECKED, str(error))


def derived(found: Checked) -> Check:
    """Whether the rules, applied anew, give what was entered."""
    if found.difference is not None:
        return Check(DERIVED, BROKEN, str(found.difference))
    if found.unproved:
        return Check(DERIVED, NOT_CHECKED, f"taken as recorded: {'; '.join(found.unproved)}")
    many = counted(found.entries, "entry", "entries")
    return Check(DERIVED, PROVED, f"{many} of {counted(len(found.records), 'record')}, derived anew")


def _letters(bundle: Bundle, *, sound: bool) -> Check:
    """Whether a letter is left out, or is one too many: who gets which follows from what was entered."""
    try:
        found = bundle.checked if sound else None
    except NotKnown as error:
        return Check(LETTERS, NOT_CHECKED, str(error))
    if found is None or found.difference is not None:
        return Check(LETTERS, NOT_CHECKED, "what it would rest on is broken")
    if found.letters is not None:
        return Check(LETTERS, BROKEN, str(found.letters))
    if found.letters_unproved:
        return Check(LETTERS, NOT_CHECKED, f"taken as listed: {'; '.join(found.letters_unproved)}")
    return Check(LETTERS, PROVED, f"{counted(len(bundle.messages), 'message')}, derived anew: none more, none less")
