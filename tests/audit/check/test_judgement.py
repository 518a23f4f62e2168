"""The checker's own judgement of a beslutning, alone: what it finds where nothing is derived by the rules' code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from audit.check.course import FOLDS, Course, Stood
from audit.check.facts import in_force
from audit.check.found import Differs
from audit.check.judgement import Judged, can_bind, judged_anew
from models import acts as a
from models import entries as e
from models.acts import ConsentWithReservation, Objection
from models.canonical import EMPTY_HEAD, text_digest
from models.evidence import Evidence, RecordEvidence
from models.roster import Mandate, Treatment
from models.state import RecordHead
from tests.audit.check.forging import chained_anew, changed, entry_forged, with_record
from tests.rules.evidence import evidence_from
from tests.rules.world import ROSTER, in_roll_call

DAY = date(2031, 3, 3)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """A case decided by all but one, who stood aside, and one that reserves."""
    world, case = in_roll_call()
    reserved = ConsentWithReservation(parties=("moss",), treated_by="kommunestyret", treated_on=date(2031, 3, 20))
    world.roll_call(case, {"SEKR-M3": a.StandAside(), "SEKR-M2": reserved})
    return evidence_from(world, case)


def judged(evidence: Evidence) -> tuple[Judged, ...]:
    """What the judgement says of entries as they are, whatever the rules would have given."""
    courses = {record.record: _folded(evidence, record) for record in evidence.records}
    return judged_anew(courses[evidence.about], courses, in_force(evidence, courses))


def _folded(evidence: Evidence, record: RecordEvidence) -> Course:
    course = Course(
        evidence,
        record,
        RecordHead(record=record.record, seq=0, hash=EMPTY_HEAD, judged=0),
        evidence.procedures_by_digest[record.procedure],
        evidence.rosters_by_digest[record.roster],
    )
    state: Any = None
    for entry in record.entries:
        before, state = state, FOLDS[record.kind](state, entry, evidence.community)
        course.stood.append(Stood(entry, before, state))
    return course


def test_what_was_decided_rightly_is_found_right(evidence: Evidence) -> None:
    [found] = judged(evidence)

    assert isinstance(found.made.body, e.BeslutningMade)
    assert set(found.bound) == set(found.made.body.parties)
    assert found.waiting == ("moss",)
    assert found.drofting is not None and found.notice is not None
    assert len(found.positions) == 10


Forge = Callable[[Evidence], Evidence]


def last(record: RecordEvidence, kind: type) -> int:
    """The number of the last entry of a kind."""
    return [entry.seq for entry in record.entries if isinstance(entry.body, kind)][-1]


def case(kind: type, **changes: object) -> Forge:
    """The case's last entry of a kind says something else."""
    return lambda evidence: with_record(
        evidence, evidence.about, lambda record: entry_forged(record, last(record, kind), **changes)
    )


def gone(kind: type, which: int = -1) -> Forge:
    """One of the case's entries of a kind is gone."""

    def forge(evidence: Evidence) -> Evidence:
        def without(record: RecordEvidence) -> RecordEvidence:
            found = [entry for entry in record.entries if isinstance(entry.body, kind)][which]
            kept = [entry for entry in record.entries if entry is not found]
            return record.model_copy(update={"entries": chained_anew(kept)})

        return with_record(evidence, evidence.about, without)

    return forge


def meeting(kind: type, **changes: object) -> Forge:
    """The deciding meeting's last entry of a kind says something else."""
    second = "meeting-ostfold-SEKR-2031-2"
    return lambda evidence: with_record(
        evidence, second, lambda record: entry_forged(record, last(record, kind), **changes)
    )


def notice_later(evidence: Evidence) -> Evidence:
    """The notice of the deciding meeting is dated ten days later."""

    def later(record: RecordEvidence) -> RecordEvidence:
        at = last(record, e.NoticeSent) - 1
        entries = list(record.entries)
        entries[at] = entries[at].model_copy(update={"at": entries[at].at + timedelta(days=10)})
        return record.model_copy(update={"entries": chained_anew(entries)})

    return with_record(evidence, "meeting-ostfold-SEKR-2031-2", later)


