"""What each entry makes of an agreement: what it is about changes, and nothing beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Literal

import pytest

from models import entries as e
from models.acts import Actor
from models.agreement import ApprovalResult, Between, NoticeEnd, ReviewOutcome, Signatory
from models.agreement_state import (
    AgreementState,
    Approval,
    CouncilDates,
    MainEnded,
    NoticeStage,
    Relation,
    Report,
    Review,
    ReviewCase,
    Signature,
    TooLate,
    Version,
    Withdrawal,
    WithdrawalAnswer,
)
from models.canonical import EMPTY_HEAD
from models.entries import AgreementBody, Entry, Unsealed, seal
from models.periods import Moment
from models.state import Clock
from rules.agreement.fold import fold_agreement, fold_all
from tests.agreements import TRUST, an_agreement
from tests.rules.test_agreement_dates import (
    AGREEMENT,
    BACK,
    DAY,
    HALDEN,
    LAST,
    MOSS,
    RESOLUTION,
    SINCE,
    TOLD,
    came,
    changed,
    notice,
    state,
)

LATER = SINCE + timedelta(days=40)
MAYOR = Signatory(office="ordfører")
ITSELF = Actor(record="agreement-ostfold-2026-1")


def entry(body: AgreementBody, at: datetime = LATER, actor: Actor | None = None) -> Entry:
    record = "agreement-ostfold-2026-1"
    return seal(Unsealed(record=record, seq=2, at=at, prev=EMPTY_HEAD, actor=actor, body=body))


def folded(
    of: AgreementState, body: AgreementBody, at: datetime = LATER, actor: Actor | None = None
) -> AgreementState:
    return fold_agreement(of, entry(body, at, actor), "ostfold")


def end(number: int, relation: str) -> NoticeEnd:
    return NoticeEnd.model_construct(notice=number, relation=relation)


FIRST, OTHER = notice(), notice(came("halden"), notice=2, by=TRUST, relations=("halden", "moss"))
TWO = state(notices=(FIRST, OTHER), ends=(end(1, "halden"), end(2, "halden"), end(2, "moss")), stale=False)


class TestStale:
    """New facts make the dates stale, from when they came; what a clock enters, it enters at its due time (T-05)."""

    CLOCK = Clock(name="term:2028-01-11", due_at=LATER, consequence="x", rule="T-08")
    NOTED = e.RenegotiationNoted(notice=1, case="case-x-2027-1")

    def test_facts_that_came(self) -> None:
        found = folded(TWO, self.NOTED)

        assert (found.stale, found.changed_at, found.rung_at) == (True, LATER, None)
        assert found.notice(1).case == "case-x-2027-1" and found.notice(2).case is None

    @pytest.mark.parametrize(
        ("actor", "due_at", "rung"),
        [
            (ITSELF, LATER, True),
            (Actor(), LATER, True),
            (None, LATER, False),
            (Actor(person="p-2h9c"), LATER, False),
            (ITSELF, SINCE, False),
        ],
    )
    def test_what_a_clock_enters(self, actor: Actor | None, due_at: datetime, rung: bool) -> None:
        of = TWO.model_copy(update={"clocks": (self.CLOCK.model_copy(update={"due_at": due_at}),)})
        found = folded(of, self.NOTED, LATER, actor)

        assert (found.rung_at, found.changed_at) == ((LATER, SINCE) if rung else (None, LATER))
        assert found.stale

    def test_what_changes_nothing(self) -> None:
        restarted = e.RestartedFromRecord(cause=e.RestartCause.MISSING)

        assert folded(TWO, restarted) == TWO
        over = TWO.model_copy(update={"ended": True})
        assert folded(over, self.NOTED).stale is False

    def test_a_clock_that_was_stopped_is_gone_and_the_others_go_on(self) -> None:
        two = (self.CLOCK, self.CLOCK.model_copy(update={"name": "agreed:halden"}))
        of = TWO.model_copy(update={"clocks": two})

        for stale in (True, False):
            found = folded(of.model_copy(update={"stale": stale}), e.ClockStopped(clock=two[0].name, due_at=LATER))
            assert (found.clocks, found.stale) == (two[1:], stale)

    def test_a_record_without_entries_has_no_state(self) -> None:
        with pytest.raises(ValueError, match="without entries"):
            fold_all([], "ostfold")


class TestNotices:
    """Each entry is of one notice, one receipt, one party."""

    def test_a_receipt_makes_it_run_and_is_added_to_those_before(self) -> None:
        of = state(notices=(notice(came("moss"), stage=NoticeStage.GIVEN), OTHER))
        body = e.NoticeReceived(notice=1, parties=(TRUST, "x"), received=Moment(day=LAST), address="a@b.example")
        found = folded(of, body)

        assert found.notice(1).stage is NoticeStage.RUNNING
        assert [(r.party, r.address) for r in found.notice(1).receipts] == [
            ("moss", None),
            (TRUST, "a@b.example"),
            ("x", "a@b.example"),
        ]
        assert found.notice(2) == OTHER

    def test_knowledge_and_correction_are_of_one_receipt(self) -> None:
        of = state(notices=(notice(came("moss"), came(TRUST)), OTHER))
        known = folded(of, e.NoticeKnown(notice=1, party=TRUST, known=Moment(day=LAST)))
        corrected = folded(
            of,
            e.ReceiptCorrected(
                notice=1, party="moss", was=Moment(day=DAY), received=Moment(day=LAST), reason="Feil.", computed=()
            ),
        )

        assert [r.known for r in known.notice(1).receipts] == [None, Moment(day=LAST)]
        assert [r.received.day for r in corrected.notice(1).receipts] == [LAST, DAY]
        assert known.notice(2) == corrected.notice(2) == OTHER

    @pytest.mark.parametrize(
        ("relations", "stage", "left", "taken_back"),
        [
            (None, NoticeStage.WITHDRAWN, ("halden", "moss"), None),
            (("moss",), NoticeStage.RUNNING, ("halden",), ("moss",)),
        ],
    )
    def test_withdrawn_for_all_or_for_some(
        self, relations: tuple[str, ...] | None, stage: NoticeStage, left: tuple[str, ...], taken_back: object
    ) -> None:
        found = folded(
            TWO, e.NoticeWithdrawn(notice=2, arrived=Moment(day=DAY), reason="x", agreed=(), relations=relations)
        ).notice(2)

        assert (found.stage, found.relations, found.taken_back) == (stage, left, taken_back)
        assert found.withdrawal == Withdrawal(arrived=Moment(day=DAY), reason="x", granted_at=LATER)

    @pytest.mark.parametrize(
        ("back", "granted", "reported", "reminders"),
        [
            pytest.param(
                BACK.model_copy(update={"reminders": 2}), BACK.granted_at, None, 2, id="granted, not told of"
            ),
            pytest.param(
                BACK.model_copy(update={"reported": TOLD, "reminders": 2}), LATER, None, 0, id="told of: anew"
            ),
            pytest.param(
                BACK.model_copy(update={"granted_at": None, "reminders": 2}), LATER, None, 0, id="only asked"
            ),
        ],
    )
    def test_a_second_withdrawal_is_told_of_anew_where_the_first_was(
        self, back: Withdrawal, granted: datetime, reported: Report | None, reminders: int
    ) -> None:
        of = state(notices=(notice(relations=("halden", "moss"), withdrawal=back, taken_back=("x",)),))
        body = e.NoticeWithdrawn(notice=1, arrived=Moment(day=DAY), reason="x", agreed=(), relations=("moss",))
        found = folded(of, body).notice(1)

        assert found.taken_back == ("x", "moss")
        assert found.withdrawal is not None
        kept = found.withdrawal
        assert (kept.granted_at, kept.reported, kept.reminders) == (granted, reported, reminders)

    def test_asked_anew_the_answers_begin_anew(self) -> None:
        answered = BACK.model_copy(update={"asked": ("x",), "answers": (WithdrawalAnswer(party="x", agrees=False),)})
        of = state(notices=(notice(withdrawal=answered),))
        found = folded(of, e.WithdrawalAsked(notice=1, arrived=Moment(day=LAST), reason="y", asked=(TRUST,)))
        again = folded(found, e.WithdrawalAnswered(notice=1, party=TRUST, agrees=True, document="1" * 64))

        back = again.notice(1).withdrawal
        assert back is not None
        assert (back.arrived.day, back.reason, back.asked, back.granted_at) == (LAST, "y", (TRUST,), BACK.granted_at)
        assert back.answers == (WithdrawalAnswer(party=TRUST, agrees=True, document="1" * 64),)

    @pytest.mark.parametrize(
        ("back", "withdrawn", "on", "told", "told_of_back"),
        [
            pytest.param(None, None, DAY, True, False, id="of the notice"),
            pytest.param(BACK, True, LAST, False, True, id="that it is withdrawn"),
            pytest.param(BACK, None, date(2027, 2, 10), True, False, id="on the day it was withdrawn for some"),
            pytest.param(BACK, None, date(2027, 2, 11), True, True, id="the day after: as it stands"),
            pytest.param(BACK.model_copy(update={"granted_at": None}), None, LAST, True, False, id="only asked"),
        ],
    )
    def test_told_of(
        self, back: Withdrawal | None, withdrawn: Literal[True] | None, on: date, told: bool, told_of_back: bool
    ) -> None:
        of = state(notices=(notice(withdrawal=back),))
        report = Report(on=on, way="brev", proof="2" * 64)
        found = folded(of, e.NoticeReported(notice=1, on=on, way="brev", proof="2" * 64, withdrawn=withdrawn)).notice(
            1
        )

        assert found.reported == (report if told else None)
        assert (found.withdrawal and found.withdrawal.reported) == (report if told_of_back else None)

    @pytest.mark.parametrize(
        ("back", "withdrawn", "counts"), [(None, None, (3, None)), (BACK, None, (3, 0)), (BACK, True, (0, 3))]
    )
    def test_reminded_of(
        self, back: Withdrawal | None, withdrawn: Literal[True] | None, counts: tuple[int, int | None]
    ) -> None:
        body = e.NoticeReportReminded(notice=1, reminder=3, target=DAY, withdrawn=withdrawn)
        found = folded(state(notices=(notice(withdrawal=back),)), body).notice(1)

        assert (found.reminders, found.withdrawal and found.withdrawal.reminders) == counts


class TestEnds:
    """What has ended takes its notices and ends with it, where nothing they name is left."""

    def test_a_relation(self) -> None:
        body = e.RelationEnded(relation="halden", parties=HALDEN.parties, last_day=LAST, cause=e.EndCause.TERM)
        found = folded(TWO, body)

        assert [r.ended_on for r in found.relations] == [LAST, None]
        assert [n.stage for n in found.notices] == [NoticeStage.DONE, NoticeStage.RUNNING]
        assert found.ends == (end(2, "moss"),)

    @pytest.mark.parametrize(
        ("stage", "after"),
        [
            (NoticeStage.GIVEN, NoticeStage.DONE),
            (NoticeStage.RUNNING, NoticeStage.DONE),
            (NoticeStage.WITHDRAWN, NoticeStage.WITHDRAWN),
            (NoticeStage.DONE, NoticeStage.DONE),
        ],
    )
    def test_what_becomes_of_a_notice_on_it(self, stage: NoticeStage, after: NoticeStage) -> None:
        body = e.RelationEnded(relation="halden", parties=HALDEN.parties, last_day=LAST, cause=e.EndCause.TERM)

        assert folded(state(notices=(notice(stage=stage),)), body).notice(1).stage is after

    @pytest.mark.parametrize(
        ("relations", "ended_parts", "moss", "stage"),
        [
            pytest.param(("halden",), (), MOSS, NoticeStage.DONE, id="all it names"),
            pytest.param(("halden", "moss"), (), MOSS, NoticeStage.RUNNING, id="not in the other"),
            pytest.param(("halden", "moss"), ("a",), MOSS, NoticeStage.DONE, id="in the other before"),
            pytest.param(
                ("halden", "moss"), (), changed(MOSS, ended_on=DAY), NoticeStage.DONE, id="the other is over"
            ),
        ],
    )
    def test_parts(
        self, relations: tuple[str, ...], ended_parts: tuple[str, ...], moss: Relation, stage: NoticeStage
    ) -> None:
        of = state(
            changed(HALDEN, ended_parts=("b",)),
            changed(moss, ended_parts=ended_parts),
            notices=(notice(relations=relations, parts=("a",)), OTHER),
            ends=TWO.ends,
        )
        body = e.PartsEnded(relation="halden", parties=HALDEN.parties, parts=("a",), last_day=LAST, notice=1)
        found = folded(of, body)

        assert [r.ended_parts for r in found.relations] == [("b", "a"), ended_parts]
        assert [n.stage for n in found.notices] == [stage, NoticeStage.RUNNING]
        assert found.ends == TWO.ends[1:]

    def test_a_day_fixed_together(self) -> None:
        body = e.EndAgreed(relations=("moss",), last_day=LAST, confirmed_by=("moss", TRUST), document="1" * 64)

        assert [r.agreed_end for r in folded(TWO, body).relations] == [None, LAST]

    def test_the_end_of_all(self) -> None:
        found = folded(TWO, e.AgreementEnded(last_day=LAST))

        assert (found.ended, found.clocks, found.dates, found.stale) == (True, (), (), False)

    def test_councils_new_dates_take_the_place_of_the_old_and_of_what_was_said_of_them(self) -> None:
        late = tuple(TooLate(notice=1, party=party, last_day=LAST) for party in ("halden", "moss"))
        councils = tuple(CouncilDates(party=party, dates=(DAY,)) for party in ("halden", "moss"))
        of = state(councils=councils, too_late=late)
        found = folded(of, e.CouncilDatesRecorded(party="halden", dates=(LAST,)))

        assert found.councils == (councils[1], CouncilDates(party="halden", dates=(LAST,)))
        assert found.too_late == late[1:]

    @pytest.mark.parametrize(
        ("goes_on", "after"), [(True, (("moss", "halden"), ("x",))), (False, (("moss",), ("x", "halden")))]
    )
    def test_what_a_party_says_of_the_one_it_follows_takes_the_place_of_what_it_said(
        self, goes_on: bool, after: tuple[tuple[str, ...], tuple[str, ...]]
    ) -> None:
        for asked in (
            MainEnded(last_day=DAY, goes_on=("halden", "moss"), falls=("x",)),
            MainEnded(last_day=DAY, goes_on=("moss",), falls=("halden", "x")),
        ):
            found = folded(
                state(main_ended=asked), e.MainEndedAnswered(party="halden", goes_on=goes_on, reason="Ja.")
            ).main_ended
            assert found is not None
            assert (found.goes_on, found.falls) == after


def version(number: int, **changes: Any) -> Version:
    return Version(version=number, agreement=an_agreement("halden", "moss", title=f"Tekst {number}"), **changes)


def signature(party: str, number: int) -> Signature:
    return Signature(party=party, version=number, signed_on=DAY, by=MAYOR)


class TestMaking:
    """A text, its approvals and signatures; what binds is the newest text that both have entered (A-09)."""

    def test_a_new_text_is_what_is_drafted_until_one_binds(self) -> None:
        body = e.AgreementRevised(version=2, agreement=version(2).agreement, document="2" * 64, reason="Ny.")
        drafted = folded(state(changed(HALDEN, version=None), changed(MOSS, version=None)), body)
        bound = folded(state(HALDEN, changed(MOSS, version=None)), body)

        assert (drafted.agreement.title, bound.agreement.title) == ("Tekst 2", AGREEMENT.title)
        assert drafted.latest == bound.latest == version(2, document="2" * 64)

    def test_sent_for_approval_of_that_version(self) -> None:
        of = state(versions=(version(1, sent_to=("x",)), version(2, sent_to=("halden",))))
        found = folded(of, e.SentForApproval(version=2, parties=("moss",)))

        assert [v.sent_to for v in found.versions] == [("x",), ("halden", "moss")]

    def test_a_party_comes_to_one_thing_on_a_version(self) -> None:
        def approval(party: str, number: int, result: ApprovalResult = ApprovalResult.POSTPONED) -> Approval:
            return Approval(party=party, version=number, result=result, resolution=RESOLUTION)

        of = state(approvals=(approval("halden", 1), approval("halden", 2), approval("moss", 2)))
        body = e.ApprovalRecorded(party="halden", version=2, result=ApprovalResult.APPROVED, resolution=RESOLUTION)

        assert folded(of, body).approvals == (
            approval("halden", 1),
            approval("moss", 2),
            approval("halden", 2, ApprovalResult.APPROVED),
        )

    @pytest.mark.parametrize(
        ("before", "entered_on"), [(changed(HALDEN, entered_on=None, version=None), LAST), (HALDEN, date(2020, 1, 1))]
    )
    def test_entered_from_the_first_and_sent_anew(self, before: Relation, entered_on: date) -> None:
        relation = changed(
            before, sent=TOLD, signatures=(signature("halden", 1), signature("halden", 2), signature("halden", 3))
        )
        of = state(relation, changed(MOSS, sent=TOLD), versions=(version(1), version(2), version(3)))
        found = folded(of, e.RelationEntered(relation="halden", parties=HALDEN.parties, version=2, entered_on=LAST))

        one, other = found.relations
        assert (one.version, one.entered_on, one.signed_on, one.sent) == (2, entered_on, LAST, None)
        assert [s.version for s in one.signatures] == [2, 3]
        assert (other.version, other.sent) == (1, TOLD)
        assert found.agreement.title == "Tekst 2"

    def test_signed_and_sent_for_those_it_names(self) -> None:
        signed = folded(
            state(),
            e.AgreementSigned(party="moss", relations=("moss",), version=1, signed_on=DAY, by=MAYOR, approved=True),
        )
        sent = folded(
            state(), e.AgreementReported(relations=("moss",), on=DAY, way="sent", where="e-post", proof="2" * 64)
        )

        assert [r.signatures for r in signed.relations] == [(), (signature("moss", 1),)]
        assert [r.sent for r in sent.relations] == [
            None,
            Report(on=DAY, way="sent", where="e-post", proof="2" * 64),
        ]

    def test_what_has_rung_does_not_ring_again(self) -> None:
        entering = folded(state(rung=("x",)), e.EnteringOverdue(relations=("moss",), deadline=DAY))
        prepared = folded(state(), e.ReviewReminded(year=2027, last_day=LAST))

        assert entering.rung == ("x", "entering-due")
        assert prepared.rung == ("review-reminder:2027",)
        assert folded(state(), e.ReviewOverdue(year=2027, body="SU")).reviewed_to == date(2027, 12, 31)

    @pytest.mark.parametrize(
        ("on", "rung"), [(date(2026, 5, 1), ("review-reminder:2027", "x")), (DAY, ("x",)), (LAST, ("x",))]
    )
    def test_after_the_last_review_the_next_is_reminded_of_anew(self, on: date, rung: tuple[str, ...]) -> None:
        before = Review(on=date(2026, 6, 1), outcome=ReviewOutcome.CHANGE)
        of = state(
            reviews=(before,),
            rung=("review-reminder:2027", "x"),
            review_case=ReviewCase(year=2027, case="case-x-2027-1"),
        )
        found = folded(of, e.AgreementReviewed(on=on, outcome=ReviewOutcome.NO_CHANGE, body="SU"))

        assert found.rung == rung
        assert [r.on for r in found.reviews] == sorted((on, before.on))
        assert found.review_case is None


def test_an_agreement_begins_drafted_and_binding_nobody_or_in_force_as_it_is_kept() -> None:
    def begun(body: e.AgreementDrafted | e.AgreementImported) -> AgreementState:
        return fold_agreement(None, entry(body, SINCE), "ostfold")

    relations = (Between(relation="halden", parties=HALDEN.parties),)
    undated = AGREEMENT.model_copy(update={"valid_from": None})
    drafted = begun(e.AgreementDrafted(agreement=AGREEMENT, document="1" * 64, relations=relations))
    imported = begun(e.AgreementImported(agreement=AGREEMENT, relations=relations))
    today = begun(e.AgreementImported(agreement=undated, relations=relations))

    assert (drafted.imported, imported.imported) == (None, True)
    assert [r.entered_on for r in (*drafted.relations, *imported.relations, *today.relations)] == [
        None,
        date(2020, 1, 1),
        DAY,
    ]
    assert [r.version for r in (*drafted.relations, *imported.relations)] == [None, 1]
    assert (drafted.latest.document, imported.latest.document) == ("1" * 64, None)
    assert drafted.latest.version == 1
