"""The words for disputes in the index of a submission and in letters, once per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from activities.post.address import Language
from models.dispute import ConsentAnswer, DisputeKind, RelationStage, Way

# Which act an entry answers, where people would call both the same.
OF_DISPUTES: Final[Mapping[str, str]] = {
    "dispute_opened": "bring_dispute",
    "consent_answered": "answer_consent",
    "consent_withdrawn": "withdraw_consent",
    "nemnda_answered_withdrawal": "record_withdrawal_answer",
    "consent_rule_set": "set_consent_rule",
    "local_steps_waived": "waive_local_steps",
    "local_treatment_recorded": "record_local_treatment",
    "dispute_document_added": "add_dispute_document",
    "dispute_document_removed": "remove_dispute_document",
    "dispute_document_checked": "check_dispute_document",
    "anonymisation_confirmed": "confirm_anonymised",
    "dispute_submitted": "submit_dispute",
    "nemnda_receipt_entered": "record_nemnda_receipt",
    "reply_entered": "record_reply",
    "outcome_entered": "record_outcome",
    "advice_answered": "follow_advice",
    "mediation_settled": "settle_mediation",
}
ACTS_OF_DISPUTES: Final[Mapping[Language, Mapping[str, str]]] = {
    "nb": {
        "bring_dispute": "tvisten brakt inn",
        "answer_consent": "svar på om nemnda kan spørres",
        "withdraw_consent": "trukket samtykke til å spørre nemnda",
        "record_withdrawal_answer": "nemndas svar på det trukne samtykket",
        "set_consent_rule": "avgjørelse av om samtykke kreves",
        "waive_local_steps": "avkall på lokal behandling av tvisten",
        "record_local_treatment": "hvor tvisten er behandlet lokalt",
        "add_dispute_document": "nytt dokument til nemnda",
        "remove_dispute_document": "dokument tatt ut av oversendelsen",
        "check_dispute_document": "gjennomgang av et dokument før det sendes",
        "confirm_anonymised": "bekreftelse på at et dokument er anonymisert",
        "submit_dispute": "oversendelse til nemnda",
        "record_nemnda_receipt": "nemndas bekreftelse på mottak",
        "record_reply": "tilsvar til nemnda",
        "record_outcome": "det nemnda kom til",
        "follow_advice": "svar på om rådet følges",
        "settle_mediation": "hva meklingen ble til",
    },
    "nn": {
        "bring_dispute": "tvisten bringa inn",
        "answer_consent": "svar på om nemnda kan spørjast",
        "withdraw_consent": "trekt samtykke til å spørje nemnda",
        "record_withdrawal_answer": "nemnda sitt svar på det trekte samtykket",
        "set_consent_rule": "avgjerd om samtykke krevst",
        "waive_local_steps": "avkall på lokal handsaming av tvisten",
        "record_local_treatment": "kvar tvisten er handsama lokalt",
        "add_dispute_document": "nytt dokument til nemnda",
        "remove_dispute_document": "dokument teke ut av oversendinga",
        "check_dispute_document": "gjennomgang av eit dokument før det blir sendt",
        "confirm_anonymised": "stadfesting på at eit dokument er anonymisert",
        "submit_dispute": "oversending til nemnda",
        "record_nemnda_receipt": "nemnda si stadfesting på mottak",
        "record_reply": "tilsvar til nemnda",
        "record_outcome": "det nemnda kom til",
        "follow_advice": "svar på om rådet blir følgt",
        "settle_mediation": "kva meklinga vart til",
    },
    "en": {
        "bring_dispute": "the dispute brought",
        "answer_consent": "answer on whether the board may be asked",
        "withdraw_consent": "withdrawal of consent to ask the board",
        "record_withdrawal_answer": "what the board says of a withdrawn consent",
        "set_consent_rule": "decision on whether consent is needed",
        "waive_local_steps": "doing without treatment in the local bodies",
        "record_local_treatment": "where the dispute was treated locally",
        "add_dispute_document": "a new document for the board",
        "remove_dispute_document": "a document taken out of the submission",
        "check_dispute_document": "check of a document before it is sent",
        "confirm_anonymised": "confirmation that a document is anonymous",
        "submit_dispute": "submission to the board",
        "record_nemnda_receipt": "the board's confirmation of receipt",
        "record_reply": "reply to the board",
        "record_outcome": "what the board came to",
        "follow_advice": "answer on whether the advice is followed",
        "settle_mediation": "what the mediation became",
    },
}


@dataclass(frozen=True)
class DisputeWords:
    """One language's words."""

    dispute: str
    nemnda: str
    relations: Mapping[RelationStage, str]
    ways: Mapping[Way, str]
    kind: str
    kinds: Mapping[DisputeKind, str]
    brought_by: str
    between: str
    submitted: str
    contact: str
    number: str
    question: str
    basis: str
    rule_reason: str
    consents: str
    consent_heads: tuple[str, str, str]
    answers: Mapping[ConsentAnswer, str]
    papers: str
    no_papers: str
    size: str
    bytes: str
    anonymised: str
    steps: Mapping[str, str]

    def step(self, step: str, party: str) -> str:
        """One step in a sentence, without its full stop."""
        return self.steps[step].format(party=party)


