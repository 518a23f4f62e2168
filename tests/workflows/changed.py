"""`AgreementWorkflow` as it might be changed while agreements run: once in the way that is allowed, once not.

The change is the same: dates are counted twice, and the two counts must agree.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.agreement_state import AgreementState
    from models.entries import DatesComputed
    from models.work import AgreementStart

from workflows.agreement import AgreementWorkflow

COUNTED_TWICE = "dates-counted-twice"


@workflow.defn(name="AgreementWorkflow")
class Patched(AgreementWorkflow):
    """Runs that began before the change go on as they began; later ones have it."""

    @workflow.init
    def __init__(self, start: AgreementStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: AgreementStart) -> str:
        """As before."""
        return await super().run(start)

    async def _computed(self, facts: AgreementState) -> DatesComputed:
        first = await super()._computed(facts)
        if not workflow.patched(COUNTED_TWICE):
            return first
        second = await super()._computed(facts)
        assert second == first, "two counts of the same facts differ"
        return second


@workflow.defn(name="AgreementWorkflow")
class Unpatched(AgreementWorkflow):
    """Every run has the change, whatever stands in its history: it cannot go on."""

    @workflow.init
    def __init__(self, start: AgreementStart) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: AgreementStart) -> str:
        """As before."""
        return await super().run(start)

    async def _computed(self, facts: AgreementState) -> DatesComputed:
        first = await super()._computed(facts)
        second = await super()._computed(facts)
        assert second == first, "two counts of the same facts differ"
        return second
