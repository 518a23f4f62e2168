"""After a binding decision: at home, in budgets and plans, until every party has done it (P-35)."""

from __future__ import annotations

from models import acts as a
from models import entries as e
from models.acts import Consequence, FollowUpStatus, YearlyAmount
from models.messages import MessageKind
from models.state import CaseStage
from tests.story import Story

COSTLY = (
    Consequence(party="halden", economic="To årsverk.", amounts=(YearlyAmount(year=2032, amount=1_900_000),)),
    Consequence(party="moss", economic="Ett årsverk."),
    Consequence(party="sarpsborg", economic="Husleie.", administrative="Ny avtale om vakt."),
    Consequence(party="rade", administrative="Én kontaktperson."),
)


async def test_s31_costs_in_no_budget_at_new_year_are_flagged_and_the_decision_is_unchanged(story: Story) -> None:
    sekr, su = await story.meeting("SEKR", 28), await story.meeting("SU", 56)
    case = await story.open_case(larger=True, consequences=COSTLY)
    await story.hold_drofting(case, sekr)
    await story.roll_call(case, su)
    decided = await story.ended(case)
    for party in ("halden", "moss"):
        report = a.ReportFollowUp(
            party=party, status=FollowUpStatus.IN_BUDGET, unit="Helse og mestring", reference="PS 88/31"
        )
        await story.do(case, report, story.contact(party))

    await story.days_pass(303)  # 31 December
    before = await story.kinds(case)
    await story.days_pass(1)
    state = await story.case_state(case)

    assert [i.party for i in decided.follow_ups if i.costs] == ["halden", "moss", "sarpsborg"]
    assert "follow_up_year_ended" not in before
    others = tuple(p.party for p in story.roster.parties if p.party not in ("halden", "moss"))
    assert [r.parties for r in await story.bodies(case, e.FollowUpReminded)] == [others, others]
    reminded = await story.messages(MessageKind.FOLLOW_UP_REMINDER)
    assert {m.to for m in reminded} == {f"party:{party}" for party in others}
    [ended] = await story.bodies(case, e.FollowUpYearEnded)
    assert (ended.body, ended.budget_year, ended.unbudgeted) == ("SU", 2032, ("sarpsborg",))
    assert [i.party for i in state.follow_ups if i.flagged] == ["sarpsborg"]
    told = {m.to for m in await story.messages(MessageKind.FOLLOW_UP_FLAGGED)}
    assert {f"person:{story.holder(seat)}" for seat in story.seats("SU")} < told
    assert {to for to in told if to.startswith("party:")} == {"party:sarpsborg"}
    assert (state.stage, state.bindings, state.text) == (CaseStage.UNDER_OPPFOLGING, decided.bindings, decided.text)
    assert len(await story.bodies(case, e.BeslutningMade)) == 1


async def test_p35_the_case_is_closed_when_every_party_has_settled_its_item(story: Story) -> None:
    sekr, second = await story.meeting("SEKR", 28), await story.meeting("SEKR", 56)
    case = await story.open_case()
    await story.hold_drofting(case, sekr)
    await story.roll_call(case, second)
    parties = [item.party for item in (await story.ended(case)).follow_ups]
    done = a.ReportFollowUp(party="halden", status=FollowUpStatus.DONE)

    by_another = await story.act(case, done, story.contact("moss"))
    for party in parties[:-1]:
        await story.do(case, done.model_copy(update={"party": party}))
    still = await story.case_state(case)
    unreasoned = await story.act(case, a.ReportFollowUp(party=parties[-1], status=FollowUpStatus.DROPPED))
    dropped = a.ReportFollowUp(party=parties[-1], status=FollowUpStatus.DROPPED, reason="Løst av fylket.")
    await story.do(case, dropped)
    state = await story.until(case, lambda s: s.ended)
    late = await story.act(case, done)

    assert by_another.refusal is not None
    assert by_another.refusal.rule == "P-35"
    assert (still.stage, still.ended) == (CaseStage.UNDER_OPPFOLGING, False)
    assert unreasoned.refusal is not None
    assert (state.stage, state.clocks) == (CaseStage.AVSLUTTET, ())
    assert [c.outcome for c in await story.bodies(case, e.CaseClosed)] == ["carried_out"]
    assert late.refusal is not None
    assert late.refusal.rule == "P-29"
