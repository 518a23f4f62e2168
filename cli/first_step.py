"""What to type first where there is no health community yet: the whole command, with files that are shipped."""

from __future__ import annotations


def first_step() -> str:
    """The command that founds the health community of the demo."""
    from procedures.loading import DEMO_PROCEDURE, DEMO_ROSTER, shipped  # noqa: PLC0415  (it loads the schemas)

    return (
        f"./saksgang community init --procedure {shipped(DEMO_PROCEDURE)} --roster {shipped(DEMO_ROSTER)} --as p-2h9c"
    )
