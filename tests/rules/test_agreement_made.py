"""How an agreement begins, is approved, signed, sent, reviewed and taken over: condition by condition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import acts as a
from models import entries as e
from models.acts import Actor
from models.agreement import (
    Agreement,
    AgreementKind,
    ApprovalResult,
    ReviewOutcome,
    Signatory,
    Structure,
)
from models.agreement_state import (
    AgreementState,
    Approval,
    Relation,
    Review,
    ReviewCase,
    Signature,
    UsersPart,
    Version,
)
from rules.agreement.opening import why_not_same
from tests.agreements import TRUST, an_agreement
from tests.rules.test_agreement_dates import AGREEMENT, DAY, HALDEN, LAST, MOSS, RESOLUTION, TOLD, changed, state
from tests.rules.test_agreement_judged import (
    DIGEST,
    NEVER,
    OVER,
    SECRETARIAT,
    TOMORROW,
    YESTERDAY,
    contact,
    given,
    refusal,
    rings,
    with_dates,
)
from tests.rules.world import ROSTER

MAYOR = Signatory(office="ordfører")
APPROVED, POSTPONED, REJECTED = ApprovalResult.APPROVED, ApprovalResult.POSTPONED, ApprovalResult.REJECTED
DRAFT = changed(HALDEN, entered_on=None, version=None)
HEARD = (UsersPart(organisation="Brukerutvalget", on=DAY),)


def version(number: int, *sent_to: str) -> Version:
    return Version(version=number, agreement=AGREEMENT, document=str(number) * 64, sent_to=sent_to or None)


def approval(party: str, number: int = 1, result: ApprovalResult = APPROVED, on: date = DAY) -> Approval:
    resolution = RESOLUTION.model_copy(update={"on": on})
    return Approval(party=party, version=number, result=result, resolution=resolution)


def signature(party: str, number: int = 1, on: date = DAY) -> Signature:
    return Signature(party=party, version=number, signed_on=on, by=MAYOR)


def asked(*relations: Relation, **more: Any) -> AgreementState:
    """A draft that is with everybody for approval."""
    known: dict[str, Any] = {
        "imported": None,
        "users": HEARD,
        "versions": (version(1, "halden", "moss", TRUST),),
    }
    return state(*(relations or (DRAFT, changed(MOSS, entered_on=None, version=None))), **(known | more))


def approve(party: str = "halden", result: ApprovalResult = APPROVED, **more: Any) -> a.RecordApproval:
    fields: dict[str, Any] = {"party": party, "result": result, "resolution": RESOLUTION}
    fields["said"] = None if result is APPROVED else "Etter debatt."
    return a.RecordApproval(**(fields | more))


def sign(party: str = "halden", on: date = DAY, **more: Any) -> a.SignAgreement:
    return a.SignAgreement(party=party, signed_on=on, by=MAYOR, **more)


class TestSent:
    """No council is asked before users were heard; each is asked once for a version (A-02, A-09)."""

    @pytest.mark.parametrize(
        ("sent_to", "parties", "asked_now"),
        [
            ((), None, ("halden", "moss", TRUST)),
            (("halden",), None, ("moss", TRUST)),
            ((), ("moss", "moss"), ("moss",)),
            (("halden",), ("halden", "moss"), ("moss",)),
        ],
    )
    def test_to_whom(self, sent_to: tuple[str, ...], parties: Any, asked_now: tuple[str, ...]) -> None:
        [body] = given(asked(versions=(version(1, *sent_to),)), a.SendForApproval(parties=parties))

        assert (body.version, body.parties) == (1, asked_now)

    def test_not(self) -> None:
        assert refusal(asked(), a.SendForApproval()) == ("A-09", "nothing_to_change")
        assert refusal(asked(users=()), a.SendForApproval()) == ("A-02", "incomplete")
        assert refusal(asked(), a.SendForApproval(parties=("halden", "x"))) == ("A-09", "unknown_party")
        assert refusal(asked(), a.SendForApproval(), contact("halden"))[1] == "not_your_office"

    def test_users_are_heard_before_it_is_entered(self) -> None:
        heard = a.HearUsers(organisation="Brukerutvalget", how="Høring.", on=DAY)

        assert given(asked(), heard)[0].on == DAY
        assert refusal(asked(), heard.model_copy(update={"on": TOMORROW})) == ("A-02", "too_soon")
        assert refusal(asked(), heard, contact("halden"))[1] == "not_your_office"


class TestApproved:
    """Each party by itself, asked, once for a version but for what comes back; in words where it is no yes (A-09)."""

    @pytest.mark.parametrize("before", [(), (approval("halden", 1, POSTPONED),), (approval("moss", 1),)])
    @pytest.mark.parametrize("result", [APPROVED, POSTPONED, REJECTED, ApprovalResult.RESERVED])
    def test_by_whom_it_was_sent_to(self, before: tuple[Approval, ...], result: ApprovalResult) -> None:
        [body] = given(asked(approvals=before), approve(result=result))

        assert (body.party, body.version, body.result) == ("halden", 1, result)

    @pytest.mark.parametrize(
        ("of", "act", "by", "found"),
        [
            pytest.param(asked(), approve("x"), SECRETARIAT, ("A-09", "unknown_party"), id="a stranger"),
            pytest.param(asked(), approve(), contact("moss"), ("A-09", "no_capacity"), id="by another"),
            pytest.param(
                asked(),
                approve(resolution=RESOLUTION.model_copy(update={"on": TOMORROW})),
                SECRETARIAT,
                ("A-09", "too_soon"),
                id="tomorrow",
            ),
            pytest.param(
                asked(versions=(version(1, "moss"),)), approve(), SECRETARIAT, ("A-09", "wrong_stage"), id="not sent"
            ),
            *(
                pytest.param(
                    asked(approvals=(approval("halden", 1, result),)),
                    approve(),
                    SECRETARIAT,
                    ("A-09", "nothing_to_change"),
                    id=f"again after {result}",
                )
                for result in (APPROVED, REJECTED)
            ),
            pytest.param(
                asked(), approve(result=REJECTED, said=None), SECRETARIAT, ("A-09", "no_reason"), id="without words"
            ),
            pytest.param(
                asked(),
                approve(result=ApprovalResult.AMENDED),
                SECRETARIAT,
                ("A-09", "incomplete"),
                id="amended without its text",
            ),
        ],
    )
    def test_not(self, of: AgreementState, act: a.RecordApproval, by: Actor, found: tuple[str, str]) -> None:
        assert refusal(of, act, by) == found

    def test_an_amendment_goes_to_all_as_a_new_draft(self) -> None:
        recorded, revised, sent = given(asked(), approve(result=ApprovalResult.AMENDED, document=DIGEST))

        assert (recorded.version, revised.version, sent.version) == (1, 2, 2)
        assert (revised.document, revised.by, revised.reason) == (DIGEST, "halden", "Etter debatt.")
        assert sent.parties == ("halden", "moss", TRUST)


class TestEntered:
    """By the last of what every party of a relation has to do: approve and sign one and the same version (A-09)."""

    BOTH = (approval("halden"), approval(TRUST))

    @pytest.mark.parametrize(
        ("of", "act", "entered"),
        [
            pytest.param(
                asked(changed(DRAFT, signatures=(signature(TRUST),)), approvals=BOTH),
                sign(),
                (1, DAY),
                id="the last signs",
            ),
            pytest.param(
                asked(changed(DRAFT, signatures=(signature(TRUST), signature("halden"))), approvals=BOTH[1:]),
                approve(),
                (1, DAY),
                id="the last approves",
            ),
            pytest.param(asked(DRAFT, approvals=BOTH), sign(), None, id="the other has not signed"),
            pytest.param(
                asked(changed(DRAFT, signatures=(signature(TRUST),)), approvals=BOTH[:1]),
                sign(),
                None,
                id="the other has not approved",
            ),
            pytest.param(
                asked(
                    changed(DRAFT, signatures=(signature(TRUST, 2),)),
                    approvals=BOTH,
                    versions=(version(1), version(2)),
                ),
                sign(version=1),
                None,
                id="another version",
            ),
            pytest.param(
                asked(
                    changed(DRAFT, signatures=(signature(TRUST, on=YESTERDAY),)),
                    approvals=(approval("halden", on=YESTERDAY), approval(TRUST, on=YESTERDAY)),
                ),
                sign(on=YESTERDAY),
                (1, YESTERDAY),
                id="the day the last of it was done",
            ),
            pytest.param(
                asked(
                    changed(DRAFT, signatures=(signature(TRUST, on=YESTERDAY),)),
                    approvals=(approval("halden", on=YESTERDAY), approval(TRUST)),
                ),
                sign(on=YESTERDAY),
                (1, DAY),
                id="an approval came last",
            ),
            pytest.param(
                asked(changed(HALDEN, signatures=(signature(TRUST),)), approvals=BOTH),
                sign(),
                None,
                id="bound by it already",
            ),
            pytest.param(
                asked(
                    changed(HALDEN, signatures=(signature(TRUST, 2),)),
                    versions=(version(1), version(2)),
                    approvals=(approval("halden", 2), approval(TRUST, 2)),
                ),
                sign(),
                (2, DAY),
                id="a newer text",
            ),
        ],
    )
    def test_when(self, of: AgreementState, act: Any, entered: tuple[int, date] | None) -> None:
        found = [(b.version, b.entered_on) for b in given(of, act) if isinstance(b, e.RelationEntered)]

        assert found == ([] if entered is None else [entered])

    @pytest.mark.parametrize(
        ("approvals", "said", "signs"),
        [
            ((), None, 2),
            ((approval("halden", 1),), None, 1),
            ((approval("halden", 1), approval("halden", 2)), None, 2),
            ((approval("halden", 1), approval("halden", 2, REJECTED)), None, 1),
            ((approval("moss", 1),), None, 2),
            ((approval("halden", 1),), 2, 2),
        ],
        ids=range(6),
    )
    def test_which_version_is_signed(self, approvals: tuple[Approval, ...], said: int | None, signs: int) -> None:
        of = asked(versions=(version(1), version(2)), approvals=approvals)
        [signed] = given(of, sign(version=said))

        assert signed.version == signs
        assert signed.approved is any(
            (x.party, x.version, x.result) == ("halden", signs, APPROVED) for x in approvals
        )

    @pytest.mark.parametrize(
        ("of", "act", "by", "found"),
        [
            pytest.param(asked(), sign("x"), SECRETARIAT, ("A-09", "unknown_party"), id="a stranger"),
            pytest.param(asked(), sign(), contact("moss"), ("A-09", "no_capacity"), id="by another"),
            pytest.param(asked(), sign(relations=("x",)), SECRETARIAT, ("A-09", "unknown_item"), id="no relation"),
            pytest.param(asked(), sign(on=TOMORROW), SECRETARIAT, ("A-09", "too_soon"), id="tomorrow"),
            pytest.param(asked(), sign(version=2), SECRETARIAT, ("A-09", "unknown_item"), id="no version"),
            pytest.param(
                asked(), sign(relations=("moss",)), SECRETARIAT, ("A-09", "nothing_to_change"), id="another's"
            ),
            pytest.param(asked(DRAFT, OVER), sign("moss"), SECRETARIAT, ("A-09", "ended"), id="what is over"),
            pytest.param(
                asked(changed(DRAFT, signatures=(signature("halden"),))),
                sign(),
                SECRETARIAT,
                ("A-09", "nothing_to_change"),
                id="twice",
            ),
        ],
    )
    def test_not(self, of: AgreementState, act: a.SignAgreement, by: Actor, found: tuple[str, str]) -> None:
        assert refusal(of, act, by) == found

    def test_a_new_text_keeps_what_the_agreement_is(self) -> None:
        def revise(agreement: Agreement = AGREEMENT, **more: Any) -> a.ReviseAgreement:
            fields: dict[str, Any] = {"agreement": agreement, "document": DIGEST, "reason": "Ny."}
            return a.ReviseAgreement(**(fields | more))

        assert given(asked(), revise(by="moss"))[0].version == 2
        assert refusal(asked(), revise(by="x")) == ("A-09", "unknown_party")
        assert refusal(asked(), revise(document="1" * 64)) == ("A-09", "nothing_to_change")
        assert refusal(asked(), revise(), contact("halden"))[1] == "not_your_office"
        for other in (
            {"agreement": "annen"},
            {"kind": AgreementKind.SERVICE},
            {"parties": AGREEMENT.parties[1:]},
            {"structure": Structure.JOINT},
        ):
            assert refusal(asked(), revise(AGREEMENT.model_copy(update=other))) == ("A-09", "nothing_to_change")
        assert (
            why_not_same(AGREEMENT, AGREEMENT.model_copy(update={"structure": Structure.BILATERAL}), ROSTER) is None
        )


class TestReported:
    """What is entered is sent to Helsedirektoratet once, not before it was (A-07)."""

    SIGNED, SENT = changed(HALDEN, signed_on=DAY), changed(MOSS, signed_on=DAY, sent=TOLD)

    def report(self, on: date = DAY, **more: Any) -> a.ReportSent:
        return a.ReportSent(on=on, way="sent", where="e-post", proof=DIGEST, **more)

    def test_what_waits(self) -> None:
        assert given(state(self.SIGNED, self.SENT), self.report())[0].relations == ("halden",)
        assert given(state(self.SIGNED, MOSS), self.report())[0].relations == ("halden", "moss")
        assert given(state(self.SIGNED, MOSS), self.report(relations=("moss",)))[0].relations == ("moss",)
        assert given(state(self.SIGNED, NEVER), self.report())[0].relations == ("halden",)

    def test_not(self) -> None:
        of = state(self.SIGNED, self.SENT)

        assert refusal(of, self.report(relations=("moss",))) == ("A-07", "nothing_to_change")
        assert refusal(of, self.report(YESTERDAY)) == ("A-07", "too_soon")
        assert refusal(of, self.report(TOMORROW)) == ("A-07", "too_soon")
        assert refusal(of, self.report(relations=("x",))) == ("A-07", "unknown_item")
        assert refusal(of, self.report(), contact("halden"))[1] == "not_your_office"
        assert given(state(HALDEN, self.SENT), self.report(YESTERDAY))[0].relations == ("halden",)


class TestReviewed:
    """Once on a day, while it binds; without a change the case that prepared it is closed (A-08)."""

    CASE = ReviewCase(year=2027, case="case-ostfold-2027-1")

    @pytest.mark.parametrize(
        ("opened", "outcome", "named", "case", "closes"),
        [
            (None, ReviewOutcome.CHANGE, None, None, None),
            (None, ReviewOutcome.NO_CHANGE, "case-x-2027-2", "case-x-2027-2", None),
            (CASE, ReviewOutcome.NO_CHANGE, None, CASE.case, CASE.case),
            (CASE, ReviewOutcome.CHANGE, None, CASE.case, None),
            (CASE, ReviewOutcome.CHANGE, "case-x-2027-2", "case-x-2027-2", None),
        ],
    )
    def test_which_case(
        self,
        opened: ReviewCase | None,
        outcome: ReviewOutcome,
        named: str | None,
        case: str | None,
        closes: str | None,
    ) -> None:
        [body] = given(state(review_case=opened), a.RecordReview(on=DAY, outcome=outcome, body="SU", case=named))

        assert (body.case, body.closes) == (case, closes)

    def test_not(self) -> None:
        def review(on: date = DAY) -> a.RecordReview:
            return a.RecordReview(on=on, outcome=ReviewOutcome.CHANGE, body="SU")

        before = (Review(on=DAY, outcome=ReviewOutcome.CHANGE),)
        assert refusal(state(reviews=before), review()) == ("A-08", "nothing_to_change")
        assert given(state(reviews=before), review(YESTERDAY))
        assert refusal(state(), review(TOMORROW)) == ("A-08", "too_soon")
        assert refusal(state(OVER, NEVER), review()) == ("A-08", "wrong_stage")
        assert given(state(OVER, HALDEN), review())
        assert refusal(state(), review(), contact("halden"))[1] == "not_your_office"

    def test_the_ministrys_day_passes_for_those_who_have_not_entered(self) -> None:
        agreement = an_agreement("halden", "moss", ministry_deadline=LAST)
        of = state(HALDEN, NEVER, agreement=agreement)
        assert rings(with_dates(of), "entering-due").bodies == (
            e.EnteringOverdue(relations=("moss",), deadline=LAST),
        )

    def succeed(self, becomes: str, *was: str, since: date = DAY) -> a.SucceedParty:
        return a.SucceedParty(was=was, becomes=becomes, since=since, source="Kgl.res.", document=DIGEST)

    def test_who_takes_whose_place(self) -> None:
        assert given(state(), self.succeed("ny", "halden", "moss"))[0].becomes == "ny"
        assert given(state(), self.succeed("moss", "halden"))[0].was == ("halden",)
        assert refusal(state(), self.succeed("ny", "halden", "x")) == ("A-01", "unknown_party")
        assert refusal(state(), self.succeed("ny", "x", "halden")) == ("A-01", "unknown_party")
        assert refusal(state(), self.succeed("halden", "halden", "moss")) == ("A-01", "nothing_to_change")
        assert refusal(state(), self.succeed(TRUST, "halden")) == ("A-01", "nothing_to_change")
        assert refusal(state(), self.succeed("ny", "halden", TRUST)) == ("A-01", "nothing_to_change")
        assert refusal(state(), self.succeed("ny", "halden", since=TOMORROW)) == ("A-01", "too_soon")
        assert refusal(state(), self.succeed("ny", "halden"), contact("halden"))[1] == "not_your_office"
