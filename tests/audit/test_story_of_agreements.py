"""What is said of agreements and disputes: each thing that an entry may hold, and the entry without it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace as Said
from typing import Any

import pytest

from models import entries as e
from models.dispute import ConsentRule, DisputeKind, DisputeStage, Mediation, RelationStage, Way
from models.periods import Moment
from rules.agreement.clocks import consequence_of
from tests.audit.test_story import on, words_of

KARI = "Kari Nordmann (p-1)"
D, SHORT, DAY, LATER = "d" * 64, "d" * 12, date(2031, 3, 10), date(2032, 3, 10)
AGREEMENT, DISPUTE = "agreement-x-2031-1", "dispute-x-2031-1"
TWO, BOTH = ("halden", "moss"), "Halden kommune and Moss kommune"
RESOLUTION = Said(body="kommunestyret", on=DAY, case_number="31/4")
RESOLVED = "kommunestyret, 2031-03-10, case 31/4"
SENT = Moment(day=DAY)


def given(**said: Any) -> e.NoticeGiven:
    base: dict[str, Any] = {
        "notice": 2,
        "by": "moss",
        "to": ("halden",),
        "sent": SENT,
        "authority": RESOLUTION,
        "parts": None,
        "named_end": None,
        "no_longer_covered": None,
    }
    return e.NoticeGiven.model_construct(**(base | said))


GIVEN = f"sent by Moss kommune to Halden kommune on 2031-03-10, on the resolution of {RESOLVED}."
REMINDED = "as far as is entered; the target is 2031-03-10."


def reminded(**said: Any) -> e.NoticeReportReminded:
    base: dict[str, Any] = {"withdrawn": None, "notice": 2, "last": None, "reminder": 1, "target": DAY}
    return e.NoticeReportReminded.model_construct(**(base | said))


def milestone(**said: Any) -> e.MilestoneReached:
    base: dict[str, Any] = {"councils": (), "cases": (), "months": 6, "notice": 2, "last_day": DAY}
    return e.MilestoneReached.model_construct(**(base | said))


LEFT = "left before notice 2 takes effect on 2031-03-10."
COUNTED = Said(derivation=("received 10 March", "a year"))
END = Said(notice=2, relation="moss", computation=COUNTED)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            e.AgreementImported.model_construct(
                agreement=Said(
                    kind=Said(value="statutory"),
                    agreement="A1",
                    title="Samarbeidsavtale",
                    parties=(Said(party="moss", name=None), Said(party=None, name="Et firma")),
                )
            ),
            "Imported, not proved: the statutory agreement A1, Samarbeidsavtale, between Moss kommune and Et firma.",
        ),
        (
            e.AgreementDrafted.model_construct(
                agreement=Said(
                    kind=Said(value="other"), agreement="A1", title="Avtale", parties=(Said(party="moss", name=None),)
                )
            ),
            "Drafted: the other agreement A1, Avtale, between Moss kommune.",
        ),
        (given(), f"Notice 2, {GIVEN}"),
        (given(parts=("A1", "A2")), f"Notice 2 on A1 and A2, {GIVEN}"),
        (given(named_end=LATER), f"Notice 2, {GIVEN} It names 2032-03-10 as the last day."),
        (
            given(no_longer_covered=("innleggelse",)),
            f"Notice 2, {GIVEN} Nothing else in it covers innleggelse (hol. § 6-2).",
        ),
        (
            e.NoticeReceived.model_construct(notice=2, parties=TWO, received=SENT, address=None),
            f"Notice 2 came to {BOTH} on 2031-03-10.",
        ),
        (
            e.NoticeReceived.model_construct(notice=2, parties=TWO, received=SENT, address="post@x.example"),
            f"Notice 2 came to {BOTH} on 2031-03-10 at post@x.example.",
        ),
        (
            e.ReceiptCorrected.model_construct(
                notice=2, party="moss", received=Moment(day=LATER), was=SENT, computed=(COUNTED,)
            ),
            (
                "Notice 2 came to Moss kommune on 2032-03-10, not on 2031-03-10; until now it was computed so: "
                "received 10 March; a year."
            ),
        ),
        (e.DatesComputed.model_construct(dates=(), ends=()), "Nothing comes by itself."),
        (
            e.DatesComputed.model_construct(dates=(), ends=(END,)),
            "Nothing comes by itself. Notice 2 on moss: received 10 March; a year.",
        ),
        (
            e.DatesComputed.model_construct(dates=(on(DAY, name="term:2031-03-10"),), ends=()),
            "The dates are computed. First, 2031-03-10 24:00 Norwegian time: {term}.",
        ),
        (
            e.DatesComputed.model_construct(
                dates=(on(DAY, name="term:2031-03-10"), on(LATER), on(LATER)), ends=(END,)
            ),
            (
                "The dates are computed. First, 2031-03-10 24:00 Norwegian time: {term}; 2 more come after it. "
                "Notice 2 on moss: received 10 March; a year."
            ),
        ),
        (
            e.RelationEnded.model_construct(
                cause=e.EndCause.NOTICE, notice=2, overtaken=None, parties=TWO, last_day=DAY
            ),
            f"{BOTH} are bound no longer: in force through 2031-03-10, by notice 2.",
        ),
        (
            e.RelationEnded.model_construct(
                cause=e.EndCause.TERM, notice=None, overtaken=(1, 2), parties=TWO, last_day=DAY
            ),
            (
                f"{BOTH} are bound no longer: in force through 2031-03-10, by its own last day. "
                "Notice 1 and 2 came to nothing by that."
            ),
        ),
        (
            e.NoticeWithdrawn.model_construct(agreed=(), relations=None, notice=2),
            "Notice 2 is withdrawn; it stays on record.",
        ),
        (
            e.NoticeWithdrawn.model_construct(agreed=TWO, relations=None, notice=2),
            f"Notice 2 is withdrawn, as {BOTH} agreed; it stays on record.",
        ),
        (
            e.NoticeWithdrawn.model_construct(agreed=("moss",), relations=("moss",), notice=2),
            "Notice 2 is withdrawn for moss, as Moss kommune agreed; for the others it runs on.",
        ),
        (
            e.WithdrawalAnswered.model_construct(party="moss", agrees=True, notice=2),
            "Moss kommune agrees that notice 2 be taken back.",
        ),
        (
            e.WithdrawalAnswered.model_construct(party="moss", agrees=False, notice=2),
            "Moss kommune does not agree that notice 2 be taken back.",
        ),
        (
            e.NoticeReported.model_construct(withdrawn=None, notice=2, on=DAY, way="e-post"),
            "Helsedirektoratet was told of notice 2 on 2031-03-10: e-post.",
        ),
        (
            e.NoticeReported.model_construct(withdrawn=True, notice=2, on=DAY, way="e-post"),
            "Helsedirektoratet was told that notice 2 is withdrawn on 2031-03-10: e-post.",
        ),
        (reminded(), f"Reminder 1: Helsedirektoratet has not been told of notice 2, {REMINDED}"),
        (
            reminded(withdrawn=True, last=True),
            (
                f"Reminder 1: Helsedirektoratet has not been told that notice 2 is withdrawn, {REMINDED} "
                "No more reminders come; it waits in the work list."
            ),
        ),
        (
            e.EndAgreed.model_construct(confirmed_by=TWO, last_day=DAY, relations=("moss",), by_notice=None),
            f"{BOTH} have fixed 2031-03-10 in writing as the last day of moss.",
        ),
        (
            e.EndAgreed.model_construct(confirmed_by=TWO, last_day=DAY, relations=("moss",), by_notice=LATER),
            (
                f"{BOTH} have fixed 2031-03-10 in writing as the last day of moss. Remark: it is before the "
                "notice period would "
                "be over (2032-03-10); no source says whether they may agree on that, and it holds because all "
                "have confirmed it "
                "(T-08)."
            ),
        ),
        (milestone(), f"6 months are {LEFT}"),
        (milestone(months=1), f"1 month is {LEFT}"),
        (milestone(cases=("case-x-2031-1",)), f"6 months are {LEFT} A new agreement is negotiated in case-x-2031-1."),
        (
            milestone(councils=(Said(party="moss", dates=(DAY, LATER)), Said(party="halden", dates=()))),
            (
                f"6 months are {LEFT} Councils: Moss kommune meets on 2031-03-10 and 2032-03-10; Halden kommune "
                "has no known "
                "meeting left."
            ),
        ),
        (
            e.MainEndedAnswered.model_construct(goes_on=True, party="moss", reason="Den består."),
            "Moss kommune: the agreement goes on. Den består.",
        ),
        (
            e.MainEndedAnswered.model_construct(goes_on=False, party="moss", reason="Den faller."),
            "Moss kommune: the agreement falls with the one it follows. Den faller.",
        ),
        (
            e.ApprovalRecorded.model_construct(
                party="moss", result="approved", version=1, resolution=RESOLUTION, said=None
            ),
            f"Moss kommune approved version 1 ({RESOLVED}).",
        ),
        (
            e.ApprovalRecorded.model_construct(
                party="moss", result="reserved", version=1, resolution=RESOLUTION, said="Men"
            ),
            f"Moss kommune approved with a reservation version 1 ({RESOLVED}): Men.",
        ),
        (
            e.AgreementSigned.model_construct(
                approved=True, relations=("moss",), version=1, party="moss", by=Said(office="ordfører"), signed_on=DAY
            ),
            "Version 1 was signed for Moss kommune by its ordfører on 2031-03-10 (moss).",
        ),
        (
            e.AgreementSigned.model_construct(
                approved=False,
                relations=("moss",),
                version=1,
                party="moss",
                by=Said(office="ordfører"),
                signed_on=DAY,
            ),
            (
                "Version 1 was signed for Moss kommune by its ordfører on 2031-03-10 (moss). Its approval is "
                "not entered: the "
                "signature completes nothing yet (A-09)."
            ),
        ),
        (
            e.AgreementRevised.model_construct(by=None, version=2, reason="Ny tekst"),
            "Version 2 is the new text: Ny tekst. Earlier approvals are of earlier texts.",
        ),
        (
            e.AgreementRevised.model_construct(by="moss", version=2, reason="Ny tekst"),
            "Version 2 is the new text, proposed by Moss kommune: Ny tekst. Earlier approvals are of earlier texts.",
        ),
        (
            e.AgreementReviewed.model_construct(
                on=DAY, body="SU", outcome=Said(value="no_change"), closes=None, case=None
            ),
            "Reviewed on 2031-03-10 in SU: no change.",
        ),
        (
            e.AgreementReviewed.model_construct(
                on=DAY, body="SU", outcome=Said(value="change"), closes=None, case="case-x-2031-1"
            ),
            "Reviewed on 2031-03-10 in SU: to be changed. The case is case-x-2031-1.",
        ),
        (
            e.AgreementReviewed.model_construct(
                on=DAY, body="SU", outcome=Said(value="change"), closes="case-x-2031-2", case="case-x-2031-1"
            ),
            "Reviewed on 2031-03-10 in SU: to be changed. case-x-2031-2 is closed.",
        ),
    ],
)
def test_agreements(body: object, words: str) -> None:
    assert words_of(body) == words.replace("{term}", consequence_of("term"))


def opened(**said: Any) -> e.DisputeOpened:
    base: dict[str, Any] = {
        "case": None,
        "agreement": None,
        "as_one": None,
        "by": "moss",
        "authority": None,
        "matter": DisputeKind.PAYMENT,
        "title": "Betaling",
        "due": on(DAY),
        "counterparts": ("halden",),
        "consent_rule": ConsentRule.EVERY_PARTY,
    }
    return e.DisputeOpened.model_construct(**(base | said))


BROUGHT = "brings a dispute about payment for patients ready for discharge"
CONSENT = "Asked to consent by the end of 2031-03-10: Halden kommune; every party must consent."
RELATIONS = (
    Said(parties=TWO, stage=RelationStage.FOLLOWED),
    Said(parties=("moss", "rade"), stage=RelationStage.AGREED),
)
EACH = f"{BOTH}: both follow the advice; Moss kommune and Råde kommune: an agreement that the parties now approve"


def outcome(result: object, **said: Any) -> e.OutcomeEntered:
    base: dict[str, Any] = {"reference": "N-1", "on": DAY, "result": result, "link": None, "summary": "Kort sagt"}
    return e.OutcomeEntered.model_construct(outcome=Said(**(base | said)))


ADVICE = "The nemnda gives its advice, N-1 of 2031-03-10, which is no decision."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (opened(), f"Moss kommune {BROUGHT}: Betaling. {CONSENT}"),
        (opened(authority=RESOLUTION), f"Moss kommune ({RESOLVED}) {BROUGHT}: Betaling. {CONSENT}"),
        (opened(agreement=AGREEMENT), f"Moss kommune {BROUGHT}, {AGREEMENT}: Betaling. {CONSENT}"),
        (opened(case="case-x-2031-1"), f"Moss kommune {BROUGHT}: Betaling. {CONSENT} It comes from case-x-2031-1."),
        (
            opened(as_one=True),
            (f"Moss kommune {BROUGHT}: Betaling. {CONSENT} It is run as one: one no ends it for all."),
        ),
        (
            e.ConsentAnswered.model_construct(party="moss", consents=True, authority=None),
            "Moss kommune consents.",
        ),
        (
            e.ConsentAnswered.model_construct(party="moss", consents=False, authority=RESOLUTION),
            f"Moss kommune does not consent ({RESOLVED}).",
        ),
        (e.ConsentWithdrawn.model_construct(party="moss", passed_on=False), "Moss kommune withdraws its consent."),
        (
            e.ConsentWithdrawn.model_construct(party="moss", passed_on=True),
            "Moss kommune withdraws its consent. The nemnda is told, and says what follows.",
        ),
        (
            e.DisputeDocumentChecked.model_construct(findings=(), document=D),
            f"Saksgang has looked through {SHORT} and flagged nothing; a person still confirms it.",
        ),
        (
            e.DisputeDocumentChecked.model_construct(
                findings=(
                    Said(kind=Said(value="likely_name"), line=3),
                    Said(kind=Said(value="unreadable"), line=None),
                ),
                document=D,
            ),
            f"Saksgang has looked through {SHORT} and flagged: likely name in line 3 and unreadable.",
        ),
        (
            e.AnonymisationConfirmed.model_construct(person="p-1", document=D, despite=None),
            f"{KARI} confirms that document {SHORT} points to nobody.",
        ),
        (
            e.AnonymisationConfirmed.model_construct(person="p-1", document=D, despite="x"),
            f"{KARI} confirms that document {SHORT} points to nobody, whatever the check flagged.",
        ),
        (
            e.DisputeSubmitted.model_construct(parties=TWO, documents=(D,), size=9, contact="p-1", despite=None),
            f"Submitted to the nemnda between {BOTH}, with 1 document (9 bytes); {KARI} can be asked.",
        ),
        (
            e.DisputeSubmitted.model_construct(parties=TWO, documents=(D, D), size=9, contact="p-1", despite="x"),
            (
                f"Submitted to the nemnda between {BOTH}, with 2 documents (9 bytes); {KARI} can be asked. The "
                "check flagged "
                "words of the index; why they point to nobody is said."
            ),
        ),
        (
            outcome(Mediation.model_construct(agreed=True)),
            "The nemnda's mediation, N-1 of 2031-03-10, led to an agreement. It decides nothing.",
        ),
        (
            outcome(Mediation.model_construct(agreed=False)),
            "The nemnda's mediation, N-1 of 2031-03-10, led to no agreement. It decides nothing.",
        ),
        (
            outcome(Said(dissent=None, recommendations=("Betal",))),
            f"{ADVICE} Kort sagt. It recommends: Betal.",
        ),
        (
            outcome(
                Said(dissent="Nei.", recommendations=("Betal!", "Møt?")), link="https://x.example", summary="Kort."
            ),
            f"{ADVICE} Kort. It recommends: Betal! Møt? Dissent: Nei. Published: https://x.example.",
        ),
        (
            e.RelationRejected.model_construct(parties=TWO, because=("moss",)),
            (
                f"Between {BOTH} there is no way to the nemnda: the consent of Moss kommune is missing "
                "(nemnda_avvist_manglende_samtykke)."
            ),
        ),
        (e.AdviceAnswered.model_construct(party="moss", follows=True), "Moss kommune follows the advice."),
        (e.AdviceAnswered.model_construct(party="moss", follows=False), "Moss kommune does not follow the advice."),
        (
            e.DisputeClosed.model_construct(stage=DisputeStage.FULGT, relations=RELATIONS, ways=()),
            f"The dispute is over: the advice is followed. A proposal for it goes both stages. {EACH}.",
        ),
        (
            e.DisputeClosed.model_construct(
                stage=DisputeStage.ULOST_TVIST, relations=RELATIONS, ways=(Way.COURTS, Way.RENEGOTIATE)
            ),
            (
                f"The dispute is over and unsolved (uløst tvist). {EACH}. What is left: go to the courts; "
                "negotiate the "
                "agreement anew."
            ),
        ),
        (
            e.NemndaAnsweredWithdrawal.model_construct(goes_on=True, party="moss", reference="N-1"),
            "The nemnda goes on without the consent of Moss kommune (N-1).",
        ),
        (
            e.NemndaAnsweredWithdrawal.model_construct(goes_on=False, party="moss", reference="N-1"),
            "The nemnda does not go on without the consent of Moss kommune (N-1).",
        ),
        (e.MediationSettled.model_construct(agreement=None), "The mediation became no agreement."),
        (
            e.MediationSettled.model_construct(agreement=AGREEMENT),
            f"The mediation became {AGREEMENT}, which each party approves before it signs (A-09).",
        ),
        (
            e.CaseReturned.model_construct(dispute=DISPUTE, relations=RELATIONS, agreement=None),
            f"{DISPUTE} is over: {EACH}.",
        ),
        (
            e.CaseReturned.model_construct(dispute=DISPUTE, relations=RELATIONS, agreement=AGREEMENT),
            f"{DISPUTE} is over: {EACH}. The agreement is {AGREEMENT}.",
        ),
    ],
)
def test_disputes(body: object, words: str) -> None:
    assert words_of(body) == words
