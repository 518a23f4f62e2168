"""Who is waited for in a dispute, and what a case says of itself while it is on hold (N-01, N-03..N-14)."""

from __future__ import annotations

from audit.called import names_of
from cli.outlook import missing, must_lines, next_lines, on_hold
from models import acts as a
from models.acts import Mark
from models.dispute import ConsentRule, DisputeKind, DisputeStage, Mediation
from models.outlook import Duty, Outlook
from rules.outlook import dispute as ahead_of_disputes
from rules.outlook.around import Around
from rules.outlook.case import case_outlook
from rules.outlook.dispute import dispute_outlook
from tests.agreements import TRUST
from tests.rules.disputing import DISPUTE, Disputing, disagreement
from tests.rules.world import PROCEDURE, ROSTER

NAMES = names_of(PROCEDURE, ROSTER, {})
Waited = list[tuple[Duty, str | None]]


def around(world: Disputing) -> Around:
    facts = [f for name in world.records if (f := world.meeting_facts(name)) is not None and not f.cancelled]
    return Around(world.procedure, world.roster, tuple(facts), world.now)


def ahead(world: Disputing) -> Outlook:
    return dispute_outlook(world.it, around(world))


def of_case(world: Disputing, case: str) -> Outlook:
    return case_outlook(world.state(case), around(world))


def waited_for(outlook: Outlook, *, must: bool = True) -> Waited:
    return [(one.duty, one.party) for one in outlook.awaited if one.must is must]


def test_every_stage_has_its_line() -> None:
    assert set(ahead_of_disputes.STAGES) == set(DisputeStage), "rules/outlook/dispute.py: who is waited for there?"


def test_flagged_words_of_the_index_are_to_be_explained() -> None:
    world = Disputing()
    world.brought(question="Hvem har ansvaret for Kari Eksempel?")
    world.consents(TRUST)
    world.waives("halden", TRUST)

    [line] = must_lines(ahead(world), NAMES)

    assert f"dispute submit {DISPUTE}" in line
    assert "--despite TEXT" in line


def test_consents_local_steps_and_papers_are_waited_for_and_then_that_it_is_sent() -> None:
    world = Disputing()
    world.brought()
    brought = ahead(world)
    world.consents(TRUST)
    world.waives("halden", TRUST)
    without_papers = waited_for(ahead(world))
    document = world.document("Pasient Kari Eksempel.")
    unchecked = waited_for(ahead(world))
    world.act(DISPUTE, a.CheckDisputeDocument(document=document))
    unread = ahead(world)
    world.act(DISPUTE, a.ConfirmAnonymised(document=document, despite="Oppdiktet."))

    assert waited_for(brought) == [
        (Duty.CONSENT_TO_DISPUTE, TRUST),
        (Duty.WAIVE_LOCAL_STEPS, "halden"),
        (Duty.WAIVE_LOCAL_STEPS, TRUST),
    ]
    assert brought.awaited[0].due == brought.silences[-1].at
    assert [s.parties for s in brought.silences] == [(TRUST,), (TRUST,)]
    assert without_papers == [(Duty.SUBMIT_DISPUTE, None)]
    assert unchecked == [(Duty.CHECK_DOCUMENT, None)]
    [line] = must_lines(unread, NAMES)
    assert line.startswith("the secretariat reads «Notat» and confirms that it points to nobody")
    assert f"dispute document-confirm {DISPUTE} {document[:12]} --despite TEXT --as p-" in line
    assert waited_for(ahead(world)) == [(Duty.SUBMIT_DISPUTE, None)]


def test_it_is_sent_when_everybody_has_consented_and_no_local_step_is_left() -> None:
    world = Disputing()
    world.brought()
    world.consents(TRUST)
    steps_left = waited_for(ahead(world))
    world.waives("halden", TRUST)
    ready = waited_for(ahead(world))
    unasked = Disputing()
    unasked.brought()
    unasked.waives("halden", TRUST)

    assert steps_left == [(Duty.WAIVE_LOCAL_STEPS, "halden"), (Duty.WAIVE_LOCAL_STEPS, TRUST)]
    assert ready == [(Duty.SUBMIT_DISPUTE, None)]
    assert waited_for(ahead(unasked)) == [(Duty.CONSENT_TO_DISPUTE, TRUST)]


