"""The mandates of a roster as people read them: who may bind whom, by whose word, and which run out (P-23, P-24)."""

from __future__ import annotations

from datetime import date

from cli.output import Out
from models.procedure import Procedure
from models.roster import Mandate, Roster
from register.roster_versions import MandateWarning, warnings_from


def tell_mandates(out: Out, procedure: Procedure, roster: Roster, day: date, names: dict[str, str]) -> None:
    """The mandates that have not ended, and the warnings still to come."""
    out.line()
    out.line("Mandates", style="bold")
    out.table(
        ("seat", "person", "may bind", "from", "through", "given by"),
        [_row(m, names) for m in roster.mandates if m.until is None or m.until >= day],
        empty="  None is written: every place is itself the authority.",
    )
    coming = warnings_from(roster, procedure, day)
    if coming:
        out.line()
        out.line("Warnings to come", style="bold")
        out.lines(f"  {_warned(w, names)}" for w in coming)


def _row(mandate: Mandate, names: dict[str, str]) -> tuple[str, ...]:
    given = f"{mandate.source.organ}, {mandate.source.dated}" if mandate.source else "not said"
    by = f"{given}; delegated by {_person(mandate.delegated_by, names)}" if mandate.delegated_by else given
    treatment = f"needs {mandate.subject_to.value} treatment" if mandate.subject_to else None
    limits = "; ".join(said for said in (mandate.limits, treatment) if said)
    return (
        mandate.seat,
        _person(mandate.person, names),
        (", ".join(mandate.parties) or "all of the seat") + (f" ({limits})" if limits else ""),
        mandate.since.isoformat(),
        mandate.until.isoformat() if mandate.until else "until called back",
        by,
    )


def _warned(warning: MandateWarning, names: dict[str, str]) -> str:
    who = _person(warning.mandate.person, names)
    return (
        f"{warning.at.date().isoformat()}: {who} in {warning.mandate.seat}, for {', '.join(warning.parties)}; "
        f"the last day is {warning.last_day.isoformat()}, in {warning.days_before} days"
    )


def _person(person: str | None, names: dict[str, str]) -> str:
    return f"{names[person]} ({person})" if person is not None and person in names else str(person)
