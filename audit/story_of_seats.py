"""What happened to parties, seats, mandates and recusals, in words (P-18, P-23..P-26)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.naming import Names
from models import entries as e
from models.acts import Recusal, RecusalGround

GROUNDS = {
    RecusalGround.PARTY: "is a party to the matter",
    RecusalGround.NEAR_A_PARTY: "is near a party to the matter",
    RecusalGround.LEADS_A_PARTY: "leads an undertaking that is a party",
    RecusalGround.SPECIAL: "circumstances that weaken confidence in the impartiality",
}


def recused(recusal: Recusal, n: Names) -> str:
    """Who did not take part, on which ground, who decided it, and who stepped in."""
    steps_in = f"{n.person(recusal.deputy)} stepped in" if recusal.deputy else "nobody did, so the seat is absent"
    return (
        f"{n.person(recusal.person)} in {n.seat(recusal.seat)} was recused by {recusal.decided_by} "
        f"({GROUNDS[recusal.ground]}); {steps_in}."
    )


def answered(b: e.BeslutningMade) -> str:
    """How many of the counted seats answered: what consensus is a consensus of."""
    said = len(b.consenting) + len(b.standing_aside) + len(b.reserving)
    return f"{said} of {said + len(b.absent)} counted seats answered."


def _replaced(b: e.SeatHolderReplaced, n: Names) -> str:
    return f"{n.person(b.person)} is now {'member' if b.rank == 0 else 'deputy'} for {n.seat(b.seat)}."


def _left(b: e.HolderLeftSeat, n: Names) -> str:
    return (
        f"{n.person(b.person)} had left {n.seat(b.seat)}; the last day was {b.last_day.isoformat()}. "
        "Nothing said after it counts."
    )


def _party_left(b: e.PartyLeftCase, n: Names) -> str:
    how = f"is no longer bound here: {b.agreement} has ended" if b.agreement else "has left the community"
    left = f"{n.party(b.party)} {how}; the last day was {b.last_day.isoformat()}. "
    if b.unbound:
        return left + "The decision was made after it, and does not bind that party; it stands for the others."
    return left + "Nothing decided after that day binds it, and nobody waits for it; what was decided before stands."


def _ratified(b: e.ConsentRatified, n: Names) -> str:
    said = "ratified" if b.approved else "did not ratify"
    return (
        f"{n.party(b.party)}: {b.organ} {said} on {b.dated.isoformat()} ({b.reference}) the consent that {b.by_seat} "
        "gave without a mandate in force."
        + ("" if b.approved else " So there was no consensus, and nobody is bound.")
    )


def _decided(b: e.RecusalDecided, n: Names) -> str:
    if not b.disqualified:
        return f"{b.decided_by} decided that {n.person(b.person)} takes part for {n.seat(b.seat)}."
    steps_in = f"{n.person(b.deputy)} steps in" if b.deputy else "without a deputy the seat counts as absent"
    if b.uncovered:
        steps_in += f", and nobody speaks for {n.all_parties(b.uncovered)}"
    return (
        f"{b.decided_by} decided that {n.person(b.person)} in {n.seat(b.seat)} is recused in this case "
        f"({GROUNDS[b.ground]}); {steps_in}."
    )


TELL: Mapping[type, Callable[[Any, Names], str]] = {
    e.InheritanceConfirmed: lambda b, n: (
        f"{n.person(b.person)} has seen what was said in the name of {n.seat(b.seat)} before."
    ),
    e.SeatHolderReplaced: _replaced,
    e.HolderLeftSeat: _left,
    e.PartyLetIn: lambda b, _n: (
        f"{b.party.name}, which joined after the case was opened, is represented in it from here on, with the others "
        f"of {b.group}."
    ),
    e.PartyLeftCase: _party_left,
    e.ConsentRatified: _ratified,
    e.MandateCovered: lambda b, n: (
        f"A mandate of {n.person(b.person)} for {n.all_parties(b.parties)} covers the day of the beslutning."
    ),
    e.RecusalNotified: lambda b, n: (
        f"{n.person(b.person)} in {n.seat(b.seat)} says what may disqualify them ({GROUNDS[b.ground]}); "
        "the body decides."
    ),
    e.RecusalDecided: _decided,
}
