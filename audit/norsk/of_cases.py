"""What each kind of entry of a case says, in Norwegian (`audit.story_of_cases` has the same in English)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.naming import short
from audit.norsk.words import OUTCOMES, Norsk, Said
from models import entries as e
from models.acts import (
    CaseKind,
    ContributionKind,
    FollowUpStatus,
    ForankringAnswer,
    ItemOutcome,
    KnownPosition,
    Mark,
    MoveKind,
    Participant,
    PathAfterDisagreement,
    RaiseTrigger,
)
from models.words import MARKED

_ABOUT: Mapping[ContributionKind, Said] = {
    ContributionKind.VIEW: ("sa sin mening", "sa si meining"),
    ContributionKind.QUESTION: ("stilte et spørsmål", "stilte eit spørsmål"),
    ContributionKind.STUDY: ("ba om mer utredning", "bad om meir utgreiing"),
    ContributionKind.CONSEQUENCE: ("nevnte en konsekvens", "nemnde ein konsekvens"),
    ContributionKind.PROPOSAL: ("la fram et forslag", "la fram eit framlegg"),
}
_DROFTING: Mapping[ItemOutcome, Said] = {
    ItemOutcome.READY: ("klar til beslutning i et følgende møte", "klar til avgjerd i eit følgjande møte"),
    ItemOutcome.ANOTHER_ROUND: ("trenger en runde til", "treng ein runde til"),
    ItemOutcome.INFORMED: ("orientert", "orientert"),
    ItemOutcome.POSTPONED: ("utsatt", "utsett"),
}
_AT_HOME: Mapping[ForankringAnswer, Said] = {
    ForankringAnswer.SUPPORTS: ("støtter teksten", "støttar teksten"),
    ForankringAnswer.SUPPORTS_WITH_COMMENTS: ("støtter teksten, med merknader", "støttar teksten, med merknader"),
    ForankringAnswer.DOES_NOT_SUPPORT: ("støtter ikke teksten", "støttar ikkje teksten"),
}
_BECAUSE: Mapping[RaiseTrigger, Said] = {
    RaiseTrigger.TYPE_CHANGED: ("saken er av en annen type enn før", "saka er av ein annan type enn før"),
    RaiseTrigger.DEMAND: ("en plass som teller, krevde det", "ein plass som tel, kravde det"),
    RaiseTrigger.NO_CONSENSUS: ("det var ikke konsensus", "det var ikkje konsensus"),
    RaiseTrigger.CHAIR: ("lederen bestemte det", "leiaren bestemte det"),
    RaiseTrigger.PRINCIPLE: ("saken er prinsipiell", "saka er prinsipiell"),
}
_MOVED: Mapping[MoveKind, Said] = {
    MoveKind.MERGED: ("Slått sammen", "Slått saman"),
    MoveKind.SPLIT: ("Delt", "Delt"),
    MoveKind.SENT_DOWN: ("Sendt ned", "Send ned"),
}
_KINDS: Mapping[CaseKind, Said] = {
    CaseKind.GENERAL: ("vanlig sak", "vanleg sak"),
    CaseKind.JOINT_MEASURE: ("samarbeidstiltak", "samarbeidstiltak"),
    CaseKind.EARLY_INVOLVEMENT: ("tidlig involvering", "tidleg involvering"),
    CaseKind.COOPERATION_AGREEMENT: ("samarbeidsavtale", "samarbeidsavtale"),
    CaseKind.YEARLY_REVIEW: ("årlig gjennomgang", "årleg gjennomgang"),
}
_FAR: Mapping[FollowUpStatus, Said] = {
    FollowUpStatus.OPEN: ("ikke begynt", "ikkje byrja"),
    FollowUpStatus.PLANNED: ("planlagt", "planlagd"),
    FollowUpStatus.IN_BUDGET: ("i budsjettet", "i budsjettet"),
    FollowUpStatus.DONE: ("gjennomført", "gjennomført"),
    FollowUpStatus.DROPPED: ("droppet", "droppa"),
}
_POSITIONS: Mapping[KnownPosition, Said] = {
    KnownPosition.CONSENT: ("tilslutning", "tilslutning"),
    KnownPosition.STAND_ASIDE: ("avstår", "avstår"),
    KnownPosition.RESERVATION: ("forbehold", "atterhald"),
    KnownPosition.OBJECTION: ("innsigelse", "motsegn"),
}
_TOOK_PART: Mapping[Participant, Said] = {
    Participant.USERS: ("brukere", "brukarar"),
    Participant.STAFF: ("ansatte", "tilsette"),
    Participant.GPS: ("fastleger", "fastlegar"),
}
_ASKED_OF_IT: Mapping[str, Said] = {
    "responsibility": ("ansvar", "ansvar"),
    "employer": ("arbeidsgiver", "arbeidsgivar"),
    "organisation": ("organisering", "organisering"),
    "financing": ("finansiering", "finansiering"),
}


def _registered(b: e.CaseRegistered, t: Norsk) -> str:
    by = "sekretariatet"
    if b.proposer_seat is not None:
        by = t.seat(b.proposer_seat)
    elif b.proposer_party is not None:
        by = t.party(b.proposer_party)
    said = t(
        f"Saken er meldt: {b.title}. Forslagsstiller: {by}; den gjelder {t.parties(b.affected)}.",
        f"Saka er meld: {b.title}. Framlegg frå: {by}; ho gjeld {t.parties(b.affected)}.",
    )
    said += f" Tekst {short(b.text_digest)}."
    costs = [
        f"{t.party(c.party)}: {t.listed(x for x in (c.economic, c.administrative) if x)}" for c in b.consequences
    ]
    if costs:
        said += f" {t('Konsekvenser', 'Konsekvensar')}: {'; '.join(costs)}."
    if b.parents:
        came = t.listed(f"{p.record} ({short(p.head)})" for p in b.parents)
        said += t(f" Den kommer fra {came}.", f" Ho kjem frå {came}.")
    if b.from_proposal:
        said += t(
            f" Den tar opp innspill {b.from_proposal} utenfra.", f" Ho tek opp innspel {b.from_proposal} utanfrå."
        )
    if b.agreement:
        said += t(
            f" Oppsigelse {b.notice} av {b.agreement} åpnet den.", f" Oppseiing {b.notice} av {b.agreement} opna ho."
        )
    return said


def _imported(b: e.CaseImported, t: Norsk) -> str:
    stage = b.stage.replace("_", " ")
    said = t(
        f"Hentet inn, ikke bevist: {b.title}, der kalt {b.reference}, på trinnet {stage}. Den gjelder "
        f"{t.parties(b.affected)}.",
        f"Henta inn, ikkje prova: {b.title}, der kalla {b.reference}, på steget {stage}. Ho gjeld "
        f"{t.parties(b.affected)}.",
    )
    said += f" Tekst {short(b.text_digest)}, versjon {len(b.earlier_texts) + 1}."
    if b.drofting is not None:
        held = b.drofting
        where = f"{held.meeting}, {held.body}" if held.meeting else str(held.body)
        day = "" if held.day is None else t.day(held.day)
        who = t.person(held.vouched_by)
        said += t(
            f" Drøfting skal ha vært holdt i {where} {day}, runde {held.round}; {who} går god for det.",
            f" Drøfting skal ha vore halden i {where} {day}, runde {held.round}; {who} går god for det.",
        )
    for known in b.positions:
        who = t.seat(known.seat) if known.seat else t.party(known.party)
        on = f" {t.day(known.on)}" if known.on else ""
        wrote = f": {known.words}" if known.words else ""
        said += t(
            f" Kjent fra før: {who}, {_POSITIONS[known.position][0]}{on}{wrote}.",
            f" Kjent frå før: {who}, {_POSITIONS[known.position][1]}{on}{wrote}.",
        )
    return said


def _classified(b: e.CaseClassified, t: Norsk) -> str:
    larger = [
        word
        for word, holds in (
            (t("større økonomiske konsekvenser", "større økonomiske konsekvensar"), b.larger_economic),
            (t("større administrative konsekvenser", "større administrative konsekvensar"), b.larger_administrative),
            ("tvil", b.in_doubt),
        )
        if holds
    ]
    why = t.listed(larger) if larger else t("ikke større konsekvenser", "ikkje større konsekvensar")
    agreed = t.listed(t.person(p) for p in b.agreed_by)
    said = t(
        f"Klassifisert: {why}. Drøfting i {b.drofting_body}, beslutning i {b.decision_body}.",
        f"Klassifisert: {why}. Drøfting i {b.drofting_body}, avgjerd i {b.decision_body}.",
    )
    return said + (t(f" Enige om det: {agreed}.", f" Samde om det: {agreed}.") if b.agreed_by else "")


def _amended(b: e.TextAmended, t: Norsk) -> str:
    kind = "i substans" if b.substantial else "redaksjonelt"
    said = t(
        f"Teksten ble endret {kind}: versjon {b.version}, {short(b.text_digest)} (var {short(b.replaces)}).",
        f"Teksten vart endra {kind}: versjon {b.version}, {short(b.text_digest)} (var {short(b.replaces)}).",
    )
    if b.positions_kept:
        said += t(" Det som ble sagt om versjonen før, står.", " Det som vart sagt om versjonen før, står.")
    return said


def _item_opened(b: e.CaseItemOpened, t: Norsk) -> str:
    what = "opprop" if b.mark is Mark.BESLUTNING else f"til {MARKED[b.mark]}"
    seats = t.listed(a.seat for a in b.attendance)
    said = t(
        f"{b.meeting} tok opp sak {b.item}: {what}, på tekst {short(b.text_digest)}. Til stede: {seats}.",
        f"{b.meeting} tok opp sak {b.item}: {what}, på tekst {short(b.text_digest)}. Til stades: {seats}.",
    )
    if b.uncovered:
        who = t.parties(b.uncovered)
        said += t(
            f" Ingen taler for {who} i denne saken, om ikke en vara kommer.",
            f" Ingen talar for {who} i denne saka, om ikkje ein vara kjem.",
        )
    return said


def _attendance(b: e.CaseAttendanceChanged, t: Norsk) -> str:
    if b.person is None:
        return t(f"{b.seat} står tom herfra.", f"{b.seat} står tom herifrå.")
    return t(f"{t.person(b.person)} sitter i {b.seat} herfra.", f"{t.person(b.person)} sit i {b.seat} herifrå.")


def _asked(b: e.ForankringAsked, t: Norsk) -> str:
    who, on, by = t.parties(b.parties), short(b.text_digest), t.due(b.due.at)
    days = t.days(r.day for r in b.reminders)
    return t(
        f"Forankring: {who} blir bedt om å ta tekst {on} med hjem og svare innen {by}. Påminnelser: {days}. "
        "Taushet er aldri samtykke.",
        f"Forankring: {who} blir bedne om å ta tekst {on} med heim og svare innan {by}. Påminningar: {days}. "
        "Å teie er aldri samtykke.",
    )


def _answered(b: e.ForankringAnswered, t: Norsk) -> str:
    what, day = t(*_AT_HOME[b.answer]), t.day(b.treated_on)
    return t(
        f"Forankring: {t.party(b.party)} {what} (behandlet av {b.treated_by}, {day}). Det opplyser, og binder ingen.",
        f"Forankring: {t.party(b.party)} {what} (handsama av {b.treated_by}, {day}). Det opplyser, og bind ingen.",
    )


def _forankring_closed(b: e.ForankringClosed, t: Norsk) -> str:
    if not b.unanswered:
        return t("Forankringen er slutt: alle har svart.", "Forankringa er slutt: alle har svart.")
    silent = t.parties(b.unanswered)
    return t(
        f"Forankringen er slutt. Ikke svar fra {silent}; det står som taushet, aldri som samtykke.",
        f"Forankringa er slutt. Ikkje svar frå {silent}; det står som teiing, aldri som samtykke.",
    )


def _path(b: e.PathChosen, t: Norsk) -> str:
    match b.path:
        case PathAfterDisagreement.NEW_DROFTING:
            where = f" i {b.drofting_body}" if b.drofting_body else ""
            return t(
                f"Lederen valgte veien videre: ny drøfting{where}.",
                f"Leiaren valde vegen vidare: ny drøfting{where}.",
            )
        case PathAfterDisagreement.CLOSE_WITHOUT_AGREEMENT:
            return t("Lederen valgte å avslutte saken uten enighet.", "Leiaren valde å avslutte saka utan semje.")
        case PathAfterDisagreement.RAISE:
            return t("Lederen valgte å løfte saken til organet over.", "Leiaren valde å lyfte saka til organet over.")
        case PathAfterDisagreement.NEMNDA:
            return t(
                "Lederen overlater det til partene: hver kan bringe sin tvist inn for Tvisteløsningsnemnda. Til noen "
                "gjør det, kan en annen vei velges.",
                "Leiaren overlèt det til partane: kvar kan bringe tvisten sin inn for Tvisteløysingsnemnda. Til "
                "nokon "
                "gjer det, kan ein annan veg veljast.",
            )


def _follow_up(b: e.FollowUpReported, t: Norsk) -> str:
    said = [
        *([t(*_FAR[b.status])] if b.status else []),
        *([f"{t('ansvarlig', 'ansvarleg')}: {b.unit}"] if b.unit else []),
        *([f"budsjettår {b.budget_year}"] if b.budget_year else []),
        *([f"frist {t.day(b.due)}"] if b.due else []),
        *([f"ved {b.reference}"] if b.reference else []),
        *([t("det koster noe", "det kostar noko") if b.costs else t("det koster ikke noe", "det kostar ikkje noko")]
          if b.costs is not None else []),
        *(["målet"] if b.goal else []),
        *(["risikoen"] if b.risk else []),
    ]  # fmt: skip
    return f"Oppfølging hos {t.party(b.party)}: {', '.join(said)}."


def _year_ended(b: e.FollowUpYearEnded, t: Norsk) -> str:
    year = b.budget_year
    if not b.unbudgeted:
        return t(
            f"Året er slutt; ingen av beslutningens kostnader mangler i budsjettene for {year}.",
            f"Året er slutt; ingen av kostnadene ved avgjerda manglar i budsjetta for {year}.",
        )
    who = t.parties(b.unbudgeted)
    return t(
        f"Året er slutt, og beslutningens kostnader er ikke i noe budsjett for {year}: {who}. {b.body} får vite det; "
        "beslutningen står uendret.",
        f"Året er slutt, og kostnadene ved avgjerda er ikkje i noko budsjett for {year}: {who}. {b.body} får vite "
        "det; "
        "avgjerda står uendra.",
    )


def _raised(b: e.CaseRaised, t: Norsk) -> str:
    because = t(*_BECAUSE[b.trigger])
    said = t(
        f"Løftet fra {b.from_body} til {b.decision_body}: {because}.",
        f"Lyft frå {b.from_body} til {b.decision_body}: {because}.",
    )
    said += (
        t(f" Ny drøfting holdes i {b.drofting_body}.", f" Ny drøfting blir halden i {b.drofting_body}.")
        if b.new_drofting
        else t(" Drøftingen som er holdt, teller.", " Drøftinga som er halden, tel.")
    )
    agreed = t.listed(t.person(p) for p in b.agreed_by)
    return said + (t(f" Enige om det: {agreed}.", f" Samde om det: {agreed}.") if b.agreed_by else "")


def _opened_to_the_public(b: e.PaperAdded, t: Norsk) -> str:
    said = t("Sakspapir etter innkallingen", "Sakspapir etter innkallinga") if b.late else "Sakspapir"
    kept = t(f" Unntatt offentlighet: {b.withheld}.", f" Unnateke offentlegheit: {b.withheld}.") if b.withheld else ""
    return f"{said}: {b.title} ({short(b.document)}).{kept}"


def _input(b: e.InputGiven, t: Norsk) -> str:
    instead = t(", i stedet for det den sa før", ", i staden for det han sa før") if b.replaces else ""
    return t(
        f"{t.party(b.party)} ga innspill{instead}; det binder ingen.",
        f"{t.party(b.party)} gav innspel{instead}; det bind ingen.",
    )


def _input_closed(b: e.InvolvementClosed, t: Norsk) -> str:
    if not b.unanswered:
        return t("Fristen for innspill er ute; alle har sagt noe.", "Fristen for innspel er ute; alle har sagt noko.")
    who = t.parties(b.unanswered)
    return t(
        f"Fristen for innspill er ute; {who} sa ingenting, og det er ikke samtykke.",
        f"Fristen for innspel er ute; {who} sa ingenting, og det er ikkje samtykke.",
    )


def _joint(b: e.JointMeasureAnswered, t: Norsk) -> str:
    named = [name for name in type(b.answers).model_fields if getattr(b.answers, name) is not None]
    what = t.listed(t(*_ASKED_OF_IT.get(name, (name, name))) for name in named)
    return t(
        f"Svart på det loven spør om ved et samarbeidstiltak (hol. § 6-2): {what}.",
        f"Svart på det lova spør om ved eit samarbeidstiltak (hol. § 6-2): {what}.",
    )


TELL: Mapping[type, Callable[[Any, Norsk], str]] = {
    e.CaseRegistered: _registered,
    e.CaseImported: _imported,
    e.CaseClassified: _classified,
    e.HigherBodyDemanded: lambda b, t: t(
        f"{t.seat(b.seat)} krevde det høyere organet: {b.decision_body} beslutter.",
        f"{t.seat(b.seat)} kravde det høgare organet: {b.decision_body} avgjer.",
    ),
    e.PlacedOnAgenda: lambda b, t: t(
        f"Satt på saklisten til {b.meeting} ({b.body}, {t.day(b.day)}) til {MARKED[b.mark]}.",
        f"Sett på saklista til {b.meeting} ({b.body}, {t.day(b.day)}) til {MARKED[b.mark]}.",
    ),
    e.MeetingAwaited: lambda b, t: t(
        f"Ingen kommende møter i {b.body} har plass; sekretariatet blir bedt om å planlegge ett.",
        f"Ingen komande møte i {b.body} har plass; sekretariatet blir bede om å planleggje eitt.",
    ),
    e.LeftAgenda: lambda b, t: t(
        f"Tatt av saklisten til {b.meeting} ({b.rule}).", f"Teken av saklista til {b.meeting} ({b.rule})."
    ),
    e.PlacementMoved: lambda b, t: t(
        f"{b.meeting} er flyttet til {t.day(b.day)}; saken følger med.",
        f"{b.meeting} er flytt til {t.day(b.day)}; saka følgjer med.",
    ),
    e.TextAmended: _amended,
    e.EditorialContested: lambda b, t: t(
        f"{t.seat(b.seat)} bestred den redaksjonelle endringen som ga versjon {b.version} "
        f"({short(b.text_digest)}): den "
        "regnes som en endring i substans.",
        f"{t.seat(b.seat)} bestreid den redaksjonelle endringa som gav versjon {b.version} "
        f"({short(b.text_digest)}): ho "
        "blir rekna som ei endring i substans.",
    ),
    e.PaperAdded: _opened_to_the_public,
    e.PaperWithheld: lambda b, t: t(
        f"Sakspapir {short(b.document)} er unntatt offentlighet: {b.ground}.",
        f"Sakspapir {short(b.document)} er unnateke offentlegheit: {b.ground}.",
    ),
    e.PaperReleased: lambda b, t: t(
        f"Sakspapir {short(b.document)} er offentlig herfra; det var unntatt.",
        f"Sakspapir {short(b.document)} er offentleg herifrå; det var unnateke.",
    ),
    e.DocumentRead: lambda b, t: t(
        f"Det unntatte sakspapiret {short(b.document)} ({b.ground}) ble gitt ut til lesing.",
        f"Det unnatekne sakspapiret {short(b.document)} ({b.ground}) vart gjeve ut til lesing.",
    ),
    e.PapersWentOut: lambda b, t: t(
        f"Innkallingen til {b.meeting} gikk ut med sakspapirer til {MARKED[b.mark]}, på tekst "
        f"{short(b.text_digest)}.",
        f"Innkallinga til {b.meeting} gjekk ut med sakspapir til {MARKED[b.mark]}, på tekst {short(b.text_digest)}.",
    ),
    e.CaseItemOpened: _item_opened,
    e.CaseAttendanceChanged: _attendance,
    e.Contributed: lambda b, t: t(
        f"{t.seat(b.seat)} {_ABOUT[b.about][0]} i drøftingen; det binder ingen.",
        f"{t.seat(b.seat)} {_ABOUT[b.about][1]} i drøftinga; det bind ingen.",
    ),
    e.DroftingHeld: lambda b, t: t(
        f"Drøfting holdt i {b.body} {t.day(b.day)} ({b.meeting}), runde {b.round}: {_DROFTING[b.outcome][0]}. "
        "Ingen er "
        "bundet.",
        f"Drøfting halden i {b.body} {t.day(b.day)} ({b.meeting}), runde {b.round}: {_DROFTING[b.outcome][1]}. "
        "Ingen er "
        "bunden.",
    ),
    e.PathAsked: lambda b, t: t(
        f"Etter {b.rounds} {'runde' if b.rounds == 1 else 'runder'} med drøfting blir lederen bedt om å velge "
        "veien videre.",
        f"Etter {b.rounds} {'runde' if b.rounds == 1 else 'rundar'} med drøfting blir leiaren bedt om å velje "
        "vegen vidare.",
    ),
    e.OrienteringGiven: lambda b, t: t(
        f"Orientert i {b.meeting}; ingenting ble drøftet eller besluttet.",
        f"Orientert i {b.meeting}; ingenting vart drøfta eller avgjort.",
    ),
    e.InvolvementAsked: lambda b, t: t(
        f"Tidlig involvering: {t.parties(b.parties)} kan gi innspill ut {t.day(b.due.day)}, før parten selv "
        "beslutter "
        f"{t.day(b.own_decision_on)}.",
        f"Tidleg involvering: {t.parties(b.parties)} kan gje innspel ut {t.day(b.due.day)}, før parten sjølv avgjer "
        f"{t.day(b.own_decision_on)}.",
    ),
    e.InvolvementReminded: lambda b, t: t(
        f"Tidlig involvering: påminnelse til {t.parties(b.parties)}, som ikke hadde gitt innspill.",
        f"Tidleg involvering: påminning til {t.parties(b.parties)}, som ikkje hadde gjeve innspel.",
    ),
    e.InputGiven: _input,
    e.InputWithdrawn: lambda b, t: t(
        f"{t.party(b.party)} tok innspillet tilbake, og har ikke sagt noe nå.",
        f"{t.party(b.party)} tok innspelet attende, og har ikkje sagt noko no.",
    ),
    e.InvolvementClosed: _input_closed,
    e.InvolvementSummarised: lambda _b, t: t(
        "Det som kom inn, er oppsummert; ingenting besluttes her.",
        "Det som kom inn, er oppsummert; ingenting blir avgjort her.",
    ),
    e.ForankringAsked: _asked,
    e.ForankringReminded: lambda b, t: t(
        f"Forankring: påminnelse til {t.parties(b.parties)}, som ikke hadde svart.",
        f"Forankring: påminning til {t.parties(b.parties)}, som ikkje hadde svart.",
    ),
    e.ForankringAnswered: _answered,
    e.ForankringClosed: _forankring_closed,
    e.FollowUpOpened: lambda b, t: t(
        f"Oppfølging hos {t.party(b.party)}: inn i budsjettet for {b.budget_year}, innen {t.day(b.due)}."
        f"{' Saken sier hva det koster parten.' if b.costs else ''}",
        f"Oppfølging hos {t.party(b.party)}: inn i budsjettet for {b.budget_year}, innan {t.day(b.due)}."
        f"{' Saka seier kva det kostar parten.' if b.costs else ''}",
    ),
    e.FollowUpDue: lambda b, t: t(
        f"Det som er besluttet, skal inn i budsjetter og planer for {b.budget_year} innen {t.due(b.due.at)}. "
        f"Påminnelser: {t.days(r.day for r in b.reminders)}.",
        f"Det som er avgjort, skal inn i budsjett og planar for {b.budget_year} innan {t.due(b.due.at)}. "
        f"Påminningar: {t.days(r.day for r in b.reminders)}.",
    ),
    e.FollowUpReported: _follow_up,
    e.FollowUpReminded: lambda b, t: t(
        f"Oppfølging: påminnelse til {t.parties(b.parties)}, som ikke hadde meldt noe.",
        f"Oppfølging: påminning til {t.parties(b.parties)}, som ikkje hadde meldt noko.",
    ),
    e.FollowUpYearEnded: _year_ended,
    e.PathChosen: _path,
    e.CaseRaised: _raised,
    e.CaseMoved: lambda b, t: t(
        f"{_MOVED[b.how][0]}: saken går videre i {t.listed(b.into)}; denne protokollen blir stående.",
        f"{_MOVED[b.how][1]}: saka går vidare i {t.listed(b.into)}; denne protokollen blir ståande.",
    ),
    e.CaseKindSet: lambda b, t: t(
        f"Saken er av et annet slag herfra: {_KINDS[b.case_kind][0]}.",
        f"Saka er av eit anna slag herifrå: {_KINDS[b.case_kind][1]}.",
    ),
    e.JointMeasureAnswered: _joint,
    e.ParticipationRecorded: lambda b, t: t(
        f"{b.participation.organisation} ({_TOOK_PART[b.participation.who][0]}) var med på å forberede saken, "
        f"{t.day(b.participation.on)}.",
        f"{b.participation.organisation} ({_TOOK_PART[b.participation.who][1]}) var med på å førebu saka, "
        f"{t.day(b.participation.on)}.",
    ),
    e.ProcedureChanged: lambda b, t: t(
        f"Saken går etter en annen versjon av prosedyren herfra: {short(b.procedure)} i stedet for "
        f"{short(b.replaces)}. "
        "Det som løper og det som er sagt, står.",
        f"Saka går etter ein annan versjon av prosedyren herifrå: {short(b.procedure)} i staden for "
        f"{short(b.replaces)}. Det som går og det som er sagt, står.",
    ),
    e.CaseWithdrawn: lambda b, t: t(
        f"Trukket: forslagsstilleren trakk saken. En annen part kan overta den ut {t.day(b.takeover_due.day)}.",
        f"Trekt: den som la fram saka, trekte ho. Ein annan part kan ta over ho ut {t.day(b.takeover_due.day)}.",
    ),
    e.CaseTakenOver: lambda b, t: t(
        f"{t.party(b.party)} overtok saken; alt som er ført, er med.",
        f"{t.party(b.party)} tok over saka; alt som er ført, er med.",
    ),
    e.CaseClosed: lambda b, t: t(
        f"Saken er avsluttet: {OUTCOMES.get(b.outcome, (b.outcome,) * 2)[0]}.",
        f"Saka er avslutta: {OUTCOMES.get(b.outcome, (b.outcome,) * 2)[1]}.",
    ),
}
