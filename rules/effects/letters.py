"""The messages an entry makes owed: of which kind, about what, to whom (P-06, P-07, P-11, P-28, P-34, P-35). Pure.

A letter is one text for several recipients; each recipient's copy becomes a message with an id of its own.
"""

from __future__ import annotations

from models import entries as e
from models.acts import Consent, ConsentWithReservation, Objection, PathAfterDisagreement, Stance, StandAside
from models.base import BodyId, PartyId, SeatId
from models.entries import Entry
from models.messages import (
    AgendaLine,
    Message,
    MessageFacts,
    MessageKind,
    ObjectionLine,
    Recipient,
    RollCallLine,
    ToParty,
    message_id,
)
from models.state import CaseState, MeetingState
from rules.consensus import LAPSED
from rules.effects.addressees import Addressees, Letter, once
from rules.effects.letters_of_apart import letters_of_apart
from rules.effects.letters_of_disputes import letters_of_case_at_nemnda
from rules.effects.letters_of_forankring import letters_of_forankring, letters_to_newcomer
from rules.effects.letters_of_involvement import letters_of_involvement
from rules.effects.letters_of_minutes import letters_of_minutes
from rules.effects.letters_of_objections import letters_of_objection
from rules.effects.letters_of_procedure import letter_of_procedure
from rules.effects.letters_of_reservations import letters_of_ratification, letters_of_reservation
from rules.effects.letters_of_seats import letter_of_party, letter_of_recusal
from rules.effects.letters_of_slips import letter_of_slip
from rules.seats import counted_seats


def messages_of(entry: Entry, letters: tuple[Letter, ...]) -> tuple[Message, ...]:
    """One message a recipient and letter, each with its own lasting id."""
    return tuple(
        Message(
            message_id=message_id(entry.entry_id, letter.kind, to),
            record=entry.record,
            seq=entry.seq,
            kind=letter.kind,
            to=to,
            facts=letter.facts,
        )
        for letter in letters
        for to in letter.to
    )


# --- a meeting's letters ----------------------------------------------------------------------------------------


def letters_of_meeting_entry(entry: Entry, meeting: MeetingState, to: Addressees) -> tuple[Letter, ...]:
    """What a meeting's entry makes owed, given the meeting after it."""
    facts = _meeting_facts(meeting)
    match entry.happened:
        case e.NoticeSent():
            return (Letter(kind=MessageKind.NOTICE, facts=facts, to=to.circle(meeting.body)),)
        case e.MeetingPlanned(extraordinary=str(reason), notice_due=due):
            told = facts.model_copy(update={"reason": reason, "due_at": due.at})
            asked = tuple(one for seat in counted_seats(to.procedure, meeting.body) for one in to.holder(seat))
            return (Letter(kind=MessageKind.SHORT_NOTICE_ASKED, facts=told, to=asked),)
        case e.MeetingMoved() as moved if meeting.invited:
            told = facts.model_copy(update={"reason": moved.reason})
            return (Letter(kind=MessageKind.MEETING_MOVED, facts=told, to=to.circle(meeting.body)),)
        case e.MeetingCancelled() as cancelled if meeting.invited:
            told = facts.model_copy(update={"reason": cancelled.reason, "uncovered": meeting.uncovered})
            return (Letter(kind=MessageKind.MEETING_CANCELLED, facts=told, to=to.circle(meeting.body)),)
        case _:
            return letters_of_minutes(entry, meeting, facts, to)


def _meeting_facts(meeting: MeetingState) -> MessageFacts:
    live = [i for i in meeting.agenda if not i.removed]
    return MessageFacts(
        meeting=meeting.record,
        body=meeting.body,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        sequence=meeting.sequence,
        agenda=tuple(
            AgendaLine(
                item=i.item,
                case=i.case,
                title=i.title,
                mark=i.mark,
                text_digest=i.text_digest,
                imported=i.imported,
            )
            for i in live
        ),
        papers=tuple(dict.fromkeys(p for i in live for p in i.papers)),
    )


# --- a case's letters -------------------------------------------------------------------------------------------


def letters_of_case_entry(entry: Entry, case: CaseState, to: Addressees) -> tuple[Letter, ...]:
    """What a case's entry makes owed, given the case after it."""
    facts = _case_facts(case)
    body = case.classification.decision_body if case.classification else None
    match entry.happened:
        case e.ForankringAsked() | e.ForankringReminded() as forankring:
            return letters_of_forankring(forankring, case, facts)
        case e.InvolvementAsked() | e.InvolvementReminded() | e.InvolvementSummarised() as involving:
            return letters_of_involvement(involving, case, facts, to)
        case e.ProcedureChanged() as changed:
            return (letter_of_procedure(changed, case, facts, to),)
        case e.Announced() as announced if body is not None:
            return (_announcement(announced, case, facts, body, to),)
        case e.MeetingAwaited() as awaited:
            told = facts.model_copy(update={"body": awaited.body})
            return (Letter(kind=MessageKind.MEETING_WANTED, facts=told, to=to.secretariat()),)
        case e.DecisionHeld() as held:
            told = facts.model_copy(update={"step": held.record, "number": held.entry, "reason": held.what})
            told = told.model_copy(update={"rule": held.broken_rule})
            return (Letter(kind=MessageKind.DECISION_HELD, facts=told, to=to.secretariat()),)
        case e.FollowUpReminded() as reminded:
            told = facts.model_copy(update={"follow_up_due": case.follow_up_due, "body": body})
            return _to_each_party(MessageKind.FOLLOW_UP_REMINDER, told, reminded.parties)
        case e.FollowUpYearEnded(unbudgeted=parties) as ended if parties:
            told = facts.model_copy(update={"body": ended.body, "budget_year": ended.budget_year, "parties": parties})
            told_to: tuple[Recipient, ...] = (*to.members(ended.body), *to.secretariat(), *to.parties(parties))
            return (Letter(kind=MessageKind.FOLLOW_UP_FLAGGED, facts=told, to=once(told_to)),)
        case _:
            return _letters_to_body(entry, case, facts, body, to) if body is not None else ()


