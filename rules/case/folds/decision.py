"""The roll call and what follows from it (P-19..P-22, P-27)."""

from __future__ import annotations

from models import entries as e
from models.entries import Entry
from models.state import CaseStage, CaseState, Clock, EntryRef, PartyBinding, Position
from rules.case.folds.common import (
    RESERVATION_DUE,
    STATEMENTS_DUE,
    WRITTEN_DUE,
    Changes,
    Folds,
    answers_in_writing,
    back_to_drofting,
    clock_of,
    without,
    without_consensus,
)
from rules.case.folds.objections import stood, with_position


def _position_taken(s: CaseState, entry: Entry, b: e.PositionTaken) -> Changes:
    position = Position(
        seat=b.seat,
        person=b.person,
        counted=b.counted,
        parties=b.parties,
        stance=b.stance,
        text_digest=b.text_digest,
        at=entry.at,
        objection=b.objection,
        reservation_due=b.reservation_due,
        entry=EntryRef(seq=entry.seq, hash=entry.hash),
        entered=entry.actor is not None and entry.actor.entered_by is not None,
        authority=b.authority,
    )
    others = tuple(p for p in s.positions if p.seat != b.seat)
    return {"positions": (*others, position), "objections": with_position(s, entry, b)}


def _postponed(s: CaseState, _e: Entry, b: e.DecisionPostponed) -> Changes:
    closed = {"closed_items": (*s.closed_items, b.meeting)} if s.item is not None else {}
    if b.rule == "P-17":
        return back_to_drofting(s) | closed
    said = answers_in_writing(s)
    return closed | {"stage": CaseStage.UTSATT, "placement": None, "item": None, "positions": said}


def _beslutning(s: CaseState, _e: Entry, b: e.BeslutningMade) -> Changes:
    stage = CaseStage.BESLUTTET_MED_FORBEHOLD if b.reserved_parties or b.answers_after else CaseStage.BESLUTTET
    follow = (p.seat for p in s.positions if getattr(p.stance, "statement_follows", False))
    awaited = tuple(dict.fromkeys((*s.statements_awaited, *follow)))
    return {
        "stage": stage,
        "decided_in": b.meeting,
        "decided_on": b.day,
        "outside": b.outside_parties,
        "absent": b.absent,
        "placement": None,
        "item": None,
        "closed_items": (*s.closed_items, b.meeting),
        "statements_awaited": awaited,
        "written": None,
        "written_positions": (),
        "clocks": without(s.clocks, WRITTEN_DUE),
    }


def _no_consensus(s: CaseState, entry: Entry, b: e.NoConsensus) -> Changes:
    return {
        "objections": stood(s, entry),
        "absent": b.absent,
        "stage": CaseStage.IKKE_KONSENSUS,
        "placement": None,
        "item": None,
        "closed_items": (*s.closed_items, b.meeting),
        "path_asked": True,
    }


def _binding(s: CaseState, entry: Entry, b: e.BindingEffect) -> Changes:
    bound = PartyBinding(party=b.party, by_seat=b.by_seat, effect_at=entry.at)
    bindings = (*(p for p in s.bindings if p.party != b.party), bound)
    waiting = any(p.effect_at is None and not p.refused for p in bindings)
    complete = s.stage is CaseStage.BESLUTTET_MED_FORBEHOLD and s.announced and not waiting
    return {
        "bindings": bindings,
        "stage": CaseStage.BESLUTTET if complete else s.stage,
        "clocks": without(s.clocks, clock_name(b.party)),
    }


def _withheld(s: CaseState, entry: Entry, b: e.BindingWithheld) -> Changes:
    waiting = PartyBinding(
        party=b.party,
        by_seat=b.by_seat,
        waits_for=b.waits_for,
        treated_on=b.treated_on,
        entry=EntryRef(seq=entry.seq, hash=entry.hash),
        because=b.because,
        after=b.after,
    )
    return {
        "bindings": (*(p for p in s.bindings if p.party != b.party), waiting),
        "clocks": (*s.clocks, *_reminder(b)),
    }


def _reminder(b: e.BindingWithheld) -> tuple[Clock, ...]:
    if b.due is None:
        return ()
    clock = clock_of(b.due, f"{b.party} and the secretariat are reminded; silence is not approval", "P-20")
    return (clock.model_copy(update={"name": clock_name(b.party)}),)


def clock_name(party: str) -> str:
    """The name of a reservation's clock. One clock a party: each reserves until a day of its own."""
    return f"{RESERVATION_DUE}:{party}"


def _reservation(s: CaseState, _e: Entry, b: e.ReservationAnswered) -> Changes:
    return {"clocks": without(s.clocks, clock_name(b.party))} if b.approved else without_consensus(s)


def _overdue(s: CaseState, entry: Entry, b: e.ReservationOverdue) -> Changes:
    """It waits on; silence is not approval."""
    bindings = tuple(
        p.model_copy(update={"overdue_since": entry.at}) if p.party == b.party else p for p in s.bindings
    )
    return {"bindings": bindings, "clocks": without(s.clocks, clock_name(b.party))}


def _statement(s: CaseState, _e: Entry, b: e.StatementDelivered) -> Changes:
    awaited = tuple(seat for seat in s.statements_awaited if seat != b.seat)
    clocks = s.clocks if awaited else without(s.clocks, STATEMENTS_DUE)
    return {"statements_awaited": awaited, "clocks": clocks}


def _statements_due(s: CaseState, _e: Entry, b: e.StatementsDue) -> Changes:
    due = clock_of(b.due, "announced statements that have not come lapse", "P-27")
    return {"clocks": (*without(s.clocks, STATEMENTS_DUE), due)}


def _statement_lapsed(s: CaseState, _e: Entry, b: e.StatementLapsed) -> Changes:
    awaited = tuple(seat for seat in s.statements_awaited if seat != b.seat)
    return {"statements_awaited": awaited, "clocks": without(s.clocks, STATEMENTS_DUE)}


def _announced(_s: CaseState, _e: Entry, _b: e.Announced) -> Changes:
    return {"announced": True}


FOLDS: Folds = {
    e.PositionTaken: _position_taken,
    e.DecisionPostponed: _postponed,
    e.BeslutningMade: _beslutning,
    e.NoConsensus: _no_consensus,
    e.BindingEffect: _binding,
    e.BindingWithheld: _withheld,
    e.ReservationAnswered: _reservation,
    e.ReservationOverdue: _overdue,
    e.StatementDelivered: _statement,
    e.StatementsDue: _statements_due,
    e.StatementLapsed: _statement_lapsed,
    e.Announced: _announced,
}
