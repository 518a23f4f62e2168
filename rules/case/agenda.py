"""How a case gets to a meeting and what meetings tell it (P-01, P-05, P-06, P-08, P-12, P-32)."""

from __future__ import annotations

from models import entries as e
from models.acts import (
    AgendaRefused,
    AttendanceChanged,
    Derivation,
    ItemOpened,
    Mark,
    MeetingFacts,
    MeetingFellAway,
    MeetingRescheduled,
    NoMeetingFound,
    PapersSent,
    PlaceCase,
    ReceivedAct,
    SeatAttendance,
)
from models.base import Instant, PartyId
from models.rulebook import RefusalCode
from models.state import CaseStage, Placement
from models.words import MARKED, STANDS
from rules.case.context import DECIDED, DELIBERATED, Case, ended, is_secretariat
from rules.case.folds.common import FORANKRING_DUE, FORANKRING_REMINDER
from rules.case.requirements import why_not_complete
from rules.planning import why_not_following
from rules.seats import uncovered_parties, without_recused
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused


def place(case: Case, received: ReceivedAct, act: PlaceCase) -> Verdict:
    """The case is put before a meeting, marked orientering, drøfting or beslutning (P-05, P-08, P-12)."""
    if case.state.ended or case.state.stage in DECIDED:
        return ended(case)
    if received.actor.record is not None and case.state.placement is not None:
        return NOTHING_LEFT  # the house looked for a meeting, and meanwhile the secretariat chose one
    if received.actor.record is None and not is_secretariat(received.actor):
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-08",
            "only the secretariat sets agendas",
            "ask the secretariat to place the case",
        )
    meeting = received.facts.meeting
    if meeting is None:
        return refused(
            RefusalCode.UNKNOWN_ITEM,
            "P-08",
            f"there is no meeting {act.meeting}",
            "choose one from `meeting list`, or plan one",
        )
    refusal = _why_not_place(case, received, act, meeting)
    if refusal is not None:
        return refusal
    return accepted(*_leave_former(case, act), _placed(case, act, meeting), *_ask_forankring(case, received, act))


def _why_not_place(case: Case, received: ReceivedAct, act: PlaceCase, meeting: MeetingFacts) -> Verdict | None:
    state = case.state
    if state.classification is None:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-04",
            f"the case is {STANDS[state.stage]}",
            "classify it first: `case classify`",
        )
    if state.stage is CaseStage.TRUKKET or state.item is not None:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-04",
            f"the case is {STANDS[state.stage]}" + ("" if state.item is None else " and being dealt with now"),
            "wait until it is free",
        )
    if meeting.cancelled or meeting.starts_at <= received.received_at:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-12",
            f"the meeting {meeting.meeting} is called off or over",
            "choose a coming meeting from `meeting list`",
        )
    if state.placement is not None and (state.placement.meeting, state.placement.mark) == (
        act.meeting,
        act.mark,
    ):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-08",
            f"the case stands on the agenda of {act.meeting} for {MARKED[act.mark]} already",
            "nothing more is needed",
        )
    match act.mark:
        case Mark.DROFTING:
            return _why_not_drofting(case, meeting)
        case Mark.BESLUTNING:
            return _why_not_beslutning(case, received, meeting)
        case Mark.ORIENTERING:
            return None


def _why_not_drofting(case: Case, meeting: MeetingFacts) -> Verdict | None:
    state = case.state
    assert state.classification is not None
    if state.stage not in (CaseStage.KLASSIFISERT, CaseStage.TIL_DROFTING):
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-13",
            f"the case is {STANDS[state.stage]}; drøfting is behind it",
            "amend the text in substance, or let the chair choose a new round",
        )
    if meeting.body != state.classification.drofting_body:
        return refused(
            RefusalCode.WRONG_BODY,
            "P-05",
            f"drøfting of this case is in {state.classification.drofting_body}, not in {meeting.body}",
            f"choose a meeting of {state.classification.drofting_body}",
        )
    return None


def _why_not_beslutning(case: Case, received: ReceivedAct, meeting: MeetingFacts) -> Verdict | None:
    state = case.state
    assert state.classification is not None
    if state.drofting is None or state.stage not in DELIBERATED:
        return refused(
            RefusalCode.NOT_DELIBERATED,
            "P-01",
            "no decision without an earlier drøfting in another meeting",
            f"place the case for drøfting in a meeting of {state.classification.drofting_body}",
        )
    incomplete = why_not_complete(state)
    if incomplete is not None:
        return incomplete
    if meeting.body != state.classification.decision_body:
        return refused(
            RefusalCode.WRONG_BODY,
            "P-04",
            f"{state.classification.decision_body} decides this case, not {meeting.body}",
            f"choose a meeting of {state.classification.decision_body}",
        )
    too_soon = why_not_following(state.drofting, meeting, case.procedure)
    if too_soon is not None:
        return Verdict(refusal=too_soon)
    if meeting.notice_sent:
        return refused(
            RefusalCode.NOTICE_SENT,
            "P-08",
            f"the notice of {meeting.meeting} has gone out without this case marked beslutning",
            "choose a later meeting whose notice has not gone out",
        )
    return _why_no_time(case, received, meeting) if _forankring_wanted(case, received) else None


