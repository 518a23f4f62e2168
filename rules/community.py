"""Acts on a health community's own record: founded, its roster renewed, mandates, leavers, persons, proposals
from outside (P-02, P-24, P-25, P-38).

Judged in the transaction that receives them; there is no workflow behind a community.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models import acts as a
from models import entries as e
from models.acts import Actor, ReceivedAct
from models.base import PartyId
from models.canonical import digest_of
from models.entries import Entry
from models.procedure import Procedure
from models.roster import Office, Roster
from models.rulebook import (
    Refusal,
    RefusalCode,
)
from models.state import CommunityState
from rules.case.context import is_secretariat, why_not_come, why_not_secretariat
from rules.case.folds.common import clock_of
from rules.legal_dates import local_day, start_of
from rules.mandate_check import check_mandates, check_mandates_against
from rules.membership import record_accession, record_departure, why_not_same_parties
from rules.persons import enter_persons, erase_person, fold_persons
from rules.proposals import decline_proposal, fold_proposals, receive_proposal, take_up_proposal
from rules.roster_acts import changed_roster, outlasting, replaced_by
from rules.roster_check import check_roster_against
from rules.roster_turns import comers, next_turn, warnings_of
from rules.seats import in_force, parties_of
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


@dataclass(frozen=True)
class Community:
    """The community's rules as they are in force."""

    procedure: Procedure
    roster: Roster
    state: CommunityState | None = None  # None: it is being founded
    becomes: Roster | None = None  # in force when the act is accepted; None: the one that is


def judge_community(received: ReceivedAct, community: Community) -> Verdict:
    """What an act on a community comes to, with the clock of its roster set anew where it has to be."""
    verdict = _judged(received, community)
    if not verdict.bodies or isinstance(received.act, a.DeadlineReached):
        return verdict
    return accepted(*verdict.bodies, *_clock_set(received, community, community.becomes or community.roster))


def _judged(received: ReceivedAct, community: Community) -> Verdict:
    act = received.act
    if isinstance(act, a.FoundCommunity) and received.number == 1:
        return accepted(e.CommunityFounded(community=act.community, procedure=act.procedure, roster=act.roster))
    refusal = why_not_come(received)
    if refusal is not None:
        return Verdict(refusal=refusal)
    judgement = JUDGEMENTS.get(type(act))
    if judgement is not None:
        return judgement(community, received, act)
    return refused(
        RefusalCode.WRONG_STAGE,
        "ENGINE",
        f"{act.kind} cannot be done to a community",
        "a community is founded once; after that its roster is renewed",
    )


def _clock_set(received: ReceivedAct, community: Community, roster: Roster) -> tuple[e.RosterClockSet, ...]:
    """The next thing the roster does by itself, where that is another than the clock that runs (P-24, P-25)."""
    state, now = community.state, received.received_at
    rung = received.act.due_at if isinstance(received.act, a.DeadlineReached) else None
    warned_to = rung or (state.warned_to if state is not None else None) or now
    following = next_turn(roster, community.procedure, warned_to=warned_to, now=rung or now)
    running = next((c.due_at for c in state.clocks), None) if state is not None else None
    if (following.at if following else None) == running:
        return ()
    return (e.RosterClockSet(next=following, warned_to=warned_to),)


def roster_turns(community: Community, received: ReceivedAct, act: a.DeadlineReached) -> Verdict:
    """A day of the roster's own has come: mandates are warned of, cases hear of their new members (P-24, P-25)."""
    state = community.state
    if state is None or all((c.name, c.due_at) != (act.clock, act.due_at) for c in state.clocks):
        return NOTHING_LEFT
    before, day = state.warned_to, local_day(act.due_at, community.procedure.timezone)
    assert before is not None, "whatever set the clock said what is warned of already"
    expiring = tuple(
        e.MandateExpiring(
            seat=w.mandate.seat,
            person=w.mandate.person,
            parties=w.parties,
            last_day=w.last_day,
            days_before=w.days_before,
        )
        for w in warnings_of(community.roster, community.procedure)
        if before < w.at <= act.due_at and w.last_day >= day
    )
    begins = act.due_at == start_of(day, community.procedure.timezone)
    came = tuple(
        e.MemberCame(seat=h.seat, person=h.person, since=h.since)
        for h in (comers(community.roster, day) if begins else ())
    )
    return accepted(*expiring, *came, *_clock_set(received, community, community.roster))


def adopt_roster(community: Community, received: ReceivedAct, act: a.AdoptRoster) -> Verdict:
    """A whole new version of the roster, with the same parties (P-25)."""
    refusal = why_not_secretariat(received.actor, "renew the roster") or why_not_same_parties(
        community.roster, community.becomes
    )
    return refusal or accepted(e.RosterAdopted(roster=act.roster, reason=act.reason))


