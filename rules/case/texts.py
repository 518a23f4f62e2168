"""The proposed decision text: fixed when papers leave, changed openly or not at all (P-09, P-17)."""

from __future__ import annotations

from models import entries as e
from models.acts import AddPaper, AmendText, AskForTime, ContestEditorial, Mark, ObjectToLatePapers, ReceivedAct
from models.base import SeatId
from models.canonical import text_digest
from models.rulebook import RefusalCode
from models.state import CaseStage, CaseState, OpenCaseItem, TextVersion
from rules.case.context import (
    DECIDED,
    Case,
    ended,
    heard_only,
    is_secretariat,
    why_not_recused,
    why_not_speak_for_seat,
)
from rules.case.versions import outdated, versions_of
from rules.seats import person_in
from rules.verdict import Verdict, accepted, refused


def amend(case: Case, received: ReceivedAct, act: AmendText) -> Verdict:
    """A new version. A change of substance after drøfting sends the case back; after the notice it must wait."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    digest = text_digest(act.proposal)
    if act.rests_on != state.text.digest:
        remedy = "read the text as it stands now and make the change on that"
        return outdated(state, act.rests_on, "the change", remedy)
    if digest == state.text.digest:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-17",
            "the text is the same",
            "change something, or leave it as it is",
        )
    refusal = _why_not_amend(case, received) or _why_not_behind_drofting(case, act)
    if refusal is not None:
        return refusal
    return accepted(*_leave_agenda_for(case, act), _amended(case, received, act, digest))


def _why_not_amend(case: Case, received: ReceivedAct) -> Verdict | None:
    state = case.state
    own_seat = received.actor.seat is not None and received.actor.seat == state.proposer_seat
    if not (is_secretariat(received.actor) or own_seat):
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-17",
            "only the secretariat or the proposer's seat changes the text",
            "propose the change in drøfting, or to the secretariat",
        )
    waits = state.placement is not None and state.placement.papers_sent and state.item is None
    if state.stage is CaseStage.TRUKKET or waits:
        return refused(
            RefusalCode.NOTICE_SENT if waits else RefusalCode.WRONG_STAGE,
            "P-17",
            "the text is fixed since the papers went out" if waits else "the case is withdrawn",
            "bring the change up when the meeting opens the item" if waits else "take the case over first",
        )
    return None


def _why_not_behind_drofting(case: Case, act: AmendText) -> Verdict | None:
    """What was deliberated does not change in substance where nothing is deliberated or decided."""
    item = case.state.item
    if not act.substantial or item is None or item.mark is not Mark.ORIENTERING or case.state.drofting is None:
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-17",
        "the item is marked orientering; the deliberated text does not change in substance in it",
        "change it when the item is closed; the case then goes back to drøfting",
    )


def _amended(case: Case, received: ReceivedAct, act: AmendText, digest: str) -> e.TextAmended:
    return e.TextAmended(
        version=case.state.text.version + 1,
        proposal=act.proposal,
        text_digest=digest,
        replaces=case.state.text.digest,
        substantial=act.substantial,
        reason=act.reason,
        positions_kept=_keeps_positions(case, received, act) or None,
    )


def _keeps_positions(case: Case, received: ReceivedAct, act: AmendText) -> bool:
    """What was said on the version before stands only after an editorial change, and where the procedure says so."""
    editorial = not act.substantial and case.state.item is not None
    return editorial and case.procedure.switch("editorial_change_keeps_positions", received.facts.day)


def _leave_agenda_for(case: Case, act: AmendText) -> tuple[e.LeftAgenda, ...]:
    placement = case.state.placement
    if not act.substantial or case.state.drofting is None or case.state.item is not None or placement is None:
        return ()
    reason = "the text was changed in substance after drøfting"
    return (e.LeftAgenda(meeting=placement.meeting, reason=reason, rule="P-17"),)


def contest(case: Case, received: ReceivedAct, act: ContestEditorial) -> Verdict:
    """Any counted seat says that an editorial change since drøfting was one of substance; then it is (P-17)."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    refusal = _why_not_contest(case, received)
    if refusal is not None:
        return refusal
    seat = received.actor.seat
    assert seat is not None
    found = next((t for t in reversed(_since_drofting(state)) if t.digest == act.text_digest), None)
    if found is None or found.substantial:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-17",
            f"no editorial change since drøfting gave text {act.text_digest[:12]}",
            "`case text` shows the versions, and which changes were editorial",
        )
    contested = e.EditorialContested(version=found.version, text_digest=found.digest, seat=seat, reason=act.reason)
    if state.item is not None or state.placement is None:
        return accepted(contested)
    reason = "a counted seat contested an editorial change; it counts as one of substance"
    return accepted(e.LeftAgenda(meeting=state.placement.meeting, reason=reason, rule="P-17"), contested)


