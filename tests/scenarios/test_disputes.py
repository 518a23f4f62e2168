"""Disputes on their way to Tvisteløsningsnemnda and back (N-01..N-15)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from cases import Refused
from models import acts as a
from models import entries as e
from models.acts import Mark, PathAfterDisagreement
from models.dispute import ConsentAnswer, ConsentRule, DisputeKind, DisputeStage, FindingKind, RelationStage, Way
from models.messages import MessageKind
from models.state import CaseStage
from models.work import Outcome
from procedures.loading import Community
from tests.agreements import TRUST, party_of
from tests.disputes import (
    advised,
    bring,
    consents,
    decided_by,
    disagreement,
    informed,
    paper,
    ready,
    refuses,
    says,
    submits,
    until_sent,
    waives,
)
from tests.house import House, with_numbers
from tests.story import Story


async def test_s32_without_the_trusts_consent_there_is_no_submission_and_the_case_is_back(story: Story) -> None:
    case = await disagreement(story)
    dispute = (await bring(story, case=case)).record
    waiting = await story.case_state(case)
    moved = await story.act(case, a.ChoosePath(path=PathAfterDisagreement.NEW_DROFTING, reason="Nytt forsøk."))

    await refuses(story, dispute, TRUST)
    tried = await submits(story, dispute)

    assert waiting.hold is not None
    assert waiting.hold.dispute == dispute
    assert moved.refusal is not None
    assert moved.refusal.rule == "N-14"
    state = await story.dispute_state(dispute)
    assert (state.stage.value, state.ended) == ("nemnda_avvist_manglende_samtykke", True)
    assert tried.refusal is not None
    assert (tried.refusal.rule, tried.refusal.remedy) == (
        "N-04",
        "solve it in the local bodies, or bring it anew when the parties consent",
    )
    back = await story.until(case, lambda s: s.hold is None)
    assert (back.path_asked, back.ended) == (True, False)
    assert "case_returned" in await story.kinds(case)
    [closed] = await story.bodies(dispute, e.DisputeClosed)
    assert [r.stage for r in closed.relations] == [RelationStage.REJECTED]


@pytest.mark.parametrize(("days", "reminder"), [(30, 14), (10, 4)])
async def test_s33_silence_closes_the_request_and_is_no_consent(
    house: House,
    tell: Callable[[Community], AbstractAsyncContextManager[Story]],
    days: int,
    reminder: int,
) -> None:
    files = with_numbers(house.community, nemnda_consent_days=days, nemnda_reminder_days=reminder)
    async with tell(files) as story:
        dispute = (await bring(story)).record

        await story.days_pass(reminder, hour=10)
        reminded = await story.bodies(dispute, e.ConsentReminded)
        await story.days_pass(days - reminder, hour=23)
        before = await story.dispute_state(dispute)
        await story.days_pass(1, hour=1)

        after = await story.dispute_state(dispute)
        assert [b.parties for b in reminded] == [(TRUST,)]
        assert before.stage is DisputeStage.SAMTYKKE_INNHENTES
        assert (after.stage, after.consent(TRUST).answer) == (DisputeStage.AVVIST, ConsentAnswer.SILENT)
        assert (await story.kinds(dispute))[-3:] == ["consent_closed", "relation_rejected", "dispute_closed"]


async def test_s38_a_body_cannot_bring_a_case_in_its_own_name(story: Story) -> None:
    chair = story.member("SU-H1")

    with pytest.raises(Refused) as in_its_own_name:
        await bring(story, by="SU", claim=chair)
    with pytest.raises(Refused) as for_its_group:
        await bring(story, claim=story.member("SU-M3"))

    assert (in_its_own_name.value.refusal.rule, for_its_group.value.refusal.rule) == ("N-01", "N-01")
    assert "municipality or a trust" in in_its_own_name.value.refusal.remedy
    assert for_its_group.value.refusal.remedy == "let the contact of halden do it, on a decision of halden"


async def test_consent_needs_a_decision_and_comes_from_the_party_itself(story: Story) -> None:
    dispute = (await bring(story)).record

    bare = await story.act(dispute, a.AnswerConsent(party=TRUST, consents=True), story.contact(TRUST))
    strange = await story.act(
        dispute,
        a.AnswerConsent(party=TRUST, consents=True, authority=await decided_by(story)),
        story.contact("halden"),
    )
    await consents(story, dispute, TRUST)

    assert [x.refusal.rule for x in (bare, strange) if x.refusal] == ["N-03", "N-03"]
    assert (await story.dispute_state(dispute)).consent(TRUST).answer is ConsentAnswer.CONSENTED


async def test_s34_a_payment_dispute_waits_for_a_recorded_rule_and_not_for_the_hospital(story: Story) -> None:
    dispute = (await bring(story, matter=DisputeKind.PAYMENT, basis="Døgn etter 4. februar; forskriften § 5.")).record
    await waives(story, dispute, "halden", TRUST)

    undecided = await submits(story, dispute)
    rule = a.SetConsentRule(rule=ConsentRule.NOT_NEEDED, reason="Kravet kan besvares skriftlig.")
    await story.do(dispute, rule)
    sent = await submits(story, dispute)

    assert undecided.refusal is not None
    assert (undecided.refusal.rule, undecided.refusal.remedy) == (
        "N-03",
        "let the secretariat decide, with a reason: `dispute consent-rule`",
    )
    assert sent.outcome is Outcome.ACCEPTED
    state = await story.dispute_state(dispute)
    assert (state.stage, state.consent(TRUST).answer) == (DisputeStage.OVERSENDT, ConsentAnswer.ASKED)


async def test_s34_where_the_procedure_asks_for_every_party_the_hospitals_silence_blocks(
    house: House, tell: Callable[[Community], AbstractAsyncContextManager[Story]]
) -> None:
    async with tell(with_numbers(house.community, nemnda_consent_payment="every_party")) as story:
        dispute = (await bring(story, matter=DisputeKind.PAYMENT, basis="Forskriften § 5.")).record
        await waives(story, dispute, "halden", TRUST)

        tried = await submits(story, dispute)

        assert tried.refusal is not None
        assert (tried.refusal.rule, tried.refusal.detail) == ("N-03", f"no consent is on record of {TRUST}")


async def test_s35_nothing_is_sent_before_a_named_person_has_confirmed_each_document(story: Story) -> None:
    dispute = await ready(story, "halden")
    document = await paper(story, dispute, "Det gjelder pasienten Kari Eksempel, tlf. 22 33 44 55.")

    unchecked = await story.act(dispute, a.ConfirmAnonymised(document=document))
    await story.do(dispute, a.CheckDisputeDocument(document=document))
    flagged = await story.act(dispute, a.ConfirmAnonymised(document=document))
    blocked = await submits(story, dispute)
    await story.do(dispute, a.ConfirmAnonymised(document=document, despite="Oppdiktet eksempel."))
    sent = await submits(story, dispute)

    assert [x.refusal.rule for x in (unchecked, flagged, blocked) if x.refusal] == ["N-09"] * 3
    [checked] = await story.bodies(dispute, e.DisputeDocumentChecked)
    assert {f.kind for f in checked.findings} == {FindingKind.LIKELY_NAME, FindingKind.PHONE_NUMBER}
    assert "Kari" not in checked.model_dump_json()
    [confirmed] = await story.bodies(dispute, e.AnonymisationConfirmed)
    assert confirmed.person == story.secretariat.person
    assert sent.outcome is Outcome.ACCEPTED


async def test_s36_advice_that_is_not_followed_decides_nothing_and_the_ways_left_are_listed(story: Story) -> None:
    case = await disagreement(story)
    dispute = (await bring(story, case=case)).record
    await consents(story, dispute, TRUST)
    await submits(story, dispute)
    await advised(story, dispute)

    await says(story, dispute, "halden", follows=True)
    await says(story, dispute, TRUST, follows=False)
    held = await story.case_state(case)
    await informed(story, case)
    after = await story.ended(case)

    [closed] = await story.bodies(dispute, e.DisputeClosed)
    assert (closed.stage, closed.ways) == (DisputeStage.ULOST_TVIST, (Way.RENEGOTIATE, Way.NOTICE, Way.COURTS))
    assert (held.ended, after.ended, after.decided_in) == (False, True, None)
    assert await story.bodies(case, e.BeslutningMade) == []
    assert [b.outcome for b in await story.bodies(case, e.CaseClosed)] == ["ulost_tvist"]


async def test_s37_advice_that_both_follow_goes_both_stages_as_a_new_proposal(story: Story) -> None:
    case = await disagreement(story)
    dispute = (await bring(story, case=case)).record
    await consents(story, dispute, TRUST)
    await submits(story, dispute)
    await advised(story, dispute)
    await informed(story, case)
    for party in ("halden", TRUST):
        await says(story, dispute, party, follows=True)
    back = await story.until(case, lambda s: s.hold is None)

    first, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    at_once = await story.place(case, second, Mark.BESLUTNING)
    amended = a.AmendText(
        proposal="Ansvaret følger nemndas råd.", substantial=True, reason="Nemndas råd.", rests_on=back.text.digest
    )
    await story.do(case, amended)
    await story.hold_drofting(case, first)
    await story.roll_call(case, second)
    await story.ended(case)

    assert (back.stage, back.ended) == (CaseStage.KLASSIFISERT, False)
    assert at_once.refusal is not None
    assert at_once.refusal.rule == "P-01"
    [made] = await story.bodies(case, e.BeslutningMade)
    assert made.meeting == second


@pytest.mark.parametrize("goes_on", [True, False])
async def test_s39_a_consent_withdrawn_is_passed_on_and_the_nemnda_says_what_follows(
    story: Story, *, goes_on: bool
) -> None:
    dispute = await ready(story, "halden")
    await submits(story, dispute)

    await story.do(dispute, a.WithdrawConsent(party=TRUST, reason="Vi forhandler."), party_of(story, TRUST))
    waiting = await story.dispute_state(dispute)
    said = a.RecordWithdrawalAnswer(party=TRUST, goes_on=goes_on, reference="TN 3/2031")
    await story.do(dispute, said)

    [withdrawn] = await story.bodies(dispute, e.ConsentWithdrawn)
    assert withdrawn.passed_on
    assert (waiting.stage, waiting.withdrawal_asked) == (DisputeStage.OVERSENDT, (TRUST,))
    after = await story.dispute_state(dispute)
    assert after.stage is (DisputeStage.OVERSENDT if goes_on else DisputeStage.AVVIST)


async def test_s39_where_the_procedure_says_so_a_consent_stands_from_submission(
    house: House, tell: Callable[[Community], AbstractAsyncContextManager[Story]]
) -> None:
    async with tell(with_numbers(house.community, nemnda_consent_withdrawal="until_submission")) as story:
        dispute = await ready(story, "halden")
        await submits(story, dispute)

        act = a.WithdrawConsent(party=TRUST, reason="Vi forhandler.")
        tried = await story.act(dispute, act, party_of(story, TRUST))

        assert tried.refusal is not None
        assert (tried.refusal.rule, tried.refusal.remedy) == ("N-05", "ask the nemnda itself")


async def test_five_municipalities_one_no_and_each_bilateral_effect(story: Story) -> None:
    """Acceptance: five consents, one refused; what comes of it comes of it two by two (N-02, N-04, N-13)."""
    five = ("halden", "moss", "sarpsborg", "rade", "hvaler")
    dispute = (await bring(story, by=TRUST, counterparts=five)).record
    await consents(story, dispute, *five[:4])
    await refuses(story, dispute, "hvaler")
    await waives(story, dispute, TRUST, *five[:4])
    sent = await submits(story, dispute)
    await advised(story, dispute)
    await says(story, dispute, TRUST, follows=True)
    outside = await story.act(
        dispute, a.FollowAdvice(party="hvaler", follows=True, reason="Vi også."), party_of(story, "hvaler")
    )
    for party in five[:3]:
        await says(story, dispute, party, follows=True)
    await says(story, dispute, "rade", follows=False)

    assert sent.outcome is Outcome.ACCEPTED
    [submitted] = await story.bodies(dispute, e.DisputeSubmitted)
    assert submitted.parties == (TRUST, *five[:4])
    assert outside.refusal is not None
    assert outside.refusal.rule == "N-13"
    [closed] = await story.bodies(dispute, e.DisputeClosed)
    assert closed.stage is DisputeStage.FULGT
    assert {r.relation: r.stage.value for r in closed.relations} == {
        "halden": "fulgt",
        "moss": "fulgt",
        "sarpsborg": "fulgt",
        "rade": "ulost_tvist",
        "hvaler": "nemnda_avvist_manglende_samtykke",
    }
    assert closed.ways is not None


async def test_the_submission_leaves_by_mail_with_a_copy_and_its_proof_is_an_entry(story_with_mail: Story) -> None:
    story = story_with_mail
    dispute = await ready(story, "halden")
    document = await paper(story, dispute)
    await story.do(dispute, a.CheckDisputeDocument(document=document))
    await story.do(dispute, a.ConfirmAnonymised(document=document))

    await submits(story, dispute)
    proof = await until_sent(story, dispute)

    [package] = await story.bodies(dispute, e.PackageMade)
    assert package.documents == (document,)
    letters = await story.messages(MessageKind.DISPUTE_SUBMITTED, record=dispute)
    [to_nemnda] = [letter for letter in letters if letter.to.startswith("nemnda")]
    assert (to_nemnda.message_id, to_nemnda.facts["documents"]) == (proof.message, [package.index, document])
    assert {letter.to for letter in letters} >= {"party:halden", f"party:{TRUST}"}
