"""What a case has come to, by its entries: what is decided, on which text, whom it binds and from when.

Or that nothing is decided in it. A proof that says only that a record is sound would let its reader think that there
is a decision; so whoever tells of a proof tells of this, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from audit.days import with_hour, written_out
from audit.moments import ZONE, wall
from audit.naming import FEW, Names
from models.base import BodyId, CommunityId, Digest, PartyId, RecordId
from models.entries import BeslutningMade, Entry
from models.state import CaseStage, CaseState
from models.words import STANDS
from rules.case.fold import fold_all
from rules.derivations import Language

MOST_OF_A_LINE: Final = 160


@dataclass(frozen=True)
class Decided:
    """A beslutning that stands, and what has come of it."""

    entry: int
    digest: Digest  # of the entry
    day: date
    body: BodyId
    meeting: RecordId | None  # None: decided in writing (P-31)
    text: str
    text_digest: Digest
    bound: tuple[tuple[PartyId, datetime], ...]  # in the order in which they were bound
    waiting: tuple[PartyId, ...]  # not bound yet
    outside: tuple[PartyId, ...]  # not bound
    waits: str = ""  # for what the whole decision waits: "check" or "witnesses"; empty for nothing

    @property
    def first_line(self) -> str:
        """How the text begins."""
        line, _, more = self.text.strip().partition("\n")
        if len(line) > MOST_OF_A_LINE:
            return line[:MOST_OF_A_LINE].rstrip() + " …"
        return f"{line} …" if more.strip() else line


@dataclass(frozen=True)
class CameTo:
    """Where a case stands at its last entry, and what is decided in it."""

    record: RecordId
    title: str
    stage: CaseStage
    entries: int
    last: datetime  # when the last of them was made
    decided: Decided | None

    def document(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "record": self.record,
            "title": self.title,
            "stage": self.stage.value,
            "entries": self.entries,
            "last_entry_at": self.last,
            "decided": None if self.decided is None else _document(self.decided),
        }


def came_to(entries: Sequence[Entry], community: CommunityId) -> CameTo | None:
    """What a record has come to by these entries, all of them; None where it is no case's."""
    if not entries or not entries[0].record.startswith("case-"):
        return None
    state = fold_all(entries, community)
    made = [entry for entry in entries if isinstance(entry.happened, BeslutningMade)]
    decided = _decided(state, made[-1]) if made and state.decided_in is not None else None
    last = max(entry.at for entry in entries)
    return CameTo(state.record, state.title, state.stage, len(entries), last, decided)


def _decided(state: CaseState, made: Entry) -> Decided:
    body = made.happened
    assert isinstance(body, BeslutningMade)
    bound = [(b.party, b.effect_at) for b in state.bindings if b.effect_at is not None]
    refused = [b.party for b in state.bindings if b.effect_at is None and b.refused]
    told = {*(party for party, _ in bound), *refused, *state.outside}
    named = (
        *body.parties,
        *body.reserved_parties,
        *(body.answers_after or ()),
        *(b.party for b in state.bindings),
    )
    late = state.witnesses is not None and state.witnesses.seen is None and not state.bindings
    return Decided(
        entry=made.seq,
        digest=made.hash,
        day=body.day,
        body=body.body,
        meeting=None if body.in_writing else body.meeting,
        text=body.proposal,
        text_digest=body.text_digest,
        bound=tuple(sorted(bound, key=lambda found: found[1])),
        waiting=tuple(party for party in dict.fromkeys(named) if party not in told),
        outside=(*refused, *state.outside),
        waits="check" if state.held is not None else "witnesses" if late else "",
    )


def _document(decided: Decided) -> dict[str, Any]:
    return {
        "entry": decided.entry,
        "hash": decided.digest,
        "day": decided.day,
        "body": decided.body,
        "meeting": decided.meeting,
        "first_line": decided.first_line,
        "text_digest": decided.text_digest,
        "binds": [{"party": party, "from": since} for party, since in decided.bound],
        "binds_not_yet": decided.waiting,
        "binds_not": decided.outside,
        "waits_for": decided.waits or None,
    }


# --- in words -----------------------------------------------------------------------------------------------------

