"""What the manifest says of the recorded histories, held by their names, their ends and their records' entries."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from models import entries as e
from models.acts import Mark, Objection
from models.entries import Entry
from tests.workflows.kept import FOLDER, Kept, manifest, stages_of

CARRIED = "workflow_execution_continued_as_new_event_attributes"
TOLD = re.compile(r"def test_((?:s\d\d_)+)")
Shows = Callable[[Entry], bool]


def _is(kind: type, **fields: Any) -> Shows:
    """An entry of a kind; of each field named here: that it is so, or, where it is a type or a function, of it."""

    def shows(entry: Entry) -> bool:
        body = entry.happened
        return isinstance(body, kind) and all(_fits(getattr(body, name), wanted) for name, wanted in fields.items())

    return shows


def _fits(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, type):
        return isinstance(value, wanted)
    return bool(wanted(value)) if callable(wanted) else bool(value == wanted)


def _refused(rule: str, kind: str) -> Shows:
    return _is(e.ActRefused, refusal=lambda refusal: refusal.rule == rule, act_kind=kind)


def _ends(day: date) -> Shows:
    """That a relation ends with that day."""
    return _is(e.RelationEnded, last_day=day)


def _of_deputy(rank: int) -> Shows:
    taken = _is(e.PositionTaken, counted=True)
    return lambda entry: taken(entry) and entry.actor is not None and entry.actor.rank == rank


def _some(value: Any) -> bool:
    return bool(value)


SHOWN: dict[str, tuple[Shows, ...]] = {
    "S-01": (_is(e.CaseClassified, decision_body="SEKR"), _is(e.BeslutningMade, body="SEKR")),
    "S-02": (_is(e.CaseClassified, larger_economic=True), _is(e.PlacedOnAgenda, body="SU")),
    "S-03": (_is(e.MeetingPlanned, body="SU"), _is(e.AgendaItemAdded, mark=Mark.DROFTING)),
    "S-04": (_refused("P-01", "place_case"),),
    "S-05": (_is(e.MeetingAwaited),),
    "S-06": (_refused("P-01", "take_position"),),
    "S-07": (_is(e.PositionTaken, stance=Objection, counted=True), _is(e.NoConsensus)),
    "S-08": (_is(e.PositionTaken, stance=Objection, counted=False), _is(e.BeslutningMade, heard=_some)),
    "S-09": (_is(e.BeslutningMade, standing_aside=_some), _is(e.BeslutningMade, outside_parties=_some)),
    "S-10": (_is(e.ReservationOverdue), _is(e.ReservationAnswered, approved=True)),
    "S-11": (_is(e.ReservationAnswered, approved=False),),
    "S-12": (_is(e.ObjectionLodged), _is(e.ObjectionWithdrawn)),
    "S-13": (_is(e.MinutesContested, objected=True), _is(e.DecisionFlagLifted)),
    "S-14": (_is(e.LateObjectionLodged), _is(e.AuthoritySettled)),
    "S-15": (_of_deputy(2), _is(e.BeslutningMade, reserved_parties=())),
    "S-16": (_is(e.BindingWithheld), _is(e.ConsentRatified)),
    "S-17": (_is(e.DecisionPostponed, rule="P-22"), _is(e.AnswersLapsed)),
    "S-18": (_is(e.BindingWithheld), _is(e.MandateCovered)),
    "S-19": (_is(e.HolderLeftSeat),),
    "S-20": (_is(e.SeatHolderReplaced), _is(e.InheritanceConfirmed)),
    "S-21": (_is(e.RecusalDecided, disqualified=True), _is(e.RecusalNotified)),
    "S-22": (_is(e.CaseItemOpened), _is(e.Contributed)),
    "S-23": (_is(e.CaseRaised, new_drofting=False),),
    "S-24": (_is(e.NoConsensus), _is(e.CaseRaised, new_drofting=True)),
    "S-25": (_is(e.TimeAsked), _is(e.EditorialContested)),
    "S-26": (_is(e.TextAmended, substantial=False), _is(e.BeslutningMade)),
    "S-27": (_is(e.CaseWithdrawn), _is(e.CaseTakenOver), _is(e.CaseClosed, outcome="trukket")),
    "S-28": (_is(e.WrittenProcedureOpened), _is(e.WrittenProcedureEnded), _is(e.ShortNoticeAnswered)),
    "S-29": (_is(e.DecisionPostponed), _is(e.BeslutningMade)),
    "S-30": (_is(e.CaseKindSet), _is(e.JointMeasureAnswered)),
    "S-31": (_is(e.FollowUpYearEnded, unbudgeted=_some),),
    "S-32": (_is(e.ConsentAnswered, consents=False), _is(e.CaseReturned)),
    "S-33": (_is(e.ConsentClosed),),
    "S-34": (_is(e.ConsentRuleSet), _is(e.DisputeSubmitted)),
    "S-35": (_is(e.AnonymisationConfirmed), _is(e.DisputeSubmitted)),
    "S-36": (_is(e.NemndaAnswered), _is(e.CaseClosed)),
    "S-37": (_is(e.NemndaAnswered), _is(e.PathChosen)),
    "S-39": (_is(e.ConsentWithdrawn), _is(e.NemndaAnsweredWithdrawal)),
    "S-40": (_ends(date(2037, 2, 28)),),
    "S-41": (_is(e.NoticeReceived),),
    "S-42": (_ends(date(2033, 1, 4)),),
    "S-43": (_is(e.ReceiptCorrected),),
    "S-44": (_is(e.WithdrawalAnswered, agrees=True), _is(e.NoticeWithdrawn)),
    "S-45": (_is(e.WithdrawalAnswered, agrees=False), _is(e.RelationEnded)),
    "S-46": (_is(e.NoticeGiven), _is(e.RenegotiationNoted)),
    "S-47": (_is(e.NoticeGiven), _is(e.AgreementEnded)),
    "S-48": (_is(e.PartyLeftCase),),
    "S-49": (_is(e.RenewalReminded), _is(e.AgreementEnded)),
    "S-50": (_is(e.NoticeReceived), _is(e.RenewalReminded)),
    "S-51": (_is(e.ApprovalRecorded, result="amended"), _is(e.AgreementRevised)),
    "S-52": (_is(e.AgreementSigned, approved=False),),
    "S-53": (_is(e.ReportOverdue),),
    "S-54": (_is(e.ReviewOverdue), _is(e.AgreementReviewed)),
    "S-55": (_is(e.ProcedureChanged),),
    "S-56": (_is(e.NoticeReceived), _is(e.AgreementEnded)),
    "S-57": (_is(e.ObjectionLodged),),
    "S-58": (_is(e.MinutesApproved), _is(e.MinutesCorrected)),
    "S-59": (_is(e.BeslutningMade, absent=_some),),
    "S-60": (_is(e.PaperAdded, withheld=_some),),
    "S-61": (_is(e.BeslutningMade, body=lambda body: body not in ("SEKR", "SU")),),
    "S-62": (_is(e.RelationEnded),),
}
"""Of each scenario what some entry of its records says that the others do not, or few do."""


@cache
def _entries_of(scenario: str) -> tuple[Entry, ...]:
    """Of every record that is kept of a scenario."""
    kept = {(one.story, one.record): one for one in manifest() if scenario in one.scenarios}
    return tuple(entry for one in kept.values() for entry in one.entries())


@pytest.mark.parametrize("scenario", SHOWN)
def test_each_scenario_is_shown_by_what_its_records_enter(scenario: str) -> None:
    shown = [any(map(shows, _entries_of(scenario))) for shows in SHOWN[scenario]]

    assert all(shown), shown


def test_every_scenario_of_the_manifest_is_one_that_is_shown() -> None:
    assert {scenario for kept in manifest() for scenario in kept.scenarios} == {*SHOWN}


def test_a_storys_scenarios_are_those_of_the_test_that_it_is_named_for() -> None:
    """Its name is that of the first of them; and there is a test of just these."""
    told = {
        found[1] for file in FOLDER.parent.glob("scenarios/test_*.py") for found in TOLD.finditer(file.read_text())
    }
    of_tests = {tuple(f"S-{number[1:]}" for number in name.rstrip("_").split("_")) for name in told}

    for kept in manifest():
        named = re.fullmatch(r"s(\d\d)(-\d)?", kept.story)
        assert bool(named) is bool(kept.scenarios), kept.name
        assert not named or (kept.scenarios[0] == f"S-{named[1]}" and kept.scenarios in of_tests), kept.name


def test_each_run_left_its_record_in_the_stage_that_its_entries_come_to() -> None:
    for (_, record), runs in itertools.groupby(manifest(), key=lambda kept: (kept.story, kept.record)):
        every = list(runs)
        entries = every[0].entries()
        stages = ["", *stages_of(record, entries)]
        for kept in every:
            last = _last(kept, len(entries))
            assert last is None or kept.stage == stages[last], kept.name


def _last(kept: Kept, entries: int) -> int | None:
    """How many entries the record had when the run left it; None: neither the run nor the record says it."""
    if kept.ends_with == CARRIED:
        carried = getattr(kept.history().events[-1], CARRIED).input.payloads[0].data
        return int((json.loads(carried).get("head") or {"seq": 0})["seq"])
    return entries if kept.number == kept.runs else None
