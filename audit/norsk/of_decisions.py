"""What a case says of objections, positions and the decision, in Norwegian (`audit.story_of_decisions`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.naming import short
from audit.norsk.of_seats import recused, unbound
from audit.norsk.words import OUTCOMES, Norsk, Said
from models import entries as e
from models.acts import (
    AuthorityOutcome,
    Consent,
    ConsentWithReservation,
    LateGround,
    LateRoute,
    Objection,
    StandAside,
)
from models.roster import AuthorityGround

_LAPSED: Mapping[e.LapseReason, Said] = {
    e.LapseReason.CASE_CLOSED: ("saken er avsluttet", "saka er avslutta"),
    e.LapseReason.NEW_ROUND: ("saken går tilbake til drøfting", "saka går attende til drøfting"),
    e.LapseReason.TEXT_REPLACED: ("teksten den gjaldt, er erstattet", "teksten ho galdt, er erstatta"),
    e.LapseReason.ROLL_CALL_ENDED: ("oppropet endte uten resultat", "oppropet enda utan resultat"),
    e.LapseReason.ENTERED_WRONGLY: (
        "den ble ført for en plass som ikke kom med den",
        "ho vart ført for ein plass som ikkje kom med ho",
    ),
    e.LapseReason.OBJECTOR_AWAY: (
        "den som kom med den, hadde forlatt plassen eller var inhabil, og plassen blir spurt på nytt",
        "den som kom med ho, hadde forlate plassen eller var ugild, og plassen blir spurd på nytt",
    ),
    e.LapseReason.PARTY_LEFT: (
        "parten som kom med den, har forlatt helsefellesskapet eller er ikke lenger bundet her",
        "parten som kom med ho, har forlate helsefellesskapet eller er ikkje lenger bunden her",
    ),
}
_AUTHORITY: Mapping[AuthorityOutcome, Said] = {
    AuthorityOutcome.HELD: (
        "fullmakten var der; beslutningen binder den som før",
        "fullmakta var der; avgjerda bind han som før",
    ),
    AuthorityOutcome.RATIFIED: (
        "den står ved det som ble sagt i dens navn; beslutningen binder den som før",
        "han står ved det som vart sagt i hans namn; avgjerda bind han som før",
    ),
    AuthorityOutcome.LACKING: (
        "det var ingen fullmakt; beslutningen binder den ikke, og står for de andre",
        "det var inga fullmakt; avgjerda bind han ikkje, og står for dei andre",
    ),
}
_LACKED: Mapping[AuthorityGround, Said] = {
    AuthorityGround.EXPIRED: ("fullmakten var gått ut", "fullmakta var gått ut"),
    AuthorityGround.DELEGATION_LAPSED: (
        "den som ga fullmakten, kunne ikke lenger binde parten",
        "den som gav fullmakta, kunne ikkje lenger binde parten",
    ),
    AuthorityGround.NO_AUTHORITY: (
        "den som satt der, hadde ingen fullmakt for denne parten",
        "den som sat der, hadde inga fullmakt for denne parten",
    ),
    AuthorityGround.NOT_YET: ("fullmakten var ikke begynt", "fullmakta var ikkje byrja"),
    AuthorityGround.SUBJECT_TO: ("fullmakten krever det", "fullmakta krev det"),
}
_NOT_WRITTEN: Mapping[e.WhyNotInWriting, Said] = {
    e.WhyNotInWriting.PROCEDURE_REFUSED: (
        "noen ville ikke beslutte skriftlig",
        "nokon ville ikkje avgjere skriftleg",
    ),
    e.WhyNotInWriting.TEXT_REFUSED: ("noen sa nei til teksten", "nokon sa nei til teksten"),
    e.WhyNotInWriting.SILENCE: ("noen svarte ikke", "nokon svarte ikkje"),
    e.WhyNotInWriting.INCOMPLETE: ("det mangler noe loven krever", "det manglar noko lova krev"),
    e.WhyNotInWriting.OVERTAKEN: ("saken gikk en annen vei", "saka gjekk ein annan veg"),
}
_STANCES: Mapping[type, Said] = {
    Consent: ("gir tilslutning", "sluttar seg til"),
    StandAside: ("avstår", "avstår"),
    ConsentWithReservation: ("gir tilslutning med forbehold", "sluttar seg til med atterhald"),
    Objection: ("har innsigelse", "har motsegn"),
}


def _lodged(b: e.ObjectionLodged, t: Norsk) -> str:
    who = t.seat(b.seat) if b.seat is not None else t.party(b.party)
    return t(
        f"Skriftlig innsigelse {b.objection} fra {who}, mot tekst {short(b.text_digest)}. Den stanser så lenge den "
        "står.",
        f"Skriftleg motsegn {b.objection} frå {who}, mot tekst {short(b.text_digest)}. Ho stansar så lenge ho står.",
    )


def _late(b: e.LateObjectionLodged, t: Norsk) -> str:
    party = t.party(b.party)
    if b.holder_left is not None:
        return t(
            f"Sen innsigelse {b.objection}, fra det som er ført: den som talte for {party}, hadde sluttet; siste "
            "dag var "
            f"{t.day(b.holder_left)} (omstridt fullmakt). Beslutningen står.",
            f"Sein motsegn {b.objection}, frå det som er ført: den som tala for {party}, hadde slutta; siste dag var "
            f"{t.day(b.holder_left)} (omstridd fullmakt). Avgjerda står.",
        )
    who = t.seat(b.by_seat) if b.by_seat is not None else t.party(b.by_party)
    match b.about:
        case LateGround.MINUTES_WRONG:
            goes = t(f"møteboka fra {b.meeting} skal være feil", f"møteboka frå {b.meeting} skal vere feil")
        case LateGround.NO_AUTHORITY:
            goes = t(
                f"den som talte for {party}, skal ha manglet fullmakt (omstridt fullmakt)",
                f"den som tala for {party}, skal ha mangla fullmakt (omstridd fullmakt)",
            )
        case _:
            new = b.route is LateRoute.NEW_CASE
            goes = t(
                f"den tas opp som {'en ny sak' if new else 'en mulig tvist'}",
                f"ho blir teken opp som {'ei ny sak' if new else 'ein mogleg tvist'}",
            )
    return t(
        f"Sen innsigelse {b.objection} fra {who}: {goes}. Beslutningen står.",
        f"Sein motsegn {b.objection} frå {who}: {goes}. Avgjerda står.",
    )


def _corrected(b: e.EntryCorrected, t: Norsk) -> str:
    meant = ""
    match b.correction:
        case e.SeatCorrected(old=old, new=new):
            meant = t(
                f"det var {t.seat(new)} som sa det, ikke {t.seat(old)}, som ikke har svart",
                f"det var {t.seat(new)} som sa det, ikkje {t.seat(old)}, som ikkje har svart",
            )
        case e.DayCorrected(party=party, old=before, new=day):
            was = t(f", ikke {t.day(before)}", f", ikkje {t.day(before)}") if before else ""
            meant = t(
                f"for {t.party(party)} er dagen {t.day(day)}{was}", f"for {t.party(party)} er dagen {t.day(day)}{was}"
            )
    return t(
        f"Innføring {b.seq} ({short(b.hash)}) var feilført: {meant}. Den blir stående.",
        f"Innføring {b.seq} ({short(b.hash)}) var feilført: {meant}. Ho blir ståande.",
    )


def _position(b: e.PositionTaken, t: Norsk) -> str:
    said = t(*_STANCES[type(b.stance)])
    match b.stance:
        case Consent(statement_follows=True):
            said += t("; en protokolltilførsel følger", "; ein protokolltilførsel følgjer")
        case Consent(statement=str()):
            said += t(" med protokolltilførsel", " med protokolltilførsel")
        case ConsentWithReservation() as s:
            said += t(
                f" for {t.parties(s.parties)}, til {s.treated_by} {t.day(s.treated_on)}",
                f" for {t.parties(s.parties)}, til {s.treated_by} {t.day(s.treated_on)}",
            )
        case Objection() if b.objection:
            said += f" ({b.objection})"
        case _:
            pass
    weight = f"for {t.parties(b.parties)}" if b.counted else t("blir hørt, teller ikke", "blir høyrd, tel ikkje")
    again = t(" Det erstatter det plassen sa før.", " Det erstattar det plassen sa før.") if b.changed else ""
    return f"{t.seat(b.seat)}, {weight}: {said}.{again}"


def _beslutning(b: e.BeslutningMade, t: Norsk) -> str:
    parts = [
        t(
            f"Besluttet ved konsensus i {b.body} {t.day(b.day)} ({b.meeting}), tekst {short(b.text_digest)}.",
            f"Avgjort ved konsensus i {b.body} {t.day(b.day)} ({b.meeting}), tekst {short(b.text_digest)}.",
        )
    ]
    if b.absent or b.recused:
        said = len(b.consenting) + len(b.standing_aside) + len(b.reserving)
        of = said + len(b.absent)
        parts.append(t(f"{said} av {of} plasser som teller, svarte.", f"{said} av {of} plassar som tel, svarte."))
        parts += [recused(r, t) for r in b.recused or ()]
    parts += [
        f"{label}: {t.listed(seats)}."
        for label, seats in (
            (t("Tilslutning", "Tilslutning"), b.consenting),
            (t("Avstår", "Avstår"), b.standing_aside),
            (t("Med forbehold", "Med atterhald"), b.reserving),
            (t("Fraværende", "Fråverande"), b.absent),
            (t("Hørt, teller ikke", "Høyrde, tel ikkje"), b.heard),
        )
        if seats
    ]
    unauthorised = b.without_mandate or ()
    treating = tuple(party for party in b.reserved_parties if party not in unauthorised)
    if treating:
        who = t.parties(treating)
        parts.append(t(f"Ikke bundet før egen behandling: {who}.", f"Ikkje bundne før eiga handsaming: {who}."))
    if unauthorised:
        who = t.parties(unauthorised)
        parts.append(
            t(
                f"Ikke bundet før fullmakten er fornyet eller tilslutningen godkjent: {who}.",
                f"Ikkje bundne før fullmakta er fornya eller tilslutninga godkjend: {who}.",
            )
        )
    if b.outside_parties:
        who = t.parties(b.outside_parties)
        parts.append(t(f"Avstår, og er ikke bundet: {who}.", f"Avstår, og er ikkje bundne: {who}."))
    return " ".join(parts)


def _no_consensus(b: e.NoConsensus, t: Norsk) -> str:
    standing = [t.seat(s) for s in b.objecting]
    standing += [t(f"skriftlig innsigelse {n}", f"skriftleg motsegn {n}") for n in b.written_objections]
    standing += [
        t(
            f"{t.seat(s)}, som avsto der alle plasser som teller må slutte seg til",
            f"{t.seat(s)}, som avstod der alle plassar som tel må slutte seg til",
        )
        for s in b.unwilling
    ]
    return t(
        f"Ikke konsensus i {b.body} ({b.meeting}): ingenting er besluttet. Imot: {t.listed(standing)}.",
        f"Ikkje konsensus i {b.body} ({b.meeting}): ingenting er avgjort. Imot: {t.listed(standing)}.",
    )


def _postponed(b: e.DecisionPostponed, t: Norsk) -> str:
    said = t(f"Utsatt ({b.rule}): ikke besluttet i {b.meeting}.", f"Utsett ({b.rule}): ikkje avgjort i {b.meeting}.")
    if b.uncovered:
        who = t.parties(b.uncovered)
        said += t(f" Ingen talte for {who}.", f" Ingen tala for {who}.")
    return said


def _withheld(b: e.BindingWithheld, t: Norsk) -> str:
    until = f" {t.day(b.treated_on)}" if b.treated_on else ""
    waits = t(f": venter på {b.waits_for}{until}", f": ventar på {b.waits_for}{until}") if b.waits_for else ""
    why = f" ({t(*_LACKED[b.because])})" if b.because is not None else ""
    return t(
        f"Ikke bundet ennå: {t.party(b.party)}, gjennom {b.by_seat}{waits}{why}.",
        f"Ikkje bunden enno: {t.party(b.party)}, gjennom {b.by_seat}{waits}{why}.",
    )


def _reservation(b: e.ReservationAnswered, t: Norsk) -> str:
    said = t(
        f"{t.party(b.party)}: {b.treated_by} godkjente{t.not_(b.approved)} beslutningen {t.day(b.treated_on)} "
        f"({b.reference}).",
        f"{t.party(b.party)}: {b.treated_by} godkjende{t.not_(b.approved)} avgjerda {t.day(b.treated_on)} "
        f"({b.reference}).",
    )
    return said if b.approved else said + unbound(t)


def _overdue(b: e.ReservationOverdue, t: Norsk) -> str:
    since = t(f" siden {t.day(b.treated_on)}", f" sidan {t.day(b.treated_on)}") if b.treated_on else ""
    return t(
        f"{t.party(b.party)}: {b.waits_for} har ikke svart{since}; parten og sekretariatet blir minnet om det. "
        "Taushet er "
        "ikke godkjenning.",
        f"{t.party(b.party)}: {b.waits_for} har ikkje svart{since}; parten og sekretariatet blir minte om det. Å "
        "teie er "
        "ikkje godkjenning.",
    )


def _after(b: e.AnsweredAfterMeeting, t: Norsk) -> str:
    said = t(
        f"{t.seat(b.seat)} svarer etter møtet, for {t.parties(b.parties)}: {_STANCES[type(b.stance)][0]}.",
        f"{t.seat(b.seat)} svarar etter møtet, for {t.parties(b.parties)}: {_STANCES[type(b.stance)][1]}.",
    )
    return said + (unbound(t) if isinstance(b.stance, Objection) else "")


def _written_over(b: e.WrittenProcedureEnded, t: Norsk) -> str:
    if b.why is e.WhyNotInWriting.OVERTAKEN:
        return t(
            "Den skriftlige behandlingen er slutt: saken går en annen vei.",
            "Den skriftlege handsaminga er slutt: saka går ein annan veg.",
        )
    who = f" ({t.listed(b.seats)})" if b.seats else ""
    return t(
        f"Ingen skriftlig beslutning: {_NOT_WRITTEN[b.why][0]}{who}; det må et møte til.",
        f"Inga skriftleg avgjerd: {_NOT_WRITTEN[b.why][1]}{who}; det må eit møte til.",
    )


def _held(b: e.DecisionHeld, t: Norsk) -> str:
    entry = t(f", innføring {b.entry},", f", innføring {b.entry},") if b.entry is not None else ""
    return t(
        f"Holdt tilbake: kontrollen finner i {b.record}{entry} noe reglene ikke sier (på engelsk: «{b.what}»). "
        "Ingen er "
        "bundet, og ingenting kunngjøres.",
        f"Halden attende: kontrollen finn i {b.record}{entry} noko reglane ikkje seier (på engelsk: «{b.what}»). "
        "Ingen er "
        "bunden, og ingenting blir kunngjort.",
    )


def _lifted(b: e.DecisionFlagLifted, t: Norsk) -> str:
    if b.falls:
        came = t(
            "en plass som teller, hadde innsigelse, så det var ikke konsensus, og ingen er bundet",
            "ein plass som tel, hadde motsegn, så det var ikkje konsensus, og ingen er bunden",
        )
    elif b.corrected:
        came = t("møteboka er rettet; beslutningen står", "møteboka er retta; avgjerda står")
    else:
        came = t("den står som skrevet; beslutningen står", "ho står som skriven; avgjerda står")
    return t(
        f"Innvendingen mot møteboka fra {b.meeting} er avgjort: {came}.",
        f"Innvendinga mot møteboka frå {b.meeting} er avgjord: {came}.",
    )


TELL: Mapping[type, Callable[[Any, Norsk], str]] = {
    e.ObjectionLodged: _lodged,
    e.ObjectionAnswered: lambda b, t: t(
        f"Innsigelse {b.objection} er besvart; den som kom med den, blir spurt om den står.",
        f"Motsegn {b.objection} er svart på; den som kom med ho, blir spurd om ho står.",
    ),
    e.ObjectionResolved: lambda b, t: t(
        f"Innsigelse {b.objection} er løst: den som kom med den, sier at tekst {short(b.text_digest)} fjerner den.",
        f"Motsegn {b.objection} er løyst: den som kom med ho, seier at tekst {short(b.text_digest)} fjernar ho.",
    ),
    e.ObjectionKept: lambda b, t: t(
        f"Innsigelse {b.objection} står; den som kom med den, ble spurt igjen.",
        f"Motsegn {b.objection} står; den som kom med ho, vart spurd att.",
    ),
    e.ObjectionWithdrawn: lambda b, t: t(
        f"Innsigelse {b.objection} ble trukket av {t.seat(b.by_lead)}, som leder, for parten (P-21)."
        if b.by_lead
        else f"Innsigelse {b.objection} ble trukket av den som kom med den.",
        f"Motsegn {b.objection} vart trekt av {t.seat(b.by_lead)}, som leier, for parten (P-21)."
        if b.by_lead
        else f"Motsegn {b.objection} vart trekt av den som kom med ho.",
    ),
    e.ObjectionLapsed: lambda b, t: t(
        f"Innsigelse {b.objection} falt bort: {_LAPSED[b.because][0]}. Ingen tok den tilbake.",
        f"Motsegn {b.objection} fall bort: {_LAPSED[b.because][1]}. Ingen tok ho attende.",
    ),
    e.LateObjectionLodged: _late,
    e.AuthoritySettled: lambda b, t: f"{t.party(b.party)}: {t(*_AUTHORITY[b.outcome])} ({b.reference}).",
    e.EntryCorrected: _corrected,
    e.PositionTaken: _position,
    e.LatePapersOpposed: lambda b, t: t(
        f"{t.seat(b.seat)} gikk imot å beslutte på sene sakspapirer.",
        f"{t.seat(b.seat)} gjekk imot å avgjere på seine sakspapir.",
    ),
    e.TimeAsked: lambda b, t: t(
        f"{t.seat(b.seat)} ba om tid etter endringen; saken går tilbake til drøfting.",
        f"{t.seat(b.seat)} bad om tid etter endringa; saka går attende til drøfting.",
    ),
    e.DecisionPostponed: _postponed,
    e.BeslutningMade: _beslutning,
    e.NoConsensus: _no_consensus,
    e.BindingEffect: lambda b, t: t(
        f"Herfra binder beslutningen {t.party(b.party)}, gjennom {b.by_seat}.",
        f"Herifrå bind avgjerda {t.party(b.party)}, gjennom {b.by_seat}.",
    ),
    e.BindingWithheld: _withheld,
    e.ReservationAnswered: _reservation,
    e.ReservationOverdue: _overdue,
    e.StatementDelivered: lambda b, t: t(
        f"{t.seat(b.seat)} leverte sin protokolltilførsel.", f"{t.seat(b.seat)} leverte protokolltilførselen sin."
    ),
    e.StatementsDue: lambda b, t: t(
        f"Protokolltilførsler fra {t.listed(b.seats)} kan leveres til {t.due(b.due.at)}.",
        f"Protokolltilførslar frå {t.listed(b.seats)} kan leverast til {t.due(b.due.at)}.",
    ),
    e.StatementLapsed: lambda b, t: t(
        f"Den varslede protokolltilførselen fra {t.seat(b.seat)} kom ikke i tide.",
        f"Den varsla protokolltilførselen frå {t.seat(b.seat)} kom ikkje i tide.",
    ),
    e.Announced: lambda b, t: t(
        f"Kunngjort for hver plass og for {t.parties(b.parties)}: {OUTCOMES.get(b.outcome, (b.outcome,) * 2)[0]}.",
        f"Kunngjort for kvar plass og for {t.parties(b.parties)}: {OUTCOMES.get(b.outcome, (b.outcome,) * 2)[1]}.",
    ),
    e.WrittenPositionTaken: lambda b, t: t(
        f"{t.seat(b.seat)} tar standpunkt skriftlig før møtet, for {t.parties(b.parties)}: "
        f"{_STANCES[type(b.stance)][0]}.",
        f"{t.seat(b.seat)} tek standpunkt skriftleg før møtet, for {t.parties(b.parties)}: "
        f"{_STANCES[type(b.stance)][1]}.",
    ),
    e.AnswersAwaited: lambda b, t: t(
        f"Ingen talte for {t.parties(b.parties)}: {t.listed(b.seats)} kan svare til {t.due(b.due.at)}. Taushet er "
        "ikke "
        "samtykke.",
        f"Ingen tala for {t.parties(b.parties)}: {t.listed(b.seats)} kan svare til {t.due(b.due.at)}. Å teie er "
        "ikkje "
        "samtykke.",
    ),
    e.AnsweredAfterMeeting: _after,
    e.AnswersLapsed: lambda b, t: t(
        f"{t.parties(b.parties)} svarte ikke; taushet er ikke samtykke, og beslutningen binder dem ikke.",
        f"{t.parties(b.parties)} svarte ikkje; å teie er ikkje samtykke, og avgjerda bind dei ikkje.",
    ),
    e.WrittenProcedureOpened: lambda b, t: t(
        f"Skriftlig behandling: {t.listed(b.asked)} blir spurt om tekst og framgangsmåte, til {t.due(b.due.at)}.",
        f"Skriftleg handsaming: {t.listed(b.asked)} blir spurde om tekst og framgangsmåte, til {t.due(b.due.at)}.",
    ),
    e.AnsweredInWriting: lambda b, t: t(
        f"{t.seat(b.seat)} godtar{t.not_(b.accepts_text)} teksten, og godtar{t.not_(b.accepts_procedure)} at det "
        "besluttes skriftlig.",
        f"{t.seat(b.seat)} godtek{t.not_(b.accepts_text)} teksten, og godtek{t.not_(b.accepts_procedure)} at det "
        "blir "
        "avgjort skriftleg.",
    ),
    e.WrittenProcedureEnded: _written_over,
    e.DecisionHeld: _held,
    e.DecisionCheckAsked: lambda b, t: t(
        f"En ny kontroll av beslutningen som er holdt tilbake, er bedt om: {b.reason}",
        f"Ein ny kontroll av avgjerda som er halden attende, er beden om: {b.reason}",
    ),
    e.DecisionProved: lambda _b, t: t(
        "Kontrollen er bestått: beslutningen trer i kraft.", "Kontrollen er bestått: avgjerda tek til å gjelde."
    ),
    e.WitnessesAwaited: lambda b, t: t(
        f"Beslutningen binder når {b.needed} av loggens vitner har sett den; til da er ingen bundet, og ingenting "
        "kunngjøres.",
        f"Avgjerda bind når {b.needed} av vitna til loggen har sett ho; til då er ingen bunden, og ingenting blir "
        "kunngjort.",
    ),
    e.WitnessesSeen: lambda b, t: t(
        f"Sett av {t.listed(f'{w.name} (nøkkel {w.key_id})' for w in b.witnesses)}, som har medsignert "
        "sjekkpunktet med "
        f"{b.size} blad og rot {b.root}.",
        f"Sett av {t.listed(f'{w.name} (nøkkel {w.key_id})' for w in b.witnesses)}, som har medsignert "
        "sjekkpunktet med "
        f"{b.size} blad og rot {b.root}.",
    ),
    e.DecisionFlagged: lambda b, t: t(
        f"Merket: {t.seat(b.seat)} bestrider møteboka fra {b.meeting} om denne beslutningen, som står så lenge.",
        f"Merkt: {t.seat(b.seat)} bestrid møteboka frå {b.meeting} om denne avgjerda, som står så lenge.",
    ),
    e.DecisionFlagLifted: _lifted,
}
