"""Which dates an agreement has, by the facts as they stand: each fact by itself, and on the days around it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.acts import Derivation
from models.agreement import (
    Agreement,
    AgreementKind,
    Covered,
    Part,
    Resolution,
)
from models.agreement_state import (
    AgreementState,
    CouncilDates,
    Milestone,
    Notice,
    NoticeReceipt,
    NoticeStage,
    Relation,
    Renewal,
    Report,
    TooLate,
    Version,
    Withdrawal,
)
from models.periods import Moment
from models.procedure import Procedure
from rules.agreement.calendar import calendar_of
from rules.agreement.coming import owed_since, reminded, report_target
from rules.agreement.context import before, reported_to_state
from rules.agreement.notices import counted_from
from tests.agreements import TRUST, an_agreement
from tests.house import with_numbers
from tests.shipped import community

FILES = community()
PROCEDURE = FILES.procedure
ALL = [f"1:{months}:2028-01-11" for months in (9, 6, 3, 1)]
SINCE = datetime(2027, 1, 11, 11, tzinfo=UTC)
DAY, LAST = date(2027, 1, 11), date(2028, 1, 11)
HALDEN = Relation(relation="halden", parties=("halden", TRUST), version=1, entered_on=date(2020, 1, 1))
MOSS = HALDEN.model_copy(update={"relation": "moss", "parties": ("moss", TRUST)})
AGREEMENT = an_agreement("halden", "moss")
RESOLUTION = Resolution(body="kommunestyret", on=DAY, case_number="1/27")


def state(*relations: Relation, agreement: Agreement = AGREEMENT, **more: Any) -> AgreementState:
    """Where an agreement stands that was brought in on 11 January 2027."""
    known: dict[str, Any] = {
        "record": "agreement-ostfold-2026-1",
        "community": "ostfold",
        "agreement": agreement,
        "since": SINCE,
        "changed_at": SINCE,
        "imported": True,
        "versions": (Version(version=1, agreement=agreement),),
        "relations": relations or (HALDEN, MOSS),
    }
    return AgreementState(**(known | more))


def came(party: str = TRUST, on: date = DAY, **more: Any) -> NoticeReceipt:
    return NoticeReceipt(party=party, received=Moment(day=on), **more)


def notice(*receipts: NoticeReceipt, **more: Any) -> Notice:
    """A notice of Halden's that has come to the hospital."""
    known: dict[str, Any] = {
        "notice": 1,
        "by": "halden",
        "relations": ("halden",),
        "sent": Moment(day=DAY),
        "authority": RESOLUTION,
        "stage": NoticeStage.RUNNING,
        "receipts": receipts or (came(),),
        "given_at": SINCE,
    }
    return Notice(**(known | more))


def dates(of: AgreementState, kind: str, procedure: Procedure = PROCEDURE) -> list[tuple[str, date]]:
    """The dates of a kind: what they are about, and the day."""
    found = ((*due.name.partition(":"), due.day) for due in calendar_of(of, procedure).dates)
    return [(about, day) for name, _, about, day in found if name == kind]


def due(of: AgreementState, kind: str) -> Derivation:
    [found] = [one for one in calendar_of(of, PROCEDURE).dates if one.name.startswith(f"{kind}:")]
    return found


def changed(relation: Relation, **changes: Any) -> Relation:
    return relation.model_copy(update=changes)


