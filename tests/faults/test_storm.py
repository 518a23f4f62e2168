"""Fifty cases in a storm: worker, Temporal and database are killed at random while parties answer and seats decide.

Nothing acknowledged is lost, doubled or wrong (A1), everything goes on when the faults stop (I11), and for every case
the checker, the replay of its histories and its record say the same (B11). Another storm, or a larger one:
    TEST_STORM_SEED=7 TEST_STORM_CASES=1000 TEST_STORM_KILLS=250 ./saksgang test tests/faults/test_storm.py
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import time
import warnings
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import SAWarning

from archiver import Archiver
from audit.check import check
from audit.histories import opened, taken
from audit.replay_of_record import RecordReplayed, replay_record
from local.scratch import Scratch
from models.base import RecordId
from models.entries import Entry, PositionTaken
from models.evidence import Evidence
from models.histories import KeptHistory
from models.state import CaseStage, CaseState
from register.evidence import evidence_of
from tests.cli.desk import Desk, Said
from tests.faults.oracle import Evidence as Seen
from tests.faults.oracle import gather, judge
from tests.faults.storm import EVERY, Kill, Storm, schedule, storm
from tests.faults.stormy_cases import Course, at_its_end, midnights, small
from tests.faults.zone import make_zone, zones_in
from tests.shipped import community
from tests.workflows.kept import rewrite
from worker import quiet_runtime

SEED = int(os.environ.get("TEST_STORM_SEED", "2018"))
CASES = int(os.environ.get("TEST_STORM_CASES", "50"))
KILLS = int(os.environ.get("TEST_STORM_KILLS", "15"))

pytestmark = pytest.mark.timeout(600 + 4 * CASES + 10 * KILLS)


@dataclass(frozen=True)
class Case:
    """A case as it came out of the storm."""

    state: CaseState
    evidence: Evidence
    histories: tuple[KeptHistory, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its record."""
        return self.evidence.by_record[self.evidence.about].entries

    async def replayed(self, **otherwise: Sequence[KeptHistory]) -> RecordReplayed:
        """Its histories through the code once more, beside its record."""
        record = self.evidence.about
        beside = self.evidence.by_record[record]
        return await replay_record(record, otherwise.get("histories", self.histories), self.entries, evidence=beside)


@dataclass(frozen=True)
class Survived:
    """What was left when the storm was over, read before the parts were stopped."""

    kills: tuple[Kill, ...]
    doubled: int  # calls made twice
    unanswered: int  # calls that the register did not answer, and those that were told of no judgement
    seen: Seen
    cases: dict[RecordId, Case]
    verified: Said  # `register verify`
    decisions: Said  # `audit decisions`

    def decided(self) -> Case:
        """One that was decided in a roll call."""
        return next(
            case
            for case in self.cases.values()
            if case.state.decided_on and any(isinstance(entry.body, PositionTaken) for entry in case.entries)
        )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def survived() -> AsyncIterator[Survived]:
    """What a storm left."""
    kills = schedule(SEED, KILLS)
    with warnings.catch_warnings():
        # A connection that was killed while it was handed back is dropped, and the collector says so.
        warnings.simplefilter("ignore", SAWarning)
        yield await _survived(kills)
        gc.collect()


async def _survived(kills: tuple[Kill, ...]) -> Survived:
    _say(f"TEST_STORM_SEED={SEED} TEST_STORM_CASES={CASES} TEST_STORM_KILLS={KILLS}")
    with pytest.MonkeyPatch.context() as patched, Scratch() as folder, zones_in(folder / "zones") as told:
        patched.setattr("cases.PATIENCE", timedelta(seconds=1))
        began = time.monotonic()
        async with storm(folder, SEED, told, quiet_runtime()) as parts:
            first, second = midnights(CASES, began)
            files = small(community(), make_zone(folder / "zones", first, second))
            await parts.found(files)
            course = Course(parts, files, first, second)
            await course.begin(CASES)
            _say("begun")
            await course.storm_begins()
            async with asyncio.TaskGroup() as raging:
                raging.create_task(parts.rage(kills))
                raging.create_task(course.go_through(CASES, kills[-1].at))
            _say(f"ended {parts.killed}")
            await parts.rest()
            _say("at rest")
            return await _read(parts, course, folder)


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what}")


async def _read(parts: Storm, course: Course, folder: Path) -> Survived:
    desk = Desk(
        {
            "TEMPORAL_ADDRESS": parts.temporal.address,
            "SAKSGANG_DATABASE_URL": parts.register.url,
            "SAKSGANG_STATE_FOLDER": str(folder / "desk"),
        }
    )
    signed = await desk.give("log sign --once")
    assert signed.status == 0, signed.err
    archiver = Archiver(parts.give, parts.register)
    async with parts.register.reading() as connection:
        return Survived(
            kills=tuple(parts.killed),
            doubled=parts.doubled,
            unanswered=parts.repeated + parts.unjudged,
            seen=await asyncio.to_thread(gather, parts.register.url, parts.log, parts.relay.mailbox),
            cases={
                case: Case(await course.case(case), await evidence_of(connection, case), await archiver.all_of(case))
                for case in course.cases
            },
            verified=await desk.give("register verify"),
            decisions=await desk.give("audit decisions --json"),
        )


