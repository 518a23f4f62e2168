"""What a case has come to is told beside its proof: what is decided, on which text, binding whom and from when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from audit.called import names_in
from audit.came_to import CameTo, came_to, words_of
from models import acts as a
from models.acts import ConsentWithReservation
from models.canonical import text_digest
from models.state import CaseStage
from rules.derivations import Language
from tests.audit.bundle import made
from tests.rules.world import COMMUNITY, World, in_roll_call

NAMES = names_in(made.evidence(), {})


def of(world: World, case: str) -> CameTo:
    found = came_to(world.records[case].entries, COMMUNITY)
    assert found is not None
    return found


def decided_with(said: dict[str, a.Stance]) -> tuple[World, str]:
    world, case = in_roll_call()
    world.roll_call(case, said)
    return world, case


def test_a_decision_is_told_by_its_day_body_text_and_those_it_binds() -> None:
    world, case = decided_with({})

    found = of(world, case)

    assert found.decided is not None
    [made_in] = [e.body for e in world.records[case].entries if e.body.kind == "beslutning_made"]
    assert (found.decided.meeting, found.decided.day) == (made_in.meeting, made_in.day)
    assert found.decided.text_digest == text_digest(found.decided.text)
    assert {party for party, _ in found.decided.bound} == set(made_in.parties)
    assert (found.decided.waiting, found.decided.outside, found.decided.waits) == ((), (), "")
    first, text, binds, stands = words_of(found, NAMES)
    assert first.startswith(f"Decided by consensus in SEKR on {made_in.day} ({made_in.meeting}), entry ")
    assert found.decided.text_digest in text
    assert binds.endswith(f": all {len(made_in.parties)} parties.")
    assert stands.startswith("The case is decided and being carried out (under oppfølging), by the last entry here")


def test_who_reserved_is_not_bound_yet() -> None:
    reserves = ConsentWithReservation(
        parties=("moss",), treated_by="kommunestyret", treated_on=World().day(70).date()
    )
    found = of(*decided_with({"SEKR-M2": reserves}))

    assert found.decided is not None
    assert found.decided.waiting == ("moss",)
    assert "moss" not in {party for party, _ in found.decided.bound}
    assert "It does not bind yet: Moss kommune." in words_of(found, NAMES)
    assert found.document()["decided"]["binds_not_yet"] == ("moss",)


def test_a_council_that_says_no_leaves_nothing_decided() -> None:
    reserves = ConsentWithReservation(
        parties=("moss",), treated_by="kommunestyret", treated_on=World().day(70).date()
    )
    world, case = decided_with({"SEKR-M2": reserves})
    answer = a.AnswerReservation(
        party="moss", approved=False, treated_by="kommunestyret", treated_on=world.now.date(), reference="PS 1"
    )
    world.act(case, answer, world.contact("moss"))

    found = of(world, case)

    assert (found.stage, found.decided) == (CaseStage.IKKE_KONSENSUS, None)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        pytest.param("en", "Nothing is decided in it, and it binds nobody.", id="en"),
        pytest.param("nb", "Ingenting er besluttet i saken, og ingen er bundet.", id="nb"),
        pytest.param("nn", "Ingenting er avgjort i saka, og ingen er bunden.", id="nn"),
    ],
)
def test_of_an_undecided_case_it_is_said_first_that_nothing_is_decided(language: Language, said: str) -> None:
    world, case = in_roll_call()

    found = of(world, case)
    words = words_of(found, NAMES, language)

    assert found.decided is None and found.document()["decided"] is None
    assert (words[0], len(words)) == (said, 2)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_stage_has_words_of_its_own(language: Language) -> None:
    world, case = in_roll_call()
    found = of(world, case)

    told = {words_of(replace(found, stage=stage), NAMES, language)[-1] for stage in CaseStage}

    assert len(told) == len(CaseStage)


@pytest.mark.parametrize(("language", "on"), [("nb", "3. mars 2031"), ("nn", "3. mars 2031"), ("en", "2031-03-03")])
def test_days_are_written_as_the_language_writes_them(language: Language, on: str) -> None:
    world, case = decided_with({})
    found = of(world, case)
    assert found.decided is not None
    decided = replace(found.decided, day=date(2031, 3, 3))
    last = replace(found, decided=decided, last=datetime(2031, 3, 3, 9, tzinfo=UTC))

    first, *_, stands = words_of(last, NAMES, language)

    assert on in first and f"({on} 10:00 " in stands


def test_a_meeting_has_come_to_nothing_that_could_be_told() -> None:
    evidence = made.evidence()
    meeting = next(record for record in evidence.records if record.kind == "meeting")

    assert came_to(meeting.entries, COMMUNITY) is None
    assert came_to((), COMMUNITY) is None


def test_a_long_text_is_told_by_how_it_begins() -> None:
    world, case = decided_with({})
    found = of(world, case).decided
    assert found is not None
    two = replace(found, text="1. Partene følger prosedyren.\n2. Den evalueres.")
    long = replace(found, text="ord " * 100)

    assert two.first_line == "1. Partene følger prosedyren. …"
    assert len(long.first_line) < 170 and long.first_line.endswith(" …")