def _letters_to_body(
    entry: Entry, case: CaseState, facts: MessageFacts, body: BodyId, to: Addressees
) -> tuple[Letter, ...]:
    match entry.happened:
        case (
            e.ObjectionLodged()
            | e.ObjectionAnswered()
            | e.ObjectionResolved()
            | e.ObjectionWithdrawn()
            | e.ObjectionLapsed()
        ) as said:
            return letters_of_objection(said, case, facts, to.everyone(body), to)
        case e.ReservationOverdue() | e.ReservationAnswered() as reservation:
            return letters_of_reservation(reservation, facts.model_copy(update={"body": body}), body, to)
        case e.ConsentRatified() | e.MandateCovered() as mended:
            return letters_of_ratification(mended, facts, body, to)
        case e.EditorialContested() as contested if case.item is None:
            told = facts.model_copy(update={"seat": contested.seat, "reason": contested.reason})
            return (Letter(kind=MessageKind.TEXT_CONTESTED, facts=told, to=to.everyone(body)),)
        case e.LateObjectionLodged() as late:
            told = facts.model_copy(
                update={
                    "seat": _seat_of(late, case),
                    "last_day": late.holder_left,
                    "party": late.party or late.by_party,
                    "reason": late.grounds,
                    "step": late.route.value if late.route else late.about.value,
                    "meeting": late.meeting,
                    "body": body,
                }
            )
            return (Letter(kind=MessageKind.LATE_OBJECTION, facts=told, to=(*to.everyone(body), *to.secretariat())),)
        case e.AuthoritySettled() as settled:
            told = facts.model_copy(
                update={"party": settled.party, "reason": settled.reason, "step": settled.outcome.value}
            )
            return (Letter(kind=MessageKind.AUTHORITY_SETTLED, facts=told, to=to.everyone(body)),)
        case (
            e.AnswersAwaited() | e.AnswersLapsed() | e.WrittenProcedureOpened() | e.WrittenProcedureEnded()
        ) as said:
            return letters_of_apart(said, facts, body, to)
        case e.EntryCorrected() as slip:
            return (letter_of_slip(slip, facts, to),)
        case e.NoConsensus() as none:
            told = facts.model_copy(
                update={
                    "roll_call": roll_call(case, body, to),
                    "objections": _standing(case),
                    "meeting": none.meeting,
                    "on_day": to.day,
                    "body": none.body,
                }
            )
            return (
                Letter(kind=MessageKind.NO_CONSENSUS, facts=told, to=to.circle(body)),
                Letter(kind=MessageKind.CHOOSE_PATH, facts=told, to=to.chair(body)),
            )
        case e.PathAsked() as asked:
            told = facts.model_copy(update={"rounds": asked.rounds, "body": body})
            return (Letter(kind=MessageKind.CHOOSE_PATH, facts=told, to=to.chair(body)),)
        case e.DecisionPostponed() as postponed:
            told = facts.model_copy(
                update={
                    "reason": postponed.reason,
                    "rule": postponed.rule,
                    "uncovered": postponed.uncovered,
                    "meeting": postponed.meeting,
                }
            )
            return (Letter(kind=MessageKind.POSTPONED, facts=told, to=to.circle(body)),)
        case e.CaseWithdrawn() as withdrawn:
            told = facts.model_copy(update={"reason": withdrawn.reason, "due_at": withdrawn.takeover_due.at})
            return (Letter(kind=MessageKind.CASE_WITHDRAWN, facts=told, to=to.circle(body)),)
        case e.RecusalDecided(disqualified=True) as recusal:
            return (letter_of_recusal(recusal, facts, to),)
        case e.PartyLetIn() | e.PartyLeftCase(unbound=True) as entered:
            return (letter_of_party(entered, facts, body, to), *letters_to_newcomer(entered, case, facts))
        case e.CaseTakenOver() as taken:
            told = facts.model_copy(update={"reason": taken.reason, "party": taken.party})
            return (Letter(kind=MessageKind.CASE_TAKEN_OVER, facts=told, to=to.circle(body)),)
        case e.CaseMoved() as moved:
            told = facts.model_copy(update={"reason": moved.reason, "cases": moved.into})
            return (Letter(kind=MessageKind.CASE_MOVED, facts=told, to=to.circle(body)),)
        case e.CaseRaised() as raised:
            return (
                _raised(
                    raised.from_body,
                    raised.decision_body,
                    raised.reason,
                    facts,
                    to,
                    raised.drofting_body if raised.new_drofting else None,
                ),
            )
        case e.HigherBodyDemanded() as demanded:
            former = to.procedure.body_of(demanded.seat).body
            return (_raised(former, demanded.decision_body, demanded.reason, facts, to, None),)
        case e.PathChosen(path=PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT) as chosen:
            told = facts.model_copy(update={"reason": chosen.reason})
            return (Letter(kind=MessageKind.CLOSED_WITHOUT_AGREEMENT, facts=told, to=to.circle(body)),)
        case (
            e.PathChosen(path=PathAfterDisagreement.NEMNDA) | e.CaseOnHold() | e.NemndaAnswered() | e.CaseReturned()
        ) as way:
            return letters_of_case_at_nemnda(way, case, facts, to)
        case _:
            return ()


