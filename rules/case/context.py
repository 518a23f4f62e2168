"""What every judgement of a case's act is handed, and the questions they share about who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models import acts as a
from models.acts import Actor, ReceivedAct
from models.base import BodyId, Instant, PartyId, PersonId, SeatId
from models.procedure import Procedure
from models.roster import Office, Roster
from models.rulebook import Refusal, RefusalCode
from models.state import CaseStage, CaseState
from models.words import STANDS
from rules.parties import with_party, without_party
from rules.reach import why_not_in_reach
from rules.seats import parties_of
from rules.verdict import Verdict, refused

DELIBERATED = (
    CaseStage.DROFTET,
    CaseStage.LOFTET,
    CaseStage.UNDER_FORANKRING,
    CaseStage.TIL_BESLUTNING,
    CaseStage.UTSATT,
)
"""The stages in which a case that has been deliberated waits for a beslutning."""
DECIDED = (CaseStage.BESLUTTET, CaseStage.BESLUTTET_MED_FORBEHOLD, CaseStage.UNDER_OPPFOLGING)


def decided_before(state: CaseState, last_day: date) -> bool:
    """Whether the case is decided, by a decision made while a party with that last day was one (P-25)."""
    return state.stage in DECIDED and state.decided_on is not None and state.decided_on <= last_day


def roster_of(state: CaseState, opened_with: Roster) -> Roster:
    """The roster a case goes by: as it was when the case was opened, with what was entered in the case since (P-25).

    Who has left since is bound by what was decided before, so it is a party of that decision still; not of the next.
    """
    roster = opened_with
    for change in state.party_changes or ():
        if change.joined is not None and change.group is not None:
            roster = with_party(roster, change.joined, change.group)
        elif change.last_day is not None and not decided_before(state, change.last_day):
            roster = without_party(roster, change.party, change.last_day)
    return roster


@dataclass(frozen=True)
class Case:
    """The case as it stands and the rules it was opened under (P-38)."""

    state: CaseState
    procedure: Procedure
    opened_with: Roster

    @property
    def roster(self) -> Roster:
        """As the case was opened with, and with the parties let in and left since (P-25)."""
        return roster_of(self.state, self.opened_with)

    def names_seat(self, seat: SeatId | None) -> bool:
        """Whether the procedure has such a seat."""
        return seat is not None and any(s.seat == seat for b in self.procedure.bodies for s in b.seats)

    def counts(self, seat: SeatId) -> bool:
        """Whether the seat counts for consensus (P-18)."""
        return self.procedure.seat(seat).counts

    def parties_of(self, seat: SeatId) -> tuple[PartyId, ...]:
        """The parties the seat speaks for."""
        return parties_of(seat, self.procedure, self.roster)


def is_secretariat(actor: Actor) -> bool:
    """Whether the secretariat acts, itself or as the one who enters."""
    return Office.SECRETARIAT in actor.offices or Office.SECRETARIAT in actor.entered_by_offices


def why_not_answer_for(received: ReceivedAct, party: PartyId, rule: str) -> Verdict | None:
    """A party answers through its contact, or to the secretariat that enters it (P-11, P-20, P-24, P-36)."""
    actor = received.actor
    if (Office.PARTY_CONTACT in actor.offices and actor.party == party) or is_secretariat(actor):
        return None
    return refused(
        RefusalCode.NO_CAPACITY,
        rule,
        f"{actor.person} does not answer for {party}",
        f"let the contact of {party} answer, or send the answer to the secretariat",
    )


def leads(actor: Actor, body: BodyId) -> bool:
    """Whether the body's chair or the secretariat acts."""
    return body in actor.chairs or is_secretariat(actor)


def why_not_come(received: ReceivedAct) -> Refusal | None:
    """What is asked of every act, whatever record it is for: who enters it, who says it, and its dates."""
    return why_not_enter(received.actor) or why_not_between_records(received) or why_not_in_reach(received)


def why_not_enter(actor: Actor) -> Refusal | None:
    """Only the secretariat enters an act for somebody else, and both stand on record."""
    if actor.entered_by is None or Office.SECRETARIAT in actor.entered_by_offices:
        return None
    return refused(
        RefusalCode.NOT_YOUR_OFFICE,
        "ENGINE",
        "only the secretariat can enter an act for somebody else",
        "act yourself, or ask the secretariat to enter it",
    ).refusal


