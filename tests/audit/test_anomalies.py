"""What departs from the straight road is found in the entries, whatever came of it; what keeps to it is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from audit.anomalies import ANOMALIES, MET, AnomalyKind, anomalies_of, drafts_left
from models import entries as e
from models.acts import Actor, Consent, ConsentWithReservation, Derivation
from models.canonical import EMPTY_HEAD
from models.entries import Entry, Unsealed, seal
from models.rulebook import Refusal, RefusalCode
from rules.rulebook import RULES

DAY = datetime(2031, 3, 3, 9, tzinfo=UTC)
TEXT = "0" * 64
POSITION = e.PositionTaken(
    seat="SEKR-M1", person="p-1", counted=True, parties=("halden",), stance=Consent(), text_digest=TEXT
)
DECIDED = e.BeslutningMade(
    meeting="meeting-x-2031-2",
    body="SEKR",
    day=DAY.date(),
    text_digest=TEXT,
    proposal="Teksten.",
    consenting=("SEKR-M1",),
    standing_aside=(),
    reserving=(),
    absent=(),
    heard=(),
    parties=("halden",),
    reserved_parties=(),
)
RESERVED = ConsentWithReservation(parties=("halden",), treated_by="kommunestyret", treated_on=DAY.date())
YEAR_ENDED = e.FollowUpYearEnded(body="SEKR", budget_year=2032, unbudgeted=())
REMINDED = e.NoticeReportReminded(notice=1, reminder=1, target=DAY.date())
REFUSED = e.ActRefused(
    act_kind="take_position",
    refusal=Refusal(code=RefusalCode.NOT_MARKED, rule="P-01", detail="marked drøfting", remedy="say it in drøfting"),
)


def entered(body: e.EntryBody, *, entered_by: str | None = None) -> Entry:
    actor = Actor(person="p-1", seat="SEKR-M1", rank=0, entered_by=entered_by)
    return seal(Unsealed(record="case-x-2031-1", seq=1, at=DAY, prev=EMPTY_HEAD, actor=actor, body=body))


def changed(body: Any, **fields: Any) -> Any:
    return body.model_copy(update=fields)


def kinds(entry: Entry) -> list[tuple[AnomalyKind, str]]:
    return [(found.kind, found.rule) for found in anomalies_of([entry])]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (e.PaperAdded(document=TEXT, title="Utredning", late=True), [("late_papers", "P-09")]),
        (changed(POSITION, stance=RESERVED), [("conditional_consent", "P-20")]),
        (changed(POSITION, changed=True), [("changed", "P-20")]),
        (changed(DECIDED, absent=("SEKR-M2",)), [("without_some", "P-22")]),
        (changed(DECIDED, standing_aside=("SEKR-M2",)), [("without_some", "P-22")]),
        (changed(DECIDED, outside_parties=("moss",)), [("without_some", "P-22")]),
        (changed(DECIDED, without_mandate=("moss",)), [("without_some", "P-22")]),
        (changed(DECIDED, in_writing=True), [("in_writing", "P-31")]),
        (e.ForankringClosed(unanswered=("moss",)), [("silent", "P-11")]),
        (e.InvolvementClosed(unanswered=("moss",)), [("silent", "P-36")]),
        (e.RestartedFromRecord(cause=e.RestartCause.TERMINATED), [("operator", "ENGINE")]),
        (REFUSED, [("refused", "P-01")]),
        (e.MinutesOverdue(), [("overdue", "P-33")]),
        (changed(YEAR_ENDED, unbudgeted=("moss",)), [("overdue", "P-35")]),
        (changed(REMINDED, reminder=3), [("overdue", "A-11")]),
    ],
)
def test_it_is_found_under_its_rule(body: e.EntryBody, found: list[tuple[str, str]]) -> None:
    assert kinds(entered(body)) == [(AnomalyKind(kind), rule) for kind, rule in found]


@pytest.mark.parametrize(
    "body",
    [
        POSITION,
        DECIDED,
        e.PaperAdded(document=TEXT, title="Utredning", late=False),
        e.ForankringClosed(unanswered=()),
        e.InvolvementClosed(unanswered=()),
        YEAR_ENDED,
        REMINDED,
        changed(REMINDED, reminder=2),
    ],
)
def test_the_straight_road_is_passed_over(body: e.EntryBody) -> None:
    assert kinds(entered(body)) == []


def test_a_position_that_the_secretariat_entered_is_found_with_what_else_it_is() -> None:
    found = kinds(entered(changed(POSITION, stance=RESERVED, changed=True), entered_by="p-2h9c"))

    assert [kind for kind, _ in found] == [
        AnomalyKind.CONDITIONAL_CONSENT,
        AnomalyKind.CHANGED,
        AnomalyKind.ENTERED_FOR_ANOTHER,
    ]


def test_what_nobody_entered_is_entered_for_nobody() -> None:
    entry = entered(POSITION).model_copy(update={"actor": None})

    assert kinds(entry) == []


def test_every_rule_it_names_is_a_rule() -> None:
    known = set(RULES) | {"ENGINE"}

    assert {rule for found in ANOMALIES.values() for _, rule, _ in found} <= known


def test_every_kind_is_one_that_can_be_found() -> None:
    found = {kind for ways in ANOMALIES.values() for kind, _, _ in ways}

    assert set(AnomalyKind) == {*found, AnomalyKind.MINUTES_NOT_APPROVED}


DRAFT = e.MinutesDrafted(text=TEXT, html=TEXT)
APPROVED = e.MinutesApproved(meeting="meeting-x-2", day=DAY.date())
OPENED = e.MeetingOpened(attendance=(), uncovered=())


def meeting(number: int, *bodies: e.EntryBody, body: str = "SEKR", day: int = 0) -> list[Entry]:
    """A meeting's entries, all of one day."""
    due = Derivation(name="x", rule="T-06", anchor="x", steps=(), day=DAY.date(), at=DAY)
    planned = e.MeetingPlanned(body=body, day=DAY.date(), starts_at=DAY, ends_at=DAY, place="Kalnes", notice_due=due)
    return [
        entered(said).model_copy(update={"record": f"meeting-x-{number}", "at": DAY + timedelta(days=day)})
        for said in (planned, *bodies)
    ]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        pytest.param(meeting(1, OPENED, DRAFT), meeting(2, OPENED, day=9), ["meeting-x-1"], id="the body met again"),
        pytest.param(meeting(1, OPENED, DRAFT, APPROVED), meeting(2, OPENED, day=9), [], id="approved"),
        pytest.param(meeting(1, OPENED, DRAFT), meeting(2, day=9), [], id="the next one is only planned"),
        pytest.param(meeting(1, OPENED, DRAFT, day=9), meeting(2, OPENED), [], id="the other one was before"),
        pytest.param(meeting(1, OPENED, DRAFT), meeting(2, OPENED, body="SU", day=9), [], id="another body met"),
        pytest.param(meeting(1, OPENED), meeting(2, OPENED, day=9), [], id="no draft, which is overdue instead"),
    ],
)
def test_minutes_left_a_draft_when_the_body_met_again_are_asked_about(
    first: list[Entry], second: list[Entry], found: list[str]
) -> None:
    """P-33: the next meeting approves them; until there was one, nobody could."""
    met = [entry for entry in (*second, *first) if entry.body.kind in MET]
    odd = list(drafts_left([first, second, []], met))

    assert [(o.entry.record, o.entry.happened, o.rule) for o in odd] == [(record, DRAFT, "P-33") for record in found]
    assert all(o.because.startswith("meeting-x-2 was held after it") for o in odd)
