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
    ("P-21", "hvem som kan stanse", "kven som kan stanse", "who can block"),
    ("P-26", "inhabilitet", "inhabilitet", "disqualification"),
    ("P-31", "saker som haster", "saker som hastar", "urgent cases"),
    ("P-33", "protokollen", "protokollen", "minutes"),
    ("P-34", "innsyn og unntak", "innsyn og unntak", "access and exceptions"),
    ("P-37", "personvern", "personvern", "privacy"),
    ("A-01", "plikten til å ha en avtale", "plikta til å ha ein avtale", "the duty to have an agreement"),
    ("A-02", "brukerne medvirker", "brukarane medverkar", "users take part"),
    ("A-03", "det avtalen minst skal inneholde", "det avtalen minst skal innehalde", "minimum content"),
    ("A-05", "én avtale eller flere", "éin avtale eller fleire", "one agreement or several"),
    ("A-06", "departementets frist", "fristen frå departementet", "the ministry's deadline"),
    ("A-07", "sending til Helsedirektoratet", "sending til Helsedirektoratet", "sending to Helsedirektoratet"),
    ("A-08", "årlig gjennomgang", "årleg gjennomgang", "the yearly review"),
    ("A-09", "godkjenning hos hver part", "godkjenning hos kvar part", "approval party by party"),
    ("A-10", "oppsigelse", "oppseiing", "termination"),
    ("A-11", "varsel til Helsedirektoratet", "varsel til Helsedirektoratet", "telling Helsedirektoratet"),
    ("A-12", "reforhandling", "reforhandling", "renegotiation"),
    ("A-13", "å trekke en oppsigelse", "å trekkje ei oppseiing", "withdrawing a notice"),
    ("A-14", "avtalen gjelder imens", "avtalen gjeld imens", "the agreement holds meanwhile"),
    ("A-15", "avtalen og organene", "avtalen og organa", "the agreement and the bodies"),
    (
        "A-16",
        "når den nasjonale avtalen ender",
        "når den nasjonale avtalen endar",
        "the end of the national agreement",
    ),
    ("A-17", "minst så lang frist", "minst så lang frist", "at least so long a notice"),
    ("A-18", "fornyelse", "fornying", "renewal"),
    ("A-19", "ingen virkning for lokale saker", "ingen verknad for lokale saker", "no effect on local cases"),
    ("A-20", "når tilleggsavtalen ender", "når tilleggsavtalen endar", "the end of the supplementary agreement"),
    ("N-01", "hvem som kan bringe en tvist inn", "kven som kan bringe ein tvist inn", "who may bring a dispute"),
    ("N-02", "partene to og to", "partane to og to", "parties two by two"),
    ("N-03", "samtykke først", "samtykke først", "consent first"),
    ("N-04", "når en part sier nei", "når ein part seier nei", "refusal"),
    ("N-05", "å trekke et samtykke", "å trekkje eit samtykke", "withdrawing consent"),
    ("N-06", "lokal behandling først", "lokal behandling først", "local steps first"),
    ("N-07", "kopi til motparten", "kopi til motparten", "copy to the counterpart"),
    ("N-08", "kontaktperson", "kontaktperson", "contact person"),
    ("N-09", "anonymiserte papirer", "anonymiserte papir", "anonymised papers"),
    ("N-10", "form", "form", "form"),
    ("N-11", "ingen kjente frister", "ingen kjende fristar", "no deadlines known"),
    ("N-12", "råd, ikke vedtak", "råd, ikkje vedtak", "advice, not a decision"),
    ("N-13", "etter uttalelsen", "etter fråsegna", "after the outcome"),
    ("N-14", "saken imens", "saka imens", "the case meanwhile"),
    ("N-15", "publisering av uttalelser", "publisering av fråsegner", "publication of opinions"),
    ("T-01", "lokale datoer", "lokale datoar", "legal dates are local"),
    ("T-02", "dagen fristen regnes fra", "dagen fristen blir rekna frå", "the first day"),
    ("T-03", "siste dag", "siste dag", "the last day"),
    ("T-04", "hele siste dag teller", "heile siste dag tel", "the whole last day counts"),
    ("T-05", "regnes på nytt før den virker", "blir rekna på nytt før han verkar", "computed again before it acts"),
    ("T-06", "hvor en dato kommer fra", "kvar ein dato kjem frå", "where a date comes from"),
    ("T-07", "avsendt og mottatt på ulike dager", "sendt og motteken på ulike dagar", "dispatch and receipt differ"),
    ("T-08", "en dag partene er enige om", "ein dag partane er samde om", "an agreed day"),
    ("T-09", "helligdager", "heilagdagar", "holidays"),
    ("T-10", "lange frister", "lange fristar", "long timers"),
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
