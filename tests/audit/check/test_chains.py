"""Whether records are whole: each there once with its versions, its acts numbered, timed and as submitted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from audit.check.chains import all_there, chained, whole
from audit.check.found import Difference, Differs
from models import acts as a
from models import entries as e
from models.acts import ReceivedAct
from models.canonical import EMPTY_HEAD
from models.entries import Entry, Unsealed, seal
from models.evidence import Evidence, RecordEvidence
from tests.audit.check.forging import act_forged, changed, digest_like, entry_forged, with_record
from tests.rules.evidence import COMMUNITY_RECORD, evidence_from
from tests.rules.world import World

CASE, MEETING = "case-ostfold-2031-1", "meeting-ostfold-SEKR-2031-1"
Forge = Callable[[Evidence], Evidence]


@cache
def evidence() -> Evidence:
    """A case that is registered and classified, a meeting, and the community."""
    world = World()
    world.meeting("SEKR", 28)
    world.case()
    world.act(CASE, a.AddPaper(document="d" * 64, title="Vedlegg"))
    return evidence_from(world, CASE)


def found(look: Callable[[Evidence], None], forge: Forge) -> Difference:
    """What it says of a forgery; of the evidence itself it says nothing."""
    look(evidence())
    with pytest.raises(Differs) as told:
        look(forge(evidence()))
    return told.value.difference


def where(difference: Difference) -> tuple[str, int | None, int | None, str]:
    """Which record, entry and act, under which rule."""
    return difference.record, difference.seq, difference.act, difference.rule


def of(name: str, **changes: Any) -> Forge:
    """One record is told otherwise."""
    return lambda told: with_record(told, name, lambda record: record.model_copy(update=changes))


def act(which: int, name: str = CASE, **changes: Any) -> Forge:
    """One act is told otherwise, and no digest made to fit."""

    def forge(record: RecordEvidence) -> RecordEvidence:
        acts = list(record.acts)
        acts[which - 1] = acts[which - 1].model_copy(update=changes)
        return record.model_copy(update={"acts": tuple(acts)})

    return lambda told: with_record(told, name, forge)


def timed(*seconds: int) -> Forge:
    """The case's acts came so many seconds after it was opened."""

    def forge(record: RecordEvidence) -> RecordEvidence:
        def at(received: ReceivedAct, count: int) -> ReceivedAct:
            return received.model_copy(update={"received_at": record.opened_at + timedelta(seconds=count)})

        acts = tuple(at(received, count) for received, count in zip(record.acts, seconds, strict=True))
        return record.model_copy(update={"acts": acts})

    return lambda told: with_record(told, CASE, forge)


OTHER = digest_like("another version")
NOT_WHOLE: list[tuple[str, Forge, tuple[str, int | None, int | None, str], str]] = [
    ("no records", lambda told: changed(told, records=()), (CASE, None, None, "ENGINE"), "is not in the evidence"),
    (
        "another record first",
        lambda told: changed(told, records=told.records[::-1]),
        (CASE, None, None, "ENGINE"),
        "its record is not in the evidence",
    ),
    (
        "a record twice",
        lambda told: changed(told, records=(*told.records, told.records[1])),
        (MEETING, None, None, "ENGINE"),
        "stands twice",
    ),
    ("a procedure that is not here", of(MEETING, procedure=OTHER), (MEETING, None, None, "P-38"), "its procedure"),
    ("a roster that is not here", of(MEETING, roster=OTHER), (MEETING, None, None, "P-38"), "its roster"),
    (
        "a case that names another procedure",
        lambda told: with_record(told, CASE, lambda r: entry_forged(r, 1, procedure=OTHER)),
        (CASE, 1, None, "P-38"),
        "names another procedure or roster",
    ),
    (
        "a case that names another roster",
        lambda told: with_record(told, CASE, lambda r: entry_forged(r, 1, roster=OTHER)),
        (CASE, 1, None, "P-38"),
        "names another procedure or roster",
    ),
    (
        "a community that names another roster",
        lambda told: with_record(told, COMMUNITY_RECORD, lambda r: entry_forged(r, 1, roster=OTHER)),
        (COMMUNITY_RECORD, 1, None, "P-38"),
        "names another procedure or roster",
    ),
    ("a number left out", act(2, number=3), (CASE, None, 2, "ENGINE"), "act 2 is missing: found 3"),
    ("an act of another record", act(2, record=MEETING), (CASE, None, 2, "ENGINE"), f"received for {MEETING}"),
    (
        "an act twice",
        lambda told: act(3, act_id=told.records[0].acts[0].act_id)(told),
        (CASE, None, 3, "ENGINE"),
        "was received twice",
    ),
    ("an act of another digest", act(2, digest=OTHER), (CASE, None, 2, "ENGINE"), "not what its digest says"),
    ("the act that opened it of another digest", act(1, digest=OTHER), (CASE, None, 1, "ENGINE"), "not what its"),
    (
        "the community's act of another digest",
        act(1, COMMUNITY_RECORD, digest=OTHER),
        (COMMUNITY_RECORD, None, 1, "ENGINE"),
        "not what its digest says",
    ),
    ("before it was opened", timed(-61, 0, 0), (CASE, None, 1, "ENGINE"), "before what came before it"),
    ("before the act before it", timed(0, 100, 39), (CASE, None, 3, "ENGINE"), "before what came before it"),
    ("step by step before an earlier one", timed(100, 60, 39), (CASE, None, 3, "ENGINE"), "before what came"),
]


