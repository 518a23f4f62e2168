"""What the entries of a case say of objections, positions, the decision, and what it binds (P-17..P-31)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from audit.moments import reckoned
from audit.naming import Names, counted, listed, outcome, short
from audit.story_of_seats import answered, recused
from models import entries as e
from models.acts import (
    AuthorityOutcome,
    Consent,
    ConsentWithReservation,
    LateGround,
    LateRoute,
    Objection,
    StandAside,
)
from models.roster import AuthorityGround


def _lodged(b: e.ObjectionLodged, n: Names) -> str:
    who = n.seat(b.seat) if b.seat is not None else n.party(b.party or "")
    on = short(b.text_digest)
    return f"Written objection {b.objection} (innsigelse) by {who}, on text {on}. It blocks while it stands."


def _lapsed(b: e.ObjectionLapsed, _n: Names) -> str:
    match b.because:
        case e.LapseReason.CASE_CLOSED:
            why = "the case is closed"
        case e.LapseReason.NEW_ROUND:
            why = "the case goes back to drøfting"
        case e.LapseReason.TEXT_REPLACED:
            why = "the text it was about is replaced"
        case e.LapseReason.ROLL_CALL_ENDED:
            why = "its roll call ended without an outcome"
        case e.LapseReason.ENTERED_WRONGLY:
            why = "it was entered for a seat that did not make it"
        case e.LapseReason.OBJECTOR_AWAY:
            why = "who made it had left the seat or was recused, and the seat is asked anew"
        case e.LapseReason.PARTY_LEFT:
            why = "the party that made it has left the health community, or is not bound here any more"
        case _:
            assert_never(b.because)
    return f"Objection {b.objection} lapsed: {why}. Nobody took it back."


def _late(b: e.LateObjectionLodged, n: Names) -> str:
    who = n.seat(b.by_seat) if b.by_seat is not None else n.party(b.by_party or "")
    match b.about:
        case LateGround.MINUTES_WRONG:
            goes = f"the minutes of {b.meeting} are said to be wrong; the correction procedure decides"
        case LateGround.NO_AUTHORITY:
            goes = f"whoever spoke for {n.party(b.party or '')} is said to have lacked authority (omstridt fullmakt)"
        case LateGround.OTHER:
            taken_up = "a new case" if b.route is LateRoute.NEW_CASE else "a possible dispute"
            goes = f"it is taken up as {taken_up}"
        case _:
            assert_never(b.about)
    if b.holder_left is not None:
        return (
            f"Late objection {b.objection}, from the record itself: whoever spoke for {n.party(b.party or '')} had "
            f"left; the last day was {b.holder_left.isoformat()} (omstridt fullmakt). The decision stands."
        )
    return f"Late objection {b.objection} by {who}: {goes}. The decision stands."


def _authority(b: e.AuthoritySettled, n: Names) -> str:
    match b.outcome:
        case AuthorityOutcome.HELD:
            came = "there was authority; the decision binds it as before"
        case AuthorityOutcome.RATIFIED:
            came = "it stands by what was said in its name; the decision binds it as before"
        case AuthorityOutcome.LACKING:
            came = "there was no authority; the decision does not bind it, and stands for the others"
        case _:
            assert_never(b.outcome)
    return f"{n.party(b.party)}: {came} ({b.reference})."


def _corrected(b: e.EntryCorrected, n: Names) -> str:
    match b.correction:
        case e.SeatCorrected(old=old, new=new):
            meant = f"it was given by {n.seat(new)}, not by {n.seat(old)}, which has not answered"
        case e.DayCorrected(party=party, old=before, new=day):
            meant = f"for {n.party(party)} the day is {day}" + (f", not {before}" if before else "")
        case _:
            assert_never(b.correction)
    return f"Entry {b.seq} ({short(b.hash)}) was a slip: {meant}. It stays as it is."


def _position(b: e.PositionTaken, n: Names) -> str:
    match b.stance:
        case Consent(statement_follows=True):
            what = "consents (tilslutning); a statement follows"
        case Consent(statement=None):
            what = "consents (tilslutning)"
        case Consent():
            what = "consents with a statement for the minutes (protokolltilførsel)"
        case StandAside():
            what = "stands aside (avstår)"
        case ConsentWithReservation() as s:
            what = (
                f"consents with reservation (forbehold) for {n.all_parties(s.parties)}, "
                f"until {s.treated_by} on {s.treated_on}"
            )
        case Objection():
            what = "objects (innsigelse)" + (f", objection {b.objection}" if b.objection else "")
        case _:
            assert_never(b.stance)
    weight = f"for {n.all_parties(b.parties)}" if b.counted else "heard, not counted"
    again = " This replaces its earlier position." if b.changed else ""
    return f"{n.seat(b.seat)}, {weight}: {what}.{again}"


def _beslutning(b: e.BeslutningMade, n: Names) -> str:
    parts = [f"Besluttet by consensus in {b.body} on {b.day} ({b.meeting}), text {short(b.text_digest)}."]
    if b.absent or b.recused:
        parts += [answered(b), *(recused(r, n) for r in b.recused or ())]
    parts += [
        f"{label}: {n.all_seats(seats)}."
        for label, seats in (
            ("Consenting", b.consenting),
            ("Standing aside", b.standing_aside),
            ("With reservation", b.reserving),
            ("Absent", b.absent),
            ("Heard, not counted", b.heard),
        )
        if seats
    ]
    if b.reserved_parties:
        unauthorised = b.without_mandate or ()
        treating = tuple(party for party in b.reserved_parties if party not in unauthorised)
        if treating:
            parts.append(f"Not bound before their own treatment: {n.all_parties(treating)}.")
        if unauthorised:
            parts.append(
                f"Not bound before a mandate is renewed or the consent ratified: {n.all_parties(unauthorised)}."
            )
    if b.outside_parties:
        parts.append(f"Standing aside, and not bound: {n.all_parties(b.outside_parties)}.")
    return " ".join(parts)


def _no_consensus(b: e.NoConsensus, n: Names) -> str:
    standing = [n.seat(s) for s in b.objecting]
    standing += [f"written objection {number}" for number in b.written_objections]
    standing += [f"{n.seat(s)}, which stood aside where every counted seat must consent" for s in b.unwilling]
    return f"Ikke konsensus in {b.body} ({b.meeting}): nothing is decided. Standing against it: {listed(standing)}."


def _postponed(b: e.DecisionPostponed, n: Names) -> str:
    uncovered = f" Nobody spoke for {n.all_parties(b.uncovered)}." if b.uncovered else ""
    return f"Utsatt ({b.rule}): not decided in {b.meeting}.{uncovered}"


_LACKED = {
    AuthorityGround.EXPIRED: "the mandate had run out",
    AuthorityGround.DELEGATION_LAPSED: "whoever delegated the mandate could no longer bind the party",
    AuthorityGround.NO_AUTHORITY: "the holder had no authority for this party",
    AuthorityGround.NOT_YET: "the mandate had not begun",
    AuthorityGround.SUBJECT_TO: "the mandate asks for it",
}


def _withheld(b: e.BindingWithheld, n: Names) -> str:
    until = f" on {b.treated_on}" if b.treated_on else ""
    waits = f": waits for {b.waits_for}{until}" if b.waits_for else ""
    if b.because is not None:
        waits += f" ({_LACKED[b.because]})"
    return f"Not bound yet: {n.party(b.party)}, through {b.by_seat}{waits}."


def _reservation(b: e.ReservationAnswered, n: Names) -> str:
    said = "approved the decision" if b.approved else "did not approve the decision"
    unbound = "" if b.approved else " So there was no consensus, and nobody is bound."
    return f"{n.party(b.party)}: {b.treated_by} {said} on {b.treated_on} ({b.reference}).{unbound}"


TELL: Mapping[type, Callable[[Any, Names], str]] = {
    e.ObjectionLodged: _lodged,
    e.ObjectionAnswered: lambda b, _n: (
        f"Objection {b.objection} was answered; its objector is asked whether it stands."
    ),
    e.ObjectionResolved: lambda b, _n: (
        f"Objection {b.objection} is resolved: its objector says that text {short(b.text_digest)} removes it."
    ),
    e.ObjectionKept: lambda b, _n: f"Objection {b.objection} is kept by its objector, who was asked again.",
    e.ObjectionWithdrawn: lambda b, n: (
        f"Objection {b.objection} was withdrawn by {n.seat(b.by_lead)}, the lead seat, on the party's behalf (P-21)."
        if b.by_lead
        else f"Objection {b.objection} was withdrawn by its objector."
    ),
    e.ObjectionLapsed: _lapsed,
    e.LateObjectionLodged: _late,
    e.AuthoritySettled: _authority,
    e.EntryCorrected: _corrected,
    e.PositionTaken: _position,
    e.LatePapersOpposed: lambda b, n: f"{n.seat(b.seat)} opposed deciding on late papers.",
    e.TimeAsked: lambda b, n: f"{n.seat(b.seat)} asked for time after the change; the case goes back to drøfting.",
    e.DecisionPostponed: _postponed,
    e.BeslutningMade: _beslutning,
    e.NoConsensus: _no_consensus,
    e.BindingEffect: lambda b, n: f"From here the decision binds {n.party(b.party)}, through {b.by_seat}.",
    e.BindingWithheld: _withheld,
    e.ReservationAnswered: _reservation,
    e.ReservationOverdue: lambda b, n: (
        f"{n.party(b.party)}: {b.waits_for} has not answered{f' since {b.treated_on}' if b.treated_on else ''}; the "
        "party and the secretariat are reminded. Silence is not approval."
    ),
    e.StatementDelivered: lambda b, n: f"{n.seat(b.seat)} delivered its statement (protokolltilførsel).",
    e.StatementsDue: lambda b, n: f"Statements of {n.all_seats(b.seats)} can be delivered to {reckoned(b.due)}.",
    e.StatementLapsed: lambda b, n: f"The announced statement of {n.seat(b.seat)} did not come in time.",
    e.Announced: lambda b, n: f"Announced to every seat and to {n.all_parties(b.parties)}: {outcome(b.outcome)}.",
    e.WrittenPositionTaken: lambda b, n: (
        f"{n.seat(b.seat)} takes its position in writing before the meeting, for {n.all_parties(b.parties)}: "
        f"{b.stance.kind.replace('_', ' ')}."
    ),
    e.AnswersAwaited: lambda b, n: (
        f"Nobody spoke for {n.all_parties(b.parties)}: {n.all_seats(b.seats)} may answer to "
        f"{reckoned(b.due)}. Silence is not consent."
    ),
    e.AnsweredAfterMeeting: lambda b, n: (
        f"{n.seat(b.seat)} answers after the meeting, for {n.all_parties(b.parties)}: "
        f"{b.stance.kind.replace('_', ' ')}."
        + (" So there was no consensus, and nobody is bound." if isinstance(b.stance, Objection) else "")
    ),
    e.AnswersLapsed: lambda b, n: (
        f"{n.all_parties(b.parties)} did not answer; silence is not consent, and the decision does not bind them."
    ),
    e.WrittenProcedureOpened: lambda b, n: (
        f"Written procedure: {n.all_seats(b.asked)} are asked to accept text and way to {reckoned(b.due)}."
    ),
    e.AnsweredInWriting: lambda b, n: (
        f"{n.seat(b.seat)} {'accepts' if b.accepts_text else 'does not accept'} the text and "
        f"{'accepts' if b.accepts_procedure else 'does not accept'} that it is decided in writing."
    ),
    e.WrittenProcedureEnded: lambda b, n: (
        "The written procedure is over: the case goes another way."
        if b.why is e.WhyNotInWriting.OVERTAKEN
        else f"No written decision ({b.why.value.replace('_', ' ')}: "
        f"{n.all_seats(b.seats) or b.reason}); it takes a meeting."
    ),
    e.DecisionHeld: lambda b, _n: (
        f"Held: the check finds in {b.record}"
        + (f", entry {b.entry}," if b.entry is not None else "")
        + f" what the rules do not say: {b.what} Nobody is bound, and nothing is announced."
    ),
    e.DecisionCheckAsked: lambda b, _n: f"Another check of the held decision is asked for: {b.reason}",
    e.DecisionProved: lambda _b, _n: "The check passes: the decision takes effect.",
    e.WitnessesAwaited: lambda b, _n: (
        f"The decision binds when {counted(b.needed, 'witness', 'witnesses')} of the log "
        f"{'has' if b.needed == 1 else 'have'} seen it; until then nobody is bound, and nothing is announced."
    ),
    e.WitnessesSeen: lambda b, _n: (
        f"Seen by {listed(f'{w.name} (key {w.key_id})' for w in b.witnesses)}, who have cosigned the checkpoint of "
        f"{b.size} leaves with the root {b.root}."
    ),
    e.DecisionFlagged: lambda b, n: (
        f"Flagged: {n.seat(b.seat)} contests the minutes of {b.meeting} about this decision, which stands meanwhile."
    ),
    e.DecisionFlagLifted: lambda b, _n: (
        f"The claim against the minutes of {b.meeting} is settled: "
        + (
            "a counted seat had objected, so there was no consensus and nobody is bound."
            if b.falls
            else f"{'the minutes are corrected' if b.corrected else 'they stand as written'}; the decision stands."
        )
    ),
}