def adopt_procedure(community: Community, received: ReceivedAct, act: a.AdoptProcedure) -> Verdict:
    """A new version of the procedure, for new cases; running ones keep theirs (P-38)."""
    refusal = (
        why_not_secretariat(received.actor, "adopt a procedure")
        or _why_not_adopt(received, act)
        or why_not_same_parties(community.roster, community.becomes)
    )
    return refusal or accepted(e.ProcedureAdopted(procedure=act.procedure, roster=act.roster, reason=act.reason))


def why_not_fit(roster: Roster, procedure: Procedure) -> Refusal | None:
    """Why a version cannot be adopted with a roster, or None: somebody must sit in its seats (P-18, P-38)."""
    findings = check_roster_against(roster, procedure)
    if not findings:
        return None
    more = f", and {len(findings) - 1} more" if len(findings) > 1 else ""
    return refused(
        RefusalCode.UNKNOWN_SEAT,
        "P-38",
        f"the roster does not fit the version: {findings[0].what}{more}",
        "hand in the roster that goes with it: --roster FILE",
    ).refusal


def _why_not_adopt(received: ReceivedAct, act: a.AdoptProcedure) -> Verdict | None:
    """New cases can go by a version only from its first day, and only where it is another than before (P-38)."""
    offered = received.facts.procedure
    if offered is None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-38",
            f"the procedure {act.procedure[:12]} is in force already, or the register does not hold it",
            "hand in the file of the new version",
        )
    if offered.valid_from <= received.facts.day:
        return None
    return refused(
        RefusalCode.TOO_SOON,
        "P-38",
        f"the procedure applies from {offered.valid_from}, which is after today ({received.facts.day})",
        f"adopt it on or after {offered.valid_from}",
    )


def give_mandate(community: Community, received: ReceivedAct, act: a.GiveMandate) -> Verdict:
    """A mandate given, renewed or widened, on the word of those it binds (P-23, P-24).

    The secretariat enters what a council or board has resolved; a party's contact enters its own party's.
    """
    procedure, roster = community.procedure, community.roster
    if all(seat.seat != act.seat for body in procedure.bodies for seat in body.seats):
        return _unknown_seat(community, act.seat)
    parties = act.parties or parties_of(act.seat, procedure, roster)
    refusal = (
        _why_not_for(received.actor, parties)
        or _why_not_dated(act, received.facts.day)
        or _why_not_cut(act, community)
    )
    if refusal is not None:
        return refusal
    changed = changed_roster(roster, act, procedure)
    assert changed is not None
    fault = _fault(changed, community)
    if fault is not None:
        return fault
    entered = e.MandateEntered(
        roster=digest_of(changed),
        seat=act.seat,
        person=act.person,
        parties=parties,
        since=act.since,
        until=act.until,
        source=act.source,
        delegated_by=act.delegated_by,
        limits=act.limits,
        subject_to=act.subject_to,
        replaces=replaced_by(act, roster, procedure) or None,
    )
    return accepted(entered)


def _why_not_for(actor: Actor, parties: tuple[PartyId, ...]) -> Verdict | None:
    own = Office.PARTY_CONTACT in actor.offices and parties == (actor.party,)
    if own or is_secretariat(actor):
        return None
    return refused(
        RefusalCode.NO_CAPACITY,
        "P-24",
        f"{actor.person} does not answer for {', '.join(parties) or 'the seat'}",
        "let the party's contact enter its own mandate, or send the resolution to the secretariat",
    )


def _why_not_dated(act: a.GiveMandate, today: date) -> Verdict | None:
    if act.source.dated <= today:
        return None
    return refused(
        RefusalCode.TOO_SOON,
        "P-24",
        f"{act.source.organ} is to have given it on {act.source.dated}, which is after today ({today})",
        "enter it when it has been given, with the day it was",
    )


def _why_not_cut(act: a.GiveMandate, community: Community) -> Verdict | None:
    """A mandate renews or widens; entered for days of one that lasts longer, it would call that one back (P-24)."""
    longer = outlasting(act, community.roster, community.procedure)
    if longer is None:
        return None
    lasts = f"through {longer.until}" if longer.until else "without an end"
    inside = longer.since <= act.since
    return refused(
        RefusalCode.NOTHING_TO_CHANGE,
        "P-24",
        f"{act.person} has a like mandate in {act.seat} from {longer.since} {lasts}"
        + ("" if inside else f"; the two overlap until {act.until}"),
        "nothing is needed for those days; a mandate is called back with the roster: `roster import`"
        if inside
        else f"let it end on {longer.since - timedelta(days=1)}, or last as long",
    )


