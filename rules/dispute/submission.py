"""What must be there before a dispute is sent, and what comes back of it (N-03, N-06..N-11)."""

from __future__ import annotations

from collections.abc import Iterator

from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.base import PartyId, Text
from models.dispute import ConsentAnswer, ConsentRule
from models.dispute_state import DisputeState
from models.roster import Roster
from models.rulebook import RefusalCode
from rules.case.context import why_not_secretariat
from rules.dispute.anonymity import findings_in, known_words
from rules.dispute.consent import BEFORE, SENT
from rules.dispute.context import Disputed, why_not_past, why_not_since, why_not_speak, why_not_stage
from rules.verdict import NOTHING_LEFT, Verdict, accepted, refused

LARGEST = 14_000_000
"""Bytes of all documents together: with the index they go by one e-mail, which takes 15 MB before it is encoded."""


def submit(disputed: Disputed, received: ReceivedAct, act: a.SubmitDispute) -> Verdict:
    """Sent when every consent, the local steps and every confirmation are on record (N-03, N-06, N-08, N-09)."""
    state = disputed.state
    refusal = (
        why_not_secretariat(received.actor, "submit a dispute")
        or why_not_stage(disputed, BEFORE, "N-10", "a dispute is submitted once; see `dispute show`")
        or _why_no_consent(disputed)
        or _why_not_treated(disputed, received)
        or _why_not_anonymous(disputed)
        or _why_own_words(disputed, act)
        or _why_too_large(disputed)
        or _why_nobody_to_ask(received, act)
    )
    if refusal is not None:
        return refusal
    return accepted(
        e.DisputeSubmitted(
            contact=act.contact,
            documents=tuple(d.document for d in state.documents),
            size=sum(d.size for d in state.documents),
            parties=state.disputing,
            despite=act.despite,
        )
    )


def _why_no_consent(disputed: Disputed) -> Verdict | None:
    """Everybody between whom it is open has consented; or it is decided, with a reason, that nobody must (N-03)."""
    state = disputed.state
    if state.consent_rule is ConsentRule.UNKNOWN:
        return refused(
            RefusalCode.CONSENT_MISSING,
            "N-03",
            f"no source says whether {state.kind.value} needs consent, and nobody has decided it here",
            "let the secretariat decide, with a reason: `dispute consent-rule`",
        )
    waiting = without_consent(state)
    if not waiting:
        return None
    return refused(
        RefusalCode.CONSENT_MISSING,
        "N-03",
        f"no consent is on record of {', '.join(waiting)}",
        "wait for the answer, or for the request to close; silence is no consent (N-04)",
    )


def without_consent(state: DisputeState) -> tuple[PartyId, ...]:
    """Whose consent a submission still needs (N-03)."""
    if state.consent_rule is ConsentRule.NOT_NEEDED:
        return ()
    return tuple(p for p in state.disputing if state.consent(p).answer is not ConsentAnswer.CONSENTED)


def without_local_steps(state: DisputeState, *, asked: bool) -> tuple[PartyId, ...]:
    """Who has not done without the local steps, where they were not taken and the procedure asks for them (N-06)."""
    if state.treated or not asked:
        return ()
    return tuple(p for p in state.disputing if p not in state.waived)


def _why_not_treated(disputed: Disputed, received: ReceivedAct) -> Verdict | None:
    asked = disputed.procedure.switch("nemnda_local_treatment", received.facts.day)
    missing = without_local_steps(disputed.state, asked=asked)
    if not missing:
        return None
    return refused(
        RefusalCode.NOT_DELIBERATED,
        "N-06",
        "no local body has treated the disagreement, and not every party has waived that",
        "have it treated and name the case: `dispute treated`; or have it waived by "
        f"{', '.join(missing)}: `dispute waive-local`",
    )


def _why_not_anonymous(disputed: Disputed) -> Verdict | None:
    unclear = [d.title for d in disputed.state.documents if not d.clear]
    if not unclear:
        return None
    return refused(
        RefusalCode.NOT_ANONYMISED,
        "N-09",
        f"nobody has confirmed that these are anonymous: {'; '.join(unclear)}",
        "`dispute document-check`, then `dispute document-confirm` by a person who has read it",
    )


