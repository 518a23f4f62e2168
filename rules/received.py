"""What the house adds to an act when it is received: the day, the meeting it names, the legal dates it starts.

Computed where acts are received and recorded with the act; a workflow reads them and does not compute them again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models import acts as a
from models.acts import Act, Derivation, Facts, MeetingFacts, MinutedWords, SeatAttendance, SeatRank
from models.base import BodyId, PartyId, PersonId, RecordId, SeatId
from models.periods import Moment
from models.procedure import Procedure
from models.roster import Authority, AuthorityGround, Roster
from rules.legal_dates import (
    answers_due,
    consent_dates,
    followup_dates,
    forankring_dates,
    involvement_dates,
    local_day,
    minutes_due,
    notice_due,
    reservation_due,
    statements_due,
    takeover_due,
    written_due,
)
from rules.mandates import NO_AUTHORITY, authorities_of, authority_of
from rules.parties import group_of
from rules.reach import out_of_reach
from rules.seats import parties_of, rank_in_seat

BINDING = (a.TakePosition, a.TakeWrittenPosition, a.AnswerAfterMeeting, a.AnswerInWriting)
"""Acts that can bind the parties of a seat: the mandate of who gives them is looked up (P-24)."""


@dataclass(frozen=True)
class Speaker:
    """Who acts for a seat, and the roster that the record was opened with: whom the seat spoke for then (P-25)."""

    seat: SeatId
    person: PersonId
    opened_with: Roster


def meeting_named(act: Act, record: RecordId) -> RecordId | None:
    """The meeting whose facts an act rests on, or None."""
    match act:
        case a.PlaceCase(meeting=meeting) | a.MeetingRescheduled(meeting=meeting) | a.ApproveMinutes(meeting=meeting):
            return meeting
        case a.MoveMeeting():
            return record
        case _:
            return None


def facts_of(
    act: Act,
    day: date,
    procedure: Procedure,
    roster: Roster,
    *,
    record: RecordId,
    meeting: MeetingFacts | None,
    speaker: Speaker | None = None,
    clashes: tuple[RecordId, ...] = (),
    offered: Procedure | None = None,
    undecided: tuple[RecordId, ...] = (),
    minuted: MinutedWords | None = None,
) -> Facts:
    """The facts of an act.

    Args:
        act: What is asked for.
        day: The local date of receipt.
        procedure: What the record was opened under (P-38).
        roster: The roster in force in the community.
        record: The record the act is for.
        meeting: What the register knows of `meeting_named`.
        speaker: Who acts for a seat, where somebody does.
        clashes: Other meetings of the body at the time that the act names.
        offered: The version of a procedure that the act names, where it may be used.
        undecided: Of the cases that the act names, those of the community that are under way.
        minuted: Where the words that the act would change stand in the minutes.
    """
    if out_of_reach(act, day) is not None:  # refused by its dates; nothing is computed from them
        return Facts(day=day)
    match act:
        case a.PlanMeeting(body=body):
            meeting = _planned(act, body, record, procedure, extraordinary=act.extraordinary is not None)
        case a.MoveMeeting():
            body = "unplanned" if meeting is None else meeting.body
            short = meeting is not None and bool(meeting.extraordinary)
            meeting = _planned(act, body, record, procedure, extraordinary=short)
        case _:
            pass
    party = act.party if isinstance(act, a.LetPartyIn) else None
    group = group_of(party, roster) if party else None
    return Facts(
        day=day,
        meeting=meeting,
        procedure=offered,
        dates=_dates(act, day, meeting, procedure),
        ranks=_ranks(_seated(act), procedure, roster, day),
        clashes=clashes or None,
        undecided=undecided or None,
        minuted=minuted,
        misdated=_misdated(act, procedure) or None,
        joined=next((p for p in roster.parties if p.party == party), None) if group else None,
        joined_group=group.group if group else None,
        authority=_authority(speaker, procedure, roster, day) if isinstance(act, BINDING) else None,
    )


def _misdated(act: Act, procedure: Procedure) -> bool:
    """Whether an instant that the act names is on another local day than it says (T-01)."""
    named = (getattr(act, name) for name in type(act).model_fields)
    moments = (value for value in named if isinstance(value, Moment))
    return any(m.at is not None and local_day(m.at, procedure.timezone) != m.day for m in moments)


def _planned(
    act: a.PlanMeeting | a.MoveMeeting, body: BodyId, record: RecordId, procedure: Procedure, *, extraordinary: bool
) -> MeetingFacts:
    day = local_day(act.starts_at, procedure.timezone)
    return MeetingFacts(
        meeting=record,
        body=body,
        day=day,
        starts_at=act.starts_at,
        ends_at=act.ends_at,
        notice_due=notice_due(day, procedure, extraordinary=extraordinary).at,
        notice_sent=False,
        cancelled=False,
        extraordinary=extraordinary or None,
    )


def _dates(act: Act, day: date, meeting: MeetingFacts | None, procedure: Procedure) -> tuple[Derivation, ...]:
    match act:
        case a.PlanMeeting() | a.MoveMeeting() if meeting is not None:
            return (notice_due(meeting.day, procedure, extraordinary=bool(meeting.extraordinary)),)
        case a.PlaceCase() | a.MeetingRescheduled() if meeting is not None:
            return forankring_dates(meeting.day, procedure, extraordinary=bool(meeting.extraordinary))
        case (
            a.TakePosition(stance=a.ConsentWithReservation(treated_on=treated_on))
            | a.TakeWrittenPosition(stance=a.ConsentWithReservation(treated_on=treated_on))
            | a.AnswerAfterMeeting(stance=a.ConsentWithReservation(treated_on=treated_on))
        ):
            return (reservation_due(treated_on, procedure),)
        case a.RegisterCase(form=a.IntakeForm(own_decision_on=date() as own)):
            return involvement_dates(day, own, procedure)
        case a.CorrectEntry(slip=a.WrongDay(meant=treated_on)):
            return (reservation_due(treated_on, procedure),)
        case a.CloseItem():
            return (statements_due(day, procedure), *followup_dates(day, procedure), *_answers(day, procedure))
        case a.AnswerInWriting():
            return followup_dates(day, procedure)
        case a.DeadlineReached(clock="written-due", due_at=due_at):
            last = local_day(due_at, procedure.timezone) - timedelta(days=1)
            return followup_dates(last, procedure)  # it may be decided then (P-31)
        case a.ProposeInWriting():
            return (written_due(day, procedure),)
        case a.CloseMeeting():
            return (minutes_due(day, procedure),)
        case a.AnswerReservation() | a.RatifyConsent() | a.MandateGiven():
            return followup_dates(day, procedure)
        case a.WithdrawCase():
            return (takeover_due(day, procedure),)
        case a.BringDispute():
            return consent_dates(day, procedure)
        case _:
            return ()


def _answers(day: date, procedure: Procedure) -> tuple[Derivation, ...]:
    return (answers_due(day, procedure),) if procedure.choice("quorum", day) == "answer_after" else ()


def _seated(act: Act) -> tuple[SeatAttendance, ...]:
    """Those whom an act seats."""
    match act:
        case a.OpenMeeting(attendance=attendance):
            return attendance
        case a.ChangeAttendance(seat=seat, person=person) if person is not None:
            return (SeatAttendance(seat=seat, person=person),)
        case a.ReplaceSeatHolder(seat=seat, person=person):
            return (SeatAttendance(seat=seat, person=person),)
        case a.DecideRecusal(seat=seat, person=person, deputy=deputy):
            stepping_in = () if deputy is None else (SeatAttendance(seat=seat, person=deputy),)
            return (SeatAttendance(seat=seat, person=person), *stepping_in)
        case _:
            return ()


def _ranks(
    attendance: Iterable[SeatAttendance], procedure: Procedure, roster: Roster, day: date
) -> tuple[SeatRank, ...]:
    found = ((s, rank_in_seat(s.person, s.seat, roster, day)) for s in attendance)
    return tuple(
        SeatRank(seat=s.seat, person=s.person, rank=rank, lacks=_lacks(s, rank, procedure, roster, day))
        for s, rank in found
        if rank is not None
    )


def _lacks(
    sitting: SeatAttendance, rank: int, procedure: Procedure, roster: Roster, day: date
) -> tuple[PartyId, ...] | None:
    """A deputy's authority is asked for each party, since another may employ them (P-23)."""
    if rank == 0 or not _knows(sitting.seat, procedure):
        return None
    parties = parties_of(sitting.seat, procedure, roster)
    authority = authorities_of(sitting.person, sitting.seat, parties, roster, day)
    return tuple(found.party for found in authority if found.ground in NO_AUTHORITY) or None


def _authority(
    speaker: Speaker | None, procedure: Procedure, roster: Roster, day: date
) -> tuple[Authority, ...] | None:
    """For every party the seat speaks for by either roster; None where no mandate is written for the holder."""
    if speaker is None or not _knows(speaker.seat, procedure):
        return None
    then, now = (parties_of(speaker.seat, procedure, known) for known in (speaker.opened_with, roster))
    parties = (*then, *(party for party in now if party not in then))
    found = tuple(authority_of(speaker.person, speaker.seat, party, roster, day) for party in parties)
    return None if all(one.ground is AuthorityGround.BY_SEAT for one in found) else found


def _knows(seat: SeatId, procedure: Procedure) -> bool:
    return any(s.seat == seat for body in procedure.bodies for s in body.seats)
