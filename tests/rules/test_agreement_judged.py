"""What an act on an agreement comes to, by the facts as they stand: each condition of each rule by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Act, Actor, ByNotice, Facts, ReceivedAct
from models.agreement import AgreementKind
from models.agreement_state import (
    AgreementState,
    CouncilDates,
    Notice,
    NoticeStage,
    Relation,
    Version,
)
from models.roster import Office
from rules.agreement.calendar import calendar_of
from rules.agreement.context import in_force
from rules.agreement.judge import judge_agreement
from rules.verdict import NOTHING_LEFT, Verdict
from tests.agreements import TRUST, an_agreement
from tests.rules.test_agreement_dates import (
    AGREEMENT,
    BACK,
    DAY,
    HALDEN,
    LAST,
    MOSS,
    PROCEDURE,
    SINCE,
    TOLD,
    came,
    changed,
    notice,
    state,
)
from tests.rules.world import ROSTER

SECRETARIAT = Actor(person="p-2h9c", offices=(Office.SECRETARIAT,))
RECORD = Actor(record="agreement-ostfold-2026-1")
TOMORROW, YESTERDAY = DAY + timedelta(days=1), DAY - timedelta(days=1)
DIGEST = "5" * 64
OVER, NEVER = changed(MOSS, ended_on=YESTERDAY), changed(MOSS, entered_on=None, version=None)


def contact(party: str) -> Actor:
    return Actor(person="p-mjm6", party=party, offices=(Office.PARTY_CONTACT,))


def judged(
    of: AgreementState | None, act: Act, by: Actor = SECRETARIAT, at: datetime = SINCE, **facts: Any
) -> Verdict:
    """What the act comes to, received at noon of 11 January 2027 where nothing else is said."""
    received = ReceivedAct(
        act_id="0" * 32,
        record="agreement-ostfold-2026-1",
        number=2,
        received_at=at,
        digest="0" * 64,
        actor=by,
        facts=Facts(**({"day": DAY} | facts)),
        act=act,
    )
    return judge_agreement(of, received, PROCEDURE, ROSTER)


def refusal(of: AgreementState, act: Act, by: Actor = SECRETARIAT, **facts: Any) -> tuple[str, str]:
    """The rule and the code with which it is refused."""
    no = judged(of, act, by, **facts).refusal
    assert no is not None
    assert no.remedy
    return no.rule, no.code.value


def given(of: AgreementState, act: Act, by: Actor = SECRETARIAT, **facts: Any) -> Any:
    """What it gives; it is accepted."""
    verdict = judged(of, act, by, **facts)
    assert verdict.refusal is None, verdict.refusal
    return verdict.bodies


def with_dates(of: AgreementState) -> AgreementState:
    found = calendar_of(of, PROCEDURE)
    return of.model_copy(update={"dates": found.dates, "ends": found.ends})


def rings(of: AgreementState, name: str, **changes: Any) -> Verdict:
    """The clock of that name rings."""
    due = next(one for one in of.dates if one.name == name)
    fields: dict[str, Any] = {"clock": name, "due_at": due.at}
    ring = a.DeadlineReached(**(fields | changes))
    return judged(of, ring, RECORD, due.at, day=due.day)


class TestClocks:
    """A clock does what it is for, for whom it is still about; one that is gone or was moved does nothing."""

    RUNNING = with_dates(state(notices=(notice(),)))

    def test_one_that_is_gone_or_was_moved_rings_for_nothing(self) -> None:
        assert rings(self.RUNNING, "end:1:halden", clock="end:2:halden") == NOTHING_LEFT
        assert rings(self.RUNNING, "end:1:halden", due_at=SINCE) == NOTHING_LEFT

    def test_a_notice_ends_what_it_names_and_the_agreement_with_the_last(self) -> None:
        [ended] = rings(self.RUNNING, "end:1:halden").bodies
        both = rings(with_dates(state(HALDEN, OVER, notices=(notice(),))), "end:1:halden").bodies
        drafted = rings(with_dates(state(HALDEN, NEVER, notices=(notice(),))), "end:1:halden").bodies

        assert ended == e.RelationEnded(
            relation="halden", parties=HALDEN.parties, last_day=LAST, cause=e.EndCause.NOTICE, notice=1
        )
        assert both == (ended, e.AgreementEnded(last_day=LAST))
        assert drafted == (ended,), "Moss may sign yet"

    def test_what_has_ended_meanwhile_does_not_end_again(self) -> None:
        of = self.RUNNING.model_copy(update={"relations": (changed(HALDEN, ended_on=DAY), MOSS)})

        assert rings(of, "end:1:halden").bodies == ()

    @pytest.mark.parametrize(
        ("other", "overtaken"),
        [
            pytest.param(notice(notice=2, by=TRUST), (2,), id="another that runs"),
            pytest.param(notice(notice=2, by=TRUST, stage=NoticeStage.GIVEN), None, id="not received"),
            pytest.param(notice(notice=2, by=TRUST, relations=("moss",)), None, id="of another relation"),
            pytest.param(notice(notice=2, by=TRUST, stage=NoticeStage.DONE), None, id="done"),
        ],
    )
    def test_a_notice_that_ran_towards_a_later_day_is_overtaken(
        self, other: Notice, overtaken: tuple[int, ...] | None
    ) -> None:
        of = self.RUNNING.model_copy(update={"notices": (notice(), other)})

        assert rings(of, "end:1:halden").bodies[0].overtaken == overtaken  # type: ignore[union-attr]

    def test_a_part_ends_by_itself_while_the_rest_binds(self) -> None:
        of = with_dates(state(notices=(notice(parts=("del-a",)),)))
        gone = of.model_copy(update={"relations": (changed(HALDEN, ended_on=DAY), MOSS)})

        assert rings(of, "end:1:halden").bodies == (
            e.PartsEnded(relation="halden", parties=HALDEN.parties, parts=("del-a",), last_day=LAST, notice=1),
        )
        assert rings(gone, "end:1:halden") == NOTHING_LEFT

    def test_a_day_fixed_together_ends_what_it_was_fixed_for(self) -> None:
        of = with_dates(state(changed(HALDEN, agreed_end=TOMORROW), MOSS))

        [ended] = rings(of, "agreed:halden").bodies

        assert isinstance(ended, e.RelationEnded)
        assert (ended.relation, ended.cause, ended.notice, ended.last_day) == (
            "halden",
            e.EndCause.AGREED,
            None,
            TOMORROW,
        )

    def test_the_term_ends_what_is_bound_by_that_text_and_no_more_can_be_signed(self) -> None:
        texts = tuple(
            Version(version=n, agreement=an_agreement("halden", "moss", valid_to=date(2027, 6, 28 + n)))
            for n in (1, 2)
        )
        first = changed(HALDEN, version=1)

        def ended(*relations: Relation) -> list[str]:
            of = with_dates(state(*relations, versions=texts, agreement=texts[0].agreement))
            return [getattr(one, "relation", "all") for one in rings(of, "term:2027-06-29").bodies]

        assert ended(first, changed(MOSS, version=2)) == ["halden"]
        assert ended(first, changed(MOSS, version=1)) == ["halden", "moss", "all"]
        assert ended(first, changed(NEVER, version=None)) == ["halden", "all"], "by the text that was drafted"
        assert ended(first, changed(MOSS, version=2, ended_on=DAY)) == ["halden", "all"]

    @pytest.mark.parametrize("days", [(TOMORROW,), (TOMORROW, LAST)])
    def test_a_milestone_says_where_it_is_negotiated_and_who_meets_before_the_end(
        self, days: tuple[date, ...]
    ) -> None:
        councils = (
            CouncilDates(
                party="halden", dates=(date(2027, 4, 10), date(2027, 4, 11), LAST, LAST + timedelta(days=1))
            ),
            CouncilDates(party="moss", dates=days),
        )
        of = with_dates(state(notices=(notice(case="case-ostfold-2027-1"),), councils=councils))
        name = f"milestone:1:9:{LAST}"

        [reached] = rings(of, name).bodies
        [without] = rings(with_dates(state(notices=(notice(),))), name).bodies

        assert isinstance(reached, e.MilestoneReached) and isinstance(without, e.MilestoneReached)
        assert (reached.relations, reached.cases) == (("halden",), ("case-ostfold-2027-1",))
        assert reached.councils == (e.CouncilLeft(party="halden", dates=(date(2027, 4, 11), LAST)),)
        assert (without.cases, without.councils) == ((), ())

    @pytest.mark.parametrize(("number", "last"), [(5, None), (6, True)])
    def test_the_sixth_reminder_is_the_last(self, number: int, last: bool | None) -> None:
        of = with_dates(state(notices=(notice(reminders=number - 1),)))
        back = notice(reported=TOLD, withdrawal=BACK.model_copy(update={"reminders": number - 1}))
        of_back = with_dates(state(notices=(back,)))

        for one, withdrawn in ((of, None), (of_back, True)):
            [name] = [due.name for due in one.dates if due.name.startswith("report:")]
            [body] = rings(one, name).bodies
            assert isinstance(body, e.NoticeReportReminded)
            assert (body.reminder, body.last, body.withdrawn) == (number, last, withdrawn)

    def test_a_party_by_its_official_name_is_as_good_as_one_by_its_id(self) -> None:
        """With blanks and colons in it, as names have them (A-01)."""
        party = "Den norske stat: Helse- og omsorgsdepartementet"
        relation = changed(HALDEN, parties=("halden", party))
        of = with_dates(
            state(relation, notices=(notice(came(party)),), councils=(CouncilDates(party=party, dates=(TOMORROW,)),))
        )

        [body] = rings(of, f"council:1:{LAST}:{TOMORROW}:{party}").bodies

        assert of.ends[0].computation.may_contest == ("halden", party)
        assert body == e.CouncilTooLate(notice=1, party=party, last_day=LAST)


def fix(last_day: date = LAST, *by: str, **more: Any) -> a.AgreeEnd:
    fields: dict[str, Any] = {"last_day": last_day, "confirmed_by": by or ("halden", TRUST), "document": DIGEST}
    return a.AgreeEnd(**(fields | more))


class TestAgreedEnd:
    """A day fixed by all whom it binds, to come, before the text's own last day, and not fixed already (T-08)."""

    @pytest.mark.parametrize(
        ("of", "act", "relations"),
        [
            pytest.param(state(), fix(), ("halden",), id="what binds those who confirm"),
            pytest.param(state(), fix(LAST, "halden", "moss", TRUST), ("halden", "moss"), id="all of it"),
            pytest.param(state(HALDEN, OVER), fix(LAST, "halden", "moss", TRUST), ("halden",), id="not what is over"),
            pytest.param(state(), fix(relations=("halden",)), ("halden",), id="what is named"),
            pytest.param(state(), fix(relations=("halden", "halden")), ("halden",), id="named twice"),
            pytest.param(state(), fix(DAY), ("halden",), id="today"),
            pytest.param(
                state(agreement=an_agreement("halden", "moss", valid_to=LAST + timedelta(days=1))),
                fix(),
                ("halden",),
                id="a day before the term",
            ),
            pytest.param(
                state(changed(HALDEN, agreed_end=LAST), MOSS),
                fix(LAST, "halden", "moss", TRUST),
                ("halden", "moss"),
                id="one of two anew",
            ),
        ],
    )
    def test_is_fixed(self, of: AgreementState, act: a.AgreeEnd, relations: tuple[str, ...]) -> None:
        [fixed] = given(of, act)

        assert (fixed.relations, fixed.last_day) == (relations, act.last_day)

    @pytest.mark.parametrize(
        ("of", "act", "by", "rule", "code"),
        [
            pytest.param(state(), fix(), contact("halden"), "P-04", "not_your_office", id="by a party"),
            pytest.param(state(), fix(relations=("x",)), SECRETARIAT, "T-08", "unknown_item", id="of no relation"),
            pytest.param(
                state(), fix(LAST, "halden", TRUST, "x"), SECRETARIAT, "T-08", "unknown_party", id="by a stranger"
            ),
            pytest.param(
                state(HALDEN, OVER),
                fix(LAST, "moss", TRUST, relations=("moss",)),
                SECRETARIAT,
                "T-08",
                "wrong_stage",
                id="what is over",
            ),
            pytest.param(
                state(HALDEN, NEVER),
                fix(LAST, "moss", TRUST, relations=("moss",)),
                SECRETARIAT,
                "T-08",
                "wrong_stage",
                id="what never was",
            ),
            pytest.param(
                state(), fix(relations=("moss",)), SECRETARIAT, "T-08", "incomplete", id="without one it binds"
            ),
            pytest.param(state(), fix(LAST, "halden"), SECRETARIAT, "T-08", "incomplete", id="by one side"),
            pytest.param(state(), fix(YESTERDAY), SECRETARIAT, "T-08", "too_late", id="in the past"),
            pytest.param(
                state(agreement=an_agreement("halden", "moss", valid_to=LAST)),
                fix(),
                SECRETARIAT,
                "T-08",
                "too_late",
                id="on the term",
            ),
            pytest.param(
                state(changed(HALDEN, agreed_end=LAST), MOSS),
                fix(),
                SECRETARIAT,
                "T-08",
                "nothing_to_change",
                id="as it is",
            ),
        ],
    )
    def test_is_not(self, of: AgreementState, act: a.AgreeEnd, by: Actor, rule: str, code: str) -> None:
        found = refusal(of, act, by)

        assert found[1] == code
        assert found[0] == rule or code == "not_your_office"

    def test_what_is_not_bound_is_named_alone(self) -> None:
        no = judged(state(HALDEN, OVER), fix(LAST, "halden", "moss", TRUST, relations=("halden", "moss"))).refusal

        assert no is not None and no.detail.startswith("nobody is bound by moss now")

    @pytest.mark.parametrize(
        ("known", "remark"),
        [
            (None, None),
            ((), None),
            ((ByNotice(relation="halden", day=LAST),), None),
            ((ByNotice(relation="halden", day=LAST + timedelta(days=1)),), LAST + timedelta(days=1)),
            ((ByNotice(relation="moss", day=LAST + timedelta(days=1)),), None),
        ],
    )
    def test_before_the_notice_period_is_over_it_is_remarked_on(
        self, known: tuple[ByNotice, ...] | None, remark: date | None
    ) -> None:
        assert given(state(), fix(), by_notice=known)[0].by_notice == remark

    def test_of_several_the_latest_is_remarked(self) -> None:
        days = tuple(ByNotice(relation=r, day=LAST + timedelta(days=n)) for r, n in (("halden", 2), ("moss", 3)))

        [fixed] = given(state(), fix(LAST, "halden", "moss", TRUST), by_notice=days)

        assert fixed.by_notice == LAST + timedelta(days=3)


