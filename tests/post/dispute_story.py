"""A dispute and its case told entry by entry, so that every letter they can owe is owed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from models import entries as e
from models.acts import Derivation
from models.canonical import EMPTY_HEAD, text_digest
from models.dispute import WAYS, ConsentRule, DisputeKind, DisputeStage, RelationStage
from models.dispute_state import DisputeState
from models.entries import CaseBody, DisputeBody, Entry, EntryBody
from models.messages import Message
from models.state import CaseState
from rules.case.fold import fold_case
from rules.dispute.fold import fold_dispute
from rules.effects.addressees import Addressees
from rules.effects.letters import letters_of_case_entry, messages_of
from rules.effects.letters_of_disputes import letters_of_dispute_entry
from tests.agreements import TRUST, resolution
from tests.post.material import CASE, DISPUTE, MIDNIGHT, SENT_AT

DAY = date(2027, 2, 4)
DUE = Derivation(name="consent-due", rule="N-04", anchor="", steps=(), day=DAY, at=MIDNIGHT)
RECORD = DISPUTE.dispute
BETWEEN = tuple(one.model_copy(update={"stage": RelationStage.FOLLOWED}) for one in DISPUTE.relations)
REMINDER = DUE.model_copy(update={"name": "consent-reminder", "at": DUE.at - timedelta(days=16)})
assert DISPUTE.outcome is not None
STORY: tuple[DisputeBody, ...] = (
    e.DisputeOpened(
        matter=DisputeKind.PAYMENT,
        title=DISPUTE.title,
        by="moss",
        counterparts=(TRUST,),
        question=DISPUTE.question,
        basis="Forskriften.",
        authority=resolution(DAY),
        consent_rule=ConsentRule.UNKNOWN,
        relations=(),
        reminder=REMINDER,
        due=DUE,
    ),
    e.ConsentReminded(parties=(TRUST,), due_at=DUE.at),
    e.ConsentAnswered(party=TRUST, consents=True, authority=resolution(DAY)),
    e.ConsentAnswered(party=TRUST, consents=False, reason="Nei."),
    e.ConsentRuleSet(rule=ConsentRule.NOT_NEEDED, reason="Kravet kan besvares."),
    e.ConsentRuleSet(rule=ConsentRule.EVERY_PARTY, reason="Avtalen sier det."),
    e.LocalStepsWaived(party="moss", reason="Enige."),
    e.LocalTreatmentRecorded(case=CASE),
    e.ConsentWithdrawn(party=TRUST, reason="Vi forhandler.", passed_on=False),
    e.ConsentWithdrawn(party=TRUST, reason="Vi forhandler.", passed_on=True),
    e.NemndaAnsweredWithdrawal(party=TRUST, goes_on=True, reference="TN"),
    e.NemndaAnsweredWithdrawal(party=TRUST, goes_on=False, reference="TN"),
    e.PackageMade(index=text_digest("index"), documents=(text_digest("paper"),)),
    e.SubmissionSent(message="m", sent_at=SENT_AT, raw=EMPTY_HEAD),
    e.NemndaReceiptEntered(on=DAY, reference="TN"),
    e.ReplyEntered(party=TRUST, on=DAY),
    e.OutcomeEntered(outcome=DISPUTE.outcome),
    e.AdviceAnswered(party="moss", follows=True, reason="Ja."),
    e.AdviceAnswered(party=TRUST, follows=False, reason="Nei."),
    e.MediationSettled(agreement="samarbeid-2028"),
    e.MediationSettled(reason="Partene skilte lag igjen."),
    e.DisputeClosed(stage=DisputeStage.ULOST_TVIST, relations=DISPUTE.relations, ways=WAYS),
)
OF_THE_CASE: tuple[CaseBody, ...] = (
    e.CaseOnHold(dispute=RECORD, title=DISPUTE.title),
    e.NemndaAnswered(dispute=RECORD, reference="TN"),
    e.CaseReturned(dispute=RECORD, relations=BETWEEN),
)


def letters_of_story(
    entry: Callable[[str, int, EntryBody], Entry], to: Addressees, begun: tuple[CaseBody, ...]
) -> list[Message]:
    """What the dispute owes, and its case after it has begun so."""
    messages: list[Message] = []
    dispute: DisputeState | None = None
    for seq, body in enumerate(STORY, start=1):
        each = entry(RECORD, seq, body)
        dispute = fold_dispute(dispute, each, "ostfold")
        messages += messages_of(each, letters_of_dispute_entry(each, dispute, to))
    case: CaseState | None = None
    for seq, of_case in enumerate((*begun, *OF_THE_CASE), start=1):
        each = entry(CASE, seq, of_case)
        case = fold_case(case, each, "ostfold")
        if of_case in OF_THE_CASE:
            messages += messages_of(each, letters_of_case_entry(each, case, to))
    return messages