def _seat_of(late: e.LateObjectionLodged, case: CaseState) -> SeatId | None:
    """Who objects; where the record itself does, the seat whose holder had left."""
    if late.holder_left is None:
        return late.by_seat
    return next((b.by_seat for b in case.bindings if b.party == late.party), None)


def _raised(
    former: BodyId, body: BodyId, reason: str, facts: MessageFacts, to: Addressees, drofting: BodyId | None
) -> Letter:
    """To both bodies' members and every represented party: another body decides from here (P-14)."""
    told = facts.model_copy(update={"former_body": former, "body": body, "reason": reason, "drofting_body": drofting})
    everyone: tuple[Recipient, ...] = (*to.members(former), *to.members(body), *to.represented(body))
    return Letter(kind=MessageKind.CASE_RAISED, facts=told, to=once(everyone))


def _announcement(
    announced: e.Announced, case: CaseState, facts: MessageFacts, body: BodyId, to: Addressees
) -> Letter:
    bound = tuple(b.party for b in case.bindings if b.effect_at is not None)
    unbound = tuple(b for b in case.bindings if b.effect_at is None and not b.after)
    told = facts.model_copy(
        update={
            "meeting": None if case.decided_in == case.record else case.decided_in,  # decided in writing (P-31)
            "uncovered": tuple(b.party for b in case.bindings if b.after),
            "decided_on": case.decided_on,
            "body": body,
            "roll_call": roll_call(case, body, to),
            "bound": bound,
            "waiting": tuple(b.party for b in unbound if b.because not in LAPSED),
            "unmandated": tuple(b.party for b in unbound if b.because in LAPSED) or None,
            "outside": case.outside,
            "follow_up_due": case.follow_up_due,
            "budget_year": case.follow_up_due.year + 1 if case.follow_up_due else None,
        }
    )
    recipients = once((*to.members(body), *to.deputies(body), *to.parties(announced.parties)))
    return Letter(kind=MessageKind.DECISION_ANNOUNCED, facts=told, to=recipients)


def _case_facts(case: CaseState) -> MessageFacts:
    return MessageFacts(
        case=case.record,
        title=case.title,
        proposal=case.text.text,
        text_digest=case.text.digest,
        imported=True if case.imported else None,
    )


def _to_each_party(kind: MessageKind, facts: MessageFacts, parties: tuple[PartyId, ...]) -> tuple[Letter, ...]:
    return tuple(
        Letter(kind=kind, facts=facts.model_copy(update={"party": p}), to=(ToParty(party=p),)) for p in parties
    )


def roll_call(case: CaseState, body: BodyId, to: Addressees) -> tuple[RollCallLine, ...]:
    """The positions as they were taken, then the counted seats that took none, then those that are only heard."""
    counted = [line_of(p.seat, p.stance, counted=True) for p in case.positions if p.counted]
    said = {line.seat for line in counted}
    silent = [
        RollCallLine(seat=seat, counted=True, position="absent" if seat in case.absent else "unheard")
        for seat in counted_seats(to.procedure, body)
        if seat not in said
    ]
    heard = [line_of(p.seat, p.stance, counted=False) for p in case.positions if not p.counted]
    return (*counted, *silent, *heard)


def line_of(seat: SeatId, stance: Stance, *, counted: bool) -> RollCallLine:
    """A position as it was taken, word for word."""
    removed_by = stance.would_be_removed_by if isinstance(stance, Objection) else None
    return RollCallLine(
        seat=seat, counted=counted, position=stance.kind, words=_words_of(stance), would_be_removed_by=removed_by
    )


def _standing(case: CaseState) -> tuple[ObjectionLine, ...]:
    return tuple(
        ObjectionLine(seat=o.seat, party=o.party, grounds=o.grounds, would_be_removed_by=o.would_be_removed_by)
        for o in case.objections
        if o.standing and o.written
    )


def _words_of(stance: Stance) -> str | None:
    match stance:
        case Objection(grounds=grounds):
            return grounds
        case Consent(statement=words) | StandAside(statement=words) | ConsentWithReservation(statement=words):
            return words
