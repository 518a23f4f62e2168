"""A case's story in both standards of Norwegian, for the page that stands alone.

What a case and its meetings enter has its sentence here; what agreements, disputes and the community enter is told in
English alone (`audit.story`), and whoever shows it says so. What people wrote stands as they wrote it; what Saksgang
itself enters in English words is told in Norwegian, and stays in the record as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.norsk import of_cases, of_decisions, of_meetings, of_seats, recorded
from audit.norsk.words import Norsk
from audit.story import asked_for
from models import entries as e
from models.acts import Actor
from models.entries import Entry
from models.roster import Office

__all__ = ["Norsk", "kinds_told", "label", "tell", "who_acted"]


def _refused(b: e.ActRefused, t: Norsk) -> str:
    said = f"«{asked_for(b.act_kind)}: {b.refusal.detail}; {b.refusal.remedy}»"
    return t(
        f"Avvist ({b.refusal.rule}). Hva, hvorfor og hva som er lov, på engelsk: {said}.",
        f"Avvist ({b.refusal.rule}). Kva, kvifor og kva som er lov, på engelsk: {said}.",
    )


_TELL: Mapping[type, Callable[[Any, Norsk], str]] = {
    **of_cases.TELL,
    **of_decisions.TELL,
    **of_seats.TELL,
    **of_meetings.TELL,
    e.ActRefused: _refused,
    e.RefusalsSummarised: lambda b, t: t(
        f"{b.count} avviste handlinger til fra {t.seat(b.sender)} innen en time er talt.",
        f"{b.count} avviste handlingar til frå {t.seat(b.sender)} innan ein time er talde.",
    ),
    e.RestartedFromRecord: lambda _b, t: t(
        "Arbeidsflyten er startet igjen fra det som er ført. Fristene står.",
        "Arbeidsflyten er starta att frå det som er ført. Fristane står.",
    ),
    e.ClockStopped: lambda b, t: t(
        f"Fristen {b.clock} var nådd og løp videre uten noe å gjøre; den er stanset, og de andre løper.",
        f"Fristen {b.clock} var nådd og gjekk vidare utan noko å gjere; han er stansa, og dei andre går.",
    ),
}
_OFFICES: Mapping[Office, tuple[str, str]] = {
    Office.SECRETARIAT: ("sekretariatet", "sekretariatet"),
    Office.SAMHANDLINGSSJEF_MUNICIPAL: ("samhandlingssjef for kommunene", "samhandlingssjef for kommunane"),
    Office.SAMHANDLINGSSJEF_HOSPITAL: ("samhandlingssjef for sykehuset", "samhandlingssjef for sjukehuset"),
    Office.PARTY_CONTACT: ("kontakt for en part", "kontakt for ein part"),
}
_LABELS: Mapping[str, tuple[str, str]] = {
    "Question": ("Spørsmål", "Spørsmål"),
    "Basis": ("Grunnlag", "Grunnlag"),
    "Why it points to nobody": ("Hvorfor det ikke peker på noen", "Kvifor det ikkje peikar på nokon"),
    "Summary": ("Sammendrag", "Samandrag"),
    "Proposed text": ("Foreslått tekst", "Føreslått tekst"),
    "Proposed to remove it": ("Foreslått for å fjerne den", "Føreslått for å fjerne ho"),
    "Decided text": ("Besluttet tekst", "Avgjord tekst"),
    "Reason": ("Begrunnelse", "Grunngjeving"),
    "Reason for drøfting there directly": (
        "Begrunnelse for drøfting direkte der",
        "Grunngjeving for drøfting direkte der",
    ),
    "Said": ("Sagt", "Sagt"),
    "Statement": ("Protokolltilførsel", "Protokolltilførsel"),
    "Grounds": ("Grunner", "Grunnar"),
    "Would be removed by": ("Ville falle bort ved", "Ville falle bort ved"),
    "Comment": ("Merknad", "Merknad"),
    "Claim": ("Påstand", "Påstand"),
    "Answer": ("Svar", "Svar"),
    "Old words": ("Gamle ord", "Gamle ord"),
    "New words": ("Nye ord", "Nye ord"),
    "Goal": ("Mål", "Mål"),
    "Risk": ("Risiko", "Risiko"),
}


def kinds_told() -> frozenset[type]:
    """The kinds of entry that have words here."""
    return frozenset(_TELL)


def tell(entry: Entry, t: Norsk) -> str | None:
    """What an entry says; None: it is told in English alone."""
    teller = _TELL.get(type(entry.happened))
    return None if teller is None else teller(entry.happened, t)


def label(entry: Entry, quoted: str, t: Norsk) -> str:
    """What somebody wrote, with its label in Norwegian: `Begrunnelse: ...`; Saksgang's own reasons in Norwegian."""
    name, colon, text = quoted.partition(": ")
    said = recorded.reason(entry, text, t) if name == "Reason" else text
    return f"{t(*_LABELS[name])}{colon}{said}" if name in _LABELS else quoted


def who_acted(entry: Entry, follows: tuple[type, ...], t: Norsk) -> tuple[str, str]:
    """Who acted, and in what capacity, as `audit.story.who_acted` tells it.

    Args:
        entry: The entry.
        follows: The kinds that nobody does: they follow from an act, and bear its actor.
        t: The language, and what ids are called.
    """
    actor = entry.actor
    of_itself = t("av seg selv", "av seg sjølv")
    if actor is None or (actor.person is None and actor.record in (None, entry.record)):
        return of_itself, t("slik prosedyren sier", "slik prosedyren seier")
    if actor.person is None:
        return f"av {actor.record}", of_itself
    capacity = [capacity for capacity in (_capacity(actor, t),) if capacity]
    if isinstance(entry.happened, follows):
        upon = t(f"på handlingen til {t.person(actor.person)}", f"på handlinga til {t.person(actor.person)}")
        return of_itself, ", ".join([upon, *capacity])
    if actor.entered_by is not None:
        capacity.append(t(f"ført av {t.person(actor.entered_by)}", f"ført av {t.person(actor.entered_by)}"))
    return t.person(actor.person), "; ".join(capacity)


def _capacity(actor: Actor, t: Norsk) -> str:
    if actor.seat is not None:
        rank = {None: t("uten plass i", "utan plass i"), 0: "medlem i"}.get(actor.rank, "vara i")
        return f"{rank} {actor.seat}"
    if actor.party is not None:
        return f"for {t.party(actor.party)}"
    if Office.SECRETARIAT in actor.offices:
        return "sekretariatet"
    if actor.chairs:
        return f"{t('leder av', 'leiar av')} {', '.join(actor.chairs)}"
    return ", ".join(t(*_OFFICES[office]) for office in actor.offices)
