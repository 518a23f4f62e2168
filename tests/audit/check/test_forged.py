"""What the checker finds: a record of a decided case, forged with every digest made to fit, and where it says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from audit.check import check
from models import acts as a
from models import entries as e
from models.acts import Objection
from models.canonical import digest_of
from models.entries import Entry
from models.evidence import Evidence, RecordEvidence
from tests.audit.check.forging import (
    act_forged,
    chained_anew,
    changed,
    digest_like,
    entry_forged,
    replaced,
    with_record,
)
from tests.rules.evidence import evidence_from
from tests.rules.world import World, in_roll_call

Forge = Callable[[RecordEvidence], RecordEvidence]


@pytest.fixture(scope="module")
def told() -> tuple[World, str]:
    """A case decided by all but one, who stood aside, and followed up by half of the parties."""
    world, case = in_roll_call()
    world.roll_call(case, {"SEKR-M3": a.StandAside()})
    meeting = world.state(case).decided_in
    assert meeting is not None
    world.act(meeting, a.CloseMeeting())
    for item in world.state(case).follow_ups[:7]:
        world.act(case, a.ReportFollowUp(party=item.party, status=a.FollowUpStatus.DONE))
    world.act(case, a.CloseItem(meeting=meeting, item=1))  # refused: it is closed
    return world, case


@pytest.fixture(scope="module")
def evidence(told: tuple[World, str]) -> Evidence:
    """What the case is proved from."""
    return evidence_from(*told)


def first(record: RecordEvidence, kind: type) -> Entry:
    """The first entry of a kind."""
    return next(entry for entry in record.entries if isinstance(entry.body, kind))


def without(kind: type) -> Forge:
    """The first entry of a kind is gone, and the chain made to fit."""
    return lambda record: record.model_copy(
        update={"entries": chained_anew([x for x in record.entries if x is not first(record, kind)])}
    )


def twice(kind: type) -> Forge:
    """The first entry of a kind stands twice."""

    def forge(record: RecordEvidence) -> RecordEvidence:
        entries = list(record.entries)
        found = first(record, kind)
        entries.insert(found.seq, found)
        return record.model_copy(update={"entries": chained_anew(entries)})

    return forge


def swapped(kind: type) -> Forge:
    """The first entry of a kind stands after the one that follows it."""

    def forge(record: RecordEvidence) -> RecordEvidence:
        entries, at = list(record.entries), first(record, kind).seq - 1
        entries[at], entries[at + 1] = entries[at + 1], entries[at]
        return record.model_copy(update={"entries": chained_anew(entries)})

    return forge


def edited(kind: type, **changes: object) -> Forge:
    """The first entry of a kind says something else."""
    return lambda record: entry_forged(record, first(record, kind).seq, **changes)


def act_of(kind: type, **changes: object) -> Forge:
    """The act behind the first entry of a kind is another, and so is all that names it."""

    def forge(record: RecordEvidence) -> RecordEvidence:
        found = first(record, kind).act
        assert found is not None
        return act_forged(record, found.number, **changes)

    return forge


def act_gone(kind: type) -> Forge:
    """The act behind the first entry of a kind never came, nor what it gave; everything else moves up."""

    def forge(record: RecordEvidence) -> RecordEvidence:
        found = first(record, kind).act
        assert found is not None
        gone = found.number
        acts = [
            act.model_copy(update={"number": act.number - (act.number > gone)})
            for act in record.acts
            if act.number != gone
        ]
        entries = [
            entry.model_copy(
                update={"act": entry.act.model_copy(update={"number": entry.act.number - (entry.act.number > gone)})}
            )
            if entry.act
            else entry
            for entry in record.entries
            if entry.act is None or entry.act.number != gone
        ]
        return record.model_copy(update={"acts": tuple(acts), "entries": chained_anew(entries)})

    return forge


def said(record: RecordEvidence, kind: type) -> a.ReceivedAct:
    """The act behind the first entry of a kind."""
    found = first(record, kind).act
    assert found is not None
    return record.acts[found.number - 1]


def fact(kind: type, **changes: object) -> Forge:
    """What was looked up for the act behind the first entry of a kind is another."""

    def forge(record: RecordEvidence) -> RecordEvidence:
        act = said(record, kind)
        return act_forged(record, act.number, facts=act.facts.model_copy(update=changes))

    return forge


def actor(kind: type, **changes: object) -> Forge:
    """Whoever gave the first entry of a kind is another."""

    def forge(record: RecordEvidence) -> RecordEvidence:
        act = said(record, kind)
        return act_forged(record, act.number, actor=act.actor.model_copy(update=changes))

    return forge


def test_the_record_itself_is_proved(evidence: Evidence) -> None:
    """Else every forgery would be found, whatever the checker did."""
    checked = check(evidence)

    assert checked.difference is None
    assert checked.entries > 70


FORGED: list[tuple[str, Forge, str]] = [
    ("a position is gone", without(e.PositionTaken), "P-20"),
    ("a position stands twice", twice(e.PositionTaken), "P-20"),
    ("a position and the next change places", swapped(e.PositionTaken), "P-20"),
    ("a position says another stance", edited(e.PositionTaken, stance=Objection(grounds="Nei.")), "P-20"),
    ("a position is another seat's", edited(e.PositionTaken, seat="SEKR-M2"), "P-20"),
    ("a position was somebody else's", edited(e.PositionTaken, person="p-xxxx"), "P-20"),
    ("a position binds more parties", edited(e.PositionTaken, parties=("moss", "halden")), "P-20"),
    ("a position is on another text", edited(e.PositionTaken, text_digest=digest_like("another")), "P-20"),
    ("a seat that counts does not", edited(e.PositionTaken, counted=False), "P-20"),
    ("the beslutning is gone", without(e.BeslutningMade), "P-19"),
    ("the beslutning says another text", edited(e.BeslutningMade, proposal="Noe annet."), "P-19"),
    ("the beslutning was another day", edited(e.BeslutningMade, day=date(2031, 4, 1)), "P-19"),
    ("who stood aside consented", edited(e.BeslutningMade, standing_aside=()), "P-19"),
    ("a party is left out", edited(e.BeslutningMade, parties=("moss",)), "P-19"),
    ("a binding effect is gone", without(e.BindingEffect), "P-19"),
    ("a binding effect is another party's", edited(e.BindingEffect, party="oslo"), "P-19"),
    ("a binding effect is by another seat", edited(e.BindingEffect, by_seat="SEKR-H1"), "P-19"),
    ("the announcement is gone", without(e.Announced), "P-34"),
    ("another outcome is announced", edited(e.Announced, outcome="ikke_konsensus"), "P-34"),
    ("the announcement comes before the effect", swapped(e.FollowUpDue), "P-35"),
    ("a follow-up item is gone", without(e.FollowUpOpened), "P-35"),
    ("the drøfting is gone", without(e.DroftingHeld), "P-01"),
    ("the drøfting was in another body", edited(e.DroftingHeld, body="SU"), "P-01"),
    ("the drøfting was of another text", edited(e.DroftingHeld, text_digest=digest_like("b")), "P-01"),
    ("forankring is due another day", edited(e.ForankringClosed, unanswered=()), "P-11"),
    ("the classification says otherwise", edited(e.CaseClassified, larger_economic=True), "P-04"),
    ("a refusal is hidden", without(e.ActRefused), "ENGINE"),
    ("a refusal gives another reason", edited(e.ActRefused, act_kind="take_position"), "ENGINE"),
    ("the papers never went out", without(e.PapersWentOut), "P-17"),
]
"""Entries changed, with every digest after them; the act stays as it was."""


@pytest.mark.parametrize(("forge", "rule"), [pytest.param(f, r, id=name) for name, f, r in FORGED])
def test_an_entry_forged_is_found_where_it_stands(evidence: Evidence, forge: Forge, rule: str) -> None:
    """Whoever has the whole record in hand makes every digest fit; the rules still say what an act comes to."""
    checked = check(with_record(evidence, evidence.about, forge))

    assert checked.difference is not None
    assert (checked.difference.record, checked.difference.rule) == (evidence.about, rule), checked.difference
    assert checked.difference.seq is not None


ACTS: list[tuple[str, Forge, str]] = [
    ("a position never came", act_gone(e.PositionTaken), "P-20"),
    (
        "a position came a year before",
        act_of(e.PositionTaken, received_at=datetime(2030, 1, 1, 8, tzinfo=UTC)),
        "ENGINE",
    ),
    ("somebody without a place gave it", actor(e.PositionTaken, person="p-0000"), "P-22"),
    ("the holder had another rank", actor(e.PositionTaken, rank=1), "P-23"),
    ("the chair was not the chair", actor(e.BeslutningMade, chairs=("SU",)), "ENGINE"),
    ("the day of the roll call was another", fact(e.BeslutningMade, day=date(2031, 3, 1)), "P-19"),
    ("the follow-up was due at another time", fact(e.BeslutningMade, dates=()), "ENGINE"),
]


@pytest.mark.parametrize(("forge", "rule"), [pytest.param(f, r, id=name) for name, f, r in ACTS])
def test_an_act_forged_with_all_that_names_it_is_found(evidence: Evidence, forge: Forge, rule: str) -> None:
    """What was looked up for it does not agree with the other records, or the entries not with it."""
    checked = check(with_record(evidence, evidence.about, forge))

    assert checked.difference is not None
    assert checked.difference.record == evidence.about, checked.difference
    assert checked.difference.rule == rule, checked.difference


def test_of_what_fits_in_itself_the_other_records_say_that_it_is_another(evidence: Evidence) -> None:
    """Every act that a case sends carries the digest of the entry that sends it."""
    checked = check(with_record(evidence, evidence.about, act_of(e.PositionTaken, act_id="0" * 32)))

    assert checked.difference is not None
    assert "no entry of case-ostfold-2031-1 sends this item_concluded" in checked.difference.what


SECOND = "meeting-ostfold-SEKR-2031-2"
AROUND: list[tuple[str, str, Forge, str]] = [
    ("a meeting's notice is gone", SECOND, without(e.NoticeSent), SECOND),
    ("a meeting's agenda marks the case otherwise", SECOND, edited(e.AgendaItemAdded, mark=a.Mark.DROFTING), SECOND),
    ("who sat in the meeting is another", SECOND, edited(e.MeetingOpened, attendance=()), SECOND),
    ("the meeting was another day", SECOND, edited(e.MeetingPlanned, day=date(2031, 4, 1)), SECOND),
    ("the community was founded otherwise", "community-ostfold", edited(e.CommunityFounded, roster="0" * 64), ""),
    ("the community's clock is gone", "community-ostfold", without(e.RosterClockSet), "community-ostfold"),
]


@pytest.mark.parametrize(
    ("record", "forge", "where"), [pytest.param(r, f, w or r, id=name) for name, r, f, w in AROUND]
)
def test_a_record_around_it_forged_is_found_where_it_stands(
    evidence: Evidence, record: str, forge: Forge, where: str
) -> None:
    """The case rests on its meetings and on what the community has adopted."""
    checked = check(with_record(evidence, record, forge))

    assert checked.difference is not None
    assert checked.difference.record == where, checked.difference


@pytest.mark.parametrize("name", ["meeting-ostfold-SEKR-2031-1", SECOND, "community-ostfold"])
def test_a_record_that_is_left_out_is_missed(evidence: Evidence, name: str) -> None:
    records = tuple(record for record in evidence.records if record.record != name)

    checked = check(changed(evidence, records=records))

    assert checked.difference is not None
    assert "not in the evidence" in checked.difference.what or name in checked.difference.what


def test_a_procedure_in_place_of_another_is_missed_by_its_digest(evidence: Evidence) -> None:
    [procedure] = evidence.procedures
    other = procedure.model_copy(update={"version": "2"})

    checked = check(changed(evidence, procedures=(other,)))

    assert checked.difference is not None and checked.difference.rule == "P-38"


def test_a_procedure_put_in_everywhere_gives_other_dates(evidence: Evidence) -> None:
    """Ten days of notice instead of fourteen, with every digest that names the procedure made to fit."""
    [procedure] = evidence.procedures
    numbers = tuple(
        n.model_copy(update={"values": tuple(v.model_copy(update={"value": 10}) for v in n.values)})
        if n.name == "notice_days"
        else n
        for n in procedure.numbers
    )
    other = procedure.model_copy(update={"numbers": numbers})

    checked = check(replaced(evidence, digest_of(procedure), digest_of(other), procedures=(other,)))

    assert checked.difference is not None
    assert checked.difference.rule == "T-06", checked.difference


def test_a_roster_put_in_everywhere_knows_other_people(evidence: Evidence) -> None:
    """The member of a seat is another, with every digest that names the roster made to fit."""
    [roster] = evidence.rosters
    holdings = tuple(
        h.model_copy(update={"person": "p-0000"}) if (h.seat, h.rank) == ("SEKR-M1", 0) else h
        for h in roster.holdings
    )
    other = roster.model_copy(update={"holdings": holdings})

    checked = check(replaced(evidence, digest_of(roster), digest_of(other), rosters=(other,)))

    assert checked.difference is not None
    assert checked.difference.rule in ("P-23", "P-24"), checked.difference


def test_a_record_cut_off_after_an_act_of_the_house_is_what_it_was_then(evidence: Evidence) -> None:
    """What is cut off at the end only the log misses: the rest is a record as it once stood."""

    def cut(record: RecordEvidence) -> RecordEvidence:
        return record.model_copy(update={"entries": record.entries[:-1], "acts": record.acts[:-1]})

    assert check(with_record(evidence, evidence.about, cut)).difference is None
