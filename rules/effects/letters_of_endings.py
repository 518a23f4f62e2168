"""Letters owed on the way to an agreement's end: to those it binds and the secretariat (A-10..A-20, T-08). Pure."""

from __future__ import annotations

from models import entries as e
from models.messages import MessageKind
from rules.agreement.context import in_force, reported_to_state, term_of
from rules.agreement.coverage import no_longer_covered
from rules.effects.addressees import Letter
from rules.effects.told_of_agreements import Tell, Told


def _end_agreed(told: Told, body: e.EndAgreed) -> tuple[Letter, ...]:
    """With the day as a calendar file, in which it replaces one that was fixed before (T-08)."""
    assert told.before is not None, "an end is fixed of what binds"
    before = told.before
    moved = any(before.relation(name).agreed_end is not None for name in body.relations)
    return told.letter(
        MessageKind.AGREEMENT_END_AGREED,
        told.bound_with(body.relations),
        facts={"last_day": body.last_day, "step": "moved" if moved else "fixed", "documents": (body.document,)},
        parties=body.confirmed_by,
        between=told.between(body.relations),
        reported=reported_to_state(told.after.agreement),
        by_notice=body.by_notice,
    )


def _parts_ended(told: Told, body: e.PartsEnded) -> tuple[Letter, ...]:
    """What of the law's points is left uncovered counts the parts that ended before too (A-03, A-10)."""
    relation = told.after.relation(body.relation)
    return told.letter(
        MessageKind.AGREEMENT_PARTS_ENDED,
        body.parties,
        facts={"last_day": body.last_day},
        parties=body.parties,
        notice=body.notice,
        parts=body.parts,
        uncovered=no_longer_covered(told.after.text_of(relation), relation.ended_parts),
    )


def _milestone(told: Told, body: e.MilestoneReached) -> tuple[Letter, ...]:
    """What remains: where it is negotiated, and when councils still meet (A-12)."""
    parties = told.bound_with(body.relations)
    return told.letter(
        MessageKind.AGREEMENT_MILESTONE,
        parties,
        facts={"last_day": body.last_day, "number": body.months, "cases": body.cases},
        parties=parties,
        notice=body.notice,
        parts=told.after.notice(body.notice).parts,
        councils=body.councils,
        reported=reported_to_state(told.after.agreement),
    )


def _council_too_late(told: Told, body: e.CouncilTooLate) -> tuple[Letter, ...]:
    """To whoever the notice parts from that party, and the party itself (A-12)."""
    named = told.after.notice(body.notice).relations
    return told.letter(
        MessageKind.AGREEMENT_COUNCIL_TOO_LATE,
        told.bound_with(tuple(r for r in named if body.party in told.after.relation(r).parties)),
        facts={"last_day": body.last_day},
        notice=body.notice,
        by=body.party,
    )


def _renewal_reminded(told: Told, body: e.RenewalReminded) -> tuple[Letter, ...]:
    """To those whom a text binds that names that last day (A-18)."""
    bound = (r for r in told.after.relations if in_force(r))
    until = tuple(r.relation for r in bound if term_of(told.after, r, told.to.procedure) == body.last_day)
    parties = told.bound_with(until)
    return told.letter(
        MessageKind.AGREEMENT_RENEWAL_REMINDER,
        parties,
        facts={"last_day": body.last_day, "number": body.months},
        parties=parties,
        reported=reported_to_state(told.after.agreement),
    )


def _supplementary_flagged(told: Told, body: e.SupplementaryFlagged) -> tuple[Letter, ...]:
    """Each party is asked; silence ends nothing (A-20)."""
    facts = {"last_day": body.last_day}
    return told.letter(
        MessageKind.AGREEMENT_MAIN_ENDED, body.asked, facts=facts, parties=body.asked, main=body.agreement
    )


LETTERS: dict[type, Tell] = {
    e.EndAgreed: _end_agreed,
    e.PartsEnded: _parts_ended,
    e.MilestoneReached: _milestone,
    e.CouncilTooLate: _council_too_late,
    e.RenewalReminded: _renewal_reminded,
    e.SupplementaryFlagged: _supplementary_flagged,
}