def _why_no_time(case: Case, received: ReceivedAct, meeting: MeetingFacts) -> Verdict | None:
    """The parties keep the days of forankring; a question that is open already is not cut short (P-12).

    Who consents to the short notice of an extraordinary meeting consents to as little time at home (P-31).
    """
    due, former = received.facts.due(FORANKRING_DUE), case.state.forankring
    least = 1 if meeting.extraordinary else case.procedure.number("min_forankring_days", received.facts.day)
    days = (due.day - received.facts.day).days
    if due.at > received.received_at and (days >= least or (former is not None and due.at >= former.due.at)):
        return None
    return refused(
        RefusalCode.TOO_SOON,
        "P-12",
        f"there is no time for forankring before that meeting's papers leave: {max(days, 0)} days are left, "
        f"and the parties shall have {least}",
        "choose a later meeting",
    )


def _forankring_wanted(case: Case, received: ReceivedAct) -> bool:
    """Forankring is asked once a round of drøfting, and again with a later due date while it is open (P-11)."""
    return case.state.forankring is None or _forankring_open(case, received)


def _forankring_open(case: Case, received: ReceivedAct) -> bool:
    forankring = case.state.forankring
    return forankring is not None and forankring.open and received.received_at < forankring.due.at


def _leave_former(case: Case, act: PlaceCase) -> tuple[e.LeftAgenda, ...]:
    former = case.state.placement
    if former is None:
        return ()
    return (e.LeftAgenda(meeting=former.meeting, reason=f"moved to {act.meeting}", rule="P-12"),)


def _placed(case: Case, act: PlaceCase, meeting: MeetingFacts) -> e.PlacedOnAgenda:
    return e.PlacedOnAgenda(
        meeting=meeting.meeting,
        body=meeting.body,
        mark=act.mark,
        day=meeting.day,
        starts_at=meeting.starts_at,
        text_digest=case.state.text.digest,
        reason=act.reason,
    )


def _ask_forankring(case: Case, received: ReceivedAct, act: PlaceCase) -> tuple[e.ForankringAsked, ...]:
    if act.mark is not Mark.BESLUTNING or not _forankring_wanted(case, received):
        return ()
    return (_asked(case, received, act.meeting),)


def _asked(case: Case, received: ReceivedAct, meeting: str) -> e.ForankringAsked:
    return e.ForankringAsked(
        parties=case.state.affected,
        due=received.facts.due(FORANKRING_DUE),
        reminders=_coming_reminders(received.facts.dates, received.received_at),
        text_digest=case.state.text.digest,
        meeting=meeting,
    )


def _coming_reminders(dates: tuple[Derivation, ...], now: Instant) -> tuple[Derivation, ...]:
    return tuple(d for d in dates if d.name.startswith(FORANKRING_REMINDER) and d.at > now)


def agenda_refused(case: Case, _received: ReceivedAct, act: AgendaRefused) -> Verdict:
    """The meeting could not take the case; it waits for another."""
    if case.state.placement is None or case.state.placement.meeting != act.meeting:
        return NOTHING_LEFT
    return accepted(e.LeftAgenda(meeting=act.meeting, reason=act.detail, rule=act.rule))


def no_meeting_found(case: Case, _received: ReceivedAct, act: NoMeetingFound) -> Verdict:
    """The register looked for the following meeting and found none with room (P-12)."""
    if case.state.placement is not None or case.state.ended:
        return NOTHING_LEFT
    return accepted(e.MeetingAwaited(body=act.body))


def papers_sent(case: Case, _received: ReceivedAct, act: PapersSent) -> Verdict:
    """Notice with papers went out: the text is fixed, written objections are open (P-17, P-28)."""
    placement = case.state.placement
    if placement is None or placement.meeting != act.meeting or placement.papers_sent:
        return NOTHING_LEFT
    if act.text_digest != case.state.text.digest and placement.mark is Mark.BESLUTNING:
        # The text was changed while the notice was leaving: it cannot be decided on what was sent (P-17).
        reason = "the notice went out with an earlier version of the text"
        return accepted(e.LeftAgenda(meeting=act.meeting, reason=reason, rule="P-17"))
    return accepted(e.PapersWentOut(meeting=act.meeting, mark=placement.mark, text_digest=case.state.text.digest))


