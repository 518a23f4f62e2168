"""What lies ahead of a dispute: consents, local steps, papers, the submission, what comes back (N-03..N-13)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from models.dispute import ConsentAnswer, ConsentRule, DisputeKind, DisputeStage
from models.dispute_state import DisputeState
from models.outlook import Awaited, Duty, End, Outlook
from rules.dispute.clocks import CONSENT_DUE, unanswered
from rules.dispute.submission import flagged_words, without_consent, without_local_steps
from rules.outlook.around import Around
from rules.outlook.silence import silences_of
from rules.outlook.who import of_party, secretariat

Waits = Callable[[DisputeState, Around], Iterator[Awaited]]


def dispute_outlook(state: DisputeState, around: Around) -> Outlook:
    """Everything that lies ahead of a dispute."""
    over = End(at=around.now, why="it is over", rule="N-13")
    lasts = End(why="no deadline is known, neither for the nemnda nor for an answer to it", rule="N-11")
    return Outlook(
        record=state.record,
        title=state.title,
        stage=state.stage.value,
        ended=state.ended,
        reckoned_at=around.now,
        awaited=tuple(STAGES[state.stage](state, around)),
        silences=silences_of(state.clocks, unanswered(state)),
        lacks=(),
        earliest=over if state.ended else lasts,
        latest=over if state.ended else lasts,
    )


def _before(state: DisputeState, around: Around) -> Iterator[Awaited]:
    """What must be on record before it is sent (N-03, N-06, N-09); with all of it, that it is sent (N-10)."""
    due = next((c.due_at for c in state.clocks if c.name == CONSENT_DUE), None)
    needed = state.consent_rule is not ConsentRule.NOT_NEEDED
    for consent in state.consents:
        if consent.answer is ConsentAnswer.ASKED:
            asked = of_party(Duty.CONSENT_TO_DISPUTE, state, consent.party, around, "N-03", due=due)
            yield asked.model_copy(update={"must": needed})
    if state.consent_rule is ConsentRule.UNKNOWN:
        yield secretariat(Duty.SET_CONSENT_RULE, state, around, "N-03")
    local = without_local_steps(state, asked=around.procedure.switch("nemnda_local_treatment", around.day))
    for party in local:
        yield of_party(Duty.WAIVE_LOCAL_STEPS, state, party, around, "N-06")
    yield from _papers(state, around)
    clear = all(document.clear for document in state.documents)
    if clear and not local and state.consent_rule is not ConsentRule.UNKNOWN and not without_consent(state):
        explained = {"answers": ("despite",)} if flagged_words(state, around.roster) else {}
        yield secretariat(Duty.SUBMIT_DISPUTE, state, around, "N-10").model_copy(update=explained)


def _papers(state: DisputeState, around: Around) -> Iterator[Awaited]:
    """Each document that is not through its gate: checked by the house first, then confirmed by a person (N-09)."""
    for paper in state.documents:
        if not paper.clear:
            duty = Duty.CHECK_DOCUMENT if paper.findings is None else Duty.CONFIRM_ANONYMISED
            named = {"document": paper.document, "document_title": paper.title}
            flagged = {"answers": ("despite",)} if paper.findings else {}
            yield secretariat(duty, state, around, "N-09").model_copy(update=named | flagged)


def _sent(state: DisputeState, around: Around) -> Iterator[Awaited]:
    """That it leaves, what the nemnda says, and who may reply meanwhile (N-05, N-10..N-12)."""
    if state.dispatch is None:
        yield secretariat(Duty.SEE_IT_LEAVE, state, around, "N-10")
    elif state.receipt is None:
        yield secretariat(Duty.ENTER_NEMNDA_RECEIPT, state, around, "N-11")
    for party in state.withdrawal_asked:
        asked = secretariat(Duty.ENTER_WITHDRAWAL_ANSWER, state, around, "N-05")
        yield asked.model_copy(update={"party": party})
    replied = {reply.party for reply in state.replies}
    for party in state.disputing:
        if party != state.by and party not in replied:
            reply = of_party(Duty.REPLY_TO_DISPUTE, state, party, around, "N-11")
            yield reply.model_copy(update={"must": state.kind is DisputeKind.PAYMENT})
    mediates = state.kind is DisputeKind.ENTERING
    yield secretariat(Duty.ENTER_MEDIATION if mediates else Duty.ENTER_OPINION, state, around, "N-12")


def _advised(state: DisputeState, around: Around) -> Iterator[Awaited]:
    """Each party between whom it is still open says whether it follows (N-13)."""
    said = {following.party for following in state.followings}
    for party in state.disputing:
        if party not in said:
            yield of_party(Duty.FOLLOW_ADVICE, state, party, around, "N-13")


def _mediated(state: DisputeState, around: Around) -> Iterator[Awaited]:
    """What was mediated is drawn up as an agreement, and named here (N-13, A-09)."""
    if not state.ended:
        yield secretariat(Duty.SETTLE_MEDIATION, state, around, "N-13")


def _over(_state: DisputeState, _around: Around) -> Iterator[Awaited]:
    yield from ()


STAGES: Mapping[DisputeStage, Waits] = {
    DisputeStage.SAMTYKKE_INNHENTES: _before,
    DisputeStage.OVERSENDT: _sent,
    DisputeStage.UTTALELSE_MOTTATT: _advised,
    DisputeStage.FULGT: _over,
    DisputeStage.ULOST_TVIST: _over,
    DisputeStage.AVTALE_TIL_GODKJENNING: _mediated,
    DisputeStage.AVVIST: _over,
}
"""Every stage has its line; a test holds the table to the whole enumeration."""
