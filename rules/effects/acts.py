"""The acts one record sends another because of an entry: by acts through the intake, never by signal."""

from __future__ import annotations

from dataclasses import dataclass

from models import acts as a
from models import entries as e
from models.acts import Act
from models.base import BodyId, RecordId
from models.entries import Entry
from models.state import AgendaItem, CaseState, MeetingState
from rules.case.context import DELIBERATED
from rules.case.missing import complete


@dataclass(frozen=True, slots=True)
class SendAct:
    """An act for another record; its id is the digest of the entry (with a number where one entry sends several).

    PERFORMANCE: no model, whose validator would know every kind of act once more; an act is checked when submitted.
    """

    to: RecordId
    act: Act


def effects_of_case_entry(entry: Entry, before: CaseState | None, after: CaseState) -> tuple[SendAct, ...]:
    """What a case's entry sends to meetings and agreements, given the case before and after it."""
    match entry.happened:
        case e.CaseRegistered(agreement=str(agreement), notice=int(notice)):
            return (SendAct(to=agreement, act=a.RenegotiationOpened(notice=notice, case=entry.record)),)
        case e.CaseRegistered(agreement=str(agreement), review=int(year)):
            return (SendAct(to=agreement, act=a.ReviewOpened(year=year, case=entry.record)),)
        case e.PlacedOnAgenda() as placed:
            return (_put_on(after, placed), *_concluded(entry, before, after))
        case e.TextAmended() | e.PaperAdded():
            return (*_changed_on(after), *_concluded(entry, before, after))
        case e.LeftAgenda(meeting=meeting, reason=reason):
            return (_take_off(after.record, meeting, reason),)
        case e.LateObjectionLodged(about=a.LateGround.MINUTES_WRONG) as late:
            return (_relayed(entry, late),)
        case _:
            return _concluded(entry, before, after)


def _concluded(entry: Entry, before: CaseState | None, after: CaseState) -> tuple[SendAct, ...]:
    """That its item ended with the entry, to the meeting it was opened in."""
    if before is None or before.item is None or after.item is not None:
        return ()
    ended = conclusion_of(entry) or after.stage.value
    act = a.ItemConcluded(case=after.record, item=before.item.item, conclusion=ended)
    return (SendAct(to=before.item.meeting, act=act),)


def _relayed(entry: Entry, late: e.LateObjectionLodged) -> SendAct:
    assert entry.actor is not None and entry.actor.person is not None and late.by_seat is not None
    act = a.ContestRelayed(
        case=entry.record,
        seat=late.by_seat,
        person=entry.actor.person,
        claim=late.grounds,
        objected=late.objected,
    )
    return SendAct(to=late.meeting, act=act)


def _put_on(case: CaseState, placed: e.PlacedOnAgenda) -> SendAct:
    act = a.PutOnAgenda(
        case=case.record,
        title=case.title,
        mark=placed.mark,
        text_digest=placed.text_digest,
        papers=tuple(p.document for p in case.papers),
        imported=True if case.imported else None,
    )
    return SendAct(to=placed.meeting, act=act)


def _changed_on(case: CaseState) -> tuple[SendAct, ...]:
    if case.placement is None or case.placement.papers_sent or case.item is not None:
        return ()
    papers = tuple(p.document for p in case.papers)
    act = a.ChangeAgendaItem(case=case.record, text_digest=case.text.digest, papers=papers)
    return (SendAct(to=case.placement.meeting, act=act),)


def _take_off(case: RecordId, meeting: RecordId, reason: str) -> SendAct:
    return SendAct(to=meeting, act=a.TakeOffAgenda(case=case, reason=reason))


def wants_following(before: CaseState | None, after: CaseState) -> BodyId | None:
    """The body whose next meeting the case has just come to wait for (P-12), or None.

    Asked once for all the entries of a batch: a case that is moved leaves one agenda and joins another in the same
    breath, and waits for nothing.
    """
    if not awaits_beslutning(after):
        return None
    body = _decided_by(after)
    return None if before is not None and awaits_beslutning(before) and _decided_by(before) == body else body


def _decided_by(state: CaseState) -> BodyId:
    assert state.classification is not None, "what is deliberated has been classified"
    return state.classification.decision_body


def awaits_beslutning(state: CaseState) -> bool:
    """Whether the case is deliberated, undecided and on no agenda, and has what the law asks of it (A-04)."""
    return (
        not state.ended
        and state.stage in DELIBERATED
        and state.drofting is not None
        and state.placement is None
        and state.item is None
        and complete(state)
    )


def anchored(state: CaseState) -> bool:
    """Whether forankring has been held in this round: then a meeting needs no more room for it (P-12)."""
    return state.forankring is not None and not state.forankring.open


