"""A dispute by its rules, one class a rule: what is refused, what follows (N-01..N-15)."""

from __future__ import annotations

from typing import Any

from models import acts as a
from models import entries as e
from models.dispute import DisputeKind, DisputeStage, Mediation, RelationStage
from models.entries import EntryBody
from models.messages import MessageKind
from models.state import CaseStage
from tests.agreements import TRUST
from tests.rules.disputing import DISPUTE, Disputing, disagreement


def submitted(case: str | None = None, world: Disputing | None = None, **changes: Any) -> Disputing:
    """A dispute that has left for the nemnda."""
    world = world or Disputing()
    world.brought(case=case, **changes)
    world.consents(TRUST)
    if case is None:
        world.waives("halden", TRUST)
    assert world.submitted().rule is None
    world.left()
    return world


def last(world: Disputing, record: str) -> EntryBody:
    return world.records[record].entries[-1].body


class TestN13Mediation:
    """Mediation that succeeds becomes an agreement that each party approves; the dispute is over when it is named."""

    def test_a_mediated_agreement_is_drawn_up_and_named_and_its_case_ends_with_it(self) -> None:
        world, case = disagreement()
        submitted(case, world, matter=DisputeKind.ENTERING)
        world.gives(Mediation(agreed=True))
        world.informed(case)
        waiting = world.it, world.state(case)
        world.agreements = {"samarbeid-2032": ("halden", TRUST), "annen": ("moss", TRUST)}

        unknown = world.act(DISPUTE, a.SettleMediation(agreement="ukjent"))
        strange = world.act(DISPUTE, a.SettleMediation(agreement="annen"))
        neither = world.act(DISPUTE, a.SettleMediation())
        not_theirs = world.act(DISPUTE, a.SettleMediation(agreement="samarbeid-2032"), world.contact("halden"))
        world.act(DISPUTE, a.SettleMediation(agreement="samarbeid-2032"))

        assert (waiting[0].stage, waiting[0].ended) == (DisputeStage.AVTALE_TIL_GODKJENNING, False)
        assert (waiting[1].ended, waiting[1].hold is not None) == (False, True)
        assert [world.refusal(x)[0] for x in (unknown, strange, neither, not_theirs)] == ["N-13"] * 3 + ["ENGINE"]
        assert "`agreement draft`" in world.refusal(unknown)[1]
        assert "--none --reason" in world.refusal(neither)[1]
        assert (world.it.ended, world.it.became) == (True, "samarbeid-2032")
        [returned] = [x.body for x in world.records[case].entries if isinstance(x.body, e.CaseReturned)]
        assert returned.agreement == "samarbeid-2032"
        assert last(world, case) == e.CaseClosed(outcome=RelationStage.AGREED.value)

    def test_mediation_that_comes_to_nothing_after_all_is_unsolved(self) -> None:
        world = submitted(matter=DisputeKind.ENTERING)
        too_soon = world.act(DISPUTE, a.SettleMediation(reason="Nei."))
        world.gives(Mediation(agreed=True))

        world.act(DISPUTE, a.SettleMediation(reason="Styret sa nei til utkastet."))

        assert world.refusal(too_soon)[0] == "N-13"
        assert world.it.stage is DisputeStage.ULOST_TVIST
        closed = last(world, DISPUTE)
        assert isinstance(closed, e.DisputeClosed)
        assert closed.ways is not None
        told = [m.facts.step for m in world.owed if m.kind is MessageKind.DISPUTE_NEWS]
        assert "came_to_nothing" in told

    def test_mediation_without_agreement_is_unsolved_at_once(self) -> None:
        world, case = disagreement()
        submitted(case, world, matter=DisputeKind.ENTERING)

        world.gives(Mediation(agreed=False))
        before = world.state(case)
        world.informed(case)

        assert (world.it.stage, world.it.ended) == (DisputeStage.ULOST_TVIST, True)
        assert (before.stage, before.ended) == (CaseStage.IKKE_KONSENSUS, False)
        assert last(world, case) == e.CaseClosed(outcome=RelationStage.UNSOLVED.value)
