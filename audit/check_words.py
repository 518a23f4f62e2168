"""How checks end, what they say, and what nothing shows, in both standards of Norwegian and in English.

What a sound file is checked for has words in Norwegian, as has what is most often open (no key, no checkpoint yet).
The rest of what is broken or open is told in English; whoever shows it says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from audit.outcomes import BROKEN, NOT_CHECKED, PROVED, Proof
from rules.derivations import Language

Said = tuple[str, str, str]  # bokmål, nynorsk, English
PLACES: Final[Mapping[Language, int]] = {"nb": 0, "nn": 1, "en": 2}

_VERDICTS: Final[Mapping[Proof, Said]] = {
    Proof.PROVED: ("bevist", "prova", "proved"),
    Proof.BROKEN: ("brutt", "brote", "broken"),
    Proof.NOT_FULLY_CHECKED: ("ikke fullt kontrollert", "ikkje fullt kontrollert", "not fully checked"),
}
_OF_A_FILE: Final[Said] = (
    (
        "Loggen har det som er ført, og nøkkelen dens har signert det. Det følger av reglene, og det Temporal har "
        "lagret, kjørt om igjen, kommer til akkurat det samme."
    ),
    (
        "Loggen har det som er ført, og nøkkelen hans har signert det. Det følgjer av reglane, og det Temporal har "
        "lagra, køyrt om att, kjem til akkurat det same."
    ),
    (
        "The log has what was entered, and its key has signed it. It follows from the rules, and what Temporal "
        "recorded, run once more, comes to exactly the same."
    ),
)
_OF_THE_REGISTER: Final[Said] = (
    (
        "Det som er ført, følger av reglene, og det Temporal har lagret, kjørt om igjen, kommer til akkurat det "
        "samme. At ingen har skrevet en annen fortid i sammenheng, viser det ikke: til det trengs et sjekkpunkt "
        "eller en kvittering, som partene har."
    ),
    (
        "Det som er ført, følgjer av reglane, og det Temporal har lagra, køyrt om att, kjem til akkurat det same. At "
        "ingen har skrive ei anna fortid i samanheng, viser det ikkje: til det trengst eit sjekkpunkt eller ei "
        "kvittering, som partane har."
    ),
    (
        "What was entered follows from the rules, and what Temporal recorded, run once more, comes to exactly the "
        "same. It does not show that nobody wrote another past consistently: that takes a checkpoint or a receipt, "
        "which the parties hold."
    ),
)
_SENTENCES: Final[Mapping[Proof, Said]] = {
    Proof.BROKEN: (
        "Noe stemmer ikke. Det første som er brutt, er dette:",
        "Noko stemmer ikkje. Det første som er brote, er dette:",
        "Something does not hold. The first that is broken is this:",
    ),
    Proof.NOT_FULLY_CHECKED: (
        "Ingenting er brutt, men noe er ikke kontrollert:",
        "Ingenting er brote, men noko er ikkje kontrollert:",
        "Nothing is broken, and something is not checked:",
    ),
}
_OUTCOMES: Final[Mapping[str, Said]] = {
    PROVED: ("bevist", "prova", "proved"),
    BROKEN: ("brutt", "brote", "broken"),
    NOT_CHECKED: ("ikke kontrollert", "ikkje kontrollert", "not checked"),
}
_ENTRIES: Final = r"(\d+) entr(?:y|ies)"
_RECORDS: Final = r"(\d+) records?"
# What is said of a file, of its records, and by a replay, each with how it is said in Norwegian.
_SAID: Final = (
    (
        r"the file is a bundle \((\S+)\), every byte as its manifest says",
        r"fila er en bevispakke (\1), hver byte som manifestet sier",
        r"fila er ei bevispakke (\1), kvar byte som manifestet seier",
    ),
    (r"about (\S+)", r"om \1", r"om \1"),
    (
        r"every entry is what its digest says, and follows the one before it",
        r"hver innføring er det fingeravtrykket (SHA-256) sier, og følger den før",
        r"kvar innføring er det fingeravtrykket (SHA-256) seier, og følgjer den før",
    ),
    (
        rf"{_ENTRIES} of {_RECORDS}",
        r"innføringer: \1, protokoller: \2",
        r"innføringar: \1, protokollar: \2",
    ),
    (
        r"every act is what was submitted, and what its entries name",
        r"hver handling er det som ble sendt inn, og det innføringene navngir",
        r"kvar handling er det som vart sendt inn, og det innføringane namngir",
    ),
    (r"(\d+) acts", r"handlinger: \1", r"handlingar: \1"),
    (
        r"the log has these entries, and no other of these records",
        r"loggen har disse innføringene, og ingen andre i disse protokollene",
        r"loggen har desse innføringane, og ingen andre i desse protokollane",
    ),
    (
        r"(\d+) lea(?:f|ves), the end of (\d+) of (\d+) records? among them",
        r"blader: \1; slutten på \2 av \3 protokoller er blant dem",
        r"blad: \1; slutten på \2 av \3 protokollar er blant dei",
    ),
    (
        r"every record that the story leads to is here",
        r"hver protokoll som saken viser til, er her",
        r"kvar protokoll som saka viser til, er her",
    ),
    (_RECORDS, r"protokoller: \1", r"protokollar: \1"),
    (
        rf"{_RECORDS}; nothing is in the log of (.+)",
        r"protokoller: \1; loggen har ingenting av \2",
        r"protokollar: \1; loggen har ingenting av \2",
    ),
    (r"the leaves lead to the checkpoint", r"bladene leder til sjekkpunktet", r"blada leier til sjekkpunktet"),
    (r"(\S+) at (\d+) leaves", r"\1 ved \2 blader", r"\1 ved \2 blad"),
    (
        r"the receipts lead to the checkpoint",
        r"kvitteringene leder til sjekkpunktet",
        r"kvitteringane leier til sjekkpunktet",
    ),
    (r"(\d+) receipts?", r"kvitteringer: \1", r"kvitteringar: \1"),
    (
        r"the file of keys is in the log, and goes on from the key given",
        r"nøkkelfila er i loggen, og går videre fra nøkkelen som ble gitt",
        r"nøkkelfila er i loggen, og går vidare frå nøkkelen som vart gitt",
    ),
    (r"(\d+) keys?, (\d+) revoked", r"nøkler: \1, tilbakekalt: \2", r"nøklar: \1, tilbakekalla: \2"),
    (r"the checkpoint is signed by the log", r"loggen har signert sjekkpunktet", r"loggen har signert sjekkpunktet"),
    (r"(\S+ \([0-9a-f]{8}\))", r"\1", r"\1"),
    (
        r"the log begins with the (\d+) leaves of (?:the checkpoint in )?(.+)",
        r"loggen begynner med de \1 bladene som \2 sier",
        r"loggen byrjar med dei \1 blada som \2 seier",
    ),
    (r"of (\d+)", r"av \1", r"av \1"),
    (
        r"what (.+) says was entered stands in the bundle",
        r"det som \1 sier er ført, står i bevispakken",
        r"det som \1 seier er ført, står i bevispakka",
    ),
    (r"entry (\d+) of (\S+)", r"innføring \1 i \2", r"innføring \1 i \2"),
    (r"entries (\d+) to (\d+) of (\S+)", r"innføringene \1 til \2 i \3", r"innføringane \1 til \2 i \3"),
    (
        r"procedures and rosters are those that were in force",
        r"prosedyrene og oversiktene over setene er de som gjaldt",
        r"prosedyrane og oversiktene over seta er dei som galdt",
    ),
    (
        r"(\d+) of the procedure, (\d+) of the roster",
        r"av prosedyren: \1, av oversikten over setene: \2",
        r"av prosedyren: \1, av oversikta over seta: \2",
    ),
    (
        r"the texts are those that entries name by their digests",
        r"tekstene er de som innføringene navngir ved fingeravtrykket",
        r"tekstane er dei som innføringane namngir ved fingeravtrykket",
    ),
    (r"(\d+) texts?", r"tekster: \1", r"tekstar: \1"),
    (
        r"papers and minutes are those that entries name",
        r"sakspapirer og møtebøker er de som innføringene navngir",
        r"sakspapir og møtebøker er dei som innføringane namngir",
    ),
    (r"(\d+) documents?", r"dokumenter: \1", r"dokument: \1"),
    (
        r"every message was owed because of an entry here",
        r"hvert brev skulle sendes på grunn av en innføring her",
        r"kvart brev skulle sendast på grunn av ei innføring her",
    ),
    (
        r"(\d+) messages?: (.+); each message's state is the sender's word",
        r"brev: \1 (\2); hva som er blitt av hvert, er avsenderens ord",
        r"brev: \1 (\2); kva som er blitt av kvart, er ordet til avsendaren",
    ),
    (
        r"what was entered follows from the rules",
        r"det som er ført, følger av reglene",
        r"det som er ført, følgjer av reglane",
    ),
    (
        rf"{_ENTRIES} of {_RECORDS}, derived anew",
        r"innføringer: \1, protokoller: \2, utledet på nytt",
        r"innføringar: \1, protokollar: \2, utleidde på nytt",
    ),
    (
        r"the letters listed are those that the rules make owed",
        r"brevene på lista er de som etter reglene skulle sendes",
        r"breva på lista er dei som etter reglane skulle sendast",
    ),
    (
        r"(\d+) messages?, derived anew: none more, none less",
        r"brev: \1, utledet på nytt: ingen flere, ingen færre",
        r"brev: \1, utleidde på nytt: ingen fleire, ingen færre",
    ),
    (
        r"the histories of (\S+) replay to its entries",
        r"kjøringene av \1, kjørt om igjen, kommer til innføringene",
        r"køyringane av \1, køyrde om att, kjem til innføringane",
    ),
    (r"(\d+) runs?, the last under way", r"kjøringer: \1, den siste pågår", r"køyringar: \1, den siste er i gang"),
    (
        r"(\d+) runs?, the last completed",
        r"kjøringer: \1, den siste kom til sin slutt",
        r"køyringar: \1, den siste kom til sin slutt",
    ),
    (
        r"(\d+) runs?, the last completed; entr(?:y|ies) (\S+) came after its end, where the rules alone tell",
        r"kjøringer: \1, den siste kom til sin slutt; innføring \2 kom etterpå, og følger av reglene alene",
        r"køyringar: \1, den siste kom til sin slutt; innføring \2 kom etterpå, og følgjer av reglane åleine",
    ),
    (
        rf"(\S+): its {_ENTRIES} are chained",
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
    # What is most often open.
    (
        r"no key was given, and anybody can sign with a key of their own",
        r"ingen nøkkel ble gitt, og hvem som helst kan signere med sin egen",
        r"ingen nøkkel vart gitt, og kven som helst kan signere med sin eigen",
    ),
    (r"no key was given", r"ingen nøkkel ble gitt", r"ingen nøkkel vart gitt"),
    (
        r"entry (\d+) of (\S+) stands in the log",
        r"innføring \1 i \2 står i loggen",
        r"innføring \1 i \2 står i loggen",
    ),
    (
        r"entries (\d+) to (\d+) of (\S+) stand in the log",
        r"innføringene \1 til \2 i \3 står i loggen",
        r"innføringane \1 til \2 i \3 står i loggen",
    ),
    (
        r"no checkpoint has them yet; export again when one does",
        r"ikke noe sjekkpunkt har dem ennå; hent ut på nytt når et har det",
        r"ikkje noko sjekkpunkt har dei enno; hent ut på nytt når eit har det",
    ),
    (r"there is none in the bundle", r"det er ingen i bevispakken", r"det er ingen i bevispakka"),
    # What nothing shows.
    (
        (
            r"that a letter was sent or given up, as it is listed, when, and that it arrived: that is the sender's "
            r"word alone"
        ),
        (
            r"at et brev ble sendt eller oppgitt, slik det står på lista, når, og at det kom fram: det er "
            r"avsenderens ord alene"
        ),
        (
            r"at eit brev vart sendt eller oppgitt, slik det står på lista, når, og at det kom fram: det er ordet "
            r"til avsendaren åleine"
        ),
    ),
    (
        r"at which moment of the five minutes before its first entry a record was opened",
        r"når i de fem minuttene før sin første innføring en protokoll ble åpnet",
        r"når i dei fem minutta før den første innføringa ein protokoll vart opna",
    ),
    (
        r"when, after a deadline, its act was received: the entries are of the deadline itself",
        r"når, etter at en frist var ute, den ble behandlet: innføringene har fristens eget tidspunkt",
        r"når, etter at ein frist var ute, han vart behandla: innføringane har tidspunktet til fristen sjølv",
    ),
    (
        r"that the last run of a record is still under way, where its history has no end",
        r"at den siste kjøringen av en protokoll fortsatt pågår, der den ikke har noen slutt",
        r"at den siste køyringa av ein protokoll framleis er i gang, der ho ikkje har nokon slutt",
    ),
    (
        r"in a history: when Temporal says that something was done, and which worker did it",
        r"i en kjøring: når Temporal sier at noe ble gjort, og hvilken arbeider som gjorde det",
        r"i ei køyring: når Temporal seier at noko vart gjort, og kva arbeidar som gjorde det",
    ),
    (
        r"that nobody stepped in by hand in Temporal, and who did where a history says that somebody did, and why",
        (
            r"at ingen grep inn for hånd i Temporal, og hvem som gjorde det der en kjøring sier at noen gjorde det, "
            r"og hvorfor"
        ),
        (
            r"at ingen greip inn for hand i Temporal, og kven som gjorde det der ei køyring seier at nokon gjorde "
            r"det, og kvifor"
        ),
    ),
    (
        r"Who signed the log: no key was given \(--key\), and anybody can sign with a key of their own",
        r"hvem som signerte loggen: ingen nøkkel ble gitt (--key), og hvem som helst kan signere med sin egen",
        r"kven som signerte loggen: ingen nøkkel vart gitt (--key), og kven som helst kan signere med sin eigen",
    ),
    (
        (
            r"That nobody with the log's own key has rewritten the past and signed it anew: that takes an earlier "
            r"checkpoint or a receipt, and none was given\. Letters carry a checkpoint: --checkpoint LETTER\.eml"
        ),
        (
            r"at ingen med loggens egen nøkkel har skrevet fortiden om og signert den på nytt: til det trengs et "
            r"tidligere sjekkpunkt eller en kvittering, og ingen ble gitt. Brev har et sjekkpunkt: "
            r"--checkpoint BREV.eml"
        ),
        (
            r"at ingen med loggen sin eigen nøkkel har skrive fortida om og signert ho på nytt: til det trengst eit "
            r"tidlegare sjekkpunkt eller ei kvittering, og ingen vart gitt. Brev har eit sjekkpunkt: "
            r"--checkpoint BREV.eml"
        ),
    ),
    (
        (
            r"That nobody with the log's own key has rewritten the past and signed it anew from entry (\d+) of (\S+) "
            r"on: what was given is from before it"
        ),
        (
            r"at ingen med loggens egen nøkkel har skrevet fortiden om og signert den på nytt fra innføring \1 i \2 "
            r"av: det som ble gitt, er fra før den"
        ),
        (
            r"at ingen med loggen sin eigen nøkkel har skrive fortida om og signert ho på nytt frå innføring \1 i \2 "
            r"av: det som vart gitt, er frå før ho"
        ),
    ),
)
_STATES: Final[Mapping[str, tuple[str, str]]] = {  # of so many letters
    "waiting": ("venter", "ventar"),
    "claimed": ("er under sending", "er under sending"),
    "sent": ("sendt", "sende"),
    "given up": ("oppgitt", "oppgitte"),
    "unknown": ("uvisst om sendt", "uvisst om sende"),
}
_STATE: Final = re.compile(rf"(?<=\d )({'|'.join(_STATES)})\b")
_CHECKED: Final[Sequence[tuple[re.Pattern[str], str, str]]] = tuple(
    (re.compile(english), bokmal, nynorsk) for english, bokmal, nynorsk in _SAID
)


def verdict_words(verdict: Proof, language: Language, *, of_file: bool) -> tuple[str, str]:
    """How it ended, in a word and in a sentence, which leads to what is broken or open where it is not proved.

    Args:
        verdict: How it ended.
        language: Of the words.
        of_file: It was a file, with a log; not the register.
    """
    sentence = _SENTENCES.get(verdict, _OF_A_FILE if of_file else _OF_THE_REGISTER)
    return _VERDICTS[verdict][PLACES[language]], sentence[PLACES[language]]


def outcome_word(outcome: str, language: Language) -> str:
    """How one check ended."""
    return _OUTCOMES[outcome][PLACES[language]]


def check_words(said: str, language: Language) -> str | None:
    """What a check says, in Norwegian; None: it is told in English."""
    if language == "en":
        return None
    place = PLACES[language]
    for pattern, *norwegian in _CHECKED:
        found = pattern.fullmatch(said)
        if found is not None:
            return _STATE.sub(lambda state: _STATES[state[1]][place], found.expand(norwegian[place]))
    return None
