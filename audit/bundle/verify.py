"""A bundle verified: its file, its records, the log, and what others hold; no network, no clock, no database.

The checks come in an order in which each rests on those before it, so the first that is broken names where the bundle
parts from what it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from audit.bundle.container import BrokenBundle
from audit.bundle.content import Bundle, bundle_in
from audit.bundle.logged import Held, checks_of_log
from audit.bundle.manifest import FORMAT, unpacked
from audit.bundle.records import checks_of_records
from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Check

WHOLE = f"the file is a bundle ({FORMAT}), every byte as its manifest says"
DERIVED = "what was entered follows from the rules"
REPLAYED = "the histories replay to these entries"


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
    """Every check that needs nothing but the bundle and what is held; the first broken one names where.

    Raises:
        UnreadableBundle: a line of a member is not in the form that it has in a bundle.
    """
    yield Check(WHOLE, PROVED, f"about {bundle.about}")
    for check in checks_of_records(bundle):
        yield check
        if check.outcome == BROKEN:
            break
    yield from checks_of_log(bundle, held)
    yield Check(DERIVED, NOT_CHECKED, "this version has no checker")
    yield Check(REPLAYED, NOT_CHECKED, "there is no history in the bundle")