BETWEEN_RECORDS = (
    a.PutOnAgenda,
    a.ChangeAgendaItem,
    a.TakeOffAgenda,
    a.AgendaRefused,
    a.PapersSent,
    a.MeetingRescheduled,
    a.MeetingFellAway,
    a.ItemOpened,
    a.AttendanceChanged,
    a.ItemConcluded,
    a.NoMeetingFound,
    a.DecisionContested,
    a.ContestSettled,
    a.ContestRelayed,
    a.SeatHolderLeft,
    a.MandateGiven,
    a.PartyLeft,
    a.TakeUpProposal,
    a.DisputeBrought,
    a.DisputeAnswered,
    a.DisputeReturned,
    a.SubmissionLeft,
    a.RenegotiationOpened,
    a.ReviewOpened,
    a.ReviewCaseDone,
    a.MainAgreementEnded,
    a.DeadlineReached,
)
"""What only one record says to another, and the clock: nobody opens a roll call or closes a deadline by saying so."""


def why_not_between_records(received: ReceivedAct) -> Refusal | None:
    """A person says none of what records say to each other."""
    if received.actor.record is not None or not isinstance(received.act, BETWEEN_RECORDS):
        return None
    return refused(
        RefusalCode.NOT_YOUR_OFFICE,
        "ENGINE",
        f"{received.act.kind} is said by one record to another, or by the clock",
        "act on the meeting or the case itself",
    ).refusal


def why_not_secretariat(actor: Actor, what: str) -> Verdict | None:
    """The secretariat's own acts."""
    if is_secretariat(actor):
        return None
    return refused(
        RefusalCode.NOT_YOUR_OFFICE,
        "ENGINE",
        f"only the secretariat can {what}",
        "ask the secretariat to do it",
    )


def why_not_speak_for_seat(case: Case, received: ReceivedAct, rule: str) -> Verdict | None:
    """Somebody who acts for a seat must hold it, as member or deputy, that day (P-23)."""
    actor = received.actor
    if actor.seat is None or not case.names_seat(actor.seat):
        return refused(
            RefusalCode.UNKNOWN_SEAT,
            rule,
            f"the procedure {case.procedure.procedure} has no seat {actor.seat!r}",
            "name a seat of the procedure; `roster show` lists them",
        )
    if actor.rank is None:
        return refused(
            RefusalCode.NO_CAPACITY,
            "P-23",
            f"{actor.person} is neither member nor deputy for {actor.seat} on {received.facts.day}",
            f"let the member or a deputy of {actor.seat} do it; `roster show` lists them",
        )
    return why_not_recused(case, actor.seat, actor.person)


def why_not_recused(case: Case, seat: SeatId, person: PersonId | None) -> Verdict | None:
    """Whoever is recused does nothing in the seat's name in this case; the next case is another matter (P-26)."""
    recusal = next((r for r in case.state.recusals or () if (r.seat, r.person) == (seat, person)), None)
    if recusal is None:
        return None
    steps_in = f"{recusal.deputy} acts" if recusal.deputy else f"let {recusal.decided_by} call a deputy in"
    return refused(
        RefusalCode.RECUSED,
        "P-26",
        f"{person} is recused in this case: {recusal.decided_by} decided so ({recusal.ground.value})",
        f"{steps_in} for {seat}; other cases are not touched",
    )


def overdue(case: Case, clock: str, received_at: Instant) -> Instant | None:
    """When that clock fell due, if an act came at that moment or later and the clock has not rung yet; else None.

    After an outage a clock rings late. What came meanwhile stands before it in the intake and is judged first, and is
    too late all the same: lateness is the act's `received_at` against the due time, never when we got round to it.
    """
    return next((c.due_at for c in case.state.clocks if c.name == clock and c.due_at <= received_at), None)


def ended(case: Case) -> Verdict:
    """Nothing more is judged on a case that is over or decided."""
    return refused(
        RefusalCode.ENDED,
        "P-29",
        f"the case is {STANDS[case.state.stage]}; what was decided stands",
        "object after the decision (`objection late`), or bring it up as a new case",
    )


def heard_only(seat: SeatId, rule: str, what: str) -> Verdict:
    """A seat that is heard, not counted, tried what only counted seats can do (P-18)."""
    return refused(
        RefusalCode.HEARD_NOT_COUNTED,
        rule,
        f"{seat} is heard, not counted (P-18), and cannot {what}",
        "say it in drøfting, or have a statement entered in the minutes (P-27)",
    )


def why_not_treated(received: ReceivedAct, treated_on: date, rule: str) -> Verdict | None:
    """What a council or board has treated lies behind us, or is today."""
    if treated_on <= received.facts.day:
        return None
    return refused(
        RefusalCode.TOO_SOON,
        rule,
        f"treated on {treated_on}, which is after today ({received.facts.day})",
        "give the answer when it has been treated, with the day it was",
    )
