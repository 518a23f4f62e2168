"""What a refusing rule is called, in the reader's language. The rules themselves are in `rules/`, in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from activities.post.address import Language
from models.base import RuleId

_NAMES: Final[tuple[tuple[RuleId, str, str, str], ...]] = (
    ("P-01", "to trinn: drøfting før beslutning", "to steg: drøfting før avgjerd", "two stages"),
    ("P-02", "hvem som kan melde en sak", "kven som kan melde ei sak", "who may submit a case"),
    ("P-03", "hva en sak inneholder", "kva ei sak inneheld", "what a case contains"),
    ("P-04", "hvem som beslutter", "kven som avgjer", "who decides"),
    ("P-05", "hvor saken drøftes", "kvar saka blir drøfta", "where the case is deliberated"),
    ("P-06", "innkalling", "innkalling", "notice"),
    ("P-07", "hvem som får innkalling", "kven som får innkalling", "who gets notice"),
    ("P-08", "hva saken er merket på sakslista", "kva saka er merkt på saklista", "the stage stands on the agenda"),
    ("P-09", "sene sakspapirer", "seine sakspapir", "late papers"),
    ("P-10", "drøftingen", "drøftinga", "the deliberation (drøfting)"),
    ("P-11", "forankring", "forankring", "forankring"),
    ("P-12", "det følgende møtet", "det følgjande møtet", "the following meeting"),
    ("P-13", "ny runde med drøfting", "ny runde med drøfting", "another round of deliberation"),
    ("P-14", "å løfte en sak", "å løfte ei sak", "raising a case"),
    ("P-15", "å løfte til det øverste organet", "å løfte til det øvste organet", "raising to the highest body"),
    ("P-16", "saker som går videre i andre", "saker som går vidare i andre", "cases that go on in others"),
    ("P-17", "teksten ligger fast", "teksten ligg fast", "the text is fixed"),
    ("P-18", "hvem som teller", "kven som tel", "who counts"),
    ("P-19", "bare konsensus binder", "berre konsensus bind", "binding on consensus only"),
    ("P-20", "konsensus i oppropet", "konsensus i oppropet", "consensus in the roll call"),
    ("P-22", "hver part blir hørt", "kvar part blir høyrd", "every party is heard"),
    ("P-23", "varamedlemmer", "varamedlemmer", "deputies"),
    ("P-24", "når et verv er slutt", "når eit verv er slutt", "mandates end"),
    ("P-25", "nytt medlem midt i en sak", "nytt medlem midt i ei sak", "a new member in the middle of a case"),
    ("P-27", "protokolltilførsler", "protokolltilførslar", "statements in the minutes"),
    ("P-28", "innsigelse før møtet", "motsegn før møtet", "objection before the meeting"),
    ("P-29", "innsigelse etter beslutningen", "motsegn etter avgjerda", "objection after the decision"),
    ("P-30", "å trekke en sak", "å trekkje ei sak", "withdrawing a case"),
    ("P-32", "flere saker i ett møte", "fleire saker i eitt møte", "several cases in one meeting"),
    ("P-36", "tidlig involvering", "tidleg involvering", "early involvement"),
    ("P-35", "oppfølging hjemme", "oppfølging heime", "follow-up at home"),
    (
        "A-04",
        "svarene loven krever av et samarbeidstiltak",
        "svara lova krev av eit samarbeidstiltak",
        "the answers a joint measure needs",
    ),
    ("P-38", "reglene har versjoner", "reglane har versjonar", "rules have versions"),
    (
        "ENGINE",
        "det som gjelder i enhver protokoll",
        "det som gjeld i ein kvar protokoll",
        "what holds in any register",
    ),
)

RULE_NAMES: Final[Mapping[Language, Mapping[RuleId, str]]] = {
    "nb": {rule: nb for rule, nb, _, _ in _NAMES},
    "nn": {rule: nn for rule, _, nn, _ in _NAMES},
    "en": {rule: en for rule, _, _, en in _NAMES},
}


def rule_name(rule: RuleId, language: Language) -> str:
    """`P-20 (konsensus i oppropet)`; a rule we have no name for stands as its id."""
    name = RULE_NAMES[language].get(rule)
    return f"{rule} ({name})" if name else rule