_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "decided": (
        "Besluttet ved konsensus i {body} {day} ({meeting}), innføring {entry}.",
        "Avgjord ved konsensus i {body} {day} ({meeting}), innføring {entry}.",
        "Decided by consensus in {body} on {day} ({meeting}), entry {entry}.",
    ),
    "in_writing": (
        "Besluttet ved konsensus i {body}, skriftlig, {day}, innføring {entry}.",
        "Avgjord ved konsensus i {body}, skriftleg, {day}, innføring {entry}.",
        "Decided by consensus of {body} in writing on {day}, entry {entry}.",
    ),
    "text": (
        "Teksten begynner: «{line}» Den har SHA-256 {digest}.",
        "Teksten byrjar: «{line}» Han har SHA-256 {digest}.",
        "The text begins: “{line}” Its SHA-256 is {digest}.",
    ),
    "whole_text": (
        "Teksten står her i sin helhet, med SHA-256 {digest}:",
        "Teksten står her i heilskap, med SHA-256 {digest}:",
        "The text stands here in full; its SHA-256 is {digest}:",
    ),
    "binds": (
        "Beslutningen binder fra {since}: {parties}.",
        "Avgjerda bind frå {since}: {parties}.",
        "It binds from {since}: {parties}.",
    ),
    "waiting": (
        "Beslutningen binder ikke ennå: {parties}.",
        "Avgjerda bind ikkje enno: {parties}.",
        "It does not bind yet: {parties}.",
    ),
    "outside": (
        "Beslutningen binder ikke: {parties}.",
        "Avgjerda bind ikkje: {parties}.",
        "It does not bind: {parties}.",
    ),
    "check": (
        "Beslutningen binder ingen ennå: kontrollen fant noe som ikke følger av reglene.",
        "Avgjerda bind ingen enno: kontrollen fann noko som ikkje følgjer av reglane.",
        "It binds nobody yet: the check found something that does not follow from the rules.",
    ),
    "witnesses": (
        "Beslutningen binder ingen ennå: den venter på at loggens vitner har sett den.",
        "Avgjerda bind ingen enno: ho ventar på at vitna til loggen har sett henne.",
        "It binds nobody yet: it waits until witnesses of the log have seen it.",
    ),
    "undecided": (
        "Ingenting er besluttet i saken, og ingen er bundet.",
        "Ingenting er avgjort i saka, og ingen er bunden.",
        "Nothing is decided in it, and it binds nobody.",
    ),
    "stands": (
        "Saken er {stage}, etter den siste innføringen her, nummer {entries} ({last} norsk tid).",
        "Saka er {stage}, etter den siste innføringa her, nummer {entries} ({last} norsk tid).",
        "The case is {stage}, by the last entry here, number {entries} ({last} Norwegian time).",
    ),
    "everyone": ("alle {count} partene", "alle dei {count} partane", "all {count} parties"),
}
_STAGES: Final[dict[CaseStage, tuple[str, str]]] = {
    CaseStage.MELDT: ("meldt, og ikke klassifisert", "meld, og ikkje klassifisert"),
    CaseStage.KLASSIFISERT: ("klassifisert, og venter på et møte", "klassifisert, og ventar på eit møte"),
    CaseStage.TIL_DROFTING: ("til drøfting", "til drøfting"),
    CaseStage.DROFTET: ("drøftet", "drøfta"),
    CaseStage.UNDER_FORANKRING: ("under forankring hos partene", "under forankring hos partane"),
    CaseStage.TIL_BESLUTNING: ("til beslutning", "til avgjerd"),
    CaseStage.UTSATT: ("utsatt", "utsett"),
    CaseStage.BESLUTTET: ("besluttet", "avgjord"),
    CaseStage.BESLUTTET_MED_FORBEHOLD: ("besluttet med forbehold", "avgjord med atterhald"),
    CaseStage.IKKE_KONSENSUS: ("uten konsensus", "utan konsensus"),
    CaseStage.LOFTET: ("løftet til organet over", "løfta til organet over"),
    CaseStage.TRUKKET: ("trukket", "trekt"),
    CaseStage.UNDER_OPPFOLGING: ("besluttet og under oppfølging", "avgjord og under oppfølging"),
    CaseStage.AVSLUTTET: ("avsluttet", "avslutta"),
    CaseStage.TIL_INNSPILL: ("til innspill", "til innspel"),
}


def words_of(found: CameTo, names: Names, language: Language = "en", *, whole: bool = False) -> tuple[str, ...]:
    """What a case has come to, a sentence each; that nothing is decided in it first of all, where that is so.

    Args:
        found: What it has come to.
        names: What ids are called.
        language: Of the sentences.
        whole: The second sentence bears the digest only, for who sets the whole decided text after it.
    """
    return (*_told(found, names, language, whole=whole), _stands(found, language))


def _told(found: CameTo, names: Names, language: Language, *, whole: bool) -> Iterator[str]:
    decided = found.decided
    if decided is None:
        yield _say("undecided", language)
        return
    how = "decided" if decided.meeting is not None else "in_writing"
    yield _say(
        how,
        language,
        body=decided.body,
        day=_day(decided.day, language),
        meeting=decided.meeting,
        entry=decided.entry,
    )
    text = "whole_text" if whole else "text"
    yield _say(text, language, line=decided.first_line, digest=decided.text_digest)
    for since, bound in groupby(decided.bound, key=lambda known: known[1].astimezone(ZONE).date()):
        yield _say(
            "binds",
            language,
            since=_day(since, language),
            parties=_parties(decided, (p for p, _ in bound), names, language),
        )
    if decided.waits:
        yield _say(decided.waits, language)
    elif decided.waiting:
        yield _say("waiting", language, parties=_parties(decided, decided.waiting, names, language))
    if decided.outside:
        yield _say("outside", language, parties=_parties(decided, decided.outside, names, language))


def _stands(found: CameTo, language: Language) -> str:
    stage = STANDS[found.stage] if language == "en" else _STAGES[found.stage][0 if language == "nb" else 1]
    return _say("stands", language, stage=stage, entries=found.entries, last=_hour(found.last, language))


def _day(day: date, language: Language) -> str:
    """In Norwegian it is written out; in English it is said as commands say every day."""
    return str(day) if language == "en" else written_out(day, language)


def _hour(moment: datetime, language: Language) -> str:
    return wall(moment) if language == "en" else with_hour(moment, language)


def _parties(decided: Decided, parties: Iterable[PartyId], names: Names, language: Language) -> str:
    found = [names.party(party) for party in parties]
    if len(found) > FEW and len(found) == len((*decided.bound, *decided.waiting, *decided.outside)):
        return _say("everyone", language, count=len(found))
    return ", ".join(found)


def _say(key: str, language: Language, **facts: object) -> str:
    return _WORDS[key][("nb", "nn", "en").index(language)].format(**facts)