class TestEnds:
    """A notice that runs ends what it names and what is still bound; one that all it is for have (T-02, T-04)."""

    @pytest.mark.parametrize(
        ("said", "relation", "ends"),
        [
            pytest.param(notice(), HALDEN, [("1:halden", LAST)], id="one that runs"),
            pytest.param(notice(stage=NoticeStage.GIVEN), HALDEN, [], id="not received"),
            pytest.param(notice(stage=NoticeStage.WITHDRAWN), HALDEN, [], id="withdrawn"),
            pytest.param(notice(stage=NoticeStage.DONE), HALDEN, [], id="done"),
            pytest.param(notice(), changed(HALDEN, ended_on=DAY), [], id="what has ended"),
            pytest.param(notice(), changed(HALDEN, entered_on=None), [], id="what was never entered"),
            pytest.param(notice(came("moss")), HALDEN, [], id="come to another"),
            pytest.param(notice(parts=("a",)), HALDEN, [("1:halden", LAST)], id="on a part"),
            pytest.param(
                notice(parts=("a",)), changed(HALDEN, ended_parts=("a",)), [], id="on a part that has ended"
            ),
            pytest.param(
                notice(parts=("a", "b")), changed(HALDEN, ended_parts=("a",)), [("1:halden", LAST)], id="on one more"
            ),
            pytest.param(notice(), changed(HALDEN, agreed_end=LAST), [], id="a day fixed together rings by itself"),
        ],
    )
    def test_which(self, said: Notice, relation: Relation, ends: list[tuple[str, date]]) -> None:
        assert dates(state(relation, MOSS, notices=(said,)), "end") == ends

    def test_a_notice_older_than_the_procedure_is_counted_by_its_first_numbers(self) -> None:
        old = date(2010, 3, 1)
        said = notice(came(on=old), sent=Moment(day=old))

        assert dates(state(notices=(said,)), "end") == [("1:halden", date(2011, 3, 1))]

    def test_the_term_of_the_text_goes_before_a_notice_that_comes_later(self) -> None:
        agreement = an_agreement("halden", "moss", valid_to=date(2027, 6, 30))
        found = calendar_of(state(agreement=agreement, notices=(notice(),)), PROCEDURE)

        assert [end.computation.effective for end in found.ends] == [False]
        assert [one.name for one in found.dates if one.name.startswith(("end:", "term:"))] == ["term:2027-06-30"]

    @pytest.mark.parametrize(
        ("relation", "agreed"),
        [
            (changed(HALDEN, agreed_end=DAY), [("halden", DAY)]),
            (changed(HALDEN, agreed_end=DAY, ended_on=DAY), []),
            (HALDEN, []),
        ],
    )
    def test_a_day_fixed_together_holds_while_they_are_bound(self, relation: Relation, agreed: object) -> None:
        assert dates(state(relation, MOSS), "agreed") == agreed

    def test_terms_are_those_of_the_texts_that_bind_somebody(self) -> None:
        """Moss has signed another text than Halden; what bound Rakkestad is over (A-09)."""
        texts = tuple(
            Version(version=n, agreement=an_agreement("halden", "moss", valid_to=date(2030 + n, 6, 30)))
            for n in (1, 2, 3)
        )
        over = HALDEN.model_copy(update={"relation": "rakkestad", "version": 3, "ended_on": DAY})
        of = state(HALDEN, changed(MOSS, version=2), over, versions=texts, agreement=texts[0].agreement)

        assert [name for name, _ in dates(of, "term")] == ["2031-06-30", "2032-06-30"]
        assert due(state(agreement=texts[0].agreement), "term").rule == "T-08"
        assert dates(of.model_copy(update={"rung": ("term:2031-06-30",)}), "term") == [
            ("2032-06-30", date(2032, 6, 30))
        ]

    def test_dates_come_in_the_order_of_their_moments(self) -> None:
        found = calendar_of(state(notices=(notice(),)), PROCEDURE).dates

        assert list(found) == sorted(found, key=lambda one: (one.at, one.name))


class TestCountedFrom:
    """The period runs from when the last of those it is for had the notice; from nothing until all have (5.4)."""

    JOINT = Relation(relation="all", parties=("halden", "moss", TRUST), version=1, entered_on=date(2020, 1, 1))

    @pytest.mark.parametrize(
        ("receipts", "day"),
        [
            pytest.param((came("moss"),), None, id="one of two"),
            pytest.param((came("moss"), came(TRUST, LAST)), LAST, id="the later of two"),
            pytest.param((came("moss", LAST), came(TRUST)), LAST, id="whichever stands first"),
            pytest.param((came("moss"), came(TRUST), came("halden", LAST)), DAY, id="the giver's own counts not"),
        ],
    )
    def test_of_one_that_binds_three(self, receipts: tuple[NoticeReceipt, ...], day: date | None) -> None:
        found = counted_from(notice(*receipts, relations=("all",)), self.JOINT)

        assert (found and found.day) == day

    def test_by_the_instant_where_both_are_known(self) -> None:
        early, late = (datetime(2027, 1, 11, hour, tzinfo=UTC) for hour in (9, 15))
        receipts = [
            NoticeReceipt(party=p, received=Moment(day=DAY, at=at)) for p, at in (("moss", late), (TRUST, early))
        ]

        found = counted_from(notice(*receipts, relations=("all",)), self.JOINT)

        assert found == Moment(day=DAY, at=late)

    def test_what_came_to_a_predecessor_counts_for_what_bound_that_one(self) -> None:
        said = notice(came(TRUST, DAY, relations=("moss",)), came(TRUST, LAST, relations=("halden",)), by="x")
        relation = changed(HALDEN, parties=("x", TRUST))

        assert counted_from(said, relation) == Moment(day=LAST)


