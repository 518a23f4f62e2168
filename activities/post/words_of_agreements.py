"""The words for an agreement's steps and dates, once per language; sentences are in `templates/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from activities.post.address import Language
from activities.post.language import Tongue
from models.agreement import ApprovalResult, Covered, PartyRef
from models.entries import CouncilLeft
from models.periods import Anchor, Computation, Period, Unit

# Which act an entry answers, where people would call both the same.
ACT_OF: Final[Mapping[str, str]] = {
    "agreement_drafted": "draft_agreement",
    "agreement_revised": "revise_agreement",
    "users_heard": "hear_users",
    "sent_for_approval": "send_for_approval",
    "approval_recorded": "record_approval",
    "agreement_signed": "sign_agreement",
    "agreement_reported": "report_sent",
    "agreement_reviewed": "record_review",
    "party_succeeded": "succeed_party",
    "notice_given": "give_notice",
    "notice_received": "record_receipt",
    "notice_known": "record_knowledge",
    "receipt_corrected": "correct_receipt",
    "withdrawal_asked": "withdraw_notice",
    "notice_withdrawn": "withdraw_notice",
    "withdrawal_answered": "answer_withdrawal",
    "end_agreed": "agree_end",
    "main_ended_answered": "answer_main_ended",
    "council_dates_recorded": "record_council_dates",
    "notice_reported": "report_notice",
}
ACTS: Final[Mapping[Language, Mapping[str, str]]] = {
    "nb": {
        "draft_agreement": "utkast til avtale",
        "revise_agreement": "ny tekst til avtalen",
        "hear_users": "brukermedvirkning i avtalen",
        "send_for_approval": "avtalen sendt til godkjenning",
        "record_approval": "kommunestyrets eller styrets behandling av avtalen",
        "sign_agreement": "underskrift på avtalen",
        "report_sent": "avtalen sendt til Helsedirektoratet",
        "record_review": "årlig gjennomgang av avtalen",
        "succeed_party": "ny part i stedet for en annen",
        "give_notice": "oppsigelse av avtalen",
        "record_receipt": "mottak av oppsigelsen",
        "record_knowledge": "når oppsigelsen ble kjent",
        "correct_receipt": "retting av når oppsigelsen kom fram",
        "withdraw_notice": "tilbaketrekking av oppsigelsen",
        "answer_withdrawal": "svar på tilbaketrekkingen",
        "agree_end": "siste dag avtalt mellom partene",
        "answer_main_ended": "svar på om avtalen går videre uten den den følger",
        "record_council_dates": "kommunestyrets eller styrets møtedager",
        "report_notice": "oppsigelsen meldt til Helsedirektoratet",
    },
    "nn": {
        "draft_agreement": "utkast til avtale",
        "revise_agreement": "ny tekst til avtalen",
        "hear_users": "brukarmedverknad i avtalen",
        "send_for_approval": "avtalen send til godkjenning",
        "record_approval": "kommunestyret eller styret si handsaming av avtalen",
        "sign_agreement": "underskrift på avtalen",
        "report_sent": "avtalen send til Helsedirektoratet",
        "record_review": "årleg gjennomgang av avtalen",
        "succeed_party": "ny part i staden for ein annan",
        "give_notice": "oppseiing av avtalen",
        "record_receipt": "mottak av oppseiinga",
        "record_knowledge": "når oppseiinga vart kjend",
        "correct_receipt": "retting av når oppseiinga kom fram",
        "withdraw_notice": "tilbaketrekking av oppseiinga",
        "answer_withdrawal": "svar på tilbaketrekkinga",
        "agree_end": "siste dag avtalt mellom partane",
        "answer_main_ended": "svar på om avtalen går vidare utan den han følgjer",
        "record_council_dates": "møtedagane til kommunestyret eller styret",
        "report_notice": "oppseiinga meld til Helsedirektoratet",
    },
    "en": {
        "draft_agreement": "draft of an agreement",
        "revise_agreement": "a new text of the agreement",
        "hear_users": "user participation in the agreement",
        "send_for_approval": "the agreement sent for approval",
        "record_approval": "what a council or board came to on the agreement",
        "sign_agreement": "signature of the agreement",
        "report_sent": "the agreement sent to Helsedirektoratet",
        "record_review": "yearly review of the agreement",
        "succeed_party": "a party in the place of another",
        "give_notice": "notice on the agreement",
        "record_receipt": "receipt of the notice",
        "record_knowledge": "when the notice became known",
        "correct_receipt": "correction of when the notice came",
        "withdraw_notice": "withdrawal of the notice",
        "answer_withdrawal": "answer on the withdrawal",
        "agree_end": "a last day fixed by the parties together",
        "answer_main_ended": "answer on whether the agreement goes on without the one it follows",
        "record_council_dates": "the meetings of a council or board",
        "report_notice": "the notice told to Helsedirektoratet",
    },
}


@dataclass(frozen=True)
class AgreementWords:
    """One language's words for how an agreement's dates come about."""

    results: Mapping[ApprovalResult, str]
    units: Mapping[Unit, tuple[str, str]]
    anchors: Mapping[Anchor, str]
    notice: str  # of which number, between whom
    parts: str  # label of the parts that alone are said up
    period: str
    clause: str
    received: str
    sent: str
    by_receipt: str
    by_dispatch: str
    applied: str
    named_end: str
    agreed_end: str
    fixed_end: str
    in_force_to: str
    no_effect: str
    may_contest: str
    rule: str
    derivation: str
    calendar: str  # name of the calendar file
    last_day: str  # what a day in it is
    fixed: str  # by whom it was agreed
    covered: Mapping[Covered, str]  # the points of hol. § 6-2
    none_left: str  # of a council's meetings
    not_entered: str

    def period_of(self, period: Period) -> str:
        """`1 år`, `3 måneder`."""
        one, several = self.units[period.unit]
        return f"{period.count} {one if period.count == 1 else several}"

    def months(self, count: int) -> str:
        """`1 måned`, `3 måneder`."""
        return self.period_of(Period(count=count, unit="months"))


WORDS_OF_AGREEMENTS: Final[Mapping[Language, AgreementWords]] = {
    "nb": AgreementWords(
        results={
            ApprovalResult.APPROVED: "godkjent",
            ApprovalResult.RESERVED: "godkjent med forbehold",
            ApprovalResult.AMENDED: "godkjent med endring",
            ApprovalResult.REJECTED: "avvist",
            ApprovalResult.POSTPONED: "utsatt",
        },
        units={"months": ("måned", "måneder"), "years": ("år", "år")},
        anchors={
            "receipt": "regnet fra mottak",
            "dispatch": "regnet fra avsendelse",
            "entering": "regnet fra inngåelse",
        },
        notice="Oppsigelse {number}, mellom {parties}",
        parts="Gjelder bare delene",
        period="Oppsigelsestid",
        clause="Etter avtalens egen klausul",
        received="Kom fram",
        sent="Sendt",
        by_receipt="Siste dag, regnet fra mottak",
        by_dispatch="Siste dag, regnet fra avsendelse",
        applied="legges til grunn",
        named_end="Dagen som oppsigelsen selv nevner",
        agreed_end="Dagen som partene har avtalt",
        fixed_end="Avtalens egen siste dag",
        in_force_to="Avtalen gjelder til",
        no_effect="Avtalens egen siste dag kommer først, så oppsigelsen endrer ingenting",
        may_contest="Kan bestride dagen",
        rule="Regel",
        derivation="Utregningen",
        calendar="Avtalens datoer",
        last_day="Siste dag",
        fixed="avtalt mellom {parties}",
        covered={
            Covered.TASKS_AND_MEASURES: "ansvaret for oppgavene, og tiltakene partene skal utføre",
            Covered.COORDINATED_SERVICES: "samarbeid om pasienter som trenger koordinerte tjenester",
            Covered.HOSPITAL_ADMISSION: "innleggelse i sykehus",
            Covered.EMERGENCY_BEDS: "kommunens døgnopphold for øyeblikkelig hjelp",
            Covered.READY_FOR_DISCHARGE: "utskrivningsklare pasienter",
            Covered.KNOWLEDGE_EXCHANGE: "gjensidig kunnskapsoverføring, informasjon, faglige nettverk og hospitering",
            Covered.RESEARCH_EDUCATION: "forskning, utdanning, praksis og læretid",
            Covered.MIDWIFERY: "jordmortjenester",
            Covered.LOCAL_ICT: "IKT-løsninger lokalt",
            Covered.PREVENTION: "forebygging",
            Covered.EMERGENCY_PLANS: "beredskapsplaner og den akuttmedisinske kjeden",
            Covered.JOINT_PLANNING: "hvordan partene sammen utvikler og planlegger tjenestene",
            Covered.CHILDREN_YOUTH: "barn og unge som får tjenester fra begge nivåene",
        },
        none_left="ingen kjent møtedag igjen",
        not_entered="møtedagene er ikke ført",
    ),
    "nn": AgreementWords(
        results={
            ApprovalResult.APPROVED: "godkjend",
            ApprovalResult.RESERVED: "godkjend med atterhald",
            ApprovalResult.AMENDED: "godkjend med endring",
            ApprovalResult.REJECTED: "avvist",
            ApprovalResult.POSTPONED: "utsett",
        },
        units={"months": ("månad", "månader"), "years": ("år", "år")},
        anchors={"receipt": "rekna frå mottak", "dispatch": "rekna frå avsending", "entering": "rekna frå inngåing"},
        notice="Oppseiing {number}, mellom {parties}",
        parts="Gjeld berre delane",
        period="Oppseiingstid",
        clause="Etter avtalen sin eigen klausul",
        received="Kom fram",
        sent="Send",
        by_receipt="Siste dag, rekna frå mottak",
        by_dispatch="Siste dag, rekna frå avsending",
        applied="blir lagd til grunn",
        named_end="Dagen som oppseiinga sjølv nemner",
        agreed_end="Dagen som partane har avtalt",
        fixed_end="Avtalen sin eigen siste dag",
        in_force_to="Avtalen gjeld til",
        no_effect="Avtalen sin eigen siste dag kjem først, så oppseiinga endrar ingenting",
        may_contest="Kan bestride dagen",
        rule="Regel",
        derivation="Utrekninga",
        calendar="Datoane i avtalen",
        last_day="Siste dag",
        fixed="avtalt mellom {parties}",
        covered={
            Covered.TASKS_AND_MEASURES: "ansvaret for oppgåvene, og tiltaka partane skal utføre",
            Covered.COORDINATED_SERVICES: "samarbeid om pasientar som treng koordinerte tenester",
            Covered.HOSPITAL_ADMISSION: "innlegging i sjukehus",
            Covered.EMERGENCY_BEDS: "døgnopphald for augeblikkeleg hjelp i kommunen",
            Covered.READY_FOR_DISCHARGE: "utskrivingsklare pasientar",
            Covered.KNOWLEDGE_EXCHANGE: "gjensidig kunnskapsoverføring, informasjon, faglege nettverk og hospitering",
            Covered.RESEARCH_EDUCATION: "forsking, utdanning, praksis og læretid",
            Covered.MIDWIFERY: "jordmortenester",
            Covered.LOCAL_ICT: "IKT-løysingar lokalt",
            Covered.PREVENTION: "førebygging",
            Covered.EMERGENCY_PLANS: "beredskapsplanar og den akuttmedisinske kjeda",
            Covered.JOINT_PLANNING: "korleis partane saman utviklar og planlegg tenestene",
            Covered.CHILDREN_YOUTH: "barn og unge som får tenester frå begge nivåa",
        },
        none_left="ingen kjend møtedag att",
        not_entered="møtedagane er ikkje førte",
    ),
    "en": AgreementWords(
        results={
            ApprovalResult.APPROVED: "approved",
            ApprovalResult.RESERVED: "approved with a reservation",
            ApprovalResult.AMENDED: "approved with an amendment",
            ApprovalResult.REJECTED: "rejected",
            ApprovalResult.POSTPONED: "postponed",
        },
        units={"months": ("month", "months"), "years": ("year", "years")},
        anchors={"receipt": "from receipt", "dispatch": "from dispatch", "entering": "from the entering"},
        notice="Notice {number}, between {parties}",
        parts="Of these parts only",
        period="Period of notice",
        clause="By the agreement's own clause",
        received="Received",
        sent="Sent",
        by_receipt="Last day, counted from receipt",
        by_dispatch="Last day, counted from dispatch",
        applied="applied",
        named_end="The day that the notice names",
        agreed_end="The day that the parties fixed together",
        fixed_end="The agreement's own last day",
        in_force_to="The agreement is in force to",
        no_effect="The agreement's own last day comes first, so the notice changes nothing",
        may_contest="May contest the day",
        rule="Rule",
        derivation="The computation",
        calendar="Dates of the agreement",
        last_day="Last day",
        fixed="fixed between {parties}",
        covered={
            Covered.TASKS_AND_MEASURES: "who is responsible for what, and what measures the parties carry out",
            Covered.COORDINATED_SERVICES: "cooperation on patients who need coordinated services",
            Covered.HOSPITAL_ADMISSION: "admission to hospital",
            Covered.EMERGENCY_BEDS: "the municipality's beds for immediate care",
            Covered.READY_FOR_DISCHARGE: "patients ready for discharge",
            Covered.KNOWLEDGE_EXCHANGE: "exchange of knowledge and information, professional networks and secondment",
            Covered.RESEARCH_EDUCATION: "research, education, practice and apprenticeship",
            Covered.MIDWIFERY: "midwifery",
            Covered.LOCAL_ICT: "local ICT",
            Covered.PREVENTION: "prevention",
            Covered.EMERGENCY_PLANS: "emergency plans and the chain of emergency care",
            Covered.JOINT_PLANNING: "how the parties develop and plan the services together",
            Covered.CHILDREN_YOUTH: "children and young people served by both levels",
        },
        none_left="no known meeting left",
        not_entered="its meetings are not entered",
    ),
}


def readings(computed: Computation, t: Tongue) -> list[tuple[str, str]]:
    """How a last day came about, both readings beside each other, and who may contest it (T-06, T-07)."""
    return list(_readings(computed, t, WORDS_OF_AGREEMENTS[t.language]))


def _readings(computed: Computation, t: Tongue, w: AgreementWords) -> Iterator[tuple[str, str]]:
    yield w.received, t.day(computed.received.day)
    if computed.sent is not None:
        yield w.sent, t.day(computed.sent.day)
    yield w.period, f"{w.period_of(computed.period)}, {w.anchors[computed.anchor]}"
    if computed.terms.clause is not None:
        yield w.clause, computed.terms.clause
    yield w.by_receipt, t.day(computed.by_receipt) + _mark(w, applied=computed.anchor == "receipt")
    if computed.by_dispatch is not None:
        yield w.by_dispatch, t.day(computed.by_dispatch) + _mark(w, applied=computed.anchor == "dispatch")
    for label, day in (
        (w.named_end, computed.named_end),
        (w.agreed_end, computed.agreed_end),
        (w.fixed_end, computed.fixed_end),
    ):
        if day is not None:
            yield label, t.day(day)
    ends = t.end_of_day(computed.in_force_to)
    yield w.in_force_to, ends if computed.effective else f"{ends}. {w.no_effect}."
    if computed.may_contest:
        yield w.may_contest, t.parties(computed.may_contest)


def _mark(w: AgreementWords, *, applied: bool) -> str:
    return f" ({w.applied})" if applied else ""


def meetings_left(councils: Iterable[CouncilLeft], parties: Iterable[PartyRef], t: Tongue) -> list[tuple[str, str]]:
    """Of each party, when its council or board still meets before an end, as far as is known (A-12)."""
    w = WORDS_OF_AGREEMENTS[t.language]
    known = {left.party: left.dates for left in councils}
    return [(t.party(party), _meetings(known.get(party), t, w)) for party in parties]


def _meetings(dates: tuple[date, ...] | None, t: Tongue, w: AgreementWords) -> str:
    if dates is None:
        return w.not_entered
    return t.listed(t.day(day) for day in dates) if dates else w.none_left
