"""What Saksgang itself enters in words, in Norwegian: the record has it in English, and keeps it so.

Only sentences that Saksgang writes are told in other words, and only where it may have written them: what people
wrote stands as they wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from audit.norsk.words import Norsk
from models import entries as e
from models.entries import Entry

_CONCLUSIONS: Final[Mapping[str, tuple[str, str]]] = {
    "drøftet; ready for beslutning in a following meeting": (
        "drøftet; klar til beslutning i et følgende møte",
        "drøfta; klar til avgjerd i eit følgjande møte",
    ),
    "drøftet; needs another round": ("drøftet; trenger en runde til", "drøfta; treng ein runde til"),
    "orientering given": ("orientering gitt", "orientering gitt"),
    "besluttet by consensus": ("besluttet ved konsensus", "avgjord ved konsensus"),
    "besluttet by consensus, with reservation": (
        "besluttet ved konsensus, med forbehold",
        "avgjord ved konsensus, med atterhald",
    ),
    "ikke konsensus; nothing is decided": (
        "ikke konsensus; ingenting er besluttet",
        "ikkje konsensus; ingenting er avgjort",
    ),
    "back to drøfting: a member asked for time": (
        "tilbake til drøfting: et medlem ba om tid",
        "attende til drøfting: ein medlem bad om tid",
    ),
}
_PUT_OFF: Final = "utsatt: "
_REASONS: Final[Sequence[tuple[re.Pattern[str], str, str, str]]] = tuple(
    (re.compile(english), rule, bokmal, nynorsk)
    for english, rule, bokmal, nynorsk in (
        (
            r"the next meeting with room for notice",
            "",
            r"det neste møtet det er tid til å kalle inn til",
            r"det neste møtet det er tid til å kalle inn til",
        ),
        (r"moved to (\S+)", "P-12", r"flyttet til \1", r"flytta til \1"),
        (r"([A-ZÆØÅ-]+) decides the case", "P-04", r"\1 beslutter saken", r"\1 avgjer saka"),
        (r"the chair chose another path", "P-13", r"lederen valgte en annen vei", r"leiaren valde ein annan veg"),
        (r"the case is raised to (\S+)", "P-14", r"saken er løftet til \1", r"saka er løfta til \1"),
        (r"the case goes on in (.+)", "P-16", r"saken går videre i \1", r"saka går vidare i \1"),
        (r"the case is withdrawn", "P-30", r"saken er trukket", r"saka er trekt"),
        (r"decided in writing", "P-31", r"besluttet skriftlig", r"avgjord skriftleg"),
        (
            r"the text was changed in substance after drøfting",
            "P-17",
            r"teksten ble endret i substans etter drøftingen",
            r"teksten vart endra i substans etter drøftinga",
        ),
        (
            r"a counted seat contested an editorial change; it counts as one of substance",
            "P-17",
            r"en plass som teller, bestred en redaksjonell endring; den regnes som en endring i substans",
            r"ein plass som tel, bestrid ei redaksjonell endring; ho blir rekna som ei endring i substans",
        ),
        (
            r"the notice went out with an earlier version of the text",
            "P-17",
            r"innkallingen gikk ut med en tidligere versjon av teksten",
            r"innkallinga gjekk ut med ein tidlegare versjon av teksten",
        ),
        (
            r"not every counted member accepted the changed text",
            "P-17",
            r"ikke alle medlemmer som teller, godtok den endrede teksten",
            r"ikkje alle medlemer som tel, godtok den endra teksten",
        ),
        (
            r"what the law asks of such a case is not given yet",
            "P-03",
            r"det loven krever av en slik sak, er ikke gitt ennå",
            r"det lova krev av ei slik sak, er ikkje gitt enno",
        ),
        (r"the agreement is reviewed", "A-08", r"avtalen er gjennomgått", r"avtala er gjennomgått"),
        (r"the agreement has ended", "A-08", r"avtalen er ute", r"avtala er ute"),
        (
            r"decision on late papers was opposed",
            "P-09",
            r"noen motsatte seg beslutning på sakspapirer som kom for sent",
            r"nokon sette seg imot avgjerd på sakspapir som kom for seint",
        ),
        (
            r"nobody spoke for every represented party",
            "P-22",
            r"ikke alle representerte parter hadde noen som talte for seg",
            r"ikkje alle representerte partar hadde nokon som tala for seg",
        ),
        (
            r"every counted seat must say yes; away: (.*)",
            "P-20",
            r"hver plass som teller, må si ja; borte: \1",
            r"kvar plass som tel, må seie ja; borte: \1",
        ),
        (
            r"the meeting did not reach the case",
            "P-32",
            r"møtet nådde ikke saken",
            r"møtet nådde ikkje saka",
        ),
    )
)


def conclusion(text: str, t: Norsk) -> str:
    """How an item ended, in the short words of minutes and agendas."""
    if text.startswith(_PUT_OFF):
        return f"{t('utsatt', 'utsett')}: {_reason(text.removeprefix(_PUT_OFF), None, t)}"
    return t(*_CONCLUSIONS[text]) if text in _CONCLUSIONS else _reason(text, None, t)


def reason(entry: Entry, text: str, t: Norsk) -> str:
    """The reason an entry gives: Saksgang's in Norwegian, somebody's as it was written."""
    match entry.happened:
        case e.LeftAgenda(rule=rule) | e.DecisionPostponed(rule=rule):
            return _reason(text, rule, t)
        case e.PlacedOnAgenda() | e.AgendaItemRemoved() if entry.actor is None or entry.actor.person is None:
            return _reason(text, None, t)
        case _:
            return text


def _reason(text: str, rule: str | None, t: Norsk) -> str:
    """Saksgang's sentence in Norwegian; any other text as it is.

    Args:
        text: The reason.
        rule: The rule that the entry names with it; None: it names none.
        t: The language.
    """
    for pattern, by, *said in _REASONS:
        found = pattern.fullmatch(text) if rule in (None, by) else None
        if found is not None:
            return found.expand(t(*said))
    return text
