"""What a roster will do by itself: mandates that run out and are warned of, members who come on a day (P-24, P-25).

A community has no workflow; its record has one clock, for the next of these, and each ring sets the one after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from models.acts import Derivation
from models.base import Frozen, PartyId
from models.procedure import Procedure
from models.roster import Holding, Mandate, Roster
from rules.legal_dates import local_day, start_of
from rules.seats import in_force, parties_of

ROSTER_TURN = "roster-turn"
WARNINGS = ("first", "second")


class MandateWarning(Frozen):
    """A mandate that runs out with nothing after it, and when that is said."""

    mandate: Mandate
    parties: tuple[PartyId, ...]  # those for whom nothing follows
    last_day: date
    days_before: int
    at: datetime


def warnings_of(roster: Roster, procedure: Procedure) -> tuple[MandateWarning, ...]:
    """Every warning the roster gives rise to, by when it is due (P-24).

    Two for each mandate that ends while its holder is still in the seat: so many days before the last day, at the
    hour notices leave. None where another mandate goes on from it for every party.
    """
    found = (w for mandate in roster.mandates for w in _of(mandate, roster, procedure))
    return tuple(sorted(found, key=lambda w: (w.at, w.mandate.seat, w.mandate.person)))


def _of(mandate: Mandate, roster: Roster, procedure: Procedure) -> Iterator[MandateWarning]:
    last = mandate.until
    if last is None or all(s.seat != mandate.seat for body in procedure.bodies for s in body.seats):
        return
    parties = _without_successor(mandate, last, roster, procedure)
    if not parties or not _holds_on(mandate, last, roster):
        return
    for which in WARNINGS:
        days = procedure.number(f"mandate_warning_days_{which}", max(last, procedure.valid_from))
        day = last - timedelta(days=days)
        if day < mandate.since:
            continue
        hour = procedure.number("notice_hour", max(day, procedure.valid_from))
        at = start_of(day, procedure.timezone, hour=hour)
        yield MandateWarning(mandate=mandate, parties=parties, last_day=last, days_before=days, at=at)


def _without_successor(mandate: Mandate, last: date, roster: Roster, procedure: Procedure) -> tuple[PartyId, ...]:
    after = last + timedelta(days=1)
    following = [
        m
        for m in roster.mandates
        if (m.seat, m.person) == (mandate.seat, mandate.person) and in_force(m.since, m.until, after)
    ]
    spoken_for = parties_of(mandate.seat, procedure, roster)
    parties = tuple(p for p in mandate.parties if p in spoken_for) if mandate.parties else spoken_for
    return tuple(p for p in parties if all(m.parties and p not in m.parties for m in following))


def _holds_on(mandate: Mandate, day: date, roster: Roster) -> bool:
    return any(
        (h.seat, h.person) == (mandate.seat, mandate.person) and in_force(h.since, h.until, day)
        for h in roster.holdings
    )


def comers(roster: Roster, day: date) -> tuple[Holding, ...]:
    """Those who become members on a day, in the roster's order (P-25)."""
    return tuple(h for h in roster.holdings if h.rank == 0 and h.since == day)


def next_turn(roster: Roster, procedure: Procedure, *, warned_to: datetime, now: datetime) -> Derivation | None:
    """The next moment at which the roster does something by itself; None where it never does.

    Args:
        roster: The roster in force.
        procedure: The procedure in force.
        warned_to: Warnings due by then have been given.
        now: Members who come later than this are still to come.
    """
    today = local_day(now, procedure.timezone)
    coming = [(w.at, f"warning {w.days_before} days before") for w in warnings_of(roster, procedure)
              if w.at > warned_to and w.last_day >= today]  # fmt: skip
    days = {h.since for h in roster.holdings if h.rank == 0 and h.since > today}
    coming += [(start_of(day, procedure.timezone), "a new member's first day") for day in days]
    if not coming:
        return None
    at, why = min(coming)
    due = max(at, now)
    late = () if due == at else (f"due {at.isoformat()} by a roster adopted later; at once",)
    day = local_day(due, procedure.timezone)
    return Derivation(name=ROSTER_TURN, rule="P-24", anchor=why, steps=(f"on {day}", *late), day=day, at=due)