@pytest.mark.parametrize(("forge", "at", "words"), [pytest.param(*row[1:], id=row[0]) for row in NOT_WHOLE])
def test_what_is_not_whole_is_found(forge: Forge, at: tuple[str, int | None, int | None, str], words: str) -> None:
    difference = found(whole, forge)

    assert where(difference) == at, difference
    assert words in difference.what


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(timed(-60, 0, 100), id="a minute before it was opened, by another clock"),
        pytest.param(timed(100, 60, 40), id="a minute before the act before it"),
        pytest.param(of(CASE, entries=()), id="nothing is entered yet"),
        pytest.param(of(CASE, acts=()), id="no act has come"),
    ],
)
def test_what_clocks_and_the_beginning_leave_open_is_whole(forge: Forge) -> None:
    whole(forge(evidence()))


class TestChained:
    """Every entry names the digest of the one before, and is of its record."""

    def test_an_entry_changed_is_found_where_it_stands(self) -> None:
        def forge(told: Evidence) -> Evidence:
            entries = list(told.records[0].entries)
            entries[1] = entries[1].model_copy(update={"hash": OTHER})
            return of(CASE, entries=tuple(entries))(told)

        assert where(found(chained, forge)) == (CASE, 2, None, "ENGINE")

    def test_an_entry_left_out_is_found_where_it_is_missed(self) -> None:
        forge = of(CASE, entries=evidence().records[0].entries[1:])

        assert where(found(chained, forge)) == (CASE, 1, None, "ENGINE")

    def test_an_entry_of_another_record_is_found_however_it_is_chained(self) -> None:
        def forge(told: Evidence) -> Evidence:
            first, second, *others = told.records[0].entries
            return of(CASE, entries=(first, _as_of(second, MEETING), *others))(told)

        difference = found(chained, forge)

        assert where(difference) == (CASE, 2, None, "ENGINE")
        assert difference.what == f"entry 2 is of {MEETING}"

    def test_each_record_has_a_chain_of_its_own(self) -> None:
        last = evidence().records[-1]
        forge = of(last.record, entries=tuple(_as_of(x, x.record, prev=OTHER) for x in last.entries))

        assert where(found(chained, forge))[:2] == (last.record, 1)


def _as_of(entry: Entry, record: str, prev: str | None = None) -> Entry:
    fields = {name: getattr(entry, name) for name in Unsealed.__annotations__}
    return seal(Unsealed(**fields | {"record": record, "prev": prev or entry.prev}))


class TestAllThere:
    """Whatever record the story names is here."""

    @pytest.mark.parametrize(
        ("forge", "seq", "number", "named"),
        [
            (lambda r: entry_forged(r, 1, agreement="agreement-ostfold-9"), 1, None, "entry 1"),
            (
                lambda r: act_forged(r, 1, act=r.acts[0].act.model_copy(update={"agreement": "agreement-ostfold-9"})),
                None,
                1,
                "act 1",
            ),
        ],
        ids=["by an entry", "by an act"],
    )
    def test_one_that_is_not_is_missed(self, forge: Any, seq: int | None, number: int | None, named: str) -> None:
        assert isinstance(evidence().records[0].entries[0].body, e.CaseRegistered)

        difference = found(all_there, lambda told: with_record(told, CASE, forge))

        assert where(difference) == (CASE, seq, number, "ENGINE")
        assert difference.what == f"agreement-ostfold-9 is named by {named} and is not in the evidence"


def test_the_beginning_of_a_chain_is_the_empty_head() -> None:
    assert evidence().records[0].entries[0].prev == EMPTY_HEAD
