"""What each running clock leads to when nobody acts (P-06, P-11, P-22, P-27, P-30, P-35).

Table-driven by the beginning of the clock's name, like the rules that ring them: a clock without a line here has no
words, and a test says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from models.acts import MeetingFacts
from models.base import PartyId, RecordId, SeatId
from models.outlook import Silence
from models.state import CaseState, Clock, MeetingState
from rules.case.folds.common import (
    ANSWERS_DUE,
    FOLLOWUP_DUE,
    FOLLOWUP_REMINDER,
    FORANKRING_DUE,
    FORANKRING_REMINDER,
    INVOLVEMENT_DUE,
    INVOLVEMENT_REMINDER,
    RESERVATION_DUE,
    STATEMENTS_DUE,
    TAKEOVER_DUE,
    WRITTEN_DUE,
)
from rules.case.followup import unbudgeted, unreported
from rules.consensus import LAPSED
from rules.meeting.fold import NOTICE_DUE
from rules.meeting.fold_minutes import COMMENTS_DUE, MINUTES_DUE


def _nobody(_state: CaseState) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Meaning:
    """What happens when the clock rings, and whose silence it is."""

    then: str
    parties: Callable[[CaseState], tuple[PartyId, ...]] = _nobody
    seats: Callable[[CaseState], tuple[SeatId, ...]] = _nobody


def unanswered(state: CaseState) -> tuple[PartyId, ...]:
    """The parties whose forankring has no answer (P-11)."""
    if state.forankring is None or not state.forankring.open:
        return ()
    return tuple(p.party for p in state.forankring.parties if p.answer is None)


def unheard(state: CaseState) -> tuple[PartyId, ...]:
    """The parties that have given no input on a change (P-36)."""
    return state.involvement.unheard if state.involvement and state.involvement.open else ()


def reserved(state: CaseState) -> tuple[PartyId, ...]:
    """The parties whose own council or board has not answered (P-20)."""
    return tuple(b.party for b in state.bindings if b.waiting and b.because not in LAPSED)


CASE_CLOCKS: Mapping[str, Meaning] = {
    FORANKRING_REMINDER: Meaning("whoever has not answered is reminded", unanswered),
    FORANKRING_DUE: Meaning("forankring closes; silence stands as silence, never as consent", unanswered),
    STATEMENTS_DUE: Meaning(
        "an announced statement that has not come lapses; the position stands", seats=lambda s: s.statements_awaited
    ),
    FOLLOWUP_REMINDER: Meaning("whoever has not reported its follow-up is reminded", unreported),
    FOLLOWUP_DUE: Meaning(
        "costs that are in no budget are flagged to the deciding body; the decision stands", unbudgeted
    ),
    RESERVATION_DUE: Meaning(
        "a party whose council or board has not answered is reminded, and the secretariat with it; it is not bound",
        reserved,
    ),
    ANSWERS_DUE: Meaning(
        "silence is not consent: the decision does not bind who has not answered",
        lambda s: tuple(b.party for b in s.bindings if b.after and not b.refused),
    ),
    WRITTEN_DUE: Meaning(
        "no written decision: silence is not consent, and it takes a meeting",
        seats=lambda s: tuple(
            seat for seat in (s.written.asked if s.written else ()) if all(p.seat != seat for p in s.positions)
        ),
    ),
    INVOLVEMENT_DUE: Meaning(
        "input closes and is summed up; silence stands as silence, never as consent",
        unheard,
    ),
    INVOLVEMENT_REMINDER: Meaning("whoever has given no input is reminded", unheard),
    TAKEOVER_DUE: Meaning("the case ends as withdrawn; the matter can be brought as a new case"),
}
MEETING_CLOCKS: Mapping[str, str] = {
    MINUTES_DUE: "the secretariat is told that the draft minutes are late",
    COMMENTS_DUE: "comments on the draft minutes close; the next meeting approves them",
    NOTICE_DUE: "notice, agenda and papers leave; after that nothing new can be marked beslutning",
}


def meaning_of(clock: Clock) -> Meaning:
    """What the case's clock means; for one without a line, what its own consequence says."""
    named = (m for name, m in CASE_CLOCKS.items() if clock.name.startswith(name))
    return next(named, Meaning(clock.consequence))


def silences_of_case(state: CaseState, meetings: Iterable[MeetingFacts]) -> tuple[Silence, ...]:
    """Each clock of a case, and the notice of the meeting it is placed in, in the order in which they ring.

    Args:
        state: The case.
        meetings: The meetings to come, as far as the register knows them.
    """
    placed = None if state.placement is None else state.placement.meeting
    own = [_of_case(state, clock) for clock in state.clocks]
    return tuple(sorted((*own, *_notices(placed, meetings)), key=lambda s: (s.at, s.clock)))


def _notices(placed: RecordId | None, meetings: Iterable[MeetingFacts]) -> Iterator[Silence]:
    """The notice that has still to leave: with it go the case's papers, and its text is fixed (P-06, P-07)."""
    for meeting in meetings:
        if meeting.meeting == placed and not meeting.notice_sent:
            then = MEETING_CLOCKS[NOTICE_DUE]
            yield Silence(clock=NOTICE_DUE, at=meeting.notice_due, then=then, rule="P-06", meeting=placed)


def _of_case(state: CaseState, clock: Clock) -> Silence:
    meaning = meaning_of(clock)
    return Silence(
        clock=clock.name,
        at=clock.due_at,
        then=meaning.then,
        rule=clock.rule,
        parties=meaning.parties(state),
        seats=meaning.seats(state),
    )


def silences_of_meeting(state: MeetingState) -> tuple[Silence, ...]:
    """Each clock of a meeting, in the order in which they ring."""
    return tuple(
        Silence(
            clock=clock.name,
            at=clock.due_at,
            then=next((t for n, t in MEETING_CLOCKS.items() if clock.name.startswith(n)), clock.consequence),
            rule=clock.rule,
        )
        for clock in _in_order(state.clocks)
    )


def silences_of(clocks: Iterable[Clock], parties: tuple[PartyId, ...] = ()) -> tuple[Silence, ...]:
    """Each clock of an agreement or a dispute, which says itself what it leads to; and whose silence it is."""
    return tuple(
        Silence(clock=c.name, at=c.due_at, then=c.consequence, rule=c.rule, parties=parties)
        for c in _in_order(clocks)
    )


def _in_order(clocks: Iterable[Clock]) -> list[Clock]:
    return sorted(clocks, key=lambda c: (c.due_at, c.name))