def test_where_no_source_says_the_secretariat_decides_and_a_payment_claim_waits_for_its_reply() -> None:
    world = Disputing()
    world.brought(matter=DisputeKind.PAYMENT, basis="Forskriften § 5.")
    world.waives("halden", TRUST)
    undecided = waited_for(ahead(world))
    world.act(DISPUTE, a.SetConsentRule(rule=ConsentRule.NOT_NEEDED, reason="Kravet kan besvares."))
    decided = ahead(world)
    world.submitted()
    on_its_way = ahead(world)
    world.left()
    gone = waited_for(ahead(world))
    world.act(DISPUTE, a.RecordNemndaReceipt(on=world.today, reference="TN 3/31"))
    world.act(DISPUTE, a.RecordReply(party=TRUST, on=world.today), world.contact(TRUST))

    assert undecided == [(Duty.CONSENT_TO_DISPUTE, TRUST), (Duty.SET_CONSENT_RULE, None)]
    assert waited_for(decided) == [(Duty.SUBMIT_DISPUTE, None)]
    assert waited_for(decided, must=False) == [(Duty.CONSENT_TO_DISPUTE, TRUST)]
    waits = [(Duty.REPLY_TO_DISPUTE, TRUST), (Duty.ENTER_OPINION, None)]
    assert waited_for(on_its_way) == [(Duty.SEE_IT_LEAVE, None), *waits]
    assert must_lines(on_its_way, NAMES)[0].endswith(f"`./saksgang mail list --record {DISPUTE}`")
    assert gone == [(Duty.ENTER_NEMNDA_RECEIPT, None), *waits]
    assert waited_for(ahead(world)) == [(Duty.ENTER_OPINION, None)]


def test_a_withdrawn_consent_and_mediation_wait_for_the_nemnda_and_advice_for_each_party() -> None:
    world = Disputing()
    world.brought(matter=DisputeKind.ENTERING)
    world.consents(TRUST)
    world.waives("halden", TRUST)
    world.submitted()
    world.left()
    world.act(DISPUTE, a.WithdrawConsent(party=TRUST, reason="Vi forhandler."), world.contact(TRUST))

    assert waited_for(ahead(world)) == [
        (Duty.ENTER_NEMNDA_RECEIPT, None),
        (Duty.ENTER_WITHDRAWAL_ANSWER, TRUST),
        (Duty.ENTER_MEDIATION, None),
    ]
    assert waited_for(ahead(world), must=False) == [(Duty.REPLY_TO_DISPUTE, TRUST)]
    assert any(f"the withdrawal of {NAMES.party(TRUST)}" in line for line in must_lines(ahead(world), NAMES))
    assert world.gives(Mediation(agreed=True)).rule is None
    assert waited_for(ahead(world)) == [(Duty.SETTLE_MEDIATION, None)]
    world.act(DISPUTE, a.SettleMediation(reason="Partene skilte lag igjen."))
    assert (ahead(world).ended, waited_for(ahead(world))) == (True, [])


def test_a_case_says_that_it_is_on_hold_and_until_when() -> None:
    world, case = disagreement()
    before = of_case(world, case)
    world.brought(case=case)
    held, its_dispute = of_case(world, case), ahead(world)
    world.consents(TRUST)
    world.submitted()
    world.left()
    world.gives()
    told = of_case(world, case)
    for party in ("halden", TRUST):
        world.says(party, follows=True)
    over = of_case(world, case)
    world.meeting("SEKR", 28)
    with_meeting = of_case(world, case)

    assert waited_for(before)[0] == (Duty.BRING_DISPUTE, "halden")
    assert waited_for(before, must=False) == [(Duty.CHOOSE_PATH, None)]
    assert waited_for(held) == []
    assert missing(held, NAMES) == f"what comes of {DISPUTE} (N-14)"
    first, *of_dispute = on_hold(held, its_dispute, NAMES)
    assert first == (
        f"on hold until {DISPUTE} is over, for which no deadline is known; what is not in dispute goes on (N-14)"
    )
    assert any("says whether it consents" in line and ", before " in line for line in of_dispute)
    assert next_lines(held, NAMES, world.state(case), [first]) == [first]
    assert missing(before, NAMES).startswith("that a party brings it before the nemnda (N-01), or the chair of SEKR")
    assert waited_for(told) == [(Duty.PLAN_MEETING, None)]
    assert told.awaited[0].rule == "N-13"
    assert on_hold(over, ahead(world), NAMES)[0].startswith("on hold until a meeting is informed of what the nemnda")
    [placing] = with_meeting.awaited
    assert (placing.duty, placing.mark) == (Duty.PLACE, Mark.ORIENTERING.value)
    world.informed(case)
    assert on_hold(of_case(world, case), None, NAMES) == []
