"""Early involvement: a party tells of a change it considers, and hears the others before it decides (P-36).

Nothing is decided here. The record proves that the others were asked before the party's own decision.
"""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import CaseKind, GiveInput, ReceivedAct, RegisterCase, SummariseInvolvement, WithdrawInput
from models.base import PartyId
from models.roster import Roster
from models.rulebook import RefusalCode
from rules.case.aftermath import proposes
from rules.case.context import Case, ended, is_secretariat, why_not_answer_for
from rules.case.folds.common import INVOLVEMENT_DUE, INVOLVEMENT_REMINDER
from rules.parties import present_parties
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused

TAKES = (
    a.GiveInput,
    a.WithdrawInput,
    a.SummariseInvolvement,
    a.AddPaper,
    a.WithholdPaper,
    a.ReleasePaper,
    a.ReadDocument,
    a.RecordParticipation,
    a.ReplaceSeatHolder,
    a.SeatHolderLeft,
    a.MandateGiven,
    a.PartyLeft,
    a.DeadlineReached,
)
"""What such a case takes; everything else belongs to a case that is decided."""


def is_early(act: RegisterCase) -> bool:
    """Whether the case is one of early involvement."""
    return act.form is not None and act.form.case_kind is CaseKind.EARLY_INVOLVEMENT


def why_not_involve(
    received: ReceivedAct, act: RegisterCase, opener: PartyId | None, roster: Roster
) -> Verdict | None:
    """A party opens it, for others, and before the day it decides by itself (P-36)."""
    own = act.form.own_decision_on if act.form is not None else None
    if not is_early(act):
        if own is None:
            return None
        return refused(
            RefusalCode.INCOMPLETE,
            "P-36",
            "the day of a party's own decision belongs to early involvement, and the case is of another kind",
            f"let case_kind be {CaseKind.EARLY_INVOLVEMENT.value}, or leave own_decision_on out",
        )
    if opener is None:
        return refused(
            RefusalCode.INCOMPLETE,
            "P-36",
            "early involvement is opened by the party that considers the change",
            "name it: proposer_party",
        )
    if own is None or own <= received.facts.day:
        return refused(
            RefusalCode.INCOMPLETE if own is None else RefusalCode.TOO_LATE,
            "P-36",
            "it is not said on which day the party decides by itself"
            if own is None
            else f"the party decides by itself on {own}, and today is {received.facts.day}",
            "give own_decision_on, a day after today: the others are asked before it",
        )
    if not _others(act, opener, roster):
        return refused(
            RefusalCode.INCOMPLETE,
            "P-36",
            f"nobody but {opener} is affected",
            "name the others that the change can have consequences for, or none: all",
        )
    return None


def _others(act: RegisterCase, opener: PartyId | None, roster: Roster) -> tuple[PartyId, ...]:
    affected = act.affected or present_parties(roster)
    return tuple(party for party in affected if party != opener)


def asked(
    received: ReceivedAct, act: RegisterCase, opener: PartyId | None, roster: Roster
) -> tuple[e.InvolvementAsked, ...]:
    """The others are asked, where the case is one of early involvement (P-36)."""
    if not is_early(act) or act.form is None or act.form.own_decision_on is None:
        return ()
    due = received.facts.due(INVOLVEMENT_DUE)
    parties = _others(act, opener, roster)
    reminder = next((date for date in received.facts.dates if date.name.startswith(INVOLVEMENT_REMINDER)), None)
    own = act.form.own_decision_on
    return (e.InvolvementAsked(parties=parties, own_decision_on=own, due=due, reminder=reminder),)


def why_not_here(case: Case, act: object) -> Verdict | None:
    """A case of early involvement is never classified, placed or decided (P-36)."""
    if case.state.involvement is None or isinstance(act, TAKES) or case.state.ended:
        return None
    return refused(
        RefusalCode.WRONG_STAGE,
        "P-36",
        "the case is one of early involvement: the parties say what they have to say, and nothing is decided in it",
        "give input or sum it up; what is to be decided together comes as a case of its own",
    )


def give_input(case: Case, received: ReceivedAct, act: GiveInput) -> Verdict:
    """An affected party gives input until the due time; what it says anew replaces what it said before (P-36)."""
    refusal = _why_not_speak(case, received, act.party)
    if refusal is not None:
        return refusal
    assert case.state.involvement is not None
    before = act.party in case.state.involvement.heard
    return accepted(e.InputGiven(party=act.party, text=act.text, replaces=True if before else None))


def withdraw_input(case: Case, received: ReceivedAct, act: WithdrawInput) -> Verdict:
    """A party takes its input back until the due time, and is then one that has said nothing (P-36)."""
    refusal = _why_not_speak(case, received, act.party)
    if refusal is not None:
        return refusal
    assert case.state.involvement is not None
    if act.party not in case.state.involvement.heard:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE,
            "P-36",
            f"no input of {act.party} stands",
            "give input while the time for it runs, or say nothing",
        )
    return accepted(e.InputWithdrawn(party=act.party, reason=act.reason))


def _why_not_speak(case: Case, received: ReceivedAct, party: PartyId) -> Verdict | None:
    """Only who is asked, by somebody who answers for it, while the time for input runs (P-36)."""
    it = case.state.involvement
    if it is None or not it.open or it.due.at <= received.received_at:
        return refused(
            RefusalCode.WRONG_STAGE if it is None else RefusalCode.TOO_LATE,
            "P-36",
            "the case asks for no early input" if it is None else f"input closed at {it.due.at.isoformat()}",
            "speak in drøfting, or answer forankring"
            if it is None
            else "write to the party that considers the change",
        )
    if party not in it.parties:
        return refused(
            RefusalCode.UNKNOWN_PARTY,
            "P-36",
            f"{party} is not asked in this case",
            f"those asked are: {', '.join(it.parties)}",
        )
    return why_not_answer_for(received, party, "P-36")


def summarise(case: Case, received: ReceivedAct, act: SummariseInvolvement) -> Verdict:
    """When the time for input is over, the opener or the secretariat sums it up, and the case ends (P-36)."""
    state = case.state
    it = state.involvement
    if state.ended:
        return ended(case)
    if it is None or (it.open and received.received_at < it.due.at):
        return refused(
            RefusalCode.WRONG_STAGE if it is None else RefusalCode.TOO_SOON,
            "P-36",
            "the case asks for no early input" if it is None else f"input is open to {it.due.at.isoformat()}",
            "close the item instead" if it is None else "sum it up when the parties have had their time",
        )
    if not (proposes(case, received) or is_secretariat(received.actor)):
        return refused(
            RefusalCode.NOT_YOURS,
            "P-36",
            "the party that considers the change sums up, or the secretariat",
            f"send it to the secretariat or to {state.proposer_party}",
        )
    return accepted(e.InvolvementSummarised(summary=act.summary))


def close_input(case: Case) -> Verdict:
    """The time for input is over (P-36)."""
    it = case.state.involvement
    return NOTHING_LEFT if it is None else accepted(e.InvolvementClosed(unanswered=it.unheard))


def remind(case: Case) -> Verdict:
    """Only who has said nothing is reminded, and of the day on which the party decides by itself (P-36)."""
    it = case.state.involvement
    return NOTHING_LEFT if it is None else accepted(e.InvolvementReminded(parties=it.unheard))
