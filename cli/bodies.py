"""A body that somebody names: it is one of the procedure's, or they are told which there are."""

from __future__ import annotations

from cli.output import Status, failed
from models.procedure import Procedure


def body_named(wanted: str, procedure: Procedure) -> str:
    """The id of the body, however its letters are cased.

    Raises:
        Failed: the procedure has no such body.
    """
    known = {body.body.casefold(): body.body for body in procedure.bodies}
    found = known.get(wanted.strip().casefold())
    if found is None:
        title = f"There is no body {wanted[:60]!r} here"
        remedy = f"name one of {', '.join(body.body for body in procedure.bodies)}"
        raise failed(Status.REFUSED, "unknown_body", title, remedy=remedy)
    return found
