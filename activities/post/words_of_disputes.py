"""The words for disputes in the index of a submission and in letters, once per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from activities.post.address import Language
from models.dispute import ConsentAnswer, DisputeKind, RelationStage, Way


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
)
DISPUTE_WORDS: Final[Mapping[Language, DisputeWords]] = {"nb": _NB, "nn": _NN, "en": _EN}