def roster_with(**changes: object) -> Forge:
    """The community's roster is another, whatever its digest."""

    def forge(evidence: Evidence) -> Evidence:
        [roster] = evidence.rosters
        forged = changed(evidence, rosters=(roster,))
        forged.__dict__["rosters_by_digest"] = dict.fromkeys(
            evidence.rosters_by_digest, roster.model_copy(update=changes)
        )
        return forged

    return forge


EVERYONE = tuple(h for h in ROSTER.holdings if h.rank == 0)
MEMBER = {h.seat: h.person for h in EVERYONE}
GIVER = MEMBER["SEKR-M4"]
RECUSED = e.RecusalDecided(
    seat="SEKR-M4",
    person=GIVER,
    disqualified=True,
    ground=a.RecusalGround.SPECIAL,
    reason="Slektskap.",
    decided_by="SEKR",
)

BEFORE = date(2030, 1, 1)
ENDED = Mandate(seat="SEKR-M4", person=GIVER, since=BEFORE, until=DAY.replace(day=1))
WRONG: list[tuple[str, Forge, str]] = [
    ("never deliberated", gone(e.DroftingHeld), "P-01"),
    ("deliberated and not ready", case(e.DroftingHeld, outcome=a.ItemOutcome.ANOTHER_ROUND), "P-01"),
    ("deliberated where it was decided", case(e.DroftingHeld, meeting="meeting-ostfold-SEKR-2031-2"), "P-01"),
    ("deliberated in a meeting nobody knows", case(e.DroftingHeld, meeting="meeting-ostfold-SEKR-2031-9"), "P-01"),
    ("deliberated the day before", case(e.DroftingHeld, day=DAY - timedelta(days=1)), "P-12"),
    ("the item was marked drøfting", case(e.CaseItemOpened, mark=a.Mark.DROFTING), "P-08"),
    ("the agenda marked it orientering", meeting(e.AgendaItemAdded, mark=a.Mark.ORIENTERING), "P-08"),
    ("the notice left it out", meeting(e.NoticeSent, items=()), "P-08"),
    ("the notice was late", notice_later, "P-06"),
    ("no papers", gone(e.PapersWentOut), "P-17"),
    ("other papers", case(e.PapersWentOut, text_digest=text_digest("b")), "P-17"),
    ("the text is not what its digest says", case(e.BeslutningMade, proposal="Noe annet."), "P-17"),
    (
        "another text than the papers",
        case(e.BeslutningMade, proposal="Noe annet.", text_digest=text_digest("Noe annet.")),
        "P-17",
    ),
    ("a position on another text", case(e.PositionTaken, text_digest=text_digest("b")), "P-17"),
    ("an objection overheard", case(e.PositionTaken, stance=Objection(grounds="Nei."), objection=1), "P-20"),
    ("somebody present was not heard", gone(e.PositionTaken), "P-20"),
    ("who consented is said to have stood aside", case(e.BeslutningMade, standing_aside=()), "P-20"),
    ("somebody was there and is said to be absent", case(e.BeslutningMade, absent=("SEKR-M1",)), "P-20"),
    ("a heard seat is said to have spoken", case(e.BeslutningMade, heard=("SEKR-GP",)), "P-18"),
    ("who reserved is bound", case(e.BeslutningMade, reserved_parties=()), "P-19"),
    ("a party is not bound that consented", case(e.BeslutningMade, parties=("halden",)), "P-19"),
    ("bound by another seat", case(e.BindingEffect, by_seat="SEKR-M1"), "P-19"),
    ("a binding effect is missing", gone(e.BindingEffect), "P-19"),
    ("somebody without a place", case(e.PositionTaken, person="p-0000"), "P-23"),
    ("one person for two seats", case(e.PositionTaken, person=GIVER), "P-23"),
    ("the roster knows nobody", roster_with(holdings=()), "P-23"),
    (
        "a mandate that has run out",
        roster_with(
            mandates=(Mandate(seat="SEKR-M4", person=GIVER, since=date(2030, 1, 1), until=DAY.replace(day=1)),)
        ),
        "P-19",
    ),
    (
        "a mandate for another party",
        roster_with(mandates=(Mandate(seat="SEKR-M4", person=GIVER, parties=("moss",), since=date(2030, 1, 1)),)),
        "P-19",
    ),
    (
        "a mandate delegated in a circle",
        roster_with(mandates=(Mandate(seat="SEKR-M4", person=GIVER, since=date(2030, 1, 1), delegated_by=GIVER),)),
        "P-19",
    ),
]


