"""What happened to parties, seats, mandates and recusals, in Norwegian (`audit.story_of_seats`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.norsk.words import Norsk, Said
from models import entries as e
from models.acts import Recusal, RecusalGround

_GROUNDS: Mapping[RecusalGround, Said] = {
    RecusalGround.PARTY: ("er selv part i saken", "er sjølv part i saka"),
    RecusalGround.NEAR_A_PARTY: ("står nær en part i saken", "står nær ein part i saka"),
    RecusalGround.LEADS_A_PARTY: ("leder et foretak som er part", "leier eit føretak som er part"),
    RecusalGround.SPECIAL: (
        "forhold som svekker tilliten til upartiskheten",
        "forhold som svekkjer tilliten til at vedkomande er upartisk",
    ),
}


def recused(recusal: Recusal, t: Norsk) -> str:
    """Who did not take part, on which ground, who decided it, and who stepped in."""
    who, ground = t.person(recusal.person), t(*_GROUNDS[recusal.ground])
    steps_in = (
        t(f"{t.person(recusal.deputy)} gikk inn", f"{t.person(recusal.deputy)} gjekk inn")
        if recusal.deputy
        else t("ingen gikk inn, så plassen er fraværende", "ingen gjekk inn, så plassen er fråverande")
    )
    return t(
        f"{who} i {t.seat(recusal.seat)} var inhabil etter {recusal.decided_by} ({ground}); {steps_in}.",
        f"{who} i {t.seat(recusal.seat)} var ugild etter {recusal.decided_by} ({ground}); {steps_in}.",
    )


def unbound(t: Norsk) -> str:
    """What follows where a consent falls away afterwards."""
    return t(
        " Dermed var det ikke konsensus, og ingen er bundet.", " Dermed var det ikkje konsensus, og ingen er bunden."
    )


def _recusal(b: e.RecusalDecided, t: Norsk) -> str:
    who, where = t.person(b.person), t.seat(b.seat)
    if not b.disqualified:
        return t(
            f"{b.decided_by} kom til at {who} kan delta for {where}.",
            f"{b.decided_by} kom til at {who} kan delta for {where}.",
        )
    steps_in = (
        t(f"{t.person(b.deputy)} går inn", f"{t.person(b.deputy)} går inn")
        if b.deputy
        else t("uten vara er plassen fraværende", "utan vara er plassen fråverande")
    )
    if b.uncovered:
        steps_in += t(
            f", og ingen taler for {t.parties(b.uncovered)}", f", og ingen talar for {t.parties(b.uncovered)}"
        )
    ground = t(*_GROUNDS[b.ground])
    return t(
        f"{b.decided_by} kom til at {who} i {where} er inhabil i denne saken ({ground}); {steps_in}.",
        f"{b.decided_by} kom til at {who} i {where} er ugild i denne saka ({ground}); {steps_in}.",
    )


def _party_left(b: e.PartyLeftCase, t: Norsk) -> str:
    how = (
        t(f"er ikke lenger bundet her: {b.agreement} er ute", f"er ikkje lenger bunden her: {b.agreement} er ute")
        if b.agreement
        else t("har forlatt helsefellesskapet", "har forlate helsefellesskapet")
    )
    then = (
        t(
            "Beslutningen kom etter det og binder ikke den parten; den står for de andre.",
            "Avgjerda kom etter det og bind ikkje den parten; ho står for dei andre.",
        )
        if b.unbound
        else t(
            "Det som besluttes etter den dagen, binder den ikke, og ingen venter på den; det som ble besluttet "
            "før, står.",
            "Det som blir avgjort etter den dagen, bind han ikkje, og ingen ventar på han; det som vart avgjort "
            "før, står.",
        )
    )
    return t(
        f"{t.party(b.party)} {how}; siste dag var {t.day(b.last_day)}. {then}",
        f"{t.party(b.party)} {how}; siste dag var {t.day(b.last_day)}. {then}",
    )


def _ratified(b: e.ConsentRatified, t: Norsk) -> str:
    said = t(
        f"{t.party(b.party)}: {b.organ} godkjente{t.not_(b.approved)} {t.day(b.dated)} ({b.reference}) "
        "tilslutningen som "
        f"{b.by_seat} ga uten gyldig fullmakt.",
        f"{t.party(b.party)}: {b.organ} godkjende{t.not_(b.approved)} {t.day(b.dated)} ({b.reference}) "
        "tilslutninga som "
        f"{b.by_seat} gav utan gyldig fullmakt.",
    )
    return said if b.approved else said + unbound(t)


TELL: Mapping[type, Callable[[Any, Norsk], str]] = {
    e.InheritanceConfirmed: lambda b, t: t(
        f"{t.person(b.person)} har sett det som ble sagt for {t.seat(b.seat)} før.",
        f"{t.person(b.person)} har sett det som vart sagt for {t.seat(b.seat)} før.",
    ),
    e.SeatHolderReplaced: lambda b, t: (
        f"{t.person(b.person)} {t('er nå', 'er no')} {'medlem' if b.rank == 0 else 'vara'} for {t.seat(b.seat)}."
    ),
    e.HolderLeftSeat: lambda b, t: t(
        f"{t.person(b.person)} hadde forlatt {t.seat(b.seat)}; siste dag var {t.day(b.last_day)}. Ingenting sagt "
        "etter det "
        "teller.",
        f"{t.person(b.person)} hadde forlate {t.seat(b.seat)}; siste dag var {t.day(b.last_day)}. Ingenting sagt "
        "etter det "
        "tel.",
    ),
    e.PartyLetIn: lambda b, t: t(
        f"{b.party.name}, som kom til etter at saken ble åpnet, er representert i den herfra, med de andre i "
        f"{b.group}.",
        f"{b.party.name}, som kom til etter at saka vart opna, er representert i ho herifrå, med dei andre i "
        f"{b.group}.",
    ),
    e.PartyLeftCase: _party_left,
    e.ConsentRatified: _ratified,
    e.MandateCovered: lambda b, t: t(
        f"En fullmakt som {t.person(b.person)} har for {t.parties(b.parties)}, dekker beslutningsdagen.",
        f"Ei fullmakt som {t.person(b.person)} har for {t.parties(b.parties)}, dekkjer dagen for avgjerda.",
    ),
    e.RecusalNotified: lambda b, t: t(
        f"{t.person(b.person)} i {t.seat(b.seat)} sier fra om mulig inhabilitet ({_GROUNDS[b.ground][0]}); organet "
        "avgjør.",
        f"{t.person(b.person)} i {t.seat(b.seat)} seier frå om mogleg ugildskap ({_GROUNDS[b.ground][1]}); organet "
        "avgjer.",
    ),
    e.RecusalDecided: _recusal,
}
