"""Parties that join the community and parties that leave it, on the community's own record (P-18, P-25)."""

from __future__ import annotations

from datetime import date

from models import entries as e
from models.acts import ReceivedAct, RecordAccession, RecordDeparture
from models.canonical import digest_of
from models.procedure import Procedure
from models.roster import Roster
from models.rulebook import RefusalCode
from rules.case.context import why_not_secretariat
from rules.parties import group_of, represented
from rules.roster_acts import changed_roster
from rules.verdict import Verdict, accepted, refused


def record_accession(roster: Roster, procedure: Procedure, received: ReceivedAct, act: RecordAccession) -> Verdict:
    """A party has joined; new cases count it, and running ones once it is let in (P-25)."""
    refusal = why_not_secretariat(received.actor, "record that a party has joined") or _why_not_past(
        act.since, received.facts.day, f"{act.party} joins"
    )
    if refusal is not None:
        return refusal
    if group_of(act.party, roster) is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-25",
            f"{act.party} is a party of the community already",
            "`roster show` lists the parties and the seats that speak for them",
        )
    if all(g.group != act.group for g in roster.groups):
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            "P-18",
            f"the roster has no group {act.group!r} whose seats could speak for {act.party}",
            f"name one of: {', '.join(g.group for g in roster.groups)}",
        )
    changed = changed_roster(roster, act, procedure)
    assert changed is not None
    return accepted(
        e.PartyJoined(
            roster=digest_of(changed),
            party=act.party,
            name=act.name,
            group=act.group,
            since=act.since,
            source=act.source,
        )
    )


def record_departure(roster: Roster, procedure: Procedure, received: ReceivedAct, act: RecordDeparture) -> Verdict:
    """A party has left: nothing decided after its last day binds it, and earlier decisions stand (P-25)."""
    refusal = why_not_secretariat(received.actor, "record that a party has left")
    if refusal is not None:
        return refusal
    group = group_of(act.party, roster)
    if group is None:
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            "P-25",
            f"no seat speaks for {act.party!r}: it is no party, or has left already",
            "`roster show` lists the parties and the seats that speak for them",
        )
    early = _why_not_past(act.last_day, received.facts.day, f"the last day of {act.party} is")
    if early is not None:
        return early
    if group.parties == (act.party,):
        return refused(
            RefusalCode.UNKNOWN_SEAT,
            "P-18",
            f"{act.party} is the only party of {group.group}: its seats would count and speak for nobody",
            "adopt a version of the procedure without those seats: `community adopt-procedure`",
        )
    changed = changed_roster(roster, act, procedure)
    assert changed is not None
    return accepted(
        e.PartyDeparted(
            roster=digest_of(changed),
            party=act.party,
            group=group.group,
            last_day=act.last_day,
            source=act.source,
        )
    )


def why_not_same_parties(before: Roster, becomes: Roster | None) -> Verdict | None:
    """Who joins and who leaves is said by acts of their own, with a day and a source, never by a list (P-25)."""
    if becomes is None:
        return None
    was, now = represented(before), represented(becomes)
    left, joined = ([p for p in one if p not in other] for one, other in ((was, now), (now, was)))
    if not left and not joined:
        return None
    without = f"leaves out {', '.join(left)}" if left else ""
    adds = f"adds {', '.join(joined)}" if joined else ""
    enter = [f"`roster departed {party}`" for party in left] + [f"`roster joined {party}`" for party in joined]
    return refused(
        RefusalCode.UNKNOWN_PARTY,
        "P-25",
        f"the roster {' and '.join(filter(None, (without, adds)))}, and a list is no way to leave or to join",
        f"enter it as what it is, with its day and source: {', '.join(enter)}; then hand in the roster with the "
        "parties there are",
    )


def _why_not_past(day: date, today: date, what: str) -> Verdict | None:
    """What is to happen is entered when it has: until then the parties are who they are."""
    if day <= today:
        return None
    return refused(
        RefusalCode.TOO_SOON,
        "P-25",
        f"{what} {day}, which is after today ({today})",
        f"enter it on {day} or later",
    )
