"""The same engine runs other communities: the core of eight and what four levels change, by their procedure's data.

Each community is told once: eight cases go through two meetings of the body that takes professional cases.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from models import acts as a
from models import entries as e
from models.acts import CloseMeeting, ItemOutcome, Mark, Objection
from models.messages import MessageKind
from models.state import CaseStage
from procedures.loading import BERGEN, NATIONAL_TEMPLATE, OSTFOLD_2020, Community
from rules.seats import parties_of, represented_parties
from tests.shipped import community
from tests.story import Story

Tell = Callable[[Community], AbstractAsyncContextManager[Story]]
OTHERS = [pytest.param(file, id=file.stem) for file in (OSTFOLD_2020, NATIONAL_TEMPLATE, BERGEN)]


@pytest.mark.parametrize("file", OTHERS)
async def test_s01_s02_s04_s07_s08_s12_s17_s27_in_another_community(file: Path, tell: Tell) -> None:  # noqa: PLR0915
    async with tell(community(file)) as story:
        body, higher = story.procedure.routing.professional, story.procedure.routing.larger_consequences
        counted = story.seats(body, counted=True)
        heard = [s for s in story.seats(body, counted=False) if s in {h.seat for h in story.roster.holdings}]
        party, other = story.roster.parties[0].party, story.roster.parties[1].party
        first, second = await story.meeting(body, 28), await story.meeting(body, 56)
        above = await story.meeting(higher, 63)
        names = ("plain", "opposed", "heard", "written", "withdrawn")
        cases = {name: await story.open_case(name, proposer=party) for name in names}
        cases["larger"] = await story.open_case("larger", proposer=party, larger=True)

        # S-04: nothing is decided that has not been deliberated
        undeliberated = await story.place(cases["plain"], second, Mark.BESLUTNING)
        assert undeliberated.refusal is not None
        assert undeliberated.refusal.rule == "P-01"

        for case in cases.values():
            await story.place(case, first, Mark.DROFTING)
        await story.open_meeting(first)
        for case in cases.values():
            await story.open_item(first, case)
            await story.close_item(first, case, ItemOutcome.READY)
        await story.do(first, CloseMeeting())

        # S-02: larger consequences are decided by the higher body, the others where they were deliberated
        placed = {name: (await story.case_state(case)).placement for name, case in cases.items()}
        assert {name: p.meeting for name, p in placed.items() if p} == dict.fromkeys(names, second) | {
            "larger": above
        }

        # S-27: withdrawn, and taken over by another party with its history
        await story.do(cases["withdrawn"], a.WithdrawCase(reason="Ikke nå."), story.contact(party))
        await story.do(cases["withdrawn"], a.TakeOverCase(party=other, reason="Vi vil."), story.contact(other))
        assert (await story.case_state(cases["withdrawn"])).proposer_party == other

        # S-12: a written objection, withdrawn in the meeting
        await story.days_pass(15)
        digest = (await story.case_state(cases["written"])).text.digest
        lodged = a.LodgeObjection(grounds="Dyrt.", would_be_removed_by="Penger.", text_digest=digest)
        await story.do(cases["written"], lodged, story.member(counted[1]))

        await story.open_meeting(second)
        await story.open_item(second, cases["plain"])  # S-01
        await story.take_positions(cases["plain"])
        await story.close_item(second, cases["plain"])
        assert (await story.case_state(cases["plain"])).decided_in == second
        bound = {binding.party for binding in await story.bodies(cases["plain"], e.BindingEffect)}
        assert bound == set(represented_parties(body, story.procedure, story.roster))

        await story.open_item(second, cases["opposed"])  # S-07
        await story.take_positions(cases["opposed"], {counted[0]: Objection(grounds="Nei.")})
        await story.close_item(second, cases["opposed"])
        assert (await story.case_state(cases["opposed"])).stage is CaseStage.IKKE_KONSENSUS
        assert await story.bodies(cases["opposed"], e.BindingEffect) == []

        await story.open_item(second, cases["heard"])  # S-08
        await story.take_positions(cases["heard"], {seat: Objection(grounds="Nei.") for seat in heard})
        await story.close_item(second, cases["heard"])
        [made] = await story.bodies(cases["heard"], e.BeslutningMade)
        assert set(made.heard) == set(heard)

        await story.open_item(second, cases["written"])
        await story.do(cases["written"], a.WithdrawObjection(objection=1), story.member(counted[1]))
        await story.take_positions(cases["written"])
        await story.close_item(second, cases["written"])
        assert await story.bodies(cases["written"], e.BeslutningMade)

        # S-17: in the higher body a group has nobody, and nothing is decided for it
        gone = next(s for s in story.seats(higher, counted=True) if parties_of(s, story.procedure, story.roster))
        group = story.procedure.seat(gone).group
        away = [s.seat for s in story.procedure.body(higher).seats if s.group == group]
        await story.open_meeting(above, absent=away)
        unheard = await story.open_item(above, cases["larger"])
        assert unheard.refusal is not None
        assert unheard.refusal.rule == "P-22"
        assert await story.bodies(cases["larger"], e.BeslutningMade) == []
        assert (await story.case_state(cases["larger"])).bindings == ()
        await story.check()


async def test_s61_four_levels_several_hospitals_and_nynorsk(tell: Tell) -> None:
    async with tell(community(BERGEN)) as story:
        meeting = await story.meeting("OMR-VOSS", 28)
        affected = represented_parties("OMR-VOSS", story.procedure, story.roster)
        registered = a.RegisterCase(
            title="Felles turnus",
            summary="Kort.",
            proposal="Partane gjer det.",
            proposer_party="voss",
            affected=affected,
        )
        case = (await story.register_case(registered)).record
        await story.do(case, story.classification(drofting_in="OMR-VOSS"))
        second = await story.meeting("OMR-VOSS", 56)
        await story.hold_drofting(case, meeting)
        await story.roll_call(case, second)

        bound = [binding.party for binding in await story.bodies(case, e.BindingEffect)]
        assert set(bound) == {"eidfjord", "kvam", "ulvik", "vaksdal", "voss", "helse-bergen", "bjorkeli"}
        await story.do(second, CloseMeeting())
        minutes = await story.minutes(second)
        assert story.procedure.body("OMR-VOSS").names.nn in minutes
        assert "ikke" not in minutes.split()
        assert await story.messages(MessageKind.DECISION_ANNOUNCED)
        await story.check()
