"""Objections after the decision: the decision stands, and each goes the way that what it claims leads (P-29).

Judged the same on a case that runs and on one whose record has ended.
"""

from __future__ import annotations

from models import entries as e
from models.acts import (
    AuthorityOutcome,
    LateGround,
    LodgeLateObjection,
    ReceivedAct,
    SettleAuthority,
)
from models.base import PartyId, SeatId
from models.roster import Office
from models.rulebook import RefusalCode
from models.state import LateObjection
from models.words import STANDS
from rules.case.context import Case, is_secretariat, why_not_speak_for_seat
from rules.verdict import Verdict, accepted, refused


def lodge(case: Case, received: ReceivedAct, act: LodgeLateObjection) -> Verdict:
    """By a seat or a represented party, at any time after the decision; nothing is undone by it (P-29)."""
    state = case.state
    if state.decided_in is None or state.decided_on is None:
        return refused(
            RefusalCode.WRONG_STAGE,
            "P-29",
            f"the case is {STANDS[state.stage]}; nothing is decided that a late objection could be about",
            "object in writing when the papers for beslutning are sent (P-28), or in the roll call",
        )
    sender = _sender(case, received, act)
    if isinstance(sender, Verdict):
        return sender
    seat, party = sender
    refusal = _why_not_about(case, act, seat)
    if refusal is not None:
        return refusal
    if any(_same(o, act, seat, party) for o in state.late_objections):
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-29",
            f"{seat or party} has said so already, and it is not settled",
            "`objection list` shows where it has come to",
        )
    return accepted(
        e.LateObjectionLodged(
            objection=len(state.late_objections) + 1,
            about=act.about,
            by_seat=seat,
            by_party=party,
            grounds=act.grounds,
            meeting=state.decided_in,
            party=act.party,
            objected=act.objected,
            route=act.route,
        )
    )


def _same(o: LateObjection, act: LodgeLateObjection, seat: SeatId | None, party: PartyId | None) -> bool:
    same = (o.by_seat, o.by_party, o.about, o.party) == (seat, party, act.about, act.party)
    return same and o.settled is None and o.grounds == act.grounds


def _sender(
    case: Case, received: ReceivedAct, act: LodgeLateObjection
) -> tuple[SeatId | None, PartyId | None] | Verdict:
    """A seat, counted or not, where it says that the minutes are wrong; else a counted seat or a party."""
    actor = received.actor
    if actor.seat is not None:
        refusal = why_not_speak_for_seat(case, received, "P-29")
        if refusal is not None:
            return refusal
        if act.about is LateGround.MINUTES_WRONG or case.counts(actor.seat):
            return actor.seat, None
    elif (
        actor.party is not None
        and Office.PARTY_CONTACT in actor.offices
        and act.about is not LateGround.MINUTES_WRONG
    ):
        return None, actor.party
    return refused(
        RefusalCode.NO_CAPACITY,
        "P-29",
        "a late objection comes from a counted seat or a represented party; that the minutes are wrong says the seat",
        "say for which seat or party it is made",
    )


def _why_not_about(case: Case, act: LodgeLateObjection, seat: SeatId | None) -> Verdict | None:
    """What belongs to each kind, and nothing else."""
    match act.about:
        case LateGround.NO_AUTHORITY:
            return _why_not_reviewed(case, act)
        case LateGround.OTHER if act.route is None:
            return _incomplete("say whether it is to be a new case or is a possible dispute")
        case LateGround.MINUTES_WRONG if all(p.seat != seat for p in case.state.positions):
            return _incomplete(f"{seat} took no position in the roll call that the minutes tell of")
        case _:
            return None


def _why_not_reviewed(case: Case, act: LodgeLateObjection) -> Verdict | None:
    binding = next((b for b in case.state.bindings if b.party == act.party), None)
    if binding is None or binding.refused:
        return _incomplete(f"name a party that the decision was to bind, not {act.party or 'none'}")
    return None


def _incomplete(why: str) -> Verdict:
    return refused(RefusalCode.UNKNOWN_PARTY if "party" in why else RefusalCode.NO_REASON, "P-29", why,
                   "`case show` lists positions and whom the decision binds")  # fmt: skip


def settle(case: Case, received: ReceivedAct, act: SettleAuthority) -> Verdict:
    """The secretariat concludes the review; the party itself may say that it stands by what was said (P-24, P-29)."""
    found = next((o for o in case.state.late_objections if o.objection == act.objection), None)
    if found is None or found.about is not LateGround.NO_AUTHORITY or found.settled is not None or not found.party:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-29",
            f"late objection {act.objection} is no review of a mandate that is open",
            "`objection list` shows what is open",
        )
    contact = Office.PARTY_CONTACT in received.actor.offices and received.actor.party == found.party
    ratifies = contact and act.outcome is AuthorityOutcome.RATIFIED
    if not (is_secretariat(received.actor) or ratifies):
        return refused(
            RefusalCode.NOT_YOUR_OFFICE,
            "P-29",
            f"the secretariat concludes the review; {found.party} itself may ratify",
            "ask the secretariat, or let the party's contact ratify",
        )
    return accepted(
        e.AuthoritySettled(
            objection=act.objection,
            party=found.party,
            outcome=act.outcome,
            reason=act.reason,
            reference=act.reference,
        )
    )