@pytest.mark.parametrize(("forge", "rule"), [pytest.param(f, r, id=name) for name, f, r in WRONG])
def test_what_was_decided_wrongly_is_found_by_the_text_alone(evidence: Evidence, forge: Forge, rule: str) -> None:
    with pytest.raises(Differs) as found:
        judged(forge(evidence))

    assert found.value.difference.rule == rule, found.value


def test_somebody_recused_who_answers_all_the_same_is_found(evidence: Evidence) -> None:
    def recused(record: RecordEvidence) -> RecordEvidence:
        entries = list(record.entries)
        before = next(x for x in entries if isinstance(x.body, e.DroftingHeld))
        entries.insert(before.seq, before.model_copy(update={"body": RECUSED}))
        return record.model_copy(update={"entries": chained_anew(entries)})

    with pytest.raises(Differs, match=f"{GIVER} was recused"):
        judged(with_record(evidence, evidence.about, recused))


class TestP24WhoCanBind:
    """The place in the seat, or a mandate in force for the party; what was delegated holds while its giver can."""

    HELD = ROSTER.model_copy(update={"mandates": ()})

    def with_mandates(self, *mandates: Mandate) -> Any:
        return self.HELD.model_copy(update={"mandates": mandates})

    def given(self, **more: Any) -> Mandate:
        return Mandate(seat="SEKR-M4", person=GIVER, since=date(2030, 1, 1), **more)

    @pytest.mark.parametrize(
        ("more", "binds"),
        [
            pytest.param({}, True, id="in force"),
            pytest.param({"parties": ("sarpsborg",)}, True, id="for the party"),
            pytest.param({"parties": ("moss",)}, False, id="for another"),
            pytest.param({"until": DAY}, True, id="on its last day"),
            pytest.param({"until": DAY - timedelta(days=1)}, False, id="the day after"),
            pytest.param({"since": DAY + timedelta(days=1)}, False, id="not yet"),
            pytest.param({"subject_to": Treatment.BOARD}, False, id="subject to the board"),
            pytest.param({"delegated_by": MEMBER["SEKR-H1"]}, False, id="by somebody who has it from another seat"),
            pytest.param({"delegated_by": "p-0000"}, False, id="by somebody without a place"),
        ],
    )
    def test_by_a_mandate(self, more: dict[str, Any], binds: bool) -> None:
        mandate = self.given().model_copy(update=more)

        assert can_bind(self.with_mandates(mandate), GIVER, "SEKR-M4", "sarpsborg", DAY) is binds

    def test_by_the_place_alone(self) -> None:
        assert can_bind(self.HELD, GIVER, "SEKR-M4", "sarpsborg", DAY)

    def test_by_what_a_holder_of_the_seat_hands_on(self) -> None:
        deputy = next(h.person for h in ROSTER.holdings if (h.seat, h.rank) == ("SEKR-M3", 1))
        handed = Mandate(seat="SEKR-M3", person=deputy, since=BEFORE, delegated_by=MEMBER["SEKR-M3"])

        assert can_bind(self.with_mandates(handed), deputy, "SEKR-M3", "halden", DAY)


def test_both_stages_in_one_meeting_are_called_that(evidence: Evidence) -> None:
    together = case(e.DroftingHeld, meeting="meeting-ostfold-SEKR-2031-2")(evidence)

    with pytest.raises(Differs, match="in the same meeting"):
        judged(together)