_NB: Final = DisputeWords(
    dispute="Tvist",
    nemnda="Tvisteløsningsnemnda for helse- og omsorgssektoren",
    relations={
        RelationStage.OPEN: "åpen",
        RelationStage.REJECTED: "nemnda er avvist: samtykke mangler",
        RelationStage.FOLLOWED: "begge følger rådet",
        RelationStage.UNSOLVED: "uløst tvist",
        RelationStage.AGREED: "avtale til godkjenning",
    },
    ways={
        Way.RENEGOTIATE: "Forhandle avtalen på nytt.",
        Way.NOTICE: "Si opp avtalen; for samarbeidsavtalen med ett års frist.",
        Way.COURTS: "Gå til domstolene.",
    },
    kind="Saken gjelder",
    kinds={
        DisputeKind.ENTERING: "uenighet om inngåelse av avtale (mekling)",
        DisputeKind.EXISTING: "uenighet om inngått avtale (rådgivende uttalelse)",
        DisputeKind.PAYMENT: "betaling for utskrivningsklare pasienter (rådgivende uttalelse)",
        DisputeKind.GREY_ZONE: "ansvar for gråsonepasienter (råd)",
    },
    brought_by="Brakt inn av",
    between="Mellom",
    submitted="Oversendt",
    contact="Kontaktperson",
    number="Vår referanse",
    question="Det nemnda blir spurt om",
    basis="Kravets faktiske og rettslige grunnlag",
    rule_reason="Hvorfor samtykke er vurdert slik",
    consents="Samtykke",
    consent_heads=("Part", "Svar", "Vedtatt av, dag, saksnummer"),
    answers={
        ConsentAnswer.ASKED: "er spurt",
        ConsentAnswer.CONSENTED: "samtykker",
        ConsentAnswer.REFUSED: "samtykker ikke",
        ConsentAnswer.SILENT: "har ikke svart",
        ConsentAnswer.WITHDRAWN: "har trukket samtykket",
    },
    papers="Dokumenter",
    no_papers="Ingen dokumenter følger med.",
    size="Størrelse",
    bytes="{size} byte",
    anonymised="Anonymisering bekreftet av",
    steps={
        "consented": "{party} samtykker",
        "refused": "{party} samtykker ikke",
        "withdrawn": "{party} har trukket samtykket",
        "withdrawal_passed_on": "{party} har trukket samtykket, og nemnda sier hva som følger",
        "goes_on": "nemnda går videre uten samtykke fra {party}",
        "goes_not_on": "nemnda går ikke videre uten samtykke fra {party}",
        "every_party": "det kreves samtykke fra alle",
        "not_needed": "det kreves ikke samtykke",
        "waived": "{party} gir avkall på lokal behandling",
        "treated": "tvisten er behandlet i de lokale organene",
        "sent": "oversendt til nemnda",
        "received": "nemnda har bekreftet mottak",
        "replied": "{party} har gitt tilsvar",
        "follows": "{party} følger rådet",
        "follows_not": "{party} følger ikke rådet",
        "agreed_upon": "avtalen etter meklingen er satt opp og skal godkjennes",
        "came_to_nothing": "meklingen ble ikke til noen avtale",
    },
)
_NN: Final = DisputeWords(
    dispute="Tvist",
    nemnda="Tvisteløysingsnemnda for helse- og omsorgssektoren",
    relations={
        RelationStage.OPEN: "open",
        RelationStage.REJECTED: "nemnda er avvist: samtykke manglar",
        RelationStage.FOLLOWED: "båe følgjer rådet",
        RelationStage.UNSOLVED: "uløyst tvist",
        RelationStage.AGREED: "avtale til godkjenning",
    },
    ways={
        Way.RENEGOTIATE: "Forhandle avtalen på nytt.",
        Way.NOTICE: "Seie opp avtalen; for samarbeidsavtalen med eitt års frist.",
        Way.COURTS: "Gå til domstolane.",
    },
    kind="Saka gjeld",
    kinds={
        DisputeKind.ENTERING: "usemje om å inngå avtale (mekling)",
        DisputeKind.EXISTING: "usemje om inngått avtale (rådgivande fråsegn)",
        DisputeKind.PAYMENT: "betaling for utskrivingsklare pasientar (rådgivande fråsegn)",
        DisputeKind.GREY_ZONE: "ansvar for gråsonepasientar (råd)",
    },
    brought_by="Bringa inn av",
    between="Mellom",
    submitted="Send over",
    contact="Kontaktperson",
    number="Vår referanse",
    question="Det nemnda blir spurd om",
    basis="Det faktiske og rettslege grunnlaget for kravet",
    rule_reason="Kvifor samtykke er vurdert slik",
    consents="Samtykke",
    consent_heads=("Part", "Svar", "Vedteke av, dag, saksnummer"),
    answers={
        ConsentAnswer.ASKED: "er spurd",
        ConsentAnswer.CONSENTED: "samtykkjer",
        ConsentAnswer.REFUSED: "samtykkjer ikkje",
        ConsentAnswer.SILENT: "har ikkje svara",
        ConsentAnswer.WITHDRAWN: "har trekt samtykket",
    },
    papers="Dokument",
    no_papers="Ingen dokument følgjer med.",
    size="Storleik",
    bytes="{size} byte",
    anonymised="Anonymisering stadfesta av",
    steps={
        "consented": "{party} samtykkjer",
        "refused": "{party} samtykkjer ikkje",
        "withdrawn": "{party} har trekt samtykket",
        "withdrawal_passed_on": "{party} har trekt samtykket, og nemnda seier kva som følgjer",
        "goes_on": "nemnda går vidare utan samtykke frå {party}",
        "goes_not_on": "nemnda går ikkje vidare utan samtykke frå {party}",
        "every_party": "det krevst samtykke frå alle",
        "not_needed": "det krevst ikkje samtykke",
        "waived": "{party} gir avkall på lokal behandling",
        "treated": "tvisten er handsama i dei lokale organa",
        "sent": "send til nemnda",
        "received": "nemnda har stadfesta mottak",
        "replied": "{party} har gitt tilsvar",
        "follows": "{party} følgjer rådet",
        "follows_not": "{party} følgjer ikkje rådet",
        "agreed_upon": "avtalen etter meklinga er sett opp og skal godkjennast",
        "came_to_nothing": "meklinga vart ikkje til nokon avtale",
    },
)
_EN: Final = DisputeWords(
    dispute="Dispute",
    nemnda="Tvisteløsningsnemnda, the dispute board of the health sector",
    relations={
        RelationStage.OPEN: "open",
        RelationStage.REJECTED: "no way to the board: consent is missing",
        RelationStage.FOLLOWED: "both follow the advice",
        RelationStage.UNSOLVED: "unsolved",
        RelationStage.AGREED: "an agreement to be approved",
    },
    ways={
        Way.RENEGOTIATE: "Negotiate the agreement anew.",
        Way.NOTICE: "Give notice; a year for the cooperation agreement.",
        Way.COURTS: "Go to the courts.",
    },
    kind="The matter",
    kinds={
        DisputeKind.ENTERING: "disagreement about entering an agreement (mediation)",
        DisputeKind.EXISTING: "disagreement about an existing agreement (advisory opinion)",
        DisputeKind.PAYMENT: "payment for patients ready for discharge (advisory opinion)",
        DisputeKind.GREY_ZONE: "who is responsible for patients between services (advice)",
    },
    brought_by="Brought by",
    between="Between",
    submitted="Submitted",
    contact="Whom to ask",
    number="Our reference",
    question="What the board is asked",
    basis="Facts and law of the claim",
    rule_reason="Why consent is judged so",
    consents="Consent",
    consent_heads=("Party", "Answer", "Decided by, day, case number"),
    answers={
        ConsentAnswer.ASKED: "is asked",
        ConsentAnswer.CONSENTED: "consents",
        ConsentAnswer.REFUSED: "does not consent",
        ConsentAnswer.SILENT: "has not answered",
        ConsentAnswer.WITHDRAWN: "has withdrawn its consent",
    },
    papers="Documents",
    no_papers="No documents are enclosed.",
    size="Size",
    bytes="{size} bytes",
    anonymised="Confirmed anonymous by",
    steps={
        "consented": "{party} consents",
        "refused": "{party} does not consent",
        "withdrawn": "{party} has withdrawn its consent",
        "withdrawal_passed_on": "{party} has withdrawn its consent, and the board says what follows",
        "goes_on": "the board goes on without the consent of {party}",
        "goes_not_on": "the board does not go on without the consent of {party}",
        "every_party": "every party must consent",
        "not_needed": "consent is not needed",
        "waived": "{party} does without local treatment",
        "treated": "the local bodies have treated the dispute",
        "sent": "submitted to the board",
        "received": "the board has confirmed receipt",
        "replied": "{party} has replied",
        "follows": "{party} follows the advice",
        "follows_not": "{party} does not follow the advice",
        "agreed_upon": "the agreement after mediation is drawn up, and is to be approved",
        "came_to_nothing": "the mediation became no agreement",
    },
)
DISPUTE_WORDS: Final[Mapping[Language, DisputeWords]] = {"nb": _NB, "nn": _NN, "en": _EN}