def report(**more: Any) -> a.ReportNotice:
    fields: dict[str, Any] = {"notice": 1, "on": DAY, "way": "brev", "proof": DIGEST}
    return a.ReportNotice(**(fields | more))


class TestReported:
    """Helsedirektoratet is told of a notice once, and once that it is taken back; with proof (A-11, A-13)."""

    def test_of_a_notice_and_then_that_it_is_withdrawn(self) -> None:
        back = notice(reported=TOLD, withdrawal=BACK, stage=NoticeStage.WITHDRAWN)

        assert given(state(notices=(notice(),)), report()) == (
            e.NoticeReported(notice=1, on=DAY, way="brev", proof=DIGEST),
        )
        assert given(state(notices=(back,)), report())[0].withdrawn is True
        after = state(notices=(notice(),)).model_copy(update={"ended": True})
        assert given(after, report(), day=LAST)[0].notice == 1, "it is owed also when nobody is bound"

    @pytest.mark.parametrize(
        ("one", "act", "rule", "code"),
        [
            pytest.param(notice(), report(notice=2), "A-11", "unknown_item", id="of no notice"),
            pytest.param(notice(reported=TOLD), report(), "A-11", "nothing_to_change", id="twice"),
            pytest.param(
                notice(reported=TOLD, withdrawal=BACK.model_copy(update={"reported": TOLD})),
                report(),
                "A-11",
                "nothing_to_change",
                id="twice that it is withdrawn",
            ),
            pytest.param(
                notice(stage=NoticeStage.WITHDRAWN), report(), "A-13", "nothing_to_change", id="withdrawn before"
            ),
            pytest.param(notice(), report(on=TOMORROW), "A-11", "too_soon", id="tomorrow"),
            pytest.param(notice(), report(on=YESTERDAY), "A-11", "too_soon", id="before it was sent"),
            pytest.param(notice(), report(proof=None), "A-11", "incomplete", id="without proof"),
        ],
    )
    def test_no_more(self, one: Notice, act: a.ReportNotice, rule: str, code: str) -> None:
        assert refusal(state(notices=(one,)), act) == (rule, code)

    def test_by_the_secretariat_of_an_agreement_of_the_law(self) -> None:
        national = AGREEMENT.model_copy(update={"kind": AgreementKind.NATIONAL})

        assert refusal(state(notices=(notice(),)), report(), contact("halden"))[1] == "not_your_office"
        assert refusal(state(notices=(notice(),), agreement=national), report()) == ("A-11", "nothing_to_change")
        assert "1 (halden)" in str(judged(state(notices=(notice(),)), report(notice=2)).refusal)


def test_what_binds_is_entered_and_not_over() -> None:
    assert [in_force(one) for one in (HALDEN, OVER, NEVER)] == [True, False, False]
