"""A decision binds only after so many witnesses of the log have seen it, where the procedure says so (P-19)."""

from __future__ import annotations

import pytest

from audit.check import check
from models import entries as e
from models.evidence import RecordEvidence
from models.outlook import Duty, LackKind
from models.state import CaseStage
from rules.case.proof import BEFORE_BINDING, enough, witnesses_needed
from tests.audit.check.forging import chained_anew, with_record
from tests.house import with_numbers
from tests.rules.evidence import evidence_from
from tests.rules.test_outlook import ahead
from tests.rules.world import World, in_roll_call
from tests.shipped import community

ASKED_FOR = with_numbers(community(), **{BEFORE_BINDING: 2}).procedure


def decided() -> tuple[World, str]:
    world, case = in_roll_call(World(procedure=ASKED_FOR))
    world.roll_call(case)
    return world, case


def test_nobody_is_bound_or_told_before() -> None:
    world, case = decided()
    state = world.state(case)
    outlook = ahead(world, case)

    assert world.kinds(case)[-1] == "witnesses_awaited"
    assert (state.stage, state.bindings, state.announced) == (CaseStage.BESLUTTET, (), False)
    assert state.witnesses is not None
    assert state.witnesses.digest == world.records[case].entries[-1].hash
    assert [(w.duty, w.must) for w in outlook.awaited] == [(Duty.SEE_TO_WITNESSES, False)]
    assert [(lack.kind, lack.number) for lack in outlook.lacks] == [(LackKind.WITNESSES, 2)]
    assert [w.since for w in outlook.awaited] == [state.witnesses.since]
    assert (outlook.earliest.why, outlook.earliest.rule) == (
        "as soon as so many witnesses of the log have seen it",
        "P-19",
    )
    assert (outlook.latest.limited, outlook.latest.rule) == (False, "P-19")
    assert outlook.latest.why.startswith("it binds nobody before so many witnesses of the log have seen it")
    assert check(evidence_from(world, case)).difference is None


def test_it_binds_once_enough_have_seen_it() -> None:
    world, case = decided()

    assert not world.witnessed(case, "a.example")
    assert not world.witnessed(case, "a.example", "a.example"), "one witness twice is one"
    assert world.state(case).bindings == ()
    assert world.witnessed(case, "a.example", "b.example")

    kinds, state = world.kinds(case), world.state(case)
    seen = kinds.index("witnesses_seen")
    assert (kinds.count("witnesses_awaited"), kinds[seen - 1], kinds[seen + 1]) == (
        1,
        "witnesses_awaited",
        "binding_effect",
    )
    assert state.announced
    assert {b.party for b in state.bindings} == set(state.affected)
    assert LackKind.WITNESSES not in {lack.kind for lack in ahead(world, case).lacks}
    assert check(evidence_from(world, case)).difference is None


@pytest.mark.parametrize(
    "left_out", [{"witnesses_seen"}, {"witnesses_awaited", "witnesses_seen"}], ids=["seen", "both"]
)
def test_a_record_that_binds_without_them_is_not_proved(left_out: set[str]) -> None:
    world, case = decided()
    world.witnessed(case, "a.example", "b.example")
    first = next(x.seq for x in world.records[case].entries if x.body.kind in left_out)

    def without(record: RecordEvidence) -> RecordEvidence:
        kept = [entry for entry in record.entries if entry.body.kind not in left_out]
        return record.model_copy(update={"entries": chained_anew(kept)})

    difference = check(with_record(evidence_from(world, case), case, without)).difference

    assert difference is not None
    assert (difference.record, difference.seq) == (case, first)


def test_other_witnesses_than_were_awaited_count_for_nothing() -> None:
    world, case = decided()
    seen = e.WitnessesSeen(size=9, root="d" * 64, witnesses=(e.WitnessName(name="a.example", key_id="0" * 8),))

    assert not enough(world.rules_of(world.records[case]), seen)


def test_a_procedure_older_than_the_question_waits_for_nobody() -> None:
    numbers = tuple(n for n in ASKED_FOR.numbers if n.name != BEFORE_BINDING)
    world, case = in_roll_call(World(procedure=ASKED_FOR.model_copy(update={"numbers": numbers})))
    world.roll_call(case)

    assert witnesses_needed(world.rules_of(world.records[case])) == 0
    assert "witnesses_awaited" not in world.kinds(case)
    assert world.state(case).announced
