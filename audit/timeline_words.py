"""The frame of the timeline's page in both standards of Norwegian and in English.

What a case and its meetings entered is told in the page's language (`audit.norsk`, `audit.story`), and so are the
checks that a sound replay passes. What agreements and disputes enter, and what is broken or open, is told in English;
the page says so where its own language is another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Proof
from rules.derivations import Language

Said = tuple[str, str, str]  # bokmål, nynorsk, English

_MADE_FROM: Final = (
    (
        "Laget av {source}. Det Temporal har lagret, kjøres en gang til gjennom koden, og alt koden ber om, svarer "
        "og fører, sammenlignes med det lagrede og med det som er ført. Det beviser ikke at ingen har skrevet en "
        "annen fortid i sammenheng: til det trengs et sjekkpunkt eller en kvittering, som partene har."
    ),
    (
        "Laga av {source}. Det Temporal har lagra, blir køyrt ein gong til gjennom koden, og alt koden ber om, "
        "svarar og fører, blir samanlikna med det lagra og med det som er ført. Det provar ikkje at ingen har skrive "
        "ei anna fortid i samanheng: til det trengst eit sjekkpunkt eller ei kvittering, som partane har."
    ),
    (
        "Made from {source}. A replay runs what Temporal recorded through the workflow's code once more and compares "
        "everything the code commands, answers and enters with the history and with the record. It does not prove "
        "that nobody wrote another past consistently: that takes a checkpoint or a receipt, which the parties hold."
    ),
)
_TIMES: Final = (
    (
        "Tidene er norsk tid, den tiden hver handling rettslig har. Det folk har skrevet, står for seg, med deres "
        "egne ord. Det avtaler og tvister fører, fortelles på engelsk."
    ),
    (
        "Tidene er norsk tid, den tida kvar handling rettsleg har. Det folk har skrive, står for seg, med deira "
        "eigne ord. Det avtaler og tvistar fører, blir fortalt på engelsk."
    ),
    (
        "Times are Norwegian time, the legal time of each act. What people wrote is set apart, in their words, in "
        "their language."
    ),
)
_NAMES_BESIDE: Final = (
    ("Det som er ført, har bare id-er; navnet ved siden av en id er det registeret hadde den dagen siden ble laget."),
    ("Det som er ført, har berre id-ar; namnet ved sida av ein id er det registeret hadde den dagen sida vart laga."),
    "The record holds ids; a name beside one is from the register of the day this page was made.",
)
_IDS_ALONE: Final = (
    (
        "Personer står her med id. Det som er ført, har ikke navnene deres; møtebøkene og sakspapirene i fila "
        "(documents/) kan ha dem."
    ),
    (
        "Personar står her med id. Det som er ført, har ikkje namna deira; møtebøkene og sakspapira i fila "
        "(documents/) kan ha dei."
    ),
    (
        "Persons stand here by their ids. The entries do not have their names; the minutes and papers in the file "
        "(documents/) may."
    ),
)
_FRAME: Final[Mapping[str, Said]] = {
    "skip": ("Gå til tidslinjen", "Gå til tidslinja", "Go to the timeline"),
    "goes_by": (
        "Etter {procedure}, versjon {version}.",
        "Etter {procedure}, versjon {version}.",
        "By {procedure}, version {version}.",
    ),
    "decided": (
        "Hva som er besluttet, slik det er ført",
        "Kva som er avgjort, slik det er ført",
        "What is decided, as the record has it",
    ),
    "holds": ("Holder det som er ført?", "Held det som er ført?", "Does the record hold?"),
    "replay": ("Kjørt om igjen", "Køyrt om att", "Replay"),
    "made_from": _MADE_FROM,
    "from_here": (
        "registeret og arkivet her",
        "registeret og arkivet her",
        "the register and the archive here",
    ),
    "from_file": (
        "{file} (SHA-256 {sha256}), uten noen tjener",
        "{file} (SHA-256 {sha256}), utan nokon tenar",
        "{file} (SHA-256 {sha256}), without any server",
    ),
    "checks": (
        "Hva som er kontrollert, og hva som ikke er det. Det som er brutt eller åpent, fortelles på engelsk.",
        "Kva som er kontrollert, og kva som ikkje er det. Det som er brote eller ope, blir fortalt på engelsk.",
        "What was checked, and what was not.",
    ),
    "result": ("Resultat", "Resultat", "Result"),
    "what": ("Hva", "Kva", "What"),
    "why": ("Hvorfor, eller hvor", "Kvifor, eller kvar", "Why, or where"),
    "happened": ("Hva skjedde", "Kva hende", "What happened"),
    "times": _TIMES,
    "names_beside": _NAMES_BESIDE,
    "ids_alone": _IDS_ALONE,
    "entries": (
        "{own} innføringer i saken{meetings}, i rekkefølge. Fellesskapets egne innføringer står ikke her.",
        "{own} innføringar i saka{meetings}, i rekkjefølgje. Innføringane til fellesskapet sjølv står ikkje her.",
        "{own} entries of the record itself{meetings}, in order. The community's own entries do not stand here.",
    ),
    "of_meetings": (
        ", og {entries} som møtene ({meetings}) har om den",
        ", og {entries} som møta ({meetings}) har om ho",
        ", and {entries} that its meetings ({meetings}) have about it",
    ),
    "when": ("Når", "Når", "When"),
    "who": ("Hvem, og som hva", "Kven, og som kva", "Who, and as what"),
    "rule": ("Regel", "Regel", "Rule"),
    "entry_and_text": ("Innføring, og teksten", "Innføring, og teksten", "Entry, and its text"),
    "entry": ("innføring", "innføring", "entry"),
    "on_text": ("om teksten", "om teksten", "on text"),
    "runs": ("Kjøringene", "Køyringane", "The runs that were replayed"),
    "each_run": (
        "Hver kjøring av hver arbeidsflyt, slik Temporal lagret den.",
        "Kvar køyring av kvar arbeidsflyt, slik Temporal lagra ho.",
        "Each run of each record's workflow, as Temporal recorded it.",
    ),
    "run": ("Protokoll, kjøring", "Protokoll, køyring", "Record, run"),
    "began": ("Begynte", "Byrja", "Began"),
    "ended": ("Hvordan den endte", "Korleis ho enda", "How it ended"),
    "events": ("Hendelser", "Hendingar", "Events"),
    "built_by": ("Laget av", "Laga av", "Built by"),
    "history": ("SHA-256 av historien", "SHA-256 av historia", "SHA-256 of its history"),
    "rules": (
        "Reglene som er nevnt, på engelsk",
        "Reglane som er nemnde, på engelsk",
        "The rules that are named",
    ),
}
_VERDICTS: Final[Mapping[Proof, tuple[Said, Said]]] = {
    Proof.PROVED: (
        ("bevist", "prova", "proved"),
        (
            "Hver kjøring ble kjørt om igjen, og kom til akkurat disse innføringene.",
            "Kvar køyring vart køyrt om att, og kom til akkurat desse innføringane.",
            "Every run of the histories was replayed, and came to exactly these entries.",
        ),
    ),
    Proof.BROKEN: (
        ("brutt", "brote", "broken"),
        (
            "Det lagrede, koden og det som er ført, sier ikke det samme. Den første forskjellen står nedenfor.",
            "Det lagra, koden og det som er ført, seier ikkje det same. Den første skilnaden står nedanfor.",
            "The histories, the code and the record do not say the same. The first difference stands below.",
        ),
    ),
    Proof.NOT_FULLY_CHECKED: (
        ("ikke fullt kontrollert", "ikkje fullt kontrollert", "not fully checked"),
        (
            "Det som ble sammenlignet, er likt; noe kunne ikke sammenlignes, og står nedenfor.",
            "Det som vart samanlikna, er likt; noko kunne ikkje samanliknast, og står nedanfor.",
            "What was compared is the same; something could not be compared, and stands below.",
        ),
    ),
}
_OUTCOMES: Final[Mapping[str, Said]] = {
    PROVED: ("bevist", "prova", "proved"),
    BROKEN: ("brutt", "brote", "broken"),
    NOT_CHECKED: ("ikke kontrollert", "ikkje kontrollert", "not checked"),
}
_ENDS: Final[Mapping[str | None, Said]] = {
    "completed": ("kom til sin slutt", "kom til sin slutt", "came to its end"),
    "continued_as_new": ("gikk videre i neste kjøring", "gjekk vidare i neste køyring", "went on in the next run"),
    "failed": ("feilet", "feila", "failed"),
    "timed_out": ("gikk ut på tid", "gjekk ut på tid", "ran out of time"),
    "cancelled": ("ble avlyst", "vart avlyst", "was cancelled"),
    "terminated": ("ble avsluttet av en operatør", "vart avslutta av ein operatør", "was ended by an operator"),
    None: ("går ennå", "går enno", "still runs"),
}
# What a sound replay says of each record, and of its file; what is broken or open is told in English.
_CHECKED: Final[Sequence[tuple[re.Pattern[str], str, str]]] = tuple(
    (re.compile(pattern), bokmal, nynorsk)
    for pattern, bokmal, nynorsk in (
        (
            r"(\S+): its (\d+) entr(?:y|ies) are chained",
            r"\1: innføringene (\2) henger sammen, hver med den før",
            r"\1: innføringane (\2) heng saman, kvar med den før",
        ),
        (
            r"(\S+): (\d+) runs? through the code, every command and payload compared",
            r"\1: kjøringene (\2) gjennom koden, hver kommando og alt innhold sammenlignet",
            r"\1: køyringane (\2) gjennom koden, kvar kommando og alt innhald samanlikna",
        ),
        (
            r"by the version that wrote it, (\S+)",
            r"med versjonen som skrev dem, \1",
            r"med versjonen som skreiv dei, \1",
        ),
        (
            r"the file is what the log has, its letters apart, and the log's own key signed it",
            r"fila er det loggen har, brevene unntatt, og loggens egen nøkkel signerte den",
            r"fila er det loggen har, breva unnatekne, og nøkkelen til loggen signerte ho",
        ),
        (
            r"(\d+) checks; (`[^`]+`) tells of each",
            r"\1 kontroller; \2 forteller om hver",
            r"\1 kontrollar; \2 fortel om kvar",
        ),
    )
)
_PLACES: Final[Mapping[Language, int]] = {"nb": 0, "nn": 1, "en": 2}


def frame(language: Language) -> dict[str, str]:
    """The page's own words."""
    return {name: said[_PLACES[language]] for name, said in _FRAME.items()}


def verdict_words(verdict: Proof, language: Language) -> tuple[str, str]:
    """How it ended, in a word and in a sentence."""
    word, sentence = _VERDICTS[verdict]
    return word[_PLACES[language]], sentence[_PLACES[language]]


def outcome_word(outcome: str, language: Language) -> str:
    """How one check ended."""
    return _OUTCOMES[outcome][_PLACES[language]]


def check_words(said: str, language: Language) -> str | None:
    """What a check says, in Norwegian; None: it is told in English."""
    for pattern, *norwegian in _CHECKED if language != "en" else ():
        found = pattern.fullmatch(said)
        if found is not None:
            return found.expand(norwegian[_PLACES[language]])
    return None


def end_words(closed: str | None, language: Language) -> str:
    """How a run ended."""
    return _ENDS[closed][_PLACES[language]]
