"""A community, a case and one message of every kind, all invented, for the tests of the post."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from activities.post.address import Contact, House, Language
from models.acts import Consequence, Derivation, Mark, YearlyAmount
from models.agreement import ApprovalResult, Between, Covered, NoticeEnd, Resolution
from models.canonical import text_digest
from models.dispute import (
    WAYS,
    Bilateral,
    ConsentRule,
    DisputeInShort,
    DisputeKind,
    Opinion,
    Outcome,
    RelationStage,
)
from models.entries import CouncilLeft
from models.messages import (
    AboutAgreement,
    AgendaLine,
    Message,
    MessageFacts,
    MessageKind,
    ObjectionLine,
    RollCallLine,
    ToParty,
    ToPerson,
    message_id,
)
from models.periods import STATUTORY, Computation, Moment, Terms
from models.procedure import Procedure
from models.roster import Roster
from procedures.loading import load_procedure, load_roster
from rules.periods import compute

FOLDER = Path(__file__).resolve().parents[2] / "procedures"
HOUSE = House(domain="saksgang.example", from_address="sekretariat@saksgang.example")
SENT_AT = datetime(2027, 1, 5, 7, 0, tzinfo=UTC)
MIDNIGHT = datetime(2027, 1, 21, 23, 0, tzinfo=UTC)  # the 22nd begins in Oslo
STARTS_AT = datetime(2027, 2, 4, 11, 0, tzinfo=UTC)
ENDS_AT = datetime(2027, 2, 4, 13, 0, tzinfo=UTC)
PROPOSAL = "1. Akuttplassene i Halden får felles prosedyre med sykehuset.\n2. Prosedyren gjelder fra 1. mars 2027."
DIGEST = text_digest(PROPOSAL)
TITLE = "Felles prosedyre for kommunale akuttplasser"
CASE = "case-ostfold-2027-1"
MEETING = "meeting-ostfold-SEKR-2027-1"
LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")
MEMBER = ToPerson(person="p-3peu", capacity="member", seat="SEKR-M2")
PARTY = ToParty(party="moss")

_CASE: dict[str, Any] = {"case": CASE, "title": TITLE, "proposal": PROPOSAL, "text_digest": DIGEST}
_MEETING: dict[str, Any] = {
    "meeting": MEETING,
    "body": "SEKR",
    "starts_at": STARTS_AT,
    "ends_at": ENDS_AT,
    "place": "Rådhuset i Moss, møterom 3",
    "sequence": 0,
    "agenda": (
        AgendaLine(item=1, case=CASE, title=TITLE, mark=Mark.BESLUTNING, text_digest=DIGEST, proposal=PROPOSAL),
        AgendaLine(item=2, case="case-ostfold-2027-2", title="Budsjett", mark=Mark.DROFTING, text_digest=DIGEST),
        AgendaLine(item=3, case="case-ostfold-2027-3", title="Nytt", mark=Mark.ORIENTERING, text_digest=DIGEST),
    ),
    "papers": (text_digest("paper"),),
}
_DECIDES: dict[str, Any] = {"meeting": MEETING, "body": "SEKR", "starts_at": STARTS_AT}
_ROLL_CALL = (
    RollCallLine(seat="SEKR-M1", counted=True, position="consent", words="Vi ber om en evaluering etter ett år."),
    RollCallLine(seat="SEKR-M2", counted=True, position="objection", words="Kostnaden er ikke utredet."),
    RollCallLine(seat="SEKR-H1", counted=True, position="stand_aside"),
    RollCallLine(seat="SEKR-GP", counted=False, position="objection", words="Fastlegene får for lite tid."),
)

_WRITTEN = (
    ObjectionLine(party="aremark", grounds="Vi er ikke hørt."),
    ObjectionLine(seat="SEKR-M3", grounds="Halden har ikke behandlet saken."),
)

_WORDS = {"old_words": "Mosseregionen sluttet seg til.", "new_words": "Mosseregionen sa nei.", "reason": "Feil ført."}

DISPUTE = DisputeInShort(
    dispute="dispute-ostfold-2027-1",
    kind=DisputeKind.EXISTING,
    title="Forståelsen av punkt 4",
    by="moss",
    question="Hvem har ansvaret etter punkt 4?",
    consent_rule=ConsentRule.EVERY_PARTY,
    relations=(Bilateral(relation="moss", parties=("moss", "sykehuset-ostfold"), stage=RelationStage.UNSOLVED),),
    outcome=Outcome(
        on=date(2027, 3, 1),
        reference="TN 1/2027",
        summary="Nemnda leser punktet slik kommunen gjør.",
        result=Opinion(recommendations=("Sykehuset bærer ansvaret.",), dissent="Ett medlem er uenig."),
        link="www.helsedirektoratet.example/tn-1-2027",
    ),
    ways=WAYS,
)

FACTS: dict[MessageKind, dict[str, Any]] = {
    MessageKind.CONSENT_ASKED: {"dispute": DISPUTE, "party": "halden", "due_at": MIDNIGHT, "step": "asked"},
    MessageKind.DISPUTE_NEWS: {"dispute": DISPUTE, "party": "halden", "step": "refused", "reason": "Vi løser det."},
    MessageKind.DISPUTE_SUBMITTED: {
        "dispute": DISPUTE,
        "step": "submission",
        "documents": (text_digest("index"), text_digest("paper")),
    },
    MessageKind.NEMNDA_ADVISED: {"dispute": DISPUTE},
    MessageKind.DISPUTE_CLOSED: {"dispute": DISPUTE, "step": "ulost_tvist"},
    MessageKind.CASE_AT_NEMNDA: _CASE | {"step": "on_hold"},
    MessageKind.NOTICE: _MEETING,
    MessageKind.MEETING_MOVED: _MEETING | {"sequence": 1, "reason": "Lokalet er opptatt."},
    MessageKind.MEETING_CANCELLED: _MEETING | {"sequence": 2, "reason": "For få kan møte."},
    MessageKind.FORANKRING_ASKED: _CASE
    | _DECIDES
    | {
        "due_at": MIDNIGHT,
        "party": "moss",
        "summary": "Felles prosedyre for de seks plassene.",
        "consequences": (
            Consequence(
                party="moss", economic="Et halvt årsverk.", amounts=(YearlyAmount(year=2028, amount=1_200_000),)
            ),
        ),
        "papers": (text_digest("paper"),),
    },
    MessageKind.FORANKRING_REMINDER: _CASE | _DECIDES | {"due_at": MIDNIGHT, "party": "moss"},
    MessageKind.RECEIPT: {
        "case": CASE,
        "seat": "SEKR-M2",
        "act_kind": "position_taken",
        "received_at": STARTS_AT,
        "number": 17,
        "roll_call": _ROLL_CALL[1:2],
    },
    MessageKind.OBJECTION_LODGED: _CASE
    | {"seat": "SEKR-M2", "reason": "Kostnaden er ikke utredet.", "would_be_removed_by": "Et regnestykke."},
    MessageKind.OBJECTION_ANSWERED: _CASE
    | {
        "objection": 1,
        "seat": "SEKR-M2",
        "reason": "Kostnaden er ikke utredet.",
        "would_be_removed_by": "Et regnestykke.",
        "answer": "Regnestykket legges fram i møtet.",
        "suggestion": "Et nytt punkt om kostnaden.",
    },
    MessageKind.OBJECTION_SETTLED: _CASE
    | {"objection": 1, "party": "halden", "reason": "Kostnaden er ikke utredet.", "step": "resolved"},
    MessageKind.DECISION_ANNOUNCED: _CASE
    | {
        "meeting": MEETING,
        "body": "SEKR",
        "roll_call": _ROLL_CALL,
        "bound": ("moss", "rade", "sykehuset-ostfold"),
        "waiting": ("halden",),
        "unmandated": ("marker",),
        "follow_up_due": date(2027, 12, 31),
        "budget_year": 2028,
    },
    MessageKind.RESERVATION_OVERDUE: _CASE
    | {"party": "halden", "treated_by": "kommunestyret", "treated_on": date(2027, 2, 18)},
    MessageKind.RESERVATION_ANSWERED: _CASE
    | {
        "party": "halden",
        "treated_by": "kommunestyret",
        "treated_on": date(2027, 2, 18),
        "reason": "PS 12/27",
        "step": "rejected",
        "body": "SEKR",
    },
    MessageKind.CONSENT_RATIFIED: _CASE
    | {
        "parties": ("halden",),
        "treated_by": "kommunestyret",
        "treated_on": date(2027, 2, 18),
        "reason": "PS 12/27",
        "step": "refused",
        "body": "SEKR",
    },
    MessageKind.NO_CONSENSUS: _CASE
    | {"meeting": MEETING, "body": "SEKR", "roll_call": _ROLL_CALL, "objections": _WRITTEN},
    MessageKind.POSTPONED: _CASE
    | {"meeting": MEETING, "reason": "nobody spoke for all", "rule": "P-22", "uncovered": ("moss",)},
    MessageKind.ENTRY_CORRECTED: _CASE
    | {"seat": "SEKR-M2", "meant": "SEKR-M3", "reason": "Ført på feil plass.", "number": 31},
    MessageKind.LATE_OBJECTION: _CASE
    | {
        "seat": "SEKR-M2",
        "party": "halden",
        "reason": "Fullmakten gjaldt ikke.",
        "step": "no_authority",
        "body": "SEKR",
    },
    MessageKind.AUTHORITY_SETTLED: _CASE | {"party": "halden", "reason": "Godkjent i ettertid.", "step": "ratified"},
    MessageKind.TEXT_CONTESTED: _CASE | {"seat": "SEKR-M2", "reason": "«Skal» er noe annet enn «bør»."},
    MessageKind.CASE_WITHDRAWN: _CASE | {"reason": "Saken er ikke moden.", "due_at": MIDNIGHT},
    MessageKind.CASE_TAKEN_OVER: _CASE | {"reason": "Vi trenger den avklart.", "party": "halden"},
    MessageKind.MANDATE_EXPIRING: {
        "seat": "SEKR-M2",
        "body": "SEKR",
        "parties": ("moss", "rade"),
        "last_day": date(2027, 12, 31),
        "step": "member",
    },
    MessageKind.PARTY_JOINED: _CASE | {"party": "halden", "reason": "Gjelder Halden også.", "body": "SEKR"},
    MessageKind.PARTY_DEPARTED: _CASE | {"party": "halden", "last_day": date(2027, 1, 31), "body": "SEKR"},
    MessageKind.RECUSAL_DECIDED: _CASE
    | {"seat": "SEKR-M2", "body": "SEKR", "ground": "special", "reason": "Eier bygget.", "step": "deputy"},
    MessageKind.CLOSED_WITHOUT_AGREEMENT: _CASE | {"reason": "To runder uten å komme nærmere."},
    MessageKind.CHOOSE_PATH: _CASE | {"rounds": 2, "roll_call": _ROLL_CALL, "objections": _WRITTEN, "body": "SEKR"},
    MessageKind.DECISION_HELD: _CASE | {"reason": "entry 7 is missing", "rule": "P-19", "step": CASE},
    MessageKind.MEETING_WANTED: _CASE | {"body": "SU"},
    MessageKind.ANSWER_ASKED: _CASE | {"body": "SEKR", "due_at": MIDNIGHT, "uncovered": ("halden", "aremark")},
    MessageKind.ANSWERS_LAPSED: _CASE | {"body": "SEKR", "uncovered": ("halden", "aremark")},
    MessageKind.WRITTEN_ASKED: _CASE | {"body": "SEKR", "due_at": MIDNIGHT, "reason": "Det haster."},
    MessageKind.WRITTEN_ENDED: _CASE | {"body": "SEKR", "act_kind": "procedure_refused", "seats": ("SEKR-M2",)},
    MessageKind.SHORT_NOTICE_ASKED: _MEETING | {"due_at": MIDNIGHT, "reason": "Det haster."},
    MessageKind.MINUTES_DRAFT: _MEETING
    | {"documents": (text_digest("text"), text_digest("html")), "due_at": MIDNIGHT},
    MessageKind.MINUTES_OVERDUE: _MEETING,
    MessageKind.MINUTES_COMMENTED: _MEETING | {"seat": "SEKR-M2", "reason": "Vi ba om tall."},
    MessageKind.MINUTES_APPROVED: _MEETING | {"documents": (text_digest("text"), text_digest("html"))},
    MessageKind.MINUTES_CONTESTED: _MEETING | _CASE | {"seat": "SEKR-M2", "reason": "Vi sa nei."},
    MessageKind.CORRECTION_ASKED: _MEETING | _CASE | _WORDS,
    MessageKind.CORRECTION_REJECTED: _MEETING | _CASE | _WORDS | {"seat": "SEKR-M2"},
    MessageKind.MINUTES_CORRECTED: _MEETING | _WORDS,
    MessageKind.INVOLVEMENT_ASKED: _CASE | {"due_at": MIDNIGHT, "party": "moss", "own_decision_on": date(2027, 3, 1)},
    MessageKind.INVOLVEMENT_REMINDER: _CASE
    | {"due_at": MIDNIGHT, "party": "moss", "own_decision_on": date(2027, 3, 1)},
    MessageKind.INVOLVEMENT_SUMMARISED: _CASE | {"party": "moss", "reason": "To hadde innvendinger."},
    MessageKind.CASE_MOVED: _CASE | {"reason": "Sakene hører sammen.", "cases": ("case-ostfold-2027-9",)},
    MessageKind.CASE_RAISED: _CASE
    | {"body": "SU", "former_body": "SEKR", "drofting_body": "SU", "reason": "Større enn ventet."},
    MessageKind.PROCEDURE_CHANGED: _CASE
    | {"reason": "Kortere frist er avtalt.", "version": "a" * 64, "former_version": "b" * 64},
    MessageKind.FOLLOW_UP_REMINDER: _CASE | {"party": "moss", "body": "SU", "follow_up_due": date(2027, 12, 31)},
    MessageKind.FOLLOW_UP_FLAGGED: _CASE | {"body": "SU", "budget_year": 2028, "parties": ("moss", "rade")},
}

_AGREEMENT: dict[str, Any] = {"title": "Samarbeidsavtale"}
_RESOLVED = Resolution(body="kommunestyret", on=date(2027, 1, 28), case_number="12/27")
_SENT_TO_STATE = Derivation(name="d", rule="A-07", anchor="", steps=(), day=date(2027, 1, 21), at=MIDNIGHT)


def _computed(received: date) -> Computation:
    return compute(
        Moment(day=received),
        Terms(period=STATUTORY),
        rule="A-10",
        timezone="Europe/Oslo",
        sent=Moment(day=date(2028, 2, 25)),
        may_contest=("moss", "sykehuset-ostfold"),
    )


def _end(received: date) -> NoticeEnd:
    return NoticeEnd(notice=1, relation="moss", computation=_computed(received))


def _about(**facts: Any) -> dict[str, Any]:
    shown = {"agreement": "samarbeid-2027", "parties": ("moss", "sykehuset-ostfold")} | facts
    return {"about": AboutAgreement(**shown)}


FACTS |= {
    MessageKind.AGREEMENT_SENT: _AGREEMENT | {"text_digest": DIGEST} | _about(version=1),
    MessageKind.AGREEMENT_REVISED: _AGREEMENT
    | {"text_digest": DIGEST, "reason": "Halden ville ha punkt 4 ut."}
    | _about(version=2, by="halden"),
    MessageKind.AGREEMENT_TREATED: _AGREEMENT
    | {"text_digest": DIGEST, "reason": "Punkt 4 må ut."}
    | _about(by="halden", version=1, result=ApprovalResult.AMENDED, resolution=_RESOLVED),
    MessageKind.AGREEMENT_SIGNED_EARLY: _AGREEMENT
    | {"on_day": date(2027, 2, 1), "treated_by": "ordføreren"}
    | _about(by="moss", version=1),
    MessageKind.AGREEMENT_ENTERED: _AGREEMENT
    | {"on_day": date(2027, 2, 1)}
    | _about(version=1, days=(_SENT_TO_STATE,), reported=True),
    MessageKind.AGREEMENT_REPORT_OVERDUE: _AGREEMENT | _about(days=(_SENT_TO_STATE,)),
    MessageKind.AGREEMENT_ENTERING_OVERDUE: _AGREEMENT | {"last_day": date(2027, 1, 31)} | _about(),
    MessageKind.AGREEMENT_REVIEW_REMINDER: _AGREEMENT | {"last_day": date(2027, 12, 31), "number": 2027} | _about(),
    MessageKind.AGREEMENT_REVIEW_OVERDUE: _AGREEMENT | {"body": "SU", "number": 2027} | _about(),
    MessageKind.AGREEMENT_NOTICE_GIVEN: _AGREEMENT
    | {"last_day": date(2029, 6, 30)}
    | _about(notice=1, by="moss", sent=Moment(day=date(2028, 2, 25)), resolution=_RESOLVED),
    MessageKind.AGREEMENT_END_COMPUTED: _AGREEMENT
    | _about(ends=(_end(date(2028, 2, 29)),), former=(_end(date(2028, 2, 26)),)),
    MessageKind.AGREEMENT_RECEIPT_CORRECTED: _AGREEMENT
    | {"reason": "Kvitteringen viser en annen dag."}
    | _about(
        notice=1,
        by="moss",
        parties=("sykehuset-ostfold",),
        was=Moment(day=date(2028, 2, 26)),
        received=Moment(day=date(2028, 2, 29)),
        held=(_computed(date(2028, 2, 26)),),
    ),
    MessageKind.AGREEMENT_WITHDRAWAL_ASKED: _AGREEMENT
    | {"reason": "Partene ble enige."}
    | _about(notice=1, by="moss", parties=("sykehuset-ostfold",)),
    MessageKind.AGREEMENT_WITHDRAWAL_ANSWERED: _AGREEMENT | _about(notice=1, by="sykehuset-ostfold", agrees=False),
    MessageKind.AGREEMENT_NOTICE_WITHDRAWN: _AGREEMENT
    | {"reason": "Partene ble enige."}
    | _about(notice=1, by="moss", parties=("sykehuset-ostfold",)),
    MessageKind.AGREEMENT_END_AGREED: _AGREEMENT
    | {"last_day": date(2028, 6, 30), "step": "fixed"}
    | _about(between=(Between(relation="moss", parties=("moss", "sykehuset-ostfold")),), reported=True),
    MessageKind.AGREEMENT_PARTS_ENDED: _AGREEMENT
    | {"last_day": date(2029, 2, 28)}
    | _about(notice=1, parts=("del-1",), uncovered=(Covered.READY_FOR_DISCHARGE,)),
    MessageKind.AGREEMENT_MILESTONE: _AGREEMENT
    | {"last_day": date(2029, 2, 28), "number": 6, "cases": ("case-ostfold-2028-4",)}
    | _about(notice=1, councils=(CouncilLeft(party="moss", dates=(date(2028, 12, 7),)),), reported=True),
    MessageKind.AGREEMENT_COUNCIL_TOO_LATE: _AGREEMENT
    | {"last_day": date(2029, 2, 28)}
    | _about(notice=1, by="moss"),
    MessageKind.AGREEMENT_RENEWAL_REMINDER: _AGREEMENT
    | {"last_day": date(2029, 12, 31), "number": 12}
    | _about(reported=True),
    MessageKind.AGREEMENT_MAIN_ENDED: _AGREEMENT | {"last_day": date(2027, 6, 30)} | _about(main="rammeavtale-2024"),
    MessageKind.AGREEMENT_RHF_TOLD: _AGREEMENT
    | {"on_day": date(2027, 1, 4), "last_day": date(2027, 1, 18), "step": "given"}
    | _about(notice=1, by="moss"),
    MessageKind.AGREEMENT_REPORT_REMINDER: _AGREEMENT
    | {"on_day": date(2027, 1, 4), "last_day": date(2027, 1, 18), "step": "withdrawn", "number": 2}
    | _about(notice=1, by="moss"),
    MessageKind.AGREEMENT_RELATION_ENDED: _AGREEMENT
    | {"last_day": date(2029, 2, 28), "step": "notice"}
    | _about(notice=1, reported=True),
    MessageKind.AGREEMENT_PARTY_SUCCEEDED: _AGREEMENT
    | {"on_day": date(2027, 1, 1), "reason": "Kongelig resolusjon om sammenslåing."}
    | _about(by="moss", parties=("rade", "halden")),
}


@cache
def procedure() -> Procedure:
    return load_procedure(FOLDER / "ostfold-2018.yaml")


def message(kind: MessageKind, to: ToPerson | ToParty = MEMBER, **changed: Any) -> Message:
    facts = MessageFacts(**(FACTS[kind] | changed))
    record = facts.case or facts.meeting or CASE
    return Message(
        message_id=message_id(f"{record}:7", kind, to), record=record, seq=7, kind=kind, to=to, facts=facts
    )


def contact(
    language: Language = "nb", name: str = "Ingunn Nesheim", email: str = "ingunn.nesheim@moss.example"
) -> Contact:
    return Contact(name=name, email=email, language=language)


@cache
def roster() -> Roster:
    return load_roster(FOLDER / "rosters" / "ostfold-demo.yaml", procedure()).roster
