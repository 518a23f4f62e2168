"""What happens next with a case or a meeting, who must act, and what silence means: read off the state, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from audit.naming import Names, listed
from cli.moments import due, local
from models.acts import Mark
from models.procedure import Procedure
from models.state import CaseStage, CaseState, Clock, MeetingStage, MeetingState

STAGES = {
    CaseStage.MELDT: "meldt: registered, not classified",
    CaseStage.KLASSIFISERT: "klassifisert: waits for a meeting for drøfting",
    CaseStage.TIL_DROFTING: "til drøfting",
    CaseStage.DROFTET: "drøftet: waits for a following meeting",
    CaseStage.UNDER_FORANKRING: "under forankring: the parties take it home",
    CaseStage.TIL_BESLUTNING: "til beslutning",
    CaseStage.UTSATT: "utsatt: postponed",
    CaseStage.BESLUTTET: "besluttet",
    CaseStage.BESLUTTET_MED_FORBEHOLD: "besluttet med forbehold: decided with reservation",
    CaseStage.IKKE_KONSENSUS: "ikke konsensus: nothing is decided",
    CaseStage.TRUKKET: "trukket: withdrawn",
    CaseStage.UNDER_OPPFOLGING: "under oppfølging: being carried out",
    CaseStage.AVSLUTTET: "avsluttet: closed",
}
MARKS = {Mark.ORIENTERING: "orientering", Mark.DROFTING: "drøfting", Mark.BESLUTNING: "beslutning"}


def clock_line(clock: Clock) -> str:
    """What silence leads to, and when."""
    return f"{due(clock.due_at)}: {clock.consequence} ({clock.rule})"


def case_next(state: CaseState, procedure: Procedure, names: Names) -> list[str]:
    """What a case waits for, who must act, and what happens by itself; in that order."""
    lines = _open_now(state, procedure, names) if state.item is not None else _waiting(state, procedure, names)
    if state.unconfirmed:
        lines.append(f"a new holder of {listed(state.unconfirmed)} confirms what was said in the seat's name (P-25)")
    return lines + [clock_line(clock) for clock in sorted(state.clocks, key=lambda c: c.due_at)]


def _open_now(state: CaseState, procedure: Procedure, names: Names) -> list[str]:
    item = state.item
    assert item is not None
    chair = procedure.body(item.body).chair
    close = f"`meeting item-close {item.meeting} {item.item}` (the chair, {chair}, or the secretariat)"
    match item.mark:
        case Mark.DROFTING:
            return [f"drøfting is open in {item.meeting}: `case contribute {state.record}`; nobody is bound", close]
        case Mark.ORIENTERING:
            return [f"orientering is being given in {item.meeting}", close]
        case Mark.BESLUTNING:
            return [_roll_call(state, procedure, names), close]
        case _:
            assert_never(item.mark)


def _roll_call(state: CaseState, procedure: Procedure, names: Names) -> str:
    assert state.item is not None
    heard = {p.seat for p in state.positions}
    present = {a.seat for a in state.item.attendance}
    counted = [seat.seat for seat in procedure.body(state.item.body).seats if seat.counts]
    missing = [seat for seat in counted if seat in present and seat not in heard]
    if not missing:
        return "every counted seat that is present has answered; the roll call can be closed"
    return f"the roll call is open; not yet heard: {listed(names.seat(s) for s in missing)}: `position take`"


def _waiting(state: CaseState, procedure: Procedure, names: Names) -> list[str]:
    match state.stage:
        case CaseStage.MELDT:
            return [f"the secretariat classifies the case (P-04): `case classify {state.record}`"]
        case CaseStage.KLASSIFISERT | CaseStage.TIL_DROFTING | CaseStage.DROFTET | CaseStage.UTSATT:
            return _to_meeting(state, procedure)
        case CaseStage.UNDER_FORANKRING | CaseStage.TIL_BESLUTNING:
            return [*_forankring(state, names), *_to_meeting(state, procedure)]
        case CaseStage.BESLUTTET | CaseStage.BESLUTTET_MED_FORBEHOLD | CaseStage.UNDER_OPPFOLGING:
            return _after_beslutning(state, names)
        case CaseStage.IKKE_KONSENSUS:
            return [_chooses(state, procedure)]
        case CaseStage.TRUKKET:
            return [f"another party may take the case over (P-30): `case take-over {state.record}`"]
        case CaseStage.AVSLUTTET:
            return ["nothing more; the record stands, and the matter can be brought up as a new case"]
        case _:
            assert_never(state.stage)


def _chooses(state: CaseState, procedure: Procedure) -> str:
    body = state.classification.decision_body if state.classification else ""
    chair = f"the chair of {body}, {procedure.body(body).chair}," if body else "the chair"
    return f"{chair} chooses the way on (P-13): `case choose-path {state.record}`"


def _to_meeting(state: CaseState, procedure: Procedure) -> list[str]:
    asked = [_chooses(state, procedure)] if state.path_asked else []
    placement, sorts = state.placement, state.classification
    if placement is not None:
        papers = (
            "the papers have gone out, and the text is fixed"
            if placement.papers_sent
            else "its papers have not gone out yet"
        )
        what = MARKS[placement.mark]
        return [*asked, f"{what} in {placement.meeting} ({placement.body}, {local(placement.starts_at)}); {papers}"]
    if sorts is None:
        return asked
    if state.drofting is None:
        body = sorts.drofting_body
        return [*asked, f"the secretariat places it for drøfting in a meeting of {body}: `case place {state.record}`"]
    body = sorts.decision_body
    return [
        *asked,
        f"it goes by itself to the next meeting of {body} with room for notice; if there is none, plan one",
    ]


def _forankring(state: CaseState, names: Names) -> list[str]:
    forankring = state.forankring
    if forankring is None or not forankring.open:
        return []
    silent = [p.party for p in forankring.parties if p.answer is None]
    answered = len(forankring.parties) - len(silent)
    waits = f"forankring: {answered} of {len(forankring.parties)} have answered"
    return [f"{waits}; not yet: {names.all_parties(silent)}: `forankring answer {state.record}`" if silent else waits]


def _after_beslutning(state: CaseState, names: Names) -> list[str]:
    lines = [
        f"{names.party(b.party)} is not bound before {b.waits_for}: `case reservation {state.record}`"
        for b in state.bindings
        if b.effect_at is None and b.waits_for and not b.refused
    ]
    if state.statements_awaited:
        seats = listed(state.statements_awaited)
        lines.append(f"the statements announced for {seats} are delivered: `case statement {state.record}`")
    if state.follow_ups:
        lines.append(f"{names.all_parties(state.follow_ups)} carry it out at home and put it in their budgets (P-35)")
    if not state.announced:
        lines.append("the outcome is announced to every seat and every party")
    return lines or ["it is announced and binding; nothing more is asked of anyone"]


def meeting_next(state: MeetingState, procedure: Procedure) -> list[str]:
    """What a meeting waits for, who must act, and what happens by itself."""
    chair = procedure.body(state.body).chair
    lines = _meeting_waits(state, chair)
    return lines + [clock_line(clock) for clock in sorted(state.clocks, key=lambda c: c.due_at)]


def _meeting_waits(state: MeetingState, chair: str) -> list[str]:
    match state.stage:
        case MeetingStage.PLANNED:
            return ["cases can be put on the agenda until the notice leaves: `case place`"]
        case MeetingStage.NOTIFIED:
            return [f"{chair} or the secretariat opens it on {state.day}: `meeting open {state.record}`"]
        case MeetingStage.OPEN:
            return _in_session(state, chair)
        case MeetingStage.CLOSED:
            return ["the minutes are drafted" if state.minutes_text else "the draft minutes are being written"]
        case MeetingStage.CANCELLED:
            return ["nothing more; its items go to the next meeting"]
        case _:
            assert_never(state.stage)


def _in_session(state: MeetingState, chair: str) -> list[str]:
    current = next((i for i in state.agenda if i.open), None)
    if current is not None:
        close = f"`meeting item-close {state.record} {current.item}`"
        lead = f"{chair} or the secretariat closes item {current.item}: {close}"
        match current.mark:
            case Mark.BESLUTNING:
                return [f"the roll call is open: `position take {current.case}`", lead]
            case Mark.DROFTING:
                return [f"drøfting is open: `case contribute {current.case}`; nobody is bound", lead]
            case Mark.ORIENTERING:
                return [lead]
    left = [str(i.item) for i in state.agenda if not i.removed and i.conclusion is None]
    if left:
        return [f"item {left[0]} is next: `meeting item-open {state.record} {left[0]}`"]
    return [f"every item is dealt with: `meeting close {state.record}`"]


def paragraphs(label: str, texts: Iterable[str]) -> str:
    """A label and what people wrote under it, indented."""
    return "\n".join([label, *(f"  {line}" for text in texts for line in text.split("\n"))])