def _fault(changed: Roster, community: Community) -> Verdict | None:
    """What the mandate would bring into the roster that no roster may have; what was there before was there."""
    found = [*_findings(changed, community)]
    known = {(f.what, f.remedy) for f in _findings(community.roster, community)}
    fault = next((f for f in found if (f.what, f.remedy) not in known), None)
    if fault is None:
        return None
    return refused(RefusalCode.NO_CAPACITY, fault.rule, fault.what, fault.remedy)


def _findings(roster: Roster, community: Community) -> tuple[Any, ...]:
    people = sorted({h.person for h in roster.holdings} | {o.person for o in roster.offices})
    return (*check_mandates(roster, people), *check_mandates_against(roster, community.procedure))


def record_leaving(community: Community, received: ReceivedAct, act: a.RecordLeaving) -> Verdict:
    """A holder has left, and the roster did not say so yet: from the day after they do not count (P-24)."""
    refusal = why_not_secretariat(received.actor, "record that a holder has left")
    if refusal is not None:
        return refusal
    held = [h for h in community.roster.holdings if (h.seat, h.person) == (act.seat, act.person)]
    if not any(in_force(h.since, h.until, act.last_day) for h in held):
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-24",
            f"{act.person} had no place in {act.seat} on {act.last_day}",
            "`roster show --on DAY` lists who had; the last day is one on which the place was held",
        )
    changed = changed_roster(community.roster, act, community.procedure)
    assert changed is not None
    if changed == community.roster:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-24",
            f"the roster says already that {act.person} left {act.seat} by {act.last_day}",
            "nothing more is needed",
        )
    return accepted(
        e.LeavingEntered(
            roster=digest_of(changed), seat=act.seat, person=act.person, last_day=act.last_day, reason=act.reason
        )
    )


def _unknown_seat(community: Community, seat: str) -> Verdict:
    return refused(
        RefusalCode.UNKNOWN_SEAT,
        "P-23",
        f"the procedure {community.procedure.procedure} has no seat {seat!r}",
        "name a seat of the procedure; `roster show` lists them",
    )


JUDGEMENTS: dict[type, Callable[[Community, ReceivedAct, Any], Verdict]] = {
    a.AdoptRoster: adopt_roster,
    a.AdoptProcedure: adopt_procedure,
    a.GiveMandate: give_mandate,
    a.RecordLeaving: record_leaving,
    a.RecordAccession: lambda community, received, act: record_accession(
        community.roster, community.procedure, received, act
    ),
    a.RecordDeparture: lambda community, received, act: record_departure(
        community.roster, community.procedure, received, act
    ),
    a.ReceiveProposal: lambda community, received, act: receive_proposal(community.state, received, act),
    a.DeclineProposal: lambda community, received, act: decline_proposal(community.state, received, act),
    a.TakeUpProposal: lambda community, received, act: take_up_proposal(community.state, received, act),
    a.EnterPersons: lambda community, received, act: enter_persons(community.state, received, act),
    a.ErasePerson: lambda community, received, act: erase_person(community.state, community.roster, received, act),
    a.DeadlineReached: roster_turns,
}
"""Every kind of act on a founded community, and the rule that judges it."""


def fold_community(state: CommunityState | None, entry: Entry) -> CommunityState:
    """The community after one more entry."""
    match entry.happened:
        case e.CommunityFounded() as founded:
            return CommunityState(
                record=entry.record,
                community=founded.community,
                procedure=founded.procedure,
                roster=founded.roster,
                founded_at=entry.at,
            )
        case (
            e.RosterAdopted(roster=roster)
            | e.MandateEntered(roster=roster)
            | e.LeavingEntered(roster=roster)
            | e.PartyJoined(roster=roster)
            | e.PartyDeparted(roster=roster)
        ) if state is not None:
            return state.model_copy(update={"roster": roster})
        case e.RosterClockSet(next=following, warned_to=warned_to) if state is not None:
            says = "mandates that run out are warned of, and running cases are told of members who come"
            clocks = () if following is None else (clock_of(following, says, "P-24"),)
            return state.model_copy(update={"clocks": clocks, "warned_to": warned_to})
        case e.ProposalReceived() | e.ProposalDeclined() | e.ProposalTakenUp() as proposal if state is not None:
            return fold_proposals(state, entry, proposal)
        case e.PersonErased() as erased if state is not None:
            return fold_persons(state, entry, erased)
        case e.ProcedureAdopted() as adopted if state is not None:
            return state.model_copy(update={"procedure": adopted.procedure, "roster": adopted.roster or state.roster})
        case _:
            assert state is not None, "the first entry of a community founds it"
            return state