class TestBefore:
    """By the instants where both are known, else by the local days (T-02)."""

    @pytest.mark.parametrize(
        ("one", "other", "earlier"),
        [
            (Moment(day=DAY), Moment(day=LAST), True),
            (Moment(day=LAST), Moment(day=DAY), False),
            (Moment(day=DAY), Moment(day=DAY), False),
            (Moment(day=DAY, at=SINCE), Moment(day=DAY), False),
            (Moment(day=DAY), Moment(day=DAY, at=SINCE), False),
            (Moment(day=DAY, at=SINCE), Moment(day=DAY, at=SINCE + timedelta(seconds=1)), True),
            (Moment(day=DAY, at=SINCE), Moment(day=DAY, at=SINCE), False),
        ],
    )
    def test_which(self, one: Moment, other: Moment, earlier: bool) -> None:
        assert before(one, other) is earlier


class TestReminders:
    """Each comes once, after the last facts came, and of what takes effect (A-12, A-18)."""

    def test_nine_six_three_and_one_months_before_the_end(self) -> None:
        of = state(notices=(notice(),))

        assert dates(of, "milestone") == list(
            zip(ALL, (date(2027, 4, 11), date(2027, 7, 11), date(2027, 10, 11), date(2027, 12, 11)), strict=True)
        )
        assert due(of.model_copy(update={"milestones": tuple(said(m) for m in (6, 3, 1))}), "milestone").steps == (
            "nine months before: 11 Apr 2027",
        )

    @pytest.mark.parametrize(
        ("more", "left"),
        [
            ({"milestones": (Milestone(notice=1, months=9, last_day=LAST),)}, ALL[1:]),
            ({"milestones": (Milestone(notice=2, months=9, last_day=LAST),)}, ALL),
            ({"milestones": (Milestone(notice=1, months=9, last_day=DAY),)}, ALL),
            ({"changed_at": datetime(2027, 4, 10, 22, tzinfo=UTC)}, ALL[1:]),
            ({"changed_at": datetime(2027, 4, 10, 21, 59, tzinfo=UTC)}, ALL),
            ({"changed_at": None, "since": datetime(2027, 8, 1, tzinfo=UTC)}, ALL[2:]),
        ],
        ids=("said", "of another notice", "of another day", "as it begins", "a minute before", "since it is here"),
    )
    def test_what_is_said_or_past_does_not_come(self, more: dict[str, Any], left: list[str]) -> None:
        assert [name for name, _ in dates(state(notices=(notice(),), **more), "milestone")] == left

    def test_nothing_is_reminded_of_an_end_that_changes_nothing(self) -> None:
        agreement = an_agreement("halden", "moss", valid_to=date(2027, 6, 30))
        of = state(agreement=agreement, notices=(notice(),), councils=(CouncilDates(party="halden", dates=(DAY,)),))

        assert dates(of, "milestone") == dates(of, "council") == []

    @pytest.mark.parametrize(
        ("said_before", "left"),
        [((), [12, 9, 6, 3]), (((12, "2028-06-30"),), [9, 6, 3]), (((12, "2029-06-30"),), [12, 9, 6, 3])],
    )
    def test_the_term_is_reminded_of_a_year_and_three_quarters_before(
        self, said_before: tuple[tuple[int, str], ...], left: list[int]
    ) -> None:
        agreement = an_agreement("halden", "moss", valid_to=date(2028, 6, 30))
        renewals = tuple(Renewal(months=months, last_day=date.fromisoformat(last)) for months, last in said_before)
        of = state(agreement=agreement, renewals=renewals)

        assert [name for name, _ in dates(of, "renewal")] == [f"{months}:2028-06-30" for months in left]

    @pytest.mark.parametrize(
        ("known", "party", "late", "found"),
        [
            pytest.param((LAST,), "halden", (), [(LAST, "halden")], id="on the last day"),
            pytest.param((LAST + timedelta(days=1),), "halden", (), [], id="after it"),
            pytest.param((DAY + timedelta(days=9), LAST), "halden", (), [(LAST, "halden")], id="the last of two"),
            pytest.param((LAST, LAST + timedelta(days=1)), "halden", (), [(LAST, "halden")], id="the last before it"),
            pytest.param((LAST,), "moss", (), [], id="of a party that is not concerned"),
            pytest.param((LAST,), TRUST, (), [(LAST, TRUST)], id="of the other side"),
            pytest.param(
                (LAST,), "halden", (TooLate(notice=1, party="halden", last_day=LAST),), [], id="it has been said"
            ),
            pytest.param(
                (LAST,),
                "halden",
                (TooLate(notice=1, party="halden", last_day=DAY),),
                [(LAST, "halden")],
                id="of another day",
            ),
        ],
    )
    def test_councils(
        self, known: tuple[date, ...], party: str, late: tuple[TooLate, ...], found: list[tuple[date, str]]
    ) -> None:
        of = state(notices=(notice(),), councils=(CouncilDates(party=party, dates=known),), too_late=late)

        assert dates(of, "council") == [(f"1:{LAST}:{day}:{who}", day) for day, who in found]