def _since_drofting(state: CaseState) -> tuple[TextVersion, ...]:
    """The versions after the one that was deliberated; nothing where nothing is."""
    versions = versions_of(state)
    deliberated = state.drofting.text_digest if state.drofting else None
    held = [n for n, text in enumerate(versions) if text.digest == deliberated]
    return versions[held[-1] + 1 :] if held else ()


def _why_not_contest(case: Case, received: ReceivedAct) -> Verdict | None:
    """In a roll call whoever sits there for a counted seat; before it, whoever holds one."""
    state, seat = case.state, received.actor.seat
    if state.stage is CaseStage.TRUKKET:
        return refused(RefusalCode.WRONG_STAGE, "P-17", "the case is withdrawn", "take the case over first")
    if state.item is not None and state.item.mark is not Mark.BESLUTNING:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-17",
            "an item is open in which nothing is decided",
            "say it in drøfting, or contest the change when the item is closed",
        )
    if state.item is not None:
        return why_not_counted_and_present(case, received, state.item, "P-17", "contest a change of the text")
    refusal = why_not_speak_for_seat(case, received, "P-17")
    if refusal is not None or seat is None or case.counts(seat):
        return refusal
    return heard_only(seat, "P-17", "contest a change of the text")


def ask_for_time(case: Case, received: ReceivedAct, act: AskForTime) -> Verdict:
    """After a change of substance in the meeting any counted member sends the case back to drøfting (P-17)."""
    item = case.state.item
    if item is None or item.mark is not Mark.BESLUTNING or not item.changed_in_substance:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-17",
            "time is asked for after a change of substance while the item is open",
            "object in the roll call, or ask the chair to postpone the item",
        )
    refusal = why_not_counted_and_present(case, received, item, "P-17", "ask for time")
    if refusal is not None:
        return refusal
    seat = received.actor.seat
    assert seat is not None
    return accepted(e.TimeAsked(seat=seat, reason=act.reason))


def add_paper(case: Case, received: ReceivedAct, act: AddPaper) -> Verdict:
    """A paper for the case; late when the notice has gone out (P-06, P-09)."""
    state = case.state
    if state.ended or state.stage in DECIDED:
        return ended(case)
    if not is_secretariat(received.actor):
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-06",
            "only the secretariat adds papers",
            "send the paper to the secretariat",
        )
    if any(p.document == act.document for p in state.papers):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE, "P-06", "the case has that paper already", "nothing more is needed"
        )
    late = state.placement is not None and state.placement.papers_sent
    return accepted(e.PaperAdded(document=act.document, title=act.title, late=late, withheld=act.withheld))


def object_to_late_papers(case: Case, received: ReceivedAct, act: ObjectToLatePapers) -> Verdict:
    """One counted member is enough to put off a decision that rests on late papers (P-09)."""
    item = case.state.item
    late = any(p.late for p in case.state.papers)
    if item is None or item.mark is not Mark.BESLUTNING or not late:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-09",
            "there is no open beslutning with late papers",
            "late papers never stop drøfting; before the meeting, lodge an objection (P-28)",
        )
    refusal = why_not_counted_and_present(case, received, item, "P-09", "oppose late papers")
    if refusal is not None:
        return refusal
    seat = received.actor.seat
    assert seat is not None
    return accepted(
        e.LatePapersOpposed(seat=seat, reason=act.reason),
        e.DecisionPostponed(meeting=item.meeting, rule="P-09", reason="decision on late papers was opposed"),
    )


def why_not_counted_and_present(
    case: Case, received: ReceivedAct, item: OpenCaseItem, rule: str, what: str
) -> Verdict | None:
    """Only a counted seat, by the person sitting in it now."""
    absent = why_not_present(case, received.actor.seat, received.actor.person, item, rule)
    if absent is not None:
        return absent
    seat = received.actor.seat
    assert seat is not None
    return None if case.counts(seat) else heard_only(seat, rule, what)


def why_not_present(
    case: Case, seat: SeatId | None, person: str | None, item: OpenCaseItem, rule: str
) -> Verdict | None:
    """What is said in a meeting is said by whoever sits in the seat there (P-22, P-23)."""
    body = case.procedure.body(item.body)
    if seat is None or all(s.seat != seat for s in body.seats):
        return refused(
            RefusalCode.UNKNOWN_SEAT,
            rule,
            f"{item.body} has no seat {seat!r}",
            f"name a seat of {item.body}; `meeting show` lists who sits where",
        )
    away = why_not_recused(case, seat, person)
    if away is not None:
        return away
    sitting = person_in(seat, item.attendance)
    if sitting is None or sitting != person:
        holder = "nobody" if sitting is None else sitting
        return refused(
            RefusalCode.NOT_PRESENT,
            "P-22",
            f"{holder} sits in {seat} in this meeting, not {person}",
            "let the one who sits there act, or change the attendance first",
        )
    return None