def conclusion_of(entry: Entry) -> str | None:
    """How an item ended, in the short words that minutes and agendas carry; None where the entry ends none."""
    match entry.happened:
        case e.DroftingHeld(outcome=a.ItemOutcome.READY):
            return "drøftet; ready for beslutning in a following meeting"
        case e.DroftingHeld():
            return "drøftet; needs another round"
        case e.OrienteringGiven():
            return "orientering given"
        case e.BeslutningMade(reserved_parties=()):
            return "besluttet by consensus"
        case e.BeslutningMade():
            return "besluttet by consensus, with reservation"
        case e.NoConsensus():
            return "ikke konsensus; nothing is decided"
        case e.DecisionPostponed() as postponed:
            return f"utsatt: {postponed.reason}"
        case e.TimeAsked():
            return "back to drøfting: a member asked for time"
        case _:
            return None


def effects_of_meeting_entry(entry: Entry, before: MeetingState | None, after: MeetingState) -> tuple[SendAct, ...]:
    """What a meeting's entry sends to the cases on its agenda."""
    match entry.happened:
        case e.NoticeSent(items=items):
            return tuple(
                SendAct(to=i.case, act=_papers_sent(after.record, i)) for i in after.agenda if i.item in items
            )
        case e.MeetingMoved():
            return tuple(SendAct(to=case, act=a.MeetingRescheduled(meeting=after.record)) for case in _live(after))
        case e.MeetingCancelled() as cancelled:
            return _all_fell_away(after, cancelled.reason)
        case e.MeetingClosed(unreached=unreached):
            lost = tuple(i.case for i in after.agenda if i.item in unreached)
            return tuple(_fell_away(after, case, "the meeting did not reach the case", rule="P-32") for case in lost)
        case e.MeetingItemOpened() as opened:
            act = a.ItemOpened(meeting=after.record, item=opened.item, mark=opened.mark, attendance=opened.attendance)
            return (SendAct(to=opened.case, act=act),)
        case e.MeetingItemConcluded() as concluded:
            return _put_off(concluded, before, after)
        case e.MeetingAttendanceChanged() as changed:
            return tuple(
                SendAct(
                    to=i.case,
                    act=a.AttendanceChanged(meeting=after.record, seat=changed.seat, person=changed.person),
                )
                for i in after.agenda
                if i.open
            )
        case e.MinutesContested() as contested:
            flagged = a.DecisionContested(
                meeting=after.record,
                contest=contested.contest,
                seat=contested.seat,
                objected=contested.objected,
            )
            return (SendAct(to=contested.case, act=flagged),)
        case (
            e.MinutesContestWithdrawn(contest=int(contest), reason=reason)
            | e.MinutesCorrected(contest=int(contest), reason=reason)
        ):
            return (_settled(after, contest, reason, corrected=isinstance(entry.body, e.MinutesCorrected)),)
        case e.CorrectionRejected() as rejected:
            return _claim_rejected(after, rejected)
        case e.ActRefused(act_kind="put_on_agenda", refusal=refusal) if entry.actor and entry.actor.record:
            refused = a.AgendaRefused(meeting=after.record, rule=refusal.rule, detail=refusal.detail)
            return (SendAct(to=entry.actor.record, act=refused),)
        case _:
            return ()


def _settled(meeting: MeetingState, contest: int, reason: str, *, corrected: bool) -> SendAct:
    assert meeting.minutes is not None
    case = next(c.case for c in meeting.minutes.contests if c.contest == contest)
    act = a.ContestSettled(meeting=meeting.record, contest=contest, corrected=corrected, reason=reason)
    return SendAct(to=case, act=act)


def _claim_rejected(meeting: MeetingState, rejected: e.CorrectionRejected) -> tuple[SendAct, ...]:
    assert meeting.minutes is not None
    proposed = next(c for c in meeting.minutes.corrections if c.correction == rejected.correction)
    if proposed.contest is None:
        return ()
    reason = "not every counted seat that took part agreed to a correction"
    return (_settled(meeting, proposed.contest, rejected.reason or reason, corrected=False),)


def _papers_sent(meeting: RecordId, item: AgendaItem) -> a.PapersSent:
    return a.PapersSent(meeting=meeting, item=item.item, mark=item.mark, text_digest=item.text_digest)


def _live(meeting: MeetingState) -> tuple[RecordId, ...]:
    return tuple(i.case for i in meeting.agenda if not i.removed and i.conclusion is None)


def _all_fell_away(meeting: MeetingState, reason: str) -> tuple[SendAct, ...]:
    return tuple(_fell_away(meeting, case, reason) for case in _live(meeting))


def _fell_away(meeting: MeetingState, case: RecordId, reason: str, *, rule: str | None = None) -> SendAct:
    because = rule or ("P-22" if meeting.uncovered else "P-12")
    act = a.MeetingFellAway(meeting=meeting.record, rule=because, reason=reason, uncovered=meeting.uncovered)
    return SendAct(to=case, act=act)


def _put_off(
    concluded: e.MeetingItemConcluded, before: MeetingState | None, after: MeetingState
) -> tuple[SendAct, ...]:
    """An item the meeting itself put off without opening it (P-12, P-22)."""
    opened = before is not None and any(i.item == concluded.item and i.open for i in before.agenda)
    if opened:
        return ()
    reason = concluded.conclusion.removeprefix("utsatt: ")
    return (_fell_away(after, concluded.case, reason),)