def said(months: int) -> Milestone:
    return Milestone(notice=1, months=months, last_day=LAST)


TOLD = Report(on=DAY, way="brev", proof="2" * 64)
BACK = Withdrawal(arrived=Moment(day=DAY), reason="Enighet.", granted_at=SINCE + timedelta(days=30))


class TestReports:
    """Helsedirektoratet is told of notices on the law's agreements, and that they are taken back (A-11, A-13)."""

    @pytest.mark.parametrize(
        ("one", "since", "times"),
        [
            pytest.param(notice(), SINCE, 0, id="a notice"),
            pytest.param(notice(stage=NoticeStage.GIVEN, reminders=2), SINCE, 2, id="not received, and reminded of"),
            pytest.param(notice(reported=TOLD), None, 0, id="told of"),
            pytest.param(notice(stage=NoticeStage.WITHDRAWN), None, 0, id="withdrawn before it was told of"),
            pytest.param(notice(stage=NoticeStage.WITHDRAWN, withdrawal=BACK), None, 0, id="and not told of"),
            pytest.param(
                notice(stage=NoticeStage.WITHDRAWN, reported=TOLD, withdrawal=BACK, reminders=3),
                BACK.granted_at,
                0,
                id="withdrawn after",
            ),
            pytest.param(
                notice(reported=TOLD, withdrawal=BACK.model_copy(update={"reminders": 4})),
                BACK.granted_at,
                4,
                id="for some",
            ),
            pytest.param(
                notice(reported=TOLD, withdrawal=BACK.model_copy(update={"reported": TOLD})),
                None,
                0,
                id="and told of",
            ),
            pytest.param(
                notice(reported=TOLD, withdrawal=BACK.model_copy(update={"granted_at": None})),
                None,
                0,
                id="only asked",
            ),
        ],
    )
    def test_since_when_it_is_owed(self, one: Notice, since: datetime | None, times: int) -> None:
        assert (owed_since(one), reminded(one)) == (since, times)
        of = state(notices=(one,))
        assert (len(dates(of, "report")) == 1) is (since is not None)

    def test_half_way_on_the_day_and_every_fortnight_after(self) -> None:
        def number(reminders: int, changed_at: datetime = SINCE) -> list[tuple[str, date]]:
            of = state(notices=(notice(reminders=reminders),), changed_at=changed_at)
            return dates(of, "report")

        target = date(2027, 1, 25)
        assert report_target(DAY, PROCEDURE)[0] == target
        assert number(0) == [(f"1:1:{target}", date(2027, 1, 18))]
        assert number(1) == [(f"1:2:{target}", target)]
        assert number(2) == [(f"1:3:{target}", date(2027, 2, 8))]
        assert number(5) == [(f"1:6:{target}", date(2027, 3, 22))]
        assert number(6) == []
        assert number(0, datetime(2027, 1, 18, 23, tzinfo=UTC)) == [(f"1:2:{target}", target)]
        assert number(0, datetime(2027, 1, 18, 22, 59, tzinfo=UTC)) == [(f"1:1:{target}", date(2027, 1, 18))]

    def test_a_target_of_no_days_is_one_of_a_day(self) -> None:
        procedure = with_numbers(FILES, rhf_notify_target_days=0).procedure

        assert report_target(DAY, procedure)[0] == DAY + timedelta(days=1)

    @pytest.mark.parametrize(
        ("kind", "covers", "parts", "told"),
        [
            (AgreementKind.STATUTORY, (), None, True),
            (AgreementKind.SERVICE, (), None, False),
            (AgreementKind.SERVICE, (next(iter(Covered)),), None, True),
            (AgreementKind.SERVICE, (), (next(iter(Covered)),), True),
            (AgreementKind.SERVICE, (), (), False),
            (AgreementKind.SPECIAL, (next(iter(Covered)),), None, True),
            (AgreementKind.NATIONAL, (next(iter(Covered)),), None, False),
            (AgreementKind.SUPPLEMENTARY, (next(iter(Covered)),), None, False),
        ],
    )
    def test_of_which_agreements(
        self, kind: AgreementKind, covers: tuple[Covered, ...], parts: tuple[Covered, ...] | None, told: bool
    ) -> None:
        part = None if parts is None else (Part(part="a", title="A", covers=parts),)
        agreement = AGREEMENT.model_copy(update={"kind": kind, "covers": covers, "parts": part})

        assert reported_to_state(agreement) is told
        assert bool(dates(state(agreement=agreement, notices=(notice(),)), "report")) is told