class TestStorm:
    """Nothing acknowledged is lost, doubled or wrong, and everything goes on when the faults stop (A1, I11)."""

    def test_it_was_one(self, survived: Survived) -> None:
        killed = Counter(kill.part for kill in survived.kills)

        assert sum(killed.values()) == KILLS
        assert set(killed) == set(EVERY)
        assert survived.doubled > len(survived.cases)
        assert survived.unanswered > 0

    def test_it_broke_no_promise(self, survived: Survived) -> None:
        assert judge(survived.seen) == {}
        assert set(survived.seen.taken) == survived.seen.owed, "every mail has left"

    def test_every_case_came_to_its_end(self, survived: Survived) -> None:
        stages = Counter(case.state.stage for case in survived.cases.values())

        assert sum(stages.values()) == CASES
        assert all(at_its_end(case.state) for case in survived.cases.values())
        assert stages[CaseStage.UNDER_OPPFOLGING] + stages[CaseStage.AVSLUTTET] > 0, stages

    def test_the_register_and_every_decision_are_proved(self, survived: Survived) -> None:
        decided = [name for name, case in survived.cases.items() if case.state.decided_on is not None]
        listed = survived.decisions.document["decisions"]

        assert survived.verified.status == 0, survived.verified.out
        assert survived.decisions.status == 0, survived.decisions.out
        assert sorted(decision["case"] for decision in listed) == sorted(decided)
        assert {decision["proof"] for decision in listed} == {"proved"}


class TestTwoDerivations:
    """The checker, from entries and rules, and the replay, from histories and workflows, say the same (B11)."""

    def test_the_checker_comes_to_what_every_record_says(self, survived: Survived) -> None:
        found = {name: check(case.evidence, answered=False).difference for name, case in survived.cases.items()}

        assert {name: str(difference) for name, difference in found.items() if difference} == {}

    async def test_so_does_the_replay_of_every_history(self, survived: Survived) -> None:
        each = {name: await case.replayed() for name, case in survived.cases.items()}

        assert {name: str(one.first_difference()) for name, one in each.items() if not one.agrees} == {}
        assert {name: one.missing for name, one in each.items() if one.missing} == {}
        assert {name: one.unfollowed for name, one in each.items() if one.unfollowed} == {}
        # What a lost task had committed no history tells of; the run that goes on from there begins with it.
        assert {name: one.untold for name, one in each.items() if one.untold and len(one.runs) == 1} == {}


class TestPlanted:
    """What did not happen is planted in what the storm left: oracle, checker and replay each find it."""

    def test_the_oracle_finds_an_act_that_is_lost(self, survived: Survived) -> None:
        seen, told = survived.seen, survived.seen.told[-1]
        kept = tuple(row for row in seen.intake if row["act_id"] != told.act_id)

        broken = judge(replace(seen, intake=kept))

        assert broken["I1"] == [f"{told.act_id} was acknowledged and is not there"] * len(
            [one for one in seen.told if one.act_id == told.act_id]
        )

    def test_the_oracle_finds_a_mail_that_left_twice(self, survived: Survived) -> None:
        taken = survived.seen.taken

        assert list(judge(replace(survived.seen, taken=(*taken, taken[0])))) == ["I7"]

    def test_the_oracle_and_the_checker_find_an_entry_that_was_edited(self, survived: Survived) -> None:
        case = survived.decided()
        beside = case.evidence.by_record[case.evidence.about]
        place = next(n for n, entry in enumerate(beside.entries) if isinstance(entry.body, PositionTaken))
        edited = _with_other_seat(beside.entries[place])
        entries = (*beside.entries[:place], edited, *beside.entries[place + 1 :])
        records = tuple(
            beside.model_copy(update={"entries": entries}) if record is beside else record
            for record in case.evidence.records
        )
        evidence = case.evidence.model_copy(update={"records": records})
        rows = tuple(
            row | {"body": json.loads(edited.model_dump_json(exclude_none=True))}
            if (row["record_id"], row["seq"]) == (edited.record, edited.seq)
            else row
            for row in survived.seen.entries
        )

        checked = check(evidence, answered=False).difference

        assert (
            f"{edited.record}: entry {edited.seq} is not in the chain"
            in judge(replace(survived.seen, entries=rows))["I3"]
        )
        assert checked is not None
        assert checked.seq == edited.seq

    async def test_the_replay_finds_a_history_whose_payload_was_edited(self, survived: Survived) -> None:
        case = survived.decided()
        edited = tuple(_with_other_stance(kept) for kept in case.histories)

        replayed = await case.replayed(histories=edited)

        assert edited != case.histories
        assert not replayed.agrees


def _with_other_seat(entry: Entry) -> Entry:
    assert isinstance(entry.body, PositionTaken)
    return entry.model_copy(update={"body": entry.body.model_copy(update={"seat": f"{entry.body.seat[:-1]}9"})})


def _with_other_stance(kept: KeptHistory) -> KeptHistory:
    """The same history, in which who consented stood aside, sealed anew."""
    events = opened(kept).events
    for event in events:
        request = event.workflow_execution_update_accepted_event_attributes.accepted_request
        for payload in request.input.args.payloads:
            rewrite(payload, _stand_aside)
    return taken(kept.record, kept.run, kept.index, events)


def _stand_aside(request: dict[str, Any]) -> bool:
    acts = [received["act"] for received in request["acts"]]
    consenting = [act for act in acts if act["kind"] == "take_position" and act["stance"]["kind"] == "consent"]
    for act in consenting:
        act["stance"] = {"kind": "stand_aside"}
    return bool(consenting)
