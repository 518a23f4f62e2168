"""Where a case stands, in words that follow "the case is": refusals say it so, with the field's own word."""

from collections.abc import Mapping
from typing import Final

from models.acts import Mark
from models.dispute import DisputeStage
from models.state import CaseStage

STANDS: Final[Mapping[CaseStage, str]] = {
    CaseStage.MELDT: "registered (meldt) and not classified",
    CaseStage.KLASSIFISERT: "classified and waits for a meeting (klassifisert)",
    CaseStage.TIL_DROFTING: "on an agenda for drøfting (til drøfting)",
    CaseStage.DROFTET: "deliberated (drøftet)",
    CaseStage.UNDER_FORANKRING: "with the parties at home (under forankring)",
    CaseStage.TIL_BESLUTNING: "on an agenda for decision (til beslutning)",
    CaseStage.UTSATT: "postponed (utsatt)",
    CaseStage.BESLUTTET: "decided (besluttet)",
    CaseStage.BESLUTTET_MED_FORBEHOLD: "decided with reservation (besluttet med forbehold)",
    CaseStage.IKKE_KONSENSUS: "without consensus, so not decided (ikke konsensus)",
    CaseStage.LOFTET: "raised to the body above (løftet)",
    CaseStage.TRUKKET: "withdrawn (trukket)",
    CaseStage.UNDER_OPPFOLGING: "decided and being carried out (under oppfølging)",
    CaseStage.AVSLUTTET: "closed (avsluttet)",
    CaseStage.TIL_INNSPILL: "open to early input (til innspill)",
}
MARKED: Final[Mapping[Mark, str]] = {
    Mark.ORIENTERING: "orientering",
    Mark.DROFTING: "drøfting",
    Mark.BESLUTNING: "beslutning",
}

OBJECTING: Final = ("innsigelse", "motsegn", r"\bobject(?:s|ed|ion)\b")
POSITION_WORDS: Final = (
    *OBJECTING,
    "tilslut[nt]",
    "slutt?e[rt] seg til",
    r"\bavst[åo]",
    "forbehold",
    "atterhald",
    "ikke til stede",
    "ikkje til stades",
    "ikke hørt",
    "ikkje høyrd",
    r"\bconsent",
    r"\bst(?:ands|ood) aside\b",
    r"\bnot (?:present|heard)\b",
)
"""Patterns by which a machine sees that words tell a position, in the languages of minutes (P-20, P-33)."""

DISPUTE_STANDS: Final[Mapping[DisputeStage, str]] = {
    DisputeStage.SAMTYKKE_INNHENTES: "not submitted yet (samtykke innhentes)",
    DisputeStage.OVERSENDT: "before the nemnda (oversendt)",
    DisputeStage.UTTALELSE_MOTTATT: "advised on, and each party says whether it follows (uttalelse mottatt)",
    DisputeStage.FULGT: "over: the advice is followed (fulgt)",
    DisputeStage.ULOST_TVIST: "over and unsolved (uløst tvist)",
    DisputeStage.AVTALE_TIL_GODKJENNING: "mediated, and an agreement is to be approved (avtale til godkjenning)",
    DisputeStage.AVVIST: "over: consent is missing (nemnda avvist, manglende samtykke)",
}
"""A dispute's stage, after "the dispute is"."""
