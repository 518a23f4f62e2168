"""The frame of the timeline's page in both standards of Norwegian and in English.

What a case and its meetings entered is told in the page's language (`audit.norsk`, `audit.story`), and so is most of
what was checked (`audit.check_words`). What agreements and disputes enter is told in English; the page says so where
its own language is another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from audit.check_words import PLACES, Said
from rules.derivations import Language

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
    "checked": ("Kontroll", "Kontroll", "Verification"),
    "see_checks": (
        "Hva som er kontrollert, og hvordan",
        "Kva som er kontrollert, og korleis",
        "What was checked, and how",
    ),
    "from_file": (
        "Laget av fila {file} (SHA-256 {sha256}), uten noen tjener. «saksgang audit verify» sier det samme om den.",
        "Laga av fila {file} (SHA-256 {sha256}), utan nokon tenar. «saksgang audit verify» seier det same om ho.",
        "Made from the file {file} (SHA-256 {sha256}), without any server. “saksgang audit verify” says the same.",
    ),
    "from_here": (
        "Laget av registeret og arkivet her.",
        "Laga av registeret og arkivet her.",
        "Made from the register and the archive here.",
    ),
    "not_shown": ("Hva siden ikke viser", "Kva sida ikkje viser", "What this page does not show"),
    "checks": (
        "Hver kontroll. Noe av det som er brutt eller åpent, fortelles på engelsk.",
        "Kvar kontroll. Noko av det som er brote eller ope, blir fortalt på engelsk.",
        "Each check.",
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
    "where": ("Innføring, og SHA-256", "Innføring, og SHA-256", "Entry, and SHA-256"),
    "entry": ("innføring", "innføring", "entry"),
    "on_text": ("Om teksten", "Om teksten", "On the text"),
    "all_checks": ("Kontrollene ({checks})", "Kontrollane ({checks})", "The checks ({checks})"),
    "runs": ("Kjøringene som ble kjørt om igjen", "Køyringane som vart køyrde om att", "The runs that were replayed"),
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
_ENDS: Final[Mapping[str | None, Said]] = {
    "completed": ("kom til sin slutt", "kom til sin slutt", "came to its end"),
    "continued_as_new": ("gikk videre i neste kjøring", "gjekk vidare i neste køyring", "went on in the next run"),
    "failed": ("feilet", "feila", "failed"),
    "timed_out": ("gikk ut på tid", "gjekk ut på tid", "ran out of time"),
    "cancelled": ("ble avlyst", "vart avlyst", "was cancelled"),
    "terminated": ("ble avsluttet av en operatør", "vart avslutta av ein operatør", "was ended by an operator"),
    None: ("går ennå", "går enno", "still runs"),
}


def frame(language: Language) -> dict[str, str]:
    """The page's own words."""
    return {name: said[PLACES[language]] for name, said in _FRAME.items()}


def end_words(closed: str | None, language: Language) -> str:
    """How a run ended."""
    return _ENDS[closed][PLACES[language]]