def _why_own_words(disputed: Disputed, act: a.SubmitDispute) -> Verdict | None:
    """The index is sent too, and nobody confirms it: what it says itself is looked through here (N-09)."""
    if act.despite is not None:
        return None
    flagged = flagged_words(disputed.state, disputed.roster)
    if not flagged:
        return None
    return refused(
        RefusalCode.NOT_ANONYMISED,
        "N-09",
        f"the check flagged what the index says itself: {'; '.join(flagged)}",
        "say why it points to nobody: --despite; or give a paper another title (`dispute document-remove`, "
        "`dispute document-add`), and bring the dispute anew where its own words do",
    )


def flagged_words(state: DisputeState, roster: Roster) -> tuple[str, ...]:
    """Where in the index's own words the check flags something, and what; never the words (N-09)."""
    known = known_words(roster)
    found = ((where, findings_in(words, known)) for where, words in own_words(state))
    kinds = ((where, dict.fromkeys(x.kind.value.replace("_", " ") for x in seen)) for where, seen in found if seen)
    return tuple(f"{where} ({', '.join(named)})" for where, named in kinds)


def own_words(state: DisputeState) -> Iterator[tuple[str, Text]]:
    """What the index says beside the papers, and where it stands there."""
    yield "the title", state.title
    yield "the question", state.question
    yield from (("the basis", words) for words in (state.basis,) if words)
    yield from (("why consent is needed or not", words) for words in (state.rule_reason,) if words)
    for number, paper in enumerate(state.documents, start=1):
        yield f"the title of paper {number}", paper.title


def _why_too_large(disputed: Disputed) -> Verdict | None:
    size = sum(d.size for d in disputed.state.documents)
    if size <= LARGEST:
        return None
    return refused(
        RefusalCode.TOO_LARGE,
        "N-10",
        f"the documents are {size} bytes together; one submission holds {LARGEST}",
        "take out what the nemnda does not need, or replace it by smaller files: `dispute document-remove`",
    )


def _why_nobody_to_ask(received: ReceivedAct, act: a.SubmitDispute) -> Verdict | None:
    if received.facts.reachable:
        return None
    return refused(
        RefusalCode.INCOMPLETE,
        "N-08",
        f"the nemnda could not ask {act.contact}: name, e-mail and telephone must be known",
        "name somebody of the roster with a telephone number, or add it: `roster update`",
    )


def left(disputed: Disputed, _received: ReceivedAct, act: a.SubmissionLeft) -> Verdict:
    """The relay has taken it: proof of sending (N-10)."""
    if disputed.state.dispatch is not None:
        return NOTHING_LEFT
    return accepted(e.SubmissionSent(message=act.message, sent_at=act.sent_at, raw=act.raw))


def receipt(disputed: Disputed, received: ReceivedAct, act: a.RecordNemndaReceipt) -> Verdict:
    """The nemnda confirms that it has the dispute; no deadline runs from it (N-11)."""
    refusal = (
        why_not_secretariat(received.actor, "enter what the nemnda says")
        or why_not_stage(disputed, SENT, "N-10", "a receipt comes after submission and before the opinion")
        or why_not_past(received, act.on, "the nemnda confirmed", "N-10")
        or why_not_since(disputed, act.on, "the nemnda confirmed", "N-10")
    )
    if refusal is not None:
        return refusal
    if disputed.state.receipt is not None:
        return refused(
            RefusalCode.NOTHING_TO_CHANGE, "N-10", "the receipt is on record already", "nothing more is needed"
        )
    return accepted(e.NemndaReceiptEntered(on=act.on, reference=act.reference))


def reply(disputed: Disputed, received: ReceivedAct, act: a.RecordReply) -> Verdict:
    """A counterpart answers in writing, while the nemnda has the dispute; no deadline is known (N-11)."""
    refusal = (
        why_not_speak(disputed, received, act.party, "N-11")
        or why_not_stage(disputed, SENT, "N-11", "a reply comes after submission and before the opinion")
        or why_not_past(received, act.on, "the reply was written", "N-11")
        or why_not_since(disputed, act.on, "the reply was written", "N-11")
    )
    if refusal is not None:
        return refusal
    if act.party == disputed.state.by:
        return refused(
            RefusalCode.NOT_YOURS,
            "N-11",
            f"{act.party} brought the dispute; a reply is the counterpart's",
            "name the counterpart that replied",
        )
    if act.document is not None and received.facts.document is None:
        return refused(
            RefusalCode.UNKNOWN_PAPER, "N-11", "no such document is kept here", "keep it first: `document add`"
        )
    return accepted(e.ReplyEntered(party=act.party, on=act.on, document=act.document))
