"""Mandates entered on a community's record: renewed, widened, and none that runs longer is cut (P-24)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models import acts as a
from models import entries as e
from models.acts import Actor, Facts, ReceivedAct
from models.roster import Mandate, Office, Roster, Source, Treatment
from rules.community import Community, judge_community
from rules.roster_acts import changed_roster, replaced_by
from rules.seats import parties_of
from rules.verdict import Verdict
from tests.rules.world import PROCEDURE, ROSTER

SEAT = "SEKR-M3"
HOLDER = next(h.person for h in ROSTER.holdings if (h.seat, h.rank) == (SEAT, 0))
PARTIES = parties_of(SEAT, PROCEDURE, ROSTER)
SOURCE = Source(organ="kommunestyret", dated=date(2030, 1, 1), reference="PS 1/30")
WRITTEN = Mandate(seat=SEAT, person=HOLDER, since=date(2031, 1, 1), source=SOURCE)


def _roster(*mandates: Mandate) -> Roster:
    return ROSTER.model_copy(update={"mandates": mandates})


def _given(since: date, until: date | None = None, parties: tuple[str, ...] = ()) -> a.GiveMandate:
    return a.GiveMandate(seat=SEAT, person=HOLDER, parties=parties, since=since, until=until, source=SOURCE)


def _judged(roster: Roster, act: a.GiveMandate) -> Verdict:
    received = ReceivedAct(
        act_id="0" * 32,
        record="community-ostfold",
        number=2,
        received_at=datetime(2031, 6, 2, 8, tzinfo=UTC),
        digest="a" * 64,
        actor=Actor(person="p-2h9c", offices=(Office.SECRETARIAT,)),
        facts=Facts(day=date(2031, 6, 2)),
        act=act,
    )
    return judge_community(received, Community(PROCEDURE, roster))


def _after(roster: Roster, act: a.GiveMandate) -> list[tuple[date, date | None, tuple[str, ...]]]:
    assert _judged(roster, act).refusal is None
    changed = changed_roster(roster, act, PROCEDURE)
    assert changed is not None
    return [(m.since, m.until, m.parties) for m in changed.mandates]


@pytest.mark.parametrize("parties", [(), PARTIES], ids=["none named", "all named"])
@pytest.mark.parametrize(
    ("since", "until", "remedy"),
    [
        pytest.param(date(2031, 2, 1), date(2031, 2, 28), "nothing is needed", id="inside"),
        pytest.param(date(2031, 1, 1), date(2031, 2, 28), "nothing is needed", id="from the same day"),
        pytest.param(date(2030, 6, 1), date(2031, 2, 28), "end on 2030-12-31", id="overlapping"),
    ],
)
def test_a_mandate_that_runs_longer_is_not_cut(
    since: date, until: date, remedy: str, parties: tuple[str, ...]
) -> None:
    refusal = _judged(_roster(WRITTEN), _given(since, until, parties)).refusal

    assert refusal is not None
    assert (refusal.rule, "2031-01-01 without an end" in refusal.detail) == ("P-24", True)
    assert remedy in refusal.remedy


def test_one_before_it_changes_nothing_of_it() -> None:
    before = _given(date(2030, 1, 1), date(2030, 12, 31))

    assert _after(_roster(WRITTEN), before) == [
        (date(2031, 1, 1), None, ()),
        (date(2030, 1, 1), date(2030, 12, 31), ()),
    ]


@pytest.mark.parametrize("named", [(), PARTIES], ids=["none named", "all named"])
@pytest.mark.parametrize("before", [(), PARTIES], ids=["before: none named", "before: all named"])
def test_a_renewal_is_the_same_however_its_parties_are_written(
    named: tuple[str, ...], before: tuple[str, ...]
) -> None:
    old = WRITTEN.model_copy(update={"until": date(2032, 12, 31), "parties": before})
    act = _given(date(2032, 1, 1), date(2034, 12, 31), named)

    verdict = _judged(_roster(old), act)

    assert _after(_roster(old), act) == [
        (date(2031, 1, 1), date(2031, 12, 31), before),
        (date(2032, 1, 1), date(2034, 12, 31), named),
    ]
    [entered] = [b for b in verdict.bodies if isinstance(b, e.MandateEntered)]
    assert entered.replaces == (old,)
    assert entered.parties == PARTIES


def test_one_covered_from_end_to_end_gives_way_and_is_named() -> None:
    old = WRITTEN.model_copy(update={"until": date(2031, 12, 31)})
    act = _given(date(2030, 6, 1))

    assert _after(_roster(old), act) == [(date(2030, 6, 1), None, ())]
    [entered] = [b for b in _judged(_roster(old), act).bodies if isinstance(b, e.MandateEntered)]
    assert entered.replaces == (old,)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"seat": "SU-M3"}, id="in another seat"),
        pytest.param({"person": "p-x"}, id="of another holder"),
        pytest.param({"delegated_by": "p-x"}, id="handed on by somebody"),
        pytest.param({"subject_to": Treatment.POLITICAL}, id="subject to treatment"),
        pytest.param({"since": date(2033, 1, 1)}, id="of later days"),
        pytest.param({"until": date(2031, 5, 31)}, id="of earlier days"),
        pytest.param({"parties": PARTIES[1:]}, id="for other parties"),
    ],
)
def test_what_is_not_like_it_or_not_on_its_days_or_not_for_its_parties_goes_on(other: dict[str, object]) -> None:
    kept = WRITTEN.model_copy(update=other)
    like = WRITTEN.model_copy(update={"until": date(2031, 12, 31)})
    act = _given(date(2031, 6, 1), date(2032, 12, 31), parties=PARTIES[:1])
    roster = _roster(kept, like, kept)

    assert replaced_by(act, roster, PROCEDURE) == (like,)
    changed = changed_roster(roster, act, PROCEDURE)
    assert changed is not None
    assert (changed.mandates[0], changed.mandates[-2], len(changed.mandates)) == (kept, kept, 5)
    assert changed.mandates[-1] == Mandate(
        seat=SEAT, person=HOLDER, parties=PARTIES[:1], since=act.since, until=act.until, source=SOURCE
    )


@pytest.mark.parametrize(("until", "replaced"), [(date(2031, 6, 1), True), (date(2031, 5, 31), False)])
def test_a_day_in_common_is_enough(until: date, replaced: bool) -> None:
    old = WRITTEN.model_copy(update={"until": until})

    assert replaced_by(_given(date(2031, 6, 1)), _roster(old), PROCEDURE) == ((old,) if replaced else ())


def test_parties_that_are_not_named_keep_what_they_gave() -> None:
    first, *others = PARTIES

    assert _after(_roster(WRITTEN), _given(date(2031, 6, 1), parties=(first,))) == [
        (date(2031, 1, 1), date(2031, 5, 31), ()),
        (date(2031, 6, 1), None, tuple(others)),
        (date(2031, 6, 1), None, (first,)),
    ]