def meeting_rescheduled(case: Case, received: ReceivedAct, act: MeetingRescheduled) -> Verdict:
    """The meeting has another time: the placement follows if it is still a following meeting (P-12)."""
    state, meeting = case.state, received.facts.meeting
    if state.placement is None or state.placement.meeting != act.meeting or meeting is None:
        return NOTHING_LEFT
    moved = e.PlacementMoved(meeting=act.meeting, day=meeting.day, starts_at=meeting.starts_at)
    if state.placement.mark is not Mark.BESLUTNING or state.drofting is None or state.stage is CaseStage.TRUKKET:
        return accepted(moved)  # nobody is asked anew at home about a withdrawn case (P-30)
    too_soon = why_not_following(state.drofting, meeting, case.procedure)
    if too_soon is not None:
        return accepted(e.LeftAgenda(meeting=act.meeting, reason=too_soon.detail, rule=too_soon.rule))
    if _forankring_open(case, received):
        no_time = _why_no_time(case, received, meeting)
        if no_time is not None and no_time.refusal is not None:
            return accepted(e.LeftAgenda(meeting=act.meeting, reason=no_time.refusal.detail, rule="P-12"))
        return accepted(moved, _asked(case, received, act.meeting))
    return accepted(moved)


def meeting_fell_away(case: Case, _received: ReceivedAct, act: MeetingFellAway) -> Verdict:
    """Called off, not reached, or nobody spoke for a party: the case goes to the next meeting (P-12, P-22)."""
    placement = case.state.placement
    if placement is None or placement.meeting != act.meeting:
        return NOTHING_LEFT
    if placement.mark is not Mark.BESLUTNING or case.state.stage is CaseStage.TRUKKET:
        # Nothing is put off in a withdrawn case: only being taken over brings it back (P-30).
        return accepted(e.LeftAgenda(meeting=act.meeting, reason=act.reason, rule=act.rule))
    return accepted(
        e.DecisionPostponed(meeting=act.meeting, rule=act.rule, reason=act.reason, uncovered=act.uncovered)
    )


def item_opened(case: Case, _received: ReceivedAct, act: ItemOpened) -> Verdict:
    """The meeting takes up the case; a beslutning only after drøfting in another, earlier meeting (P-01)."""
    state, placement = case.state, case.state.placement
    if placement is None or placement.meeting != act.meeting or placement.mark is not act.mark:
        return NOTHING_LEFT
    if act.mark is Mark.BESLUTNING and not _deliberated_before(case, placement):
        return refused(
            RefusalCode.NOT_DELIBERATED,
            "P-01",
            "no decision without an earlier drøfting in another meeting",
            "place the case for drøfting first",
        )
    opened = e.CaseItemOpened(
        meeting=act.meeting,
        item=act.item,
        mark=act.mark,
        body=placement.body,
        attendance=without_recused(act.attendance, state.recusals or ()),
        text_digest=state.text.digest,
    )
    return accepted(opened.model_copy(update={"uncovered": _unspoken(case, opened, act.attendance)}))


def _unspoken(case: Case, opened: e.CaseItemOpened, came: tuple[SeatAttendance, ...]) -> tuple[PartyId, ...] | None:
    """Whom nobody speaks for in this item though their seat came to the meeting: it is recused here (P-22, P-26)."""
    if opened.mark is not Mark.BESLUTNING:
        return None
    written = {p.seat for p in case.state.written_positions}
    sitting, met = ({a.seat for a in there} | written for there in (opened.attendance, came))
    silent, before = (uncovered_parties(s, opened.body, case.procedure, case.roster) for s in (sitting, met))
    return tuple(p for p in silent if p not in before) or None


def _deliberated_before(case: Case, placement: Placement) -> bool:
    drofting = case.state.drofting
    return drofting is not None and drofting.meeting != placement.meeting and drofting.day < placement.day


def attendance_changed(case: Case, _received: ReceivedAct, act: AttendanceChanged) -> Verdict:
    """Somebody came or went while the item was open (P-32)."""
    if case.state.item is None or case.state.item.meeting != act.meeting:
        return NOTHING_LEFT
    [sitting] = without_recused(
        (SeatAttendance(seat=act.seat, person=act.person),) if act.person else (), case.state.recusals or ()
    ) or (None,)
    return accepted(e.CaseAttendanceChanged(seat=act.seat, person=sitting.person if sitting else None))
